"""The board on a real cache: what it reads, what it keeps when the cache changes, what it says."""

from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from app.domain import Shift, State
from app.store.rows import BoardRow
from app.store.store import Store
from tests.shifts import NEW_YORK, applied, person, shift
from tests.ui.conftest import Fill, Open
from tests.ui.listed import Source
from tests.ui.waiting import answered
from ui.board.columns import COLUMNS, STATE
from ui.board.days import Days
from ui.board.headings import reset
from ui.board.model import BLOCK, BoardModel
from ui.board.page import BoardPage
from ui.board.painting import PAD, drawn_chip
from ui.board.sheet import Sheet
from ui.reading import Found
from ui.times import Times
from ui.window import Window
from ui.words import STATES

START = datetime(2026, 12, 1, 7, tzinfo=NEW_YORK)
HOSTILE = "<b>bold</b><img src=x>\u202e\x07 " + "long " * 300


def many(n: int, every: timedelta = timedelta(hours=1)) -> list[Shift]:
    """Return shifts that begin one after the other, named after their number."""
    return [
        shift(number, title=f"Shift {number:03}", start=START + number * every, end=None)
        for number in range(n)
    ]


def refs(page: BoardPage) -> list[str]:
    return [page.model.row(number).ref for number in range(page.model.rowCount())]


def reloaded(qtbot: QtBot, page: BoardPage) -> None:
    page.reload()
    qtbot.waitUntil(lambda: answered(page))


@pytest.fixture
def window(fill: Fill, open_window: Open) -> Window:
    fill(many(200))
    return open_window()


@pytest.fixture
def page(window: Window) -> BoardPage:
    return window.page


def rows(*ids: int) -> list[BoardRow]:
    begin = int(START.timestamp())
    plain = BoardRow(
        id=0, ref="", connection="north", vendor="acme", state="open", vendor_status=None, start=begin,
        end=begin + 3600, timezone="America/New_York", all_day=0, title="RN", role=None, specialty=None,
        facility=None, unit=None, client=None, people=None, number=None, rate=None, positions=1, filled=0,
        urgent=0, published=1, removed=None, last_change=None,
    )  # fmt: skip
    return [plain._replace(id=one, ref=f"north:{one}") for one in ids]


def test_the_model_keeps_qts_rules_while_listings_grow_shrink_and_change_order(
    times: Times, qtbot: QtBot
) -> None:
    model = BoardModel(times)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for ids in ((1, 2, 3), (3, 1), (), tuple(range(500)), (499, 7)):
        source = Source(rows(*ids))
        model.show(len(ids), source, source.places(*range(500)))
        assert [model.row(number).id for number in range(len(ids))] == list(ids)
    assert tester.model() is model


def test_the_model_reads_only_what_somebody_looks_at(times: Times) -> None:
    model, source = BoardModel(times), Source(rows(*range(100_000)))
    model.show(100_000, source, {})
    assert len(model.lines(70_000, 70_040)) == 40
    assert sum(n for _, n in source.asked) <= 2 * BLOCK


def test_a_row_that_vanished_since_the_listing_is_empty_not_an_error(times: Times) -> None:
    model, source = BoardModel(times), Source(rows(1, 2))
    model.show(5, source, {})
    assert model.row(4).ref == ""


def test_the_board_opens_from_the_cache_without_an_engine(window: Window) -> None:
    assert window.page.model.rowCount() == 200


def test_selection_and_current_row_survive_a_refresh_that_moves_them(
    page: BoardPage, store: Store, qtbot: QtBot
) -> None:
    page.board.choose(50)
    chosen = page.model.row(50).ref
    applied(store, *(shift(f"new-{n}", start=START - timedelta(hours=n + 1)) for n in range(5)))
    reloaded(qtbot, page)
    assert page.board.currentIndex().row() == 55
    assert [index.row() for index in page.board.selectionModel().selectedRows()] == [55]
    assert page.model.row(55).ref == chosen


def test_what_stood_on_top_stands_on_top_after_a_refresh(page: BoardPage, store: Store, qtbot: QtBot) -> None:
    page.board.scroll_to(80, 5)
    page.board.choose(85)
    number, hidden = page.board.top()
    top = page.model.row(number).ref
    applied(store, *(shift(f"new-{n}", start=START - timedelta(hours=n + 1)) for n in range(7)))
    reloaded(qtbot, page)
    assert (page.model.row(page.board.top()[0]).ref, page.board.top()[1]) == (top, hidden)


