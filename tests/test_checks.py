"""The desk's checks, each held against a slow way of saying the same that nobody can doubt."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.checks import (
    AWAY,
    NAMESAKE,
    NEED,
    OVERLAP,
    REST,
    ROW,
    TRAVEL,
    WEEK,
    Away,
    Finding,
    Need,
    Rules,
    Severity,
    Work,
    clashes,
    concerning,
    namesakes,
    posted,
)
from app.checks.work import work_of
from app.domain import Shift
from app.zones import zone
from tests.shifts import shift

ZONES = ("America/New_York", "Europe/London", "Asia/Kolkata", "Pacific/Auckland", "UTC")
# Around the ends of summer time in all of these, a month's end, a year's end, and a common day.
MOMENTS = (
    datetime(2026, 3, 8, 7, tzinfo=UTC),
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 4, 4, 14, tzinfo=UTC),
    datetime(2026, 9, 26, 14, tzinfo=UTC),
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2026, 11, 1, 6, tzinfo=UTC),
    datetime(2026, 12, 31, 23, tzinfo=UTC),
    datetime(2026, 6, 15, 3, tzinfo=UTC),
)
QUARTER = 15 * 60  # seconds
LONDON = "Europe/London"


@st.composite
def desks(draw: st.DrawFn, most: int = 7, quarters: int = 200) -> list[Work]:
    """Draw the work of two people around one moment, each shift in a zone of its own."""
    around = int(draw(st.sampled_from(MOMENTS)).timestamp())
    return [
        _drawn(draw, around + QUARTER * draw(st.integers(-quarters, quarters)), str(n))
        for n in range(draw(st.integers(0, most)))
    ]


def _drawn(draw: st.DrawFn, start: int, number: str) -> Work:
    where = zone(draw(st.sampled_from(ZONES)))
    lasts = draw(st.none() | st.integers(1, 64))
    site = draw(st.sampled_from(("", "mercy", "st. mary")))
    return Work(
        person=draw(st.sampled_from(("adam", "eve"))),
        start=start,
        until=start + 1 if lasts is None else start + QUARTER * lasts,
        ref=f"trio-east:{number}",
        name=draw(st.sampled_from(("Adam Jones", "Eve Smith"))),
        connection=draw(st.sampled_from(("trio-east", "west"))),
        day=datetime.fromtimestamp(start, where).toordinal(),
        timezone=where.key,
        place=site,
        site=site,
        timed=lasts is not None,
    )


def pairs(found: Sequence[Finding], check: str) -> set[frozenset[str]]:
    """Return the pairs of shifts that one check found."""
    return {frozenset(one.refs) for one in found if one.check == check}


def quarters_of(work: Work) -> set[int]:
    """Return the quarters of an hour, counted from 1970, in which it is known to go on."""
    first = work.start // QUARTER
    return set(range(first, first + 1 if not work.timed else work.until // QUARTER))


def meet(one: Work, other: Work) -> bool:
    """Tell whether the check finds the two for one person."""
    both = [one._replace(person="adam"), other._replace(person="adam", ref="trio-east:other")]
    return bool(pairs(list(clashes(both)), OVERLAP))


@given(desks())
def test_two_shifts_overlap_when_they_have_a_quarter_of_an_hour_in_common(works: list[Work]) -> None:
    wanted = {
        frozenset((one.ref, other.ref))
        for one, other in combinations(works, 2)
        if one.person == other.person and quarters_of(one) & quarters_of(other)
    }
    assert pairs(list(clashes(works)), OVERLAP) == wanted


def before(work: Work, works: Sequence[Work]) -> Work | None:
    """Return what ended last of all that began before a shift, None if something still goes on."""
    earlier = [
        one
        for one in works
        if one.timed and one.person == work.person and (one.start, one.until) < (work.start, work.until)
    ]
    if not work.timed or not earlier or any(one.until > work.start for one in earlier):
        return None
    return max(earlier, key=lambda one: one.until)


@given(desks(), st.sampled_from((0, 4, 10, 12.5)), st.sampled_from((0, 30, 90)))
def test_rest_and_travel_are_what_lies_between_a_shift_and_the_end_of_all_before(
    works: list[Work], hours: float, minutes: int
) -> None:
    # Of two that begin and end together, which one is the last before a third is no matter.
    works = list({(one.person, one.start, one.until): one for one in works}.values())
    found = list(clashes(works, Rules(rest_hours=hours, travel_minutes=minutes)))
    rests, travels = set(), set()
    ends = {}
    for work in works:
        last = before(work, works)
        if last is None:
            continue
        gap = work.start - last.until
        ends[work.ref] = {one.ref for one in works if one.person == work.person and one.until == last.until}
        if gap < hours * 3600:
            rests.add(work.ref)
        if gap < minutes * 60 and last.site and work.site and last.site != work.site:
            travels.add(work.ref)
    assert {one.refs[1] for one in found if one.check == REST} == rests
    assert all(one.refs[0] in ends[one.refs[1]] for one in found if one.check == REST)
    same_end = any(len(refs) > 1 for refs in ends.values())
    assert same_end or {one.refs[1] for one in found if one.check == TRAVEL} == travels


@settings(max_examples=40)
@given(
    desks(most=9, quarters=900),
    st.sampled_from((5, 20, 40.5)),
    st.sampled_from(("monday", "sunday", "thursday")),
    st.sampled_from(ZONES),
)
def test_the_hours_of_a_week_are_its_quarters_between_two_midnights_there(
    works: list[Work], limit: float, day: str, where: str
) -> None:
    found = clashes(works, Rules(week_hours=limit, week_start=day, zone=where))
    names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    booked: dict[tuple[str, date], list[str]] = {}
    for work in works:
        if not work.timed:
            continue
        for quarter in range(work.start // QUARTER, work.until // QUARTER):
            here = datetime.fromtimestamp(quarter * QUARTER, zone(where)).date()
            week = here - timedelta(days=(here.weekday() - names.index(day)) % 7)
            booked.setdefault((work.person, week), []).append(work.ref)
    wanted = {frozenset(refs) for refs in booked.values() if len(refs) / 4 > limit}
    assert pairs(list(found), WEEK) == wanted


@given(desks(most=9, quarters=600), st.integers(0, 4))
def test_days_in_a_row_are_days_on_which_a_shift_begins_without_one_between(
    works: list[Work], most: int
) -> None:
    wanted = set()
    for person in {one.person for one in works}:
        days = {one.day for one in works if one.person == person}
        for first in days:
            last = first
            while last + 1 in days:
                last += 1
            if first - 1 not in days and last - first + 1 > most:
                wanted.add(
                    frozenset(one.ref for one in works if one.person == person and first <= one.day <= last)
                )
    assert pairs(list(clashes(works, Rules(days_in_a_row=most))), ROW) == wanted


@given(desks(), st.lists(st.tuples(st.sampled_from(("adam", "eve")), st.integers(0, 6), st.integers(1, 99))))
def test_who_is_away_is_found_at_work_where_both_last_at_once(
    works: list[Work], told: list[tuple[str, int, int]]
) -> None:
    aways = [
        Away(person, works[n].start - QUARTER * lasts // 2, works[n].start + QUARTER * lasts // 2, "time off")
        for person, n, lasts in told
        if n < len(works) and lasts > 1
    ]
    wanted = {
        work.ref
        for work in works
        for away in aways
        if away.person == work.person and away.start < work.until and work.start < away.until
    }
    assert {one.refs[0] for one in clashes(works, aways=aways) if one.check == AWAY} == wanted


@given(desks())
def test_people_of_one_name_at_two_connections_are_told_and_those_told_apart_are_not(
    works: list[Work],
) -> None:
    wanted = {
        frozenset((one.ref, other.ref))
        for one, other in combinations(works, 2)
        if one.name == other.name
        and one.person != other.person
        and one.connection != other.connection
        and quarters_of(one) & quarters_of(other)
    }
    assert pairs(list(namesakes(works)), NAMESAKE) == wanted
    assert not list(namesakes(works, apart=frozenset({frozenset(("adam", "eve"))})))


needs = st.builds(
    Need,
    ref=st.uuids().map(str),
    connection=st.sampled_from(("trio-east", "west", "utrac")),
    start=st.integers(0, 8).map(lambda n: n * QUARTER),
    until=st.integers(20, 28).map(lambda n: n * QUARTER),
    site=st.sampled_from(("", "mercy", "st. mary")),
    role=st.sampled_from(("", "rn icu", "lpn")),
    told=st.just("there"),
)


@given(st.lists(needs, max_size=8, unique_by=lambda one: one.ref), st.sampled_from((0, 15, 30, 60)))
def test_a_need_is_posted_twice_if_site_role_and_times_agree_at_two_connections(
    asked: list[Need], minutes: int
) -> None:
    wanted = {
        frozenset((one.ref, other.ref))
        for one, other in combinations(asked, 2)
        if one.site
        and one.site == other.site
        and one.connection != other.connection
        and (one.role == other.role or not one.role or not other.role)
        and abs(one.start - other.start) <= minutes * 60
        and abs(one.until - other.until) <= minutes * 60
    }
    assert pairs(list(posted(asked, Rules(need_minutes=minutes))), NEED) == wanted


def on(text: str, zone_name: str = "America/New_York", **fields: Any) -> Shift:
    """Return a shift of a span such as `2026-11-01T01:00 2026-11-01T02:00`, on its wall clock."""
    start, _, end = text.partition(" ")
    where = zone(zone_name)
    fold = fields.pop("fold", 0)
    return shift(
        fields.pop("id", "2"),
        start=datetime.fromisoformat(start).replace(tzinfo=where, fold=fold),
        end=datetime.fromisoformat(end).replace(tzinfo=where, fold=fold) if end else None,
        timezone=zone_name,
        **fields,
    )


def adams(*shifts: Shift) -> list[Work]:
    """Return shifts as Adam's work."""
    return [work_of(one, "adam", "Adam Jones") for one in shifts]


