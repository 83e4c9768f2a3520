"""Sending: once, on record before the first byte leaves, and what each way of failing means."""

import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.action import Action
from app.domain import Intent, IntentState, Shift
from app.errors import Failed
from app.store.reader import Reader
from app.vendors import VENDORS
from tests.acting import (
    BY,
    CREATE,
    DOWN,
    LOST,
    PROBLEM,
    STATUS,
    Actor,
    Opened,
    Request,
    booked,
    over_a_socket,
    saying,
    something,
)
from tests.pulling import KEY
from tests.servers import Peer, Rude, relay, when
from tests.servers import Request as Arrived


@pytest.fixture
def open_desk(tmp_path: Path) -> Iterator[Opened]:
    with Opened(tmp_path) as opened:
        yield opened


def on_disk(actor: Actor) -> list[Intent]:
    """Return what another process would read just now."""
    reader = Reader.open(actor.places, KEY)
    try:
        return reader.intents()
    finally:
        reader.close()


async def test_an_intent_is_on_disk_and_marked_as_sent_before_its_first_byte_leaves(
    open_desk: Opened,
) -> None:
    actor = await open_desk()
    found: list[Intent] = []

    async def looks(request: Request) -> None:
        found.extend(on_disk(actor))
        await request.pass_on(request.send)

    actor.lines["trio"].fate = looks
    shift = actor.where("claim")
    before = time.time()
    await actor.do("claim", shift.ref)

    (intent,) = found
    assert (intent.state, intent.ref, intent.action, intent.attempts) == ("sending", shift.ref, "claim", 1)
    assert intent.sent_at is not None
    assert before <= intent.created_at.timestamp() <= intent.sent_at.timestamp() <= time.time()


async def test_what_is_looked_at_before_sending_is_on_record_and_nothing_is_marked_as_sent_until_then(
    open_desk: Opened,
) -> None:
    actor = await open_desk("fourspaces")
    found: list[Intent] = []

    def look(operation: str, payload: Any) -> Any:
        if operation == "GET /shifts":
            found.extend(on_disk(actor))
        return payload

    actor.market.twist = look
    sent: list[Intent] = []

    async def looks(request: Request) -> None:
        sent.extend(on_disk(actor))
        await request.pass_on(request.send)

    actor.lines["fourspaces"].fate = looks
    await actor.do("create-shift", "fourspaces", CREATE)

    assert (found[0].state, found[0].sent_at, found[0].attempts, found[0].memory) == ("sending", None, 0, {})
    assert sent[0].sent_at is not None
    assert len(sent[0].memory["ids"]) == 16  # type: ignore[arg-type]


async def test_over_a_socket_too_it_is_marked_as_sent_before_the_vendor_hears_of_it(
    open_desk: Opened,
) -> None:
    actor = await open_desk()
    found: list[Intent] = []
    passing = relay(actor.practices["trio"].app)

    async def looks(peer: Peer, request: Arrived) -> None:
        found.extend(on_disk(actor))
        await passing(peer, request)

    with Rude(then=when(lambda one: one.method == "POST", looks, passing)) as server:
        done = await over_a_socket(actor, server.url)
    assert done.outcome == "succeeded"
    assert [one.sent_at is not None for one in found] == [True]


async def test_the_record_keeps_each_step_and_what_was_sent_and_came_back(open_desk: Opened) -> None:
    actor = await open_desk("shiftboard")
    done = await actor.do("acknowledge", actor.where("acknowledge", "shiftboard").ref, {"notes": "by phone"})
    first, last, end = actor.steps(done.id)
    assert (first.state, first.by, first.exchange) == ("sending", BY, None)
    assert (last.state, last.by) == ("sending", BY)  # before it is read back: the vendor's words alone
    assert last.message
    assert done.message.startswith(last.message)
    assert (end.state, end.by, end.message, end.exchange) == ("succeeded", BY, done.message, None)
    assert last.exchange is not None
    assert last.exchange["method"] == "POST"
    assert last.exchange["status"] == 200
    assert last.exchange["error"] is None
    assert '"acknowledged_notes":"by phone"' in str(last.exchange["sent"])
    assert "You have acknowledged this position" in str(last.exchange["received"])
    assert "?" not in str(last.exchange["path"])

    actor.lines["shiftboard"].fate = LOST
    lost = await actor.do("acknowledge", actor.where("acknowledge", "shiftboard").ref)
    exchange = actor.steps(lost.id)[-1].exchange
    assert exchange is not None
    assert (exchange["status"], exchange["received"]) == (None, "")
    assert str(exchange["error"]).startswith("The vendor's server sent nothing")


