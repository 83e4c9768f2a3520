"""The inbox in the window: keys, buttons, what is chosen next, and what a refresh leaves as it was."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.domain import Shift
from app.store.filters import EVERYTHING, Filter
from app.store.store import Store
from app.store.views import Changes
from tests.shifts import NEW_YORK, applied, person, shift
from tests.ui.conftest import NOW, Fill, Open
from tests.ui.desk import Desk
from ui.inbox.note import NoteDialog
from ui.inbox.page import InboxPage
from ui.lens_names import BOARD, INBOX
from ui.window import Window

ADAM = person("Adam Jones", "47")
SOON = (NOW + timedelta(hours=5)).astimezone(NEW_YORK)


@pytest.fixture
def engine(qtbot: QtBot, store: Store) -> Desk:
    """An engine that does what the real one does with changes, at once."""
    desk = Desk()

    def acknowledge(asked: dict[str, Any]) -> dict[str, Any]:
        store.acknowledge(asked["changes"], "Sam", batch=asked["batch"])
        return {}

    def snooze(asked: dict[str, Any]) -> dict[str, Any]:
        until = asked["until"]
        store.snooze(asked["changes"], None if until is None else datetime.fromtimestamp(until, UTC), "Sam")
        return {}

    def remark(asked: dict[str, Any]) -> dict[str, Any]:
        store.remark(asked["changes"], asked["text"], "Sam")
        return {}

    desk.replies |= {
        "acknowledge": acknowledge,
        "snooze": snooze,
        "remark": remark,
        "take_back": lambda asked: {"undone": store.desk.take_back(asked["batch"], "Sam")},
    }
    return desk


def near(n: int, **fields: Any) -> Shift:
    return shift(n, start=SOON, end=SOON + timedelta(hours=8), **fields)


@pytest.fixture
def window(fill: Fill, store: Store, open_window: Open) -> Window:
    fill([shift(n, facility="Mercy" if n % 2 else "Abbey") for n in range(6)])
    for n in range(6):
        told = shift(n, title=f"LPN {n}", facility="Mercy" if n % 2 else "Abbey")
        applied(store, told, at=NOW - timedelta(minutes=60 - n))
    return open_window()


@pytest.fixture
def page(window: Window, qtbot: QtBot) -> InboxPage:
    window.lenses.turn(INBOX)
    page = window.lenses.lens(INBOX)
    assert isinstance(page, InboxPage)
    qtbot.waitUntil(lambda: bool(page.model.inbox.lines))
    return page


def lines(page: InboxPage) -> list[int]:
    return list(page.model.inbox.lines)


def press(page: InboxPage, key: Qt.Key) -> None:
    QTest.keyClick(page.view, key)


def chosen(page: InboxPage) -> int:
    return page.model.row(page.view.currentIndex().row()).id


def until(qtbot: QtBot, told: Callable[[], bool]) -> None:
    qtbot.waitUntil(told)


def test_the_newest_change_comes_first_and_says_what_was_and_what_is(page: InboxPage) -> None:
    row = page.model.row(0)
    assert lines(page) == [6, 5, 4, 3, 2, 1]
    assert row.title == "Shift: RN, ICU → LPN 5"
    assert "Mercy" in row.remark
    assert "not acknowledged" in row.spoken
    assert "seen" in row.tip


def test_one_key_acknowledges_and_goes_to_the_next(page: InboxPage, store: Store, qtbot: QtBot) -> None:
    assert chosen(page) == 6
    press(page, Qt.Key.Key_A)
    assert chosen(page) == 5
    press(page, Qt.Key.Key_A)
    assert chosen(page) == 4
    until(qtbot, lambda: store.reader.unacknowledged() == 4)
    until(qtbot, lambda: page.strip.said == "1 change acknowledged on this desk.")


def test_an_acknowledgement_is_taken_back(page: InboxPage, store: Store, qtbot: QtBot) -> None:
    press(page, Qt.Key.Key_A)
    press(page, Qt.Key.Key_A)
    press(page, Qt.Key.Key_U)
    until(qtbot, lambda: lines(page) == [5, 4, 3, 2, 1])
    press(page, Qt.Key.Key_U)
    until(qtbot, lambda: lines(page) == [6, 5, 4, 3, 2, 1])
    assert store.reader.unacknowledged() == 6


def test_several_are_acknowledged_together(page: InboxPage, store: Store, qtbot: QtBot) -> None:
    QTest.keyClick(page.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(page.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    page.bar.buttons["acknowledge"].click()
    until(qtbot, lambda: lines(page) == [3, 2, 1])
    assert chosen(page) == 3


def test_a_refused_acknowledgement_comes_back_and_is_said(
    page: InboxPage, engine: Desk, window: Window, qtbot: QtBot
) -> None:
    engine.replies["acknowledge"] = lambda asked: {"ok": False, "error": "The disk is full."}
    press(page, Qt.Key.Key_A)
    until(qtbot, lambda: window.remark == "The disk is full.")
    until(qtbot, lambda: lines(page) == [6, 5, 4, 3, 2, 1])


def test_the_chosen_line_and_the_place_survive_a_refresh(
    page: InboxPage, store: Store, window: Window, engine: Desk, qtbot: QtBot
) -> None:
    page.view.choose(3)
    applied(store, shift(1, title="RN", facility="Mercy"), at=NOW)
    engine.committed.emit("trio-east", None, 1)
    until(qtbot, lambda: len(lines(page)) == 7)
    assert chosen(page) == 3
    assert page.view.rows() == [4]


def test_a_chosen_line_shows_its_shift_and_leads_to_the_board(
    page: InboxPage, window: Window, qtbot: QtBot
) -> None:
    until(qtbot, lambda: window.detail.kept is not None and window.detail.kept.shift.ref == "trio-east:5")
    page.view.choose(1)
    press(page, Qt.Key.Key_B)
    assert window.lenses.key == BOARD
    until(qtbot, lambda: window.page.selected() == ["trio-east:4"])


def test_what_the_filters_leave_out_is_said_and_brought_back(
    page: InboxPage, window: Window, qtbot: QtBot
) -> None:
    window.filters.narrowing.show(Filter(facilities=frozenset({"Mercy"})))
    until(qtbot, lambda: lines(page) == [6, 4, 2])
    told = "The filters leave out 3 of 6 that are not acknowledged."
    assert page.filtered.said == told
    press(page, Qt.Key.Key_A)
    until(qtbot, lambda: page.filtered.said == told.replace("6", "5"))
    until(qtbot, lambda: page.strip.key == "undo")
    page.filtered.pressed.emit("filters")
    until(qtbot, lambda: len(lines(page)) == 5)
    assert window.filters.where() == EVERYTHING
    assert (page.filtered.said, page.strip.said) == ("", "")


def test_to_a_change_that_is_sought_the_filters_give_way_only_where_they_hide_it(
    page: InboxPage, window: Window, store: Store, qtbot: QtBot
) -> None:
    mercy = Filter(facilities=frozenset({"Mercy"}))
    window.filters.narrowing.show(mercy)
    until(qtbot, lambda: lines(page) == [6, 4, 2])
    page.seek(2)
    until(qtbot, lambda: (chosen(page), page._sought) == (2, 0))
    assert (window.filters.where(), page.strip.said) == (mercy, "")
    page.seek(3)
    until(qtbot, lambda: (chosen(page), page._sought) == (3, 0))
    assert window.filters.where() == EVERYTHING
    assert page.strip.said == "The search and the filters hid that change; they have been cleared."
    page.strip.pressed.emit(page.strip.key)
    until(qtbot, lambda: lines(page) == [6, 4, 2])
    assert (window.filters.where(), page.strip.said) == (mercy, "")
    store.acknowledge([3], "Eve")
    page.seek(3)
    until(qtbot, lambda: window.remark == "Somebody has acknowledged that change meanwhile.")
    assert window.filters.where() == mercy


def test_what_was_done_is_said_for_a_while(page: InboxPage, qtbot: QtBot) -> None:
    for end in (page._passing.timeout.emit, page.bar.changed.emit):
        press(page, Qt.Key.Key_A)
        assert page.strip.key == "undo"
        end()
        assert page.strip.said == ""
    press(page, Qt.Key.Key_U)
    until(qtbot, lambda: lines(page) == [5, 4, 3, 2, 1])


def test_all_lines_are_selected_by_the_key_that_selects_everything(page: InboxPage) -> None:
    QTest.keyClick(page.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert page.view.rows() == [0, 1, 2, 3, 4, 5]
    assert lines(page) == [6, 5, 4, 3, 2, 1]


def test_a_key_that_is_pressed_before_the_engine_is_there_hides_nothing(
    page: InboxPage, window: Window, qtbot: QtBot
) -> None:
    ask, page._ask = page._ask, None
    press(page, Qt.Key.Key_A)
    assert "try again in a moment" in window.remark
    assert lines(page) == [6, 5, 4, 3, 2, 1]
    assert page.strip.said == ""
    page._ask = ask
    press(page, Qt.Key.Key_A)
    until(qtbot, lambda: lines(page) == [5, 4, 3, 2, 1])


def test_a_group_has_a_heading_that_nobody_can_choose(page: InboxPage, qtbot: QtBot) -> None:
    tester = QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    page.bar.groups.setCurrentIndex(1)
    until(qtbot, lambda: len(page.model.inbox.groups) == 6)
    assert page.model.row(0).title.startswith("LPN 5 · Mercy")
    assert not page.model.flags(page.model.index(0)) & Qt.ItemFlag.ItemIsSelectable
    page.view.choose(1)
    press(page, Qt.Key.Key_J)
    assert page.view.currentIndex().row() == 3
    assert tester.model() is page.model


def test_what_came_to_nothing_is_unfolded_and_folded(page: InboxPage, store: Store, qtbot: QtBot) -> None:
    tester = QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    applied(store, shift(5, facility="Mercy"), at=NOW)
    page.reload()
    until(qtbot, lambda: lines(page)[0] == 7)
    assert page.model.row(0).title.startswith("Undone again, 2 changes")
    page.view.choose(0)
    press(page, Qt.Key.Key_Right)
    assert [page.model.row(n).id for n in range(4)] == [7, 7, 6, 5]
    page.view.choose(2)
    press(page, Qt.Key.Key_Left)
    assert page.view.currentIndex().row() == 0
    press(page, Qt.Key.Key_A)
    until(qtbot, lambda: store.reader.unacknowledged() == 5)
    assert tester.model() is page.model


def test_a_departure_close_to_its_start_is_on_top_and_is_not_put_off(
    fill: Fill, store: Store, open_window: Open, qtbot: QtBot
) -> None:
    fill([near(1, assignments=(ADAM,)), shift(2)])
    applied(store, near(1), at=NOW - timedelta(hours=2))
    applied(store, shift(2, title="LPN"), at=NOW)
    window = open_window()
    window.lenses.turn(INBOX)
    page: InboxPage = window.lenses.lens(INBOX)
    until(qtbot, lambda: len(lines(page)) == 2)
    assert page.model.row(0).loud
    assert page.model.row(1).remark.startswith("Starts in 5 hours")
    assert chosen(page) == 1
    press(page, Qt.Key.Key_S)
    assert "cannot be put off" in page.strip.said
    until(qtbot, lambda: window.windowTitle() == "(2, 1 urgent) Callboard")


def test_what_is_put_off_leaves_and_is_found_again(page: InboxPage, qtbot: QtBot) -> None:
    press(page, Qt.Key.Key_S)
    menu = page.findChildren(QMenu)[-1]
    assert [action.text().split(" (")[0] for action in menu.actions()][:2] == ["In an hour", "In four hours"]
    menu.actions()[0].trigger()
    menu.close()
    until(qtbot, lambda: lines(page) == [5, 4, 3, 2, 1])
    page.bar.standing.setCurrentIndex(1)
    until(qtbot, lambda: lines(page) == [6])
    assert "put off until" in page.model.row(0).remark


def test_a_note_is_written_and_shown(page: InboxPage, qtbot: QtBot) -> None:
    press(page, Qt.Key.Key_N)
    dialog = page.findChild(NoteDialog)
    assert dialog is not None
    dialog.text.setPlainText("called them")
    dialog.accept()
    until(qtbot, lambda: "note: called them" in page.model.row(0).remark)


def test_thousands_are_acknowledged_before_a_time_but_not_what_is_loud(
    fill: Fill, store: Store, open_window: Open, qtbot: QtBot
) -> None:
    fill([near(0, assignments=(ADAM,)), *(shift(n) for n in range(1, 300))])
    applied(store, near(0), at=NOW - timedelta(hours=3))
    applied(store, *(shift(n, title="LPN") for n in range(1, 299)), at=NOW - timedelta(hours=3))
    applied(store, shift(299, title="LPN"), at=NOW)
    window = open_window()
    window.lenses.turn(INBOX)
    page: InboxPage = window.lenses.lens(INBOX)
    until(qtbot, lambda: page.strip.key == "several")
    page.strip.pressed.emit("several")
    menu = page.findChildren(QMenu)[-1]
    (older,) = [action for action in menu.actions() if "an hour ago" in action.text()]
    older.trigger()
    menu.close()
    until(qtbot, lambda: store.reader.unacknowledged() == 2)
    until(qtbot, lambda: len(lines(page)) == 2)


def test_an_empty_inbox_says_so(fill: Fill, open_window: Open, qtbot: QtBot) -> None:
    fill([shift(1)])
    window = open_window()
    window.lenses.turn(INBOX)
    page: InboxPage = window.lenses.lens(INBOX)
    until(qtbot, lambda: page.empty.accessibleName() == "Nothing waits for you")


def test_hostile_text_is_shown_as_it_is_and_cut(
    fill: Fill, store: Store, open_window: Open, qtbot: QtBot
) -> None:
    fill([shift(1)])
    applied(store, shift(1, title="<b>LPN</b>\x07\u202e" + "x" * 1_000_000))
    window = open_window()
    window.lenses.turn(INBOX)
    page: InboxPage = window.lenses.lens(INBOX)
    until(qtbot, lambda: len(lines(page)) == 1)
    row = page.model.row(0)
    assert "<b>LPN</b>\ufffd\ufffd" in row.title
    assert max(len(row.title), len(row.remark), len(row.spoken)) < 1500
    assert "&lt;b&gt;" in page.model.index(0).data(Qt.ItemDataRole.ToolTipRole)


def test_the_badges_count_what_waits(page: InboxPage, window: Window, engine: Desk, qtbot: QtBot) -> None:
    until(qtbot, lambda: window.windowTitle() == "(6) Callboard")
    press(page, Qt.Key.Key_A)
    engine.committed.emit("", None, 0)
    until(qtbot, lambda: window.windowTitle() == "(5) Callboard")


def test_a_view_that_was_saved_of_the_inbox_brings_it_back_as_it_stood(
    window: Window, page: InboxPage, qtbot: QtBot
) -> None:
    finery = window._finery
    assert finery is not None
    page.bar.ask("all", frozenset({"edited", "status"}), "shift")
    until(qtbot, lambda: len(page.model.inbox.groups) == 6)
    saved = finery._shown_now()
    assert saved.changes == Changes(standing="all", kinds=frozenset({"edited", "status"}), by="shift")

    page.bar.ask("unread", frozenset(), "")
    until(qtbot, lambda: not page.model.inbox.groups)
    window.lenses.turn(BOARD)
    assert finery._shown_now().changes is None
    finery.show_view(saved)
    assert window.lenses.key == INBOX
    until(qtbot, lambda: len(page.model.inbox.groups) == 6)
    assert page.wanted().standing == "all"

    finery.show_view(replace(saved, changes=None))
    assert page.bar.asked() == ("all", frozenset({"edited", "status"}), "shift")
