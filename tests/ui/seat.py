"""What somebody at the window sees and presses, for tests."""

from collections.abc import Callable

from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.waiting import PATIENCE
from ui.panels.panel import Panel
from ui.panels.toast import Toast
from ui.window import Window

Sit = Callable[..., Window]  # opens a window at a shift with these actions


def the_panel(window: Window) -> Panel:
    """Return the panel of the chosen shift."""
    found = window.findChild(Panel)
    assert found is not None
    return found


def toasts(window: Window) -> list[Toast]:
    """Return the toasts in sight."""
    return [one for one in window.findChildren(Toast) if one.isVisible()]


def toast(window: Window, qtbot: QtBot, patience: int = PATIENCE) -> Toast:
    """Return the newest toast, once there is one; wait at most so many milliseconds."""
    qtbot.waitUntil(lambda: bool(toasts(window)), timeout=patience)
    return toasts(window)[-1]


def press(window: Window, keys: str) -> None:
    """Press keys wherever the keyboard is."""
    QTest.keySequence(QApplication.focusWidget() or window, QKeySequence(keys))


def holder() -> QWidget:
    """Return what has the keyboard."""
    found = QApplication.focusWidget()
    assert found is not None
    return found


def said(widget: QWidget) -> str:
    """Return all that can be read in a widget."""
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget))
