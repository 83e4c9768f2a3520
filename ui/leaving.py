"""Closing the window while something is being sent: it waits for the answer, unless asked once more."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

HEARD = 1500  # milliseconds to see what became of it before the window closes
SAID = (
    "The window closes once the action that is being sent is answered. "
    "Close it again to leave at once: it stays on record."
)


class Leaving(QObject):
    """Asked before a window closes. `is_busy` tells whether something is being sent."""

    def __init__(self, window: QWidget, is_busy: Callable[[], bool], say: Callable[[str], None]) -> None:
        super().__init__(window)
        self._window = window
        self._is_busy = is_busy
        self._say = say
        self._wished = False

    def holds(self) -> bool:
        """Return whether the window is to stay for now; a second wish and the end of a session are obeyed."""
        program = QGuiApplication.instance()
        ending = isinstance(program, QGuiApplication) and program.isSavingSession()
        if self._wished or ending or not self._is_busy():
            return False
        self._wished = True
        self._say(SAID)
        return True

    def go_on(self) -> None:
        """Close the window if that was wished: nothing is being sent any more."""
        if self._wished:
            QTimer.singleShot(HEARD, self._window, self._window.close)
