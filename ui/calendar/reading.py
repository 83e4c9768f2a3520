"""What the calendar reads, and when: at once where that is quick, else in the reader's thread."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from PySide6.QtCore import QElapsedTimer, QObject, QTimer
from PySide6.QtWidgets import QWidget

from app.errors import CallboardError
from app.store import lenses
from app.store.filters import Filter
from app.store.plans import is_at_hand
from app.store.reader import Reader
from app.store.rows import BoardRow
from ui.calendar.clock import Clock
from ui.calendar.scale import midnight
from ui.queries import Queries
from ui.times import at

T = TypeVar("T")

CALM = 500  # milliseconds between two refreshes that nobody at the desk asked for
WHOLE = 400  # shifts up to which all are read; where there are more, each day's most urgent
FAR_EAST, FAR_WEST = timedelta(hours=14), timedelta(hours=12)  # of UTC: where a day begins first, and last
DAY = timedelta(days=1)

Counts = dict[date, dict[str, int]]  # day, state, how many
Starts = dict[date, list[int]]  # how many begin in each hour of a day, and how many last all of it


@dataclass(frozen=True, slots=True)
class Month:
    """The shifts of a month's sheet: how many of each state a day, and each day's most urgent ones."""

    counts: Counts
    chips: dict[date, list[BoardRow]]


@dataclass(frozen=True, slots=True)
class Hours:
    """The shifts of some days; where they are not whole, only each day's most urgent."""

    counts: Counts
    rows: list[BoardRow]
    whole: bool


def read_month(reader: Reader, where: Filter, days: Sequence[date], per_day: int) -> Month:
    """Return what a month's sheet shows."""
    ends = days[0], days[-1]
    return Month(reader.ask(lenses.day_counts, where, *ends), reader.ask(lenses.chips, where, *ends, per_day))


def read_hours(reader: Reader, where: Filter, days: Sequence[date], clock: Clock, per_day: int) -> Hours:
    """Return what the hours of some days show; a shift may touch them and begin before.

    Where they are too many to be drawn, `per_day` are read of those that begin on each day.
    """
    first, last = days[0], days[-1]
    counts = reader.ask(lenses.day_counts, where, first, last)
    if sum(sum(states.values()) for states in counts.values()) <= WHOLE:
        begin = datetime.combine(first, time.min, UTC) - FAR_EAST
        end = datetime.combine(last + DAY, time.min, UTC) + FAR_WEST
        found = reader.ask(
            lenses.touching, where, int(begin.timestamp()), int(end.timestamp()), 2 * WHOLE + 1
        )
        if len(found) <= 2 * WHOLE:
            return Hours(counts, found, whole=True)
    after = DAY if clock.zone else timedelta()  # by another clock, some of the next day's begin on the last
    chips = reader.ask(lenses.chips, where, first - DAY, last + after, per_day)
    return Hours(counts, [row for day in sorted(chips) for row in chips[day]], whole=False)


def read_starts(reader: Reader, where: Filter, days: Sequence[date], clock: Clock) -> Starts:
    """Return how many shifts begin in each hour of some days, by the calendar's clock.

    The last figure of a day are those of the whole day. Drafts and cancelled shifts are in none.
    """
    heat = reader.ask(lenses.heat, where, days[0], days[-1], "hours")
    found = {day: [row[n].total for row in heat.cells] for n, day in enumerate(heat.columns)}
    if clock.zone:
        for hours in found.values():
            hours[:24] = [0] * 24
        ends = midnight(days[0], clock.zone), midnight(days[-1] + DAY, clock.zone)
        for moment, n in reader.ask(lenses.begun, where, *ends):
            local = at(moment, clock.zone)
            found[local.date()][local.hour] += n
    return found


class Watch(QObject):
    """The reading of one lens. Only the answer to its last wish is shown."""

    def __init__(
        self,
        kind: str,
        lens: QWidget,
        reader: Callable[[], Reader | None],
        queries: Queries,
        again: Callable[[], None],
        failed: Callable[[str], None],
    ) -> None:
        super().__init__(lens)
        self._kind = kind
        self._lens = lens
        self._reader = reader
        self._queries = queries
        self._again = again
        self._failed = failed
        self._wish = 0
        self._stale = True
        self._since = QElapsedTimer()
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self.now)

    def now(self) -> None:
        """Have the lens read anew: at once if it can be seen, else as soon as it is."""
        self._stale = not self._lens.isVisible()
        if not self._stale:
            self._soon.stop()
            self._since.start()
            self._again()

    def soon(self) -> None:
        """Have it read what has been committed: at most twice a second."""
        if not self._lens.isVisible():
            self._stale = True
        elif not self._soon.isActive():
            passed = self._since.elapsed() if self._since.isValid() else CALM
            self._soon.start(max(0, CALM - passed))

    def shown(self) -> None:
        """Catch up on what was missed out of sight."""
        if self._stale:
            self.now()

    def read(self, where: Filter, work: Callable[[Reader], T], show: Callable[[T], None]) -> None:
        """Read and show: at once what is kept ready, else later unless something else is wished by then."""
        self._wish += 1
        reader = self._reader()
        if reader is None:
            return
        try:
            if not reader.ask(is_at_hand, where):
                self.add("", work, show)
                return
            found = work(reader)
        except CallboardError as error:
            self._failed(str(error))
            return
        show(found)

    def add(self, part: str, work: Callable[[Reader], T], show: Callable[[T], None]) -> None:
        """Read something that belongs to the same wish, and show it later."""
        wish = self._wish

        def done(found: T) -> None:
            if wish == self._wish:
                show(found)

        self._queries.ask(f"{self._kind} {part}".rstrip(), work, done, self._failed)
