"""The shifts that touch a span of time, which is not the same as those that begin in it.

Nearly all are shorter than two days: they begin at most so long before the span. The longer
ones have an index of their own.
"""

from datetime import date, timedelta
from typing import Any

import apsw

from app.store import schema
from app.store.clauses import Clauses
from app.store.files import fetched
from app.store.filters import Filter
from app.store.overlay import rows_of
from app.store.plans import by, is_by_start, is_from_elsewhere, source_of
from app.store.rows import BoardRow

ZONED = 5000  # shifts whose zones are looked at


def touching(db: apsw.Connection, where: Filter, begin: int, end: int, limit: int) -> list[BoardRow]:
    """Return the shifts that touch a span, epoch seconds, end excluded: the first `limit` by start.

    An open-ended shift touches the moment of its start. Where there may be more than the limit, ask
    for a day at a time, for the last days of the span are cut off.
    """
    return rows_of(db, first_touching(db, where, begin, end, limit))


def first_touching(
    db: apsw.Connection, where: Filter, begin: int, end: int, limit: int, condition: str = "1"
) -> list[int]:
    """Return the ids of the shifts `t` that touch a span and meet a condition, the first ones by start."""
    found = []
    for query, bound in _both(db, where, begin, end, "start, id"):
        query = f"select start, id from ({query}) t where {condition} order by start, id limit ?"
        found += fetched(db, query, (*bound, limit))
    return [id_ for _, id_ in sorted(found)[:limit]]


def touching_sql(
    db: apsw.Connection, where: Filter, begin: int, end: int, columns: str
) -> tuple[str, list[Any]]:
    """Return the query for some columns of all shifts that touch a span, and what it binds."""
    (usual, some), (long, others) = _both(db, where, begin, end, columns)
    return f"{usual} union all {long}", some + others


def _both(
    db: apsw.Connection, where: Filter, begin: int, end: int, columns: str
) -> list[tuple[str, list[Any]]]:
    since = begin - schema.LONG
    near = where.within(day_of(since) - timedelta(days=1), day_of(end) + timedelta(days=1))
    usual = Clauses(db, near)
    usual.add("start >= ? and start < ? and coalesce(end, start + 1) > ?", since, end, begin)
    long = Clauses(db, where)
    long.add(f"end - start > {schema.LONG} and start < ? and end > ?", since, begin)
    source = long_source = source_of(db, where)
    if not where.removed and not is_from_elsewhere(db, where):
        long_source = by(db, "shift_long")
        if columns == "start, id" and (not where.asked() or is_by_start(where)):
            source = by(db, "by_start")
        elif not where.asked():
            source = by(db, "shift_facets")
    found = []
    for clauses, taken in ((usual, source), (long, long_source)):
        clause, bound = clauses.sql()
        found.append((f"select {columns} from {taken} {clause}", bound))
    return found


def zones_from(db: apsw.Connection, moment: int) -> list[str]:
    """Return the zones of the next few thousand shifts that begin from a moment on, by name."""
    query = f"""select distinct timezone from (select timezone from {by(db, "by_start")}
        where removed is null and start >= ? order by start limit {ZONED})"""
    return sorted(name for (name,) in fetched(db, query, (moment,)))


def day_of(seconds: int) -> date:
    """Return the day of UTC on which a moment is."""
    return date.fromordinal(schema.EPOCH + seconds // 86_400)
