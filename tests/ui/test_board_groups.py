"""A grouped board: what its headings say, what keys and mouse make of them, and what a refresh leaves."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain import Shift, State
from app.store import groups
from app.store.filters import EVERYTHING, SORTED_BY, Filter, Order
from app.store.groups import By, Grouped, grouped
from app.store.reader import Reader
from app.store.store import Store
from tests.shifts import NEW_YORK, applied, person, shift
from tests.ui.conftest import Fill, Open
from tests.ui.waiting import answered
from ui.board.page import BoardPage
from ui.cache import Cache

START = datetime(2026, 12, 1, 7, tzinfo=NEW_YORK)
PLACES = ("Mercy General", None, "abbey House", "Bayside Clinic")
MODIFIERS = {
    Qt.Key.Key_Control: Qt.KeyboardModifier.ControlModifier,
    Qt.Key.Key_Shift: Qt.KeyboardModifier.ShiftModifier,
}
PEOPLE = ("Adam Jones", "Amara Patel", "Chen Wei")


def one(n: int, **fields: object) -> Shift:
    on_it = tuple(person(name, name) for k, name in enumerate(PEOPLE) if n % 3 and (n >> k) & 1)
    return shift(
        n,
        title=f"Shift {n:03}",
        start=START + timedelta(hours=5 * n),
        end=None,
        facility=PLACES[n % 4],
        state=State.ASSIGNED if on_it else State.OPEN,
        assignments=on_it,
        **fields,
    )


@pytest.fixture
def page(fill: Fill, open_window: Open) -> BoardPage:
    fill(one(n) for n in range(60))
    return open_window().page


@pytest.fixture
def reader(page: BoardPage, cache: Cache) -> Reader:
    found = cache.reader()
    assert found is not None
    return found


def group(qtbot: QtBot, page: BoardPage, by: By | None) -> None:
    page.group_by(by)
    qtbot.waitUntil(lambda: answered(page))


def reloaded(qtbot: QtBot, page: BoardPage) -> None:
    page.reload()
    qtbot.waitUntil(lambda: answered(page))


@contextmanager
def holding(widget: QWidget, key: Qt.Key) -> Iterator[None]:
    QTest.keyPress(widget, key, MODIFIERS[key])
    assert QGuiApplication.keyboardModifiers() == MODIFIERS[key]
    yield
    QTest.keyRelease(widget, key)


def headings(page: BoardPage) -> list[str]:
    rows = (page.model.row(n) for n in range(page.model.rowCount()))
    return [row.heading for row in rows if row.heading]


def row_of(page: BoardPage, ref: str) -> int:
    return next(n for n in range(page.model.rowCount()) if page.model.row(n).ref == ref)


def test_groups_by_facility_stand_in_the_order_of_their_names_and_none_told_last(
    page: BoardPage, qtbot: QtBot
) -> None:
    group(qtbot, page, "facility")
    assert headings(page) == ["abbey House", "Bayside Clinic", "Mercy General", "No facility told"]
    assert page.model.rowCount() == 64
    assert page.model.row(0).count == "15 shifts"


def test_groups_by_day_say_the_day_and_turn_with_the_order(page: BoardPage, qtbot: QtBot) -> None:
    group(qtbot, page, "day")
    assert headings(page)[0] == "Tue 1 Dec"
    page.board.horizontalHeader().setSortIndicator(1, Qt.SortOrder.DescendingOrder)
    qtbot.waitUntil(lambda: answered(page))
    assert headings(page)[-1] == "Tue 1 Dec"


def test_a_shift_of_two_people_stands_below_both_and_counts_once(page: BoardPage, qtbot: QtBot) -> None:
    group(qtbot, page, "people")
    assert headings(page) == [*PEOPLE, "Nobody on it"]
    rows = [page.model.row(n).ref for n in range(page.model.rowCount())]
    assert rows.count("trio-east:7") == 3
    assert page.filters.told == "60 shifts"


def test_the_row_of_a_second_person_keeps_its_place_when_the_board_is_refreshed(
    page: BoardPage, store: Store, qtbot: QtBot
) -> None:
    group(qtbot, page, "people")
    second = [n for n in range(page.model.rowCount()) if page.model.row(n).ref == "trio-east:7"][1]
    page.board.choose(second)
    reloaded(qtbot, page)
    assert page.board.chosen_rows() == [second]


@pytest.mark.parametrize("held", [Qt.Key.Key_Control, Qt.Key.Key_Shift])
def test_a_chosen_row_is_the_only_selected_one_whatever_key_is_held_down(
    page: BoardPage, qtbot: QtBot, held: Qt.Key
) -> None:
    group(qtbot, page, "people")
    page.board.choose(63)
    with holding(page.board, held):
        page.board.choose(23)
    assert page.board.chosen_rows() == [23]


def test_the_model_keeps_qts_rules_while_groups_come_and_go(page: BoardPage, qtbot: QtBot) -> None:
    tester = QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for by in ("day", "people", None, "facility", "connection"):
        group(qtbot, page, by)
    page.filters.search.setText("nobody at all")
    qtbot.waitUntil(lambda: answered(page))
    page.filters.clear()
    qtbot.waitUntil(lambda: answered(page))
    assert tester.model() is page.model


def test_arrow_keys_pass_over_headings(page: BoardPage, qtbot: QtBot) -> None:
    group(qtbot, page, "facility")
    QTest.keyClick(page.board, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    assert page.board.currentIndex().row() == 1
    QTest.keyClick(page.board, Qt.Key.Key_Up)
    assert page.board.currentIndex().row() == 1
    page.board.choose(15)
    QTest.keyClick(page.board, Qt.Key.Key_Down)
    assert page.board.currentIndex().row() == 17
    QTest.keyClick(page.board, Qt.Key.Key_Up)
    assert page.board.currentIndex().row() == 15


def test_alt_and_arrows_go_from_group_to_group(page: BoardPage, qtbot: QtBot) -> None:
    group(qtbot, page, "facility")
    page.board.choose(5)
    for key, row in ((Qt.Key.Key_Down, 17), (Qt.Key.Key_Down, 33), (Qt.Key.Key_Up, 17), (Qt.Key.Key_Up, 1)):
        QTest.keyClick(page.board, key, Qt.KeyboardModifier.AltModifier)
        assert page.board.currentIndex().row() == row


def test_a_click_on_a_heading_selects_its_shifts(page: BoardPage, qtbot: QtBot) -> None:
    group(qtbot, page, "facility")
    page.board.scroll_to(0)
    place = QPoint(40, page.board.rowViewportPosition(16) + 5)
    QTest.mouseClick(page.board.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert page.board.chosen_rows() == list(range(17, 32))
    assert {page.model.row(n).texts[4] for n in page.board.chosen_rows()} == {"Bayside Clinic"}


def test_the_topmost_heading_stays_in_sight_and_is_what_a_click_there_hits(
    page: BoardPage, qtbot: QtBot
) -> None:
    group(qtbot, page, "facility")
    page.board.scroll_to(20, 3)
    sticky = page.board.sticky()
    assert sticky is not None
    assert sticky[0].heading == "Bayside Clinic"
    assert sticky[1].top() == 0
    assert page.board.indexAt(QPoint(40, 4)).row() == 16
    page.board.scroll_to(31, 10)
    pushed = page.board.sticky()
    assert pushed is not None
    assert pushed[1].top() == -10


def test_a_chosen_row_is_not_left_below_the_heading_that_stays(page: BoardPage, qtbot: QtBot) -> None:
    group(qtbot, page, "facility")
    page.board.scroll_to(25)
    page.board.choose(22)
    assert page.board.rowViewportPosition(22) >= page.board.row_height


def test_selecting_all_selects_shifts_and_no_headings(page: BoardPage, qtbot: QtBot) -> None:
    group(qtbot, page, "facility")
    page.board.selectAll()
    assert len(page.board.chosen_rows()) == 60
    page.board.copy()
    assert len(QGuiApplication.clipboard().text().splitlines()) == 60


def test_selection_and_place_survive_a_refresh_that_makes_a_new_group_above(
    page: BoardPage, store: Store, qtbot: QtBot
) -> None:
    group(qtbot, page, "facility")
    page.board.scroll_to(30, 4)
    chosen = [page.model.row(n).ref for n in (34, 35, 40)]
    page.board.choose_all([34, 35, 40])
    top = page.board.top()
    topmost = page.model.row(top[0]).ref
    applied(store, shift("new", facility="AAA first", start=START - timedelta(days=1)))
    reloaded(qtbot, page)
    assert headings(page)[0] == "AAA first"
    assert page.selected() == chosen
    assert (page.model.row(page.board.top()[0]).ref, page.board.top()[1]) == (topmost, top[1])


def test_a_shift_that_changes_its_group_stays_selected(page: BoardPage, store: Store, qtbot: QtBot) -> None:
    group(qtbot, page, "facility")
    page.board.choose(row_of(page, "trio-east:8"))
    applied(store, shift("8", facility="Zeta", start=START))
    reloaded(qtbot, page)
    assert page.selected() == ["trio-east:8"]
    (row,) = page.board.chosen_rows()
    assert page.model.row(row - 1).heading == "Zeta"


def test_a_screen_reader_hears_a_heading_with_its_count_and_cannot_select_it(
    page: BoardPage, qtbot: QtBot
) -> None:
    group(qtbot, page, "facility")
    index = page.model.index(0, 0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "abbey House, 15 shifts"
    assert not index.flags() & Qt.ItemFlag.ItemIsSelectable


def test_shifts_are_wished_for_by_their_refs_in_a_grouped_board(page: BoardPage, qtbot: QtBot) -> None:
    group(qtbot, page, "people")
    page.select(["trio-east:9", "trio-east:5"])
    qtbot.waitUntil(lambda: sorted(page.selected()) == ["trio-east:5", "trio-east:9"])


@pytest.mark.parametrize("by", ["day", "facility", "people", "connection"])
@pytest.mark.parametrize("column", ["start", "title", "rate", "facility"])
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("where", [EVERYTHING, Filter(states=frozenset({"open"})), Filter(removed=True)])
def test_many_rows_stand_as_few_would(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, by: By, column: str, descending: bool, where: Filter
) -> None:
    assert column in SORTED_BY
    order = Order(column, descending)
    few: Grouped = reader.ask(grouped, where, order, by)
    monkeypatch.setattr(groups, "FEW", 0)
    monkeypatch.setattr(groups, "KEPT", 2)
    many: Grouped = reader.ask(grouped, where, order, by)
    assert many.groups == few.groups
    rows = few.rows(0, few.total, reader)
    assert len(rows) == few.total
    assert [row for n in range(0, few.total, 7) for row in many.rows(n, 7, reader)] == rows
    assert [many.place(row.id, reader) for row in rows] == list(range(few.total))
    assert many.place(10_000_000, reader) is None
