"""A coordinator's hands on the real window, over a cache that is there already; without a network.

`python -m tests.bench.seat FOLDER` prints JSON: milliseconds of frames, searches, sorts, and of
turning lenses, each beside what SQLite or a plain model needs for the same, and the window's memory.
"""

import gc
import json
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QLocale, QSize, Qt, QTimer, SignalInstance
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableView

from app.places import Places
from app.store.lenses import known_values
from app.store.reader import Reader
from tests.bench.bare import Model
from tests.bench.desk import countings, timed, yardsticks
from tests.bench.rows import KEY
from tests.bench.window import pss_mb
from ui.board.columns import COLUMNS
from ui.cache import Cache, Pending
from ui.engine import Engine
from ui.main import dressed
from ui.memory import Memory
from ui.times import Times
from ui.window import Window

ROWS, WIDE = 32, 12  # in sight while the scroll bar is dragged
FRAMES = 150
TURNS = 7
WORDS = ("icu", "jones", "mercy")  # a third of all shifts, some, an eighth of them
PAGED = ("month", "week", "day", "timeline")


class Seat:
    """The window, and how long it takes to do something in it."""

    def __init__(self, application: QApplication, folder: Path) -> None:
        self._application = application
        self.places = Places.under(folder)
        self.cache = Cache(self.places, Pending(lambda: KEY))
        times = Times(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom), time.time)
        self.engine = Engine(sys.executable, [], {})  # it is never started
        memory = Memory(folder / "window.ini")
        self.window = Window(self.cache, self.engine, times, memory, practice=False)
        self.page = self.window.page
        self._pulse = QTimer(interval=250)  # whoever waits looks again now and then
        self._pulse.start()
        self.cache.wait(10)
        self.window.resize(QSize(1600, 1000))
        self.window.first_sight()
        self.window.show()
        self.until(lambda: self.window._seen)
        self.window.dress()
        self.until(lambda: bool(self.window.outlook.names))
        self.settle()

    def until(self, reached: Callable[[], bool]) -> None:
        """Let events be handled until something is so."""
        while not reached():
            self._application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def settle(self) -> None:
        """Let everything come to rest that is under way."""
        end = time.perf_counter() + 0.4
        self.until(lambda: time.perf_counter() > end)

    def took(self, wish: Callable[[], object], arrived: SignalInstance) -> float:
        """Return the milliseconds from a wish to the board repainted after a signal."""
        heard: list[bool] = []
        connection = arrived.connect(lambda *_: heard.append(True))
        began = time.perf_counter()
        wish()
        self.until(lambda: bool(heard))
        self.page.board.viewport().repaint()
        found = (time.perf_counter() - began) * 1000
        arrived.disconnect(connection)
        self.settle()
        return found


def frames(view: QTableView, rows: int) -> float:
    """Return the median milliseconds of a frame while the scroll bar is dragged from end to end and back."""
    bar = view.verticalScrollBar()
    taken = []
    for n in range(FRAMES):
        share = n / FRAMES
        at = round(bar.maximum() * (2 * share if share < 0.5 else 2 - 2 * share))
        began = time.perf_counter()
        bar.setValue(at)
        view.viewport().repaint()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def dragging(seat: Seat) -> dict[str, float]:
    """Measure frames of the board, and of a plain model in a table of the same size, in turn."""
    board = seat.page.board
    for section in range(len(COLUMNS)):
        board.setColumnHidden(section, section >= WIDE)
        board.setColumnWidth(section, 100)
    room = QSize(WIDE * 100 + 30, (ROWS + 1) * board.row_height)
    plain = QTableView()
    plain.setModel(Model(seat.page.model.rowCount()))
    plain.verticalHeader().setDefaultSectionSize(board.row_height)
    plain.verticalHeader().hide()
    plain.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
    plain.resize(room)
    plain.show()
    seat.window.resize(room + (seat.window.size() - board.viewport().size()))
    seat.settle()
    found: dict[str, list[float]] = {"frame": [], "plain frame": []}
    for _ in range(3):
        found["frame"].append(frames(board, seat.page.model.rowCount()))
        found["plain frame"].append(frames(plain, seat.page.model.rowCount()))
    plain.close()
    seen = board.viewport().height() // board.row_height
    assert seen >= ROWS, f"only {seen} rows are in sight"
    return {name: round(statistics.median(values), 2) for name, values in found.items()}


