"""Who did what when on this desk: one table, each of whose rows is sealed together with the row before it.

An entry is made in the transaction of what it tells of, and every such transaction has the file
to itself (`begin immediate`): so the engine's processes and command lines weave one chain. A seal
covers the entry, the seal before it and, of an action, its step and what was asked for. A row
that was altered, taken out or put in between no longer fits; `flaws` says so.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import apsw

from app.store.files import fetched

ACTION = "action"
ACKNOWLEDGEMENT = "acknowledgement"
CONNECTION = "connection"
PEOPLE = "people"
VIEW = "view"

MOST_FLAWS = 5  # that are named one by one

_ENTRY = "a.id, a.at, a.by, a.kind, a.ref, a.what, a.message, a.facts, a.step"
_STEP = (
    "s.intent, s.at, s.state, s.by, s.message, s.exchange, "
    "i.connection, i.vendor, i.external_id, i.action, i.label, i.parameters, i.reason, i.by, i.created_at"
)
_FROM = "activity a left join step s on s.id = a.step left join intent i on i.id = s.intent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something that was done on this desk, or became of it."""

    id: int
    at: datetime  # UTC
    by: str
    kind: str  # action | acknowledgement | connection | people | view | …: whoever enters something names it
    ref: str  # of a shift, else the name of a connection or a view; "" for none
    what: str  # in words: "Release", "Acknowledged"
    message: str | None  # the vendor's words, or a person's
    facts: Mapping[str, object]
    parameters: Mapping[str, object] = field(default_factory=dict)  # of an action
    state: str | None = None  # of an action from then on
    reason: str | None = None  # why a check of the desk's was overridden
    intent: int | None = None
    was_sent: bool = False  # whether the action ever left for its vendor
    is_sealed: bool = True  # False for what was done before there were seals


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which entries are meant; what is empty narrows nothing."""

    kinds: frozenset[str] = frozenset()
    since: datetime | None = None
    until: datetime | None = None  # not included
    text: str = ""  # every word somewhere in the entry


def enter(
    db: apsw.Connection,
    at: float,
    by: str,
    kind: str,
    what: str,
    *,
    ref: str = "",
    message: str | None = None,
    step: int | None = None,
    facts: Mapping[str, object] | None = None,
) -> None:
    """Put something on record; call it within the transaction that does it."""
    before = _last_seal(db)
    told = json.dumps(facts or {}, ensure_ascii=False, sort_keys=True)
    db.execute(
        "insert into activity(at, by, kind, ref, what, message, facts, step) values(?, ?, ?, ?, ?, ?, ?, ?)",
        (at, by, kind, ref, what, message, told, step),
    )
    number = db.last_insert_rowid()
    (row,) = fetched(db, f"select {_ENTRY}, {_STEP} from {_FROM} where a.id=?", (number,))
    db.execute("update activity set seal=? where id=?", (_seal(before, row), number))


def enter_step(db: apsw.Connection, step: int) -> None:
    """Put a step of an action on record; call it within the transaction that takes the step."""
    ((at, by, state, message, connection, external_id, label),) = fetched(
        db,
        """select s.at, s.by, s.state, s.message, i.connection, i.external_id, i.label
           from step s join intent i on i.id = s.intent where s.id=?""",
        (step,),
    )
    ref = f"{connection}:{external_id}" if external_id else connection
    enter(db, at, by, ACTION, label, ref=ref, message=message, step=step, facts={"state": state})


def entries(
    db: apsw.Connection, sought: Sought = Sought(), limit: int | None = None, before: int | None = None
) -> list[Entry]:
    """Return what is on record, the newest first; `before`: only what is older than an entry."""
    clauses: list[str] = ["1"]
    bound: list[Any] = []
    if before is not None:
        clauses.append("a.id < ?")
        bound.append(before)
    if sought.kinds:
        clauses.append("a.kind in (select value from json_each(?))")
        bound.append(json.dumps(sorted(sought.kinds)))
    if sought.since is not None:
        clauses.append("a.at >= ?")
        bound.append(sought.since.timestamp())
    if sought.until is not None:
        clauses.append("a.at < ?")
        bound.append(sought.until.timestamp())
    words = sought.text.casefold().split()
    found: list[Entry] = []
    query = f"""select {_ENTRY}, a.seal is not null, i.id, i.parameters, i.reason, i.sent_at from {_FROM}
                where {" and ".join(clauses)} order by a.id desc"""
    for row in db.execute(query if words or limit is None else f"{query} limit {limit:d}", bound):
        entry = _entry(row)
        if words and not _has(entry, words):
            continue
        found.append(entry)
        if len(found) == limit:
            break
    return found


def kinds(db: apsw.Connection) -> list[str]:
    """Return which kinds of entries there are."""
    return [kind for (kind,) in fetched(db, "select distinct kind from activity order by 1")]


def flaws(db: apsw.Connection) -> list[str]:
    """Return what does not fit together in the record, as sentences; none for a sound one."""
    found = list(_flaws(db))
    more = len(found) - MOST_FLAWS
    return found[:MOST_FLAWS] + ([f"The record of activity has {more:,} more faults."] if more > 0 else [])


def _flaws(db: apsw.Connection) -> Iterator[str]:
    number, before, sealed = 0, "", False
    unsealed = hashlib.sha256()
    for *row, seal in db.execute(f"select {_ENTRY}, {_STEP}, a.seal from {_FROM} order by a.id"):
        if gap := _gap(number + 1, row[0] - 1):
            yield gap
        fits = row[0] == number + 1
        number = row[0]
        if seal is None:
            if sealed:
                yield f"The record of activity: row {number:,} was put in, or its seal was taken off."
            unsealed.update(_packed(row))
            continue
        if not sealed:
            before, sealed = unsealed.hexdigest(), True
        if fits and seal != _seal(before, row):
            yield f"The record of activity: row {number:,} or what it tells of was altered."
        before = seal
    last = db.execute("select coalesce((select seq from sqlite_sequence where name='activity'), 0)").get
    if gap := _gap(number + 1, last):
        yield gap
    for (step,) in fetched(
        db, "select id from step where id not in (select step from activity where step > 0)"
    ):
        yield f"The record of activity: step {step:,} of an action is not in it."


def _gap(first: int, last: int) -> str:
    if last < first:
        return ""
    which = f"row {first:,} is" if first == last else f"rows {first:,} to {last:,} are"
    return f"The record of activity: {which} missing."


def _last_seal(db: apsw.Connection) -> str:
    rows = fetched(db, "select seal from activity order by id desc limit 1")
    if rows and rows[0][0] is not None:
        return str(rows[0][0])
    # What was done before there were seals is sealed as a whole by the first row after it.
    unsealed = hashlib.sha256()
    for row in db.execute(f"select {_ENTRY}, {_STEP} from {_FROM} order by a.id"):
        unsealed.update(_packed(row))
    return unsealed.hexdigest()


def _seal(before: str, row: Sequence[object]) -> str:
    return hashlib.sha256(before.encode("ascii") + _packed(row)).hexdigest()


def _packed(row: Sequence[object]) -> bytes:
    return json.dumps(list(row)).encode("ascii")


def _entry(row: Sequence[Any]) -> Entry:
    id_, at, by, kind, ref, what, message, facts, _, is_sealed, intent, parameters, reason, sent_at = row
    told = json.loads(facts)
    state = told.pop("state", None) if kind == ACTION else None
    return Entry(
        id=id_,
        at=datetime.fromtimestamp(at, UTC),
        by=by,
        kind=kind,
        ref=ref,
        what=what,
        message=message,
        facts=told,
        parameters=json.loads(parameters) if parameters else {},
        state=state,
        reason=reason,
        intent=intent,
        was_sent=sent_at is not None,
        is_sealed=bool(is_sealed),
    )


def _has(entry: Entry, words: Sequence[str]) -> bool:
    told = (entry.by, entry.kind, entry.ref, entry.what, entry.state, entry.message, entry.reason)
    values = json.dumps([entry.parameters, entry.facts], ensure_ascii=False)
    whole = f"{' '.join(filter(None, told))} {values}".casefold()
    return all(word in whole for word in words)
