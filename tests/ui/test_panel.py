"""The panel within the window: two keystrokes, and the truth afterwards."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QDockWidget, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.desk import Desk
from tests.ui.panels import ASSIGN, CLAIM, CONFIRM, DECLINE, NOTES, PEOPLE, action, done, panel
from tests.ui.seat import Sit, holder, press, said, the_panel, toast
from ui.batch.dialog import BatchDialog
from ui.panels.confirmation import Confirmation
from ui.panels.desk import Desk as Panels
from ui.panels.told import Action, Wish
from ui.window import Window


@pytest.fixture
def engine(qtbot: QtBot) -> Desk:
    return Desk()


def test_two_keystrokes_claim(sit: Sit, engine: Desk, qtbot: QtBot) -> None:
    engine.replies["do"] = lambda asked: done("succeeded", "Claim: done.")
    window = sit(CLAIM, DECLINE, CONFIRM)
    press(window, "Ctrl+1")
    assert engine.asked("do") == [
        {
            "ref": "trio-east:1",
            "action": "claim",
            "parameters": {},
            "shown": {"weight": "primary", "people": ["Adam Jones"]},
        }
    ]
    told = toast(window, qtbot)
    assert told.title.text() == "Claim: done"
    assert "RN, ICU · Tue 1 Dec, 07:00 – 19:00 EST · Mercy General" in told.lines.text()


def test_while_it_is_sent_the_panel_says_so_and_nothing_else_can_be_pressed(sit: Sit, engine: Desk) -> None:
    window = sit(CLAIM, DECLINE)
    press(window, "Ctrl+1")
    assert the_panel(window).underway.said == "Claim: being sent…"
    press(window, "Ctrl+1")
    assert len(engine.asked("do")) == 1


def test_buttons_come_by_weight_and_the_rest_with_their_reasons(sit: Sit) -> None:
    window = sit(DECLINE, action("hold"), CLAIM, CONFIRM)
    shown = the_panel(window)
    names = [one.accessibleName() for one in shown.buttons.children() if isinstance(one, QWidget)]
    assert [name for name in names if ":" not in name] == ["Claim", "Hold", "Decline"]
    assert "Nobody has it yet." not in said(shown)
    shown.not_now.button.click()
    assert "Nobody has it yet." in said(shown)


def test_what_is_dangerous_asks_first_and_names_shift_and_person(
    sit: Sit, engine: Desk, qtbot: QtBot
) -> None:
    engine.replies["do"] = lambda asked: done("succeeded")
    window = sit(CLAIM, DECLINE)
    press(window, "Ctrl+2")
    box = window.findChild(Confirmation)
    assert box is not None
    qtbot.waitUntil(box.leave.hasFocus)
    for words in ("Decline?", "RN, ICU", "Tue 1 Dec, 07:00 – 19:00 EST", "Mercy General", "Adam Jones"):
        assert words in said(box)
    QTest.keyClick(box.leave, Qt.Key.Key_Return)  # the default is to leave all as it is
    assert engine.asked("do") == []
    press(window, "Ctrl+2")
    box = window.findChildren(Confirmation)[-1]
    box.do.setFocus()
    QTest.keyClick(box.do, Qt.Key.Key_Return)  # on the button itself it means it
    assert [one["action"] for one in engine.asked("do")] == ["decline"]
    assert box.do.text() == "&Decline"


def test_escape_leaves_what_is_dangerous_undone(sit: Sit, engine: Desk) -> None:
    window = sit(DECLINE)
    press(window, "Ctrl+1")
    box = window.findChild(Confirmation)
    assert box is not None
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert not box.isVisible()
    assert engine.asked("do") == []


def test_options_open_the_form_of_an_action_that_needs_none(sit: Sit, engine: Desk, qtbot: QtBot) -> None:
    engine.replies["choices"] = lambda asked: {"choices": PEOPLE}
    engine.replies["do"] = lambda asked: done("succeeded")
    window = sit(CLAIM)
    press(window, "Ctrl+Shift+1")
    form = the_panel(window).form
    assert form is not None
    assert engine.asked("choices") == [{"ref": "trio-east:1", "pick": "candidate"}]
    QTest.keyClicks(holder(), "garc")
    qtbot.waitUntil(lambda: form.parameters() == {"candidate_id": "48"})
    press(window, "Return")
    assert engine.asked("do")[0]["parameters"] == {"candidate_id": "48"}
    qtbot.waitUntil(lambda: the_panel(window).form is None)
    qtbot.waitUntil(window.page.board.hasFocus)


def test_a_form_stands_in_the_place_of_the_buttons_and_escape_brings_them_back(sit: Sit) -> None:
    window = sit(action("assign", parameters=ASSIGN))
    press(window, "Ctrl+1")
    shown = the_panel(window)
    assert shown.form is not None
    assert not shown.buttons.isVisible()
    press(window, "Esc")
    assert shown.form is None
    assert shown.buttons.isVisible()
    assert shown.isAncestorOf(holder())


def test_what_is_typed_survives_news_of_the_same_shift(sit: Sit, engine: Desk, qtbot: QtBot) -> None:
    window = sit(action("acknowledge", parameters=NOTES))
    press(window, "Ctrl+Shift+1")
    form = the_panel(window).form
    assert form is not None
    QTest.keyClicks(holder(), "Left early")
    asked = len(engine.asked("panel"))
    engine.ready.emit(False, ["trio-east"])
    qtbot.waitUntil(lambda: len(engine.asked("panel")) > asked + 1)
    assert the_panel(window).form is form
    assert form.parameters() == {"notes": "Left early"}


def test_a_form_whose_action_became_impossible_says_why_and_does_not_send(
    sit: Sit, engine: Desk, qtbot: QtBot
) -> None:
    window = sit(CLAIM)
    press(window, "Ctrl+Shift+1")
    form = the_panel(window).form
    assert form is not None
    gone = replace_action(CLAIM, enabled=False, reason="Somebody already has it: Eve.")
    engine.replies["panel"] = lambda asked: panel(asked["ref"], gone)
    engine.ready.emit(False, ["trio-east"])
    qtbot.waitUntil(lambda: not form.send.isEnabled())
    assert "Somebody already has it: Eve." in said(form)


def test_choosing_another_shift_closes_the_form(sit: Sit, qtbot: QtBot) -> None:
    window = sit(CLAIM)
    press(window, "Ctrl+Shift+1")
    window.page.board.choose(1)
    qtbot.waitUntil(lambda: the_panel(window).ref == "trio-east:2")
    assert the_panel(window).form is None


def test_a_key_pressed_before_the_panel_is_there_does_nothing_and_says_so(
    sit: Sit, engine: Desk, qtbot: QtBot
) -> None:
    window = sit(CLAIM)
    del engine.replies["panel"]
    window.page.board.choose(1)
    qtbot.waitUntil(lambda: the_panel(window).ref == "trio-east:2")
    press(window, "Ctrl+1")
    assert engine.asked("do") == []
    assert "press again" in window.remark


def test_a_key_right_after_an_arrow_does_not_act_on_the_shift_that_was_left(
    sit: Sit, engine: Desk, qtbot: QtBot
) -> None:
    window = sit(CLAIM)
    QTest.keyClick(window.page.board, Qt.Key.Key_Down)
    press(window, "Ctrl+1")  # before anything else has been read
    next(one for one in buttons(window) if one.accessibleName() == "Claim").click()
    assert engine.asked("do") == []
    assert "press again" in window.remark
    qtbot.waitUntil(lambda: the_panel(window).told is not None)
    press(window, "Ctrl+1")
    assert [one["ref"] for one in engine.asked("do")] == ["trio-east:2"]


def test_a_held_arrow_key_asks_the_engine_once(sit: Sit, engine: Desk, qtbot: QtBot) -> None:
    window = sit(CLAIM)
    asked = len(engine.asked("panel"))
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Up) * 10 + (Qt.Key.Key_Down,):
        QTest.keyClick(window.page.board, key)
    qtbot.waitUntil(lambda: the_panel(window).told is not None)
    assert [one["ref"] for one in engine.asked("panel")[asked:]] == ["trio-east:2"]


def test_what_a_form_of_a_shift_that_was_left_still_sends_is_not_done(sit: Sit, engine: Desk) -> None:
    window = sit(CLAIM)
    QTest.keyClick(window.page.board, Qt.Key.Key_Down)
    the_panel(window).wished.emit(Wish(ref="trio-east:1", action=Action(name="claim", label="Claim")))
    assert engine.asked("do") == []
    assert "press again" in window.remark


def test_a_held_key_acts_once(sit: Sit) -> None:
    window = sit(CLAIM)
    keys = {one.key().toString(): one for one in window.findChildren(QShortcut)}
    assert not any(keys[f"Ctrl+{n}"].autoRepeat() for n in range(1, 10))
    assert not any(keys[f"Ctrl+Shift+{n}"].autoRepeat() for n in range(1, 10))


def test_a_double_tap_does_not_do_what_the_key_has_just_become(sit: Sit, engine: Desk, qtbot: QtBot) -> None:
    confirm = replace_action(CONFIRM, enabled=True, weight="primary")
    engine.replies["do"] = lambda asked: done("succeeded")
    window = sit(CLAIM)
    press(window, "Ctrl+1")
    qtbot.waitUntil(lambda: the_panel(window).why_not == "")
    engine.replies["panel"] = lambda asked: panel(asked["ref"], confirm)
    engine.ready.emit(False, ["trio-east"])
    qtbot.waitUntil(lambda: [one.name for one in enabled(window)] == ["confirm"])
    press(window, "Ctrl+1")
    press(window, "Ctrl+Shift+1")
    assert [one["action"] for one in engine.asked("do")] == ["claim"]
    assert "has just changed" in window.remark
    qtbot.waitUntil(lambda: not the_panel(window).has_just_changed)
    press(window, "Ctrl+1")
    assert [one["action"] for one in engine.asked("do")] == ["claim", "confirm"]


def test_news_that_change_no_button_keep_no_key_waiting(sit: Sit, engine: Desk, qtbot: QtBot) -> None:
    window = sit(CLAIM)
    engine.replies["panel"] = lambda asked: panel(asked["ref"], CLAIM, CONFIRM)
    engine.ready.emit(False, ["trio-east"])
    qtbot.waitUntil(lambda: "Not now (1)" in [one.text() for one in buttons(window)])
    press(window, "Ctrl+1")
    assert len(engine.asked("do")) == 1


def test_with_several_shifts_selected_a_key_acts_on_none_of_them_but_opens_the_batch(
    sit: Sit, engine: Desk, qtbot: QtBot
) -> None:
    shared = [{**one, "able": 2} for one in (CLAIM, DECLINE)]
    engine.replies["shared"] = lambda asked: {"actions": shared}
    engine.replies["plan"] = lambda asked: {"rows": []}
    window = sit(CLAIM, DECLINE)
    assert "selected" not in said(the_panel(window))
    window.page.board.selectAll()
    assert "2 shifts selected" in said(the_panel(window))
    press(window, "Ctrl+2")
    assert engine.asked("do") == []
    batch = window.findChild(BatchDialog)
    assert batch is not None
    assert [one.ref for one in batch.model.items] == ["trio-east:1", "trio-east:2"]
    qtbot.waitUntil(lambda: batch.parts.title.text() == "Decline")


def test_with_several_shifts_selected_a_click_does_not_act_on_one_of_them(sit: Sit, engine: Desk) -> None:
    engine.replies["shared"] = lambda asked: {"actions": []}
    window = sit(CLAIM)
    window.page.board.selectAll()
    next(one for one in buttons(window) if one.accessibleName() == "Claim").click()
    assert engine.asked("do") == []
    assert window.findChild(BatchDialog) is not None


def test_what_is_selected_on_a_board_that_is_out_of_sight_counts_for_nothing(
    sit: Sit, engine: Desk, qtbot: QtBot
) -> None:
    window = sit(CLAIM)
    window.page.board.selectAll()
    window.lenses.turn("agenda")
    qtbot.waitUntil(lambda: the_panel(window).told is not None)
    press(window, "Ctrl+1")
    assert window.findChild(BatchDialog) is None
    assert len(engine.asked("do")) == 1


def test_no_key_does_what_cannot_be_seen(sit: Sit, engine: Desk) -> None:
    window = sit(CLAIM)
    dock = window.findChild(QDockWidget)
    assert dock is not None
    dock.close()
    press(window, "Ctrl+1")
    assert engine.asked("do") == []
    assert "Open the details" in window.remark


def test_an_answer_that_is_late_is_not_shown_with_another_shift(sit: Sit, engine: Desk, qtbot: QtBot) -> None:
    window = sit(CLAIM)
    del engine.replies["panel"]
    window.page.board.choose(1)
    qtbot.waitUntil(lambda: bool(engine.waiting))
    window.page.board.choose(0)
    qtbot.waitUntil(lambda: len(engine.waiting) == 2)
    engine.answer(**panel("trio-east:2", DECLINE))
    assert the_panel(window).told is None
    engine.answer(**panel("trio-east:1", CLAIM))
    assert [one.name for one in the_panel(window).told.enabled] == ["claim"]  # type: ignore[union-attr]


def test_a_dead_engine_leaves_the_buttons_in_sight_and_says_why(sit: Sit, engine: Desk) -> None:
    window = sit(CLAIM)
    engine.died.emit("It stopped.")
    assert "being started again" in said(the_panel(window))
    press(window, "Ctrl+1")
    assert engine.asked("do") == []
    assert "being started again" in window.remark


def test_f6_leads_to_the_panel_and_back(sit: Sit, qtbot: QtBot) -> None:
    window = sit(CLAIM)
    window.page.board.setFocus()
    window.menus.actions["panel"].trigger()
    shown = the_panel(window)
    assert shown.isAncestorOf(holder())
    window.menus.actions["panel"].trigger()
    assert window.page.board.hasFocus()


def test_tab_goes_through_the_panel_in_the_order_of_the_screen(sit: Sit, qtbot: QtBot) -> None:
    window = sit(CLAIM, action("hold"), DECLINE, CONFIRM)
    window.detail.setFocus()
    qtbot.waitUntil(lambda: window.detail.hasFocus())
    names = []
    for _ in range(5):
        press(window, "Tab")
        names.append(holder().accessibleName())
    assert names == ["Claim", "Claim: with options", "Hold", "Decline", "Not now (1)"]


def test_a_vendor_that_only_reads_says_so_where_the_buttons_would_be(sit: Sit) -> None:
    window = sit(
        sections=[{"title": "What can be done", "text": "It only reads.", "head": [], "rows": [], "key": ""}]
    )
    assert "It only reads." in said(the_panel(window))


def test_a_live_section_is_read_when_it_is_wished(sit: Sit, engine: Desk, qtbot: QtBot) -> None:
    live = {"title": "Trade board", "text": "", "head": ["Who", "When"], "rows": [], "key": "trades"}
    engine.replies["look_up"] = lambda asked: {
        "section": {**live, "rows": [["Eve", {"at": "2026-11-21T20:42:00Z"}]]}
    }
    window = sit(CLAIM, sections=[live])
    panels = window.findChild(Panels)
    assert panels is not None
    parts = panels.sections.findChildren(QWidget)
    button = next(one for one in parts if one.accessibleName() == "Trade board: Read from the vendor")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert engine.asked("look_up") == [{"ref": "trio-east:1", "key": "trades"}]
    qtbot.waitUntil(lambda: "Eve" in said(panels.sections))


def buttons(window: Window) -> list[QAbstractButton]:
    return the_panel(window).findChildren(QAbstractButton)


def enabled(window: Window) -> tuple[Action, ...]:
    told = the_panel(window).told
    return () if told is None else told.enabled


def replace_action(one: dict[str, Any], **fields: object) -> dict[str, Any]:
    return {**one, **fields}


def test_the_detail_marks_what_the_vendor_has_not_confirmed(sit: Sit) -> None:
    window = sit(CLAIM)
    kept = window.detail.kept
    assert kept is not None
    window.detail.show_shift(replace(kept), [], expected="Not yet confirmed")
    names = [one.accessibleName() for one in window.detail.findChildren(QLabel)]
    assert "Not yet confirmed" in names


def test_a_shift_that_was_left_and_is_chosen_again_has_its_panel(
    sit: Sit, engine: Desk, qtbot: QtBot
) -> None:
    window = sit(CLAIM)
    window.filters.search.setText("nothing of the kind")
    qtbot.waitUntil(lambda: the_panel(window).ref == "")
    window.filters.search.clear()
    qtbot.waitUntil(lambda: window.page.model.rowCount() == 2)
    window.page.board.choose(0)
    qtbot.waitUntil(lambda: the_panel(window).ref == "trio-east:1" and the_panel(window).told is not None)
