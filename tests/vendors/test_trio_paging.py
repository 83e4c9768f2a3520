"""Trio's list, page by page: links of all kinds, circles, counts that lie, and answers that are none."""

import asyncio
import json
from typing import Any

import pytest
from starlette.responses import Response

from app.errors import Garbled, Refused, Unreachable
from app.vendor import SLICE, Page
from app.vendors.trio.adapter import TRIO
from app.world import World
from tests.vendors.trio import BASE, WEEK, market, onto_list, pull, seen, talking


@pytest.fixture
def world() -> World:
    return market()


async def test_long_pages_are_handed_on_in_slices(world: World) -> None:
    pages = await pull(world, onto_list(lambda page: {"items": page["items"] * 5}))

    assert [len(page.sightings) for page in pages] == [SLICE, SLICE, 100, 0]


async def test_others_get_their_turn_between_the_slices_of_a_long_page(world: World) -> None:
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    beside = asyncio.create_task(other())
    taken = []
    async with talking(world, onto_list(lambda page: {"items": page["items"] * 10})) as (client, us, _):
        async for _ in TRIO.fetch(client, us, WEEK, None):
            taken.append(turns)
    beside.cancel()

    assert sorted(set(taken)) == taken


@pytest.mark.parametrize("start", [f"{BASE}/shifts", "/trio/shifts", "/shifts", "shifts", ""])
async def test_the_next_page_is_found_by_any_kind_of_link(world: World, start: str) -> None:
    def relink(page: dict[str, Any]) -> Any:
        link = page["links"]["next"]
        return page | {"links": {"next": link and start + link[link.index("?") :]}}

    assert len(seen(await pull(world, onto_list(relink)))) == 240


async def test_without_links_the_page_numbers_lead_to_the_end(world: World) -> None:
    def unlink(page: dict[str, Any]) -> Any:
        return {name: value for name, value in page.items() if name != "links"}

    assert len(seen(await pull(world, onto_list(unlink)))) == 240


@pytest.mark.parametrize("links", [{}, {"first": "/shifts", "last": None}])
async def test_links_that_do_not_speak_of_a_next_page_leave_it_to_the_page_numbers(
    world: World, links: dict[str, Any]
) -> None:
    assert len(seen(await pull(world, onto_list(lambda page: page | {"links": links})))) == 240


@pytest.mark.parametrize("name", ["next", "nextLink", "@odata.nextLink"])
async def test_a_link_to_the_next_page_may_stand_beside_the_records(world: World, name: str) -> None:
    moved = onto_list(lambda page: {"value": page["items"], name: page["links"]["next"]})

    assert len(seen(await pull(world, moved))) == 240


async def test_a_number_of_pages_leads_to_the_end_as_well(world: World) -> None:
    counted = onto_list(lambda page: {"items": page["items"], "page": page["page"], "totalPages": 3})

    assert len(seen(await pull(world, counted))) == 240


async def test_a_page_that_is_no_number_does_not_matter_where_links_lead(world: World) -> None:
    odd = onto_list(lambda page: page | {"page": {"number": page["page"]}})

    assert len(seen(await pull(world, odd))) == 240


async def test_a_link_may_be_an_object(world: World) -> None:
    def wrap(page: dict[str, Any]) -> Any:
        return {"items": page["items"], "_links": {"next": {"href": page["links"]["next"]}}}

    assert len(seen(await pull(world, onto_list(wrap)))) == 240


@pytest.mark.parametrize(
    "link",
    [
        "https://elsewhere.test/trio/shifts?page=2",
        "//elsewhere.test/trio/shifts",
        "http://127.0.0.1:4001/trio/shifts",
        "https://127.0.0.1:4000/trio/shifts",
        "ftp://127.0.0.1:4000/trio/shifts",
        "http://[",
    ],
)
async def test_a_link_to_another_server_is_not_followed(world: World, link: str) -> None:
    async with talking(world, onto_list(lambda page: page | {"links": {"next": link}})) as conversation:
        client, us, requests = conversation
        with pytest.raises(Garbled):
            async for _ in TRIO.fetch(client, us, WEEK, None):
                pass

    assert len(requests) == 1


@pytest.mark.parametrize("link", ["?page=1", "?page=2", f"{BASE}/shifts"])
async def test_pages_in_a_circle_are_noticed(world: World, link: str) -> None:
    with pytest.raises(Garbled, match="circle"):
        await pull(world, onto_list(lambda page: page | {"links": {"next": link}}))


async def test_pages_without_end_are_given_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.vendors.trio.adapter.MOST_PAGES", 20)

    def on_and_on(page: dict[str, Any]) -> Any:
        return {"items": [], "links": {"next": f"?page={page['page'] + 1}"}}

    with pytest.raises(Garbled, match="no end after 20 pages"):
        await pull(world, onto_list(on_and_on))


async def test_an_empty_list_beside_a_count_is_an_error_and_no_empty_board(world: World) -> None:
    emptied = onto_list(lambda page: page | {"items": [], "links": {"next": None}})

    with pytest.raises(Garbled, match="counts 240 shifts and lists 0"):
        await pull(world, emptied)
    with pytest.raises(Garbled, match="counts 240 shifts and lists 0"):
        await pull(world, onto_list(lambda page: page | {"items": []}))


async def test_an_empty_list_is_a_list(world: World) -> None:
    world.needs["trio"].clear()

    [page] = await pull(world)

    assert page.end is not None
    assert page.end.complete


async def test_a_list_short_of_its_count_proves_no_removal(world: World) -> None:
    pages = await pull(world, onto_list(lambda page: page | {"links": {"next": None}}))

    assert len(seen(pages)) == 100
    assert pages[-1].end is not None
    assert not pages[-1].end.complete


async def test_duplicated_records_are_harmless(world: World) -> None:
    pages = await pull(world, onto_list(lambda page: page | {"items": page["items"] * 2}))

    assert len(seen(pages)) == 240
    assert pages[-1].end is not None
    assert pages[-1].end.complete


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Response("<html>Sign in</html>", media_type="text/html"), Garbled),
        (Response(b""), Garbled),
        (Response(status_code=204), Garbled),
        (Response(b'{"items": [{"id'), Garbled),
        (Response(json.dumps({"title": "Down for repairs"}), 503), Unreachable),
        (Response(json.dumps({"title": "Slow down"}), 429, headers={"Retry-After": "900"}), Unreachable),
        (Response(json.dumps({"errors": {"page": ["Too high."]}}), 400), Refused),
    ],
)
async def test_an_answer_that_is_no_list_says_so(
    world: World, answer: Response, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await pull(world, onto_list(lambda _: answer))


async def test_a_page_that_fails_midway_ends_the_pull_without_an_end(world: World) -> None:
    pages: list[Page] = []
    twist = onto_list(lambda page: Response(status_code=500) if page["page"] == 2 else page)
    with pytest.raises(Unreachable):
        await pull(world, twist, into=pages)

    assert len(seen(pages)) == 100
    assert all(page.end is None for page in pages)
