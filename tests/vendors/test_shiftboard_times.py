"""Shiftboard's zones and wall clocks: nights, changes of clocks, whole days, open ends."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.vendors.shiftboard.timezones import IANA
from app.zones import seconds_between
from tests.vendors.shiftboard_rows import EASTERN, ROW, read, shift


@pytest.mark.parametrize(("spelling", "iana"), [*IANA.items()])
def test_every_documented_zone_is_known_without_a_referenced_object(spelling: str, iana: str) -> None:
    seen, _ = read({**ROW, "timezone": spelling}, referenced={})
    assert seen[0].shift.timezone == iana
    assert seen[0].shift.start.tzinfo == ZoneInfo(iana)


def test_the_referenced_object_wins_over_the_documents_list() -> None:
    for name in ("iana_timezone", "olson_timezone"):
        referenced = {"timezone": [{"name": EASTERN, name: "America/Detroit"}]}
        assert read(ROW, referenced=referenced)[0][0].shift.timezone == "America/Detroit"


@pytest.mark.parametrize("told", ["Middle Earth (GMT+25:00)", "", None, "../../etc/passwd"])
def test_an_unknown_zone_is_the_connections_own_for_that_facility(told: str | None) -> None:
    row = {**ROW, "timezone": told}
    assert read(row)[0][0].shift.timezone == "America/Chicago"
    assert read({**row, "location": "12"})[0][0].shift.timezone == "America/Denver"


def test_a_night_over_midnight_keeps_its_length() -> None:
    seen = shift(start_date="2026-12-01T19:00:00", end_date="2026-12-02T07:00:00")
    assert seen.end is not None
    assert seen.start.isoformat() == "2026-12-01T19:00:00-05:00"
    assert seconds_between(seen.start, seen.end) == 12 * 3600
    assert seen.day == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-03-07T22:00:00", "2026-03-08T06:00:00", 7),  # the hour that does not exist
        ("2026-10-31T22:00:00", "2026-11-01T06:00:00", 9),  # the hour that occurs twice
        ("2026-11-01T01:30:00", "2026-11-01T01:10:00", None),
    ],
)
def test_a_night_with_a_change_of_clocks_is_as_long_as_it_is(start: str, end: str, hours: int | None) -> None:
    seen = shift(start_date=start, end_date=end)
    assert seen.end is not None
    assert seconds_between(seen.start, seen.end) == (40 * 60 if hours is None else hours * 3600)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)),
    st.integers(0, 48 * 60),
    st.sampled_from(sorted(IANA)),
)
@example(datetime(2026, 3, 8, 2, 30), 60, EASTERN)
@example(datetime(2026, 11, 1, 1, 30), 30, EASTERN)
def test_start_and_end_stand_on_the_clock_of_the_shifts_own_zone(
    start: datetime, minutes: int, spelling: str
) -> None:
    start = start.replace(microsecond=0)
    end = start + timedelta(minutes=minutes)
    seen, rejects = read(
        {**ROW, "timezone": spelling, "start_date": start.isoformat(), "end_date": end.isoformat()}
    )
    if rejects:  # a gap of the clocks may swallow a shift from its middle to its end
        assert minutes <= 24 * 60
        return
    here = seen[0].shift
    assert here.end is not None
    assert isinstance(here.start.tzinfo, ZoneInfo)
    assert here.start.tzinfo.key == here.timezone
    assert seconds_between(here.start, here.end) >= 0
    for wall, instant in ((start, here.start), (end, here.end)):
        drift = abs(instant.replace(tzinfo=None) - wall)
        assert drift <= timedelta(hours=24 if "Samoa" in spelling else 1)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)), st.integers(1, 47), st.integers(0, 59))
def test_a_duration_is_elapsed_time(start: datetime, hours: int, minutes: int) -> None:
    seen = shift(
        start_date=start.replace(microsecond=0).isoformat(),
        end_date=None,
        use_time="2",
        dur_hrs=str(hours),
        dur_mins=minutes,
    )
    assert seen.end is not None
    assert seconds_between(seen.start, seen.end) == (hours * 60 + minutes) * 60


@pytest.mark.parametrize(("day", "hours"), [("2026-12-01", 24), ("2026-03-08", 23), ("2026-11-01", 25)])
def test_a_bare_date_is_all_day_from_midnight_to_midnight(day: str, hours: int) -> None:
    seen = shift(start_date=day, end_date=None)
    assert seen.end is not None
    assert seen.all_day
    assert (seen.start.hour, seen.end.hour) == (0, 0)
    assert seconds_between(seen.start, seen.end) == hours * 3600


def test_bare_dates_at_both_ends_are_whole_days() -> None:
    seen = shift(start_date="2026-12-01", end_date="2026-12-03")
    assert seen.all_day
    assert seen.end is not None
    assert seconds_between(seen.start, seen.end) == 72 * 3600


def test_a_time_without_an_end_is_open_ended() -> None:
    seen = shift(end_date=None, use_time="4")
    assert (seen.end, seen.all_day) == (None, False)


def test_fractions_of_seconds_are_dropped_and_offsets_understood() -> None:
    seen = shift(start_date="2026-12-01T07:00:00.75", end_date="2026-12-01T20:00:00-04:00")
    assert seen.end is not None
    assert seen.start.isoformat() == "2026-12-01T07:00:00-05:00"
    assert seen.end.isoformat() == "2026-12-01T19:00:00-05:00"
