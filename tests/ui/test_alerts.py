"""Notifications in the window: what is told, where a click leads, and what a missing tray leaves out."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSystemTrayIcon
from pytestqt.qtbot import QtBot

from app import alerts
from app.alerts import Notice, Rules
from app.domain import Shift
from app.places import Places
from app.store import tidings
from app.store.filters import Filter
from app.store.inbox import Counts
from app.store.store import Store
from app.store.views import View
from tests.shifts import NEW_YORK, applied, person, shift
from tests.ui.conftest import NOW, Fill, Open
from tests.ui.desk import Desk
from ui.alerts.desk import AlertDesk
from ui.alerts.dialog import RulesDialog
from ui.alerts.tray import badged, told
from ui.engine import Pulse
from ui.lens_names import BOARD, INBOX
from ui.window import Window

ADAM = person("Adam Jones", "47")
SOON = (NOW + timedelta(hours=5)).astimezone(NEW_YORK)


@pytest.fixture
def engine(qtbot: QtBot) -> Desk:
    return Desk()


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The window's clock stands still in tests: nothing would ever be due."""
    monkeypatch.setattr(alerts, "GATHER", 0.0)


@pytest.fixture
def window(fill: Fill, open_window: Open, qtbot: QtBot) -> Window:
    near = shift(1, start=SOON, end=SOON + timedelta(hours=8), assignments=(ADAM,))
    fill([near, shift(2), shift(3)])
    window = open_window()
    qtbot.waitUntil(lambda: the_desk(window).is_ready)
    return window


def the_desk(window: Window) -> AlertDesk:
    found = window.findChild(AlertDesk)
    assert found is not None
    return found


def until(qtbot: QtBot, told: Callable[[], bool]) -> None:
    qtbot.waitUntil(told)


def leave(store: Store, engine: Desk) -> None:
    applied(store, shift(1, start=SOON, end=SOON + timedelta(hours=8)), at=NOW)
    engine.committed.emit("trio-east", None, 1)


def test_a_departure_is_told_in_the_window_and_leads_to_the_inbox(
    window: Window, store: Store, engine: Desk, qtbot: QtBot
) -> None:
    desk = the_desk(window)
    assert desk.bar.isHidden()
    leave(store, engine)
    until(qtbot, desk.bar.isVisible)
    assert desk.bar.said.startswith(
        "A departure close to its start: Adam Jones was taken off · Starts in 5 hours"
    )
    window.filters.narrowing.show(Filter(text="nothing like it"))
    desk.bar.show_it.click()
    assert window.lenses.key == INBOX
    assert desk.bar.isHidden()
    page = window.lenses.lens(INBOX)
    until(qtbot, lambda: page.model.row(page.view.currentIndex().row()).title.startswith("Adam Jones"))
    assert window.filters.where() == Filter()


