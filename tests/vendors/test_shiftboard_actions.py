"""What can be done at Shiftboard: what is sent, what comes of it there, and how a no is told."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from app.action import Weight
from app.domain import State
from app.errors import Refused
from app.vendors.shiftboard.adapter import SHIFTBOARD
from tests.vendors.shiftboard_acting import Actor, action
from tests.vendors.shiftboard_desk import BEA, CARL, EARLIER, Market, error, result

KEYS = (
    "claim", "assign", "acknowledge", "decline", "release", "publish", "unpublish", "mark-absent",
    "approve-trade", "deny-trade",
)  # fmt: skip


def taken(number: int = 2, status: str = "assigned") -> Market:
    """Return a market in which Adam Jones has a shift."""
    world = Market()
    world.take(number, EARLIER, status)
    return world


async def test_all_documented_actions_are_listed_whatever_the_shift() -> None:
    for world in (Market(), taken(1)):
        shift = await Actor(world).shift("1")
        assert tuple(each.key for each in SHIFTBOARD.actions(shift)) == KEYS
    assert SHIFTBOARD.actions(None) == ()


async def test_what_takes_something_away_asks_first() -> None:
    danger = {key for key in KEYS if action(key).weight is Weight.DANGER}
    assert danger == {"decline", "release", "unpublish", "mark-absent", "deny-trade"}


async def test_what_is_blocked_is_what_the_shift_does_not_list() -> None:
    for status in (None, "assigned", "confirmed", "declined", "cancelled"):
        for published in (True, False):
            world = Market(1)
            world.board[1].published = published
            if status:
                world.take(1, EARLIER, status)
            shift = await Actor(world).shift("1")
            free = {key for key in KEYS if action(key).blocked(shift) is None}
            assert free == set(shift.actions), (status, published)


async def test_every_action_sends_one_call_and_says_once_that_it_leaves() -> None:
    world = Market(1)
    desk = Actor(world)
    await desk.do("claim", "1")
    assert (desk.sent, desk.leaving) == (["shift.confirm"], 1)


# claim and assign


async def test_a_claim_without_a_person_is_the_api_accounts_own() -> None:
    desk = Actor(Market())
    answer = await desk.do("claim", "1")
    assert desk.calls[-1] == ("shift.confirm", {"id": 1})
    assert (answer.result, answer.touched) == (None, ())
    assert answer.said is not None
    assert answer.said.startswith("You have accepted this position: ")
    assert "\n" not in answer.said
    shift = await desk.shift("1")
    assert (shift.state, shift.assignments[0].person_id) == (State.CONFIRMED, "2")


async def test_a_claim_for_somebody_names_them() -> None:
    desk = Actor(Market())
    await desk.do("claim", "1", person_id=" 48 ")
    assert desk.calls[-1] == ("shift.confirm", {"id": 1, "covering_member": 48})
    assert (await desk.shift("1")).assignments[0].person == "Bea Abel"


async def test_a_claim_of_one_of_several_follows_the_row_that_was_made() -> None:
    world = Market()
    world.board[1].positions = 3
    desk = Actor(world)
    answer = await desk.do("claim", "1", person_id="48")
    assert answer.result == "9001"
    assert (await desk.shift("9001")).assignments[0].person_id == "48"
    left = await desk.shift("1")
    assert (left.state, left.positions) == (State.OPEN, 2)


async def test_an_id_that_is_the_shifts_own_or_none_at_all_is_not_followed() -> None:
    for told in (1, "1", {"x": 1}, True, "../etc", "x" * 300, None):
        desk = Actor(Market())
        desk.bends["shift.confirm"] = result(id=told)
        assert (await desk.do("claim", "1")).result is None


async def test_an_assignment_sends_only_what_was_asked_for() -> None:
    desk = Actor(Market())
    await desk.do("assign", "1", person_id="48")
    assert desk.calls[-1] == ("shift.assign", {"id": 1, "covering_member": 48})
    shift = await desk.shift("1")
    assert (shift.state, shift.assignments[0].person) == (State.ASSIGNED, "Bea Abel")


async def test_every_wish_beside_an_assignment_is_sent_under_its_documented_name() -> None:
    desk = Actor(Market())
    names = (
        "publish", "acknowledge", "no_notify", "conflicts_ok", "timeoff_ok", "daily_overtime_ok",
        "weekly_overtime_ok", "consecutive_days", "short_turnaround", "ignore_role",
    )  # fmt: skip
    asked = dict.fromkeys(names, True)
    await desk.do("assign", "1", person_id="48", assignability_checks=False, **asked)
    assert desk.calls[-1][1] == {"id": 1, "covering_member": 48, "assignability_checks": False, **asked}
    assert (await desk.shift("1")).state is State.CONFIRMED


async def test_a_draft_is_assigned_as_it_is_or_published_with_it() -> None:
    for publish in (False, True):
        world = Market(1)
        world.board[1].published = False
        desk = Actor(world)
        await desk.do("assign", "1", person_id="48", publish=publish)
        assert (await desk.shift("1")).published is publish


async def test_an_id_that_is_no_number_is_sent_as_it_is() -> None:
    desk = Actor(Market())
    for person in ("E-9", "007", "9" * 16, "\N{ARABIC-INDIC DIGIT ONE}"):
        with pytest.raises(Refused):
            await desk.do("assign", "1", person_id=person)
        assert desk.calls[-1][1]["covering_member"] == person


async def test_who_works_then_is_refused_unless_the_check_is_set_aside() -> None:
    for override, kept in (
        ({}, True),
        ({"conflicts_ok": True}, False),
        ({"assignability_checks": False}, False),
    ):
        desk = Actor(taken(2))
        if kept:
            with pytest.raises(Refused, match="Adam Jones has a conflicting shift"):
                await desk.do("assign", "1", person_id="47", **override)
        else:
            await desk.do("assign", "1", person_id="47", **override)
        assert ((await desk.shift("1")).state is State.OPEN) is kept


async def test_a_covered_shift_is_reassigned() -> None:
    desk = Actor(taken(2))
    await desk.do("assign", "2", person_id="48")
    shift = await desk.shift("2")
    assert [each.person_id for each in shift.assignments] == ["48"]


async def test_who_is_put_on_is_known_before() -> None:
    forms = {key: action(key).params for key in ("claim", "assign")}
    assert action("claim").puts_on(forms["claim"].model_validate({})) == ()
    assert action("claim").puts_on(forms["claim"].model_validate({"person_id": "48"})) == ("48",)
    assert action("assign").puts_on(forms["assign"].model_validate({"person_id": "48"})) == ("48",)
    assert [key for key in KEYS if action(key).mints] == ["claim", "assign", "release", "mark-absent"]


# acknowledge, decline, release


async def test_an_acknowledgement_carries_its_notes() -> None:
    desk = Actor(taken())
    await desk.do("acknowledge", "2", notes="On my way.\nBye")
    assert desk.calls[-1] == ("shift.acknowledge", {"id": 2, "acknowledged_notes": "On my way.\nBye"})
    shift = await desk.shift("2")
    assert (shift.state, shift.vendor_status) == (State.CONFIRMED, "Acknowledged")
    assert dict(shift.details)["Acknowledgement notes"] == "On my way.\nBye"


async def test_without_notes_none_are_sent() -> None:
    desk = Actor(taken())
    await desk.do("acknowledge", "2", notes="  ")
    assert desk.calls[-1] == ("shift.acknowledge", {"id": 2})


async def test_a_refusal_of_a_shift_carries_its_reason() -> None:
    desk = Actor(taken())
    await desk.do("decline", "2", reason_id="4", notes="Flu")
    assert desk.calls[-1] == (
        "shift.acknowledge",
        {"id": 2, "acknowledge_decline_reason": 4, "acknowledged_notes": "Flu"},
    )
    shift = await desk.shift("2")
    assert (shift.state, dict(shift.details)["Decline reason"]) == (State.CANCELLED, "Sick")


async def test_a_reason_that_there_is_not_is_refused() -> None:
    desk = Actor(taken())
    with pytest.raises(Refused, match="no decline reason 99"):
        await desk.do("decline", "2", reason_id="99")
    assert (await desk.shift("2")).state is State.ASSIGNED


async def test_a_released_shift_is_open_again() -> None:
    desk = Actor(taken())
    answer = await desk.do("release", "2")
    assert desk.calls[-1] == ("shift.unconfirm", {"id": 2})
    assert (answer.said, answer.touched) == (None, ())
    assert (await desk.shift("2")).state is State.OPEN


async def test_what_was_done_within_one_second_is_shown_at_once() -> None:
    desk = Actor(Market())
    for key, params, state in (
        ("assign", {"person_id": "48"}, State.ASSIGNED),
        ("acknowledge", {}, State.CONFIRMED),
        ("release", {}, State.OPEN),
        ("unpublish", {}, State.DRAFT),
    ):
        await desk.do(key, "1", **params)
        assert (await desk.shift("1")).state is state


async def test_a_released_position_becomes_part_of_the_open_row_and_both_are_read_back() -> None:
    world = Market()
    world.board[1].positions = 2
    desk = Actor(world)
    new = (await desk.do("claim", "1", person_id="48")).result
    assert new is not None
    answer = await desk.do("release", new, seen=frozenset({"1", new}))
    assert answer.touched == ("1",)
    assert desk.sent == ["shift.confirm", "shift.unconfirm"]
    assert await desk.one(new) is None
    assert (await desk.shift("1")).positions == 2


async def test_the_released_row_itself_is_not_among_the_others() -> None:
    desk = Actor(taken())
    row = (await desk.told("shift.get", id=2))["shift"]
    desk.bends["shift.list"] = result(shifts=[row], count="1", referenced_objects=None)
    desk.bends["shift.get"] = result(referenced_objects=None)
    assert (await desk.do("release", "2", seen=frozenset({"1", "2"}))).touched == ()


async def test_a_release_does_not_wait_for_rows_that_cannot_be_listed() -> None:
    desk = Actor(taken())
    desk.bends["shift.list"] = error({"message": "Too busy."})
    assert (await desk.do("release", "2", seen=frozenset({"1", "2"}))).touched == ()
    assert (await desk.shift("2")).state is State.OPEN


# publish, unpublish, mark absent


async def test_a_shift_is_published_and_taken_back() -> None:
    desk = Actor(Market())
    await desk.do("unpublish", "1")
    assert desk.calls[-1] == ("shift.update", {"id": 1, "published": False})
    assert (await desk.shift("1")).state is State.DRAFT
    await desk.do("publish", "1")
    assert desk.calls[-1] == ("shift.update", {"id": 1, "published": True})
    assert (await desk.shift("1")).state is State.OPEN


async def test_an_absence_is_marked_with_its_reason() -> None:
    desk = Actor(taken())
    answer = await desk.do("mark-absent", "2", reason_id="6")
    assert desk.calls[-1] == ("shift.markAbsent", {"id": 2, "absent_reason": 6})
    assert answer.result is None
    shift = await desk.shift("2")
    assert (shift.state, shift.vendor_status) == (State.CANCELLED, "Absent")
    assert dict(shift.details)["Absent reason"] == "Called in sick"


async def test_an_absence_can_open_the_shift_anew() -> None:
    desk = Actor(taken())
    answer = await desk.do("mark-absent", "2", duplicate=True, reason_id="")
    assert desk.calls[-1] == ("shift.markAbsent", {"id": 2, "duplicate": True})
    assert answer.result == "9001"
    again = await desk.shift("9001")
    assert (again.state, again.start) == (State.OPEN, (await desk.shift("2")).start)


# forms


@pytest.mark.parametrize(
    ("key", "params"),
    [
        ("assign", {}),
        ("assign", {"person_id": "  "}),
        ("assign", {"person_id": "4\x007"}),
        ("assign", {"person_id": "4\u202e7"}),
        ("assign", {"person_id": "x" * 201}),
        ("assign", {"person_id": "47", "everything_ok": True}),
        ("claim", {"person_id": "4\n7"}),
        ("decline", {}),
        ("decline", {"reason_id": ""}),
        ("decline", {"reason_id": "3", "notes": "x" * 2001}),
        ("acknowledge", {"notes": "bell\x07"}),
        ("release", {"person_id": "47"}),
        ("mark-absent", {"duplicate": "perhaps"}),
    ],
)
def test_what_cannot_be_is_no_parameter(key: str, params: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        action(key).params.model_validate(params)


def test_forms_say_what_is_picked_and_what_sets_a_check_aside() -> None:
    fields = action("assign").params.model_json_schema()["properties"]
    assert [name for name, field in fields.items() if field.get("override")] == [
        "assignability_checks",
        "conflicts_ok",
        "timeoff_ok",
        "daily_overtime_ok",
        "weekly_overtime_ok",
        "consecutive_days",
        "short_turnaround",
        "ignore_role",
    ]
    picks = {
        (key, name): field["pick"]
        for key in KEYS
        for name, field in action(key).params.model_json_schema().get("properties", {}).items()
        if "pick" in field
    }
    assert picks == {
        ("claim", "person_id"): "candidate",
        ("assign", "person_id"): "candidate",
        ("decline", "reason_id"): "decline-reason",
        ("mark-absent", "reason_id"): "absent-reason",
    }
    titled = [
        field
        for key in KEYS
        for field in action(key).params.model_json_schema().get("properties", {}).values()
    ]
    assert all(field["title"] and field["description"].endswith(".") for field in titled)


async def test_what_was_done_shows_at_the_next_look_for_changes() -> None:
    world = Market()
    desk = Actor(world)
    cursor = (await desk.pull())[-1].end
    assert cursor is not None
    desk.now += timedelta(minutes=5)
    await desk.do("assign", "1", person_id=str(BEA.id))
    await desk.do("acknowledge", "1")
    await desk.do("assign", "3", person_id=str(CARL.id))
    seen = {
        one.shift.external_id: one.shift.vendor_status
        for page in await desk.pull(cursor.cursor)
        for one in page.sightings
    }
    assert seen == {"1": "Acknowledged", "3": "Assigned"}
