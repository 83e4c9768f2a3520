"""A desk that pulls practice vendors, as the tests of pulls and of the engine need it."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from app.connection import Pulled, client_of, in_view, pull
from app.domain import Change, Kept, Kind, Shift, Span
from app.places import Places
from app.rollcall import call_rolls
from app.secrets import Key
from app.settings import ConnectionSettings, examined
from app.store.filters import Filter
from app.store.standing import Rejected
from app.vendors import VENDORS
from app.vendors.fourspaces import simulator as fourspaces
from app.vendors.shiftboard import simulator as shiftboard
from app.vendors.trio import simulator as trio
from app.vendors.utrac import simulator as utrac
from app.world import Practice, Twist, World
from app.writer import Writer
from tests.profiles import store_of

TODAY = date(2026, 11, 21)
SPAN = Span(TODAY - timedelta(days=7), TODAY + timedelta(days=60))
KEY = Key("c0ffee00" * 8)
NAMES = ("trio", "shiftboard", "utrac", "fourspaces")
REPORTED = {Kind.STATUS, Kind.UNASSIGNED}  # uTRAC's CHANGED and DELETED rows
PRACTISE: Mapping[str, Callable[..., Practice]] = {
    "trio": trio.practise,
    "shiftboard": shiftboard.practise,
    "utrac": utrac.practise,
    "fourspaces": fourspaces.practise,
}


class Clock:
    """The vendors' clock; it stands still unless it is moved."""

    def __init__(self, now: datetime = datetime(2026, 11, 21, 12, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now

    def advance(self, **by: float) -> datetime:
        """Let time pass and return what it is then."""
        self.now += timedelta(**by)
        return self.now


class Market:
    """A world with one vendor's server, or all of them, whose answers a test may twist at any time."""

    def __init__(self, *names: str, shifts: int = 60, seed: int = 1, today: date = TODAY) -> None:
        self.names = names or NAMES
        shares = {name: 1 / len(self.names) for name in self.names if name != "fourspaces"}
        self.world = World(seed, today=today, shifts=shifts, shares=shares)
        self.clock = Clock()
        self.twist: Twist | None = None
        self.practices = {
            name: PRACTISE[name](self.world, clock=self.clock, twist=self._twisted) for name in self.names
        }

    def _twisted(self, operation: str, payload: Any) -> Any:
        return self.twist(operation, payload) if self.twist else payload

    def happen(self, times: int = 1) -> None:
        """Let so many things happen, some minutes apart."""
        for _ in range(times):
            self.world.tick(self.clock.advance(minutes=7))

    def records(self, alter: Callable[[list[Any]], list[Any]]) -> None:
        """Have every list of shifts altered that a vendor sends from now on."""
        self.twist = lambda operation, payload: _altered(payload, alter)


class Desk:
    """A profile of its own, connected to practice vendors that give their names to the connections."""

    def __init__(self, folder: Path, practices: Mapping[str, Practice]) -> None:
        self.places = Places.under(folder)
        self.practices = practices
        self.write = Writer()
        self.store = store_of(self.places, KEY)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.write.close()
        self.store.close()

    def settings(self, name: str, url: str = "http://localhost", **values: object) -> ConnectionSettings:
        """Return a connection; `url` is the server's, `values` are further keys of connections.toml."""
        practice = self.practices[name]
        table = {
            "vendor": name,
            "base_url": url + practice.path,
            "timezone": practice.timezone,
            "zones": dict(practice.zones),
            "keep_past": 3660,  # however long ago TODAY is
            **practice.settings,
            **values,
        }
        found = examined(VENDORS, name, table, name)
        assert isinstance(found, ConnectionSettings), found
        return found

    async def pull(
        self,
        name: str,
        *,
        url: str | None = None,
        span: Span | None = SPAN,
        cursors: bool = False,
        app: Any = None,
        secrets: Mapping[str, str] | None = None,
        progress: Callable[[int, int | None], None] = lambda fetched, total: None,
        **values: object,
    ) -> Pulled:
        """Pull, and call the rolls: over a socket where there is a URL, else within this process."""
        settings = self.settings(name, url or "http://localhost", **values)
        practice, vendor = self.practices[name], VENDORS[name]
        transport = None if url else httpx.ASGITransport(app=app or practice.app)
        async with client_of(vendor, settings, dict(secrets or practice.secrets), transport) as client:
            pulled = await pull(
                vendor,
                settings,
                client,
                self.store,
                self.write,
                span=span,
                cursors=cursors,
                progress=progress,
            )
            if pulled.ok:
                days = in_view(settings)
                await call_rolls(vendor, settings, client, self.store, self.write, days, due_only=cursors)
            return pulled

    async def good(self, name: str, **options: Any) -> Pulled:
        """Pull, which has to go well."""
        pulled = await self.pull(name, **options)
        assert pulled.ok, pulled.error
        return pulled

    def kept(self, *names: str, first: date | None = None, last: date | None = None) -> dict[str, Kept]:
        """Return what the cache holds, removed shifts included, by ref."""
        where = Filter(connections=frozenset(names), first=first, last=last, removed=True)
        return {kept.shift.ref: kept for kept in self.store.reader.shifts(where)}

    def shifts(self, *names: str) -> dict[str, Shift]:
        """Return the visible shifts by ref."""
        return {ref: kept.shift for ref, kept in self.kept(*names).items() if not kept.removed}

    def feed(self, *names: str) -> list[Change]:
        """Return the change feed, the oldest first."""
        found = [noticed.change for noticed in self.store.reader.changes()]
        return [one for one in reversed(found) if not names or one.connection in names]

    def rejects(self, name: str) -> list[Rejected]:
        """Return what was set aside of a connection's records."""
        return self.store.reader.rejects(name)

    def state(self) -> Sequence[object]:
        """Return all that a user could see of cache and feed, to compare."""
        return [*self.kept().items(), *self.store.reader.changes()]


Opened = Callable[..., tuple[Market, Desk]]


@contextmanager
def desks(folder: Path) -> Iterator[Opened]:
    """Lend what opens a desk on a market of some vendors; the desks are closed at the end."""
    opened: list[Desk] = []

    def open_desk(*names: str, **options: Any) -> tuple[Market, Desk]:
        market = Market(*names, **options)
        opened.append(Desk(folder / f"desk {len(opened)}", market.practices))
        return market, opened[-1]

    yield open_desk
    for desk in opened:
        with desk:
            pass


def _altered(payload: Any, alter: Callable[[list[Any]], list[Any]]) -> Any:
    match payload:
        case list() if payload and "shift_id" in payload[0]:
            return alter(payload)
        case {"items": list(records)}:
            return payload | {"items": alter(records)}
        case {"shifts": list(records)}:
            return payload | {"shifts": alter(records)}
        case {"result": {"shifts": list(records)} as result}:
            return payload | {"result": result | {"shifts": alter(records)}}
    return payload


def later(span: Span, days: int) -> Span:
    """Return the span as it is so many days later."""
    by = timedelta(days=days)
    return Span(span.first + by, span.last + by)


def without_last_seen(kept: Mapping[str, Kept]) -> dict[str, Kept]:
    """Return rows as they are but for when they were last seen."""
    never = datetime.fromtimestamp(0, UTC)
    return {ref: replace(one, last_seen=never) for ref, one in kept.items()}


async def until(condition: Callable[[], Any], seconds: float = 20.0) -> Any:
    """Return a condition's value as soon as there is one; fail when it never comes."""
    async with asyncio.timeout(seconds):
        while not (value := condition()):  # noqa: ASYNC110 - what it waits for rings no bell
            await asyncio.sleep(0.005)
    return value
