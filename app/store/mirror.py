"""Writing the mirror: what vendors said, and the news in it. Everything here may be refilled.

Each transaction is short, so that no other writer waits long; rows and the changes that they
mean are committed together, so that a killed process leaves no news behind and none out.
"""

import json
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from math import inf
from typing import TYPE_CHECKING, Any

import apsw

from app.domain import Change, Kept, Kind, Noticed, Shift, Span
from app.errors import Suspicious
from app.store import schema, search
from app.store.files import fetched, transaction, translated
from app.store.ledger import Standing
from app.store.loading import noticed_of
from app.store.rows import CHANGE, LAST_SEEN, chunks, marks
from app.store.table import Known, Rows
from app.store.writing import Written, change_row, digest, written
from app.sync import Before, gone, news, vanished

if TYPE_CHECKING:  # importing it costs what the window does not pay
    from app.vendor import Glimpse, Sighting, Vendor


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """What a write did: the rows it touched, by their ids, and how many changes it recorded."""

    ids: tuple[int, ...] = ()
    added: int = 0
    changed: int = 0
    removed: int = 0
    changes: int = 0

    def __add__(self, other: "Delta") -> "Delta":
        return Delta(
            ids=self.ids + other.ids,
            added=self.added + other.added,
            changed=self.changed + other.changed,
            removed=self.removed + other.removed,
            changes=self.changes + other.changes,
        )


