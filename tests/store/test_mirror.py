"""What vendors said, as it is kept: rows, and the news in them."""

import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import apsw
from hypothesis import HealthCheck, given, settings

from app.domain import Kept, Kind, Shift, Span
from app.store.store import Store
from app.vendor import Glimpse, Reject, Sighting
from app.vendors.shiftboard.adapter import SHIFTBOARD
from app.vendors.trio.adapter import TRIO
from app.vendors.utrac.adapter import UTRAC
from tests.shifts import (
    FIRST,
    KEY,
    LATER,
    MINUTE,
    NOON,
    SPAN,
    TODAY,
    applied,
    filled,
    kept,
    kinds,
    pattern,
    person,
    reported,
    seen,
    shift,
    shifts,
)

ROOT = Path(__file__).parents[2]
SHARED = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
EARLY = Span(SPAN.first, TODAY + timedelta(days=5))  # without 1 December


@SHARED
@given(shifts())
def test_a_shift_comes_back_as_it_was_written(store: Store, one: Shift) -> None:
    store.forget("trio-east")
    filled(store, [one])

    back = kept(store)
    assert back == Kept(shift=_in_whole_seconds(one), last_seen=NOON)
    assert back.shift.start.isoformat() == one.start.isoformat()
    assert store.mirror.fresh(UTRAC, "trio-east", seen(back.shift), SPAN) == []


def _in_whole_seconds(one: Shift) -> Shift:
    def whole(when: datetime | None) -> datetime | None:
        return None if when is None else when.replace(microsecond=0)

    people = tuple(
        replace(each, assigned_at=whole(each.assigned_at), responded_at=whole(each.responded_at))
        for each in one.assignments
    )
    return replace(one, assignments=people)


@SHARED
@given(shifts(), shifts())
def test_only_what_differs_is_fresh(store: Store, known: Shift, other: Shift) -> None:
    store.forget("trio-east")
    filled(store, [known])

    fresh = store.mirror.fresh(UTRAC, "trio-east", seen(other), SPAN)

    assert bool(fresh) == (_in_whole_seconds(known) != _in_whole_seconds(other))


def test_a_shift_read_by_another_process_is_the_same_to_it(store: Store) -> None:
    one = shift(1, assignments=(person("Zoë Li", "9", assigned_at=NOON),), details=(("A", "B"),))
    script = (
        "from app.store.writing import written\nfrom tests.shifts import NOON, person, shift\n"
        "print(written(shift(1, assignments=(person('Zoë Li', '9', assigned_at=NOON),), "
        "details=(('A', 'B'),))).mark.hex())"
    )
    told = subprocess.check_output([sys.executable, "-c", script], cwd=ROOT, text=True)
    filled(store, [one])

    db = apsw.Connection(str(store.places.mirror))
    db.pragma("key", KEY.pragma)
    assert db.execute("select hex(mark) from shift").get.lower() == told.strip()
    db.close()


def test_a_first_listing_fills_the_cache_and_not_the_feed(store: Store) -> None:
    done = applied(store, *(shift(n, assignments=(person("Eve Li", "9"),)) for n in range(250)), before=FIRST)

    assert (done.added, done.changed, done.removed, done.changes) == (250, 0, 0, 0)
    assert len(done.ids) == len(set(done.ids)) == 250
    assert kinds(store) == []


def test_of_doubles_in_one_answer_the_last_counts_and_only_once(store: Store) -> None:
    done = applied(store, shift(title="RN"), shift(2), shift(title="LPN"))

    assert done.added == 2
    assert kept(store).shift.title == "LPN"
    assert kinds(store) == [Kind.POSTED, Kind.POSTED]


def test_the_same_again_changes_nothing_but_when_it_was_seen(store: Store) -> None:
    filled(store, [shift()])

    done = applied(store, shift(), at=NOON + MINUTE)

    assert (done.added, done.changed, done.changes) == (0, 0, 0)
    assert kept(store).last_seen == NOON + MINUTE


def test_a_changed_row_and_its_news_carry_one_time(store: Store) -> None:
    filled(store, [shift(), shift(2)])

    done = applied(store, shift(title="LPN"), at=NOON + MINUTE)

    (change,) = store.reader.changes()
    assert (done.added, done.changed, done.changes) == (0, 1, 1)
    assert change.seen_at == NOON + MINUTE
    rows = {row.ref: row for row in store.reader.by_id(range(1, 9))}
    assert rows["trio-east:1"].id in done.ids
    assert rows["trio-east:1"].last_change == (NOON + MINUTE).timestamp()
    assert rows["trio-east:2"].last_change is None


