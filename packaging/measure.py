"""Compares how soon the window is on the screen: the installed program against the source tree.

    python packaging/measure.py PROGRAM [PAIRS]

In turn, on one profile and one X display; what counts is the ratio. The Python that runs this runs
the source tree too.
"""

import ctypes
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MAP_NOTIFY, SUBSTRUCTURE = 19, 1 << 19
WIDE = 400  # pixels: no tool tip and no helper of Qt's


class Screen:
    """An X display, as far as it tells of windows that appear."""

    def __init__(self) -> None:
        self._x = ctypes.CDLL("libX11.so.6")
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        self._x.XDefaultRootWindow.restype = ctypes.c_ulong
        self._display = ctypes.c_void_p(self._x.XOpenDisplay(None))
        if not self._display:
            sys.exit("There is no X display: run it under xvfb-run.")
        self._root = ctypes.c_ulong(self._x.XDefaultRootWindow(self._display))
        self._x.XSelectInput(self._display, self._root, ctypes.c_long(SUBSTRUCTURE))
        self._x.XSync(self._display, 1)

    def forget(self) -> None:
        """Drop what has happened until now."""
        self._x.XSync(self._display, 1)

    def wait(self) -> None:
        """Return when a window as large as a program's appears."""
        event = (ctypes.c_long * 24)()
        while True:
            self._x.XNextEvent(self._display, event)
            if ctypes.c_int.from_buffer(event).value == MAP_NOTIFY and self._width(event[5]) > WIDE:
                return

    def _width(self, window: int) -> int:
        root, found = ctypes.c_ulong(), [ctypes.c_int() for _ in range(6)]
        self._x.XGetGeometry(
            self._display, ctypes.c_ulong(window), ctypes.byref(root), *map(ctypes.byref, found)
        )
        return found[2].value


def start(screen: Screen, command: list[str], environ: dict[str, str]) -> float:
    """Return the milliseconds until a command's window is on the screen, and end it."""
    screen.forget()
    begun = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=environ, stderr=subprocess.DEVNULL)
    screen.wait()
    taken = (time.perf_counter() - begun) * 1000
    process.terminate()
    process.wait()
    return taken


def main(program: str, pairs: int) -> None:
    """Print medians and ratio."""
    screen = Screen()
    with tempfile.TemporaryDirectory() as home:
        environ = {**os.environ, "CALLBOARD_HOME": home, "CALLBOARD_DB_KEY": "0" * 64}
        commands = {"source": [sys.executable, "-P", "-m", "app"], "installed": [program]}
        environ["PYTHONPATH"] = str(ROOT)
        for command in commands.values():
            start(screen, command, environ)  # files come into memory
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for pair in range(pairs):
            names = list(commands) if pair % 2 else list(reversed(commands))
            for name in names:
                taken[name].append(start(screen, commands[name], environ))
    source, installed = (statistics.median(taken[name]) for name in ("source", "installed"))
    ratios = sorted(b / a for a, b in zip(taken["source"], taken["installed"], strict=True))
    print(
        f"window on the screen, medians of {pairs} pairs: source {source:.0f} ms, "
        f"installed {installed:.0f} ms, ratio of medians {installed / source:.2f}, "
        f"median of ratios {statistics.median(ratios):.2f}"
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 9)
