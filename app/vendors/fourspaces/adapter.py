"""4spaces, read: the patterns, and the names of their teams.

The documents know no filter, no paging and no call for one shift: every reading is all of it.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Literal, TypeVar

import httpx
from pydantic import BaseModel, ConfigDict, TypeAdapter

from app.domain import Shift, Span
from app.errors import Garbled, Refused, SignInNeeded, VendorError
from app.http import Client, Reply
from app.records import sift
from app.vendor import Account, End, Greeting, Page, Reject, Sighting, carried, sliced
from app.vendors.fourspaces import wire
from app.vendors.fourspaces.recurrence import EndTime, Recurrence, days, recurrence
from app.vendors.fourspaces.sign_in import Credentials, auth_of

Found = TypeVar("Found", bound=wire.Answer)

SIGNED_OUT = frozenset(
    {"401", "Unauthorized", "AuthenticationException", "NotAuthenticated", "TokenException"}
)


class Settings(BaseModel):
    """What 4spaces leaves open, answered for one connection in connections.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    end_time: EndTime = "duration"  # what EndTimeOffset holds
    dates_out: Literal["ms", "iso"] = "ms"  # how dates are written in what is sent


class FourSpaces:
    """4spaces, as `app.vendor.Vendor` describes it."""

    key = "fourspaces"
    title = "4spaces"
    base_url = "https://api.4spaces.io"
    poll_every = 300.0
    list_every = 300.0  # there is no list of changes: each pull is complete
    reports = False
    seldom: frozenset[str] = frozenset()
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
        patterns, rejects = await _patterns(client, account)
        teams, strays = await _teams(client)
        beside = [replace(one, beside=True) for one in strays]
        yield Page(rejects=[*rejects, *beside], fetched=len(patterns) + len(rejects))
        every_day = (seen for every in patterns for seen in days(every, account, teams or {}, span))
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
        patterns, rejects = await _patterns(client, account)
        for every in patterns:
            if every.id == found[1]:
                teams, _ = await _teams(client)
                return next(days(every, account, teams or {}, Span(day, day)), None)
        for bad in rejects:
            if (bad.external_id or "").replace("-", "").lower() == found[1]:
                raise Garbled(f"The vendor's record of this shift does not fit: {bad.reason}.")
        return None

    async def greet(self, client: Client, account: Account) -> Greeting:
        """Return who signed in, where the vendor says so, and what could be read."""
        patterns, rejects = await _patterns(client, account)
        teams, _ = await _teams(client)
        facts = [f"{_count(len(patterns), 'recurring shift')} could be read."]
        if rejects:
            facts.append(f"{_count(len(rejects), 'recurring shift')} did not fit and would be set aside.")
        if teams is None:
            facts.append("Teams may not be read with this account: shifts will show no team.")
        else:
            facts.append(f"{_count(len(teams), 'team')} could be read.")
        return Greeting(account=await _name(client), facts=tuple(facts))

    def merge(self, known: Shift, seen: Sighting) -> Shift:
        """Return the shift seen; without the names of teams its unit stays as it was known."""
        return carried(known, seen)


async def _patterns(client: Client, account: Account) -> tuple[list[Recurrence], list[Reject]]:
    settings = account.settings
    assert isinstance(settings, Settings)
    answer = _checked(client, await client.get("/shifts"), wire.SHIFTS)
    if answer.shifts is None:
        # Nulls are left out by their serialiser, but no list is not proof that there are none.
        raise Garbled("The vendor's answer has no list of shifts.")
    zone = account.zones.default
    return sift(answer.shifts, wire.PATTERN, lambda it: recurrence(it, zone, settings.end_time))


async def _teams(client: Client) -> tuple[Mapping[str, str | None] | None, list[Reject]]:
    """Return team names by id; None where the account may not read them."""
    reply = await client.get("/teams", allow={403, 404})
    if reply.status in {403, 404}:
        return None, []
    answer = _checked(client, reply, wire.TEAMS)
    made, rejects = sift(answer.teams or [], wire.TEAM, lambda team: (team.id.hex, team.name))
    return dict(made), rejects


async def _name(client: Client) -> str | None:
    """Return the user's name: ServiceStack tells it at /auth, but no document of 4spaces does."""
    try:
        session = (await client.get("/auth")).read(wire.SESSION)
    except VendorError:
        return None
    return session.display_name or session.user_name


def _checked(client: Client, reply: Reply, shape: TypeAdapter[Found]) -> Found:
    """Return the answer, unless it carries an error in spite of its status 200."""
    answer = reply.read(shape)
    if code := answer.failed:
        said = client.said(reply) or code
        if code in SIGNED_OUT:
            raise SignInNeeded(f"The vendor does not accept these credentials: {said}")
        raise Refused(f"The vendor refused the request: {said}")
    return answer


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


FOURSPACES = FourSpaces()