def test_what_is_no_news_still_changes_the_row(store: Store) -> None:
    filled(store, [shift()])

    done = applied(store, shift(url="https://portal.example/1", actions=("claim",)))

    assert (done.changed, done.changes) == (1, 0)
    assert kept(store).shift.actions == ("claim",)


def test_two_people_of_one_name_enter_the_feed_both(store: Store) -> None:
    filled(store, [shift(assignments=(person("Eve Li", "1"), person("Eve Li", "2")))])

    applied(store, shift(assignments=()))

    assert kinds(store) == [Kind.UNASSIGNED, Kind.UNASSIGNED]


def test_a_shift_beyond_the_span_is_left_alone(store: Store) -> None:
    filled(store, [shift()])

    done = applied(store, shift(title="LPN"), shift(2), span=EARLY)

    assert (done.added, done.changed) == (0, 0)
    assert kept(store).shift.title == "RN, ICU"
    assert store.mirror.fresh(SHIFTBOARD, "trio-east", seen(shift(title="LPN"), shift(2)), EARLY) == []


def test_a_field_that_an_answer_did_not_carry_stays_as_known(store: Store) -> None:
    filled(store, [shift(actions=("claim",), notes="Bring a badge.")])
    partial = Sighting(shift(title="LPN"), absent=frozenset({"actions", "notes"}))

    store.mirror.apply(SHIFTBOARD, "trio-east", [partial], SPAN, LATER, NOON)

    now = kept(store).shift
    assert (now.title, now.actions, now.notes) == ("LPN", ("claim",), "Bring a badge.")
    assert store.mirror.fresh(SHIFTBOARD, "trio-east", [partial], SPAN) == []


def test_a_record_is_read_again_only_if_its_row_was_not_made_of_just_that(store: Store) -> None:
    def unread(mark: bytes, external_id: str = "1") -> bool:
        glimpse = Glimpse(external_id, mark, lambda: Reject(reason="not to be read here"))
        return store.mirror.unread("trio-east", [glimpse]) == [glimpse]

    filled(store, [])
    marked = [Sighting(shift(), mark=b"once")]
    store.mirror.apply(TRIO, "trio-east", marked, SPAN, LATER, NOON)
    assert not unread(b"once")
    assert unread(b"twice")
    assert unread(b"once", "2")

    store.mirror.remove("trio-east", ["1"], NOON)
    assert unread(b"once")
    store.mirror.apply(TRIO, "trio-east", marked, SPAN, LATER, NOON)
    assert not unread(b"once")
    applied(store, shift(title="LPN"))  # told by another call
    assert unread(b"once")


def test_a_person_has_the_name_that_was_told_last(store: Store) -> None:
    db = apsw.Connection(str(store.places.mirror))
    db.pragma("key", KEY.pragma)
    for name in ("Eve Li", "Eve Lee", "Eve Li"):
        filled(store, [shift(assignments=(person(name, "9"),))])
        assert db.execute("select name from person").fetchall() == [(name,)]
    db.close()


def test_a_changed_pattern_is_one_change_of_the_pattern(store: Store) -> None:
    filled(store, pattern())

    done = applied(store, *pattern(unit="Kitchen"))
    (change,) = store.reader.changes()

    assert (done.changed, done.changes) == (10, 1)
    assert change.change.ref == "spaces:" + "a" * 32
    assert all(row.last_change for row in store.reader.listing().rows(0, 99, store.reader))
    assert [one.id for one in store.reader.changes(ref=pattern()[3].ref)] == [change.id]


def test_news_that_a_vendor_reports_enter_the_feed_exactly_once(store: Store) -> None:
    news = [reported(1, Kind.ASSIGNED), reported(2, Kind.STATUS), reported(3, Kind.UNASSIGNED)]

    assert store.mirror.report(news, NOON, ()) == 3
    assert store.mirror.report([*news, reported(4, Kind.STATUS)], NOON + MINUTE, ()) == 1
    assert kinds(store) == [Kind.ASSIGNED, Kind.STATUS, Kind.UNASSIGNED, Kind.STATUS]


def test_who_stood_on_a_shift_all_along_is_no_news_now_or_later(store: Store) -> None:
    old, new = reported(1, Kind.ASSIGNED), reported(2, Kind.ASSIGNED, "utrac-live:2")
    status = reported(3, Kind.STATUS)

    assert store.mirror.report([old, new, status], NOON, {"utrac-live:1"}) == 2
    assert store.mirror.report([old, new, status], NOON + MINUTE, ()) == 0
    assert kinds(store) == [Kind.ASSIGNED, Kind.STATUS]
