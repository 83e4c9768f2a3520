"""Notices that the computer has slept, or is in another time zone, while the program ran on."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

BEAT = 15_000  # milliseconds between two looks at the clock
SLEPT = 60.0  # seconds by which a look may come late: more is a sleep


class Alertness(QObject):
    """Looks at the clock now and then. `woke` after a sleep, `moved` in another time zone."""

    woke = Signal()
    moved = Signal()

    def __init__(
        self,
        parent: QObject | None = None,
        wall: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(parent)
        self._wall = wall
        self._seen = wall()
        self._zone = _zone()
        self._beat = QTimer(self, interval=BEAT)
        self._beat.timeout.connect(self.look)
        self._beat.start()

    def look(self) -> None:
        """Compare the clock with that of the last look."""
        # No timer ends while the computer sleeps, whether or not the system's own clocks stand still
        # (on Windows they do not). A clock that was put forward, or a window that hung, looks the same,
        # and asking the vendors anew is right then too.
        now = self._wall()
        if now - self._seen > BEAT / 1000 + SLEPT:
            self.woke.emit()
        self._seen = now
        if (zone := _zone()) != self._zone:
            self._zone = zone
            self.moved.emit()


def _zone() -> tuple[str, int]:
    if hasattr(time, "tzset"):
        time.tzset()  # the system's own file may have been exchanged since it was read
    here = time.localtime()
    return here.tm_zone, here.tm_gmtoff
