"""The order of a board's rows: which shifts a filter means, and where they stand."""

from array import array
from collections.abc import Callable, Sequence
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

import apsw

from app.store import schema, search
from app.store.clauses import Clauses, is_filling, starts_of
from app.store.files import fetched
from app.store.filters import BY_START, EVERYTHING, Filter, Order
from app.store.plans import alone, by, is_built, is_by_start, is_from_elsewhere, is_summed, source_of
from app.store.rows import BoardRow
from app.store.walking import Run, Walk

FEW = 50_000  # shifts whose ids are read at once, some 50 ms for as many

P = ParamSpec("P")
T = TypeVar("T")


class Shelf(Protocol):
    """Where a list's rows are taken from: a Reader, of whichever thread asks."""

    def ask(
        self, query: "Callable[Concatenate[apsw.Connection, P], T]", *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Return what a query finds."""

    def by_id(self, ids: Sequence[int]) -> list[BoardRow]:
        """Return the shifts of these ids, in their order."""


class Numbered(Protocol):
    """Ids by their place."""

    def span(self, db: apsw.Connection, first: int, n: int) -> Sequence[int]:
        """Return the ids of n rows from the first-th on; fewer at the end."""

    def place(self, db: apsw.Connection, shift_id: int) -> int | None:
        """Return at which row a shift stands, None if it is not among them."""

    def since(self, db: apsw.Connection, start: float) -> int:
        """Return the first row that begins no earlier, in an order by start."""

    def gather(self, db: apsw.Connection) -> bool:
        """Do a little that makes the rest faster; return whether there is more to do."""


class Listing:
    """Which shifts a filter means, in order.

    A short one stays as it was when others commit; a long one may be off by as many rows as came
    and went meanwhile, until it is made anew. It can be used by one thread while another gathers.
    """

    def __init__(self, total: int, ids: Numbered) -> None:
        self.total = total
        self._ids = ids

    def rows(self, first: int, n: int, reader: Shelf) -> list[BoardRow]:
        """Return n rows from the first-th on; fewer at the end, or where some have gone since."""
        return reader.by_id(reader.ask(self._ids.span, first, n))

    def place(self, shift_id: int, reader: Shelf) -> int | None:
        """Return at which row a shift stands, None if it is not in the list."""
        return reader.ask(self._ids.place, shift_id)

    def first_since(self, since: float, reader: Shelf) -> int:
        """Return the first row that begins no earlier than this, in a list that is ordered by start."""
        return min(self.total, reader.ask(self._ids.since, since))

    def gather(self, reader: Shelf) -> bool:
        """Make rows far down as fast as the first ones, a little with each call; tell whether to go on.

        Without it every row is right as well, but far down in a long list it takes its time.
        """
        return reader.ask(self._ids.gather)


def listing(db: apsw.Connection, where: Filter = EVERYTHING, order: Order = BY_START) -> Listing:
    """Return which shifts there are, in order: at once for all of them, else after counting them."""
    total = count(db, where)
    walk = _walk(db, where, order, total)
    if walk is not None:
        return Listing(total, walk)
    listed: Listed
    if order == BY_START and (found := _searched(db, where)):
        # The search gives its rows in their order: the first ones need not wait for all.
        listed, few = Searched(*found[1]), FEW // 50
    else:
        listed, few = Listed(*_query(db, where, order, by_order=total > FEW)), FEW
    if total <= few:
        listed.gather(db)
        total = len(listed)
    return Listing(total, listed)


def count(db: apsw.Connection, where: Filter) -> int:
    """Return how many shifts a filter means."""
    if is_summed(where):
        clause, bound = Clauses.of_sums(db, where).sql()
        return int(db.execute(f"select coalesce(sum(n), 0) from day_count {clause}", bound).get)
    if found := _searched(db, where):
        condition, bound = found
        return int(db.execute(f"select count(*) from search where {condition}", bound).get)
    clause, bound = Clauses(db, where).sql()
    source = alone(db, where) or source_of(db, where)
    return int(db.execute(f"select count(*) from {source} {clause}", bound).get)


class Listed:
    """Ids in the order of a query: read at once and kept, or page by page until they have been."""

    def __init__(self, query: str, bound: Sequence[Any]) -> None:
        self._query = query
        self._bound = tuple(bound)
        self._ids: array[int] | None = None

    def __len__(self) -> int:
        return len(self._ids or ())

    def gather(self, db: apsw.Connection) -> bool:
        """Read all ids."""
        if self._ids is None:
            self._ids = array("q", (one for (one,) in db.execute(self._query, self._bound)))
        return False

    def span(self, db: apsw.Connection, first: int, n: int) -> Sequence[int]:
        """Return the ids of n rows from the first-th on; fewer at the end."""
        if self._ids is not None:
            return self._ids[first : first + n]
        found = fetched(db, f"{self._query} limit ? offset ?", (*self._bound, n, first))
        return [one for (one,) in found]

    def place(self, db: apsw.Connection, shift_id: int) -> int | None:
        """Return at which row a shift stands, None if it is not among them."""
        self.gather(db)
        try:
            return (self._ids or array("q")).index(shift_id)
        except ValueError:
            return None

    def since(self, db: apsw.Connection, start: float) -> int:
        """Return the first row that begins no earlier, in an order by start."""
        self.gather(db)
        low, high = 0, len(self)
        while low < high:  # some 16 small reads
            middle = (low + high) // 2
            (shift_id,) = self.span(db, middle, 1)
            begins = db.execute("select start from shift where id=?", (shift_id,)).get
            if begins is not None and begins < start:
                low = middle + 1
            else:
                high = middle
        return low


class Searched(Listed):
    """Ids that the search finds, in the order of their starts, which its keys begin with."""

    def __init__(self, match: str, first: int, last: int) -> None:
        """`first` and `last` are keys."""
        query = (
            f"select rowid & {schema.SEARCH_ID} from search where search match ? and rowid between ? and ?"
        )
        super().__init__(f"{query} order by rowid", (match, first, last))
        self._known = 0, first  # a row's number, and a key between it and the row before

    def span(self, db: apsw.Connection, first: int, n: int) -> Sequence[int]:
        number, begins = self._known
        if self._ids is not None or first < number:
            return super().span(db, first, n)
        match, _, last = self._bound
        bound = (match, begins, last, n, first - number)
        return [one for (one,) in fetched(db, f"{self._query} limit ? offset ?", bound)]

    def since(self, db: apsw.Connection, start: float) -> int:
        if self._ids is not None or start % 60:  # keys know whole minutes
            return super().since(db, start)
        match, first, last = self._bound
        begins = max(first, search.key(int(start), 0))
        earlier = "select count(*) from search where search match ? and rowid between ? and ?"
        number = int(db.execute(earlier, (match, first, min(last, begins - 1))).get)
        self._known = number, begins
        return number


def _walk(db: apsw.Connection, where: Filter, order: Order, total: int) -> Walk | None:
    """Return the rows by an index that knows all that is asked for, None if there is none."""
    column = schema.SORTED[order.column]
    if order.column == "start":
        source = "shift s indexed by shift_start" if not where.asked() else alone(db, where)
        clauses = Clauses(db, where)
        if source is None and is_by_start(where) and is_built(db, "by_start"):
            source = by(db, "by_start")
            clauses.add("start between ? and ?", *starts_of(where))
        if source is None:
            return None
        told = Run(source, *clauses.sql(), ("start", "id"), total)
        return Walk(told, None, descending=order.descending)
    index = f"by_{order.column}"
    if where.asked() or not is_built(db, index):
        return None
    source = by(db, index)
    clause = f"where removed is null and {column} is null"
    # Of those that tell and those that do not, the fewer ones are counted.
    some = f"select 1 from {source} {clause} limit {total // 2 + 1}"
    empty = int(db.execute(f"select count(*) from ({some})").get)
    if empty > total // 2:
        others = f"where removed is null and {column} is not null"
        empty = total - int(db.execute(f"select count(*) from {source} {others}").get)
    untold = Run(source, clause, (), ("start", "id"), empty) if empty else None
    clause = f"where removed is null and {column} is not null"
    return Walk(
        Run(source, clause, (), (column, "start", "id"), total - empty), untold, descending=order.descending
    )


def _query(db: apsw.Connection, where: Filter, order: Order, *, by_order: bool) -> tuple[str, list[Any]]:
    """Return the query for all ids; `by_order`: through the order's index, for most of it is meant."""
    source = source_of(db, where)
    if by_order and not where.removed and not is_from_elsewhere(db, where):
        source = by(db, f"by_{order.column}")
    clause, bound = Clauses(db, where).sql()
    way = "desc" if order.descending else "asc"
    if order.column == "start":
        return f"select id from {source} {clause} order by start {way}, id", bound
    column = schema.SORTED[order.column]
    return f"select id from {source} {clause} order by {column} {way} nulls last, start, id", bound


def _searched(db: apsw.Connection, where: Filter) -> tuple[str, list[Any]] | None:
    """Return the condition on the search alone for filters of which it knows everything.

    Its order is that of the starts, to the minute.
    """
    known = {"text", "connections", "states", "urgent", "removed"}
    words = search.words(where.text)
    if not words or not where.asked() <= known or is_filling(db):
        return None
    condition, *bound = search.condition(words, where, search.named(db))
    return condition, bound
