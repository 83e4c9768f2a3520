"""4spaces as it is read: the listing, one day, the greeting, and a server that misbehaves."""

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from app.domain import Span
from app.errors import Garbled, Refused, SignInNeeded
from app.vendors.fourspaces.adapter import FOURSPACES
from app.vendors.fourspaces.reading import Settings
from app.vendors.fourspaces.simulator import guid, practise
from app.world import World
from tests.vendors.fourspaces import TODAY, WEEK, Desk, Market, seen


async def test_a_pull_lists_each_day_of_each_pattern_and_says_that_it_is_complete() -> None:
    desk = Desk(practise(Market()))
    pages = await desk.fetch()
    shifts = [one.shift for one in seen(pages)]
    assert [shift.day for shift in shifts if shift.title == "Früh"] == list(WEEK.days())
    assert [shift.day.day for shift in shifts if shift.title == "Nacht"] == [21, 22, 23]
    assert sum(page.fetched for page in pages) == 2
    assert pages[-1].end is not None
    assert pages[-1].end.complete
    assert all(page.end is None for page in pages[:-1])
    first = shifts[0]
    assert first.ref == f"four:{guid('shift', 1)}/2026-11-21"
    assert (first.unit, first.series, first.number) == ("Station 1", guid("shift", 1), None)
    assert first.start.isoformat() == "2026-11-21T07:00:00+01:00"
    assert [one.person for one in first.assignments] == ["Eva Kühn"]
    assert first.url == f"https://portal.example/{guid('shift', 1)}%2F2026-11-21"
    assert desk.wire.calls == ["POST /auth/credentials", "GET /shifts", "GET /teams"]


@pytest.mark.parametrize("dates", ["ms", "iso", "date"])
async def test_every_way_of_writing_dates_gives_the_same_shifts(dates: Any) -> None:
    assert seen(await Desk(practise(Market(), dates=dates)).fetch()) == seen(
        await Desk(practise(Market())).fetch()
    )


async def test_the_generated_world_is_read_without_a_reject() -> None:
    world = World(3, today=TODAY)
    pages = await Desk(practise(world)).fetch(Span(TODAY - timedelta(days=7), TODAY + timedelta(days=60)))
    assert not any(page.rejects for page in pages)
    assert sum(page.fetched for page in pages) == len(world.patterns)
    assert len(seen(pages)) > 100
    assert max(len(page.sightings) for page in pages) <= 200


async def test_names_that_begin_with_capitals_are_read_as_well() -> None:
    def pascal(_: str, payload: Any) -> Any:
        if isinstance(payload, dict):
            return {name[:1].upper() + name[1:]: pascal("", value) for name, value in payload.items()}
        return [pascal("", one) for one in payload] if isinstance(payload, list) else payload

    assert seen(await Desk(practise(Market(), twist=pascal)).fetch()) == seen(
        await Desk(practise(Market())).fetch()
    )


async def test_without_the_right_to_read_teams_shifts_come_and_keep_the_unit_that_was_known() -> None:
    known = seen(await Desk(practise(Market())).fetch())[0].shift
    desk = Desk(practise(Market(), forbidden={"GET /teams"}))
    first = seen(await desk.fetch())[0]
    assert first.shift.unit is None
    assert FOURSPACES.merge(known, first) == known
    async with desk.client() as client:
        greeting = await FOURSPACES.greet(client, desk.account)
    assert any("Teams may not be read" in fact for fact in greeting.facts)


async def test_a_wrong_role_is_told_in_their_words() -> None:
    with pytest.raises(Refused, match="Invalid Role"):
        await Desk(practise(Market(), forbidden={"GET /shifts"})).fetch()


async def test_an_error_inside_a_success_is_an_error() -> None:
    def failing(code: str) -> Any:
        return lambda operation, payload: (
            {**payload, "responseStatus": {"errorCode": code, "message": "It failed"}}
            if operation == "GET /shifts"
            else payload
        )

    with pytest.raises(Refused, match="It failed"):
        await Desk(practise(Market(), twist=failing("NullReferenceException"))).fetch()
    with pytest.raises(SignInNeeded, match="It failed"):
        await Desk(practise(Market(), twist=failing("Unauthorized"))).fetch()
    assert seen(await Desk(practise(Market(), twist=failing(""))).fetch())


