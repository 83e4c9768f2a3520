"""Rows that changed: the mark that stays until somebody has seen it, and the flash that does not."""

from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from app.store.store import Store
from tests.shifts import NEW_YORK, applied, pattern, shift
from tests.ui.conftest import Fill, Open
from tests.ui.waiting import answered
from ui import motion
from ui.board.columns import TITLE
from ui.board.marks import FRESH
from ui.board.page import BoardPage

START = datetime(2026, 12, 1, 7, tzinfo=NEW_YORK)


@pytest.fixture
def page(fill: Fill, open_window: Open) -> BoardPage:
    fill(shift(n, title=f"Shift {n}", start=START + timedelta(hours=n), end=None) for n in range(30))
    page = open_window().page
    page.dress()
    return page


def renamed(store: Store, n: int, title: str = "Renamed") -> None:
    applied(store, shift(n, title=title, start=START + timedelta(hours=n), end=None))


def reloaded(qtbot: QtBot, page: BoardPage) -> None:
    page.reload()
    qtbot.waitUntil(lambda: answered(page))


def spoken(page: BoardPage, row: int) -> str:
    return str(page.model.index(row, TITLE).data(Qt.ItemDataRole.AccessibleTextRole))


def test_nothing_is_marked_after_a_first_listing(page: BoardPage) -> None:
    assert not page.model.fresh


def test_a_row_with_a_change_that_nobody_has_acknowledged_is_marked_in_words_too(
    page: BoardPage, store: Store, qtbot: QtBot
) -> None:
    before = page.board.grab().toImage()
    renamed(store, 4)
    reloaded(qtbot, page)
    assert page.model.fresh == {"trio-east:4"}
    assert spoken(page, 4) == f"{FRESH}: Renamed"
    assert spoken(page, 5) == "Shift 5"
    place = QPoint(3, page.board.rowViewportPosition(4) + 5)
    assert FRESH in page.board.explained(place)
    assert page.board.grab().toImage() != before


def test_the_mark_goes_when_the_change_is_acknowledged(page: BoardPage, store: Store, qtbot: QtBot) -> None:
    renamed(store, 4)
    reloaded(qtbot, page)
    (noticed,) = store.reader.changes()
    store.acknowledge([noticed.id], "somebody")
    reloaded(qtbot, page)
    assert not page.model.fresh


def test_the_mark_goes_when_the_shift_was_chosen_for_a_while_and_comes_back_with_the_next_change(
    page: BoardPage, store: Store, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    renamed(store, 4)
    reloaded(qtbot, page)
    page.board.choose(4)
    assert page.model.fresh
    qtbot.waitUntil(lambda: not page.model.fresh)
    renamed(store, 5)
    reloaded(qtbot, page)
    assert page.model.fresh == {"trio-east:5"}
    page.board.choose(7)
    renamed(store, 4, "Once more")
    reloaded(qtbot, page)
    assert page.model.fresh == {"trio-east:4", "trio-east:5"}


def test_a_change_of_a_pattern_marks_all_its_shifts(
    fill: Fill, open_window: Open, store: Store, qtbot: QtBot
) -> None:
    fill(pattern())
    page = open_window().page
    page.dress()
    applied(store, *pattern(title="Renamed"))
    reloaded(qtbot, page)
    assert len(page.model.fresh) == page.model.rowCount() == 10


def test_what_changes_under_ones_eyes_flashes_once(page: BoardPage, store: Store, qtbot: QtBot) -> None:
    motion.choose(True)
    lit: list[frozenset[int]] = []
    page.board._flash.faded.connect(lit.append)
    renamed(store, 4)
    reloaded(qtbot, page)
    assert lit[0] == {page.model.row(4).id}
    qtbot.waitUntil(lambda: not page.board._flash)
    lit.clear()
    reloaded(qtbot, page)
    assert not lit
    motion.choose(None)


def test_nothing_flashes_where_nothing_may_move(page: BoardPage, store: Store, qtbot: QtBot) -> None:
    motion.choose(False)
    renamed(store, 4)
    reloaded(qtbot, page)
    assert not page.board._flash
    motion.choose(None)


def test_other_rows_after_another_filter_do_not_flash(page: BoardPage, store: Store, qtbot: QtBot) -> None:
    motion.choose(True)
    page.filters.search.setText("Shift 1")
    qtbot.waitUntil(lambda: answered(page))
    assert not page.board._flash
    motion.choose(None)
