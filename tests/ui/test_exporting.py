"""Writing what is shown or selected into a file, from the window."""

import csv
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import openpyxl
import pypdfium2  # type: ignore[import-untyped]
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.domain import State
from tests.shifts import person, shift
from tests.ui.conftest import Fill, Open
from tests.ui.waiting import answered
from ui.exporting.dialog import ExportDialog
from ui.exporting.run import Run
from ui.window import Window

Export = Callable[..., ExportDialog]

SHIFTS = [
    shift(
        number,
        title=f"Shift {number:02}",
        facility=("Mercy", "General")[number % 2],
        start=shift().start + timedelta(hours=number),
        end=None,
        assignments=(person("Eva Kühn", "1"),) if number else (),
        state=State.CONFIRMED if number else State.OPEN,
    )
    for number in range(12)
]
HOSTILE = "=1+1<b>bold</b>\u202egpj.exe" + "n" * 100_000


def text_of(file: Path) -> list[str]:
    """Return the text of each page of a PDF file, without blanks: Qt places each letter by itself."""
    document = pypdfium2.PdfDocument(file)
    try:
        return ["".join(page.get_textpage().get_text_range().split()) for page in document]
    finally:
        document.close()


@pytest.fixture
def export(fill: Fill, open_window: Open, qtbot: QtBot, tmp_path: Path) -> Export:
    """Return what opens the export of a window on these shifts, and writes a file by it."""
    fill(SHIFTS)

    def exporting(
        name: str = "", window: Window | None = None, code: str = "written", **chosen: object
    ) -> ExportDialog:
        window = window or open_window()
        window.menus.actions["export"].trigger()
        dialog = window.findChild(ExportDialog)
        assert dialog is not None
        for field, data in chosen.items():
            box = getattr(dialog, field)
            box.setCurrentIndex(box.findData(data))
        if name:
            dialog.export(str(tmp_path / name))
            qtbot.waitUntil(lambda: code in dialog.remark.text())
        return dialog

    return exporting


