"""Several shifts at once, before anything is sent: what they share, the dry run, what is left out."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.shifts import shift
from tests.ui.batches import (
    NOTED,
    Opening,
    came,
    desk_for_batches,
    named,
    opener,
    outlooks,
    refs,
    select,
    shown,
    text,
    verdicts,
)
from tests.ui.conftest import Fill
from tests.ui.desk import Desk
from ui.batch.dialog import BatchDialog
from ui.batch.model import REMARKS, SHIFT, BatchModel
from ui.cache import Cache
from ui.panels.confirmation import Confirmation
from ui.style import look
from ui.times import Times


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return desk_for_batches()


@pytest.fixture
def opening(desk: Desk, cache: Cache, times: Times, fill: Fill, qtbot: QtBot) -> Opening:
    return opener(desk, cache, times, fill, qtbot)


def test_the_shared_actions_tell_how_many_can_and_the_usual_one_is_tried_dry(
    opening: Opening, desk: Desk
) -> None:
    offer = opening().parts.offer
    assert [offer.item(n).text() for n in range(3)] == [
        "Claim\n3 of 3 can", "Decline\n2 of 3 can, asks first", "Release\n0 of 3 can",
    ]  # fmt: skip
    assert not offer.item(2).flags() & Qt.ItemFlag.ItemIsEnabled
    assert "Nobody is on it." in offer.item(2).toolTip()
    assert desk.asked("plan") == [{"refs": refs(3), "action": "claim", "parameters": {}}]
    assert desk.asked("do") == []


def test_the_dry_run_gives_each_shift_a_verdict_in_words_and_says_why(opening: Opening, desk: Desk) -> None:
    desk.replies["plan"] = verdicts(
        n1=("warn", "Adam Jones is elsewhere.", False), n2=("cannot", "It is taken.", False)
    )
    dialog = opening()
    assert shown(dialog) == outlooks(dialog) == ["Goes", "Warns", "Cannot"]
    assert text(dialog, 1, REMARKS) == "Adam Jones is elsewhere."
    assert text(dialog, 2, REMARKS) == "It is taken."
    assert text(dialog, 0, SHIFT) == "Shift 00"
    assert dialog.parts.summary.text() == "1 will go, 1 warn, 1 cannot"
    assert named(dialog.parts.perform) == "Perform on 2 shifts"
    pictures = [
        dialog.model.data(dialog.model.index(n, 0), Qt.ItemDataRole.DecorationRole).pixmap(16).toImage()
        for n in range(3)
    ]
    assert pictures[0] != pictures[1] != pictures[2]


def test_all_that_is_said_of_the_marked_shift_stands_below_the_table(opening: Opening, desk: Desk) -> None:
    why = "Adam Jones works elsewhere until seven. " * 9
    desk.replies["plan"] = verdicts(n1=("warn", why.strip(), False))
    dialog = opening()
    dialog.parts.table.selectRow(1)
    assert dialog.parts.remark.text() == why.strip()
    dialog.parts.table.selectRow(0)
    assert not dialog.parts.remark.isVisible()


def test_a_shift_that_the_dry_run_passes_over_is_not_sent(opening: Opening, desk: Desk) -> None:
    desk.replies["plan"] = lambda details: {"rows": [{"ref": refs(1)[0], "verdict": "go"}, {"ref": 7}]}
    assert outlooks(opening(2)) == ["Goes", "Cannot"]


def test_left_out_shifts_are_not_sent(opening: Opening, desk: Desk, qtbot: QtBot) -> None:
    dialog = opening()
    index = dialog.model.index(1, 0)
    assert dialog.model.setData(index, Qt.CheckState.Unchecked.value, Qt.ItemDataRole.CheckStateRole)
    assert dialog.parts.summary.text() == "2 will go, 1 left out"
    desk.replies["do"] = lambda details: came("succeeded")
    dialog.perform()
    qtbot.waitUntil(lambda: not dialog.is_running)
    assert [one["ref"] for one in desk.asked("do")] == [refs(3)[0], refs(3)[2]]
    assert outlooks(dialog) == ["Done", "Left out", "Done"]
    assert shown(dialog) == ["Done", "Left out", "Done"]  # what is done does not go out of sight
    select(dialog, "Not done")
    assert shown(dialog) == ["Left out"]


def test_a_click_on_its_box_leaves_a_shift_out_and_a_click_beside_it_does_not(opening: Opening) -> None:
    dialog = opening()
    table = dialog.parts.table
    area = table.visualRect(dialog.model.index(1, 0))
    for right, taken in ((70, True), (16, False), (16, True)):
        where = area.topLeft() + QPoint(right, area.height() // 2)
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
        assert dialog.model.items[1].taken is taken


def test_space_ticks_all_that_are_selected(opening: Opening) -> None:
    dialog = opening()
    dialog.parts.table.selectAll()
    QTest.keyClick(dialog.parts.table, Qt.Key.Key_Space)
    assert not any(one.taken for one in dialog.model.items)
    assert not dialog.parts.perform.isEnabled()
    QTest.keyClick(dialog.parts.table, Qt.Key.Key_Space)
    assert all(one.taken for one in dialog.model.items)


def test_those_of_one_verdict_can_be_left_out_together(opening: Opening, desk: Desk) -> None:
    desk.replies["plan"] = verdicts(n0=("warn", "x", False), n2=("warn", "y", False))
    dialog = opening()
    select(dialog, "Warn")
    assert shown(dialog) == ["Warns", "Warns"]
    dialog.parts.untick.click()
    assert dialog.parts.summary.text() == "1 will go, 2 left out"


def test_a_reason_is_demanded_where_one_is_due_and_given_only_there(opening: Opening, desk: Desk) -> None:
    desk.replies["plan"] = verdicts(n1=("warn", "It overlaps.", True))
    dialog = opening(2)
    assert dialog.parts.reason.isVisible()
    assert not dialog.parts.perform.isEnabled()
    dialog.parts.reason.setText("  ")
    assert not dialog.parts.perform.isEnabled()
    dialog.parts.reason.setText("They agreed.")
    dialog.perform()
    desk.answer(**came("succeeded"))
    first, second = desk.asked("do")
    assert "reason" not in first
    assert second["reason"] == "They agreed."


def test_leaving_out_what_needs_a_reason_needs_none(opening: Opening, desk: Desk) -> None:
    desk.replies["plan"] = verdicts(n1=("warn", "It overlaps.", True))
    dialog = opening(2)
    dialog.model.tick([1], False)
    assert not dialog.parts.reason.isVisible()
    assert dialog.parts.perform.isEnabled()


def test_a_dangerous_action_asks_first_naming_count_and_action(
    opening: Opening, desk: Desk, qtbot: QtBot
) -> None:
    dialog = opening(3)
    dialog.parts.offer.setCurrentRow(1)
    qtbot.waitUntil(lambda: len(desk.asked("plan")) == 2 and dialog.parts.perform.isEnabled())
    dialog.perform()
    assert desk.asked("do") == []
    box = next(one for one in dialog.findChildren(Confirmation) if one.isVisible())
    told = [one.text() for one in box.findChildren(QLabel)]
    assert "Decline: 3 shifts?" in told
    assert "Shift 00: nobody" in told  # which shift, and who is on it
    assert box.leave.isDefault()
    box.do.click()
    assert desk.asked("do")[0]["action"] == "decline"


def test_an_answer_to_an_earlier_dry_run_is_dropped(opening: Opening, desk: Desk, qtbot: QtBot) -> None:
    del desk.replies["plan"]
    dialog = opening(1, planned=False)
    qtbot.waitUntil(lambda: len(desk.waiting) == 1)
    dialog.parts.offer.setCurrentRow(1)
    qtbot.waitUntil(lambda: len(desk.waiting) == 2)
    desk.answer(rows=[{"ref": refs(1)[0], "verdict": "go"}])
    assert outlooks(dialog) == [""]
    assert not dialog.parts.perform.isEnabled()
    desk.answer(rows=[{"ref": refs(1)[0], "verdict": "cannot", "sentences": ["It is over."]}])
    assert outlooks(dialog) == ["Cannot"]


def test_an_error_instead_of_a_dry_run_is_told_and_nothing_can_be_sent(
    opening: Opening, desk: Desk, qtbot: QtBot
) -> None:
    desk.replies["plan"] = lambda details: {"ok": False, "error": "The cache cannot be read."}
    dialog = opening(planned=False)
    qtbot.waitUntil(lambda: dialog.parts.said.text() == "The cache cannot be read.")
    assert not dialog.parts.perform.isEnabled()


def test_shifts_that_share_nothing_say_so(opening: Opening, desk: Desk, qtbot: QtBot) -> None:
    desk.replies["shared"] = lambda details: {"actions": []}
    dialog = opening(planned=False)
    qtbot.waitUntil(lambda: "nothing that all of these shifts share" in dialog.parts.said.text())


def test_parameters_are_asked_for_and_the_same_for_all(opening: Opening, desk: Desk, qtbot: QtBot) -> None:
    desk.replies["shared"] = lambda details: {"actions": [NOTED]}
    dialog = opening(2, planned=False)
    qtbot.waitUntil(lambda: dialog.parts.form.isVisible())
    assert desk.asked("plan") == []  # a required one is missing
    edit = next(one for one in dialog.parts.form.findChildren(QWidget) if one.accessibleName() == "Notes")
    edit.setPlainText("Late train")  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: dialog.parts.perform.isEnabled())
    assert desk.asked("plan")[-1]["parameters"] == {"notes": "Late train"}
    dialog.perform()
    desk.answer(**came("succeeded"))
    assert [one["parameters"] for one in desk.asked("do")] == [{"notes": "Late train"}] * 2


def test_setting_a_vendors_check_aside_needs_a_reason_for_all(
    opening: Opening, desk: Desk, qtbot: QtBot
) -> None:
    desk.replies["shared"] = lambda details: {"actions": [NOTED]}
    dialog = opening(1, planned=False)
    qtbot.waitUntil(lambda: dialog.parts.form.isVisible())
    parts = {one.accessibleName(): one for one in dialog.parts.form.findChildren(QWidget)}
    parts["Notes"].setPlainText("x")  # type: ignore[attr-defined]
    parts["Conflicts are fine"].setChecked(True)  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: bool(desk.asked("plan")) and outlooks(dialog) == ["Goes"])
    assert not dialog.parts.perform.isEnabled()
    dialog.parts.reason.setText("The manager agreed.")
    dialog.perform()
    assert desk.asked("do")[0]["reason"] == "The manager agreed."


def test_a_shift_that_has_left_the_cache_stays_on_the_list_under_its_ref(
    desk: Desk, cache: Cache, times: Times, fill: Fill, qtbot: QtBot
) -> None:
    fill([shift(1)])
    dialog = BatchDialog(desk, cache, times, ["trio-east:1", "gone:2", "trio-east:1"])
    qtbot.addWidget(dialog)
    assert [text(dialog, row, SHIFT) for row in range(2)] == ["RN, ICU", "gone:2"]


def test_the_model_keeps_qts_rules(times: Times, opening: Opening) -> None:
    dialog = opening(4)
    model = BatchModel(times, look(dialog.palette()))
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(dialog.model.items)
    model.tick([0, 2], False)
    model.show_only(lambda one: one.taken)
    assert model.rowCount() == 2
    model.put(refs(4)[1], progress="sending")
    model.show([])
    assert tester.model() is model


def test_everything_has_a_name_for_screen_readers(opening: Opening) -> None:
    dialog = opening()
    for widget in dialog.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not isinstance(widget, QLineEdit):
            assert widget.accessibleName() or not widget.isVisible(), widget
    heard = dialog.model.data(dialog.model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert heard == "Goes, taken"
