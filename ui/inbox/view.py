"""The inbox's list: one key for each deed, and one to the next line."""

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from ui.inbox.model import InboxModel
from ui.inbox.painting import Lines

# What a key means while the list has the keyboard.
KEYS = {
    Qt.Key.Key_A: "acknowledge",
    Qt.Key.Key_S: "snooze",
    Qt.Key.Key_N: "note",
    Qt.Key.Key_U: "undo",
    Qt.Key.Key_P: "person",
    Qt.Key.Key_B: "board",
    Qt.Key.Key_Return: "open",
    Qt.Key.Key_Enter: "open",
}
_NEXT = {Qt.Key.Key_J: 1, Qt.Key.Key_K: -1}
_FOLDS = {Qt.Key.Key_Right: True, Qt.Key.Key_Left: False}
_AND_CURRENT = QItemSelectionModel.SelectionFlag.ClearAndSelect
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class InboxView(QListView):
    """Lines of an InboxModel. `wished` tells what a key asks for; `chosen` the row that is current."""

    wished = Signal(str)
    chosen = Signal(int)  # -1: none
    menu_wished = Signal(QPoint)  # on the screen

    def __init__(self, model: InboxModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = model
        self.setModel(model)
        self._delegate = Lines(self)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName("Changes")
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(False)
        self.selectionModel().currentChanged.connect(self._current)

    def rows(self) -> list[int]:
        """Return the selected rows, from the top; without a selection the current one."""
        rows = sorted(one.row() for one in self.selectionModel().selectedRows())
        current = self.currentIndex().row()
        return rows or ([current] if self.lines.next_line(current) == current >= 0 else [])

    def choose(self, row: int) -> None:
        """Select one row alone, and have it in sight."""
        if row >= 0:
            index = self.lines.index(row)
            self.selectionModel().setCurrentIndex(index, _AND_CURRENT)
            self.scrollTo(index)

    def step(self, way: int) -> None:
        """Go to the next line, down or up."""
        row = self.currentIndex().row()
        self.choose(self.lines.next_line(row + way if row >= 0 else 0, way))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, plain = Qt.Key(event.key()), event.modifiers() in _PLAIN
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self.selectAll()  # the view's own would be lost: its text is a letter
        elif plain and key in KEYS:
            self.wished.emit(KEYS[key])
        elif plain and key in _NEXT:
            self.step(_NEXT[key])
        elif plain and key in _FOLDS:
            self._fold(self.currentIndex().row(), unfold=_FOLDS[key])
        elif event.text().strip():
            event.ignore()  # no search by typing: letters are deeds
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        row = self.lines.row(index.row())
        if row.parts and self._delegate.arrow(self.visualRect(index)).contains(event.position().toPoint()):
            self._fold(index.row(), unfold=not row.unfolded)
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if not self.lines.is_heading(self.indexAt(event.position().toPoint()).row()):
            self.wished.emit("open")

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        where = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            where = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center())
        if self.rows():
            self.menu_wished.emit(where)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_delegate"):
            self._delegate.measure()
            self.scheduleDelayedItemsLayout()
        super().changeEvent(event)

    def _fold(self, row: int, *, unfold: bool) -> None:
        line = self.lines.line_of(row)
        self.lines.fold(line, unfold=unfold)
        if not unfold and line != row:
            self.choose(line)

    def _current(self, current: QModelIndex, _: QModelIndex) -> None:
        self.chosen.emit(current.row() if current.isValid() else -1)
