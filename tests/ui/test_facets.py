"""The facets: what they count, what ticking them does, and how they go with bar, chips and search."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain import Rate, Shift, State
from app.store.filters import EVERYTHING, Filter
from app.store.lenses import known_values
from app.store.store import Store
from tests.shifts import NEW_YORK, applied, person, shift
from tests.ui.conftest import Fill, Open
from ui.board.spans import Quick
from ui.cache import Cache
from ui.facets.panel import FacetPanel
from ui.facets.parts import parts
from ui.facets.section import Section
from ui.facets.values import Value, Values
from ui.queries import Queries
from ui.times import Times
from ui.window import Window

START = datetime(2026, 11, 30, 7, tzinfo=NEW_YORK)  # a Monday


def one(n: int) -> Shift:
    return shift(
        n,
        title=f"Shift {n}",
        start=START + timedelta(hours=6 * n),
        end=None,
        role=("RN", "LPN", "CNA")[n % 3],
        facility=f"Place {n % 20:02}",
        state=(State.OPEN, State.CONFIRMED)[n % 2],
        assignments=(person("Amara Patel", "7"),) if n % 2 else (),
        rate=Rate(amount=Decimal(40 + n)),
    )


@pytest.fixture
def window(fill: Fill, open_window: Open) -> Window:
    fill(one(n) for n in range(60))
    return open_window()


@pytest.fixture
def panel(window: Window, cache: Cache, times: Times, qtbot: QtBot) -> Iterator[FacetPanel]:
    queries = Queries(cache.another)
    reader = cache.reader()
    assert reader is not None
    window.filters.narrowing.know(reader.ask(known_values))
    panel = FacetPanel(window.filters.narrowing, queries, times)
    qtbot.addWidget(panel)
    panel.resize(280, 900)
    with qtbot.waitExposed(panel):
        panel.show()
    qtbot.waitUntil(lambda: all(values(panel, name) for name in panel.opened()))
    yield panel
    queries.stop()


def values(panel: FacetPanel, name: str) -> dict[str, int]:
    section = panel.sections[name]  # type: ignore[index]
    return {} if section.head.busy else {one.words: one.n for one in section.model.values}


def tick(panel: FacetPanel, name: str, words: str) -> None:
    section = panel.sections[name]  # type: ignore[index]
    row = [one.words for one in section.model.values].index(words)
    place = section.list.visualRect(section.model.index(row, 0)).center()
    QTest.mouseClick(section.list.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_no_value_moves_under_who_is_at_the_list(
    panel: FacetPanel, window: Window, store: Store, qtbot: QtBot
) -> None:
    section = panel.sections["roles"]
    before = list(values(panel, "roles"))
    section.list.setFocus()
    section.list.setCurrentIndex(section.model.index(2, 0))
    applied(store, *(shift(f"x{n}", role="CNA") for n in range(9)), shift("new", role="EMT"))
    panel.refresh()
    qtbot.waitUntil(lambda: values(panel, "roles").get("CNA") == 29)
    assert list(values(panel, "roles")) == [*before, "EMT"]
    assert section.list.currentIndex().data() == before[2]
    section.head.setFocus()
    panel.refresh()
    qtbot.waitUntil(lambda: next(iter(values(panel, "roles")), "") == "CNA")
    assert section.list.currentIndex().data() == before[2]


def test_tab_meets_the_chips_one_after_the_other_before_the_board(window: Window, qtbot: QtBot) -> None:
    window.filters.narrowing.narrow(Filter(roles=frozenset({"RN", "LPN"}), hours="night"))
    window.filters.narrowing.narrow(Filter(roles=frozenset({"RN", "CNA"}), hours="night"))
    chips = window.lenses.chips.chips
    assert len(chips) == 3
    chips[0].setFocus()
    met: list[object] = []
    for _ in range(4):
        met.append(QApplication.focusWidget())
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
    assert met == [*chips, window.page.board]


def test_values_are_counted_and_none_is_ticked_at_first(panel: FacetPanel) -> None:
    assert values(panel, "roles") == {"CNA": 20, "LPN": 20, "RN": 20}
    assert values(panel, "states") == {"Open": 30, "Confirmed": 30}


def test_a_click_ticks_and_the_board_and_the_other_facets_follow(
    panel: FacetPanel, window: Window, qtbot: QtBot
) -> None:
    tick(panel, "roles", "RN")
    assert window.filters.where() == Filter(roles=frozenset({"RN"}))
    qtbot.waitUntil(lambda: window.page.model.rowCount() == 20)
    qtbot.waitUntil(lambda: values(panel, "states") == {"Open": 10, "Confirmed": 10})
    qtbot.waitUntil(lambda: values(panel, "roles") == {"CNA": 20, "LPN": 20, "RN": 20})
    tick(panel, "roles", "LPN")
    assert window.filters.where() == Filter(roles=frozenset({"RN", "LPN"}))
    tick(panel, "roles", "RN")
    assert window.filters.where() == Filter(roles=frozenset({"LPN"}))


def test_space_ticks_the_value_with_the_keyboard(panel: FacetPanel, window: Window) -> None:
    section = panel.sections["states"]
    section.list.setFocus()
    section.list.setCurrentIndex(section.model.index(1, 0))
    QTest.keyClick(section.list, Qt.Key.Key_Space)
    assert window.filters.where() == Filter(states=frozenset({"confirmed"}))


def test_bar_and_facets_show_the_same(panel: FacetPanel, window: Window, qtbot: QtBot) -> None:
    window.filters.show_only(states={"open"}, days=Quick.WEEK)
    section = panel.sections["states"]
    ticked = [
        one.key
        for n, one in enumerate(section.model.values)
        if section.model.index(n, 0).data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
    ]
    assert ticked == ["open"]
    tick(panel, "states", "Confirmed")
    assert window.filters._states.ticked() == {"open", "confirmed"}
    assert window.filters.narrowing.quick == Quick.WEEK


def test_a_ticked_value_stays_where_nothing_is_left_of_it(
    panel: FacetPanel, window: Window, qtbot: QtBot
) -> None:
    window.filters.narrowing.narrow(Filter(roles=frozenset({"RN"}), facilities=frozenset({"Gone"})))
    qtbot.waitUntil(lambda: values(panel, "facilities").get("Gone") == 0)


def test_what_is_typed_narrows_the_counts_as_well(panel: FacetPanel, window: Window, qtbot: QtBot) -> None:
    window.filters.search.setText("role:rn is:open")
    qtbot.waitUntil(lambda: values(panel, "roles") == {"RN": 10})
    qtbot.waitUntil(lambda: values(panel, "states") == {"Open": 10})


def test_weekdays_and_hours_are_buttons_with_counts(panel: FacetPanel, window: Window, qtbot: QtBot) -> None:
    assert next(iter(panel.weekdays.pills.values())).text() == "Mon"
    qtbot.waitUntil(lambda: "shifts" in panel.hours.pills["night"].accessibleName())
    assert panel.hours.pills["night"].accessibleName().endswith("30 shifts")
    panel.weekdays.pills["0"].click()
    panel.hours.pills["night"].click()
    assert window.filters.where() == Filter(weekdays=frozenset({0}), hours="night")
    panel.hours.pills["day"].click()
    assert window.filters.where().hours == "day"
    assert not panel.hours.pills["night"].isChecked()
    panel.hours.pills["day"].click()
    assert window.filters.where().hours == ""


def test_the_rate_is_limited_by_two_amounts(panel: FacetPanel, window: Window, qtbot: QtBot) -> None:
    panel.rates.low.setValue(50)
    qtbot.waitUntil(lambda: window.filters.where().rate_from == Decimal(50))
    panel.rates.high.setValue(70.5)
    qtbot.waitUntil(lambda: window.filters.where().rate_to == Decimal("70.50"))
    window.filters.clear()
    assert panel.rates.low.text() == "any"


def test_a_long_list_shows_some_and_is_searched(panel: FacetPanel) -> None:
    section = panel.sections["facilities"]
    assert section.model.rowCount() == 6
    assert section.more.text() == "14 more"
    QTest.keyClicks(section.seek, "13")
    assert [one.words for one in section.model.values] == ["Place 13"]
    section.seek.clear()
    section.more.click()
    assert section.model.rowCount() == 20


def test_a_closed_facet_is_counted_when_it_is_opened(panel: FacetPanel, qtbot: QtBot) -> None:
    assert not values(panel, "people")
    QTest.keyClick(panel.sections["people"].head, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: values(panel, "people") == {"Amara Patel": 30, "Nobody": 30})
    assert "people" in panel.opened()
    QTest.keyClick(panel.sections["people"].head, Qt.Key.Key_Left)
    assert not panel.sections["people"].is_open


def test_the_counts_follow_what_is_committed(panel: FacetPanel, store: Store, qtbot: QtBot) -> None:
    applied(store, replace(one(0), role="RN", external_id="new"))
    panel.refresh()
    qtbot.waitUntil(lambda: values(panel, "roles").get("RN") == 21)


def test_clear_takes_everything_away(panel: FacetPanel, window: Window) -> None:
    window.filters.narrowing.narrow(Filter(roles=frozenset({"RN"}), hours="night"), "shift")
    panel.clear.click()
    assert window.filters.where() == EVERYTHING
    assert window.filters.search.text() == ""


def test_each_part_of_the_filter_is_a_chip_that_takes_it_away(window: Window) -> None:
    chips = window.lenses.chips
    assert not chips.isVisible()
    window.filters.narrowing.narrow(Filter(roles=frozenset({"RN", "LPN"}), hours="night", urgent=True))
    assert [chip.words for chip in chips.chips] == ["Role: LPN", "Role: RN", "Hours: Night", "Urgent"]
    QTest.mouseClick(chips.chips[1], Qt.MouseButton.LeftButton)
    assert window.filters.where() == Filter(roles=frozenset({"LPN"}), hours="night", urgent=True)
    for _ in range(3):
        chips.chips[0].setFocus()
        QTest.keyClick(chips.chips[0], Qt.Key.Key_Delete)
    assert window.filters.where() == EVERYTHING
    assert not chips.isVisible()


def test_every_part_can_be_taken_away_and_nothing_is_left(times: Times) -> None:
    where = Filter(
        connections=frozenset({"north"}), states=frozenset({"open"}), first=date(2026, 11, 21),
        last=date(2026, 12, 3), removed=True, facilities=frozenset({"", "Mercy"}), units=frozenset("abcde"),
        roles=frozenset({"RN"}), specialties=frozenset({"ICU"}), people=frozenset({""}),
        weekdays=frozenset({0, 6}), hours="day", begins=frozenset({7}), rate_from=Decimal(40),
        rate_to=Decimal(80), urgent=True, starts_from=1_795_000_000, starts_before=1_796_000_000,
        changed_since=1_795_000_000, in_hand=True,
    )  # fmt: skip
    said = [f"{part.title}: {part.text}" for part in parts(where, times)]
    assert "Unit: a, b and 3 more" in said
    assert "Worker: Nobody" in said
    assert "Facility: None told" in said
    assert "Days: 21 Nov – 3 Dec" in said
    assert "Rate: 40 to 80" in said
    while found := parts(where, times):
        assert found[0].rest != where
        where = found[0].rest
    assert where == EVERYTHING


def test_the_list_of_values_keeps_qts_rules(qtbot: QtBot) -> None:
    model = Values()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for words in ("abc", "abc", "cb", "", "a"):
        model.show([Value(one, one, 1) for one in words], frozenset("a"))
    assert tester.model() is model


def test_the_panel_scrolls_to_where_the_keyboard_is(panel: FacetPanel, qtbot: QtBot) -> None:
    panel.resize(280, 300)
    section = panel.sections["roles"]
    section.list.setFocus()
    section.list.setCurrentIndex(section.model.index(2, 0))
    place = section.list.viewport().mapTo(panel, section.list.visualRect(section.model.index(2, 0)).center())
    assert panel.rect().contains(QPoint(40, place.y()))


def test_new_counts_do_not_scroll_the_panel_away_from_where_the_mouse_is(
    panel: FacetPanel, store: Store, qtbot: QtBot
) -> None:
    panel.resize(280, 300)
    section = panel.sections["roles"]
    section.list.setFocus()
    section.list.setCurrentIndex(section.model.index(2, 0))
    bar = panel._scroll.verticalScrollBar()
    bar.setValue(bar.minimum())

    def commit(n: int) -> None:
        applied(store, shift(f"x{n}", role="CNA"), shift(f"new{n}", role=f"New {n}"))
        panel.refresh()
        qtbot.waitUntil(lambda: values(panel, "roles").get("CNA") == 20 + n)

    commit(1)
    assert bar.value() == bar.minimum()
    section.head.setFocus()
    bar.setValue(bar.minimum())
    commit(2)
    assert bar.value() == bar.minimum()
    assert section.list.currentIndex().isValid()


def test_vendors_text_is_plain_in_facets_and_chips(times: Times, qtbot: QtBot) -> None:
    section = Section("Role", "roles")
    qtbot.addWidget(section)
    section.show_values([Value("x", "<b>x</b>", 1)], frozenset())
    assert "<b>" not in str(section.model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole))
    (part,) = parts(Filter(roles=frozenset({"a\u202eb"})), times)
    assert "\u202e" not in part.text
