"""Trio as it is read: the list, one shift, the greeting, keys, and records that do not fit."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError
from starlette.responses import Response

from app.domain import State
from app.errors import Garbled, Refused, SignInNeeded
from app.vendors.trio.adapter import TRIO, Credentials
from app.vendors.trio.simulator import KEY, REVOKED
from app.world import World
from tests.vendors.trio import BASE, NOON, WEEK, market, onto_list, pull, seen, talking

NOBODY = "00000000-0000-4a01-8000-7472696f0000"


@pytest.fixture
def world() -> World:
    return market()


async def test_every_shift_of_every_page_arrives(world: World) -> None:
    pages = await pull(world)

    assert {sighting.shift.number for sighting in seen(pages).values()} == set(map(str, world.needs["trio"]))
    assert sum(page.fetched for page in pages) == len(world.needs["trio"]) == 240
    assert pages[0].total == 240
    assert pages[-1].end is not None
    assert pages[-1].end.complete
    assert [page.end for page in pages[:-1]] == [None] * (len(pages) - 1)


async def test_a_shift_stands_at_its_sites_own_wall_clock(world: World) -> None:
    shifts = {one.shift.number: one.shift for one in seen(await pull(world)).values()}

    for number, need in world.needs["trio"].items():
        shift = shifts[str(number)]
        assert shift.timezone == need.site.zone
        assert shift.start.replace(tzinfo=None) == need.start
        assert shift.end is not None
        assert shift.end.replace(tzinfo=None) == need.end
    assert {shift.timezone for shift in shifts.values()} == {"America/New_York", "America/Chicago"}


async def test_what_the_vendor_offers_is_what_can_be_done(world: World) -> None:
    shifts = [one.shift for one in seen(await pull(world)).values()]

    later = [shift for shift in shifts if shift.start > NOON]
    assert {shift.actions for shift in later if shift.state is State.OPEN} == {
        ("claim",),
        ("claim", "submit"),
    }
    assert {shift.actions for shift in later if shift.state is State.ASSIGNED} == {("confirm", "decline")}
    assert {shift.actions for shift in shifts if shift.start <= NOON} == {()}
    offer = next(shift for shift in later if shift.actions).offers[0]
    assert offer.link is not None
    assert offer.link.startswith("/trio/shifts/")


async def test_every_request_carries_the_key_and_no_parameter_of_ours(world: World) -> None:
    async with talking(world) as (client, us, requests):
        async for _ in TRIO.fetch(client, us, WEEK, None):
            pass

    assert {request.headers["x-api-key"] for request in requests} == {KEY}
    assert str(requests[0].url) == f"{BASE}/shifts"
    assert len(requests) == 3


async def test_one_shift_is_read_with_notes_and_recruiter(world: World) -> None:
    need = next(need for need in world.needs["trio"].values() if need.note)
    listed = next(one for one in seen(await pull(world)).values() if one.shift.number == str(need.id))
    async with talking(world) as (client, us, _):
        whole = await TRIO.fetch_one(client, us, listed.shift.external_id)

    assert whole is not None
    assert (whole.whole, listed.whole) == (True, False)
    assert whole.shift.notes == need.note
    assert ("Recruiter", "Dana Whitlock") in whole.shift.details
    assert TRIO.merge(whole.shift, listed) == whole.shift


async def test_a_shift_that_is_no_longer_visible_is_none(world: World) -> None:
    hidden, *_ = seen(await pull(world)).values()
    need = world.needs["trio"][int(hidden.shift.number or 0)]
    need.published = False
    async with talking(world) as (client, us, _):
        assert await TRIO.fetch_one(client, us, hidden.shift.external_id) is None  # 204
        assert await TRIO.fetch_one(client, us, NOBODY) is None  # 404
    assert hidden.shift.external_id not in seen(await pull(world))


@pytest.mark.parametrize("nonsense", ["", "/", "20417", "../statuses", "statuses"])
async def test_nothing_is_asked_about_what_is_no_id(world: World, nonsense: str) -> None:
    async with talking(world) as (client, us, requests):
        with pytest.raises(Refused, match="nothing was asked"):
            await TRIO.fetch_one(client, us, nonsense)

    assert requests == []


async def test_an_answer_about_another_shift_is_garbled(world: World) -> None:
    async with talking(world, lambda _, payload: payload | {"id": NOBODY}) as (client, us, _):
        shift_id = "00004fc1-0000-4a01-8000-7472696f0000"
        with pytest.raises(Garbled, match="another shift"):
            await TRIO.fetch_one(client, us, shift_id)


@pytest.mark.parametrize(
    "payload", [None, [], {}, {"id": NOBODY}, {"id": NOBODY, "start": "soon"}, Response(b"<html>")]
)
async def test_a_single_answer_that_is_no_shift_is_garbled(world: World, payload: Any) -> None:
    async with talking(world, lambda *_: payload) as (client, us, _):
        with pytest.raises(Garbled):
            await TRIO.fetch_one(client, us, "00004fc1-0000-4a01-8000-7472696f0000")


async def test_the_greeting_says_what_could_be_read(world: World) -> None:
    async with talking(world) as (client, us, _):
        greeting = await TRIO.greet(client, us)

    assert greeting.account is None
    assert greeting.facts[0] == "The list of shifts can be read: 100 of 240 on its first page."
    assert "Open, Pending, Assigned" in greeting.facts[1]


async def test_the_greeting_survives_statuses_that_may_not_be_read(world: World) -> None:
    def forbid(operation: str, payload: Any) -> Any:
        return Response(status_code=403) if operation.endswith("statuses") else payload

    async with talking(world, forbid) as (client, us, _):
        greeting = await TRIO.greet(client, us)

    assert "may not be read" in greeting.facts[1]


@pytest.mark.parametrize(
    ("key", "error", "words"),
    [
        ("made-up", SignInNeeded, "The API key is missing or not known."),
        (REVOKED, Refused, "This API key has been revoked."),
    ],
)
async def test_a_key_that_is_not_accepted_says_why(
    world: World, key: str, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words) as caught:
        await pull(world, key=key)

    assert key not in str(caught.value)


@pytest.mark.parametrize("key", ["", "  ", "two\nlines", "schlüssel", None, 7])
def test_a_key_that_cannot_be_sent_is_not_taken(key: Any) -> None:
    with pytest.raises(ValidationError):
        Credentials.model_validate({"api_key": key})


def test_a_pasted_keys_blanks_are_dropped_and_unknown_secrets_refused() -> None:
    stripped = Credentials.model_validate({"api_key": f" {KEY}\n"})

    assert stripped == Credentials.model_validate({"api_key": KEY})
    assert KEY not in repr(stripped)
    with pytest.raises(ValidationError):
        Credentials.model_validate({"api_key": KEY, "password": "x"})


async def test_bad_records_cost_themselves_only(world: World) -> None:
    def spoil(page: dict[str, Any]) -> Any:
        first, second, third, *rest = page["items"]
        spoilt = [
            first | {"start": "soon"},
            second | {"rate": {"billRate": float("nan")}},
            third | {"notes": "x" * 1_000_000},
        ]
        return page | {"items": [*spoilt, None, *rest]}

    pages = await pull(world, onto_list(spoil))

    assert sum(len(page.sightings) for page in pages) == 231
    assert sum(len(page.rejects) for page in pages) == 12
    assert sum(page.fetched for page in pages) == 243
    assert all(len(reject.record) <= 2000 for page in pages for reject in page.rejects)


async def test_statuses_that_came_as_bare_ids_are_looked_up_once(world: World) -> None:
    def strip(page: dict[str, Any]) -> Any:
        return page | {"items": [one | {"status": {"id": one["status"]["id"]}} for one in page["items"]]}

    async with talking(world, onto_list(strip)) as (client, us, requests):
        pages = [page async for page in TRIO.fetch(client, us, WEEK, None)]

    named = {key: one.shift.vendor_status for key, one in seen(await pull(world)).items()}
    assert {key: one.shift.vendor_status for key, one in seen(pages).items()} == named
    assert [request.url.path for request in requests].count("/trio/shifts/statuses") == 1


async def test_the_board_follows_the_living_market(world: World) -> None:
    before = seen(await pull(world))
    for minute in range(200):
        world.tick(NOON + timedelta(minutes=minute))
    after = seen(await pull(world))

    assert len(after) > len(before)
    assert any(after[key].shift != one.shift for key, one in before.items())
    assert all(one.shift.state is not State.UNKNOWN for one in after.values())


@pytest.mark.parametrize("path", ["/shifts?page=0", "/shifts?page=x", "/shifts/20417"])
async def test_the_practice_server_words_its_refusals_as_problems(world: World, path: str) -> None:
    async with talking(world) as (client, _, _):
        with pytest.raises(Refused, match="One or more validation errors occurred"):
            await client.get(path)
