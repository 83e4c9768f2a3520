"""What the panel of 4spaces says of a shift, and what the form of a new one is filled from."""

from dataclasses import replace
from typing import Any

import httpx
import pytest

from app.action import Choice, Section
from app.domain import Contact
from app.errors import Refused
from app.vendors.fourspaces.adapter import FOURSPACES
from app.vendors.fourspaces.rolls import contacts
from app.vendors.fourspaces.simulator import guid, practise
from tests.vendors.fourspaces import ADA, EVA, WEEK, Desk, Market, seen


async def choices(desk: Desk, pick: str) -> Any:
    async with desk.client() as client:
        return await FOURSPACES.choices(client, desk.account, pick, None)


def table(section: Section) -> dict[object, object]:
    return {row[0]: row[1] for row in section.rows}


async def test_the_panel_says_that_nothing_can_be_changed_and_shows_the_pattern() -> None:
    shifts = [one.shift for one in seen(await Desk(practise(Market())).fetch())]
    early, night = shifts[0], next(one for one in shifts if one.title == "Nacht")
    remark, pattern = FOURSPACES.sections(early)
    assert "no call to change, delete, assign or claim a shift" in remark.text
    assert table(pattern) == {
        "Name": "Früh",
        "Team": "Station 1",
        "Recurs": "every day",
        "From": "07:00",
        "To": "15:00",
        "Members": "Eva Kühn",
    }
    assert all(len(row) == len(pattern.head) for row in pattern.rows)
    rows = table(FOURSPACES.sections(night)[1])
    assert (rows["Recurs"], rows["To"], rows["Members"]) == (
        "every day until 23 Nov 2026",
        "06:00 on the next day",
        "nobody",
    )
    assert "To" not in table(FOURSPACES.sections(replace(night, end=None))[1])


async def test_teams_can_be_chosen_from() -> None:
    assert await choices(Desk(practise(Market())), "team") == [Choice(id=guid("team", 1), name="Station 1")]


async def test_members_are_the_people_of_the_teams_each_once() -> None:
    world = Market()
    world.teams = [world.teams[0], replace(world.teams[0], id=2, members=(ADA, EVA))]
    desk = Desk(practise(world))
    assert await choices(desk, "member") == [Choice(id="7", name="Eva Kühn"), Choice(id="9", name="Ada Lenz")]
    assert "GET /users" not in desk.wire.calls


async def test_where_teams_tell_nobody_everybody_can_be_chosen() -> None:
    everybody = [Choice(id="7", name="Eva Kühn"), Choice(id="9", name="Ada Lenz")]
    assert await choices(Desk(practise(Market(), forbidden={"GET /teams"})), "member") == everybody
    world = Market()
    world.teams = []
    assert await choices(Desk(practise(world, forbidden=())), "member") == everybody


async def test_without_the_right_to_read_there_is_nothing_to_choose_from() -> None:
    neither = Desk(practise(Market(), forbidden={"GET /teams", "GET /users"}))
    assert await choices(neither, "team") is None
    assert await choices(neither, "member") is None
    world = Market()
    world.teams = []
    assert await choices(Desk(practise(world)), "member") == []


@pytest.mark.parametrize("pick", ["candidate", "reason", ""])
async def test_who_can_take_a_shift_is_not_told(pick: str) -> None:
    desk = Desk(practise(Market()))
    assert await choices(desk, pick) is None
    assert desk.wire.calls == []


async def test_a_bad_team_or_person_costs_only_itself() -> None:
    desk = Desk(practise(Market()))
    good = {"id": guid("team", 1), "teamMembers": [5, None, {"businessUserId": 0, "firstName": "No"}]}
    people = [{"businessUserId": "x1", "firstName": "Odd"}, {"businessUserId": 12}]
    bad: list[Any] = [None, {"id": "no guid"}, {"id": guid("team", 3), "name": "Odd", "teamMembers": 7}]
    desk.wire.answers["/teams"] = httpx.Response(
        200, json={"teams": [*bad, good, {"id": guid("team", 2), "name": " ", "teamMembers": people}]}
    )
    assert await choices(desk, "team") == [
        Choice(id=guid("team", 3), name="Odd"),
        Choice(id=guid("team", 1), name=f"Team {guid('team', 1)}"),
        Choice(id=guid("team", 2), name=f"Team {guid('team', 2)}"),
    ]
    assert await choices(desk, "member") == [Choice(id="12", name="Business user 12")]


@pytest.mark.parametrize("key", ["data", "users"])
async def test_users_are_read_under_either_name(key: str) -> None:
    desk = Desk(practise(Market(), forbidden={"GET /teams"}))
    desk.wire.answers["/users"] = httpx.Response(
        200, json={key: [{"Id": 5, "FirstName": "Bo", "LastName": "Orr"}, 7]}
    )
    assert await choices(desk, "member") == [Choice(id="5", name="Bo Orr")]


async def test_an_error_inside_the_answer_is_said() -> None:
    desk = Desk(practise(Market()))
    status = {"errorCode": "Broken", "message": "Out of order"}
    desk.wire.answers["/teams"] = httpx.Response(200, json={"responseStatus": status})
    with pytest.raises(Refused, match="Out of order"):
        await choices(desk, "team")


async def test_there_is_nothing_more_to_look_up() -> None:
    desk = Desk(practise(Market()))
    shift = seen(await desk.fetch())[0].shift
    async with desk.client() as client:
        with pytest.raises(Refused):
            await FOURSPACES.look_up(client, desk.account, "trades", shift)


async def test_telephones_and_addresses_come_from_the_users() -> None:
    world = Market()
    desk = Desk(practise(world, forbidden=()))
    async with desk.client() as client:
        told = await contacts(client, desk.account, WEEK)
    ways = [one for one in told.rows if isinstance(one, Contact)]
    assert {(one.person_id, one.label, one.text) for one in ways} >= {
        ("7", "E-mail", "7@example.com"),
        ("7", "Telephone", "+49 30 55500007"),
    }
    assert (told.rejects, told.short) == ([], None)
    async with Desk(practise(world)).client() as client:
        with pytest.raises(Refused, match="TenantAdmin"):
            await contacts(client, desk.account, WEEK)