def test_many_selected_rows_stay_selected(page: BoardPage, store: Store, qtbot: QtBot) -> None:
    page.board.selectAll()
    applied(store, shift("7", title="Renamed", start=START + timedelta(hours=7), end=None))
    reloaded(qtbot, page)
    assert len(page.board.selectionModel().selectedRows()) == 200


def test_columns_that_are_put_back_follow_the_board_again(page: BoardPage, qtbot: QtBot) -> None:
    title = next(n for n, column in enumerate(COLUMNS) if column.key == "title")
    page.board.setColumnWidth(title, 500)
    page.window().resize(2400, 700)
    reset(page.board)
    qtbot.waitUntil(lambda: page.board.columnWidth(title) == page.board.first_width(title))
    page.window().resize(900, 700)
    qtbot.waitUntil(lambda: page.board.columnWidth(title) < page.board.first_width(title))


def test_a_shift_that_is_filtered_out_leaves_the_selection(page: BoardPage, qtbot: QtBot) -> None:
    page.board.choose(3)
    page.filters.search.setText("Shift 150")
    qtbot.waitUntil(lambda: answered(page))
    assert page.model.rowCount() == 1
    assert not page.board.selectionModel().selectedRows()


def test_a_click_on_a_heading_sorts_and_a_second_one_turns_it(page: BoardPage, qtbot: QtBot) -> None:
    header = page.board.horizontalHeader()
    title = next(n for n, column in enumerate(COLUMNS) if column.key == "title")
    for direction, first in (
        (Qt.SortOrder.DescendingOrder, "trio-east:199"),
        (Qt.SortOrder.AscendingOrder, "trio-east:0"),
    ):
        header.setSortIndicator(title, direction)
        qtbot.waitUntil(lambda: answered(page))
        assert refs(page)[0] == first


@pytest.mark.parametrize("column", [column.key for column in COLUMNS])
def test_every_column_sorts(page: BoardPage, qtbot: QtBot, column: str) -> None:
    section = next(n for n, one in enumerate(COLUMNS) if one.key == column)
    page.board.horizontalHeader().setSortIndicator(section, Qt.SortOrder.DescendingOrder)
    qtbot.waitUntil(lambda: answered(page))
    assert len(set(refs(page))) == 200


def test_the_count_says_how_many_of_how_many(window: Window, qtbot: QtBot) -> None:
    assert window.filters.told == "200 shifts"
    window.filters.search.setText("Shift 01")
    qtbot.waitUntil(lambda: answered(window.page))
    assert window.filters.told == "10 of 200 shifts"


def test_filters_for_state_and_days_narrow_and_clear_again(
    page: BoardPage, store: Store, qtbot: QtBot
) -> None:
    applied(store, shift("c", state=State.CANCELLED, start=START - timedelta(days=3)))
    reloaded(qtbot, page)
    page.filters.show_only(states={"cancelled"})
    qtbot.waitUntil(lambda: answered(page))
    assert refs(page) == ["trio-east:c"]
    page.filters.clear()
    qtbot.waitUntil(lambda: answered(page))
    assert page.model.rowCount() == 201


def test_an_empty_result_offers_to_clear_the_filters(page: BoardPage, qtbot: QtBot) -> None:
    page.filters.search.setText("nobody")
    qtbot.waitUntil(lambda: answered(page))
    assert page.empty.isVisible()
    page.empty.pressed.emit("Clear filters")
    qtbot.waitUntil(lambda: answered(page))
    assert page.board.isVisible()


def test_only_the_latest_of_several_wishes_is_shown(page: BoardPage, qtbot: QtBot) -> None:
    shown: list[int] = []
    page.shown.connect(lambda rows, total: shown.append(rows))
    for text in ("Shift 0", "Shift 00", "Shift 007"):
        page.filters.search.setText(text)
        page.reload()
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    assert shown[-1] == 1
    assert refs(page) == ["trio-east:7"]


