"""A shift as a row of the mirror, and back."""

import json
import marshal
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple

import apsw

from app.domain import Assignment, Change, Kept, Kind, Noticed, Offer, Rate, Shift, State
from app.store.files import fetched
from app.zones import of_epoch, zone

COLUMNS = (
    "connection", "external_id", "vendor", "number", "state", "vendor_status", "title", "role",
    "specialty", "facility", "unit", "client", "address", "start", "end", "timezone", "day",
    "all_day", "positions", "filled", "urgent", "published", "rate", "rate_kind", "rate_on_call",
    "people", "notes", "url", "series", "actions", "offers", "details",
)  # fmt: skip
CONTENT = ", ".join(COLUMNS)
START = COLUMNS.index("start")
# Until when a row was seen: it says so itself, or the last complete listing of its day does,
# unless that listing missed it (`missed`).
LAST_SEEN = """case when s.removed is null and s.missed is null and c.listed_at > s.last_seen
 and s.day between c.listed_first and c.listed_last then c.listed_at else s.last_seen end"""

Values = tuple[Any, ...]  # one value of SQLite's own types for each column


@dataclass(frozen=True, slots=True)
class Written:
    """A shift ready for the mirror."""

    external_id: str
    start: int
    values: Values  # in the order of COLUMNS
    assignments: tuple[Values, ...]  # without shift id and position
    digest: bytes
    mark: bytes | None  # of the vendor's record


def written(shift: Shift, mark: bytes | None = None) -> Written:
    """Return a shift as the values of its row."""
    plain = _plain(shift)
    *values, actions, offers, details = plain[0]
    return Written(
        shift.external_id,
        values[START],
        (*values, _often(actions), _often(offers), _json(details)),
        plain[1],
        _digest(plain),
        mark,
    )


def digest(shift: Shift) -> bytes:
    """Return what only a change of the shift alters."""
    return _digest(_plain(shift))


def _digest(plain: tuple[Values, tuple[Values, ...]]) -> bytes:
    # Version 0 depends on nothing but the values, and takes a quarter of the time of repr.
    return blake2b(marshal.dumps(plain, 0), digest_size=8).digest()


def _plain(shift: Shift) -> tuple[Values, tuple[Values, ...]]:
    """Return the values of a shift's row, the last three not yet as JSON, and those of its assignments."""
    rate = shift.rate
    assignments = tuple(
        [
            (
                one.key,
                one.person,
                one.person_id,
                one.status,
                one.state.value,
                _seconds(one.assigned_at),
                one.assigned_by,
                _seconds(one.responded_at),
            )
            for one in shift.assignments
        ]
    )
    values = (
        shift.connection,
        shift.external_id,
        shift.vendor,
        shift.number,
        shift.state.value,
        shift.vendor_status,
        shift.title,
        shift.role,
        shift.specialty,
        shift.facility,
        shift.unit,
        shift.client,
        shift.address,
        int(shift.start.timestamp()),
        None if shift.end is None else int(shift.end.timestamp()),
        shift.timezone,
        shift.start.toordinal(),
        int(shift.all_day),
        shift.positions,
        shift.filled,
        int(shift.urgent),
        int(shift.published),
        None if rate is None else f"{rate.amount:f}",
        None if rate is None else rate.kind,
        None if rate is None else int(rate.on_call),
        ", ".join([one.person for one in shift.assignments]) or None,
        shift.notes,
        shift.url,
        shift.series,
        shift.actions,
        tuple([(one.name, one.link, one.precedence) for one in shift.offers]),
        shift.details,
    )
    return values, assignments


def shift_of(values: Sequence[Any], assignments: Iterable[Sequence[Any]]) -> Shift:
    """Return the shift of a row whose values come in the order of COLUMNS."""
    (
        connection, external_id, vendor, number, state, vendor_status, title, role, specialty, facility,
        unit, client, address, start, end, timezone, _day, all_day, positions, filled, urgent, published,
        rate, rate_kind, rate_on_call, _people, notes, url, series, actions, offers, details,
    ) = values  # fmt: skip
    where = zone(timezone)
    return Shift(
        connection=connection,
        vendor=vendor,
        external_id=external_id,
        number=number,
        state=State(state),
        vendor_status=vendor_status,
        title=title,
        role=role,
        specialty=specialty,
        facility=facility,
        unit=unit,
        client=client,
        address=address,
        start=of_epoch(start, where),
        end=None if end is None else of_epoch(end, where),
        timezone=timezone,
        all_day=bool(all_day),
        positions=positions,
        filled=filled,
        urgent=bool(urgent),
        published=bool(published),
        rate=None if rate is None else Rate(amount=Decimal(rate), kind=rate_kind, on_call=bool(rate_on_call)),
        assignments=tuple(assignment_of(one) for one in assignments),
        actions=tuple(json.loads(actions)) if actions else (),
        notes=notes,
        url=url,
        series=series,
        offers=tuple(
            Offer(name=name, link=link, precedence=rank) for name, link, rank in json.loads(offers or "[]")
        ),
        details=tuple((label, text) for label, text in json.loads(details or "[]")),
    )


