"""Closing the window while something is being sent: it waits for the answer, unless asked once more."""

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

HEARD = 1500  # milliseconds to see what became of it before the window closes
SAID = (
    "The window closes once the action that is being sent is answered; nothing is sent after it. "
    "Close it again to leave at once: it stays on record."
)


class Sender(Protocol):
    """Something that sends."""

    @property
    def is_busy(self) -> bool:
        """Whether something is just being sent."""
        ...


class Leaving(QObject):
    """Asked before a window closes."""

    def __init__(
        self,
        window: QWidget,
        senders: Sequence[Sender],
        stop: Callable[[], None],
        say: Callable[[str], None],
    ) -> None:
        """`stop` has nothing begun any more that is not on its way."""
        super().__init__(window)
        self._window = window
        self._senders = senders
        self._stop = stop
        self._say = say
        self._wished = False

    @property
    def _is_busy(self) -> bool:
        return any(one.is_busy for one in self._senders)

    def holds(self) -> bool:
        """Return whether the window is to stay for now; a second wish and the end of a session are obeyed."""
        program = QGuiApplication.instance()
        ending = isinstance(program, QGuiApplication) and program.isSavingSession()
        if self._wished or ending or not self._is_busy:
            return False
        self._wished = True
        self._stop()
        self._say(SAID)
        return True

    def go_on(self) -> None:
        """Close the window if that was wished: nothing is being sent any more."""
        if self._wished and not self._is_busy:
            QTimer.singleShot(HEARD, self._window, self._window.close)
