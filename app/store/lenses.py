"""What the lenses on the board show: a month's chips, a week's blocks, a timeline's lanes, counts.

Functions over a reader's connection: `reader.ask(day_counts, where, first, last)`. Days are the
local start days of the shifts, whatever zone each is in. Rows are as the screen shows them, with
what open intents are expected to bring laid over them; counts are of what the vendors said.

Unless a filter asks for more than connections, states and days, `day_counts`, `coverage` and
`chips` cost a few milliseconds however many shifts there are; all else is for a reader's thread.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple

import apsw

from app.domain import FILLED, State
from app.store import schema
from app.store.clauses import BEGINS, Clauses
from app.store.facets import facet, known_values
from app.store.files import fetched
from app.store.filters import Filter
from app.store.lanes import DECLINED, By, Lane, Lanes, lane_keys, lane_rows, lanes
from app.store.overlay import rows_of
from app.store.plans import is_built, is_summed, source_of
from app.store.rows import BoardRow
from app.store.touching import touching

__all__ = [
    "By", "Cell", "Coverage", "Heat", "Lane", "Lanes", "begun", "chips", "coverage", "day_counts", "facet",
    "free", "heat", "known_values", "lane_keys", "lane_rows", "lanes", "touching",
]  # fmt: skip

ALL_DAY = "24"  # the row of a heat map by hours that no hour has
QUARTER = 900  # seconds
_TO_STAFF = frozenset(State) - {State.DRAFT, State.CANCELLED}


class Cell(NamedTuple):
    """How many of some shifts are staffed. Drafts and cancelled ones need nobody: they are in no figure."""

    open: int = 0
    pending: int = 0
    filled: int = 0
    total: int = 0  # those three, and those whose state is unknown


@dataclass(frozen=True, slots=True)
class Coverage:
    """How a day is staffed: the figures of a Cell."""

    day: date
    open: int
    pending: int
    filled: int
    total: int


@dataclass(frozen=True, slots=True)
class Heat:
    """Cells by row and column. Columns are days; rows hours ("0" on, ALL_DAY) or places ("": none told)."""

    rows: tuple[str, ...]
    columns: tuple[date, ...]
    cells: tuple[tuple[Cell, ...], ...]  # one tuple a row
    of: int = 0  # how many rows there would be, if all were told


def day_counts(db: apsw.Connection, where: Filter, first: date, last: date) -> dict[date, dict[str, int]]:
    """Return how many shifts of each state begin on each day; days and states without any are left out."""
    found: dict[date, dict[str, int]] = {}
    for day, state, n in _counts(db, where, first, last, "state"):
        found.setdefault(date.fromordinal(day), {})[state] = n
    return found


def coverage(db: apsw.Connection, where: Filter, first: date, last: date) -> list[Coverage]:
    """Return how each day is staffed, those without shifts included."""
    counts = day_counts(db, where, first, last)
    return [Coverage(day, *_cell(counts.get(day, {}).items())) for day in _days(first, last)]


def free(db: apsw.Connection, where: Filter, first: date, last: date) -> list[Coverage]:
    """Return how each day is staffed by a filter's shifts that nobody is on, or that all have declined."""
    if where.people and "" not in where.people:
        return [Coverage(day, *Cell()) for day in _days(first, last)]
    nobody = replace(where, people=frozenset({""}))
    counts = day_counts(db, nobody, first, last)
    clauses = Clauses(db, replace(where, people=frozenset()).within(first, last))
    clauses.add(DECLINED)
    clause, bound = clauses.sql()
    query = f"select day, state, count(*) from shift s not indexed {clause} group by day, state"
    for day, state, n in fetched(db, query, bound):
        states = counts.setdefault(date.fromordinal(day), {})
        states[state] = states.get(state, 0) + n
    return [Coverage(day, *_cell(counts.get(day, {}).items())) for day in _days(first, last)]


