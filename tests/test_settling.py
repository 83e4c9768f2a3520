"""Finding out by reading what became of an action that got no answer: late enough, and truthfully."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.domain import Intent, IntentState, Shift, State
from app.errors import Unusable
from app.settling import wait_for
from app.store.outbox import Draft
from app.store.record import packed
from tests.acting import BY, LOST, LOST_AFTERWARDS, Actor, Opened, Request, booked, need_of


@pytest.fixture
def open_desk(tmp_path: Path) -> Iterator[Opened]:
    with Opened(tmp_path) as opened:
        yield opened


async def lost(actor: Actor, action: str, shift: Shift, **raw: object) -> int:
    """Let a request get lost on its way to the vendor, and return the intent's number."""
    actor.lines[shift.connection].fate = LOST
    done = await actor.do(action, shift.ref, raw)
    assert done.outcome == "unknown"
    assert done.id is not None
    return done.id


def reads(actor: Actor) -> list[float]:
    """Return when a shift is read by itself from now on."""
    at: list[float] = []

    def note(operation: str, payload: Any) -> Any:
        if operation in {"GET /shifts/{id}", "shift.get"}:
            at.append(time.time())
        return payload

    actor.market.twist = note
    return at


async def test_after_a_lost_answer_it_is_looked_once_and_at_once(open_desk: Opened) -> None:
    actor = await open_desk()
    looked = reads(actor)
    before = time.time()
    number = await lost(actor, "claim", actor.where("claim"))
    assert len(looked) == 1
    assert looked[0] - before < 5
    assert actor.intent(number).state == "unknown"


async def test_not_seen_means_did_not_happen_only_in_a_reading_that_begins_late_enough(
    open_desk: Opened,
) -> None:
    actor = await open_desk()
    number = await lost(actor, "claim", actor.where("claim"))
    looked = reads(actor)
    settled = await actor.settle(number, settle_after=0.5)

    assert settled.state == "refused"
    assert (settled.message or "").startswith("It did not arrive, nothing was changed.")
    assert settled.sent_at is not None
    assert looked[0] >= settled.sent_at.timestamp() + 0.5


async def test_a_request_that_arrives_late_is_not_taken_for_lost(open_desk: Opened) -> None:
    actor = await open_desk()
    shift = actor.where("claim")
    late: list[asyncio.Task[None]] = []

    async def dawdles(request: Request) -> None:
        async def arrive() -> None:
            await asyncio.sleep(0.15)
            await request.be_done()

        late.append(asyncio.create_task(arrive()))
        await LOST(request)

    actor.lines["trio"].fate = dawdles
    done = await actor.do("claim", shift.ref)
    assert done.outcome == "unknown"
    settled = await actor.settle(done.id, settle_after=0.5)
    assert settled.state == "succeeded"
    assert actor.shown(shift.ref).state is State.PENDING
    await late[0]
    assert len(actor.lines["trio"].acted) == 1


async def test_somebody_else_has_it_and_the_sentence_says_who(open_desk: Opened) -> None:
    actor = await open_desk()
    shift = actor.where("claim")
    mine = next(one for one in actor.shifts("trio").values() if one.assignments and one.role == shift.role)
    number = await lost(actor, "claim", shift, candidate_id=mine.assignments[0].person_id)
    role = need_of(actor.market.world, shift).role
    other = next(
        one
        for one in actor.market.world.workers["trio"]
        if one.role == role and one.name != mine.assignments[0].person
    )
    booked(actor, shift, other)

    settled = await actor.settle(number)
    assert settled.state == "refused"
    assert f"Somebody else has it: {other.name}." in (settled.message or "")
    assert [one.person for one in actor.shown(shift.ref).assignments] == [other.name]
    assert {one.by for one in actor.feed()} == {None}


@pytest.mark.parametrize("name", ["trio", "shiftboard"])
async def test_what_the_first_look_could_not_see_is_found_later(open_desk: Opened, name: str) -> None:
    actor = await open_desk(name)
    action = "claim" if name == "trio" else "acknowledge"
    shift = actor.where(action, name)
    actor.lines[name].fate = LOST_AFTERWARDS
    actor.market.twist = lambda operation, payload: (
        [] if ".get" in operation or "{id}" in operation else payload
    )
    done = await actor.do(action, shift.ref)
    assert done.outcome == "unknown"
    still = await actor.settle(done.id)
    assert still.state == "unknown"  # it cannot be read: nobody knows

    actor.market.twist = None
    settled = await actor.settle(done.id)
    assert settled.state == "succeeded"
    assert actor.shown(shift.ref).state is not shift.state
    assert len(actor.lines[name].acted) == 1
    assert {one.by for one in actor.feed()} == {BY}  # its own news, found or not


async def test_a_vendor_that_is_down_leaves_it_open(open_desk: Opened) -> None:
    actor = await open_desk()
    number = await lost(actor, "claim", actor.where("claim"))
    actor.lines["trio"].down = True
    assert (await actor.settle(number)).state == "unknown"
    actor.lines["trio"].down = False
    assert (await actor.settle(number)).state == "refused"


