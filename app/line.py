"""The engine's end of the line to the window: lines of JSON on standard input and output.

What crosses is data. Commands come in (wake, acknowledge, save, test, remove ...), one an
`id` is answered under it; notices go out: commits by key, health, progress. Standard error is
the log. A closed standard input stops the engine.
"""

import asyncio
import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Awaitable, Callable
from contextlib import nullcontext, suppress
from dataclasses import asdict
from io import TextIOWrapper
from typing import Any, TextIO

from app import __version__, user
from app import settings as configured
from app.acting import Acting
from app.attending import Attending
from app.configuring import Configuring, Ground
from app.connection import make_ready
from app.delivery import Delivery, Witness
from app.demo import Demo, live
from app.domain import Intent
from app.engine import Engine, Health, Listener
from app.errors import CallboardError, Failed, Unusable, VendorError
from app.feed import Feed
from app.panel import Panel
from app.personnel import Personnel
from app.places import Places
from app.rules_file import rules_at
from app.secrets import Key, Secrets, database_key
from app.settings import ConnectionSettings
from app.shape import shape_of_intent, utc
from app.store.files import Damaged, identity
from app.store.mirror import Delta
from app.store.outbox import Outbox
from app.store.store import Store, set_mirror_aside
from app.vendors import VENDORS
from app.viewing import Viewing
from app.writer import Writer

log = logging.getLogger(__name__)

Message = dict[str, Any]

GIVES_WAY = 10  # of 19: how far the process that only pulls stands behind window and actions
EVERY = 0.2  # seconds between two notices of one kind
GRACE = 3.0  # seconds that what is being answered may still take at the end
REPLACED = "Another process has begun the cache anew, and the engine goes on with the new one."
MANY = 500  # shift ids: more are not named one by one


def main(places: Places, *, demo_shifts: int | None = None, pulls: bool = True, acts: bool = True) -> int:
    """Run the engine until its line is closed; return the exit code.

    With `demo_shifts` it speaks with practice vendors of about so many shifts, in its own process.
    A window has one process that `pulls` and another that `acts`: reading a page of a thousand
    records holds Python's lock for longer than a claim may wait.
    """
    if not acts and hasattr(os, "nice"):
        os.nice(GIVES_WAY)
    demo = None if demo_shifts is None else Demo(shifts=demo_shifts)
    make_ready()
    if isinstance(sys.stdin, TextIOWrapper):
        # What is no UTF-8 is no message, but it must not end the reading. (Reading its `buffer`
        # instead aborts Python at exit, where the text layer above is closed under the reader.)
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    line = _Line(places, demo, sys.stdin, sys.stdout, pulls=pulls, acts=acts)
    try:
        key = database_key(places, create=True)
        try:
            asyncio.run(line.run(key))
        except Damaged:
            # The window starts the engine again, on a new mirror.
            line.notice("said", sentence=set_mirror_aside(places, key))
            return 1
    except CallboardError as error:
        line.notice("said", sentence=str(error))
        print(error, file=sys.stderr)
        return 2 if isinstance(error, Unusable) else 1
    return 0


