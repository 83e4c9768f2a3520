"""The timeline: a row for each worker, facility, unit or connection, and their shifts on a scale of time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import cast

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from app.errors import CallboardError
from app.store.filters import EVERYTHING, Filter
from app.store.lanes import By
from app.store.reader import Reader
from ui.calendar.chart import Chart
from ui.calendar.clock import Clock, frame
from ui.calendar.jump import Jump, begins_a_date
from ui.calendar.names import Wording, desk_zone
from ui.calendar.pane import EDGE, ZOOM
from ui.calendar.reading import Watch
from ui.calendar.scale import DAY, HOUR, midnight
from ui.calendar.tracks import CONNECTION, FACILITY, PEOPLE, UNIT, Told, Wanted, narrowed, read, read_free
from ui.coverage.strip import button
from ui.labels import Line
from ui.queries import Queries
from ui.times import Times
from ui.words import counted

ROWS: dict[By, tuple[str, str]] = {
    PEOPLE: ("worker", "workers"),
    FACILITY: ("facility", "facilities"),
    UNIT: ("unit", "units"),
    CONNECTION: ("connection", "connections"),
}
SPANS = {"Day": DAY, "Week": 7 * DAY, "Two weeks": 14 * DAY, "Six weeks": 42 * DAY}
AHEAD = 12  # rows that are read beyond those in sight


class Timeline(QWidget):
    """The lens. `chosen` tells a shift's ref, "" for none; `opened` Enter or a double click on it."""

    chosen = Signal(str)
    opened = Signal(str)
    menu_wished = Signal(QPoint)  # on the screen, for the chosen shift
    failed = Signal(str)  # a sentence
    moved = Signal(object)  # the date at the left edge
    narrowed = Signal(object)  # the Filter of a row's day that is only counted here

    def __init__(
        self,
        times: Times,
        reader: Callable[[], Reader | None],
        queries: Queries,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._times = times
        self._wording = Wording(times)
        self._reader = reader
        self._where = EVERYTHING
        self._clock = Clock()
        self._framed = False  # whether it is settled which site's clock the axis shows
        self._wished = times.today()  # the day that was gone to last
        self._at = 0.0  # where the left edge stood then, epoch seconds
        self._asked: Wanted | None = None
        self._edition = 0
        self._keys: tuple[str, ...] | None = None  # of all rows, as they were told last
        self._free: Wanted | None = None  # the rows for which that of what nobody is on was asked for
        self._told_day: date | None = None
        self._watch = Watch("timeline", self, reader, queries, self._again, self.failed.emit)
        self.rows = QComboBox(self)
        self.rows.setAccessibleName("Rows")
        for by, (_, words) in ROWS.items():
            self.rows.addItem(words.capitalize(), by)
        self.spans = [button(words, f"Show {words.casefold()}", self) for words in SPANS]
        self.out = button("–", "Show more time", self)
        self.into = button("+", "Show less time", self)
        self._remark = Line(self)
        self._remark.setAccessibleName("Rows and time in sight")
        self.chart = Chart(times, self)
        self.jump = Jump(self._wording, self.chart)
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 4, 8, 4)
        bar.setSpacing(4)
        bar.addWidget(self.rows)
        bar.addSpacing(8)
        for one in (*self.spans, self.out, self.into):
            bar.addWidget(one)
        bar.addSpacing(8)
        bar.addWidget(self._remark, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(bar)
        layout.addWidget(self.chart, 1)
        self.setFocusProxy(self.chart)
        self._minute = QTimer(self, interval=60_000)
        self._minute.timeout.connect(self.chart.viewport().update)
        self._minute.start()

        self.rows.currentIndexChanged.connect(self._change_rows)
        for one, seconds in zip(self.spans, SPANS.values(), strict=True):
            one.clicked.connect(lambda _=False, seconds=seconds: self._show_span(seconds))
        self.out.clicked.connect(lambda: self.chart.zoom(ZOOM * ZOOM))
        self.into.clicked.connect(lambda: self.chart.zoom(1 / ZOOM / ZOOM))
        self.chart.moved.connect(self._ask)
        self.chart.chosen.connect(self.chosen)
        self.chart.opened.connect(self.opened)
        self.chart.menu_wished.connect(self.menu_wished)
        self.chart.day_opened.connect(self._open_day)
        self.jump.jumped.connect(self.show_day)
        self.show_day(self._wished)

    def look(self, where: Filter) -> None:
        """Show the shifts that a filter lets through, from its first day on where that is another."""
        self._narrow(where, follows=True)

    def tick(self, where: Filter) -> None:
        """Show what the filter means by now; go along with its day unless somebody has gone elsewhere."""
        rests = self._wished == self._where.first and self._at == self.chart.scale.begin
        self._narrow(where, follows=rests or self._where.first is None)

    def refresh(self) -> None:
        """Show what has been committed, soon."""
        self._watch.soon()

    def choose(self, ref: str) -> None:
        """Mark a shift that was chosen elsewhere, and bring it into sight."""
        if ref == self.chart.shift:
            return
        self.chart.choose(ref)
        reader = self._reader()
        if not ref or reader is None:
            return
        try:
            found = next(iter(reader.by_ref([ref])), None)
        except CallboardError as error:
            self.failed.emit(str(error))
            return
        begin, end = self.chart.span()
        if found is not None and not begin <= found.start < end:
            self.chart.go_to(found.start, self.chart.across // 7)

    def dress(self) -> None:
        """Put the pictures on."""
        self.chart.dress()

    def title(self) -> str:
        """Return which days are in sight: `23 – 29 Nov 2026`."""
        begin, end = self.chart.span()
        return self._wording.span([self.chart.day_at(begin), self.chart.day_at(end - 1)])

    @property
    def day(self) -> date:
        """The day at the left edge."""
        return self.chart.day_at(self.chart.scale.at(EDGE + 1))

    @property
    def by(self) -> By:
        """What its rows are."""
        return cast(By, self.rows.currentData())

    def set_by(self, by: By) -> None:
        """Have a row for each worker, facility, unit or connection."""
        self.rows.setCurrentIndex(list(ROWS).index(by))

    def show_day(self, day: date) -> None:
        """Go to a day."""
        self._wished = day
        self.chart.go_to(midnight(day, self.chart.ruler.zone))
        self._at = self.chart.scale.begin

    def step(self, pages: int) -> None:
        """Go on by as much time as is in sight, or back."""
        self.chart.turn(pages * 0.9)

    @property
    def clock(self) -> Clock:
        """Whose clock the axis shows."""
        return self._clock

    def set_clock(self, clock: Clock) -> None:
        """Show the hours of another clock, and of a second one beside it."""
        self._clock, self._framed = clock, False
        self._frame(None)
        self._watch.now()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._watch.shown()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if begins_a_date(event):
            self.jump.begin(event.text())
        else:
            super().keyPressEvent(event)

    def _narrow(self, where: Filter, *, follows: bool) -> None:
        first, before = where.first, self._where.first
        self._where, self._framed = where, False
        if follows and first is not None and first != before:
            self.show_day(first)
        self._watch.now()

    def _width(self) -> int:
        begin, end = self.chart.span()
        return end - begin

    def _again(self) -> None:
        self._edition += 1
        self._asked = None
        self._ask()

    def _ask(self) -> None:
        self._tell()
        if not self.isVisible() or self._reader() is None:
            return
        wanted = self._wanted()
        if wanted is not None and wanted != self._asked:
            self._asked = wanted
            self._watch.add("", lambda reader: read(reader, wanted), self._take)

    def _wanted(self) -> Wanted | None:
        """Return what is to be read, None if all that is in sight is there."""
        begin, end = self.chart.span()
        first, n = self.chart.rows_in_sight()
        held, zone = self.chart.book.told, self.chart.ruler.zone
        # Whole days: rows come and go when another day comes into sight, not with each pixel.
        last = self.chart.day_at(end - 1) + timedelta(days=1)
        span = midnight(self.chart.day_at(begin), zone), midnight(last, zone)
        wanted = Wanted(self._where, self.by, *span, max(0, first - AHEAD), n + 2 * AHEAD, self._edition)
        if held is not None and wanted.answers(held):
            wanted = replace(wanted, keys=self._keys)
            rows = range(first, min(first + n, self.chart.book.total))
            coming = {0} if self._free is not None and wanted.answers(self._free) else set()
            if all(number in self.chart.book.tracks or number in coming for number in rows):
                return None
        return wanted

    def _take(self, told: Told) -> None:
        if not self._framed:
            self._frame(told)
        self._keys = told.keys
        self.chart.take(told)
        if told.crowded and (self._free is None or not told.wanted.answers(self._free)):
            self._free = told.wanted
            self._watch.add("free", lambda reader: read_free(reader, told), self._take_free)
        self._tell()
        self._ask()  # there may be more rows in sight than was thought

    def _take_free(self, told: Told) -> None:
        if self.chart.book.told is not None and told.wanted.answers(self.chart.book.told):
            self.chart.take(told)

    def _frame(self, told: Told | None) -> None:
        rows = [] if told is None else [bar.row for track in told.tracks for bar in track.bars]
        site, zones = frame(rows, self._clock, desk_zone())
        self._framed = bool(rows or self._clock.zone)
        self.chart.show_clock(self._clock, site, zones)
        if self.chart.scale.begin == self._at:
            self.show_day(self._wished)  # which begins elsewhere by another clock

    def _change_rows(self) -> None:
        self.chart.start_over(self.by)
        self._again()

    def _show_span(self, seconds: int) -> None:
        day = self.day
        self.chart.show_span(seconds)
        self.chart.go_to(midnight(day, self.chart.ruler.zone))

    def _open_day(self, key: str, day: date) -> None:
        self.narrowed.emit(narrowed(self._where.within(day, day), self.by, key))

    def _tell(self) -> None:
        width = self._width()
        hours, days = round(width / HOUR), round(width / DAY)
        time = counted(days, "day", "days") if days > 2 else counted(hours, "hour", "hours")
        rows = counted(self.chart.book.total, *ROWS[self.by]) if self.chart.book.told else "…"
        self._remark.say(f"{time}  ·  {rows}")
        if self.day != self._told_day:
            self._told_day = self.day
            self.moved.emit(self.day)
