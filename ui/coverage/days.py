"""The strip's days: bars to point at and to pick from, by mouse and keyboard."""

from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from app.store.lenses import Coverage
from ui.calendar import access
from ui.calendar.access import Item
from ui.calendar.hand import Hand
from ui.calendar.names import Wording
from ui.calendar.weeks import week_of
from ui.coverage.figures import told
from ui.coverage.strip_paint import BARS, Bands
from ui.times import Times
from ui.words import tip

COLUMN = 26  # pixels of a day
TIGHT = 20  # pixels of a day where there is no room for seven of those
DAY = timedelta(days=1)
NOTCH = 120  # eighths of a degree
Ends = tuple[date, date]


class Sheet(QWidget):
    """The bars. It knows which days it shows, and which of them are pointed at or picked."""

    picked = Signal(object, object)  # first and last day
    looked = Signal(object)  # the day that is pointed at, None for none
    turned = Signal(int)  # days to go on by
    widened = Signal()  # another number of days has room

    def __init__(self, times: Times, wording: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        access.expose()
        self._times = times
        self._wording = wording
        self.hand = Hand(self.font(), self.palette())
        self._bands = Bands(self.hand, wording)
        self._days: list[Coverage] = []
        self._marked: Ends | None = None
        self._over: date | None = None
        self._day: date | None = None  # that the keyboard is at
        self._begun: date | None = None  # where picking has begun
        self.room = 28  # days that have room
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName("Coverage by day")
        self.setMinimumWidth(7 * TIGHT)

    def show_days(self, days: list[Coverage]) -> None:
        """Show these days."""
        self._days = days
        self.update()

    def mark(self, ends: Ends | None) -> None:
        """Mark the days that are filtered by."""
        self._marked = ends
        self.update()

    def items(self) -> list[Item]:
        """Return the days, for screen readers."""
        inside = self._inside()
        return [
            Item(f"{self._wording.whole(one.day)}: {told(one)}", self.area(n), chosen=one.day in inside)
            for n, one in enumerate(self._days)
        ]

    def current_item(self) -> int:
        """Return at which of them the keyboard is, -1 if at none."""
        return next((n for n, one in enumerate(self._days) if one.day == self._day), -1)

    def area(self, number: int) -> QRect:
        """Return where a day stands."""
        left = number * self.width() // max(1, self.room)
        right = (number + 1) * self.width() // max(1, self.room)
        return QRect(left, 0, right - left, self.height())

    def sizeHint(self) -> QSize:
        return QSize(28 * COLUMN, BARS + self.hand.small_metrics.height() * 2 + 6)

    def minimumSizeHint(self) -> QSize:
        return QSize(7 * TIGHT, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, inside = QPainter(self), self._inside()
        painter.setBackground(self.hand.window)
        painter.eraseRect(self.rect())
        most = max((one.total for one in self._days), default=0)
        for n, one in enumerate(self._days):
            here = one.day == self._day and self.hasFocus()
            self._bands.paint(
                painter,
                self.area(n),
                one,
                most,
                first=n == 0,
                today=one.day == self._times.today(),
                inside=one.day in inside,
                over=one.day == self._over,
                here=here,
            )
        if self.hasFocus() and self._day is None:
            self.hand.frame(painter, self.rect(), self.hand.look.focus, 1)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_PageUp: -7, Qt.Key.Key_PageDown: 7}
        if key in steps:
            held = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._go(steps[key], extend=held)
        elif key == Qt.Key.Key_Home:
            self._go_to(self._times.today())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._day is not None:
            first, last = sorted((self._begun or self._day, self._day))
            self._begun = None
            self.picked.emit(first, last)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._begun = self._day = self._at(event.position().toPoint())
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._over = self._at(event.position().toPoint())
        if self._begun is not None and event.buttons() and self._over is not None:
            self._day = self._over
        self.looked.emit(self._over)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._begun is not None and self._day is not None:
            first, last = sorted((self._begun, self._day))
            self._begun = None
            self.picked.emit(first, last)

    def leaveEvent(self, event: QEvent) -> None:
        self._over = None
        self.looked.emit(None)
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().x() or event.angleDelta().y()
        if days := round(-turned / NOTCH * 2):
            self.turned.emit(days)

    def resizeEvent(self, event: QResizeEvent) -> None:
        room = max(7, self.width() // COLUMN)
        if room != self.room:
            self.room = room
            self.widened.emit()

    def changeEvent(self, event: QEvent) -> None:
        kinds = (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange)
        if event.type() in kinds and hasattr(self, "hand"):
            self.hand.wear(self.font(), self.palette())
            self.updateGeometry()
        super().changeEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._day is None and self._days:
            days = [one.day for one in self._days]
            self._day = self._times.today() if self._times.today() in days else days[0]
        self._look()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.looked.emit(None)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            day = self._at(event.pos())
            one = next((one for one in self._days if one.day == day), None)
            text = "" if one is None else f"{self._wording.whole(one.day)}\n{told(one)}"
            QToolTip.showText(event.globalPos(), tip(text), self)
            return True
        return super().event(event)

    def _go(self, days: int, *, extend: bool) -> None:
        if self._day is None:
            return
        self._begun = (self._begun or self._day) if extend else None
        self._day += days * DAY
        if self._days and not self._days[0].day <= self._day <= self._days[-1].day:
            self.turned.emit(7 if days > 0 else -7)
        self._look()

    def _go_to(self, day: date) -> None:
        self._day, self._begun = day, None
        if self._days and not self._days[0].day <= day <= self._days[-1].day:
            self.turned.emit((week_of(day, self._wording.begins)[0] - self._days[0].day).days)
        self._look()

    def _look(self) -> None:
        self.looked.emit(self._day)
        access.tell_focus(self)
        self.update()

    def _at(self, where: QPoint) -> date | None:
        n = next((n for n in range(len(self._days)) if self.area(n).contains(where)), None)
        return None if n is None else self._days[n].day

    def _inside(self) -> set[date]:
        ends = self._marked
        if self._begun is not None and self._day is not None:
            low, high = sorted((self._begun, self._day))
            ends = low, high
        if ends is None:
            return set()
        return {one.day for one in self._days if ends[0] <= one.day <= ends[1]}
