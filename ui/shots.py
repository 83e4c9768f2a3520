"""Renders the main screens into pictures, without a display: `python -m ui.shots FOLDER`.

The pictures show the real window on the practice vendors, fed by the real engine. With `kept` after
the folder they show what the profile of the environment holds, however much that is.
"""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QColor, QFont, QFontDatabase, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.places import Places
from app.secrets import database_key
from ui.cache import Cache, Pending
from ui.calendar import scenes as calendar
from ui.main import Parts, dressed, loop, profile
from ui.panels.scenes import scenes
from ui.style import wear

SIZE = QSize(1440, 860)
PATIENCE = 120.0  # seconds for anything to appear
FONTS = ("Inter", "Noto Sans", "Cantarell", "DejaVu Sans")  # the first one found, as a desktop would have it
PEOPLE = {"people": "People…", "clashes": "Clashes…", "checks": "Settings of the checks…"}  # by menu


Script = Iterator[Callable[[], bool]]  # yields what it waits for


class Studio:
    """Takes pictures of one window after another, as a script tells."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._application = dressed([])
        families = set(QFontDatabase.families())
        family = next((name for name in FONTS if name in families), QApplication.font().family())
        QApplication.setFont(QFont(family, 9))
        self._script: Script = iter(())
        self._wanted: Callable[[], bool] = bool
        self._end = 0.0
        self._amiss = False
        self._timer = QTimer(interval=50)
        self._timer.timeout.connect(self._go_on)

    def run(self, script: Script) -> int:
        """Follow a script to its end; return the exit code."""
        self._script = script
        self._next()
        self._timer.start()
        loop(self._application)
        return int(self._amiss)

    def script(self) -> Script:
        """Take all pictures of density 1."""
        with TemporaryDirectory(prefix="callboard-") as home:
            environ = {**os.environ, "CALLBOARD_HOME": home, "CALLBOARD_DB_KEY": "00" * 32}
            parts = _opened(environ, demo=False)
            yield passed(0.5)
            self._keep("first-start", parts.window)
            parts.put_away()
        with profile(os.environ, demo=True) as environ:
            parts = _opened(environ, demo=True)
            yield from self._board(parts)
            yield from calendar.scenes(parts.window, self._application, self._keep, passed)
            yield from scenes(parts.window, self._keep, passed)
            yield from self._others(parts)
            parts.put_away()

    def large(self) -> Script:
        """Take the board as a screen of twice the density shows it."""
        with profile(os.environ, demo=True) as environ:
            parts = _opened(environ, demo=True)
            yield lambda: _is_filled(parts)
            yield passed(1.0)
            self._keep("board-200-percent", parts.window)
            yield from calendar.looked(parts.window, self._keep, passed, "200-percent")
            parts.window.lenses.turn("board")
            yield passed(0.3)
            wear(self._application, Qt.ColorScheme.Dark)
            yield from scenes(parts.window, self._keep_large, passed)
            parts.put_away()

    def kept(self) -> Script:
        """Take the board and the calendar of a profile that there is already; no engine is started."""
        parts = _opened(dict(os.environ), demo=False, engine=False)
        yield lambda: parts.window.page.model.rowCount() > 0
        yield passed(3.0)
        self._keep("board-large", parts.window)
        yield from calendar.looked(parts.window, self._keep, passed, "large")
        parts.put_away()

    def _board(self, parts: Parts) -> Script:
        yield lambda: _is_filled(parts)
        yield passed(1.0)
        self._keep("board-light", parts.window)
        wear(self._application, Qt.ColorScheme.Dark)
        yield passed(0.3)
        self._keep("board-dark", parts.window)
        wear(self._application, Qt.ColorScheme.Light)
        page = parts.window.page
        page.board.choose(_telling(parts))
        yield lambda: parts.window.detail.kept is not None
        page.board.setFocus()
        yield passed(0.3)
        self._keep("detail", parts.window)

    def _others(self, parts: Parts) -> Script:
        window = parts.window
        window.filters.search.setText("midwife nowhere")
        yield lambda: window.page.model.rowCount() == 0
        yield passed(0.3)
        self._keep("nothing-matches", window)
        window.filters.clear()
        yield lambda: window.page.model.rowCount() > 0
        first = next(iter(window.outlook.connections))
        window.open_connections(first)
        dialog = next(found for found in window.findChildren(QDialog) if found.isVisible())
        yield lambda: bool(dialog.findChildren(QWidget, "form"))
        yield passed(0.3)
        self._keep("connections", window, dialog)
        dialog.close()
        for name, words in PEOPLE.items():
            next(
                one for one in window.findChildren(QAction) if one.text().replace("&", "") == words
            ).trigger()
            dialog = next(found for found in window.findChildren(QDialog) if found.isVisible())
            yield passed(2.0)
            self._keep(name, window, dialog)
            dialog.close()
        parts.engine.set_offline(first, True)
        yield lambda: bool(window.banner.said)
        yield passed(0.3)
        self._keep("offline", window)

    def _go_on(self) -> None:
        if self._wanted():
            self._next()
        elif time.monotonic() > self._end:
            print(f"Nothing to take a picture of appeared in {PATIENCE:.0f} seconds.", file=sys.stderr)
            self._amiss = True
            self._application.quit()

    def _next(self) -> None:
        self._end = time.monotonic() + PATIENCE
        try:
            self._wanted = next(self._script)
        except StopIteration:
            self._application.quit()

    def _keep_large(self, name: str, window: QWidget, dialog: QDialog | None = None) -> None:
        self._keep(f"{name}-dark-200-percent", window, dialog)

    def _keep(self, name: str, window: QWidget, dialog: QDialog | None = None) -> None:
        picture = window.grab()
        if dialog is not None:
            _lay_over(picture, dialog.grab())
        file = self._folder / f"{name}.png"
        if picture.save(str(file)):
            print(file, flush=True)
        else:
            print(f"{file} could not be written.", file=sys.stderr)
            self._amiss = True


def passed(seconds: float) -> Callable[[], bool]:
    """Return whether so much time has passed since now: what is on its way is painted then."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() >= end


