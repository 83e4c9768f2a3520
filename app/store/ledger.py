"""What is on record of each connection's conversation with its vendor."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import apsw

from app.domain import Span
from app.store.files import fetched, transaction, translated
from app.store.rows import LAST_SEEN

if TYPE_CHECKING:  # importing it costs what the window does not pay
    from app.vendor import Reject

REJECTS = 1000  # rejected records of one connection that are kept


@dataclass(frozen=True, slots=True)
class Standing:
    """What is on record of a connection's conversation."""

    cursor: str | None
    listed_at: datetime | None  # the end of the last complete listing
    listed: Span | None  # and its days
    suspects: frozenset[str]  # external ids that the last, suspicious listing missed


class Ledger:
    """The record's one writer in this process. Use it from one thread at a time."""

    def __init__(self, db: apsw.Connection) -> None:
        self._db = db

    @translated
    def standing(self, connection: str, vendor: str) -> Standing:
        """Return what is on record of a connection, which is entered if it is new."""
        with transaction(self._db):
            self._db.execute(
                "insert or ignore into connection(name, vendor) values(?, ?)", (connection, vendor)
            )
        ((cursor, listed_at, first, last, suspects),) = fetched(
            self._db,
            "select cursor, listed_at, listed_first, listed_last, suspects from connection where name=?",
            (connection,),
        )
        return Standing(
            cursor=cursor,
            listed_at=None if listed_at is None else datetime.fromtimestamp(listed_at, UTC),
            listed=None if first is None else Span(date.fromordinal(first), date.fromordinal(last)),
            suspects=frozenset(json.loads(suspects or "[]")),
        )

    @translated
    def listed(self, connection: str, span: Span, at: datetime, began: float | None = None) -> None:
        """Record that a complete listing of a span has ended; it began at `began`, epoch seconds, or now."""
        with transaction(self._db):
            # Days that the new span does not cover keep the time of the listing that showed them.
            self._db.execute(
                f"""update shift as s set last_seen=(select {LAST_SEEN} from connection c
                    where c.name=s.connection) where connection=? and removed is null
                    and day not between ? and ? and exists (select 1 from connection c
                    where c.name=s.connection and s.day between c.listed_first and c.listed_last)""",
                (connection, span.first.toordinal(), span.last.toordinal()),
            )
            self._db.execute(
                """update connection set listed_at=?, listed_first=?, listed_last=?, listing_began=?,
                   suspects=null where name=?""",
                (
                    int(at.timestamp()),
                    span.first.toordinal(),
                    span.last.toordinal(),
                    at.timestamp() if began is None else began,
                    connection,
                ),
            )

    @translated
    def pulled(
        self, connection: str, cursor: str | None, rejects: "Sequence[Reject]", at: datetime, *, listing: bool
    ) -> None:
        """Record a good pull: where the next one goes on, and which records were set aside.

        Pulls between complete listings meet the same records again and again: each is kept once.
        """
        now = int(at.timestamp())
        with transaction(self._db):
            self._db.execute(
                "update connection set cursor=?, pulled_at=?, failing_since=null, error=null where name=?",
                (cursor, now, connection),
            )
            if listing:
                self._db.execute("delete from reject where connection=?", (connection,))
            known = fetched(
                self._db, "select external_id, reason, record from reject where connection=?", [connection]
            )
            seen = set(known)
            found = [(one.external_id, one.reason, one.record) for one in rejects]
            fresh = [one for one in found if one not in seen][: max(0, REJECTS - len(known))]
            self._db.executemany(
                "insert into reject values(?, ?, ?, ?, ?)", [(connection, *one, now) for one in fresh]
            )

    @translated
    def failed(self, connection: str, error: str, at: datetime) -> None:
        """Record that a pull failed, and since when they do."""
        with transaction(self._db):
            self._db.execute(
                "update connection set failing_since=coalesce(failing_since, ?), error=? where name=?",
                (int(at.timestamp()), error, connection),
            )
