"""The first fill of an empty mirror, its indexes after it and its search on the way; and what can wait."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import apsw

from app.store import schema
from app.store.files import fetched, transaction, translated
from app.store.search import ahead, renew
from app.zones import zone

STEPS = 50_000  # of SQLite's between two looks whether the mirror is needed: some milliseconds
LOOKED = 10_000  # rows that are looked through in one step
JUST = 30  # seconds after a wish, in which its answer will be written to the mirror


class Fill:
    """The first fill of an empty mirror: its indexes are built after it, its search on the way."""

    def __init__(self, db: apsw.Connection, desk: apsw.Connection) -> None:
        self._db = db
        self._desk = desk

    @translated
    def begin(self) -> bool:
        """Make ready, if the mirror is empty. Returns whether `end` must follow."""
        with transaction(self._db):
            if self._db.execute("select 1 from shift limit 1").get is not None:
                return False
            for name in (*schema.DEFERRED, *schema.LATER):
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
                self._wind_clocks()
                for statement in schema.DEFERRED.values():
                    self._db.execute(statement.replace("create index", "create index if not exists"))
                self._db.execute("delete from meta where name='filling'")

    @translated
    def improve(self, over: Callable[[], bool] = lambda: False) -> bool:
        """Do one step of what can wait, if there are rows; return whether there may be another.

        That is to look through what an older version made findable, then to build the indexes. It gives
        up, and undoes what it has done, once `over` says so or somebody acts: what the vendor answers
        then must not wait for the mirror.
        """

        def given_up() -> bool:
            return over() or self._is_acted()

        built = {name for (name,) in fetched(self._db, "select name from sqlite_schema where type='index'")}
        missing = [one for name, one in schema.LATER.items() if name not in built]
        nothing = not missing and self._unclean() is None
        if nothing or self._db.execute("select 1 from shift limit 1").get is None:
            return False
        if given_up():
            return False
        try:
            with transaction(self._db):
                if ahead(self._db) is not None:
                    return False  # another process fills the mirror
                self._db.set_progress_handler(given_up, STEPS)
                try:
                    if (known := self._unclean()) is not None:
                        self._look_through(known)
                    elif missing:
                        self._db.execute(missing[0].replace("create index", "create index if not exists"))
                finally:
                    self._db.set_progress_handler(None)  # what undoes it must not be broken off
        except apsw.InterruptError:
            return False
        return True

    def _unclean(self) -> int | None:
        told = self._db.execute("select value from meta where name='unclean'").get
        return None if told is None else int(told)

    def _look_through(self, known: int) -> None:
        """Make findable anew which rows after an id hold what was taken for a mark."""
        last = self._db.execute(
            "select max(id) from (select id from shift where id > ? order by id limit ?)", (known, LOOKED)
        ).get
        if last is None:
            self._db.execute("delete from meta where name='unclean'")
            return
        query = f"select id from shift where id > ? and id <= ? and {schema.HAS_MARKS}"
        renew(self._db, [id_ for (id_,) in fetched(self._db, query, (known, last))])
        self._db.execute("update meta set value=? where name='unclean'", (last,))

    def _is_acted(self) -> bool:
        wish = "select 1 from intent where finished_at is null and created_at > unixepoch() - ?"
        return self._desk.execute(wish, (JUST,)).get is not None

    def _wind_clocks(self) -> None:
        # Rows of a version that did not keep the wall clock.
        if self._db.execute("select 1 from meta where name='clockless'").get is None:
            return
        self._db.create_scalar_function("clock_of", clock_of, 2, deterministic=True)
        self._db.execute(
            "update shift set clock=clock_of(start, timezone) where clock is null and not all_day"
        )
        self._db.execute("delete from meta where name='clockless'")

    def _beyond(self, known: int) -> None:
        # In the order of its keys, of which the search otherwise makes a piece of its own each.
        self._db.execute(
            f"insert into search(rowid, text) select {schema.SEARCH_KEY}, {schema.MARKED} "
            "from shift where id > ? order by start / 60, id",
            (known,),
        )
        self._db.execute(
            "update meta set value=(select coalesce(max(id), 0) from shift) where name='filling'"
        )


def clock_of(*told: Any) -> int | None:
    """Return the minute of its local day of a start and its zone; None in a zone that is not known here."""
    start, timezone = told
    try:
        local = datetime.fromtimestamp(start, zone(timezone))
    except ValueError:
        return None
    return local.hour * 60 + local.minute
