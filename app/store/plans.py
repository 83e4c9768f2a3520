"""By which index a filter is followed: SQLite would choose wrongly once there are several.

The rule is simple, for its cost must be foreseeable: what is asked for by person, by intent or by
words that few shifts have is followed from there; everything else through `shift_facets`, which
knows all other fields and needs no look at the rows. Indexes may be missing, for they are built
after a first fill, and the last of them later still: then SQLite does what it can.
"""

import apsw

from app.store import search
from app.store.clauses import TEXTS, is_filling
from app.store.filters import Filter

FEW = 3000  # shifts that are looked up one by one rather than found in an index that is read through

_ALONE = {"states": "state", "connections": "connection", **dict(TEXTS)}
_SUMMED = {"connections", "states", "first", "last", "weekdays"}


def is_built(db: apsw.Connection, index: str) -> bool:
    """Tell whether an index is there."""
    return db.execute("select 1 from sqlite_schema where type='index' and name=?", (index,)).get is not None


def is_at_hand(db: apsw.Connection, where: Filter) -> bool:
    """Tell whether a lens may read a filter's counts and its most pressing shifts while a frame waits.

    During a first fill, and until the last index is built after it, that is so of a small cache alone.
    """
    if not is_summed(where):
        return False
    if is_built(db, "shift_pressing"):
        return True
    total = db.execute("select coalesce(sum(n), 0) from day_count").get
    return isinstance(total, int) and total <= FEW


def by(db: apsw.Connection, index: str) -> str:
    """Return what to select shifts from: the table, by an index of the visible ones if it is there."""
    return f"shift s indexed by {index}" if is_built(db, index) else "shift s"


def source_of(db: apsw.Connection, where: Filter) -> str:
    """Return what to select a filter's shifts from: the table with the index to take."""
    asked = where.asked()
    if not asked or "removed" in asked:
        return "shift s"
    if is_from_elsewhere(db, where):
        return "shift s not indexed" if is_built(db, "shift_facets") else "shift s"
    if where.people == {""} and is_built(db, "shift_free"):
        return "shift s indexed by shift_free"
    if "changed_since" in asked:
        return by(db, "by_last_change")
    return by(db, "shift_facets")


def alone(db: apsw.Connection, where: Filter) -> str | None:
    """Return what to select from where one value of one field is all that is asked for.

    The index then has the shifts in the order of their start. None where that is not so.
    """
    asked = where.asked()
    column = _ALONE.get(next(iter(asked))) if len(asked) == 1 else None
    if column is None or len(getattr(where, next(iter(asked)))) != 1:
        return None
    return by(db, f"by_{column}") if is_built(db, f"by_{column}") else None


def is_from_elsewhere(db: apsw.Connection, where: Filter) -> bool:
    """Tell whether the shifts are found by their ids: from the search, the people or the intents."""
    asked = where.asked()
    if "in_hand" in asked or ("people" in asked and "" not in where.people):
        return True
    words = search.words(where.text)
    if not words or is_filling(db):
        return bool(asked & {"text"})
    condition, *bound = search.condition(words, where, search.named(db))
    some = f"select 1 from search where {condition} limit {FEW + 1}"
    return int(db.execute(f"select count(*) from ({some})", bound).get) <= FEW


def is_summed(where: Filter) -> bool:
    """Tell whether the counts by day, connection and state, which the writer keeps, answer for a filter."""
    return where.asked() <= _SUMMED


def is_by_start(where: Filter) -> bool:
    """Tell whether `by_start` knows all that a filter asks for."""
    return where.asked() <= _SUMMED | {"starts_from", "starts_before"}