@pytest.mark.parametrize(
    ("one", "other", "met"),
    [
        (on("2026-12-01T07:00 2026-12-01T19:00"), on("2026-12-01T19:00 2026-12-02T07:00"), False),
        (on("2026-12-01T07:00 2026-12-01T19:00"), on("2026-12-01T18:59 2026-12-02T07:00"), True),
        (on("2026-12-01T19:00 2026-12-02T07:00"), on("2026-12-02T00:00 2026-12-02T08:00"), True),
        (on("2026-12-01T19:00 2026-12-02T00:00"), on("2026-12-02T00:00 2026-12-02T08:00"), False),
        (on("2026-12-01T23:00 2026-12-02T01:00"), on("2026-12-01T23:00 2026-12-02T01:00", LONDON), False),
        (on("2026-12-01T07:00 2026-12-01T15:00"), on("2026-12-01T12:00 2026-12-01T20:00", LONDON), True),
        # the hour that comes twice is two hours
        (on("2026-11-01T01:00 2026-11-01T01:30"), on("2026-11-01T01:00 2026-11-01T01:30", fold=1), False),
        (on("2026-11-01T00:00 2026-11-01T03:00"), on("2026-11-01T01:00 2026-11-01T01:30", fold=1), True),
        # and the one that is left out is none
        (on("2026-03-08T00:00 2026-03-08T01:59"), on("2026-03-08T03:00 2026-03-08T05:00"), False),
        (on("2026-12-01T00:00 2026-12-02T00:00"), on("2026-12-01T23:00 2026-12-02T01:00"), True),
        (on("2026-12-01T00:00 2026-12-02T00:00"), on("2026-12-02T00:00 2026-12-02T01:00"), False),
        # of one without an end nothing is known but its beginning
        (on("2026-12-01T07:00"), on("2026-12-01T07:00"), True),
        (on("2026-12-01T07:00"), on("2026-12-01T06:00 2026-12-01T08:00"), True),
        (on("2026-12-01T07:00"), on("2026-12-01T08:00 2026-12-01T12:00"), False),
        (on("2026-12-01T08:00"), on("2026-12-01T07:00 2026-12-01T08:00"), False),
    ],
)  # fmt: skip
def test_over_midnight_summer_time_and_zones(one: Shift, other: Shift, met: bool) -> None:
    first, second = adams(one, other)
    assert meet(first, second) is met
    assert meet(second, first) is met


