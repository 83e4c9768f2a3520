"""Windows without a screen, on real profiles; what the engine says is said by a small stand-in."""

import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain import Shift
from app.places import Places
from app.store.outbox import Outbox
from app.store.store import Store
from tests.profiles import store_of
from tests.shifts import KEY, filled, person, shift
from tests.ui.desk import Desk
from tests.ui.panels import panel
from tests.ui.seat import Sit, the_panel
from tests.ui.waiting import PatientBot
from ui.cache import Cache, Pending
from ui.engine import Engine
from ui.memory import Memory
from ui.style import wear
from ui.times import Times
from ui.window import Window

NOW = datetime(2026, 11, 21, 20, 42, tzinfo=UTC)
CHILD = Path(__file__).with_name("child.py")

Fill = Callable[[Iterable[Shift]], None]
Open = Callable[[], Window]


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["callboard", "-style", "fusion"]


@pytest.fixture(scope="session", autouse=True)
def emptied_clipboard(qapp: QApplication) -> Iterator[None]:
    """Leave nothing of Python's on the clipboard: Qt's would outlive Python, and fall over it at the exit."""
    yield
    qapp.clipboard().setText("")


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    return PatientBot(request)


@pytest.fixture(autouse=True)
def light(qapp: QApplication) -> None:
    wear(qapp, qapp.styleHints().colorScheme())


@pytest.fixture
def times() -> Times:
    return Times(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom), NOW.timestamp)


@pytest.fixture
def places() -> Places:
    return Places.find().made()


@pytest.fixture
def store(places: Places) -> Iterator[Store]:
    opened = store_of(places, KEY)
    yield opened
    opened.close()


@pytest.fixture
def outbox(places: Places, store: Store) -> Iterator[Outbox]:
    opened = Outbox.open(places, KEY)
    yield opened
    opened.close()


@pytest.fixture
def fill(store: Store) -> Fill:
    """Return what makes these shifts the connection's first complete listing."""
    return lambda shifts: filled(store, shifts)


@pytest.fixture
def cache(places: Places) -> Iterator[Cache]:
    cache = Cache(places, Pending(lambda: KEY))
    assert cache.wait(10)
    yield cache
    cache.close()


@pytest.fixture
def engine(qtbot: QtBot) -> Iterator[Engine]:
    """Return an engine that is only started by those who need one; its child plays the real one's part."""
    engine = Engine(sys.executable, [str(CHILD)], {})
    yield engine
    engine.stop()


@pytest.fixture
def open_window(qtbot: QtBot, places: Places, cache: Cache, engine: Engine, times: Times) -> Iterator[Open]:
    """Return what opens a window on the profile; the engine's signals are the test's to emit."""
    opened: list[Window] = []

    def opening() -> Window:
        window = Window(cache, engine, times, Memory(places.config / "window.ini"), practice=False)
        qtbot.addWidget(window)
        window.resize(1200, 700)
        window.first_sight()
        with qtbot.waitExposed(window):
            window.show()
        window.dress()
        if window.page.model.rowCount():
            qtbot.waitUntil(lambda: bool(window.outlook.names))
        opened.append(window)
        return window

    yield opening
    for window in opened:
        window.put_away()


@pytest.fixture
def sit(fill: Fill, open_window: Open, engine: Engine, qtbot: QtBot) -> Sit:
    """Return what opens a window at a shift with these actions, its panel told; the engine is a stand-in."""
    assert isinstance(engine, Desk)

    def sitting(*actions: dict[str, Any], **fields: object) -> Window:
        one = shift(1, facility="Mercy General", assignments=(person("Adam Jones", "47"),))
        fill([one, shift(2, title="LPN", start=one.start + timedelta(days=1))])
        engine.replies["panel"] = lambda asked: panel(asked["ref"], *actions, **fields)
        window = open_window()
        QTest.keyClick(window.page.board, Qt.Key.Key_Home)
        window.page.board.choose(0)
        qtbot.waitUntil(lambda: the_panel(window).told is not None)
        return window

    return sitting
