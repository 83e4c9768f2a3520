"""What Shiftboard tells of its people beside their shifts: when they are away, and how to reach them."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Annotated, TypeVar
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, TypeAdapter

from app.account import Account
from app.domain import Absence, Contact, Span
from app.errors import Garbled
from app.http import Client
from app.records import Id, OptScalar, OptText, sift
from app.vendor import Reject, Roll, Told, sliced
from app.vendors.shiftboard import rpc
from app.vendors.shiftboard.reading import BATCH, days, place
from app.vendors.shiftboard.references import References
from app.vendors.shiftboard.rpc import Answer
from app.vendors.shiftboard.times import times
from app.vendors.shiftboard.wire import total
from app.zones import instant

EVERY = 900.0  # seconds: as often as everything is listed
SELDOM = 3600.0
MOST_PAGES = 50
MOST = 50_000  # times of a list that are kept
APPROVED = "2"  # a request's status
OPEN_ENDED = "4"  # its use_time

Wire = TypeVar("Wire")

_ANY = TypeAdapter(Answer[dict[str, object]])


def _whole_days(text: str | None) -> str | None:
    if text is not None:
        date.fromisoformat(text)
    return text


def _clock(text: str | None) -> str | None:
    if text is not None:
        time.fromisoformat(text)
    return text


OptDay = Annotated[OptText, AfterValidator(_whole_days)]
OptClock = Annotated[OptText, AfterValidator(_clock)]


class Request(BaseModel):
    """A timeOffRequest with its basic attributes, as far as they are needed."""

    model_config = ConfigDict(frozen=True)

    member: OptScalar = None
    external_member: OptScalar = None
    start_date: str
    end_date: OptText = None
    use_time: OptScalar = None
    timezone: OptText = None
    status: OptScalar = None


class Availability(BaseModel):
    """An availability object: hours of days of the week, between two dates."""

    model_config = ConfigDict(frozen=True)

    account: OptScalar = None
    external_account: OptScalar = None
    busy: bool = False
    start_date: OptDay = None
    end_date: OptDay = None
    start_time: OptClock = None
    end_time: OptClock = None
    workgroup: OptScalar = None
    monday: bool = False
    tuesday: bool = False
    wednesday: bool = False
    thursday: bool = False
    friday: bool = False
    saturday: bool = False
    sunday: bool = False


class Person(BaseModel):
    """An account's ways to be reached."""

    model_config = ConfigDict(frozen=True)

    id: Id
    external_id: OptScalar = None
    mobile_phone: OptScalar = None
    home_phone: OptScalar = None
    other_phone: OptScalar = None
    email: OptText = None
    bad_email: bool = False  # what stands there is no address


_REQUEST = TypeAdapter(Request)
_AVAILABILITY = TypeAdapter(Availability)
_PERSON = TypeAdapter(Person)


async def time_off(client: Client, account: Account, span: Span) -> Told:
    """Return the approved time off that touches a span."""
    make = partial(_off, home=account.zones.default)
    asked = {"select": days(span)}
    return await _listed(client, account, "timeOffRequest.list", "timeOffRequests", asked, _REQUEST, make)


async def unavailability(client: Client, account: Account, span: Span) -> Told:
    """Return when people have said that they cannot work at all, day by day of a span."""
    make = partial(_busy, span=span, where=account.zones.default)
    asked = {"select": {**days(span), "busy": True}, "referenced_objects": False}
    return await _listed(
        client, account, "availability.list", "availability", asked, _AVAILABILITY, make, MOST
    )


async def contacts(client: Client, account: Account, span: Span) -> Told:
    """Return how everybody is reached whom the API account may see."""
    return await _listed(client, account, "account.list", "accounts", {}, _PERSON, _ways)


def _off(names: References, one: Request, home: ZoneInfo) -> list[Absence]:
    """Return an approved request; none for one that is new, denied, or of a status that is not documented."""
    member = one.member or one.external_member
    if one.status != APPROVED:
        return []
    if member is None:
        raise ValueError("it does not tell whose it is")
    where = (names.zone_of(one.timezone) if one.timezone else None) or home
    start, end, _ = times(one.start_date, one.end_date, None, where)
    if one.use_time == OPEN_ENDED and not one.end_date:
        end = None
    return [Absence(person_id=member, start=start, end=end, timezone=where.key, what="time off")]


