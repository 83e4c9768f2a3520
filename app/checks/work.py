"""Somebody's work as the checks see it: when, where, and who, in plain values."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from app.domain import Shift, State
from app.zones import of_epoch, zone

LONGEST_PLACE = 80


class Work(NamedTuple):
    """One person on one shift. Times are epoch seconds."""

    person: str  # one key for one human, at whichever vendor
    start: int
    until: int  # of one without an end a second after its start: nothing but its beginning is known
    ref: str
    name: str  # as the vendor writes it
    connection: str
    day: int  # the local day on which it begins, by date.toordinal
    timezone: str
    place: str
    site: str  # two of one site are equal; "" where it is not told
    timed: bool  # it says from when until when; one of whole days, or without an end, does not

    @property
    def told(self) -> str:
        """Return where and when, for a sentence: `Mercy General, Tue 01 Dec 07:00 to 19:00 (trio-east)`."""
        place = self.place or self.ref
        return f"{place}, {_stamp(self.start, self.timezone)} to {self.ends} ({self.connection})"

    @property
    def ends(self) -> str:
        """Return until when, on the shift's own clock."""
        return "open end" if self.until == self.start + 1 else _clock(self.until, self.timezone)


@lru_cache(maxsize=4096)  # a desk's shifts begin together
def _stamp(seconds: int, timezone: str) -> str:
    return f"{of_epoch(seconds, zone(timezone)):%a %d %b %H:%M}"


@lru_cache(maxsize=4096)
def _clock(seconds: int, timezone: str) -> str:
    return f"{of_epoch(seconds, zone(timezone)):%H:%M}"


def works_of(shift: Shift, person_of: "PersonOf") -> Iterator[Work]:
    """Yield the work of those who stand on a shift."""
    if shift.state is State.CANCELLED:
        return
    for one in shift.assignments:
        if one.state is not State.CANCELLED:
            person = person_of(shift.connection, one.person_id, one.person)
            yield work_of(shift, person, one.person)


def work_of(shift: Shift, person: str, name: str) -> Work:
    """Return the work that a shift is for somebody."""
    return Work(
        person=person,
        start=int(shift.start.timestamp()),
        until=until(int(shift.start.timestamp()), None if shift.end is None else int(shift.end.timestamp())),
        ref=shift.ref,
        name=name,
        connection=shift.connection,
        day=shift.day.toordinal(),
        timezone=shift.timezone,
        place=place_of(shift.facility, shift.title),
        site=site_of(shift.facility, shift.address),
        timed=shift.end is not None and not shift.all_day,
    )


class PersonOf:
    """Who somebody on a shift is: the key of the person whom the desk knows under a vendor's id."""

    def __init__(self, known: "dict[str, str]") -> None:
        """`known`: the person's key by `connection:person_id`."""
        self._known = known

    def of(self, ref: str) -> str:
        """Return whose a ref is."""
        return self._known.get(ref, ref)

    def __call__(self, connection: str, person_id: str | None, name: str) -> str:
        if person_id is None:
            return f"{connection}:@{name.casefold()}"
        return self.of(f"{connection}:{person_id}")


def until(start: int, end: int | None) -> int:
    """Return the end that counts: of a shift without one, nothing is known but its beginning."""
    return start + 1 if end is None else end


def place_of(facility: str | None, title: str | None) -> str:
    """Return what a sentence calls the place of a shift."""
    return (facility or title or "")[:LONGEST_PLACE]


def site_of(facility: str | None, address: str | None) -> str:
    """Return what two shifts at one site have in common, "" where none is told."""
    return " ".join((facility or address or "").casefold().split())
