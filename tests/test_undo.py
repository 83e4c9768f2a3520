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


async def test_no_undo_is_offered_of_a_reassignment_for_it_would_not_bring_back_who_stood_there(
    open_desk: Opened,
) -> None:
    actor = await open_desk("shiftboard")
    for taken in (False, True):

        def fits(one: Shift, taken: bool = taken) -> bool:
            return one.positions == 1 and one.published and bool(one.assignments) is taken

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
        assert (done.undo is None) is taken