class Mirror:
    """The mirror's one writer in this process. Use it from one thread at a time."""

    def __init__(self, db: apsw.Connection) -> None:
        self._db = db
        self._rows = Rows(db)

    @translated
    def fresh(
        self, vendor: "Vendor", connection: str, sightings: "Sequence[Sighting]", span: Span
    ) -> "list[Sighting]":
        """Return the sightings that concern a span and of which the mirror has not the same already."""
        known = self._rows.known(connection, [one.shift.external_id for one in sightings])
        partial = [one.shift.external_id for one in sightings if not one.whole]
        loaded = self._rows.load([known[ref].id for ref in partial if ref in known])
        found = []
        for one in sightings:
            row = known.get(one.shift.external_id)
            if not _concerns(span, one.shift, row):
                continue
            if row is not None and not row.removed and not row.missed:
                shift = one.shift if one.whole else vendor.merge(loaded[row.id].shift, one)
                if row.mark == (one.mark or digest(shift)):
                    continue
            found.append(one)
        return found

    @translated
    def unread(self, connection: str, glimpses: "Sequence[Glimpse]") -> "list[Glimpse]":
        """Return the records that are not just as the mirror's rows were made of them."""
        known = self._rows.known(connection, [one.external_id for one in glimpses])
        return [
            one
            for one in glimpses
            if (row := known.get(one.external_id)) is None
            or row.mark != one.mark
            or row.removed
            or row.missed
        ]

    @translated
    def apply(
        self,
        vendor: "Vendor",
        connection: str,
        sightings: "Sequence[Sighting]",
        span: Span,
        before: Before,
        at: datetime,
        *,
        began: float | None = None,
        singly: bool = False,
    ) -> Delta:
        """Write sightings that concern a span, in one step, and the news in them.

        At most CHUNK of them, but in a first fill. Of doubles the last one counts. A row of which a
        reading by itself (`singly`) began after this one is left alone; this one began at `began`,
        epoch seconds, or just now.
        """
        latest = {one.shift.external_id: one for one in sightings}
        now = int(at.timestamp())
        began = at.timestamp() if began is None else began
        with self._all_or_nothing():
            known = self._rows.known(connection, list(latest))
            latest = {
                ref: one
                for ref, one in latest.items()
                if _concerns(span, one.shift, known.get(ref)) and not _newer(known.get(ref), began)
            }
            wanted = [
                row.id
                for ref, row in known.items()
                if ref in latest and not (before.first and latest[ref].whole)
            ]
            loaded = self._rows.load(wanted)
            ahead = search.ahead(self._db)
            next_id = (self._db.execute("select max(id) from shift").get or 0) + 1
            new: list[tuple[int, Written]] = []
            differing: list[tuple[Known, Written]] = []
            same: list[tuple[bytes, int]] = []
            found: list[tuple[int, Change]] = []
            for ref, one in latest.items():
                row = known.get(ref)
                old = None if row is None else loaded.get(row.id)
                shift = one.shift if old is None or one.whole else vendor.merge(old.shift, one)
                after = written(shift, one.mark)
                if row is None:
                    new.append((next_id, after))
                    id_, next_id = next_id, next_id + 1
                else:
                    id_ = row.id
                    if not row.removed and _is_as_it_was(row, old, after):
                        same.append((after.mark, id_))
                        continue
                    differing.append((row, after))
                known_shift = None if old is None else old.shift
                if row is None or known_shift is not None:
                    removed = row is not None and row.removed
                    found += [(id_, one) for one in news(known_shift, removed, shift, before, at)]
            self._rows.insert(new, now)
            for row, after in differing:
                self._rows.update(row, after, now)
            self._db.executemany(
                "update shift set last_seen=?, mark=?, missed=null where id=?",
                [(now, mark, id_) for mark, id_ in same],
            )
            if not before.first:  # of a first listing's rows the listing itself tells it
                touched = [
                    *(id_ for id_, _ in new),
                    *(row.id for row, _ in differing),
                    *(id_ for _, id_ in same),
                ]
                self._db.execute(
                    f"update shift set began=? where id in ({marks(touched)})", (began, *touched)
                )
            search.add(self._db, [id_ for id_, _ in new if ahead is None or id_ <= ahead])
            stale = [row for row, _ in differing if ahead is None or row.id <= ahead]
            search.drop(self._db, [search.key(row.start, row.id) for row in stale])
            search.add(self._db, [row.id for row in stale])
            changes = self._record([one for _, one in found], now)
            if singly:
                self._rows.read_singly(
                    [row.id for row in self._rows.known(connection, list(latest)).values()], began
                )
            if marked := sorted({id_ for id_, _ in found}):
                self._db.execute(
                    f"update shift set last_change=? where id in ({marks(marked)})", (now, *marked)
                )
        return Delta(
            ids=(*(id_ for id_, _ in new), *(row.id for row, _ in differing)),
            added=len(new),
            changed=len(differing),
            changes=changes,
        )

    @translated
    def report(self, changes: Sequence[Change], at: datetime, old: Collection[str]) -> int:
        """Record news that a vendor itself reports, each once; return how many were new.

        That somebody was put on a shift of `old`, refs of shifts that have only just come into
        view, is the state of things and no news; it does not become news later.
        """
        with transaction(self._db):
            stale = {one.key for one in changes if one.kind is Kind.ASSIGNED and one.ref in old}
            for one in changes:
                if one.key in stale:
                    self._db.execute("insert or ignore into old_news values(?, ?)", (one.key, one.connection))
            known = fetched(
                self._db,
                f"select key from old_news where key in ({marks(changes)})",
                [one.key for one in changes],
            )
            stale |= {key for (key,) in known}
            return self._record([one for one in changes if one.key not in stale], int(at.timestamp()))

    @translated
    def nobodys(self, refs: Collection[str], since: datetime) -> list[Noticed]:
        """Return the news of these refs, seen since a moment, of which nobody is told to be the cause."""
        rows = fetched(
            self._db,
            f"""select {CHANGE}, null, null, null from change where ref in ({marks(refs)})
                and seen_at >= ? and by is null""",
            (*refs, int(since.timestamp())),
        )
        return [noticed_of(row) for row in rows]

    @translated
    def attribute(self, ids: Collection[int], by: str) -> None:
        """Put a name to changes."""
        with transaction(self._db):
            self._db.executemany("update change set by=? where id=?", [(by, id_) for id_ in ids])

    @translated
    def conclude(
        self,
        connection: str,
        span: Span,
        seen: Collection[str],
        standing: Standing,
        *,
        proves: bool,
        began: float | None = None,
    ) -> list[str]:
        """Return the external ids that a complete listing of a span shows to be gone.

        Raises Suspicious when they are too many, and remembers them: a second listing that
        agrees is believed. A listing with rejected records proves nothing (`proves` is false):
        the rows that it missed are only marked as not seen.
        """
        known = fetched(
            self._db,
            """select external_id from shift where connection=? and removed is null and day between ? and ?
               and (coalesce(read_at, 0) <= ? or read_at > ?)""",
            (
                connection,
                span.first.toordinal(),
                span.last.toordinal(),
                inf if began is None else began,
                time.time(),
            ),
        )
        rows = [ref for (ref,) in known]
        missing = [ref for ref in rows if ref not in seen]
        if not proves:
            self._miss(connection, missing)
            return []
        if standing.listed is None:  # what a killed first listing left
            return missing
        try:
            return gone(rows, seen, standing.suspects, span)
        except Suspicious:
            with transaction(self._db):
                self._db.execute(
                    "update connection set suspects=? where name=?", (json.dumps(missing), connection)
                )
            raise

    @translated
    def remove(
        self,
        connection: str,
        refs: Sequence[str],
        at: datetime,
        *,
        began: float | None = None,
        silently: bool = False,
        singly: bool = False,
    ) -> Delta:
        """Mark at most CHUNK shifts as no longer visible; `silently` makes no news of it.

        `began` and `singly` as for `apply`.
        """
        now = int(at.timestamp())
        began = at.timestamp() if began is None else began
        with transaction(self._db):
            rows = [row for row in self._rows.known(connection, refs).values() if not _newer(row, began)]
            ids = [row.id for row in rows if not row.removed]
            if singly:
                self._rows.read_singly([row.id for row in rows], began)
            kept = self._rows.load(ids)
            changes = 0 if silently else self._record(vanished([one.shift for one in kept.values()], at), now)
            self._db.execute(
                f"""update shift as s set last_seen=(select {LAST_SEEN} from connection c
                    where c.name=s.connection) where id in ({marks(ids)})""",
                ids,
            )
            self._db.execute(
                f"update shift set removed=?, last_change=? where id in ({marks(ids)})", (now, now, *ids)
            )
            search.renew(self._db, ids)
        return Delta(ids=tuple(ids), removed=len(ids), changes=changes)

    @translated
    def discard(self, connection: str, *, all_of_it: bool = True) -> None:
        """Drop a connection's shifts; with `all_of_it` its changes and its record as well."""
        while True:
            with transaction(self._db):
                rows = fetched(
                    self._db,
                    f"select id, {schema.SEARCH_KEY} from shift where connection=? limit 1000",
                    (connection,),
                )
                self._rows.delete(rows)
            if not rows:
                break
        if all_of_it:
            with transaction(self._db):
                for table in ("change", "reject", "old_news", "person", "roll", "absence", "contact"):
                    self._db.execute(f"delete from {table} where connection=?", (connection,))
                self._db.execute("delete from connection where name=?", (connection,))
            self._rows.forget_people()

    @translated
    def prune(self, connection: str, before: date) -> int:
        """Drop shifts that began before a day, however visible; return how many."""
        rows = fetched(
            self._db,
            f"select id, {schema.SEARCH_KEY} from shift where connection=? and day < ?",
            (connection, before.toordinal()),
        )
        for chunk in chunks(rows):
            with transaction(self._db):
                self._rows.delete(chunk)
        return len(rows)

    @translated
    def salvage(self, changes: Iterable[Sequence[Any]]) -> int:
        """Take over changes from a damaged mirror: the values of CHANGE, ids included."""
        with transaction(self._db):
            kept = 0
            for values in changes:
                self._db.execute(
                    f"insert or ignore into change({CHANGE}) values({marks(values)})", tuple(values)
                )
                kept += self._db.changes()
        return kept

    @contextmanager
    def _all_or_nothing(self) -> Iterator[None]:
        try:
            with transaction(self._db):
                yield
        except BaseException:
            self._rows.forget_people()  # those of this step are not on record
            raise

    def _miss(self, connection: str, refs: Sequence[str]) -> None:
        for chunk in chunks(refs):
            with transaction(self._db):
                self._db.execute(
                    f"""update shift as s set missed=1, last_seen=(select {LAST_SEEN} from connection c
                        where c.name=s.connection) where connection=? and missed is null
                        and external_id in ({marks(chunk)})""",
                    (connection, *chunk),
                )

    def _record(self, changes: Sequence[Change], now: int) -> int:
        new = 0
        for one in changes:
            self._db.execute(
                f"insert or ignore into change({CHANGE[4:]}) values(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                change_row(one, now),
            )
            new += self._db.changes()
        return new


def _is_as_it_was(row: Known, old: Kept | None, after: Written) -> bool:
    """Tell whether a row needs no writing: its marks are equal, or all that can be seen is."""
    return row.mark == after.mark or (old is not None and written(old.shift).says_the_same(after))


def _concerns(span: Span, shift: Shift, known: Known | None) -> bool:
    """Tell whether a shift is, or was, in a span; all other rows are left alone."""
    return shift.day in span or (known is not None and date.fromordinal(known.day) in span)


def _newer(known: Known | None, began: float) -> bool:
    """Tell whether what is known of a row was read after a reading began.

    A time that is yet to come was noted before the clock was set back: it tells nothing.
    """
    return known is not None and began < known.read_at <= time.time()
