"""uTRAC, read: three requests a pull, one for each kind of row, and nothing else is offered.

Days are the finest grain of its filters, so every pull reads some of the same rows again:
identities keep them from being told twice (NOTES.md).
"""

import asyncio
import json
from collections.abc import AsyncIterator, Generator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import httpx
from pydantic import BaseModel, ConfigDict

from app.account import Account, HeaderText, NoSettings
from app.action import Action, Choice, Section
from app.domain import Shift, Span
from app.errors import Garbled, Refused
from app.http import Client
from app.vendor import End, Greeting, Page, Reject, Roll, Sighting, sliced
from app.vendors.utrac import panel, wire
from app.zones import Zones

PATH = "/api/shifts/staff/changes"
TYPES = ("ASSIGNED", "CHANGED", "DELETED")  # in this order: what is removed meanwhile is read last
OVERLAP = timedelta(days=1)

# One shift cannot be asked for and an id tells no date: first the days that desks look at, then
# everything that may still be in a cache (guesses, in days back and ahead).
REACHES = ((30, 120), (400, 800))


class Credentials(BaseModel):
    """What signs in at uTRAC; issued by the account manager there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    app_id: HeaderText
    api_key: HeaderText


class KeyPair(httpx.Auth):
    """Puts both keys into every request's headers."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Yield the request with its keys."""
        request.headers["X-APP-ID"] = self._credentials.app_id.get_secret_value()
        request.headers["X-API-KEY"] = self._credentials.api_key.get_secret_value()
        yield request


class Utrac:
    """uTRAC's one call, as `app.vendor.Vendor` describes it."""

    key: str = "utrac"
    title: str = "uTRAC"
    base_url: str = ""  # every customer has their own
    poll_every: float = 120.0
    list_every: float = 900.0
    reports: bool = True
    payroll_ids: bool = True
    seldom: frozenset[str] = frozenset()
    rolls: Sequence[Roll] = ()  # the documents tell nothing of them
    settings: type[BaseModel] = NoSettings
    credentials: type[BaseModel] = Credentials

    def auth(self, account: Account, credentials: Credentials) -> httpx.Auth:
        """Return what puts both keys into every request."""
        return KeyPair(credentials)

    def words(self, body: bytes) -> str | None:
        """Return the text of an error; its shape is not documented, so the usual ones are tried."""
        try:
            said = json.loads(body)
        except ValueError:
            return body.decode(errors="replace")
        if isinstance(said, dict):
            said = next(
                (said[name] for name in ("message", "error", "errors", "detail") if said.get(name)), None
            )
        if isinstance(said, list):
            said = "; ".join(each for each in said if isinstance(each, str))
        return said if isinstance(said, str) else None

    async def fetch(
        self, client: Client, account: Account, span: Span, cursor: str | None
    ) -> AsyncIterator[Page]:
        """Yield the span's shifts, then the news of all their rows in the order of happening.

        With a cursor only assignments that were updated since, and all removals: the shifts then
        are told in part. A span beyond what the cursor's listing covered is listed anew.
        """
        since, listed = _resumed(cursor, span)
        told: dict[str, wire.Told] = {}
        latest, spotless = since, since is None
        for kind in TYPES:
            updated_after = since - OVERLAP if since and kind != "DELETED" else None
            answer = await _ask(client, kind, _asked(span, account.zones), updated_after)
            happened_at, impossible = wire.gather(told, answer.records, account, span)
            rejects = answer.rejects + impossible
            spotless = spotless and not rejects
            latest = max(filter(None, (latest, happened_at and happened_at.date())), default=None)
            yield Page(fetched=answer.count, rejects=rejects)
            await asyncio.sleep(0)
        for piece in sliced(told.values()):
            # After a row that did not fit nobody can tell who is missing: nobody is taken off then.
            yield Page(sightings=[wire.sighting(one, account, whole=spotless) for one in piece])
            await asyncio.sleep(0)
        news = [change for one in told.values() for change in one.news.values()]
        news.sort(key=lambda change: change.happened_at or datetime.min.replace(tzinfo=UTC))
        for changes in sliced(news):
            yield Page(changes=changes)
            await asyncio.sleep(0)
        yield Page(end=End(complete=since is None, cursor=_cursor(latest, listed)))

    async def fetch_one(self, client: Client, account: Account, external_id: str) -> Sighting | None:
        """Return one shift, searched for around today; None if no day within years has it."""
        today = datetime.now(UTC).date()
        for back, ahead in REACHES:
            span = Span(today - timedelta(days=back), today + timedelta(days=ahead))
            told: dict[str, wire.Told] = {}
            rejects: list[Reject] = []
            for kind in TYPES:
                answer = await _ask(client, kind, span, None)
                wanted = [one for one in answer.records if one.shift_id == external_id]
                _, impossible = wire.gather(told, wanted, account, span)
                rejects += impossible
                rejects += [one for one in answer.rejects if one.external_id in (None, external_id)]
            if external_id in told:
                return wire.sighting(told[external_id], account, whole=not rejects)
            if rejects:
                raise Garbled(
                    f"The shift could not be read: {rejects[0].reason}. What was known of it is kept."
                )
        return None

    async def greet(self, client: Client, account: Account) -> Greeting:
        """Return what can be read; uTRAC does not tell whose keys these are."""
        today = datetime.now(account.zones.default).date()
        week = Span(today, today + timedelta(days=7))
        answer = await _ask(client, "ASSIGNED", _asked(week, account.zones), None)
        return Greeting(
            account=None,
            facts=(
                "uTRAC does not tell whose keys these are.",
                f"It can be read; shifts with assignments in the coming week: {len(answer.records)}.",
                "Its interface only reads: nothing can be changed at uTRAC from here.",
            ),
        )

    def actions(self, shift: Shift | None) -> Sequence[Action[Any]]:
        """Return nothing: the interface only reads."""
        return ()

    def sections(self, shift: Shift) -> Sequence[Section]:
        """Return that nothing can be done from here, and who replied when."""
        return panel.sections(shift)

    async def choices(
        self, client: Client, account: Account, pick: str, shift: Shift | None
    ) -> Sequence[Choice] | None:
        """Return None: there are no parameters, and no list of who can take a shift."""
        return None

    async def look_up(self, client: Client, account: Account, key: str, shift: Shift) -> Section:
        """Raise Refused: no section here is read when wished."""
        raise Refused("There is nothing more to be read.")

    def merge(self, known: Shift, seen: Sighting) -> Shift:
        """Return the shift seen; where it was told in part, with the other people who were known."""
        return wire.merged(known, seen)


