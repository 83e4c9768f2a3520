"""Writing the desk's own file: what people did. It is never thrown away."""

from collections.abc import Iterable
from datetime import datetime

import apsw

from app.store.files import transaction, translated


class Desk:
    """The desk's one writer in this process. Use it from one thread at a time."""

    def __init__(self, db: apsw.Connection) -> None:
        self._db = db

    @translated
    def acknowledge(self, keys: Iterable[str], by: str, at: datetime, comment: str | None = None) -> int:
        """Record that a person has taken note of changes; return how many were new.

        An acknowledgement stands: a second one alters nothing.
        """
        new = 0
        with transaction(self._db):
            for key in keys:
                self._db.execute(
                    "insert or ignore into acknowledgement values(?, ?, ?, ?)",
                    (key, int(at.timestamp()), by, comment),
                )
                new += self._db.changes()
        return new
