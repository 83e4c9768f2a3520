"""What the mirror tells of people beside their work: how soon they reply, and what has changed about them."""

import json
from collections.abc import Collection

import apsw

from app.domain import Noticed
from app.store.files import fetched
from app.store.loading import noticed_of
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
    """Return what has changed about people themselves, the newest first, by the names that vendors use."""
    columns = ", ".join(f"x.{name.strip()}" for name in CHANGE.split(","))
    rows = fetched(
        db,
        f"""select {columns}, k.at, k.by, k.comment from change x
            left join desk.acknowledgement k on k.change_key = x.key
            where (x.connection, x.person) in (
              select p.connection, p.name from json_each(?) w
              join person p on p.connection = w.value ->> 0 and p.person_id = w.value ->> 1)
            order by x.seen_at desc, x.id desc limit ?""",
        (_pairs(refs), limit),
    )
    return [noticed_of(row) for row in rows]


def _pairs(refs: Collection[str]) -> str:
    return json.dumps([ref.split(":", 1) for ref in refs if ":" in ref])
