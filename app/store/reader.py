"""What the screen and the command line read: both files, never written to.

A Reader is used from one thread at a time; `interrupt` alone may come from another. Every
cursor is finished before a method returns, so that no reader keeps the log from shrinking.
"""

import json
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

import apsw

from app.places import Places
from app.secrets import Key
from app.store import schema
from app.store.clauses import clause_of
from app.store.files import Layout, attach, fetched, open_reading, translated
from app.store.filters import BY_START, EVERYTHING, Filter, Order
from app.store.listing import Listing, listing
from app.store.overlay import Overlay, laid_over, overlays
from app.store.plans import source_of
from app.store.rows import BOARD, CHANGE, BoardRow, marks, moment
from app.store.search import words_begin

if TYPE_CHECKING:  # with `loading` they come when the first whole shift is read: a board's lines need neither
    from app.domain import Intent, Kept, Noticed
    from app.store.record import Step
    from app.store.standing import Rejected

MIRROR = Layout("mirror", schema.MIRROR_ID, schema.MIRROR, "normal")
DESK = Layout("desk's file", schema.DESK_ID, schema.DESK, "full")

P = ParamSpec("P")
T = TypeVar("T")

BATCH = 500  # shifts read at once where all are wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a connection stands."""

    connection: str
    vendor: str
    shifts: int  # visible ones in the cache
    as_of: datetime | None  # the end of the last good pull
    listed_at: datetime | None  # the end of the last complete listing
    failing_since: datetime | None
    error: str | None
    rejected: int


