"""Clashes in the window: beside the chosen shift, in a list, and how grave each check is."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app import checking, rules_file
from app.checks.finding import OVERLAP, REST, TITLES, Severity
from app.checks.rules import USUAL, Rules, rules_of
from app.places import Places
from app.store.files import Damaged
from app.store.store import Store
from tests.shifts import filled, person, shift
from tests.ui.conftest import Open
from tests.ui.desk import Desk
from ui.alerts.desk import AlertDesk
from ui.cache import Cache
from ui.clashes.dialog import ClashesDialog
from ui.clashes.rules import RulesDialog
from ui.window import Window

ADAM = person("Adam Jones", "47")
BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def engine(qtbot: QtBot) -> Desk:
    return Desk()


@pytest.fixture
def window(store: Store, open_window: Open, qtbot: QtBot) -> Window:
    """Return a window at a shift whose worker is double-booked."""
    day = shift("1", facility="Mercy General", assignments=(ADAM,))
    late = day.start + timedelta(hours=6)
    filled(
        store,
        [
            day,
            shift("2", start=late, end=late + timedelta(hours=12), facility="St. Mary", assignments=(ADAM,)),
            shift("3", start=day.start + timedelta(days=9), end=None, assignments=(person("Eve", "48"),)),
        ],
    )
    window = open_window()
    window.page.board.choose(0)
    return window


def test_rules_that_cannot_be_understood_are_said_before_anybody_relies_on_them(
    store: Store, places: Places, open_window: Open, qtbot: QtBot
) -> None:
    filled(store, [shift("1")])
    places.settings_file.write_text('[checks]\noverlap = "block\n', "utf-8")
    window = open_window()
    qtbot.waitUntil(lambda: window.findChild(AlertDesk) is not None)
    (desk,) = window.findChildren(AlertDesk)
    qtbot.waitUntil(lambda: "The usual checks are made; mend that line." in desk.bar.said)


def section(window: Window) -> list[str]:
    """Return what stands beside the shift."""
    assert window._finery is not None
    found = window._finery.staff.section
    return [one.text() for one in found.findChildren(QLabel) if one.text()] if not found.isHidden() else []


def clashes(window: Window, qtbot: QtBot) -> ClashesDialog:
    """Open the list by its key, and wait until it has been read."""
    QTest.keyClick(window, Qt.Key.Key_L, BOTH)
    dialog = window.findChild(ClashesDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.model.rowCount() > 0)
    return dialog


def test_the_chosen_shift_says_what_speaks_against_it(window: Window, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(section(window)))
    told = "\n".join(section(window))
    assert "Double-booked. Adam Jones is on two shifts at once for 6 h" in told
    window.page.board.choose(2)
    qtbot.waitUntil(lambda: not section(window))


def test_it_follows_what_is_committed(window: Window, store: Store, engine: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(section(window)))
    from tests.shifts import NOON

    store.mirror.remove("trio-east", ["2"], NOON)
    engine.committed.emit("trio-east", None, 0)
    qtbot.waitUntil(lambda: not section(window))


def test_a_check_that_cannot_be_made_is_said_and_made_again(
    window: Window, engine: Desk, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    def broken(*_: object) -> None:
        raise Damaged("The file is damaged.")

    qtbot.waitUntil(lambda: bool(section(window)))
    with monkeypatch.context() as patch:
        patch.setattr(checking, "of_shift", broken)
        window.page.board.choose(1)
        qtbot.waitUntil(lambda: "Whether it clashes could not be checked." in "".join(section(window)))
        assert "The file is damaged." in "".join(section(window))
    engine.committed.emit("trio-east", None, 0)
    qtbot.waitUntil(lambda: "Double-booked" in "".join(section(window)))
    qtbot.waitUntil(lambda: "could not be checked" not in "".join(section(window)))  # deleted in a moment


def test_the_list_has_every_finding_and_leads_to_its_shifts(window: Window, qtbot: QtBot) -> None:
    dialog = clashes(window, qtbot)
    assert dialog.model.rowCount() == 1
    assert dialog.model.data(dialog.model.index(0, 0)) == "Double-booked"
    assert dialog.model.data(dialog.model.index(0, 1)) == "Needs a reason"
    wished: list[str] = []
    dialog.wished.connect(wished.append)
    dialog.first.click()
    dialog.second.click()
    assert wished == ["trio-east:1", "trio-east:2"]
    qtbot.waitUntil(lambda: window.page.selected() == ["trio-east:2"])
    dialog.search.setText("nobody")
    assert dialog.model.rowCount() == 0
    assert not dialog.first.isEnabled()
    dialog.search.clear()
    dialog.check.setCurrentIndex(dialog.check.findData(REST))
    assert dialog.model.rowCount() == 0


def test_the_severities_of_the_settings_are_those_of_the_list(
    window: Window, cache: Cache, engine: Desk, qtbot: QtBot
) -> None:
    rules_file.write(cache._places.settings_file, Rules(severities={OVERLAP: Severity.BLOCK}))
    dialog = clashes(window, qtbot)
    assert dialog.model.data(dialog.model.index(0, 1)) == "Not allowed"


def test_the_settings_show_the_rules_and_send_what_differs(engine: Desk, qtbot: QtBot) -> None:
    dialog = RulesDialog(engine, Rules(severities={OVERLAP: None}, rest_hours=8.5))
    qtbot.addWidget(dialog)
    dialog.open()
    assert set(dialog.severities) == set(TITLES)
    assert dialog.severities[OVERLAP].currentText() == "Not checked"
    assert dialog.limits["rest_hours"].value() == 8.5
    dialog.limits["week_hours"].setValue(40)
    dialog.zone.setText("Europe/London")
    dialog.save.click()
    (asked,) = engine.asked("keep_rules")
    told, wrong = rules_of({key: value for key, value in asked["rules"].items() if value is not None})
    assert not wrong
    assert told == Rules(severities={OVERLAP: None}, rest_hours=8.5, week_hours=40, zone="Europe/London")
    engine.answer()
    assert not dialog.isVisible()


def test_a_zone_that_there_is_not_is_told_and_nothing_is_sent(engine: Desk, qtbot: QtBot) -> None:
    dialog = RulesDialog(engine, USUAL)
    qtbot.addWidget(dialog)
    dialog.zone.setText("Mars/Base")
    dialog.save.click()
    assert "no time zone" in dialog.fault.text()
    assert engine.asked("keep_rules") == []