async def test_two_who_settle_at_once_agree_and_put_one_end_on_record(open_desk: Opened) -> None:
    actor = await open_desk()
    number = await lost(actor, "claim", actor.where("claim"))
    first, second = await asyncio.gather(actor.settle(number), actor.settle(number))
    assert first == second == actor.intent(number)
    assert [one.state for one in actor.steps(number)] == ["sending", "unknown", "refused"]


async def test_an_action_that_this_version_does_not_know_stays_open(open_desk: Opened) -> None:
    actor = await open_desk()
    shift = actor.where("claim")
    intent = actor.outbox.enter(
        Draft(
            connection="trio", vendor="trio", external_id=shift.external_id, action="teleport",
            label="Teleport", parameters={}, reason=None, by=BY, basis=shift, preview=None,
        )
    )  # fmt: skip
    assert intent is not None
    actor.outbox.leave(intent.id)
    unknown = await actor.delivery.finish(intent, IntentState.UNKNOWN, "Nobody knows.")
    assert (await actor.settle(unknown.id)).state == "unknown"


@pytest.mark.parametrize("done", [True, False])
async def test_what_no_reading_tells_a_person_decides_and_once(
    open_desk: Opened, done: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = await open_desk()
    number = await lost(actor, "claim", actor.where("claim"))
    with pytest.raises(Unusable, match="the vendor is read first"):
        await actor.acting.decide(actor.intent(number), done=done)
    monkeypatch.setattr("app.acting.BY_HAND_AFTER", 0)
    ended = await actor.acting.decide(actor.intent(number), done=done)
    assert ended.state == ("succeeded" if done else "refused")
    assert (ended.message or "").startswith(f"{BY} has looked it up: ")
    assert ended.finished_at is not None
    with pytest.raises(Unusable, match="there is nothing to decide"):
        await actor.acting.decide(ended, done=not done)
    assert [one.state for one in actor.steps(number)] == ["sending", "unknown", ended.state]
    assert len(actor.lines["trio"].acted) == 1


async def test_a_fault_of_ours_while_settling_leaves_it_open(open_desk: Opened) -> None:
    actor = await open_desk()
    number = await lost(actor, "claim", actor.where("claim"))
    intent = actor.intent(number)
    assert intent.basis is not None
    broken = packed(replace(intent.basis, external_id="no GUID at all"))
    actor.outbox._db.execute("update intent set basis=? where id=?", (broken, number))
    assert (await actor.settle(number)).state == "unknown"


async def test_a_claim_of_a_shift_that_has_vanished_is_refused(open_desk: Opened) -> None:
    actor = await open_desk()
    shift = actor.where("claim")
    number = await lost(actor, "claim", shift)
    need_of(actor.market.world, shift).published = False

    settled = await actor.settle(number)
    assert settled.state == "refused"
    kept = actor.store.reader.shift(shift.ref)
    assert kept is not None
    assert kept.removed


async def test_a_row_that_was_split_off_for_it_is_found_and_followed(open_desk: Opened) -> None:
    actor = await open_desk("shiftboard", shifts=121)
    # Of every fourth row the practice server makes the title of its number: no part of it is like it.
    shift = actor.where(
        "claim", "shiftboard", lambda one: (one.positions or 1) > 1 and int(one.external_id) % 4 != 0
    )
    actor.lines["shiftboard"].fate = LOST_AFTERWARDS
    done = await actor.do("claim", shift.ref)

    assert done.outcome == "succeeded"
    assert done.result_ref is not None
    assert done.result_ref != shift.ref
    assert actor.shown(shift.ref).positions == (shift.positions or 0) - 1
    assert actor.shown(done.result_ref).assignments
    assert len(actor.lines["shiftboard"].acted) == 1


@pytest.mark.parametrize(
    ("sent", "settle_after", "least", "most"),
    [
        (None, 10, 0, 0),
        (timedelta(seconds=-3), 10, 6.5, 7),
        (timedelta(seconds=-60), 10, 0, 0),
        (timedelta(hours=5), 10, 10, 10),  # the clock was set back meanwhile
        (timedelta(seconds=-1), 0, 0, 0),
    ],
)
async def test_nobody_waits_longer_than_settle_after(
    open_desk: Opened, sent: timedelta | None, settle_after: float, least: float, most: float
) -> None:
    actor = await open_desk(shifts=1)
    now = datetime.now(UTC)
    intent = Intent(
        id=1, connection="trio", vendor="trio", external_id="1", action="claim", label="Claim", parameters={},
        state=IntentState.UNKNOWN, by=BY, created_at=now, memory={},
        sent_at=None if sent is None else now + sent,
    )  # fmt: skip
    async with actor.talk("trio", settle_after=settle_after) as talk:
        assert least <= wait_for(intent, talk) <= most
