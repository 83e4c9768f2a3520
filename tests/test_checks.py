"""The desk's own check: whether somebody is wanted in two places at once, held against counting minutes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.checks import NAMESAKE, OVERLAP, Severity, overlaps
from app.domain import Shift, State
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
QUARTER = 15  # minutes
LONDON = "Europe/London"


@st.composite
def two(draw: st.DrawFn) -> tuple[Shift, Shift]:
    """Draw two shifts near one moment, each in a zone of its own, some without an end."""
    around = draw(st.sampled_from(MOMENTS))
    return one(draw, around, "1"), one(draw, around, "2")


def one(draw: st.DrawFn, around: datetime, external_id: str) -> Shift:
    """Draw a shift near a moment."""
    where = zone(draw(st.sampled_from(ZONES)))
    start = around + timedelta(minutes=QUARTER * draw(st.integers(-48, 48)))
    quarters = draw(st.none() | st.integers(1, 64))
    end = None if quarters is None else start + timedelta(minutes=QUARTER * quarters)
    return shift(
        external_id,
        start=start.astimezone(where),
        end=end and end.astimezone(where),
        timezone=where.key,
        state=State.ASSIGNED,
    )


def quarters_of(shift: Shift) -> set[int]:
    """Return the quarters of an hour, counted from 1970, in which it is known to go on."""
    first = int(shift.start.timestamp()) // (QUARTER * 60)
    last = first + 1 if shift.end is None else int(shift.end.timestamp()) // (QUARTER * 60)
    return set(range(first, last))


def meet(first: Shift, second: Shift) -> bool:
    """Tell whether the check finds the one while the other lasts."""
    return bool(list(overlaps(first, "Adam Jones", [second])))


@given(two())
def test_two_shifts_overlap_when_they_have_a_quarter_of_an_hour_in_common(pair: tuple[Shift, Shift]) -> None:
    first, second = pair
    assert meet(first, second) == bool(quarters_of(first) & quarters_of(second))
    assert meet(first, second) == meet(second, first)


@given(two())
def test_the_zone_in_which_a_shift_is_written_matters_not(pair: tuple[Shift, Shift]) -> None:
    first, second = pair
    there = zone("Asia/Kolkata")
    moved = replace(
        second, start=second.start.astimezone(there), end=second.end and second.end.astimezone(there)
    )
    assert meet(first, second) == meet(first, moved)


@given(two())
@example((shift("1"), shift("2")))
def test_a_shift_moved_to_the_others_end_touches_it_and_no_more(pair: tuple[Shift, Shift]) -> None:
    first, second = pair
    if first.end is None:
        return
    end = first.end.astimezone(UTC)
    lasts = None if second.end is None else second.end.astimezone(UTC) - second.start.astimezone(UTC)
    after = replace(second, start=end, end=None if lasts is None else end + lasts)
    assert not meet(first, after)
    early = timedelta(seconds=1)
    assert meet(first, replace(after, start=after.start - early, end=after.end and after.end - early))


def on(text: str, zone_name: str = "America/New_York", **fields: Any) -> Shift:
    """Return a shift of a span such as `2026-11-01T01:00 2026-11-01T02:00`, on its wall clock."""
    start, _, end = text.partition(" ")
    where = zone(zone_name)
    fold = fields.pop("fold", 0)
    return shift(
        fields.pop("id", "2"),
        start=datetime.fromisoformat(start).replace(tzinfo=where, fold=fold),
        end=datetime.fromisoformat(end).replace(tzinfo=where, fold=fold) if end else None,
        **fields,
    )


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
    mine = replace(one, external_id="1")
    assert meet(mine, other) is met
    assert meet(replace(other, external_id="1"), replace(one, external_id="2")) is met


def test_a_shift_does_not_stand_in_its_own_way_nor_does_a_cancelled_one() -> None:
    assert not meet(shift("1"), shift("1"))
    assert not meet(shift("1"), shift("2", state=State.CANCELLED))
    assert meet(shift("1"), shift("1", connection="elsewhere"))


def test_a_finding_says_who_where_and_until_when() -> None:
    other = on("2026-12-01T12:00 2026-12-01T20:00", facility="Mercy General")
    (found,) = overlaps(shift("1"), "Adam Jones", [other])
    assert (found.check, found.severity, found.person) == (OVERLAP, Severity.CONFIRM, "Adam Jones")
    assert found.refs == ("trio-east:1", "trio-east:2")
    assert found.sentence == (
        "Adam Jones is on another shift then: Mercy General, Tue 01 Dec 12:00 to 20:00 (trio-east)."
    )
    (endless,) = overlaps(on("2026-12-01T07:00", id="1"), "Adam Jones", [on("2026-12-01T07:00", title="RN")])
    assert "RN, Tue 01 Dec 07:00 to open end" in endless.sentence


def test_a_namesake_only_informs_and_is_not_taken_for_the_person() -> None:
    (found,) = overlaps(shift("1"), "Adam Jones", [shift("2")], NAMESAKE)
    assert found.severity is Severity.INFORM
    assert found.sentence.startswith("Somebody of the name Adam Jones is on another shift then")


def test_every_overlap_is_found() -> None:
    others = [shift(str(n)) for n in range(2, 6)]
    assert [found.refs[1] for found in overlaps(shift("1"), "A", others)] == [one.ref for one in others]
