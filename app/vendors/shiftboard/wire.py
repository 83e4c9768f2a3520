"""Shiftboard's JSON and its way to the domain.

Rows are typed dictionaries rather than models: a site's first pull may have 100,000 of them,
and a dictionary of texts costs neither a second object nor the garbage collector's attention.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from re import compile as pattern
from typing import Annotated, NotRequired

from pydantic import ConfigDict, Field, StringConstraints, TypeAdapter, with_config
from typing_extensions import TypedDict  # typing's own only from Python 3.12 on: pydantic asks for it

from app.account import Account
from app.domain import FILLED, Assignment, Rate, Shift, State
from app.records import LONGEST_TEXT, reject, sift
from app.vendor import Reject, Sighting
from app.vendors.shiftboard.permissions import TRADE, allowed, offered, reason_of
from app.vendors.shiftboard.references import References
from app.vendors.shiftboard.rpc import ID_PATTERN
from app.vendors.shiftboard.times import stamp, times

_LENIENT = ConfigDict(coerce_numbers_to_str=True, str_max_length=LONGEST_TEXT, extra="ignore")
_NOT_NUMBERS = frozenset({"nan", "inf", "-inf", "infinity", "-infinity"})
_AMOUNT = pattern(r"-?\d{1,9}(\.\d{1,6})?")
LONGEST = 366 * 24 * 60  # minutes that a duration may have
_NONE = (None, "", "0")  # an id of 0 stands for "none" (work_status_type in the document's samples)

Id = Annotated[str, StringConstraints(pattern=ID_PATTERN)]


@with_config(_LENIENT)
class Named(TypedDict, total=False):
    """An object where others send its id (seen for roles)."""

    id: str | None
    name: str | None


@with_config(_LENIENT)
class Row(TypedDict, total=False):
    """A shift with its extended attributes. Ids and numbers come as text or number: here as text."""

    id: Id
    count: str | None  # positions of this row
    qty: str | None  # positions of this and its associated rows
    start_date: str | None  # wall clock; a bare date is an all-day shift
    end_date: str | None
    dur_hrs: str | None  # with use_time 2
    dur_mins: str | None
    timezone: str | None  # a display name
    workgroup: str | None
    subject: str | None
    location: str | None
    role: str | Named | None
    client: str | None
    department: str | None
    covered: bool | None
    published: bool | None
    urgent: bool | None
    covering_member: str | None
    external_covering_member: str | None
    details: str | None
    no_pick_up: bool | None
    signup_list: bool | None
    no_trade: bool | None
    is_a_trade: bool | None
    reference_id: str | None
    work_status_type: str | None
    linktitle: str | None
    linkurl: str | None
    room_floor: str | None
    zipcode: str | None
    pay_rate: str | None
    base_rate: str | None
    absent: bool | None  # documented as a criterion only
    absent_reason: str | None
    arrive_late_datetime: str | None
    arrive_late_reason_label: str | None
    leave_early_datetime: str | None
    leave_early_reason_label: str | None
    acknowledged: bool | None  # acknowledged or declined
    acknowledged_at: str | None
    acknowledge_decline_reason: str | None
    acknowledged_notes: str | None
    custom_text_1: str | None
    custom_text_2: str | None
    custom_text_3: str | None
    user_actions: object


@with_config(_LENIENT)
class Listing(TypedDict, total=False):
    """A page of shift.list or shift.listUpdated.

    `shifts` is a tuple if one of them does not fit: then each is to be looked at by itself.
    """

    shifts: Annotated[list[Row] | tuple[object, ...], Field(union_mode="left_to_right")]
    count: str | None  # of all pages
    page: object
    referenced_objects: object


class One(TypedDict, total=False):
    """The result of shift.get."""

    shift: object
    user_actions: object
    referenced_objects: object


class Clock(TypedDict):
    """The result of system.timestamp, as far as it is needed."""

    timestamp: int  # seconds since 1970
    timezone: NotRequired[str | None]  # the organisation's, an IANA name


@with_config(_LENIENT)
class Who(TypedDict):
    """The result of system.whoami."""

    account: str


@with_config(_LENIENT)
class Self(TypedDict, total=False):
    """The result of account.self, as far as it is needed."""

    id: str | None
    first_name: str | None
    last_name: str | None
    screen_name: str | None
    workgroup_manager: bool | None
    workgroup_coordinator: bool | None
    org_hold: bool | None


ROW = TypeAdapter(Row)


def total(listing: Mapping[str, object]) -> int | None:
    """Return how many records Shiftboard says there are on all pages together, if it says so."""
    text = str(listing.get("count", ""))
    return int(text) if text.isdecimal() and len(text) < 10 else None


def ids(rows: list[Row] | tuple[object, ...]) -> list[str]:
    """Return the ids of rows, whatever else is wrong with them."""
    found = [row.get("id") for row in rows if isinstance(row, dict)]
    return [str(each) for each in found if each and isinstance(each, str | int)]


def sightings(
    rows: list[Row] | tuple[object, ...], names: References, account: Account
) -> tuple[list[Sighting], list[Reject]]:
    """Return what good rows show, and the bad ones with their reasons."""
    if isinstance(rows, tuple):
        return sift((filled_in(row) for row in rows), ROW, lambda row: sighting(row, names, account))
    made: list[Sighting] = []
    rejects: list[Reject] = []
    for row in rows:
        try:
            made.append(sighting(row, names, account))
        except (ValueError, OverflowError) as error:
            rejects.append(reject(row, str(error)))
    return made, rejects


def identity(row: Row) -> str:
    """Return a row's id; raise ValueError if it has none that can be used."""
    external_id = row.get("id")
    if external_id is None or external_id.lower() in _NOT_NUMBERS:
        raise ValueError("it has no usable id")
    return external_id


