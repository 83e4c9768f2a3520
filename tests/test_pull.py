"""What a good pull does to cache and feed, with the four adapters and their practice servers."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from app import connection
from app.connection import client_of, pull, refresh
from app.domain import Change, Kind, Span
from app.errors import Failed, Suspicious
from app.locks import held
from app.store.mirror import Delta
from app.vendors import VENDORS
from app.vendors.utrac.simulator import WORDS
from app.zones import zone
from tests.pulling import NAMES, SPAN, TODAY, Desk, Market, later, without_last_seen
from tests.servers import Served

REPORTED = {Kind.STATUS, Kind.UNASSIGNED}  # uTRAC's CHANGED and DELETED rows


@pytest.fixture
def desk_of(tmp_path: Path) -> Iterator[Callable[..., tuple[Market, Desk]]]:
    """Yield what opens a desk on a market of some vendors."""
    desks: list[Desk] = []

    def opened(*names: str, **options: Any) -> tuple[Market, Desk]:
        market = Market(*names, **options)
        desks.append(Desk(tmp_path / f"desk {len(desks)}", market.practices))
        return market, desks[-1]

    yield opened
    for desk in desks:
        with desk:
            pass


Opened = Callable[..., tuple[Market, Desk]]


@pytest.mark.parametrize("name", NAMES)
async def test_a_first_pull_over_a_socket_fills_the_cache_and_leaves_the_feed_empty(
    desk_of: Opened, name: str
) -> None:
    market, desk = desk_of(name)
    with Served(market.practices[name].app) as server:
        pulled = await desk.good(name, url=server.url)
        again = await desk.good(name, url=server.url)
    shown = desk.shifts()
    assert pulled.added == len(shown) > 50
    assert (pulled.changed, pulled.removed, pulled.rejected) == (0, 0, 0)
    assert {one.kind for one in desk.feed()} == (REPORTED if name == "utrac" else set())
    assert (again.added, again.changed, again.removed, again.fetched) == (0, 0, 0, pulled.fetched)
    assert pulled.seconds > 0
    assert pulled.error is None
    if name in market.world.needs:
        assert len(shown) == len(market.world.needs[name])


async def test_fetched_counts_the_vendors_records_and_added_the_caches_rows(desk_of: Opened) -> None:
    market, desk = desk_of()
    told: dict[str, int] = {}

    def counted(operation: str, payload: Any) -> Any:
        kind = operation.partition("type=")[2]
        if kind:
            told["utrac"] = told.get("utrac", 0) + len(payload)
        return payload

    market.twist = counted
    pulled = {name: await desk.good(name) for name in NAMES}
    assert pulled["trio"].fetched == len(market.world.needs["trio"])
    assert pulled["shiftboard"].fetched == len(market.world.needs["shiftboard"])
    assert pulled["utrac"].fetched == told["utrac"] > pulled["utrac"].added
    assert pulled["fourspaces"].fetched == len(market.world.patterns) < pulled["fourspaces"].added


@pytest.mark.parametrize("name", NAMES)
async def test_progress_rises_to_what_was_fetched(desk_of: Opened, name: str) -> None:
    _, desk = desk_of(name)
    told: list[int] = []
    pulled = await desk.good(name, progress=lambda fetched, total: told.append(fetched))
    assert told == sorted(told)
    assert told[-1] == pulled.fetched


@pytest.mark.parametrize("name", NAMES)
async def test_an_unchanged_row_is_seen_again_and_not_changed(desk_of: Opened, name: str) -> None:
    _, desk = desk_of(name)
    await desk.good(name)
    before = desk.kept()
    feed = desk.feed()
    pulled = await desk.good(name)
    after = desk.kept()
    assert pulled.changed == 0
    assert without_last_seen(after) == without_last_seen(before)
    assert all(after[ref].last_seen >= before[ref].last_seen for ref in before)
    assert desk.feed() == feed


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


async def test_what_a_listing_does_not_carry_stays_as_known(desk_of: Opened) -> None:
    market, desk = desk_of("trio")
    await desk.good("trio")
    need = next(need for need in market.world.needs["trio"].values() if need.note and not need.withdrawn)
    shift = next(one for one in desk.shifts().values() if one.number == str(need.id))
    assert shift.notes is None  # which the list leaves out
    await _refreshed(desk, "trio", shift.external_id)
    assert desk.shifts()[shift.ref].notes == need.note
    need.urgent, need.rate = True, "99.00"
    pulled = await desk.good("trio")
    after = desk.shifts()[shift.ref]
    assert pulled.changed == 1
    assert after.notes == need.note
    assert after.rate is not None
    assert str(after.rate.amount) == "99.00"
    assert ("Recruiter", "Dana Whitlock") in after.details


async def test_a_shift_that_is_read_anew_and_no_longer_visible_is_removed_until_it_is_seen_again(
    desk_of: Opened,
) -> None:
    market, desk = desk_of("trio")
    await desk.good("trio")
    need = next(iter(market.world.needs["trio"].values()))
    shift = next(one for one in desk.shifts().values() if one.number == str(need.id))
    need.published = False
    assert (await _refreshed(desk, "trio", shift.external_id)).removed == 1
    assert desk.kept()[shift.ref].removed
    need.published = True
    pulled = await desk.good("trio")
    assert (pulled.added, pulled.changed, pulled.removed) == (0, 1, 0)
    assert [one.kind for one in desk.feed()] == [Kind.REMOVED, Kind.RESTORED]
    assert without_last_seen(desk.kept())[shift.ref].shift == shift


async def _refreshed(desk: Desk, name: str, external_id: str) -> Delta:
    settings = desk.settings(name)
    vendor, practice = VENDORS[name], desk.practices[name]
    transport = httpx.ASGITransport(app=practice.app)
    async with client_of(vendor, settings, dict(practice.secrets), transport) as client:
        return await refresh(vendor, settings, client, desk.store, desk.write, external_id)


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


def _rows(market: Market, span: Span) -> set[tuple[object, ...]]:
    """Return what uTRAC's CHANGED and DELETED rows now tell of a span's shifts."""
    found: set[tuple[object, ...]] = set()
    for need in market.world.needs["utrac"].values():
        if need.start.date() not in span:
            continue
        for one in need.bookings:
            when = one.changed_at.replace(microsecond=0)
            if one.ended is not None:
                before = WORDS[one.previous or "assigned"]
                found.add(("unassigned", need.id, one.worker.name, before, None, when, one.ended))
            elif one.previous is not None or one.status != "assigned":
                before, after = WORDS[one.previous or "assigned"], WORDS[one.status]
                found.add(("status", need.id, one.worker.name, before, after, when, None))
    return found


def _told(change: Change) -> tuple[object, ...]:
    number = int(change.ref.partition(":")[2])
    before = (change.before or {}).get("status")
    after = (change.after or {}).get("status")
    return (change.kind.value, number, change.person, before, after, change.happened_at, change.note)


async def test_what_utrac_reports_enters_the_feed_exactly_once(desk_of: Opened) -> None:
    market, desk = desk_of("utrac", shifts=40)
    await desk.good("utrac")
    expected = _rows(market, SPAN)
    begun = market.clock.now
    for turn in range(25):
        market.happen(3)
        await desk.good("utrac", cursors=turn % 5 != 4)
        expected |= _rows(market, SPAN)
        if turn % 4 == 0:
            market.clock.advance(hours=20)
            await desk.good("utrac", cursors=True)
    feed = desk.feed()
    told = [_told(one) for one in feed if one.kind in REPORTED]
    assert len(told) == len(set(told))
    assert set(told) == expected
    put_on = [one for one in feed if one.kind is Kind.ASSIGNED]
    assert {one.happened_at for one in put_on} == {
        booking.booked_at.replace(microsecond=0)
        for need in market.world.needs["utrac"].values()
        for booking in need.bookings
        if booking.booked_at > begun and booking.ended is None
    } | {one.happened_at for one in put_on if one.happened_at and one.happened_at > begun}
    assert len(put_on) == len({(one.ref, one.person, one.happened_at) for one in put_on}) > 3


@pytest.mark.parametrize("days", [-6, 1, 6])
@pytest.mark.parametrize("name", NAMES)
async def test_a_vendors_clock_that_is_days_off_is_harmless(desk_of: Opened, name: str, days: int) -> None:
    market, desk = desk_of(name, seed=3)
    market.world.patterns = {n: one for n, one in market.world.patterns.items() if n < 4}  # quicker
    market.clock.advance(days=days)
    await desk.good(name)
    for _ in range(4):
        market.happen(5)
        await desk.good(name, cursors=True)
    await desk.good(name)
    _, fresh = desk_of(name)
    fresh.practices = desk.practices
    await fresh.good(name)
    assert desk.shifts() == fresh.shifts()


@pytest.mark.parametrize("name", NAMES)
async def test_duplicated_records_are_harmless(desk_of: Opened, name: str) -> None:
    market, desk = desk_of(name)
    _, single = desk_of(name)
    market.records(lambda records: [*records, *records, *records[::-1]])
    await desk.good(name)
    await single.good(name)
    assert desk.shifts() == single.shifts()
    pulled = await desk.good(name)
    assert (pulled.added, pulled.changed, pulled.removed, pulled.rejected) == (0, 0, 0, 0)
    market.happen(12)
    await desk.good(name)
    market.twist = None
    pulled = await desk.good(name)
    assert (pulled.added, pulled.changed, pulled.removed) == (0, 0, 0)
    assert [one.key for one in desk.feed()] == list(dict.fromkeys(one.key for one in desk.feed()))


async def test_a_connection_that_another_process_pulls_is_left_to_it(
    desk_of: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, desk = desk_of("trio")
    await desk.good("trio")
    before = desk.state()
    monkeypatch.setattr(connection, "PATIENCE", 0.0)
    with held(desk.places.data / "pull-trio.lock") as mine:
        assert mine
        pulled = await desk.pull("trio")
    assert isinstance(pulled.cause, Failed)
    assert "Another Callboard has been pulling" in (pulled.error or "")
    assert desk.state() == before
    await desk.good("trio")


async def test_a_pull_reports_every_row_that_it_commits_once(desk_of: Opened) -> None:
    _, desk = desk_of("trio", shifts=250)
    settings = desk.settings("trio")
    practice = desk.practices["trio"]
    deltas: list[Delta] = []
    transport = httpx.ASGITransport(app=practice.app)
    async with client_of(VENDORS["trio"], settings, dict(practice.secrets), transport) as client:
        pulled = await pull(
            VENDORS["trio"], settings, client, desk.store, desk.write, span=SPAN, committed=deltas.append
        )
    ids = [one for delta in deltas for one in delta.ids]
    assert len(ids) == len(set(ids)) == pulled.added == len(desk.shifts())
    assert sum(delta.added for delta in deltas) == pulled.added


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
