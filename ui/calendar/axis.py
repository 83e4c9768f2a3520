"""The scale of hours beside days: wall-clock minutes, with the hour that a day lacks or has twice.

A place on the axis is minutes from its top. All days of a week share one axis, so that the same
hour stands at the same height: where one day has an hour twice, the others have a gap there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from app.zones import zone

DAY = 1440  # minutes


@dataclass(frozen=True, slots=True)
class Turn:
    """A change of a clock within a day, in minutes."""

    at: int  # what the clock shows when it is changed, since the day's midnight
    by: int  # forward where positive: so much is skipped; else so much comes twice


@dataclass(frozen=True, slots=True)
class Tick:
    """An hour on the axis."""

    place: int
    hour: int
    again: bool = False  # its second occurrence


@lru_cache(maxsize=4096)
def turn_of(timezone: str, day: date) -> Turn | None:
    """Return how a zone's clock is changed on a day, None if it is not."""
    where = zone(timezone)
    midnight = datetime.combine(day, time.min, where)
    before = int(midnight.timestamp()) - 1
    after = int(datetime.combine(day + timedelta(days=1), time.min, where).timestamp()) - 1
    old, new = (_offset(seconds, timezone) for seconds in (before, after))
    if old == new:
        return None
    while after - before > 1:  # the change lies after `before` and no later than `after`
        middle = (before + after) // 2
        if _offset(middle, timezone) == old:
            before = middle
        else:
            after = middle
    shown = datetime.fromtimestamp(after - 1, where).replace(tzinfo=None) + timedelta(seconds=1)
    at = shown - datetime.combine(day, time.min)
    return Turn(round(at.total_seconds() / 60), round((new - old) / 60))


def _offset(seconds: int, timezone: str) -> float:
    offset = datetime.fromtimestamp(seconds, zone(timezone)).utcoffset()
    return 0.0 if offset is None else offset.total_seconds()


@dataclass(frozen=True, slots=True)
class Axis:
    """Places for the minutes of a wall clock; `repeats` are those that come twice, from and to."""

    repeats: tuple[tuple[int, int], ...] = ()

    @property
    def length(self) -> int:
        """How many minutes it has."""
        return DAY + sum(end - begin for begin, end in self.repeats)

    def place(self, minute: int, again: bool = False) -> int:
        """Return where a minute of the day stands; `again` is its second occurrence."""
        passed = sum(
            end - begin for begin, end in self.repeats if minute >= end or (again and minute >= begin)
        )
        return minute + passed

    def of(self, moment: datetime) -> int:
        """Return where a wall-clock time stands."""
        return self.place(moment.hour * 60 + moment.minute, bool(moment.fold))

    def ticks(self) -> list[Tick]:
        """Return its hours from top to bottom."""
        found = [Tick(self.place(60 * hour), hour) for hour in range(24)]
        for begin, end in self.repeats:
            whole = range(-(-begin // 60), -(-end // 60))
            found += [Tick(self.place(60 * hour, True), hour, True) for hour in whole]
        return sorted(found, key=lambda tick: tick.place)

    def absent(self, turn: Turn | None) -> list[tuple[int, int]]:
        """Return the parts of the axis that a day does not have, from and to."""
        found = []
        for begin, end in self.repeats:
            if turn is None or (turn.at + turn.by, turn.at) != (begin, end):
                found.append((self.place(end) - (end - begin), self.place(end)))
        if turn is not None and turn.by > 0:
            found.append((self.place(turn.at), min(self.length, self.place(turn.at + turn.by))))
        return found


def axis_of(turns: Iterable[Turn | None]) -> Axis:
    """Return the axis that days with these changes of the clock share."""
    repeats: list[tuple[int, int]] = []
    for begin, end in sorted({(turn.at + turn.by, turn.at) for turn in turns if turn and turn.by < 0}):
        if not repeats or begin >= repeats[-1][1]:
            repeats.append((max(0, begin), end))
    return Axis(tuple(repeats))
