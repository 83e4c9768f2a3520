"""What became of a new recurring shift of 4spaces whose answer was lost: found out by reading alone."""

from dataclasses import replace
from datetime import date
from typing import Any

import httpx
import pytest

from app.action import CannotTell, DidNot, Happened
from app.errors import Garbled, Unreachable
from app.vendors.fourspaces.simulator import guid, practise
from tests.vendors.fourspaces import BORN, EVA, NEW, WHOLE, Desk, Market, born


async def test_a_request_that_was_lost_on_its_way_did_not_happen() -> None:
    world = Market()
    desk = Desk(practise(world))
    wish = await desk.look()
    desk.wire.lost = "before"
    with pytest.raises(Unreachable):
        await desk.send(wish)
    assert await desk.settle(wish) == DidNot()
    assert len(desk.wire.bodies) == 1


@pytest.mark.parametrize("params", [BORN, WHOLE])
async def test_an_answer_that_was_lost_is_settled_by_reading(params: dict[str, Any]) -> None:
    desk = Desk(practise(Market()))
    wish = await desk.look(**params)
    desk.wire.lost = "after"
    with pytest.raises(Unreachable):
        await desk.send(wish)
    verdict = await desk.settle(wish)
    assert isinstance(verdict, Happened)
    assert (verdict.result or "").startswith(f"{NEW}/")
    assert len(desk.wire.bodies) == 1


async def test_what_stood_there_before_is_not_taken_for_the_new_one() -> None:
    world = Market()
    world.patterns[3] = born()
    desk = Desk(practise(world))
    assert await desk.settle(await desk.look()) == DidNot()


@pytest.mark.parametrize("dates", ["ms", "iso", "date"])
async def test_it_is_found_however_the_vendor_writes_dates(dates: Any) -> None:
    desk = Desk(practise(Market(), dates=dates))
    wish = await desk.look(**WHOLE)
    desk.wire.lost = "after"
    with pytest.raises(Unreachable):
        await desk.send(wish)
    assert isinstance(await desk.settle(wish), Happened)


async def test_somebody_elses_new_shift_is_not_taken_for_it() -> None:
    world = Market()
    desk = Desk(practise(world))
    wish = await desk.look()
    world.patterns[3] = born(name="Früh")
    assert await desk.settle(wish) == DidNot()


@pytest.mark.parametrize(
    "fields",
    [
        {"start": 600},
        {"minutes": 60},
        {"minutes": 840 + 480},  # the end that was sent, read in the other way
        {"team": 1},
        {"first": date(2026, 12, 1)},
        {"last": date(2099, 1, 1)},
        {"members": [EVA]},
    ],
)
async def test_a_new_shift_of_its_name_that_stands_otherwise_leaves_it_open(fields: dict[str, Any]) -> None:
    world = Market()
    desk = Desk(practise(world))
    wish = await desk.look()
    world.patterns[3] = born(**fields)
    verdict = await desk.settle(wish)
    assert isinstance(verdict, CannotTell)
    assert "“Spät” stands there, but not just as it was asked for" in verdict.why
    world.patterns[4] = born(4)
    assert isinstance(await desk.settle(wish), Happened)


async def test_of_two_that_are_just_the_same_the_first_is_taken() -> None:
    world = Market()
    desk = Desk(practise(world))
    wish = await desk.look()
    world.patterns |= {3: born(3), 4: born(4)}
    verdict = await desk.settle(wish)
    assert isinstance(verdict, Happened)
    assert (verdict.result or "").startswith(guid("shift", 3))


async def test_where_nothing_stood_there_before_an_empty_list_is_an_answer() -> None:
    world = Market()
    world.patterns.clear()
    desk = Desk(practise(world))
    assert await desk.settle(await desk.look()) == DidNot()


async def test_names_in_capitals_and_padded_texts_are_read_as_well() -> None:
    def capitals(_: str, payload: Any) -> Any:
        if isinstance(payload, dict):
            return {name[:1].upper() + name[1:]: capitals("", value) for name, value in payload.items()}
        if isinstance(payload, list):
            return [capitals("", one) for one in payload]
        return f" {payload} " if payload == "Spät" else payload

    world = Market()
    world.patterns[3] = born()
    desk = Desk(practise(world, twist=capitals))
    wish = await desk.look()
    assert await desk.settle(wish) == DidNot()
    world.patterns[4] = born(4)
    assert isinstance(await desk.settle(wish), Happened)


async def test_a_list_that_lost_all_that_stood_there_proves_nothing() -> None:
    world = Market()
    desk = Desk(practise(world))
    wish = await desk.look()
    known = dict(world.patterns)
    world.patterns.clear()
    assert isinstance(await desk.settle(wish), CannotTell)
    world.patterns[2] = known[2]
    assert await desk.settle(wish) == DidNot()


async def test_a_new_shift_that_cannot_be_read_leaves_it_open_and_an_old_one_does_not() -> None:
    def spoil(operation: str, payload: Any) -> Any:
        if operation == "GET /shifts":
            payload["shifts"][-1]["endTimeOffset"] = 0
        return payload

    world = Market()
    desk = Desk(practise(world, twist=spoil))
    wish = await desk.look()
    assert await desk.settle(wish) == DidNot()
    world.patterns[3] = born()
    verdict = await desk.settle(wish)
    assert isinstance(verdict, CannotTell)
    assert "would last 0 minutes" in verdict.why


async def test_without_a_note_of_what_stood_there_nothing_is_claimed() -> None:
    desk = Desk(practise(Market()))
    wish = replace(await desk.look(), memory={})
    assert isinstance(await desk.settle(wish), CannotTell)


async def test_an_unreadable_list_settles_nothing() -> None:
    desk = Desk(practise(Market()))
    wish = await desk.look()
    desk.wire.answers["/shifts"] = httpx.Response(200, json={})
    with pytest.raises(Garbled):
        await desk.settle(wish)