def test_a_departure_that_comes_near_is_told_then_and_one_that_is_gone_leads_to_a_word(
    window: Window, store: Store, engine: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = the_desk(window)
    desk.obey(Rules(departure_hours=1))
    leave(store, engine)
    until(qtbot, lambda: window.windowTitle().startswith("(1"))
    until(qtbot, lambda: desk._near == 1)
    desk.watch()
    assert desk.bar.said == ""
    later = (NOW + timedelta(hours=4, minutes=30)).timestamp()
    monkeypatch.setattr(desk._parts.times, "_now", lambda: later)
    desk.watch()
    until(qtbot, desk.bar.isVisible)
    store.acknowledge([1], "Eve")
    desk.bar.show_it.click()
    until(qtbot, lambda: window.remark == "Somebody has acknowledged that change meanwhile.")


def test_what_was_there_before_the_start_is_no_news(
    fill: Fill, store: Store, open_window: Open, engine: Desk, qtbot: QtBot
) -> None:
    fill([shift(1, start=SOON, end=SOON + timedelta(hours=8), assignments=(ADAM,))])
    leave(store, engine)
    window = open_window()
    desk = the_desk(window)
    until(qtbot, lambda: desk.is_ready)
    applied(store, shift(1, start=SOON, end=SOON + timedelta(hours=8), title="LPN"), at=NOW)
    engine.committed.emit("trio-east", None, 1)
    until(qtbot, lambda: window.windowTitle().startswith("(2"))
    assert desk.bar.said == ""


def near(n: int, *names: str) -> Shift:
    people = tuple(person(name, name) for name in names)
    return shift(n, start=SOON, end=SOON + timedelta(hours=8), assignments=people)


def test_what_moves_up_once_others_are_acknowledged_is_no_news(
    fill: Fill, store: Store, open_window: Open, engine: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tidings, "MOST", 2)
    names = ("Ann", "Bea", "Cleo", "Dora")
    fill([near(n, name) for n, name in enumerate(names)])
    for n in range(3):
        applied(store, near(n), at=NOW - timedelta(minutes=9 - n))
    desk = the_desk(open_window())
    until(qtbot, lambda: desk.is_ready)
    store.acknowledge([2, 3], "Eve")
    applied(store, near(3), at=NOW)
    engine.committed.emit("trio-east", None, 1)
    until(qtbot, desk.bar.isVisible)
    assert desk.bar.said.startswith("A departure close to its start: Dora was taken off")


def test_what_other_rules_bring_near_was_there_before_and_is_no_news(
    fill: Fill, store: Store, open_window: Open, engine: Desk, qtbot: QtBot
) -> None:
    fill([near(1, "Ann"), near(2, "Bea")])
    desk = the_desk(open_window())
    until(qtbot, lambda: desk.is_ready)
    desk.obey(Rules(departure_hours=1))
    until(qtbot, lambda: desk._near == 1)
    applied(store, near(1), at=NOW)
    desk.obey(Rules(departure_hours=6))
    until(qtbot, lambda: desk._near == 6)
    applied(store, near(2), at=NOW)
    engine.committed.emit("trio-east", None, 1)
    until(qtbot, desk.bar.isVisible)
    assert desk.bar.said.startswith("A departure close to its start: Bea was taken off")


def test_new_open_shifts_of_a_view_are_one_notice_that_leads_to_it(
    window: Window, store: Store, engine: Desk, qtbot: QtBot
) -> None:
    desk = the_desk(window)
    view = desk.all_views[0]
    desk.obey(Rules(views=(view.key,)))
    applied(store, *(shift(n, start=SOON, end=SOON + timedelta(hours=8)) for n in range(10, 40)), at=NOW)
    engine.committed.emit("trio-east", None, 30)
    until(qtbot, desk.bar.isVisible)
    assert desk.bar.said.startswith("30 new open shifts in")
    window.lenses.turn(INBOX)
    desk.bar.show_it.click()
    assert window.filters.where() != Filter()


def test_a_view_is_watched_from_the_moment_it_is_chosen_though_one_is_just_looking(
    window: Window, store: Store, engine: Desk, qtbot: QtBot
) -> None:
    desk = the_desk(window)
    held = threading.Event()
    desk._parts.queries.ask("long", lambda reader: held.wait(), lambda found: None, pytest.fail)
    desk._look()  # its turn comes when the view is watched and the shift is there
    desk.obey(Rules(views=(desk.all_views[0].key,)))
    applied(store, shift(10, start=SOON, end=SOON + timedelta(hours=8)), at=NOW)
    held.set()
    until(qtbot, desk.bar.isVisible)
    assert "new open shift" in desk.bar.said


def test_a_view_that_is_watched_means_what_its_words_say(
    window: Window, store: Store, engine: Desk, qtbot: QtBot
) -> None:
    store.views.keep(View(key="x", name="Mercy", filter=Filter(text="facility:mercy")), "Sam", NOW)
    engine.views_changed.emit()
    desk = the_desk(window)
    desk.obey(Rules(views=("x",)))
    places = ("St. Mary", "Mercy General")
    new = (shift(n, start=SOON, end=None, facility=places[n < 13]) for n in range(10, 20))
    applied(store, *new, at=NOW)
    engine.committed.emit("trio-east", None, 10)
    until(qtbot, desk.bar.isVisible)
    assert desk.bar.said.startswith("3 new open shifts in")


def test_a_single_new_shift_is_shown_on_the_board(window: Window, qtbot: QtBot) -> None:
    window.lenses.turn(INBOX)
    the_desk(window).follow("shift:trio-east:2")
    assert window.lenses.key == BOARD
    until(qtbot, lambda: window.page.selected() == ["trio-east:2"])


def test_a_refused_action_is_told_once(window: Window, engine: Desk, qtbot: QtBot) -> None:
    desk = the_desk(window)
    told = {"id": 3, "state": "refused", "action": "claim", "ref": "trio-east:2", "message": "Too late."}
    for state in ("sending", "refused", "refused"):
        engine.intent_changed.emit({**told, "state": state})
    until(qtbot, desk.bar.isVisible)
    assert desk.bar.said == "An action needs a look: claim was refused · trio-east:2 · Too late."
    desk.bar.close_it.click()
    assert desk.bar.said == ""


def test_a_vendor_that_is_away_for_long_is_told(window: Window, engine: Desk, qtbot: QtBot) -> None:
    desk = the_desk(window)
    engine.ready.emit(False, ["trio-east"])
    engine.pulsed.emit(Pulse("trio-east", "Acme", "failing", error="trio-east: no route."))
    desk.watch()
    assert desk.bar.said == ""
    outlook = window.outlook
    one = outlook.connections["trio-east"]
    outlook._known["trio-east"] = replace(one, failing_since=NOW - timedelta(minutes=16))
    desk.watch()
    until(qtbot, desk.bar.isVisible)
    assert desk.bar.said == "A vendor cannot be reached: trio-east: no route."


def test_rules_are_chosen_in_a_dialog_and_kept(window: Window, places: Places, qtbot: QtBot) -> None:
    window.menus.actions["notifications"].trigger()
    dialog = window.findChild(RulesDialog)
    assert dialog is not None
    dialog.hours.setValue(6)
    dialog.quiet.setChecked(True)
    dialog.views.item(0).setCheckState(Qt.CheckState.Checked)
    dialog.accept()
    kept, _ = alerts.load(places.config / "notifications.toml")
    assert (kept.departure_hours, kept.quiet, kept.quiet_from, len(kept.views)) == (6, True, time(22), 1)
    assert the_desk(window).rules == kept


def test_rules_that_do_not_fit_are_said_in_the_window(
    fill: Fill, places: Places, open_window: Open, qtbot: QtBot
) -> None:
    fill([shift(2)])
    (places.config / "notifications.toml").write_text("departures = 'often'\n", "utf-8")
    window = open_window()
    until(qtbot, lambda: window.findChild(AlertDesk) is not None)
    bar = the_desk(window).bar
    assert "“departures” does not fit; it is as usual." in bar.said
    assert bar.show_it.isHidden()
    bar.close_it.click()
    assert bar.said == ""


def test_without_a_tray_nothing_is_missing_and_closing_ends_the_program(
    window: Window, store: Store, engine: Desk, qtbot: QtBot
) -> None:
    assert not QSystemTrayIcon.isSystemTrayAvailable()
    assert not the_desk(window).tray.is_there
    leave(store, engine)
    until(qtbot, the_desk(window).bar.isVisible)
    with qtbot.waitSignal(window.closed):
        window.close()


def test_the_system_gets_no_markup_from_a_vendor() -> None:
    lines = ("<b>LPN</b> & <img src='http://a.example/x'>\u202e",)
    notice = Notice(kind="departure", title="In “<i>ICU</i>”", lines=lines, target="inbox", native=True)
    title, text = told(notice)
    assert title == "In “\u2039i\u203aICU\u2039/i\u203a”"
    assert text.startswith("\u2039b\u203aLPN\u2039/b\u203a & \u2039img")
    assert not {"<", ">", "\u202e"} & {*text}


def test_the_trays_icon_says_how_much_waits(qtbot: QtBot) -> None:
    plain, some, urgent = (
        badged(counts).pixmap(64, 64).toImage() for counts in (Counts(), Counts(7), Counts(120, 1))
    )
    assert plain != some != urgent
