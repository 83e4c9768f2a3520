"""The timeline's arithmetic: stacking, double bookings, the scale and its ticks, rows of unknown height."""

from datetime import date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.store.filters import Filter
from app.store.rows import BoardRow
from app.zones import zone
from ui.calendar.scale import CLOSEST, DAY, HOUR, WIDEST, Scale, days_of, midnight, step_of, ticks, widest
from ui.calendar.stacking import Span, doubled, stacked
from ui.calendar.steps import Step, Stop, nearest, step_from
from ui.calendar.strokes import caption
from ui.calendar.tracks import PEOPLE, UNIT, Book, Told, Track, Wanted, track_of

NEW_YORK = "America/New_York"
spans = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 25)).map(lambda one: (one[0], one[0] + one[1])), max_size=30
)


def depth(all_spans: list[Span], at: int) -> int:
    return sum(begin <= at < end for begin, end in all_spans)


def overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


@given(spans)
def test_no_two_that_overlap_share_a_sub_row_and_none_is_needless(all_spans: list[Span]) -> None:
    rows = stacked(all_spans)
    for n, one in enumerate(all_spans):
        for m in range(n):
            assert not (overlap(one, all_spans[m]) and rows[n] == rows[m])
    assert max(rows, default=-1) + 1 == max((depth(all_spans, at) for at in range(90)), default=0)


@given(spans)
def test_what_is_double_booked_is_exactly_where_two_or_more_last(all_spans: list[Span]) -> None:
    found = doubled(all_spans)
    for at in range(90):
        assert any(begin <= at < end for begin, end in found) == (depth(all_spans, at) > 1)
    assert all(begin < end for begin, end in found)
    assert all(earlier[1] < later[0] for earlier, later in pairwise(found))


def test_back_to_back_is_no_double_booking() -> None:
    assert doubled([(0, 8), (8, 16)]) == []
    assert stacked([(0, 8), (8, 16)]) == [0, 0]


def row(
    number: int, begin: int, end: int | None, state: str = "confirmed", removed: int | None = None
) -> BoardRow:
    return BoardRow(
        id=number, ref=f"north:{number}", connection="north", vendor="acme", state=state, vendor_status=None,
        start=begin, end=end, timezone=NEW_YORK, all_day=0, title="RN", role=None, specialty=None,
        facility="Mercy", unit=None, client=None, people="Adam Jones", number=None, rate=None, positions=1,
        filled=1, urgent=0, published=1, removed=removed, last_change=None,
    )  # fmt: skip


def test_only_a_workers_own_row_tells_of_double_bookings() -> None:
    rows = [row(1, 0, 8), row(2, 4, 12)]
    assert track_of("Adam Jones", rows, PEOPLE).doubled == ((4, 8),)
    assert track_of("", rows, PEOPLE).doubled == ()
    assert track_of("ICU", rows, UNIT).doubled == ()


def test_what_is_cancelled_or_gone_binds_nobody() -> None:
    rows = [row(1, 0, 8), row(2, 4, 12, state="cancelled"), row(3, 4, 12, removed=5)]
    assert track_of("Adam Jones", rows, PEOPLE).doubled == ()


def test_of_a_shift_without_an_end_only_the_beginning_is_known() -> None:
    assert track_of("Adam Jones", [row(1, 0, None), row(2, 7200, 9000)], PEOPLE).doubled == ()
    assert track_of("Adam Jones", [row(1, 100, None), row(2, 0, 9000)], PEOPLE).doubled == ((100, 101),)
    assert track_of("Adam Jones", [row(1, 0, None), row(2, 0, None)], PEOPLE).doubled == ((0, 1),)


@given(st.floats(0, 2e9), st.floats(CLOSEST, 4000), st.floats(0.2, 5), st.integers(0, 2000))
def test_what_is_under_the_mouse_stays_there_while_zooming(
    begin: float, rate: float, factor: float, x: int
) -> None:
    before = Scale(begin, rate)
    after = before.zoomed(factor, x, 2000)
    assert abs(after.at(x) - before.at(x)) < 0.01
    assert CLOSEST <= after.rate <= widest(2000)


def test_the_scale_goes_from_a_quarter_of_an_hour_a_tick_to_six_weeks_across() -> None:
    assert step_of(CLOSEST) == 900
    assert widest(1000) * 1000 == WIDEST == 42 * DAY
    assert step_of(widest(1300)) == DAY
    assert step_of(widest(300)) == 7 * DAY


def walls(day: date, step: int) -> list[str]:
    begin = midnight(day, NEW_YORK)
    end = midnight(day + timedelta(days=1), NEW_YORK)
    return [f"{tick.wall:%H:%M}{'+' if tick.again else ''}" for tick in ticks(begin, end, step, NEW_YORK)]


def test_a_day_of_23_hours_has_no_tick_for_the_hour_it_lacks() -> None:
    hours = walls(date(2026, 3, 8), HOUR)
    assert len(hours) == 23
    assert hours[:4] == ["00:00", "01:00", "03:00", "04:00"]


def test_a_day_of_25_hours_has_two_ticks_for_the_hour_it_has_twice() -> None:
    hours = walls(date(2026, 11, 1), HOUR)
    assert len(hours) == 25
    assert hours[:4] == ["00:00", "01:00", "01:00+", "02:00"]
    assert walls(date(2026, 11, 1), 6 * HOUR) == ["00:00", "06:00", "12:00", "18:00"]


