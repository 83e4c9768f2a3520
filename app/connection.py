"""One connection's conversation with its vendor: the only place where I/O has an order.

A pull asks first and writes afterwards: until a listing is complete nothing that is known
changes, so that one that breaks off leaves the cache as it was. Only the very first listing of
a connection lands page by page, for there is nothing yet that it could spoil.
"""

import asyncio
import gc
import logging
import sys
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import ParamSpec, TypeVar

import httpx

from app.domain import Change, Span
from app.errors import CallboardError, Failed, Garbled, VendorError
from app.http import Client
from app.settings import ConnectionSettings
from app.store.files import Damaged
from app.store.ledger import Standing
from app.store.mirror import Delta
from app.store.rows import CHUNK
from app.store.store import Store
from app.sync import Before, default_span
from app.turn import turn
from app.vendor import End, Glimpse, Page, Reject, Sighting, Vendor, sliced
from app.writer import Writer

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

LOAD = 800  # rows a transaction of a first listing: each step between SQLite and Python costs a wait
LOADS_SEARCHED = 5  # of them go into the search at once
AHEAD = 4  # loads that may wait for the store while more is read
MOST_REPEATED = 50  # pages in a row that show nothing but what was seen before


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulled:
    """How a pull went: the row of `callboard sync`, and its cause for who must decide."""

    connection: str
    ok: bool
    fetched: int = 0
    added: int = 0
    changed: int = 0
    removed: int = 0
    rejected: int = 0
    error: str | None = None  # a sentence that names the connection
    seconds: float = 0.0
    cause: CallboardError | None = None


Progress = Callable[[int, int | None], None]  # records fetched so far, and of how many
Committed = Callable[[Delta], None]


def make_ready() -> None:
    """Set this process up for pulling: call it once everything is imported."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)  # the collector would walk every record of a page, again and again
    sys.setswitchinterval(0.0005)  # seconds for which reading may keep the store's thread from going on


def client_of(
    vendor: Vendor,
    settings: ConnectionSettings,
    secrets: dict[str, str],
    transport: httpx.AsyncBaseTransport | None = None,
) -> Client:
    """Return a client for a connection; raise pydantic's ValidationError for incomplete secrets."""
    credentials = vendor.credentials.model_validate(secrets)
    return Client(
        settings.base_url,
        auth=vendor.auth(settings.account(), credentials),
        words=vendor.words,
        secrets=tuple(secrets.values()),
        limits=settings.limits(),
        way=settings.way(),
        transport=transport,
    )


def in_view(settings: ConnectionSettings) -> Span:
    """Return the days that a connection keeps in view, today being its zone's."""
    today = datetime.now(settings.account().zones.default).date()
    return default_span(today, settings.window_back, settings.window_ahead)


async def pull(
    vendor: Vendor,
    settings: ConnectionSettings,
    client: Client,
    store: Store,
    write: Writer,
    *,
    span: Span | None = None,
    cursors: bool = False,
    progress: Progress = lambda fetched, total: None,
    committed: Committed = lambda delta: None,
) -> Pulled:
    """Read what stands at the vendor and bring the cache up to it; never raises a VendorError.

    Without a span: the days that the connection keeps in view, today being its zone's.
    `cursors` allows the vendor to tell only what is new since the last pull. Raises Damaged
    when the mirror turns out to be.
    """
    began = time.monotonic()
    talk = _Pull(vendor, settings, client, store, write, progress, committed)
    error: CallboardError | None = None
    try:
        async with turn(store.places, settings.name):
            try:
                await talk.run(span or in_view(settings), cursors=cursors)
            except VendorError as failure:
                sentence = f"{settings.name}: {failure}"
                await write(store.ledger.failed, settings.name, sentence, datetime.now(UTC))
                raise
    except Damaged:
        raise
    except CallboardError as caught:
        error = caught
    except Exception as caught:  # a fault of ours with one vendor is no reason to leave the others alone
        log.exception("%s: unforeseen", settings.name)
        error = Failed(
            f"Callboard itself stumbled over this vendor's answer ({type(caught).__name__}). What was cached "
            "is kept. Please report it with the end of the log."
        )
    done = Delta() if error else talk.done
    return Pulled(
        connection=settings.name,
        ok=error is None,
        fetched=talk.fetched,
        added=done.added,
        changed=done.changed,
        removed=done.removed,
        rejected=len(talk.rejects),
        error=None if error is None else f"{settings.name}: {error}",
        seconds=time.monotonic() - began,
        cause=error,
    )


