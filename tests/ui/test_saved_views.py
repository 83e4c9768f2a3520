"""Saved views at the window: listed, shown, saved, changed, and away with them."""

from collections.abc import Callable
from dataclasses import replace

import apsw
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from app.places import Places
from app.store.filters import Filter, Order
from app.store.store import Store
from app.store.views import View, shape, view_of
from tests.shifts import KEY
from tests.ui.conftest import NOW
from ui.cache import Cache
from ui.engine import Answer
from ui.palette.entries import Kind
from ui.views.arranging import ArrangeDialog
from ui.views.builtin import BUILTIN
from ui.views.dialog import ViewDialog
from ui.views.menu import ViewsMenu
from ui.views.model import SavedViews, empty, new_key, told

ICU = View(key="a", name="ICU nights", filter=Filter(text="icu"), shortcut="Alt+8")
NEEDED = "Take Ctrl or Alt with it, or one of the keys F1 to F12: this key is needed elsewhere."
MERCY = View(key="b", name="Mercy", filter=Filter(facilities=frozenset({"Mercy"})))


class Writing:
    """Writes what the engine would, at once."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.error = ""
        self.asked: list[str] = []

    def __call__(self, do: str, answered: Callable[[Answer], None], **details: object) -> None:
        self.asked.append(do)
        if self.error:
            answered({"ok": False, "error": self.error})
            return
        views = self.store.views
        match do, details:
            case "keep_view", {"view": dict(view)}:
                views.keep(view_of(view), "Sam", NOW)
            case "drop_view", {"key": str(key)}:
                views.drop(key, "Sam")
            case "arrange_views", {"keys": list(keys)}:
                views.arrange(keys, "Sam")
        answered({"ok": True})


@pytest.fixture
def writing(store: Store) -> Writing:
    return Writing(store)


@pytest.fixture
def views(writing: Writing, cache: Cache) -> SavedViews:
    for view in (ICU, MERCY):
        writing.store.views.keep(view, "Sam", NOW)
    views = SavedViews(cache.reader, writing)
    views.load()
    return views


def names(views: SavedViews) -> list[str]:
    return [view.name for view in views.own]


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    window = QMainWindow()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def menu(views: SavedViews, window: QMainWindow, qtbot: QtBot) -> ViewsMenu:
    menu = ViewsMenu(views, lambda: None, lambda: None, window)
    window.menuBar().addMenu(menu)
    with qtbot.waitExposed(window):
        window.show()
    return menu


def test_the_list_has_the_programs_own_first(views: SavedViews, qtbot: QtBot) -> None:
    QAbstractItemModelTester(views, QAbstractItemModelTester.FailureReportingMode.Fatal)
    listed = [views.index(row).data() for row in range(views.rowCount())]
    assert listed == [*(view.name for view in BUILTIN), "ICU nights", "Mercy"]
    heard = views.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert heard == "Open, Shifts that nobody has, from today on."
    with qtbot.waitSignal(views.modelReset):
        views.drop("a")
    assert names(views) == ["Mercy"]


def test_a_view_is_shown_from_the_menu_by_its_key(
    menu: ViewsMenu, window: QMainWindow, views: SavedViews, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(views.wished) as wished:
        QTest.keySequence(window, QKeySequence("Alt+8"))
    assert wished.args == [ICU]
    with qtbot.waitSignal(views.wished) as wished:
        next(one for one in menu.actions() if one.text() == "Urgent").trigger()
    assert wished.args is not None
    assert wished.args[0].filter.urgent


def test_the_menu_follows_what_is_saved(menu: ViewsMenu, views: SavedViews) -> None:
    views.keep(View(key="c", name="Nights & days", shortcut="Alt+9"))
    texts = [one.text() for one in menu.actions()]
    assert "Nights && days" in texts
    assert texts.count("ICU nights") == 1
    views.drop("c")
    assert "Nights && days" not in [one.text() for one in menu.actions()]


def test_views_are_entries_of_the_palette(views: SavedViews, qtbot: QtBot) -> None:
    entry = next(one for one in views.entries() if one.title == "ICU nights")
    assert (entry.kind, entry.shortcut, entry.group) == (Kind.VIEW, "Alt+8", "Views")
    with qtbot.waitSignal(views.wished) as wished:
        entry.run()
    assert wished.args == [ICU]


def test_a_view_is_saved_with_what_was_ticked(views: SavedViews, qtbot: QtBot) -> None:
    draft = View(
        key=new_key(), name="", filter=Filter(text="or"), columns=("day",), order=Order("rate"), lens="week"
    )
    dialog = ViewDialog(views, draft, "or", lambda keys: "")
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.save.isEnabled()
    QTest.keyClicks(dialog.name, "  Theatre  ")
    QTest.keyClick(dialog.keys, Qt.Key.Key_9, Qt.KeyboardModifier.AltModifier)
    dialog.order.setChecked(True)
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    kept = views.find(draft.key)
    assert kept == replace(draft, name="Theatre", shortcut="Alt+9", columns=(), lens="")


@pytest.mark.parametrize(
    ("name", "keys", "said"),
    [
        ("mercy", "", "There is another view named “Mercy”."),
        ("Open", "", "There is another view named “Open”."),
        ("New", "Alt+8", "Alt+8 shows the view “ICU nights”."),
        ("New", "Alt+1", "Alt+1 shows the view “Open”."),
        ("New", "Ctrl+E", "Ctrl+E stands for “Export”."),
        ("New", "X", NEEDED),
        ("New", "Shift+A", NEEDED),
        ("New", "Space", NEEDED),
        ("New", "Return", NEEDED),
        ("New", "Down", NEEDED),
        ("New", "Del", NEEDED),
        ("New", "F9", ""),
        (" ", "", "Give the view a name."),
    ],
)
def test_what_does_not_fit_is_said_as_one_types(
    views: SavedViews, qtbot: QtBot, name: str, keys: str, said: str
) -> None:
    taken = {"Ctrl+E": "Export"}
    dialog = ViewDialog(views, View(key="n", name="x"), "icu", lambda keys: taken.get(keys, ""))
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.name.selectAll()
    QTest.keyClicks(dialog.name, name)
    dialog.keys.setKeySequence(QKeySequence(keys))
    assert dialog.fault.text() == said
    assert dialog.save.isEnabled() == (not said)


def test_a_view_that_is_changed_may_keep_its_own_name_and_keys(views: SavedViews, qtbot: QtBot) -> None:
    dialog = ViewDialog(views, ICU, "icu", lambda keys: "anything")
    qtbot.addWidget(dialog)
    assert dialog.save.isEnabled()
    assert dialog.made() == ICU


def test_what_the_engine_refuses_is_said_and_nothing_is_lost(
    views: SavedViews, writing: Writing, qtbot: QtBot
) -> None:
    writing.error = "The disk is full. Nothing was saved."
    dialog = ViewDialog(views, View(key="n", name="New"), "icu", lambda keys: "")
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.save.click()
    assert dialog.isVisible()
    assert dialog.fault.text() == "The disk is full. Nothing was saved."
    assert dialog.save.isEnabled()
    assert names(views) == ["ICU nights", "Mercy"]


def test_views_are_moved_deleted_and_brought_back(views: SavedViews, qtbot: QtBot) -> None:
    dialog = ArrangeDialog(views, lambda view: None, lambda view: None)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.chosen == ICU
    dialog.down.click()
    assert names(views) == ["Mercy", "ICU nights"]
    assert dialog.chosen == ICU
    assert not dialog.down.isEnabled()
    dialog.delete.click()
    assert names(views) == ["Mercy"]
    assert "ICU nights" in dialog.said.text()
    assert dialog.chosen is not None
    dialog.back.click()
    assert views.find("a") == ICU
    assert not dialog.back.isEnabled()


def test_a_view_is_brought_up_to_date_under_its_name_and_keys(views: SavedViews, qtbot: QtBot) -> None:
    shown = View(
        key=ICU.key, name=ICU.name, shortcut=ICU.shortcut, filter=Filter(urgent=True), columns=("day",)
    )
    dialog = ViewDialog(views, shown, "Urgent", lambda keys: "")
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.save.click()
    assert views.find(ICU.key) == replace(ICU, filter=Filter(urgent=True))  # it kept no columns before


def test_a_view_of_a_later_version_is_not_written_anew(
    views: SavedViews, writing: Writing, qtbot: QtBot
) -> None:
    told = replace(ICU, name="Other", lost=("moon",))
    dialog = ViewDialog(views, told, "icu", lambda keys: "")
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.save.isEnabled()
    assert "would lose its moon" in dialog.fault.text()
    with qtbot.waitSignal(views.failed):
        views.keep(told)
    assert writing.asked == []
    assert names(views) == ["ICU nights", "Mercy"]


def test_one_bad_view_costs_only_itself_and_is_named(
    views: SavedViews, store: Store, places: Places, qtbot: QtBot
) -> None:
    db = apsw.Connection(str(places.desk))
    db.pragma("key", KEY.pragma)
    db.execute("update saved_view set filter = '{' where key = 'a'")
    db.close()
    with qtbot.waitSignal(views.failed) as failed:
        views.load()
    assert failed.args == ["What was saved as “ICU nights” cannot be read. It is kept, but not offered."]
    assert names(views) == ["Mercy"]
    with qtbot.assertNotEmitted(views.failed):
        views.load()


def test_showing_a_view_closes_the_list(views: SavedViews, qtbot: QtBot) -> None:
    dialog = ArrangeDialog(views, lambda view: None, lambda view: None)
    qtbot.addWidget(dialog)
    dialog.show()
    with qtbot.waitSignal(views.wished):
        dialog.show_it.click()
    assert not dialog.isVisible()


def test_an_empty_list_offers_nothing(cache: Cache, qtbot: QtBot) -> None:
    views = SavedViews(cache.reader, lambda *_, **__: None)
    dialog = ArrangeDialog(views, lambda view: None, lambda view: None)
    qtbot.addWidget(dialog)
    buttons = (dialog.show_it, dialog.edit, dialog.renew, dialog.up, dialog.down, dialog.delete, dialog.back)
    assert not any(one.isEnabled() for one in buttons)


def test_a_view_of_a_later_version_says_that_it_may_show_too_much() -> None:
    view = view_of({**shape(ICU), "filter": {"moon": "full"}})
    assert "does not know its moon" in told(view)


@pytest.mark.parametrize("view", [*BUILTIN, ICU], ids=lambda view: view.key)
def test_an_empty_view_says_what_that_means(view: View) -> None:
    assert empty(view).endswith(".")
