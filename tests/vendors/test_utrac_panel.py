"""uTRAC's panel: nothing can be done from here, and who replied when."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.errors import Refused
from app.vendors.utrac.adapter import UTRAC
from tests.vendors.utrac import ACCOUNT, ASSIGNED, CHANGED, MORNING, account, desk, shift_of, world_of


def test_no_action_is_offered_for_a_shift_or_for_the_connection() -> None:
    assert UTRAC.actions(shift_of([ASSIGNED])) == ()
    assert UTRAC.actions(None) == ()


def test_the_panel_says_that_the_interface_only_reads_and_where_to_answer() -> None:
    shift = shift_of([ASSIGNED])
    remark = UTRAC.sections(shift)[0]
    assert "only reads" in remark.text
    assert remark.text.endswith("acknowledged on this desk; to answer, open the shift at uTRAC.")
    unlinked = UTRAC.sections(replace(shift, url=None))[0]
    assert "With a portal_url" in unlinked.text
    assert "open the shift at uTRAC" not in unlinked.text


def test_the_panel_tells_who_replied_when() -> None:
    waiting = ASSIGNED | {"staff_name": "Bea Low", "payroll_number": "NUM_2", "assignment_id": "A2"}
    replies = UTRAC.sections(shift_of([ASSIGNED, waiting], [CHANGED]))[1]
    assert replies.head == ("Person", "Status", "Replied", "Assigned", "Assigned by")
    assert replies.rows == (
        ("Adam Jones", "Confirmed", MORNING + timedelta(seconds=2), MORNING, "Manager Name"),
        ("Bea Low", "Unconfirmed", None, MORNING, "Manager Name"),
    )


def test_a_shift_without_people_says_so() -> None:
    replies = UTRAC.sections(replace(shift_of([ASSIGNED]), assignments=()))[1]
    assert (replies.text, replies.rows, replies.head) == ("Nobody is assigned.", (), ())


@pytest.mark.parametrize("pick", ["candidate", "team"])
async def test_there_is_nothing_to_choose_and_nothing_to_look_up(pick: str) -> None:
    shift = shift_of([ASSIGNED])
    async with desk(world_of()) as at:
        assert await UTRAC.choices(at.client, account(), pick, shift) is None
        with pytest.raises(Refused):
            await UTRAC.look_up(at.client, ACCOUNT, "replies", shift)
        assert at.asked == []
