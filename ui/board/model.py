"""The rows of the board: read from the cache in blocks, and only where somebody looks."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from app.store.filters import Order
from app.store.groups import By, Group
from app.store.rows import BoardRow
from ui.board.columns import COLUMNS, STATE, TITLE
from ui.board.groups import heading_of
from ui.board.marks import FRESH, unconfirmed
from ui.board.rows import EMPTY, Row, heading_row, row_of
from ui.board.sections import Sections
from ui.times import Times
from ui.words import tip

BLOCK = 64  # rows read at once
MOST_BLOCKS = 256  # kept; beyond that all are read anew

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()

# Which overload: with the hint, the selection remembers rows rather than every cell of them.
_RESORTED = "QList<QPersistentModelIndex>,QAbstractItemModel::LayoutChangeHint"

_ALIGNED = {
    right: Qt.AlignmentFlag.AlignVCenter
    | (Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft)
    for right in (False, True)
}


class BoardModel(QAbstractTableModel):
    """A listing as a table. Rows come through `lines`; `data` answers screen readers and copying.

    Where it is grouped, headings are rows, too: they exist by arithmetic alone, and nobody can
    select one. A number counts the shifts, a row what stands on the board.
    """

    def __init__(self, times: Times, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._times = times
        self._read: Callable[[int, int], Sequence[BoardRow]] = lambda first, n: ()
        self._total = 0
        self._blocks: dict[int, list[Row]] = {}  # by number
        self._groups: tuple[By | None, Sequence[Group]] = (None, ())
        self.sections: Sections | None = None  # where it is grouped
        self.fresh: Collection[str] = ()  # refs of shifts with changes that nobody has seen

    def show(
        self,
        total: int,
        read: Callable[[int, int], Sequence[BoardRow]],
        places: dict[int, int | None],
        by: By | None = None,
        groups: Sequence[Group] = (),
    ) -> None:
        """Show another listing. `read(first, n)` gives its rows; `places` tells which numbers kept ids have.

        Selected rows stay selected where `places` finds them. Rows whose place nobody looked
        for, because so many are selected, stay by number.
        """
        sections = Sections([group.n for group in groups]) if by else None
        before, after = self._total, sections.rows if sections else total
        was, ordered = dict(self._blocks), self.sections
        self._blocks.clear()
        if after > before:
            self.beginInsertRows(ROOT, before, after - 1)
            self._total = after
            self.endInsertRows()
        hint = QAbstractItemModel.LayoutChangeHint.VerticalSortHint
        self.layoutAboutToBeChanged[_RESORTED].emit([], hint)  # type: ignore[index]  # PySide's stubs lack it
        self._read = read
        self._groups, self.sections = (by, groups), sections
        self._blocks.clear()
        indexes = self.persistentIndexList()  # with those that views made when they heard of the change
        # All at once: one after the other, an index that takes the place of a later one takes it over.
        rows = [
            EMPTY if (n := _number(ordered, index.row())) is None else _row_in(was, n) for index in indexes
        ]
        self.changePersistentIndexList(
            indexes, [self._moved(*one, places, after) for one in zip(indexes, rows, strict=True)]
        )
        self.layoutChanged[_RESORTED].emit([], hint)  # type: ignore[index]  # the same
        if after < before:
            self.beginRemoveRows(ROOT, after, before - 1)
            self._total = after
            self.endRemoveRows()

    def refresh_texts(self) -> None:
        """Forget what was written down, because the clock or the language has moved on."""
        self._blocks.clear()

    def sample(self, column: int) -> str:
        """Return a text about as long as most of a column."""
        return COLUMNS[column].sample or self._times.samples()[COLUMNS[column].key]

    def lines(self, first: int, last: int) -> list[Row]:
        """Return the rows from first up to, not including, last; missing ones are read now."""
        if self.sections is None:
            return self._shifts(first, last)
        found: list[Row] = []
        for group, number, n in self.sections.pieces(first, last):
            found += self._shifts(number, number + n) if n else [self._heading(group)]
        return found

    def row(self, row: int) -> Row:
        """Return one row; an empty one beyond the end."""
        if not 0 <= row < self._total or (self.sections is not None and row >= self.sections.rows):
            return EMPTY
        number = self.number(row)
        if number is None:
            assert self.sections is not None
            return self._heading(self.sections.group(row))
        return self._block(number // BLOCK)[number % BLOCK]

    def number(self, row: int) -> int | None:
        """Return the number of the shift in a row, None for a heading."""
        return _number(self.sections, row)

    def row_at(self, number: int) -> int:
        """Return the row in which the shift of a number stands."""
        return number if self.sections is None else self.sections.row(number)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and self.number(index.row()) is None:
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        return super().flags(index)

    def _heading(self, group: int) -> Row:
        by, groups = self._groups
        assert by is not None
        return heading_row(*heading_of(by, groups[group], self._times))

    def _shifts(self, first: int, last: int) -> list[Row]:
        rows: list[Row] = []
        for number in range(first // BLOCK, (last + BLOCK - 1) // BLOCK):
            rows += self._block(number)
        offset = first // BLOCK * BLOCK
        return rows[first - offset : last - offset]

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else self._total

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.row(index.row()).texts[column]
            case Qt.ItemDataRole.AccessibleTextRole:
                row = self.row(index.row())
                return spoken(row, column, fresh=row.ref in self.fresh)
            case Qt.ItemDataRole.ToolTipRole:
                return tip(told(self.row(index.row()), column))
            case Qt.ItemDataRole.TextAlignmentRole:
                return _ALIGNED[COLUMNS[column].right]
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return COLUMNS[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGNED[COLUMNS[section].right]
        return None

    def _block(self, number: int) -> list[Row]:
        block = self._blocks.get(number)
        if block is None:
            if len(self._blocks) >= MOST_BLOCKS:
                self._blocks.clear()
            first = number * BLOCK
            wanted = min(BLOCK, self._numbers - first)
            block = [row_of(shift, self._times) for shift in self._read(first, wanted)]
            block += [EMPTY] * (wanted - len(block))  # a row that vanished since the listing was made
            self._blocks[number] = block
        return block

    @property
    def _numbers(self) -> int:
        return self._total - (0 if self.sections is None else len(self.sections))

    def held_ids(self, rows: Sequence[int]) -> tuple[int, ...]:
        """Return the ids of these rows, as far as they have been read."""
        numbers = (self.number(row) for row in rows)
        found = (_row_in(self._blocks, number) for number in numbers if number is not None)
        return tuple(row.id for row in found if row is not EMPTY)

    def hold(self, first: int, last: int) -> None:
        """Read the rows from first up to, not including, last, so that it is known which shifts they are."""
        if self.sections is not None:
            self.lines(first, min(last, self._total))
            return
        for number in range(first // BLOCK, (min(last, self._total) + BLOCK - 1) // BLOCK):
            self._block(number)

    def _moved(self, index: QModelIndex, row: Row, places: dict[int, int | None], total: int) -> QModelIndex:
        if row.id not in places:
            return index if index.row() < total else ROOT
        place = places[row.id]
        return ROOT if place is None else self.index(self.row_at(place), index.column())


def _number(sections: Sections | None, row: int) -> int | None:
    return row if sections is None else sections.number(row)


def _row_in(blocks: dict[int, list[Row]], number: int) -> Row:
    block = blocks.get(number // BLOCK)
    return EMPTY if block is None or number % BLOCK >= len(block) else block[number % BLOCK]


def order_of(column: int, direction: Qt.SortOrder) -> Order:
    """Return the order that a click on a column's heading asks for."""
    return Order(COLUMNS[column].order, descending=direction == Qt.SortOrder.DescendingOrder)


def told(row: Row, column: int) -> str:
    """Return a cell as a tool tip says it: what an outline hints at stands there in words."""
    text = row.texts[column]
    return unconfirmed(text, row.intent) if column == STATE and row.intent else text


def spoken(row: Row, column: int, *, fresh: bool = False) -> str:
    """Return a cell as a screen reader says it; what is painted as a mark is a word here."""
    if row.heading:
        return f"{row.heading}, {row.count}"
    text = row.texts[column]
    if fresh and column == TITLE:
        return f"{FRESH}: {spoken(row, column)}"
    if column == STATE and row.removed:
        return "Removed, no longer visible at the vendor"
    if column == STATE and row.intent:
        return unconfirmed(text, row.intent)
    if column == TITLE and row.urgent:
        return f"Urgent: {text}"
    if COLUMNS[column].key == "hours" and row.now:
        return f"{text}, under way"
    return text
