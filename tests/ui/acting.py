"""Somebody at the real window, with real engines, at practice vendors on sockets; and what they do there."""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from app.demo import POLL_EVERY, Demo
from app.domain import Intent, Kept
from app.market import Need
from app.places import Places
from app.secrets import variable
from app.store.filters import Filter
from app.store.reader import Reader
from tests.pulling import KEY, NAMES
from tests.servers import Served
from tests.ui.seat import holder, press, said, the_panel, toast
from ui.cache import Cache, Pending
from ui.engine import Engine, Pulse, command
from ui.memory import Memory
from ui.panels.confirmation import Confirmation
from ui.panels.told import Action
from ui.style import wear
from ui.times import Times
from ui.window import Window

PATIENCE = 20_000  # milliseconds; two busy cores may need some
SHIFTS = 800


@dataclass
class Seat:
    """A window with its engine on practice vendors."""

    demo: Demo
    cache: Cache
    engine: Engine
    window: Window
    rested: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)  # refs that a test has had

    def __post_init__(self) -> None:
        self.engine.pulsed.connect(self._feel)

    def _feel(self, pulse: Pulse) -> None:
        if pulse.phase == "resting":
            self.rested.add(pulse.connection)

    @property
    def reader(self) -> Reader:
        """The window's own reader."""
        found = self.cache.reader()
        assert found is not None
        return found

    def need(self, kept: Kept) -> Need | None:
        """Return what a shift is in the vendor's market, None if it is not there any more."""
        shift = kept.shift
        number = int(shift.external_id[:8], 16) if shift.vendor == "trio" else int(shift.external_id)
        return self.demo.world.needs[shift.vendor].get(number)

    def shift(self, vendor: str, fits: Callable[[Kept, Need], bool]) -> Kept:
        """Return a shift of the days to come that no test has had yet."""
        soon = datetime.now(UTC) + timedelta(days=2)
        for kept in self.reader.shifts(Filter(connections=frozenset({vendor}))):
            need = self.need(kept)
            if kept.shift.ref in self.used or kept.shift.start < soon or need is None:
                continue
            if fits(kept, need):
                self.used.add(kept.shift.ref)
                return kept
        raise AssertionError(f"the market has no such shift of {vendor}; let it be larger")

    def last(self, ref: str) -> Intent | None:
        """Return the newest intent on record for a shift, or for a connection itself."""
        return next(iter(self.reader.intents(ref)), None)


@contextmanager
def seated(qapp: QApplication, home: Path) -> Iterator[Seat]:
    """Give a window, its engines and the vendors, in whose market nothing happens but what is asked for."""
    demo = Demo(today=date.today(), shifts=SHIFTS)
    submit(demo)
    with ExitStack() as stack:
        hosts = {name: stack.enter_context(Served(demo.practices[name].app)).url for name in NAMES}
        places = Places.under(home).made()
        told = demo.connections(hosts).replace(f"poll_every = {POLL_EVERY}\n", "poll_every = 3600\n")
        places.connections_file.write_text(told, "utf-8")
        environ = {name: text for name, text in os.environ.items() if not name.startswith("CALLBOARD_")}
        environ |= {"CALLBOARD_HOME": str(home), "CALLBOARD_DB_KEY": KEY.text}
        for name, secrets in demo.secrets.items():
            environ |= {variable(name, one): text for one, text in secrets.items()}
        wear(qapp, qapp.styleHints().colorScheme())
        program, arguments = command("engine")
        engine = Engine(program, [*arguments, "--only", "pull"], environ, [*arguments, "--only", "act"])
        cache = Cache(places, Pending(lambda: KEY))
        english = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
        memory = Memory(places.config / "window.ini")
        window = Window(cache, engine, Times(english, time.time), memory, practice=False)
        found = Seat(demo, cache, engine, window)
        window.resize(1200, 800)
        window.first_sight()
        window.show()
        window.wake()
        yield found
        engine.stop()
        window.put_away()
        delete(window)
        cache.close()


