"""The calendar's rules: weeks, clocks that are changed, columns of overlapping shifts, typed dates."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.store.dates import Names, day_of
from app.store.rows import BoardRow
from app.zones import zone
from ui.calendar.axis import DAY, Axis, Turn, axis_of, turn_of
from ui.calendar.clock import FADES, Clock, frame, laid
from ui.calendar.columns import columns, depth, fitting
from ui.calendar.weeks import months_later, sheet_of, week_number, week_of

NEW_YORK = "America/New_York"
SPRING, AUTUMN = date(2026, 3, 8), date(2026, 11, 1)  # on which New York's clocks are changed
SATURDAY = date(2026, 11, 21)

days = st.dates(date(1995, 1, 1), date(2150, 1, 1))
spans = st.lists(
    st.tuples(st.integers(0, 1400), st.integers(1, 700)).map(lambda told: (told[0], told[0] + told[1])),
    max_size=24,
)


def row(start: datetime, hours: float | None, number: int = 1, **fields: object) -> BoardRow:
    """Return a shift of so many hours that really pass, in the zone of its start."""
    begin = int(start.timestamp())
    plain = BoardRow(
        id=number, ref=f"north:{number}", connection="north", vendor="acme", state="open", vendor_status=None,
        start=begin, end=None if hours is None else begin + round(3600 * hours), timezone=str(start.tzinfo),
        all_day=0, title="RN", role=None, specialty=None, facility=None, unit=None, client=None, people=None,
        number=None, rate=None, positions=1, filled=0, urgent=0, published=1, removed=None, last_change=None,
    )  # fmt: skip
    return plain._replace(**fields)  # type: ignore[arg-type]


def there(day: date, hour: int, where: str = NEW_YORK) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=zone(where))


# Weeks and months.


@given(days, st.integers(0, 6))
def test_a_week_has_the_day_in_it_and_begins_as_the_locale_does(day: date, begins: int) -> None:
    week = week_of(day, begins)
    assert day in week
    assert week[0].weekday() == begins
    assert [one - week[0] for one in week] == [timedelta(n) for n in range(7)]


@given(days, st.integers(0, 6))
def test_six_weeks_have_every_day_of_the_month(day: date, begins: int) -> None:
    sheet = sheet_of(day, begins)
    first = day.replace(day=1)
    month = [first + timedelta(n) for n in range(31) if (first + timedelta(n)).month == day.month]
    assert len(sheet) == 42
    assert set(month) <= set(sheet)


@pytest.mark.parametrize(
    ("day", "begins", "number"),
    [
        (date(2027, 1, 1), 0, 53),  # ISO: 1 January 2027 is still in the old year's week
        (date(2026, 11, 25), 0, 48),
        (date(2027, 1, 1), 6, 1),  # in the Americas it is in week 1
        (date(2026, 12, 26), 6, 52),
    ],
)
def test_weeks_are_numbered_as_the_locale_does(day: date, begins: int, number: int) -> None:
    assert week_number(week_of(day, begins), begins) == number


@given(days, st.integers(-30, 30))
def test_months_later_is_in_that_month_whatever_its_length(day: date, n: int) -> None:
    found = months_later(day, n)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == n
    assert found.day == day.day or (found + timedelta(1)).day == 1


# Days of 23 and 25 hours.


def test_the_changes_of_a_clock_are_found() -> None:
    assert turn_of(NEW_YORK, SPRING) == Turn(at=120, by=60)
    assert turn_of(NEW_YORK, AUTUMN) == Turn(at=120, by=-60)
    assert turn_of(NEW_YORK, SATURDAY) is None
    assert turn_of("America/Havana", date(2026, 3, 8)) == Turn(at=0, by=60)  # at midnight
    assert turn_of("Australia/Lord_Howe", date(2026, 4, 5)) == Turn(at=120, by=-30)  # by half an hour


@given(days, st.sampled_from([NEW_YORK, "Europe/London", "America/Havana", "Asia/Beirut", "Asia/Kolkata"]))
def test_a_days_length_is_what_really_passes(day: date, where: str) -> None:
    turn = turn_of(where, day)
    passed = there(day + timedelta(1), 0, where).timestamp() - there(day, 0, where).timestamp()
    if there(day, 0, where).utcoffset() == (there(day, 0, where) - timedelta(seconds=1)).utcoffset():
        assert passed / 60 == DAY - (turn.by if turn else 0)


def test_the_hour_that_comes_twice_stands_twice_on_the_axis() -> None:
    axis = axis_of([turn_of(NEW_YORK, AUTUMN), None])
    assert axis.length == 25 * 60
    assert [(tick.place, tick.hour, tick.again) for tick in axis.ticks()[:4]] == [
        (0, 0, False),
        (60, 1, False),
        (120, 1, True),
        (180, 2, False),
    ]


def test_days_that_lack_an_hour_have_a_gap_in_its_place() -> None:
    autumn = axis_of([turn_of(NEW_YORK, AUTUMN), None])
    assert autumn.absent(turn_of(NEW_YORK, AUTUMN)) == []
    assert autumn.absent(None) == [(120, 180)]
    assert axis_of([turn_of(NEW_YORK, SPRING)]).absent(turn_of(NEW_YORK, SPRING)) == [(120, 180)]


@pytest.mark.parametrize("repeats", [(), ((60, 120),), ((90, 120),), ((1380, 1440),)])
def test_every_minute_of_the_axis_is_one_minute_of_the_clock(repeats: tuple[tuple[int, int], ...]) -> None:
    axis = Axis(repeats)
    again = {minute for begin, end in repeats for minute in range(begin, end)}
    places = [axis.place(minute) for minute in range(DAY)] + [axis.place(minute, True) for minute in again]
    assert sorted(places) == list(range(axis.length))


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 11), (AUTUMN, 13), (SATURDAY, 12)])
def test_a_night_over_a_change_of_the_clock_reaches_from_wall_time_to_wall_time(
    day: date, hours: int
) -> None:
    evening = day - timedelta(1)
    night = row(there(evening, 19), hours)
    axis = axis_of([turn_of(NEW_YORK, day)])
    pieces, _ = laid([night], [evening, day], Clock(), axis)
    assert (pieces[0][0].begins, pieces[0][0].ends) == (19 * 60 + axis.length - DAY, axis.length)
    assert (pieces[1][0].begins, pieces[1][0].ends) == (0, axis.place(7 * 60))
    assert (pieces[0][0].after, pieces[1][0].before) == (True, True)


# Where shifts stand.


def test_a_shift_stands_on_its_own_sites_day_or_on_that_of_the_chosen_clock() -> None:
    late = row(there(SATURDAY, 22, "America/Los_Angeles"), 1.5)
    shown = [SATURDAY, SATURDAY + timedelta(1)]
    own, _ = laid([late], shown, Clock(), Axis())
    desk, _ = laid([late], shown, Clock(NEW_YORK), Axis())
    assert [len(day) for day in own] == [1, 0]
    assert own[0][0].begins == 22 * 60
    assert [len(day) for day in desk] == [0, 1]
    assert desk[1][0].begins == 60


def test_a_shift_that_ends_at_midnight_leaves_no_trace_on_the_next_day() -> None:
    pieces, _ = laid([row(there(SATURDAY, 16), 8)], [SATURDAY, SATURDAY + timedelta(1)], Clock(), Axis())
    assert [len(day) for day in pieces] == [1, 0]
    assert not pieces[0][0].after


def test_an_open_end_is_drawn_for_a_while_and_not_into_the_next_day() -> None:
    rows = [row(there(SATURDAY, 8), None), row(there(SATURDAY, 23), None, 2)]
    pieces, _ = laid(rows, [SATURDAY, SATURDAY + timedelta(1)], Clock(), Axis())
    assert [(one.begins, one.ends) for one in pieces[0]] == [(480, 480 + FADES), (1380, 1440)]
    assert not pieces[1]


def test_whole_days_stand_above_the_hours_from_their_first_to_their_last() -> None:
    two = row(there(SATURDAY, 0), 48, all_day=1)
    pieces, bars = laid([two], week_of(SATURDAY, 0), Clock(), Axis())
    assert not any(pieces)
    assert [(bar.first, bar.last, bar.before, bar.after) for bar in bars] == [(5, 6, False, False)]
    _, cut = laid([two], [SATURDAY + timedelta(1)], Clock(), Axis())
    assert [(bar.before, bar.after) for bar in cut] == [(True, False)]


def test_the_hours_are_those_of_most_sites() -> None:
    rows = [row(there(SATURDAY, 7, name), 1) for name in (NEW_YORK, "Europe/London", NEW_YORK)]
    assert frame(rows, Clock(), "UTC") == (NEW_YORK, 2)
    assert frame([], Clock(), "Europe/London") == ("Europe/London", 1)
    assert frame(rows, Clock("UTC"), NEW_YORK) == ("UTC", 1)


# Overlapping shifts side by side.


@given(spans)
def test_no_two_that_overlap_share_a_column_even_where_they_are_widened(
    found: list[tuple[int, int]],
) -> None:
    slots = columns(found)
    for n, (one, slot) in enumerate(zip(found, slots, strict=True)):
        assert 0 <= slot.column < slot.column + slot.wide <= slot.of
        for other, beside in zip(found[:n], slots, strict=False):
            if one[0] < other[1] and other[0] < one[1]:
                assert slot.of == beside.of
                assert slot.column + slot.wide <= beside.column or beside.column + beside.wide <= slot.column


@given(spans)
def test_there_are_no_more_columns_than_are_needed(found: list[tuple[int, int]]) -> None:
    assert max((slot.of for slot in columns(found)), default=0) == depth(found)


def test_back_to_back_shifts_share_a_column() -> None:
    assert [slot.of for slot in columns([(0, 60), (60, 120)])] == [1, 1]


@given(spans, st.integers(1, 5))
def test_where_not_all_fit_no_moment_is_more_crowded_than_allowed(
    found: list[tuple[int, int]], most: int
) -> None:
    kept = fitting(found, most)
    assert depth([found[n] for n in kept]) <= most
    assert not found or kept[0] == 0  # the most pressing one is always drawn
    if depth([(begin // 5 * 5, -(-end // 5) * 5) for begin, end in found]) <= most:
        assert kept == list(range(len(found)))


# Dates as people type them.

EUROPE, AMERICA = Names(), Names(month_first=True)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("24", date(2026, 11, 24)),
        ("20", date(2026, 12, 20)),
        ("31", date(2026, 12, 31)),
        ("24.12.", date(2026, 12, 24)),
        ("24/12/27", date(2027, 12, 24)),
        ("3 feb", date(2027, 2, 3)),
        ("Feb 3 2028", date(2028, 2, 3)),
        ("29 feb", date(2028, 2, 29)),
        ("december", date(2026, 12, 1)),
        ("2026-12-24", date(2026, 12, 24)),
        ("today", SATURDAY),
        ("Tomorrow", date(2026, 11, 22)),
        ("sat", SATURDAY),
        ("fri", date(2026, 11, 27)),
        ("Fri, Nov 27", date(2026, 11, 27)),
        ("the 3rd of Feb", date(2027, 2, 3)),
        ("+7", date(2026, 11, 28)),
        ("+2w", date(2026, 12, 5)),
        ("-1", date(2026, 11, 20)),
    ],
)
def test_a_typed_date_is_the_one_that_comes_next(text: str, day: date) -> None:
    assert day_of(text, SATURDAY, EUROPE) == day


def test_the_locale_decides_which_number_is_the_month() -> None:
    assert day_of("12/3", SATURDAY, AMERICA) == date(2026, 12, 3)
    assert day_of("12月3日", SATURDAY, AMERICA) == date(2026, 12, 3)  # Japan, too, writes the month first
    assert day_of("12/3", SATURDAY, EUROPE) == date(2027, 3, 12)


def test_months_and_days_are_known_by_their_names_in_the_locale() -> None:
    german = Names(("Januar", "Februar", "März"), ("Montag", "Dienstag"))
    assert day_of("3. mär", SATURDAY, german) == date(2027, 3, 3)
    assert day_of("die", SATURDAY, german) == date(2026, 11, 24)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "32",
        "31 feb",
        "9999-12-31",
        "+99999",
        "1980-01-01",
        "x",
        "13/13/2026",
        "+99999999999",
        "--",
        "0",
        "²",
        "xyz5",
        "7am",
        "3days",
        "until5pm",
        "fri night",
        "08:10",
        "mon tue",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert day_of(text, SATURDAY, EUROPE) is None


@given(st.text(max_size=30), days)
def test_no_text_breaks_it(text: str, today: date) -> None:
    for names in (EUROPE, AMERICA):
        found = day_of(text, today, names)
        assert found is None or isinstance(found, date)
