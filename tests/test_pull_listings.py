"""What the listing of a span adds to cache and feed, what it takes off and what it leaves alone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.domain import Kind, Span
from app.errors import Suspicious
from app.zones import zone
from tests.pulling import NAMES, REPORTED, TODAY, Market, Opened, desks, later


@pytest.fixture
def desk_of(tmp_path: Path) -> Iterator[Opened]:
    """Yield what opens a desk on a market of some vendors."""
    with desks(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize("name", NAMES)
async def test_a_span_has_both_its_days_by_the_shifts_own_calendar(desk_of: Opened, name: str) -> None:
    _, desk = desk_of(name, shifts=300)
    await desk.good(name)
    everything = desk.shifts()
    _, other = desk_of(name, shifts=300)
    span = Span(TODAY + timedelta(days=3), TODAY + timedelta(days=6))
    await other.good(name, span=span)
    found = other.shifts()
    assert found == {ref: one for ref, one in everything.items() if one.start.date() in span}
    assert {one.start.date() for one in found.values()} == set(span.days())


async def test_without_a_span_it_is_the_days_in_view_in_the_connections_zone(desk_of: Opened) -> None:
    today = datetime.now(zone("Europe/Berlin")).date()
    market, desk = desk_of("fourspaces")
    for pattern in market.world.patterns.values():
        pattern.first = pattern.last = None
    await desk.good("fourspaces", span=None, window_back=1, window_ahead=2)
    days = {one.start.date() for one in desk.shifts().values()}
    assert days == set(Span(today - timedelta(days=1), today + timedelta(days=2)).days())


@pytest.mark.parametrize("name", NAMES)
async def test_rows_outside_the_span_are_left_alone(desk_of: Opened, name: str) -> None:
    market, desk = desk_of(name, shifts=100)
    await desk.good(name)
    before, feed = desk.kept(), desk.feed()
    if name == "fourspaces":
        market.world.patterns.clear()
    else:
        market.world.needs[name].clear()
    span = Span(TODAY + timedelta(days=3), TODAY + timedelta(days=4))
    pulled = await desk.pull(name, span=span)
    if not pulled.ok:  # more than a few rows of 4spaces in these days
        pulled = await desk.good(name, span=span)
    after = desk.kept()
    inside = {ref for ref, kept in before.items() if kept.shift.day in span}
    assert pulled.removed == len(inside) > 0
    assert {ref for ref, kept in after.items() if kept.removed} == inside
    assert {ref: kept.shift for ref, kept in after.items() if ref not in inside} == {
        ref: kept.shift for ref, kept in before.items() if ref not in inside
    }
    assert {one.kind for one in desk.feed()[len(feed) :]} == {Kind.REMOVED}


async def test_past_rows_stay_for_ninety_days(desk_of: Opened) -> None:
    today = datetime.now(UTC).date()
    market, desk = desk_of("trio", today=today - timedelta(days=90))
    await desk.good("trio", span=Span(today - timedelta(days=97), today))
    assert len(desk.shifts()) == len(market.world.needs["trio"])
    await desk.good("trio", span=Span(today - timedelta(days=7), today), keep_past=90)
    days = [need.start.date() for need in market.world.needs["trio"].values()]
    oldest = today - timedelta(days=90)
    assert 0 < sum(day < oldest for day in days) < len(days)
    assert sorted(one.day for one in desk.shifts().values()) == sorted(day for day in days if day >= oldest)
    assert desk.feed() == []


async def test_rows_in_view_stay_however_old_and_are_not_news_again_and_again(desk_of: Opened) -> None:
    today = datetime.now(UTC).date()
    market, desk = desk_of("trio", today=today - timedelta(days=90))
    span = Span(today - timedelta(days=97), today)
    for _ in range(3):
        await desk.good("trio", span=span, keep_past=90)
    assert len(desk.shifts()) == len(market.world.needs["trio"])
    assert desk.feed() == []


def _empty(market: Market) -> None:
    def nothing(operation: str, payload: Any) -> Any:
        if isinstance(payload, list):
            return []
        if "items" in payload:
            return payload | {"items": [], "links": None, "totalCount": 0}
        if "result" in payload and "shifts" in payload["result"]:
            return payload | {"result": {"shifts": [], "count": "0"}}
        return payload | {"shifts": []} if "shifts" in payload else payload

    market.twist = nothing


@pytest.mark.parametrize("name", NAMES)
async def test_a_listing_without_most_of_the_rows_is_held_until_a_second_one_agrees(
    desk_of: Opened, name: str
) -> None:
    market, desk = desk_of(name)
    await desk.good(name)
    before = desk.state()
    rows = len(desk.shifts())
    _empty(market)
    held_back = await desk.pull(name)
    assert isinstance(held_back.cause, Suspicious)
    assert (held_back.ok, held_back.removed) == (False, 0)
    assert f"no longer shows {rows} of {rows} shifts" in (held_back.error or "")
    assert desk.state() == before
    believed = await desk.good(name)
    assert believed.removed == rows
    assert desk.shifts() == {}
    told = [one for one in desk.feed() if one.kind is Kind.REMOVED]
    assert len(told) == (len(market.world.patterns) if name == "fourspaces" else rows)


@pytest.mark.parametrize("name", NAMES)
async def test_a_hiccup_between_good_listings_takes_nothing_off(desk_of: Opened, name: str) -> None:
    market, desk = desk_of(name)
    await desk.good(name)
    shown, feed = desk.shifts(), desk.feed()
    for _ in range(2):
        _empty(market)
        assert not (await desk.pull(name)).ok
        market.twist = None
        await desk.good(name)
    assert desk.shifts() == shown
    assert desk.feed() == feed


async def test_up_to_twenty_rows_may_vanish_at_once_and_up_to_half_of_many(desk_of: Opened) -> None:
    market, desk = desk_of("trio", shifts=20)
    await desk.good("trio")
    market.world.needs["trio"].clear()
    assert (await desk.good("trio")).removed == 20
    market, desk = desk_of("trio", shifts=60)
    await desk.good("trio")
    needs = market.world.needs["trio"]
    for number in list(needs)[:30]:
        del needs[number]
    assert (await desk.good("trio")).removed == 30
    for number in list(needs)[:21]:
        del needs[number]
    assert not (await desk.pull("trio")).ok


@pytest.mark.parametrize("name", NAMES)
async def test_a_sliding_window_makes_no_news(desk_of: Opened, name: str) -> None:
    _, desk = desk_of(name, shifts=200)
    narrow = Span(TODAY - timedelta(days=2), TODAY + timedelta(days=20))
    await desk.good(name, span=narrow)
    feed = len(desk.feed())
    added = 0
    for days in (1, 1, 2, 5, 0, 11):
        narrow = later(narrow, days)
        pulled = await desk.good(name, span=narrow, cursors=True)
        added += pulled.added
        assert (pulled.changed, pulled.removed) == (0, 0)
    assert added > 20
    await desk.good(name, span=later(narrow, -15))  # a user looks back
    assert {one.kind for one in desk.feed()[feed:]} <= (REPORTED if name == "utrac" else set())
    assert not any(kept.removed for kept in desk.kept().values())


async def test_a_shift_that_appears_on_a_day_in_view_is_posted_and_one_beyond_is_not(desk_of: Opened) -> None:
    market, desk = desk_of("trio")
    narrow = Span(TODAY, TODAY + timedelta(days=9))
    await desk.good("trio", span=narrow)
    needs = market.world.needs["trio"]
    like = next(iter(needs.values()))
    for ahead in (3, 10):
        start = datetime.combine(TODAY + timedelta(days=ahead), datetime.min.time()) + timedelta(hours=7)
        number = market.world.new_id("trio")
        needs[number] = replace(
            like, id=number, start=start, end=start + timedelta(hours=8), withdrawn=False, bookings=[]
        )
    await desk.good("trio", span=later(narrow, 1))
    posted = [one.ref for one in desk.feed() if one.kind is Kind.POSTED]
    assert [desk.shifts()[ref].day for ref in posted] == [TODAY + timedelta(days=3)]


@pytest.mark.parametrize("name", ["trio", "shiftboard"])
async def test_a_shift_that_moves_over_the_edge_of_the_window_has_moved_and_is_not_gone(
    desk_of: Opened, name: str
) -> None:
    market, desk = desk_of(name)
    edge = Span(TODAY, TODAY + timedelta(days=5))
    need = next(need for need in market.world.needs[name].values() if need.live and need.end)
    evening = datetime.combine(edge.last, datetime.min.time()) + timedelta(hours=23)
    need.start, need.end, need.all_day = evening, evening + timedelta(hours=8), False
    await desk.good(name, span=edge)
    (ref,) = [one.ref for one in desk.shifts().values() if one.start.replace(tzinfo=None) == evening]
    feed = len(desk.feed())
    need.start, need.end = evening + timedelta(hours=2), evening + timedelta(hours=10)
    need.updated = market.clock.advance(minutes=5)
    await desk.good(name, span=edge)
    assert [(one.ref, one.kind) for one in desk.feed()[feed:]] == [(ref, Kind.EDITED)]
    assert desk.shifts()[ref].day == edge.last + timedelta(days=1)
    await desk.good(name, span=edge)
    assert ref in desk.shifts()


async def test_a_listing_short_of_its_own_count_starts_the_feed_and_removes_nothing(desk_of: Opened) -> None:
    market, desk = desk_of("trio")

    def boast(operation: str, payload: Any) -> Any:
        return payload | {"totalCount": 100_000} if "totalCount" in payload else payload

    market.twist = boast
    await desk.good("trio")
    rows = len(desk.shifts())
    gone = next(iter(market.world.needs["trio"]))
    new = next(iter(market.world.needs["trio"].values()))
    market.world.needs["trio"][10**6] = replace(new, id=10**6)
    del market.world.needs["trio"][gone]

    pulled = await desk.good("trio")

    assert (pulled.added, pulled.removed) == (1, 0)
    assert len(desk.shifts()) == rows + 1
    assert [one.kind for one in desk.feed()] == [Kind.POSTED]


async def test_a_team_that_cannot_be_read_hides_no_shift(desk_of: Opened) -> None:
    market, desk = desk_of("fourspaces")
    await desk.good("fourspaces")

    def spoil(operation: str, payload: Any) -> Any:
        return payload | {"teams": [*payload["teams"], {"id": 7}]} if "teams" in payload else payload

    market.twist = spoil
    market.world.patterns.popitem()
    pulled = await desk.good("fourspaces")

    assert (pulled.rejected, pulled.removed > 0) == (1, True)
