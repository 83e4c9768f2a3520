"""A small world of 4spaces, and a desk connected to it whose every request is seen."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import date, timedelta

import httpx

from app.domain import Span
from app.http import Client
from app.vendor import Account, Page, Sighting
from app.vendors.fourspaces.adapter import FOURSPACES, Settings
from app.vendors.fourspaces.sign_in import Credentials
from app.world import Pattern, Practice, Site, Team, Worker, World
from app.zones import Zones, zone

BASE = "http://127.0.0.1:4000"
TODAY = date(2026, 11, 21)
WEEK = Span(TODAY, TODAY + timedelta(days=6))
EVA = Worker(human=1, id=7, first="Eva", last="Kühn", role="Pflege", payroll="")


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
        self.teams = [Team(id=1, name="Station 1", members=(EVA,))]
        early = Pattern(
            id=1, name="Früh", team=1, start=420, minutes=480, first=None, last=None, members=[EVA]
        )
        night = Pattern(
            id=2, name="Nacht", team=1, start=1320, minutes=480, first=None, last=TODAY + timedelta(days=2)
        )
        self.patterns = {1: early, 2: night}


class Wire:
    """What passes between the client and the practice vendor; `answers` replaces answers by path."""

    def __init__(self, practice: Practice) -> None:
        self.requests: list[httpx.Request] = []
        self.answers: dict[str, httpx.Response] = {}
        self._inner = httpx.ASGITransport(app=practice.app)

    async def handle(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if answer := self.answers.get(request.url.path):
            return answer
        return await self._inner.handle_async_request(request)

    @property
    def calls(self) -> list[str]:
        return [f"{request.method} {request.url.path}" for request in self.requests]


class Desk:
    """One connection to a practice vendor."""

    def __init__(self, practice: Practice, secrets: Mapping[str, str] | None = None, path: str = "") -> None:
        self.wire = Wire(practice)
        self.account = Account(
            connection="four",
            base_url=BASE + path,
            zones=Zones(zone("Europe/Berlin")),
            settings=Settings(),
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


def seen(pages: list[Page]) -> list[Sighting]:
    return [one for page in pages for one in page.sightings]
