"""A desk that acts at practice vendors whose answers to what acts get lost, as a test chooses.

`Line` wraps a vendor's ASGI app: it counts what acts, and lets each such request meet its fate.
Everything else passes. A fate that breaks the line raises what httpx would: it serves a desk in
this process; over sockets `tests.servers` has answers of that kind.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from app.acting import Acting
from app.connection import client_of
from app.delivery import Delivery, Talk, Witness
from app.domain import Intent, Shift
from app.outcome import Done
from app.shape import shape_of_shift
from app.store.outbox import Outbox
from app.store.record import Step
from app.vendors import VENDORS
from app.vendors.trio.rendering import shift_number
from app.world import Need, Worker, World
from app.writer import Writer
from tests.pulling import KEY, Desk, Market

BY = "Sam"
SAID = "Not today, said the vendor."

Message = dict[str, Any]
Send = Callable[[Message], Awaitable[None]]

ACTING = (b"confirm", b"assign", b"acknowledge", b"unconfirm", b"update", b"markAbsent", b"approve")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request that acts, before it has."""

    method: str
    path: str
    body: bytes
    send: Send
    pass_on: Callable[[Send], Awaitable[None]]  # let the vendor do it, and give its answer to whom one likes

    async def be_done(self) -> None:
        """Let the vendor do it, and keep its answer back."""

        async def keep(message: Message) -> None:
            pass

        await self.pass_on(keep)


Fate = Callable[[Request], Awaitable[None]]


async def calm(request: Request) -> None:
    """Let it be done and answered."""
    await request.pass_on(request.send)


def breaking(error: type[httpx.TransportError], *, done: bool = False) -> Fate:
    """Break the line, before it is done or afterwards."""

    async def fate(request: Request) -> None:
        if done:
            await request.be_done()
        raise error("the line breaks")

    return fate