def test_an_answer_to_an_older_wish_is_dropped(page: BoardPage, qtbot: QtBot) -> None:
    answers: list[Found] = []
    page._reading.found.connect(answers.append)
    reloaded(qtbot, page)
    page.filters.search.setText("Shift 007")
    page.reload()
    qtbot.waitUntil(lambda: answered(page))
    page._reading.found.emit(answers[0])
    assert refs(page) == ["trio-east:7"]


def test_vendors_text_reaches_no_place_where_it_could_be_markup(
    fill: Fill, open_window: Open, qtbot: QtBot
) -> None:
    fill([shift(title=HOSTILE, facility=HOSTILE, assignments=(person(HOSTILE),))])
    model = open_window().page.model
    for section in range(len(COLUMNS)):
        index = model.index(0, section)
        tip = model.data(index, Qt.ItemDataRole.ToolTipRole)
        assert "<b>" not in tip
        assert "<img" not in tip
        text = model.data(index)
        assert len(text) <= 201
        assert not {"\u202e", "\x07"} & set(text)


def test_copying_gives_the_columns_as_they_stand_on_the_screen(page: BoardPage) -> None:
    header = page.board.horizontalHeader()
    header.moveSection(header.visualIndex(3), 0)
    page.board.choose(12)
    page.board.copy()
    assert QGuiApplication.clipboard().text().split("\t")[0] == "Shift 012"


def test_screen_readers_hear_what_is_painted_as_a_mark(fill: Fill, open_window: Open) -> None:
    fill([shift(urgent=True)])
    model = open_window().page.model
    heard = [model.data(model.index(0, n), Qt.ItemDataRole.AccessibleTextRole) for n in range(len(COLUMNS))]
    assert "Urgent: RN, ICU" in heard
    assert "Open" in heard


def test_removed_shifts_are_shown_on_demand_and_say_so(window: Window, store: Store, qtbot: QtBot) -> None:
    store.mirror.remove("trio-east", ["3"], START)
    window.filters.show_only(removed=True)
    qtbot.waitUntil(lambda: answered(window.page))
    removed = [window.page.model.row(n) for n in range(200) if window.page.model.row(n).removed]
    assert [row.ref for row in removed] == ["trio-east:3"]
    assert removed[0].texts[0] == "Removed"


def test_the_last_row_can_be_reached_and_painted(fill: Fill, open_window: Open, qtbot: QtBot) -> None:
    fill(many(650, every=timedelta(minutes=10)))
    page = open_window().page
    page.board.grab()
    page.board.verticalScrollBar().setValue(page.board.verticalScrollBar().maximum())
    assert not page.board.grab().isNull()
    assert page.model.row(649).ref == "trio-east:649"


def test_only_the_column_that_is_sorted_by_has_an_arrow(page: BoardPage) -> None:
    header = page.board.horizontalHeader()
    seen = []
    for section in (2, 3):
        header.setSortIndicator(section, Qt.SortOrder.AscendingOrder)
        area = QRect(header.sectionViewportPosition(2), 0, header.sectionSize(2), header.height())
        seen.append(header.grab(area).toImage())
    assert seen[0] != seen[1]


def test_every_state_fits_into_its_column_at_the_first_start(page: BoardPage) -> None:
    board = page.board
    for word in STATES.values():
        ink = board.colours.states["open"]
        whole = drawn_chip("", word, ink, board.font(), 1000, 20, 1.0)
        assert whole.width() <= board.first_width(STATE) - PAD


def test_arrow_keys_reach_every_choice_of_days(window: Window, qtbot: QtBot) -> None:
    days = window.findChild(Days)
    assert days is not None
    days.click()
    sheet = days.findChild(Sheet)
    assert sheet is not None
    for _ in range(2):
        QTest.keyClick(sheet.focusWidget(), Qt.Key.Key_Down)
    first, last = days.ends()
    assert sheet.isVisible()
    assert first is not None
    assert last == first + timedelta(days=6)
    sheet.close()


def test_the_keyboard_goes_back_to_where_it_was_when_a_list_of_filters_closes(
    window: Window, qtbot: QtBot
) -> None:
    board = window.page.board
    board.setFocus()
    for name in ("States", "Days"):
        button = next(one for one in window.findChildren(QToolButton) if one.accessibleName() == name)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        sheet = QApplication.activePopupWidget()
        assert sheet is not None
        sheet.close()
        qtbot.waitUntil(board.hasFocus)
