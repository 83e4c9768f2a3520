"""What vendors tell of their people beside their shifts: when they are away, and how to reach them."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import apsw

from app.checks import Away
from app.domain import Absence, Contact
from app.store.files import fetched, transaction, translated
from app.store.people import person_of
from app.store.rows import chunks, marks
from app.zones import of_epoch, zone

if TYPE_CHECKING:  # importing it costs what the window does not pay
    from app.vendor import Roll

LONGEST = 500  # characters of a text that are kept
FEW = 3  # rows that may go without a doubt: far fewer than of shifts, for a doubt costs one reading
EVER = 1 << 40  # seconds: beyond any shift
# It stands in the mirror as a roll's error, and is known there again when the next reading comes.
DOUBTED = (
    "Most of what was known of it is missing. All was kept; if the next reading agrees, it is taken off."
)

_TABLES: Mapping[type[Absence | Contact], tuple[str, tuple[str, ...]]] = {
    Absence: ("absence", ("person_id", "start", "until", "timezone", "what")),
    Contact: ("contact", ("person_id", "label", "text")),
}


@dataclass(frozen=True, slots=True)
class Untold:
    """A roll of a connection that could not be read the last time, or not all of it."""

    connection: str
    title: str
    error: str
    told_at: datetime | None  # UTC: what is known is as of then; None: nothing is known


@dataclass(frozen=True, slots=True)
class Reachable:
    """One way to reach somebody, and which connection tells it."""

    connection: str
    label: str
    text: str


class Rolls:
    """The rolls' one writer in this process. Use it from one thread at a time."""

    def __init__(self, db: apsw.Connection) -> None:
        self._db = db

    @translated
    def read_at(self, connection: str) -> dict[str, datetime]:
        """Return when each roll of a connection was read last, well or not, by its key."""
        rows = fetched(self._db, "select key, read_at from roll where connection=?", (connection,))
        return {key: datetime.fromtimestamp(at, UTC) for key, at in rows}

    @translated
    def keep(
        self,
        connection: str,
        roll: "Roll",
        told: Sequence[Absence | Contact],
        at: datetime,
        error: str | None = None,
    ) -> bool:
        """Put what was told in the place of what was known of a roll; return whether that differs.

        Only what differs is written, in short steps. `error`: what of it could not be read; then what
        was known stays beside it, but for what is over or was told anew. It stays as well when most of it
        would go at once, until a second reading agrees: nobody is to be booked on their leave for an
        answer that came back empty.
        """
        differs = False
        before = fetched(
            self._db, "select error from roll where connection=? and key=?", (connection, roll.key)
        )
        doubted = before == [(DOUBTED,)]
        for kind, (table, columns) in _TABLES.items():
            names = ", ".join(columns)
            known = fetched(
                self._db,
                f"select rowid, {names} from {table} where connection=? and roll=?",
                (connection, roll.key),
            )
            wanted = Counter(_row(one) for one in told if isinstance(one, kind))
            replaced = _replaced(wanted, at) if kind is Absence else _relabelled(wanted)
            stale: list[tuple[int]] = []
            lost: list[tuple[int]] = []
            for rowid, *row in known:
                if wanted[tuple(row)] > 0:
                    wanted[tuple(row)] -= 1
                else:
                    (stale if replaced(row) else lost).append((rowid,))
            if error is None and not doubted and len(lost) > FEW and len(lost) * 2 > len(known):
                error = DOUBTED
            if error is None:
                stale += lost
            fresh = [*wanted.elements()]
            differs = differs or bool(stale or fresh)
            for chunk in chunks(stale):
                with transaction(self._db):
                    self._db.executemany(f"delete from {table} where rowid=?", chunk)
            for chunk in chunks(fresh):
                with transaction(self._db):
                    self._db.executemany(
                        f"insert into {table}(connection, roll, {names}) values(?, ?, {marks(columns)})",
                        [(connection, roll.key, *row) for row in chunk],
                    )
        self._note(connection, roll, at, error, told=True)
        return differs

    @translated
    def failed(self, connection: str, roll: "Roll", error: str, at: datetime) -> None:
        """Record that a roll could not be read; what was known of it stays."""
        self._note(connection, roll, at, error, told=False)

    def _note(self, connection: str, roll: "Roll", at: datetime, error: str | None, *, told: bool) -> None:
        now = int(at.timestamp())
        with transaction(self._db):
            self._db.execute(
                """insert into roll values(?, ?, ?, ?, ?, ?) on conflict do update set title=excluded.title,
                   read_at=excluded.read_at, told_at=coalesce(excluded.told_at, told_at),
                   error=excluded.error""",
                (connection, roll.key, roll.title, now, now if told else None, error),
            )


