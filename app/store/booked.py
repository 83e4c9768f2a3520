"""Who is on what: the shifts of a person, as the desk's checks need them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import apsw

from app.domain import Kept, State
from app.store.files import fetched
from app.store.loading import load
from app.store.rows import marks


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """What somebody of one connection is on, and people of the same name at other connections."""

    name: str | None  # as the connection writes it, if it has shown the person
    own: list[Kept]
    namesakes: list[Kept]


def booked(
    db: apsw.Connection, connection: str, person_ids: Sequence[str], first: datetime, last: datetime
) -> list[Kept]:
    """Return the visible shifts that people of a connection stand on and that touch a span of time."""
    if not person_ids:
        return []
    rows = fetched(
        db,
        f"""select a.shift_id from assignment a join shift s on s.id = a.shift_id
            where a.person_id in ({marks(person_ids)}) and a.state != ? and s.connection=?
            and s.removed is null and s.start < ? and coalesce(s.end, s.start + 1) > ? order by s.start""",
        (
            *person_ids,
            State.CANCELLED.value,
            connection,
            int(last.timestamp()),
            int(first.timestamp()),
        ),
    )
    ids = [id_ for (id_,) in rows]
    return list(load(db, f"where s.id in ({marks(ids)})", ids).values()) if ids else []


def people(db: apsw.Connection, connection: str) -> list[tuple[str, str]]:
    """Return the ids and names of the people whom a connection has shown, by name."""
    return fetched(
        db, "select person_id, name from person where connection=? order by name, person_id", (connection,)
    )


def elsewhere(
    db: apsw.Connection, connection: str, person_id: str, first: datetime, last: datetime
) -> Elsewhere:
    """Return what somebody is on in a span of time, and what people of the same name are on."""
    name = db.execute(
        "select name from person where connection=? and person_id=?", (connection, person_id)
    ).get
    namesakes: dict[str, list[str]] = {}
    for other, their_id in fetched(
        db,
        "select connection, person_id from person where name=? collate nocase and connection!=?",
        (name, connection),
    ):
        namesakes.setdefault(other, []).append(their_id)
    return Elsewhere(
        name=name,
        own=booked(db, connection, [person_id], first, last),
        namesakes=[one for other, ids in namesakes.items() for one in booked(db, other, ids, first, last)],
    )
