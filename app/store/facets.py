"""Facets: which values the shifts of a filter have, and how many have each."""

from dataclasses import replace
from typing import Literal

import apsw

from app.store.clauses import TEXTS, Clauses
from app.store.files import fetched
from app.store.filters import EVERYTHING, Filter
from app.store.plans import by, is_built, is_summed, source_of
from app.store.words import Known

Field = Literal[
    "connections", "states", "facilities", "units", "roles", "specialties", "people", "weekdays", "hours",
    "rates",
]  # fmt: skip

BAND = 10  # what the rates of one entry are within

_COLUMNS = {
    "connections": "connection",
    "states": "state",
    **{name: f"coalesce({column}, '')" for name, column in TEXTS},
    "weekdays": "(day + 6) % 7",
    "hours": "case when clock >= 1080 or clock < 300 then 'night' else 'day' end",
    "rates": f"cast(cast(rate as real) / {BAND} as integer) * {BAND}",
}
_RANGES = {"weekdays", "rates"}  # in their own order; all else by how many


def facet(db: apsw.Connection, where: Filter, field: Field, limit: int) -> list[tuple[str, int]]:
    """Return the values of a field among the shifts that all other fields of the filter leave.

    Values are as the Filter's field wants them ("" for none told, weekdays as digits from Monday,
    0, on); those of "rates" are the lower ends of bands of BAND. The most frequent come first,
    weekdays and rates in their order.
    """
    where = _without(where, field)
    if field == "people":
        return _people(db, where, limit)
    column = _COLUMNS[field]
    order = "1" if field in _RANGES else "2 desc, 1"
    if is_summed(where) and field in {"connections", "states", "weekdays"}:
        clauses = Clauses.of_sums(db, where)
        source, count = "day_count", "sum(n)"
    else:
        clauses = Clauses(db, where)
        source, count = _source(db, where, field), "count(*)"
    if field == "rates":
        clauses.add("rate is not null")
    clause, bound = clauses.sql()
    rows = fetched(
        db,
        f"select {column}, {count} from {source} {clause} group by 1 order by {order} limit ?",
        (*bound, limit),
    )
    return [(str(value), n) for value, n in rows]


def known_values(db: apsw.Connection) -> Known:
    """Return every value that a shift, visible or not, has in a field that words can ask for."""
    found = {name: _ever(db, column) for name, column in (("connections", "connection"), *TEXTS)}
    return Known(people=distinct(db, "assignment", "assignment_name", "person"), **found)


def _ever(db: apsw.Connection, column: str) -> tuple[str, ...]:
    seen = distinct(db, "shift", f"by_{column}", column, "removed is null")
    gone = fetched(db, f"select distinct {column} from shift where removed is not null and {column} != ''")
    return tuple(dict.fromkeys((*seen, *(value for (value,) in gone))))


def distinct(
    db: apsw.Connection, table: str, index: str, column: str, condition: str = "1", most: int = -1
) -> tuple[str, ...]:
    """Return the values of a column, "" left out, by an index that begins with it; `most` of them, -1 all."""
    if not is_built(db, index):
        query = f"select distinct {column} from {table} where {condition} and {column} != ''"
    else:  # from value to value, rather than through all that have the same
        least = f"select min({column}) from {table} indexed by {index} where {condition} and {column} >"
        query = f"""with recursive v(x) as
            ({least} '' union all select ({least} v.x) from v where x is not null)
            select x from v where x is not null"""
    return tuple(str(value) for (value,) in fetched(db, f"{query} limit ?", (most,)))


def _people(db: apsw.Connection, where: Filter, limit: int) -> list[tuple[str, int]]:
    if where == EVERYTHING and is_built(db, "assignment_name"):
        return fetched(
            db,
            # A vendor may show two of one name on one shift: it is counted once, as the board lists it.
            f"""select person, count(distinct shift_id) from assignment indexed by assignment_name
                where shift_id not in (select id from shift where removed is not null) group by person
                union all select '', count(*) from {by(db, "by_people")} where removed is null
                and people is null having count(*) > 0 order by 2 desc, 1 limit ?""",
            (limit,),
        )
    clause, bound = Clauses(db, where).sql()
    return fetched(
        db,
        f"""select coalesce(a.person, ''), count(distinct t.id)
            from (select id from {_source(db, where, "people")} {clause}) t
            left join assignment a on a.shift_id = t.id group by 1 order by 2 desc, 1 limit ?""",
        (*bound, limit),
    )


def _source(db: apsw.Connection, where: Filter, field: Field) -> str:
    column = dict(TEXTS).get(field)
    if where == EVERYTHING:  # where there is an index in the order of the values, nothing is sorted
        return by(db, "shift_facets" if column is None else f"by_{column}")
    return source_of(db, where)


def _without(where: Filter, field: Field) -> Filter:
    match field:
        case "rates":
            return replace(where, rate_from=None, rate_to=None)
        case "hours":
            return replace(where, hours="", begins=frozenset())
        case _:
            return where.among(field, ())
