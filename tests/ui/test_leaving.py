"""Closing the window while something is being sent."""

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.desk import Desk
from tests.ui.panels import CLAIM, done
from tests.ui.seat import Sit, press


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
