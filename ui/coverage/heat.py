"""The heat map: where shifts are open, by day and hour or by day and facility."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Literal, cast

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.store import lenses
from app.store.filters import EVERYTHING, Filter
from app.store.lenses import Heat
from app.store.reader import Reader
from ui.calendar.names import Wording
from ui.calendar.reading import Watch
from ui.calendar.weeks import week_of
from ui.coverage.grid import Grid
from ui.coverage.strip import button
from ui.coverage.table import FiguresDialog, by_cell
from ui.empty import Empty
from ui.labels import Line
from ui.queries import Queries
from ui.times import Times
from ui.words import line

By = Literal["hours", "facility"]
ROWS: dict[By, tuple[str, str]] = {
    "hours": ("By hour of the day", "Begins"),
    "facility": ("By facility", "Facility"),
}
WEEKS = 4  # in sight where the filter names no days
LONGEST = 62  # days in sight
DAY = timedelta(days=1)


class HeatMap(QWidget):
    """The lens. A click `narrowed` the filter to a cell, a row or a day."""

    chosen = Signal(str)  # of every lens; here no shift is ever chosen
    opened = Signal(str)
    menu_wished = Signal(QPoint)
    failed = Signal(str)  # a sentence
    narrowed = Signal(object)  # a Filter
    moved = Signal(object)  # the first day in sight

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
        self._last = self._first + (7 * WEEKS - 1) * DAY
        self._heat = Heat((), (), ())
        self._shown_by: By = "hours"  # what its rows are
        self._watch = Watch("heat", self, reader, queries, self._read, self.failed.emit)
        self.rows = QComboBox(self)
        self.rows.setAccessibleName("Rows")
        for by, (words, _) in ROWS.items():
            self.rows.addItem(words, by)
        self.grid = Grid(times, self._wording, self)
        self.legend = _Legend(self.grid, self)
        self.table = button("As a table", "Show the heat map as a table", self)
        self.cut = Line(self)
        self.cut.setAccessibleName("What is left out")
        self.cut.hide()
        self.empty = Empty(self)
        self.empty.say("Nothing to fill", "No shift on these days is open, pending or filled.")
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 4, 8, 4)
        bar.setSpacing(12)
        bar.addWidget(self.rows)
        bar.addWidget(self.cut)
        bar.addWidget(self.legend, 1)
        bar.addWidget(self.table)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.grid)
        self._stack.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(bar)
        layout.addWidget(self._stack, 1)
        self.setFocusProxy(self.grid)
        self.rows.currentIndexChanged.connect(self._watch.now)
        self.table.clicked.connect(self.open_table)
        self.grid.picked.connect(self._pick)

    def look(self, where: Filter) -> None:
        """Show the shifts that a filter lets through, on its days where it names some."""
        self._narrow(where, follows=True)

    def tick(self, where: Filter) -> None:
        """Show what the filter means by now, on its days unless somebody has gone elsewhere."""
        self._narrow(where, follows=self._first == self._days_of(self._where)[0])

    def refresh(self) -> None:
        """Show what has been committed, soon."""
        self._watch.soon()

    def choose(self, ref: str) -> None:
        """Show no single shift: nothing is to be marked."""

    def dress(self) -> None:
        """Put the pictures on."""
        self.grid.hand.dressed = True

    def title(self) -> str:
        """Return which days are in sight."""
        return self._wording.span([self._first, self._last])

    @property
    def day(self) -> date:
        """The first day in sight."""
        return self._first

    @property
    def by(self) -> By:
        """What its rows are."""
        return cast(By, self.rows.currentData())

    def set_by(self, by: By) -> None:
        """Have a row for each hour of the day or for each facility."""
        self.rows.setCurrentIndex(list(ROWS).index(by))

    def show_day(self, day: date) -> None:
        """Have a day among those in sight."""
        if not self._first <= day <= self._last:
            first = week_of(day, self._wording.begins)[0]
            self._show_days(first, first + (self._last - self._first))
            self._watch.now()

    def step(self, pages: int) -> None:
        """Go on by as many days as are in sight, or back."""
        many = self._last - self._first + DAY
        self._show_days(self._first + pages * many, self._last + pages * many)
        self._watch.now()

    def open_table(self) -> None:
        """Open the figures as a table."""
        model = by_cell(self._heat, ROWS[self.by][1], self._names(), self._times)
        dialog = FiguresDialog(f"Open shifts, {self.title()}", model, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._watch.shown()

    def _narrow(self, where: Filter, *, follows: bool) -> None:
        self._where = where
        if follows and (where.first or where.last):
            self._show_days(*self._days_of(where))
        self._watch.now()

    def _days_of(self, where: Filter) -> tuple[date, date]:
        """Return the days that a filter names; those in sight where it names none."""
        many = (7 * WEEKS - 1) * DAY
        if where.first is not None:
            return where.first, where.last or where.first + many
        return (self._first, self._last) if where.last is None else (where.last - many, where.last)

    def _show_days(self, first: date, last: date) -> None:
        self._first, self._last = first, min(max(first, last), first + (LONGEST - 1) * DAY)
        self.moved.emit(self._first)

    def _read(self) -> None:
        where, first, last, by = self._where, self._first, self._last, self.by

        def show(heat: Heat) -> None:
            self._show(heat, by)

        self._watch.add("", lambda reader: reader.ask(lenses.heat, where, first, last, by), show)

    def _show(self, heat: Heat, by: By) -> None:
        self._heat, self._shown_by = heat, by
        left_out = heat.of - len(heat.rows)
        self.cut.setVisible(left_out > 0)
        self.cut.say(f"{len(heat.rows)} of {heat.of:,} facilities: those with most to staff")
        nothing = not any(cell.total for row in heat.cells for cell in row)
        self._stack.setCurrentWidget(self.empty if nothing else self.grid)
        self.grid.show_heat(heat, self._names())
        self.legend.update()

    def _names(self) -> list[str]:
        if self._shown_by == "hours":
            hours = self._heat.rows
            return ["All day" if row == lenses.ALL_DAY else self._wording.hour(int(row)) for row in hours]
        return [line(row, 80) if row else "No facility told" for row in self._heat.rows]

    def _pick(self, row: str | None, day: date | None) -> None:
        if day is None:
            where = self._where.within(self._first, self._last)
        else:
            where = replace(self._where, first=day, last=day)
        if row is not None:
            if self._shown_by == "hours":
                where = replace(where, begins=frozenset({int(row)}))
            else:
                where = replace(where, facilities=frozenset({row}))
        self.narrowed.emit(where)


class _Legend(QWidget):
    """What the shades of a grid mean."""

    def __init__(self, grid: Grid, parent: QWidget) -> None:
        super().__init__(parent)
        self._grid = grid

    def sizeHint(self) -> QSize:
        return QSize(320, 22)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # as each text is written
        if self._grid.steps:
            self._grid.tiles.legend(painter, self.rect(), self._grid.steps)
        painter.end()