def test_units_of_one_name_are_told_apart_by_their_hospital() -> None:
    assert caption(row(1, 0, 3600)._replace(unit="ICU"), UNIT) == "RN  ·  Mercy  ·  Adam Jones"


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.sampled_from((900, HOUR, 6 * HOUR)))
def test_ticks_stand_where_the_clock_shows_them_and_go_forward(day: date, step: int) -> None:
    found = ticks(midnight(day, NEW_YORK), midnight(day + timedelta(days=2), NEW_YORK), step, NEW_YORK)
    assert all(earlier.at < later.at for earlier, later in pairwise(found))
    for tick in found:
        shown = datetime.fromtimestamp(tick.at, zone(NEW_YORK))
        assert shown.replace(tzinfo=None, fold=0) == tick.wall


def test_days_are_those_of_the_axis_clock() -> None:
    begin = midnight(date(2026, 11, 1), NEW_YORK)
    assert days_of(begin, begin + 25 * HOUR, NEW_YORK) == [(date(2026, 11, 1), begin)]
    assert len(days_of(begin, begin + 25 * HOUR + 1, NEW_YORK)) == 2


def test_weeks_begin_where_the_locale_begins_them() -> None:
    begin = midnight(date(2026, 11, 1), NEW_YORK)
    found = ticks(begin, begin + 28 * DAY, 7 * DAY, NEW_YORK, 6)
    assert [tick.wall.day for tick in found] == [1, 8, 15, 22]


depths = st.lists(st.integers(1, 12), min_size=1, max_size=40)


def book_of(rows: list[int], known: list[bool]) -> Book:
    book = Book(level=20, air=4)
    wanted = Wanted(Filter(), PEOPLE, 0, DAY, 0, len(rows))
    book.take(Told(wanted, len(rows), tuple(Track(str(n), str(n), depth=one) for n, one in enumerate(rows))))
    for n, one in enumerate(known[: len(rows)]):
        if not one:
            del book.tracks[n]
    return book


@given(depths, st.lists(st.booleans(), min_size=40, max_size=40), st.integers(30, 900), st.floats(0, 1))
def test_rows_in_sight_follow_each_other_and_fill_the_sheet(
    rows: list[int], known: list[bool], room: int, share: float
) -> None:
    book = book_of(rows, known)
    value = round(book.furthest(room) * share)
    placed = book.laid(value, room)
    assert placed[0].top <= 0 < placed[0].top + placed[0].height
    assert all(one.top + one.height == other.top for one, other in pairwise(placed))
    end = placed[-1].top + placed[-1].height
    assert end >= room - 1 or placed[-1].number == len(rows) - 1


@given(depths, st.integers(30, 900))
def test_at_the_very_end_the_last_row_ends_at_the_lower_edge(rows: list[int], room: int) -> None:
    book = book_of(rows, [True] * 40)
    last = book.laid(book.furthest(room), room)[-1]
    assert last.number == len(rows) - 1
    whole = sum(book.height(n) for n in range(len(rows)))
    assert abs(last.top + last.height - min(room, whole)) <= 1


@given(depths, st.integers(30, 900), st.floats(0, 1), st.integers(-400, 400))
def test_the_wheel_moves_rows_by_pixels_however_high_they_are(
    rows: list[int], room: int, share: float, pixels: int
) -> None:
    book = book_of(rows, [True] * 40)
    value = round(book.furthest(room) * share)
    tops = {one.number: one.top for one in book.laid(value, room)}
    for one in book.laid(book.scrolled(value, pixels), room):
        if one.number in tops and value > 0 and book.scrolled(value, pixels) > 0:
            assert abs(tops[one.number] - one.top - pixels) <= 2


@given(depths, st.integers(300, 900), st.floats(0, 1), st.integers(0, 39))
def test_a_row_that_is_to_be_shown_is_in_sight_as_a_whole(
    rows: list[int], room: int, share: float, number: int
) -> None:
    book = book_of(rows, [True] * 40)
    number = min(number, len(rows) - 1)
    value = min(book.to_show(number, round(book.furthest(room) * share), room), book.furthest(room))
    placed = next(one for one in book.laid(value, room) if one.number == number)
    assert placed.top >= -1
    assert placed.top + placed.height <= room + 1 or placed.top == 0


def test_rows_of_another_span_are_not_mixed_with_these() -> None:
    book = book_of([1, 1, 1], [True] * 3)
    wanted = Wanted(Filter(), PEOPLE, 0, 2 * DAY, 1, 1)
    book.take(Told(wanted, 3, (Track("b", "b"),), first=1))
    assert list(book.tracks) == [1]


def test_going_from_shift_to_shift_ends_at_both_ends() -> None:
    stops = [Stop(0, 8, "a"), Stop(10, 12, "b"), Stop(20, 28, "c")]
    assert step_from(stops, stops[0], Step.LATER) == stops[1]
    assert step_from(stops, stops[0], Step.EARLIER) is None
    assert step_from(stops, None, Step.LAST) == stops[2]
    assert step_from([], None, Step.FIRST) is None
    assert nearest(stops, 9.5) == stops[1]
    assert nearest(stops, 4) == stops[0]
    assert nearest([], 4) is None
