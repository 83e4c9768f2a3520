"""The real window, watched: `python -m tests.bench.window paint|pull|click|click-loaded`.

`paint` prints {"rows": N} at the first painted table, then {"pss_mb": N}, and ends; no engine
is started. `pull` lets the engine pull, with a heartbeat of 10 ms in the window's event loop,
and prints {"longest_stall_ms", "p99_stall_ms", "beats", "rows", "window_mb", "engine_mb"} once
the first listing has ended and its rows are on the board. `click` claims shifts by key, and
`click-loaded` does so while another connection is pulled. The profile is the environment's.
"""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import app.cli.window  # noqa: F401  # the way that `callboard` comes; Qt is loaded after it, as there
from ui.main import run

if TYPE_CHECKING:
    from ui.engine import Engine
    from ui.window import Window


def pss_mb(process: int | str) -> float:
    """Return a process's proportional share of memory."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return round(next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024, 1)


def paint(window: "Window", engine: "Engine") -> None:
    """Tell when the table is there."""

    def tell() -> None:
        print(json.dumps({"rows": window.page.model.rowCount()}), flush=True)
        print(json.dumps({"pss_mb": pss_mb("self")}), flush=True)
        window.close()

    window.painted.connect(tell)


def pull(window: "Window", engine: "Engine") -> object:
    """Begin the heartbeat, which lives as long as what is returned."""
    from tests.bench.heartbeat import Pull

    return Pull(window, engine)


def click(window: "Window", engine: "Engine") -> object:
    """Begin to claim shifts."""
    from tests.bench.clicking import Clicks

    return Clicks(window, engine, loaded=False)


def click_loaded(window: "Window", engine: "Engine") -> object:
    """Begin to claim shifts once another connection is being pulled."""
    from tests.bench.clicking import Clicks

    return Clicks(window, engine, loaded=True)


WATCHES = {"paint": paint, "pull": pull, "click": click, "click-loaded": click_loaded}

if __name__ == "__main__":
    sys.exit(run(watch=WATCHES[sys.argv[1]]))