@given(desks())
@example([])
def test_the_order_in_which_work_is_told_matters_not(works: list[Work]) -> None:
    one, other = (
        sorted((each.check, sorted(each.refs)) for each in clashes(w)) for w in (works, works[::-1])
    )
    assert one == other


def test_findings_say_who_what_and_by_how_much() -> None:
    day = on("2026-12-01T07:00 2026-12-01T19:00", id="1", facility="Mercy General")
    night = on("2026-12-01T18:00 2026-12-02T06:00", id="2", facility="St. Mary")
    (found,) = clashes(adams(day, night))
    assert (found.check, found.severity, found.person) == (OVERLAP, Severity.CONFIRM, "Adam Jones")
    assert found.refs == ("trio-east:1", "trio-east:2")
    assert found.sentence == (
        "Adam Jones is on two shifts at once for 1 h: Mercy General, Tue 01 Dec 07:00 to 19:00 (trio-east) "
        "and St. Mary, Tue 01 Dec 18:00 to 06:00 (trio-east)."
    )
    (wished,) = concerning("trio-east:2", adams(day, night))
    assert wished.sentence == (
        "Adam Jones is on another shift then: Mercy General, Tue 01 Dec 07:00 to 19:00 (trio-east)."
    )
    late = on("2026-12-01T19:30 2026-12-02T06:00", id="3", facility="St. Mary")
    travel, rest = clashes(adams(day, late))
    assert travel.sentence.startswith("Adam Jones has 30 minutes from Mercy General")
    assert travel.sentence.endswith("less than 60.")
    assert "has 30 min of rest between" in rest.sentence
    assert rest.sentence.endswith("less than 10 h.")


