"""What somebody agreed to is what is done: a wish that has become another one meanwhile is refused."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.action import Weight
from app.asking import Shown
from app.domain import Shift, State
from tests.acting import Actor, Opened, booked, listing_held_back, need_of
from tests.pulling import until


@pytest.fixture
def open_desk(tmp_path: Path) -> Iterator[Opened]:
    with Opened(tmp_path) as opened:
        yield opened


def someone(actor: Actor, shift: Shift, *but: int) -> str:
    """Return the id of somebody who could take a shift."""
    role = need_of(actor.market.world, shift).role
    workers = actor.market.world.workers[shift.vendor]
    return str(next(one.id for one in workers if one.role == role and one.id not in but))


async def test_nobody_loses_a_place_by_what_was_shown_as_harmless(open_desk: Opened) -> None:
    actor = await open_desk("shiftboard")
    shift = actor.where("assign", "shiftboard", lambda one: one.positions == 1 and not one.assignments)
    who = booked(actor, shift)
    await actor.good("shiftboard")
    raw = {"person_id": someone(actor, shift, who.id)}
    done = await actor.do("assign", shift.ref, raw, shown=Shown(Weight.PRIMARY), reason="it is a test")
    assert (done.id, done.outcome) == (None, "refused")
    assert "The shift has changed since it was shown" in done.message
    assert who.name in done.message
    assert done.kept is not None
    assert done.kept.shift.assignments[0].person == who.name  # as it is to be shown now
    assert actor.lines["shiftboard"].acted == []

    shown = Shown(Weight.DANGER, frozenset({who.name}))
    done = await actor.do("assign", shift.ref, raw, shown=shown, reason="it is a test")
    assert done.outcome == "succeeded", done.message


async def test_who_was_not_named_is_not_put_off(open_desk: Opened) -> None:
    actor = await open_desk("shiftboard")
    shift = actor.where("release", "shiftboard")
    (on_it,) = shift.assignments
    refused = await actor.do("release", shift.ref, shown=Shown(Weight.DANGER, frozenset({"Jones"})))
    assert refused.outcome == "refused"
    assert f"{on_it.person} would be put off by “Release”" in refused.message
    done = await actor.do("release", shift.ref, shown=Shown(Weight.DANGER, frozenset({on_it.person})))
    assert done.outcome == "succeeded", done.message


async def test_what_is_to_be_agreed_to_by_now_was_not_agreed_to(open_desk: Opened) -> None:
    actor = await open_desk()
    shift = actor.where("decline")
    people = frozenset(one.person for one in shift.assignments)
    refused = await actor.do("decline", shift.ref, shown=Shown(Weight.NORMAL, people))
    assert refused.outcome == "refused"
    assert "“Decline” has to be agreed to by now" in refused.message
    assert (await actor.do("decline", shift.ref, shown=Shown(Weight.DANGER, people))).outcome == "succeeded"


async def test_a_shift_not_read_since_it_was_changed_can_wait_while_its_vendor_is_down(
    open_desk: Opened,
) -> None:
    actor = await open_desk()
    shift = actor.where("claim")
    actor.market.twist = lambda operation, payload: {} if operation == "GET /shifts/{id}" else payload
    assert (await actor.do("claim", shift.ref)).outcome == "succeeded"  # and could not be read back
    actor.market.twist = None
    line = actor.lines["trio"]
    line.down = True
    done = await actor.do("claim", shift.ref)
    assert (done.id, done.outcome, done.unreached) == (None, "refused", True)
    assert "could not be read again" in done.message
    assert "not in the cache" not in done.message

    waits = await actor.do("claim", shift.ref, queue=True)
    assert waits.outcome == "queued"
    assert "it waits until the vendor can be reached" in waits.message
    line.down = False
    await actor.go_on("trio")
    assert actor.intent(waits.id).state == "held"  # for it was claimed before
    assert len(line.acted) == 1


async def test_a_pull_under_way_does_not_hide_that_a_shift_was_not_read_since_it_was_changed(
    open_desk: Opened,
) -> None:
    actor = await open_desk()
    shift = actor.where("claim")
    pulling = await listing_held_back(actor)  # which has read it as it was
    actor.market.twist = lambda operation, payload: {} if operation == "GET /shifts/{id}" else payload
    assert (await actor.do("claim", shift.ref)).outcome == "succeeded"  # and could not be read back
    actor.market.twist = None
    ended = time.time()
    await until(lambda: time.time() > ended + 1)  # rows are seen in whole seconds
    await pulling()
    assert actor.shown(shift.ref).state is State.OPEN
    assert actor.outbox.reader.is_stale(shift.ref)
    assert (await actor.do("claim", shift.ref)).outcome == "refused"
    assert len(actor.lines["trio"].acted) == 1
    assert not actor.outbox.reader.is_stale(shift.ref)
