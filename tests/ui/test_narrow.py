"""Little room: a small or far away screen, a narrow window, large letters; and widths at a first start."""

from datetime import timedelta
from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from tests.shifts import shift
from tests.ui.conftest import Fill, Open
from ui.board.columns import TITLE
from ui.lens_tabs import LensTabs
from ui.window import Window


@pytest.fixture
def window(fill: Fill, open_window: Open) -> Window:
    fill(shift(n, start=shift().start + timedelta(hours=n), end=None) for n in range(40))
    return open_window()


def sized(window: Window, width: int, qtbot: QtBot) -> None:
    window.resize(width, 600)
    qtbot.waitUntil(lambda: window.size() == QSize(width, 600))


def test_columns_need_no_scrolling_sideways_at_a_first_start(window: Window, qtbot: QtBot) -> None:
    bar = window.page.board.horizontalScrollBar()
    for width in (1440, 1300, 1600):
        sized(window, width, qtbot)
        qtbot.waitUntil(lambda: bar.maximum() == 0)


def test_a_column_that_somebody_has_made_wider_stays_so(window: Window, qtbot: QtBot) -> None:
    board = window.page.board
    board.setColumnWidth(TITLE, 400)
    sized(window, 1000, qtbot)
    sized(window, 1400, qtbot)
    assert board.columnWidth(TITLE) == 400


def test_widths_come_back_as_they_were_left(window: Window, open_window: Open, qtbot: QtBot) -> None:
    window.page.board.setColumnWidth(TITLE, 333)
    window.close()
    again = open_window()
    sized(again, 1000, qtbot)
    assert again.page.board.columnWidth(TITLE) == 333


def test_choosing_rows_never_scrolls_the_board_sideways(window: Window, qtbot: QtBot) -> None:
    sized(window, 800, qtbot)
    board = window.page.board
    bar = board.horizontalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    board.selectionModel().setCurrentIndex(
        window.page.model.index(1, 9), board.selectionModel().SelectionFlag.NoUpdate
    )
    QTest.keyClick(board, Qt.Key.Key_Down)
    assert bar.value() == 0
    QTest.keyClick(board, Qt.Key.Key_Left)  # a key that leads to a column brings it into sight
    assert bar.value() > 0


def test_focus_chooses_nothing_unless_somebody_comes_by_tab(window: Window) -> None:
    board = window.page.board
    board.clearFocus()
    board.setFocus()
    assert not board.currentIndex().isValid()
    board.clearFocus()
    board.setFocus(Qt.FocusReason.TabFocusReason)
    assert board.currentIndex().isValid()


@pytest.mark.parametrize("width", [1100, 640])
def test_nothing_above_the_board_lies_over_anything_else(window: Window, qtbot: QtBot, width: int) -> None:
    window.filters.search.setText("rn")
    sized(window, width, qtbot)
    assert window.width() == width
    parts = [one for one in window.filters.children() if isinstance(one, QWidget) and one.isVisible()]
    for one, other in combinations(parts, 2):
        assert not one.geometry().intersects(other.geometry()), (one, other)
    assert all(window.filters.rect().contains(one.geometry()) for one in parts)


def test_lenses_are_listed_where_there_is_no_room_for_their_buttons(window: Window, qtbot: QtBot) -> None:
    tabs = window.findChild(LensTabs)
    assert tabs is not None
    sized(window, 1100, qtbot)
    assert not tabs._list.isVisible()
    window.lenses.turn("month")
    sized(window, 640, qtbot)
    qtbot.waitUntil(tabs._list.isVisible)
    assert tabs._list.text() == "Month"
    next(one for one in tabs._list.menu().actions() if one.text() == "Week").trigger()
    assert window.lenses.key == "week"
    assert tabs._list.text() == "Week"


@pytest.mark.parametrize("key", ["connections", "outbox", "shortcuts", "about"])
def test_no_dialog_is_larger_than_its_screen(
    window: Window, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = type(window.screen())
    monkeypatch.setattr(screen, "availableSize", lambda *_: QSize(780, 450))
    window.menus.actions[key].trigger()
    (dialog,) = (one for one in window.findChildren(QDialog) if one.isVisible())
    assert dialog.width() <= 780
    assert dialog.height() <= 450
    dialog.close()


def test_a_window_left_on_a_screen_that_is_gone_comes_back_into_sight(
    window: Window, open_window: Open
) -> None:
    window.move(QPoint(5000, 3000))
    assert not window.screen().availableGeometry().contains(window.pos())
    window.close()
    again = open_window()
    room = again.screen().availableGeometry()
    assert room.contains(again.frameGeometry().topLeft())
    assert again.frameGeometry().intersects(room)
