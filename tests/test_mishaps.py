"""What goes wrong on this machine while acting: its clock, its disk, its processes, its own faults."""

import asyncio
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.domain import IntentState, State
from app.errors import Failed
from app.settling import wait_for
from tests.acting import DOWN, LOST, Opened, calm, need_of


@pytest.fixture
def open_desk(tmp_path: Path) -> Iterator[Opened]:
    with Opened(tmp_path) as opened:
        yield opened


def full(*_: object, **__: object) -> Any:
    raise Failed("The disk is full.")


async def test_a_clock_that_was_set_back_hides_nothing_that_is_read_later(
    open_desk: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = await open_desk()
    shift = actor.where("claim")
    async with actor.talk("trio") as talk:
        await actor.delivery.read_again(talk, shift.external_id)
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() - 3600)
    assert (await actor.do("claim", shift.ref)).outcome == "succeeded"
    assert actor.shown(shift.ref).state is State.PENDING
    assert (await actor.do("claim", shift.ref)).outcome == "refused"
    assert len(actor.lines["trio"].acted) == 1


async def test_a_clock_that_was_set_forward_does_not_shorten_the_wait(
    open_desk: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = await open_desk()
    actor.lines["trio"].fate = LOST
    done = await actor.do("claim", actor.where("claim").ref)
    assert done.id is not None
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 3600)
    async with actor.talk("trio", settle_after=20) as talk:
        left = actor.delivery.left[done.id]
        assert wait_for(actor.intent(done.id), talk, left) > 15
        assert wait_for(actor.intent(done.id), talk) == 0  # another process knows only the wall's


async def test_an_end_that_cannot_be_recorded_is_told_all_the_same_and_found_out_later(
    open_desk: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = await open_desk()
    shift = actor.where("claim")
    with monkeypatch.context() as patched:
        patched.setattr(actor.outbox, "finish", full)
        patched.setattr(actor.outbox, "answered", full)
        done = await actor.do("claim", shift.ref)
    assert done.outcome == "succeeded"
    assert "could not be put on record: The disk is full." in done.message
    assert actor.intent(done.id).state is IntentState.SENDING
    assert [one.state for one in await actor.acting.take_up()] == ["unknown"]
    assert (await actor.settle(done.id)).state == "succeeded"
    assert len(actor.lines["trio"].acted) == 1


async def test_a_yes_is_on_record_before_it_is_read_back(open_desk: Opened, tmp_path: Path) -> None:
    actor = await open_desk()
    shift = actor.where("claim")
    held_up = asyncio.Event()

    async def never(*_: object, **__: object) -> Any:
        held_up.set()
        await asyncio.Event().wait()

    actor.delivery.read_back = never  # type: ignore[method-assign]  # as if the process died there
    doing = asyncio.ensure_future(actor.do("claim", shift.ref))
    await held_up.wait()
    (intent,) = actor.intents(open_only=True)
    assert (intent.state, intent.message) == (IntentState.SENDING, "Claim: done.")
    actor.outbox.under_way.clear()  # it is nobody's any more
    (taken,) = await actor.acting.take_up()
    assert (taken.state, taken.message) == (IntentState.SUCCEEDED, "Claim: done.")
    doing.cancel()
    await asyncio.wait([doing])
    assert actor.intent(intent.id).state is IntentState.SUCCEEDED


async def test_what_this_process_is_sending_is_not_taken_for_dead(open_desk: Opened) -> None:
    actor = await open_desk()
    gate, there = asyncio.Event(), asyncio.Event()

    async def slow(request: Any) -> None:
        there.set()
        await gate.wait()
        await calm(request)

    actor.lines["trio"].fate = slow
    doing = asyncio.ensure_future(actor.do("claim", actor.where("claim").ref))
    await there.wait()
    assert await actor.acting.take_up() == []
    gate.set()
    assert (await doing).outcome == "succeeded"


async def test_a_yes_that_could_not_be_read_back_is_read_before_anything_else_is_done(
    open_desk: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = await open_desk()
    shift = actor.where("claim")

    async def fails(*_: object) -> Any:
        raise Failed("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(actor.delivery, "read_again", fails)
        assert (await actor.do("claim", shift.ref)).outcome == "succeeded"
    assert actor.shown(shift.ref).state is State.OPEN  # as the cache still has it
    again = await actor.do("claim", shift.ref)
    assert again.outcome == "refused"
    assert "Somebody already has it" in again.message
    assert len(actor.lines["trio"].acted) == 1


async def test_a_fault_of_ours_while_reading_back_does_not_keep_an_action_from_its_end(
    open_desk: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = await open_desk()

    async def stumbles(*_: object) -> Any:
        raise ValueError("no such thing")

    monkeypatch.setattr(actor.delivery, "read_again", stumbles)
    done = await actor.do("claim", actor.where("claim").ref)
    assert done.outcome == "succeeded"
    assert actor.intent(done.id).state is IntentState.SUCCEEDED


async def test_somebody_who_is_asked_for_elsewhere_counts_as_being_there(open_desk: Opened) -> None:
    actor = await open_desk()
    one = actor.where("claim")
    other = next(
        shift
        for shift in actor.shifts("trio").values()
        if "claim" in shift.actions and shift.role == one.role and shift.ref != one.ref
    )
    need, beside = need_of(actor.market.world, one), need_of(actor.market.world, other)
    beside.start, beside.end = need.start + timedelta(hours=1), need.end
    await actor.good("trio")
    worker = next(w for w in actor.market.world.workers["trio"] if w.role == need.role)
    who = {"candidate_id": f"{worker.id:08x}-0000-4a02-8000-7472696f0000"}
    actor.lines["trio"].fate = DOWN
    assert (await actor.do("claim", one.ref, who, queue=True)).outcome == "queued"
    actor.lines["trio"].fate = calm
    second = await actor.do("claim", other.ref, who)
    assert (second.outcome, second.needs_reason) == ("refused", True)
    assert "is on another shift then" in second.message


async def test_what_is_laid_over_a_shift_is_what_was_asked_for_and_no_older_version_of_the_rest(
    open_desk: Opened,
) -> None:
    actor = await open_desk()
    shift = actor.where("claim")
    actor.lines["trio"].fate = LOST
    await actor.do("claim", shift.ref)
    need_of(actor.market.world, shift).start += timedelta(hours=5)
    await actor.good("trio")
    shown = actor.outbox.reader.shown(shift.ref)
    assert shown is not None
    assert shown.shift.state is State.PENDING
    assert shown.shift.start - shift.start == timedelta(hours=5)


async def test_what_waited_and_is_broken_off_before_it_leaves_goes_on_waiting(open_desk: Opened) -> None:
    actor = await open_desk()
    actor.lines["trio"].fate = DOWN
    shift = actor.where("claim")
    number = (await actor.do("claim", shift.ref, queue=True)).id
    gate = asyncio.Event()

    async def stuck(*_: object) -> Any:
        gate.set()
        await asyncio.Event().wait()

    actor.outbox.leave = stuck  # type: ignore[method-assign, assignment]
    async with actor.talk("trio") as talk:
        real = actor.delivery.desk

        async def desk(work: Any, *args: Any, **kwargs: Any) -> Any:
            if work is actor.outbox.leave:
                await stuck()
            return await real(work, *args, **kwargs)

        actor.delivery.desk = desk  # type: ignore[assignment]
        going = asyncio.ensure_future(actor.acting.go_on(talk))
        await gate.wait()
        going.cancel()
        await asyncio.wait([going])
        actor.delivery.desk = real
    assert actor.intent(number).state is IntentState.QUEUED
