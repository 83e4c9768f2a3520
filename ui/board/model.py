"""The rows of the board: read from the cache in blocks, and only where somebody looks."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Protocol

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

BLOCK = 32  # rows read at once: about as many as can be seen
MOST_BLOCKS = 512  # kept; beyond that all are written anew
NOBODY = -1  # no row's id

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()

# Which overload: with the hint, the selection remembers rows rather than every cell of them.
_RESORTED = "QList<QPersistentModelIndex>,QAbstractItemModel::LayoutChangeHint"

_ALIGNED = {
    right: Qt.AlignmentFlag.AlignVCenter
    | (Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft)
    for right in (False, True)
}


class Source(Protocol):
    """Where the rows of a listing come from. Others may commit between one call and the next."""

    def rows(self, first: int, n: int) -> Sequence[BoardRow]:
        """Return n rows from the first-th on; fewer at the end."""

    def again(self, ids: Sequence[int]) -> Sequence[BoardRow]:
        """Return the rows of these ids as they are now; those that are gone are left out."""

    def place(self, row_id: int) -> int | None:
        """Return the number at which a row stands now, None if it is not listed."""


class BoardModel(QAbstractTableModel):
    """A listing as a table. Rows come through `lines`; `data` answers screen readers and copying.

    A number once read means the same shift until another listing is shown: by it, rows are selected.

    Where it is grouped, headings are rows, too: they exist by arithmetic alone, and nobody can
    select one. A number counts the shifts, a row what stands on the board.
    """

    def __init__(self, times: Times, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._times = times
        self._source: Source | None = None
        self._total = 0
        self._blocks: dict[int, list[Row]] = {}  # by number
        self._ids: dict[int, tuple[int, ...]] = {}  # the same, of all that have ever been read of the listing
        self._drift = 0  # by how much shifts stand beside where they were looked up
        self._groups: tuple[By | None, Sequence[Group]] = (None, ())
        self.sections: Sections | None = None  # where it is grouped
        self.fresh: Collection[str] = ()  # refs of shifts with changes that nobody has seen

    def show(
        self,
        total: int,
        source: Source,
        places: dict[int, int | None],
        by: By | None = None,
        groups: Sequence[Group] = (),
    ) -> None:
        """Show another listing. `places` tells which numbers kept ids have.

        Selected rows stay selected where `places` finds them; all others leave the selection.
        """
        sections = Sections([group.n for group in groups]) if by else None
        before, after = self._total, sections.rows if sections else total
        was, ordered = self._ids, self.sections
        self._forget()
        if after > before:
            self.beginInsertRows(ROOT, before, after - 1)
            self._total = after
            self.endInsertRows()
        hint = QAbstractItemModel.LayoutChangeHint.VerticalSortHint
        self.layoutAboutToBeChanged[_RESORTED].emit([], hint)  # type: ignore[index]  # PySide's stubs lack it
        self._source, self._drift = source, 0
        self._groups, self.sections = (by, groups), sections
        self._forget()
        indexes = self.persistentIndexList()  # with those that views made when they heard of the change
        # All at once: one after the other, an index that takes the place of a later one takes it over.
        numbers = (_number(ordered, index.row()) for index in indexes)
        ids = [NOBODY if number is None else _id_in(was, number) for number in numbers]
        self.changePersistentIndexList(
            indexes, [self._moved(*one, places) for one in zip(indexes, ids, strict=True)]
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
            block = self._blocks[number] = self._read(number)
        return block

    def _read(self, number: int) -> list[Row]:
        first = number * BLOCK
        wanted = min(BLOCK, self.shifts - first)
        if self._source is None:  # the first listing is just coming
            return [EMPTY] * wanted
        ids = self._ids.get(number)
        if ids is None:
            found = self._source.rows(first, wanted)
            ids = self._ids[number] = tuple(row.id for row in found)
        else:
            found = self._source.again(ids)
        rows = {row.id: row_of(row, self._times) for row in found}
        block = [rows.get(one, EMPTY) for one in ids]
        return block + [EMPTY] * (wanted - len(block))  # rows that vanished since the listing was made

    def _forget(self) -> None:
        self._blocks, self._ids = {}, {}

    @property
    def shifts(self) -> int:
        """How many shifts there are, the headings not counted."""
        return self._total - (0 if self.sections is None else len(self.sections))

    def held_ids(self, rows: Sequence[int]) -> tuple[int, ...]:
        """Return the ids of these rows, as far as they have been read."""
        numbers = (self.number(row) for row in rows)
        found = (_id_in(self._ids, number) for number in numbers if number is not None)
        return tuple(one for one in found if one != NOBODY)

    def hold(self, rows: Iterable[int]) -> None:
        """Read these rows, so that it is known which shifts they are."""
        for row in rows:
            if (number := self.number(row)) is not None:
                self._id(number)

    def _id(self, number: int) -> int:
        """Return which shift has a number."""
        if not 0 <= number < self.shifts:
            return NOBODY
        if number // BLOCK not in self._ids:
            self._block(number // BLOCK)
        return _id_in(self._ids, number)

    def _moved(self, index: QModelIndex, row_id: int, places: dict[int, int | None]) -> QModelIndex:
        place = places.get(row_id)
        number = None if place is None else self._standing(row_id, place)
        return ROOT if number is None else self.index(self.row_at(number), index.column())

    def _standing(self, row_id: int, place: int) -> int | None:
        """Return the number of a shift: others may have come above it since its place was looked up."""
        if self._id(place + self._drift) == row_id:
            return place + self._drift
        assert self._source is not None
        number = self._source.place(row_id)
        if number is None or self._id(number) != row_id:
            return None
        self._drift = number - place
        return number


def _number(sections: Sections | None, row: int) -> int | None:
    return row if sections is None else sections.number(row)


def _id_in(ids: dict[int, tuple[int, ...]], number: int) -> int:
    block = ids.get(number // BLOCK)
    return NOBODY if block is None or number % BLOCK >= len(block) else block[number % BLOCK]


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
