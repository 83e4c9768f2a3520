"""Which shifts are meant, and in what order."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any, Literal, TypeVar, get_args

from app.store import schema

SORTED_BY = schema.SORTED

Set = Literal[
    "connections", "states", "facilities", "units", "roles", "specialties", "people", "weekdays", "begins"
]
SETS: tuple[Set, ...] = get_args(Set)
NOTHING = "\x00"  # a value that no shift has


@dataclass(frozen=True, slots=True)
class Filter:
    """Which shifts are meant; empty sets, "", None and False mean all.

    In sets of texts, which are meant exactly as the vendor writes them, "" stands for "none told".
    """

    connections: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()  # the values of State
    first: date | None = None  # local start days, both inclusive
    last: date | None = None
    text: str = ""  # every word is a prefix in any text field
    removed: bool = False  # those no longer visible as well
    facilities: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    specialties: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()  # any of them stands on it, whatever they answered
    weekdays: frozenset[int] = frozenset()  # 0 is Monday, by local start day
    hours: str = ""  # "night" begins at or after 18:00 or before 05:00 by its own clock; "day": all others
    begins: frozenset[int] = frozenset()  # hours of its own clock, 0 to 23, in which it begins; 24: all day
    rate_from: Decimal | None = None  # both inclusive; a shift without a rate is then not meant
    rate_to: Decimal | None = None
    urgent: bool = False  # the urgent ones only
    starts_from: int | None = None  # seconds since 1970, inclusive
    starts_before: int | None = None  # exclusive
    changed_since: int | None = None
    in_hand: bool = False  # with an open intent of this desk, or acted on by it during the last 7 days

    def within(self, first: date, last: date) -> "Filter":
        """Return the filter for those of its shifts that begin on these days."""
        return replace(
            self,
            first=first if self.first is None else max(self.first, first),
            last=last if self.last is None else min(self.last, last),
        )

    def among(self, field: Set, values: Iterable[object]) -> "Filter":
        """Return the filter with other values for one of its sets."""
        changed: dict[str, Any] = {field: frozenset(values)}
        return replace(self, **changed)

    def both(self, other: "Filter") -> "Filter":
        """Return the filter that means what both of them mean."""
        found = self
        for field in SETS:
            mine, theirs = getattr(self, field), getattr(other, field)
            wanted = (mine & theirs or {NOTHING}) if mine and theirs else mine or theirs
            found = found.among(field, wanted)
        return replace(
            found,
            first=_larger(self.first, other.first),
            last=_smaller(self.last, other.last),
            text=f"{self.text} {other.text}".strip(),
            removed=self.removed or other.removed,
            hours=self.hours or other.hours,
            begins=frozenset({-1}) if {self.hours, other.hours} == {"day", "night"} else found.begins,
            rate_from=_larger(self.rate_from, other.rate_from),
            rate_to=_smaller(self.rate_to, other.rate_to),
            urgent=self.urgent or other.urgent,
            starts_from=_larger(self.starts_from, other.starts_from),
            starts_before=_smaller(self.starts_before, other.starts_before),
            changed_since=_larger(self.changed_since, other.changed_since),
            in_hand=self.in_hand or other.in_hand,
        )

    def timeless(self) -> "Filter":
        """Return it without its moments: what the clock alone moves every minute is then the same."""
        return replace(self, starts_from=None, starts_before=None, changed_since=None)

    def asked(self) -> frozenset[str]:
        """Return the names of the fields that narrow it, and `removed` if it widens it."""
        plain = EVERYTHING
        return frozenset(
            one.name for one in fields(self) if getattr(self, one.name) != getattr(plain, one.name)
        )


@dataclass(frozen=True, slots=True)
class Order:
    """By which column of SORTED_BY; then by start, then in the order of arrival.

    Shifts of which the column tells nothing come last, whichever way.
    """

    column: str = "start"
    descending: bool = False


EVERYTHING = Filter()  # that is visible
BY_START = Order()


T = TypeVar("T", date, Decimal, int)


def _larger(one: T | None, other: T | None) -> T | None:
    return other if one is None else one if other is None else max(one, other)


def _smaller(one: T | None, other: T | None) -> T | None:
    return other if one is None else one if other is None else min(one, other)
