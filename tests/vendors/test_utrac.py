"""uTRAC is read through its own practice server, over the real client."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from starlette.responses import Response

from app.domain import Kind, Span, State
from app.errors import Garbled, Refused, SignInNeeded, Unreachable
from app.market import Site
from app.vendor import SLICE, End, Page
from app.vendors.utrac.adapter import PATH, UTRAC, Credentials
from app.world import World
from tests.vendors.utrac import (
    BEA,
    MORNING,
    SITE,
    SPAN,
    TODAY,
    Json,
    account,
    booking,
    desk,
    need,
    spoiling,
    world_of,
)


async def test_a_pull_is_one_request_for_each_type_with_a_day_more_at_both_ends() -> None:
    async with desk(world_of()) as at:
        await at.pull()
        days = {"from": "2026-11-13", "to": "2027-01-21"}
        assert at.asked == [days | {"type": kind} for kind in ("ASSIGNED", "CHANGED", "DELETED")]


async def test_a_later_pull_asks_for_what_was_updated_but_for_removals_whole() -> None:
    # Years ago by any clock: the days of the vendor's own rows count, not today.
    booked, confirmed = datetime(2023, 11, 18, 9, tzinfo=UTC), datetime(2023, 11, 20, 9, tzinfo=UTC)
    one = booking(booked_at=booked, changed_at=confirmed, status="confirmed")
    async with desk(world_of(need(datetime(2026, 12, 1, 9), one))) as at:
        end = (await at.pull()).end
        assert end.complete
        later = await at.pull(end.cursor)
        assert [asked.get("updated_after") for asked in at.asked] == ["2023-11-19", "2023-11-19", None]
        assert not later.end.complete
        assert later.end.cursor == end.cursor


async def test_a_span_beyond_what_was_listed_is_listed_whole() -> None:
    async with desk(world_of(need(datetime(2026, 12, 1, 9), booking()))) as at:
        cursor = (await at.pull()).end.cursor
        moved = await at.pull(
            cursor, span=Span(SPAN.first + timedelta(days=1), SPAN.last + timedelta(days=1))
        )
        assert moved.end.complete
        assert all("updated_after" not in asked for asked in at.asked)


@pytest.mark.parametrize("cursor", ["", "x", "2026-11-20", "2026-11-20/2026-11-14", "a/b/c", "1/2/3/4"])
async def test_a_cursor_that_is_none_means_a_complete_listing(cursor: str) -> None:
    async with desk(world_of()) as at:
        assert (await at.pull(cursor)).end.complete


async def test_a_stamp_from_the_future_does_not_hide_what_follows() -> None:
    future = datetime(2150, 1, 1, tzinfo=UTC)
    async with desk(
        world_of(need(datetime(2026, 12, 1, 9), booking(changed_at=future, status="worked")))
    ) as at:
        cursor = (await at.pull()).end.cursor
        assert cursor is not None
        assert date.fromisoformat(cursor.split("/")[0]) <= datetime.now(UTC).date()


async def test_nothing_in_the_span_means_complete_listings_only() -> None:
    async with desk(world_of()) as at:
        assert (await at.pull()).end == End(complete=True, cursor=None)


async def test_the_seeded_world_is_read_without_a_reject() -> None:
    world = World(3, today=TODAY, shifts=2000, shares={"utrac": 1.0})
    async with desk(world) as at:
        pull = await at.pull()
    listed = {
        str(one.id) for one in world.needs["utrac"].values() if one.bookings and one.start.date() in SPAN
    }
    assert set(pull.shifts) == listed
    assert not pull.rejects
    assert all(len(page.sightings) <= SLICE and len(page.changes) <= SLICE for page in pull.pages)
    assert sum(page.fetched for page in pull.pages) >= len(listed)
    for external_id, shift in pull.shifts.items():
        live = world.needs["utrac"][int(external_id)].live
        assert {one.person_id for one in shift.assignments} == {one.worker.payroll for one in live}
        assert (shift.state is State.OPEN) == (not live)


ZONES = ("Europe/London", "Australia/Sydney", "America/Los_Angeles", "Pacific/Kiritimati", "Asia/Kolkata")


@settings(max_examples=60, deadline=None)
@given(
    name=st.sampled_from(ZONES),
    day=st.dates(date(2026, 3, 20), date(2026, 11, 10)),
    length=st.integers(0, 3),
    offset=st.integers(-1, 4),
    minutes=st.integers(0, 1439),
)
async def test_exactly_the_shifts_that_begin_on_the_spans_local_days_are_listed(
    name: str, day: date, length: int, offset: int, minutes: int
) -> None:
    span = Span(day, day + timedelta(days=length))
    wall = datetime.combine(day + timedelta(days=offset), time.min) + timedelta(minutes=minutes)
    there = Site(**{slot: getattr(SITE, slot) for slot in Site.__slots__} | {"zone": name})
    async with desk(world_of(need(wall, booking(), site=there))) as at:
        pull = await at.pull(span=span, timezone=name)
    assert bool(pull.shifts) == (wall.date() in span)
    assert all(shift.timezone == name and shift.day in span for shift in pull.shifts.values())


async def test_news_come_once_in_the_order_of_happening() -> None:
    hour = timedelta(hours=1)
    world = world_of(
        need(
            datetime(2026, 12, 1, 9),
            booking(status="confirmed", previous="assigned", changed_at=MORNING + 2 * hour),
            booking(
                BEA,
                2,
                "cancelled",
                previous="confirmed",
                changed_at=MORNING + hour,
                ended="Cancelled by Staff",
            ),
        ),
        need(datetime(2028, 1, 1, 9), booking(n=3), n=5_000_000_000),
    )
    async with desk(world) as at:
        first = await at.pull()
        again = await at.pull(first.end.cursor)
    assert [(one.kind, one.person, one.happened_at) for one in first.changes] == [
        (Kind.ASSIGNED, "Adam Jones", MORNING),
        (Kind.UNASSIGNED, "Bea Low", MORNING + hour),
        (Kind.STATUS, "Adam Jones", MORNING + 2 * hour),
    ]
    assert [one.key for one in again.changes] == [one.key for one in first.changes]
    assert {one.ref for one in first.changes} == {"utrac-live:9742569999"}


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 1000), rounds=st.integers(1, 6))
async def test_what_later_pulls_merge_is_what_a_complete_listing_shows(seed: int, rounds: int) -> None:
    world = World(seed, today=TODAY, shifts=30, shares={"utrac": 1.0})
    now = datetime.combine(TODAY, time(9), UTC)
    async with desk(world) as at:
        first = await at.pull()
        known, cursor = first.shifts, first.end.cursor
        news = {one.key for one in first.changes}
        for _ in range(rounds):
            for _ in range(15):
                now += timedelta(minutes=7)
                world.tick(now)
            later = await at.pull(cursor)
            cursor = later.end.cursor
            news |= {one.key for one in later.changes}
            for _ in range(2):  # a pull that is repeated changes nothing
                for one in later.sightings:
                    shift, ref = one.shift, one.shift.external_id
                    known[ref] = UTRAC.merge(known[ref], one) if ref in known else shift
        complete = await at.pull()
    assert known.keys() >= complete.shifts.keys()
    for ref, shift in complete.shifts.items():
        assert known[ref].assignments == shift.assignments
        assert (known[ref].state, known[ref].filled) == (shift.state, shift.filled)
    assert news >= {one.key for one in complete.changes}


async def test_after_a_bad_row_nobody_is_taken_off_who_was_known() -> None:
    world = world_of(need(datetime(2026, 12, 1, 9), booking(), booking(BEA, 2)))

    def spoil(payload: list[Json]) -> list[Json]:
        payload[0]["assigned"][1]["assigned_at"] = "?"
        return payload

    async with desk(world) as at:
        [known] = (await at.pull()).shifts.values()
    async with desk(world, twist=spoiling(spoil)) as at:
        spoiled = await at.pull()
    [seen] = spoiled.sightings
    assert [one.external_id for one in spoiled.rejects] == ["9742569999"]
    assert UTRAC.merge(known, seen) == known


async def test_one_shift_is_found_by_its_id_alone() -> None:
    start = datetime.combine(datetime.now(UTC).date() + timedelta(days=300), time(9))
    world = world_of(need(start, booking()), need(start, booking(BEA, 2), n=5))
    async with desk(world) as at:
        found = await UTRAC.fetch_one(at.client, account(), "9742569999")
        gone = await UTRAC.fetch_one(at.client, account(), "9742560000")
    assert found is not None
    assert not found.absent
    assert [one.person for one in found.shift.assignments] == ["Adam Jones"]
    assert gone is None


async def test_one_shift_that_cannot_be_read_is_not_taken_for_gone() -> None:
    start = datetime.combine(datetime.now(UTC).date() + timedelta(days=3), time(9))

    def spoil(payload: list[Json]) -> list[Json]:
        return [record | {"shift_start": "?"} for record in payload]

    async with desk(world_of(need(start, booking())), twist=spoiling(spoil)) as at:
        with pytest.raises(Garbled, match="could not be read"):
            await UTRAC.fetch_one(at.client, account(), "9742569999")


async def test_the_greeting_tells_what_could_be_read() -> None:
    start = datetime.combine(datetime.now(UTC).date() + timedelta(days=3), time(9))
    async with desk(world_of(need(start, booking()))) as at:
        greeting = await UTRAC.greet(at.client, account())
        assert len(at.asked) == 1
    assert greeting.account is None
    assert any("coming week: 1." in fact for fact in greeting.facts)


@pytest.mark.parametrize("wrong", [{"app_id": "another"}, {"api_key": "another"}])
async def test_wrong_keys_are_not_accepted(wrong: Json) -> None:
    async with desk(world_of(), secrets=wrong) as at:
        with pytest.raises(SignInNeeded, match="Please check the API keys"):
            await at.pull()


def test_keys_stand_in_the_headers_and_nowhere_else() -> None:
    credentials = Credentials.model_validate({"app_id": " an-id\n", "api_key": "a-key"})
    request = httpx.Request("GET", "https://utrac.example" + PATH)
    signed = next(UTRAC.auth(account(), credentials).auth_flow(request))
    assert (signed.headers["X-APP-ID"], signed.headers["X-API-KEY"]) == ("an-id", "a-key")
    assert "a-key" not in str(signed.url)
    assert "a-key" not in repr(credentials)


@pytest.mark.parametrize(
    "secrets", [{"app_id": "x"}, {"app_id": "", "api_key": "x"}, {"app_id": "x\ny", "api_key": "x"}]
)
def test_unusable_secrets_are_refused(secrets: Json) -> None:
    with pytest.raises(ValidationError):
        Credentials.model_validate(secrets)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Response("<html>busy</html>", 200), Garbled),
        (Response("", 200), Garbled),
        ({"shifts": []}, Garbled),
        (Response('[{"shift_id": 1', 200), Garbled),
        (Response('{"message": "Connection error."}', 500), Unreachable),
        (Response('{"message": "no"}', 403), Refused),
    ],
)
@pytest.mark.parametrize("kind", ["ASSIGNED", "CHANGED", "DELETED"])
async def test_a_pull_that_fails_in_any_of_its_requests_shows_no_shift(
    answer: Any, error: type[Exception], kind: str
) -> None:
    world = world_of(need(datetime(2026, 12, 1, 9), booking()))
    pages: list[Page] = []
    async with desk(world, twist=spoiling(lambda _: answer, kind)) as at:
        with pytest.raises(error):
            await at.pull(pages=pages)
    assert not any(page.sightings or page.changes or page.end for page in pages)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"message": "Bad request."}', "Bad request."),
        (b'{"errors": ["from is required", "to is required"]}', "from is required; to is required"),
        (b"Unauthorized.", "Unauthorized."),
        (b'{"message": {"deep": 1}}', None),
        (b"[1, 2]", ""),
        (b"null", None),
    ],
)
def test_the_vendors_words_are_found_in_whatever_shape(body: bytes, words: str | None) -> None:
    assert UTRAC.words(body) == words


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"from": "2026-11-01", "to": "2026-12-01"},
        {"from": "2026-11-01", "type": "ASSIGNED"},
        {"to": "2026-11-01", "type": "ASSIGNED"},
        {"from": "1/11/2026", "to": "2026-12-01", "type": "ASSIGNED"},
        {"from": "2026-11-01", "to": "2026-12-01", "type": "assigned"},
        {"from": "2026-11-01", "to": "2026-12-01", "type": "DELETED", "updated_after": "2026-11-01"},
        {"from": "2026-11-01", "to": "2026-12-01", "type": "CHANGED", "created_after": "soon"},
    ],
)
async def test_the_practice_server_refuses_what_the_document_does_not_allow(params: dict[str, str]) -> None:
    async with desk(world_of()) as at:
        with pytest.raises(Refused, match="Please check your endpoint"):
            await at.client.get(PATH, params=params)


async def test_the_practice_server_filters_by_the_days_of_making_and_updating() -> None:
    old, new = MORNING - timedelta(days=9), MORNING
    one = booking(booked_at=old, changed_at=new, status="confirmed", previous="assigned")
    async with desk(world_of(need(datetime(2026, 12, 1, 9), one))) as at:

        async def told(**more: str) -> int:
            params = {"from": "2026-11-30", "to": "2026-12-02", "type": "CHANGED"} | more
            return (await at.client.get(PATH, params=params)).body.count(b"shift_id")

        assert await told() == 1
        assert await told(updated_after="2026-11-20") == 1
        assert await told(updated_after="2026-11-21") == 0
        assert await told(created_after="2026-11-11") == 1
        assert await told(created_after="2026-11-12") == 0
        assert await told(created_after="2026-11-11", updated_after="2026-11-21") == 0
        assert await told(**{"from": "2026-12-01"}) == 0
        assert await told(to="2026-12-01") == 0
