"""The whole window: from the cache, through the engine's news, to what it remembers."""

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QDialog,
    QDockWidget,
    QLabel,
    QLineEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.domain import Kind
from app.places import Places
from app.store.store import Store
from tests.shifts import KEY, NEW_YORK, applied, filled, opened, shift
from tests.ui.conftest import NOW, Fill, Open
from tests.ui.waiting import answered
from ui import memory
from ui.banner import Banner
from ui.board.columns import COLUMNS, DAY, TITLE
from ui.engine import Engine, Pulse
from ui.style import wear
from ui.welcome import Welcome

START = datetime(2026, 12, 1, 7, tzinfo=NEW_YORK)


def some(n: int = 12) -> list:  # type: ignore[type-arg]
    return [
        shift(number, title=f"Shift {number:02}", start=START + timedelta(hours=number))
        for number in range(n)
    ]


def pulse(phase: str, **fields: object) -> Pulse:
    return replace(Pulse("trio-east", "Acme", phase), **fields)  # type: ignore[arg-type]


def test_choosing_a_shift_shows_its_details_and_its_history(
    fill: Fill, store: Store, open_window: Open, qtbot: QtBot
) -> None:
    fill(some())
    applied(store, shift("4", title="Moved", start=START + timedelta(hours=4)))
    window = open_window()
    window.page.board.choose(4)
    qtbot.waitUntil(lambda: window.detail.kept is not None and window.detail.kept.shift.ref == "trio-east:4")
    assert len(window.detail.unacknowledged()) == 1


def test_a_commit_notice_brings_new_shifts_onto_the_board(
    fill: Fill, store: Store, open_window: Open, engine: Engine, qtbot: QtBot
) -> None:
    fill(some())
    window = open_window()
    applied(store, shift("new", start=START - timedelta(hours=2)))
    engine.committed.emit("trio-east", None, 1)
    qtbot.waitUntil(lambda: window.page.model.rowCount() == 13)


def test_a_flood_of_notices_is_answered_twice_a_second_at_most(
    fill: Fill, open_window: Open, engine: Engine, qtbot: QtBot
) -> None:
    fill(some())
    window = open_window()
    answers: list[int] = []
    window.page.shown.connect(lambda rows, total: answers.append(rows))
    for _ in range(300):
        engine.committed.emit("trio-east", None, 0)
    qtbot.waitUntil(lambda: len(answers) >= 1)
    for _ in range(300):
        engine.committed.emit("trio-east", None, 0)
    qtbot.waitUntil(lambda: len(answers) == 2)


def test_a_vendor_that_cannot_be_reached_is_told_above_the_board(
    fill: Fill, open_window: Open, engine: Engine, qtbot: QtBot
) -> None:
    fill(some())
    window = open_window()
    engine.ready.emit(False, ["trio-east"])
    engine.pulsed.emit(pulse("failing", error="No route.", as_of=NOW))
    assert window.banner.isVisible()
    assert "trio-east can’t be reached" in window.banner.said
    assert window.page.model.rowCount() == 12
    engine.pulsed.emit(pulse("resting", as_of=datetime.now(UTC)))
    assert not window.banner.isVisible()


def test_trying_again_wakes_those_that_are_away(
    fill: Fill, open_window: Open, engine: Engine, qtbot: QtBot
) -> None:
    fill(some())
    window = open_window()
    with qtbot.waitSignal(engine.ready):
        engine.start()
    engine.ready.emit(False, ["trio-east"])
    engine.pulsed.emit(pulse("failing", error="No route."))
    with qtbot.waitSignal(engine.pulsed) as heard:
        window.banner.pressed.emit("Try again")
    assert heard.args is not None
    assert heard.args[0].phase == "pulling"


def test_a_dead_engine_is_told_until_it_is_back(fill: Fill, open_window: Open, engine: Engine) -> None:
    fill(some())
    window = open_window()
    engine.died.emit("The engine stopped.")
    assert window.engine_banner.isVisible()
    engine.ready.emit(False, ["trio-east"])
    assert not window.engine_banner.isVisible()