def filled_in(row: object) -> object:
    """Return a row without its blank fields: a blank is no number and no truth value."""
    return {key: value for key, value in row.items() if value != ""} if isinstance(row, dict) else row


def sighting(row: Row, names: References, account: Account, mark: bytes | None = None) -> Sighting:
    """Return the shift that a row shows; raise ValueError, with the reason, if it cannot be one."""
    external_id = identity(row)
    facility = names.location.get(row.get("location") or "")
    workgroup = names.workgroup.get(row.get("workgroup") or "")
    department = names.department.get(row.get("department") or "")
    role = _role(row, names)
    where = names.zone_of(row.get("timezone") or "") or account.zones.of(facility)
    start_text, end_text = row.get("start_date"), row.get("end_date")
    if not start_text:
        raise ValueError("it has no start_date")
    minutes = None if end_text else _minutes(row)
    start, end, whole_day = times(start_text, end_text or None, minutes, where)
    published = row.get("published") is not False
    state, status = _state(row, published)
    positions = _whole(row.get("count"), "count")
    flags = row.get("user_actions")
    actions, offers = offered(
        allowed(flags), row.get("covered") is True, status, published, row.get("is_a_trade") is True
    )
    return Sighting(
        Shift(
            connection=account.connection,
            vendor="shiftboard",
            external_id=external_id,
            state=state,
            vendor_status=status,
            title=row.get("subject") or role or workgroup,
            role=role,
            facility=facility,
            unit=department or workgroup,
            client=names.client.get(row.get("client") or ""),
            start=start,
            end=end,
            timezone=where.key,
            all_day=whole_day,
            positions=positions,
            filled=(1 if positions is None else positions) if state in FILLED else 0,
            urgent=row.get("urgent") is True,
            published=published,
            rate=_rate(row.get("pay_rate") or ""),
            assignments=_assignments(row, names, state, status),
            actions=actions,
            notes=row.get("details") or None,
            url=account.portal(external_id),
            offers=offers,
            details=_details(row, names, workgroup, department),
        ),
        _absent(row, flags, role, facility, workgroup, department),
        mark=mark,
    )


def _absent(
    row: Row,
    flags: object,
    role: str | None,
    facility: str | None,
    workgroup: str | None,
    department: str | None,
) -> frozenset[str]:
    """Return what the answer did not carry: names that a row refers to may be left out of it."""
    absent = _ALL if isinstance(flags, dict) else _WITHOUT_ACTIONS
    if facility is None and row.get("location") not in _NONE:
        absent |= {"facility"}
    if role is None and row.get("role") not in _NONE:
        absent |= {"role"} if row.get("subject") else {"role", "title"}
    if (workgroup is None and row.get("workgroup") not in _NONE) or (
        department is None and row.get("department") not in _NONE
    ):
        absent |= {"unit", "details"} if row.get("subject") or role else {"unit", "details", "title"}
    return absent


_ALL: frozenset[str] = frozenset()
_WITHOUT_ACTIONS = frozenset({"actions", "offers"})


def _role(row: Row, names: References) -> str | None:
    role = row.get("role")
    if isinstance(role, dict):
        return role.get("name") or names.role.get(role.get("id") or "")
    return names.role.get(role or "")


