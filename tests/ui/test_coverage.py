"""Coverage on a real cache: the strip, the heat map, what a click filters by, and the figures as tables."""

import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import QAbstractItemModel, QLocale, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain import Shift, State
from app.store.filters import Filter
from app.store.store import Store
from tests.shifts import NEW_YORK, applied, shift
from tests.ui.conftest import NOW, Fill
from ui.cache import Cache
from ui.coverage.heat import HeatMap
from ui.coverage.strip import CoverageStrip
from ui.coverage.table import FiguresDialog, by_cell, by_day
from ui.queries import Queries
from ui.times import Times

NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton
KEY = Qt.Key
FIRST = date(2026, 12, 1)


@pytest.fixture(autouse=True)
def desk_in_new_york(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def queries(cache: Cache) -> Iterator[Queries]:
    found = Queries(cache.another)
    yield found
    found.stop()


@pytest.fixture
def strip(
    qtbot: QtBot, store: Store, cache: Cache, times: Times, queries: Queries
) -> Callable[[], CoverageStrip]:
    def showing() -> CoverageStrip:
        view = CoverageStrip(times, cache.reader, queries)
        qtbot.addWidget(view)
        view.resize(1200, 70)
        view.dress()
        with qtbot.waitExposed(view):
            view.show()
        view.sheet.setFocus()
        return view

    return showing


@pytest.fixture
def heat(qtbot: QtBot, store: Store, cache: Cache, times: Times, queries: Queries) -> Callable[..., HeatMap]:
    def showing(where: Filter) -> HeatMap:
        view = HeatMap(times, cache.reader, queries)
        qtbot.addWidget(view)
        view.resize(1100, 700)
        view.dress()
        view.look(where)
        with qtbot.waitExposed(view):
            view.show()
        qtbot.waitUntil(lambda: bool(view._heat.columns))
        view.grid.setFocus()
        return view

    return showing


def one(number: int, day: int, hour: int = 7, state: State = State.OPEN, **fields: object) -> Shift:
    """Return a shift of December."""
    start = datetime(2026, 12, day, hour, tzinfo=NEW_YORK)
    return shift(number, start=start, end=start + timedelta(hours=8), state=state, **fields)


def some() -> list[Shift]:
    return [
        one(1, 1), one(2, 1, state=State.PENDING), one(3, 1, 19, State.CONFIRMED, facility="Mercy"),
        one(4, 2, 19, facility="Mercy"), one(5, 2, state=State.CANCELLED),
    ]  # fmt: skip


def told(widget: QWidget) -> list[str]:
    interface = QAccessible.queryAccessibleInterface(widget)
    return [interface.child(n).text(QAccessible.Text.Name) for n in range(interface.childCount())]


def at(view: CoverageStrip, day: date) -> int:
    return next(n for n, shown in enumerate(view.sheet._days) if shown.day == day)


def click(view: CoverageStrip, day: date) -> None:
    QTest.mouseClick(view.sheet, LEFT, NONE, view.sheet.area(at(view, day)).center())


def test_the_strip_tells_each_day_and_all_in_sight_in_words(
    fill: Fill, strip: Callable[[], CoverageStrip]
) -> None:
    fill(some())
    view = strip()
    assert "Tuesday 1 Dec: 1 open, 1 pending and 1 filled: 33 % filled" in told(view.sheet)
    assert "Wednesday 2 Dec: 1 open: 0 % filled" in told(view.sheet)
    assert view.words.accessibleName() == "Saturday 21 Nov: nothing to fill"  # where the keyboard is
    view.sheet.clearFocus()
    assert view.words.accessibleName().endswith("2 open, 1 pending and 1 filled: 25 % filled")


def test_a_click_filters_to_a_day_and_another_one_to_all(
    fill: Fill, strip: Callable[[], CoverageStrip]
) -> None:
    fill(some())
    view = strip()
    wished: list[tuple[object, object]] = []
    view.days_wished.connect(lambda first, last: wished.append((first, last)))
    click(view, FIRST)
    view.look(Filter(first=FIRST, last=FIRST))
    assert view.words.accessibleName().startswith("Tuesday 1 Dec: 1 open")
    click(view, FIRST)
    assert wished == [(FIRST, FIRST), (None, None)]


def test_days_are_picked_by_dragging_and_by_shift_and_arrows(
    fill: Fill, strip: Callable[[], CoverageStrip]
) -> None:
    fill(some())
    view = strip()
    wished: list[tuple[object, object]] = []
    view.days_wished.connect(lambda first, last: wished.append((first, last)))
    sheet = view.sheet
    QTest.mousePress(sheet, LEFT, NONE, sheet.area(at(view, date(2026, 12, 4))).center())
    QTest.mouseMove(sheet, sheet.area(at(view, date(2026, 12, 2))).center())
    QTest.mouseRelease(sheet, LEFT, NONE, sheet.area(at(view, date(2026, 12, 2))).center())
    QTest.keyClick(sheet, KEY.Key_Right, SHIFT)
    QTest.keyClick(sheet, KEY.Key_Right, SHIFT)
    QTest.keyClick(sheet, KEY.Key_Return)
    second, fourth = date(2026, 12, 2), date(2026, 12, 4)
    assert wished == [(second, fourth), (second, fourth)]


def test_the_filters_days_narrow_no_bars_but_its_other_fields_do(
    fill: Fill, strip: Callable[[], CoverageStrip], qtbot: QtBot
) -> None:
    fill(some())
    view = strip()
    view.look(Filter(first=FIRST, last=FIRST))
    assert view._days[date(2026, 12, 2)].open == 1
    view.look(Filter(facilities=frozenset({"Mercy"})))
    qtbot.waitUntil(lambda: view._days[FIRST].open == 0)
    assert view._days[date(2026, 12, 2)].open == 1


def test_days_out_of_sight_come_into_sight(fill: Fill, strip: Callable[[], CoverageStrip]) -> None:
    fill(some())
    view = strip()
    later = date(2027, 5, 5)
    view.look(Filter(first=later, last=later))
    assert later in view._days
    view.step(-1)
    assert view._first <= later
    view.show_day(FIRST)
    assert FIRST in view._days


@pytest.mark.parametrize("country", [QLocale.Country.UnitedKingdom, QLocale.Country.UnitedStates])
def test_the_strip_stays_where_a_filter_has_only_an_end(
    country: QLocale.Country, fill: Fill, cache: Cache, queries: Queries, qtbot: QtBot
) -> None:
    fill(some())
    times = Times(QLocale(QLocale.Language.English, country), NOW.timestamp)
    view = CoverageStrip(times, cache.reader, queries)
    qtbot.addWidget(view)
    view.resize(1200, 70)
    with qtbot.waitExposed(view):
        view.show()
    view.look(Filter(last=FIRST))
    assert FIRST in view._days
    view.look(Filter(last=date(2027, 5, 5)))
    assert date(2027, 5, 5) in view._days


def test_home_leads_back_to_today(fill: Fill, strip: Callable[[], CoverageStrip], times: Times) -> None:
    fill(some())
    view = strip()
    view.step(20)
    assert times.today() not in view._days
    QTest.keyClick(view.sheet, KEY.Key_Home)
    assert view.words.accessibleName().startswith("Saturday 21 Nov")
    assert times.today() in view._days


def test_a_commit_is_shown(
    store: Store, fill: Fill, strip: Callable[[], CoverageStrip], qtbot: QtBot
) -> None:
    fill(some())
    view = strip()
    applied(store, one(9, 1), at=NOW)
    view.refresh()
    qtbot.waitUntil(lambda: view._days[FIRST].open == 2)


def test_the_strips_figures_open_as_a_table(
    fill: Fill, strip: Callable[[], CoverageStrip], qtbot: QtBot
) -> None:
    fill(some())
    view = strip()
    view.table.click()
    dialog = next(one for one in view.window().findChildren(FiguresDialog))
    model = dialog.table.model()
    row = at(view, FIRST)
    texts = [model.index(row, n).data() for n in range(model.columnCount())]
    assert texts[1:] == ["1", "1", "1", "0", "3", "33 %"]
    dialog.copying.click()
    assert "Open\tPending\tFilled" in QGuiApplication.clipboard().text()
    dialog.table.setFocus()
    dialog.table.selectRow(row)
    QTest.keyClick(dialog.table, KEY.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "\t".join(texts)
    dialog.close()


def test_a_facility_is_no_formula_on_the_clipboard(
    fill: Fill, heat: Callable[..., HeatMap], qtbot: QtBot
) -> None:
    fill([one(1, 1, facility="=HYPERLINK(1)")])
    view = heat(Filter(first=FIRST, last=FIRST))
    view.set_by("facility")
    qtbot.waitUntil(lambda: view._heat.rows == ("=HYPERLINK(1)",))
    view.open_table()
    dialog = next(one for one in view.window().findChildren(FiguresDialog))
    dialog.copying.click()
    assert "\n'=HYPERLINK(1)\t" in QGuiApplication.clipboard().text()
    dialog.table.setFocus()  # its first row is selected
    QTest.keyClick(dialog.table, KEY.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "'=HYPERLINK(1)\t1 of 1"
    dialog.close()


def test_both_tables_are_sound_models(
    fill: Fill, strip: Callable[[], CoverageStrip], heat: Callable[..., HeatMap], times: Times,
) -> None:  # fmt: skip
    fill(some())
    models: list[QAbstractItemModel] = [by_day(list(strip()._days.values()), times)]
    view = heat(Filter(first=FIRST, last=FIRST + timedelta(days=1)))
    models.append(by_cell(view._heat, "Begins", view._names(), times))
    for model in models:
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert models[1].index(7, 1).data() == "1 of 2"
    assert models[1].index(3, 1).data() == "–"
    spoken = models[1].index(19, 2).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "19:00, Wed 2 Dec: 1 open: 0 % filled"


def test_a_cell_filters_by_its_day_and_hour(fill: Fill, heat: Callable[..., HeatMap], qtbot: QtBot) -> None:
    fill(some())
    where = Filter(first=FIRST, last=FIRST + timedelta(days=1), text="rn")
    view = heat(where)
    second = date(2026, 12, 2)
    for _ in range(19):
        QTest.keyClick(view.grid, KEY.Key_Down)
    QTest.keyClick(view.grid, KEY.Key_Right)
    interface = QAccessible.queryAccessibleInterface(view.grid)
    said = interface.child(view.grid.current_item()).text(QAccessible.Text.Name)
    assert said == "Wednesday 2 Dec, 19:00: 1 open: 0 % filled"
    with qtbot.waitSignal(view.narrowed) as narrowed:
        QTest.keyClick(view.grid, KEY.Key_Return)
    assert narrowed.args == [Filter(first=second, last=second, text="rn", begins=frozenset({19}))]


def test_headings_filter_by_a_whole_day_or_row(
    fill: Fill, heat: Callable[..., HeatMap], qtbot: QtBot
) -> None:
    fill(some())
    last = FIRST + timedelta(days=1)
    view = heat(Filter(first=FIRST, last=last))
    view.set_by("facility")
    qtbot.waitUntil(lambda: len(view._heat.rows) == 2)
    assert view._names() == ["Mercy", "No facility told"]
    grid = view.grid
    with qtbot.waitSignal(view.narrowed) as narrowed:
        place = grid.area((0, 0)).center()
        place.setX(10)
        QTest.mouseClick(grid.viewport(), LEFT, NONE, place)
    assert narrowed.args == [Filter(first=FIRST, last=last, facilities=frozenset({"Mercy"}))]
    with qtbot.waitSignal(view.narrowed) as narrowed:
        place = grid.area((0, 1)).center()
        place.setY(5)
        QTest.mouseClick(grid.viewport(), LEFT, NONE, place)
    assert narrowed.args == [Filter(first=last, last=last)]


def test_without_anything_to_fill_the_heat_map_says_so(
    fill: Fill, heat: Callable[..., HeatMap], qtbot: QtBot
) -> None:
    fill(some())
    view = heat(Filter(first=date(2027, 3, 1), last=date(2027, 3, 5)))
    qtbot.waitUntil(view.empty.isVisible)
    view.look(Filter())
    view.show_day(FIRST)
    qtbot.waitUntil(view.grid.isVisible)
    assert view._first <= FIRST <= view._last
    view.step(1)
    assert view._first > FIRST


def test_days_that_the_filter_excludes_have_nothing_in_the_heat_map(
    fill: Fill, heat: Callable[..., HeatMap], qtbot: QtBot
) -> None:
    fill([*some(), one(6, 20)])
    view = heat(Filter(last=FIRST))
    assert view._first <= FIRST == view._last
    view.step(1)
    qtbot.waitUntil(view.empty.isVisible)
    view.look(Filter(first=FIRST))
    view.show_day(date(2026, 12, 20))
    qtbot.waitUntil(lambda: FIRST in view._heat.columns and view.grid.isVisible())
    view.step(-1)
    qtbot.waitUntil(view.empty.isVisible)


def test_what_lasts_all_day_has_a_row_of_its_own(
    fill: Fill, heat: Callable[..., HeatMap], qtbot: QtBot
) -> None:
    midnight = datetime(2026, 12, 1, tzinfo=NEW_YORK)
    fill([shift(1, start=midnight, end=midnight + timedelta(days=1), all_day=True), one(2, 1)])
    view = heat(Filter(first=FIRST, last=FIRST))
    assert view._names()[24] == "All day"
    assert view._heat.cells[24][0].open == 1
    for _ in range(24):
        QTest.keyClick(view.grid, KEY.Key_Down)
    with qtbot.waitSignal(view.narrowed) as narrowed:
        QTest.keyClick(view.grid, KEY.Key_Return)
    assert narrowed.args == [Filter(first=FIRST, last=FIRST, begins=frozenset({24}))]
    view.look(narrowed.args[0])
    qtbot.waitUntil(lambda: view._heat.cells[7][0].total == 0 and view._heat.cells[24][0].total == 1)


def test_it_is_said_how_many_facilities_are_left_out(
    fill: Fill, heat: Callable[..., HeatMap], qtbot: QtBot
) -> None:
    fill([one(n, 1, facility=f"Site {n}") for n in range(62)])
    view = heat(Filter(first=FIRST, last=FIRST))
    view.set_by("facility")
    qtbot.waitUntil(view.cut.isVisible)
    assert view.cut.text().startswith("60 of 62 facilities")
    view.set_by("hours")
    qtbot.waitUntil(lambda: not view.cut.isVisible())
