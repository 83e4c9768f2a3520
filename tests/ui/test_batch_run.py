"""Several shifts at once, while and after they are sent: one after another, and what remains."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from tests.ui.batches import (
    Opening,
    came,
    desk_for_batches,
    named,
    opener,
    outlooks,
    refs,
    shown,
    text,
)
from tests.ui.conftest import Fill
from tests.ui.desk import Desk
from ui.batch.model import REMARKS
from ui.cache import Cache
from ui.panels.told import Outcome
from ui.times import Times


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return desk_for_batches()


@pytest.fixture
def opening(desk: Desk, cache: Cache, times: Times, fill: Fill, qtbot: QtBot) -> Opening:
    return opener(desk, cache, times, fill, qtbot)


def test_the_next_is_sent_when_the_answer_to_the_last_is_there(opening: Opening, desk: Desk) -> None:
    dialog = opening()
    dialog.perform()
    assert len(desk.asked("do")) == 1
    assert outlooks(dialog) == ["Sending", "To be sent", "To be sent"]
    dialog.parts.table.selectAll()
    QTest.keyClick(dialog.parts.table, Qt.Key.Key_Space)  # too late for it
    assert all(one.taken for one in dialog.model.items)
    desk.answer(**came("succeeded"))
    assert len(desk.asked("do")) == 2
    assert outlooks(dialog) == ["Done", "Sending", "To be sent"]
    assert dialog.parts.summary.text() == "1 done, 1 sending, 1 to be sent"


def test_every_outcome_is_shown_with_the_vendors_words_and_a_refusal_stops_nothing(
    opening: Opening, desk: Desk
) -> None:
    dialog = opening(4)
    dialog.perform()
    desk.answer(**came("refused", "<b>Somebody</b> else has it."))
    desk.answer(**came("unknown", "No answer came."))
    desk.answer(**came("queued", "It waits."))
    desk.answer(ok=False, error="That does not fit.", field="notes")
    assert shown(dialog) == outlooks(dialog) == ["Refused", "Unknown", "Waiting", "Refused"]
    assert text(dialog, 0, REMARKS) == "<b>Somebody</b> else has it."
    assert "<b>" not in str(dialog.model.data(dialog.model.index(0, REMARKS), Qt.ItemDataRole.ToolTipRole))
    assert text(dialog, 3, REMARKS) == "That does not fit."
    assert not dialog.is_running
    assert "outbox settles it by reading" in dialog.parts.said.text()


def test_stop_leaves_the_rest(opening: Opening, desk: Desk) -> None:
    dialog = opening(4)
    dialog.perform()
    dialog.parts.stop.click()
    assert dialog.is_running  # the one that is on its way
    desk.answer(**came("succeeded"))
    assert not dialog.is_running
    assert len(desk.asked("do")) == 1
    assert outlooks(dialog) == ["Done", "Not sent", "Not sent", "Not sent"]


def test_what_failed_remains_and_is_planned_anew_before_it_is_tried_again(
    opening: Opening, desk: Desk, qtbot: QtBot
) -> None:
    dialog = opening(5)
    dialog.model.tick([3], False)
    dialog.perform()
    for outcome in ("succeeded", "refused", "unknown", "queued"):
        desk.answer(**came(outcome))
    assert named(dialog.parts.again) == "Try the remaining 2 again"
    desk.heard.clear()
    dialog.parts.again.click()
    qtbot.waitUntil(lambda: bool(desk.asked("plan")))
    assert desk.asked("plan")[0]["refs"] == [refs(5)[1], refs(5)[3]]
    assert desk.asked("do") == []
    qtbot.waitUntil(lambda: outlooks(dialog) == ["Goes", "Goes"])
    assert dialog.parts.summary.text() == "1 will go, 1 left out"
    assert named(dialog.parts.perform) == "Perform on 1 shift"
    dialog.perform()
    assert [one["ref"] for one in desk.asked("do")] == [refs(5)[1]]


def test_what_is_not_done_can_be_selected_on_the_board(opening: Opening, desk: Desk, qtbot: QtBot) -> None:
    dialog = opening(3)
    dialog.perform()
    for outcome in ("unknown", "succeeded", "refused"):
        desk.answer(**came(outcome))
    with qtbot.waitSignal(dialog.wished_selected) as told:
        dialog.parts.select.click()
    assert told.args == [[refs(3)[0], refs(3)[2]]]
    assert not dialog.isVisible()  # the board stands behind it


def test_an_answer_to_a_dialog_that_is_gone_harms_nobody(opening: Opening, desk: Desk) -> None:
    dialog = opening(2)
    dialog.perform()
    delete(dialog)
    desk.answer(**came("succeeded"))
    assert len(desk.asked("do")) == 1


def test_nothing_remains_after_all_went_well(opening: Opening, desk: Desk) -> None:
    dialog = opening(2)
    dialog.perform()
    desk.answer(**came("succeeded"))
    desk.answer(**came("succeeded"))
    assert shown(dialog) == ["Done", "Done"]
    assert not dialog.parts.again.isVisible()
    assert not dialog.parts.select.isVisible()
    assert dialog.parts.summary.text() == "2 done"


def test_it_waits_in_the_outbox_only_if_the_user_says_so(opening: Opening, desk: Desk) -> None:
    dialog = opening(2)
    assert not dialog.parts.queue.isChecked()
    dialog.perform()
    assert desk.asked("do")[0]["queue"] is False
    desk.answer(**came("refused"))
    desk.answer(**came("refused"))
    dialog.try_again()
    dialog.parts.queue.setChecked(True)


def test_leave_to_wait_is_passed_on(opening: Opening, desk: Desk) -> None:
    dialog = opening(1)
    dialog.parts.queue.click()
    dialog.perform()
    assert desk.asked("do")[0]["queue"] is True


def test_an_engine_that_dies_leaves_one_unknown_and_the_rest_unsent(opening: Opening, desk: Desk) -> None:
    dialog = opening(3)
    dialog.perform()
    desk.lose()
    assert outlooks(dialog) == ["Unknown", "Not sent", "Not sent"]
    assert "the rest was not sent" in dialog.parts.said.text()
    assert len(desk.asked("do")) == 1
    assert named(dialog.parts.again) == "Try the remaining 2 again"


def test_a_dead_engine_is_sent_nothing(opening: Opening, desk: Desk) -> None:
    dialog = opening(2)
    desk.acts = False  # the other one may well go on pulling
    dialog.perform()
    assert desk.asked("do") == []
    assert outlooks(dialog) == ["Not sent", "Not sent"]
    assert "not running" in dialog.parts.said.text()


def test_what_no_process_was_handed_is_not_sent_and_ends_the_run(opening: Opening, desk: Desk) -> None:
    dialog = opening(3)
    dialog.perform()
    desk.answer(**came("succeeded"))
    desk.turn_away()
    assert outlooks(dialog) == ["Done", "Not sent", "Not sent"]
    assert "the rest was not sent" in dialog.parts.said.text()
    assert len(desk.asked("do")) == 2
    assert named(dialog.parts.again) == "Try the remaining 2 again"


def test_an_engine_that_died_and_is_there_again_does_not_go_on_by_itself(
    opening: Opening, desk: Desk
) -> None:
    dialog = opening(3)
    dialog.perform()
    lost = desk.waiting.pop()
    lost({"ok": False, "error": "It stopped.", "lost": True})  # and by now another one runs
    assert outlooks(dialog) == ["Unknown", "Not sent", "Not sent"]
    assert len(desk.asked("do")) == 1


def test_an_error_of_the_engines_own_is_no_refusal_unless_nothing_was_sent(
    opening: Opening, desk: Desk
) -> None:
    dialog = opening(2)
    dialog.perform()
    desk.answer(ok=False, error="The disk is full.", field=None)
    desk.answer(ok=False, error="That is no action.", field=None, sent=False)
    assert outlooks(dialog) == ["Unknown", "Refused"]
    assert text(dialog, 0, REMARKS) == "The disk is full. The outbox shows what became of it."


def test_how_the_last_one_ended_is_told_after_the_dialog_was_closed(opening: Opening, desk: Desk) -> None:
    dialog = opening(3)
    told: list[tuple[object, ...]] = []
    dialog.left.connect(
        lambda run, label: run.answered.connect(lambda ref, became: told.append((label, ref, became)))
    )
    dialog.perform()
    dialog.close()
    dialog.close()
    desk.answer(**came("refused", "Somebody else has it.", number=5))
    assert told == [
        ("Claim", refs(3)[0], Outcome(outcome="refused", message="Somebody else has it.", intent=5))
    ]
    assert len(desk.asked("do")) == 1


def test_what_was_unknown_is_shown_settled_when_the_engine_tells(opening: Opening, desk: Desk) -> None:
    dialog = opening(2)
    dialog.perform()
    desk.answer(**came("unknown", number=7))
    desk.lose()
    told = {
        "id": 7,
        "ref": refs(2)[0],
        "action": "claim",
        "state": "refused",
        "message": "It did not arrive.",
    }
    desk.intent_changed.emit(told)
    desk.intent_changed.emit({**told, "id": 8, "ref": refs(2)[1], "state": "succeeded", "message": ""})
    assert outlooks(dialog) == ["Refused", "Done"]
    assert dialog.model.items[0].told == "It did not arrive."
    assert named(dialog.parts.again) == "Try the remaining 1 again"


def test_news_of_another_action_or_shift_changes_nothing(opening: Opening, desk: Desk) -> None:
    dialog = opening(1)
    dialog.perform()
    desk.lose()
    for other in ({"ref": "trio-east:9"}, {"action": "decline"}, {"state": "sending"}, {"id": "x"}):
        told = {"id": 7, "ref": refs(1)[0], "action": "claim", "state": "succeeded", **other}
        desk.intent_changed.emit(told)
    assert outlooks(dialog) == ["Unknown"]


def test_closing_while_it_sends_stops_first(opening: Opening, desk: Desk) -> None:
    dialog = opening(3)
    dialog.perform()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    desk.answer(**came("succeeded"))
    assert len(desk.asked("do")) == 1
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_an_engine_that_never_answers_does_not_trap_the_user(opening: Opening, desk: Desk) -> None:
    dialog = opening(3)
    dialog.perform()
    dialog.close()
    dialog.close()
    assert not dialog.isVisible()
    desk.answer(**came("succeeded"))
    assert len(desk.asked("do")) == 1


def test_a_thousand_shifts_are_listed_planned_and_sent(opening: Opening, desk: Desk, qtbot: QtBot) -> None:
    desk.replies["do"] = lambda details: came("succeeded")
    dialog = opening(1000)
    dialog.perform()
    qtbot.waitUntil(lambda: not dialog.is_running)
    assert dialog.parts.summary.text() == "1,000 done"
    assert len(desk.asked("do")) == 1000
