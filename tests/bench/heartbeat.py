"""A heartbeat in the window's event loop, which notes how late it is while the engine pulls."""

import json
import time

from PySide6.QtCore import QObject, Qt, QTimer

from tests.bench.window import pss_mb
from ui.engine import Engine, Pulse
from ui.window import Window

BEAT = 10  # milliseconds
SETTLE = 1500  # milliseconds after the pull, in which the board shows its rows


class Pull(QObject):
    """A heartbeat that notes how late it is."""

    def __init__(self, window: Window, engine: Engine) -> None:
        super().__init__(window)
        self._window = window
        self._engine = engine
        self._gaps: list[float] = []
        self._last = 0.0
        self._timer = QTimer(self, interval=BEAT, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._pulling = False
        engine.pulsed.connect(self._pulsed)

    def _pulsed(self, pulse: Pulse) -> None:
        if pulse.phase == "pulling" and not self._pulling:
            self._pulling = True
            self._last = time.perf_counter()
            self._timer.start()
        elif pulse.phase != "pulling" and self._pulling:
            QTimer.singleShot(SETTLE, self, self._tell)
            self._engine.pulsed.disconnect(self._pulsed)

    def _beat(self) -> None:
        now = time.perf_counter()
        self._gaps.append((now - self._last) * 1000 - BEAT)
        self._last = now

    def _tell(self) -> None:
        self._timer.stop()
        late = sorted(self._gaps)
        told = {
            "longest_stall_ms": round(late[-1], 1),
            "p99_stall_ms": round(late[len(late) * 99 // 100], 1),
            "beats": len(late),
            "rows": self._window.page.model.rowCount(),
            "window_mb": pss_mb("self"),
            "engine_mb": pss_mb(self._engine.process_id),
        }
        print(json.dumps(told), flush=True)
        self._window.close()
