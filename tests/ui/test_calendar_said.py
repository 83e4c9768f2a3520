"""What month, week and day say of themselves: on the sheet, and to screen readers."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from app.store import plans
from app.store.store import Store
from app.zones import zone
from tests.shifts import shift
from tests.ui.calendars import View, one, shown, spots, told
from tests.ui.conftest import Fill
from ui.cache import Cache
from ui.calendar import access, reading
from ui.calendar.clock import Clock
from ui.calendar.hand import PAD
from ui.calendar.hours import HoursView
from ui.calendar.month_sheet import GAP
from ui.calendar.spots import DAY, MORE
from ui.queries import Queries
from ui.times import Times

Show = Callable[..., View]


@pytest.fixture(autouse=True)
def desk_in_new_york(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def show(qtbot: QtBot, store: Store, cache: Cache, times: Times) -> Iterator[Show]:
    """Return what shows a lens on the cache, by its kind, at the first of December."""
    queries = Queries(cache.another)
    yield partial(shown, times=times, cache=cache, queries=queries, qtbot=qtbot)
    queries.stop()


class Heard:
    """What is told to screen readers, as if one listened."""

    Event = QAccessible.Event

    def __init__(self, heard: list[object]) -> None:
        self.updateAccessibility = heard.append

    def isActive(self) -> bool:
        return True


def test_an_hour_of_another_clock_is_labelled_in_the_month(fill: Fill, show: Show) -> None:
    far = datetime(2026, 12, 2, 7, tzinfo=zone("America/Los_Angeles"))
    fill([one(1, 1), shift(2, start=far, end=far + timedelta(hours=8), timezone="America/Los_Angeles")])
    view = show("month")
    assert [spot.lines[0] for spot in spots(view)] == ["07:00", "07:00 PST"]


def test_counts_by_hour_are_by_the_clock_that_is_shown(
    fill: Fill, show: Show, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(reading, "WHOLE", 1)
    midnight = one(0, 3, 0).start
    whole = {"all_day": True, "start": midnight, "end": midnight + timedelta(days=1)}
    fill([*(one(n, 1, 21) for n in range(90)), *(shift(n, **whole) for n in range(100, 109))])
    view = show("week")
    assert isinstance(view, HoursView)

    def more() -> dict[tuple[date, int], int]:
        return {(spot.day, spot.hour): spot.hidden for spot in spots(view, MORE)}

    qtbot.waitUntil(lambda: (date(2026, 12, 1), 21) in more())
    days = more()[date(2026, 12, 3), -1]
    view.set_clock(Clock("Europe/Berlin"))
    qtbot.waitUntil(lambda: (date(2026, 12, 2), 3) in more())
    assert (date(2026, 12, 1), 21) not in more()
    assert more()[date(2026, 12, 3), -1] == days
    drawn = sum(1 for spot in spots(view) if spot.day == date(2026, 12, 2) and not spot.before)
    assert more()[date(2026, 12, 2), 3] + drawn == 90


def test_the_window_does_not_wait_for_a_month_whose_index_is_missing(
    fill: Fill, show: Show, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    fill([one(1, 1)])
    where: list[threading.Thread] = []
    read = reading.read_month

    def noted(*wish: Any) -> reading.Month:
        where.append(threading.current_thread())
        return read(*wish)

    monkeypatch.setattr(reading, "read_month", noted)
    show("month")
    monkeypatch.setattr(plans, "FEW", 0)
    view = show("month")
    qtbot.waitUntil(lambda: bool(spots(view)))
    assert [one is threading.main_thread() for one in where] == [True, False]


def test_a_month_shows_as_many_lines_as_fit(fill: Fill, show: Show) -> None:
    fill([one(n, 1) for n in range(1, 30)])
    view = show("month")
    for height in range(500, 900, 9):
        view.resize(1200, height)
        cell = next(spot.area for spot in spots(view, DAY) if spot.day == date(2026, 12, 1))
        lines = [spot.area for spot in (*spots(view), *spots(view, MORE))]
        below = cell.bottom() - max(line.bottom() for line in lines)
        step = lines[0].height() + GAP
        assert PAD <= below < PAD + step + 1  # rows of days differ by a pixel


def test_screen_readers_hear_of_no_cursor_where_the_keyboard_is_not(
    fill: Fill, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill([one(1, 1)])
    view = show("month")
    heard: list[object] = []
    monkeypatch.setattr(access, "QAccessible", Heard(heard))
    view.clearFocus()
    view.show_day(date(2026, 12, 2))
    assert heard == []
    view.setFocus()
    view.show_day(date(2026, 12, 1))
    assert heard


def test_a_sheet_is_put_into_words_once_for_all_its_items(
    fill: Fill, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill([one(n, 1) for n in range(1, 4)])
    view = show("month")
    made: list[int] = []
    words = view.items

    def items() -> list[access.Item]:
        made.append(1)
        return words()

    monkeypatch.setattr(view, "items", items)
    assert len(told(view)) > 42
    interface = QAccessible.queryAccessibleInterface(view)
    child = interface.child(0)
    assert interface.childAt(*child.rect().center().toTuple()) is child
    assert len(made) == 1
