"""A desk with a terminal that acts at practice vendors on sockets, whose answers a test chooses."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from app.secrets import Key, variable
from tests.acting import Line
from tests.cli.desk import KEY, Desk
from tests.profiles import lay_out
from tests.pulling import Market
from tests.servers import Served

DONE = {"id", "ref", "action", "outcome", "message", "shift", "result_ref"}


CREATE: tuple[str, ...] = ("--set", "name=Nachtdienst", "--set", "start=22:00", "--set", "minutes=480")


class Pause:
    """Where a vendor stops and thinks until the test is over."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self._over = threading.Event()

    async def here(self) -> None:
        """Stop."""
        self.reached.set()
        while not self._over.is_set():  # noqa: ASYNC110 - it is set in another thread
            await asyncio.sleep(0.02)

    def end(self) -> None:
        """Let it go on."""
        self._over.set()


@dataclass
class Shop:
    """A desk that has pulled its vendors once."""

    desk: Desk
    market: Market
    lines: dict[str, Line]
    pause: Pause

    def where(self, action: str, name: str = "trio") -> str:
        """Return the ref of a coming shift on which an action is enabled."""
        found = self.desk.json("shifts", "--connection", name, "--from", "+2")
        return next(str(one["ref"]) for one in found if action in one["actions"])

    def shift(self, ref: str) -> Any:
        """Return a shift as scripts see it."""
        return self.desk.json("show", ref)

    def outbox(self, *words: str) -> Any:
        """Return what stands in the outbox."""
        return self.desk.json("outbox", *words)

    @property
    def address(self) -> str:
        """Return where the first vendor is found."""
        text = self.desk.places.connections_file.read_text("utf-8")
        return text.partition('base_url = "')[2].partition('"')[0]

    @property
    def acted(self) -> int:
        """Return how many requests have acted, or were meant to."""
        return sum(len(line.acted) for line in self.lines.values())


@contextmanager
def shop(desk: Desk, *names: str, **values: object) -> Iterator[Shop]:
    """Serve vendors, configure the desk for them and pull; `values` are keys of connections.toml."""
    market = Market(*names, shifts=60, today=date.today())
    market.clock.now = datetime.now(UTC)
    lines = {name: Line(name, one.app) for name, one in market.practices.items()}
    settings = {"settle_after": 0.3, "idle_timeout": 2, "timeout": 5, "connect_timeout": 2, **values}
    with ExitStack() as stack:
        text = ""
        for name, practice in market.practices.items():
            url = stack.enter_context(Served(lines[name])).url
            text += f'[connections.{name}]\nvendor = "{name}"\nbase_url = "{url}{practice.path}"\n'
            text += f'timezone = "{practice.timezone}"\n'
            text += "".join(f"{key} = {value}\n" for key, value in settings.items())
            for field, secret in practice.secrets.items():
                desk.patch.setenv(variable(name, field), secret)
        desk.configure(text)
        lay_out(desk.places, Key(KEY))
        desk("sync")
        pause = Pause()
        stack.callback(pause.end)
        yield Shop(desk, market, lines, pause)
