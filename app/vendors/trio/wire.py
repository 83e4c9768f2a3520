"""Trio's JSON, and its way to the domain. Only `id` and `start` are needed of a shift.

Sources and certainties stand in NOTES.md beside this file.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import (
    Annotated,
    Required,  # typing's own will not do for pydantic before 3.12
)
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import Field, FiniteFloat, StringConstraints
from typing_extensions import TypedDict

from app.account import Account
from app.domain import FILLED, Assignment, Offer, Rate, Shift, State
from app.records import LONGEST_TEXT, reject
from app.vendor import Reject, Sighting
from app.vendors.trio import links
from app.zones import EARLIEST, LATEST, between, instant, seconds_between

# The names are not documented (NOTES.md): this table is a guess, and the one place to change it.
STATES: Mapping[str, State] = {
    "open": State.OPEN,
    "pending": State.PENDING,
    "claimed": State.PENDING,
    "submitted": State.PENDING,
    "requested": State.PENDING,
    "offered": State.PENDING,
    "assigned": State.ASSIGNED,
    "filled": State.ASSIGNED,
    "confirmed": State.CONFIRMED,
    "in progress": State.WORKED,
    "completed": State.WORKED,
    "worked": State.WORKED,
    "declined": State.CANCELLED,
    "cancelled": State.CANCELLED,
    "canceled": State.CANCELLED,
    "withdrawn": State.CANCELLED,
    "closed": State.CANCELLED,
    "expired": State.CANCELLED,
}

RECRUITER = ("Recruiter", "Recruiter company", "Recruiter e-mail", "Recruiter telephone")

Text = Annotated[str, StringConstraints(max_length=LONGEST_TEXT)]
Told = Text | None
Money = Annotated[Decimal, Field(ge=-1_000_000, le=1_000_000)]
Number = int | FiniteFloat | Text

# Their objects are typed dicts, not models: pydantic checks them four times as fast, in Rust alone.


class Named(TypedDict, total=False):
    """Something with an id (a UUID or an integer) and a name."""

    id: int | Text | None
    name: Told


class Address(TypedDict, total=False):
    """Where a facility stands."""

    line1: Told
    line2: Told
    city: Told
    state: Told
    zip: Told


class ShiftRate(TypedDict, total=False):
    """What an hour costs."""

    rateType: Named | None
    isOnCall: bool | None
    billRate: Money | None


class AvailableAction(TypedDict, total=False):
    """Something that can be done with a shift now."""

    name: Required[Annotated[str, StringConstraints(max_length=200)]]
    link: Told
    precedence: int | None


class Recruiter(TypedDict, total=False):
    """Whom to call about a shift; part of the single-shift answer only (guess)."""

    name: Told
    company: Told
    email: Told
    phoneNumber: Told


class Record(TypedDict, total=False):
    """Schemas Shift and ShiftDetail in one: the list leaves out `notes` and `recruiter`."""

    id: Required[Text]
    number: int | Text | None
    address: Address | None
    schedule: Named | None
    scheduleClient: Named | None
    facility: Named | None
    unit: Named | None
    profession: Told
    specialty: Told
    start: Required[Text]
    end: Told
    periodOfWork: Told
    duration: Number | None
    status: Named | None
    rateType: Told
    rate: ShiftRate | None
    availableActions: list[AvailableAction] | None
    shiftDetailUrl: Told
    candidate: Named | None
    segment: Named | None
    shiftType: Named | None
    recruiter: Recruiter | None
    notes: Told


def is_nameless(record: Record) -> bool:
    """Tell whether the shift's status came as a bare id, to be looked up among `statuses`."""
    status = record.get("status")
    return status is not None and _name(status) is None and status.get("id") is not None


def key(name: str) -> str:
    """Return the key of an action that a shift offers: its name in lower case, with `-` for spaces."""
    return "-".join(name.lower().split())


def external_id(text: str) -> str:
    """Return a shift's id, a UUID, in its usual spelling; raise ValueError if it is none."""
    try:
        return str(UUID(text))
    except ValueError as error:
        raise ValueError(f"“{text[:60]}” is not the id of a Trio shift") from error


def sightings(
    records: list[Record], account: Account, names: Mapping[str, str]
) -> tuple[list[Sighting], list[Reject]]:
    """Return what the good records say, and the impossible ones with the reason."""
    made: list[Sighting] = []
    rejects: list[Reject] = []
    for record in records:
        try:
            made.append(sighting(record, account, names))
        except (ValueError, OverflowError) as error:
            rejects.append(reject(record, str(error)))
    return made, rejects


def sighting(record: Record, account: Account, names: Mapping[str, str]) -> Sighting:
    """Return a shift as Trio shows it; raise ValueError if its times cannot be.

    `names` are those of statuses by id, for a status that came without its own.
    """
    shift_id = external_id(record["id"])
    facility, address = _name(record.get("facility")), record.get("address") or {}
    where = account.zones.of(facility, address.get("state"))
    start, end = _times(record["start"], _said(record.get("end")), where)
    offers = _offers(record.get("availableActions"), account)
    actions = tuple(dict.fromkeys(key(offer.name) for offer in offers))
    status = _status(record.get("status"), names)
    state = _state(status, actions)
    rate = _rate(record)
    number = record.get("number")
    role, specialty = _said(record.get("profession")), _said(record.get("specialty"))
    shift = Shift(
        connection=account.connection,
        vendor="trio",
        external_id=shift_id,
        number=None if number is None else _said(str(number)),
        state=state,
        vendor_status=status,
        title=_joined(", ", (role, specialty)),
        role=role,
        specialty=specialty,
        facility=facility,
        unit=_name(record.get("unit")),
        client=_name(record.get("scheduleClient")),
        address=_written(address),
        start=start,
        end=end,
        timezone=where.key,
        positions=1,  # one candidate a shift (NOTES.md)
        filled=1 if state in FILLED else 0,
        rate=rate,
        assignments=_assignments(record.get("candidate"), status, state),
        actions=actions,
        notes=_said(record.get("notes")),
        url=_web(record.get("shiftDetailUrl")) or account.portal(shift_id),
        offers=offers,
        details=tuple(_details(record, rate)),
    )
    return Sighting(shift, frozenset() if "notes" in record else _LISTED)


