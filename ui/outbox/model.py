"""The outbox as a table: open intents first, then the newest."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon

from app.domain import OPEN_INTENTS, Intent
from ui.icons import icon
from ui.outbox.standing import ink, standing_of
from ui.outbox.telling import what_with, which
from ui.style import Look
from ui.times import Times
from ui.words import line, tip

TITLES = ("State", "Action", "Shift", "With", "Asked by", "Since", "Message")

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()


@dataclass(frozen=True, slots=True)
class _Line:
    """One intent, made ready for the screen."""

    intent: Intent
    texts: tuple[str, ...]  # in the order of TITLES
    words: str  # what a search looks at


class OutboxModel(QAbstractTableModel):
    """Intents in rows. `show` takes all of them, `narrow` leaves those that a search finds."""

    def __init__(self, times: Times, colours: Look, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._times = times
        self._colours = colours
        self._all: list[_Line] = []
        self._lines: list[_Line] = []
        self._search: list[str] = []

    def wear(self, colours: Look) -> None:
        """Use other colours."""
        self._colours = colours

    def show(self, intents: Sequence[Intent]) -> None:
        """Show these intents; rows that stay keep their place, so that nothing jumps."""
        ordered = sorted(intents, key=lambda one: (one.state not in OPEN_INTENTS, -one.id))
        known = {line.intent.id: line for line in self._all}
        self._all = [
            before if (before := known.get(one.id)) is not None and before.intent == one else self._line(one)
            for one in ordered
        ]
        self._leave()

    def narrow(self, search: str) -> None:
        """Leave the intents in which every word of the search occurs."""
        self._search = search.casefold().split()
        self._leave()

    def intent(self, row: int) -> Intent | None:
        """Return the intent of a row, None beyond the end."""
        return self._lines[row].intent if 0 <= row < len(self._lines) else None

    def row_of(self, number: int) -> int:
        """Return the row of an intent, -1 if it is not shown."""
        return next((row for row, one in enumerate(self._lines) if one.intent.id == number), -1)

    def has(self, state: str) -> bool:
        """Tell whether any intent stands so, whether or not a search shows it."""
        return any(one.intent.state == state for one in self._all)

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(TITLES)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        one, column = self._lines[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return one.texts[column]
            case Qt.ItemDataRole.ToolTipRole:
                return tip(one.texts[column])
            case Qt.ItemDataRole.DecorationRole if column == 0:
                return self._picture(one.intent)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(TITLES):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return TITLES[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def _picture(self, intent: Intent) -> QIcon:
        found = standing_of(intent)
        return icon(found.picture, ink(found.tone, self._colours))

    def _leave(self) -> None:
        lines = [one for one in self._all if all(word in one.words for word in self._search)]
        if [one.intent.id for one in lines] == [one.intent.id for one in self._lines]:
            self._lines = lines
            if lines:
                self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, len(TITLES) - 1))
            return
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

    def _line(self, intent: Intent) -> _Line:
        texts = (
            standing_of(intent).word,
            line(intent.label, 80),
            which(intent, self._times),
            what_with(intent),
            line(intent.by, 80),
            self._times.stamp(intent.created_at),
            line(intent.message or ""),
        )
        words = " ".join((*texts, intent.ref, intent.action, intent.reason or "")).casefold()
        return _Line(intent, texts, words)
