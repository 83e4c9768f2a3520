"""Writing what is shown into a file, from the window."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from tests.shifts import shift
from tests.ui.conftest import Fill, Open

SHIFTS = [shift(number, title=f"Shift {number:02}") for number in range(12)]


def test_what_is_shown_can_be_exported(fill: Fill, open_window: Open, qtbot: QtBot, tmp_path: Path) -> None:
    fill(SHIFTS)
    window = open_window()
    with qtbot.waitSignal(window.page.shown):
        window.filters.search.setText("Shift 0")
    window.menus.actions["export"].trigger()
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    file = tmp_path / "shifts.csv"
    dialog.fileSelected.emit(str(file))
    qtbot.waitUntil(lambda: "10 shifts written" in window.remark)
    assert len(file.read_text("utf-8-sig").splitlines()) == 11


def test_an_export_that_fails_is_told(fill: Fill, open_window: Open, qtbot: QtBot, tmp_path: Path) -> None:
    fill(SHIFTS)
    window = open_window()
    window.export(str(tmp_path / "nowhere" / "shifts.csv"))
    qtbot.waitUntil(lambda: "does not exist" in window.remark)
