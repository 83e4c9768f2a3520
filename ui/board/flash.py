"""A short tint over rows that have just changed under somebody's eyes."""

from collections.abc import Iterable

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from ui.motion import may_move

LASTING = 900  # milliseconds from full strength to nothing
_FRAME = 60  # a fading tint needs no more
_STEPS = 12


class Flash(QObject):
    """Which rows shine, and how much. `faded` asks for these to be painted anew."""

    faded = Signal(frozenset)  # ids of rows

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._since: dict[int, int] = {}
        self._clock = QElapsedTimer()
        self._clock.start()
        self._timer = QTimer(self, interval=_FRAME)
        self._timer.timeout.connect(self._fade)

    def begin(self, ids: Iterable[int]) -> None:
        """Let rows shine, once, from now on; nothing where nothing may move."""
        if not may_move():
            return
        now = self._clock.elapsed()
        self._since.update((one, now) for one in ids)
        if self._since:
            self._timer.start()
            self.faded.emit(frozenset(self._since))

    def __bool__(self) -> bool:
        return bool(self._since)

    def strength(self, row: int) -> float:
        """Return how strong a row's tint is, 0 to 1, in a few steps."""
        since = self._since.get(row)
        if since is None:
            return 0.0
        left = 1 - (self._clock.elapsed() - since) / LASTING
        return max(0.0, round(left * _STEPS) / _STEPS)

    def _fade(self) -> None:
        now = self._clock.elapsed()
        shining = frozenset(self._since)
        self._since = {one: since for one, since in self._since.items() if now - since < LASTING}
        if not self._since:
            self._timer.stop()
        self.faded.emit(shining)
