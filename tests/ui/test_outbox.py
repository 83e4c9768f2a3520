"""The outbox's dialog on a real desk's file: what it lists, what it tells, what it asks the engine for."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from app.domain import Intent, IntentState, Shift, State
from app.sending import Exchange
from app.store.outbox import Draft, Outbox
from app.store.store import Store
from tests.shifts import person, shift
from tests.ui.desk import Desk
from ui.cache import Cache
from ui.outbox.dialog import OutboxDialog
from ui.outbox.standing import STANDINGS, tally
from ui.times import Times

HOSTILE = "<b>bold</b><img src=x>\u202e\x07"
ADAM = person("Adam Jones", "47")
BASIS = shift(1, facility="Mercy General", actions=("claim",))
PREVIEW = replace(BASIS, state=State.PENDING, assignments=(ADAM,), actions=())


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk()


@pytest.fixture
def dialog(desk: Desk, cache: Cache, times: Times, qtbot: QtBot) -> OutboxDialog:
    opened = OutboxDialog(desk, cache, times)
    qtbot.addWidget(opened)
    return opened


def entered(outbox: Outbox, basis: Shift = BASIS, **fields: object) -> Intent:
    draft = Draft(
        connection=basis.connection,
        vendor=basis.vendor,
        external_id=basis.external_id,
        action="claim",
        label="Claim",
        parameters={"candidate_id": "47", "notify": None},
        reason=None,
        by="jo",
        basis=basis,
        preview=replace(PREVIEW, external_id=basis.external_id),
    )
    found = outbox.enter(replace(draft, **fields))  # type: ignore[arg-type]
    assert found is not None
    return found


def finished(outbox: Outbox, state: IntentState, message: str, n: int = 1, **fields: object) -> Intent:
    intent = entered(outbox, replace(BASIS, external_id=str(n)), **fields)
    found = outbox.finish(intent.id, state, "jo", message)
    assert found is not None
    return found


def column(dialog: OutboxDialog, n: int) -> list[str]:
    return [str(dialog.model.data(dialog.model.index(row, n))) for row in range(dialog.model.rowCount())]


def words(of: QWidget) -> str:
    labels = [one.text() for one in of.findChildren(QLabel)]
    return "\n".join([*labels, *(one.toPlainText() for one in of.findChildren(QPlainTextEdit))])


def test_only_what_is_open_is_listed_until_all_is_asked_for(outbox: Outbox, dialog: OutboxDialog) -> None:
    finished(outbox, IntentState.SUCCEEDED, "Claimed.", 1)
    finished(outbox, IntentState.QUEUED, "It waits.", 2)
    finished(outbox, IntentState.REFUSED, "Acme cannot be reached.", 3)  # it never left
    outbox.leave(entered(outbox, replace(BASIS, external_id="4")).id)
    outbox.finish(4, IntentState.REFUSED, "jo", "Somebody else has it.")
    finished(outbox, IntentState.UNKNOWN, "No answer.", 5)
    dialog.show()
    assert column(dialog, 0) == ["Unknown", "Waiting"]
    dialog.all.click()
    assert column(dialog, 0) == ["Unknown", "Waiting", "Refused", "Not sent", "Done"]


def test_a_row_tells_what_for_whom_by_whom_and_what_came_of_it(outbox: Outbox, dialog: OutboxDialog) -> None:
    finished(outbox, IntentState.QUEUED, "The vendor cannot be reached.")
    dialog.show()
    texts = [column(dialog, n)[0] for n in range(7)]
    assert texts[:2] == ["Waiting", "Claim"]
    assert texts[2] == "RN, ICU · Tue 1 Dec, 07:00 – 19:00 EST · Mercy General"
    assert texts[3] == "Adam Jones"
    assert texts[4] == "jo"
    assert texts[6] == "The vendor cannot be reached."


def test_every_state_has_a_word_and_a_drawing_of_its_own() -> None:
    assert set(STANDINGS) == set(IntentState)
    assert len({one.word for one in STANDINGS.values()}) == len(STANDINGS)
    assert len({one.picture for one in STANDINGS.values()}) == len(STANDINGS)


def test_a_held_one_shows_both_versions_and_only_what_differs(outbox: Outbox, dialog: OutboxDialog) -> None:
    intent = entered(outbox)
    now = replace(BASIS, start=BASIS.start + timedelta(hours=1), unit="4 West")
    outbox.hold(intent.id, "jo", "The shift has changed since.", now)
    dialog.show()
    told = words(dialog.record)
    assert "When it was asked for" in told
    assert "07:00 – 19:00" in told
    assert "08:00 – 19:00" in told
    assert "4 West" in told
    assert "Facility" not in told
    assert dialog.send.text().replace("&", "") == "Send anyway"


def test_a_held_one_whose_shift_has_gone_says_so(outbox: Outbox, dialog: OutboxDialog) -> None:
    outbox.hold(entered(outbox).id, "jo", "It has gone.", None)
    dialog.show()
    assert "no longer visible at the vendor" in words(dialog.record)


def test_an_open_one_shows_what_is_expected_of_it(outbox: Outbox, dialog: OutboxDialog) -> None:
    finished(outbox, IntentState.UNKNOWN, "No answer.")
    dialog.show()
    told = words(dialog.record)
    assert "What is expected of it" in told
    assert "Pending" in told
    assert "Adam Jones (Assigned)" in told
    assert "What can be done" not in told  # afterwards that is not known yet, rather than nothing


def test_each_step_shows_what_was_sent_and_what_came_back(outbox: Outbox, dialog: OutboxDialog) -> None:
    intent = entered(outbox, reason="They asked for it.")
    exchange = Exchange(
        method="POST", path="/api/claim", sent='{"who":47}', status=409, received='{"title":"Taken"}'
    )
    outbox.finish(intent.id, IntentState.REFUSED, "jo", "Taken", exchanges=[exchange])
    dialog.show()
    dialog.all.click()
    told = words(dialog.record)
    assert "POST /api/claim – answered 409" in told
    assert '"who": 47' in told
    assert '"title": "Taken"' in told
    assert "They asked for it." in told


def test_what_came_back_is_plain_text_and_cut(outbox: Outbox, dialog: OutboxDialog) -> None:
    intent = entered(outbox, label=HOSTILE, by=HOSTILE)
    exchange = Exchange(
        method="POST",
        path="/x",
        sent="[" * 15_000,
        status=None,
        received=HOSTILE + "x" * 15_000,
        error="Lost",
    )
    outbox.finish(intent.id, IntentState.UNKNOWN, "jo", HOSTILE, exchanges=[exchange])
    dialog.show()
    for label in dialog.record.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText or not label.text()
        assert not {"\u202e", "\x07"} & set(label.text())
    shown = [one.toPlainText() for one in dialog.record.findChildren(QPlainTextEdit)]
    assert len(shown) == 2
    assert all(len(text) <= 4001 for text in shown)
    assert "no answer" in words(dialog.record)
    for section in range(dialog.model.columnCount()):
        tip = str(dialog.model.data(dialog.model.index(0, section), Qt.ItemDataRole.ToolTipRole))
        assert "<b>" not in tip
        assert "<img" not in tip


@pytest.mark.parametrize(("button", "asked"), [("send", "send"), ("withdraw", "withdraw")])
def test_what_waits_can_be_sent_or_withdrawn(
    outbox: Outbox, desk: Desk, dialog: OutboxDialog, qtbot: QtBot, button: str, asked: str
) -> None:
    intent = finished(outbox, IntentState.QUEUED, "It waits.")
    dialog.show()
    desk.replies[asked] = lambda details: {"intent": {"state": "succeeded", "message": "Claimed."}}
    pressed = getattr(dialog, button)
    pressed.click()
    assert not pressed.isEnabled()  # no second one while the first is under way
    seen = {"state": "queued"} if button == "send" else {}
    assert desk.asked(asked) == [{"intent": intent.id, **seen}]
    qtbot.waitUntil(lambda: dialog.said == "Claimed.")


def test_what_is_over_or_unknown_can_be_neither_sent_nor_withdrawn(
    outbox: Outbox, dialog: OutboxDialog
) -> None:
    finished(outbox, IntentState.UNKNOWN, "No answer.")
    dialog.show()
    assert not dialog.send.isEnabled()
    assert not dialog.withdraw.isEnabled()
    assert dialog.settle.isEnabled()


def test_settling_asks_the_vendors_and_says_what_came_of_it(
    outbox: Outbox, desk: Desk, dialog: OutboxDialog, qtbot: QtBot
) -> None:
    finished(outbox, IntentState.UNKNOWN, "No answer.")
    dialog.show()
    desk.replies["reconcile"] = lambda details: {"rows": [{"state": "succeeded"}, {"state": "unknown"}]}
    dialog.settle.click()
    qtbot.waitUntil(lambda: dialog.said == "1 action is settled, 1 still unknown.")


def test_what_a_dead_process_was_sending_can_be_settled(
    outbox: Outbox, desk: Desk, dialog: OutboxDialog
) -> None:
    intent = entered(outbox)
    dialog.show()
    assert [one.state for one in [dialog.chosen()] if one] == [IntentState.SENDING]
    dialog.settle.click()
    assert len(desk.asked("reconcile")) == 1
    outbox.finish(intent.id, IntentState.SUCCEEDED, "jo", "Claimed.")
    desk.answer(rows=[{"state": "succeeded"}])
    assert dialog.said == "1 action is settled."
    assert not dialog.settle.isEnabled()


def test_what_no_reading_tells_is_decided_by_hand(
    outbox: Outbox, desk: Desk, dialog: OutboxDialog, times: Times, monkeypatch: pytest.MonkeyPatch
) -> None:
    intent = entered(outbox)
    outbox.leave(intent.id)
    finished_later = outbox.finish(intent.id, IntentState.UNKNOWN, "jo", "nobody knows")
    assert finished_later is not None
    assert finished_later.sent_at is not None
    sent = finished_later.sent_at.timestamp()
    monkeypatch.setattr(times, "now", lambda: sent + 5)
    dialog.show()
    dialog.table.selectRow(0)
    assert not dialog.decide.isEnabled()
    monkeypatch.setattr(times, "now", lambda: sent + 90)
    dialog.read()
    assert dialog.decide.isEnabled()
    menu = dialog.decide.menu()
    assert menu is not None
    done, not_done = menu.actions()
    not_done.trigger()
    assert desk.asked("decide") == [{"intent": intent.id, "done": False}]
    assert done.text() == "It &was done"


def test_a_dead_engine_is_told(outbox: Outbox, desk: Desk, dialog: OutboxDialog) -> None:
    finished(outbox, IntentState.QUEUED, "It waits.")
    dialog.show()
    dialog.send.click()
    desk.lose()
    assert "stopped before it answered" in dialog.said
    assert dialog.send.isEnabled()


def test_an_answer_after_closing_concerns_nobody(outbox: Outbox, desk: Desk, dialog: OutboxDialog) -> None:
    finished(outbox, IntentState.QUEUED, "It waits.")
    dialog.show()
    dialog.send.click()
    dialog.close()
    desk.answer(intent={"state": "succeeded", "message": "Claimed."})
    assert dialog.said == "Sending…"


def test_an_answer_to_a_dialog_that_is_gone_harms_nobody(
    outbox: Outbox, desk: Desk, cache: Cache, times: Times
) -> None:
    finished(outbox, IntentState.UNKNOWN, "No answer.")
    dialog = OutboxDialog(desk, cache, times)
    dialog.show()
    dialog.settle.click()
    delete(dialog)
    desk.answer(rows=[])


def test_a_notice_refreshes_and_keeps_what_was_chosen(
    outbox: Outbox, desk: Desk, dialog: OutboxDialog, qtbot: QtBot
) -> None:
    first = finished(outbox, IntentState.QUEUED, "It waits.", 1)
    finished(outbox, IntentState.QUEUED, "It waits.", 2)
    dialog.show()
    dialog.table.selectRow(1)
    assert dialog.chosen() == first
    finished(outbox, IntentState.UNKNOWN, "No answer.", 3)
    desk.intent_changed.emit({"id": 3, "state": "unknown"})
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 3)
    assert dialog.chosen() == first
    outbox.finish(first.id, IntentState.WITHDRAWN, "jo", "", expected=(IntentState.QUEUED,))
    desk.intent_changed.emit({"id": first.id, "state": "withdrawn"})
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 2)
    assert dialog.chosen() is not None


def test_the_search_looks_everywhere_in_a_row(outbox: Outbox, dialog: OutboxDialog) -> None:
    finished(outbox, IntentState.QUEUED, "It waits.", 1)
    finished(outbox, IntentState.UNKNOWN, "No answer.", 2, label="Release", parameters={})
    dialog.show()
    for text, found in (("adam", ["Claim"]), ("RELEASE mercy", ["Release"]), ("trio-east:2", ["Release"])):
        dialog.search.setText(text)
        assert column(dialog, 1) == found
    dialog.search.setText("nowhere")
    assert dialog.empty.isVisible()
    dialog.empty.pressed.emit("Clear the search")
    assert dialog.model.rowCount() == 2


def test_an_empty_outbox_says_so(dialog: OutboxDialog, store: Store) -> None:
    dialog.show()
    assert dialog.empty.isVisible()
    assert dialog.empty.accessibleName() == "Nothing waits"
    assert not dialog.send.isEnabled()
    dialog.all.click()
    assert dialog.empty.accessibleName() == "Nothing on record yet"


def test_a_profile_without_any_file_is_an_empty_outbox(dialog: OutboxDialog) -> None:
    dialog.show()
    assert dialog.empty.isVisible()


def test_older_ones_are_shown_when_asked_for(
    outbox: Outbox, dialog: OutboxDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.outbox.dialog.PAGE", 3)
    dialog._limit = 3
    for n in range(5):
        finished(outbox, IntentState.QUEUED, "It waits.", n)
    dialog.show()
    assert dialog.model.rowCount() == 3
    dialog.older.click()
    assert dialog.model.rowCount() == 5
    assert not dialog.older.isVisible()


def test_what_concerns_a_connection_itself_is_named_after_it(outbox: Outbox, dialog: OutboxDialog) -> None:
    intent = outbox.enter(
        Draft(
            connection="spaces", vendor="x", external_id="", action="create", label="Create a shift",
            parameters={"name": "Night", "member_ids": [1, 2], "urgent": True}, reason=None, by="jo",
            basis=None, preview=None,
        )
    )  # fmt: skip
    assert intent is not None
    dialog.show()
    assert column(dialog, 2) == ["spaces"]
    assert column(dialog, 3) == ["Member 1, 2, Name Night, Urgent"]


def test_everything_has_a_name_for_screen_readers(outbox: Outbox, dialog: OutboxDialog) -> None:
    finished(outbox, IntentState.QUEUED, "It waits.")
    dialog.show()
    for widget in dialog.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            assert widget.accessibleName(), widget


def test_the_tally_counts_open_ones_alone(outbox: Outbox, store: Store) -> None:
    finished(outbox, IntentState.QUEUED, "", 1)
    finished(outbox, IntentState.QUEUED, "", 2)
    finished(outbox, IntentState.SUCCEEDED, "", 3)
    assert tally(store.reader.intents()) == {"queued": 2}


def test_news_after_it_was_closed_and_deleted_do_no_harm(desk: Desk, cache: Cache, times: Times) -> None:
    opened = OutboxDialog(desk, cache, times)
    opened.show()
    delete(opened)
    desk.intent_changed.emit({"id": 1, "state": "succeeded"})


def test_what_waits_was_not_sent_though_it_was_tried(outbox: Outbox, dialog: OutboxDialog) -> None:
    intent = entered(outbox)
    outbox.leave(intent.id)
    outbox.finish(intent.id, IntentState.QUEUED, "jo", "Acme cannot be reached.", reached=False)
    dialog.read()
    assert column(dialog, 0) == ["Waiting"]
    assert "Sent" not in words(dialog.record).split()


def test_what_cannot_go_out_any_more_can_only_be_withdrawn(outbox: Outbox, dialog: OutboxDialog) -> None:
    intent = entered(outbox)
    outbox.hold(intent.id, "jo", "It has changed.", replace(BASIS, actions=("confirm",)))
    dialog.read()
    assert not dialog.send.isEnabled()
    assert "cannot be done with the shift as it stands now" in dialog.send.toolTip()
    assert dialog.withdraw.isEnabled()


def test_no_two_of_its_buttons_share_a_letter(outbox: Outbox, dialog: OutboxDialog) -> None:
    intent = entered(outbox)
    outbox.hold(intent.id, "jo", "It has changed.", BASIS)
    dialog.show()
    buttons = dialog.findChildren(QAbstractButton)
    marked = [one.text().partition("&")[2][:1].casefold() for one in buttons if "&" in one.text()]
    assert len(set(marked)) == len(marked)