class _Line:
    """What the engine hears and says."""

    def __init__(
        self,
        places: Places,
        demo: Demo | None,
        source: TextIO,
        sink: TextIO,
        *,
        pulls: bool,
        acts: bool,
    ) -> None:
        self._places = places
        self._demo = demo
        self._source = source
        self._sink = sink
        self._pulls = pulls
        self._acts = acts
        self._secrets = (
            Secrets(places) if demo is None else Secrets(places, {**os.environ, **demo.environment})
        )
        self._transports = {} if demo is None else demo.transports()
        self._health: dict[str, Health] = {}  # as it is now
        self._told: dict[str, Health] = {}  # as the window knows it
        self._commits: dict[str, list[Delta]] = {}  # not yet said
        self._configured: dict[str, ConnectionSettings] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._renewal = asyncio.Lock()  # the connections as they were must not overtake those as they are

    async def run(self, key: Key) -> None:
        """Serve the line until it is closed."""
        self._key = key
        if self._demo is not None and not self._places.connections_file.exists():
            self._places.made().connections_file.write_text(self._demo.connections(), "utf-8")
        commands: asyncio.Queue[Message | None] = asyncio.Queue()
        loop = asyncio.get_running_loop()
        threading.Thread(target=self._hear, args=(loop, commands), daemon=True, name="line").start()
        with suppress(NotImplementedError, ValueError):
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, commands.put_nowait, None)
        self._write = Writer()
        try:
            self._store = await self._write(Store.open, self._places, key)
            self._mirror = identity(self._places.mirror)
            try:
                with self._store.busily(key) if self._pulls else nullcontext():
                    await self._with_outbox(key, commands)
            finally:
                await self._write(self._store.close)
        finally:
            self._write.close()

    async def _with_outbox(self, key: Key, commands: "asyncio.Queue[Message | None]") -> None:
        desk = Writer("outbox")  # a thread of its own: no action waits behind a bulk write
        try:
            outbox = await desk(Outbox.open, self._places, key)
            try:
                witness = Witness(intent=self._note_intent, committed=self._note_commit)
                delivery = Delivery(outbox, desk, self._store, self._write, user.name(), witness)
                self._acting = Acting(delivery, rules_at(self._places.settings_file, log.warning))
                await self._serve(commands)
            finally:
                await desk(outbox.close)
        finally:
            desk.close()

    async def _serve(self, commands: "asyncio.Queue[Message | None]") -> None:
        self._engine = Engine(
            self._store,
            self._write,
            self._secrets,
            VENDORS,
            Listener(health=self._note_health, committed=self._note_commit),
            self._transports.get,
            self._acting if self._acts else None,
            self._pulls,
        )
        self._panel = Panel(self._engine, self._acting, VENDORS, lambda: self._configured)
        self._configuring = Configuring(
            Ground(self._places, self._secrets, self._engine, self._store, self._write, VENDORS),
            renewed=self._renew_and_tell,
            removed=self._forget,
        )
        self._viewing = Viewing(self._store, self._write, lambda: self.notice("views"))
        self._personnel = Personnel(
            self._places, self._store, self._write, lambda: self._configured, VENDORS, self.notice
        )
        self._attending = Attending(self._store, self._write, self._note_taken)
        self._feed = Feed(self._places, self._key, lambda sentence: self.notice("said", sentence=sentence))
        for sentence in self._store.notes:
            self.notice("said", sentence=sentence)
        duties = [
            asyncio.create_task(self._obey(commands)),
            asyncio.create_task(self._engine.broken()),
            asyncio.create_task(self._flush()),
        ]
        if self._pulls:
            duties.append(asyncio.create_task(self._feed.run()))
        if self._demo is not None:
            duties.append(asyncio.create_task(live(self._demo.world)))
        try:
            await self._acting.take_up()
            await self._renew()
            done, _ = await asyncio.wait(duties, return_when=asyncio.FIRST_COMPLETED)
            for duty in done:
                duty.result()
        finally:
            if self._tasks:  # what has been sent deserves its answer
                await asyncio.wait(self._tasks, timeout=GRACE)
            for task in [*duties, *self._tasks]:
                task.cancel()
            await asyncio.gather(*duties, *self._tasks, return_exceptions=True)
            await self._engine.stop()

    async def _renew(self) -> None:
        async with self._renewal:
            settings = configured.load(self._places, VENDORS)
            self._configured = settings.connections
            await self._engine.speak_with(settings.connections)
        for problem in settings.problems:
            if (name := problem.connection) is not None:
                self._note_health(
                    Health(connection=name, vendor_title="", phase="misconfigured", error=problem.sentence)
                )
        self.notice(
            "ready",
            demo=self._demo is not None,
            connections=[*settings.connections],
            version=__version__,
        )

    async def _renew_and_tell(self) -> None:
        await self._renew()
        self.notice("connections")

    def _forget(self, name: str, cache: bool) -> None:
        if cache:
            self._note_commit(name, Delta())
        self._health.pop(name, None)
        self._told.pop(name, None)
        self.notice("connections")

    def _hear(self, loop: asyncio.AbstractEventLoop, commands: "asyncio.Queue[Message | None]") -> None:
        with suppress(RuntimeError):  # the loop has ended before the line did
            for text in self._source:
                try:
                    message = json.loads(text)
                except (RecursionError, ValueError):
                    continue
                if isinstance(message, dict):
                    loop.call_soon_threadsafe(commands.put_nowait, message)
            loop.call_soon_threadsafe(commands.put_nowait, None)

    async def _obey(self, commands: "asyncio.Queue[Message | None]") -> None:
        while (message := await commands.get()) is not None and message.get("do") != "stop":
            task = asyncio.create_task(self._answer(message))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _answer(self, message: Message) -> None:
        answers: dict[str, Callable[[Message], Awaitable[Message]]] = {
            **(self._panel.answers() if self._acts else {}),
            "wake": self._wake,
            "refresh": self._refresh,
            "offline": self._offline,
            "renew": self._begin_anew,
            **self._configuring.answers(),
            **self._viewing.answers(),
            **self._attending.answers(),
            **self._personnel.answers(),
            **(self._feed.answers() if self._pulls else {}),
        }
        try:
            work = answers[str(message.get("do"))]
            answer = {"ok": True, **await work(message)}
        except CallboardError as error:  # what has been sent is answered by its outcome, not by an error
            answer = {"ok": False, "error": str(error), "field": None, "sent": False}
        except Exception as error:  # a malformed wish, or a fault of ours: it is answered all the same
            log.warning("%s was not understood", message.get("do"), exc_info=True)
            answer = {"ok": False, "error": f"The engine did not understand: {error!r}.", "field": None}
        if "id" in message:
            self._say({"answer": message["id"], **answer})

    async def _wake(self, message: Message) -> Message:
        self._engine.wake(message.get("connections"))
        return {}

    async def _begin_anew(self, message: Message) -> Message:
        """Sign in anew everywhere: another process has changed the connections."""
        await self._engine.stop()
        await self._renew()
        return {}

    async def _refresh(self, message: Message) -> Message:
        name, _, external_id = str(message["ref"]).partition(":")
        async with self._engine.talk(name) as talk:
            try:
                await self._acting.delivery.read_again(talk, external_id)
            except VendorError as error:
                raise type(error)(f"{name}: {error}") from error
        return {}

    async def _offline(self, message: Message) -> Message:
        if self._demo is None:
            raise Unusable("Only practice vendors can be taken off the net.")
        name = str(message["connection"])
        (self._demo.offline.add if message["offline"] else self._demo.offline.discard)(name)
        self._engine.wake([name])
        return {}

    def _note_health(self, health: Health) -> None:
        if not self._pulls:  # how a connection fares, the process tells that pulls it
            return
        known = self._health.get(health.connection)
        self._health[health.connection] = health
        if known is None or known.phase != health.phase:
            self._say_health(health)

    def _note_intent(self, intent: Intent) -> None:
        self.notice("intent", intent=shape_of_intent(intent))

    def _note_taken(self) -> None:
        self.notice("committed", connection="", ids=[], changes=0)

    def _note_commit(self, connection: str, delta: Delta) -> None:
        self._commits.setdefault(connection, []).append(delta)

    async def _flush(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            if identity(self._places.mirror) not in (self._mirror, None):
                raise Failed(REPLACED)  # another process found it damaged: what is written here goes nowhere
            for health in self._health.values():
                self._say_health(health)
            commits, self._commits = self._commits, {}
            for name, deltas in commits.items():
                ids = [id_ for delta in deltas for id_ in delta.ids]
                self.notice(
                    "committed",
                    connection=name,
                    ids=ids if 0 < len(ids) <= MANY else None,
                    changes=sum(delta.changes for delta in deltas),
                )

    def _say_health(self, health: Health) -> None:
        if self._told.get(health.connection) == health:
            return
        self._told[health.connection] = health
        facts = asdict(health)
        self.notice("health", **{**facts, "as_of": utc(health.as_of), "next": utc(health.next)})

    def notice(self, kind: str, **facts: object) -> None:
        """Tell the window something that it did not ask for."""
        self._say({"notice": kind, **facts})

    def _say(self, message: Message) -> None:
        with suppress(BrokenPipeError):  # nobody listens any more; the closed line ends the engine
            print(json.dumps(message), file=self._sink, flush=True)