class Reader:
    """Both files of one profile, read-only."""

    def __init__(self, db: apsw.Connection) -> None:
        self._db = db
        self._overlaid: object = None  # the version of the desk's file that `_overlays` is of
        self._overlays: dict[str, Overlay] = {}

    @classmethod
    def open(cls, places: Places, key: Key) -> "Reader":
        """Open both files; raise FileNotFoundError if there are none yet, else as `files` does."""
        db = open_reading(places.mirror, key, MIRROR)
        try:
            attach(db, "desk", places.desk, key, DESK)
            db.create_scalar_function("words_begin", words_begin)
        except BaseException:
            db.close()
            raise
        return cls(db)

    def close(self) -> None:
        """Close the files; a Reader is not used afterwards."""
        self._db.close()

    def interrupt(self) -> None:
        """End the query that runs in another thread; it raises apsw.InterruptError there."""
        self._db.interrupt()

    @translated
    def ask(
        self, query: "Callable[Concatenate[apsw.Connection, P], T]", *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Return what a query of `lenses` and its like finds; the desk's tables are attached as `desk`."""
        return query(self._db, *args, **kwargs)

    @translated
    def version(self) -> tuple[int, int]:
        """Return a value that changes whenever somebody else commits."""
        return self._db.execute("pragma main.data_version").get, self._db.execute(
            "pragma desk.data_version"
        ).get

    def listing(self, where: Filter = EVERYTHING, order: Order = BY_START) -> Listing:
        """Return which shifts there are, in order: at once for all of them, else in some 50 ms a 50,000."""
        return self.ask(listing, where, order)

    @translated
    def by_id(self, ids: Sequence[int]) -> list[BoardRow]:
        """Return the shifts of these ids, in their order; one that is gone is left out."""
        found = {
            row.id: row
            for row in self._board(f"select {BOARD} from shift where id in ({marks(ids)})", tuple(ids))
        }
        return [found[one] for one in ids if one in found]

    @translated
    def by_ref(self, refs: Sequence[str]) -> list[BoardRow]:
        """Return the shifts of these refs, in their order; one that is gone is left out."""
        ids = fetched(
            self._db,
            """select s.id from json_each(?) cross join shift s
               on connection = value ->> 0 and external_id = value ->> 1""",
            (json.dumps([_encodable(ref).split(":", 1) for ref in refs]),),
        )
        return [
            row for n in range(0, len(ids), BATCH) for row in self.by_id([i for (i,) in ids[n : n + BATCH]])
        ]

    @translated
    def shift(self, ref: str) -> "Kept | None":
        """Return one shift with everything that is known of it, or None."""
        from app.store.loading import load

        connection, _, external_id = _encodable(ref).partition(":")
        found = load(self._db, "where s.connection=? and s.external_id=?", (connection, external_id))
        return next(iter(found.values()), None)

    def shown(self, ref: str) -> "Kept | None":
        """Return one shift as the screen shows it: what an open intent is expected to bring, laid over it."""
        from dataclasses import replace

        from app.store.record import expected

        kept = self.shift(ref)
        waiting = self.intents(ref, open_only=True, limit=1)
        return replace(kept, shift=expected(waiting[0], kept.shift)) if kept and waiting else kept

    @translated
    def is_stale(self, ref: str) -> bool:
        """Tell whether this desk has changed a shift and has not read it since."""
        from app.store.record import is_stale

        return is_stale(self._db, ref)

    @translated
    def people(self, connection: str) -> list[tuple[str, str]]:
        """Return the ids and names of the people whom a connection has shown, by name."""
        return fetched(
            self._db,
            "select person_id, name from person where connection=? order by name, person_id",
            (connection,),
        )

    @translated
    def beside(self, connection: str, start: datetime) -> frozenset[str]:
        """Return the external ids of a connection's visible shifts that begin at an instant."""
        rows = fetched(
            self._db,
            """select external_id from shift where connection=? and day between ? and ? and start=?
               and removed is null""",
            (connection, start.toordinal() - 1, start.toordinal() + 1, int(start.timestamp())),
        )
        return frozenset(ref for (ref,) in rows)

    @translated
    def intents(
        self, ref: str | None = None, *, open_only: bool = False, limit: int | None = None
    ) -> "list[Intent]":
        """Return what was asked for at this desk, the newest first: of a shift, a connection, or all.

        `open_only`: of which the end is not known.
        """
        from app.store.record import intents

        return intents(self._db, _encodable(ref) if ref else None, open_only=open_only, limit=limit)

    @translated
    def intent(self, number: int) -> "Intent | None":
        """Return one intent."""
        from app.store.record import intent

        return intent(self._db, number)

    @translated
    def steps(self, intent: int) -> "list[Step]":
        """Return what happened to an intent, the oldest first."""
        from app.store.record import steps

        return steps(self._db, intent)

    @translated
    def resolve(self, text: str) -> list[str]:
        """Return the refs that a text may mean: a ref, the beginning of one, or a shift's number."""
        text = _encodable(text)
        connection, _, beginning = text.partition(":")
        exact = self._refs("connection=? and external_id=?", (connection, beginning))
        if exact:
            return exact
        numbered = self._refs("number=?", (text,))
        if numbered:
            return numbered
        end = text + chr(0x10FFFF)
        return self._refs(
            "connection || ':' || external_id >= ? and connection || ':' || external_id < ?", (text, end)
        )

    def shifts(self, where: Filter = EVERYTHING) -> "Iterator[Kept]":
        """Yield the shifts meant, by start, then ref."""
        ids = iter(self._ordered_ids(where))
        while batch := list(islice(ids, BATCH)):
            yield from self._batch(batch)

    @translated
    def changes(
        self,
        *,
        unacknowledged: bool = False,
        since: datetime | None = None,
        ref: str | None = None,
        connection: str | None = None,
        limit: int | None = None,
    ) -> "list[Noticed]":
        """Return changes, the newest first.

        `since` means when they were seen; `ref` a shift, whose pattern's changes are its own.
        """
        from app.store.loading import noticed_of

        clauses: list[str] = ["1"]
        bound: list[Any] = []
        if unacknowledged:
            clauses.append("a.at is null")
        if since is not None:
            clauses.append("x.seen_at >= ?")
            bound.append(since.timestamp())
        if connection is not None:
            clauses.append("x.connection = ?")
            bound.append(connection)
        if ref is not None:
            clauses.append(
                """x.ref in (?, (select connection || ':' || series from shift
                                 where connection=? and external_id=?))"""
            )
            bound += [ref, *ref.split(":", 1)] if ":" in ref else [ref, "", ref]
        rows = fetched(
            self._db,
            f"""select {", ".join("x." + name.strip() for name in CHANGE.split(","))}, a.at, a.by,
                  coalesce(r.text, a.comment)
                from change x left join desk.acknowledgement a on a.change_key = x.key
                left join desk.remark r on r.change_key = x.key
                where {" and ".join(clauses)} order by x.seen_at desc, x.id desc limit ?""",
            (*bound, -1 if limit is None else limit),
        )
        return [noticed_of(row) for row in rows]

    @translated
    def unacknowledged(self) -> int:
        """Return how many changes nobody has acknowledged."""
        return int(
            self._db.execute(
                """select count(*) from change x
                   where not exists (select 1 from desk.acknowledgement a where a.change_key = x.key)"""
            ).get
        )

    @translated
    def keys(self, ids: Sequence[int]) -> dict[int, str]:
        """Return the keys of the changes with these ids; unknown ids are left out."""
        return dict(
            fetched(
                self._db,
                "select id, key from change where id in (select value from json_each(?))",
                (json.dumps(list(ids)),),  # there may be more of them, and larger ones, than SQLite binds
            )
        )

    @translated
    def health(self) -> list[Health]:
        """Return how each connection stands that was ever pulled, by name."""
        rows = fetched(
            self._db,
            """select name, vendor, pulled_at, listed_at, failing_since, error,
                 (select coalesce(sum(n), 0) from day_count d where d.connection=c.name),
                 (select count(*) from reject r where r.connection=c.name)
               from connection c order by name""",
        )
        return [
            Health(
                connection=name,
                vendor=vendor,
                as_of=moment(pulled_at),
                listed_at=moment(listed_at),
                failing_since=moment(failing_since),
                error=error,
                shifts=shifts,
                rejected=rejected,
            )
            for name, vendor, pulled_at, listed_at, failing_since, error, shifts, rejected in rows
        ]

    @translated
    def rejects(self, connection: str) -> "list[Rejected]":
        """Return the records of a connection that were set aside, the newest first."""
        from app.store.standing import rejects

        return rejects(self._db, connection)

    @translated
    def is_failing(self, connection: str) -> bool:
        """Tell whether the last pull of a connection has failed."""
        from app.store.standing import is_failing

        return is_failing(self._db, connection)

    @translated
    def _ordered_ids(self, where: Filter) -> "array[int]":
        clause, bound = clause_of(self._db, where)
        rows = self._db.execute(
            f"""select id from {source_of(self._db, where)} {clause}
                order by start, connection || ':' || external_id""",
            bound,
        )
        return array("q", (one for (one,) in rows))

    @translated
    def _batch(self, ids: Sequence[int]) -> "list[Kept]":
        from app.store.loading import load

        order = "order by s.start, s.connection || ':' || s.external_id"
        return list(load(self._db, f"where s.id in ({marks(ids)}) {order}", ids).values())

    def _board(self, query: str, bound: Sequence[Any]) -> list[BoardRow]:
        rows = [BoardRow._make((*row, None)) for row in fetched(self._db, query, tuple(bound))]
        version = self._db.execute("pragma desk.data_version").get
        if version != self._overlaid:
            self._overlaid, self._overlays = version, overlays(self._db)
        if not self._overlays:
            return rows
        return [laid_over(row, self._overlays.get(row.ref)) for row in rows]

    def _refs(self, condition: str, bound: Sequence[Any]) -> list[str]:
        rows = fetched(
            self._db,
            f"select connection || ':' || external_id from shift where {condition} order by 1 limit 50",
            tuple(bound),
        )
        return [ref for (ref,) in rows]


def _encodable(text: str) -> str:
    """Return a text from a command line with what is no Unicode replaced: no ref contains it."""
    return text.encode(errors="replace").decode()
