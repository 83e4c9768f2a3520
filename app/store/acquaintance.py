"""What the mirror tells of people beside their work: how soon they reply, and what has changed about them."""

import json
from collections.abc import Callable, Collection

import apsw

from app.domain import Noticed
from app.store.files import fetched
from app.store.loading import noticed_of
from app.store.people import person_of
from app.store.rows import CHANGE

MOST = 100  # changes


def replies_of(db: apsw.Connection, refs: Collection[str]) -> list[int]:
    """Return the seconds that people took to reply to an assignment, where the vendor tells both times."""
    rows = fetched(
        db,
        """select a.responded_at - a.assigned_at from json_each(?) p
           cross join assignment a on a.person_id = p.value ->> 1
           join shift s on s.id = a.shift_id and s.connection = p.value ->> 0
           where a.responded_at >= a.assigned_at""",
        (_pairs(refs),),
    )
    return [seconds for (seconds,) in rows]


def changes_of(db: apsw.Connection, refs: Collection[str], limit: int = MOST) -> list[Noticed]:
    """Return what has changed about people themselves, the newest first, by the names that vendors use.

    Where a connection has somebody else of the name, only changes of shifts on which they stand are theirs.
    """
    columns = ", ".join(f"x.{name.strip()}" for name in CHANGE.split(","))
    names = fetched(
        db,
        """select p.connection, p.name, p.person_id, exists (
             select 1 from person o where o.connection = p.connection and o.name = p.name
             and o.connection || ':' || o.person_id not in (select value from json_each(?)))
           from json_each(?) w
           join person p on p.connection = w.value ->> 0 and p.person_id = w.value ->> 1""",
        (json.dumps([*refs]), _pairs(refs)),
    )
    alone = [[connection, name] for connection, name, _, is_shared in names if not is_shared]
    shared = [[connection, name, id_] for connection, name, id_, is_shared in names if is_shared]
    rows = fetched(
        db,
        f"""select {columns}, k.at, k.by, k.comment from change x
            left join desk.acknowledgement k on k.change_key = x.key
            where (x.connection, x.person) in (select value ->> 0, value ->> 1 from json_each(?))
            or exists (
              select 1 from json_each(?) w
              join shift s on s.connection = x.connection
                and s.external_id = substr(x.ref, length(x.connection) + 2)
              join assignment a on a.shift_id = s.id and a.person = x.person
              where x.connection = w.value ->> 0 and x.person = w.value ->> 1 and a.person_id = w.value ->> 2)
            order by x.seen_at desc, x.id desc limit ?""",
        (json.dumps(alone), json.dumps(shared), limit),
    )
    return [noticed_of(row) for row in rows]


def known_as(db: apsw.Connection) -> Callable[[str, str], str]:
    """Return what tells the key of a person by a connection and the name that it uses.

    Changes name people without their ids: two of one name at one connection are one key to them.
    """
    people = person_of(db)
    ids: dict[tuple[str, str], set[str]] = {}
    for connection, person_id, name in fetched(db, "select connection, person_id, name from person"):
        ids.setdefault((connection, name), set()).add(people(connection, person_id, name))

    def key(connection: str, name: str) -> str:
        found = ids.get((connection, name), ())
        return min(found) if len(found) == 1 else people(connection, None, name)

    return key


def _pairs(refs: Collection[str]) -> str:
    return json.dumps([ref.split(":", 1) for ref in refs if ":" in ref])