def aways(
    db: apsw.Connection,
    refs: Collection[str] | None = None,
    begin: int | None = None,
    end: int | None = None,
) -> list[Away]:
    """Return when people are away, as their vendors tell it, in no order.

    `refs`: of these identities only. Epoch seconds; None is no limit.
    """
    clauses, bound = ["coalesce(until, ?) > ? and start < ?"], list[object]()
    bound += [EVER, -EVER if begin is None else begin, EVER if end is None else end]
    if refs is not None:
        clauses.append(f"connection || ':' || person_id in ({marks(refs)})")
        bound += refs
        # The index is by connection and id: so that it is used, they are named too.
        ids = {ref.partition(":")[2] for ref in refs}
        connections = {ref.partition(":")[0] for ref in refs}
        clauses.append(f"connection in ({marks(connections)}) and person_id in ({marks(ids)})")
        bound += [*connections, *ids]
    people = person_of(db)
    rows = fetched(
        db,
        f"""select connection, person_id, start, until, timezone, what from absence
            where {" and ".join(clauses)}""",
        bound,
    )
    return [
        Away(
            people(connection, person_id, ""),
            start,
            EVER if until is None else until,
            f"{what}, {spelt(start, until, timezone)} ({connection})",
        )
        for connection, person_id, start, until, timezone, what in rows
    ]


def reachable(db: apsw.Connection, refs: Collection[str]) -> list[Reachable]:
    """Return how vendors say that somebody is reached, by the refs of their identities, in that order."""
    found = []
    for ref in refs:
        connection, sign, person_id = ref.partition(":")
        if sign:
            rows = fetched(
                db,
                "select label, text from contact where connection=? and person_id=? order by rowid",
                (connection, person_id),
            )
            found += [Reachable(connection, label, text) for label, text in rows]
    return found


def untold(db: apsw.Connection, connections: Collection[str]) -> list[Untold]:
    """Return the rolls of some connections that could not be read the last time."""
    rows = fetched(
        db,
        f"""select connection, title, error, told_at from roll
            where error is not null and connection in ({marks(connections)}) order by connection, key""",
        [*connections],
    )
    return [
        Untold(connection, title, error, None if at is None else datetime.fromtimestamp(at, UTC))
        for connection, title, error, at in rows
    ]


@lru_cache(maxsize=4096)  # leave begins and ends with days, which many share
def spelt(start: int, until: int | None, timezone: str) -> str:
    """Return a time away, on its own clocks: `Tue 01 Dec 07:00 to Wed 02 Dec 19:00`, or its days alone."""
    where = zone(timezone)
    first = of_epoch(start, where)
    last = None if until is None else of_epoch(until, where)
    midnight = (first.hour, first.minute) == (0, 0)
    if last is not None and midnight and (last.hour, last.minute) == (0, 0):
        day = of_epoch(int(last.timestamp()) - 1, where).date()
        return f"{first:%a %d %b}" if day == first.date() else f"{first:%a %d %b} to {day:%a %d %b}"
    begins = f"{first:%a %d %b}" if midnight else f"{first:%a %d %b %H:%M}"
    if last is None:
        return f"from {begins}, no end told"
    return (
        f"{begins} to {last:%H:%M}" if last.date() == first.date() else f"{begins} to {last:%a %d %b %H:%M}"
    )


def _replaced(told: Collection[tuple[Any, ...]], at: datetime) -> Callable[[Sequence[Any]], bool]:
    """Return what tells whether a known time away is over, or is told anew as another one."""
    now = int(at.timestamp())
    times: dict[str, list[tuple[int, int]]] = {}
    for person_id, start, until, *_ in told:
        times.setdefault(person_id, []).append((start, EVER if until is None else until))

    def replaced(row: Sequence[Any]) -> bool:
        person_id, start, until, *_ = row
        end = EVER if until is None else until
        return end <= now or any(start < last and first < end for first, last in times.get(person_id, ()))

    return replaced


def _relabelled(told: Collection[tuple[Any, ...]]) -> Callable[[Sequence[Any]], bool]:
    """Return what tells whether a known way to reach somebody is told anew as another one."""
    labels = {(person_id, label) for person_id, label, _ in told}
    return lambda row: (row[0], row[1]) in labels


def _row(one: Absence | Contact) -> tuple[Any, ...]:
    if isinstance(one, Contact):
        return one.person_id[:LONGEST], one.label[:LONGEST], one.text[:LONGEST]
    return (
        one.person_id[:LONGEST],
        int(one.start.timestamp()),
        None if one.end is None else int(one.end.timestamp()),
        one.timezone,
        one.what[:LONGEST],
    )
