"""All connections at once, each its own conversation: pull, pause, back off, wake on demand.

The engine owns the network and every write. It runs in a process of its own beside the window
(`app.line` speaks for it there). One vendor's failure leaves the others alone.
"""

import asyncio
import logging
import random
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx

from app.acting import Acting
from app.connection import Pulled, client_of, in_view, pull
from app.delivery import Talk
from app.domain import IntentState
from app.errors import Busy, CallboardError, SignInNeeded, Unreachable, Unusable
from app.http import Client
from app.rollcall import call_rolls
from app.secrets import Secrets
from app.settings import ConnectionSettings, credentials
from app.store.mirror import Delta
from app.store.store import Store
from app.vendor import Vendor
from app.writer import Writer

log = logging.getLogger(__name__)

LONGEST_PAUSE = 900.0  # seconds between two tries, whatever the vendor or the back-off asks
STAND_BY = 30.0  # seconds between two tries to send what waits, where nobody pulls
SETTLE_EVERY = 10.0  # seconds between two looks at what is unknown
JITTER = 0.1  # of a pause, either way: desks that started together do not ask together

Transport = Callable[[str], httpx.AsyncBaseTransport | None]  # by connection; None is the network


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a conversation stands."""

    connection: str
    vendor_title: str
    phase: str  # waiting | pulling | resting | failing | sign-in | misconfigured | off
    fetched: int = 0  # vendor records read in the pull under way
    total: int | None = None
    as_of: datetime | None = None  # the end of the last good pull
    error: str | None = None  # a complete sentence
    next: datetime | None = None  # when it asks again


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """Who wants to know: both are called in the engine's event loop, and must not wait."""

    health: Callable[[Health], None]
    committed: Callable[[str, Delta], None]  # after each commit, by connection


class Engine:
    """Every enabled connection in conversation. Use it from one event loop."""

    def __init__(
        self,
        store: Store,
        write: Writer,
        secrets: Secrets,
        vendors: Mapping[str, Vendor],
        listener: Listener,
        transport: Transport = lambda connection: None,
        acting: Acting | None = None,
        pulls: bool = True,
    ) -> None:
        """Without `acting` it only reads; where it does not pull, its conversations stand by to act."""
        self._store = store
        self._write = write
        self._secrets = secrets
        self._vendors = vendors
        self._listener = listener
        self._transport = transport
        self._acting = acting
        self._pulls = pulls
        self._settings: Mapping[str, ConnectionSettings] = {}
        self._conversations: dict[str, _Conversation] = {}
        self._broken: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def speak_with(self, connections: Mapping[str, ConnectionSettings]) -> None:
        """Begin, end and renew conversations until they are just those of the enabled connections."""
        self._settings = connections
        wanted = {name: one for name, one in connections.items() if one.enabled}
        for name in [*self._conversations]:
            if wanted.get(name) != self._conversations[name].settings:
                await self.end(name)
        known = {one.connection: one for one in await self._write(self._store.reader.health)}
        for name, settings in connections.items():
            if name in self._conversations:
                continue
            vendor = self._vendors[settings.vendor]
            as_of = known[name].as_of if name in known else None
            if name not in wanted:
                self._listener.health(
                    Health(connection=name, vendor_title=vendor.title, phase="off", as_of=as_of)
                )
                continue
            conversation = _Conversation(self, vendor, settings, as_of)
            self._conversations[name] = conversation
            conversation.begin(self._fell_over)

    async def end(self, name: str) -> None:
        """End one conversation; a pull under way is dropped, and removes nothing."""
        if (conversation := self._conversations.pop(name, None)) is not None:
            await conversation.end()

    async def stop(self) -> None:
        """End all conversations."""
        for name in [*self._conversations]:
            await self.end(name)

    def wake(self, names: list[str] | None = None) -> None:
        """Pull now: these connections, or all."""
        for name, conversation in self._conversations.items():
            if names is None or name in names:
                conversation.awake.set()

    @asynccontextmanager
    async def talk(self, name: str) -> AsyncIterator[Talk]:
        """Give a conversation with a connection's vendor: the one under way, else one for the purpose.

        Raises Unusable for a connection that is not configured, or whose secrets are missing.
        """
        conversation = self._conversations.get(name)
        if conversation is not None and conversation.spoken is not None:
            async with conversation.spoken.used() as talk:
                yield talk
            return
        settings = self._settings.get(name)
        if settings is None:
            raise Unusable(f"“{name}” is no longer a connection; its shifts are shown from the cache.")
        vendor = self._vendors[settings.vendor]
        secrets = await self._write(self._secrets.read, name, vendor.credentials.model_fields)
        async with self.client(vendor, settings, secrets) as client:
            yield Talk(vendor, settings, client)

    def talking(self, name: str) -> Talk | None:
        """Return the conversation under way with a connection's vendor, if there is one."""
        conversation = self._conversations.get(name)
        return None if conversation is None else conversation.talk

    def settle(self, name: str) -> None:
        """Have what is unknown of a connection's actions found out."""
        if (conversation := self._conversations.get(name)) is not None:
            conversation.unsettled.set()

    async def broken(self) -> None:
        """Wait until a conversation ends by a fault that is nobody's answer, and raise that."""
        await asyncio.shield(self._broken)

    def client(self, vendor: Vendor, settings: ConnectionSettings, secrets: dict[str, str]) -> Client:
        """Return a client for a connection; raise Unusable where secrets are missing."""
        credentials(vendor, settings.name, secrets)
        return client_of(vendor, settings, secrets, self._transport(settings.name))

    def _fell_over(self, task: "asyncio.Task[None]") -> None:
        if not task.cancelled() and (error := task.exception()) and not self._broken.done():
            self._broken.set_exception(error)


