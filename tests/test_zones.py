"""Wall clock to instant and back: nights, both daylight-saving changes, whole days."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.zones import Zones, all_day, between, instant, of_epoch, of_utc, seconds_between, zone

NEW_YORK, LONDON, BERLIN = zone("America/New_York"), zone("Europe/London"), zone("Europe/Berlin")
HOUR = 3600

places = st.sampled_from(
    [
        "America/New_York",
        "America/Chicago",
        "America/Phoenix",
        "America/Los_Angeles",
        "Europe/London",
        "Europe/Berlin",
        "Australia/Lord_Howe",  # its summer time is half an hour
        "Asia/Kathmandu",
        "Pacific/Apia",
        "UTC",
    ]
).map(zone)
# Around some of their clocks' changes, which nobody would hit by chance.
changing = st.builds(
    lambda change, minutes: change + timedelta(minutes=minutes),
    st.sampled_from(
        [
            datetime(2026, 11, 1, 2),
            datetime(2027, 3, 14, 2),
            datetime(2026, 10, 25, 2),
            datetime(2027, 3, 28, 2),
            datetime(2026, 10, 4, 2),
            datetime(2027, 4, 4, 2),
        ]
    ),
    st.integers(-180, 180),
)
walls = changing | st.datetimes(datetime(1990, 1, 1), datetime(2100, 12, 31), timezones=st.none()).map(
    lambda wall: wall.replace(microsecond=0, fold=0)
)
lengths = st.timedeltas(timedelta(0), timedelta(hours=2)) | st.timedeltas(timedelta(0), timedelta(days=3))


def exists(wall: datetime, where: ZoneInfo) -> bool:
    return wall.replace(tzinfo=where).astimezone(UTC).astimezone(where).replace(tzinfo=None) == wall


def naive(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None, fold=0)


@given(walls, places)
def test_a_wall_time_that_exists_is_what_the_zone_shows_at_its_instant(
    wall: datetime, where: ZoneInfo
) -> None:
    shown = instant(wall, where)
    assert shown.tzinfo is where
    if exists(wall, where):
        assert naive(shown) == wall
    else:
        assert naive(shown) > wall  # skipped by the clocks: read later, never earlier


@given(walls, places)
def test_an_instant_survives_the_way_through_utc(wall: datetime, where: ZoneInfo) -> None:
    shown = instant(wall, where)
    assert of_epoch(shown.timestamp(), where) == shown
    assert of_utc(shown.astimezone(UTC).isoformat()) == shown.astimezone(UTC)


@example(datetime(2027, 3, 14, 2, 45), timedelta(minutes=30), NEW_YORK)
@given(walls, lengths, places)
def test_a_later_wall_time_is_never_an_earlier_instant(
    wall: datetime, later: timedelta, where: ZoneInfo
) -> None:
    later = timedelta(seconds=int(later.total_seconds()))
    start, end = between(wall, wall + later, where)
    assert seconds_between(start, end) >= 0
    # The clocks may have changed in between, by three hours at the very most.
    if where.key != "Pacific/Apia":
        assert abs(seconds_between(start, end) - later.total_seconds()) <= 3 * HOUR


@given(walls, places)
def test_a_shift_that_ends_before_it_begins_is_refused(wall: datetime, where: ZoneInfo) -> None:
    with pytest.raises(ValueError, match="before it begins"):
        between(wall + timedelta(days=2), wall, where)


@given(walls, st.integers(1, 16), places)
def test_a_night_has_its_length_wherever_the_clocks_stand_still(
    wall: datetime, hours: int, where: ZoneInfo
) -> None:
    start, end = between(wall, wall + timedelta(hours=hours), where)
    if start.utcoffset() == end.utcoffset() and exists(wall, where):
        assert seconds_between(start, end) == hours * HOUR


@pytest.mark.parametrize(
    ("day", "where", "hours"),
    [
        (date(2026, 11, 30), NEW_YORK, 12),
        (date(2027, 3, 13), NEW_YORK, 11),  # the clocks go forward at two
        (date(2026, 10, 31), NEW_YORK, 13),  # and back at two
        (date(2027, 3, 27), LONDON, 11),
        (date(2026, 10, 24), LONDON, 13),
        (date(2026, 10, 24), BERLIN, 13),
    ],
)
def test_a_night_is_an_hour_shorter_or_longer_when_the_clocks_change(
    day: date, where: ZoneInfo, hours: int
) -> None:
    evening = datetime.combine(day, time(19))
    start, end = between(evening, evening + timedelta(hours=12), where)
    assert (naive(start).hour, naive(end).hour) == (19, 7)
    assert seconds_between(start, end) == hours * HOUR


def test_an_hour_that_does_not_exist_is_read_with_the_offset_before_the_change() -> None:
    assert instant(datetime(2027, 3, 14, 2, 30), NEW_YORK).isoformat() == "2027-03-14T03:30:00-04:00"
    assert instant(datetime(2027, 3, 28, 1, 15), LONDON).isoformat() == "2027-03-28T02:15:00+01:00"


def test_a_shift_may_begin_and_end_in_the_hour_that_does_not_exist() -> None:
    start, end = between(datetime(2027, 3, 14, 2, 0), datetime(2027, 3, 14, 2, 30), NEW_YORK)
    assert (start.isoformat(), end.isoformat()) == ("2027-03-14T03:00:00-04:00", "2027-03-14T03:30:00-04:00")


def test_a_shift_that_begins_in_the_hour_that_does_not_exist_and_ends_soon_after_keeps_its_minutes() -> None:
    start, end = between(datetime(2027, 3, 14, 2, 45), datetime(2027, 3, 14, 3, 15), NEW_YORK)
    assert (start.isoformat(), end.isoformat()) == ("2027-03-14T03:45:00-04:00", "2027-03-14T04:15:00-04:00")


def test_a_shift_that_ends_in_the_hour_that_does_not_exist_has_its_elapsed_length() -> None:
    start, end = between(datetime(2027, 3, 13, 18, 30), datetime(2027, 3, 14, 2, 30), NEW_YORK)
    assert seconds_between(start, end) == 8 * HOUR


def test_an_hour_that_occurs_twice_is_its_first_occurrence() -> None:
    assert instant(datetime(2026, 11, 1, 1, 30), NEW_YORK).isoformat() == "2026-11-01T01:30:00-04:00"
    assert instant(datetime(2026, 10, 25, 2, 30), BERLIN).isoformat() == "2026-10-25T02:30:00+02:00"


def test_it_is_the_second_occurrence_only_if_the_first_would_not_be_later() -> None:
    start, end = between(datetime(2026, 11, 1, 1, 30), datetime(2026, 11, 1, 1, 15), NEW_YORK)
    assert (start.isoformat(), end.isoformat()) == ("2026-11-01T01:30:00-04:00", "2026-11-01T01:15:00-05:00")
    start, end = between(datetime(2026, 11, 1, 0, 30), datetime(2026, 11, 1, 1, 15), NEW_YORK)
    assert seconds_between(start, end) == 45 * 60


@given(st.dates(date(1990, 1, 2), date(2100, 1, 1)), places)
def test_a_whole_day_runs_from_midnight_to_the_next(day: date, where: ZoneInfo) -> None:
    start, end = all_day(day, where)
    following, _ = all_day(day + timedelta(days=1), where)
    assert end == following
    assert seconds_between(start, end) >= 0
    if where.key != "Pacific/Apia":  # it left out a whole day in 2011
        assert start.date() == day
        assert 22 * HOUR <= seconds_between(start, end) <= 26 * HOUR


@pytest.mark.parametrize(
    ("day", "where", "hours"),
    [
        (date(2027, 3, 14), NEW_YORK, 23),
        (date(2026, 11, 1), NEW_YORK, 25),
        (date(2026, 11, 2), NEW_YORK, 24),
        (date(2027, 3, 28), BERLIN, 23),
        (date(2026, 10, 25), BERLIN, 25),
    ],
)
def test_a_whole_day_has_23_24_or_25_hours(day: date, where: ZoneInfo, hours: int) -> None:
    assert seconds_between(*all_day(day, where)) == hours * HOUR


@given(walls, walls, places)
def test_the_order_of_wall_times_is_the_order_of_instants_on_different_days(
    one: datetime, other: datetime, where: ZoneInfo
) -> None:
    if other - one > timedelta(days=1):
        assert instant(one, where).timestamp() < instant(other, where).timestamp()


@pytest.mark.parametrize("year", [1, 1989, 2201, 9999])
def test_a_year_that_no_shift_has_is_refused(year: int) -> None:
    with pytest.raises(ValueError, match="not a plausible time of a shift"):
        instant(datetime(year, 12, 31, 23, 59), NEW_YORK)


@given(st.datetimes(timezones=st.none()), st.datetimes(timezones=st.none()), places)
def test_the_most_absurd_times_are_refused_and_nothing_worse(
    start: datetime, end: datetime, where: ZoneInfo
) -> None:
    try:
        begins, ends = between(start, end, where)
    except ValueError:
        return
    assert seconds_between(begins, ends) >= 0


def test_a_stamp_without_a_zone_is_read_as_utc() -> None:
    assert of_utc("2023-05-22T10:50:08") == datetime(2023, 5, 22, 10, 50, 8, tzinfo=UTC)
    assert of_utc("2023-05-22T10:50:08.000Z") == datetime(2023, 5, 22, 10, 50, 8, tzinfo=UTC)
    assert of_utc("2023-05-22T12:50:08+02:00").isoformat() == "2023-05-22T10:50:08+00:00"


@pytest.mark.parametrize(
    "text", ["", "soon", "2023-13-01", "12014-09-12 08:57:52", "NaN", "0001-01-01T00:00:00+23:00"]
)
def test_a_stamp_that_is_none_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        of_utc(text)


@given(st.floats(), places)
def test_no_number_of_seconds_is_worse_than_a_value_error(seconds: float, where: ZoneInfo) -> None:
    try:
        shown = of_epoch(seconds, where)
    except ValueError:
        return
    assert shown.tzinfo is where


@given(st.text(max_size=40))
def test_a_zone_that_does_not_exist_is_a_sentence_and_no_other_error(name: str) -> None:
    try:
        said = zone(name).key
    except ValueError as error:
        said = str(error)
    assert said == name or "is not a time zone" in said


@pytest.mark.parametrize(
    "name", ["", " ", "Mars/Olympus", "../etc/passwd", "/etc/localtime", "localtime", "America", "Europe/"]
)
def test_names_that_look_like_zones_are_not_taken_for_them(name: str) -> None:
    with pytest.raises(ValueError, match="is not a time zone; write one like Europe/London"):
        zone(name)


def test_a_facilitys_own_zone_wins_over_its_states_and_over_the_default() -> None:
    chicago, los_angeles = zone("America/Chicago"), zone("America/Los_Angeles")
    zones = Zones(NEW_YORK, {"mercy general": chicago, "ca": los_angeles})
    assert zones.of("Mercy General", "CA") is chicago
    assert zones.of(" MERCY GENERAL ", None) is chicago
    assert zones.of("Elsewhere", "ca") is los_angeles
    assert zones.of("Elsewhere", "NY") is NEW_YORK
    assert zones.of() is NEW_YORK
