"""Nothing that can be used is without a name and a role, in the window or in any dialog."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QImage, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

import ui
from app.alerts import Rules
from app.store.filters import Filter, Order
from app.store.views import View
from tests.shifts import shift
from tests.ui.conftest import NOW, Fill, Open
from tests.ui.desk import Desk
from tests.ui.panels import ASSIGN, CLAIM, CONFIRM, CREATE, DECLINE, PEOPLE, action, done, panel
from tests.ui.seat import Sit, press, the_panel, toasts
from tests.ui.walking import faults
from ui.alerts.dialog import RulesDialog
from ui.board.choice import Choice
from ui.board.days import Days
from ui.coverage.table import FiguresDialog, FiguresModel
from ui.inbox.note import NoteDialog
from ui.lens_names import LENSES
from ui.memory import Memory
from ui.palette.entries import Entry, Kind
from ui.palette.palette import Palette
from ui.palette.recent import Recent
from ui.panels.confirmation import Confirmation
from ui.panels.creation import CreationDialog
from ui.panels.told import panel as told_panel
from ui.people.entry import EntryDialog
from ui.views.arranging import ArrangeDialog
from ui.views.dialog import ViewDialog
from ui.views.model import SavedViews
from ui.window import Window

VIEW = View(key="a", name="ICU", filter=Filter(text="icu"), columns=("day",), order=Order(), lens="board")
MAKE = action("create-shift", label="Create", parameters=CREATE, on_connection=True)


@pytest.fixture
def engine(qtbot: QtBot) -> Desk:
    desk = Desk()
    desk.replies["choices"] = lambda asked: {"choices": PEOPLE}
    desk.replies["foresee"] = lambda asked: {
        "faults": {},
        "lines": ["Every day."],
        "warnings": ["Two readings."],
    }
    return desk


@pytest.fixture
def views(engine: Desk, qapp: QApplication) -> SavedViews:
    views = SavedViews(lambda: None, engine.ask)
    views._own = [VIEW]
    return views


def shown(window: Window, kind: type[QDialog]) -> QDialog:
    return next(one for one in window.findChildren(kind) if one.isVisible())


def _by_action(key: str, kind: str) -> Callable[..., QDialog]:
    def opening(window: Window, **_: object) -> QDialog:
        window.menus.actions[key].setEnabled(True)
        window.menus.actions[key].trigger()
        found = [
            one for one in window.findChildren(QDialog) if type(one).__name__ == kind and one.isVisible()
        ]
        return found[0]

    return opening


def _by_words(words: str, kind: str) -> Callable[..., QDialog]:
    def opening(window: Window, **_: object) -> QDialog:
        entries = _actions(window.menuBar().actions())
        next(one for one in entries if one.text().replace("&", "") == words).trigger()
        return next(
            one for one in window.findChildren(QDialog) if type(one).__name__ == kind and one.isVisible()
        )

    return opening


def _entry(window: Window, **_: object) -> QDialog:
    dialog = EntryDialog(Desk(), None, window)
    dialog.open()
    return dialog


def _confirmation(window: Window, **_: object) -> QDialog:
    press(window, "Ctrl+2")
    return shown(window, Confirmation)


def _creation(window: Window, **_: object) -> QDialog:
    told = told_panel(panel("spaces", MAKE))
    assert told is not None
    dialog = CreationDialog([told, told], NOW.date(), window)
    dialog.open()
    dialog.begin()
    return dialog


def _palette(window: Window, **_: object) -> QDialog:
    entries = [Entry(kind=Kind.ACTION, title="One", run=lambda: None)]
    palette = Palette([lambda: entries], [], Recent(Memory(Path("unused.ini"))), window)
    palette.open()
    return palette


def _view(window: Window, views: SavedViews) -> QDialog:
    dialog = ViewDialog(views, VIEW, "ICU", lambda keys: "", window)
    dialog.open()
    return dialog


def _arrange(window: Window, views: SavedViews) -> QDialog:
    dialog = ArrangeDialog(views, lambda view: None, lambda view: None, window)
    dialog.open()
    return dialog


def _figures(window: Window, **_: object) -> QDialog:
    dialog = FiguresDialog(
        "Coverage", FiguresModel(("Day", "Open"), [("Tue", "3")], [("Tue", "3 open")]), window
    )
    dialog.open()
    return dialog


def _note(window: Window, **_: object) -> QDialog:
    dialog = NoteDialog("Adam Jones was taken off", "called him", window)
    dialog.open()
    return dialog


def _rules(window: Window, views: SavedViews) -> QDialog:
    dialog = RulesDialog(Rules(), views.all, has_tray=False, parent=window)
    dialog.open()
    return dialog


OPENED: dict[str, Callable[..., QDialog]] = {
    "ui.about.About": _by_action("about", "About"),
    "ui.clashes.dialog.ClashesDialog": _by_words("Clashes…", "ClashesDialog"),
    "ui.clashes.rules.RulesDialog": _by_words("Settings of the checks…", "RulesDialog"),
    "ui.people.dialog.PeopleDialog": _by_words("People…", "PeopleDialog"),
    "ui.people.entry.EntryDialog": _entry,
    "ui.alerts.dialog.RulesDialog": _rules,
    "ui.batch.dialog.BatchDialog": _by_action("batch", "BatchDialog"),
    "ui.connections.dialog.ConnectionsDialog": _by_action("connections", "ConnectionsDialog"),
    "ui.coverage.table.FiguresDialog": _figures,
    "ui.inbox.note.NoteDialog": _note,
    "ui.activity.dialog.ActivityDialog": _by_action("activity", "ActivityDialog"),
    "ui.exporting.calendars.CalendarsDialog": _by_action("calendars", "CalendarsDialog"),
    "ui.exporting.dialog.ExportDialog": _by_action("export", "ExportDialog"),
    "ui.handover.dialog.HandoverDialog": _by_action("handover", "HandoverDialog"),
    "ui.outbox.dialog.OutboxDialog": _by_action("outbox", "OutboxDialog"),
    "ui.palette.palette.Palette": _palette,
    "ui.palette.sheet.ShortcutSheet": _by_action("shortcuts", "ShortcutSheet"),
    "ui.panels.confirmation.Confirmation": _confirmation,
    "ui.panels.creation.CreationDialog": _creation,
    "ui.views.arranging.ArrangeDialog": _arrange,
    "ui.views.dialog.ViewDialog": _view,
}


def dialogs() -> Iterator[str]:
    """Yield the dialogs that there are in the program."""
    for found in pkgutil.walk_packages(ui.__path__, "ui."):
        importlib.import_module(found.name)
    kinds = [QDialog]
    while kinds:
        for kind in kinds.pop().__subclasses__():
            kinds.append(kind)
            if kind.__module__.startswith("ui."):
                yield f"{kind.__module__}.{kind.__qualname__}"


def test_every_dialog_of_the_program_is_looked_at() -> None:
    assert set(dialogs()) == set(OPENED)


@pytest.mark.parametrize("name", OPENED)
def test_all_that_can_be_used_in_a_dialog_has_a_name_and_a_role(
    name: str, sit: Sit, views: SavedViews
) -> None:
    window = sit(CLAIM, DECLINE, CONFIRM)
    dialog = OPENED[name](window, views=views)
    assert f"{type(dialog).__module__}.{type(dialog).__qualname__}" == name
    assert faults(dialog) == []
    assert dialog.accessibleName() or dialog.windowTitle()
    dialog.done(0)


def test_all_that_can_be_used_in_the_window_has_a_name_and_a_role(sit: Sit) -> None:
    assert faults(sit(CLAIM, DECLINE, CONFIRM)) == []


@pytest.mark.parametrize("key", [lens.key for lens in LENSES])
def test_every_lens_has_names_and_roles_with_facets_and_chips_beside_it(
    sit: Sit, qtbot: QtBot, key: str
) -> None:
    window = sit(CLAIM)
    window.lenses.turn(key)
    assert window._finery is not None
    press(window, "Ctrl+Shift+D")
    window.filters.narrowing.narrow(Filter(urgent=True, hours="night"), "icu")
    qtbot.waitUntil(lambda: window._finery is not None and window._finery.facets.isVisible())
    assert faults(window) == []
    window.resize(640, 600)  # where some of it takes another shape
    assert faults(window) == []


def test_a_form_in_the_panel_has_names_and_roles(sit: Sit) -> None:
    window = sit(action("assign", weight="primary", parameters=ASSIGN))
    press(window, "Ctrl+1")
    assert the_panel(window).form is not None
    assert faults(window) == []


def test_a_toast_has_names_and_roles(sit: Sit, engine: Desk, qtbot: QtBot) -> None:
    undo = {"action": "release", "label": "Release", "ref": "trio-east:1", "until": None}
    engine.replies["do"] = lambda asked: done("succeeded", "Claim: done.", undo=undo)
    window = sit(CLAIM)
    press(window, "Ctrl+1")
    qtbot.waitUntil(lambda: bool(toasts(window)))
    assert faults(window) == []


@pytest.mark.parametrize("kind", [Choice, Days])
def test_what_opens_below_a_button_has_names_and_roles(sit: Sit, kind: type[QToolButton]) -> None:
    window = sit(CLAIM)
    button = window.filters.findChildren(kind)[-1]
    QTest.keyClick(button, Qt.Key.Key_Space)
    (sheet,) = (one for one in button.findChildren(QWidget) if one.isWindow() and one.isVisible())
    assert sheet.accessibleName()
    assert faults(sheet) == []
    sheet.close()


def test_an_empty_window_has_names_and_roles(open_window: Open) -> None:
    assert faults(open_window()) == []


def test_a_banner_has_names_and_roles(fill: Fill, open_window: Open, engine: Desk) -> None:
    fill([shift(n, start=shift().start + timedelta(hours=n)) for n in range(3)])
    window = open_window()
    engine.died.emit("The engine stopped.")
    assert window.engine_banner.isVisible()
    assert faults(window) == []


def test_every_menu_entry_has_words_and_no_two_share_a_key(sit: Sit) -> None:
    window = sit(CLAIM)
    entries = [one for one in _actions(window.menuBar().actions()) if not one.isSeparator()]
    assert all(one.text().replace("&", "").strip() for one in entries)
    keys = [keys.toString() for one in entries for keys in one.shortcuts()]
    assert sorted(keys) == sorted({*keys})


def test_no_two_menus_or_entries_of_one_menu_share_a_letter(sit: Sit) -> None:
    window = sit(CLAIM)
    for listed in _menus(window.menuBar().actions()):
        letters = [_letter(one) for one in listed if _letter(one)]
        assert sorted(letters) == sorted({*letters}), [one.text() for one in listed]


def test_what_has_the_keyboard_can_be_seen(sit: Sit, qtbot: QtBot) -> None:
    window = sit(CLAIM, DECLINE)
    met: set[QWidget] = set()
    window.filters.search_now()
    for _ in range(60):
        holder = QApplication.focusWidget()
        assert holder is not None
        if holder in met:
            break
        met.add(holder)
        assert holder.isVisible()
        with_it = holder.grab().toImage()
        QTest.keyClick(holder, Qt.Key.Key_Tab)
        if QApplication.focusWidget() is not holder and not isinstance(holder, QLineEdit):
            qtbot.waitUntil(partial(_looks_otherwise, holder, with_it))
    assert len(met) > 5


def test_the_walk_finds_what_has_no_name(qtbot: QtBot) -> None:
    root = QWidget()
    qtbot.addWidget(root)
    QPushButton(root)
    named = QPushButton("Named", root)
    bare = QWidget(root)
    bare.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    bare.setAccessibleName("Painted by hand")
    QLabel(root)
    found = faults(root)
    assert len(found) == 2
    assert "nameless: PySide6.QtWidgets.QPushButton" in found[0]
    assert "without a role" in found[1]
    assert "Painted by hand" in found[1]
    assert named.text() == "Named"


def _looks_otherwise(widget: QWidget, than: QImage) -> bool:
    return widget.grab().toImage() != than


def _actions(actions: list[QAction]) -> Iterator[QAction]:
    for one in actions:
        yield one
        menu = one.menu()
        if isinstance(menu, QMenu):
            yield from _actions(menu.actions())


def _menus(actions: list[QAction]) -> Iterator[list[QAction]]:
    yield actions
    for one in actions:
        menu = one.menu()
        if isinstance(menu, QMenu):
            yield from _menus(menu.actions())


def _letter(action: QAction) -> str:
    return QKeySequence.mnemonic(action.text()).toString()
