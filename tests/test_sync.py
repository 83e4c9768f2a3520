"""What a listing means for what is known: news, and what has gone."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import Change, Kept, Kind, Rate, Shift, Span, State
from app.errors import Suspicious
from app.shape import shape_of_shift
from app.sync import FEW, Before, default_span, gone, news, vanished
from tests.shifts import LATER, NEW_YORK, NOON, SPAN, TODAY, person, shift, shifts

# The contract: `edited` is any field but these, which have news of their own or are none.
SILENT = {"state", "vendor_status", "filled", "assignments", "actions", "removed", "last_seen", "url"}
IDENTITY = {"ref", "connection", "vendor", "external_id"}

EDITS: dict[str, Any] = {
    "number": "20417",
    "title": "LPN",
    "role": "LPN",
    "specialty": "Emergency",
    "facility": "St. Jude",
    "unit": "5 East",
    "client": "Northern Health",
    "address": "2 Side St",
    "start": datetime(2026, 12, 1, 8, tzinfo=NEW_YORK),
    "end": None,
    "timezone": "America/Toronto",
    "all_day": True,
    "positions": None,
    "urgent": True,
    "published": False,
    "rate": Rate(amount=Decimal("85.00"), kind="Bill"),
    "notes": "Bring a badge.",
}


def between(
    known: Shift | None, now: Shift, *, removed: bool = False, before: Before = LATER
) -> list[Change]:
    return news(known, removed, now, before, NOON)


def shaped(one: Shift) -> dict[str, object]:
    return shape_of_shift(Kept(shift=one, last_seen=NOON))


def test_every_field_of_the_shape_is_either_edited_or_silent() -> None:
    assert set(shaped(shift())) == set(EDITS) | SILENT | IDENTITY


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_tells_the_field_before_and_after_under_the_shapes_names(name: str) -> None:
    known, now = shift(), shift(**{name: EDITS[name]})

    (one,) = between(known, now)

    assert one.kind is Kind.EDITED
    assert one.ref == known.ref
    assert one.before == {name: shaped(known)[name]}
    assert one.after == {name: shaped(now)[name]}


@pytest.mark.parametrize(
    "fields",
    [
        {"filled": 1},
        {"actions": ("claim",)},
        {"url": "https://portal.example/1"},
        {"details": (("Badge", "7"),)},
    ],
)
def test_what_is_no_news_makes_none(fields: dict[str, Any]) -> None:
    assert between(shift(), shift(**fields)) == []


@settings(max_examples=40)
@given(shifts(), shifts())
def test_edited_holds_exactly_what_differs_in_the_shape(known: Shift, now: Shift) -> None:
    edited = [one for one in between(known, now) if one.kind is Kind.EDITED]

    was, then = shaped(known), shaped(now)
    differing = {name for name in EDITS if was[name] != then[name]}
    if not differing:
        assert edited == []
        return
    (one,) = edited
    assert one.before == {name: was[name] for name in differing}
    assert one.after == {name: then[name] for name in differing}


@given(shifts())
def test_the_same_shift_again_is_no_news(one: Shift) -> None:
    assert between(one, one) == []


@settings(max_examples=40)
@given(shifts(), shifts())
def test_no_two_pieces_of_news_have_one_key(known: Shift, now: Shift) -> None:
    found = between(known, now, removed=True)

    assert len({one.key for one in found}) == len(found)


@settings(max_examples=40)
@given(shifts(), shifts())
def test_each_person_put_on_taken_off_or_changed_is_one_change(known: Shift, now: Shift) -> None:
    was = {one.person_id or one.person: one.status for one in known.assignments}
    then = {one.person_id or one.person: one.status for one in now.assignments}

    found = between(known, now)

    counts = {kind: sum(one.kind is kind for one in found) for kind in Kind}
    assert counts[Kind.ASSIGNED] == len(then.keys() - was.keys())
    assert counts[Kind.UNASSIGNED] == len(was.keys() - then.keys())
    changed = sum(was[key] != then[key] for key in was.keys() & then.keys())
    own = (known.state, known.vendor_status) != (now.state, now.vendor_status)
    assert counts[Kind.STATUS] == (changed or int(own))


def test_two_people_of_one_name_are_two_changes() -> None:
    known = shift(assignments=(person("Eve Li", "1"), person("Eve Li", "2")))
    now = shift(assignments=(person("Eve Li", "1", "Confirmed"), person("Eve Li", "2", "Confirmed")))

    found = between(known, now)

    assert [one.person for one in found] == ["Eve Li", "Eve Li"]
    assert len({one.key for one in found}) == 2


def test_a_status_tells_whose_it_is_and_the_shifts_own_stays_unsaid() -> None:
    known = shift(state=State.ASSIGNED, assignments=(person("Adam Jones", "47", "Unconfirmed"),))
    now = shift(state=State.CONFIRMED, assignments=(person("Adam Jones", "47", "Confirmed"),))

    (one,) = between(known, now)

    assert (one.kind, one.person) == (Kind.STATUS, "Adam Jones")
    assert one.before == {"status": "Unconfirmed"}
    assert one.after == {"status": "Confirmed"}


def test_a_shifts_own_status_is_told_if_no_assignments_changed() -> None:
    (one,) = between(shift(), shift(state=State.PENDING, vendor_status="Claimed"))

    assert (one.kind, one.person) == (Kind.STATUS, None)
    assert one.before == {"state": "open", "vendor_status": "Open"}
    assert one.after == {"state": "pending", "vendor_status": "Claimed"}


def test_somebody_put_on_a_shift_fills_it_in_two_changes() -> None:
    now = shift(state=State.ASSIGNED, vendor_status="Filled", assignments=(person("Adam Jones", "47"),))

    assert [one.kind for one in between(shift(), now)] == [Kind.ASSIGNED, Kind.STATUS]


def test_a_person_whose_name_is_spelt_anew_is_still_the_same() -> None:
    known = shift(assignments=(person("Adam Jones", "47"),))

    assert between(known, shift(assignments=(person("Adam B. Jones", "47"),))) == []


def test_a_vendor_that_reports_assignments_itself_has_none_derived() -> None:
    reports = replace(LATER, reports=True)
    now = shift(state=State.ASSIGNED, title="LPN", assignments=(person("Adam Jones", "47"),))

    assert [one.kind for one in between(shift(), now, before=reports)] == [Kind.EDITED]


def test_a_first_listing_is_no_news() -> None:
    first = replace(LATER, first=True)

    assert between(None, shift(), before=first) == []
    assert between(shift(), shift(title="LPN"), before=first) == []


@pytest.mark.parametrize(
    ("listed", "posted"),
    [
        (SPAN, True),
        (Span(TODAY, shift().day), True),
        (Span(shift().day, SPAN.last), True),
        (Span(TODAY, shift().day - timedelta(days=1)), False),
        (Span(shift().day + timedelta(days=1), SPAN.last), False),
        (None, False),
    ],
)
def test_a_new_shift_is_posted_only_on_days_that_the_last_listing_covered(
    listed: Span | None, posted: bool
) -> None:
    found = between(None, shift(), before=replace(LATER, listed=listed))

    assert [one.kind for one in found] == ([Kind.POSTED] if posted else [])


def test_a_shift_that_comes_back_changed_is_restored_and_edited() -> None:
    found = between(shift(), shift(title="LPN"), removed=True)

    assert [one.kind for one in found] == [Kind.RESTORED, Kind.EDITED]


def test_the_same_news_at_another_time_is_other_news() -> None:
    (once,) = news(None, False, shift(), LATER, NOON)
    (again,) = news(None, False, shift(), LATER, NOON + timedelta(seconds=1))

    assert once.key != again.key


def pattern(**fields: Any) -> list[Shift]:
    """Return a week of one recurring pattern, a row a day."""
    return [
        shift(
            f"{'a' * 32}/{TODAY + timedelta(days=n)}",
            series="a" * 32,
            start=shift().start + timedelta(days=n),
            end=shift().start + timedelta(days=n, hours=8),
            **fields,
        )
        for n in range(7)
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "Late"},
        {"state": State.ASSIGNED, "vendor_status": "x"},
        {"assignments": (person("Eve", "9"),)},
    ],
)
def test_what_befalls_every_day_of_a_pattern_is_one_change_of_the_pattern(fields: dict[str, Any]) -> None:
    found = [
        change
        for known, now in zip(pattern(), pattern(**fields), strict=True)
        for change in between(known, now)
    ]

    assert len({one.key for one in found}) == 1
    assert {one.ref for one in found} == {"trio-east:" + "a" * 32}


def test_a_pattern_that_begins_an_hour_later_is_one_change() -> None:
    later = [replace(one, start=one.start + timedelta(hours=1)) for one in pattern()]

    found = [one for known, now in zip(pattern(), later, strict=True) for one in between(known, now)]

    assert len({one.key for one in found}) == 1


def test_a_pattern_that_vanishes_is_one_change_and_other_shifts_one_each() -> None:
    found = vanished([*pattern(), shift(1), shift(2)], NOON)

    assert [one.kind for one in found] == [Kind.REMOVED] * 3
    assert {one.ref for one in found} == {"trio-east:" + "a" * 32, "trio-east:1", "trio-east:2"}


@given(st.sets(st.integers(0, 80)), st.sets(st.integers(0, 80)), st.sets(st.integers(0, 80)))
def test_gone_is_what_was_not_seen_unless_it_is_suspiciously_much(
    known: set[int], listed: set[int], suspected: set[int]
) -> None:
    rows, seen, suspects = ([str(n) for n in sorted(some)] for some in (known, listed, suspected))
    unexplained = len(known - listed - suspected)

    if unexplained > FEW and unexplained > len(known) / 2:
        with pytest.raises(Suspicious):
            gone(rows, seen, suspects, SPAN)
    else:
        assert gone(rows, seen, suspects, SPAN) == [one for one in rows if one not in seen]


@pytest.mark.parametrize(
    ("rows", "missing", "suspicious"),
    [
        (20, 20, False),  # all, but not more than 20
        (21, 21, True),
        (42, 21, False),  # half, but not over half
        (41, 21, True),
        (1000, 500, False),
        (1000, 501, True),
        (0, 0, False),
    ],
)
def test_over_half_and_more_than_twenty_are_suspicious(rows: int, missing: int, suspicious: bool) -> None:
    known = [str(n) for n in range(rows)]
    seen = set(known[missing:])

    if suspicious:
        with pytest.raises(Suspicious, match=rf"no longer shows {missing} of {rows} shifts"):
            gone(known, seen, (), SPAN)
    else:
        assert gone(known, seen, (), SPAN) == known[:missing]


def test_a_second_listing_that_agrees_is_believed() -> None:
    known = [str(n) for n in range(100)]

    assert gone(known, (), known, SPAN) == known


def test_a_second_listing_that_misses_others_is_as_suspicious_as_the_first() -> None:
    known = [str(n) for n in range(100)]

    with pytest.raises(Suspicious):
        gone(known, known[:40], known[:40], SPAN)


@given(st.dates(), st.integers(0, 30), st.integers(0, 90))
def test_the_days_in_view_reach_as_far_back_and_ahead_as_asked(today: Any, back: int, ahead: int) -> None:
    try:
        span = default_span(today, back, ahead)
    except ValueError:  # the calendar's own ends
        return
    assert len(list(span.days())) == back + ahead + 1
    assert (today - span.first).days == back


def test_what_a_fuller_answer_tells_for_the_first_time_is_no_news() -> None:
    seldom = replace(LATER, seldom=frozenset({"notes"}))
    told = shift(notes="Bring a badge.")
    assert between(shift(), told, before=seldom) == []
    assert [one.kind for one in between(told, shift(notes="Gate 3."), before=seldom)] == [Kind.EDITED]