async def refresh(
    vendor: Vendor,
    settings: ConnectionSettings,
    client: Client,
    store: Store,
    write: Writer,
    external_id: str,
) -> Delta:
    """Read one shift anew; one that is no longer visible is marked as removed. Raises CallboardError.

    A pull that is under way meanwhile leaves it alone: what it has read may be older.
    """
    began = time.time()
    seen = await vendor.fetch_one(client, settings.account(), external_id)
    standing = await write(store.ledger.standing, settings.name, vendor.key)
    now = datetime.now(UTC)
    if seen is None:
        return await write(store.mirror.remove, settings.name, [external_id], now, began=began, singly=True)
    day = Span(seen.shift.day, seen.shift.day)
    return await write(
        store.mirror.apply,
        vendor,
        settings.name,
        [seen],
        day,
        _before(vendor, standing),
        now,
        began=began,
        singly=True,
    )


class _Pull:
    """What one pull has gathered so far, and what it has written."""

    def __init__(
        self,
        vendor: Vendor,
        settings: ConnectionSettings,
        client: Client,
        store: Store,
        write: Writer,
        progress: Progress,
        committed: Committed,
    ) -> None:
        self.fetched = 0
        self.rejects: list[Reject] = []
        self.done = Delta()
        self._vendor = vendor
        self._settings = settings
        self._client = client
        self._store = store
        self._write = write
        self._progress = progress
        self._committed = committed
        self._seen: set[str] = set()
        self._staged: dict[str, Sighting] = {}
        self._landing: deque[asyncio.Future[Delta] | asyncio.Future[None]] = deque()
        self._loads = 0
        self._reported: list[Change] = []
        self._just_in_view: set[str] = set()  # refs on days that the last listing did not cover
        self._began = 0.0  # epoch seconds: rows that were read by themselves since then are left alone

    async def run(self, span: Span, *, cursors: bool) -> None:
        name, write, store = self._settings.name, self._write, self._store
        self._began = time.time()
        standing = await write(store.ledger.standing, name, self._vendor.key)
        before = _before(self._vendor, standing)
        cursor = standing.cursor if cursors and self._may_go_on(standing, span) else None
        if before.first:
            end = await self._fill(span, before)
        else:
            end = await self._gather(span, cursor, before, self._stage(span))
        now = datetime.now(UTC)
        missing: list[str] = []
        # One that by the vendor's own count is short is a listing as well, but proves no removal.
        listing = end.complete or cursor is None
        if listing:
            proves = end.complete and all(one.beside for one in self.rejects)
            missing = await write(
                store.mirror.conclude, name, span, self._seen, standing, proves=proves, began=self._began
            )
        staged = sorted(self._staged.values(), key=lambda one: one.shift.start)
        for chunk in sliced(staged, CHUNK):
            self._note(
                await write(
                    store.mirror.apply, self._vendor, name, chunk, span, before, now, began=self._began
                )
            )
        for refs in sliced(missing, CHUNK):
            self._note(
                await write(store.mirror.remove, name, refs, now, silently=before.first, began=self._began)
            )
        for changes in sliced(self._reported, CHUNK):
            new = await write(store.mirror.report, changes, now, self._just_in_view)
            self._note(Delta(changes=new))
        if listing:
            await write(store.ledger.listed, name, span, now, self._began)
            # What is in view stays however old: dropped, it would be news again at the next pull.
            oldest = min(now.date() - timedelta(days=self._settings.keep_past), span.first)
            await write(store.mirror.prune, name, oldest)
        await write(store.ledger.pulled, name, end.cursor, self.rejects, now, listing=listing)

    def _may_go_on(self, standing: Standing, span: Span) -> bool:
        # A day that has come into view is known only from a complete listing.
        return (
            standing.listed == span
            and standing.listed_at is not None
            and datetime.now(UTC) - standing.listed_at < timedelta(seconds=self._vendor.list_every)
        )

    async def _fill(self, span: Span, before: Before) -> End:
        """Land a first listing page by page; one that breaks off leaves nothing behind."""
        store, name = self._store, self._settings.name
        try:
            await self._write(store.begin_fill)
            end = await self._gather(span, None, before, self._land(span, before))
            while self._landing:
                await self._landed()
            return end
        except Exception:
            await asyncio.gather(*self._landing, return_exceptions=True)
            await self._write(store.mirror.discard, name, all_of_it=False)
            self._committed(Delta())
            raise
        finally:
            await self._write(store.end_fill)

    async def _gather(
        self, span: Span, cursor: str | None, before: Before, use: Callable[[Page], Awaitable[None]]
    ) -> End:
        """Read all pages; while one is being used, the next is already on its way."""
        end: End | None = None
        repeated = 0
        using: asyncio.Task[None] | None = None
        try:
            async for page in self._vendor.fetch(self._client, self._settings.account(), span, cursor):
                self.fetched += page.fetched
                self.rejects += page.rejects
                self._reported += page.changes
                known = len(self._seen)
                self._seen.update(one.shift.external_id for one in page.sightings)
                self._seen.update(one.external_id for one in page.glimpses)
                repeated = repeated + 1 if page.fetched and len(self._seen) == known else 0
                if repeated > MOST_REPEATED and not page.rejects:
                    raise Garbled("The vendor’s list repeats itself without end; nothing was changed.")
                if before.reports:
                    self._just_in_view.update(
                        one.shift.ref
                        for one in page.sightings
                        if before.listed is None or one.shift.day not in before.listed
                    )
                self._progress(self.fetched, page.total)
                if using is not None:
                    await using
                using = asyncio.ensure_future(use(page))
                end = page.end
            if using is not None:
                await using
        finally:
            if using is not None and not using.done():
                await asyncio.wait([using])
        if end is None:
            raise Garbled("The vendor's listing has no end; nothing was changed.")
        return end

    def _stage(self, span: Span) -> Callable[[Page], Awaitable[None]]:
        async def stage(page: Page) -> None:
            unread = await self._write(self._store.mirror.unread, self._settings.name, page.glimpses)
            sightings = [*page.sightings, *self._read(unread)]
            fresh = await self._write(
                self._store.mirror.fresh, self._vendor, self._settings.name, sightings, span
            )
            for one in sightings:
                self._staged.pop(one.shift.external_id, None)  # of doubles the last one counts
            self._staged.update((one.shift.external_id, one) for one in fresh)

        return stage

    def _land(self, span: Span, before: Before) -> Callable[[Page], Awaitable[None]]:
        pile: list[Sighting] = []
        mirror, vendor, name = self._store.mirror, self._vendor, self._settings.name

        async def land(page: Page) -> None:
            pile.extend(page.sightings)
            pile.extend(self._read(page.glimpses))
            while len(pile) >= LOAD or (pile and page.end is not None):
                load, pile[:LOAD] = pile[:LOAD], []
                writing = self._write(
                    mirror.apply, vendor, name, load, span, before, datetime.now(UTC), began=self._began
                )
                self._landing.append(asyncio.ensure_future(writing))
                self._loads += 1
                if self._loads % LOADS_SEARCHED == 0:
                    self._landing.append(asyncio.ensure_future(self._write(self._store.fill.go_on)))
                while len(self._landing) > AHEAD:
                    await self._landed()

        return land

    async def _landed(self) -> None:
        """Wait until the oldest load that is being written is; the next ones are read meanwhile."""
        if (delta := await self._landing.popleft()) is not None:
            self._note(delta)

    def _read(self, glimpses: Sequence[Glimpse]) -> list[Sighting]:
        found = [one.read() for one in glimpses]
        self.rejects += [one for one in found if isinstance(one, Reject)]
        return [one for one in found if isinstance(one, Sighting)]

    def _note(self, delta: Delta) -> None:
        self._committed(delta)
        self.done += replace(delta, ids=())


def _before(vendor: Vendor, standing: Standing) -> Before:
    return Before(
        first=standing.listed is None,
        listed=standing.listed,
        reports=vendor.reports,
        seldom=vendor.seldom,
    )
