"""The record of activity as a table, the newest first."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.store.activity import Entry
from ui.outbox.standing import standing_of_state
from ui.times import Times
from ui.words import line, tip

TITLES = ("When", "By", "What", "About", "With", "State", "Words")
KINDS = {
    "action": "Actions",
    "acknowledgement": "Acknowledgements",
    "connection": "Connections",
    "view": "Saved views",
    "people": "People",
}

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()


def texts_of(entry: Entry, times: Times) -> tuple[str, ...]:
    """Return an entry in the order of TITLES."""
    return (
        times.stamp(entry.at),
        line(entry.by, 80),
        line(entry.what, 80),
        line(entry.ref),
        line(_told(entry.parameters) or _told(entry.facts)),
        standing_of_state(entry.state, was_sent=entry.was_sent).word if entry.state else "",
        line(" – ".join(filter(None, (entry.message, entry.reason)))),
    )


def _told(facts: Mapping[str, object]) -> str:
    """Return facts on one line; lists as how many there are."""
    found = []
    for name, value in facts.items():
        if value in (None, "", [], {}, False):
            continue
        if isinstance(value, list) and name == "keys":
            continue  # how many changes there are, the entry tells
        if isinstance(value, Mapping):
            found.append(_told(value))
        else:
            told = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            found.append(f"{line(name, 40).replace('_', ' ')}: {line(told, 120)}")
    return "; ".join(filter(None, found))


class ActivityModel(QAbstractTableModel):
    """Entries in rows."""

    def __init__(self, times: Times, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._times = times
        self._entries: Sequence[Entry] = ()
        self._texts: dict[int, tuple[str, ...]] = {}

    def show(self, entries: Sequence[Entry]) -> None:
        """Show these entries."""
        self.beginResetModel()
        self._entries = entries
        self._texts.clear()
        self.endResetModel()

    def entry(self, row: int) -> Entry | None:
        """Return the entry of a row, None beyond the end."""
        return self._entries[row] if 0 <= row < len(self._entries) else None

    def row(self, number: int) -> int:
        """Return the row of an entry by its number, -1 if it is not shown."""
        return next((row for row, one in enumerate(self._entries) if one.id == number), -1)

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(TITLES)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        texts = self._texts.get(entry.id)
        if texts is None:
            texts = self._texts[entry.id] = texts_of(entry, self._times)
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return texts[index.column()]
            case Qt.ItemDataRole.ToolTipRole:
                return tip(texts[index.column()])
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(TITLES):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return TITLES[section]
        return None
