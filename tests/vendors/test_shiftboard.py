"""Shiftboard as it is read: listings, changes, one shift, and the account."""

import json
from datetime import timedelta
from typing import Any

import pytest
from starlette.responses import Response

from app.domain import Span, State
from app.errors import Garbled, Refused, VendorError
from app.vendor import SLICE
from app.vendors.shiftboard.adapter import SHIFTBOARD
from app.world import World
from tests.vendors.shiftboard_desk import (
    EARLIER,
    NOON,
    TODAY,
    WEEK,
    Bend,
    Desk,
    Market,
    end,
    error,
    rejects,
    result,
    shifts,
)


async def test_a_listing_shows_every_shift_with_names_and_actions() -> None:
    world = Market()
    world.take(2, EARLIER, "confirmed")
    pages = await Desk(world).pull()
    seen = shifts(pages)
    assert list(seen) == ["1", "2", "3"]
    taken = seen["2"]
    assert (taken.facility, taken.unit, taken.role, taken.title) == ("Mercy General", "4 West", "RN", "RN")
    assert (taken.state, taken.filled, taken.positions) == (State.CONFIRMED, 1, 1)
    assert taken.assignments[0].person == "Adam Jones"
    assert taken.start.isoformat() == "2026-11-21T06:04:00-05:00"
    assert "release" in taken.actions
    assert seen["1"].state is State.OPEN
    assert "claim" in seen["1"].actions
    assert end(pages).complete
    assert sum(page.fetched for page in pages) == 3


async def test_a_listing_asks_the_clock_first_and_then_for_everything_a_day_wider() -> None:
    desk = Desk(Market())
    await desk.pull()
    assert desk.calls == [
        ("system.timestamp", {}),
        (
            "shift.list",
            {
                "select": {"start_date": "2026-11-20", "end_date": "2026-11-28"},
                "extended": True,
                "referenced_objects": True,
                "user_actions": True,
                "page": {"start": 1, "batch": 1000},
            },
        ),
    ]
    assert desk.requests[1].content.startswith(
        b'{"id":1,"jsonrpc":"2.0","method":"shift.list","params":{"select"'
    )
    assert {request.method for request in desk.requests} == {"POST"}


@pytest.mark.parametrize("path", ["", "/servola/api/api.cgi", "/api/api.cgi"])
async def test_the_base_urls_own_path_is_kept(path: str) -> None:
    desk = Desk(Market(), path=path)
    assert len(shifts(await desk.pull())) == 3
    assert {request.url.path for request in desk.requests} == {path or "/"}


async def test_further_pages_are_asked_for_exactly_as_they_were_announced() -> None:
    desk = Desk(Market(2500))
    pages = await desk.pull()
    asked = [params["page"] for method, params in desk.calls if method == "shift.list"]
    assert asked == [
        {"start": 1, "batch": 1000},
        {"start": 1001, "batch": "1000"},
        {"start": 2001, "batch": "1000"},
    ]
    assert len(shifts(pages)) == 2500
    assert max(len(page.glimpses) for page in pages) <= SLICE
    assert pages[0].total == 2500
    assert end(pages).complete


async def test_an_empty_board_is_a_complete_listing() -> None:
    pages = await Desk(Market(0)).pull()
    assert (shifts(pages), end(pages).complete) == ({}, True)


async def test_what_changed_is_asked_for_twice_and_then_read_whole() -> None:
    world = Market()
    desk = Desk(world)
    cursor = end(await desk.pull()).cursor
    desk.now = NOON + timedelta(seconds=60)
    world.take(2, desk.now)
    world.board[3].urgent, world.board[3].updated = True, desk.now
    desk.requests.clear()
    pages = await desk.pull(cursor)
    seen = shifts(pages)
    assert set(seen) == {"2", "3"}
    assert seen["2"].assignments[0].person == "Adam Jones"
    assert seen["2"].facility == "Mercy General"
    assert "release" in seen["2"].actions
    assert seen["3"].urgent
    assert not end(pages).complete
    assert desk.methods == ["system.timestamp", *["shift.listUpdated"] * 2, *["shift.get"] * 2]
    window = {
        "start_date": "2026-11-20",
        "end_date": "2026-11-28",
        "updated_since": int(NOON.timestamp()) - 10,
    }
    assert [params["select"] for method, params in desk.calls if method == "shift.listUpdated"] == [
        {**window, "status_update": True},
        window,
    ]


async def test_a_change_is_seen_once_and_not_at_the_next_look() -> None:
    world = Market()
    desk = Desk(world)
    cursor = end(await desk.pull()).cursor
    desk.now += timedelta(seconds=60)
    world.take(2, desk.now)
    desk.now += timedelta(seconds=60)
    first = await desk.pull(cursor)
    desk.now += timedelta(seconds=60)
    assert set(shifts(first)) == {"2"}
    assert shifts(await desk.pull(end(first).cursor)) == {}


