"""The lines of the inbox as a list: ids of all of them, texts of those that somebody looks at."""

from array import array
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from app.store.inbox import Entry, Inbox
from ui.inbox.rows import EMPTY, Row, heading_of, row_of
from ui.times import Times
from ui.words import tip

BLOCK = 64  # lines read at once
MOST = 20_000  # rows kept; beyond that all are read anew

ROW = Qt.ItemDataRole.UserRole  # the Row itself, for painting

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
Read = Callable[[Sequence[int]], dict[int, Entry]]

# Which overload: with the hint, the selection remembers rows.
_RESORTED = "QList<QPersistentModelIndex>,QAbstractItemModel::LayoutChangeHint"


class InboxModel(QAbstractListModel):
    """An Inbox as rows: headings, lines, and the parts of lines that are unfolded.

    A place is a number: twice the change's id, one more for a part, negative for a heading.
    """

    def __init__(self, times: Times, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._times = times
        self._read: Read = lambda ids: {}
        self._inbox = Inbox()
        self._places = array("q")
        self._unfolded: set[int] = set()
        self._rows: dict[int, Row] = {}  # by place

    @property
    def inbox(self) -> Inbox:
        """What is shown."""
        return self._inbox

    def show(self, found: Inbox, read: Read) -> None:
        """Show other lines; whatever was selected and is still there stays so."""
        self._unfolded &= found.folded.keys()
        self._lay_out(found, read)

    def refresh_texts(self) -> None:
        """Write every line anew: the clock has moved on."""
        self._rows.clear()
        if self._places:
            self.dataChanged.emit(self.index(0), self.index(len(self._places) - 1))

    def fold(self, row: int, *, unfold: bool) -> None:
        """Show the parts of a folded line below it, or no longer."""
        place = self._places[row] if 0 <= row < len(self._places) else -1
        if place < 0 or place // 2 not in self._inbox.folded or (place // 2 in self._unfolded) == unfold:
            return
        (self._unfolded.add if unfold else self._unfolded.discard)(place // 2)
        self._lay_out(self._inbox, self._read)

    def line_of(self, row: int) -> int:
        """Return the row of the line to which a part belongs; any other row itself."""
        while 0 < row < len(self._places) and self._places[row] > 0 and self._places[row] % 2:
            row -= 1
        return row

    def row(self, row: int) -> Row:
        """Return one row; an empty one beyond the end."""
        if not 0 <= row < len(self._places):
            return EMPTY
        place = self._places[row]
        if place not in self._rows:
            self._fetch(row // BLOCK * BLOCK)
        return self._rows.get(place, EMPTY)

    def changes(self, rows: Sequence[int]) -> list[int]:
        """Return the ids of all changes that rows stand for, each once."""
        places = [self._places[row] for row in rows if 0 <= row < len(self._places)]
        parts = [place // 2 for place in places if place > 0 and place % 2]
        lines = [place // 2 for place in places if place > 0 and not place % 2]
        return [*dict.fromkeys([*self._inbox.changes(lines), *parts])]

    def is_heading(self, row: int) -> bool:
        """Tell whether a row is a heading."""
        return 0 <= row < len(self._places) and self._places[row] < 0

    def row_of_change(self, change: int) -> int:
        """Return the row of a line by its change's id, -1 if it is not there."""
        try:
            return self._places.index(2 * change)
        except ValueError:
            return -1

    def next_line(self, row: int, step: int = 1) -> int:
        """Return the next row that is no heading, -1 if there is none that way."""
        while 0 <= row < len(self._places):
            if self._places[row] > 0:
                return row
            row += step
        return -1

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._places)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and self.is_heading(index.row()):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        return super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.row(index.row()).title
            case Qt.ItemDataRole.AccessibleTextRole:
                return self.row(index.row()).spoken
            case Qt.ItemDataRole.ToolTipRole:
                return tip(self.row(index.row()).tip)
            case _ if role == ROW:
                return self.row(index.row())
        return None

    def _lay_out(self, found: Inbox, read: Read) -> None:
        was, places = self._places, _places(found, self._unfolded)
        before, after = len(was), len(places)
        if after > before:
            self.beginInsertRows(ROOT, before, after - 1)
            self._places = was + array("q", bytes(8 * (after - before)))
            self.endInsertRows()
        hint = QAbstractItemModel.LayoutChangeHint.VerticalSortHint
        self.layoutAboutToBeChanged[_RESORTED].emit([], hint)  # type: ignore[index]  # PySide's stubs lack it
        self._inbox, self._read = found, read
        self._rows.clear()
        self._places = places + array("q", bytes(8 * max(0, before - after)))
        indexes = self.persistentIndexList()
        kept = [was[one.row()] if one.row() < before else 0 for one in indexes]
        rows = _rows_of(places, kept)
        self.changePersistentIndexList(
            indexes, [self.index(rows[place]) if place in rows else ROOT for place in kept]
        )
        self.layoutChanged[_RESORTED].emit([], hint)  # type: ignore[index]  # the same
        if after < before:
            self.beginRemoveRows(ROOT, after, before - 1)
            self._places = places
            self.endRemoveRows()

    def _fetch(self, first: int) -> None:
        if len(self._rows) > MOST:
            self._rows.clear()
        wanted = range(first, min(first + BLOCK, len(self._places)))
        places = [self._places[row] for row in wanted]
        ids = {place // 2 for place in places if place > 0}
        following = {}  # a heading may speak of its first line
        for row, place in zip(wanted, places, strict=True):
            if place < 0 and row + 1 < len(self._places):
                following[place] = self._places[row + 1] // 2
        found = self._read(sorted({*ids, *following.values()}))
        for place in places:
            self._rows[place] = self._made(place, found, following)

    def _made(self, place: int, found: dict[int, Entry], following: dict[int, int]) -> Row:
        if place < 0:
            first = following.get(place, 0)
            return heading_of(self._inbox.groups[-place - 1], found.get(first), self._times)
        change = place // 2
        entry = found.get(change)
        if entry is None:  # its connection was removed since
            return EMPTY
        part = bool(place % 2)
        return row_of(
            entry,
            self._times,
            parts=0 if part else len(self._inbox.folded.get(change, ())),
            part=part,
            unfolded=change in self._unfolded,
            loud=change in self._inbox.loud,
        )


def _places(found: Inbox, unfolded: set[int]) -> "array[int]":
    places, first = array("q"), 0
    groups = [group.n for group in found.groups] or [len(found.lines)]
    for number, n in enumerate(groups):
        if found.groups:
            places.append(-number - 1)
        for line in found.lines[first : first + n]:
            places.append(2 * line)
            if line in unfolded:
                places.extend(2 * part + 1 for part in found.folded[line])
        first += n
    return places


def _rows_of(places: "array[int]", wanted: Sequence[int]) -> dict[int, int]:
    """Return where these places are, of those that are there; headings are not looked for."""
    asked = {place for place in wanted if place > 0}
    if len(asked) > 20:
        return {place: row for row, place in enumerate(places) if place in asked}
    found = {}
    for place in asked:
        try:
            found[place] = places.index(place)
        except ValueError:
            continue
    return found
