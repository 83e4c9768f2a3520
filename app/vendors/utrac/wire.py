"""uTRAC's JSON, and its way to the domain: a shift is rebuilt from the rows about its people.

Each answer is an array of shifts, each with rows of the kind asked for: `assigned`, `changed`
or `deleted`. Sources and certainties stand in NOTES.md beside this file.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Annotated, Any, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from app.account import Account
from app.domain import Assignment, Change, Kind, Shift, Span
from app.errors import Garbled
from app.http import Reply
from app.records import Id, OptScalar, OptText, reject, sift
from app.vendor import Reject, Sighting
from app.vendors.utrac.roster import FIRST, composed, settled, standing, state_of
from app.zones import EARLIEST, LATEST, instant

MOST_ROWS = 20_000  # on one shift; more is no shift

# Such a sighting tells these in part only: `Utrac.merge` completes them from what was known.
PARTLY = frozenset({"assignments", "state", "vendor_status", "filled"})

DETAILS = (
    ("Project id", "project_id"),
    ("Purchase order", "purchase_order_number"),
    ("Quote", "quote_number"),
    ("Client reference", "client_ref"),
    ("Cost centre", "costcentre"),
)


class Row(BaseModel):
    """One person on one shift. Rows of `deleted` are documented without an `assignment_id`."""

    staff_name: OptText = None
    payroll_number: OptScalar = None
    assigned_at: OptText = None
    assignment_id: OptScalar = None


class Assigned(Row):
    """Somebody was put on the shift."""

    assigned_by: OptText = None


class Changed(Row):
    """Somebody's status became another."""

    previous_status: OptText = None
    last_status: OptText = None
    actioned_on: OptText = None
    actioned_by: OptText = None


class Deleted(Row):
    """Somebody was taken off the shift."""

    last_status: OptText = None
    deleted_reason: OptText = None
    deleted_by: OptText = None
    deleted_date: OptText = None


class Body(BaseModel):
    """What every answer tells of a shift."""

    shift_id: Id
    shift_start: str
    shift_end: OptText = None
    task_name: OptText = None
    project_id: OptScalar = None
    project_name: OptText = None
    purchase_order_number: OptScalar = None
    quote_number: OptScalar = None
    client_name: OptText = None
    client_ref: OptScalar = None
    client_postcode: OptScalar = None
    costcentre: OptScalar = None


class Record(Body):
    """A shift with its rows."""

    assigned: Annotated[list[Assigned], Field(max_length=MOST_ROWS)] | None = None
    changed: Annotated[list[Changed], Field(max_length=MOST_ROWS)] | None = None
    deleted: Annotated[list[Deleted], Field(max_length=MOST_ROWS)] | None = None

    @property
    def rows(self) -> Iterator[Row]:
        """Yield its rows, those first that later ones build upon."""
        yield from self.assigned or ()
        yield from self.changed or ()
        yield from self.deleted or ()


class Loose(Body):
    """A shift whose rows have yet to be looked at, one by one."""

    model_config = ConfigDict(extra="allow")  # the rows; whatever else comes is left alone


RECORDS = TypeAdapter(list[Record])
RAW = TypeAdapter(list[Any])
LOOSE = TypeAdapter(Loose)
ROWS: Mapping[str, TypeAdapter[Any]] = {
    "assigned": TypeAdapter(Assigned),
    "changed": TypeAdapter(Changed),
    "deleted": TypeAdapter(Deleted),
}


@dataclass(slots=True)
class Told:
    """What the answers of one pull tell about one shift."""

    body: Body
    start: datetime  # in the shift's zone, as is `end`
    end: datetime | None
    seen: list[Assignment] = field(default_factory=list)
    gone: list[Assignment] = field(default_factory=list)
    news: dict[str, Change] = field(default_factory=dict)  # by key, so that each is told once


@dataclass(frozen=True, slots=True)
class Answer:
    """The shifts of one answer, and what of them did not fit: a bad row costs only itself."""

    records: Sequence[Record]
    rejects: list[Reject]
    count: int  # of shifts that came, those included that did not fit


