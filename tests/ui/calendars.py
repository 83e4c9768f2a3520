"""What tests of month, week and day do and see."""

from datetime import date, datetime, timedelta

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain import Shift
from tests.shifts import NEW_YORK, shift
from ui.cache import Cache
from ui.calendar.hours import HoursView
from ui.calendar.month import MonthView
from ui.calendar.spots import SHIFT, Spot
from ui.queries import Queries
from ui.times import Times

View = MonthView | HoursView

DECEMBER = date(2026, 12, 1)
NONE = Qt.KeyboardModifier.NoModifier


def shown(
    kind: str, times: Times, cache: Cache, queries: Queries, qtbot: QtBot, day: date = DECEMBER
) -> View:
    """Return a lens on the cache by its kind, at a day, with the keyboard."""
    view: View
    if kind == "month":
        view = MonthView(times, cache.reader, queries)
    else:
        view = HoursView(times, cache.reader, queries, days=1 if kind == "day" else 7)
    qtbot.addWidget(view)
    view.resize(1200, 800)
    view.dress()
    view.show_day(day)
    with qtbot.waitExposed(view):
        view.show()
    view.setFocus()
    return view


def one(number: int, day: int, hour: int = 7, hours: float = 8, **fields: object) -> Shift:
    """Return a shift of December."""
    start = datetime(2026, 12, day, hour, tzinfo=NEW_YORK)
    return shift(number, title=f"Shift {number}", start=start, end=start + timedelta(hours=hours), **fields)


def spots(view: View, kind: str = SHIFT) -> list[Spot]:
    found = view._sheet.spots if isinstance(view, MonthView) else view._spots()
    return [spot for spot in found if spot.kind == kind]


def refs(view: View) -> list[str]:
    return [spot.ref for spot in spots(view)]


def surface(view: View) -> View:
    return view if isinstance(view, MonthView) else view.viewport()  # type: ignore[return-value]


def middle(view: View, spot: Spot) -> QPoint:
    return spot.area.center() if isinstance(view, MonthView) else view.on_screen(spot).center()


def press(view: View, *keys: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
    for key in keys:
        QTest.keyClick(view, key, held)


def told(view: View) -> list[str]:
    interface = QAccessible.queryAccessibleInterface(view)
    return [interface.child(n).text(QAccessible.Text.Name) for n in range(interface.childCount())]