def test_what_is_shown_can_be_exported(
    export: Export, open_window: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_window()
    window.filters.search.setText("Shift 0")
    qtbot.waitUntil(lambda: answered(window.page))
    dialog = export(window=window, format="csv")
    assert "“Shift 0”" in dialog.told.text()
    dialog.bom.setChecked(True)
    QTest.mouseClick(dialog.write, Qt.MouseButton.LeftButton)
    asking = dialog.findChild(QFileDialog)
    assert asking is not None
    asking.fileSelected.emit(str(tmp_path / "week"))
    qtbot.waitUntil(lambda: "10 shifts written to week.csv" in window.remark)
    file = tmp_path / "week.csv"
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    with file.open(encoding="utf-8-sig", newline="") as lines:
        assert len(list(csv.DictReader(lines))) == 10


def test_what_is_selected_can_be_exported_alone(export: Export, open_window: Open, tmp_path: Path) -> None:
    window = open_window()
    window.page.board.choose_all([1, 2, 3])
    export("three.xlsx", window=window, format="xlsx", what=True)
    page = openpyxl.load_workbook(tmp_path / "three.xlsx")["Shifts"]
    assert page.max_row == 4


def test_a_workbook_is_grouped_as_the_board_is(export: Export, open_window: Open, tmp_path: Path) -> None:
    window = open_window()
    window.page.group_by("facility")
    export("week.xlsx", window=window, format="xlsx")
    assert openpyxl.load_workbook(tmp_path / "week.xlsx").sheetnames == ["General", "Mercy"]


def test_there_may_be_a_calendar_for_each_worker(export: Export, tmp_path: Path) -> None:
    export("week.ics", format="ics", group="person")
    assert sorted(file.name for file in tmp_path.glob("*.ics")) == [
        "week – Eva Kühn.ics",
        "week – Nobody yet.ics",
    ]


@pytest.mark.parametrize("form", ["board", "month", "week", "day", "timeline"])
def test_each_look_at_the_shifts_can_be_a_pdf(
    export: Export, open_window: Open, tmp_path: Path, form: str
) -> None:
    window = open_window()
    window.lenses.show_day(SHIFTS[0].day)
    export("week.pdf", window=window, format="pdf", form=form)
    (text,) = text_of(tmp_path / "week.pdf")
    assert "Page1of1" in text
    assert "Asof" in text
    assert ("EvaKühn" if form == "timeline" else "Shift0") in text  # there a bar of three hours is too short


def test_a_long_board_goes_on_over_pages_with_head_and_number(
    fill: Fill, open_window: Open, export: Export, tmp_path: Path
) -> None:
    fill([shift(n, title=f"Shift {n:03}", facility=("Mercy", "General")[n > 70]) for n in range(150)])
    window = open_window()
    window.page.group_by("facility")
    export("long.pdf", window=window, format="pdf", form="board")
    pages = text_of(tmp_path / "long.pdf")
    assert len(pages) > 3
    for number, text in enumerate(pages, 1):
        assert f"Page{number}of{len(pages)}" in text
        assert "150shifts" in text
    whole = "".join(pages)
    assert all(whole.count(f"Shift{n:03}") == 1 for n in range(150))
    assert "continued" in whole


def test_a_timeline_with_more_rows_than_anybody_turns_over_says_so_and_ends(
    fill: Fill, open_window: Open, export: Export, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.printing.gathering.MOST_ROWS", 5)
    people = [person(f"Person {n:03}", str(n)) for n in range(90)]
    fill([shift(n, assignments=(one,), state=State.CONFIRMED) for n, one in enumerate(people)])
    window = open_window()
    window.lenses.show_day(shift().day)
    export("people.pdf", window=window, format="pdf", form="timeline")
    (text,) = text_of(tmp_path / "people.pdf")
    assert "thefirst5of90rows" in text
    assert "Person004" in text
    assert "Person005" not in text


def test_hostile_text_is_text_in_a_pdf(fill: Fill, open_window: Open, export: Export, tmp_path: Path) -> None:
    fill([shift(1, title=HOSTILE, facility=HOSTILE, assignments=(person(HOSTILE, "1"),))])
    window = open_window()
    for form in ("board", "timeline"):
        window.lenses.show_day(shift().day)
        export(f"{form}.pdf", window=window, format="pdf", form=form)
        (text,) = text_of(tmp_path / f"{form}.pdf")
        assert "=1+1<b>" in text
        assert "\u202e" not in text


@pytest.mark.parametrize(("name", "ending"), [("week.xlsx", "xlsx"), ("week.pdf", "pdf")])
def test_a_writing_that_is_cancelled_leaves_the_old_file(
    export: Export, open_window: Open, qtbot: QtBot, tmp_path: Path, name: str, ending: str
) -> None:
    (tmp_path / name).write_text("the old one")
    dialog = export(window=open_window(), format=ending)
    dialog.export(str(tmp_path / name))
    QTest.mouseClick(dialog.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Cancelled" in dialog.remark.text())
    assert (tmp_path / name).read_text() == "the old one"
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == [name]
    assert dialog.write.isEnabled()


@pytest.mark.parametrize("ending", ["xlsx", "pdf"])
def test_an_export_that_fails_is_told(export: Export, open_window: Open, ending: str) -> None:
    window = open_window()
    dialog = export("nowhere/week", window=window, format=ending, code="does not exist")
    assert "does not exist" in window.remark
    assert not dialog.is_writing


@pytest.mark.parametrize("ending", ["xlsx", "pdf"])
def test_who_closes_the_dialog_in_the_middle_is_told_by_the_window(
    export: Export, open_window: Open, qtbot: QtBot, tmp_path: Path, ending: str
) -> None:
    window = open_window()
    dialog = export(window=window, format=ending)
    dialog.export(str(tmp_path / f"week.{ending}"))
    dialog.close()
    qtbot.waitUntil(lambda: not isValid(dialog))
    qtbot.waitUntil(lambda: "written" in window.remark)  # or, as a rule, that nothing was
    qtbot.waitUntil(lambda: not window.findChildren(Run))
    assert [*tmp_path.glob("week.*")] == [] or "Cancelled" not in window.remark


def test_pages_that_fail_are_not_told_as_written(
    export: Export, open_window: Open, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Iterator[tuple[int, int]]:
        yield 1, 3
        raise ValueError("a line without end")

    monkeypatch.setattr("ui.exporting.run.pages", broken)
    dialog = export("week.pdf", window=open_window(), format="pdf", code="not written: a line without end")
    assert not dialog.is_writing
    assert not [*tmp_path.glob("*.pdf")]


def test_calendars_of_an_earlier_export_are_not_replaced_without_asking(
    export: Export, open_window: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    old = tmp_path / "week – Eva Kühn.ics"
    old.write_text("the old one")
    dialog = export(window=open_window(), format="ics", group="person")
    for answer, is_replaced in (("Cancel", False), ("Replace", True)):
        QTest.mouseClick(dialog.write, Qt.MouseButton.LeftButton)
        asking = dialog.findChild(QFileDialog)
        assert asking is not None
        assert asking.testOption(QFileDialog.Option.DontConfirmOverwrite)
        asking.fileSelected.emit(str(tmp_path / "week.ics"))
        asking.close()
        box = dialog.findChild(QMessageBox)
        assert box is not None
        assert "1 file begins with “week – ”" in box.text()
        (button,) = (one for one in box.buttons() if one.text().replace("&", "") == answer)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: not dialog.findChildren(QMessageBox))
        qtbot.waitUntil(lambda: not dialog.findChildren(QFileDialog))
        if is_replaced:
            qtbot.waitUntil(lambda: "written to 2 calendars" in dialog.remark.text())
        assert (old.read_text("utf-8") == "the old one") is not is_replaced
