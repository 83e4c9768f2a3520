"""The window's dialog of the calendars that others subscribe to, on the very feed that keeps them."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.errors import CallboardError
from app.feed import Feed, Wish, settle, wish_of
from app.places import Places
from tests.shifts import KEY, person, shift
from tests.ui.conftest import Fill, Open
from tests.ui.desk import Desk
from ui.exporting.calendars import CalendarsDialog


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "shared"
    found.mkdir()
    return found


@pytest.fixture
def feed(places: Places) -> Iterator[Feed]:
    found = Feed(places, KEY, lambda sentence: None)
    yield found
    found.close()


@pytest.fixture
def engine(qtbot: QtBot, feed: Feed) -> Desk:
    """Return an engine that keeps calendars as the real one does, and looks whenever it is asked."""
    desk = Desk()

    def answering(do: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
        async def answer(details: dict[str, Any]) -> dict[str, Any]:
            return await feed.answers()[do](details)

        def reply(details: dict[str, Any]) -> dict[str, Any]:
            if do == "calendars":
                feed.look()
            try:
                return asyncio.run(answer(details))
            except CallboardError as error:
                return {"ok": False, "error": str(error)}

        return reply

    desk.replies |= {do: answering(do) for do in feed.answers()}
    return desk


@pytest.fixture
def dialog(fill: Fill, open_window: Open, qtbot: QtBot) -> CalendarsDialog:
    """Open the dialog from the menu of a window on two people's shifts, and wait until it has been told."""
    fill(
        [
            shift(1, assignments=(person("Adam Jones", "1"),)),
            shift(2, assignments=(person("Eve Smith", "2"),)),
        ]
    )
    window = open_window()
    window.menus.actions["calendars"].trigger()
    found = window.findChild(CalendarsDialog)
    assert found is not None
    qtbot.waitUntil(lambda: bool(found.standing.text()))
    return found


def test_without_calendars_it_says_so_and_nothing_can_be_stopped(dialog: CalendarsDialog) -> None:
    assert dialog.standing.text() == "No calendars are kept."
    assert not dialog.stop.isEnabled()
    assert not dialog.keep.isEnabled()


def test_a_folder_is_chosen_and_filled_with_a_calendar_for_each_worker(
    dialog: CalendarsDialog, folder: Path, places: Places, qtbot: QtBot
) -> None:
    dialog.folder.setText(str(folder))
    dialog.per.setCurrentText("A calendar for each worker")
    QTest.keyClick(dialog.folder, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.remark.text() == "They are kept there from now on.")
    qtbot.waitUntil(lambda: "2 files as of " in dialog.standing.text(), timeout=15_000)
    wish = wish_of(places.settings_file)
    assert wish == Wish(folder, "person")
    assert wish is not None
    assert wish.since is not None
    assert sorted(one.name for one in folder.iterdir()) == [
        "callboard – Adam Jones.ics",
        "callboard – Eve Smith.ics",
    ]
    told = dialog.standing.text()
    assert told.startswith(f"A calendar for each worker in {folder}, kept since ")
    assert dialog.isVisible()

    dialog.stop.click()
    qtbot.waitUntil(lambda: dialog.standing.text() == "No calendars are kept.")
    assert wish_of(places.settings_file) is None
    assert len([*folder.iterdir()]) == 2
    assert not dialog.stop.isEnabled()


@pytest.mark.parametrize(
    ("path", "expected"), [("nowhere", "Name the whole path"), ("/nowhere/at/all", "does not exist")]
)
def test_what_is_no_folder_is_said_and_changes_nothing(
    dialog: CalendarsDialog, places: Places, qtbot: QtBot, path: str, expected: str
) -> None:
    dialog.folder.setText(path)
    dialog.keep.click()
    qtbot.waitUntil(lambda: expected in dialog.remark.text())
    assert wish_of(places.settings_file) is None
    assert dialog.keep.isEnabled()


def test_what_is_kept_already_is_shown_and_what_goes_amiss_as_well(
    dialog: CalendarsDialog, folder: Path, places: Places, qtbot: QtBot
) -> None:
    dialog.close()
    window = dialog.parent()
    settle(places.settings_file, Wish(folder, "facility"))
    folder.rmdir()
    engine = dialog._engine
    again = CalendarsDialog(engine, dialog._times, window)  # type: ignore[arg-type]
    again.open()
    qtbot.waitUntil(lambda: again.folder.text() == str(folder))
    assert again.per.currentText() == "A calendar for each facility"
    again.keep.click()
    qtbot.waitUntil(lambda: "does not exist" in again.remark.text())
    again.stop.click()
    qtbot.waitUntil(lambda: again.standing.text() == "No calendars are kept.")
