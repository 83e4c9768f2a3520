"""The made-up market: the same for the same seed, rich enough to practise on, and alive."""

import pickle
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import TypeVar

import pytest

from app.cast import known_as
from app.world import Booking, Need, World
from app.zones import between, zone

T = TypeVar("T")

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 20, 42, tzinfo=UTC)


@pytest.fixture(scope="module")
def world() -> World:
    """Return a world that no test changes."""
    return World(1, today=TODAY, shifts=4000)


def needs(world: World) -> Iterator[tuple[str, Need]]:
    for vendor, known in world.needs.items():
        for need in known.values():
            yield vendor, need


def bookings(world: World) -> Iterator[tuple[str, Need, Booking]]:
    for vendor, need in needs(world):
        for booking in need.bookings:
            yield vendor, need, booking


def copied(what: T) -> T:
    """Return a deep copy, in a fraction of deepcopy's time."""
    copy: T = pickle.loads(pickle.dumps(what))
    return copy


def everything(world: World) -> object:
    return copied((world.needs, world.patterns, world.workers, world.teams, world.sites))


def test_the_same_seed_day_and_size_give_the_same_world_and_the_same_life() -> None:
    one, other = World(7, today=TODAY, shifts=300), World(7, today=TODAY, shifts=300)
    assert everything(one) == everything(other)
    assert [one.tick(NOW) for _ in range(100)] == [other.tick(NOW) for _ in range(100)]
    assert everything(one) == everything(other)
    assert everything(World(8, today=TODAY, shifts=300)) != everything(World(7, today=TODAY, shifts=300))


def test_each_vendor_has_its_share_of_the_shifts(world: World) -> None:
    assert {vendor: len(known) for vendor, known in world.needs.items()} == {
        "trio": 1200,
        "shiftboard": 1800,
        "utrac": 800,
    }
    assert 12 <= len(world.patterns) <= 20
    assert len(World(1, today=TODAY, shifts=40).patterns) == len(world.patterns)


def test_a_world_of_one_vendor_can_be_asked_for() -> None:
    world = World(1, today=TODAY, shifts=500, shares={"shiftboard": 1.0})
    assert {vendor: len(known) for vendor, known in world.needs.items()} == {
        "trio": 0,
        "shiftboard": 500,
        "utrac": 0,
    }


def test_shifts_lie_from_a_week_back_to_sixty_days_ahead(world: World) -> None:
    days = {need.start.date() for _, need in needs(world)}
    assert (min(days), max(days)) == (TODAY - timedelta(days=7), TODAY + timedelta(days=60))
    assert len(days) == 68


def test_ids_are_unique_within_a_vendor_and_name_the_need(world: World) -> None:
    for known in world.needs.values():
        assert all(need.id == key for key, need in known.items())
    ids = [booking.id for _, _, booking in bookings(world)]
    assert len(ids) == len(set(ids))


def test_sites_lie_in_the_zones_of_their_vendors(world: World) -> None:
    zones = {vendor: {site.zone for site in sites} for vendor, sites in world.sites.items()}
    assert zones == {
        "trio": {"America/New_York", "America/Chicago"},
        "shiftboard": {"America/Los_Angeles", "America/Denver", "America/Chicago"},
        "utrac": {"Europe/London"},
        "fourspaces": {"Europe/Berlin"},
    }
    assert all(len(sites) > 1 for sites in world.sites.values())


def test_every_need_has_a_place_in_time(world: World) -> None:
    for _, need in needs(world):
        assert need.start.tzinfo is None
        assert need.unit in need.site.units
        assert need.start.minute % 5 == 0
        if need.end:
            between(need.start, need.end, zone(need.site.zone))


def test_there_are_nights_and_shifts_of_twelve_eight_and_six_hours(world: World) -> None:
    for vendor in world.needs:
        timed = [need for need in world.needs[vendor].values() if need.end and not need.all_day]
        assert any(need.end and need.end.date() > need.start.date() for need in timed)
        lengths = Counter((need.end - need.start).total_seconds() / 3600 for need in timed if need.end)
        assert {6, 8, 12} <= set(lengths)


def test_only_shiftboard_has_drafts_whole_days_and_open_ends(world: World) -> None:
    assert {vendor for vendor, need in needs(world) if need.all_day} == {"shiftboard"}
    assert {vendor for vendor, need in needs(world) if need.end is None} == {"shiftboard"}
    assert {vendor for vendor, need in needs(world) if not need.published} == {"shiftboard"}
    for _, need in needs(world):
        if need.all_day:
            assert need.start.time() == time()
            assert need.end == need.start + timedelta(days=1)
        if not need.published:
            assert need.bookings == []


def test_there_are_urgent_ones_and_ones_with_many_positions(world: World) -> None:
    assert {vendor for vendor, need in needs(world) if need.urgent} == set(world.needs)
    assert {vendor for vendor, need in needs(world) if need.positions > 1} == {"shiftboard", "utrac"}


def test_no_more_people_are_on_a_need_than_it_has_positions(world: World) -> None:
    for vendor, need in needs(world):
        assert len(need.live) <= need.positions
        if vendor == "shiftboard" and need.positions > 1:
            assert need.live == []  # Shiftboard splits what is taken off


def test_utrac_knows_of_a_shift_by_its_bookings_only(world: World) -> None:
    assert all(need.bookings for need in world.needs["utrac"].values())


