"""What waits for a vendor: it goes out when it can, is held where its shift has changed, or is taken back."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.domain import Shift, State
from app.errors import Unusable
from tests.acting import DOWN, LOST, Actor, Opened, booked, calm, need_of, of_several


@pytest.fixture
def open_desk(tmp_path: Path) -> Iterator[Opened]:
    with Opened(tmp_path) as opened:
        yield opened


async def queued(actor: Actor, action: str = "claim", shift: Shift | None = None) -> int:
    """Let an action wait in the outbox, and return its number."""
    shift = shift or actor.where(action)
    actor.lines[shift.connection].fate = DOWN
    done = await actor.do(action, shift.ref, queue=True)
    actor.lines[shift.connection].fate = calm
    assert done.outcome == "queued"
    assert done.id is not None
    return done.id


async def test_what_waits_goes_out_when_the_vendor_answers_again(open_desk: Opened) -> None:
    actor = await open_desk()
    shift = actor.where("claim")
    number = await queued(actor, shift=shift)
    attempts = actor.intent(number).attempts
    await actor.go_on("trio")

    intent = actor.intent(number)
    assert (intent.state, intent.attempts) == ("succeeded", attempts + 1)
    states = ["sending", "queued", "sending", "sending", "succeeded"]  # the vendor's yes is a step by itself
    assert [one.state for one in actor.steps(number)] == states
    assert actor.shown(shift.ref).state is State.PENDING
    await actor.go_on("trio")
    assert len(need_of(actor.market.world, shift).bookings) == 1


async def test_what_waits_goes_on_waiting_while_the_vendor_does_not_answer(open_desk: Opened) -> None:
    actor = await open_desk()
    number = await queued(actor)
    actor.lines["trio"].down = True
    await actor.go_on("trio")
    assert (await actor.send(number)).state == "queued"
    actor.lines["trio"].down = False
    actor.lines["trio"].fate = DOWN
    await actor.go_on("trio")
    assert actor.intent(number).state == "queued"


async def test_what_waits_and_then_gets_no_answer_is_looked_at(open_desk: Opened) -> None:
    actor = await open_desk()
    number = await queued(actor)
    actor.lines["trio"].fate = LOST
    await actor.go_on("trio")
    assert actor.intent(number).state == "unknown"
    assert (await actor.settle(number)).state == "refused"


async def test_what_waited_is_held_with_both_versions_when_its_shift_has_changed(open_desk: Opened) -> None:
    actor = await open_desk()
    shift = actor.where("claim")
    number = await queued(actor, shift=shift)
    need = need_of(actor.market.world, shift)
    need.start += timedelta(hours=1)
    await actor.go_on("trio")

    held = actor.intent(number)
    assert held.state == "held"
    assert "The shift has changed since this was asked for. Nothing was sent; it is held." in (
        held.message or ""
    )
    assert held.basis is not None
    assert held.found is not None
    assert held.found.start - held.basis.start == timedelta(hours=1)
    assert need.live == []
    need.start -= timedelta(hours=1)
    await actor.go_on("trio")
    assert actor.intent(number) == held  # until somebody has looked, even if it is again as it was
    need.start += timedelta(hours=1)

    sent = await actor.send(number)
    assert sent.state == "succeeded"
    assert (sent.basis, sent.found) == (held.found, None)  # it went out on the shift as it was by then
    assert len(need.live) == 1


async def test_what_was_seen_waiting_does_not_go_out_where_it_is_held_by_now(open_desk: Opened) -> None:
    actor = await open_desk()
    shift = actor.where("claim")
    number = await queued(actor, shift=shift)
    need_of(actor.market.world, shift).start += timedelta(hours=1)
    await actor.go_on("trio")
    with pytest.raises(Unusable, match="is held by now: look at it again"):
        await actor.send(number, shown="queued")
    assert actor.intent(number).state == "held"
    assert (await actor.send(number, shown="held")).state == "succeeded"


async def test_a_reason_lets_go_out_what_a_check_holds(open_desk: Opened) -> None:
    actor = await open_desk()
    shift = actor.where("claim", fits=lambda one: one.end is not None and not one.all_day)
    other = actor.where("claim", fits=lambda one: one.ref != shift.ref and one.timezone == shift.timezone)
    need, beside = (need_of(actor.market.world, one) for one in (shift, other))
    beside.start, beside.end = need.start - timedelta(days=2), need.start - timedelta(days=2, hours=-4)
    booked(actor, other, next(one for one in actor.market.world.workers["trio"] if one.role == need.role))
    await actor.good("trio")
    (who,) = actor.shown(other.ref).assignments
    actor.lines["trio"].fate = DOWN
    waits = await actor.do("claim", shift.ref, {"candidate_id": who.person_id}, queue=True)
    actor.lines["trio"].fate = calm
    assert waits.outcome == "queued", waits.message
    beside.start, beside.end = need.start, need.end
    await actor.good("trio")
    await actor.go_on("trio")
    held = actor.intent(waits.id)
    assert "is on another shift then" in (held.message or "")
    assert (await actor.send(waits.id)).state == "held"
    assert (await actor.send(waits.id, reason="both agreed")).state == "succeeded"


async def test_what_is_sent_anyway_goes_out_on_the_version_that_was_shown_alone(open_desk: Opened) -> None:
    actor = await open_desk()
    shift = actor.where("claim")
    number = await queued(actor, shift=shift)
    need = need_of(actor.market.world, shift)
    need.start += timedelta(hours=1)
    await actor.go_on("trio")
    need.start += timedelta(hours=1)  # after it was shown

    again = await actor.send(number)
    assert again.state == "held"
    assert "The shift has changed since it was held." in (again.message or "")
    assert again.found is not None
    assert again.found.start - shift.start == timedelta(hours=2)
    assert need.live == []
    assert (await actor.send(number)).state == "succeeded"


async def test_one_that_no_longer_fits_is_held_and_the_others_go_out(open_desk: Opened) -> None:
    actor = await open_desk()
    shifts = [one for one in actor.shifts("trio").values() if "claim" in one.actions][:2]
    first, second = [await queued(actor, shift=shift) for shift in shifts]
    actor.outbox._db.execute("update intent set parameters='{\"who\": 1}' where id=?", (first,))
    await actor.go_on("trio")
    assert actor.intent(first).state == "held"
    assert "There is no such parameter" in (actor.intent(first).message or "")
    assert actor.intent(second).state == "succeeded"


async def test_what_is_held_does_not_go_out_on_a_shift_that_does_not_allow_it(open_desk: Opened) -> None:
    actor = await open_desk()
    shift = actor.where("claim")
    number = await queued(actor, shift=shift)
    who = booked(actor, shift)
    await actor.go_on("trio")
    assert actor.intent(number).state == "held"

    sent = await actor.send(number)
    assert sent.state == "held"
    assert f"Somebody already has it: {who.name}." in (sent.message or "")
    assert len(actor.lines["trio"].acted) == 1  # the one that never left


async def test_what_waited_for_a_shift_that_has_vanished_is_held(open_desk: Opened) -> None:
    actor = await open_desk()
    shift = actor.where("claim")
    number = await queued(actor, shift=shift)
    need_of(actor.market.world, shift).published = False
    await actor.go_on("trio")
    held = actor.intent(number)
    assert held.state == "held"
    assert "no longer visible" in (held.message or "")


async def test_what_waits_or_is_held_can_be_withdrawn_and_nothing_else(open_desk: Opened) -> None:
    actor = await open_desk()
    shift = actor.where("claim")
    number = await queued(actor, shift=shift)
    withdrawn = await actor.acting.withdraw(actor.intent(number))
    assert (withdrawn.state, withdrawn.finished_at is not None) == ("withdrawn", True)
    for work in (actor.send(number), actor.acting.withdraw(actor.intent(number))):
        with pytest.raises(Unusable, match="does not wait: it is withdrawn"):
            await work
    await actor.go_on("trio")
    assert need_of(actor.market.world, shift).bookings == []
    assert (await actor.do("claim", shift.ref)).outcome == "succeeded"  # nothing stands in its way


async def test_what_waits_is_sent_once_whoever_is_at_it(open_desk: Opened) -> None:
    actor = await open_desk()
    number = await queued(actor)
    before = len(actor.lines["trio"].acted)
    await asyncio.gather(actor.go_on("trio"), actor.go_on("trio"), actor.send(number))
    assert actor.intent(number).state == "succeeded"
    assert len(actor.lines["trio"].acted) == before + 1


async def test_ids_that_others_have_had_made_meanwhile_are_not_taken_for_its_own(open_desk: Opened) -> None:
    actor = await open_desk("shiftboard", shifts=121)
    shift = actor.where("assign", "shiftboard", of_several)
    actor.lines["shiftboard"].fate = DOWN
    world = actor.market.world
    who = next(one for one in world.workers["shiftboard"] if one.role == need_of(world, shift).role)
    raw = {"person_id": str(who.id), "assignability_checks": False}
    done = await actor.do("assign", shift.ref, raw, queue=True, reason="it is a test")
    assert done.outcome == "queued"
    single = world.split("shiftboard", need_of(world, shift), actor.market.clock.now)
    need_of(world, shift).positions += 1
    world.book("shiftboard", single, who, "assigned", actor.market.clock.now, "Somebody Else")
    await actor.good("shiftboard")

    actor.lines["shiftboard"].fate = LOST
    sent = await actor.send(done.id)
    assert sent.state != "succeeded"
    if sent.state == "held":
        sent = await actor.send(done.id)
    assert sent.state == "unknown"
    assert str(single.id) in actor.intent(done.id).seen
    assert (await actor.settle(done.id)).state == "refused"


async def broken_off(
    actor: Actor, patch: pytest.MonkeyPatch, step: str, work: Coroutine[Any, Any, object]
) -> None:
    """Break work off while one of its steps is being put on disk."""
    writing, over, loop = asyncio.Event(), threading.Event(), asyncio.get_running_loop()
    write = getattr(actor.outbox, step)

    def slowly(*args: Any, **options: Any) -> object:
        loop.call_soon_threadsafe(writing.set)
        over.wait(30)
        return write(*args, **options)

    with patch.context() as patched:
        patched.setattr(actor.outbox, step, slowly)
        task = asyncio.create_task(work)
        await writing.wait()
        task.cancel()
        over.set()
        await asyncio.wait([task])
    assert task.cancelled()


async def test_broken_off_while_it_is_taken_it_goes_on_waiting(
    open_desk: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = await open_desk()
    number = await queued(actor)
    await broken_off(actor, monkeypatch, "take", actor.go_on("trio"))
    assert actor.intent(number).state == "queued"
    assert await actor.acting.take_up() == []
    await actor.go_on("trio")
    assert actor.intent(number).state == "succeeded"


async def test_broken_off_while_it_is_put_on_record_it_stands_in_nobodys_way(
    open_desk: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = await open_desk()
    ref = actor.where("claim").ref
    await broken_off(actor, monkeypatch, "enter", actor.do("claim", ref))
    (intent,) = actor.intents()
    assert intent.state == "refused"
    assert "before anything was sent" in (intent.message or "")
    assert (await actor.do("claim", ref)).outcome == "succeeded"