def read(reply: Reply) -> Answer:
    """Return what an answer tells; raise Garbled if it is no array."""
    try:
        records = reply.read(RECORDS)
        return Answer(records, [], len(records))
    except Garbled:
        raw: list[Any] = reply.read(RAW)
    loose, rejects = sift(raw, LOOSE, lambda one: one, "shift_id")
    return Answer([_strict(one, rejects) for one in loose], rejects, len(raw))


def _strict(loose: Loose, rejects: list[Reject]) -> Record:
    """Return a shift with those of its rows that fit, and add the others to `rejects`."""
    values: dict[str, Any] = {name: getattr(loose, name) for name in Body.model_fields}
    for name, shape in ROWS.items():
        found = (loose.model_extra or {}).get(name) or []
        # "displayed as an object", says the document, and shows an array
        listed = [found] if isinstance(found, dict) else found
        if isinstance(listed, list) and len(listed) <= MOST_ROWS:
            values[name], bad = sift(listed, shape, lambda row: row)
            rejects += [replace(each, external_id=loose.shift_id) for each in bad]
        else:
            rejects.append(
                reject({"shift_id": loose.shift_id, name: found}, f"{name} is no list", "shift_id")
            )
    return Record.model_construct(None, **values)


def gather(
    told: dict[str, Told], found: Iterable[Record], account: Account, span: Span
) -> tuple[datetime | None, list[Reject]]:
    """Add what records tell of the span's shifts to `told`, by shift id.

    Returns the latest stamp of all their rows (UTC), and what cannot be.
    """
    latest: datetime | None = None
    rejects: list[Reject] = []
    for record in found:
        try:
            where = account.zones.of(record.project_name)
            start, end = _times(record, where)
        except (ValueError, OverflowError) as error:
            rejects.append(reject(record.model_dump(), str(error), "shift_id"))
            continue
        inside = start.date() in span
        shift = told.setdefault(record.shift_id, Told(record, start, end)) if inside else None
        for row in record.rows:
            try:
                change, ones = _news(row, record.shift_id, account, where)
            except (ValueError, OverflowError) as error:
                if inside:
                    bad = reject(row.model_dump(), str(error))
                    rejects.append(replace(bad, external_id=record.shift_id))
                continue
            if change.happened_at is not None and (latest is None or change.happened_at > latest):
                latest = change.happened_at
            if shift is not None:
                shift.news[change.key] = change
                (shift.gone if change.kind is Kind.UNASSIGNED else shift.seen).extend(ones)
    return latest, rejects


def sighting(told: Told, account: Account, *, whole: bool) -> Sighting:
    """Return the shift as it stands by these answers; `whole` if they were all there is to tell."""
    body = told.body
    assignments = settled((), told.seen, told.gone)
    state, word, filled = standing(assignments)
    zone = told.start.tzinfo
    assert isinstance(zone, ZoneInfo)
    shift = Shift(
        connection=account.connection,
        vendor="utrac",
        external_id=body.shift_id,
        state=state,
        vendor_status=word,
        title=body.task_name,
        role=body.task_name,
        facility=body.project_name,
        client=body.client_name,
        address=body.client_postcode,
        start=told.start,
        end=told.end,
        timezone=zone.key,
        filled=filled,
        assignments=assignments,
        url=account.portal(body.shift_id),
        details=tuple((label, text) for label, name in DETAILS if (text := getattr(body, name))),
    )
    return Sighting(shift) if whole else Sighting(shift, PARTLY, tuple(told.gone))


def merged(known: Shift, seen: Sighting) -> Shift:
    """Return the shift seen, with those known people of whom its answers do not tell."""
    if not seen.absent:
        return seen.shift
    assignments = settled(known.assignments, seen.shift.assignments, seen.gone)
    state, word, filled = standing(assignments)
    return replace(seen.shift, assignments=assignments, state=state, vendor_status=word, filled=filled)


