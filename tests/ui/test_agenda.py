"""The agenda on a real cache: days, counts, keys, selection, and what stays when others commit."""

import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain import Shift, State
from app.store.filters import Filter
from app.store.store import Store
from app.zones import zone
from tests.shifts import NEW_YORK, applied, shift
from tests.ui.conftest import NOW, Fill
from ui.cache import Cache
from ui.calendar.agenda import Agenda
from ui.queries import Queries
from ui.times import Times

Show = Callable[..., Agenda]

CONTROL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
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
    """Return what shows the agenda, once its rows have been read."""
    queries = Queries(cache.another)

    def showing(where: Filter | None = None, width: int = 1100) -> Agenda:
        view = Agenda(times, cache.reader, queries)
        qtbot.addWidget(view)
        view.resize(width, 600)
        view.dress()
        if where is not None:
            view.look(where)
        with qtbot.waitExposed(view):
            view.show()
        view.setFocus()
        settle(qtbot, view)
        return view

    yield showing
    queries.stop()


def settle(qtbot: QtBot, view: Agenda) -> None:
    """Wait until the days in sight have been read."""
    qtbot.waitUntil(
        lambda: (
            not view._stale and not view._diary.missing(view._roll.days_in_sight()) and view._sought is None
        )
    )
    view.viewport().repaint()


def one(number: int, day: int, hour: int = 7, **fields: object) -> Shift:
    """Return a shift of December."""
    start = datetime(2026, 12, day, hour, tzinfo=NEW_YORK)
    return shift(number, title=f"Shift {number}", start=start, end=start + timedelta(hours=8), **fields)


def told(view: Agenda) -> list[str]:
    interface = QAccessible.queryAccessibleInterface(view)
    return [interface.child(n).text(QAccessible.Text.Name) for n in range(interface.childCount())]


def titles(view: Agenda) -> list[str]:
    rows = [view._diary.row(number) for number in range(view._diary.total)]
    return [row.texts[3] for row in rows if row]