def assignment_of(values: Sequence[Any]) -> Assignment:
    """Return the assignment of a row, without its shift id and position."""
    key, person, person_id, status, state, assigned_at, assigned_by, responded_at = values
    return Assignment(
        key=key,
        person=person,
        person_id=person_id,
        status=status,
        state=State(state),
        assigned_at=moment(assigned_at),
        assigned_by=assigned_by,
        responded_at=moment(responded_at),
    )


def kept_of(values: Sequence[Any], assignments: Iterable[Sequence[Any]]) -> Kept:
    """Return the row's shift with what the mirror knows of it: `removed` and `last_seen` come last."""
    *content, removed, last_seen = values
    return Kept(
        shift=shift_of(content, assignments),
        removed=removed is not None,
        last_seen=datetime.fromtimestamp(last_seen, UTC),
    )


def load(db: apsw.Connection, clause: str, bound: Sequence[Any]) -> dict[int, Kept]:
    """Return the shifts of a clause over `shift s`, by their ids and in its order."""
    columns = ", ".join(f"s.{name}" for name in COLUMNS)
    rows = fetched(
        db,
        f"""select s.id, {columns}, s.removed, {LAST_SEEN}
            from shift s left join connection c on c.name=s.connection {clause}""",
        bound,
    )
    assignments: dict[int, list[Sequence[Any]]] = {}
    for shift_id, *values in fetched(
        db,
        f"""select shift_id, key, person, person_id, status, state, assigned_at, assigned_by, responded_at
            from assignment where shift_id in ({marks(rows)}) order by shift_id, position""",
        [row[0] for row in rows],
    ):
        assignments.setdefault(shift_id, []).append(values)
    return {id_: kept_of(values, assignments.get(id_, ())) for id_, *values in rows}


def marks(values: Collection[object]) -> str:
    """Return a question mark for each value, as SQL wants them."""
    return ", ".join("?" * len(values))


CHANGE = "id, key, connection, ref, kind, person, before, after, by, happened_at, note, seen_at"


def noticed_of(values: Sequence[Any]) -> Noticed:
    """Return the change of a row: the columns of CHANGE, then the acknowledgement's at, by, comment."""
    (
        id_, key, connection, ref, kind, person, before, after, by, happened_at, note, seen_at,
        acknowledged_at, acknowledged_by, comment,
    ) = values  # fmt: skip
    return Noticed(
        id=id_,
        change=Change(
            key=key,
            connection=connection,
            ref=ref,
            kind=Kind(kind),
            person=person,
            before=_facts(before),
            after=_facts(after),
            by=by,
            happened_at=moment(happened_at),
            note=note,
        ),
        seen_at=datetime.fromtimestamp(seen_at, UTC),
        acknowledged_at=moment(acknowledged_at),
        acknowledged_by=acknowledged_by,
        comment=comment,
    )


def change_row(change: Change, seen_at: int) -> Values:
    """Return a change as the values of CHANGE without its id."""
    return (
        change.key,
        change.connection,
        change.ref,
        change.kind.value,
        change.person,
        None if change.before is None else json.dumps(change.before, ensure_ascii=False),
        None if change.after is None else json.dumps(change.after, ensure_ascii=False),
        change.by,
        _seconds(change.happened_at),
        change.note,
        seen_at,
    )


class BoardRow(NamedTuple):
    """What one line of a board shows: plain values, as the mirror has them."""

    id: int
    ref: str
    connection: str
    vendor: str
    state: str
    vendor_status: str | None
    start: int  # seconds since 1970
    end: int | None
    timezone: str
    all_day: int
    title: str | None
    role: str | None
    specialty: str | None
    facility: str | None
    unit: str | None
    client: str | None
    people: str | None
    number: str | None
    rate: str | None
    positions: int | None
    filled: int
    urgent: int
    published: int
    removed: int | None
    last_change: int | None


BOARD = ", ".join("connection || ':' || external_id" if name == "ref" else name for name in BoardRow._fields)


def moment(seconds: int | None) -> datetime | None:
    """Return a stored time as a UTC instant."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _seconds(when: datetime | None) -> int | None:
    return None if when is None else int(when.timestamp())


@lru_cache(maxsize=4096)
def _often(value: Values) -> str | None:
    """Return as JSON what many shifts have in common."""
    return _json(value)


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _json(value: Sequence[object]) -> str | None:
    return _encode(value) if value else None


def _facts(text: str | None) -> Mapping[str, object] | None:
    return None if text is None else json.loads(text)
