"""Writing the desk's own file: what people did. It is never thrown away."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import apsw

from app.store.files import transaction, translated

AT_ONCE = 500  # acknowledgements a transaction: an action of somebody's waits some milliseconds at most


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
        new, wanted = 0, list(keys)
        for first in range(0, len(wanted), AT_ONCE):
            with transaction(self._db):
                for key in wanted[first : first + AT_ONCE]:
                    self._db.execute(
                        "insert or ignore into acknowledgement values(?, ?, ?, ?, ?)",
                        (key, int(at.timestamp()), by, comment, batch),
                    )
                    new += self._db.changes()
        return new

    @translated
    def take_back(self, batch: str) -> int:
        """Undo the acknowledgements of a batch; return how many there were."""
        undone = 0
        while True:
            with transaction(self._db):
                self._db.execute(
                    """delete from acknowledgement where change_key in
                       (select change_key from acknowledgement where batch=? limit ?)""",
                    (batch, AT_ONCE),
                )
                gone = self._db.changes()
            undone += gone
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
