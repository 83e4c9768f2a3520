"""The four practice vendors together: inside one process, or on loopback sockets for anybody.

Their connections are named after the vendors, and everything about them is made up: the market
(`app.world`), the people, the secrets.
"""

import asyncio
import contextlib
import json
import os
import socket
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import IO

import httpx
import uvicorn

from app.errors import Failed, Unusable
from app.secrets import variable
from app.vendors.fourspaces import simulator as fourspaces
from app.vendors.shiftboard import simulator as shiftboard
from app.vendors.trio import simulator as trio
from app.vendors.utrac import simulator as utrac
from app.world import Practice, World

EVERY = 4.0  # seconds between two happenings in the market
POLL_EVERY = 10  # seconds between two pulls of a demo connection, so that one sees them soon
HOST = "127.0.0.1"


class Demo:
    """Four vendors to practise on, over one market that several of their people share."""

    def __init__(self, *, seed: int = 1, today: date | None = None, shifts: int = 1200) -> None:
        """Make the market of a day, by default today's, and open the vendors on it."""
        self.world = World(seed, today=today or date.today(), shifts=shifts)
        self.practices: Mapping[str, Practice] = {
            "trio": trio.practise(self.world),
            "shiftboard": shiftboard.practise(self.world),
            "utrac": utrac.practise(self.world),
            "fourspaces": fourspaces.practise(self.world),
        }
        self.offline: set[str] = set()  # names of connections that fail to connect as long as they stand here

    @property
    def secrets(self) -> Mapping[str, Mapping[str, str]]:
        """Return what signs in, by connection and secret field."""
        return {name: practice.secrets for name, practice in self.practices.items()}

    @property
    def environment(self) -> Mapping[str, str]:
        """Return the same as variables of an environment."""
        return {
            variable(connection, name): text
            for connection, secrets in self.secrets.items()
            for name, text in secrets.items()
        }

    def connections(self, hosts: Mapping[str, str] | None = None) -> str:
        """Return the text of a connections.toml for them.

        `hosts` are the servers' addresses by connection; without them it is for `transports`.
        """
        tables = []
        for name, practice in self.practices.items():
            host = hosts[name] if hosts else "http://localhost"
            values: dict[str, str | int] = {
                "vendor": name,
                "base_url": host + practice.path,
                "timezone": practice.timezone,
                "poll_every": POLL_EVERY,
                **practice.settings,
            }
            tables.append(_table(f"connections.{name}", values))
            if practice.zones:
                tables.append(_table(f"connections.{name}.zones", practice.zones))
        return "\n".join(tables)

    def transports(self) -> Mapping[str, httpx.AsyncBaseTransport]:
        """Return what carries each connection's requests to its vendor within this process."""
        return {name: _Line(self, name) for name in self.practices}


class _Line(httpx.AsyncBaseTransport):
    """The line to one practice vendor; it is dead while the vendor is switched offline."""

    def __init__(self, demo: Demo, name: str) -> None:
        self._demo = demo
        self._name = name
        self._asgi = httpx.ASGITransport(app=demo.practices[name].app)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self._name in self._demo.offline:
            raise httpx.ConnectError(f"{self._name} is switched offline", request=request)
        return await self._asgi.handle_async_request(request)


async def live(world: World, every: float = EVERY) -> None:
    """Let something happen in the market every so many seconds, until cancelled."""
    while True:
        await asyncio.sleep(every)
        world.tick(datetime.now(UTC))


def serve(port: int = 0, *, shifts: int = 1200, until: IO[str] | None = None) -> None:
    """Serve the vendors on loopback sockets `port` to `port` + 3 until standard input closes.

    Says where, and what signs in, on one line of JSON; port 0 takes any free ports. Raises
    Failed if a port is taken, Unusable if there is no such port.
    """
    if not 0 <= port <= 65_532:
        raise Unusable(f"There are no four ports from {port} on; take one between 1 and 65532.")
    demo = Demo(shifts=shifts)
    with contextlib.ExitStack() as stack:
        listeners = [
            stack.enter_context(_listening(port + n if port else 0)) for n in range(len(demo.practices))
        ]
        vendors = {
            name: {
                "base_url": f"http://{HOST}:{listener.getsockname()[1]}{practice.path}",
                "secrets": dict(practice.secrets),
                "timezone": practice.timezone,
            }
            for (name, practice), listener in zip(demo.practices.items(), listeners, strict=True)
        }
        stack.enter_context(_served(demo, listeners))
        print(json.dumps({"vendors": vendors}), flush=True)
        _exhaust(until or sys.stdin)


@contextlib.contextmanager
def _served(demo: Demo, listeners: Sequence[socket.socket]) -> Iterator[None]:
    # In a thread of their own they leave Ctrl+C and standard input to the main one.
    servers = [
        uvicorn.Server(
            uvicorn.Config(
                practice.app,
                loop="asyncio",
                ws="none",
                lifespan="off",
                log_config=None,
                log_level="critical",
                access_log=False,
                timeout_graceful_shutdown=1,
            )
        )
        for practice in demo.practices.values()
    ]

    async def run() -> None:
        happening = asyncio.create_task(live(demo.world))
        try:
            await asyncio.gather(
                *(
                    server.serve(sockets=[listener])
                    for server, listener in zip(servers, listeners, strict=True)
                )
            )
        finally:
            happening.cancel()

    thread = threading.Thread(target=lambda: asyncio.run(run()), name="practice vendors", daemon=True)
    thread.start()
    try:
        yield
    finally:
        for server in servers:
            server.should_exit = True
        thread.join()


def _listening(port: int) -> socket.socket:
    listener = socket.socket()
    if os.name == "posix":  # elsewhere the option would let two programs have the same port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(100)
    except OSError as error:
        listener.close()
        raise Failed(
            f"Port {port} cannot be used ({error.strerror}). Choose another one with --port, or none for any."
        ) from error
    return listener


def _exhaust(lines: Iterable[str] | None) -> None:
    """Wait until there is no more to read."""
    for _ in lines or ():
        pass


def _table(name: str, values: Mapping[str, str | int]) -> str:
    # A JSON string is a TOML string too, and may be a key.
    def quoted(text: str | int) -> str:
        return json.dumps(text, ensure_ascii=False)

    lines = [
        f"{key if key.isidentifier() and key.isascii() else quoted(key)} = {quoted(value)}"
        for key, value in values.items()
    ]
    return "\n".join([f"[{name}]", *lines, ""])
