"""The engine is killed at any moment of an action: every intent comes to its end, and nothing is doubled.

`make crash` does it 300 times; CALLBOARD_KILLS is how often.
"""

import asyncio
import json
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.demo import Demo
from app.domain import Intent, IntentState
from app.places import Places
from app.secrets import variable
from app.store.filters import Filter
from app.store.reader import Reader
from tests.processes import PATIENCE, Process
from tests.pulling import KEY
from tests.servers import Served

KILLS = int(os.environ.get("CALLBOARD_KILLS", "20"))
NAMES = ("trio", "shiftboard")
LONGEST = 0.12  # seconds within which the engine dies: the slowest answer has come by then
SLOWEST = 0.03  # seconds that a vendor takes before it acts, and again before it answers


class Log:
    """A vendor that writes down what it was asked to do, and takes its time."""

    def __init__(self, app: Any, dice: random.Random) -> None:
        self.asked: Counter[str] = Counter()  # external ids, by how often somebody wanted them
        self.done: Counter[str] = Counter()
        self._app = app
        self._dice = dice

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        message = await receive()
        shift = wanted(scope["path"], message.get("body", b""))
        if shift is None:
            await self._app(scope, lambda: _again(message), send)
            return
        self.asked[shift] += 1
        await asyncio.sleep(self._dice.random() * SLOWEST)
        answer: list[Any] = []

        async def keep(part: Any) -> None:
            answer.append(part)

        await self._app(scope, lambda: _again(message), keep)
        if answer[0]["status"] < 300 and b'"error"' not in answer[1]["body"]:
            self.done[shift] += 1
        await asyncio.sleep(self._dice.random() * SLOWEST)
        for part in answer:
            await send(part)


async def _again(message: Any) -> Any:
    return message


def wanted(path: str, body: bytes) -> str | None:
    """Return which shift a request claims, None for one that only reads."""
    if path.endswith("/claim"):
        return path.split("/")[-2]
    if body.startswith(b"{") and (call := json.loads(body)).get("method") == "shift.confirm":
        return str(call["params"]["id"])
    return None


@pytest.fixture
def vendors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mapping[str, Log]]:
    """Two practice vendors in which nothing else happens, and a profile that knows them."""
    demo = Demo(today=date.today(), shifts=KILLS * 12 + 200)
    dice = random.Random(7)
    logs = {name: Log(demo.practices[name].app, dice) for name in NAMES}
    with ExitStack() as stack:
        hosts = {name: stack.enter_context(Served(log)).url for name, log in logs.items()}
        tables = []
        for name in NAMES:
            practice = demo.practices[name]
            tables.append(
                f'[connections.{name}]\nvendor = "{name}"\nbase_url = "{hosts[name]}{practice.path}"\n'
                f'timezone = "{practice.timezone}"\nsettle_after = 2.0\npoll_every = 3600\n'
            )
            for field, text in practice.secrets.items():
                monkeypatch.setenv(variable(name, field), text)
        Places.under(tmp_path).made().connections_file.write_text("\n".join(tables), "utf-8")
        yield logs


def claimable(home: Path) -> Iterator[str]:
    """Yield shifts that can be claimed, of the vendors in turn, each once."""
    reader = Reader.open(Places.under(home), KEY)
    by_vendor = []
    for name in NAMES:
        found = reader.shifts(Filter(connections=frozenset({name})))
        by_vendor.append([one.shift.ref for one in found if "claim" in one.shift.actions])
    reader.close()
    for pair in zip(*by_vendor, strict=False):
        yield from pair


def intents(home: Path) -> list[Intent]:
    reader = Reader.open(Places.under(home), KEY)
    try:
        return reader.intents()
    finally:
        reader.close()


def test_an_engine_killed_at_any_moment_loses_and_doubles_nothing(
    tmp_path: Path, vendors: Mapping[str, Log]
) -> None:
    dice = random.Random(KILLS)
    with Process(tmp_path) as engine:
        for name in NAMES:
            engine.notice("health", connection=name, phase="resting")
    refs = claimable(tmp_path)
    for _ in range(KILLS):
        with Process(tmp_path, "--only", "act") as engine:
            engine.notice("ready")
            for number, ref in enumerate((next(refs), next(refs))):
                engine.tell("do", id=number, ref=ref, action="claim", parameters={})
            if dice.random() < 0.8:  # else it may die before it has even heard
                engine.notice("intent")
            threading.Event().wait(dice.random() * LONGEST)  # where it ends is the test
            engine.send(signal.SIGKILL)
            engine.ended()
    with Process(tmp_path, "--only", "act") as engine:
        engine.notice("ready")
        deadline = time.monotonic() + PATIENCE
        while any(one.finished_at is None for one in intents(tmp_path)):
            assert time.monotonic() < deadline, [one for one in intents(tmp_path) if one.finished_at is None]
            engine.ask("reconcile")

    ended = intents(tmp_path)
    assert len(ended) > KILLS / 4, "the engine died before it had heard anything"
    for one in ended:
        log = vendors[one.connection]
        done = log.done[one.external_id]
        assert one.state in (IntentState.SUCCEEDED, IntentState.REFUSED), one
        assert done == (one.state is IntentState.SUCCEEDED), one
    for log in vendors.values():
        assert all(n == 1 for n in log.asked.values()), log.asked
    states = Counter(one.state for one in ended)
    assert len(states) == 2, states  # else nothing was cut off, or nothing got through