def heat(
    db: apsw.Connection,
    where: Filter,
    first: date,
    last: date,
    by: Literal["hours", "facility", "unit", "connection"],
    most: int = 60,
) -> Heat:
    """Return how each hour of each day is staffed, or each place, the `most` that have most to staff.

    A shift belongs to the hour, by its own clock, in which it begins: `Filter(begins={hour})` on that
    day lists the shifts of a cell. One that is all day belongs to the row ALL_DAY.
    """
    column = {"hours": BEGINS, "connection": "connection"}.get(by, f"coalesce({by}, '')")
    sums: dict[tuple[str, int], list[tuple[str, int]]] = {}
    for day, row, state, n in _counts(db, where, first, last, f"{column}, state"):
        sums.setdefault((str(row), day), []).append((state, n))
    cells = {place: _cell(counts) for place, counts in sums.items()}
    if by == "hours":
        rows = [*(str(hour) for hour in range(24)), ALL_DAY]
        many = len(rows)
    else:
        totals: dict[str, int] = {}
        for (row, _), cell in cells.items():
            totals[row] = totals.get(row, 0) + cell.total
        largest = sorted(totals, key=lambda row: (-totals[row], row))[:most]
        rows, many = sorted(largest, key=lambda row: (not row, row.casefold())), len(totals)
    columns = tuple(_days(first, last))
    return Heat(
        tuple(rows),
        columns,
        tuple(tuple(cells.get((row, day.toordinal()), Cell()) for day in columns) for row in rows),
        many,
    )


def begun(db: apsw.Connection, where: Filter, begin: int, end: int) -> list[tuple[int, int]]:
    """Return how many shifts begin in each quarter of an hour of a span, by its epoch seconds.

    Those that need nobody and those that are all day are not counted: no clock's hours have them.
    """
    clauses = Clauses(db, where.both(Filter(starts_from=begin, starts_before=end)))
    clauses.add("clock is not null")
    clauses.among("state", _TO_STAFF)
    clause, bound = clauses.sql()
    quarter = f"start / {QUARTER} * {QUARTER}"  # no clock is apart from another by less
    query = f"select {quarter}, count(*) from {source_of(db, where)} {clause} group by 1 order by 1"
    return fetched(db, query, bound)


def chips(
    db: apsw.Connection, where: Filter, first: date, last: date, per_day: int
) -> dict[date, list[BoardRow]]:
    """Return the most pressing shifts of each day: urgent ones, then open ones, then others, each by start.

    Urgent is what is marked so and not filled. Days without shifts are left out.
    """
    where = where.within(first, last)
    if where.first is None or where.last is None or where.last < where.first:
        return {}
    if is_summed(where) and is_built(db, "shift_pressing"):
        picked = _pressing(db, where, per_day)
    else:
        clause, bound = Clauses(db, where).sql()
        picked = fetched(
            db,
            f"""select day, id from (select day, id, row_number() over
                  (partition by day order by {schema.PRESSING}, start, id) as place
                from {source_of(db, where)} {clause}) where place <= ? order by day, place""",
            (*bound, per_day),
        )
    rows = {row.id: row for row in rows_of(db, [id_ for _, id_ in picked])}
    found: dict[date, list[BoardRow]] = {}
    for day, id_ in picked:
        if id_ in rows:
            found.setdefault(date.fromordinal(day), []).append(rows[id_])
    return found


def _counts(db: apsw.Connection, where: Filter, first: date, last: date, columns: str) -> list[Any]:
    """Return day, the columns and how many shifts, for the days of the filter within others."""
    where = where.within(first, last)
    if columns in ("state", "connection, state") and is_summed(where):
        clause, bound = Clauses.of_sums(db, where).sql()
        grouped = f"group by day, {columns}"
        return fetched(db, f"select day, {columns}, sum(n) from day_count {clause} {grouped}", bound)
    clause, bound = Clauses(db, where).sql()
    return fetched(
        db,
        f"select day, {columns}, count(*) from {source_of(db, where)} {clause} group by day, {columns}",
        bound,
    )


def _pressing(db: apsw.Connection, where: Filter, per_day: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for day in _days(where.first or date.max, where.last or date.min):
        if where.weekdays and day.weekday() not in where.weekdays:
            continue
        clauses = Clauses(db, replace(where, first=None, last=None, weekdays=frozenset()))
        clauses.add("day = ?", day.toordinal())
        clause, bound = clauses.sql()
        ids = fetched(
            db,
            f"""select id from shift s indexed by shift_pressing {clause}
                order by {schema.PRESSING}, start, id limit ?""",
            (*bound, per_day),
        )
        found += [(day.toordinal(), id_) for (id_,) in ids]
    return found


def _cell(counts: Iterable[tuple[str, int]]) -> Cell:
    found = {"open": 0, "pending": 0, "filled": 0, "total": 0}
    for state, n in counts:
        if state not in _TO_STAFF:
            continue
        found["total"] += n
        if state in FILLED:
            found["filled"] += n
        elif state in found:
            found[state] += n
    return Cell(**found)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
