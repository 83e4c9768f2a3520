"""What a good pull does to cache and feed, with the four adapters and their practice servers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app import turn as turns
from app.connection import client_of, pull, refresh
from app.domain import Change, Kind, Span
from app.errors import Failed
from app.locks import held
from app.store.mirror import Delta
from app.vendors import VENDORS
from app.vendors.utrac.simulator import WORDS
from tests.pulling import NAMES, REPORTED, SPAN, Desk, Market, Opened, desks, without_last_seen
from tests.servers import Served


@pytest.fixture
def desk_of(tmp_path: Path) -> Iterator[Opened]:
    """Yield what opens a desk on a market of some vendors."""
    with desks(tmp_path) as opened:
        yield opened


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
    monkeypatch.setattr(turns, "PATIENCE", 0.0)
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
