"""The timeline's scale: which instant stands at which pixel, and where its ticks are. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from app.zones import zone

HOUR, DAY = 3600, 86_400  # seconds
CLOSEST = 900 / 64  # seconds a pixel: a quarter of an hour is 64 pixels wide
WIDEST = 42 * DAY  # seconds across
STEPS = (900, 1800, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR)
ROOM = 52  # pixels that the words of an hour need
NARROW = 22  # pixels that the number of a day needs


@dataclass(frozen=True, slots=True)
class Scale:
    """Seconds to pixels: `begin` stands at the left edge, epoch seconds; `rate` is seconds a pixel."""

    begin: float
    rate: float

    def x(self, seconds: float) -> int:
        """Return the pixel at which an instant stands."""
        return round((seconds - self.begin) / self.rate)

    def at(self, x: float) -> float:
        """Return the instant that stands at a pixel."""
        return self.begin + x * self.rate

    def zoomed(self, factor: float, x: float, width: int) -> "Scale":
        """Return the scale that shows so much more time on a width, with the instant at x where it is."""
        rate = min(max(CLOSEST, self.rate * factor), widest(width))
        return Scale(self.at(x) - x * rate, rate)


def widest(width: int) -> float:
    """Return the seconds a pixel at which six weeks fit into a width."""
    return max(CLOSEST, WIDEST / max(1, width))


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the time axis. `wall` is what the clock shows there, without its zone."""

    at: int  # epoch seconds
    wall: datetime
    again: bool = False  # the hour comes a second time that day

    @property
    def is_midnight(self) -> bool:
        """Whether a day begins here."""
        return not (self.wall.hour or self.wall.minute or self.again)


def step_of(rate: float) -> int:
    """Return the seconds between ticks whose words have room; a day or more counts days."""
    for step in STEPS:
        if step / rate >= ROOM:
            return step
    return DAY if DAY / rate >= NARROW else 7 * DAY


def days_of(begin: float, end: float, timezone: str) -> list[tuple[date, int]]:
    """Return the days that a span touches, by a zone's calendar, each with the instant it begins at."""
    where = zone(timezone)
    day = datetime.fromtimestamp(begin, where).date()
    found = []
    while (start := midnight(day, timezone)) < end:
        found.append((day, start))
        day += timedelta(days=1)
    return found


@lru_cache(maxsize=4096)
def midnight(day: date, timezone: str) -> int:
    """Return the instant at which a day begins by a zone's clock, epoch seconds."""
    return int(datetime.combine(day, time.min, zone(timezone)).timestamp())


def ticks(begin: float, end: float, step: int, timezone: str, week_begins: int = 0) -> list[Tick]:
    """Return the ticks within a span, by a zone's clock.

    An hour that a day lacks has none, one that it has twice has two. Ticks a week apart stand
    on the first day of the locale's week, 0 for Monday.
    """
    found: list[Tick] = []
    for day, start in days_of(begin, end, timezone):
        if step >= DAY:
            if step == DAY or day.weekday() == week_begins:
                found.append(Tick(start, datetime.combine(day, time.min)))
            continue
        found += _within(day, step, timezone)
    return [tick for tick in found if begin <= tick.at < end]


@lru_cache(maxsize=512)
def _within(day: date, step: int, timezone: str) -> tuple[Tick, ...]:
    where = zone(timezone)
    moments: dict[int, Tick] = {}
    for seconds in range(0, DAY, step):
        wall = datetime.combine(day, time.min) + timedelta(seconds=seconds)
        for fold in (0, 1):
            at = int(wall.replace(tzinfo=where, fold=fold).timestamp())
            shown = datetime.fromtimestamp(at, where).replace(tzinfo=None, fold=0)
            if shown == wall and at not in moments:  # else the day lacks it
                moments[at] = Tick(at, wall, again=bool(fold))
    return tuple(moments[at] for at in sorted(moments))
