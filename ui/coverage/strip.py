"""The strip above board and calendar: a small bar a day, and in words how the days are staffed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from app.store import lenses
from app.store.filters import EVERYTHING, Filter
from app.store.lenses import Coverage
from app.store.reader import Reader
from ui.calendar.names import Wording
from ui.calendar.reading import Watch
from ui.calendar.weeks import week_of
from ui.coverage.days import DAY, Ends, Sheet
from ui.coverage.figures import added
from ui.coverage.strip_paint import Words
from ui.coverage.table import FiguresDialog, by_day, span_of
from ui.queries import Queries
from ui.times import Times

BESIDE = 24  # pixels of margins and gaps


class CoverageStrip(QWidget):
    """Days in bars. `days_wished` tells the first and the last day to filter by, None and None for all."""

    days_wished = Signal(object, object)
    failed = Signal(str)  # a sentence

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
        self._where = EVERYTHING
        self._first = week_of(times.today(), self._wording.begins)[0]
        self._days: dict[date, Coverage] = {}
        self.sheet = Sheet(times, self._wording, self)
        self.words = Words(self.sheet.hand, self)
        self._watch = Watch("coverage", self, reader, queries, self._read, self.failed.emit)
        self.back = button("", "Earlier days", self)
        self.back.setArrowType(Qt.ArrowType.LeftArrow)
        self.on = button("", "Later days", self)
        self.on.setArrowType(Qt.ArrowType.RightArrow)
        self.table = button("Figures", "Show coverage as a table", self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 2, 8, 2)
        layout.setSpacing(2)
        layout.addWidget(self.back)
        layout.addWidget(self.sheet, 1)
        layout.addWidget(self.on)
        layout.addSpacing(8)
        layout.addWidget(self.words)
        layout.addWidget(self.table)
        self.setFocusProxy(self.sheet)
        self.back.clicked.connect(lambda: self.step(-1))
        self.on.clicked.connect(lambda: self.step(1))
        self.table.clicked.connect(self.open_table)
        self.sheet.picked.connect(self._pick)
        self.sheet.looked.connect(self._tell)
        self.sheet.turned.connect(self.turn)
        self.sheet.widened.connect(self._watch.now)

    def look(self, where: Filter) -> None:
        """Show the shifts that a filter lets through, on all days; those it is about are marked."""
        self._where = where
        self.sheet.mark(self._ends())
        near = where.first or where.last
        if near is not None and not self._first <= near <= self._last():
            self._first = week_of(near, self._wording.begins)[0]
        self._watch.now()

    def refresh(self) -> None:
        """Show what has been committed, soon."""
        self._watch.soon()

    def dress(self) -> None:
        """Put the pictures on."""
        self.sheet.hand.dressed = True
        self.update()

    def title(self) -> str:
        """Return which days are in sight."""
        return span_of(self._first, self._last(), self._times)

    def step(self, weeks: int) -> None:
        """Go so many weeks on, or back."""
        self.turn(7 * weeks)

    def turn(self, days: int) -> None:
        """Go so many days on, or back."""
        self._first += days * DAY
        self._watch.now()

    def show_day(self, day: date) -> None:
        """Bring a day into sight."""
        if not self._first <= day <= self._last():
            self._first = week_of(day, self._wording.begins)[0]
            self._watch.now()

    def open_table(self) -> None:
        """Open the figures of the days in sight as a table."""
        shown = [self._days[day] for day in sorted(self._days)]
        dialog = FiguresDialog(f"Coverage, {self.title()}", by_day(shown, self._times), self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def minimumSizeHint(self) -> QSize:
        parts = (self.back, self.sheet, self.on, self.table)
        wide = sum(part.minimumSizeHint().width() for part in parts)
        return QSize(wide + BESIDE, self.sheet.minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        needed = self.minimumSizeHint().width() + self.words.sizeHint().width() + BESIDE
        self.words.setVisible(self.width() >= needed)  # the table says the same

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._watch.shown()

    def _read(self) -> None:
        where = replace(self._where, first=None, last=None)
        first, last = self._first, self._last()
        self._watch.read(where, lambda reader: reader.ask(lenses.coverage, where, first, last), self._show)

    def _show(self, days: list[Coverage]) -> None:
        self._days = {one.day: one for one in days}
        self.sheet.show_days(days)
        self._tell(None)

    def _last(self) -> date:
        return self._first + (self.sheet.room - 1) * DAY

    def _ends(self) -> Ends | None:
        first, last = self._where.first, self._where.last
        if first is None and last is None:
            return None
        return first or date.min, last or date.max

    def _pick(self, first: date, last: date) -> None:
        if self._ends() == (first, last):
            self.days_wished.emit(None, None)
        else:
            self.days_wished.emit(first, last)

    def _tell(self, day: date | None) -> None:
        """Say in words how a day is staffed, or what the filter is about, or all that is in sight."""
        ends = self._ends()
        if day is not None and day in self._days:
            self.words.say(self._wording.whole(day), self._days[day])
            return
        inside = [one for one in self._days.values() if ends is None or ends[0] <= one.day <= ends[1]]
        shown = inside or list(self._days.values())
        if not shown:
            return
        first, last = shown[0].day, shown[-1].day
        name = self._wording.whole(first) if first == last else span_of(first, last, self._times)
        self.words.say(name, added(shown))


def button(words: str, name: str, parent: QWidget) -> QToolButton:
    """Return a flat button with a name that is told where its words are short."""
    found = QToolButton(parent)
    found.setText(words)
    found.setAccessibleName(name)
    found.setToolTip(name)
    found.setAutoRaise(True)
    found.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return found