def searching(seat: Seat) -> dict[str, list[float]]:
    """Measure the last letter of some words, each beside SQLite's time for the page and the count."""
    alone, found = yardsticks(), {}
    field = seat.window.filters.search
    for word in WORDS:
        sqlite = timed(seat.places, alone[f"board: {word}"], 5)
        taken = []
        for _ in range(TURNS):
            field.setText(word[:-1])
            seat.settle()
            taken.append(seat.took(partial(QTest.keyClicks, field, word[-1]), seat.page.shown))
        found[word] = [round(statistics.median(taken), 2), sqlite]
    seat.took(seat.window.filters.clear, seat.page.shown)
    return found


def sorting(seat: Seat) -> dict[str, list[float]]:
    """Measure a click on each column's heading, beside SQLite's time for the same first page."""
    alone, found = yardsticks(), {}
    header = seat.page.board.horizontalHeader()
    done: set[str] = set()
    for section, column in enumerate(COLUMNS):
        if column.order == "start" or column.order in done:
            continue
        done.add(column.order)
        for way, words in ((Qt.SortOrder.AscendingOrder, "up"), (Qt.SortOrder.DescendingOrder, "down")):
            name = f"{column.order}, {words}"
            sqlite = timed(seat.places, alone[f"sorted by {name}"], 5)
            taken = seat.took(partial(header.setSortIndicator, section, way), seat.page.shown)
            found[name] = [round(taken, 2), sqlite]
    header.setSortIndicator(1, Qt.SortOrder.AscendingOrder)
    seat.settle()
    return found


def turning(seat: Seat) -> dict[str, float]:
    """Measure how long it takes to look through another lens, and to page in it."""
    lenses, found = seat.window.lenses, {}

    def painted(wish: Callable[[], object]) -> float:
        began = time.perf_counter()
        wish()
        lenses.repaint()
        taken = (time.perf_counter() - began) * 1000
        seat.settle()
        return taken

    for key in PAGED:
        lenses.turn(key)  # what is made once
        seat.settle()
        switched, paged = [], []
        for _ in range(TURNS):
            lenses.turn("board")
            seat.settle()
            switched.append(painted(partial(lenses.turn, key)))
            paged.append(painted(partial(lenses.step, 1)))
        found[f"{key} switched"] = round(statistics.median(switched), 2)
        found[f"{key} paged"] = round(statistics.median(paged), 2)
    lenses.turn("board")
    return found


def counting(seat: Seat) -> dict[str, list[float]]:
    """Measure filtered counts, as facets and lenses ask for them, beside SQLite's time for the same."""
    reader = Reader.open(seat.places, KEY)
    known = reader.ask(known_values)
    reader.close()
    return {
        name: [timed(seat.places, ours, 5), timed(seat.places, alone, 5)]
        for name, (ours, alone) in countings(known).items()
    }


def main() -> int:
    """Measure and print."""
    application = dressed([])
    seat = Seat(application, Path(sys.argv[1]))
    found: dict[str, Any] = {"shifts": seat.page.model.rowCount()}
    for part in (turning, searching, sorting, counting, dragging):
        found[part.__name__] = part(seat)
        print(f"  {part.__name__}: {found[part.__name__]}", file=sys.stderr, flush=True)
    gc.collect()
    found["window_mb"] = pss_mb("self")
    seat.window.put_away()
    seat.cache.close()
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