async def test_a_bad_pattern_costs_only_itself() -> None:
    bad: list[Any] = [
        {"id": "not a guid", "startTimeOffset": 0, "endTimeOffset": 60},
        {"id": guid("shift", 9), "startTimeOffset": -5, "endTimeOffset": 60},
        {"id": guid("shift", 9), "startTimeOffset": 0, "endTimeOffset": 60, "name": "x" * 1_000_000},
        {"id": guid("shift", 9), "startTimeOffset": 0, "endTimeOffset": 60, "startDate": float("nan")},
        None,
        "a text",
        [],
    ]

    desk = Desk(practise(Market()))
    async with desk.client() as client:
        good = json.loads((await client.get("/shifts")).body)["shifts"]
    desk.wire.answers["/shifts"] = httpx.Response(200, content=json.dumps({"shifts": bad + good}).encode())
    pages = await desk.fetch()
    rejects = [reject for page in pages for reject in page.rejects]
    assert len(rejects) == len(bad)
    assert all(reject.reason for reject in rejects)
    assert sum(page.fetched for page in pages) == len(bad) + 2
    assert seen(pages) == seen(await Desk(practise(Market())).fetch())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b'{"shifts":null}',
        b'{"shifts":{}}',
        b"[]",
        b"<html></html>",
        b'{"shifts":[',
        b"[" * 100_000,
    ],
)
async def test_an_answer_without_a_list_of_shifts_proves_nothing(body: bytes) -> None:
    desk = Desk(practise(Market()))
    desk.wire.answers["/shifts"] = httpx.Response(200, content=body)
    with pytest.raises(Garbled):
        await desk.fetch()


async def test_an_empty_list_of_shifts_is_a_complete_listing() -> None:
    world = Market()
    world.patterns.clear()
    pages = await Desk(practise(world)).fetch()
    assert seen(pages) == []
    assert pages[-1].end is not None
    assert pages[-1].end.complete


async def test_one_day_is_picked_from_the_list_and_what_is_not_there_is_none() -> None:
    desk = Desk(practise(Market()))
    early, night = guid("shift", 1), guid("shift", 2)
    assert await desk.fetch_one(f"{night}/2026-11-22") in seen(await desk.fetch())
    for gone in (
        f"{night}/2026-11-24",
        f"{guid('shift', 99)}/2026-11-22",
        f"{early}/2026-02-30",
        early,
        "../teams",
    ):
        assert await desk.fetch_one(gone) is None


async def test_one_day_of_a_pattern_that_does_not_fit_is_said_not_taken_for_gone() -> None:
    def spoil(operation: str, payload: Any) -> Any:
        if operation == "GET /shifts":
            payload["shifts"][0]["endTimeOffset"] = 0
        return payload

    with pytest.raises(Garbled, match="would last 0 minutes"):
        await Desk(practise(Market(), twist=spoil)).fetch_one(f"{guid('shift', 1)}/2026-11-22")


async def test_the_greeting_tells_who_signed_in_and_what_could_be_read() -> None:
    desk = Desk(practise(Market()))
    async with desk.client() as client:
        greeting = await FOURSPACES.greet(client, desk.account)
        assert greeting.account == "Practice Coordinator"
        assert greeting.facts == ("2 recurring shifts could be read.", "1 team could be read.")
        desk.wire.answers["/auth"] = httpx.Response(404)
        assert (await FOURSPACES.greet(client, desk.account)).account is None


@pytest.mark.parametrize("path", ["/shifts", "/json/reply/GetShifts", "/api/GetShifts"])
async def test_the_practice_vendor_answers_on_the_routes_that_servicestack_has(path: str) -> None:
    desk = Desk(practise(Market()))
    async with desk.client() as client:
        assert len(json.loads((await client.get(path)).body)["shifts"]) == 2


def test_settings_have_the_documented_reading_by_default_and_refuse_others() -> None:
    assert Settings().model_dump() == {"end_time": "duration", "dates_out": "ms"}
    assert Settings.model_validate({"end_time": "offset"}).end_time == "offset"
    with pytest.raises(ValidationError):
        Settings.model_validate({"end_time": "minutes"})
