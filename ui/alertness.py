"""Notices that the computer has slept, or is in another time zone, while the program ran on."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

BEAT = 15_000  # milliseconds between two looks at the clocks
SLEPT = 60.0  # seconds by which the clock on the wall may run ahead: more is a sleep


class Alertness(QObject):
    """Looks at the clocks now and then. `woke` after a sleep, `moved` in another time zone."""

    woke = Signal()
    moved = Signal()

    def __init__(
        self,
        parent: QObject | None = None,
        wall: Callable[[], float] = time.time,
        running: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._wall, self._running = wall, running
        self._seen = wall() - running()
        self._zone = _zone()
        self._beat = QTimer(self, interval=BEAT)
        self._beat.timeout.connect(self.look)
        self._beat.start()

    def look(self) -> None:
        """Compare the clocks with those of the last look."""
        # The clock that runs stands still while the computer sleeps, that on the wall does not; one
        # that was put forward looks the same, and asking the vendors anew is right then too.
        ahead = self._wall() - self._running()
        if ahead - self._seen > SLEPT:
            self.woke.emit()
        self._seen = ahead
        if (zone := _zone()) != self._zone:
            self._zone = zone
            self.moved.emit()


def _zone() -> tuple[str, int]:
    if hasattr(time, "tzset"):
        time.tzset()  # the system's own file may have been exchanged since it was read
    here = time.localtime()
    return here.tm_zone, here.tm_gmtoff
