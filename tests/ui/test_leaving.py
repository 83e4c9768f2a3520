"""Closing the window while something is being sent."""

import pytest
from pytestqt.qtbot import QtBot

from tests.ui import batches
from tests.ui.desk import Desk
from tests.ui.panels import CLAIM, done
from tests.ui.seat import Sit, press
from ui.batch.dialog import BatchDialog


@pytest.fixture
def engine(qtbot: QtBot) -> Desk:
    return Desk()


def test_it_stays_until_the_answer_is_there(sit: Sit, engine: Desk, qtbot: QtBot) -> None:
    window = sit(CLAIM)
    press(window, "Ctrl+1")
    window.close()
    assert window.isVisible()
    assert "closes once the action" in window.remark
    with qtbot.waitSignal(window.closed):
        engine.answer(**done("succeeded"))


def test_whoever_closes_it_once_more_is_obeyed(sit: Sit) -> None:
    window = sit(CLAIM)
    press(window, "Ctrl+1")
    window.close()
    window.close()
    assert not window.isVisible()


def test_with_nothing_under_way_it_closes_at_once(sit: Sit) -> None:
    window = sit(CLAIM)
    window.close()
    assert not window.isVisible()


def test_of_several_shifts_the_one_on_its_way_is_answered_and_no_other_is_sent(
    sit: Sit, engine: Desk, qtbot: QtBot
) -> None:
    engine.replies["shared"] = lambda asked: {"actions": [batches.CLAIM]}
    engine.replies["plan"] = batches.going
    window = sit(CLAIM)
    window.page.board.selectAll()
    window.menus.actions["batch"].trigger()
    dialog = window.findChild(BatchDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.parts.perform.isEnabled)
    dialog.perform()
    window.close()
    assert window.isVisible()
    with qtbot.waitSignal(window.closed):
        engine.answer(**done("succeeded"))
    assert len(engine.asked("do")) == 1
