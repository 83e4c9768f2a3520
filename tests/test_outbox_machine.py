"""The outbox in all weathers: whatever happens to answers and processes, nothing is done twice.

A desk acts at three practice vendors whose answers get lost before and after acting, who refuse,
go down and change by themselves, and it is killed and started again. What the outbox says in the
end is held against what the vendors have in fact done.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack
from enum import IntEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import httpx
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from app.acting import Acting
from app.asking import offered
from app.connection import client_of
from app.delivery import Delivery, Talk, Witness
from app.domain import Intent, IntentState
from app.shape import shape_of_shift
from app.store.filters import Filter
from app.store.outbox import Outbox
from app.vendors import VENDORS
from app.writer import Writer
from tests.pulling import KEY, SPAN, Desk, Market

T = TypeVar("T")

NAMES = ("trio", "shiftboard", "fourspaces")
BY = "Sam"


class Weather(IntEnum):
    """What becomes of a request that acts."""

    CALM = 0
    DEAF = 1  # it never arrives, and nobody says so
    LOST = 2  # it is done, and the answer is lost
    RESET = 3
    FAULT = 4
    REFUSAL = 5
    KILLED_BEFORE = 6  # the process dies, and the request with it
    KILLED_AFTER = 7


REFUSALS = {
    "trio": (400, {"title": "Bad Request", "detail": "Not today."}),
    "shiftboard": (200, {"id": "1", "jsonrpc": "2.0", "error": {"code": "no", "message": "Not today."}}),
    "fourspaces": (200, {"responseStatus": {"errorCode": "No", "message": "Not today."}}),
}


UNTOLD = [one for one in Weather if one not in (Weather.CALM, Weather.REFUSAL)]


class Killed(BaseException):
    """The process dies here."""


class Line(httpx.AsyncBaseTransport):
    """The line to one vendor, in the weather that the test makes. Counts what the vendor has done."""

    def __init__(self, name: str, app: Any, done: Counter[int]) -> None:
        self.name = name
        self.down = False
        self.weather = Weather.CALM
        self.intent = 0  # the one that is being sent
        self.asked: Counter[int] = Counter()  # requests that acted, or would have, by intent
        self._done = done
        self._asgi = httpx.ASGITransport(app=app)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.down:
            raise httpx.ConnectError("down", request=request)
        if "callboard.leaving" not in request.extensions:
            return await self._asgi.handle_async_request(request)
        weather, self.weather = self.weather, Weather.CALM
        self.asked[self.intent] += 1
        match weather:
            case Weather.DEAF:
                raise httpx.ReadTimeout("nothing came", request=request)
            case Weather.FAULT:
                return httpx.Response(500, text="a fault")
            case Weather.REFUSAL:
                status, told = REFUSALS[self.name]
                return httpx.Response(status, json=told)
            case Weather.KILLED_BEFORE:
                raise Killed
        answer = await self._asgi.handle_async_request(request)
        body = await answer.aread()
        if answer.status_code < 300 and not (body and "error" in json.loads(body)):
            self._done[self.intent] += 1
        if weather is Weather.LOST:
            raise httpx.ReadTimeout("the answer is lost", request=request)
        if weather is Weather.RESET:
            raise httpx.ReadError("reset", request=request)
        if weather is Weather.KILLED_AFTER:
            raise Killed
        return httpx.Response(answer.status_code, headers=dict(answer.headers), content=body)


class OutboxMachine(RuleBasedStateMachine):
    """A desk and its vendors."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = TemporaryDirectory()
        self.market = Market(*NAMES, shifts=24)
        for need in self.market.world.needs["shiftboard"].values():
            need.positions = 1 if need.bookings else 3  # what is taken of several becomes a row of its own
        self.desk = Desk(Path(self.folder.name, "desk"), self.market.practices)
        self.outbox_thread = Writer("outbox")
        self.done: Counter[int] = Counter()  # acts that a vendor has done, by intent
        self.tainted: set[int] = set()  # others have been at the same shift while nobody knew
        self.lines = {
            name: Line(name, practice.app, self.done) for name, practice in self.market.practices.items()
        }
        self._start()
        for name in NAMES:
            assert self._run(self.desk.pull(name)).ok

    def teardown(self) -> None:
        try:
            self._calm_down()
        finally:
            self.outbox.close()
            self.outbox_thread.close()
            self.desk.__exit__(None, None, None)
            self.loop.close()
            self.folder.cleanup()

    @rule(data=st.data(), weather=st.sampled_from(Weather), queue=st.booleans())
    def act_at_trio(self, data: st.DataObject, weather: Weather, queue: bool) -> None:
        """Ask for something that is offered there."""
        self._act(data, "trio", weather, queue)

    @rule(data=st.data(), weather=st.sampled_from(Weather), queue=st.booleans())
    def act_at_shiftboard(self, data: st.DataObject, weather: Weather, queue: bool) -> None:
        """Ask for something that is offered there."""
        self._act(data, "shiftboard", weather, queue)

    @rule(data=st.data(), name=st.sampled_from(NAMES), weather=st.sampled_from(UNTOLD))
    def act_and_not_be_told(self, data: st.DataObject, name: str, weather: Weather) -> None:
        """Ask for something, and hear nothing."""
        self._act(data, name, weather, False)

    @rule(data=st.data(), name=st.sampled_from(NAMES), weather=st.sampled_from(UNTOLD))
    def act_and_look_later(self, data: st.DataObject, name: str, weather: Weather) -> None:
        """Ask for something, hear nothing, and act elsewhere before it is settled."""
        self._act(data, name, weather, False)
        self._act(data, name, Weather.CALM, False)

    def _act(self, data: st.DataObject, name: str, weather: Weather, queue: bool) -> None:
        external_id, action = self._choose(data, name)
        if action is None:
            return
        line = self.lines[name]
        line.weather = weather
        raw = self._parameters(data, name, action)
        try:
            self._run(self._do(name, external_id, action, raw, queue))
        except Killed:
            self.outbox.close()
            self._start()
            self._run(self.acting.take_up())
        finally:
            line.weather = Weather.CALM

    @rule(name=st.sampled_from(NAMES))
    def go_down_or_come_back(self, name: str) -> None:
        """Take a vendor off the net, or bring it back; then what waited goes out."""
        self.lines[name].down = not self.lines[name].down
        if not self.lines[name].down:
            self._run(self._with(name, self.acting.go_on))

    @rule(times=st.integers(1, 3))
    def change_under_us(self, times: int) -> None:
        """Let others do something at the vendors."""
        before = self._stamps()
        self.market.happen(times)
        after = self._stamps()
        changed = {key for key in {*before, *after} if before.get(key) != after.get(key)}
        for one in self._intents(open_only=True):
            if any(vendor == one.connection for vendor, _ in changed) and one.state is IntentState.UNKNOWN:
                self.tainted.add(one.id)

    @rule(name=st.sampled_from(NAMES))
    def pull(self, name: str) -> None:
        """Read what stands there."""
        if not self.lines[name].down:
            assert self._run(self.desk.pull(name)).ok

    @precondition(lambda self: any(one.state is IntentState.UNKNOWN for one in self._intents(open_only=True)))
    @rule()
    def settle(self) -> None:
        """Find out what is unknown."""
        for one in self._intents(open_only=True):
            if one.state is IntentState.UNKNOWN:
                self._run(self._settle(one))

    @precondition(lambda self: any(one.state is IntentState.HELD for one in self._intents(open_only=True)))
    @rule(insist=st.booleans())
    def look_at_what_is_held(self, insist: bool) -> None:
        """Send it all the same, or take it back."""
        held = next(one for one in self._intents(open_only=True) if one.state is IntentState.HELD)
        if insist:
            self._run(self._with(held.connection, lambda talk: self.acting.send(talk, held)))
        else:
            self._run(self.acting.withdraw(held))

    @invariant()
    def nothing_is_done_twice(self) -> None:
        """No wish has ever been done more than once, or asked for again once it may have arrived."""
        assert all(n <= 1 for n in self.done.values()), self.done
        assert all(n <= 1 for line in self.lines.values() for n in line.asked.values())

    @invariant()
    def what_is_said_is_true(self) -> None:
        """Whatever has an end on record, has it at the vendor."""
        for one in self._intents():
            if one.id in self.tainted:
                continue
            if one.state is IntentState.SUCCEEDED:
                assert self.done[one.id] == 1, one
            elif one.state in (IntentState.REFUSED, IntentState.WITHDRAWN, IntentState.QUEUED):
                assert self.done[one.id] == 0, one

    def _calm_down(self) -> None:
        """In calm weather everything comes to its end, and the mirror shows what the vendors have."""
        for name, line in self.lines.items():
            line.down = False
            for one in self._intents(open_only=True):
                if one.connection == name and one.state is IntentState.UNKNOWN:
                    self._run(self._settle(one))
            self._run(self._with(name, self.acting.go_on))
        self.nothing_is_done_twice()
        self.what_is_said_is_true()
        still = [one for one in self._intents(open_only=True) if one.id not in self.tainted]
        assert all(one.state is IntentState.HELD for one in still), still
        with Desk(Path(self.folder.name, "fresh"), self.market.practices) as fresh:
            for name in NAMES:
                assert self._run(self.desk.pull(name)).ok
                assert self._run(fresh.pull(name)).ok
                assert _shown(self.desk, name) == _shown(fresh, name)

    def _start(self) -> None:
        self.outbox = Outbox.open(self.desk.places, KEY)
        self.acting = Acting(
            Delivery(
                self.outbox,
                self.outbox_thread,
                self.desk.store,
                self.desk.write,
                BY,
                Witness(intent=self._told),
            )
        )

    def _told(self, intent: Intent) -> None:
        if intent.state is IntentState.SENDING:
            self.lines[intent.connection].intent = intent.id

    def _choose(self, data: st.DataObject, name: str) -> tuple[str, str | None]:
        """Return a shift, or "" for the connection itself, and an action that is offered there."""
        reader = self.outbox.reader
        if name == "fourspaces":
            return "", "create-shift"
        kept = data.draw(st.sampled_from(list(reader.shifts(Filter(connections=frozenset({name}))))))
        open_ones = reader.intents(kept.shift.ref, open_only=True, limit=1)
        found = offered(VENDORS[name], kept, open_ones[0] if open_ones else None)
        enabled = [one.action.key for one in found if one.reason is None and "trade" not in one.action.key]
        return kept.shift.external_id, data.draw(st.sampled_from(enabled)) if enabled else None

    def _parameters(self, data: st.DataObject, name: str, action: str) -> dict[str, object]:
        people = [str(one.id) for one in self.market.world.workers[name][:20]]
        match name, action:
            case "shiftboard", "assign":
                return {"person_id": data.draw(st.sampled_from(people)), "assignability_checks": False}
            case "shiftboard", "claim":
                return {"person_id": data.draw(st.sampled_from(people))} if data.draw(st.booleans()) else {}
            case "shiftboard", "decline":
                return {"reason_id": "3"}
            case "shiftboard", "mark-absent":
                return {"reason_id": "2"}
            case "fourspaces", _:
                return {
                    "name": f"Nachtdienst {data.draw(st.integers(1, 3))}",
                    "start": "22:00",
                    "minutes": 480,
                }
        return {}

    async def _do(
        self, name: str, external_id: str, action: str, raw: dict[str, object], queue: bool
    ) -> None:
        async def doing(talk: Talk) -> None:
            await self.acting.do(talk, external_id, action, raw, queue=queue, reason="it is a test")

        await self._with(name, doing)

    async def _settle(self, intent: Intent) -> None:
        await self._with(intent.connection, lambda talk: self.acting.settle(talk, intent))

    async def _with(self, name: str, work: Any) -> None:
        vendor, connection = VENDORS[name], self.desk.settings(name, settle_after=0)
        async with AsyncExitStack() as stack:
            client = client_of(
                vendor, connection, dict(self.market.practices[name].secrets), self.lines[name]
            )
            await stack.enter_async_context(client)
            await work(Talk(vendor, connection, client))

    def _intents(self, *, open_only: bool = False) -> list[Intent]:
        return self.outbox.reader.intents(open_only=open_only)

    def _stamps(self) -> dict[tuple[str, int], tuple[object, ...]]:
        world = self.market.world
        found: dict[tuple[str, int], tuple[object, ...]] = {
            (name, need.id): (need.updated, need.status_updated, len(need.bookings), need.withdrawn)
            for name in ("trio", "shiftboard")
            for need in world.needs[name].values()
        }
        found |= {("fourspaces", n): (one.start, tuple(one.members)) for n, one in world.patterns.items()}
        return found

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)


def _shown(desk: Desk, name: str) -> list[dict[str, object]]:
    """Return the visible shifts as scripts see them, but for when and how fully they were last read."""
    return list(_plain(desk, name))


def _plain(desk: Desk, name: str) -> Iterator[dict[str, object]]:
    for kept in desk.store.reader.shifts(
        Filter(connections=frozenset({name}), first=SPAN.first, last=SPAN.last)
    ):
        shape = shape_of_shift(kept)
        yield {key: value for key, value in shape.items() if key not in ("last_seen", "notes")}


def _machine(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        OutboxMachine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_nothing_is_done_twice_and_everything_comes_to_its_end() -> None:
    _machine(examples=20, steps=20)


@pytest.mark.slow
def test_nothing_is_done_twice_however_long_it_goes_on() -> None:
    _machine(examples=150, steps=40)
