"""One facet's values as a list: ticked or not, and how many shifts have each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.icons import pixmap
from ui.style import legible, look, mixed, placed, small
from ui.words import counted, tip

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
KEY = Qt.ItemDataRole.UserRole
COUNT = Qt.ItemDataRole.UserRole + 1
PICTURE = Qt.ItemDataRole.UserRole + 2

BOX, PAD = 14, 4


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a facet."""

    key: str
    words: str
    n: int
    picture: str = ""  # a drawing; tinted as the state of that name is


class Values(QAbstractListModel):
    """The values to choose from. `ticked` tells a key and whether it was ticked."""

    toggled = Signal(str, bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._values: list[Value] = []
        self._ticked: frozenset[str] = frozenset()

    @property
    def values(self) -> list[Value]:
        """The values, in their order."""
        return self._values

    def show(self, values: Sequence[Value], ticked: frozenset[str]) -> None:
        """Show other values, or other counts: where the values stay, nobody loses the place."""
        same = [one.key for one in values] == [one.key for one in self._values]
        if not same:
            self.beginResetModel()
        self._values, self._ticked = list(values), ticked
        if same and values:
            self.dataChanged.emit(self.index(0), self.index(len(values) - 1))
        elif not same:
            self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._values)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flag = Qt.ItemFlag
        if not index.isValid():
            return flag.NoItemFlags
        return flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsUserCheckable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._values):
            return None
        value = self._values[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return value.words
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{value.words}, {counted(value.n, 'shift', 'shifts')}"
            case Qt.ItemDataRole.ToolTipRole:
                return tip(value.words)
            case Qt.ItemDataRole.CheckStateRole:
                return Qt.CheckState.Checked if value.key in self._ticked else Qt.CheckState.Unchecked
            case _ if role == KEY:
                return value.key
            case _ if role == COUNT:
                return value.n
            case _ if role == PICTURE:
                return value.picture
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        self.toggled.emit(index.data(KEY), Qt.CheckState(value) == Qt.CheckState.Checked)
        return True


class ValueRow(QStyledItemDelegate):
    """A box, a word and a count. A click anywhere on it, or Space, ticks it."""

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, self._view.fontMetrics().height() + 8)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colours, area = look(self._view.palette()), option.rect
        state, ratio = QStyle.StateFlag(option.state), self._view.devicePixelRatioF()
        ticked = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        window = self._view.palette().color(self._view.palette().ColorRole.Window)
        near = bool(state & QStyle.StateFlag.State_MouseOver)
        ground = mixed(colours.text, window, 0.06 * near)
        if near:
            painter.fillRect(area, ground)
        muted = legible(colours.muted, ground)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # texts go their own way

        def at(left: int, width: int) -> int:
            return placed(option.direction, area, left, width)

        x, middle = area.left() + PAD, area.center().y()
        box = pixmap(
            "box-checked" if ticked else "box", colours.focus if ticked else colours.muted, BOX, ratio
        )
        painter.drawPixmap(at(x, BOX), middle - BOX // 2 + 1, box)
        x += BOX + 8
        picture = index.data(PICTURE)
        if picture:
            ink = colours.states.get(picture, colours.states["unknown"])
            painter.drawPixmap(at(x, BOX), middle - 6, pixmap(f"state-{picture}", ink.text, BOX, ratio))
            x += BOX + 6
        n = f"{index.data(COUNT):,}"
        font, metrics = small(self._view.font()), self._view.fontMetrics()
        baseline = area.top() + (area.height() - metrics.height()) // 2 + metrics.ascent()
        painter.setFont(font)
        painter.setPen(muted)
        wide = painter.fontMetrics().horizontalAdvance(n)
        painter.drawText(at(area.right() - PAD - wide, wide), baseline, n)
        painter.setFont(self._view.font())
        painter.setPen(colours.text if index.data(COUNT) or ticked else muted)
        room = area.right() - PAD - wide - 8 - x
        words = metrics.elidedText(index.data(), Qt.TextElideMode.ElideRight, room)
        painter.drawText(at(x, metrics.horizontalAdvance(words)), baseline, words)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(colours.focus)
            painter.drawRect(area.adjusted(0, 0, -1, -1))

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        match event.type():
            case QEvent.Type.MouseButtonRelease if isinstance(event, QMouseEvent):
                wished = event.button() == Qt.MouseButton.LeftButton
            case QEvent.Type.KeyPress if isinstance(event, QKeyEvent):
                wished = event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Select)
            case _:
                return False
        if not wished:
            return False
        ticked = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        state = Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked
        return model.setData(index, state, Qt.ItemDataRole.CheckStateRole)
