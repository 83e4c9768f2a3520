"""Complete listings: what they remove, when they are not believed, until when each row was seen."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain import Kind, Shift, Span
from app.errors import Suspicious
from app.places import Places
from app.store.filters import Order
from app.store.store import Store
from app.vendors.trio.adapter import TRIO
from tests.shifts import (
    FIRST,
    KEY,
    MINUTE,
    NOON,
    SPAN,
    TODAY,
    applied,
    filled,
    kept,
    kinds,
    listed,
    pattern,
    seen,
    shift,
    visible,
)

SHARED = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
EARLY = Span(SPAN.first, TODAY + timedelta(days=5))  # without 1 December


def test_a_shift_that_moves_out_of_the_span_is_moved_and_not_removed(store: Store) -> None:
    early = shift(start=shift().start - timedelta(days=8), end=None)
    filled(store, [early])

    done = listed(store, [shift(end=None)], NOON + MINUTE, span=EARLY)

    assert (done.changed, done.removed) == (1, 0)
    assert kept(store).shift.start == shift().start
    assert kinds(store) == [Kind.EDITED]


def test_a_shift_that_moves_into_the_span_is_moved_and_not_posted(store: Store) -> None:
    filled(store, [shift(end=None)])

    done = listed(
        store, [shift(start=shift().start - timedelta(days=8), end=None)], NOON + MINUTE, span=EARLY
    )

    assert (done.added, done.changed) == (0, 1)
    assert kinds(store) == [Kind.EDITED]


def test_days_that_come_into_view_are_not_posted_and_days_that_leave_it_not_removed(store: Store) -> None:
    days = [
        shift(n, start=shift().start.replace(day=1) + timedelta(days=n), end=None) for n in range(-10, 20)
    ]
    for today in range(5):
        span = Span(TODAY + timedelta(days=today), TODAY + timedelta(days=today + 9))
        listed(store, [one for one in days if one.day in span], NOON + today * timedelta(days=1), span=span)

    assert kinds(store) == []
    assert len(visible(store)) == 14


def test_a_pattern_that_vanishes_is_removed_in_one_change(store: Store) -> None:
    filled(store, pattern())

    listed(store, [], NOON + MINUTE, connection="spaces")

    assert kinds(store) == [Kind.REMOVED]
    assert visible(store) == set()


def test_what_a_complete_listing_does_not_show_is_removed_and_comes_back_restored(store: Store) -> None:
    filled(store, [shift(1), shift(2)])

    gone = listed(store, [shift(2)], NOON + MINUTE)
    assert (gone.removed, gone.changed) == (1, 0)
    assert kept(store).removed
    assert visible(store) == {"2"}

    back = listed(store, [shift(1, title="LPN"), shift(2)], NOON + 2 * MINUTE)
    assert (back.changed, back.added) == (1, 0)
    assert not kept(store).removed
    assert kinds(store) == [Kind.REMOVED, Kind.RESTORED, Kind.EDITED]


def test_a_row_is_removed_once(store: Store) -> None:
    filled(store, [shift()])

    for _ in range(3):
        listed(store, [], NOON + MINUTE)
        store.mirror.remove("trio-east", ["1", "unknown"], NOON + 2 * MINUTE)

    assert kinds(store) == [Kind.REMOVED]


def test_a_silent_removal_is_no_news(store: Store) -> None:
    filled(store, [shift()])

    assert store.mirror.remove("trio-east", ["1"], NOON, silently=True).removed == 1
    assert kinds(store) == []


def test_a_listing_with_rejected_records_removes_nothing(store: Store) -> None:
    filled(store, [shift(n) for n in range(100)])

    assert listed(store, [shift(0)], NOON + MINUTE, proves=False).removed == 0
    assert len(visible(store)) == 100


def test_most_rows_vanish_only_when_a_second_listing_agrees(store: Store) -> None:
    filled(store, [shift(n) for n in range(100)])
    rest = [shift(n) for n in range(40)]

    with pytest.raises(Suspicious):
        listed(store, rest, NOON + MINUTE)
    assert len(visible(store)) == 100
    assert kinds(store) == []

    assert listed(store, rest[:-1], NOON + 2 * MINUTE).removed == 61
    assert len(visible(store)) == 39


def test_a_listing_that_shows_all_again_lays_a_suspicion_to_rest(store: Store) -> None:
    everything = [shift(n) for n in range(100)]
    filled(store, everything)
    for minute in (1, 3):
        with pytest.raises(Suspicious):
            listed(store, [], NOON + minute * MINUTE)
        listed(store, everything, NOON + (minute + 1) * MINUTE)

    assert len(visible(store)) == 100


def test_a_suspicion_outlives_the_process(store: Store, places: Places) -> None:
    filled(store, [shift(n) for n in range(100)])
    with pytest.raises(Suspicious):
        listed(store, [], NOON + MINUTE)

    again = Store.open(places, KEY)
    assert listed(again, [], NOON + 2 * MINUTE).removed == 100
    again.close()


def test_what_a_killed_first_listing_left_is_no_ground_for_suspicion(store: Store) -> None:
    store.ledger.standing("trio-east", "trio")
    applied(store, *(shift(n) for n in range(100)), before=FIRST)

    assert listed(store, [shift(1)], NOON + MINUTE).removed == 99


def test_every_row_of_a_complete_listing_was_seen_when_it_ended(store: Store) -> None:
    filled(store, [shift(1), shift(2)])

    listed(store, [shift(1), shift(2, title="LPN")], NOON + MINUTE)

    assert [one.last_seen for one in store.reader.shifts()] == [NOON + MINUTE] * 2


def test_a_row_was_seen_until_the_last_listing_that_showed_it(store: Store) -> None:
    everything = [shift(n) for n in (1, 2, 3)]
    filled(store, everything)
    listed(store, everything, NOON + MINUTE)
    listed(store, [shift(3)], NOON + 2 * MINUTE, proves=False)  # 1 and 2 were missed
    listed(store, [shift(2), shift(3)], NOON + 3 * MINUTE, proves=False)
    assert [
        one.shift.external_id for one in store.mirror.fresh(TRIO, "trio-east", seen(*everything), SPAN)
    ] == [
        "1"  # a row that was seen again need not be written each time
    ]
    assert [kept(store, f"trio-east:{n}").last_seen for n in (1, 2, 3)] == [
        NOON + MINUTE,
        NOON + 3 * MINUTE,
        NOON + 3 * MINUTE,
    ]

    listed(store, [shift(2)], NOON + 4 * MINUTE)

    assert [kept(store, f"trio-east:{n}").last_seen for n in (1, 2, 3)] == [
        NOON + MINUTE,
        NOON + 4 * MINUTE,
        NOON + 3 * MINUTE,
    ]


def test_a_row_beyond_a_listings_days_was_not_seen_by_it(store: Store) -> None:
    filled(store, [shift()])
    listed(store, [shift()], NOON + MINUTE)

    for minute in (2, 3):
        listed(store, [], NOON + minute * MINUTE, span=EARLY)

    assert not kept(store).removed
    assert kept(store).last_seen == NOON + MINUTE


class Vendor:
    """A plain model of one connection: what it shows, and what a desk must come to know of it."""

    def __init__(self) -> None:
        self.shown: dict[str, Shift] = {}
        self.known: dict[str, Shift] = {}

    def news(self, first: bool) -> list[tuple[Kind, str]]:
        """Return what a listing of it is news of, beyond edits and people, and take it as known."""
        found = []
        for ref in sorted(self.shown.keys() | self.known.keys()):
            if ref not in self.shown:
                found.append((Kind.REMOVED, ref))
            elif ref not in self.known:
                found.append((Kind.POSTED, ref))
        self.known = dict(self.shown)
        return [] if first else found


few = st.lists(
    st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(("RN", "LPN", "CNA")), max_size=6), max_size=6
)


@SHARED
@given(few)
def test_after_any_listings_the_cache_is_the_last_and_the_feed_tells_each_step(
    store: Store, listings: Sequence[dict[str, str]]
) -> None:
    store.forget("trio-east")
    vendor = Vendor()
    expected: list[tuple[Kind, str]] = []
    once: set[str] = set()
    for n, titles in enumerate(listings):
        vendor.shown = {ref: shift(ref, title=title) for ref, title in titles.items()}
        for kind, ref in vendor.news(first=n == 0):
            back = kind is Kind.POSTED and ref in once
            expected.append((Kind.RESTORED if back else kind, ref))
        once |= vendor.shown.keys()
        listed(store, vendor.shown.values(), NOON + n * MINUTE)

    assert {one.shift.external_id: one.shift for one in store.reader.shifts()} == vendor.shown
    told = [(one.change.kind, one.change.ref.partition(":")[2]) for one in reversed(store.reader.changes())]
    assert sorted(one for one in told if one[0] is not Kind.EDITED) == sorted(expected)
    assert store.reader.listing(order=Order("title")).total == len(vendor.shown)
