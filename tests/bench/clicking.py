"""Claims, one after another, by the key that a coordinator presses; notes when each was pressed."""

import json
import time
from collections.abc import Iterator

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest

from app.store.filters import Filter
from tests.bench.acts import external_id
from ui.engine import Engine, Pulse
from ui.panels.panel import Panel
from ui.window import Window

CONNECTION = "acts"
CLAIMS = 80
UNDER_WAY = 3000  # records that the other connection has read before the first claim
BETWEEN = 60  # milliseconds
PATIENCE = 60  # looks at the panel after which the shift is chosen again


class Clicks(QObject):
    """Chooses a shift, waits for its panel, presses Ctrl+1; prints {external id: monotonic seconds}."""

    def __init__(self, window: Window, engine: Engine, *, loaded: bool) -> None:
        """`loaded`: only while another connection is being pulled."""
        super().__init__(window)
        self._window = window
        self._loaded = loaded
        self._phases: dict[str, Pulse] = {}
        self._pressed: dict[str, float] = {}
        self._ids: Iterator[str] = map(external_id, range(1, CLAIMS + 1))
        self._id = ""
        self._looks = 0
        self._begun = False
        self._timer = QTimer(self, interval=5)
        self._timer.timeout.connect(self._look)
        engine.pulsed.connect(self._feel)

    def _feel(self, pulse: Pulse) -> None:
        self._phases[pulse.connection] = pulse
        if not self._begun and self._is_time():
            self._begun = True
            self._choose()

    def _is_time(self) -> bool:
        mine = self._phases.get(CONNECTION)
        others = [one for name, one in self._phases.items() if name != CONNECTION]
        ready = mine is not None and mine.phase == "resting"
        return ready and (not self._loaded or any(one.fetched > UNDER_WAY for one in others))

    def _choose(self) -> None:
        pulling = any(one.phase == "pulling" for name, one in self._phases.items() if name != CONNECTION)
        self._id = next(self._ids, "")
        if not self._id or (self._loaded and not pulling):
            QTimer.singleShot(2000, self, self._end)  # what is on its way arrives
            return
        self._looks = 0
        self._timer.start()

    def _look(self) -> None:
        panel = self._window.findChild(Panel)
        if panel is None or panel.told is None or panel.ref != f"{CONNECTION}:{self._id}":
            if self._looks % PATIENCE == 0:  # its row may not have come to the board yet
                self._window.page.select([f"{CONNECTION}:{self._id}"])
            self._looks += 1
            return
        self._timer.stop()
        self._pressed[self._id] = time.monotonic()
        QTest.keyClick(self._window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
        QTimer.singleShot(BETWEEN, self, self._choose)

    def _end(self) -> None:
        assert self._window.filters.where() == Filter()
        print(json.dumps(self._pressed), flush=True)
        self._window.close()
