"""What tests of the timeline do and see."""

from datetime import datetime, timedelta

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QHelpEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from app.domain import Shift, State
from tests.shifts import NEW_YORK, person, shift
from ui.calendar.strokes import Spot
from ui.calendar.timeline import Timeline

NONE = Qt.KeyboardModifier.NoModifier


def settle(qtbot: QtBot, view: Timeline) -> None:
    """Wait until what is in sight has been read and painted."""

    def read() -> bool:
        told = view.chart.book.told
        begin, end = view.chart.span()
        return told is not None and told.edition == view._edition and told.begin <= begin < end <= told.end

    qtbot.waitUntil(lambda: read() and view._wanted() is None)
    view.chart.viewport().repaint()


def one(number: int, day: int, hour: int = 7, hours: float = 8, **fields: object) -> Shift:
    """Return a shift of December."""
    start = datetime(2026, 12, day, hour, tzinfo=NEW_YORK)
    return shift(number, title=f"Shift {number}", start=start, end=start + timedelta(hours=hours), **fields)


def booked(number: int, day: int, name: str, hour: int = 7, hours: float = 8, **fields: object) -> Shift:
    plain = {"state": State.CONFIRMED, "assignments": (person(name),), **fields}
    return one(number, day, hour, hours, **plain)


def labels(view: Timeline) -> list[str]:
    return [view.chart.book.tracks[n].label for n in sorted(view.chart.book.tracks)]


def spots(view: Timeline) -> list[Spot]:
    view.chart.viewport().repaint()
    return view.chart._scene.spots


def told(view: Timeline) -> list[str]:
    view.chart.viewport().repaint()
    interface = QAccessible.queryAccessibleInterface(view.chart)
    return [interface.child(n).text(QAccessible.Text.Name) for n in range(interface.childCount())]


def press(view: Timeline, *keys: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
    for key in keys:
        QTest.keyClick(view.chart, key, held)


def tip_at(view: Timeline, where: QPoint) -> str:
    QToolTip.hideText()
    QApplication.sendEvent(
        view.chart.viewport(),
        QHelpEvent(QEvent.Type.ToolTip, where, view.chart.viewport().mapToGlobal(where)),
    )
    return QToolTip.text()


def turn_wheel(view: Timeline, notches: float, held: Qt.KeyboardModifier, x: int = 600) -> None:
    where = QPointF(x, 300)
    event = QWheelEvent(
        where, where, QPoint(), QPoint(0, round(120 * notches)), Qt.MouseButton.NoButton, held,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view.chart.viewport(), event)
