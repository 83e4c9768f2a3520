"""What is made at a connection rather than done with a shift: a recurring one, with a preview of its days."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from tests.shifts import shift
from tests.ui.conftest import NOW, Fill, Open
from tests.ui.desk import Desk
from tests.ui.panels import CREATE, PEOPLE, action, done, panel
from ui.panels.confirmation import Confirmation
from ui.panels.creation import CreationDialog
from ui.panels.desk import Desk as Panels
from ui.panels.panel import Panel
from ui.panels.told import panel as told_panel

BASIS = shift(1, facility="Mercy General")
MAKE = action("create-shift", label="Create a recurring shift", parameters=CREATE, on_connection=True)


@pytest.fixture
def engine(qtbot: QtBot) -> Desk:
    return Desk()


def test_what_can_be_made_is_asked_again_when_the_process_that_acts_is_there(
    fill: Fill, open_window: Open, engine: Desk, qtbot: QtBot
) -> None:
    fill([BASIS])
    window = open_window()
    create = window.menus.actions["create"]
    engine.ready.emit(False, ["spaces"])
    engine.waiting.pop()({"answer": 1, "ok": False, "error": "It is not a connection that can be used now."})
    assert not create.isEnabled()
    engine.replies["panel"] = lambda asked: panel(asked["ref"], MAKE)
    engine.acting.emit()
    qtbot.waitUntil(create.isEnabled)


def words(widget: QWidget) -> str:
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget))


def test_something_new_is_made_at_a_connection(
    fill: Fill, open_window: Open, engine: Desk, qtbot: QtBot
) -> None:
    fill([BASIS])
    engine.replies["panel"] = lambda asked: panel(asked["ref"], *([MAKE] if asked["ref"] == "spaces" else []))
    engine.replies["choices"] = lambda asked: {"choices": PEOPLE}
    engine.replies["foresee"] = lambda asked: {"faults": {}, "lines": ["Every day."], "warnings": []}
    engine.replies["do"] = lambda asked: done("succeeded", ref="spaces")
    window = open_window()
    create = window.menus.actions["create"]
    assert not create.isEnabled()
    engine.ready.emit(False, ["trio-east", "spaces"])
    qtbot.waitUntil(create.isEnabled)
    create.trigger()
    dialog = window.findChild(CreationDialog)
    assert dialog is not None
    form = dialog.form
    assert form is not None
    assert form.ref == "spaces"
    name = next(one for one in form.findChildren(QWidget) if one.accessibleName() == "Name")
    QTest.keyClicks(name, "Night watch")
    minutes: Any = next(
        one for one in form.findChildren(QWidget) if one.accessibleName() == "Length in minutes"
    )
    minutes.setValue(480)
    qtbot.waitUntil(lambda: "Every day." in words(form))
    QTest.keyClick(name, Qt.Key.Key_Return)
    assert engine.asked("do")[0]["parameters"] == {"name": "Night watch", "start": "07:00", "minutes": 480}
    qtbot.waitUntil(lambda: not isValid(dialog))
    panels = window.findChild(Panels)
    assert panels is not None
    assert "spaces · Night watch" in panels.toasts.shown[-1].lines.text()


def test_what_has_to_be_agreed_to_is_asked_before_something_is_made(
    fill: Fill, open_window: Open, engine: Desk, qtbot: QtBot
) -> None:
    fill([BASIS])
    endless = "It has no last day: it recurs for good."
    engine.replies["panel"] = lambda asked: panel(asked["ref"], MAKE)
    engine.replies["choices"] = lambda asked: {"choices": PEOPLE}
    engine.replies["foresee"] = lambda asked: {"faults": {}, "lines": [], "warnings": [], "asks": endless}
    engine.replies["do"] = lambda asked: done("succeeded", ref="spaces")
    window = open_window()
    engine.ready.emit(False, ["spaces"])
    qtbot.waitUntil(window.menus.actions["create"].isEnabled)
    window.menus.actions["create"].trigger()
    dialog = window.findChild(CreationDialog)
    assert dialog is not None
    form = dialog.form
    assert form is not None
    name = next(one for one in form.findChildren(QWidget) if one.accessibleName() == "Name")
    QTest.keyClicks(name, "Night watch")
    length: Any = next(one for one in form.findChildren(QWidget) if one.accessibleName().startswith("Length"))
    length.setValue(480)
    assert not form.send.isEnabled()  # what it would bring about is not known yet
    qtbot.waitUntil(form.send.isEnabled)
    QTest.keyClick(name, Qt.Key.Key_Return)
    assert engine.asked("do") == []
    box = window.findChild(Confirmation)
    assert box is not None
    assert endless in words(box)
    box.do.click()
    assert len(engine.asked("do")) == 1


def test_several_connections_are_chosen_from(qtbot: QtBot) -> None:
    offers = [told_panel(panel(name, MAKE)) for name in ("north", "south")]
    dialog = CreationDialog([one for one in offers if one], NOW.date())
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.begin()
    assert dialog.where.isVisible()
    dialog.where.setCurrentIndex(1)
    assert dialog.form is not None
    assert dialog.form.ref == "south"


def test_pressed_in_a_shifts_panel_it_opens_the_same_form(
    fill: Fill, open_window: Open, engine: Desk, qtbot: QtBot
) -> None:
    fill([BASIS])
    engine.replies["panel"] = lambda asked: panel(asked["ref"], MAKE)
    window = open_window()
    engine.ready.emit(False, ["trio-east"])
    qtbot.waitUntil(window.menus.actions["create"].isEnabled)
    window.page.board.choose(0)
    shown = window.findChild(Panel)
    assert shown is not None
    qtbot.waitUntil(lambda: shown.told is not None)
    assert shown.press(0)
    dialog = window.findChild(CreationDialog)
    assert dialog is not None
    assert dialog.form is not None
    assert dialog.form.ref == "trio-east"
    QTest.keyClick(dialog.form.back, Qt.Key.Key_Escape)
    assert engine.asked("do") == []