def saying(
    status: int, body: object = b"", kind: str = "application/json", done: bool = False, **headers: str
) -> Fate:
    """Answer with this instead, before it is done or afterwards."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()

    async def fate(request: Request) -> None:
        if done:
            await request.be_done()
        told = {"content-type": kind, "content-length": str(len(content)), **headers}
        await answer(request.send, status, content, told)

    return fate


async def answer(send: Send, status: int, content: bytes, headers: Mapping[str, str]) -> None:
    """Answer as an ASGI app does."""
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": content})


PROBLEM = {"type": "about:blank", "title": "Bad Request", "status": 400, "detail": SAID}


FAULT = {"id": "1", "jsonrpc": "2.0", "error": {"code": "no", "message": SAID, "data": {"misc": SAID}}}


STATUS = {"responseStatus": {"errorCode": "No", "message": SAID}}


CREATE = {"name": "Nachtdienst", "start": "22:00", "minutes": 480}

PAGE = b"<!DOCTYPE html><html><body><h1>Please sign in to the portal</h1></body></html>"
LOST = breaking(httpx.ReadTimeout)
LOST_AFTERWARDS = breaking(httpx.ReadTimeout, done=True)
DOWN = breaking(httpx.ConnectError)


class Line:
    """The way to one vendor; `fate` is what the next requests that act meet."""

    def __init__(self, vendor: str, app: Any) -> None:
        self.fate: Fate = calm
        self.down = False  # nothing gets through at all
        self.acted: list[Request] = []  # every request that acted, or was meant to
        self._vendor = vendor
        self.app = app

    async def __call__(self, scope: Any, receive: Callable[[], Awaitable[Any]], send: Any) -> None:
        """Be an ASGI app."""
        if self.down:
            raise httpx.ConnectError("the line is down")
        body = b""
        more = True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)

        async def replayed() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        if not self._acts(scope["method"], scope["path"], body):
            await self.app(scope, replayed, send)
            return
        request = Request(
            method=scope["method"],
            path=scope["path"],
            body=body,
            send=send,
            pass_on=lambda to: self.app(scope, replayed, to),
        )
        self.acted.append(request)
        await self.fate(request)

    def _acts(self, method: str, path: str, body: bytes) -> bool:
        if method != "POST":
            return False
        if self._vendor == "shiftboard":
            method_called = body.partition(b'"method":"')[2].partition(b'"')[0]
            return method_called.partition(b".")[2] in ACTING
        return not path.startswith("/auth") and "/auth" not in path


class Actor(Desk):
    """A desk of this process on a market, which it has pulled at need."""

    def __init__(self, folder: Path, market: Market) -> None:
        super().__init__(folder, market.practices)
        self.market = market
        self.lines = {name: Line(name, one.app) for name, one in market.practices.items()}
        self.outbox = Outbox.open(self.places, KEY)
        self.outbox_thread = Writer("outbox")
        self.told: list[Intent] = []  # what the witness heard
        witness = Witness(intent=self.told.append)
        self.delivery = Delivery(self.outbox, self.outbox_thread, self.store, self.write, BY, witness)
        self.acting = Acting(self.delivery)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.outbox_thread.close()
        self.outbox.close()
        super().__exit__(kind, error, trace)

    @asynccontextmanager
    async def talk(self, name: str, **values: object) -> AsyncIterator[Talk]:
        """Give a conversation with a vendor; `values` are further keys of connections.toml."""
        values.setdefault("settle_after", 0)
        vendor, settings = VENDORS[name], self.settings(name, "http://localhost", **values)
        transport = httpx.ASGITransport(app=self.lines[name])
        async with client_of(vendor, settings, dict(self.practices[name].secrets), transport) as client:
            yield Talk(vendor, settings, client)

    async def do(
        self, action: str, ref: str, raw: Mapping[str, object] | None = None, **options: Any
    ) -> Done:
        """Perform an action on a shift, or with the name of a connection on that."""
        name, _, external_id = ref.partition(":")
        async with self.talk(name) as talk:
            return await self.acting.do(talk, external_id, action, raw or {}, **options)

    async def settle(self, number: int | None, **values: object) -> Intent:
        """Find out what became of an intent."""
        intent = self.intent(number)
        async with self.talk(intent.connection, **values) as talk:
            return await self.acting.settle(talk, intent)

    async def go_on(self, name: str) -> None:
        """Send what waits, for the vendor can be reached again."""
        async with self.talk(name) as talk:
            await self.acting.go_on(talk)

    async def send(self, number: int | None, **options: Any) -> Intent:
        """Send one that waits."""
        intent = self.intent(number)
        async with self.talk(intent.connection) as talk:
            return await self.acting.send(talk, intent, **options)

    def intent(self, number: int | None) -> Intent:
        """Return an intent that must be on record."""
        found = None if number is None else self.outbox.reader.intent(number)
        assert found is not None
        return found

    def steps(self, number: int | None) -> list[Step]:
        """Return what happened to an intent that must be on record."""
        return self.outbox.reader.steps(self.intent(number).id)

    def intents(self, **options: Any) -> list[Intent]:
        """Return what is on record, the newest first."""
        return self.outbox.reader.intents(**options)

    def state(self) -> list[object]:
        """Return all that a user could see of cache and feed, to compare."""
        rows = [{**shape_of_shift(one), "last_seen": None} for one in self.kept().values()]
        return [*rows, *self.store.reader.changes()]

    def where(self, action: str, name: str = "trio", fits: Callable[[Shift], bool] | None = None) -> Shift:
        """Return a coming shift of a vendor on which an action is enabled."""
        return next(
            shift
            for shift in sorted(self.shifts(name).values(), key=lambda one: (one.start, one.ref))
            if action in shift.actions
            and shift.start > self.market.clock.now
            and (fits is None or fits(shift))
        )

    def shown(self, ref: str) -> Shift:
        """Return a shift as the cache has it."""
        kept = self.store.reader.shift(ref)
        assert kept is not None
        return kept.shift


async def acting(folder: Path, *names: str, **options: Any) -> Actor:
    """Return a desk that has pulled practice vendors, to be used as `with`."""
    actor = Actor(folder, Market(*names, **options))
    for name in names:
        await actor.good(name)
    return actor


def something(actor: Actor, name: str) -> tuple[str, str, dict[str, object]]:
    """Return what can be done at a vendor: action, ref, parameters."""
    match name:
        case "trio":
            return "claim", actor.where("claim").ref, {}
        case "shiftboard":
            return "acknowledge", actor.where("acknowledge", "shiftboard").ref, {}
    return "create-shift", name, dict(CREATE)


async def over_a_socket(actor: Actor, url: str, **options: Any) -> Any:
    """Claim a shift of Trio's at another address than the practice vendor's own."""
    settings = actor.settings("trio", url, settle_after=0, timeout=2, idle_timeout=1, connect_timeout=1)
    async with client_of(VENDORS["trio"], settings, dict(actor.practices["trio"].secrets)) as client:
        talk = Talk(VENDORS["trio"], settings, client)
        return await actor.acting.do(talk, actor.where("claim").external_id, "claim", {}, **options)


def need_of(world: World, shift: Shift) -> Need:
    """Return what the market knows of a shift of Trio's or Shiftboard's."""
    number = shift_number(shift.external_id) if shift.vendor == "trio" else int(shift.external_id)
    assert number is not None
    return world.needs[shift.vendor][number]


def of_several(shift: Shift) -> bool:
    """Tell whether a row has several positions, and a title that its parts have too."""
    return (shift.positions or 1) > 1 and int(shift.external_id) % 4 != 0


def booked(actor: Actor, shift: Shift, worker: Worker | None = None) -> Worker:
    """Put somebody else's choice on a shift at its vendor, behind this desk's back; return who it is."""
    world = actor.market.world
    need = need_of(world, shift)
    who = worker or next(one for one in world.workers[shift.vendor] if one.role == need.role)
    world.book(shift.vendor, need, who, "assigned", actor.market.clock.now, "Somebody Else")
    return who


async def listing_held_back(actor: Actor) -> Callable[[], Awaitable[object]]:
    """Begin a pull whose listing is read now, and comes in when what is returned is awaited."""
    read, go_on = asyncio.Event(), asyncio.Event()
    app = actor.practices["trio"].app
    told: list[Any] = []

    async def holding_back(scope: Any, receive: Any, send: Any) -> None:
        if not scope["path"].endswith("/shifts"):
            await app(scope, receive, send)
            return

        async def keep(message: Any) -> None:
            told.append(message)

        await app(scope, receive, keep)
        read.set()
        await go_on.wait()
        for message in told:
            await send(message)
        told.clear()

    pulling = asyncio.create_task(actor.good("trio", app=holding_back))
    await read.wait()

    async def come_in() -> None:
        go_on.set()
        await pulling

    return come_in


class Opened:
    """Desks that a test has opened; they are closed at its end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._actors: list[Actor] = []

    async def __call__(self, *names: str, **options: Any) -> Actor:
        """Open a desk that has pulled these practice vendors; Trio's, if none is named."""
        actor = await acting(self._folder / f"desk {len(self._actors)}", *(names or ("trio",)), **options)
        self._actors.append(actor)
        return actor

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for actor in self._actors:
            with actor:
                pass
