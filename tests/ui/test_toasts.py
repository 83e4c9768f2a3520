"""Toasts: the newest word on a shift replaces the older, tells who it concerns, and covers no row."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QDockWidget, QWidget
from pytestqt.qtbot import QtBot

from tests.shifts import person, shift
from tests.ui.conftest import Fill
from tests.ui.desk import Desk
from tests.ui.panels import ASSIGN, CLAIM, PEOPLE, action, done
from tests.ui.seat import Sit, press, said, the_panel, toast, toasts
from ui.window import Window

EVE = person("Eve Adams", "48")


@pytest.fixture
def engine(qtbot: QtBot) -> Desk:
    return Desk()


def titles(window: Window) -> list[str]:
    return [one.title.text() for one in toasts(window)]


def place(window: Window, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def test_the_last_word_on_a_shift_replaces_the_one_before(sit: Sit, engine: Desk, qtbot: QtBot) -> None:
    engine.replies["do"] = lambda asked: done("refused", "Not today.")
    window = sit(CLAIM)
    press(window, "Ctrl+1")
    qtbot.waitUntil(lambda: titles(window) == ["Claim: refused, nothing was changed"])
    engine.replies["do"] = lambda asked: done("succeeded")
    press(window, "Ctrl+1")
    qtbot.waitUntil(lambda: titles(window) == ["Claim: done"])
    notice = {"id": 3, "ref": "trio-east:2", "label": "Claim", "message": "Somebody has it."}
    for state in ("unknown", "refused"):
        engine.intent_changed.emit({**notice, "state": state})
    assert titles(window) == ["Claim: done", "Claim: refused, nothing was changed"]  # of another shift


def test_they_stand_over_the_details_and_over_the_board_only_without_them(
    sit: Sit, engine: Desk, qtbot: QtBot
) -> None:
    engine.replies["do"] = lambda asked: done("refused", "Not today.")
    window = sit(CLAIM)
    press(window, "Ctrl+1")
    told = toast(window, qtbot)
    assert place(window, window.detail).contains(told.geometry())
    dock = window.findChild(QDockWidget)
    assert dock is not None
    dock.close()
    qtbot.waitUntil(lambda: place(window, window.pages).contains(told.geometry()))


def test_what_could_not_reach_the_vendor_is_not_called_refused_and_may_wait_after_all(
    sit: Sit, engine: Desk, qtbot: QtBot
) -> None:
    away = "Acme cannot be reached. Nothing was sent."
    engine.replies["do"] = lambda asked: (
        done("queued") if asked.get("queue") else done("refused", away, unreached=True)
    )
    window = sit(CLAIM)
    press(window, "Ctrl+1")
    told = toast(window, qtbot)
    assert told.title.text() == "Claim: not sent"
    told.wait.click()
    qtbot.waitUntil(lambda: titles(window) == ["Claim: waits in the outbox"])
    assert engine.asked("do")[-1]["queue"] is True


def test_a_form_that_could_not_reach_the_vendor_offers_to_wait(sit: Sit, engine: Desk, qtbot: QtBot) -> None:
    engine.replies["choices"] = lambda asked: {"choices": PEOPLE}
    engine.replies["do"] = lambda asked: done("refused", "Acme cannot be reached.", unreached=True)
    window = sit(action("assign", parameters=ASSIGN))
    press(window, "Ctrl+1")
    form = the_panel(window).form
    assert form is not None
    assert form.wait.isHidden()
    form.offer("candidate", ())
    press(window, "4")
    press(window, "Return")
    press(window, "Return")
    qtbot.waitUntil(form.wait.isVisible)
    form.wait.click()
    form.send.click()
    assert engine.asked("do")[-1]["queue"] is True


def test_a_refusal_is_brought_into_sight_however_long_the_form(sit: Sit, engine: Desk, qtbot: QtBot) -> None:
    many = {
        f"note_{n}": {"type": "string", "title": f"Note {n}", "default": "", "maxLength": 900}
        for n in range(12)
    }
    engine.replies["do"] = lambda asked: done("refused", "Not today.")
    window = sit(action("tell", parameters={"properties": many}))
    press(window, "Ctrl+Shift+1")
    form = the_panel(window).form
    assert form is not None
    bar = window.detail.verticalScrollBar()

    def in_sight() -> bool:
        alarm = next(one for one in form.findChildren(QWidget) if getattr(one, "text", str)() == "Not today.")
        view = window.detail.viewport()
        return QRect(QPoint(0, 0), view.size()).contains(QRect(alarm.mapTo(view, QPoint(0, 0)), alarm.size()))

    bar.setValue(0)
    form.send.click()
    qtbot.waitUntil(lambda: "Not today." in said(form) and in_sight())


def test_what_was_done_says_who_is_on_it_now_and_not_twice_that_it_was_done(
    sit: Sit, engine: Desk, qtbot: QtBot
) -> None:
    swapped = "Eve Adams is on it now, in the place of Adam Jones."
    engine.replies["do"] = lambda asked: done("succeeded", f"Claim: done. {swapped}")
    window = sit(CLAIM)
    press(window, "Ctrl+1")
    assert toast(window, qtbot).lines.text().endswith(f"Mercy General\n{swapped}")


def test_the_board_goes_to_the_row_where_the_person_stands_now(
    sit: Sit, engine: Desk, fill: Fill, qtbot: QtBot
) -> None:
    first = shift(1, facility="Mercy General")

    def reply(asked: dict[str, Any]) -> dict[str, Any]:
        fill([first, shift(2, title="LPN", start=first.start, assignments=(EVE,))])
        engine.committed.emit("trio-east", [], 0)
        return done("succeeded", result_ref="trio-east:2")

    engine.replies["do"] = reply
    window = sit(CLAIM)
    press(window, "Ctrl+1")
    qtbot.waitUntil(lambda: window.page.selected() == ["trio-east:2"])
