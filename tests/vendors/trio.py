"""A conversation with Trio's practice server, recorded, as the tests hold it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

import httpx
import pytest

from app.account import Account, NoSettings
from app.action import Action, Answer, Verdict, Wish
from app.domain import Shift, Span, State
from app.errors import TimedOut
from app.http import Client
from app.market import Need, Worker
from app.sending import Sending
from app.vendor import Page, Sighting
from app.vendors.trio.adapter import TRIO, Credentials
from app.vendors.trio.rendering import SUBMITTABLE
from app.vendors.trio.simulator import KEY, practise
from app.world import Practice, Twist, World
from app.zones import Zones

BASE = "http://127.0.0.1:4000/trio"
TODAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
WEEK = Span(TODAY, TODAY + timedelta(days=6))

# Which state a booking's status shows as; "" is none at all.
BOOKED = {
    "": State.OPEN,
    "proposed": State.PENDING,
    "assigned": State.ASSIGNED,
    "confirmed": State.CONFIRMED,
    "declined": State.CANCELLED,
}

Requests = list[httpx.Request]
Loses = Literal["request", "answer"] | None


class Recorder(httpx.AsyncBaseTransport):
    """Passes requests on to a practice server and keeps them; it may lose what acts, or the answer to it."""

    def __init__(self, practice: Practice, loses: Loses = None) -> None:
        self._inner = httpx.ASGITransport(app=practice.app)
        self._loses = loses
        self.requests: Requests = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if request.method == "POST" and self._loses == "request":
            raise httpx.ReadTimeout("lost on its way there", request=request)
        answer = await self._inner.handle_async_request(request)
        if request.method == "POST" and self._loses == "answer":
            raise httpx.ReadTimeout("lost on its way back", request=request)
        return answer


def market() -> World:
    """Return a world with 240 shifts of Trio's."""
    return World(seed=7, today=TODAY, shifts=800)


def account(practice: Practice) -> Account:
    """Return the account that a practice server wants to be read with."""
    exceptions = {name.casefold(): ZoneInfo(zone) for name, zone in practice.zones.items()}
    return Account(
        connection="trio-east",
        base_url=BASE,
        zones=Zones(ZoneInfo(practice.timezone), exceptions),
        settings=NoSettings(),
    )


@asynccontextmanager
async def talking(
    world: World, twist: Twist | None = None, key: str = KEY, loses: Loses = None
) -> AsyncIterator[tuple[Client, Account, Requests]]:
    """Yield a client, its account, and the requests that have been sent."""
    practice = practise(world, clock=lambda: NOON, twist=twist)
    transport, us = Recorder(practice, loses), account(practice)
    auth = TRIO.auth(us, Credentials.model_validate({"api_key": key}))
    async with Client(BASE, auth=auth, words=TRIO.words, secrets=[key], transport=transport) as client:
        yield client, us, transport.requests


async def pull(
    world: World, twist: Twist | None = None, key: str = KEY, into: list[Page] | None = None
) -> list[Page]:
    """Return the pages of one pull; with `into` those before an error are left there."""
    pages = [] if into is None else into
    async with talking(world, twist, key) as (client, us, _):
        async for page in TRIO.fetch(client, us, WEEK, None):
            pages.append(page)
    return pages


def seen(pages: list[Page]) -> dict[str, Sighting]:
    """Return what a pull showed, by external id."""
    return {one.shift.external_id: one for page in pages for one in page.sightings}


def onto_list(change: Callable[[dict[str, Any]], Any]) -> Twist:
    """Return a twist that alters the pages of the list alone."""
    return lambda operation, payload: change(payload) if operation == "GET /shifts" else payload


class Sent(NamedTuple):
    """What became of an action that was sent."""

    answer: Answer
    request: httpx.Request  # the one that acted
    now: Shift | None  # as the vendor shows it afterwards


async def unrecorded() -> None:
    """Stand in for the record of what is about to leave."""


def some_need(world: World, state: State) -> Need:
    """Return the first shift to come in that state."""
    status = next(status for status, known in BOOKED.items() if known is state)
    return next(
        need
        for need in world.needs["trio"].values()
        if need.start > NOON.replace(tzinfo=None) + timedelta(days=1)
        and not need.withdrawn
        and (need.live[0].status if need.live else "") == status
    )


def submittable(world: World) -> Need:
    """Return the first open shift that takes submissions."""
    return next(
        need
        for need in world.needs["trio"].values()
        if need.id % SUBMITTABLE == 0
        and need.published
        and not need.live
        and not need.withdrawn
        and need.start > NOON.replace(tzinfo=None) + timedelta(days=1)
    )


def shift_id(need: Need) -> str:
    """Return the id under which the practice server knows a need."""
    return f"{need.id:08x}-0000-4a01-8000-7472696f0000"


def candidate_id(worker: Worker) -> str:
    """Return the id under which the practice server knows a worker."""
    return f"{worker.id:08x}-0000-4a02-8000-7472696f0000"


async def read(client: Client, us: Account, need: Need) -> Shift:
    """Return a need as the vendor shows it now."""
    sighting = await TRIO.fetch_one(client, us, shift_id(need))
    assert sighting is not None
    return sighting.shift


def action(shift: Shift, key: str) -> Action[Any]:
    """Return an action of a shift by its key."""
    return next(action for action in TRIO.actions(shift) if action.key == key)


def wish(shift: Shift, key: str, **params: Any) -> Wish[Any]:
    """Return a wish for an action of a shift."""
    return Wish(shift=shift, params=action(shift, key).params.model_validate(params))


async def send(client: Client, us: Account, shift: Shift, key: str, **params: Any) -> Answer:
    """Send an action of a shift and return the vendor's answer."""
    return await action(shift, key).run(Sending(client, unrecorded), us, wish(shift, key, **params))


async def do(
    world: World, need: Need, key: str, twist: Twist | None = None, api_key: str = KEY, **params: Any
) -> Sent:
    """Read a shift, do something with it, and read it again."""
    async with talking(world) as (client, us, _):
        shift = await read(client, us, need)
    async with talking(world, twist, api_key) as (client, us, requests):
        answer = await send(client, us, shift, key, **params)
        [acted] = requests
    async with talking(world) as (client, us, _):
        seen = await TRIO.fetch_one(client, us, shift.external_id)
    return Sent(answer, acted, seen.shift if seen else None)


async def lose(world: World, need: Need, key: str, loses: Loses, **params: Any) -> tuple[Shift, Verdict]:
    """Do something with a shift and lose it or its answer; return the shift as shown and what settles it."""
    async with talking(world) as (client, us, _):
        shift = await read(client, us, need)
    async with talking(world, loses=loses) as (client, us, _):
        with pytest.raises(TimedOut):
            await send(client, us, shift, key, **params)
    async with talking(world) as (client, us, requests):
        verdict = await action(shift, key).settle(client, us, wish(shift, key, **params))
        assert {request.method for request in requests} == {"GET"}
    return shift, verdict
