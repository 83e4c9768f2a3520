"""The timeline on a real cache: rows, what is loud, keys, mouse, zoom, clocks, and screen readers."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain import State
from app.store.filters import Filter
from app.store.store import Store
from app.zones import zone
from tests.shifts import NEW_YORK, applied, person, shift
from tests.ui.conftest import NOW, Fill
from tests.ui.timelines import NONE, booked, labels, one, press, settle, spots, tip_at, told, turn_wheel
from ui.cache import Cache
from ui.calendar.clock import Clock
from ui.calendar.scale import CLOSEST, DAY, WIDEST
from ui.calendar.timeline import Timeline
from ui.calendar.tracks import CONNECTION, FACILITY, PEOPLE, UNIT, Told
from ui.queries import Queries
from ui.times import Times

Show = Callable[..., Timeline]

DECEMBER = date(2026, 12, 1)
CONTROL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton
KEY = Qt.Key


@pytest.fixture(autouse=True)
def desk_in_new_york(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def show(qtbot: QtBot, store: Store, cache: Cache, times: Times) -> Iterator[Show]:
    """Return what shows the timeline, at the first of December, once its rows have been read."""
    queries = Queries(cache.another)

    def showing(by: str = PEOPLE, where: Filter | None = None) -> Timeline:
        view = Timeline(times, cache.reader, queries)
        qtbot.addWidget(view)
        view.resize(1200, 700)
        view.dress()
        view.set_by(by)  # type: ignore[arg-type]
        if where is not None:
            view.look(where)
        with qtbot.waitExposed(view):
            view.show()
        settle(qtbot, view)
        view.show_day(DECEMBER)
        settle(qtbot, view)
        view.chart.setFocus()
        return view

    yield showing
    queries.stop()


def test_each_worker_has_a_row_and_what_nobody_is_on_is_the_first(fill: Fill, show: Show) -> None:
    fill([booked(1, 1, "Maria Lopez"), booked(2, 2, "Adam Jones"), one(3, 3)])
    view = show()
    assert labels(view) == ["Nobody yet", "Adam Jones", "Maria Lopez"]
    assert [spot.bar.row.ref for spot in spots(view) if spot.bar] == [
        "trio-east:3", "trio-east:2", "trio-east:1",
    ]  # fmt: skip


def test_rows_can_be_places_and_connections(qtbot: QtBot, fill: Fill, show: Show) -> None:
    fill([one(1, 1, facility="Mercy", unit="ICU"), one(2, 1, facility="Cedar")])
    view = show(FACILITY)
    assert labels(view) == ["Cedar", "Mercy"]
    for by, rows in ((UNIT, ["ICU", "No unit told"]), (CONNECTION, ["trio-east"])):
        view.set_by(by)
        settle(qtbot, view)
        assert labels(view) == rows


def test_a_double_booking_is_told_in_words_and_back_to_back_is_none(fill: Fill, show: Show) -> None:
    fill([
        booked(1, 1, "Adam Jones", 7, 8), booked(2, 1, "Adam Jones", 14, 8),
        booked(3, 1, "Maria Lopez", 7, 8), booked(4, 1, "Maria Lopez", 15, 8),
    ])  # fmt: skip
    view = show()
    adam, maria = view.chart.book.tracks[0], view.chart.book.tracks[1]
    assert len(adam.doubled) == 1
    assert adam.depth == 2
    assert maria.doubled == ()
    assert maria.depth == 1
    first = next(spot for spot in spots(view) if spot.bar and spot.bar.row.ref == "trio-east:1")
    assert "Double-booked" in tip_at(view, first.area.center())
    third = next(spot for spot in spots(view) if spot.bar and spot.bar.row.ref == "trio-east:3")
    assert "Double-booked" not in tip_at(view, third.area.center())
    said = told(view)
    assert "Adam Jones, double-booked" in said
    assert "Maria Lopez" in said
    assert sum(words.startswith("Double-booked: ") for words in said) == 2


def test_a_double_booking_is_hatched(fill: Fill, show: Show) -> None:
    fill([booked(1, 1, "Adam Jones", 7, 8), booked(2, 1, "Adam Jones", 9, 12)])
    view = show()
    alarm = view.chart.hand.look.alarm.rgb()
    image = view.chart.viewport().grab().toImage()
    begin = view.chart.side + view.chart.scale.x(int(datetime(2026, 12, 1, 9, tzinfo=NEW_YORK).timestamp()))
    end = view.chart.side + view.chart.scale.x(int(datetime(2026, 12, 1, 15, tzinfo=NEW_YORK).timestamp()))
    bottom = view.chart.top + view.chart.book.height(0) - 3
    inside = [image.pixel(x, y) == alarm for x in range(begin, end) for y in (bottom, bottom - 1)]
    outside = [image.pixel(x, bottom) == alarm for x in range(end + 2, end + 40)]
    assert any(inside)
    assert not any(outside)


def test_rows_are_read_only_where_somebody_looks(qtbot: QtBot, fill: Fill, show: Show) -> None:
    fill([booked(n, 1 + n % 5, f"Worker {n:04}") for n in range(600)])
    view = show()
    assert view.chart.book.total == 600
    assert len(view.chart.book.tracks) < 90
    bar = view.chart.verticalScrollBar()
    bar.setValue(bar.maximum())
    settle(qtbot, view)
    assert view.chart.book.tracks[599].label == "Worker 0599"
    last = view.chart._scene.laid[-1]
    assert last.number == 599
    assert abs(last.top + last.height - view.chart.down) <= 1


def test_at_the_end_one_stays_at_the_end(qtbot: QtBot, fill: Fill, show: Show) -> None:
    fill([booked(n, 1 + n % 5, f"Worker {n:04}") for n in range(300)])
    view = show()
    bar = view.chart.verticalScrollBar()
    bar.setValue(bar.maximum())
    settle(qtbot, view)
    room = view.chart.down
    view.resize(view.width(), view.height() - 130)
    qtbot.waitUntil(lambda: view.chart.down == room - 130)
    settle(qtbot, view)
    last = view.chart._scene.laid[-1]
    assert last.number == 299
    assert abs(last.top + last.height - view.chart.down) <= 1
    assert view.chart.horizontalScrollBar().isVisible()


def test_arrows_go_from_shift_to_shift_and_from_row_to_row(fill: Fill, show: Show, qtbot: QtBot) -> None:
    fill([
        booked(1, 1, "Adam Jones"), booked(2, 3, "Adam Jones"), booked(3, 3, "Maria Lopez"),
        booked(4, 5, "Maria Lopez"),
    ])  # fmt: skip
    view = show()
    chosen: list[str] = []
    opened: list[str] = []
    view.chosen.connect(chosen.append)
    view.opened.connect(opened.append)
    press(view, KEY.Key_Home, KEY.Key_Right, KEY.Key_Down, KEY.Key_Right, KEY.Key_Up)
    assert [ref.rpartition(":")[2] for ref in chosen] == ["1", "2", "3", "4", "2"]
    press(view, KEY.Key_Return)
    assert opened == ["trio-east:2"]
    interface = QAccessible.queryAccessibleInterface(view.chart)
    view.chart.viewport().repaint()
    assert "Shift 2" in interface.child(view.chart.current_item()).text(QAccessible.Text.Name)


def test_a_click_chooses_and_a_double_click_opens(fill: Fill, show: Show, qtbot: QtBot) -> None:
    fill([booked(1, 1, "Adam Jones"), booked(2, 2, "Maria Lopez")])
    view = show()
    where = spots(view)[1].area.center()
    with qtbot.waitSignal(view.chosen) as chosen:
        QTest.mouseClick(view.chart.viewport(), LEFT, NONE, where)
    assert chosen.args == ["trio-east:2"]
    with qtbot.waitSignal(view.opened) as opened:
        QTest.mouseDClick(view.chart.viewport(), LEFT, NONE, where)
    assert opened.args == ["trio-east:2"]


def test_what_is_chosen_elsewhere_comes_into_sight(fill: Fill, show: Show, qtbot: QtBot) -> None:
    fill([booked(1, 1, "Adam Jones"), booked(2, 20, "Maria Lopez")])
    view = show()
    told: list[str] = []
    view.chosen.connect(told.append)
    view.choose("trio-east:2")
    settle(qtbot, view)
    assert any(spot.bar and spot.bar.row.ref == "trio-east:2" for spot in spots(view))
    assert told == []  # it was not chosen here


def test_the_wheel_zooms_around_the_mouse_within_bounds(fill: Fill, show: Show, qtbot: QtBot) -> None:
    fill([one(1, 1)])
    view = show()
    chart = view.chart
    before = chart.scale.at(600 - chart.side)
    turn_wheel(view, 3, CONTROL)
    assert abs(chart.scale.at(600 - chart.side) - before) < chart.scale.rate
    turn_wheel(view, 60, CONTROL)
    assert chart.scale.rate == CLOSEST
    turn_wheel(view, -90, CONTROL)
    begin, end = chart.span()
    assert abs(end - begin - WIDEST) <= chart.scale.rate
    press(view, KEY.Key_Plus)
    assert chart.span()[1] - chart.span()[0] < WIDEST
    press(view, KEY.Key_Minus, KEY.Key_Minus)
    assert abs(chart.span()[1] - chart.span()[0] - WIDEST) <= chart.scale.rate


def test_buttons_show_a_day_or_six_weeks(fill: Fill, show: Show, qtbot: QtBot) -> None:
    fill([one(1, 1)])
    view = show()
    for button, days in zip(view.spans, (1, 7, 14, 42), strict=True):
        button.click()
        begin, end = view.chart.span()
        assert abs(end - begin - days * DAY) <= view.chart.scale.rate + 1
    assert view.day == DECEMBER


def test_a_day_that_is_gone_to_before_the_clock_is_known_begins_by_that_clock(
    fill: Fill, show: Show, qtbot: QtBot
) -> None:
    fill([one(1, 1, timezone="America/Chicago")])
    view = show()
    assert view.chart.ruler.zone == "America/Chicago"
    begins = datetime(2026, 12, 1, tzinfo=zone("America/Chicago")).timestamp()
    assert abs(view.chart.scale.x(begins) - 10) <= 1


def test_time_goes_on_by_pages(fill: Fill, show: Show) -> None:
    fill([one(1, 1)])
    view = show()
    begin, end = view.chart.span()
    view.step(1)
    assert begin < view.chart.span()[0] < end
    view.step(-1)
    assert abs(view.chart.span()[0] - begin) <= view.chart.scale.rate + 1


def test_a_date_that_is_typed_is_gone_to(fill: Fill, show: Show, qtbot: QtBot) -> None:
    fill([one(1, 1)])
    view = show()
    QTest.keyClicks(view.chart, "2")
    QTest.keyClicks(view.jump.line, "4 dec")
    QTest.keyClick(view.jump.line, KEY.Key_Return)
    assert view.day == date(2026, 12, 24)


def test_the_axis_says_whose_clock_it_is_and_a_second_one_stands_below(
    fill: Fill, show: Show, qtbot: QtBot
) -> None:
    fill([one(1, 1)])
    view = show()
    noon = datetime(2026, 12, 1, 12, tzinfo=NEW_YORK).timestamp()
    assert view.chart.ruler.label(noon) == ["New York (EST)"]
    height = view.chart.top
    view.set_clock(Clock("Europe/London", "America/New_York"))
    settle(qtbot, view)
    assert view.chart.ruler.label(noon) == ["London (GMT)", "New York (EST)"]
    assert view.chart.top > height


def test_shifts_of_several_zones_say_so(fill: Fill, show: Show) -> None:
    berlin = datetime(2026, 12, 2, 7, tzinfo=zone("Europe/Berlin"))
    fill(
        [
            one(1, 1),
            one(2, 1, 9),
            shift(3, start=berlin, end=berlin + timedelta(hours=8), timezone="Europe/Berlin"),
        ]
    )
    view = show()
    assert view.chart._view().zones == 2
    assert view.chart.ruler.zone == "America/New_York"


def test_only_what_the_filter_leaves_is_shown(fill: Fill, show: Show, qtbot: QtBot) -> None:
    fill([booked(1, 1, "Adam Jones"), one(2, 2)])
    view = show(where=Filter(states=frozenset({"open"})))
    assert labels(view) == ["Nobody yet"]
    view.look(Filter())
    settle(qtbot, view)
    assert labels(view) == ["Nobody yet", "Adam Jones"]


def test_where_nothing_is_it_says_so(fill: Fill, show: Show) -> None:
    fill([one(1, 1)])
    view = show(where=Filter(states=frozenset({"cancelled"})))
    assert "0 workers" in view._remark.text()
    assert spots(view) == []


def test_a_commit_is_shown_and_the_chosen_shift_stays(
    store: Store, fill: Fill, show: Show, qtbot: QtBot
) -> None:
    fill([booked(1, 1, "Maria Lopez")])
    view = show()
    press(view, KEY.Key_Home)
    assert view.chart.shift == "trio-east:1"
    applied(store, booked(2, 2, "Adam Jones"), at=NOW)
    view.refresh()
    qtbot.waitUntil(lambda: view.chart.book.total == 2)
    settle(qtbot, view)
    assert labels(view) == ["Adam Jones", "Maria Lopez"]
    assert view.chart._lane == 1
    assert view.chart.shift == "trio-east:1"


def test_too_many_shifts_of_a_place_are_counted_by_day_and_a_day_opens_them(
    fill: Fill, show: Show, qtbot: QtBot
) -> None:
    fill([one(n, 1 + n % 4, facility="Mercy", state=State.OPEN) for n in range(160)])
    view = show(FACILITY)
    track = view.chart.book.tracks[0]
    assert [count.open for count in track.counts] == [40, 40, 40, 40]
    assert any("40 open: 0 % filled" in words for words in told(view))
    press(view, KEY.Key_Home, KEY.Key_Right)
    with qtbot.waitSignal(view.narrowed) as narrowed:
        press(view, KEY.Key_Return)
    second = date(2026, 12, 2)
    assert narrowed.args == [Filter(first=second, last=second, facilities=frozenset({"Mercy"}))]


def test_what_nobody_is_on_is_counted_where_it_would_push_all_others_away(
    fill: Fill, show: Show, qtbot: QtBot
) -> None:
    fill([*(one(n, 1 + n % 7, hours=12) for n in range(140)), booked(500, 1, "Adam Jones")])
    view = show()
    qtbot.waitUntil(lambda: 0 in view.chart.book.tracks)
    free, adam = view.chart.book.tracks[0], view.chart.book.tracks[1]
    assert sum(count.open for count in free.counts) == 140
    assert len(adam.bars) == 1
    assert view.chart.book.height(0) == view.chart.book.usual


def test_what_all_have_declined_is_counted_with_what_nobody_is_on(
    fill: Fill, show: Show, qtbot: QtBot
) -> None:
    declined = replace(person("Zoe"), state=State.CANCELLED)
    fill(
        [
            *(one(n, 1 + n % 7, hours=12) for n in range(140)),
            one(500, 1, assignments=(declined,)),
            one(501, 1, state=State.PENDING, assignments=(declined, person("Adam Jones"))),
        ]
    )
    view = show()
    qtbot.waitUntil(lambda: 0 in view.chart.book.tracks)
    assert sum(count.open for count in view.chart.book.tracks[0].counts) == 141
    assert labels(view) == ["Nobody yet", "Adam Jones"]


def test_states_of_slim_bars_are_told_apart_without_colour(fill: Fill, show: Show, qtbot: QtBot) -> None:
    states = (State.OPEN, State.PENDING, State.CONFIRMED, State.CANCELLED)
    fill([one(n, 2, 7, 12, state=state, facility=f"Place {n}") for n, state in enumerate(states)])
    view = show(FACILITY)
    view.spans[3].click()
    settle(qtbot, view)
    image = view.chart.viewport().grab().toImage()
    patterns = set()
    for spot in spots(view):
        ink = view.chart.hand.ink(spot.bar.row).text.rgb() if spot.bar else 0
        area = spot.area
        pixels = ((x, y) for y in range(area.top(), area.bottom()) for x in range(area.left(), area.right()))
        patterns.add(tuple(image.pixel(x, y) == ink for x, y in pixels))
    assert len(patterns) == len(states)


def test_the_row_with_the_cursor_stays_where_it_is_while_it_is_not_read(fill: Fill, show: Show) -> None:
    fill([one(1, 1), *(booked(n, 1, f"Person {n:02}") for n in range(2, 60))])
    view = show()
    wanted = view.chart.book.told
    assert wanted is not None
    view.chart._lane = 50
    assert 50 not in view.chart.book.tracks
    view.chart.take(Told(wanted, view.chart.book.total, (view.chart.book.tracks[0],)))
    assert view.chart._lane == 50


def test_a_click_on_what_has_just_gone_chooses_nothing(fill: Fill, show: Show, store: Store) -> None:
    fill([booked(1, 1, "Zoe"), booked(2, 1, "Zoe", 16)])
    view = show()
    wanted, number = view.chart.book.told, labels(view).index("Zoe")
    spot = next(one for one in spots(view) if one.bar is not None and one.bar.row.ref == "trio-east:2")
    track = view.chart.book.tracks[number]
    assert wanted is not None
    left = replace(track, bars=tuple(bar for bar in track.bars if bar.row.ref != "trio-east:2"))
    view.chart.take(Told(wanted, view.chart.book.total, (left,), first=number))
    QTest.mouseClick(view.chart.viewport(), LEFT, NONE, spot.area.center())
    assert view.chart.shift == ""
