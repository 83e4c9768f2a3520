"""What can be picked for Shiftboard's actions, when an action is barred, and what is expected of it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from app.action import Choice, Section
from app.domain import Shift, State
from app.errors import Garbled, Refused
from app.vendors.shiftboard.adapter import SHIFTBOARD
from tests.vendors.shiftboard_acting import Actor, action
from tests.vendors.shiftboard_desk import EARLIER, Market, error, result
from tests.vendors.shiftboard_rows import shift as row


async def picked(desk: Actor, pick: str, external_id: str = "1") -> Sequence[Choice] | None:
    shift = await desk.shift(external_id)
    async with desk.client() as client:
        return await SHIFTBOARD.choices(client, desk.account, pick, shift)


async def looked_up(desk: Actor, key: str) -> Section:
    shift = await desk.shift("1")
    async with desk.client() as client:
        return await SHIFTBOARD.look_up(client, desk.account, key, shift)


def people(**told: Any) -> Any:
    return lambda payload: {**payload, "result": told}


async def test_who_can_take_it_comes_first_and_who_cannot_says_why() -> None:
    world = Market()
    world.take(2, EARLIER)
    desk = Actor(world)
    assert await picked(desk, "candidate") == (
        Choice(id="48", name="Bea Abel", eligible=True),
        Choice(id="49", name="Carl Zander", eligible=True),
        Choice(id="47", name="Adam Jones", eligible=False, reasons=("Has Conflicts (ICU)",)),
        Choice(id="50", name="Dora Miller", eligible=False, reasons=("Role Restriction (RN)",)),
    )
    method, params = desk.calls[-1]
    assert method == "shift.getAssignmentList"
    assert params["shift"] == {"id": 1}
    assert isinstance(params["workgroup"], int)


async def test_the_vendors_order_counts_and_who_is_left_out_of_it_comes_last() -> None:
    desk = Actor(Market())
    desk.bends["shift.getAssignmentList"] = people(
        assignable={"1": "Bob Doe", "2": "Jane Doe", "3": ""},
        assignable_order=["2", 9, 1],
        unassignable={"5": "John Smith - Has Conflicts (My Team)", "6": "Anne Smith-Jones", "7": " - "},
    )
    told = await picked(desk, "candidate")
    assert told is not None
    assert [(each.id, each.name, each.eligible, each.reasons) for each in told] == [
        ("2", "Jane Doe", True, ()),
        ("1", "Bob Doe", True, ()),
        ("3", "Account 3", True, ()),
        ("5", "John Smith", False, ("Has Conflicts (My Team)",)),
        ("6", "Anne Smith-Jones", False, ("Anne Smith-Jones",)),
        ("7", " - ", False, (" - ",)),
    ]


@pytest.mark.parametrize("told", [{"assignable": [], "unassignable": {}}, {"assignable": None}])
async def test_nobody_is_an_answer(told: dict[str, Any]) -> None:
    desk = Actor(Market())
    desk.bends["shift.getAssignmentList"] = people(**told)
    assert await picked(desk, "candidate") == ()


@pytest.mark.parametrize("told", [{}, {"assignable": ["Bob"]}, {"assignable": {}, "unassignable": "all"}])
async def test_a_list_of_people_that_cannot_be_read_is_an_error(told: dict[str, Any]) -> None:
    desk = Actor(Market())
    desk.bends["shift.getAssignmentList"] = people(**told)
    with pytest.raises(Garbled):
        await picked(desk, "candidate")


async def test_without_a_workgroup_and_without_the_shift_nobody_can_be_listed() -> None:
    world = Market()
    desk = Actor(world)
    shift = await desk.shift("1")
    desk.bends["shift.get"] = lambda payload: result(shift={**payload["result"]["shift"], "workgroup": "0"})(
        payload
    )
    with pytest.raises(Garbled, match="workgroup"):
        await picked(desk, "candidate")
    desk.bends.clear()
    del world.board[1]
    async with desk.client() as client:
        with pytest.raises(Refused, match="no longer"):
            await SHIFTBOARD.choices(client, desk.account, "candidate", shift)


async def test_reasons_for_declining_are_those_seen_around_the_day() -> None:
    world = Market()
    world.take(2, EARLIER)
    desk = Actor(world)
    assert await picked(desk, "decline-reason") == ()
    await desk.do("decline", "2", reason_id="4")
    world.take(3, EARLIER, "declined")
    assert await picked(desk, "decline-reason") == (
        Choice(id="3", name="Schedule conflict"),
        Choice(id="4", name="Sick"),
    )
    select = desk.calls[-1][1]["select"]
    assert select == {"start_date": "2026-11-06", "end_date": "2026-12-06", "acknowledged": True}


async def test_the_shifts_own_reason_for_declining_is_among_them() -> None:
    world = Market()
    world.take(1, EARLIER, "declined")
    desk = Actor(world)
    desk.bends["shift.list"] = result(referenced_objects=None)
    assert await picked(desk, "decline-reason") == (Choice(id="3", name="Schedule conflict"),)


async def test_reasons_for_an_absence_are_those_that_the_shift_offers() -> None:
    world = Market()
    world.take(1, EARLIER)
    desk = Actor(world)
    assert await picked(desk, "absent-reason") == (
        Choice(id="2", name="No call, no show"),
        Choice(id="6", name="Called in sick"),
    )
    desk.bends["shift.get"] = result(user_actions=None)
    assert await picked(desk, "absent-reason") == ()
    desk.bends["shift.get"] = result(user_actions={"absent_reasons": [7, {"id": 5}, {"id": None}]})
    assert await picked(desk, "absent-reason") == (Choice(id="5", name="Reason 5"),)
    desk.bends["shift.get"] = result(user_actions={"absent_reasons": "none"})
    with pytest.raises(Garbled):
        await picked(desk, "absent-reason")


async def test_other_lists_there_are_none() -> None:
    desk = Actor(Market())
    assert await picked(desk, "team") is None
    async with desk.client() as client:
        assert await SHIFTBOARD.choices(client, desk.account, "candidate", None) is None


async def test_each_section_of_the_panel_can_be_looked_up() -> None:
    desk = Actor(Market())
    sections = SHIFTBOARD.sections(await desk.shift("1"))
    assert [each.key for each in sections] == ["candidates", "trades", "self"]
    for section in sections:
        told = await looked_up(desk, section.key)
        assert (told.key, told.title) == (section.key, section.title)
        assert all(len(each) == len(told.head) for each in told.rows)
    assert "Callboard Practice (account 2)" in (await looked_up(desk, "self")).text
    assert ("Bea Abel", "yes", "") in (await looked_up(desk, "candidates")).rows
    with pytest.raises(Refused):
        await looked_up(desk, "weather")


async def test_a_list_that_is_refused_is_refused_in_the_vendors_words() -> None:
    desk = Actor(Market())
    desk.bends["shift.getAssignmentList"] = error({"message": "Managers only."})
    with pytest.raises(Refused, match=r"Managers only\."):
        await picked(desk, "candidate")


NO = {"user_actions": {"cover": False}}  # the answer tells what may be done: nothing
FREE: dict[str, Any] = {}
TAKEN: dict[str, Any] = {"covered": True, "covering_member": "47"}
NOT_LET = "Shiftboard does not let this account"


@pytest.mark.parametrize(
    ("key", "fields", "why"),
    [
        ("claim", FREE, None),
        ("claim", TAKEN, "Somebody already has it: Adam Jones."),
        ("claim", {**NO}, f"{NOT_LET} pick it up."),
        ("claim", {"published": False, **NO}, "It is not published."),
        ("assign", TAKEN, "Somebody already has it: Adam Jones. Release it first."),
        ("assign", {**TAKEN, "user_actions": {"reassign": True}}, None),
        ("assign", {**TAKEN, **NO}, f"{NOT_LET} assign it."),
        ("acknowledge", FREE, "Nobody has it yet."),
        ("acknowledge", TAKEN, None),
        ("acknowledge", {**TAKEN, "acknowledged": True}, "Adam Jones has acknowledged it already."),
        ("acknowledge", {**TAKEN, **NO}, f"{NOT_LET} acknowledge it."),
        ("acknowledge", {**TAKEN, "absent_reason": 2, **NO}, "Adam Jones is marked absent."),
        (
            "decline",
            {**TAKEN, "acknowledged": True, "acknowledge_decline_reason": "3"},
            "Adam Jones has declined it already.",
        ),
        ("decline", {**TAKEN, "acknowledged": True}, None),
        ("release", FREE, "Nobody has it yet."),
        ("release", TAKEN, None),
        ("release", {**TAKEN, **NO}, f"{NOT_LET} release it."),
        ("publish", FREE, "It is published already."),
        ("publish", {"published": False}, None),
        ("unpublish", {"published": False}, "It is not published."),
        ("unpublish", {**NO}, f"{NOT_LET} unpublish it."),
        ("mark-absent", TAKEN, None),
        ("mark-absent", {**TAKEN, "absent_reason": 2}, "Adam Jones is marked absent already."),
        ("approve-trade", TAKEN, None),
        ("approve-trade", {**TAKEN, "is_a_trade": False, **NO}, "It is not offered for trade."),
        ("deny-trade", {**TAKEN, "is_a_trade": True, **NO}, None),
    ],
)
def test_what_cannot_be_done_now_says_why(key: str, fields: dict[str, Any], why: str | None) -> None:
    assert action(key).blocked(row(**fields)) == why


def test_a_holder_whom_the_vendor_does_not_name_is_somebody() -> None:
    assert action("claim").blocked(row(covered=True)) == "Somebody already has it."
    absent = row(covered=True, absent_reason=2)
    assert action("mark-absent").blocked(absent) == "Somebody is marked absent already."


def test_an_open_shift_has_no_trade_to_decide_whatever_its_mark() -> None:
    shift = row(is_a_trade=True, user_actions={"change": True})
    assert shift.actions == ()
    assert action("deny-trade").blocked(shift) == "Nobody has it, so there is no trade of it to decide."


def expected(key: str, shift: Shift, **params: Any) -> Shift:
    return action(key).preview(shift, action(key).params.model_validate(params))


def test_a_claim_is_expected_to_be_acknowledged_and_offers_nothing_until_it_is_read_back() -> None:
    shift = row(user_actions={"cover": True})
    after = expected("claim", shift, person_id="47")
    assert (after.state, after.vendor_status, after.filled) == (State.CONFIRMED, "Acknowledged", 1)
    assert [(each.person, each.person_id, each.state) for each in after.assignments] == [
        ("47", "47", State.CONFIRMED)
    ]
    assert after.actions == ()
    assert action("claim").blocked(after) is not None
    ours = expected("claim", shift)
    assert (ours.assignments[0].person, ours.assignments[0].person_id) == ("The API account", None)


def test_one_of_several_positions_is_expected_to_leave_the_rest_open() -> None:
    shift = row(count="3", user_actions={"cover": True})
    for key in ("claim", "assign"):
        after = expected(key, shift, person_id="47")
        assert after == replace(shift, positions=2, actions=())
    taken = row(**{**TAKEN, "count": "2"})
    assert expected("assign", taken, person_id="48").assignments[0].person_id == "48"


def test_an_assignment_is_expected_as_it_was_asked_for() -> None:
    draft = row(published=False)
    after = expected("assign", draft, person_id="48")
    assert (after.state, after.published) == (State.ASSIGNED, False)
    after = expected("assign", draft, person_id="48", publish=True, acknowledge=True)
    assert (after.state, after.published) == (State.CONFIRMED, True)
    again = expected("assign", row(covered=True, covering_member="47"), person_id="47")
    assert again.assignments[0].person == "Adam Jones"


@pytest.mark.parametrize(
    ("key", "params", "state", "status"),
    [
        ("acknowledge", {}, State.CONFIRMED, "Acknowledged"),
        ("decline", {"reason_id": "3"}, State.CANCELLED, "Declined"),
        ("mark-absent", {}, State.CANCELLED, "Absent"),
    ],
)
def test_what_is_answered_is_expected_of_whoever_has_it(
    key: str, params: dict[str, Any], state: State, status: str
) -> None:
    after = expected(key, row(covered=True, covering_member="47"), **params)
    assert (after.state, after.vendor_status, after.actions) == (state, status, ())
    assert [(each.person, each.status, each.state) for each in after.assignments] == [
        ("Adam Jones", status, state)
    ]
    assert after.filled == (1 if state is State.CONFIRMED else 0)


def test_a_released_shift_is_expected_to_be_open_and_a_draft_a_draft() -> None:
    after = expected("release", row(covered=True, covering_member="47"))
    assert (after.state, after.filled, after.assignments) == (State.OPEN, 0, ())
    assert expected("release", row(covered=True, published=False)).state is State.DRAFT


def test_publishing_is_expected_to_change_the_state_of_an_open_shift_only() -> None:
    assert expected("publish", row(published=False)).state is State.OPEN
    after = expected("unpublish", row())
    assert (after.state, after.vendor_status, after.published) == (State.DRAFT, "Unpublished", False)
    taken = row(covered=True, covering_member="47")
    assert expected("unpublish", taken) == replace(taken, published=False, actions=())


def test_what_a_decision_on_a_trade_brings_is_not_guessed() -> None:
    shift = row(covered=True, covering_member="47", is_a_trade=True, user_actions={"change": True})
    assert shift.actions == ("approve-trade", "deny-trade")
    for key in ("approve-trade", "deny-trade"):
        assert expected(key, shift) == replace(shift, actions=())