def submit(demo: Demo) -> None:
    """Have somebody stand submitted for an open shift of Trio's: the market itself makes no such one."""
    world = demo.world
    needs = world.needs["trio"].values()
    soon = datetime.now() + timedelta(days=3)
    open_ones = (one for one in needs if one.start > soon and one.published and not one.withdrawn)
    need = next(one for one in open_ones if not one.live)
    worker = next(one for one in world.workers["trio"] if one.role == need.role)
    world.book("trio", need, worker, "submitted", datetime.now(UTC), "Practice agency")


def choose(at: Seat, kept: Kept, qtbot: QtBot) -> None:
    """Search for the shift's day and go down to it."""
    window, shift = at.window, kept.shift
    press(window, "Ctrl+F")
    # Typed key by key it would open completions, which without a screen keep the window from its keys.
    QApplication.clipboard().setText(f"connection:{shift.vendor} on:{shift.day.isoformat()} ")
    press(window, "Ctrl+V")
    qtbot.waitUntil(lambda: window.filters.where().first == shift.day, timeout=PATIENCE)
    fit = [one.shift.ref for one in at.reader.shifts(window.filters.where())]
    assert shift.ref in fit
    qtbot.waitUntil(lambda: set(rows(window)) == set(fit), timeout=PATIENCE)
    QTest.keyClick(window.filters.search, Qt.Key.Key_Return)
    qtbot.waitUntil(window.page.board.hasFocus)
    press(window, "Ctrl+Home")
    for _ in fit:
        if window.page.selected() == [shift.ref]:
            break
        QTest.keyClick(window.page.board, Qt.Key.Key_Down)
    assert window.page.selected() == [shift.ref]
    panel = the_panel(window)
    qtbot.waitUntil(lambda: panel.ref == shift.ref and panel.told is not None, timeout=PATIENCE)


def rows(window: Window) -> list[str]:
    """Return the refs of what stands on the board."""
    model = window.page.model
    return [model.row(number).ref for number in range(model.rowCount())]


def on_the_board(window: Window) -> tuple[str, str, str]:
    """Return the chosen row's ref, its state, and how far something is that is not settled."""
    row = window.page.model.row(window.page.board.currentIndex().row())
    return row.ref, row.state, row.intent


def do(at: Seat, key: str, qtbot: QtBot, typed: Mapping[str, str] | None = None) -> Action:
    """Press the action's key, fill in what it cannot do without, mean it; return it once it is said done."""
    window = at.window
    told = the_panel(window).told
    assert told is not None
    names = [one.name for one in told.enabled]
    action = told.enabled[names.index(key)]
    press(window, f"Ctrl+{names.index(key) + 1}")
    assert action.asks == bool(typed)
    if typed:
        fill(at, typed, qtbot)
        press(window, "Return")
    if action.is_dangerous:
        mean(at, qtbot)
    assert toast(window, qtbot, PATIENCE).title.text() == f"{action.label}: done"
    return action


def mean(at: Seat, qtbot: QtBot) -> None:
    """Answer the question that something careful is asked with."""
    window = at.window
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(Confirmation)))
    box = next(one for one in window.findChildren(Confirmation) if one.isVisible())
    qtbot.waitUntil(box.leave.hasFocus)
    press(window, "Tab")
    assert holder() is box.do
    press(window, "Return")


def fill(at: Seat, typed: Mapping[str, str], qtbot: QtBot) -> None:
    """Type into the form's fields, of which the first has the keyboard."""
    form = the_panel(at.window).form
    assert form is not None
    assert list(typed) == [one.name for one in form.action.fields if one.required]

    def entered(name: str) -> bool:
        return name in form.parameters()

    for name, text in typed.items():
        QTest.keyClicks(holder(), text)
        qtbot.waitUntil(lambda: "Asking the vendor" not in said(form), timeout=PATIENCE)
        if not entered(name):  # an id that is in no list
            press(at.window, "Return")
        qtbot.waitUntil(partial(entered, name), timeout=PATIENCE)
    qtbot.waitUntil(form.send.isEnabled, timeout=PATIENCE)