def press(view: Agenda, *keys: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
    for key in keys:
        QTest.keyClick(view, key, held)


def test_days_have_a_heading_and_their_shifts_below_in_time_order(fill: Fill, show: Show) -> None:
    fill([one(1, 2, 19), one(2, 1, 11), one(3, 1, 7, urgent=True)])
    view = show()
    said = told(view)
    assert [words.partition(":")[0] for words in said] == [
        "Tuesday 1 Dec", "Urgent", "Tue 1 Dec, 11", "Wednesday 2 Dec", "Wed 2 Dec, 19",
    ]  # fmt: skip
    assert said[0].endswith("2 shifts")
    assert "Shift 3; Open" in said[1]


def test_a_shift_stands_on_its_own_local_day(fill: Fill, show: Show) -> None:
    berlin = datetime(2026, 12, 2, 1, tzinfo=zone("Europe/Berlin"))  # in New York it is still the first
    fill([one(1, 1, 23), shift(2, title="Early", start=berlin, end=None, timezone="Europe/Berlin")])
    view = show()
    assert titles(view) == ["Shift 1", "Early"]
    assert [view._diary.many(n) for n in range(view._diary.count)] == [1, 1]


def test_today_or_the_next_day_with_shifts_is_on_top(fill: Fill, show: Show) -> None:
    fill([one(n, 1 + n % 28) for n in range(200)])
    view = show()
    assert view.day == date(2026, 12, 1)
    view.show_day(date(2026, 12, 15))
    assert view.day == date(2026, 12, 15)
    assert view._roll.stuck_y(14) == 0
    view.step(2)
    assert view.day == date(2026, 12, 17)


def test_arrows_choose_and_enter_opens(fill: Fill, show: Show, qtbot: QtBot) -> None:
    fill([one(1, 1), one(2, 1, 9), one(3, 2), one(4, 5)])
    view = show()
    chosen: list[str] = []
    opened: list[str] = []
    view.chosen.connect(chosen.append)
    view.opened.connect(opened.append)
    press(view, KEY.Key_Down, KEY.Key_Down, KEY.Key_Down, KEY.Key_Up, KEY.Key_End, KEY.Key_Home)
    press(view, KEY.Key_Down, held=CONTROL)
    press(view, KEY.Key_Return)
    assert [ref.rpartition(":")[2] for ref in chosen] == ["1", "2", "3", "2", "4", "1", "3"]
    assert opened == ["trio-east:3"]
    interface = QAccessible.queryAccessibleInterface(view)
    assert "Shift 3" in interface.child(view.current_item()).text(QAccessible.Text.Name)


def test_a_row_far_away_is_read_when_it_is_gone_to(fill: Fill, show: Show, qtbot: QtBot) -> None:
    fill([one(n, 1 + n % 20) for n in range(400)])
    view = show()
    with qtbot.waitSignal(view.chosen) as chosen:
        press(view, KEY.Key_End)
    assert chosen.args == ["trio-east:399"]
    assert len(view._diary._listings) < 20


def test_a_click_on_a_row_chooses_and_one_on_a_heading_does_not(fill: Fill, show: Show, qtbot: QtBot) -> None:
    fill([one(1, 1), one(2, 2)])
    view = show()
    chosen: list[str] = []
    view.chosen.connect(chosen.append)
    QTest.mouseClick(view.viewport(), LEFT, NONE, QPoint(200, 5))
    QTest.mouseClick(view.viewport(), LEFT, NONE, QPoint(200, view._roll.row_y(1) + 4))
    assert chosen == ["trio-east:2"]
    with qtbot.waitSignal(view.opened) as opened:
        QTest.mouseDClick(view.viewport(), LEFT, NONE, QPoint(200, view._roll.row_y(0) + 4))
    assert opened.args == ["trio-east:1"]


def test_what_is_chosen_elsewhere_is_found_and_shown(fill: Fill, show: Show, qtbot: QtBot) -> None:
    fill([one(n, 1 + n % 28) for n in range(400)])
    view = show()
    told_: list[str] = []
    view.chosen.connect(told_.append)
    view.choose("trio-east:300")
    settle(qtbot, view)
    row = view._diary.row(view._number)
    assert row is not None
    assert row.ref == "trio-east:300"
    assert view._roll.heading <= view._roll.row_y(view._number) <= view._roll.room - view._roll.row
    assert told_ == []


def test_one_that_the_filter_hides_is_not_searched_for_ever(fill: Fill, show: Show, qtbot: QtBot) -> None:
    fill([one(1, 1), one(2, 2, state=State.CONFIRMED)])
    view = show(Filter(states=frozenset({"open"})))
    view.choose("trio-east:2")
    qtbot.waitUntil(lambda: view._sought is None)
    assert view._number == -1


def test_selection_and_place_stay_when_others_commit(
    store: Store, fill: Fill, show: Show, qtbot: QtBot
) -> None:
    fill([one(n, 10 + n % 10) for n in range(200)])
    view = show()
    view.show_day(date(2026, 12, 14))
    settle(qtbot, view)
    press(view, KEY.Key_Down, KEY.Key_Down)
    ref, y = view._ref, view._roll.row_y(view._number)
    applied(store, *(one(1000 + n, 5) for n in range(30)), at=NOW)
    view.refresh()
    qtbot.waitUntil(lambda: view._diary.total == 230)
    settle(qtbot, view)
    row = view._diary.row(view._number)
    assert row is not None
    assert row.ref == ref == view._ref
    assert view._roll.row_y(view._number) == y


def test_the_place_stays_when_the_clock_moves_what_is_shown(fill: Fill, show: Show, qtbot: QtBot) -> None:
    fill([one(n, 10 + n % 10) for n in range(200)])
    view = show(Filter(starts_from=int(datetime(2026, 12, 1, tzinfo=NEW_YORK).timestamp())))
    view.show_day(date(2026, 12, 14))
    settle(qtbot, view)
    press(view, *(KEY.Key_Down,) * 30)
    settle(qtbot, view)
    ref, y = view._ref, view._roll.row_y(view._number)
    view.look(Filter(starts_from=int(datetime(2026, 12, 11, tzinfo=NEW_YORK).timestamp())))
    qtbot.waitUntil(lambda: view._diary.total == 180)
    settle(qtbot, view)
    assert view._ref == ref
    assert view._roll.row_y(view._number) == y


def test_the_mark_stays_on_its_shift_when_it_is_out_of_sight(
    store: Store, fill: Fill, show: Show, qtbot: QtBot
) -> None:
    fill([one(n, 1 + n % 20) for n in range(400)])
    view = show()
    press(view, KEY.Key_Home)
    ref = view._ref
    view.show_day(date(2026, 12, 20))
    settle(qtbot, view)
    applied(store, *(one(1000 + n, 1, 5) for n in range(7)), at=NOW)
    view.refresh()
    qtbot.waitUntil(lambda: view._diary.total == 407)
    settle(qtbot, view)
    row = view._diary.row(view._number)
    assert row is not None
    assert row.ref == ref


def test_enter_on_a_row_that_is_still_being_read_opens_that_row(fill: Fill, show: Show, qtbot: QtBot) -> None:
    fill([one(n, 1 + n % 20) for n in range(400)])
    view = show()
    press(view, KEY.Key_Home)
    with qtbot.waitSignal(view.opened) as opened:
        press(view, KEY.Key_End, KEY.Key_Return)
    assert opened.args == ["trio-east:399"]


def test_until_a_row_has_been_read_no_other_shift_is_the_chosen_one(
    fill: Fill, show: Show, qtbot: QtBot
) -> None:
    fill([one(n, 1 + n % 20) for n in range(400)])
    view = show()
    press(view, KEY.Key_Home)
    chosen: list[str] = []
    menus: list[QPoint] = []
    view.chosen.connect(chosen.append)
    view.menu_wished.connect(menus.append)
    press(view, KEY.Key_End)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), view.mapToGlobal(QPoint()))
    QApplication.sendEvent(view, event)
    assert (chosen, menus) == ([""], [])
    qtbot.waitUntil(lambda: chosen == ["", "trio-east:399"])
    QApplication.sendEvent(view, event)
    assert len(menus) == 1


def test_a_filter_narrows_it_and_nothing_left_is_said(fill: Fill, show: Show, qtbot: QtBot) -> None:
    fill([one(1, 1), one(2, 2, state=State.CONFIRMED)])
    view = show()
    assert not view.empty.isVisible()
    view.look(Filter(states=frozenset({"confirmed"})))
    qtbot.waitUntil(lambda: titles(view) == ["Shift 2"])
    view.look(Filter(states=frozenset({"draft"})))
    qtbot.waitUntil(view.empty.isVisible)
    assert view._diary.total == 0


@pytest.mark.parametrize("width", [320, 700, 1600])
def test_columns_fit_into_any_width(fill: Fill, show: Show, width: int) -> None:
    fill([one(1, 1)])
    view = show(width=width)
    columns = view._pages.columns(view.viewport().width())
    assert sum(wide for _, wide in columns) <= max(view.viewport().width(), 300)
    assert not view.grab().isNull()
