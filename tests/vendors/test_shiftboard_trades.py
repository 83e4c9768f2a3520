"""Shiftboard's trade board: what waits is found, decided, shown, and settled when an answer is lost."""

from datetime import timedelta
from typing import Any

import pytest

from app.action import CannotTell, DidNot, Happened, Section
from app.domain import State
from app.errors import Garbled, Refused
from app.vendors.shiftboard.adapter import SHIFTBOARD
from tests.vendors.shiftboard_acting import NOTHING_HAPPENED, Actor, action
from tests.vendors.shiftboard_desk import EARLIER, Market, result

OFFERED, UNAPPROVED, COMPLETE, PENDING = "17", "34", "51", "68"  # the practice server's rule
BOTH = ("approve-trade", "deny-trade")


def market() -> Market:
    """Return a market with a trade of each status; Adam has them all."""
    world = Market(70)
    for number in (1, 17, 34, 51, 68):
        world.take(number, EARLIER)
    return world


async def board(desk: Actor, external_id: str) -> Section:
    async with desk.client() as client:
        return await SHIFTBOARD.look_up(client, desk.account, "trades", await desk.shift(external_id))


async def test_the_board_tells_who_offers_who_wants_and_how_it_stands() -> None:
    desk = Actor(market())
    told = await board(desk, UNAPPROVED)
    assert told.head == ("Offered by", "Taken by", "Status", "Completed", "Notes")
    ((by, to, status, completed, notes),) = told.rows
    assert by == "Adam Jones"
    assert to in ("Bea Abel", "Carl Zander")
    assert (status, completed) == ("Unapproved: awaits approval of completion", None)
    assert isinstance(notes, str)
    assert (await board(desk, OFFERED)).rows[0][1:3] == (None, "Offered")
    ((by, to, status, completed, _),) = (await board(desk, COMPLETE)).rows
    assert (to, status, completed) == ("Adam Jones", "Complete", desk.now)
    assert (await board(desk, "1")).rows == ()
    assert "no trade" in (await board(desk, "1")).text


async def test_the_board_is_asked_for_the_shifts_own_days() -> None:
    desk = Actor(market())
    await board(desk, UNAPPROVED)
    method, params = desk.calls[-1]
    assert method == "tradeboard.list"
    assert params["select"] == {"start_date": "2026-11-20", "end_date": "2026-11-22"}
    assert params["extended"] is True


async def test_a_board_of_several_pages_is_read_on() -> None:
    desk = Actor(market())
    pages = iter(({"next": {"start": 3, "batch": 2}}, None))
    desk.bends["tradeboard.list"] = lambda payload: result(page=next(pages))(payload)
    assert len((await board(desk, PENDING)).rows) == 2
    assert [params["page"] for method, params in desk.calls if method == "tradeboard.list"][1] == {
        "start": 3,
        "batch": 2,
    }


async def test_only_a_shift_that_is_offered_for_trade_lets_trades_be_decided() -> None:
    desk = Actor(market())
    for external_id, why in (
        (UNAPPROVED, None),
        (PENDING, None),
        (OFFERED, None),
        ("1", "It is not offered for trade."),
        ("2", "Nobody has it, so there is no trade of it to decide."),
    ):
        shift = await desk.shift(external_id)
        assert {action(key).blocked(shift) for key in BOTH} == {why}
        assert (set(BOTH) <= set(shift.actions)) is (why is None)


async def test_a_row_that_does_not_tell_leaves_it_to_the_board() -> None:
    desk = Actor(market())
    desk.bends["shift.get"] = lambda payload: {
        **payload,
        "result": {
            **payload["result"],
            "shift": {k: v for k, v in payload["result"]["shift"].items() if k != "is_a_trade"},
        },
    }
    assert action("approve-trade").blocked(await desk.shift(UNAPPROVED)) is None
    await desk.do("approve-trade", UNAPPROVED)
    assert desk.sent == ["tradeboard.approve"]


async def test_approving_the_completion_hands_the_shift_over() -> None:
    desk = Actor(market())
    wish = await desk.wish("approve-trade", UNAPPROVED)
    await desk.run("approve-trade", wish)
    number = int(wish.memory["trade"])
    assert desk.calls[-1] == ("tradeboard.approve", {"id": number, "approval": True})
    shift = await desk.shift(UNAPPROVED)
    assert shift.assignments[0].person_id == wish.memory["to"]
    assert shift.state is State.ASSIGNED
    assert "approve-trade" not in shift.actions


async def test_denying_the_completion_leaves_the_shift_where_it_was() -> None:
    desk = Actor(market())
    await desk.do("deny-trade", UNAPPROVED, notes="No")
    assert desk.calls[-1][1] == {"id": desk.calls[-1][1]["id"], "approval": False, "notes": "No"}
    assert (await desk.shift(UNAPPROVED)).assignments[0].person_id == "47"
    assert (await board(desk, UNAPPROVED)).rows[0][1:3] == (None, "Offered")


