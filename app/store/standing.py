"""How a connection stands by its last pulls: whether they fail, and what was set aside of them."""

from dataclasses import dataclass
from datetime import UTC, datetime

import apsw

from app.store.files import fetched


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A record that was set aside."""

    external_id: str | None
    reason: str
    record: str
    seen_at: datetime


def rejects(db: apsw.Connection, connection: str) -> list[Rejected]:
    """Return the records of a connection that were set aside, the newest first."""
    rows = fetched(
        db,
        """select external_id, reason, record, seen_at from reject where connection=?
           order by seen_at desc, rowid""",
        (connection,),
    )
    return [
        Rejected(external_id=ref, reason=reason, record=record, seen_at=datetime.fromtimestamp(at, UTC))
        for ref, reason, record, at in rows
    ]


def is_failing(db: apsw.Connection, connection: str) -> bool:
    """Tell whether the last pull of a connection has failed."""
    return db.execute("select failing_since from connection where name=?", (connection,)).get is not None