def _opened(environ: dict[str, str], *, demo: bool, engine: bool = True) -> Parts:
    places = Places.find(environ).made()
    cache = Cache(places, Pending(lambda: database_key(places, environ, create=False)))
    parts = Parts(places, cache, environ, demo=demo, shifts=None)
    parts.window.resize(SIZE)
    parts.open()
    if engine:
        parts.wake()
    else:
        parts.window.dress()
    return parts


def _is_filled(parts: Parts) -> bool:
    """Tell whether every connection has been read, and shown."""
    known = parts.window.outlook.connections.values()
    rested = bool(known) and all(one.phase == "resting" for one in known)
    return rested and parts.window.page.model.rowCount() > 0


def _telling(parts: Parts) -> int:
    """Return a row of which there is much to tell: the coming shift with the most changes."""
    reader = parts.cache.reader()
    assert reader is not None
    told = Counter(one.change.ref for one in reader.changes())
    model = parts.window.page.model
    first = max(0, parts.window.page.board.top()[0])
    rows = range(first, min(first + 400, model.rowCount()))
    return max(rows, key=lambda row: told[model.row(row).ref])


def _lay_over(picture: QPixmap, dialog: QPixmap) -> None:
    painter = QPainter(picture)
    painter.fillRect(picture.rect(), QColor(0, 0, 0, 90))
    room = (picture.size() - dialog.size()) / (2 * picture.devicePixelRatio())
    corner = QPoint(room.width(), room.height())
    painter.drawPixmap(corner, dialog)
    painter.end()


def main(argv: Sequence[str]) -> int:
    """Take the pictures; return the exit code."""
    if not argv:
        print("Name the folder for the pictures: python -m ui.shots FOLDER", file=sys.stderr)
        return 2
    folder = Path(argv[0])
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    studio = Studio(folder)
    if argv[1:] == ["large"]:
        return studio.run(studio.large())
    if argv[1:] == ["kept"]:
        return studio.run(studio.kept())
    if amiss := studio.run(studio.script()):
        return amiss
    # The scale belongs to a whole process.
    scaled = {**os.environ, "QT_SCALE_FACTOR": "2"}
    again = [sys.executable, "-m", "ui.shots", str(folder), "large"]
    return subprocess.run(again, env=scaled, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