def test_a_first_start_offers_a_connection_or_the_demo(open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    welcome = window.findChild(Welcome)
    assert welcome is not None
    assert welcome.isVisible()
    with qtbot.waitSignal(window.demo_wished):
        welcome.demo.click()
    welcome.add.click()
    dialog = window.findChild(QDialog)
    assert dialog is not None
    assert dialog.windowTitle() == "Connections"


def test_a_cache_that_is_not_there_yet_is_no_complaint(open_window: Open, engine: Engine) -> None:
    window = open_window()
    engine.ready.emit(False, ["north"])
    engine.committed.emit("north", None, 0)
    assert window.remark == ""


def test_a_cache_that_appears_later_is_shown(
    open_window: Open, engine: Engine, places: Places, qtbot: QtBot
) -> None:
    window = open_window()
    engine.ready.emit(False, ["trio-east"])
    with opened(places) as store:
        filled(store, some())
        engine.committed.emit("trio-east", None, 0)
        qtbot.waitUntil(lambda: window.page.model.rowCount() == 12)
    assert window.page.board.isVisible()


def test_the_board_takes_the_welcomes_place_once_there_is_a_connection(
    open_window: Open, engine: Engine
) -> None:
    window = open_window()
    engine.ready.emit(False, ["north"])
    assert window.page.isVisible()
    assert window.page.empty.isVisible()


def test_columns_order_widths_and_sorting_are_remembered(
    fill: Fill, open_window: Open, qtbot: QtBot, places: Places
) -> None:
    fill(some())
    window = open_window()
    header = window.page.board.horizontalHeader()
    header.moveSection(header.visualIndex(TITLE), 0)
    window.page.board.setColumnWidth(DAY, 177)
    window.page.board.setColumnHidden(5, True)
    header.setSortIndicator(TITLE, Qt.SortOrder.DescendingOrder)
    qtbot.waitUntil(lambda: answered(window.page))
    window.close()
    assert (places.config / "window.ini").exists()

    again = open_window()
    header = again.page.board.horizontalHeader()
    assert header.visualIndex(TITLE) == 0
    assert again.page.board.columnWidth(DAY) == 177
    assert again.page.board.isColumnHidden(5)
    assert again.page.model.row(0).texts[TITLE] == "Shift 11"


def test_a_file_of_memories_that_is_no_such_file_does_no_harm(
    fill: Fill, open_window: Open, places: Places
) -> None:
    fill(some())
    lines = f"[board]\n{memory.COLUMNS.split('/')[1]}=nonsense\nairy=@Invalid()\n[window]\ngeometry=5\n"
    (places.config / "window.ini").write_text(lines, "utf-8")
    assert open_window().page.model.rowCount() == 12


def test_every_control_has_a_name_for_screen_readers(fill: Fill, open_window: Open) -> None:
    fill(some())
    window = open_window()
    window.page.board.choose(1)
    kinds = (QAbstractButton, QLineEdit, QAbstractItemView)
    nameless = [
        control
        for kind in kinds
        for control in window.findChildren(kind)
        if not (control.accessibleName() or control.objectName().startswith("qt_") or _is_qts_own(control))
    ]
    assert [(type(one), one.parentWidget()) for one in nameless] == []


def test_tab_reaches_search_filters_board_and_status(fill: Fill, open_window: Open, qtbot: QtBot) -> None:
    fill(some())
    window = open_window()
    items = window.connections.findChildren(QAbstractButton)
    qtbot.waitUntil(lambda: bool(items) and all(item.isVisible() for item in items))
    window.filters.search_now()
    met = set()
    for _ in range(40):
        focus = QApplication.focusWidget()
        assert focus is not None
        met.add(focus.accessibleName())
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert {"Search", "States", "Days", "Shifts", "Shift"} <= met
    assert any(name.startswith("trio-east") for name in met)


@pytest.mark.parametrize("scheme", [Qt.ColorScheme.Dark, Qt.ColorScheme.Light])
def test_light_and_dark_change_while_it_runs(
    fill: Fill, open_window: Open, qapp: QApplication, qtbot: QtBot, scheme: Qt.ColorScheme
) -> None:
    fill(some())
    window = open_window()
    wear(qapp, Qt.ColorScheme.Light if scheme == Qt.ColorScheme.Dark else Qt.ColorScheme.Dark)
    wear(qapp, scheme)
    ground = QColor("#181a1d" if scheme == Qt.ColorScheme.Dark else "#ffffff")
    view = window.page.board.viewport()
    qtbot.waitUntil(lambda: view.grab().toImage().pixelColor(3, view.height() - 3) == ground)


def test_banners_change_with_light_and_dark(qapp: QApplication, qtbot: QtBot) -> None:
    banner = Banner("Connections")
    qtbot.addWidget(banner)
    assert banner.accessibleName() == "Connections"
    assert banner.event(QEvent(QEvent.Type.ApplicationPaletteChange))


def test_the_details_dock_can_be_closed_and_enter_brings_it_back(
    fill: Fill, open_window: Open, qtbot: QtBot
) -> None:
    fill(some())
    window = open_window()
    dock = window.findChild(QDockWidget)
    assert dock is not None
    dock.close()
    window.page.board.choose(2)
    QTest.keyClick(window.page.board, Qt.Key.Key_Return)
    assert dock.isVisible()


def test_practice_vendors_can_be_taken_off_the_net_from_their_menu(
    fill: Fill, open_window: Open, engine: Engine
) -> None:
    fill(some())
    window = open_window()
    engine.ready.emit(True, ["trio-east", "south"])
    titles = [action.text() for action in window.menuBar().actions()]
    assert "&Practice" in titles


@pytest.mark.parametrize("key", ["about", "shortcuts"])
def test_help_is_there_as_plain_text(open_window: Open, key: str) -> None:
    window = open_window()
    window.menus.actions[key].trigger()
    dialog = window.findChild(QDialog)
    assert dialog is not None
    assert dialog.isVisible()
    for label in dialog.findChildren(QLabel):
        assert (
            label.textFormat() == Qt.TextFormat.PlainText or not label.text() or "Callboard" in label.text()
        )


def test_every_kind_of_change_has_a_word() -> None:
    from ui.words import KINDS

    assert set(KINDS) == {kind.value for kind in Kind}


def test_no_two_menu_entries_share_a_key(open_window: Open) -> None:
    keys = [action.shortcut().toString() for action in open_window().menus.actions.values()]
    given = [key for key in keys if key]
    assert len(given) == len(set(given))
    assert len({column.key for column in COLUMNS}) == len(COLUMNS)


def _is_qts_own(control: QWidget) -> bool:
    """Tell whether Qt made it within a widget of its own: a dock's title, a tool bar's extension."""
    parents = (QDockWidget,)
    inner = isinstance(control.parentWidget(), parents) or type(control).__name__.startswith("QLineEditIcon")
    return inner or (isinstance(control.parentWidget(), QLineEdit))


def test_arrow_down_leads_from_the_search_to_what_it_has_found(
    fill: Fill, open_window: Open, qtbot: QtBot
) -> None:
    fill(some())
    window = open_window()
    window.filters.search_now()
    QTest.keyClicks(window.filters.search, "Shift 07")
    qtbot.waitUntil(lambda: window.page.model.rowCount() == 1)
    QTest.keyClick(window.filters.search, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: window.page.board.hasFocus())
    assert window.page.board.currentIndex().row() == 0


def test_escape_empties_the_search_and_then_returns_to_the_board(
    fill: Fill, open_window: Open, qtbot: QtBot
) -> None:
    fill(some())
    window = open_window()
    window.filters.search_now()
    QTest.keyClicks(window.filters.search, "Shift 07")
    window.menus.actions["board"].trigger()
    assert window.filters.search.text() == ""
    assert window.filters.search.hasFocus()
    window.menus.actions["board"].trigger()
    assert window.page.board.hasFocus()


def test_tab_goes_the_way_of_the_screen(fill: Fill, open_window: Open, qtbot: QtBot) -> None:
    fill(some())
    window = open_window()
    health = window.connections.findChildren(QAbstractButton)[0]
    qtbot.waitUntil(health.isVisible)
    window.filters.search_now()
    met: list[QWidget] = []
    for _ in range(12):
        holder = QApplication.focusWidget()
        assert holder is not None
        met.append(holder)
        QTest.keyClick(holder, Qt.Key.Key_Tab)
    places = [met.index(one) for one in (window.filters.search, window.page.board, window.detail, health)]
    assert places == sorted(places)


def test_the_welcome_leaves_no_trace_in_the_layout(open_window: Open, places: Places) -> None:
    window = open_window()
    dock = window.findChild(QDockWidget)
    assert dock is not None
    assert not dock.isVisible()
    window.close()
    assert memory.Memory(places.config / "window.ini").bytes(memory.LAYOUT).isEmpty()


def test_the_first_shifts_bring_strip_and_details(
    open_window: Open, engine: Engine, places: Places, qtbot: QtBot
) -> None:
    window = open_window()
    dock = window.findChild(QDockWidget)
    assert dock is not None
    assert not dock.isVisible()
    with closing(Store.open(places, KEY)) as store:
        filled(store, some())
        engine.ready.emit(False, ["trio-east"])
        qtbot.waitUntil(lambda: window.page.model.rowCount() == 12)
    qtbot.waitUntil(dock.isVisible)
    qtbot.waitUntil(window.filters.isVisible)
    qtbot.waitUntil(window.page.board.hasFocus)


def test_a_long_complaint_does_not_widen_the_window(fill: Fill, open_window: Open, engine: Engine) -> None:
    fill(some())
    window = open_window()
    before = window.minimumSizeHint().width()
    engine.died.emit("The engine stopped. " * 20)
    assert window.minimumSizeHint().width() <= max(before, 700)
    label = next(one for one in window.engine_banner.findChildren(QLabel) if one.text())
    assert label.text().endswith("…")
    assert "The engine stopped." in label.toolTip()


def test_a_connection_that_was_removed_leaves_the_status_bar(
    fill: Fill, open_window: Open, engine: Engine, qtbot: QtBot
) -> None:
    fill(some())
    window = open_window()
    with qtbot.waitSignal(engine.ready):
        engine.start()
    engine.ready.emit(False, ["north", "gone"])
    assert "gone" in window.outlook.connections
    engine.connections_changed.emit()  # the engine at the other end knows "north" only
    qtbot.waitUntil(lambda: list(window.outlook.connections) == ["north"])
