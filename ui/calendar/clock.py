"""By whose clock shifts stand on the calendar, and where they stand then."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.store.rows import BoardRow
from ui.calendar.axis import Axis
from ui.times import at

FADES = 180  # minutes that a shift without an end is drawn for
LONG = 86_400  # seconds from which on a shift stands above the hours, as whole days do


@dataclass(frozen=True, slots=True)
class Clock:
    """Whose clock the calendar shows: zones as IANA names, "" for each site's own, or for none beside it."""

    zone: str = ""
    second: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """What of a shift falls on one day; places are those of an Axis."""

    row: BoardRow
    start: datetime  # of the whole shift
    end: datetime | None
    begins: int
    ends: int
    before: bool = False  # it has begun on an earlier day
    after: bool = False  # it goes on the next day


@dataclass(frozen=True, slots=True)
class Bar:
    """A shift of whole days: from which to which of the days shown."""

    row: BoardRow
    start: datetime
    end: datetime | None
    first: int
    last: int
    before: bool
    after: bool


def frame(rows: Iterable[BoardRow], clock: Clock, desk: str) -> tuple[str, int]:
    """Return the zone whose clock the hours are, the commonest one of sites, and how many zones there are."""
    if clock.zone:
        return clock.zone, 1
    zones = Counter(row.timezone for row in rows)
    if not zones:
        return desk, 1
    return min(zones, key=lambda name: (-zones[name], name)), len(zones)


def laid(
    rows: Iterable[BoardRow], days: Sequence[date], clock: Clock, axis: Axis
) -> tuple[list[list[Piece]], list[Bar]]:
    """Return for each of some days in a row the pieces that fall on it, and the shifts of whole days."""
    pieces: list[list[Piece]] = [[] for _ in days]
    bars: list[Bar] = []
    for row in rows:
        where = clock.zone or row.timezone
        start = at(row.start, where)
        end = None if row.end is None else at(row.end, where)
        first = (start.date() - days[0]).days
        if row.all_day or (row.end is not None and row.end - row.start >= LONG):
            final = start if end is None else max(start, end - timedelta(seconds=1))
            last = (final.date() - days[0]).days
            if last >= 0 and first < len(days):
                bars.append(
                    Bar(
                        row, start, end, max(0, first), min(last, len(days) - 1), first < 0, last >= len(days)
                    )
                )
            continue
        last = first if end is None else (end.date() - days[0]).days
        if end is not None and last > first and not axis.of(end):
            last -= 1  # it ends at midnight
        for n in range(max(0, first), min(last, len(days) - 1) + 1):
            begins = axis.of(start) if n == first else 0
            ends = axis.length
            if end is None:
                ends = min(ends, begins + FADES)
            elif (end.date() - days[n]).days == 0:
                ends = axis.of(end)
            pieces[n].append(
                Piece(row, start, end, begins, max(ends, begins + 1), before=n > first, after=n < last)
            )
    return pieces, bars
