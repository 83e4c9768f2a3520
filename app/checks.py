"""The desk's own checks before an action is sent: is somebody wanted in two places at once? Pure.

Spans are half-open: a shift that begins when another one ends does not overlap it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from app.domain import Shift, State


class Severity(StrEnum):
    """What a finding asks of the user."""

    INFORM = "inform"
    CONFIRM = "confirm"  # goes on with a reason only
    BLOCK = "block"


OVERLAP, NAMESAKE = "overlap", "overlap-by-name"
UNCHECKED, PERHAPS, AGAIN = "unchecked", "overlap-perhaps", "again"
SEVERITIES: Mapping[str, Severity] = {
    OVERLAP: Severity.CONFIRM,
    NAMESAKE: Severity.INFORM,
    UNCHECKED: Severity.INFORM,
    PERHAPS: Severity.INFORM,
    AGAIN: Severity.CONFIRM,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check found."""

    check: str
    severity: Severity
    person: str
    refs: tuple[str, ...]
    sentence: str


class Lasting(Protocol):
    """What somebody is at work for: a shift, or a time for which there is none yet."""

    @property
    def ref(self) -> str: ...

    @property
    def start(self) -> datetime: ...

    @property
    def end(self) -> datetime | None: ...


class Stretch(NamedTuple):
    """A time for which there is no shift yet; `ref` is what stands for it: the connection."""

    ref: str
    start: datetime  # aware
    end: datetime | None


def overlaps(shift: Lasting, person: str, others: Iterable[Shift], check: str = OVERLAP) -> Iterator[Finding]:
    """Yield where somebody is wanted elsewhere while a shift lasts.

    `others` are shifts on which the person stands; with `NAMESAKE`, somebody of the same name.
    """
    for other in others:
        if other.ref == shift.ref or other.state is State.CANCELLED or not _meet(shift, other):
            continue
        who = f"Somebody of the name {person}" if check == NAMESAKE else person
        until = "open end" if other.end is None else f"{other.end:%H:%M}"
        place = other.facility or other.title or other.ref
        yield Finding(
            check=check,
            severity=SEVERITIES[check],
            person=person,
            refs=(shift.ref, other.ref),
            sentence=(
                f"{who} is on another shift then: {place}, {other.start:%a %d %b %H:%M} to {until} "
                f"({other.connection})."
            ),
        )


def _meet(one: Lasting, other: Lasting) -> bool:
    """Tell whether two shifts overlap; of one without an end nothing is known but its beginning."""
    first, second = one.start.timestamp(), other.start.timestamp()
    if one.end is None and other.end is None:
        return first == second
    if one.end is None:
        assert other.end is not None
        return second <= first < other.end.timestamp()
    if other.end is None:
        return first <= second < one.end.timestamp()
    return first < other.end.timestamp() and second < one.end.timestamp()
