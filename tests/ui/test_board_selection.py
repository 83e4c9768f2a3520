"""Several shifts at once on the board: telling which are selected, and selecting them by their refs."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain import Shift, State
from app.store.groups import By
from app.store.store import Store
from tests.shifts import NEW_YORK, applied, shift
from tests.ui.conftest import Fill, Open
from tests.ui.waiting import answered
from ui.board.page import BoardPage

START = datetime(2026, 12, 1, 7, tzinfo=NEW_YORK)


def one(n: int, **fields: object) -> Shift:
    return shift(n, title=f"Shift {n:03}", start=START + timedelta(hours=n), end=None, **fields)


@pytest.fixture
def page(fill: Fill, open_window: Open) -> BoardPage:
    fill(one(n) for n in range(200))
    return open_window().page


def ref(number: int) -> str:
    return f"trio-east:{number}"


def told(page: BoardPage) -> list[str]:
    refs: list[str] = []
    page.chosen.connect(refs.append)
    return refs


CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.mark.parametrize(("key", "row"), [(Qt.Key.Key_Home, 0), (Qt.Key.Key_End, 199)])
def test_the_keys_to_the_first_and_the_last_row_choose_it(page: BoardPage, key: Qt.Key, row: int) -> None:
    page.board.choose(7)
    QTest.keyClick(page.board, key, CTRL)
    assert page.selected() == [ref(row)]
    page.board.choose(7)
    QTest.keyClick(page.board, key, CTRL | SHIFT)
    assert page.board.chosen_rows() == list(range(min(7, row), max(7, row) + 1))


def test_what_is_told_as_chosen_is_always_among_what_is_selected(page: BoardPage) -> None:
    board, refs = page.board, told(page)
    board.choose(7)
    QTest.keyClick(board, Qt.Key.Key_Down, CTRL)  # only moves the frame
    QTest.keyClick(board, Qt.Key.Key_Down, CTRL)
    assert (refs, page.selected()) == ([ref(7)], [ref(7)])
    QTest.keyClick(board, Qt.Key.Key_Space, CTRL)  # selects what is framed
    assert (refs[-1], page.selected()) == (ref(9), [ref(7), ref(9)])
    QTest.keyClick(board, Qt.Key.Key_Space, CTRL)  # and takes it off again
    assert (refs[-1], page.selected()) == (ref(7), [ref(7)])


def test_enter_on_a_framed_row_chooses_it_before_it_is_opened(page: BoardPage) -> None:
    board, refs = page.board, told(page)
    board.choose(7)
    QTest.keyClick(board, Qt.Key.Key_Down, CTRL)
    QTest.keyClick(board, Qt.Key.Key_Return)
    assert (refs[-1], page.selected()) == (ref(8), [ref(8)])


def test_shifts_are_selected_by_their_refs_wherever_they_stand(page: BoardPage, qtbot: QtBot) -> None:
    page.board.choose(3)
    wished = [ref(n) for n in (150, 7, 8, 9, 40)]
    page.select(wished)
    qtbot.waitUntil(lambda: set(page.selected()) == set(wished))
    assert page.selected() == [ref(n) for n in (7, 8, 9, 40, 150)]
    assert page.board.currentIndex().row() == 7


def test_the_order_of_the_board_does_not_matter(page: BoardPage, qtbot: QtBot) -> None:
    page.board.horizontalHeader().setSortIndicator(
        3, page.board.horizontalHeader().sortIndicatorOrder().DescendingOrder
    )
    qtbot.waitUntil(lambda: answered(page))
    page.select([ref(10), ref(190)])
    qtbot.waitUntil(lambda: page.selected() == [ref(190), ref(10)])


def test_filters_that_hide_a_wished_shift_are_cleared(page: BoardPage, qtbot: QtBot) -> None:
    page.filters.search.setText("Shift 007")
    qtbot.waitUntil(lambda: answered(page))
    page.select([ref(7), ref(8)])
    qtbot.waitUntil(lambda: page.selected() == [ref(7), ref(8)])
    assert page.model.rowCount() == 200


def test_filters_that_show_all_that_is_wished_stay(page: BoardPage, qtbot: QtBot) -> None:
    page.filters.search.setText("Shift 00")
    qtbot.waitUntil(lambda: answered(page))
    page.select([ref(7), ref(8)])
    qtbot.waitUntil(lambda: page.selected() == [ref(7), ref(8)])
    assert page.model.rowCount() == 10


def test_a_shift_that_has_gone_is_left_out(page: BoardPage, store: Store, qtbot: QtBot) -> None:
    store.mirror.remove("trio-east", ["8"], START)
    page.select([ref(7), ref(8), "nowhere:1", "no ref at all"])
    qtbot.waitUntil(lambda: page.selected() == [ref(7)])


def test_a_later_refresh_keeps_what_was_selected(page: BoardPage, store: Store, qtbot: QtBot) -> None:
    page.select([ref(7), ref(9)])
    qtbot.waitUntil(lambda: page.selected() == [ref(7), ref(9)])
    applied(store, shift("new", start=START - timedelta(hours=1)))
    page.reload()
    qtbot.waitUntil(lambda: answered(page))
    assert page.selected() == [ref(7), ref(9)]


def test_shifts_chosen_while_a_listing_is_made_are_found_in_it(
    page: BoardPage, store: Store, qtbot: QtBot
) -> None:
    applied(store, shift("new", start=START - timedelta(hours=1)))
    page.reload()
    page.board.choose_all(range(10, 60))  # before its answer is there
    chosen = page.selected()
    assert len(chosen) == 50
    qtbot.waitUntil(lambda: page.model.rowCount() == 201)
    assert page.selected() == chosen


def test_nothing_wished_selects_nothing_new(page: BoardPage, qtbot: QtBot) -> None:
    page.board.choose(5)
    page.select([])
    page.reload()
    qtbot.waitUntil(lambda: answered(page))
    assert page.selected() == [ref(5)]


@pytest.mark.parametrize("at_once", [14, 3, 1])
@pytest.mark.parametrize("rows", [range(14), (0, 2, 4, 6, 13)])
def test_shifts_that_leave_the_board_leave_the_selection_and_no_other_takes_their_place(
    page: BoardPage, store: Store, qtbot: QtBot, at_once: int, rows: Sequence[int]
) -> None:
    page.filters.show_only(states={"open"})
    qtbot.waitUntil(lambda: answered(page))
    page.board.choose_all(rows)
    for first in range(0, 14, at_once):
        gone = range(first, min(14, first + at_once))
        applied(store, *(one(n, state=State.PENDING) for n in gone))
        page.reload()
        qtbot.waitUntil(lambda: answered(page))
        assert page.selected() == [ref(n) for n in rows if n > gone[-1]]


@pytest.mark.parametrize("narrowed", [False, True])
def test_selected_shifts_that_nobody_has_scrolled_to_are_found_again(
    page: BoardPage, store: Store, qtbot: QtBot, narrowed: bool
) -> None:
    if narrowed:
        page.filters.show_only(states={"open"})
        qtbot.waitUntil(lambda: answered(page))
    page.board.choose_all(range(200))
    for n in range(3):
        applied(store, shift(f"new-{n}", start=START + timedelta(hours=50 * n, minutes=-30)))
        page.reload()
        qtbot.waitUntil(lambda: answered(page))
    assert page.selected() == [ref(n) for n in range(200)]


def test_of_too_many_shifts_the_first_are_taken_and_that_is_said(
    page: BoardPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.board.page.LOOKED_AFTER", 50)
    page.board.selectAll()
    with qtbot.waitSignal(page.failed) as said:
        assert page.selected() == [ref(n) for n in range(50)]
    assert said.args == ["Of these 200 shifts the first 50 are taken."]


@pytest.mark.parametrize("by", [None, "day"])
def test_a_whole_board_stays_selected_when_others_commit(
    page: BoardPage, store: Store, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, by: By | None
) -> None:
    page.group_by(by)
    qtbot.waitUntil(lambda: answered(page))
    for place in ("page", "view"):
        monkeypatch.setattr(f"ui.board.{place}.LOOKED_AFTER", 50)
    page.board.selectAll()
    chosen, said = page.board.chosen_ref, told_by(page)
    applied(store, shift("new", start=START - timedelta(hours=1)))
    page.reload()
    qtbot.waitUntil(lambda: answered(page))
    assert (page.board.how_many(), len(page.board.chosen_rows())) == (201, 201)
    assert (page.board.chosen_ref, said) == (chosen, [])


def test_a_chosen_shift_stays_chosen_while_others_commit_though_too_many_are_selected(
    page: BoardPage, store: Store, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("page", "view"):
        monkeypatch.setattr(f"ui.board.{place}.LOOKED_AFTER", 50)
    page.board.choose(120)
    page.board.selectAll()
    refs = told(page)
    applied(store, shift("new", start=START - timedelta(hours=1)))
    page.reload()
    qtbot.waitUntil(lambda: answered(page))
    assert (refs, page.board.how_many(), page.board.chosen_ref) == ([], 201, ref(120))
    page.board.choose_all(range(100))
    flag = QItemSelectionModel.SelectionFlag
    page.board.selectionModel().setCurrentIndex(page.model.index(130, 0), flag.Select | flag.Rows)
    chosen = page.board.chosen_ref
    refs.clear()
    applied(store, shift("newer", start=START - timedelta(hours=2)))
    page.reload()
    qtbot.waitUntil(lambda: answered(page))
    assert (refs, page.board.how_many(), page.board.chosen_ref) == ([], 50, chosen)


def test_of_a_part_of_the_board_as_many_stay_selected_as_are_looked_after(
    page: BoardPage, store: Store, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("page", "view"):
        monkeypatch.setattr(f"ui.board.{place}.LOOKED_AFTER", 50)
    page.board.choose_all([*range(40), *range(100, 140)])
    said = told_by(page)
    applied(store, shift("new", start=START - timedelta(hours=1)))
    page.reload()
    qtbot.waitUntil(lambda: answered(page))
    assert page.selected() == [ref(n) for n in (*range(40), *range(100, 110))]
    assert said == ["Of the 80 selected shifts the first 50 stay selected: the board has changed."]


def told_by(page: BoardPage) -> list[str]:
    said: list[str] = []
    page.failed.connect(said.append)
    return said