def merged(known: Shift, seen: Sighting) -> Shift:
    """Return the shift seen; notes and recruiter, which lists leave out, stay as they were known."""
    if "notes" not in seen.absent:
        return seen.shift
    details = seen.shift.details
    if not any(label in RECRUITER for label, _ in details):
        details += tuple(row for row in known.details if row[0] in RECRUITER)
    if known.notes is None and len(details) == len(seen.shift.details):
        return seen.shift
    return replace(seen.shift, notes=known.notes, details=details)


_LISTED = frozenset({"notes"})
_CENTS = Decimal("0.01")


def _times(start: str, end: str | None, where: ZoneInfo) -> tuple[datetime, datetime | None]:
    first = _stamp(start)
    if end is None:
        return _moment(first, where), None
    last = _stamp(end)
    if first.tzinfo is None and last.tzinfo is None:
        return between(first, last, where)
    begins = _moment(first, where)
    ends = _moment(last, where, after=begins)
    if seconds_between(begins, ends) < 0:
        raise ValueError(f"it ends ({end}) before it begins ({start})")
    return begins, ends


def _stamp(text: str) -> datetime:
    try:
        stamp = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"“{text[:60]}” is not a date and time") from error
    return stamp.replace(microsecond=0) if stamp.microsecond else stamp


def _moment(stamp: datetime, where: ZoneInfo, *, after: datetime | None = None) -> datetime:
    if stamp.tzinfo is None:
        return instant(stamp, where, after=after)
    if not EARLIEST <= stamp.year <= LATEST:
        raise ValueError(f"{stamp.isoformat()} is not a plausible time of a shift")
    return stamp.astimezone(where)


def _offers(actions: list[AvailableAction] | None, account: Account) -> tuple[Offer, ...]:
    if not actions:
        return ()
    offers = [
        Offer(
            name=action["name"],
            link=links.kept(link, account) if (link := _said(action.get("link"))) else None,
            precedence=action.get("precedence") or 0,
        )
        for action in actions
        if _said(action["name"])
    ]
    return tuple(sorted(offers, key=lambda offer: offer.precedence))


def _status(status: Named | None, names: Mapping[str, str]) -> str | None:
    if not status:
        return None
    number = status.get("id")
    return _name(status) or (None if number is None else names.get(str(number), str(number)))


def _state(status: str | None, actions: tuple[str, ...]) -> State:
    label = (status or "").strip().casefold()
    if label == "released":
        return State.OPEN if "claim" in actions else State.CANCELLED
    return STATES.get(label, State.UNKNOWN)


def _assignments(candidate: Named | None, status: str | None, state: State) -> tuple[Assignment, ...]:
    if not candidate:
        return ()
    number = candidate.get("id")
    person_id = None if number is None else _said(str(number))
    person = _name(candidate) or person_id
    if person is None:
        return ()
    return (
        Assignment(key=person_id or person, person=person, person_id=person_id, status=status, state=state),
    )


def _rate(record: Record) -> Rate | None:
    rate = record.get("rate") or {}
    amount = rate.get("billRate")
    if amount is None:
        return None
    if int(amount.as_tuple().exponent) > -2:
        amount = amount.quantize(_CENTS)
    kind = _name(rate.get("rateType")) or _said(record.get("rateType"))
    return Rate(amount=amount, kind=kind, on_call=bool(rate.get("isOnCall")))


def _details(record: Record, rate: Rate | None) -> Iterator[tuple[str, str]]:
    duration, kind = record.get("duration"), _said(record.get("rateType"))
    told = (
        ("Schedule", _name(record.get("schedule"))),
        ("Segment", _name(record.get("segment"))),
        ("Shift type", _name(record.get("shiftType"))),
        ("Period of work", _said(record.get("periodOfWork"))),
        ("Duration, as given", None if duration is None else _said(str(duration))),
        ("Rate type", None if rate and rate.kind == kind else kind),
    )
    yield from ((label, text) for label, text in told if text)
    if who := record.get("recruiter"):
        contact = map(_said, (who.get("name"), who.get("company"), who.get("email"), who.get("phoneNumber")))
        yield from ((label, text) for label, text in zip(RECRUITER, contact, strict=True) if text)


def _written(address: Address) -> str | None:
    place = _joined(" ", (address.get("state"), address.get("zip")))
    return _joined(", ", (address.get("line1"), address.get("line2"), address.get("city"), place))


def _joined(by: str, parts: Iterable[str | None]) -> str | None:
    return by.join(part for part in parts if part and not part.isspace()) or None


def _said(text: str | None) -> str | None:
    return text if text and not text.isspace() else None  # blank is absent


def _name(named: Named | None) -> str | None:
    return _said(named.get("name")) if named else None


def _web(link: str | None) -> str | None:
    if not link or any(ch.isspace() or not ch.isprintable() for ch in link):
        return None
    try:
        parts = urlsplit(link)
    except ValueError:
        return None
    return link if parts.scheme in {"http", "https"} and parts.netloc else None
