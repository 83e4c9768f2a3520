"""A small month: which days have open shifts, and a way to any of them."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from app.store import lenses
from app.store.filters import EVERYTHING, Filter
from app.store.reader import Reader
from ui.calendar import access
from ui.calendar.access import Item
from ui.calendar.days import told_day
from ui.calendar.hand import Hand
from ui.calendar.names import Wording
from ui.calendar.reading import Counts, Watch
from ui.calendar.weeks import WEEKS, months_later, sheet_of, week_of
from ui.queries import Queries
from ui.style import legible
from ui.times import Times
from ui.words import tip

CELL = QSize(36, 26)
DOT = 4
ARROWS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
STEP = 120


class MiniMonth(QWidget):
    """A month to choose a day from. `day_wished` tells it; a dot stands below days with open shifts."""

    day_wished = Signal(object)
    failed = Signal(str)
    moved = Signal()  # another month is shown

    def __init__(
        self,
        times: Times,
        reader: Callable[[], Reader | None],
        queries: Queries,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        access.expose()
        self._wording = Wording(times)
        self._hand = Hand(self.font(), self.palette())
        self._where = EVERYTHING
        self._day = times.today()
        self._shown: tuple[date, date] = (self._day, self._day)
        self._days: Sequence[date] = sheet_of(self._day, self._wording.begins)
        self._month = self._day
        self._counts: Counts | None = None
        self._turned = 0
        self._watch = Watch("mini", self, reader, queries, self._read, self.failed.emit)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedSize(self.sizeHint())
        self._name()

    def look(self, where: Filter) -> None:
        """Put dots to the days of the shifts that a filter lets through."""
        self._where = where
        self._watch.now()

    def refresh(self) -> None:
        """Show what has been committed, soon."""
        self._watch.soon()

    def show_day(self, day: date, first: date | None = None, last: date | None = None) -> None:
        """Mark a day, and the span around it that is shown elsewhere."""
        self._day, self._shown = day, (first or day, last or day)
        if (day.year, day.month) != (self._month.year, self._month.month):
            self._turn_to(day)
        self.update()
        self._name()

    def step(self, months: int) -> None:
        """Show another month; the marked day stays."""
        self._turn_to(months_later(self._month.replace(day=1), months))

    def title(self) -> str:
        """Return which month is shown."""
        return self._wording.month(self._month)

    def items(self) -> list[Item]:
        """Return the days."""
        return [Item(self._spoken(day), self._cell(n), day == self._day) for n, day in enumerate(self._days)]

    def current_item(self) -> int:
        """Return which of them is marked."""
        return self._days.index(self._day) if self._day in self._days else -1

    def _spoken(self, day: date) -> str:
        counts = None if self._counts is None else self._counts.get(day, {})
        return told_day(self._wording.whole(day), counts, today=day == self._wording.times.today())

    def _name(self) -> None:
        self.setAccessibleName(f"Choose a day, {self.title()}")
        self.setAccessibleDescription(self._spoken(self._day))
        access.tell_focus(self)

    def _turn_to(self, month: date) -> None:
        self._month = month
        self._days = sheet_of(month, self._wording.begins)
        self._counts = None
        self._watch.now()
        self.update()
        self.moved.emit()

    def _read(self) -> None:
        where, first, last = self._where, self._days[0], self._days[-1]
        self._watch.read(where, lambda reader: reader.ask(lenses.day_counts, where, first, last), self._show)

    def _show(self, counts: Counts) -> None:
        self._counts = counts
        self.update()

    def _cell(self, n: int) -> QRect:
        row, column = divmod(n, 7)
        place = 6 - column if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else column
        return QRect(QPoint(place * CELL.width(), (row + 1) * CELL.height() - 4), CELL)

    def _day_at(self, where: QPoint) -> date | None:
        return next((day for n, day in enumerate(self._days) if self._cell(n).contains(where)), None)

    def paintEvent(self, event: QPaintEvent) -> None:
        hand, today = self._hand, self._wording.times.today()
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # as each text is written
        painter.setFont(hand.small)
        painter.setPen(hand.look.muted)
        for n in range(7):
            name = self._wording.brief_weekdays[self._days[n].weekday()][:2]
            head = self._cell(n).translated(0, -CELL.height() + 2)
            painter.drawText(head, Qt.AlignmentFlag.AlignCenter, name)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for n, day in enumerate(self._days):
            self._paint_day(painter, self._cell(n), day, today)
        painter.end()

    def _paint_day(self, painter: QPainter, cell: QRect, day: date, today: date) -> None:
        hand = self._hand
        other = day.month != self._month.month
        painter.setPen(Qt.PenStyle.NoPen)
        if self._shown[0] <= day <= self._shown[1]:
            painter.setBrush(hand.look.selected)
            painter.drawRect(cell.adjusted(0, 2, 0, -1))
        ink = hand.look.muted if other else hand.look.text
        if day == today:
            painter.setBrush(hand.look.focus)
            side = cell.height() - 4
            middle = QRect(0, 0, side, side)
            middle.moveCenter(cell.center())
            painter.drawEllipse(middle)
            ink = legible(hand.look.base, hand.look.focus)
        painter.setFont(hand.strong if day == self._day else hand.font)
        painter.setPen(ink)
        painter.drawText(cell.adjusted(0, 0, 0, -3), Qt.AlignmentFlag.AlignCenter, str(day.day))
        if self._counts is not None and self._counts.get(day, {}).get("open"):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink if day == today else hand.look.states["open"].text)
            painter.drawEllipse(cell.center().x() - DOT // 2 + 1, cell.bottom() - DOT - 1, DOT, DOT)
        if day == self._day and self.hasFocus():
            hand.frame(painter, cell.adjusted(0, 1, 0, 0), hand.look.focus)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if (day := self._day_at(event.position().toPoint())) is not None:
            self._wish(day)

    def _wish(self, day: date) -> None:
        self.show_day(day)
        self.day_wished.emit(day)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._turned += event.angleDelta().y()
        if months := int(self._turned / STEP):
            self._turned -= months * STEP
            self.step(-months)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if (days := ARROWS.get(key)) is not None:
            if self.layoutDirection() == Qt.LayoutDirection.RightToLeft and abs(days) == 1:
                days = -days
            self._wish(self._day + timedelta(days=days))
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._wish(months_later(self._day, 1 if key == Qt.Key.Key_PageDown else -1))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._wish(week_of(self._day, self._wording.begins)[0 if key == Qt.Key.Key_Home else 6])
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            day = self._day_at(event.pos())
            QToolTip.showText(event.globalPos(), "" if day is None else tip(self._spoken(day)), self)
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()
        self._name()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._watch.shown()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._hand.wear(self.font(), self.palette())
            self.update()
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(7 * CELL.width(), (WEEKS + 1) * CELL.height())
