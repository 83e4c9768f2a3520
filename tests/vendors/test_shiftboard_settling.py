"""What became of an action at Shiftboard whose answer was lost, while the market goes on."""

from datetime import timedelta
from typing import Any

import pytest

from app.action import CannotTell, DidNot, Happened
from app.errors import Garbled, Refused, VendorError
from tests.vendors.shiftboard_acting import NOTHING_HAPPENED, Actor
from tests.vendors.shiftboard_desk import BEA, CARL, EARLIER, NOON, Market, error, result

LOSABLE: list[tuple[str, str, dict[str, Any]]] = [
    ("claim", "1", {}),
    ("claim", "1", {"person_id": "48"}),
    ("assign", "1", {"person_id": "48"}),
    ("assign", "2", {"person_id": "48"}),  # Adam has it
    ("acknowledge", "2", {"notes": "Fine"}),
    ("decline", "2", {"reason_id": "4"}),
    ("release", "2", {}),
    ("unpublish", "1", {}),
    ("publish", "3", {}),
    ("mark-absent", "2", {"reason_id": "6"}),
    ("mark-absent", "2", {}),
]


def market() -> Market:
    """Return a market of an open shift, one that Adam has, and a draft."""
    world = Market()
    world.take(2, EARLIER)
    world.board[3].published = False
    return world


@pytest.mark.parametrize(("key", "external_id", "params"), LOSABLE)
async def test_a_request_that_got_lost_did_nothing(
    key: str, external_id: str, params: dict[str, Any]
) -> None:
    desk = Actor(market())
    wish = await desk.lose(key, external_id, lost="request", **params)
    assert await desk.settle(key, wish) == NOTHING_HAPPENED


@pytest.mark.parametrize(("key", "external_id", "params"), LOSABLE)
async def test_an_answer_that_got_lost_is_settled_by_looking(
    key: str, external_id: str, params: dict[str, Any]
) -> None:
    desk = Actor(market())
    wish = await desk.lose(key, external_id, lost="answer", **params)
    assert len(desk.sent) == 1
    assert await desk.settle(key, wish) == Happened()


@pytest.mark.parametrize("key", ["claim", "assign"])
async def test_who_else_took_it_is_named(key: str) -> None:
    world = market()
    desk = Actor(world)
    wish = await desk.lose(key, "1", lost="request", person_id="48")
    world.take(1, NOON, worker=CARL)
    assert await desk.settle(key, wish) == DidNot("Somebody else has it now: Carl Zander.")


async def test_a_claim_of_our_own_that_somebody_else_got_did_not_happen() -> None:
    world = market()
    desk = Actor(world)
    wish = await desk.lose("claim", "1", lost="request")
    world.take(1, NOON, worker=CARL)
    assert isinstance(await desk.settle("claim", wish), DidNot)


async def test_a_reassignment_to_a_third_did_not_happen() -> None:
    world = market()
    desk = Actor(world)
    wish = await desk.lose("assign", "2", lost="request", person_id="48")
    world.take(2, NOON, worker=CARL)
    assert await desk.settle("assign", wish) == DidNot("Somebody else has it now: Carl Zander.")


@pytest.mark.parametrize("key", ["claim", "assign"])
async def test_the_row_that_was_split_off_is_found(key: str) -> None:
    world = market()
    world.board[1].positions = 2
    desk = Actor(world)
    wish = await desk.lose(key, "1", lost="answer", person_id="48")
    assert await desk.settle(key, wish) == Happened(result="9001")


async def test_the_row_that_was_split_off_is_found_though_it_has_lost_its_subject() -> None:
    world = market()
    world.add(4).positions = 2
    desk = Actor(world)
    assert (await desk.shift("4")).title != "RN"
    wish = await desk.lose("claim", "4", lost="answer", person_id="48")
    assert (await desk.shift("9001")).title == "RN"
    assert await desk.settle("claim", wish) == Happened(result="9001")


async def test_a_position_that_is_gone_with_nobody_to_be_seen_on_it_leaves_it_open() -> None:
    world = market()
    world.board[1].positions = 2
    desk = Actor(world)
    wish = await desk.lose("claim", "1", lost="answer", person_id="48")
    del world.board[9001]
    assert isinstance(await desk.settle("claim", wish), CannotTell)


async def test_a_row_split_off_is_found_when_the_rest_of_it_is_taken_too() -> None:
    world = market()
    world.board[1].positions = 2
    desk = Actor(world)
    wish = await desk.lose("claim", "1", lost="answer", person_id="48")
    world.take(1, NOON, worker=CARL)
    assert await desk.settle("claim", wish) == Happened(result="9001")


