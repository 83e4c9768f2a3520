"""What goes onto the clipboard, and which cells have something to say in a tool tip."""

from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QTextDocument
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.shifts import NEW_YORK, shift
from tests.ui.conftest import Fill, Open
from ui.board import view
from ui.board.columns import COLUMNS, STATE, TITLE
from ui.board.copying import copied
from ui.board.page import BoardPage

START = datetime(2026, 12, 1, 7, tzinfo=NEW_YORK)


@pytest.fixture
def page(fill: Fill, open_window: Open) -> BoardPage:
    fill(
        shift(n, title=f"Shift {n} <b>&", start=START + timedelta(hours=n), end=None, urgent=n == 2)
        for n in range(9)
    )
    return open_window().page


def test_rows_go_onto_the_clipboard_as_text_and_as_a_table(page: BoardPage) -> None:
    page.board.choose_all([2, 3])
    QTest.keyClick(page.board, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    mime = QGuiApplication.clipboard().mimeData()
    assert [line.split("\t")[3] for line in mime.text().splitlines()] == ["Shift 2 <b>&", "Shift 3 <b>&"]
    assert "<td>Shift 2 &lt;b&gt;&amp;</td>" in mime.html()
    document = QTextDocument()
    document.setHtml(mime.html())
    assert "Shift 2 <b>&" in document.toPlainText()


def test_a_table_has_the_shown_columns_titles_as_its_heading(page: BoardPage) -> None:
    page.board.setColumnHidden(STATE, True)
    page.board.choose(1)
    page.board.copy(headings=True)
    mime = QGuiApplication.clipboard().mimeData()
    titles = [column.title for column in COLUMNS if column.shown and column.key != "state"]
    assert mime.text().splitlines()[0].split("\t") == titles
    assert mime.html().count("<th>") == len(titles)


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "-x", "@cmd", "  =A1"])
def test_no_text_becomes_a_formula_where_it_is_pasted(text: str) -> None:
    mime = copied([[text, "plain"]])
    assert mime.text() == f"'{text}\tplain"
    assert f"<td>'{text.replace(chr(39), '')}" in mime.html().replace("&#x27;", "'")


def test_of_too_many_rows_the_first_are_copied_and_that_is_said(
    page: BoardPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view, "MOST_COPIED", 3)
    page.board.selectAll()
    with qtbot.waitSignal(page.failed) as said:
        page.board.copy()
    assert said.args == ["Of these 9 shifts the first 3 were copied."]
    assert len(QGuiApplication.clipboard().text().splitlines()) == 3


def tip_at(page: BoardPage, row: int, section: int) -> str:
    x = page.board.columnViewportPosition(section) + page.board.columnWidth(section) // 2
    return page.board.explained(QPoint(x, page.board.rowViewportPosition(row) + 4))


def test_only_a_text_that_is_cut_has_a_tool_tip(page: BoardPage) -> None:
    assert tip_at(page, 1, TITLE) == ""
    page.board.setColumnWidth(TITLE, 50)
    assert "Shift 1 &lt;b&gt;&amp;" in tip_at(page, 1, TITLE)


def test_the_mark_of_urgency_takes_room_from_the_text(page: BoardPage) -> None:
    wide = page.board.fontMetrics().horizontalAdvance("Shift 2 <b>&") + 18
    page.board.setColumnWidth(TITLE, wide)
    assert tip_at(page, 1, TITLE) == ""
    assert tip_at(page, 2, TITLE)


def test_the_chip_takes_room_from_its_word(page: BoardPage) -> None:
    assert tip_at(page, 1, STATE) == ""
    page.board.setColumnWidth(STATE, 50)
    assert "Open" in tip_at(page, 1, STATE)