async def test_a_long_answer_is_kept_in_part(open_desk: Opened) -> None:
    actor = await open_desk()
    actor.lines["trio"].fate = saying(400, {"detail": "x" * 200_000})
    done = await actor.do("claim", actor.where("claim").ref)
    (exchange,) = [one.exchange for one in actor.steps(done.id) if one.exchange]
    assert len(str(exchange["received"])) == 20_000
    assert len(done.message) < 1200


@pytest.mark.parametrize("name", ["trio", "shiftboard", "fourspaces"])
async def test_a_secret_that_a_vendor_sends_back_is_not_kept(open_desk: Opened, name: str) -> None:
    actor = await open_desk(name)
    secrets = actor.practices[name].secrets
    spoken = [text for field, text in secrets.items() if field != "username"]
    for text in spoken:
        for spelt in (text, text.replace("/", "\\/"), json.dumps(text)):
            body = json.dumps(
                {**PROBLEM, **STATUS, "detail": text, "error": {"message": f"Key {text} is bad"}}
            )
            actor.lines[name].fate = saying(400, body.replace(text, spelt.strip('"')).encode())
            action, ref, raw = something(actor, name)
            done = await actor.do(action, ref, raw)
            assert done.outcome == "refused"
    kept = everything(actor)
    assert "Key" in kept
    for text in spoken:
        assert text not in kept
        assert text.replace("/", "\\/") not in kept
        assert json.dumps(text)[1:-1] not in kept


def everything(actor: Actor) -> str:
    """Return all that the desk's file holds, decrypted."""
    db = actor.outbox.reader._db
    tables = [name for (name,) in db.execute("select name from desk.sqlite_schema where type='table'")]
    return "\n".join(
        "|".join(map(str, row)).replace('\\"', '"').replace("\\\\", "\\")
        for name in tables
        for row in db.execute(f"select * from desk.{name}").fetchall()
    )


async def test_a_refusal_has_the_shift_read_anew(open_desk: Opened) -> None:
    actor = await open_desk()
    shift = actor.where("claim")
    worker = booked(actor, shift)

    done = await actor.do("claim", shift.ref)
    assert done.outcome == "refused"
    assert "already been claimed" in done.message
    assert done.kept is not None  # the shift as just read
    assert [one.person for one in done.kept.shift.assignments] == [worker.name]
    assert {one.by for one in actor.feed()} == {None}  # it was not this desk's doing


async def test_what_cannot_be_read_back_has_succeeded_all_the_same(open_desk: Opened) -> None:
    actor = await open_desk()
    shift = actor.where("claim")
    actor.market.twist = lambda operation, payload: {} if operation == "GET /shifts/{id}" else payload
    done = await actor.do("claim", shift.ref)
    assert done.outcome == "succeeded"
    assert done.kept is not None
    assert done.kept.shift == shift
    assert len(actor.lines["trio"].acted) == 1


