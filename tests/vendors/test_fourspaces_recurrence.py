"""Patterns of 4spaces become days: nights, daylight saving, validity, and both readings of the end."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from app.account import Account
from app.domain import Shift, Span, State
from app.vendors.fourspaces.reading import Settings
from app.vendors.fourspaces.recurrence import EndTime, day_of, days, recurrence
from app.vendors.fourspaces.wire import Pattern
from app.zones import Zones, seconds_between, zone

PATTERN = TypeAdapter(Pattern)
ID = "0f9c2a4be4d24f0e9d0f5e1f2a3b4c5d"
BERLIN = "Europe/Berlin"
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)  # the clocks change in Berlin
# Half an hour at Lord Howe, a change at midnight in Beirut, none in Tokyo.
ZONES = (BERLIN, "America/New_York", "Australia/Lord_Howe", "Asia/Beirut", "Asia/Tokyo", "UTC")


def account(where: str = BERLIN) -> Account:
    return Account(
        connection="four", base_url="https://four.example", zones=Zones(zone(where)), settings=Settings()
    )


def record(**fields: Any) -> dict[str, Any]:
    return {"id": ID, "name": "Early", "startTimeOffset": 420, "endTimeOffset": 480, **fields}


def shifts(
    record: dict[str, Any], first: date, last: date, where: str = BERLIN, end_time: EndTime = "duration"
) -> list[Shift]:
    every = recurrence(PATTERN.validate_python(record), zone(where), end_time)
    return [seen.shift for seen in days(every, account(where), {}, Span(first, last))]


def epoch_ms(day: date, where: str = "UTC") -> int:
    return round(datetime.combine(day, time.min, zone(where)).timestamp() * 1000)


@given(
    start=st.integers(0, 1439),
    minutes=st.integers(1, 2880),
    first=st.dates(date(2025, 12, 1), date(2026, 12, 31)),
    length=st.integers(0, 60),
    valid_from=st.none() | st.dates(date(2025, 12, 1), date(2026, 12, 31)),
    valid_to=st.none() | st.dates(date(2025, 12, 1), date(2026, 12, 31)),
    where=st.sampled_from(ZONES),
)
def test_every_valid_day_has_one_shift_and_no_other_day_has_any(
    start: int,
    minutes: int,
    first: date,
    length: int,
    valid_from: date | None,
    valid_to: date | None,
    where: str,
) -> None:
    last = first + timedelta(days=length)
    pattern = record(startTimeOffset=start, endTimeOffset=minutes)
    if valid_from:
        pattern["startDate"] = epoch_ms(valid_from)
    if valid_to:
        pattern["endDate"] = epoch_ms(valid_to)
    made = shifts(pattern, first, last, where)
    expected = [
        day
        for day in Span(first, last).days()
        if (valid_from is None or valid_from <= day) and (valid_to is None or day <= valid_to)
    ]
    assert [shift.day for shift in made] == expected
    assert [shift.external_id for shift in made] == [f"{ID}/{day}" for day in expected]
    for shift in made:
        assert shift.end is not None
        assert shift.start.tzinfo is shift.end.tzinfo is zone(where)
        elapsed = seconds_between(shift.start, shift.end) / 60
        assert elapsed > 0
        assert abs(elapsed - minutes) <= 60


@given(start=st.integers(0, 1439), minutes=st.integers(1, 2880), where=st.sampled_from(ZONES))
def test_both_readings_agree_when_the_end_is_written_to_fit(start: int, minutes: int, where: str) -> None:
    as_duration = record(startTimeOffset=start, endTimeOffset=minutes)
    as_offset = record(startTimeOffset=start, endTimeOffset=start + minutes)
    span = (date(2026, 3, 1), date(2026, 4, 10))
    assert shifts(as_duration, *span, where) == shifts(as_offset, *span, where, "offset")


@given(start=st.integers(1, 1439), end=st.integers(0, 1438))
def test_an_end_before_the_start_is_on_the_next_day_when_read_as_an_offset(start: int, end: int) -> None:
    end = min(end, start - 1)
    day = date(2026, 6, 1)
    (shift,) = shifts(record(startTimeOffset=start, endTimeOffset=end), day, day, "UTC", "offset")
    assert shift.end == datetime(2026, 6, 2, tzinfo=UTC) + timedelta(minutes=end)


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 7), (AUTUMN, 9), (date(2026, 6, 1), 8)])
def test_a_night_ends_at_the_same_time_of_the_clock_when_the_clocks_change(day: date, hours: int) -> None:
    evening = day - timedelta(days=1)
    (night,) = shifts(record(startTimeOffset=22 * 60, endTimeOffset=480), evening, evening)
    assert night.end is not None
    assert (night.start.time(), night.end.time()) == (time(22), time(6))
    assert (night.start.date(), night.end.date()) == (evening, day)
    assert seconds_between(night.start, night.end) == hours * 3600


@pytest.mark.parametrize(
    ("start", "minutes", "begins", "ends"), [(150, 30, "03:30", "04:00"), (120, 60, "03:00", "04:00")]
)
def test_a_shift_within_the_hour_that_does_not_exist_keeps_its_minutes(
    start: int, minutes: int, begins: str, ends: str
) -> None:
    (shift,) = shifts(record(startTimeOffset=start, endTimeOffset=minutes), SPRING, SPRING)
    assert shift.start.isoformat() == f"2026-03-29T{begins}:00+02:00"
    assert shift.end is not None
    assert shift.end.isoformat() == f"2026-03-29T{ends}:00+02:00"


def test_a_night_that_began_before_the_span_is_not_in_it() -> None:
    made = shifts(record(startTimeOffset=22 * 60), date(2026, 6, 2), date(2026, 6, 2))
    assert [shift.start.date() for shift in made] == [date(2026, 6, 2)]


@pytest.mark.parametrize("where", ["UTC", BERLIN])
@pytest.mark.parametrize(
    "style", ["{ms}", "/Date({ms})/", "/Date({ms}+0000)/", "{iso}", "{day}", "{day}T00:00:00"]
)
def test_a_day_is_the_same_in_every_form_of_writing_it(style: str, where: str) -> None:
    day = date(2026, 11, 1)
    iso = datetime.combine(day, time.min, zone(where)).isoformat()
    assert day_of(style.format(ms=epoch_ms(day, where), iso=iso, day=day), zone(BERLIN)) == day
    assert day_of(epoch_ms(day, where), zone(BERLIN)) == day
    assert day_of(float(epoch_ms(day, where)), zone(BERLIN)) == day


def test_an_offset_written_with_a_date_tells_its_day() -> None:
    day = date(2026, 6, 1)
    # Midnight in Tokyo, where it is still the day before in Berlin and in UTC.
    assert day_of(f"/Date({epoch_ms(day, 'Asia/Tokyo')}+0900)/", zone(BERLIN)) == day
    assert day_of("2026-06-01T00:00:00+09:00", zone(BERLIN)) == day


@pytest.mark.parametrize(
    "stamp",
    [
        None,
        "",
        "  ",
        -62135596800000,
        "-62135596800000",
        "/Date(-62135596800000)/",
        "/Date(-62135596800000+0100)/",
        "0001-01-01",
        "0001-01-01T00:00:00.0000000Z",
        "9999-12-31T23:59:59.9999999Z",
        253402300799999,
        253402300800000,
    ],
)
def test_the_least_and_the_greatest_date_are_no_limit_as_null_is(stamp: str | int | None) -> None:
    assert day_of(stamp, zone(BERLIN)) is None


@pytest.mark.parametrize(
    "stamp", [10**15, -(10**20), float("nan"), float("inf"), "soon", "/Date(x)/", "2026-13-01"]
)
def test_a_date_that_cannot_be_read_is_said(stamp: str | float) -> None:
    with pytest.raises(ValueError, match="is not a date"):
        day_of(stamp, zone(BERLIN))


@pytest.mark.parametrize(
    ("fields", "end_time"),
    [
        ({"startTimeOffset": -1}, "duration"),
        ({"startTimeOffset": 1440}, "duration"),
        ({"endTimeOffset": 0}, "duration"),
        ({"endTimeOffset": -480}, "duration"),
        ({"endTimeOffset": 2881}, "duration"),
        ({"endTimeOffset": 420}, "offset"),
        ({"endTimeOffset": -1}, "offset"),
        ({"endTimeOffset": 420 + 2881}, "offset"),
        ({"startTimeOffset": True}, "duration"),
        ({"startTimeOffset": "07:00"}, "duration"),
        ({"startTimeOffset": float("nan")}, "duration"),
        ({"startTimeOffset": 10**400}, "duration"),
        ({"startDate": True}, "duration"),
        ({"id": "0" * 32}, "duration"),
        ({"id": None}, "duration"),
        ({"name": "x" * 1_000_000}, "duration"),
        ({"shiftMembers": ["Adam"]}, "duration"),
    ],
)
def test_a_pattern_that_cannot_be_is_refused_with_a_reason(fields: dict[str, Any], end_time: EndTime) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        shifts(record(**fields), date(2026, 6, 1), date(2026, 6, 2), end_time=end_time)


def test_offsets_may_be_text_and_names_may_begin_with_capitals() -> None:
    pascal = {
        "Id": ID,
        "Name": "Late",
        "StartTimeOffset": "840",
        "EndTimeOffset": "480",
        "StartDate": "2026-06-01",
    }
    (late,) = shifts(pascal, date(2026, 5, 1), date(2026, 6, 1))
    assert (late.title, late.start.time(), late.external_id) == ("Late", time(14), f"{ID}/2026-06-01")


def test_a_dashed_id_and_one_of_32_digits_are_the_same_shift() -> None:
    dashed = f"{ID[:8]}-{ID[8:12]}-{ID[12:16]}-{ID[16:20]}-{ID[20:]}".upper()
    day = date(2026, 6, 1)
    assert shifts(record(id=dashed), day, day) == shifts(record(), day, day)


def test_members_are_assigned_once_each_and_their_pattern_is_no_longer_open() -> None:
    members = [
        {"businessUserId": 7, "firstName": "Eva", "lastName": "Kühn"},
        {"businessUserId": "7", "firstName": "Eva", "lastName": "Kühn"},
        {"businessUserId": 9},
        {"businessUserId": 0, "firstName": None, "lastName": " "},
    ]
    day = date(2026, 6, 1)
    (shift,) = shifts(record(shiftMembers=members), day, day)
    assert [(one.person, one.person_id, one.status) for one in shift.assignments] == [
        ("Eva Kühn", "7", None),
        ("Business user 9", "9", None),
    ]
    assert (shift.state, shift.filled, shift.positions) == (State.ASSIGNED, 2, None)
    (empty,) = shifts(record(shiftMembers=None), day, day)
    assert (empty.state, empty.filled) == (State.OPEN, 0)


def test_a_span_of_absurd_years_ends_where_shifts_can_be() -> None:
    assert shifts(record(endTimeOffset=2880), date(2200, 12, 1), date.max) == []
    assert shifts(record(), date.min, date(1989, 12, 31)) == []
