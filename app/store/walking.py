"""Rows by their number in the order of an index, without a list of them: every thousandth key is known.

The keys are gathered a few at a time, when there is time. Until they are, a row is counted from the
nearest known one, or from the end: right as well, only slower.
"""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

import apsw

from app.store.files import fetched

STEP = 1000  # rows from one known key to the next
SLICE = 8  # keys gathered at once: a few milliseconds

Key = tuple[Any, ...]

_LOW, _HIGH = -(1 << 62), 1 << 62  # before and after every start and id


class Run:
    """The rows of a clause in the order of some columns, all of them told; the last column is the id."""

    def __init__(
        self, source: str, clause: str, bound: Sequence[Any], columns: Sequence[str], total: int
    ) -> None:
        self.total = total
        self._source = source
        self._clause = clause
        self._bound = tuple(bound)
        self._columns = tuple(columns)
        self._known: list[Key] = []  # of the rows 0, STEP, 2 * STEP and so on

    def gather(self, db: apsw.Connection) -> bool:
        """Gather a few more keys; return whether there are still more."""
        for _ in range(SLICE):
            if len(self._known) * STEP >= self.total:
                return False
            found = self._from(db, self._known[-1], STEP, 1) if self._known else self._from(db, None, 0, 1)
            if not found:
                self.total = min(self.total, len(self._known) * STEP)  # some have gone since
                return False
            self._known.append(found[0])
        return len(self._known) * STEP < self.total

    def keys(self, db: apsw.Connection, first: int, n: int) -> list[Key]:
        """Return the keys of n rows from the first-th on; fewer at the end."""
        n = min(n, self.total - first)
        if n <= 0 or first < 0:
            return []
        at = min(first // STEP, len(self._known) - 1)
        ahead = first - max(at, 0) * STEP
        behind = self.total - first - n
        if behind < ahead:
            return self._backwards(db, behind, n)
        return self._from(db, self._known[at] if at >= 0 else None, ahead, n)

    def rank(self, db: apsw.Connection, key: Key, near: int = 0) -> int:
        """Return how many rows stand before a key; `near` is about where it is expected."""
        at = bisect_right(self._known, key) - 1
        clause, bound = self._clause, self._bound
        if at == len(self._known) - 1 and self.total - near < near - max(at, 0) * STEP:
            clause, bound = self._and(clause, bound, ">=", key)
            return self.total - int(db.execute(f"select count(*) from {self._source} {clause}", bound).get)
        if at >= 0:
            clause, bound = self._and(clause, bound, ">=", self._known[at])
        clause, bound = self._and(clause, bound, "<", key)
        counted = db.execute(f"select count(*) from {self._source} {clause}", bound).get
        return max(at, 0) * STEP + int(counted)

    def within(self, db: apsw.Connection, value: object, skip: int, n: int) -> list[Key]:
        """Return the keys of n rows that have this value in the first column; fewer at the end of them."""
        lowest = (value, *[_LOW] * (len(self._columns) - 1))
        if skip < STEP or not self._known:
            found = self._from(db, lowest, skip, n)
        else:
            found = self.keys(db, self.rank(db, lowest) + skip, n)
        return [key for key in found if key[0] == value]

    def begins(self, db: apsw.Connection, value: object, near: int) -> int:
        """Return where the rows with this value in the first column begin."""
        return self.rank(db, (value, *[_LOW] * (len(self._columns) - 1)), near)

    def ends(self, db: apsw.Connection, value: object, near: int) -> int:
        """Return where the rows after those with this value in the first column begin."""
        return self.rank(db, (value, *[_HIGH] * (len(self._columns) - 1)), near)

    def key_of(self, db: apsw.Connection, shift_id: int) -> Key | None:
        """Return the key of a shift, None if it is not among the rows."""
        found = fetched(
            db,
            f"select {', '.join(self._columns)} from shift s {self._clause} and id = ?",
            (*self._bound, shift_id),
        )
        return found[0] if found else None

    def _from(self, db: apsw.Connection, key: Key | None, skip: int, n: int) -> list[Key]:
        clause, bound = self._clause, self._bound
        if key is not None:
            clause, bound = self._and(clause, bound, ">=", key)
        return self._read(db, clause, bound, "", n, skip)

    def _backwards(self, db: apsw.Connection, skip: int, n: int) -> list[Key]:
        return self._read(db, self._clause, self._bound, " desc", n, skip)[::-1]

    def _read(
        self, db: apsw.Connection, clause: str, bound: tuple[Any, ...], way: str, n: int, skip: int
    ) -> list[Key]:
        columns, order = ", ".join(self._columns), ", ".join(f"{one}{way}" for one in self._columns)
        query = f"select {columns} from {self._source} {clause} order by {order} limit ? offset ?"
        return fetched(db, query, (*bound, n, skip))

    def _and(self, clause: str, bound: tuple[Any, ...], way: str, key: Key) -> tuple[str, tuple[Any, ...]]:
        columns, marks = ", ".join(self._columns), ", ".join("?" * len(key))
        more = f"({columns}) {way} ({marks})"
        if "(" in self._columns[0]:  # SQLite seeks no row of expressions, but a single one
            return f"{clause} and {self._columns[0]} {way[0]}= ? and {more}", (*bound, key[0], *key)
        return f"{clause} and {more}", (*bound, *key)


class Walk:
    """A board's order: the rows that have a value, up or down, then those that have none.

    Whichever way, rows of one value follow each other by start, then id.
    """

    def __init__(self, told: Run, untold: Run | None, *, descending: bool) -> None:
        self._told = told
        self._untold = untold
        self._descending = descending

    def gather(self, db: apsw.Connection) -> bool:
        """Gather a few more keys; return whether there are still more."""
        return self._told.gather(db) or (self._untold is not None and self._untold.gather(db))

    def span(self, db: apsw.Connection, first: int, n: int) -> list[int]:
        """Return the ids of n rows from the first-th on; fewer at the end."""
        there = max(0, min(n, self._told.total - first))
        keys = self._down(db, first, there) if self._descending else self._told.keys(db, first, there)
        if self._untold is not None and there < n:
            keys = keys + self._untold.keys(db, max(0, first - self._told.total), n - there)
        return [key[-1] for key in keys]

    def place(self, db: apsw.Connection, shift_id: int) -> int | None:
        """Return at which row a shift stands, None if it is not in the order."""
        key = self._told.key_of(db, shift_id)
        if key is None:
            key = None if self._untold is None else self._untold.key_of(db, shift_id)
            if key is None or self._untold is None:
                return None
            return self._told.total + self._untold.rank(db, key)
        place = self._told.rank(db, key)
        if not self._descending:
            return place
        begin, end = self._told.begins(db, key[0], place), self._told.ends(db, key[0], place)
        return self._told.total - end + (place - begin)

    def since(self, db: apsw.Connection, start: float) -> int:
        """Return the first row that begins no earlier, in an order by start."""
        return min(self._told.total, self._told.rank(db, (start, _LOW)))

    def _down(self, db: apsw.Connection, first: int, n: int) -> list[Key]:
        """Return the keys of n rows from the first-th on, the groups of one value in falling order.

        A row's mirror image, as far from the other end, tells its group; rows are then found by how
        far they stand from the group's beginning. Groups that are read anyway cost nothing more.
        """
        found: list[Key] = []
        total = self._told.total
        while len(found) < n and first < total:
            mirrored = total - 1 - first
            low = max(0, mirrored + 1 - (n - len(found)))
            window = self._told.keys(db, low, mirrored + 1 - low)
            if not window:
                break
            value = window[-1][0]
            # Whatever was found so far ended with the beginning of a group.
            end = mirrored + 1 if found or not first else self._told.ends(db, value, mirrored)
            if end == mirrored + 1 and (low == 0 or window[0][0] != value):
                # It begins within the window, as do others before it: they are read as a whole.
                groups = _groups(window, whole=low == 0)
                part = [key for group in reversed(groups) for key in group]
            else:
                part = self._told.within(db, value, first - (total - end), n - len(found))
            if not part:
                break
            found += part
            first += len(part)
        return found[:n]


def _groups(window: Sequence[Key], *, whole: bool) -> list[list[Key]]:
    """Return the keys by their first column; unless `whole`, without the first, which may begin earlier."""
    groups: list[list[Key]] = []
    for key in window:
        if groups and groups[-1][0][0] == key[0]:
            groups[-1].append(key)
        else:
            groups.append([key])
    return groups if whole or len(groups) == 1 else groups[1:]
