"""Trio: the list of shifts by its links, one shift, the statuses, and what can be done.

Auth is a header, `X-API-Key`. The document names no parameter of the list, so none is sent
and nothing is left out here: the list is whatever the key may see (NOTES.md).
"""

import asyncio
from collections.abc import AsyncIterator, Generator, Mapping, Sequence
from typing import Any

import httpx
from pydantic import BaseModel, ConfigDict, SecretStr

from app.account import Account, HeaderText, NoSettings
from app.action import Action, Choice, Section
from app.domain import Shift, Span
from app.errors import Garbled, Refused
from app.http import Client, Reply
from app.vendor import End, Greeting, Page, Roll, Sighting, sliced
from app.vendors.trio import actions, answers, links, looking, wire
from app.vendors.trio.looking import SHIFTS

MOST_PAGES = 5_000


class Credentials(BaseModel):
    """What signs in at Trio; from the user's profile page there, or the MSP's contact."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    api_key: HeaderText


class ApiKey(httpx.Auth):
    """Puts the key into every request's header."""

    def __init__(self, key: SecretStr) -> None:
        self._key = key

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Yield the request with its key."""
        request.headers["X-API-Key"] = self._key.get_secret_value()
        yield request


class Trio:
    """Trio's agency API, as `app.vendor.Vendor` describes it."""

    key: str = "trio"
    title: str = "Trio"
    base_url: str = "https://api.triowfs.com/trio"
    poll_every: float = 60.0
    list_every: float = 60.0  # there is no list of changes: each pull is complete
    reports: bool = False
    payroll_ids: bool = False
    seldom: frozenset[str] = frozenset({"notes"})
    rolls: Sequence[Roll] = ()  # the documents tell nothing of them
    settings: type[BaseModel] = NoSettings
    credentials: type[BaseModel] = Credentials

    def auth(self, account: Account, credentials: Credentials) -> httpx.Auth:
        """Return what puts the key into every request."""
        return ApiKey(credentials.api_key)

    def words(self, body: bytes) -> str | None:
        """Return what Trio's ProblemDetails say."""
        return answers.words(body)

    async def fetch(
        self, client: Client, account: Account, span: Span, cursor: str | None
    ) -> AsyncIterator[Page]:
        """Yield all shifts that the key may see, whatever the span: the list knows no dates."""
        where: str | None = client.url(SHIFTS)
        names: Mapping[str, str] | None = None
        visited: set[str] = set()
        fetched, total = 0, None
        while where is not None:
            if where in visited:
                raise Garbled("The vendor's list of shifts leads in a circle; it was not read to its end.")
            if len(visited) >= MOST_PAGES:
                raise Garbled(f"The vendor's list of shifts has no end after {MOST_PAGES:,} pages.")
            visited.add(where)
            reply = await client.get(where)
            found = answers.listing(reply)
            where = _onward(found.next, reply, account)
            fetched, total = fetched + len(found), found.total
            if total is not None and fetched < total and not len(found):
                raise Garbled(f"The vendor counts {total:,} shifts and lists {fetched:,}.")
            if names is None and any(map(wire.is_nameless, found.records)):
                names = await looking.names(client) or {}
            if found.rejects:
                yield Page(rejects=found.rejects, fetched=len(found.rejects), total=total)
            for piece in sliced(found.records):
                made, rejects = wire.sightings(piece, account, names or {})
                yield Page(sightings=made, rejects=rejects, fetched=len(piece), total=total)
                await asyncio.sleep(0)
        # A list that ends short of its own count may have left out shifts that still stand.
        yield Page(total=total, end=End(complete=total is None or fetched >= total))

    async def fetch_one(self, client: Client, account: Account, external_id: str) -> Sighting | None:
        """Return one shift with its notes and recruiter, or None if the key may not see it any more."""
        return await looking.look(client, account, external_id)

    async def greet(self, client: Client, account: Account) -> Greeting:
        """Return what could be read: Trio has no call that tells whose key it is."""
        found = answers.listing(await client.get(SHIFTS))
        facts = [f"The list of shifts can be read: {_count(found)}."]
        names = await looking.names(client)
        if names is None:
            facts.append("The list of shift statuses may not be read with this key.")
        else:
            facts.append(f"Its {len(names)} shift statuses: {', '.join(names.values())}."[:500])
        return Greeting(account=None, facts=tuple(facts))

    def actions(self, shift: Shift | None) -> Sequence[Action[Any]]:
        """Return what can be done with a shift; with the connection itself nothing can."""
        return () if shift is None else actions.of(shift)

    def sections(self, shift: Shift) -> Sequence[Section]:
        """Return nothing: submissions are actions like any other, and no call lists them."""
        return ()

    async def choices(
        self, client: Client, account: Account, pick: str, shift: Shift | None
    ) -> Sequence[Choice] | None:
        """Return None: there is no documented call that lists candidates."""
        return None

    async def look_up(self, client: Client, account: Account, key: str, shift: Shift) -> Section:
        """Return a section with its rows, read anew."""
        raise Refused("There is nothing more to be read.")

    def merge(self, known: Shift, seen: Sighting) -> Shift:
        """Return the shift seen, with the notes and recruiter that only the single-shift answer has."""
        return wire.merged(known, seen)


def _onward(link: str | None, reply: Reply, account: Account) -> str | None:
    """Return the absolute address of the next page. The client refuses other origins."""
    if link is None:
        return None
    try:
        return links.address(link, reply.url, account)
    except ValueError as error:
        raise Garbled("The vendor's link to its next page is not an address.") from error


def _count(found: answers.Listing) -> str:
    more = f" of {found.total:,}" if found.total is not None else ", and more" if found.next else ""
    return f"{len(found):,}{more} on its first page"


TRIO = Trio()
