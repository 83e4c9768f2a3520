"""A batch as a table: a box to tick, what is foreseen or has become of each shift, and which it is."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from app.store.rows import BoardRow
from ui.batch.items import Item
from ui.icons import icon
from ui.outbox.standing import ink
from ui.style import Look
from ui.times import Times, at
from ui.words import line, tip

TITLES = ("Outlook", "When", "Shift", "People", "Remarks")
OUTLOOK, SHIFT, REMARKS = 0, 2, len(TITLES) - 1

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
MOST_NAMED = 8  # shifts that a question names


def everything(item: Item) -> bool:
    """Show all of them."""
    return True


class BatchModel(QAbstractTableModel):
    """Items in rows. `changed` tells that they are others, or that the user has ticked."""

    changed = Signal()

    def __init__(self, times: Times, colours: Look, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._times = times
        self._colours = colours
        self._items: list[Item] = []
        self._places: dict[str, int] = {}  # ref to number among all items
        self._shown: list[int] = []  # numbers of the items in rows
        self._rows: dict[int, int] = {}  # the reverse
        self._meant: Callable[[Item], bool] = everything
        self.locked = False  # while they are sent nothing can be ticked

    @property
    def items(self) -> Sequence[Item]:
        """All items, shown or not."""
        return self._items

    def wear(self, colours: Look) -> None:
        """Use other colours."""
        self._colours = colours

    def show(self, items: Sequence[Item]) -> None:
        """Take other items, or other versions of the same."""
        same = [one.ref for one in items] == [one.ref for one in self._items]
        self._items = list(items)
        self._places = {one.ref: number for number, one in enumerate(items)}
        self._choose_rows(keep=same)
        self.changed.emit()

    def show_only(self, meant: Callable[[Item], bool]) -> None:
        """Leave the rows that are meant; all items stay what they are."""
        self._meant = meant
        self._choose_rows(keep=True)

    def put(self, ref: str, **fields: Any) -> None:
        """Let one item be another version of itself."""
        number = self._places.get(ref)
        if number is None:
            return
        self._items[number] = replace(self._items[number], **fields)
        row = self._rows.get(number)
        if row is not None:
            self.dataChanged.emit(self.index(row, 0), self.index(row, REMARKS))

    def tick(self, rows: Iterable[int], ticked: bool | None = None) -> None:
        """Take rows in or leave them out; without a wish, the other way round than the first of them."""
        numbers = [self._shown[row] for row in rows if 0 <= row < len(self._shown)]
        open_ones = [number for number in numbers if self._items[number].verdict in ("go", "warn")]
        if self.locked or not open_ones:
            return
        wanted = not self._items[open_ones[0]].taken if ticked is None else ticked
        for number in open_ones:
            self._items[number] = replace(self._items[number], left_out=not wanted)
        self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, REMARKS))
        self.changed.emit()

    def item(self, row: int) -> Item:
        """Return the item of a row."""
        return self._items[self._shown[row]]

    def row_of(self, ref: str) -> int:
        """Return the row of a ref, -1 if it is not shown."""
        return self._rows.get(self._places.get(ref, -1), -1)

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(TITLES)

    def flags(self, index: Index) -> Qt.ItemFlag:
        found = super().flags(index)
        if index.isValid() and index.column() == OUTLOOK and self._tickable(self.item(index.row())):
            found |= Qt.ItemFlag.ItemIsUserCheckable
        return found

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        one, column = self.item(index.row()), index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(one, column)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(one, column)
            case Qt.ItemDataRole.ToolTipRole:
                return tip(one.told if column in (OUTLOOK, REMARKS) else self._text(one, column))
            case Qt.ItemDataRole.DecorationRole if column == OUTLOOK and one.standing.picture:
                return icon(one.standing.picture, ink(one.standing.tone, self._colours))
            case Qt.ItemDataRole.CheckStateRole if column == OUTLOOK and self._tickable(one):
                return Qt.CheckState.Checked if one.taken else Qt.CheckState.Unchecked
            case Qt.ItemDataRole.ForegroundRole:
                return self._faint(one)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        self.tick([index.row()], Qt.CheckState(value) == Qt.CheckState.Checked)
        return True

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

    def _choose_rows(self, *, keep: bool) -> None:
        shown = [number for number, one in enumerate(self._items) if self._meant(one)]
        if keep and shown == self._shown:
            if shown:
                self.dataChanged.emit(self.index(0, 0), self.index(len(shown) - 1, REMARKS))
            return
        self.beginResetModel()
        self._shown = shown
        self._rows = {number: row for row, number in enumerate(shown)}
        self.endResetModel()

    def _tickable(self, one: Item) -> bool:
        return not self.locked and one.verdict in ("go", "warn")

    def _faint(self, one: Item) -> QColor | None:
        out = one.progress in ("left", "unsent") or (one.verdict and not one.taken and not one.progress)
        return self._colours.muted if out else None

    def _text(self, one: Item, column: int) -> str:
        if column == OUTLOOK:
            return one.standing.word
        if column == REMARKS:
            return line(one.told, 300)
        if one.row is None:
            return line(one.ref) if column == SHIFT else ""
        return _about(one.row, column, self._times)

    def _spoken(self, one: Item, column: int) -> str:
        text = self._text(one, column)
        if column != OUTLOOK or one.progress or not one.verdict:
            return text
        return f"{text}, {'taken' if one.taken else 'left out'}" if one.verdict != "cannot" else text


def _about(row: BoardRow, column: int, times: Times) -> str:
    match TITLES[column]:
        case "Shift":
            parts = (row.title or row.role or "Untitled shift", row.facility or "")
            return " · ".join(line(part, 80) for part in parts if part)
        case "When":
            start = at(row.start, row.timezone)
            end = None if row.end is None else at(row.end, row.timezone)
            return f"{times.day(start.date())}, {times.hours(start, end, all_day=bool(row.all_day))}"
        case "People":
            return line(row.people or "", 120)
    return ""


def losses(taken: Sequence[Item], times: Times) -> list[tuple[str, str]]:
    """Return what a question names before something is taken away: each shift and who is on it."""
    told = [
        (line(_about(row, TITLES.index("When"), times)), _whose(row, times))
        for one in taken[:MOST_NAMED]
        if (row := one.row) is not None
    ]
    more = len(taken) - len(told)
    return [*told, ("And", f"{more:,} more")] if more else told


def _whose(row: BoardRow, times: Times) -> str:
    return f"{_about(row, SHIFT, times)}: {line(row.people or 'nobody', 120)}"