def moment(text: str | None) -> datetime | None:
    """Return the UTC instant of a stamp: with Z or without (then read as UTC), with fractions or not."""
    if text is None:
        return None
    try:
        stamp = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise ValueError(f"“{text[:40]}” is not a time") from error
    if not EARLIEST <= stamp.year <= LATEST:
        raise ValueError(f"“{text[:40]}” is not a plausible time")
    return stamp.replace(tzinfo=UTC) if stamp.tzinfo is None else stamp.astimezone(UTC)


def _times(body: Body, where: ZoneInfo) -> tuple[datetime, datetime | None]:
    start, end = moment(body.shift_start), moment(body.shift_end)
    assert start is not None
    if end is not None and end < start:
        raise ValueError(f"it ends ({body.shift_end}) before it begins ({body.shift_start})")
    start = start.replace(microsecond=0).astimezone(where)
    return start, end.replace(microsecond=0).astimezone(where) if end else None


class Said(NamedTuple):
    """What a row says happened, whichever of the three it is."""

    kind: Kind
    at: str | None
    by: str | None
    before: str | None = None
    after: str | None = None
    note: str | None = None


def _said(row: Row) -> Said:
    match row:
        case Assigned():
            return Said(Kind.ASSIGNED, row.assigned_at, row.assigned_by)
        case Changed():
            return Said(Kind.STATUS, row.actioned_on, row.actioned_by, row.previous_status, row.last_status)
        case Deleted():
            before, note = row.last_status, row.deleted_reason
            return Said(Kind.UNASSIGNED, row.deleted_date, row.deleted_by, before, note=note)
    raise TypeError(f"{type(row).__name__} is no row of uTRAC")


def _news(row: Row, shift_id: str, account: Account, where: ZoneInfo) -> tuple[Change, list[Assignment]]:
    """Return the news of a row, and the assignment that it is about.

    For a removal these are up to two readings of the same one: see `_readings`.
    """
    said = _said(row)
    happened_at = moment(said.at)
    ones = [_assignment(row, said, at, happened_at) for at in _readings(row, said.kind, where)]
    # Days are read again and again: the key rests on nothing but what the row itself tells.
    seconds = None if happened_at is None else int(happened_at.timestamp())
    identity = ascii((said.kind.value, shift_id, ones[0].key, seconds, said.before, said.after))
    digest = blake2b(identity.encode(), digest_size=16).hexdigest()
    change = Change(
        key=f"{account.connection}:{digest}",
        connection=account.connection,
        ref=f"{account.connection}:{shift_id}",
        kind=said.kind,
        person=ones[0].person,
        before={"status": said.before} if said.before else None,
        after={"status": said.after} if said.after else None,
        by=said.by,
        happened_at=happened_at,
        note=said.note,
    )
    return change, ones


def _assignment(
    row: Row, said: Said, assigned_at: datetime | None, happened_at: datetime | None
) -> Assignment:
    person = row.staff_name or row.payroll_number
    if person is None:
        raise ValueError("it names nobody")
    status = said.after or FIRST
    return Assignment(
        key=row.assignment_id or composed(row.payroll_number or person, assigned_at),
        person=person,
        person_id=row.payroll_number,
        status=status,
        state=state_of(status),
        assigned_at=assigned_at,
        assigned_by=said.by if said.kind is Kind.ASSIGNED else None,
        responded_at=happened_at if said.after or said.kind is Kind.UNASSIGNED else None,
    )


def _readings(row: Row, kind: Kind, where: ZoneInfo) -> list[datetime | None]:
    """Return what a row's `assigned_at` may mean.

    The document shows that of a removed row without a zone, unlike all others. It is read as UTC;
    should it be the wall clock, the person would stay on the board for ever: that reading counts too.
    """
    assigned_at = moment(row.assigned_at)
    if kind is Kind.UNASSIGNED and row.assigned_at:
        wall = datetime.fromisoformat(row.assigned_at.strip())
        if wall.tzinfo is None and (local := instant(wall, where).astimezone(UTC)) != assigned_at:
            return [assigned_at, local]
    return [assigned_at]
