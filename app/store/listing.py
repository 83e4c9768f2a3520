"""The order of a board's rows: which shifts a filter means, and where they stand."""

from array import array
from collections.abc import Sequence
from typing import Protocol

from app.store.rows import BoardRow


class Shelf(Protocol):
    """Where a list's rows are taken from: a Reader, of whichever thread asks."""

    def by_start(self, first: int, n: int) -> list[BoardRow]:
        """Return n visible shifts from the first-th on, in the order of their start."""

    def by_id(self, ids: Sequence[int]) -> list[BoardRow]:
        """Return the shifts of these ids, in their order."""

    def place_by_start(self, shift_id: int) -> int | None:
        """Return how many visible shifts begin before this one."""

    def earlier(self, since: float) -> int:
        """Return how many visible shifts begin before a time."""


class Listing:
    """Which shifts a filter means, in order. It stays as it was when others commit."""

    def __init__(self, total: int, ids: "array[int] | None") -> None:
        """`ids` is None for all visible shifts by start: those are found by their index."""
        self.total = total
        self._ids = ids

    def rows(self, first: int, n: int, reader: Shelf) -> list[BoardRow]:
        """Return n rows from the first-th on; fewer at the end, or where some have gone since."""
        if self._ids is None:
            return reader.by_start(first, n)
        return reader.by_id(self._ids[first : first + n])

    def place(self, shift_id: int, reader: Shelf) -> int | None:
        """Return at which row a shift stands, None if it is not in the list."""
        if self._ids is None:
            return reader.place_by_start(shift_id)
        try:
            return self._ids.index(shift_id)
        except ValueError:
            return None

    def first_since(self, since: float, reader: Shelf) -> int:
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