def test_the_past_is_mostly_worked_or_confirmed_and_the_future_mixed(world: World) -> None:
    past: Counter[str] = Counter()
    coming: Counter[str] = Counter()
    for _, need, booking in bookings(world):
        if booking.ended is None:
            (past if need.start.date() < TODAY else coming)[booking.status] += 1
    assert past["worked"] + past["confirmed"] > 0.7 * past.total()
    assert coming["worked"] == 0
    assert {"proposed", "assigned", "confirmed", "declined"} <= set(coming)
    assert max(coming.values()) < 0.6 * coming.total()


def test_there_is_history_of_changed_and_ended_bookings(world: World) -> None:
    for vendor in world.needs:
        known = [booking for name, _, booking in bookings(world) if name == vendor]
        assert any(booking.previous for booking in known if booking.ended is None)
        assert len({booking.ended for booking in known if booking.ended}) > 1
    for _, _, booking in bookings(world):
        assert booking.previous != booking.status
        assert booking.changed_at >= booking.booked_at


def test_nothing_is_stamped_later_than_anybodys_today(world: World) -> None:
    begins = datetime.combine(TODAY, time.min, UTC) - timedelta(hours=14)  # at the easternmost zone
    for _, need in needs(world):
        assert need.created <= need.updated < begins
        assert need.created <= need.status_updated < begins
    assert all(booking.changed_at < begins for _, _, booking in bookings(world))


def test_a_third_of_a_few_hundred_people_are_known_to_several_vendors(world: World) -> None:
    names = defaultdict(list)
    for workers in world.workers.values():
        for worker in workers:
            names[worker.human].append(worker.name)
    several = [known for known in names.values() if len(known) > 1]
    assert 300 <= len(names) <= 500
    assert len(several) == len(names) // 3
    assert all(known[0] not in known[1:] for known in several if len(known) == 2)


def test_a_vendor_knows_nobody_twice(world: World) -> None:
    for workers in world.workers.values():
        assert len(workers) == len({worker.id for worker in workers}) == len({w.human for w in workers})


@pytest.mark.parametrize(
    ("first", "last", "ways"),
    [
        ("Robert", "Tanaka", {("Bob", "Tanaka"), ("R.", "Tanaka"), ("Tanaka", "Robert")}),
        ("Zoë", "Smith-Jones", {("Zoë", "Smith"), ("Zoë", "Smith Jones"), ("Zoe", "Smith-Jones")}),
        ("Björn", "Sørensen", {("Bjorn", "Sorensen")}),
        ("Łukasz", "Núñez", {("Lukasz", "Nunez")}),
    ],
)
def test_another_office_writes_a_name_differently(first: str, last: str, ways: set[tuple[str, str]]) -> None:
    rng = Random(1)
    written = {known_as(rng, first, last) for _ in range(300)}
    assert ways <= written
    assert (first, last) not in written


def test_people_are_booked_for_their_own_role(world: World) -> None:
    for vendor, need, booking in bookings(world):
        assert booking.worker in world.workers[vendor]
        assert booking.worker.role == need.role


def test_patterns_belong_to_teams_and_some_have_limits_nights_and_nobody(world: World) -> None:
    teams = {team.id: team for team in world.teams}
    patterns = world.patterns.values()
    for pattern in patterns:
        assert set(pattern.members) <= set(teams[pattern.team].members)
        assert 0 <= pattern.start < 1440
        assert pattern.first is None or pattern.last is None or pattern.first <= pattern.last
    assert any(pattern.start + pattern.minutes > 1440 for pattern in patterns)
    assert {bool(pattern.members) for pattern in patterns} == {True, False}
    assert {pattern.first is None for pattern in patterns} == {True, False}
    assert {pattern.last is None for pattern in patterns} == {True, False}


def test_much_happens_and_everything_stays_possible() -> None:
    world = World(3, today=TODAY, shifts=600)
    said = "\n".join(world.tick(NOW) for _ in range(2000))
    for happening in (
        "appears", "takes this", "confirmed", "moves", "taken off", "deleted", "cancelled", "urgent",
        "another time", "other people",
    ):  # fmt: skip
        assert happening in said
    for vendor, need in needs(world):
        assert len(need.live) <= need.positions
        assert need.positions >= 1
        assert need.created <= need.updated <= NOW
        assert need.status_updated <= NOW
        assert need.end is None or need.end > need.start
        assert vendor == "trio" or vendor == "utrac" or not need.withdrawn
        if need.withdrawn:
            assert need.live == []
    for pattern in world.patterns.values():
        assert 0 <= pattern.start < 1440


def test_one_tick_changes_one_vendor_and_stamps_what_it_changed() -> None:
    world = World(3, today=TODAY, shifts=200)
    for n in range(200):
        now = NOW + timedelta(seconds=n)
        before = copied((world.needs, world.patterns))
        world.tick(now)
        after = (world.needs, world.patterns)
        assert before != after
        changed = [vendor for vendor in world.needs if before[0][vendor] != world.needs[vendor]]
        assert len(changed) + (before[1] != world.patterns) == 1
        for vendor in changed:
            for key, need in world.needs[vendor].items():
                old = before[0][vendor].get(key)
                if old == need:
                    continue
                assert now in (need.updated, need.status_updated)
                assert old is None or need.start >= datetime.combine(now.date(), time.min)


def test_an_empty_world_lives_too() -> None:
    world = World(3, today=TODAY, shifts=0)
    assert all("fourspaces" in world.tick(NOW) for _ in range(50))


def test_a_world_whose_shifts_are_all_past_gets_new_ones() -> None:
    world = World(3, today=TODAY, shifts=50)
    later = NOW + timedelta(days=400)
    for _ in range(50):
        world.tick(later)
    coming = {vendor for vendor, need in needs(world) if need.start.date() >= later.date()}
    assert coming == set(world.needs)
