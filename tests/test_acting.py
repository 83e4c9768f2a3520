"""From a wish to its end: what is refused, waits, is held and goes out, and whose the news are."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain import IntentState, Kind, Shift, State
from app.errors import Unusable
from app.store.outbox import Outbox
from tests.acting import (
    BY,
    LOST,
    Actor,
    Opened,
    Request,
    booked,
    calm,
    listing_held_back,
    need_of,
    of_several,
)
from tests.pulling import KEY


@pytest.fixture
def open_desk(tmp_path: Path) -> Iterator[Opened]:
    with Opened(tmp_path) as opened:
        yield opened


async def test_an_action_is_done_once_and_its_result_read_back(open_desk: Opened) -> None:
    actor = await open_desk()
    shift = actor.where("claim")
    done = await actor.do("claim", shift.ref)

    assert (done.outcome, done.ref, done.action, done.result_ref) == ("succeeded", shift.ref, "claim", None)
    assert done.kept is not None
    assert done.kept.shift.state is State.PENDING
    assert done.kept.shift == actor.shown(shift.ref)
    assert need_of(actor.market.world, shift).live[0].booked_by == "Practice agency"
    assert [one.state.value for one in actor.told] == ["sending", "succeeded"]
    intent = actor.intent(done.id)
    assert (intent.by, intent.label, intent.attempts, intent.reason) == (BY, "Claim", 1, None)
    assert intent.basis == shift
    assert intent.preview is not None
    assert intent.preview.state is State.PENDING
    assert done.undo is not None
    assert (done.undo.action, done.undo.ref) == ("decline", shift.ref)


async def test_the_same_wish_twice_is_refused_with_a_sentence(open_desk: Opened) -> None:
    actor = await open_desk()
    shift = actor.where("claim")
    actor.lines["trio"].fate = LOST
    assert (await actor.do("claim", shift.ref)).outcome == "unknown"
    again = await actor.do("claim", shift.ref)
    other = await actor.do("release", shift.ref)

    assert (again.outcome, again.id) == ("refused", None)
    assert again.message.startswith("The same was asked for this shift at ")
    assert "it is not known whether it arrived" in again.message
    assert other.message.startswith("“Claim” was asked for this shift at ")
    assert len(actor.lines["trio"].acted) == 1
    assert len(actor.intents()) == 1


async def test_the_same_wish_while_the_first_is_on_its_way_is_refused_as_well(open_desk: Opened) -> None:
    actor = await open_desk()
    shift = actor.where("claim")
    answers: list[str] = []

    async def meanwhile(request: Request) -> None:
        actor.lines["trio"].fate = calm
        second = await actor.do("claim", shift.ref)
        answers.extend([second.outcome, second.message])
        await request.pass_on(request.send)

    actor.lines["trio"].fate = meanwhile
    assert (await actor.do("claim", shift.ref)).outcome == "succeeded"
    assert answers[0] == "refused"
    assert "is on its way" in answers[1]
    assert len(actor.lines["trio"].acted) == 1


async def test_two_at_the_same_moment_send_once(open_desk: Opened) -> None:
    actor = await open_desk()
    shift = actor.where("claim")
    done = await asyncio.gather(*(actor.do("claim", shift.ref) for _ in range(5)))
    assert sorted(one.outcome for one in done) == ["refused"] * 4 + ["succeeded"]
    assert len(actor.lines["trio"].acted) == 1


async def test_the_same_recurring_shift_twice_is_refused_and_another_is_not(open_desk: Opened) -> None:
    actor = await open_desk("fourspaces")
    actor.lines["fourspaces"].fate = LOST
    one = {"name": "Nachtdienst", "start": "22:00", "minutes": 480}
    assert (await actor.do("create-shift", "fourspaces", one)).outcome == "unknown"
    again = await actor.do("create-shift", "fourspaces", one)
    assert (again.outcome, again.id) == ("refused", None)
    assert again.message.startswith("The same was asked for at ")
    in_other_words = await actor.do("create-shift", "fourspaces", {**one, "end": "06:00"})
    assert (in_other_words.outcome, in_other_words.message) == ("refused", again.message)
    actor.lines["fourspaces"].fate = calm
    assert (await actor.do("create-shift", "fourspaces", {**one, "minutes": 600})).outcome == "succeeded"


async def test_a_new_recurring_shift_is_answered_with_its_first_day(open_desk: Opened) -> None:
    actor = await open_desk("fourspaces")
    done = await actor.do("create-shift", "fourspaces", {"name": "Spät", "start": "14:30", "minutes": 90})
    assert (done.outcome, done.ref) == ("succeeded", "fourspaces")
    assert done.kept is not None
    assert done.kept.shift.ref == done.result_ref
    assert (done.kept.shift.title, f"{done.kept.shift.start:%H:%M}") == ("Spät", "14:30")
    assert {one.by for one in actor.feed() if one.kind is Kind.POSTED} == {BY}


async def test_a_shift_that_the_cache_does_not_know_is_read_first(open_desk: Opened) -> None:
    actor = await open_desk()
    shift = actor.where("claim")
    actor.store.mirror.discard("trio", all_of_it=False)
    assert actor.store.reader.shift(shift.ref) is None
    assert (await actor.do("claim", shift.ref)).outcome == "succeeded"


async def test_a_shift_of_which_nobody_knows_is_refused_and_leaves_no_trace(open_desk: Opened) -> None:
    actor = await open_desk()
    for external_id, why in (
        ("497f6eca-6276-4993-bfeb-53cbbbba6f08", "shows no such shift to this account; nothing was sent."),
        ("not an id", "could not be read"),
    ):
        done = await actor.do("claim", f"trio:{external_id}")
        assert (done.outcome, done.id, done.kept) == ("refused", None, None)
        assert why in done.message
    actor.lines["trio"].down = True
    done = await actor.do("claim", "trio:497f6eca-6276-4993-bfeb-53cbbbba6f08", queue=True)
    assert (done.outcome, done.id) == ("refused", None)
    assert "Nothing was sent." in done.message
    assert actor.intents() == []


async def test_what_cannot_be_done_now_is_refused_before_anything_is_sent(open_desk: Opened) -> None:
    actor = await open_desk()
    shift = actor.where("claim")
    done = await actor.do("confirm", shift.ref)
    assert (done.outcome, done.id) == ("refused", None)
    assert done.message == "Nobody has claimed it yet. Nothing was sent."
    assert done.kept is not None
    assert done.kept.shift == shift
    assert actor.lines["trio"].acted == []
    assert actor.intents() == []


@pytest.mark.parametrize(
    ("action", "raw", "why"),
    [
        ("teleport", {}, "There is no action “teleport” here. There are: "),
        ("clam", {}, "Did you mean “claim”?"),
        ("claim", {"candidate": "1"}, "candidate: There is no such parameter; there are: candidate_id."),
        ("claim", {"candidate_id": ""}, "candidate_id: "),
        ("claim", {"candidate_id": 7}, "candidate_id: "),
        ("claim", {"candidate_id": "x" * 201}, "candidate_id: "),
        ("claim", {"candidate_id": "a\nb"}, "candidate_id: should be one line of plain characters"),
    ],
)
async def test_a_wish_that_does_not_fit_is_told_and_not_recorded(
    open_desk: Opened, action: str, raw: dict[str, object], why: str
) -> None:
    actor = await open_desk()
    with pytest.raises(Unusable) as caught:
        await actor.do(action, actor.where("claim").ref, raw)
    assert why in str(caught.value)
    assert actor.intents() == []
    assert actor.lines["trio"].acted == []


async def test_news_that_an_action_causes_are_this_desks_and_acknowledged_and_others_are_not(
    open_desk: Opened,
) -> None:
    actor = await open_desk()
    shift = actor.where("claim")
    need = need_of(actor.market.world, shift)
    need.start += timedelta(hours=2)  # moved by somebody at the vendor, and seen only now
    done = await actor.do("claim", shift.ref)
    assert done.outcome == "succeeded"

    found = {one.change.kind: one for one in actor.store.reader.changes(ref=shift.ref)}
    assert found.keys() == {Kind.EDITED, Kind.ASSIGNED, Kind.STATUS}
    for kind in (Kind.ASSIGNED, Kind.STATUS):
        assert found[kind].change.by == BY
        assert found[kind].acknowledged_by == BY
    assert found[Kind.EDITED].change.by is None
    assert found[Kind.EDITED].acknowledged_at is None
    assert set(found[Kind.EDITED].change.after or {}) == {"start"}


async def test_news_of_other_shifts_and_of_before_are_not_put_to_its_account(open_desk: Opened) -> None:
    actor = await open_desk()
    shift = actor.where("claim")
    booked(actor, shift)
    await actor.good("trio")
    need_of(actor.market.world, shift).bookings[0].ended = "Somebody else's doing"
    await actor.good("trio")
    actor.store.mirror._db.execute("update change set seen_at = seen_at - 60")
    earlier = {one.key: one.kind for one in actor.feed()}
    assert {Kind.ASSIGNED, Kind.UNASSIGNED} <= set(earlier.values())
    booked(actor, actor.where("claim", fits=lambda one: one.ref != shift.ref))

    assert (await actor.do("claim", shift.ref)).outcome == "succeeded"
    await actor.good("trio")
    by = {one.key: (one.ref, one.by) for one in actor.feed()}
    assert {by[key][1] for key in earlier} == {None}
    assert {who for key, (ref, who) in by.items() if key not in earlier and ref == shift.ref} == {BY}
    assert {who for ref, who in by.values() if ref != shift.ref} == {None}


async def test_a_pull_that_is_under_way_does_not_undo_what_was_read_back(open_desk: Opened) -> None:
    actor = await open_desk()
    shift = actor.where("claim")
    pulling = await listing_held_back(actor)
    done = await actor.do("claim", shift.ref)
    assert done.outcome == "succeeded"
    await pulling()

    assert actor.shown(shift.ref).state is State.PENDING
    assert [one.by for one in actor.feed() if one.ref == shift.ref] == [BY, BY]
    await actor.good("trio")
    assert actor.shown(shift.ref).state is State.PENDING


async def test_a_shift_that_an_action_hides_is_not_brought_back_by_a_pull_under_way(
    open_desk: Opened,
) -> None:
    actor = await open_desk()
    shift = actor.where("decline", fits=lambda one: one.state is State.PENDING)
    pulling = await listing_held_back(actor)
    done = await actor.do("decline", shift.ref)
    assert (done.outcome, done.kept and done.kept.removed) == ("succeeded", True)
    await pulling()
    assert shift.ref not in actor.shifts("trio")
    assert {one.kind: one.by for one in actor.feed() if one.ref == shift.ref} == {Kind.REMOVED: BY}


async def test_both_rows_are_read_when_a_position_is_split_off_and_when_it_merges_again(
    open_desk: Opened,
) -> None:
    actor = await open_desk("shiftboard", shifts=121)
    shift = actor.where("claim", "shiftboard", of_several)
    done = await actor.do("claim", shift.ref)
    assert done.outcome == "succeeded"
    assert done.ref == shift.ref
    assert done.result_ref is not None
    assert actor.shown(shift.ref).positions == (shift.positions or 0) - 1
    mine = actor.shown(done.result_ref)
    assert mine.assignments
    assert {one.by for one in actor.feed()} == {BY}
    assert done.undo is not None
    assert (done.undo.ref, done.undo.action) == (done.result_ref, "release")

    back = await actor.do("release", done.result_ref)
    assert back.outcome == "succeeded"
    assert back.kept is not None
    assert back.kept.removed  # it has become part of the open row again
    assert actor.shown(shift.ref).positions == shift.positions


async def test_an_overlap_of_the_same_person_needs_a_reason_which_is_on_record(open_desk: Opened) -> None:
    actor = await open_desk()
    shift, who = await beside(actor, timedelta(hours=1))
    refused = await actor.do("claim", shift.ref, {"candidate_id": who})
    assert (refused.outcome, refused.id, refused.needs_reason) == ("refused", None, True)
    assert "is on another shift then" in refused.message
    assert refused.message.endswith("give a reason to go on all the same.")
    assert (await actor.do("claim", shift.ref, {"candidate_id": who}, reason="  ")).outcome == "refused"
    assert actor.intents() == []

    done = await actor.do("claim", shift.ref, {"candidate_id": who}, reason="both agreed")
    assert done.outcome == "succeeded", done.message
    assert actor.intent(done.id).reason == "both agreed"
    assert "is on another shift then" in done.remarks[0]
    first = actor.store.reader.steps(done.id or 0)[0]
    assert first.message == f"Overridden, for “both agreed”: {done.remarks[0]}"


async def test_back_to_back_needs_no_reason(open_desk: Opened) -> None:
    actor = await open_desk()
    shift, who = await beside(actor, None)
    done = await actor.do("claim", shift.ref, {"candidate_id": who})
    assert done.outcome == "succeeded", done.message
    (remark,) = done.remarks
    assert "has 0 min of rest between" in remark


async def test_a_namesake_at_another_vendor_is_told_and_stands_in_nobodys_way(open_desk: Opened) -> None:
    actor = await open_desk("trio", "shiftboard", shifts=120)
    world = actor.market.world
    shift, who = await beside(actor, None)
    name = next(one for number, one in actor.store.reader.people("trio") if number == who)
    there = actor.where("assign", "shiftboard", lambda one: one.positions == 1 and not one.all_day)
    need = need_of(world, there)
    need.start = shift.start.astimezone(there.start.tzinfo).replace(tzinfo=None)
    need.end = need.start + timedelta(hours=2)
    first, _, last = name.partition(" ")
    booked(actor, there, replace(world.workers["shiftboard"][0], first=first.upper(), last=last))
    await actor.good("shiftboard")

    done = await actor.do("claim", shift.ref, {"candidate_id": who})
    assert done.outcome == "succeeded", done.message
    rest, remark = done.remarks
    assert "of rest between" in rest
    assert remark.startswith(f"Somebody of the name {name} is on another shift then: ")
    assert remark.endswith("(shiftboard).")


async def beside(actor: Actor, overlap: timedelta | None) -> tuple[Shift, str]:
    """Return an open shift, and somebody who is on another one that overlaps it, or ends as it begins."""
    world = actor.market.world
    shift = actor.where("claim", fits=lambda one: one.end is not None and not one.all_day)
    need = need_of(world, shift)
    other = actor.where(
        "claim", fits=lambda one: one.ref != shift.ref and same_zone(one, shift) and one.end is not None
    )
    beyond = need_of(world, other)
    who = next(one for one in world.workers["trio"] if one.role == need.role)
    assert need.end is not None
    beyond.start = need.start - timedelta(hours=4)
    beyond.end = need.start + (overlap or timedelta())
    world.book("trio", beyond, who, "assigned", actor.market.clock.now, "Somebody Else")
    await actor.good("trio")
    (one,) = actor.shown(other.ref).assignments
    assert one.person_id is not None
    return actor.shown(shift.ref), one.person_id


def same_zone(one: Shift, other: Shift) -> bool:
    """Tell whether two shifts are on the same clock."""
    return one.timezone == other.timezone


async def test_what_a_dead_process_was_sending_is_taken_up(open_desk: Opened) -> None:
    actor = await open_desk()
    shift = actor.where("claim")
    died = asyncio.Event()

    async def dies(request: Request) -> None:
        await request.be_done()
        died.set()
        await asyncio.sleep(3600)

    actor.lines["trio"].fate = dies
    task = asyncio.create_task(actor.do("claim", shift.ref))
    await died.wait()
    survivor = Outbox.open(actor.places, KEY)
    try:
        assert survivor.orphans(BY) == []  # its process lives
        actor.outbox._holding.close()  # as the system does when a process dies
        (orphan,) = survivor.orphans(BY)
    finally:
        survivor.close()
    assert orphan.state is IntentState.UNKNOWN
    task.cancel()
    await asyncio.wait([task])
    assert actor.intent(orphan.id).state == "unknown"
    assert (await actor.settle(orphan.id)).state == "succeeded"
    assert len(actor.lines["trio"].acted) == 1


async def test_an_undo_is_offered_only_where_the_vendor_permits_it_afterwards(open_desk: Opened) -> None:
    actor = await open_desk("shiftboard")
    shift = actor.where("unpublish", "shiftboard", lambda one: not one.assignments)
    done = await actor.do("unpublish", shift.ref)
    assert done.undo is not None
    assert (done.undo.action, done.undo.label) == ("publish", "Publish")
    acknowledged = await actor.do("acknowledge", actor.where("acknowledge", "shiftboard").ref)
    assert acknowledged.outcome == "succeeded"
    assert acknowledged.undo is None