async def _ask(client: Client, kind: str, days: Span, updated_after: date | None) -> wire.Answer:
    params = {"from": days.first.isoformat(), "to": days.last.isoformat(), "type": kind}
    if updated_after is not None:
        params["updated_after"] = updated_after.isoformat()
    return wire.read(await client.get(PATH, params=params))


def _asked(span: Span, zones: Zones) -> Span:
    """Return the days to ask for: those in UTC that the span's touch, and one more at both ends.

    `from` and `to` are described as "after" and "before", so their own days may be left out.
    """
    every = {zones.default, *zones.exceptions.values()}
    midnights = [datetime.combine(span.first, time.min, where).astimezone(UTC) for where in every]
    evenings = [datetime.combine(span.last, time.max, where).astimezone(UTC) for where in every]
    return Span(min(midnights).date(), max(evenings).date()).widened(1)


def _cursor(latest: date | None, listed: Span) -> str | None:
    """Return where to go on: the day of the latest row read, and the span last listed whole.

    The day is the vendor's, so that their clock and ours may differ; a stamp from the future
    would hide what comes after it, so it is today's at most.
    """
    if latest is None:
        return None
    return f"{min(latest, datetime.now(UTC).date())}/{listed.first}/{listed.last}"


def _resumed(cursor: str | None, span: Span) -> tuple[date | None, Span]:
    """Return from which day on to read, or None for all, and the span that is then known whole."""
    try:
        day, first, last = map(date.fromisoformat, (cursor or "").split("/"))
    except ValueError:
        return None, span
    listed = Span(first, last)
    return (day, listed) if span.first in listed and span.last in listed else (None, span)


UTRAC = Utrac()
