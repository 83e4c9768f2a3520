"""Shiftboard's requests: complete listings, what changed since, one shift, and who we are there."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import date
from typing import Any

import httpx
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from app.account import Account, HeaderText, NoSettings
from app.action import Action, Choice, Section
from app.domain import Shift, Span
from app.errors import Refused
from app.http import Client
from app.vendor import SLICE, End, Greeting, Page, Reject, Roll, Sighting, carried
from app.vendors.shiftboard import actions, choices, rpc, trades
from app.vendors.shiftboard.glimpses import glimpses
from app.vendors.shiftboard.reading import WHOLE, days, found, one, own_id, pages
from app.vendors.shiftboard.references import References
from app.vendors.shiftboard.rolls import ROLLS
from app.vendors.shiftboard.rpc import Answer, NoLongerThere
from app.vendors.shiftboard.signing import Signing
from app.vendors.shiftboard.wire import Clock, Self, ids, total

MOST_SINGLY = 100  # changed shifts that are read one by one; beyond, a listing is cheaper
OVERLAP = 10  # seconds: what was being written while the clock was read
REACH = 29 * 24 * 3600  # seconds: updated_since is silently cut to 30 days

_CLOCK = TypeAdapter(Answer[Clock])
_SELF = TypeAdapter(Answer[Self])


class Credentials(BaseModel):
    """What Shiftboard registers for an API account."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    access_key_id: HeaderText  # 36 characters
    signature_key: HeaderText  # 40 characters


class Mark(BaseModel):
    """Where the last pull ended; as JSON it is the cursor."""

    model_config = ConfigDict(frozen=True)

    timestamp: int  # of Shiftboard's own clock, taken before the pull
    first: date  # the days whose complete listing the changes build upon
    last: date


class Shiftboard:
    """The vendor at api.shiftdata.com; every site has its own access key there."""

    key = "shiftboard"
    title = "Shiftboard"
    base_url = "https://api.shiftdata.com"
    poll_every = 20.0  # seconds
    list_every = 900.0  # seconds: only a listing shows what was deleted
    reports = False
    payroll_ids: bool = False
    seldom: frozenset[str] = frozenset()
    rolls: Sequence[Roll] = ROLLS
    settings: type[BaseModel] = NoSettings
    credentials: type[BaseModel] = Credentials

    def auth(self, account: Account, credentials: Any) -> httpx.Auth:
        """Return what signs every request."""
        return Signing(
            credentials.access_key_id.get_secret_value(), credentials.signature_key.get_secret_value()
        )

    def words(self, body: bytes) -> str | None:
        """Return Shiftboard's own words in an error's body."""
        return rpc.words(body)

    async def fetch(
        self, client: Client, account: Account, span: Span, cursor: str | None
    ) -> AsyncIterator[Page]:
        """Yield what stands in a span, or what changed in it since the cursor.

        A cursor that is too old, or of other days, leads to a complete listing, and so do more
        changes than are worth reading one by one.
        """
        clock = await rpc.ask(client, account, "system.timestamp", {}, _CLOCK)
        now = clock["timestamp"]
        mark = _mark(cursor)
        if mark and now - mark.timestamp < REACH and mark.first <= span.first and span.last <= mark.last:
            since = min(mark.timestamp, now) - OVERLAP
            changed = await _changed(client, account, span, since)
            if len(changed) <= MOST_SINGLY:
                yield await _singly(client, account, changed, mark.model_copy(update={"timestamp": now}))
                return
        async for page in _listed(client, account, span, now):
            yield page

    async def fetch_one(self, client: Client, account: Account, external_id: str) -> Sighting | None:
        """Return one shift as it stands, or None if Shiftboard says that it is not there."""
        there = await found(client, account, external_id)
        return there.sighting if there else None

    async def greet(self, client: Client, account: Account) -> Greeting:
        """Return whose API account it is and what Shiftboard says of it."""
        who = await own_id(client, account)
        clock = await rpc.ask(client, account, "system.timestamp", {}, _CLOCK)
        facts = [f"The organisation’s time zone is {clock.get('timezone') or 'not told'}."]
        try:
            told = await rpc.ask(client, account, "account.self", {}, _SELF)
        except Refused as error:
            return Greeting(account=f"Account {who}", facts=(*facts, f"What it may do is not told. {error}"))
        both = f"{told.get('first_name') or ''} {told.get('last_name') or ''}".strip()
        name = both or told.get("screen_name") or "without a name"
        return Greeting(account=f"{name} (account {who})", facts=(*facts, *_standing(told)))

    def actions(self, shift: Shift | None) -> Sequence[Action[Any]]:
        """Return what can be done with a shift; with the account itself nothing can."""
        return actions.of(shift) if shift else ()

    def sections(self, shift: Shift) -> Sequence[Section]:
        """Return what is read when it is wished: who can take it, its trades, and who picks up."""
        return (
            Section(title="Who can take it", key="candidates"),
            Section(title="Trade board", key="trades"),
            Section(title="API account", key="self"),
        )

    async def choices(
        self, client: Client, account: Account, pick: str, shift: Shift | None
    ) -> Sequence[Choice] | None:
        """Return who can take a shift, or reasons for declining it or for an absence."""
        if shift is None:
            return None
        match pick:
            case "candidate":
                return await choices.candidates(client, account, shift)
            case "decline-reason":
                return await choices.decline_reasons(client, account, shift)
            case "absent-reason":
                return await choices.absent_reasons(client, account, shift)
        return None

    async def look_up(self, client: Client, account: Account, key: str, shift: Shift) -> Section:
        """Return a section with its rows, read anew."""
        match key:
            case "candidates":
                return await choices.section(client, account, shift)
            case "trades":
                return await trades.section(client, account, shift)
            case "self":
                who = (await self.greet(client, account)).account
                text = f"A shift that is picked up without naming a person goes to {who}."
                return Section(title="API account", text=text, key="self")
        raise Refused("There is nothing more to be read.")

    def merge(self, known: Shift, seen: Sighting) -> Shift:
        """Return the shift seen; actions stay as known where an answer did not tell them."""
        return carried(known, seen)


