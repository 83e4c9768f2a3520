"""A timeline's lanes: the shifts that touch a span, by who is on them or where they are."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import apsw

from app.store.clauses import Clauses, values_of
from app.store.facets import distinct
from app.store.files import fetched
from app.store.filters import EVERYTHING, Filter, Set
from app.store.listing import count
from app.store.overlay import rows_of
from app.store.plans import is_built
from app.store.rows import BoardRow
from app.store.touching import day_of, first_touching, touching_sql

By = Literal["people", "facility", "unit", "connection"]

MOST = 500  # shifts of one lane that are read

_ON_IT = "a.shift_id = t.id and a.state != 'cancelled'"
# Shifts with names on them, of which nobody is left: as `_ON_IT` has it, nobody is on these.
DECLINED = """people is not null and id in (select d.shift_id from assignment d where d.state = 'cancelled'
 and not exists (select 1 from assignment a where a.shift_id = d.shift_id and a.state != 'cancelled'))"""
_FILTERED: dict[str, Set] = {"facility": "facilities", "unit": "units", "connection": "connections"}


@dataclass(frozen=True, slots=True)
class Lane:
    """One row of a timeline."""

    key: str  # a name as the vendor writes it; "" where none is told, or nobody is on the shift
    label: str  # the same
    rows: list[BoardRow]  # by start
    more: bool = False  # there are more than MOST, which are left out


@dataclass(frozen=True, slots=True)
class Lanes:
    """Some lanes, and how many there are in all."""

    total: int
    lanes: list[Lane]


def lanes(
    db: apsw.Connection, where: Filter, by: By, begin: int, end: int, first_lane: int, n_lanes: int
) -> Lanes:
    """Return n lanes from the first-th on, in the order of `lane_keys`."""
    keys = lane_keys(db, where, by, begin, end)
    return Lanes(len(keys), lane_rows(db, where, by, begin, end, keys[first_lane : first_lane + n_lanes]))


def lane_keys(db: apsw.Connection, where: Filter, by: By, begin: int, end: int) -> list[str]:
    """Return the keys of all lanes that have a shift touching the span, by name.

    People of one name share a lane, whichever vendor shows them. What nobody is on, or has declined,
    is a lane of its own and the first one; "none told" is the last.
    """
    if by == "people":
        keys = _people(db, where, begin, end)
    else:
        query, bound = touching_sql(db, where, begin, end, f"coalesce({by}, '') as lane")
        keys = [key for (key,) in fetched(db, f"select distinct lane from ({query})", bound)]
    return sorted(keys, key=lambda key: ((not key) != (by == "people"), key.casefold(), key))


def lane_rows(
    db: apsw.Connection, where: Filter, by: By, begin: int, end: int, keys: Sequence[str]
) -> list[Lane]:
    """Return these lanes, in this order, the empty ones as well."""
    found: dict[str, list[int]] = {key: [] for key in keys}
    wanted = frozenset(keys)
    if by == "people" and "" in wanted:
        found[""] = _free(db, where, begin, end, MOST + 1)
        wanted -= {""}
    if wanted:
        if by != "people":
            name = _FILTERED[by]
            asked = getattr(where, name)
            narrowed = where.among(name, wanted & asked if asked else wanted)
            query, bound = touching_sql(db, narrowed, begin, end, f"coalesce({by}, '') as lane, start, id")
        else:
            narrowed = where if where.people else replace(where, people=wanted)  # found from there
            query, bound = _by_people(db, narrowed, begin, end, "distinct", ", t.start, t.id")
        among, values = values_of(sorted(wanted))
        for lane, id_ in fetched(
            db,
            f"""select lane, id from (select lane, id,
                  row_number() over (partition by lane order by start, id) as place
                from ({query}) where lane in ({among})) where place <= {MOST + 1} order by lane, place""",
            (*bound, *values),
        ):
            found[lane].append(id_)
    rows = {row.id: row for row in rows_of(db, [id_ for ids in found.values() for id_ in ids])}
    return [
        Lane(key, key, [rows[id_] for id_ in ids[:MOST] if id_ in rows], len(ids) > MOST)
        for key, ids in found.items()
    ]


def _free(db: apsw.Connection, where: Filter, begin: int, end: int, most: int) -> list[int]:
    """Return the ids of the first shifts by start that nobody is on."""
    if where.people and "" not in where.people:
        return []
    nobody = f"not exists (select 1 from assignment a where {_ON_IT})"
    return first_touching(db, where, begin, end, most, nobody)


def _people(db: apsw.Connection, where: Filter, begin: int, end: int) -> list[str]:
    if not where.people and is_built(db, "assignment_name"):
        many, every = count(db, where.within(day_of(begin), day_of(end))), count(db, EVERYTHING)
        # A name’s shifts are looked at until one fits: the more shifts fit, the sooner. It pays for `most`.
        most = many * many // (2 * every + 1)
        names = distinct(db, "assignment", "assignment_name", "person", most=most + 1)
        if len(names) <= most:
            return _those_of(db, names, where, begin, end)
    query, bound = _by_people(db, where, begin, end)
    # A name comes once for each shift: to leave out the others is Python's set twice as fast at as SQLite.
    return list({key for (key,) in fetched(db, query, bound)})


def _those_of(db: apsw.Connection, names: Sequence[str], where: Filter, begin: int, end: int) -> list[str]:
    clauses = Clauses(db, where)
    clauses.add("start < ? and coalesce(end, start + 1) > ?", end, begin)
    clause, bound = clauses.sql()
    fits = f"exists (select 1 from shift s not indexed {clause} and s.id = a.shift_id)"
    busy = fetched(
        db,
        f"""select value from json_each(?) where exists
            (select 1 from assignment a where a.person = value and a.state != 'cancelled' and {fits})""",
        (json.dumps(names), *bound),
    )
    return [name for (name,) in busy] + [""] * len(_free(db, where, begin, end, 1))


def _by_people(
    db: apsw.Connection, where: Filter, begin: int, end: int, distinct: str = "", columns: str = ""
) -> tuple[str, list[object]]:
    query, bound = touching_sql(db, where, begin, end, "start, id")
    query = (
        f"select {distinct} coalesce(a.person, '') as lane{columns} "
        f"from ({query}) t left join assignment a on {_ON_IT}"
    )
    if where.people:  # not those who are on the same shifts
        among, values = values_of(sorted(where.people))
        return f"select * from ({query}) where lane in ({among})", [*bound, *values]
    return query, list(bound)
