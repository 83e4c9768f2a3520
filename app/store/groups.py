"""The order of a board whose rows stand in groups: by day, facility, person or connection.

How many rows each group has comes from one counting query; of which shifts they are, only those
groups are asked that somebody looks at. Up to `FEW` rows all are read at once.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from zlib import crc32

import apsw

from app.store import schema
from app.store.clauses import Clauses
from app.store.files import fetched
from app.store.filters import SORTED_BY, Filter, Order
from app.store.plans import by as indexed
from app.store.plans import is_built, is_summed, source_of
from app.store.rows import BoardRow

if TYPE_CHECKING:
    from app.store.reader import Reader

By = Literal["day", "facility", "people", "connection"]

FEW = 20_000  # rows whose order is read at once
LARGE = 15_000  # rows of a group that are not sorted while somebody waits for a frame
HUGE = 40_000  # rows of a group whose order is not read while somebody waits for a frame
KEPT = 24  # smaller groups whose order is kept, of those that somebody has looked at

_SHIFT = (1 << 40) - 1  # the part of a row's id that is the shift's
_ON = "a.shift_id = s.id"


def shift_of(row_id: int) -> int:
    """Return the shift's own id of a row in a group, or of any other row."""
    return row_id & _SHIFT


class Group(NamedTuple):
    """Some rows with one heading. `key` is a day by date.toordinal, or a name as the vendor writes it."""

    key: int | str | None  # None: none told, or nobody is on the shift
    n: int


class Grouped:
    """Which shifts a filter means, group by group. A person's group has every shift that they are on.

    A shift of two people stands in two rows then, with different ids: `BoardRow.id` holds the
    group as well. `place` takes such an id, or a shift's own for the first of its rows.
    """

    def __init__(
        self, by: By, where: Filter, order: Order, groups: Sequence[Group], ids: dict[int, "array[int]"]
    ) -> None:
        """`ids` has the shifts of groups, by their number, as far as they are known already."""
        self.by = by
        self.groups = tuple(groups)
        self._where, self._order = where, order
        self._ends = array("q", accumulate(group.n for group in groups))
        self.total = self._ends[-1] if groups else 0
        self._whole = len(ids) == len(groups)
        self._ids = ids
        self._marks = [_mark(by, group.key) for group in groups]

    def rows(self, first: int, n: int, reader: "Reader") -> list[BoardRow]:
        """Return n rows from the first-th on; fewer where some have gone since."""
        found: list[tuple[int, int]] = []  # mark of the group, id
        for number, begin, end in self._pieces(first, first + n):
            found += [(self._marks[number], id_) for id_ in self._slice(number, begin, end, reader)]
        rows = {row.id: row for row in reader.by_id([id_ for _, id_ in found])}
        return [
            rows[id_]._replace(id=mark | id_) if mark else rows[id_] for mark, id_ in found if id_ in rows
        ]

    def place(self, row_id: int, reader: "Reader") -> int | None:
        """Return at which row a shift stands, None if it is not in the list."""
        shift_id, mark = shift_of(row_id), row_id & ~_SHIFT
        numbers = range(len(self.groups)) if self._whole else self._homes(shift_id, reader)
        for number in numbers:
            if mark and self._marks[number] != mark:
                continue
            try:
                at = self._all(number, reader).index(shift_id)
            except ValueError:
                continue
            return self._begin(number) + at
        return None

    def first_since(self, since: float, reader: "Reader") -> int:
        """Return the first row of the day on which a moment falls, in a list by day; else the first."""
        if self.by != "day" or self._order.descending:
            return 0
        day = datetime.fromtimestamp(since).toordinal()
        for number, group in enumerate(self.groups):
            if isinstance(group.key, int) and group.key >= day:
                return self._begin(number)
        return self.total

    def gather(self, reader: "Reader") -> bool:
        """Read the order of a group that is too large for a frame; return whether there is another one.

        Without it every row is right as well, but far down in such a group it takes its time. One
        thread may gather while another asks for rows.
        """
        left = [n for n, group in enumerate(self.groups) if group.n > HUGE and n not in self._ids]
        if left:
            self._ids[left[0]] = self._of_group(left[0], reader)
        return len(left) > 1

    def _begin(self, number: int) -> int:
        return self._ends[number] - self.groups[number].n

    def _pieces(self, first: int, last: int) -> Iterator[tuple[int, int, int]]:
        """Yield the groups that rows from first up to last belong to, and which of their rows."""
        number = bisect_right(self._ends, first)
        while first < min(last, self.total):
            begin, end = self._begin(number), min(last, self._ends[number])
            yield number, first - begin, end - begin
            first, number = end, number + 1

    def _slice(self, number: int, begin: int, end: int, reader: "Reader") -> Sequence[int]:
        by_start = self._order.column == "start"
        if number not in self._ids and by_start and self.groups[number].n > HUGE:
            return self._of_group(number, reader, end - begin, begin)
        return self._all(number, reader)[begin:end]

    def _all(self, number: int, reader: "Reader") -> "array[int]":
        known = self._ids.get(number)
        if known is None:
            lasting = HUGE if self._order.column == "start" else LARGE
            passing = [one for one in list(self._ids) if self.groups[one].n <= lasting]
            if len(passing) > KEPT:
                self._ids.pop(passing[0], None)
            known = self._ids[number] = self._of_group(number, reader)
        return known

    def _of_group(self, number: int, reader: "Reader", n: int = -1, skipped: int = 0) -> "array[int]":
        key = self.groups[number].key
        return reader.ask(_of_group, self.by, key, self._where, self._order, n, skipped)

    def _homes(self, shift_id: int, reader: "Reader") -> Iterator[int]:
        keys = reader.ask(_keys_of, self.by, shift_id)
        return (number for number, group in enumerate(self.groups) if group.key in keys)


