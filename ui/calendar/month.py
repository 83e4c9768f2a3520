"""The month: six weeks of days, each with its counts and its most urgent shifts."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from app.store.filters import EVERYTHING, Filter
from app.store.reader import Reader
from ui.calendar import access, reading
from ui.calendar.access import Item
from ui.calendar.cards import told
from ui.calendar.clock import Clock
from ui.calendar.hand import Hand
from ui.calendar.jump import Jump, begins_a_date
from ui.calendar.month_sheet import MonthSheet, Standing
from ui.calendar.names import Wording
from ui.calendar.pointer import Pointer
from ui.calendar.reading import Watch
from ui.calendar.spots import MORE, SHIFT, Spot, spot_at
from ui.calendar.telling import current_of, items_of, words_of
from ui.calendar.weeks import months_later, sheet_of, week_of
from ui.queries import Queries
from ui.times import Times

OWN = Clock()  # a month's days are those of each shift's own site
STEP = 120  # eighths of a degree of a wheel's turn that turn a page
FEWEST = 6  # chips a day that are read at least: a window that grows has them ready
ARROWS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}


class MonthView(QWidget):
    """A month. `chosen` tells a shift's ref, "" for none; `opened` Enter or a double click on it."""

    chosen = Signal(str)
    opened = Signal(str)
    menu_wished = Signal(QPoint)  # on the screen, for the chosen shift
    failed = Signal(str)  # a sentence
    day_wished = Signal(object)  # a date whose hours are to be shown
    moved = Signal(object)  # the date that has the cursor now; the title may be another

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
        self._hand = Hand(self.font(), self.palette())
        self._sheet = MonthSheet(self._hand, self._wording)
        self._where = EVERYTHING
        self._day = times.today()
        self._month = self._day
        self._days: Sequence[date] = sheet_of(self._day, self._wording.begins)
        self._sight: reading.Month | None = None
        self._per_day = 0  # chips that were read
        self._chosen = ""
        self._at = ""  # the shift with the cursor
        self._turned = 0
        self._watch = Watch("month", self, reader, queries, self._read, self.failed.emit)
        self.jump = Jump(self._wording, self)
        self.jump.jumped.connect(self.show_day)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._pointer = Pointer(self, self.spot_at, self.on_screen, self._tip)
        self._pointer.pressed.connect(self._press)
        self._pointer.opened.connect(lambda spot: self._open(spot.ref))
        self._pointer.menu_wished.connect(self.menu_wished)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(280, 220)
        self._name()

    # What the window asks for.

    def look(self, where: Filter) -> None:
        """Show the shifts that a filter lets through."""
        self._where = where
        self._watch.now()

    def refresh(self) -> None:
        """Show what has been committed, soon."""
        self._watch.soon()

    def choose(self, ref: str) -> None:
        """Mark a shift that was chosen elsewhere."""
        if ref != self._chosen:
            self._chosen = self._at = ref
            self.update()

    def dress(self) -> None:
        """Put the pictures on."""
        self._hand.dressed = True
        self.update()

    def title(self) -> str:
        """Return which month it is."""
        return self._wording.month(self._month)

    @property
    def day(self) -> date:
        """The day that has the cursor."""
        return self._day

    def show_day(self, day: date) -> None:
        """Go to a day, and to its month."""
        self._day, self._at = day, ""
        if (day.year, day.month) != (self._month.year, self._month.month):
            self._month = day
            self._days = sheet_of(day, self._wording.begins)
            self._sight = None
            self._watch.now()
            if self._sight is None:
                self._lay()  # what is awaited
        self.update()
        self._name()
        self.moved.emit(self._day)

    def step(self, pages: int) -> None:
        """Go so many months on, or back."""
        self.show_day(months_later(self._day, pages))

    def spot_at(self, where: QPoint) -> Spot | None:
        """Return the day or shift at a point of the widget: where something may be dropped."""
        return spot_at(self._sheet.spots, where)

    def on_screen(self, spot: Spot) -> QRect:
        """Return where something stands on the widget."""
        return spot.area

    # What screen readers are told.

    def items(self) -> list[Item]:
        """Return the days, each followed by its shifts."""
        return items_of(self._sheet.spots, self._chosen, lambda spot: spot.area, self._spoken)

    def current_item(self) -> int:
        """Return which of them has the cursor."""
        return current_of(self._sheet.spots, self._day, self._at)

    def _spoken(self, spot: Spot) -> str:
        return words_of(spot, self._wording, OWN, self._sight.counts if self._sight else None)

    def _name(self) -> None:
        self.setAccessibleName(f"Month, {self.title()}")
        number = self.current_item()
        items = self._sheet.spots
        self.setAccessibleDescription(self._spoken(items[number]) if number >= 0 else "")
        access.tell_focus(self)

    # Reading.

    def _read(self) -> None:
        where, days = self._where, self._days
        self._per_day = per_day = max(FEWEST, self._sheet.room(self.size()))
        self._watch.read(where, lambda reader: reading.read_month(reader, where, days, per_day), self._show)

    def _show(self, sight: reading.Month) -> None:
        self._sight = sight
        self._lay()
        self._name()

    def _lay(self) -> None:
        self._hand.mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        self._sheet.lay(self.size(), self._days, self._month, self._sight)
        self._pointer.forget()
        self.update()

    # What is done with keys and mouse.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        control = held == Qt.KeyboardModifier.ControlModifier
        if control and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._next_shift(1 if key == Qt.Key.Key_Down else -1)
        elif (days := ARROWS.get(Qt.Key(key))) is not None and not held:
            if self._hand.mirrored and abs(days) == 1:
                days = -days
            self.show_day(self._day + timedelta(days=days))
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.step(1 if key == Qt.Key.Key_PageDown else -1)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._to_end(first=key == Qt.Key.Key_Home, month=control)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self._at)
        elif key == Qt.Key.Key_Escape and self._at:
            self._take("")
        elif begins_a_date(event):
            self.jump.begin(event.text())
        else:
            super().keyPressEvent(event)

    def _to_end(self, *, first: bool, month: bool) -> None:
        if month:
            begin = self._day.replace(day=1)
            self.show_day(begin if first else months_later(begin, 1) - timedelta(days=1))
        else:
            self.show_day(week_of(self._day, self._wording.begins)[0 if first else 6])

    def _next_shift(self, step: int) -> None:
        """Put the cursor on the next shift of the day, past the last one on the next day's first."""
        stops = [spot for spot in self._sheet.spots if spot.kind == SHIFT]
        if step < 0:
            stops.reverse()
        here = next((n for n, spot in enumerate(stops) if spot.ref == self._at and spot.day == self._day), -1)
        if here >= 0:
            following = stops[here + 1 :]
        else:
            following = [
                spot for spot in stops if (spot.day >= self._day if step > 0 else spot.day < self._day)
            ]
        if following:
            self._day = following[0].day
            self._take(following[0].ref)
            self.moved.emit(self._day)

    def _take(self, ref: str) -> None:
        self._at = ref
        if ref != self._chosen:
            self._chosen = ref
            self.chosen.emit(ref)
        self.update()
        self._name()

    def _open(self, ref: str) -> None:
        if ref:
            self.opened.emit(ref)
        else:
            self.day_wished.emit(self._day)

    def _press(self, spot: Spot) -> None:
        self._day = spot.day
        self._take(spot.ref)
        if spot.kind == MORE:
            self.day_wished.emit(spot.day)
        self.moved.emit(self._day)

    def _tip(self, where: QPoint) -> tuple[str, QRect]:
        spot = self.spot_at(where)
        if spot is None:
            return "", QRect()
        return self._spoken(spot) if spot.row is None else told(spot.row, self._times, OWN), spot.area

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._turned += event.angleDelta().y()
        if pages := int(self._turned / STEP):
            self._turned -= pages * STEP
            self.step(-pages)
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        number = self.current_item()
        if number >= 0 and self._at:  # with a key; the mouse's is the pointer's
            self.menu_wished.emit(self.mapToGlobal(self._sheet.spots[number].area.center()))

    # What Qt tells.

    def paintEvent(self, event: QPaintEvent) -> None:
        self._hand.ratio = self.devicePixelRatioF()
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # as each text is written
        standing = Standing(
            self._times.today(), self._day, self._at, self._chosen, self._pointer.over, self.hasFocus()
        )
        self._sheet.paint(painter, event.rect(), standing)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay()
        if self._sheet.room(self.size()) > self._per_day:
            self._watch.soon()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._watch.shown()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()
        self._name()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (
            QEvent.Type.PaletteChange,
            QEvent.Type.FontChange,
            QEvent.Type.StyleChange,
            QEvent.Type.LayoutDirectionChange,
        ):
            self._hand.wear(self.font(), self.palette())
            self._lay()
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(900, 620)
