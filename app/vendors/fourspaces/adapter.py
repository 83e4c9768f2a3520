"""4spaces: its patterns day by day, and the one thing that it lets others do: make a new one."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import httpx
from pydantic import BaseModel

from app.account import Account
from app.action import Action, Choice, Section
from app.domain import Shift, Span
from app.errors import Garbled, Refused, VendorError
from app.http import Client
from app.vendor import End, Greeting, Page, Reject, Roll, Sighting, carried, sliced
from app.vendors.fourspaces import panel, wire
from app.vendors.fourspaces.actions import CREATE
from app.vendors.fourspaces.reading import Settings, listed, teams, understood
from app.vendors.fourspaces.recurrence import days
from app.vendors.fourspaces.rolls import ROLLS
from app.vendors.fourspaces.sign_in import Credentials, auth_of


class FourSpaces:
    """4spaces, as `app.vendor.Vendor` describes it."""

    key = "fourspaces"
    title = "4spaces"
    base_url = "https://api.4spaces.io"
    poll_every = 300.0
    list_every = 300.0  # there is no list of changes: each pull is complete
    reports = False
    payroll_ids: bool = False
    seldom: frozenset[str] = frozenset()
    rolls: Sequence[Roll] = ROLLS
    settings: type[BaseModel] = Settings
    credentials: type[BaseModel] = Credentials

    def auth(self, account: Account, credentials: Credentials) -> httpx.Auth:
        """Return what signs in, or what sends the token."""
        return auth_of(credentials, account.base_url)

    def words(self, body: bytes) -> str | None:
        """Return the words of a ResponseStatus."""
        return wire.words(body)

    async def fetch(
        self, client: Client, account: Account, span: Span, cursor: str | None
    ) -> AsyncIterator[Page]:
        """Yield the days of the span on which a pattern begins; always a complete listing."""
        patterns, rejects = understood(await listed(client), account)
        names, strays = await _names(client)
        beside = [replace(one, beside=True) for one in strays]
        yield Page(rejects=[*rejects, *beside], fetched=len(patterns) + len(rejects))
        every_day = (seen for every in patterns for seen in days(every, account, names or {}, span))
        for piece in sliced(every_day):
            yield Page(sightings=piece)
            await asyncio.sleep(0)
        yield Page(end=End(complete=True))

    async def fetch_one(self, client: Client, account: Account, external_id: str) -> Sighting | None:
        """Return one day of a pattern, picked from the list of all, or None if it has none."""
        found = re.fullmatch(r"([0-9a-f]{32})/(\d{4}-\d\d-\d\d)", external_id)
        if found is None:
            return None
        try:
            day = date.fromisoformat(found[2])
        except ValueError:
            return None
        patterns, rejects = understood(await listed(client), account)
        for every in patterns:
            if every.id == found[1]:
                names, _ = await _names(client)
                return next(days(every, account, names or {}, Span(day, day)), None)
        for bad in rejects:
            if (bad.external_id or "").replace("-", "").lower() == found[1]:
                raise Garbled(f"The vendor's record of this shift does not fit: {bad.reason}.")
        return None

    async def greet(self, client: Client, account: Account) -> Greeting:
        """Return who signed in, where the vendor says so, and what could be read."""
        patterns, rejects = understood(await listed(client), account)
        names, _ = await _names(client)
        facts = [f"{_count(len(patterns), 'recurring shift')} could be read."]
        if rejects:
            facts.append(f"{_count(len(rejects), 'recurring shift')} did not fit and would be set aside.")
        if names is None:
            facts.append("Teams may not be read with this account: shifts will show no team.")
        else:
            facts.append(f"{_count(len(names), 'team')} could be read.")
        return Greeting(account=await _name(client), facts=tuple(facts))

    def actions(self, shift: Shift | None) -> Sequence[Action[Any]]:
        """Return that a recurring shift can be created, whichever shift is looked at."""
        return (CREATE,)

    def sections(self, shift: Shift) -> Sequence[Section]:
        """Return what cannot be done at 4spaces, and the pattern that a shift is a day of."""
        return panel.sections(shift)

    async def choices(
        self, client: Client, account: Account, pick: str, shift: Shift | None
    ) -> Sequence[Choice] | None:
        """Return the teams, or the people who can be on a pattern; of no single shift is that told."""
        return await panel.choices(client, pick)

    async def look_up(self, client: Client, account: Account, key: str, shift: Shift) -> Section:
        """Raise Refused: no section here is read when wished."""
        raise Refused("There is nothing more to be read.")

    def merge(self, known: Shift, seen: Sighting) -> Shift:
        """Return the shift seen; without the names of teams its unit stays as it was known."""
        return carried(known, seen)


async def _names(client: Client) -> tuple[Mapping[str, str | None] | None, list[Reject]]:
    """Return team names by id; None where the account may not read them."""
    found, rejects = await teams(client)
    return None if found is None else {team.id.hex: team.name for team in found}, rejects


async def _name(client: Client) -> str | None:
    """Return the user's name: ServiceStack tells it at /auth, but no document of 4spaces does."""
    try:
        session = (await client.get("/auth")).read(wire.SESSION)
    except VendorError:
        return None
    return session.display_name or session.user_name


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


FOURSPACES = FourSpaces()