async def test_a_row_that_the_person_had_before_is_no_proof() -> None:
    world = market()
    world.board[1].positions = 3
    desk = Actor(world)
    before = (await desk.do("claim", "1", person_id="48")).result
    assert before is not None
    wish = await desk.lose("claim", "1", lost="request", person_id="48", seen=frozenset({"1", before}))
    assert await desk.settle("claim", wish) == NOTHING_HAPPENED


async def test_other_work_at_the_same_time_is_no_proof() -> None:
    world = market()
    world.board[1].positions = 2
    world.board[2].start, world.board[2].bookings[0].worker = world.board[1].start, BEA
    desk = Actor(world)
    wish = await desk.lose("claim", "1", lost="request", person_id="48")
    assert await desk.settle("claim", wish) == NOTHING_HAPPENED


async def test_a_position_that_others_took_is_not_ours() -> None:
    world = market()
    world.board[1].positions = 2
    desk = Actor(world)
    wish = await desk.lose("claim", "1", lost="request", person_id="48")
    await desk.do("claim", "1", person_id="49")
    assert await desk.settle("claim", wish) == NOTHING_HAPPENED


@pytest.mark.parametrize("key", ["claim", "assign"])
async def test_a_shift_that_is_gone_and_left_the_person_nothing_was_not_taken(key: str) -> None:
    world = market()
    desk = Actor(world)
    wish = await desk.lose(key, "1", lost="request", person_id="48")
    del world.board[1]
    verdict = await desk.settle(key, wish)
    assert isinstance(verdict, DidNot)
    assert "no longer has this shift" in verdict.why


async def test_a_shift_that_was_made_anew_under_another_number_is_found_by_its_person() -> None:
    world = market()
    desk = Actor(world)
    wish = await desk.lose("claim", "1", lost="request", person_id="48", seen=frozenset({"1"}))
    again = world.board.pop(1)
    again.id = 4711
    world.board[4711] = again
    world.take(4711, NOON, "confirmed", worker=BEA)
    assert await desk.settle("claim", wish) == Happened(result="4711")


async def test_a_holder_who_is_not_told_leaves_it_open() -> None:
    world = market()
    desk = Actor(world)
    wishes = {
        "claim": await desk.lose("claim", "1", lost="request", person_id="48"),
        "release": await desk.lose("release", "2", lost="request"),
    }
    world.take(1, NOON, worker=CARL)

    def hide(payload: Any) -> Any:
        payload["result"]["shift"].pop("covering_member", None)
        return payload

    desk.bends["shift.get"] = hide
    for key, wish in wishes.items():
        assert isinstance(await desk.settle(key, wish), CannotTell)


@pytest.mark.parametrize("key", ["claim", "assign"])
async def test_a_new_row_whose_holder_is_not_told_might_be_the_persons_and_leaves_it_open(key: str) -> None:
    world = market()
    world.board[1].positions = 3
    desk = Actor(world)
    known = (await desk.do("claim", "1", person_id="49")).result
    assert known is not None

    def hide(payload: Any) -> Any:
        for row in payload["result"]["shifts"]:
            row.pop("covering_member", None)
        return payload

    desk.bends["shift.list"] = hide
    wish = await desk.lose(key, "1", lost="request", person_id="48", seen=frozenset({"1", known}))
    assert await desk.settle(key, wish) == NOTHING_HAPPENED
    await desk.do("claim", "1")
    verdict = await desk.settle(key, wish)
    assert verdict == CannotTell("Shiftboard shows that somebody has a new row of this shift, but not who.")
    world.take(1, NOON, worker=CARL)
    assert await desk.settle(key, wish) == verdict
    world.board[1].bookings.clear()
    world.take(1, NOON + timedelta(minutes=1), worker=BEA)
    assert await desk.settle(key, wish) == Happened()


async def test_a_release_that_merged_the_row_happened_and_names_the_other() -> None:
    world = market()
    world.board[1].positions = 2
    desk = Actor(world)
    new = (await desk.do("claim", "1", person_id="48")).result
    assert new is not None
    wish = await desk.lose("release", new, lost="answer")
    assert await desk.settle("release", wish) == Happened(touched=("1",))


async def test_a_release_after_which_somebody_else_took_it_happened() -> None:
    world = market()
    desk = Actor(world)
    wish = await desk.lose("release", "2", lost="answer")
    world.take(2, NOON, worker=CARL)
    assert await desk.settle("release", wish) == Happened()