def _state(row: Row, published: bool) -> tuple[State, str]:
    """Return the state and Shiftboard's word for it, by the first rule that fits."""
    if row.get("covered") is not True:
        return (State.OPEN, "Available") if published else (State.DRAFT, "Unpublished")
    if row.get("absent") is True or row.get("absent_reason") not in _NONE:
        return State.CANCELLED, "Absent"
    if row.get("acknowledged") is not True:
        return State.ASSIGNED, "Assigned"
    if row.get("acknowledge_decline_reason") not in _NONE:
        return State.CANCELLED, "Declined"
    return State.CONFIRMED, "Acknowledged"


def _assignments(row: Row, names: References, state: State, status: str) -> tuple[Assignment, ...]:
    member = row.get("covering_member") or row.get("external_covering_member")
    if row.get("covered") is not True or not member:
        return ()
    return (
        Assignment(
            key=member,
            person=names.account.get(member) or f"Account {member}",
            person_id=member,
            status=status,
            state=state,
            responded_at=stamp(row.get("acknowledged_at")) if row.get("acknowledged") else None,
        ),
    )


def _minutes(row: Row) -> int | None:
    hours, minutes = _whole(row.get("dur_hrs"), "dur_hrs"), _whole(row.get("dur_mins"), "dur_mins")
    total = (hours or 0) * 60 + (minutes or 0)
    if total > LONGEST:
        raise ValueError(f"it lasts {total} minutes")
    return total or None


def _whole(text: str | None, name: str) -> int | None:
    if not text:
        return None
    digits = text.removesuffix(".0")
    if len(digits) > 6 or not (digits.isascii() and digits.isdecimal()):
        raise ValueError(f"its {name} “{text[:40]}” is no count")
    return int(digits)


@lru_cache(maxsize=1_000)
def _rate(text: str) -> Rate | None:
    """Return the pay rate; one that is no plain number is shown among the details instead."""
    if _AMOUNT.fullmatch(text):
        return Rate(amount=Decimal(text), kind="Pay")
    if text.lower() in _NOT_NUMBERS:
        raise ValueError("its pay_rate is not a number")
    return None


_TEXTS = (
    ("Reference", "reference_id"),
    ("Room/floor", "room_floor"),
    ("Zip code", "zipcode"),
    ("Acknowledged at", "acknowledged_at"),
    ("Acknowledgement notes", "acknowledged_notes"),
    ("Base rate", "base_rate"),
    ("Custom text 1", "custom_text_1"),
    ("Custom text 2", "custom_text_2"),
    ("Custom text 3", "custom_text_3"),
)
_MARKS = (
    ("No pick-up", "no_pick_up"),
    ("Sign-up list", "signup_list"),
    ("No trade", "no_trade"),
)


def _details(
    row: Row, names: References, workgroup: str | None, department: str | None
) -> tuple[tuple[str, str], ...]:
    told: list[tuple[str, str]] = []
    if workgroup:
        told.append(("Workgroup", workgroup))
    if department:
        told.append(("Department", department))
    plain: Mapping[str, object] = row
    for label, field in _TEXTS:
        if text := plain.get(field):
            told.append((label, str(text)))
    for label, field in _MARKS:
        if plain.get(field) is True:
            told.append((label, "yes"))
    if (trade := row.get("is_a_trade")) is not None:
        told.append((TRADE, "yes" if trade else "no"))  # "no" too: a row that is silent says neither
    told.extend(_sayings(row, names))
    return tuple(told)


def _sayings(row: Row, names: References) -> Iterable[tuple[str, str]]:
    """Yield the details that are put together from several fields."""
    if (kind := row.get("work_status_type")) not in _NONE:
        yield "Work status", names.work_status.get(str(kind)) or str(kind)
    if (reason := row.get("acknowledge_decline_reason")) not in _NONE:
        yield "Decline reason", names.decline_reason.get(str(reason)) or str(reason)
    if (reason := row.get("absent_reason")) not in _NONE:
        yield "Absent reason", reason_of(row.get("user_actions"), str(reason))
    if (quantity := row.get("qty")) and quantity != row.get("count"):
        yield "Positions in all", quantity
    if (rate := row.get("pay_rate")) and _rate(rate) is None:
        yield "Pay rate", rate
    if link := row.get("linkurl"):
        yield "Link", f"{row.get('linktitle') or ''} {link}".strip()
    for label, when, why in (
        ("Arrived late", row.get("arrive_late_datetime"), row.get("arrive_late_reason_label")),
        ("Left early", row.get("leave_early_datetime"), row.get("leave_early_reason_label")),
    ):
        if when or why:
            yield label, " ".join(text for text in (when, why) if text)
