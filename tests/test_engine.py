"""The engine: several conversations at once, each with its own troubles."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.engine import Engine, Health, Listener
from app.secrets import Secrets, variable
from app.store.filters import Filter
from app.store.mirror import Delta
from app.store.rolls import aways
from app.vendors import VENDORS
from app.writer import Writer
from tests.pulling import NAMES, Desk, Market, until

Respond = Callable[[httpx.Request], httpx.Response | Exception | None]


class Net(httpx.AsyncBaseTransport):
    """The net to one practice vendor, which a test may disturb: an answer or an error in its place."""

    def __init__(self, app: Any) -> None:
        self._inner = httpx.ASGITransport(app=app)
        self.respond: Respond = lambda request: None
        self.requests = 0
        self.open = asyncio.Event()  # cleared, it lets nothing through
        self.open.set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer as the test wants it, else as the vendor does."""
        self.requests += 1
        await self.open.wait()
        answer = self.respond(request)
        if isinstance(answer, Exception):
            raise answer
        return answer or await self._inner.handle_async_request(request)


class Slow(Net):
    """The net to a vendor that never comes to tell of its people."""

    held = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer all but what asks for a roll."""
        if b"timeOffRequest.list" in request.content:
            self.held += 1
            await asyncio.Event().wait()
        return await super().handle_async_request(request)


class Running:
    """An engine under observation."""

    def __init__(self, market: Market, desk: Desk) -> None:
        self.market = market
        self.desk = desk
        self.nets = {name: Net(practice.app) for name, practice in desk.practices.items()}
        self.environ = {
            variable(name, field): text
            for name, practice in desk.practices.items()
            for field, text in practice.secrets.items()
        }
        self.health: dict[str, Health] = {}
        self.history: list[Health] = []
        self.commits: list[tuple[str, Delta]] = []
        self.connections = {
            name: desk.settings(name, poll_every=10, window_back=3650) for name in desk.practices
        }
        self.engine = Engine(
            desk.store,
            desk.write,
            Secrets(desk.places, self.environ),
            VENDORS,
            Listener(health=self._note, committed=lambda name, delta: self.commits.append((name, delta))),
            self.nets.get,
        )

    def _note(self, health: Health) -> None:
        self.health[health.connection] = health
        self.history.append(health)

    def phase(self, name: str) -> str | None:
        """Return how a conversation stands, None before it has begun."""
        return self.health[name].phase if name in self.health else None

    async def reaches(self, name: str, phase: str) -> Health:
        """Wait until a conversation stands so."""
        await until(lambda: self.phase(name) == phase)
        return self.health[name]

    async def again(self, name: str) -> Health:
        """Wake a resting conversation and wait until it rests again, well or not."""
        seen = len(self.history)
        self.engine.wake([name])

        def rested() -> bool:
            later = [one.phase for one in self.history[seen:] if one.connection == name]
            return "pulling" in later and later[-1] != "pulling"

        await until(rested)
        return self.health[name]

    def pause(self, name: str) -> float:
        """Return in how many seconds a conversation goes on by itself."""
        wake = self.health[name].next
        assert wake is not None
        return (wake - datetime.now(UTC)).total_seconds()


@asynccontextmanager
async def running(folder: Path, *names: str) -> AsyncIterator[Running]:
    """Yield an engine on practice vendors, not yet speaking, and see that it leaves nothing behind."""
    threads = set(threading.enumerate())
    tasks = asyncio.all_tasks()
    market = Market(*names, shifts=40)
    market.world.patterns = {n: one for n, one in market.world.patterns.items() if n < 3}
    with Desk(folder, market.practices) as desk:
        found = Running(market, desk)
        try:
            yield found
        finally:
            await found.engine.stop()
            assert asyncio.all_tasks() == tasks
    assert set(threading.enumerate()) <= threads


async def test_all_connections_are_pulled_at_once_and_rest(tmp_path: Path) -> None:
    async with running(tmp_path) as run:
        await run.engine.speak_with(run.connections)
        for name in NAMES:
            health = await run.reaches(name, "resting")
            assert health.error is None
            assert health.as_of is not None
            assert 5 < run.pause(name) < 11.5
            assert health.vendor_title == VENDORS[name].title
        assert {ref.partition(":")[0] for ref in run.desk.shifts()} == set(NAMES)
        assert {name for name, delta in run.commits if delta.added} == set(NAMES)


async def test_one_that_hangs_or_fails_does_not_delay_the_others(tmp_path: Path) -> None:
    async with running(tmp_path) as run:
        run.nets["trio"].open.clear()
        run.nets["utrac"].respond = lambda request: httpx.ReadError("gone")
        await run.engine.speak_with(run.connections)
        await run.reaches("shiftboard", "resting")
        await run.reaches("fourspaces", "resting")
        failing = await run.reaches("utrac", "failing")
        assert run.phase("trio") == "pulling"
        assert failing.error is not None
        assert failing.error.startswith("utrac: ")
        await run.again("shiftboard")
        run.nets["trio"].open.set()
        await run.reaches("trio", "resting")


async def test_what_a_vendor_tells_of_its_people_follows_a_pull(tmp_path: Path) -> None:
    async with running(tmp_path, "shiftboard") as run:
        await run.engine.speak_with(run.connections)
        await until(lambda: run.desk.store.reader.ask(aways))


async def test_a_vendor_that_never_comes_to_tell_of_its_people_holds_up_no_pull(tmp_path: Path) -> None:
    async with running(tmp_path, "shiftboard") as run:
        slow = run.nets["shiftboard"] = Slow(run.desk.practices["shiftboard"].app)
        await run.engine.speak_with(run.connections)
        await run.reaches("shiftboard", "resting")
        await until(lambda: slow.held)
        for _ in range(2):
            assert (await run.again("shiftboard")).phase == "resting"
        assert slow.held == 1


async def test_the_pause_after_failures_grows_to_fifteen_minutes_and_a_good_pull_resets_it(
    tmp_path: Path,
) -> None:
    async with running(tmp_path, "trio") as run:
        run.nets["trio"].respond = lambda request: httpx.Response(500)
        await run.engine.speak_with(run.connections)
        await run.reaches("trio", "failing")
        pauses = [run.pause("trio")]
        for _ in range(8):
            assert (await run.again("trio")).phase == "failing"
            pauses.append(run.pause("trio"))
        for n, pause in enumerate(pauses):
            usual = min(10 * 2**n, 900)
            assert 0.8 * usual - 2 < pause <= min(1.1 * usual, 900)
        assert run.health["trio"].as_of is None
        run.nets["trio"].respond = lambda request: None
        assert (await run.again("trio")).phase == "resting"
        assert run.pause("trio") < 11.5
        run.nets["trio"].respond = lambda request: httpx.Response(500)
        health = await run.again("trio")
        assert run.pause("trio") < 11.5
        assert health.as_of is not None


@pytest.mark.parametrize(("asked", "obeyed"), [(11, 11), (300, 300), (899, 899), (3600, 900), (10**9, 900)])
async def test_a_retry_after_is_obeyed_up_to_fifteen_minutes(tmp_path: Path, asked: int, obeyed: int) -> None:
    async with running(tmp_path, "trio") as run:
        run.nets["trio"].respond = lambda request: httpx.Response(429, headers={"Retry-After": str(asked)})
        await run.engine.speak_with(run.connections)
        await run.reaches("trio", "failing")
        assert obeyed - 2 < run.pause("trio") <= min(obeyed * 1.1, 900)
        assert run.nets["trio"].requests == 1
        # whoever asks for it has it at once
        run.nets["trio"].respond = lambda request: None
        assert (await run.again("trio")).phase == "resting"


async def test_a_retry_after_that_is_shorter_than_the_usual_pause_does_not_shorten_it(tmp_path: Path) -> None:
    async with running(tmp_path, "trio") as run:
        # the first one is waited out within the pull, the second ends it
        run.nets["trio"].respond = lambda request: httpx.Response(429, headers={"Retry-After": "0"})
        await run.engine.speak_with(run.connections)
        await run.reaches("trio", "failing")
        assert run.nets["trio"].requests == 2
        assert run.pause("trio") > 6


async def test_a_vendor_that_wants_other_credentials_is_left_alone_until_it_is_woken(tmp_path: Path) -> None:
    async with running(tmp_path, "trio") as run:
        right = run.environ[variable("trio", "api_key")]
        run.environ[variable("trio", "api_key")] = "wrong"
        await run.engine.speak_with(run.connections)
        health = await run.reaches("trio", "sign-in")
        assert health.error is not None
        assert "does not accept these credentials" in health.error
        assert "wrong" not in health.error
        assert run.pause("trio") > 600
        assert (await run.again("trio")).phase == "sign-in"
        run.environ[variable("trio", "api_key")] = right
        assert (await run.again("trio")).phase == "resting"  # they were read anew


async def test_a_connection_without_secrets_is_misconfigured_and_the_others_run(tmp_path: Path) -> None:
    async with running(tmp_path, "trio", "shiftboard") as run:
        key = run.environ.pop(variable("trio", "api_key"))
        await run.engine.speak_with(run.connections)
        health = await run.reaches("trio", "misconfigured")
        await run.reaches("shiftboard", "resting")
        assert health.error is not None
        assert "its api_key is missing" in health.error
        assert run.nets["trio"].requests == 0
        run.environ[variable("trio", "api_key")] = key
        assert (await run.again("trio")).phase == "resting"


async def test_connections_come_go_and_change_while_it_runs(tmp_path: Path) -> None:
    async with running(tmp_path, "trio", "utrac") as run:
        await run.engine.speak_with({"trio": run.connections["trio"]})
        await run.reaches("trio", "resting")
        assert run.phase("utrac") is None
        await run.engine.speak_with(run.connections)
        await run.reaches("utrac", "resting")
        asked = run.nets["trio"].requests
        await run.engine.speak_with(run.connections)  # nothing has changed: no conversation begins anew
        run.engine.wake(["utrac"])
        await until(lambda: run.history[-1].connection == "utrac" and run.phase("utrac") == "resting")
        assert run.nets["trio"].requests == asked
        off = run.connections["trio"].model_copy(update={"enabled": False})
        await run.engine.speak_with(run.connections | {"trio": off})
        assert run.phase("trio") == "off"
        assert run.health["trio"].as_of is not None
        run.engine.wake()
        assert run.desk.shifts("trio")
        slower = run.connections["utrac"].model_copy(update={"poll_every": 500.0})
        await run.engine.speak_with(run.connections | {"utrac": slower})
        await run.reaches("trio", "resting")
        await until(lambda: run.phase("utrac") == "resting" and run.pause("utrac") > 400)


async def test_a_conversation_ends_also_when_it_has_just_been_woken(tmp_path: Path) -> None:
    async with running(tmp_path, "trio") as run:
        await run.engine.speak_with(run.connections)
        await run.reaches("trio", "resting")
        awake = run.engine._conversations["trio"].awake
        await until(lambda: awake._waiters)  # nothing is left to do: it rests
        run.engine.wake()
        async with asyncio.timeout(20):
            await run.engine.end("trio")


async def test_who_is_speaking_when_all_begins_anew_is_still_answered(tmp_path: Path) -> None:
    async with running(tmp_path, "trio") as run:
        await run.engine.speak_with(run.connections)
        await run.reaches("trio", "resting")
        shift = next(iter(run.desk.shifts("trio").values()))
        async with run.engine.talk("trio") as talk:
            await run.engine.stop()  # another process has changed a connection
            await run.engine.speak_with(run.connections)
            await until(lambda: run.engine.talking("trio") is not None)
            async with run.engine.talk("trio") as other:
                assert other.client is not talk.client  # with the new credentials
            seen = await talk.vendor.fetch_one(talk.client, talk.settings.account(), shift.external_id)
            assert seen is not None
        assert talk.client._http.is_closed
        assert not other.client._http.is_closed


@pytest.mark.parametrize("name", NAMES)
async def test_a_pull_that_is_stopped_half_way_spoils_nothing(tmp_path: Path, name: str) -> None:
    async with running(tmp_path, name) as run:
        await run.engine.speak_with(run.connections)
        await run.reaches(name, "resting")
        before = run.desk.state()
        run.market.happen(20)
        arrived = run.nets[name].requests

        def close_behind(request: httpx.Request) -> None:
            if run.nets[name].requests > arrived:
                run.nets[name].open.clear()  # the second request hangs

        run.nets[name].respond = close_behind
        run.engine.wake()
        expected = 1 if name == "trio" else 2
        await until(lambda: run.nets[name].requests >= arrived + expected)
        await run.engine.end(name)
        assert run.desk.state() == before


async def test_a_first_pull_that_is_stopped_half_way_is_done_anew_without_news(tmp_path: Path) -> None:
    async with running(tmp_path, "trio", "shiftboard") as run:
        began = asyncio.Event()

        def note(request: httpx.Request) -> None:
            began.set()

        for net in run.nets.values():
            net.respond = note
        await run.engine.speak_with(run.connections)
        await began.wait()
        await run.engine.stop()
        await run.engine.speak_with(run.connections)
        for name in run.connections:
            await run.reaches(name, "resting")
        assert len(run.desk.shifts("trio")) == len(run.market.world.needs["trio"])
        assert len(run.desk.shifts("shiftboard")) == len(run.market.world.needs["shiftboard"])
        assert run.desk.feed() == []
        word = next(iter(run.desk.shifts("trio").values())).role or ""
        assert run.desk.store.reader.listing(Filter(text=word)).total > 0


async def test_progress_is_told_while_pulling(tmp_path: Path) -> None:
    async with running(tmp_path, "shiftboard") as run:
        await run.engine.speak_with(run.connections)
        await run.reaches("shiftboard", "resting")
        told = [(one.fetched, one.total) for one in run.history if one.phase == "pulling"]
        assert told[0] == (0, None)
        assert told[-1] == (40, 40)


async def test_the_last_failure_is_shown_while_it_tries_again(tmp_path: Path) -> None:
    async with running(tmp_path, "trio") as run:
        run.nets["trio"].respond = lambda request: httpx.ConnectError("no way")
        await run.engine.speak_with(run.connections)
        failing = await run.reaches("trio", "failing")
        run.nets["trio"].open.clear()
        run.engine.wake()
        trying = await run.reaches("trio", "pulling")
        assert trying.error == failing.error
        run.nets["trio"].respond = lambda request: None
        run.nets["trio"].open.set()
        assert (await run.reaches("trio", "resting")).error is None


async def test_a_fault_of_our_own_with_one_vendor_is_told_and_leaves_the_others_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(tmp_path, "trio", "utrac") as run:

        def fault(request: httpx.Request) -> None:
            raise RuntimeError("a fault of ours")

        run.nets["trio"].respond = fault
        run.nets["utrac"].open.set()
        await run.engine.speak_with(run.connections)
        failing = await run.reaches("trio", "failing")
        assert "stumbled" in (failing.error or "")
        assert "a fault of ours" in caplog.text
        assert (await run.reaches("utrac", "resting")).error is None


async def test_the_writer_ends_with_its_work_done() -> None:
    write = Writer()
    done: list[int] = []
    task = asyncio.create_task(write(done.append, 1))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    write.close()
    assert done == [1]