class _Spoken:
    """A conversation's talk, whose client is closed once its conversation is over and nobody uses it."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._users = 0

    @asynccontextmanager
    async def used(self) -> AsyncIterator[Talk]:
        """Give the talk; who is answered when the connection is saved anew still gets the answer."""
        self._users += 1
        try:
            yield self._talk
        finally:
            self._users -= 1
            if not self._users:
                await self._talk.client.__aexit__(None, None, None)


class _Conversation:
    """One connection's rounds of pulling and resting."""

    def __init__(
        self, engine: Engine, vendor: Vendor, settings: ConnectionSettings, as_of: datetime | None
    ) -> None:
        self.settings = settings
        self.awake = asyncio.Event()
        self.unsettled = asyncio.Event()
        self.talk: Talk | None = None  # while it goes on
        self.spoken: _Spoken | None = None  # the same, for whoever else uses it
        self._engine = engine
        self._vendor = vendor
        self._as_of = as_of
        self._failures = 0
        self._error: str | None = None
        self._task: asyncio.Task[None] | None = None

    def begin(self, ended: "Callable[[asyncio.Task[None]], None]") -> None:
        self._task = asyncio.create_task(self._run(), name=f"conversation {self.settings.name}")
        self._task.add_done_callback(ended)

    async def end(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _run(self) -> None:
        engine = self._engine
        while True:
            try:
                found = await engine._write(
                    engine._secrets.read, self.settings.name, self._vendor.credentials.model_fields
                )
                client = engine.client(self._vendor, self.settings, found)
            except CallboardError as error:
                self._tell("misconfigured", error=str(error))
                await _rung(self.awake, LONGEST_PAUSE)
                continue
            self.spoken = _Spoken(Talk(self._vendor, self.settings, client))
            async with self.spoken.used() as self.talk:
                settling = asyncio.create_task(self._settle(self.talk))
                settling.add_done_callback(engine._fell_over)
                try:
                    await (self._rounds if engine._pulls else self._stand_by)(self.talk)
                finally:
                    self.talk = self.spoken = None
                    settling.cancel()
                    await asyncio.wait([settling])

    async def _settle(self, talk: Talk) -> None:
        """Find out what became of actions of which nobody knows, as soon as a reading can tell."""
        if (acting := self._engine._acting) is None:
            return
        while True:
            try:
                await acting.take_up()  # of a command line, or another window, that has died meanwhile
                for intent in await acting.open_intents(talk.name):
                    if intent.state is IntentState.UNKNOWN:
                        await acting.settle(talk, intent)
            except Exception as error:  # of this machine, or a fault of ours: it is tried again
                log.warning("%s: could not be settled: %r", talk.name, error)
            await _rung(self.unsettled, SETTLE_EVERY)

    async def _rounds(self, talk: Talk) -> None:
        """Pull and rest until the vendor wants other credentials than these."""
        engine = self._engine
        rolls: asyncio.Task[None] | None = None
        try:
            while True:
                self._tell("pulling")
                pulled = await pull(
                    self._vendor,
                    self.settings,
                    talk.client,
                    engine._store,
                    engine._write,
                    cursors=True,
                    progress=lambda fetched, total: self._tell("pulling", fetched=fetched, total=total),
                    committed=lambda delta: engine._listener.committed(self.settings.name, delta),
                )
                pause = self._judged(pulled)
                await engine._write(engine._store.keep_copy)  # a window may be open for weeks
                if pulled.ok:
                    await self._go_on(talk)
                    if rolls is None or rolls.done():
                        rolls = asyncio.create_task(self._call_rolls(talk))
                        rolls.add_done_callback(engine._fell_over)
                    await self._improve()
                await _rung(self.awake, pause)
                if isinstance(pulled.cause, SignInNeeded):
                    return
        finally:
            if rolls is not None:
                rolls.cancel()
                await asyncio.wait([rolls])

    async def _call_rolls(self, talk: Talk) -> None:
        """Read what the vendor tells of its people; however long that takes, pulls go on."""
        engine, days = self._engine, in_view(self.settings)
        if await call_rolls(
            self._vendor, self.settings, talk.client, engine._store, engine._write, days, due_only=True
        ):
            engine._listener.committed(self.settings.name, Delta())

    async def _improve(self) -> None:
        """Build what the mirror can do without, one by one; it ends with the conversation."""
        over = threading.Event()
        try:
            while await self._engine._write(self._engine._store.fill.improve, over.is_set):
                pass
        finally:
            over.set()

    async def _stand_by(self, talk: Talk) -> None:
        """Send what waits, now and then and whenever somebody says that the vendor answers again."""
        while True:
            await self._go_on(talk)
            await _rung(self.awake, STAND_BY)

    async def _go_on(self, talk: Talk) -> None:
        """Send what waited for this connection."""
        if (acting := self._engine._acting) is None:
            return
        try:
            await acting.go_on(talk)
        except CallboardError as error:
            log.warning("%s: what waits could not be sent: %s", talk.name, error)

    def _judged(self, pulled: Pulled) -> float:
        """Say how a pull went, and return for how long to pause."""
        if isinstance(pulled.cause, Busy):
            self._tell("resting", next=datetime.now(UTC) + timedelta(seconds=self.settings.poll_every))
            return self.settings.poll_every
        if pulled.error != self._error:
            self._error = pulled.error
            if pulled.error:
                log.warning("%s", pulled.error)
            else:
                log.info("%s: answers again", self.settings.name)
        pause = self.settings.poll_every * random.uniform(1 - JITTER, 1 + JITTER)
        if pulled.ok:
            self._failures = 0
            self._as_of = datetime.now(UTC)
            phase = "resting"
        else:
            pause *= 2**self._failures
            self._failures = min(self._failures + 1, 10)
            phase = "failing"
            if isinstance(pulled.cause, SignInNeeded):
                phase, pause = "sign-in", LONGEST_PAUSE
            if isinstance(pulled.cause, Unreachable) and pulled.cause.retry_after is not None:
                # Never sooner than the vendor asks, and not all desks at once.
                pause = max(pause, pulled.cause.retry_after * random.uniform(1, 1 + JITTER))
            pause = min(pause, LONGEST_PAUSE)
        self._tell(phase, error=pulled.error, next=datetime.now(UTC) + timedelta(seconds=pause))
        return pause

    def _tell(
        self,
        phase: str,
        *,
        fetched: int = 0,
        total: int | None = None,
        error: str | None = None,
        next: datetime | None = None,
    ) -> None:
        self._engine._listener.health(
            Health(
                connection=self.settings.name,
                vendor_title=self._vendor.title,
                phase=phase,
                fetched=fetched,
                total=total,
                as_of=self._as_of,
                error=error or (self._error if phase == "pulling" else None),
                next=next,
            )
        )


async def _rung(bell: asyncio.Event, longest: float) -> None:
    """Wait until a bell rings, at the longest so many seconds, and make it ready to ring again.

    Not by asyncio.wait_for: before Python 3.12 it swallows a cancellation that comes together with the bell.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(longest):
            await bell.wait()
    bell.clear()
