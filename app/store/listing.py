"""The order of a board's rows: which shifts a filter means, and where they stand."""

from array import array
from typing import TYPE_CHECKING

from app.store.rows import BoardRow

if TYPE_CHECKING:
    from app.store.reader import Reader


class Listing:
    """Which shifts a filter means, in order. It stays as it was when others commit."""

    def __init__(self, total: int, ids: "array[int] | None") -> None:
        """`ids` is None for all visible shifts by start: those are found by their index."""
        self.total = total
        self._ids = ids

    def rows(self, first: int, n: int, reader: "Reader") -> list[BoardRow]:
        """Return n rows from the first-th on; fewer at the end, or where some have gone since."""
        if self._ids is None:
            return reader.by_start(first, n)
        return reader.by_id(self._ids[first : first + n])

    def place(self, shift_id: int, reader: "Reader") -> int | None:
        """Return at which row a shift stands, None if it is not in the list."""
        if self._ids is None:
            return reader.place_by_start(shift_id)
        try:
            return self._ids.index(shift_id)
        except ValueError:
            return None

    def first_since(self, since: float, reader: "Reader") -> int:
        """Return the first row that begins no earlier than this, in a list that is ordered by start."""
        if self._ids is None:
            return min(self.total, reader.earlier(since))
        low, high = 0, self.total
        while low < high:  # some 16 small reads
            middle = (low + high) // 2
            row = self.rows(middle, 1, reader)
            if row and row[0].start < since:
                low = middle + 1
            else:
                high = middle
        return low