async def test_news_that_cannot_be_attributed_do_not_keep_an_action_from_its_end(
    open_desk: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = await open_desk()

    def full(*_: object) -> list[str]:
        raise Failed("The disk is full.")

    monkeypatch.setattr(actor.store.mirror, "attribute", full)
    done = await actor.do("claim", actor.where("claim").ref)
    assert done.outcome == "succeeded"
    assert actor.intents(open_only=True) == []


async def test_an_intent_that_another_process_has_taken_up_does_not_leave(
    open_desk: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = await open_desk("fourspaces")

    def taken(operation: str, payload: Any) -> Any:
        if operation == "GET /shifts":  # the look before sending
            (intent,) = actor.intents(open_only=True)
            actor.outbox._db.execute("update intent set lease='somebody else.lock' where id=?", (intent.id,))
        return payload

    actor.market.twist = taken
    await actor.do("create-shift", "fourspaces", CREATE)
    assert actor.market.world.patterns.keys() == set(range(1, 17))
    assert actor.lines["fourspaces"].acted == []


class Clumsy:
    """A vendor with an action that stumbles."""

    def __init__(self, name: str, action: Action[Any]) -> None:
        self._vendor = VENDORS[name]
        self._action = action

    def __getattr__(self, name: str) -> Any:
        return getattr(self._vendor, name)

    def actions(self, shift: Shift | None) -> list[Action[Any]]:
        return [self._action]


@pytest.mark.parametrize("sent", [False, True])
async def test_a_fault_of_ours_is_unknown_if_the_request_had_left_and_else_refused(
    open_desk: Opened, sent: bool
) -> None:
    actor = await open_desk()
    shift = actor.where("claim")
    claim = next(one for one in VENDORS["trio"].actions(shift) if one.key == "claim")

    async def stumbles(sending: Any, account: Any, wish: Any) -> Any:
        if sent:
            await claim.run(sending, account, wish)
        raise KeyError("what nobody foresaw")

    async with actor.talk("trio") as talk:
        clumsy: Any = Clumsy("trio", replace(claim, run=stumbles))
        done = await actor.acting.do(replace(talk, vendor=clumsy), shift.external_id, "claim", {})
    assert done.outcome == ("succeeded" if sent else "refused")  # the one was looked at, and seen
    if not sent:
        assert "Callboard itself stumbled" in done.message
        assert "Nothing was sent." in done.message
    assert len(actor.lines["trio"].acted) == sent


async def test_a_reading_after_the_answer_does_not_make_it_unsent(open_desk: Opened) -> None:
    actor = await open_desk()
    shift = actor.where("claim")
    claim = next(one for one in VENDORS["trio"].actions(shift) if one.key == "claim")

    async def reads_afterwards(sending: Any, account: Any, wish: Any) -> Any:
        await claim.run(sending, account, wish)
        actor.lines["trio"].down = True
        try:
            await sending.client.get("/shifts")
        finally:
            actor.lines["trio"].down = False

    async with actor.talk("trio") as talk:
        clumsy: Any = Clumsy("trio", replace(claim, run=reads_afterwards))
        done = await actor.acting.do(replace(talk, vendor=clumsy), shift.external_id, "claim", {}, queue=True)
    assert done.outcome == "succeeded"
    assert actor.told[1].state == "unknown"


async def cut_short(actor: Actor, action: str, ref: str, raw: dict[str, object], at: asyncio.Event) -> Intent:
    """Break an action off as soon as something has come to pass, and return what is on record."""
    task = asyncio.create_task(actor.do(action, ref, raw))
    await at.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    (intent,) = actor.intents()
    return intent


async def test_broken_off_on_its_way_it_is_unknown_and_settled_by_looking(open_desk: Opened) -> None:
    actor = await open_desk()
    arrived = asyncio.Event()

    async def ponders(request: Request) -> None:
        await request.be_done()
        arrived.set()
        await asyncio.sleep(3600)

    actor.lines["trio"].fate = ponders
    intent = await cut_short(actor, "claim", actor.where("claim").ref, {}, arrived)
    assert intent.state == "unknown"
    assert "broken off on its way" in (intent.message or "")
    assert (await actor.settle(intent.id)).state == "succeeded"
    assert len(actor.lines["trio"].acted) == 1


async def test_broken_off_before_it_was_sent_it_is_refused(open_desk: Opened) -> None:
    actor = await open_desk("fourspaces")
    looking = asyncio.Event()
    app = actor.practices["fourspaces"].app

    async def ponders(scope: Any, receive: Any, send: Any) -> None:
        looking.set()
        await asyncio.sleep(3600)
        await app(scope, receive, send)

    actor.lines["fourspaces"].app = ponders
    intent = await cut_short(actor, "create-shift", "fourspaces", CREATE, looking)
    assert (intent.state, intent.sent_at) == (IntentState.REFUSED, None)
    assert "before anything was sent" in (intent.message or "")


async def test_broken_off_while_it_is_read_back_it_has_succeeded(open_desk: Opened) -> None:
    actor = await open_desk()
    reading = asyncio.Event()
    app = actor.practices["trio"].app

    async def ponders(scope: Any, receive: Any, send: Any) -> None:
        if scope["method"] == "GET":
            reading.set()
            await asyncio.sleep(3600)
        await app(scope, receive, send)

    actor.lines["trio"].app = ponders
    intent = await cut_short(actor, "claim", actor.where("claim").ref, {}, reading)
    assert intent.state == "succeeded"


async def test_a_vendor_that_is_down_is_told_as_such_and_the_board_is_right_again(open_desk: Opened) -> None:
    actor = await open_desk()
    shift = actor.where("claim")
    states: list[str] = []

    async def looks(request: Request) -> None:
        (row,) = actor.store.reader.by_ref([shift.ref])
        states.append(row.state)
        await DOWN(request)

    actor.lines["trio"].fate = looks
    await actor.do("claim", shift.ref)
    (row,) = actor.store.reader.by_ref([shift.ref])
    assert states == ["pending"]  # as it is expected to become, while it is on its way
    assert (row.state, row.intent) == ("open", None)
