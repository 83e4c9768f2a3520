"""The practice vendor of 4spaces takes new patterns as their server would, and refuses what cannot be."""

import json
from datetime import UTC, date, datetime, time
from uuid import UUID

import httpx
import pytest

from app.errors import Refused
from app.vendors.fourspaces.simulator import practise
from app.world import World
from tests.vendors.fourspaces import EVA, TEAM, TODAY, Desk, Market, born, seen


@pytest.mark.parametrize("path", ["/shift", "/json/reply/InsertShift", "/api/InsertShift"])
async def test_the_practice_vendor_takes_it_on_every_route_in_any_case_and_in_every_form(path: str) -> None:
    for date_ in (1796083200000, "2026-12-01", "2026-12-01T00:00:00Z", "/Date(1796083200000)/"):
        world = Market()
        desk = Desk(practise(world))
        body = {"NAME": "Spät", "StartTimeOffset": "840", "endtimeoffset": "480", "startDate": date_}
        async with desk.client() as client:
            await client.post(path, content=httpx.Request("POST", "http://x", json=body).content)
        assert world.patterns[3] == born(3, first=date(2026, 12, 1))


async def test_their_own_sample_is_taken_least_dates_empty_guid_and_all() -> None:
    world = Market()
    desk = Desk(practise(world))
    least = -62135596800000
    sample = {"name": "Spät", "teamId": "0" * 32, "startTimeOffset": 840, "endTimeOffset": 480}
    more = {"startDate": least, "endDate": least, "shiftMembers": [EVA.id], "version": 0}
    async with desk.client() as client:
        await client.post("/shift", content=json.dumps(sample | more).encode())
        dashed = json.dumps(sample | {"teamId": str(UUID(TEAM)).upper()}).encode()
        await client.post("/shift", content=dashed)
    assert world.patterns[3] == born(members=[EVA])
    assert world.patterns[4] == born(4, team=1)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"startTimeOffset":0,"endTimeOffset":60}', "must not be empty"),
        (b'{"name":" ","startTimeOffset":0,"endTimeOffset":60}', "must not be empty"),
        (b'{"name":"N","startTimeOffset":1440,"endTimeOffset":60}', "between 0 and 1439"),
        (b'{"name":"N","startTimeOffset":0,"endTimeOffset":0}', "between 1 and 2880"),
        (b'{"name":"N","startTimeOffset":0}', "between 1 and 2880"),
        (b'{"name":"N","startTimeOffset":true,"endTimeOffset":9}', "between 0 and 1439"),
        (b'{"name":"N","startTimeOffset":0,"endTimeOffset":9,"startDate":"soon"}', "is not a date"),
        (b'{"name":"N","startTimeOffset":0,"endTimeOffset":9,"startDate":[]}', "is not a date"),
        (
            b'{"name":"N","startTimeOffset":0,"endTimeOffset":9,"startDate":86400000,"endDate":0}',
            "must not be before",
        ),
        (b'{"name":"N","startTimeOffset":0,"endTimeOffset":9,"shiftMembers":5}', "Unable to bind"),
        (b"[]", "Unable to bind"),
        (b"{", "Unable to bind"),
    ],
)
async def test_the_practice_vendor_refuses_what_cannot_be(body: bytes, said: str) -> None:
    world = Market()
    desk = Desk(practise(world))
    async with desk.client() as client:
        with pytest.raises(Refused, match=said):
            await client.post("/shift", content=body)
    assert set(world.patterns) == {1, 2}


async def test_a_pattern_without_a_team_has_no_unit_and_the_practice_market_lives_with_it() -> None:
    world = Market()
    desk = Desk(practise(world))
    await desk.create()
    assert {one.shift.unit for one in seen(await desk.fetch()) if one.shift.title == "Spät"} == {None}
    made_up = World(3, today=TODAY, shifts=0)
    made_up.patterns = {1: born(1)}
    for _ in range(20):
        made_up.tick(datetime.combine(TODAY, time(8), UTC))
    assert made_up.patterns[1].members
