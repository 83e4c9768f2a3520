"""The bar above the calendar: back and on, today, a day from the small month, clocks."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAction
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain import State
from app.store.filters import Filter
from app.store.store import Store
from tests.shifts import NEW_YORK, shift
from tests.ui.conftest import Fill
from ui.cache import Cache
from ui.calendar.clock import Clock
from ui.calendar.navigator import Navigator
from ui.queries import Queries
from ui.times import Times

TODAY = date(2026, 11, 21)
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def navigator(qtbot: QtBot, store: Store, fill: Fill, cache: Cache, times: Times) -> Iterator[Navigator]:
    start = datetime(2026, 11, 24, 7, tzinfo=NEW_YORK)
    fill([shift(n, start=start + timedelta(n), end=None, state=State.OPEN) for n in range(2)])
    queries = Queries(cache.another)
    navigator = Navigator(times, cache.reader, queries)
    qtbot.addWidget(navigator)
    navigator.tell("23 – 29 Nov 2026", TODAY)
    with qtbot.waitExposed(navigator):
        navigator.show()
    yield navigator
    navigator._popup.close()
    queries.stop()


def clocks(navigator: Navigator) -> dict[str, QAction]:
    """Return what the menu of the clocks offers, by section and words."""
    found, section = {}, ""
    for action in navigator.clocks.actions():
        if action.isSeparator():
            section = action.text()
        else:
            found[f"{section}: {action.text()}"] = action
    return found


def test_back_on_and_today_are_told(navigator: Navigator) -> None:
    steps: list[int] = []
    days: list[date] = []
    navigator.stepped.connect(steps.append)
    navigator.day_wished.connect(days.append)
    for button in (navigator._back, navigator._on, navigator._today):
        QTest.mouseClick(button, LEFT)
    assert (steps, days) == ([-1, 1], [TODAY])


def test_days_with_open_shifts_have_a_dot_and_say_so(navigator: Navigator) -> None:
    navigator.open()
    interface = QAccessible.queryAccessibleInterface(navigator.mini)
    told = [interface.child(n).text(QAccessible.Text.Name) for n in range(interface.childCount())]
    assert len(told) == 42
    assert [text for text in told if "1 open" in text] == [
        "Tuesday 24 Nov: 1 shift: 1 open",
        "Wednesday 25 Nov: 1 shift: 1 open",
    ]


def test_the_dots_follow_the_filter(navigator: Navigator, qtbot: QtBot) -> None:
    navigator.open()
    navigator.look(Filter(text="nowhere"))
    qtbot.waitUntil(lambda: navigator.mini._counts == {})


def test_a_day_is_chosen_with_the_mouse_or_with_keys(navigator: Navigator) -> None:
    navigator.open()
    days: list[date] = []
    navigator.day_wished.connect(days.append)
    mini = navigator.mini
    cell = mini._cell(mini._days.index(date(2026, 11, 24))).center()
    QTest.mouseClick(mini, LEFT, NONE, cell)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_PageDown):
        QTest.keyClick(mini, key)
    assert days == [
        date(2026, 11, 24),
        date(2026, 11, 25),
        date(2026, 12, 2),
        date(2026, 11, 30),
        date(2026, 12, 30),
    ]
    assert mini.title() == "December 2026"


def test_turning_the_small_months_pages_chooses_nothing(navigator: Navigator) -> None:
    navigator.open()
    days: list[date] = []
    navigator.day_wished.connect(days.append)
    navigator.mini.step(2)
    assert navigator._month.text() == "January 2027"
    assert not days


def test_a_typed_date_goes_there_and_closes(navigator: Navigator, qtbot: QtBot) -> None:
    navigator.open()
    QTest.keyClicks(navigator.line.line, "fri")
    assert navigator.line.meaning.text() == "Friday 27 Nov 2026"
    with qtbot.waitSignal(navigator.day_wished) as wished:
        QTest.keyClick(navigator.line.line, Qt.Key.Key_Return)
    assert wished.args == [date(2026, 11, 27)]
    assert not navigator._popup.isVisible()


def test_clocks_are_chosen_one_by_one_and_named(navigator: Navigator) -> None:
    told: list[Clock] = []
    navigator.clock_changed.connect(told.append)
    navigator.clocks.offer(["America/Chicago"])
    assert clocks(navigator)["Shifts stand on: Each site’s own clock"].isChecked()
    clocks(navigator)["Shifts stand on: Chicago clock"].trigger()
    clocks(navigator)["Beside it: Chicago beside it"].trigger()
    clocks(navigator)["Shifts stand on: Each site’s own clock"].trigger()
    assert told == [
        Clock("America/Chicago"),
        Clock("America/Chicago", "America/Chicago"),
        Clock("", "America/Chicago"),
    ]
    assert navigator._clocks.accessibleName() == "Clocks: Each site’s own clock · Chicago"


def test_arrows_point_the_other_way_where_one_reads_from_the_right(navigator: Navigator) -> None:
    before = navigator._back.arrowType(), navigator._on.arrowType()
    navigator.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert (navigator._on.arrowType(), navigator._back.arrowType()) == before
