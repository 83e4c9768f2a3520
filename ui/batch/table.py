"""The table of a batch: Space ticks whatever is selected."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ui.batch.model import BatchModel
from ui.table import Table

_WIDTHS = (122, 222, 236, 116)  # pixels; the remarks have the rest


class Items(Table):
    """The shifts of a batch in rows."""

    def __init__(self, model: BatchModel, parent: QWidget | None = None) -> None:
        super().__init__(model, _WIDTHS, "Shifts of this batch", parent)
        self._items = model
        self.setSelectionMode(Table.SelectionMode.ExtendedSelection)

    def follow(self, ref: str, before: str) -> None:
        """Keep the row in sight that is worked on, unless somebody has scrolled away from the one before."""
        row, last = self._items.row_of(ref), self._items.row_of(before)
        if row < 0:
            return
        if last >= 0:
            place = self.visualRect(self._items.index(last, 0))
            if not self.viewport().rect().intersects(place):
                return
        self.scrollTo(self._items.index(row, 0))

    def selected(self) -> list[int]:
        """Return the selected rows, from top to bottom."""
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and (rows := self.selected()):
            self._items.tick(rows)
        else:
            super().keyPressEvent(event)
