"""What somebody may want to be told of: the open shifts that are new, and who has left close to the start."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import apsw

from app.store.clauses import Clauses
from app.store.files import fetched
from app.store.filters import Filter
from app.store.inbox import ITS_SHIFT, Entry, departures, entries

MOST = 500  # of each, told one by one; a first pull brings thousands, and they are no news
KNOWN = 10_000  # departures whose keys are told


@dataclass(frozen=True, slots=True, kw_only=True)
class Tidings:
    """Changes by what makes them worth telling, the oldest first."""

    latest: int  # the id of the newest change there is
    opened: Mapping[str, Sequence[Entry]]  # by the key of the view that they match
    departed: Sequence[Entry]  # all that are open: one comes near without a change of its own
    others: Sequence[
        str
    ]  # the keys of the changes by which even more have left: no news when their turn comes


def latest(db: apsw.Connection) -> int:
    """Return the id of the newest change, 0 if there is none."""
    return int(db.execute("select coalesce(max(id), 0) from change").get)


def tidings(
    db: apsw.Connection, since: int, views: Mapping[str, Filter], hours: float, now: float
) -> Tidings:
    """Return the open shifts that have come after the change of an id, and the open departures.

    Those are of shifts that begin in less than so many hours, the newest MOST of them; of the others
    only the keys are told.
    """
    newest = latest(db)
    opened = {key: _opened(db, since, where) for key, where in views.items()} if newest > since else {}
    gone = departures(db, hours, now)
    departed, others = gone[:MOST], gone[MOST:KNOWN]
    come = sorted({one for ids in opened.values() for one in ids})[:MOST]
    known = entries(db, [*dict.fromkeys([*departed, *come])], now)

    def told(ids: Sequence[int]) -> list[Entry]:
        return [known[one] for one in sorted(ids) if one in known]

    return Tidings(
        latest=newest,
        opened={key: told(ids) for key, ids in opened.items() if ids},
        departed=told(departed),
        others=_keys(db, others) if others else (),
    )


def _keys(db: apsw.Connection, ids: Sequence[int]) -> list[str]:
    query = "select x.key from json_each(?) w cross join change x on x.id = w.value"
    return [key for (key,) in fetched(db, query, (json.dumps(ids),))]


def _opened(db: apsw.Connection, since: int, where: Filter) -> list[int]:
    """Return the changes by which a shift has come that can be taken now."""
    clause, bound = Clauses(db, replace(where, removed=False)).sql()
    rows = fetched(
        db,
        f"""select x.id from change x where x.id > ? and
              (x.kind in ('posted', 'restored') or (x.kind = 'status' and x.after ->> 'state' is 'open'))
            and not exists (select 1 from desk.acknowledgement a where a.change_key = x.key)
            and exists (select 1 from shift {clause} and state = 'open' and {ITS_SHIFT})
            order by x.id limit {MOST}""",
        (since, *bound),
    )
    return [one for (one,) in rows]
