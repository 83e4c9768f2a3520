"""What is sent tells what was shown; what has become another thing meanwhile is shown and asked anew."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.store.store import Store
from tests.shifts import applied, person, shift
from tests.ui.desk import Desk
from tests.ui.panels import CLAIM, DECLINE, done, panel
from tests.ui.seat import Sit, press, said, the_panel
from ui.palette.palette import Palette
from ui.panels.confirmation import Confirmation
from ui.window import Window

REASSIGN = {**CLAIM, "label": "Reassign", "weight": "danger"}


@pytest.fixture
def engine(qtbot: QtBot) -> Desk:
    found = Desk()
    found.replies["do"] = lambda asked: done("succeeded")
    return found


def now_on_it(store: Store, window: Window, name: str) -> None:
    one = shift(1, facility="Mercy General", assignments=(person(name, "50"),))
    applied(store, one)
    window.page.reload()


def question(window: Window) -> Confirmation:
    return next(one for one in window.findChildren(Confirmation) if one.isVisible())


def test_the_palette_does_what_it_listed_or_nothing(sit: Sit, engine: Desk, qtbot: QtBot) -> None:
    confirm = {**CLAIM, "name": "confirm", "label": "Confirm"}
    window = sit(CLAIM)
    press(window, "Ctrl+K")
    palette = window.findChild(Palette)
    assert palette is not None
    QTest.keyClicks(palette.search, "claim")
    qtbot.waitUntil(lambda: palette.results.hits[0].entry.title == "Claim")
    gone = {**CLAIM, "enabled": False, "reason": "Somebody has it already."}
    engine.replies["panel"] = lambda asked: panel(asked["ref"], confirm, gone)
    engine.ready.emit(False, ["trio-east"])
    told = the_panel(window)
    qtbot.waitUntil(lambda: told.told is not None and [one.name for one in told.told.enabled] == ["confirm"])
    qtbot.waitUntil(lambda: not told.has_just_changed)
    QTest.keyClick(palette.search, Qt.Key.Key_Return)
    assert window.remark.startswith("This cannot be done any more, and nothing was done. Somebody has it")
    assert engine.asked("do") == []


def test_a_question_is_asked_anew_where_another_person_has_got_the_place(
    sit: Sit, engine: Desk, store: Store, qtbot: QtBot
) -> None:
    window = sit(DECLINE)
    press(window, "Ctrl+1")
    first = question(window)
    now_on_it(store, window, "Eve Smith")
    qtbot.waitUntil(lambda: not first.isVisible())
    assert engine.asked("do") == []
    assert "Eve Smith" in said(question(window))
    assert "The shift has changed since this was asked." in said(question(window))
    question(window).do.click()
    assert [one["shown"] for one in engine.asked("do")] == [{"weight": "danger", "people": ["Eve Smith"]}]


def test_a_form_under_which_the_shift_has_been_filled_becomes_another_and_asks(
    sit: Sit, engine: Desk, store: Store, qtbot: QtBot
) -> None:
    window = sit(CLAIM)
    press(window, "Ctrl+Shift+1")
    form = the_panel(window).form
    assert form is not None
    engine.replies["panel"] = lambda asked: panel(asked["ref"], REASSIGN)
    now_on_it(store, window, "Eve Smith")
    qtbot.waitUntil(lambda: form.action.is_dangerous)
    QTest.keyClick(form, Qt.Key.Key_Return)  # meant for what it was a moment ago
    assert not [one for one in window.findChildren(Confirmation) if one.isVisible()]
    assert "On it now: Eve Smith." in said(form)
    assert form.send.text() == "Reassign"
    qtbot.waitUntil(form.send.isEnabled)
    QTest.keyClick(form, Qt.Key.Key_Return)
    assert "Eve Smith" in said(question(window))
    assert engine.asked("do") == []


def test_what_the_engine_refuses_because_it_has_changed_is_said(sit: Sit, engine: Desk, qtbot: QtBot) -> None:
    words = "The shift has changed since it was shown: Eve Smith would be put off by “Claim”."
    engine.replies["do"] = lambda asked: done("refused", words)
    window = sit(CLAIM)
    press(window, "Ctrl+Shift+1")
    form = the_panel(window).form
    assert form is not None
    QTest.keyClick(form, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: words in said(form))
