"""What became of an action: said in the vendor's words, taken back, asked for a reason, or kept waiting."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from tests.ui.desk import Desk
from tests.ui.panels import CLAIM, action, done
from tests.ui.seat import Sit, press, said, the_panel, toast, toasts
from ui.batch.dialog import BatchDialog
from ui.panels.buttons import ActionButton
from ui.panels.confirmation import Confirmation

UNDO = {"ref": "trio-east:1", "action": "release", "label": "Release", "until": "2026-12-01T12:00:00+00:00"}


@pytest.fixture
def engine(qtbot: QtBot) -> Desk:
    return Desk()


def test_a_refusal_is_said_in_the_vendors_words_and_stays(sit: Sit, engine: Desk, qtbot: QtBot) -> None:
    words = "<b>Shift</b> was taken by Eve."
    engine.replies["do"] = lambda asked: done("refused", words)
    window = sit(CLAIM)
    press(window, "Ctrl+1")
    told = toast(window, qtbot)
    assert told.title.text() == "Claim: refused, nothing was changed"
    assert words in told.lines.text()
    assert told.lines.textFormat() == Qt.TextFormat.PlainText
    assert not told.is_brief
    told.close_it.click()
    assert toasts(window) == []


def test_what_is_unknown_is_said_to_be_settled_by_reading(sit: Sit, engine: Desk, qtbot: QtBot) -> None:
    engine.replies["do"] = lambda asked: done("unknown")
    window = sit(CLAIM)
    press(window, "Ctrl+1")
    told = toast(window, qtbot)
    assert told.title.text() == "Claim: it is not known whether it arrived"
    assert "settled by reading Acme" in told.lines.text()


def test_how_an_unknown_one_ended_is_said_when_it_is_known(sit: Sit, engine: Desk, qtbot: QtBot) -> None:
    window = sit(CLAIM)
    notice = {"id": 9, "ref": "trio-east:1", "label": "Claim", "message": "It did not arrive."}
    engine.intent_changed.emit({**notice, "state": "unknown"})
    engine.intent_changed.emit({**notice, "state": "refused"})
    told = toast(window, qtbot)
    assert told.title.text() == "Claim: refused, nothing was changed"
    assert "It did not arrive." in told.lines.text()


def test_ctrl_z_takes_back_what_was_just_done(sit: Sit, engine: Desk, qtbot: QtBot) -> None:
    engine.replies["do"] = lambda asked: done("succeeded", undo=UNDO if asked["action"] == "claim" else None)
    window = sit(CLAIM)
    press(window, "Ctrl+1")
    told = toast(window, qtbot).lines.text().replace("\N{NO-BREAK SPACE}", " ")
    until = "at the latest until it begins, at 1 Dec 12:00 by this desk’s clock."
    assert f"“Release” takes it back while Acme permits it, {until}" in told
    assert window.menus.actions["undo"].text().startswith("&Undo: Claim: RN, ICU")
    press(window, "Ctrl+Z")
    assert [one["action"] for one in engine.asked("do")] == ["claim", "release"]
    assert toast(window, qtbot).title.text() == "Claim: taken back"
    press(window, "Ctrl+Z")
    assert window.remark == "There is nothing to take back."
    assert len(engine.asked("do")) == 2


def test_what_was_done_a_while_ago_is_taken_back_only_after_a_question(
    sit: Sit, engine: Desk, qtbot: QtBot
) -> None:
    engine.replies["do"] = lambda asked: done("succeeded", undo=UNDO)
    window = sit(CLAIM)
    press(window, "Ctrl+1")
    toast(window, qtbot).close_it.click()
    press(window, "Ctrl+Z")
    box = window.findChild(Confirmation)
    assert box is not None
    assert "Release?" in said(box)
    assert "Takes back\nClaim" in said(box)
    assert len(engine.asked("do")) == 1
    box.do.click()
    assert [one["action"] for one in engine.asked("do")] == ["claim", "release"]


def test_what_takes_back_a_reassignment_names_who_comes_back_and_puts_them_on(
    sit: Sit, engine: Desk, qtbot: QtBot
) -> None:
    back = {**UNDO, "action": "assign", "label": "Reassign", "parameters": {"person_id": "47"}}
    doubt = "Adam Jones works at Mercy until 07:00."
    replies = iter(
        (
            done("succeeded", undo={**back, "whom": ["Adam Jones"]}),
            done("refused", doubt, needs_reason=True),
            done("succeeded"),
        )
    )
    engine.replies["do"] = lambda asked: next(replies)
    window = sit(CLAIM, action("assign", label="Reassign", weight="danger"))
    press(window, "Ctrl+1")
    assert "“Reassign” to Adam Jones takes it back while" in toast(window, qtbot).lines.text()
    press(window, "Ctrl+Z")
    qtbot.waitUntil(lambda: the_panel(window).form is not None)  # a check of the desk's own wants a reason
    form = the_panel(window).form
    assert form is not None
    QTest.keyClicks(form.reason, "He agreed")
    QTest.keyClick(form.reason, Qt.Key.Key_Return)
    asked = [(one["action"], one["parameters"]) for one in engine.asked("do")]
    assert asked == [("claim", {}), *[("assign", {"person_id": "47"})] * 2]


def test_a_button_says_who_would_lose_the_place_and_for_whom_a_shift_is_picked_up(
    sit: Sit, engine: Desk
) -> None:
    reassign = action("assign", label="Reassign", weight="danger", takes_from="Adam & Eve")
    window = sit({**CLAIM, "goes_to": "Sam Desk"}, reassign)
    buttons = the_panel(window).findChildren(ActionButton)
    names = [one.accessibleName() for one in buttons if one.isVisible()]
    assert "Claim for Sam Desk" in names
    assert "Reassign in place of Adam & Eve" in names
    press(window, "Ctrl+2")
    box = window.findChild(Confirmation)
    assert box is not None
    assert "Reassign in place of Adam & Eve?" in said(box)


def test_a_check_that_wants_a_reason_asks_for_it_in_place(sit: Sit, engine: Desk, qtbot: QtBot) -> None:
    doubt = "Adam Jones works at Mercy until 07:00."
    engine.replies["do"] = lambda asked: (
        done("succeeded") if asked.get("reason") else done("refused", doubt, needs_reason=True)
    )
    window = sit(CLAIM)
    press(window, "Ctrl+1")
    qtbot.waitUntil(lambda: the_panel(window).form is not None)
    form = the_panel(window).form
    assert form is not None
    assert doubt in said(form)
    assert form.reason.hasFocus()
    assert not form.send.isEnabled()
    QTest.keyClicks(form.reason, "He agreed")
    QTest.keyClick(form.reason, Qt.Key.Key_Return)
    assert engine.asked("do")[-1]["reason"] == "He agreed"
    assert toast(window, qtbot).title.text() == "Claim: done"


def test_where_the_vendor_is_away_it_may_wait_if_somebody_says_so(
    sit: Sit, engine: Desk, qtbot: QtBot
) -> None:
    engine.replies["do"] = lambda asked: done("queued")
    window = sit(CLAIM, reachable=False)
    shown = the_panel(window)
    assert not shown.patience.isChecked()
    shown.patience.click()
    press(window, "Ctrl+1")
    assert engine.asked("do")[0]["queue"] is True
    assert toast(window, qtbot).title.text() == "Claim: waits in the outbox"


def test_a_vendor_that_can_be_reached_is_not_waited_for(sit: Sit) -> None:
    assert not the_panel(sit(CLAIM)).patience.isVisible()


def test_what_the_engine_died_with_is_not_called_unsent_and_its_end_is_told(
    sit: Sit, engine: Desk, qtbot: QtBot
) -> None:
    window = sit(CLAIM)
    press(window, "Ctrl+1")
    engine.waiting.pop()({"ok": False, "error": "The engine stopped before it answered.", "lost": True})
    told = toast(window, qtbot)
    assert told.title.text() == "Claim: it is not known whether it arrived"
    notice = {"id": 3, "ref": "trio-east:1", "label": "Claim", "message": "Claim: done."}
    engine.intent_changed.emit({**notice, "state": "unknown"})
    engine.intent_changed.emit({**notice, "state": "succeeded"})
    assert toasts(window)[-1].title.text() == "Claim: done"


def test_what_others_do_makes_no_toast(sit: Sit, engine: Desk) -> None:
    window = sit(CLAIM)
    for state in ("sending", "succeeded"):
        engine.intent_changed.emit({"id": 3, "ref": "trio-east:2", "label": "Claim", "state": state})
    assert toasts(window) == []


def test_the_panel_comes_back_with_the_process_that_acts(sit: Sit, engine: Desk, qtbot: QtBot) -> None:
    window = sit(CLAIM)
    engine.died.emit("It stopped.")
    assert window.engine_banner.isVisible()
    assert the_panel(window).why_not
    engine.acting.emit()
    assert not window.engine_banner.isVisible()
    qtbot.waitUntil(lambda: not the_panel(window).why_not)


def test_an_error_after_which_it_may_have_left_is_not_called_unsent(
    sit: Sit, engine: Desk, qtbot: QtBot
) -> None:
    window = sit(CLAIM)
    press(window, "Ctrl+1")
    engine.answer(ok=False, error="The disk is full.", field=None)
    told = toast(window, qtbot)
    assert told.title.text() == "Claim: it is not known whether it arrived"
    assert "The disk is full." in told.lines.text()
    assert "The outbox shows what became of it." in told.lines.text()
    assert not told.is_brief
    notice = {"id": 3, "ref": "trio-east:1", "label": "Claim", "message": "Claim: done."}
    engine.intent_changed.emit({**notice, "state": "succeeded"})
    assert toasts(window)[-1].title.text() == "Claim: done"


@pytest.mark.parametrize("plain", [{"sent": False, "field": None}, {"field": "candidate_id"}])
def test_an_error_before_anything_left_is_called_unsent(
    sit: Sit, engine: Desk, qtbot: QtBot, plain: dict[str, object]
) -> None:
    window = sit(CLAIM)
    press(window, "Ctrl+1")
    engine.answer(ok=False, error="There is no such person.", **plain)
    assert toast(window, qtbot).title.text() == "Claim: not sent"


def test_how_the_last_of_a_batch_ended_is_said_though_its_dialog_was_closed(
    sit: Sit, engine: Desk, qtbot: QtBot
) -> None:
    engine.replies["choices"] = lambda asked: {"choices": []}
    engine.replies["shared"] = lambda asked: {"actions": [{**CLAIM, "able": 2}]}
    engine.replies["choices"] = lambda asked: {"choices": []}
    engine.replies["plan"] = lambda asked: {
        "rows": [{"ref": ref, "verdict": "go", "sentences": []} for ref in asked["refs"]]
    }
    window = sit(CLAIM)
    window.page.board.selectAll()
    press(window, "Ctrl+1")
    batch = window.findChild(BatchDialog)
    assert batch is not None
    qtbot.waitUntil(batch.parts.perform.isEnabled)
    batch.perform()
    batch.close()
    batch.close()
    qtbot.waitUntil(lambda: not isValid(batch))
    engine.answer(**done("refused", "Somebody else has it."))
    told = toast(window, qtbot)
    assert told.title.text() == "Claim: refused, nothing was changed"
    assert "Mercy General\nSomebody else has it." in told.lines.text()
    assert len(engine.asked("do")) == 1
