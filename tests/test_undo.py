"""What may be undone: only what leaves the shift as it was shown before."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain import Shift
from tests.acting import Opened, need_of


@pytest.fixture
def open_desk(tmp_path: Path) -> Iterator[Opened]:
    with Opened(tmp_path) as opened:
        yield opened


async def test_what_takes_back_a_reassignment_puts_back_who_stood_there_and_a_release_whoever_was_put_on(
    open_desk: Opened,
) -> None:
    actor = await open_desk("shiftboard")
    for taken in (False, True):

        def fits(one: Shift, taken: bool = taken) -> bool:
            return (
                one.positions == 1
                and one.published
                and one.vendor_status in (("Assigned", "Acknowledged") if taken else ("Available",))
            )

        shift = actor.where("assign", "shiftboard", fits)
        need = need_of(actor.market.world, shift)
        there = {one.worker for one in need.live}
        who = next(
            one
            for one in actor.market.world.workers["shiftboard"]
            if one.role == need.role and one not in there
        )
        raw = {"person_id": str(who.id), "assignability_checks": False}
        done = await actor.do("assign", shift.ref, raw, reason="both agreed")
        assert done.outcome == "succeeded", done.message
        assert done.kept is not None
        assert "release" in done.kept.shift.actions
        assert done.undo is not None
        if not taken:
            assert (done.undo.action, done.undo.parameters, done.undo.whom) == ("release", {}, ())
            continue
        assert (done.undo.action, done.undo.whom) == ("assign", (shift.assignments[0].person,))
        told = {**done.undo.parameters, "assignability_checks": False}
        back = await actor.do("assign", done.undo.ref, told, reason="they came back")
        assert back.kept is not None
        assert [one.person_id for one in back.kept.shift.assignments] == [shift.assignments[0].person_id]
        assert back.kept.shift.vendor_status == shift.vendor_status
