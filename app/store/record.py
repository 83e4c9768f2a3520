"""What was asked for at this desk and what became of it, as the desk's file has it. Reading alone.

Queries name the desk's tables without its schema: they are unique in both files, so the same
text serves a connection to the desk and a Reader, to whom the desk is attached.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import Any

import apsw

from app.domain import Intent, IntentState, Shift
from app.store.files import fetched
from app.store.loading import shift_of
from app.store.rows import COLUMNS
from app.store.writing import written

INTENT = (
    "id, connection, vendor, external_id, action, label, parameters, reason, state, by, attempts, "
    "created_at, sent_at, finished_at, message, result, basis, preview, found, seen, memory"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that happened to an intent."""

    at: datetime  # UTC
    state: str  # the intent's, from then on
    by: str
    message: str | None
    exchange: Mapping[str, object] | None  # method, path, sent, status, received, error


def intents(
    db: apsw.Connection,
    ref: str | None,
    *,
    open_only: bool = False,
    ended_since: datetime | None = None,
    limit: int | None = None,
) -> list[Intent]:
    """Return intents, the newest first; of one shift, of one connection itself, or all."""
    clauses: list[str] = ["1"]
    bound: list[Any] = []
    if ref is not None:
        connection, _, external_id = ref.partition(":")
        clauses.append("connection=? and external_id=?")
        bound += [connection, external_id]
    if open_only:
        clauses.append("finished_at is null")
    if ended_since is not None:
        clauses.append("finished_at >= ?")
        bound.append(ended_since.timestamp())
    rows = fetched(
        db,
        f"select {INTENT} from intent where {' and '.join(clauses)} order by id desc limit ?",
        (*bound, -1 if limit is None else limit),
    )
    return [intent_of(row) for row in rows]


def intent(db: apsw.Connection, number: int) -> Intent | None:
    """Return one intent."""
    rows = fetched(db, f"select {INTENT} from intent where id=?", (number,))
    return intent_of(rows[0]) if rows else None


def steps(db: apsw.Connection, number: int) -> list[Step]:
    """Return what happened to an intent, the oldest first."""
    rows = fetched(
        db, "select at, state, by, message, exchange from step where intent=? order by id", (number,)
    )
    return [
        Step(
            at=datetime.fromtimestamp(at, UTC),
            state=state,
            by=by,
            message=message,
            exchange=None if exchange is None else json.loads(exchange),
        )
        for at, state, by, message, exchange in rows
    ]


def is_stale(db: apsw.Connection, ref: str) -> bool:
    """Tell whether this desk has changed a shift and has not read it since."""
    connection, _, external_id = ref.partition(":")
    rows = fetched(
        db,
        """select 1 from intent i
           join shift s on s.connection=i.connection and s.external_id=i.external_id
           left join connection c on c.name=i.connection
           where i.connection=? and i.external_id=? and i.state='succeeded'
             and i.sent_at > max(coalesce(s.read_at, 0), coalesce(s.began, 0),
               case when s.day between c.listed_first and c.listed_last
                 then coalesce(c.listing_began, 0) else 0 end)""",
        (connection, external_id),
    )
    return bool(rows)


def expected(intent: Intent, shift: Shift) -> Shift:
    """Return a shift as it is expected to become by an open intent: only what that changes, changed."""
    if intent.preview is None or intent.basis is None or intent.state is IntentState.HELD:
        return shift
    changed = {
        one.name: getattr(intent.preview, one.name)
        for one in fields(Shift)
        if getattr(intent.preview, one.name) != getattr(intent.basis, one.name)
    }
    return replace(shift, **changed)


def packed(shift: Shift | None) -> str | None:
    """Return a shift as text: its row's values by name, so that later versions can read it."""
    if shift is None:
        return None
    row = written(shift)
    values = dict(zip(COLUMNS, row.values, strict=True))
    return json.dumps({**values, "assignments": row.assignments}, ensure_ascii=False)


def unpacked(text: str | None) -> Shift | None:
    """Return the shift of such a text."""
    if text is None:
        return None
    told = json.loads(text)
    return shift_of([told.get(name) for name in COLUMNS], told["assignments"])


def intent_of(values: Sequence[Any]) -> Intent:
    """Return the intent of a row whose values come in the order of INTENT."""
    (
        id_, connection, vendor, external_id, action, label, parameters, reason, state, by, attempts,
        created_at, sent_at, finished_at, message, result, basis, preview, found, seen, memory,
    ) = values  # fmt: skip
    return Intent(
        id=id_,
        connection=connection,
        vendor=vendor,
        external_id=external_id,
        action=action,
        label=label,
        parameters=json.loads(parameters),
        reason=reason,
        state=IntentState(state),
        by=by,
        attempts=attempts,
        created_at=datetime.fromtimestamp(created_at, UTC),
        sent_at=_moment(sent_at),
        finished_at=_moment(finished_at),
        message=message,
        result=result,
        basis=unpacked(basis),
        preview=unpacked(preview),
        found=unpacked(found),
        seen=frozenset(json.loads(seen)),
        memory=json.loads(memory),
    )


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