def _busy(names: References, one: Availability, span: Span, where: ZoneInfo) -> list[Absence]:
    """Return the times of a span at which somebody cannot work; those that follow upon each other as one."""
    member = one.account or one.external_account
    if member is None:
        raise ValueError("it does not tell whose it is")
    if not one.busy or one.workgroup not in (None, "0"):
        return []
    week = (one.monday, one.tuesday, one.wednesday, one.thursday, one.friday, one.saturday, one.sunday)
    begins = time.fromisoformat(one.start_time) if one.start_time else time.min
    ends = time.fromisoformat(one.end_time) if one.end_time else time.min
    first = date.fromisoformat(one.start_date) if one.start_date else date.min
    last = date.fromisoformat(one.end_date) if one.end_date else date.max
    spans: list[tuple[datetime, datetime]] = []
    for day in span.widened(1).days():
        if not (first <= day <= last and week[day.weekday()]):
            continue
        until = day if ends > begins else day + timedelta(days=1)
        start = instant(datetime.combine(day, begins), where)
        end = instant(datetime.combine(until, ends), where)
        if spans and start <= spans[-1][1]:
            spans[-1] = spans[-1][0], end
        else:
            spans.append((start, end))
    return [
        Absence(person_id=member, start=start, end=end, timezone=where.key, what="not available")
        for start, end in spans
    ]


def _ways(names: References, one: Person) -> list[Contact]:
    told = (
        ("Mobile telephone", one.mobile_phone),
        ("Home telephone", one.home_phone),
        ("Other telephone", one.other_phone),
        ("E-mail", None if one.bad_email else one.email),
    )
    # Shifts of a site with external ids may name a person by either.
    ids = dict.fromkeys(each for each in (one.id, one.external_id) if each)
    return [
        Contact(person_id=person_id, label=label, text=text)
        for person_id in ids
        for label, text in told
        if text
    ]


async def _listed(
    client: Client,
    account: Account,
    method: str,
    name: str,
    asked: Mapping[str, object],
    shape: TypeAdapter[Wire],
    make: Callable[[References, Wire], Sequence[Absence | Contact]],
    most: int | None = None,
) -> Told:
    """Return what the records of all pages make; pages that cannot be followed raise Garbled.

    A list that is too long, or shorter than its count, is told as short.
    """
    found: list[Absence | Contact] = []
    rejects: list[Reject] = []
    page: dict[str, object] = {"start": 1, "batch": BATCH}
    seen: set[str] = set()
    read = 0
    for _ in range(MOST_PAGES):
        seen.add(place(page))
        told = await rpc.ask(client, account, method, {**asked, "page": page}, _ANY)
        there_are = total(told)
        rows = [] if there_are == 0 and told.get(name) is None else told.get(name)
        if not isinstance(rows, list):
            raise Garbled(f"Shiftboard’s answer to {method} has no list of {name}.")
        names = References.read(told.get("referenced_objects"))
        for piece in sliced(rows):  # a record of hours may make one time for each day in view
            made, bad = sift(piece, shape, partial(make, names))
            for each in made:
                found += each
            rejects += bad
            if most is not None and len(found) > most:
                return Told(found[:most], rejects, f"There are more: the first {most:,} of them are known.")
            await asyncio.sleep(0)
        read += len(rows)
        paging = told.get("page")
        following = paging.get("next") if isinstance(paging, dict) else None
        if following is None:
            short = None
            if there_are is not None and there_are > read:
                short = f"Shiftboard says that there are {there_are:,} records, and shows {read:,} of them."
            return Told(found, rejects, short)
        if not isinstance(following, dict) or not rows:
            raise Garbled("Shiftboard announces a further page that cannot be.")
        page = following
        if place(page) in seen:
            raise Garbled("Shiftboard’s pages go round in a circle.")
    return Told(found, rejects, f"There are more: those of the first {MOST_PAGES} pages are known.")


ROLLS = (
    Roll(key="time-off", title="time off", every=EVERY, read=time_off),
    Roll(key="unavailability", title="when somebody cannot work", every=EVERY, read=unavailability),
    Roll(key="contacts", title="how somebody is reached", every=SELDOM, read=contacts),
)