async def test_a_wish_to_offer_is_permitted_or_turned_down() -> None:
    desk = Actor(market())
    await desk.do("approve-trade", PENDING)
    assert (await board(desk, PENDING)).rows[0][2] == "Offered"
    desk = Actor(market())
    await desk.do("deny-trade", PENDING)
    assert (await board(desk, PENDING)).rows == ()


@pytest.mark.parametrize("key", BOTH)
@pytest.mark.parametrize(
    ("external_id", "why"),
    [("1", "No trade of this shift waits"), (OFFERED, "nobody has taken it"), (COMPLETE, "No trade of this")],
)
async def test_without_a_trade_that_waits_nothing_is_sent(key: str, external_id: str, why: str) -> None:
    desk = Actor(market())
    with pytest.raises(Refused, match=why):
        await desk.do(key, external_id)
    assert (desk.sent, desk.leaving) == ([], 0)


async def test_a_trade_that_was_decided_meanwhile_is_refused_by_the_vendor() -> None:
    desk = Actor(market())
    wish = await desk.wish("deny-trade", UNAPPROVED)
    await desk.do("approve-trade", UNAPPROVED)
    with pytest.raises(Refused, match="does not await approval"):
        await desk.run("deny-trade", wish)


async def test_a_posting_that_is_complete_waits_for_nothing_whatever_its_number() -> None:
    desk = Actor(market())

    def complete(payload: Any) -> Any:
        for row in payload["result"]["tradeboard"]:
            row["trade_complete"] = True
        return payload

    desk.bends["tradeboard.list"] = complete
    with pytest.raises(Refused, match="No trade of this shift waits"):
        await desk.do("approve-trade", UNAPPROVED)


@pytest.mark.parametrize("told", [{"tradeboard": {}}, {"tradeboard": None}, {}])
async def test_a_board_that_cannot_be_read_is_an_error(told: dict[str, Any]) -> None:
    desk = Actor(market())
    desk.bends["tradeboard.list"] = lambda payload: {**payload, "result": told}
    with pytest.raises(Garbled):
        await board(desk, UNAPPROVED)


async def test_postings_that_cannot_be_read_cost_themselves_only() -> None:
    desk = Actor(market())
    desk.bends["tradeboard.list"] = lambda payload: result(
        tradeboard=[None, 7, {"id": {}}, {"shift": UNAPPROVED}, *payload["result"]["tradeboard"]]
    )(payload)
    assert len((await board(desk, UNAPPROVED)).rows) == 1


@pytest.mark.parametrize("key", BOTH)
@pytest.mark.parametrize("external_id", [PENDING, UNAPPROVED])
async def test_a_lost_decision_is_settled_by_the_posting(key: str, external_id: str) -> None:
    desk = Actor(market())
    wish = await desk.lose(key, external_id, lost="request")
    assert await desk.settle(key, wish) == NOTHING_HAPPENED
    wish = await desk.lose(key, external_id, lost="answer")
    assert await desk.settle(key, wish) == Happened()


@pytest.mark.parametrize("external_id", [PENDING, UNAPPROVED])
@pytest.mark.parametrize(("key", "other"), [BOTH, BOTH[::-1]])
async def test_a_decision_that_went_the_other_way_is_not_ours(key: str, other: str, external_id: str) -> None:
    desk = Actor(market())
    wish = await desk.lose(key, external_id, lost="request")
    await desk.do(other, external_id)
    verdict = await desk.settle(key, wish)
    assert isinstance(verdict, DidNot)
    assert "instead" in verdict.why


@pytest.mark.parametrize("key", BOTH)
async def test_where_no_status_is_told_the_holder_decides(key: str) -> None:
    desk = Actor(market())

    def unnumbered(payload: Any) -> Any:
        told = payload["result"]["tradeboard"]
        for row in told if isinstance(told, list) else [told]:
            row.pop("status")
        return payload

    desk.bends["tradeboard.list"] = desk.bends["tradeboard.get"] = unnumbered
    wish = await desk.lose(key, UNAPPROVED, lost="request")
    assert isinstance(await desk.settle(key, wish), CannotTell)
    await desk.do("approve-trade", UNAPPROVED)
    assert isinstance(await desk.settle(key, wish), Happened if key == "approve-trade" else DidNot)


async def test_a_posting_other_than_the_one_asked_for_is_an_error() -> None:
    desk = Actor(market())
    wish = await desk.lose("approve-trade", UNAPPROVED, lost="answer")
    desk.bends["tradeboard.get"] = result(tradeboard={"id": "1", "shift": "1"})
    with pytest.raises(Garbled):
        await desk.settle("approve-trade", wish)


async def test_a_trade_of_somebody_who_no_longer_has_the_shift_is_off_the_board() -> None:
    desk = Actor(market())
    await desk.do("assign", UNAPPROVED, person_id="48", conflicts_ok=True)
    assert (await board(desk, UNAPPROVED)).rows == ()
    desk.now += timedelta(seconds=1)
    assert "approve-trade" not in (await desk.shift(UNAPPROVED)).actions
