"""The agenda: all days that have shifts, one below the other, each under a heading that stays in sight."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from app.errors import CallboardError
from app.store.filters import EVERYTHING, Filter
from app.store.reader import Reader
from ui.board.painting import Cells
from ui.board.rows import Row
from ui.calendar import access
from ui.calendar.access import Item
from ui.calendar.agenda_paint import Pages, spoken
from ui.calendar.diary import Diary, Told, Wanted, read, topmost
from ui.calendar.hand import Hand
from ui.calendar.jump import Jump, begins_a_date
from ui.calendar.names import Wording
from ui.calendar.reading import Watch
from ui.calendar.roll import Roll
from ui.empty import Empty
from ui.queries import Queries
from ui.style import look
from ui.times import Times, at
from ui.words import tip

NEAR = 2  # days that are read beyond those in sight


class Agenda(QAbstractScrollArea):
    """The lens. `chosen` tells a shift's ref, "" for none; `opened` Enter or a double click on it."""

    chosen = Signal(str)
    opened = Signal(str)
    menu_wished = Signal(QPoint)  # on the screen, for the chosen shift
    failed = Signal(str)  # a sentence
    moved = Signal(object)  # the date on top

    def __init__(
        self,
        times: Times,
        reader: Callable[[], Reader | None],
        queries: Queries,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        access.expose()
        self._times = times
        self._wording = Wording(times)
        self._reader = reader
        self._where = EVERYTHING
        self._diary = Diary(times, reader)
        self._roll = Roll(self._diary)
        self._cells = Cells(look(self.palette()))
        self._cells.measure(self.font(), airy=True)
        self._pages = Pages(Hand(self.font(), self.palette()), self._cells, self._wording)
        self._number = -1  # the chosen row
        self._ref = ""
        self._wished: date | None = times.today()  # the day to be on top as soon as it is known
        self._kept: tuple[date, int] | None = None  # the chosen row's day and id, once it has been read
        self._opening = False  # whether it is to be opened then
        self._sought: tuple[date, int] | None = None  # a shift to be chosen as soon as its day is read
        self._top_day: date | None = None
        self._told = False  # whether the days are known
        self._stale = True  # whether they have to be read anew
        self._watch = Watch("agenda", self, reader, queries, self._read, self.failed.emit)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Agenda")
        self.setViewport(QWidget(self))
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setAccessibleName("Days")
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.empty = Empty(self.viewport())
        self.empty.say("No shift matches", "The search and the filters leave nothing to show.")
        self.empty.hide()
        self.jump = Jump(self._wording, self)
        self.jump.jumped.connect(self.show_day)
        self._minute = QTimer(self, interval=60_000)
        self._minute.timeout.connect(self._tick)
        self._minute.start()

    def look(self, where: Filter) -> None:
        """Show the shifts that a filter lets through."""
        if where.timeless() != self._where.timeless():
            self._wished = self._top_day or self._times.today()
        self._where = where
        self._watch.now()

    def refresh(self) -> None:
        """Show what has been committed, soon."""
        self._watch.soon()

    def choose(self, ref: str) -> None:
        """Choose a shift that was chosen elsewhere, and bring it into sight."""
        if ref == self._ref:
            return
        self._ref, self._number, self._kept, self._sought = ref, -1, None, None
        reader = self._reader()
        if ref and reader is not None:
            try:
                row = next(iter(reader.by_ref([ref])), None)
            except CallboardError as error:
                self.failed.emit(str(error))
                return
            if row is not None:
                self._sought = at(row.start, row.timezone).date(), row.id
                self._seek()
        self.viewport().update()

    def dress(self) -> None:
        """Put the pictures on."""
        self._cells.dress()
        self._pages.hand.dressed = True
        self.viewport().update()

    def title(self) -> str:
        """Return which day is on top."""
        return self._wording.span([self.day])

    @property
    def day(self) -> date:
        """The day on top."""
        return self._top_day or self._times.today()

    def show_day(self, day: date) -> None:
        """Have a day on top, or the next one that has shifts."""
        self._wished = day
        self._go()

    def step(self, pages: int) -> None:
        """Go so many days on, or back."""
        if self._diary.days:
            place = self._roll.day_at(self._roll.scroll)
            self.show_day(self._diary.days[min(max(0, place + pages), len(self._diary.days) - 1)])

    def row_at(self, y: int) -> tuple[Row, QRect] | None:
        """Return the shift at a height of the viewport, and where it stands."""
        number = self._roll.number_at(y)
        row = None if number is None else self._diary.row(number)
        area = QRect(0, self._roll.row_y(number or 0), self.viewport().width(), self._cells.height)
        return (row, area) if row is not None and row.ref else None

    def items(self) -> list[Item]:
        """Return the headings and rows in sight, for screen readers."""
        found = []
        width, high = self.viewport().width(), self._cells.height
        for place in self._roll.days_in_sight():
            day = self._diary.days[place]
            heading = QRect(0, self._roll.stuck_y(place), width, self._roll.heading)
            name = self._pages.name(day, self._times.today())
            found.append(Item(f"{name}: {self._diary.many(place):,} shifts", heading, holds=True))
            for number in self._roll.rows_in_sight(place):
                if row := self._diary.row(number):
                    area = QRect(0, self._roll.row_y(number), width, high)
                    found.append(Item(spoken(row, self._times.day(day)), area, chosen=number == self._number))
        return found

    def current_item(self) -> int:
        """Return which of them is chosen, -1 if none in sight is."""
        return next((n for n, item in enumerate(self.items()) if item.chosen), -1)

    def sizeHint(self) -> QSize:
        return QSize(900, 560)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, hand = QPainter(self.viewport()), self._pages.hand
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # as each text is written
        hand.ratio = self.devicePixelRatioF()
        width, height = self.viewport().width(), self.viewport().height()
        painter.fillRect(0, 0, width, height, hand.look.base)
        pages, today = self._pages, self._times.today()
        for place in self._roll.days_in_sight():
            pages.day(painter, self._diary, self._roll, place, width, self._number, focused=self.hasFocus())
        for place in self._roll.days_in_sight():
            pages.heading_of(painter, self._diary, self._roll, place, width, today)
        if not self._told:
            for n in range(height // self._cells.height):
                self._pages.skeleton(painter, n * self._cells.height, width, n)
        if self.hasFocus() and self._number < 0:
            hand.frame(painter, self.viewport().rect(), hand.look.focus, 1)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, control = Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        page = max(1, self.viewport().height() // self._cells.height - 2)
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -page, Qt.Key.Key_PageDown: page}
        if control and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._step_day(-1 if key == Qt.Key.Key_Up else 1)
        elif key in steps:
            self._take(self._from(steps[key]))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._take(0 if key == Qt.Key.Key_Home else self._diary.total - 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        elif begins_a_date(event):
            self.jump.begin(event.text())
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self._roll.number_at(event.position().toPoint().y())
        if number is not None:
            self._take(number)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if (found := self.row_at(event.position().toPoint().y())) is not None:
            self.opened.emit(found[0].ref)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._ref:
            where = event.pos()
            if event.reason() == QContextMenuEvent.Reason.Keyboard:
                where = QPoint(self.viewport().width() // 3, self._roll.row_y(max(0, self._number)))
            self.menu_wished.emit(self.viewport().mapToGlobal(where))

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            found = self.row_at(event.pos().y())
            text = "" if found is None else "\n".join(text for text in found[0].texts if text)
            QToolTip.showText(event.globalPos(), tip(text), self.viewport())
            return True
        return super().viewportEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        kinds = (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange)
        if event.type() in kinds and hasattr(self, "_pages"):
            self._pages.hand.wear(self.font(), self.palette())
            self._cells.wear(look(self.palette()))
            self._cells.measure(self.font(), airy=True)
            self._fit()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.empty.setGeometry(self.viewport().rect())
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._watch.shown()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.viewport().update()
        return super().event(event)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    def _read(self) -> None:
        self._stale = True
        self._ask()

    def _ask(self) -> None:
        """Read the rows of the days in sight, and after a commit all days' counts."""
        in_sight = self._roll.days_in_sight(NEAR)
        if self._stale:
            days = tuple(self._diary.days[n] for n in in_sight)
            days = (*days, *(shift[0] for shift in (self._sought, self._kept) if shift is not None))
            wanted = Wanted(self._where, days, counted=True)
        else:
            wanted = Wanted(self._where, self._diary.missing(in_sight))
        if self._reader() is not None and (wanted.days or wanted.counted):
            self._watch.add("", lambda reader: read(reader, wanted), self._show)

    def _show(self, told: Told) -> None:
        top = topmost(self._diary, self._roll)
        self._diary.take(told)
        if told.counts is not None:
            self._stale, self._told = False, True
        self.empty.setVisible(self._told and not self._diary.days)
        self._fit()
        if self._wished is not None and self._told:
            self._go()
        else:
            self._restore(top)
        if self._kept is not None:
            self._number = -1 if (place := self._diary.place(*self._kept)) is None else place
        elif self._diary.row(self._number) is not None:  # that somebody has gone to, and waits for
            opening = self._opening
            self._take(self._number)
            if opening:
                self._open()
        self._seek()
        self._ask()
        self.viewport().update()

    def _restore(self, top: tuple[date, int, int] | None) -> None:
        if top is None:
            return
        day, shift_id, y = top
        number = self._diary.place(day, shift_id)
        if number is not None:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + self._roll.row_y(number) - y)

    def _go(self) -> None:
        if self._wished is None or not self._diary.days:
            return
        place = self._diary.day_from(self._wished)
        self._wished = None
        self.verticalScrollBar().setValue(self._roll.top(place))
        self._scrolled()

    def _seek(self) -> None:
        """Choose the shift that is sought, if its day has been read; else have it read."""
        if self._sought is None or not self._diary.days:
            return
        day, shift_id = self._sought
        number = self._diary.place(day, shift_id)
        if number is not None:
            self._sought, self._kept, self._number = None, self._sought, number
            self._reveal()
        elif day in self._diary.days and self._diary.missing([self._diary.day_from(day)]):
            self.verticalScrollBar().setValue(self._roll.top(self._diary.day_from(day)))
        elif self._told:
            self._sought = None  # the filters hide it

    def _scrolled(self) -> None:
        self._roll.scroll = self.verticalScrollBar().value()
        if self._diary.days:
            day = self._diary.days[self._roll.day_at(self._roll.scroll)]
            if day != self._top_day:
                self._top_day = day
                self.moved.emit(day)
        self._ask()
        self.viewport().update()

    def _tick(self) -> None:
        self._diary.forget_texts()
        self.viewport().update()

    def _take(self, number: int) -> None:
        if not 0 <= number < self._diary.total:
            return
        self._number, self._opening = number, False
        self._reveal()
        day, row = self._diary.days[self._diary.day_of(number)], self._diary.row(number)
        self._kept = None if row is None else (day, row.id)
        ref = "" if row is None else row.ref  # until it is read, deeds are for no shift at all
        if ref != self._ref:
            self._ref = ref
            self.chosen.emit(ref)
        if row is None:
            self._watch.add("step", lambda reader: read(reader, Wanted(self._where, (day,))), self._took)
        access.tell_focus(self)

    def _took(self, told: Told) -> None:
        if told.wanted.where == self._where and not self._stale:
            self._show(told)

    def _open(self) -> None:
        """Open the chosen row: as soon as it is there, if it is still being read."""
        self._opening = self._number >= 0 and self._diary.row(self._number) is None
        if self._ref and not self._opening:
            self.opened.emit(self._ref)

    def _from(self, steps: int) -> int:
        if self._number < 0:
            place = self._roll.day_at(self._roll.scroll) if self._diary.days else 0
            return next(iter(self._roll.rows_in_sight(place)), 0)
        return min(max(0, self._number + steps), self._diary.total - 1)

    def _step_day(self, way: int) -> None:
        if not self._diary.days:
            return
        place = self._diary.day_of(max(0, self._number)) + way
        if 0 <= place < len(self._diary.days):
            self._take(self._diary.first(place))
            self.verticalScrollBar().setValue(self._roll.top(place))

    def _reveal(self) -> None:
        self.verticalScrollBar().setValue(self._roll.to_show(self._number))
        self.viewport().update()

    def _fit(self) -> None:
        roll, bar = self._roll, self.verticalScrollBar()
        roll.heading, roll.row = self._pages.heading_height, self._cells.height
        roll.room = self.viewport().height()
        bar.setRange(0, max(0, roll.length - roll.room))
        bar.setPageStep(max(1, roll.room - roll.heading))
        bar.setSingleStep(roll.row)
        roll.scroll = bar.value()
