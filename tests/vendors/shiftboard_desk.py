"""A desk at Shiftboard's practice server, as its tests use it: a small market, and bent answers."""

import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import httpx
import pytest
from starlette.responses import Response

from app.account import Account, NoSettings
from app.domain import Shift, Span
from app.errors import VendorError
from app.http import Client
from app.vendor import End, Page, Reject, Sighting
from app.vendors.shiftboard.adapter import SHIFTBOARD, Credentials
from app.vendors.shiftboard.simulator import practise
from app.world import Booking, Need, Site, Worker, World
from app.zones import Zones, zone

TODAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
WEEK = Span(TODAY, TODAY + timedelta(days=6))
EARLIER = NOON - timedelta(days=3)
ADAM = Worker(human=1, id=47, first="Adam", last="Jones", role="RN", payroll="")
BEA = Worker(human=2, id=48, first="Bea", last="Abel", role="RN", payroll="")
CARL = Worker(human=3, id=49, first="Carl", last="Zander", role="RN", payroll="")
DORA = Worker(human=4, id=50, first="Dora", last="Miller", role="Cook", payroll="")
MERCY = Site(
    id=11,
    name="Mercy General",
    line1="1 Main St",
    city="Albany",
    state="NY",
    zip="12207",
    zone="America/New_York",
    units=("4 West",),
)
Bend = Callable[[Any], Any]


class Market(World):
    """Needs of one hospital, a new one every two hours from this morning on."""

    def __init__(self, needs: int = 3) -> None:
        self.sites = {"shiftboard": [MERCY]}
        self.workers = {"shiftboard": [ADAM, BEA, CARL, DORA]}
        self.needs = {"shiftboard": {}}
        self._ids = {"shiftboard": count(9_001)}
        self._bookings = count(70_001)
        for n in range(1, needs + 1):
            self.add(n)

    def add(self, number: int, at: datetime = EARLIER) -> Need:
        start = datetime(2026, 11, 21, 6) + timedelta(minutes=number * 2 % 8640)
        need = Need(
            id=number,
            site=MERCY,
            unit="4 West",
            role="RN",
            specialty="ICU",
            start=start,
            end=start + timedelta(hours=12),
            created=at,
            updated=at,
            status_updated=at,
        )
        self.board[number] = need
        return need

    @property
    def board(self) -> dict[int, Need]:
        return self.needs["shiftboard"]

    def take(self, number: int, at: datetime, status: str = "assigned", worker: Worker = ADAM) -> None:
        need = self.board[number]
        need.status_updated = at
        need.bookings.append(
            Booking(
                worker=worker,
                id=number,
                status=status,
                booked_at=at,
                booked_by="Desk",
                changed_at=at,
                changed_by="Desk",
            )
        )


class Desk:
    """One connection to a practice vendor, what it asked, and how its answers are bent."""

    def __init__(self, world: World, *, path: str = "", secrets: Mapping[str, str] | None = None) -> None:
        self.now = NOON
        self.bends: dict[str, Bend] = {}
        self.requests: list[httpx.Request] = []
        self.practice = practise(world, clock=lambda: self.now, twist=self._twist)
        self.secrets = dict(self.practice.secrets if secrets is None else secrets)
        self.account = Account(
            connection="board",
            base_url=f"http://127.0.0.1:4100{path}",
            zones=Zones(zone("America/New_York")),
            settings=NoSettings(),
        )
        self._inner = httpx.ASGITransport(app=self.practice.app)

    def _twist(self, operation: str, payload: Any) -> Any:
        bend = self.bends.get(operation)
        return bend(payload) if bend else payload

    async def _carry(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return await self._inner.handle_async_request(request)

    @property
    def calls(self) -> list[tuple[str, dict[str, Any]]]:
        """Return the methods and params asked so far."""
        told = [json.loads(request.content) for request in self.requests]
        return [(call["method"], call["params"]) for call in told]

    @property
    def methods(self) -> list[str]:
        return [method for method, _ in self.calls]

    @asynccontextmanager
    async def client(self) -> AsyncIterator[Client]:
        async with Client(
            self.account.base_url,
            auth=SHIFTBOARD.auth(self.account, Credentials.model_validate(self.secrets)),
            words=SHIFTBOARD.words,
            secrets=list(self.secrets.values()),
            transport=httpx.MockTransport(self._carry),
        ) as client:
            yield client

    async def pull(self, cursor: str | None = None, span: Span = WEEK) -> list[Page]:
        async with self.client() as client:
            return [page async for page in SHIFTBOARD.fetch(client, self.account, span, cursor)]

    async def one(self, external_id: str) -> Sighting | None:
        async with self.client() as client:
            return await SHIFTBOARD.fetch_one(client, self.account, external_id)

    async def failed(self, cursor: str | None = None) -> VendorError:
        with pytest.raises(VendorError) as caught:
            await self.pull(cursor)
        assert str(caught.value).isprintable()
        for secret in self.secrets.values():
            assert secret not in str(caught.value)
        return caught.value


def shifts(pages: list[Page]) -> dict[str, Shift]:
    return {one.shift.external_id: one.shift for page in pages for one in _seen(page)}


def rejects(pages: list[Page]) -> list[Reject]:
    """Return all records that were set aside, those included that show it only when they are read."""
    late = [one.read() for page in pages for one in page.glimpses]
    return [
        *(one for page in pages for one in page.rejects),
        *(one for one in late if isinstance(one, Reject)),
    ]


def _seen(page: Page) -> list[Sighting]:
    read = [one.read() for one in page.glimpses]
    return [*page.sightings, *(one for one in read if isinstance(one, Sighting))]


def end(pages: list[Page]) -> End:
    assert all(page.end is None for page in pages[:-1])
    last = pages[-1].end
    assert last is not None
    return last


def result(**changed: Any) -> Bend:
    """Return a bend that changes members of an answer's result; None takes one away."""

    def bend(payload: Any) -> Any:
        told = {**payload["result"], **changed}
        return {**payload, "result": {name: value for name, value in told.items() if value is not None}}

    return bend


def error(fault: Any, status: int = 200, **more: Any) -> Bend:
    """Return a bend that answers with an error."""

    def bend(payload: Any) -> Any:
        told = {"id": payload["id"], "jsonrpc": "2.0", "error": fault, **more}
        return Response(json.dumps(told), status_code=status, media_type="application/json")

    return bend