async def test_a_deletion_shows_only_in_a_listing() -> None:
    world = Market()
    desk = Desk(world)
    cursor = end(await desk.pull()).cursor
    del world.board[2]
    desk.now += timedelta(seconds=60)
    looked = await desk.pull(cursor)
    assert (shifts(looked), end(looked).complete) == ({}, False)
    listed = await desk.pull()
    assert (set(shifts(listed)), end(listed).complete) == ({"1", "3"}, True)


async def test_a_shift_that_vanishes_while_it_is_read_is_left_to_the_next_listing() -> None:
    world = Market()
    desk = Desk(world)
    cursor = end(await desk.pull()).cursor
    desk.now += timedelta(seconds=60)
    world.take(2, desk.now)
    world.take(3, desk.now)

    def vanish(payload: Any) -> Any:
        world.board.pop(2, None)
        return payload

    desk.bends["shift.listUpdated"] = vanish
    pages = await desk.pull(cursor)
    assert set(shifts(pages)) == {"3"}
    assert not rejects(pages)


async def test_a_changed_shift_that_may_not_be_read_is_set_aside_and_the_others_land() -> None:
    world = Market()
    desk = Desk(world)
    cursor = end(await desk.pull()).cursor
    desk.now += timedelta(seconds=60)
    world.take(2, desk.now)
    world.take(3, desk.now)
    refuse = error({"code": "permission", "message": "This shift is confidential."})

    def get(payload: Any) -> Any:
        return refuse(payload) if payload["result"]["shift"]["id"] == "2" else payload

    desk.bends["shift.get"] = get
    (page,) = await desk.pull(cursor)
    assert set(shifts([page])) == {"3"}
    assert [(each.external_id, "confidential" in each.reason) for each in page.rejects] == [("2", True)]
    assert page.fetched == 2


async def test_over_a_hundred_changes_are_a_listing() -> None:
    world = Market(150)
    desk = Desk(world)
    cursor = end(await desk.pull()).cursor
    desk.now += timedelta(seconds=60)
    for number in range(1, 102):
        world.board[number].updated = desk.now
    desk.requests.clear()
    pages = await desk.pull(cursor)
    assert len(shifts(pages)) == 150
    assert end(pages).complete
    assert "shift.get" not in desk.methods


@pytest.mark.parametrize(
    ("later", "span"),
    [
        (timedelta(days=29), WEEK),
        (timedelta(seconds=60), Span(WEEK.first, WEEK.last + timedelta(days=1))),
        (timedelta(seconds=60), Span(WEEK.first - timedelta(days=1), WEEK.last)),
    ],
)
async def test_a_cursor_that_is_too_old_or_of_other_days_leads_to_a_listing(
    later: timedelta, span: Span
) -> None:
    desk = Desk(Market())
    cursor = end(await desk.pull()).cursor
    desk.now += later
    assert end(await desk.pull(cursor, span)).complete
    assert "shift.listUpdated" not in desk.methods


@pytest.mark.parametrize("cursor", ["", "{", "7", '{"timestamp": "soon"}', "\x00"])
async def test_a_cursor_that_cannot_be_read_leads_to_a_listing(cursor: str) -> None:
    assert end(await Desk(Market()).pull(cursor)).complete


async def test_a_clock_that_went_back_loses_no_change() -> None:
    world = Market()
    desk = Desk(world)
    cursor = end(await desk.pull()).cursor
    desk.now -= timedelta(days=1)
    world.take(2, desk.now)
    assert set(shifts(await desk.pull(cursor))) == {"2"}


async def test_one_shift_is_read_as_it_stands() -> None:
    world = Market()
    world.take(2, EARLIER, "declined")
    seen = await Desk(world).one("2")
    assert seen is not None
    assert seen.whole
    assert seen.shift.state is State.CANCELLED
    assert seen.shift.assignments[0].status == "Declined"
    assert dict(seen.shift.details)["Decline reason"] == "Schedule conflict"


@pytest.mark.parametrize(
    "fault",
    [
        {"code": "shift_not_found"},
        {"code": 404, "data": {"misc": "No such shift"}},
        {"message": "The shift does not exist."},
        {"data": "This shift has been deleted"},
        "Shift not found",
    ],
)
@pytest.mark.parametrize("status", [200, 404, 500])
async def test_a_shift_that_is_not_there_is_no_longer_visible(fault: Any, status: int) -> None:
    desk = Desk(Market())
    desk.bends["shift.get"] = error(fault, status)
    assert await desk.one("2") is None


