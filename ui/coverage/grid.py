"""The heat map's cells: rows and days, whose headings stay in sight; picked from by mouse and keyboard."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from app.store.lenses import Heat
from ui.calendar import access
from ui.calendar.access import Item
from ui.calendar.hand import Hand
from ui.calendar.names import Wording
from ui.coverage.figures import told
from ui.coverage.heat_paint import Tiles, steps_of
from ui.style import mixed
from ui.times import Times
from ui.words import tip

SLIMMEST = 30  # pixels of a day
NOTHING = Heat((), (), ())
Place = tuple[int, int]  # row and column; -1 is a heading


class Grid(QAbstractScrollArea):
    """Cells by row and day. `picked` tells a row's key and a date; None for all of either."""

    picked = Signal(object, object)

    def __init__(self, times: Times, wording: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        access.expose()
        self._times = times
        self._wording = wording
        self.hand = Hand(self.font(), self.palette())
        self.tiles = Tiles(self.hand, wording)
        self._heat = NOTHING
        self._names: Sequence[str] = ()
        self.steps: list[int] = []
        self._at: Place = (0, 0)
        self._widest = 60  # pixels of the longest name of a row
        self._whole = False  # whether there is room for how many shifts there are in all
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Heat map of open shifts")
        self.setViewport(QWidget(self))
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.horizontalScrollBar().setAccessibleName("Days")
        self.verticalScrollBar().setAccessibleName("Rows")

    def show_heat(self, heat: Heat, names: Sequence[str]) -> None:
        """Show these cells; `names` are the rows'."""
        self._heat, self._names = heat, names
        self.steps = steps_of(max((cell.open for row in heat.cells for cell in row), default=0))
        row, column = self._at
        self._at = min(row, max(0, len(heat.rows) - 1)), min(column, max(0, len(heat.columns) - 1))
        self._fit()
        self.viewport().update()

    def items(self) -> list[Item]:
        """Return the cells in sight, for screen readers."""
        return [
            Item(self._said((row, column)), self.area((row, column)), chosen=(row, column) == self._at)
            for row in self._rows()
            for column in self._columns()
        ]

    def current_item(self) -> int:
        """Return which of them the keyboard is at."""
        return next((n for n, item in enumerate(self.items()) if item.chosen), -1)

    def area(self, place: Place) -> QRect:
        """Return where a cell stands."""
        row, column = place
        left = self._side() + self._left(column) - self.horizontalScrollBar().value()
        top = self._top() + row * self._high() - self.verticalScrollBar().value()
        return QRect(left, top, self._left(column + 1) - self._left(column), self._high())

    def sizeHint(self) -> QSize:
        return QSize(900, 560)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, hand = QPainter(self.viewport()), self.hand
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # as each text is written
        width, height = self.viewport().width(), self.viewport().height()
        side, top, today = self._side(), self._top(), self._times.today()
        painter.fillRect(0, 0, width, height, hand.look.hairline if self._heat.rows else hand.look.base)
        rows, columns = self._rows(), self._columns()
        painter.setClipRect(side, top, width - side, height - top)
        painter.setFont(hand.small)
        across = [self.area((0, column)) for column in columns]
        for row in rows:
            y, high, cells = self.area((row, 0)).top(), self._high(), self._heat.cells[row]
            for column in columns:
                area = QRect(across[column].left(), y, across[column].width(), high)
                self.tiles.cell(painter, area, cells[column], self.steps, whole=self._whole)
        self._paint_beyond(painter, width, height)
        if self._heat.rows and self.hasFocus():
            hand.frame(painter, self.area(self._at).adjusted(1, 1, 0, 0), hand.look.focus, 2)
        painter.setClipRect(side, 0, width - side, top)
        painter.fillRect(side, 0, width - side, top, hand.window)
        for column in columns:
            area = self.area((0, column))
            self.tiles.column(
                painter, QRect(area.left(), 0, area.width(), top), self._heat.columns[column], today
            )
        painter.setClipRect(0, top, side, height - top)
        painter.fillRect(0, top, side, height - top, hand.look.base)
        for row in rows:
            area = self.area((row, 0))
            self.tiles.row(painter, QRect(0, area.top(), side, area.height()), self._names[row])
        painter.setClipping(False)
        painter.fillRect(0, 0, side, top, hand.window)
        painter.setPen(mixed(hand.look.text, hand.window, 0.18))
        painter.drawLine(0, top - 1, width, top - 1)
        painter.drawLine(side - 1, 0, side - 1, height)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, rows, columns = Qt.Key(event.key()), len(self._heat.rows), len(self._heat.columns)
        row, column = self._at
        moves = {
            Qt.Key.Key_Left: (row, column - 1),
            Qt.Key.Key_Right: (row, column + 1),
            Qt.Key.Key_Up: (row - 1, column),
            Qt.Key.Key_Down: (row + 1, column),
            Qt.Key.Key_PageUp: (row - 10, column),
            Qt.Key.Key_PageDown: (row + 10, column),
            Qt.Key.Key_Home: (row, 0),
            Qt.Key.Key_End: (row, columns - 1),
        }
        if key in moves and rows and columns:
            row, column = moves[key]
            self._go((min(max(0, row), rows - 1), min(max(0, column), columns - 1)))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and rows and columns:
            self._pick(self._at)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._place(event.position().toPoint())
        if place is not None:
            if min(place) >= 0:
                self._go(place)
            self._pick(place)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            place = self._place(event.pos())
            text = self._said(place) if place is not None and min(place) >= 0 else ""
            QToolTip.showText(event.globalPos(), tip(text), self.viewport())
            return True
        return super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        access.tell_focus(self)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        kinds = (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange)
        if event.type() in kinds and hasattr(self, "hand"):
            self.hand.wear(self.font(), self.palette())
            self._fit()
        super().changeEvent(event)

    def _pick(self, place: Place) -> None:
        row, column = place
        self.picked.emit(
            None if row < 0 else self._heat.rows[row], None if column < 0 else self._heat.columns[column]
        )

    def _go(self, place: Place) -> None:
        self._at = place
        area, side, top = self.area(place), self._side(), self._top()
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        if area.left() < side:
            across.setValue(across.value() + area.left() - side)
        elif area.right() > self.viewport().width():
            across.setValue(across.value() + area.right() - self.viewport().width())
        if area.top() < top:
            down.setValue(down.value() + area.top() - top)
        elif area.bottom() > self.viewport().height():
            down.setValue(down.value() + area.bottom() - self.viewport().height())
        access.tell_focus(self)
        self.viewport().update()

    def _said(self, place: Place) -> str:
        row, column = place
        day: date = self._heat.columns[column]
        return f"{self._wording.whole(day)}, {self._names[row]}: {told(self._heat.cells[row][column])}"

    def _place(self, where: QPoint) -> Place | None:
        if where.x() < self._side() and where.y() < self._top():
            return None
        row = next(
            (n for n in self._rows() if self.area((n, 0)).top() <= where.y() <= self.area((n, 0)).bottom()),
            -2,
        )
        columns = ((n, self.area((0, n))) for n in self._columns())
        column = next((n for n, area in columns if area.left() <= where.x() <= area.right()), -2)
        if where.y() < self._top():
            row = -1
        if where.x() < self._side():
            column = -1
        return None if -2 in (row, column) else (row, column)

    def _paint_beyond(self, painter: QPainter, width: int, height: int) -> None:
        end = self.area((len(self._heat.rows), len(self._heat.columns))).topLeft()
        painter.fillRect(end.x(), 0, max(0, width - end.x()), height, self.hand.look.base)
        painter.fillRect(0, end.y(), width, max(0, height - end.y()), self.hand.look.base)

    def _rows(self) -> range:
        first = self.verticalScrollBar().value() // self._high()
        many = (self.viewport().height() - self._top()) // self._high() + 2
        return range(first, min(len(self._heat.rows), first + many))

    def _columns(self) -> range:
        return range(len(self._heat.columns))

    def _left(self, column: int) -> int:
        many = max(1, len(self._heat.columns))
        return max(SLIMMEST * many, self.viewport().width() - self._side()) * column // many

    def _side(self) -> int:
        return min(self._widest + 22, 240, self.viewport().width() * 2 // 5)

    def _top(self) -> int:
        return 2 * self.hand.small_metrics.height() + 9

    def _high(self) -> int:
        return self.hand.metrics.height() + 8

    def _fit(self) -> None:
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        self._widest = max(map(self.hand.metrics.horizontalAdvance, self._names), default=60)
        advance, words = self.hand.small_metrics.horizontalAdvance, self.tiles.words
        texts = {words(cell, True) for row in self._heat.cells for cell in row}
        self._whole = max(map(advance, texts), default=0) <= self._left(1) - 6
        room = self.viewport().width() - self._side()
        across.setRange(0, max(0, self._left(len(self._heat.columns)) - room))
        across.setPageStep(max(1, room))
        across.setSingleStep(SLIMMEST)
        height = self.viewport().height() - self._top()
        down.setRange(0, max(0, len(self._heat.rows) * self._high() - height))
        down.setPageStep(max(1, height))
        down.setSingleStep(self._high())