@pytest.mark.parametrize(
    ("key", "params"), [("acknowledge", {}), ("decline", {"reason_id": "3"}), ("mark-absent", {})]
)
async def test_what_concerns_a_person_did_not_happen_to_whoever_came_after(
    key: str, params: dict[str, Any]
) -> None:
    world = market()
    desk = Actor(world)
    wish = await desk.lose(key, "2", lost="request", **params)
    world.take(2, NOON, "confirmed", worker=CARL)
    assert await desk.settle(key, wish) == DidNot("Somebody else has it now: Carl Zander.")
    for booking in world.board[2].bookings:
        booking.ended = "Released"
    desk = Actor(world)
    assert await desk.settle(key, wish) == DidNot("It was released meanwhile.")


async def test_an_acknowledgement_overtaken_by_a_refusal_did_not_happen() -> None:
    desk = Actor(market())
    wish = await desk.lose("acknowledge", "2", lost="request")
    await desk.do("decline", "2", reason_id="3")
    assert await desk.settle("acknowledge", wish) == DidNot("Adam Jones has declined it.")


async def test_a_refusal_for_another_reason_is_not_ours() -> None:
    desk = Actor(market())
    wish = await desk.lose("decline", "2", lost="request", reason_id="4")
    await desk.do("decline", "2", reason_id="3")
    assert await desk.settle("decline", wish) == DidNot("It was declined for another reason.")


async def test_an_acknowledgement_is_no_refusal() -> None:
    desk = Actor(market())
    wish = await desk.lose("decline", "2", lost="request", reason_id="4")
    await desk.do("acknowledge", "2")
    assert await desk.settle("decline", wish) == NOTHING_HAPPENED


@pytest.mark.parametrize(("key", "params"), [("acknowledge", {}), ("decline", {"reason_id": "4"})])
async def test_an_absence_hides_what_was_answered_before(key: str, params: dict[str, Any]) -> None:
    desk = Actor(market())
    wish = await desk.lose(key, "2", lost="request", **params)
    await desk.do("mark-absent", "2")
    desk.bends["shift.get"] = lambda payload: {
        **payload,
        "result": {**payload["result"], "shift": {**payload["result"]["shift"], "absent": True}},
    }
    assert isinstance(await desk.settle(key, wish), CannotTell)


async def test_an_absence_for_another_reason_is_not_ours() -> None:
    desk = Actor(market())
    wish = await desk.lose("mark-absent", "2", lost="request", reason_id="2")
    await desk.do("mark-absent", "2", reason_id="6")
    assert isinstance(await desk.settle("mark-absent", wish), DidNot)


async def test_the_row_that_an_absence_opened_is_found() -> None:
    desk = Actor(market())
    wish = await desk.lose(
        "mark-absent", "2", lost="answer", duplicate=True, reason_id="2", seen=frozenset("2")
    )
    assert await desk.settle("mark-absent", wish) == Happened(result="9001")


@pytest.mark.parametrize("row", [key for key in LOSABLE if key[0] not in ("claim", "assign", "release")])
async def test_of_a_shift_that_is_gone_nobody_can_tell(row: tuple[str, str, dict[str, Any]]) -> None:
    key, external_id, params = row
    world = market()
    desk = Actor(world)
    wish = await desk.lose(key, external_id, lost="answer", **params)
    del world.board[int(external_id)]
    assert isinstance(await desk.settle(key, wish), CannotTell)


@pytest.mark.parametrize(("key", "external_id", "params"), LOSABLE)
async def test_a_vendor_that_cannot_be_read_settles_nothing(
    key: str, external_id: str, params: dict[str, Any]
) -> None:
    desk = Actor(market())
    wish = await desk.lose(key, external_id, lost="answer", **params)
    desk.bends["shift.get"] = error({"message": "Not now."})
    with pytest.raises(VendorError):
        await desk.settle(key, wish)


async def test_a_row_that_cannot_be_read_might_be_the_one_that_is_sought() -> None:
    world = market()
    world.board[1].positions = 2
    desk = Actor(world)
    wish = await desk.lose("claim", "1", lost="answer", person_id="48")
    desk.bends["shift.list"] = lambda payload: result(
        shifts=[{"id": "9001", "start_date": "never"}], count="1"
    )(payload)
    with pytest.raises(Garbled):
        await desk.settle("claim", wish)


async def test_an_account_that_may_not_read_itself_settles_no_claim_of_its_own() -> None:
    desk = Actor(market())
    wish = await desk.lose("claim", "1", lost="answer")
    desk.bends["system.whoami"] = error({"message": "Not for you."})
    with pytest.raises(Refused):
        await desk.settle("claim", wish)
