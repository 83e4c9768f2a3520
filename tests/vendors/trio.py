"""A conversation with Trio's practice server, recorded, as the tests hold it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from app.domain import Span
from app.http import Client
from app.vendor import Account, NoSettings, Page, Sighting
from app.vendors.trio.adapter import TRIO, Credentials
from app.vendors.trio.simulator import KEY, practise
from app.world import Practice, Twist, World
from app.zones import Zones

BASE = "http://127.0.0.1:4000/trio"
TODAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
WEEK = Span(TODAY, TODAY + timedelta(days=6))

Requests = list[httpx.Request]


class Recorder(httpx.AsyncBaseTransport):
    """Passes requests on to a practice server and keeps them."""

    def __init__(self, practice: Practice) -> None:
        self._inner = httpx.ASGITransport(app=practice.app)
        self.requests: Requests = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return await self._inner.handle_async_request(request)


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
    world: World, twist: Twist | None = None, key: str = KEY
) -> AsyncIterator[tuple[Client, Account, Requests]]:
    """Yield a client, its account, and the requests that have been sent."""
    practice = practise(world, clock=lambda: NOON, twist=twist)
    transport, us = Recorder(practice), account(practice)
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
