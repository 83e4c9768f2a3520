"""Rows in groups: which row of a table is a heading, and which is which shift. Pure arithmetic."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate


class Sections:
    """Groups one below the other, each with a heading above its shifts; no group is empty.

    A row counts from the top of the table; a number counts the shifts alone.
    """

    def __init__(self, sizes: Sequence[int]) -> None:
        """`sizes` tells how many shifts each group has."""
        self._ends = list(accumulate(sizes))
        self._headings = [n + end - size for n, (size, end) in enumerate(zip(sizes, self._ends, strict=True))]
        self.rows = len(self._ends) + (self._ends[-1] if self._ends else 0)

    def __len__(self) -> int:
        return len(self._ends)

    def group(self, row: int) -> int:
        """Return which group a row belongs to."""
        return bisect_right(self._headings, row) - 1

    def heading(self, group: int) -> int:
        """Return the row of a group's heading."""
        return self._headings[group]

    def last(self, group: int) -> int:
        """Return the last row of a group."""
        return (self._headings[group + 1] if group + 1 < len(self) else self.rows) - 1

    def is_heading(self, row: int) -> bool:
        """Tell whether a row is a heading."""
        return 0 <= row < self.rows and self._headings[self.group(row)] == row

    def headings(self, first: int, last: int) -> int:
        """Return how many headings there are among the rows from first to last."""
        return bisect_right(self._headings, last) - bisect_left(self._headings, first)

    def number(self, row: int) -> int | None:
        """Return the number of the shift in a row, None for a heading."""
        group = self.group(row)
        return None if group >= 0 and self._headings[group] == row else row - group - 1

    def row(self, number: int) -> int:
        """Return the row in which the shift of a number stands."""
        return number + bisect_right(self._ends, number) + 1

    def pieces(self, first: int, last: int) -> Iterator[tuple[int, int, int]]:
        """Yield what rows from first up to, not including, last are made of: group, first number, how many.

        A heading is a piece of its own, of no shifts.
        """
        last = min(last, self.rows)
        while first < last:
            group = self.group(first)
            if self._headings[group] == first:
                yield group, 0, 0
                first += 1
                continue
            end = min(last, self.last(group) + 1)
            yield group, first - group - 1, end - first
            first = end
