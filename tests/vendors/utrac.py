"""uTRAC's practice server and its rows, as the tests of uTRAC hold them."""

import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx

from app.account import Account, NoSettings
from app.domain import Change, Shift, Span
from app.http import Client, Reply
from app.market import Booking, Need, Site, Worker
from app.vendor import End, Page, Reject, Sighting
from app.vendors.utrac import wire
from app.vendors.utrac.adapter import UTRAC, Credentials
from app.vendors.utrac.simulator import practise
from app.world import Twist, World
from app.zones import Zones, zone

Json = dict[str, Any]

TODAY = date(2026, 11, 21)
SPAN = Span(TODAY - timedelta(days=7), TODAY + timedelta(days=60))
MORNING = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
SITE = Site(
    id=7,
    name="Riverside Arena",
    line1="1 Quay",
    city="London",
    state="Greater London",
    zip="SE1 7PB",
    zone="Europe/London",
    units=("Main Gate",),
)
ADAM = Worker(human=1, id=1, first="Adam", last="Jones", role="Steward", payroll="NUM_1234")
BEA = Worker(human=2, id=2, first="Bea", last="Low", role="Steward", payroll="NUM_2")


def booking(worker: Worker = ADAM, n: int = 1, status: str = "assigned", **more: Any) -> Booking:
    values: Json = {"booked_at": MORNING, "changed_at": MORNING, "booked_by": "Dana", "changed_by": "Marcus"}
    return Booking(worker=worker, id=n, status=status, **(values | more))


def need(start: datetime, *bookings: Booking, n: int = 9_742_569_999, site: Site = SITE) -> Need:
    return Need(
        id=n,
        site=site,
        unit="Main Gate",
        role="Steward",
        specialty="",
        start=start,
        end=start + timedelta(hours=8),
        bookings=list(bookings),
        created=MORNING,
        updated=MORNING,
        status_updated=MORNING,
    )


def world_of(*needs: Need) -> World:
    world = World(1, today=TODAY, shifts=0)
    world.needs["utrac"].update({one.id: one for one in needs})
    return world


def account(timezone: str = "Europe/London") -> Account:
    return Account(
        connection="utrac-live",
        base_url="http://localhost",
        zones=Zones(zone(timezone)),
        settings=NoSettings(),
    )


@dataclass
class Desk:
    """A client of the practice server that remembers what it asked for."""

    client: Client
    asked: list[Json] = field(default_factory=list)

    async def pull(
        self,
        cursor: str | None = None,
        *,
        span: Span = SPAN,
        timezone: str = "Europe/London",
        pages: list[Page] | None = None,
    ) -> "Pull":
        """Return a whole pull; `pages`, if given, has what came of one that failed, too."""
        pages = [] if pages is None else pages
        self.asked.clear()
        async for page in UTRAC.fetch(self.client, account(timezone), span, cursor):
            pages.append(page)
        return Pull(pages)


@dataclass(frozen=True)
class Pull:
    """What a pull yielded."""

    pages: Sequence[Page]

    @property
    def sightings(self) -> list[Sighting]:
        return [one for page in self.pages for one in page.sightings]

    @property
    def shifts(self) -> dict[str, Shift]:
        return {one.shift.external_id: one.shift for one in self.sightings}

    @property
    def changes(self) -> list[Change]:
        return [one for page in self.pages for one in page.changes]

    @property
    def rejects(self) -> list[Reject]:
        return [one for page in self.pages for one in page.rejects]

    @property
    def end(self) -> End:
        assert all(page.end is None for page in self.pages[:-1])
        assert self.pages[-1].end is not None
        return self.pages[-1].end


@asynccontextmanager
async def desk(
    world: World, *, twist: Twist | None = None, secrets: Json | None = None
) -> AsyncIterator[Desk]:
    practice = practise(world, twist=twist)
    credentials = Credentials.model_validate({**practice.secrets, **(secrets or {})})
    asked: list[Json] = []

    class Remembering(httpx.ASGITransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            asked.append(dict(request.url.params))
            return await super().handle_async_request(request)

    async with Client(
        "http://localhost",
        auth=UTRAC.auth(account(), credentials),
        words=UTRAC.words,
        transport=Remembering(app=practice.app),
    ) as client:
        yield Desk(client, asked)


def spoiling(spoil: Callable[[Any], Any], kind: str = "ASSIGNED") -> Twist:
    """Return a twist that alters the answers of one type."""
    return lambda operation, payload: spoil(payload) if operation.endswith(kind) else payload


ACCOUNT = Account(
    connection="utrac-live",
    base_url="http://localhost",
    zones=Zones(zone("Europe/London")),
    settings=NoSettings(),
    portal_url="https://portal.example/shifts/{external_id}",
)

SHIFT: Json = {
    "project_id": 90531069,
    "project_name": "Riverside Arena",
    "purchase_order_number": "PRO_1234",
    "quote_number": "909",
    "client_name": "Arena Events",
    "client_ref": "REF_123",
    "client_postcode": "SE1 7PB",
    "costcentre": "Live Events",
    "shift_id": 9742569999,
    "task_name": "General Operative",
    "shift_start": "2026-12-23T08:00:50.000Z",
    "shift_end": "2026-12-23T20:00:00.000Z",
}
WHO: Json = {"staff_name": "Adam Jones", "payroll_number": "NUM_1234"}
ASSIGNED: Json = WHO | {
    "assigned_at": "2026-11-20T09:00:00.000Z",
    "assignment_id": "A1",
    "assigned_by": "Manager Name",
    "last_response": "2026-11-20T09:00:02.000Z",
}
CHANGED: Json = WHO | {
    "assigned_at": "2026-11-20T09:00:00.000Z",
    "assignment_id": "A1",
    "previous_status": "Unconfirmed",
    "last_status": "Confirmed",
    "actioned_on": "2026-11-20T09:00:02.000Z",
    "actioned_by": "Other Manager",
}
DELETED: Json = WHO | {
    "assigned_at": "2026-11-20T09:00:00",
    "last_status": "Confirmed",
    "deleted_reason": "Cancelled by Staff",
    "deleted_by": "Manager Name",
    "deleted_date": "2026-11-20T12:22:11.000Z",
}


def read(body: bytes) -> wire.Answer:
    return wire.read(Reply(200, {}, body, "http://localhost/"))


def rebuilt(*answers: Sequence[Json], account: Account = ACCOUNT) -> tuple[list[wire.Told], list[Reject]]:
    told: dict[str, wire.Told] = {}
    rejects: list[Reject] = []
    for answer in answers:
        found = read(json.dumps(answer).encode())
        _, impossible = wire.gather(told, found.records, account, SPAN)
        rejects += found.rejects + impossible
    return list(told.values()), rejects


def shift_of(
    assigned: Sequence[Json] = (), changed: Sequence[Json] = (), deleted: Sequence[Json] = (), **body: Any
) -> Shift:
    rows = {"assigned": [*assigned], "changed": [*changed], "deleted": [*deleted]}
    [told], rejects = rebuilt(*([SHIFT | body | {name: found}] for name, found in rows.items() if found))
    assert not rejects
    return wire.sighting(told, ACCOUNT, whole=True).shift


def partly(assigned: Sequence[Json] = (), changed: Sequence[Json] = (), deleted: Sequence[Json] = ()) -> Any:
    [told], _ = rebuilt(
        [SHIFT | {"assigned": [*assigned], "changed": [*changed], "deleted": [*deleted]}],
    )
    return wire.sighting(told, ACCOUNT, whole=False)
