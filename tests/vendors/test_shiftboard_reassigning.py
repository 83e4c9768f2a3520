"""Whose place is taken at Shiftboard: how that is offered, and what a release can give back."""

from typing import Any

from app.action import Action, Weight
from app.domain import Shift
from app.vendors.shiftboard.adapter import SHIFTBOARD
from app.vendors.shiftboard.forms import Assign
from tests.vendors.shiftboard_acting import Actor
from tests.vendors.shiftboard_desk import EARLIER, Market, result


def taken(status: str = "assigned") -> Market:
    """Return a market of one shift, which Adam Jones has."""
    world = Market(1)
    world.take(1, EARLIER, status)
    return world


async def test_who_has_it_is_replaced_in_words_of_its_own_that_do_not_stand_out() -> None:
    for status, label, weight in (
        (None, "Assign", Weight.PRIMARY),
        ("assigned", "Reassign", Weight.DANGER),
        ("confirmed", "Reassign", Weight.DANGER),
        ("declined", "Reassign", Weight.DANGER),
    ):
        desk = Actor(taken(status) if status else Market())
        one = await listed(desk, "assign", "1")
        assert (one.label, one.weight, one.params) == (label, weight, Assign), status
    desk.bends["shift.get"] = result(user_actions={"cover": True})
    one = await listed(desk, "assign", "1")
    assert one.blocked(await desk.shift("1")) == "Shiftboard does not let this account reassign it."


def stands(shift: Shift) -> list[tuple[str | None, str | None]]:
    return [(one.person_id, one.status) for one in shift.assignments]


async def listed(desk: Actor, key: str, external_id: str) -> Action[Any]:
    """Return an action as it is listed for a shift as that now stands."""
    return next(one for one in SHIFTBOARD.actions(await desk.shift(external_id)) if one.key == key)


async def test_a_release_undoes_what_put_somebody_on_a_free_shift_and_no_more() -> None:
    draft = Market(1)
    draft.board[1].published = False
    for world, key, params, undoable in (
        (Market(1), "claim", {}, True),
        (Market(1), "assign", {"person_id": "48"}, True),
        (Market(1), "assign", {"person_id": "48", "publish": True}, True),  # as it was before
        (draft, "assign", {"person_id": "48"}, True),
        (draft, "assign", {"person_id": "48", "publish": True}, False),  # it would stay published
    ):
        desk = Actor(world)
        one = await listed(desk, key, "1")
        assert one.undo == ("release",)
        assert one.undoable(await desk.wish(key, "1", **params)) is undoable, (key, params)


async def test_a_second_reassignment_brings_back_who_stood_there_as_far_as_they_had_come() -> None:
    draft = taken()
    draft.board[1].published = False
    for world, params, back in (
        (taken(), {"person_id": "48"}, {"person_id": "47"}),
        (taken("confirmed"), {"person_id": "48"}, {"person_id": "47", "acknowledge": True}),
        (taken("declined"), {"person_id": "48"}, None),  # they would not come back as one who declined
        (taken(), {"person_id": "47"}, None),  # nobody lost the place
        (draft, {"person_id": "48", "publish": True}, None),  # it would stay published
    ):
        desk = Actor(world)
        one = await listed(desk, "assign", "1")
        before = await desk.shift("1")
        wish = await desk.wish("assign", "1", **params)
        assert (one.undo, one.takes_from) == (("assign",), "Adam Jones")
        assert one.undoable(wish) is (back is not None), params
        if back is not None:
            assert one.undoes(wish) == back
            await desk.do("assign", "1", **params)
            await desk.do("assign", "1", **back)
            after = await desk.shift("1")
            assert stands(after) == stands(before)


async def test_what_is_published_or_taken_back_is_undone_by_its_opposite_whoever_has_it() -> None:
    for world in (Market(1), taken()):
        desk = Actor(world)
        for key, opposite in (("unpublish", "publish"), ("publish", "unpublish")):
            wish, one = await desk.wish(key, "1"), await listed(desk, key, "1")
            before = (wish.shift.assignments, wish.shift.published)
            assert (one.undo, one.undoable(wish)) == ((opposite,), True)
            await desk.do(key, "1")
            await desk.do(opposite, "1")
            after = await desk.shift("1")
            assert (after.assignments, after.published) == before
            await desk.do(key, "1")