def test_the_hours_of_a_night_in_which_the_clocks_go_back_are_those_that_pass() -> None:
    night = on("2026-10-31T19:00 2026-11-01T07:00")
    (found,) = clashes(adams(night), Rules(week_hours=12, zone="America/New_York", week_start="saturday"))
    assert found.sentence == "Adam Jones has 13 h in the week from Sat 31 Oct, more than 12 h."


def test_back_to_back_is_no_overlap_and_no_rest_either() -> None:
    works = adams(
        on("2026-12-01T07:00 2026-12-01T15:00", id="1"), on("2026-12-01T15:00 2026-12-01T23:00", id="2")
    )
    (found,) = clashes(works)
    assert found.check == REST
    assert "has 0 min of rest" in found.sentence


def test_severities_are_the_users_and_a_check_can_be_off() -> None:
    works = adams(on("2026-12-01T07:00 2026-12-01T15:00", id="1"), on("2026-12-01T08:00 2026-12-01T16:00"))
    (found,) = clashes(works, Rules(severities={OVERLAP: Severity.BLOCK}))
    assert found.severity is Severity.BLOCK
    assert not list(clashes(works, Rules(severities={OVERLAP: None})))


def test_somebody_who_is_on_everything_is_told_a_few_times_a_shift_and_no_more() -> None:
    works = adams(*(on("2026-12-01T07:00 2026-12-01T15:00", id=str(n)) for n in range(200)))
    found = [one for one in clashes(works) if one.check == OVERLAP]
    assert len(found) < 200 * 20


def test_an_all_day_shift_tells_no_hours_but_somebody_is_on_it() -> None:
    whole = on("2026-12-01T00:00 2026-12-02T00:00", id="1", all_day=True)
    after = on("2026-12-02T01:00 2026-12-02T09:00")
    assert not list(clashes(adams(whole, after), Rules(week_hours=10)))
    within = on("2026-12-01T07:00 2026-12-01T09:00")
    assert [one.check for one in clashes(adams(whole, within))] == [OVERLAP]
