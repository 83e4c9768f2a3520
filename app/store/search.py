"""The full-text search over shifts: which rows it knows, and how a first fill builds it.

Its rows have the start minute and the shift's id in one number (`schema.SEARCH_KEY`), so that
its order is that of the starts. During a fill it may lag behind; then it knows the rows up to
an id that is on record.
"""

from collections.abc import Sequence

import apsw

from app.store import schema
from app.store.files import transaction, translated
from app.store.rows import marks


def add(db: apsw.Connection, ids: Sequence[int]) -> None:
    """Make shifts findable by these ids; within the caller's transaction."""
    db.execute(
        f"insert into search(rowid, text) select {schema.SEARCH_KEY}, {schema.SEARCHED} "
        f"from shift where id in ({marks(ids)})",
        tuple(ids),
    )


def drop(db: apsw.Connection, keys: Sequence[int]) -> None:
    """Take rows out by their keys, known or not; within the caller's transaction."""
    db.execute(f"delete from search where rowid in ({marks(keys)})", tuple(keys))


def key(start: int, shift_id: int) -> int:
    """Return the key of a shift that starts at so many seconds after 1970."""
    return (start // 60) << 28 | shift_id


def ahead(db: apsw.Connection) -> int | None:
    """Return up to which id the search knows the rows during a fill, None when there is no fill."""
    told = db.execute("select value from meta where name='filling'").get
    return None if told is None else int(told)


class Fill:
    """The first fill of an empty mirror: its indexes are built after it, its search on the way."""

    def __init__(self, db: apsw.Connection) -> None:
        self._db = db

    @translated
    def begin(self) -> bool:
        """Make ready, if the mirror is empty. Returns whether `end` must follow."""
        with transaction(self._db):
            if self._db.execute("select 1 from shift limit 1").get is not None:
                return False
            for name in schema.DEFERRED:
                self._db.execute(f"drop index if exists {name}")
            self._db.execute("insert or replace into meta values('filling', '0')")
        return True

    @translated
    def go_on(self) -> None:
        """Add to the search what has come so far: best done while more is being read."""
        with transaction(self._db):
            if (known := ahead(self._db)) is not None:
                self._beyond(known)

    @translated
    def end(self) -> None:
        """Build the indexes, and the rest of the search."""
        with transaction(self._db):
            if (known := ahead(self._db)) is not None:
                self._beyond(known)
                for statement in schema.DEFERRED.values():
                    self._db.execute(statement.replace("create index", "create index if not exists"))
                self._db.execute("delete from meta where name='filling'")

    def _beyond(self, known: int) -> None:
        # In the order of its keys, of which the search otherwise makes a piece of its own each.
        self._db.execute(
            f"insert into search(rowid, text) select {schema.SEARCH_KEY}, {schema.SEARCHED} "
            "from shift where id > ? order by start / 60, id",
            (known,),
        )
        self._db.execute(
            "update meta set value=(select coalesce(max(id), 0) from shift) where name='filling'"
        )
