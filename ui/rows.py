"""Rows of text for a table: things with a key, made ready for the screen, narrowed by a search."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon

from ui.words import tip

T = TypeVar("T")

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()


@dataclass(frozen=True, slots=True)
class Row(Generic[T]):
    """One thing. `texts` are the cells; `picture` stands before the first."""

    thing: T
    key: str
    texts: tuple[str, ...]
    picture: QIcon | None = None
    more: str = ""  # what a search finds besides


class Rows(QAbstractTableModel, Generic[T]):
    """Things in rows. `show` takes all of them, `narrow` leaves those with every word of a search."""

    def __init__(self, titles: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._titles = tuple(titles)
        self._all: list[Row[T]] = []
        self._shown: list[Row[T]] = []
        self._words: list[str] = []

    def show(self, rows: Sequence[Row[T]]) -> None:
        """Show these."""
        self._all = list(rows)
        self._leave()

    def narrow(self, search: str) -> None:
        """Leave those in which every word of the search occurs."""
        self._words = search.casefold().split()
        self._leave()

    def thing(self, row: int) -> T | None:
        """Return what a row shows, None beyond the end."""
        return self._shown[row].thing if 0 <= row < len(self._shown) else None

    def row_of(self, key: str) -> int:
        """Return the row of a key, -1 if it is not shown."""
        return next((row for row, one in enumerate(self._shown) if one.key == key), -1)

    @property
    def total(self) -> int:
        """How many there are, whatever the search leaves."""
        return len(self._all)

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._titles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self._shown[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return row.texts[column]
            case Qt.ItemDataRole.ToolTipRole:
                return tip(row.texts[column])
            case Qt.ItemDataRole.DecorationRole if column == 0:
                return row.picture
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._titles):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._titles[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def _leave(self) -> None:
        self.beginResetModel()
        self._shown = [
            one
            for one in self._all
            if all(word in f"{' '.join(one.texts)} {one.more}".casefold() for word in self._words)
        ]
        self.endResetModel()