@pytest.mark.parametrize(
    "fault", [{"code": -32601, "message": "Not found"}, {"code": "no_such_method"}, "Method not found"]
)
async def test_a_method_that_is_not_there_does_not_take_the_shift_off(fault: Any) -> None:
    desk = Desk(Market())
    desk.bends["shift.get"] = error(fault)
    with pytest.raises(Refused, match=r"refused shift\.get"):
        await desk.one("2")


async def test_an_unknown_shift_is_none_and_an_empty_one_too() -> None:
    desk = Desk(Market())
    assert await desk.one("4711") is None
    desk.bends["shift.get"] = lambda payload: {**payload, "result": {"shift": None}}
    assert await desk.one("2") is None


@pytest.mark.parametrize(
    ("bend", "kind"),
    [
        (error({"message": "You may not."}), Refused),
        (result(shift={"id": "2"}), Garbled),
        (result(shift=None), Garbled),
        (result(shift=[7]), Garbled),
        (lambda payload: Response("<h1>Not Found</h1>", status_code=404), Refused),
    ],
)
async def test_an_answer_about_one_shift_that_tells_nothing_is_an_error(
    bend: Bend, kind: type[VendorError]
) -> None:
    desk = Desk(Market())
    desk.bends["shift.get"] = bend
    with pytest.raises(kind):
        await desk.one("2")


async def test_another_shift_than_asked_for_is_an_error() -> None:
    desk = Desk(Market())
    desk.bends["shift.get"] = lambda payload: json.loads(json.dumps(payload).replace('"2"', '"3"'))
    with pytest.raises(Garbled, match="another"):
        await desk.one("2")


async def test_bad_rows_are_set_aside_and_the_page_lands() -> None:
    desk = Desk(Market(300))
    bad = [{"id": "x1", "start_date": "never"}, {"id": "x2", "count": float("nan")}, None, "row"]

    def spoil(payload: Any) -> Any:
        told = payload["result"]
        return result(shifts=[*told["shifts"][:150], *bad, *told["shifts"][150:]], count="304")(payload)

    desk.bends["shift.list"] = spoil
    pages = await desk.pull()
    assert len(shifts(pages)) == 300
    assert sum(page.fetched for page in pages) == 304
    set_aside = rejects(pages)
    assert [each.external_id for each in set_aside] == [None, None, "x1", "x2"]
    assert all(each.reason for each in set_aside)


async def test_duplicated_rows_are_harmless() -> None:
    desk = Desk(Market())

    def double(payload: Any) -> Any:
        return result(shifts=payload["result"]["shifts"] * 2, count="6")(payload)

    desk.bends["shift.list"] = double
    pages = await desk.pull()
    assert (len(shifts(pages)), end(pages).complete) == (3, True)


async def test_the_account_is_greeted_with_its_name_zone_and_standing() -> None:
    desk = Desk(Market())
    async with desk.client() as client:
        greeting = await SHIFTBOARD.greet(client, desk.account)
    assert greeting.account == "Callboard Practice (account 2)"
    assert greeting.facts == (
        "The organisation’s time zone is America/New_York.",
        "It manages the organisation or workgroups of it.",
    )


async def test_an_account_whose_own_record_is_refused_is_greeted_by_its_number() -> None:
    desk = Desk(Market())
    desk.bends["account.self"] = error({"message": "Not for you."})
    async with desk.client() as client:
        greeting = await SHIFTBOARD.greet(client, desk.account)
    assert greeting.account == "Account 2"
    assert "Not for you." in greeting.facts[1]


async def test_a_shift_seen_without_actions_keeps_those_that_were_known() -> None:
    desk = Desk(Market())
    known = await desk.one("1")
    desk.bends["shift.get"] = result(user_actions=None)
    seen = await desk.one("1")
    assert known is not None
    assert seen is not None
    assert seen.shift.actions == ()
    assert SHIFTBOARD.merge(known.shift, seen) == known.shift


async def test_the_whole_practice_market_is_read() -> None:
    world = World(7, today=TODAY, shifts=600)
    desk = Desk(world)
    pages = await desk.pull(span=Span(TODAY - timedelta(days=7), TODAY + timedelta(days=60)))
    seen = shifts(pages)
    assert set(seen) == {str(number) for number in world.needs["shiftboard"]}
    assert not rejects(pages)
    assert {shift.state for shift in seen.values()} == {
        State.DRAFT,
        State.OPEN,
        State.ASSIGNED,
        State.CONFIRMED,
        State.CANCELLED,
    }
    for number, need in world.needs["shiftboard"].items():
        shift = seen[str(number)]
        assert (shift.timezone, shift.facility) == (need.site.zone, need.site.name)
        assert shift.start.replace(tzinfo=None) == need.start
        assert shift.all_day is need.all_day
        assert (shift.end is None) is (need.end is None)
        assert shift.positions == need.positions