def _mark(cursor: str | None) -> Mark | None:
    try:
        return Mark.model_validate_json(cursor) if cursor else None
    except ValidationError:
        return None  # another version's: begin anew


async def _listed(client: Client, account: Account, span: Span, now: int) -> AsyncIterator[Page]:
    """Yield a complete listing.

    It proves nothing about what it does not show if the total fell between two pages (then a
    row may have slipped to a page already read) or is not reached.
    """
    read, there_are, whole = 0, None, True
    async for listing in pages(client, account, "shift.list", {"select": days(span), **WHOLE}):
        names = References.read(listing.get("referenced_objects"))
        rows = listing.get("shifts", [])
        before, there_are = there_are, total(listing)
        whole = whole and (before is None or there_are is None or there_are >= before)
        read += len(rows)
        for n in range(0, len(rows), SLICE):
            piece = rows[n : n + SLICE]
            seen, rejects = glimpses(piece, names, account)
            yield Page(glimpses=seen, rejects=rejects, fetched=len(piece), total=there_are)
            await asyncio.sleep(0)
    mark = Mark(timestamp=now, first=span.first, last=span.last)
    whole = whole and (there_are is None or read >= there_are)
    yield Page(total=there_are, end=End(complete=whole, cursor=mark.model_dump_json()))


async def _changed(client: Client, account: Account, span: Span, since: int) -> list[str]:
    """Return the ids of what changed; once there are too many to read singly, no more are sought.

    One call tells of changes of status only, and another of all others only.
    """
    found: dict[str, None] = {}
    for status in ({"status_update": True}, {}):
        select = {**days(span), "updated_since": since, **status}
        async for listing in pages(client, account, "shift.listUpdated", {"select": select}):
            found.update(dict.fromkeys(ids(listing.get("shifts", []))))
            if len(found) > MOST_SINGLY:
                return list(found)
    return list(found)


async def _singly(client: Client, account: Account, changed: list[str], mark: Mark) -> Page:
    """Return these shifts, read one by one: only shift.get is documented to tell all of a changed one."""
    sightings: list[Sighting] = []
    rejects: list[Reject] = []
    for external_id in changed:
        try:
            seen, bad = await one(client, account, external_id)
        except NoLongerThere:
            continue  # only a complete listing proves a removal
        except Refused as error:
            seen, bad = [], [Reject(reason=str(error), external_id=external_id)]
        sightings += seen
        rejects += bad
    return Page(
        sightings=sightings,
        rejects=rejects,
        fetched=len(sightings) + len(rejects),
        end=End(complete=False, cursor=mark.model_dump_json()),
    )


def _standing(told: Self) -> list[str]:
    """Return sentences on what the account may do, as far as account.self tells it."""
    facts = []
    if told.get("workgroup_manager"):
        facts.append("It manages the organisation or workgroups of it.")
    if told.get("workgroup_coordinator"):
        facts.append("It coordinates workgroups.")
    if not facts:
        facts.append("It neither manages nor coordinates: Shiftboard shows it what its own calendar shows.")
    if told.get("org_hold"):
        facts.append("Shiftboard has it on hold.")
    return facts


SHIFTBOARD = Shiftboard()