def grouped(db: apsw.Connection, where: Filter, order: Order, by: By) -> Grouped:
    """Return a list in groups: those by name in the order of the names, "none told" last."""
    counts = _counts(db, where, by)
    turned = by == "day" and order == Order("start", descending=True)
    groups = sorted((Group(key, n) for key, n in counts), key=lambda group: _place(group.key), reverse=turned)
    if sum(group.n for group in groups) > FEW:
        ahead = enumerate(groups) if order.column != "start" else ()  # what takes long to be sorted
        large = {n: _of_group(db, by, key, where, order) for n, (key, size) in ahead if size > LARGE}
        return Grouped(by, where, order, groups, large)
    ids: dict[int | str | None, array[int]] = {}
    for key, id_ in _all_of(db, where, order, by):
        ids.setdefault(key, array("q")).append(id_)
    groups = [Group(group.key, len(ids[group.key])) for group in groups if group.key in ids]
    return Grouped(by, where, order, groups, {n: ids[group.key] for n, group in enumerate(groups)})


def _counts(db: apsw.Connection, where: Filter, by: By) -> list[tuple[Any, int]]:
    if by == "people":
        return _counts_of_people(db, where)
    if by != "facility" and is_summed(where):
        clause, bound = Clauses.of_sums(db, where).sql()
        return fetched(db, f"select {by}, sum(n) from day_count {clause} group by 1", bound)
    clause, bound = Clauses(db, where).sql()
    source = source_of(db, where)
    if not where.asked():
        source = indexed(db, f"by_{by}")
    return fetched(db, f"select {by}, count(*) from {source} {clause} group by 1", bound)


def _counts_of_people(db: apsw.Connection, where: Filter) -> list[tuple[Any, int]]:
    if not where.asked() and is_built(db, "assignment_name"):
        return fetched(
            db,
            f"""select person, count(distinct shift_id) from assignment indexed by assignment_name
                where shift_id not in (select id from shift where removed is not null) group by person
                union all select null, count(*) from {indexed(db, "by_people")}
                where removed is null and people is null having count(*) > 0""",
        )
    inner, bound = _by_people(db, where, "")
    return fetched(db, f"select grouped_by, count(*) from ({inner}) group by 1", bound)


def _all_of(db: apsw.Connection, where: Filter, order: Order, by: By) -> list[tuple[Any, int]]:
    way = f"order by {_sql_of(order)}"
    if by == "people":
        inner, bound = _by_people(db, where, f", {SORTED_BY[order.column]} as sorted_by")
        way = way.replace(SORTED_BY[order.column], "sorted_by", 1)
        return fetched(db, f"select grouped_by, id from ({inner}) {way}", bound)
    clause, bound = Clauses(db, where).sql()
    return fetched(db, f"select {by}, id from {source_of(db, where)} {clause} {way}", bound)


def _by_people(db: apsw.Connection, where: Filter, more: str) -> tuple[str, list[Any]]:
    """Return the query for the rows of a board by person: a shift once for each who is on it."""
    clause, bound = Clauses(db, where).sql()
    query = f"""select distinct a.person as grouped_by, s.start, s.id{more}
        from shift s left join assignment a on {_ON}
        where s.id in (select id from {source_of(db, where)} {clause})"""
    if where.people:  # not those who are on the same shifts
        names = sorted(where.people)
        query += f" and coalesce(a.person, '') in ({', '.join('?' * len(names))})"
        bound = [*bound, *names]
    return query, bound


def _of_group(
    db: apsw.Connection,
    by: By,
    key: int | str | None,
    where: Filter,
    order: Order,
    n: int = -1,
    skipped: int = 0,
) -> "array[int]":
    """Return the shifts of one group, in order: n from so many on, or all."""
    clauses = Clauses(db, where)
    source = (
        "shift s" if "removed" in where.asked() else indexed(db, "by_start" if by == "day" else f"by_{by}")
    )
    match by, key:
        case "day", int(day):
            begin = (day - schema.EPOCH) * 86_400  # no clock is more than a day away from UTC's
            clauses.add("day = ? and start >= ? and start < ?", day, begin - 86_400, begin + 2 * 86_400)
        case "people", str():
            clauses.add("id in (select shift_id from assignment where person = ?)", key)
            source = "shift s"
        case _, None:
            clauses.add(f"{by} is null")
        case _:
            clauses.add(f"{by} = ?", key)
    clause, bound = clauses.sql()
    rows = db.execute(
        f"select id from {source} {clause} order by {_sql_of(order)} limit ? offset ?", (*bound, n, skipped)
    )
    return array("q", [id_ for (id_,) in rows])


def _keys_of(db: apsw.Connection, by: By, shift_id: int) -> set[Any]:
    """Return the groups that a shift belongs to, should it be listed."""
    if by == "people":
        query = f"select a.person from shift s left join assignment a on {_ON} where s.id = ?"
    else:
        query = f"select {by} from shift where id = ?"
    return {key for (key,) in fetched(db, query, (shift_id,))}


def _sql_of(order: Order) -> str:
    return f"{SORTED_BY[order.column]} {'desc' if order.descending else 'asc'} nulls last, start, id"


def _place(key: int | str | None) -> tuple[bool, int, str, str]:
    if isinstance(key, int):
        return False, key, "", ""
    return key is None, 0, (key or "").casefold(), key or ""


def _mark(by: By, key: int | str | None) -> int:
    """Return what tells the rows of a shift apart that stands in several groups."""
    return (crc32(key.encode()) << 40) if by == "people" and isinstance(key, str) else 0
