"""Tables beside the board: as quiet as it is, for some hundreds of rows."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui.heading import Heading
from ui.style import look

PAD = 5  # pixels beside those that the style leaves
_IN_USE = QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_Selected

Index = QModelIndex | QPersistentModelIndex


class Table(QTableView):
    """Rows of text, the last column as wide as there is room."""

    def __init__(
        self, model: QAbstractItemModel, widths: Sequence[int], name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setHorizontalHeader(Heading(self))
        self.setModel(model)
        self.setItemDelegate(_Cell(self))
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        header = self.horizontalHeader()
        header.setSectionResizeMode(len(widths), QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(60)
        for section, width in enumerate(widths):
            self.setColumnWidth(section, width)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._measure()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._measure()
        super().changeEvent(event)

    def _measure(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 11)


class _Cell(QStyledItemDelegate):
    """A cell with air at its sides, a hairline below, and a ground that leaves its colours legible."""

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colours, area = look(self._table.palette()), option.rect
        state = QStyle.StateFlag(option.state)
        if state & QStyle.StateFlag.State_Selected:
            busy = self._table.hasFocus()
            painter.fillRect(area, colours.selected if busy else colours.selected_idle)
        painter.setPen(colours.hairline)
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(colours.focus)
            painter.drawLine(area.left() + 1, area.bottom() - 1, area.right() - 1, area.bottom() - 1)
        option.state = state & ~_IN_USE
        super().paint(painter, _inside(option), index)

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        return super().editorEvent(event, model, _inside(option), index)


def _inside(option: QStyleOptionViewItem) -> QStyleOptionViewItem:
    found = QStyleOptionViewItem(option)
    found.rect = option.rect.adjusted(PAD, 0, -PAD, 0)
    # A box is outlined with the window's colour, darkened; like a box elsewhere, it has to be found.
    box: QPalette = QApplication.palette("QCheckBox")  # type: ignore[call-overload]  # as in `style.wear`
    found.palette.setColor(QPalette.ColorRole.Window, box.color(QPalette.ColorRole.Window))
    return found
