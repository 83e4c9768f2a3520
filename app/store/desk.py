"""Writing the desk's own file: what people did. It is never thrown away."""

import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

import apsw

from app.store import activity
from app.store.files import fetched, transaction, translated

AT_ONCE = 500  # acknowledgements a transaction: an action of somebody's waits some milliseconds at most
NAMED = 100  # changes that an entry on record names; of more it tells how many


class Desk:
    """The desk's one writer in this process. Use it from one thread at a time."""

    def __init__(self, db: apsw.Connection) -> None:
        self._db = db

    @translated
    def acknowledge(
        self,
        keys: Iterable[str],
        by: str,
        at: datetime,
        comment: str | None = None,
        batch: str | None = None,
    ) -> int:
        """Record that a person has taken note of changes; return how many were new.

        An acknowledgement stands: a second one alters nothing. A `batch` can be taken back.
        """
        done, wanted = 0, list(keys)
        for first in range(0, len(wanted), AT_ONCE):
            new: list[str] = []
            with transaction(self._db):
                for key in wanted[first : first + AT_ONCE]:
                    self._db.execute(
                        "insert or ignore into acknowledgement values(?, ?, ?, ?, ?)",
                        (key, int(at.timestamp()), by, comment, batch),
                    )
                    if self._db.changes():
                        new.append(key)
                self._enter(at.timestamp(), by, "Acknowledged", new, comment)
            done += len(new)
        return done

    @translated
    def take_back(self, batch: str, by: str) -> int:
        """Undo the acknowledgements of a batch; return how many there were."""
        undone = 0
        while True:
            with transaction(self._db):
                rows = fetched(
                    self._db,
                    """delete from acknowledgement where change_key in
                       (select change_key from acknowledgement where batch=? limit ?) returning change_key""",
                    (batch, AT_ONCE),
                )
                gone = [key for (key,) in rows]
                self._enter(time.time(), by, "Took an acknowledgement back", gone)
            undone += len(gone)
            if not gone:
                return undone

    @translated
    def snooze(self, keys: Sequence[str], until: datetime | None, by: str, at: datetime) -> None:
        """Put changes off until a time; None has them back at once."""
        with transaction(self._db):
            for key in keys:
                self._db.execute("delete from snooze where change_key=?", (key,))
                if until is not None:
                    self._db.execute(
                        "insert into snooze values(?, ?, ?, ?)",
                        (key, int(until.timestamp()), by, int(at.timestamp())),
                    )
            told = None if until is None else f"until {until.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
            self._enter(at.timestamp(), by, "Put off" if told else "Had back at once", keys, told)

    @translated
    def remark(self, keys: Sequence[str], text: str, by: str, at: datetime) -> None:
        """Keep a note beside changes, in place of an earlier one; an empty one takes it away."""
        with transaction(self._db):
            for key in keys:
                self._db.execute("delete from remark where change_key=?", (key,))
                if text:
                    self._db.execute(
                        "insert into remark values(?, ?, ?, ?)", (key, text, by, int(at.timestamp()))
                    )
            self._enter(at.timestamp(), by, "Noted" if text else "Took a note away", keys, text or None)

    @translated
    def note(self, kind: str, what: str, ref: str, by: str, facts: Mapping[str, object]) -> None:
        """Put on record what was done elsewhere: with a connection, for example."""
        with transaction(self._db):
            activity.enter(self._db, time.time(), by, kind, what, ref=ref, facts=facts)

    def _enter(self, at: float, by: str, what: str, keys: Sequence[str], message: str | None = None) -> None:
        if keys:
            facts = {"changes": len(keys), "keys": list(keys[:NAMED])}
            activity.enter(self._db, at, by, activity.ACKNOWLEDGEMENT, what, message=message, facts=facts)
