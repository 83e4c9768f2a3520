"""A small world of 4spaces, and a desk connected to it whose every request is seen."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Literal

import httpx

from app.account import Account
from app.action import Answer, Verdict, Wish
from app.domain import Span
from app.http import Client
from app.sending import Sending
from app.vendor import Page, Sighting
from app.vendors.fourspaces.actions import CREATE
from app.vendors.fourspaces.adapter import FOURSPACES
from app.vendors.fourspaces.params import CreateShift
from app.vendors.fourspaces.reading import Settings
from app.vendors.fourspaces.sign_in import Credentials
from app.vendors.fourspaces.simulator import guid
from app.world import Pattern, Practice, Site, Team, Worker, World
from app.zones import Zones, zone

BASE = "http://127.0.0.1:4000"
TODAY = date(2026, 11, 21)
WEEK = Span(TODAY, TODAY + timedelta(days=6))
ADA = Worker(human=2, id=9, first="Ada", last="Lenz", role="Pflege", payroll="")  # of no team
EVA = Worker(human=1, id=7, first="Eva", last="Kühn", role="Pflege", payroll="")


TEAM = guid("team", 1)
NEW = guid("shift", 3)  # the id that the practice vendor gives to the third pattern of a Market
BORN = {"name": "Spät", "start": "14:00", "minutes": 480}  # parameters of a new pattern, and all of them:
WHOLE = BORN | {
    "team_id": TEAM,
    "valid_from": "2099-12-01",
    "valid_to": "2099-12-31",
    "member_ids": [EVA.id],
}
DEFAULTS = Settings()


def born(n: int = 3, **fields: Any) -> Pattern:
    """Return a pattern as BORN asks for it, made by somebody else."""
    told: dict[str, Any] = {
        "id": n,
        "name": "Spät",
        "team": 0,
        "start": 840,
        "minutes": 480,
        "first": None,
        "last": None,
    }
    return Pattern(**(told | fields))


class Market(World):
    """Two patterns of one team: a staffed early shift, and an open night that ends on the 23rd."""

    def __init__(self) -> None:
        self.sites = {
            "fourspaces": [
                Site(
                    id=1,
                    name="Haus",
                    line1="Weg 1",
                    city="Bonn",
                    state="NW",
                    zip="53111",
                    zone="Europe/Berlin",
                    units=(),
                )
            ]
        }
        self.workers = {"fourspaces": [EVA, ADA]}
        self.teams = [Team(id=1, name="Station 1", members=(EVA,))]
        early = Pattern(
            id=1, name="Früh", team=1, start=420, minutes=480, first=None, last=None, members=[EVA]
        )
        night = Pattern(
            id=2, name="Nacht", team=1, start=1320, minutes=480, first=None, last=TODAY + timedelta(days=2)
        )
        self.patterns = {1: early, 2: night}


class Wire:
    """What passes between the client and the practice vendor; `answers` replaces answers by path.

    `lost` breaks the line for an action: before its request arrives, or after it took effect.
    """

    def __init__(self, practice: Practice) -> None:
        self.requests: list[httpx.Request] = []
        self.answers: dict[str, httpx.Response] = {}
        self.lost: Literal["before", "after"] | None = None
        self._inner = httpx.ASGITransport(app=practice.app)

    async def handle(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if answer := self.answers.get(request.url.path):
            return answer
        if request.url.path != "/shift" or self.lost is None:
            return await self._inner.handle_async_request(request)
        if self.lost == "after":
            await self._inner.handle_async_request(request)
        raise httpx.ReadError("the line broke", request=request)

    @property
    def calls(self) -> list[str]:
        return [f"{request.method} {request.url.path}" for request in self.requests]

    @property
    def bodies(self) -> list[Any]:
        """Return what was sent to make shifts."""
        return [json.loads(one.content) for one in self.requests if one.url.path == "/shift"]


class Desk:
    """One connection to a practice vendor."""

    def __init__(
        self,
        practice: Practice,
        secrets: Mapping[str, str] | None = None,
        path: str = "",
        settings: Settings = DEFAULTS,
    ) -> None:
        self.wire = Wire(practice)
        self.account = Account(
            connection="four",
            base_url=BASE + path,
            zones=Zones(zone("Europe/Berlin")),
            settings=settings,
            portal_url="https://portal.example/{external_id}",
        )
        self.secrets = dict(practice.secrets if secrets is None else secrets)

    @asynccontextmanager
    async def client(self) -> AsyncIterator[Client]:
        credentials = Credentials.model_validate(self.secrets)
        async with Client(
            self.account.base_url,
            auth=FOURSPACES.auth(self.account, credentials),
            words=FOURSPACES.words,
            secrets=list(self.secrets.values()),
            transport=httpx.MockTransport(self.wire.handle),
        ) as client:
            yield client

    async def fetch(self, span: Span = WEEK) -> list[Page]:
        async with self.client() as client:
            return [page async for page in FOURSPACES.fetch(client, self.account, span, None)]

    async def fetch_one(self, external_id: str) -> Sighting | None:
        async with self.client() as client:
            return await FOURSPACES.fetch_one(client, self.account, external_id)

    async def look(self, **params: Any) -> Wish[CreateShift]:
        """Return a wish as it is before it is sent."""
        wish = Wish(shift=None, params=CreateShift.model_validate(params or BORN))
        assert CREATE.look is not None
        async with self.client() as client:
            return replace(wish, memory=await CREATE.look(client, self.account, wish))

    async def send(self, wish: Wish[CreateShift]) -> Answer:
        """Send it, and check that it left at most once, and was said to be leaving before it did."""
        told, before = [], len(self.wire.bodies)

        async def leaving() -> None:
            told.append(len(self.wire.bodies))

        async with self.client() as client:
            try:
                return await CREATE.run(Sending(client, leaving), self.account, wish)
            finally:
                assert told == [before][: len(self.wire.bodies) - before]
                assert len(self.wire.bodies) <= before + 1

    async def create(self, **params: Any) -> Answer:
        return await self.send(await self.look(**params))

    async def settle(self, wish: Wish[CreateShift]) -> Verdict:
        async with self.client() as client:
            return await CREATE.settle(client, self.account, wish)


def seen(pages: list[Page]) -> list[Sighting]:
    return [one for page in pages for one in page.sightings]
