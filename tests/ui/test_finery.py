"""What the window has after its first sight: views by key, the sheet of shortcuts, copying, stillness."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.domain import State
from app.store.filters import Filter, Order
from app.store.outbox import Draft, Outbox
from app.store.store import Store
from app.store.views import View
from tests.shifts import KEY, applied, filled, shift
from tests.ui.conftest import NOW, Open
from ui import motion
from ui.board.columns import COLUMNS
from ui.facets.chips import Chip
from ui.palette.sheet import ShortcutSheet
from ui.views.builtin import BUILTIN
from ui.views.dialog import ViewDialog
from ui.window import Window

HOUR = timedelta(hours=1)
YESTERDAY = NOW - timedelta(days=1)
OPEN = {"state": State.OPEN, "end": None, "timezone": "UTC"}


@pytest.fixture
def window(store: Store, open_window: Open) -> Window:
    """Return a window on shifts each of which one view at least must leave out."""
    filled(
        store,
        [
            shift("begun", **OPEN, start=NOW - HOUR),
            shift("past", **OPEN, start=NOW - timedelta(days=3)),
            shift("soon", **OPEN, start=NOW + 5 * HOUR),
            shift("later", **OPEN, start=NOW + timedelta(days=9), urgent=True),
            shift("pending", **OPEN | {"state": State.PENDING}, start=NOW + timedelta(days=2)),
            shift("assigned", **OPEN | {"state": State.ASSIGNED}, start=NOW + timedelta(days=3), urgent=True),
            shift("moved", **OPEN | {"state": State.CONFIRMED}, start=NOW + timedelta(days=4)),
        ],
        at=YESTERDAY,
    )
    moved = shift("moved", **OPEN | {"state": State.CONFIRMED}, start=NOW + timedelta(days=5))
    applied(store, moved, at=NOW - HOUR)
    with_outbox(store)
    return open_window()


def with_outbox(store: Store) -> None:
    outbox = Outbox.open(store.places, KEY)
    outbox.enter(
        Draft(
            connection="trio-east", vendor="trio", external_id="later", action="claim", label="Claim",
            parameters={}, reason=None, by="Sam", basis=None, preview=None,
        )
    )  # fmt: skip
    outbox.close()


def shown(window: Window) -> list[str]:
    rows = (window.page.model.row(n) for n in range(window.page.model.rowCount()))
    return [row.ref.partition(":")[2] for row in rows]


@pytest.mark.parametrize(
    ("key", "refs"),
    [
        ("open", ["begun", "soon", "later"]),
        ("urgent", ["later"]),
        ("soon", ["soon"]),
        ("pending", ["pending"]),
        ("unconfirmed", ["assigned"]),
        ("changed", ["moved"]),
        ("mine", ["later"]),
        ("fill", ["soon", "later"]),
    ],
)
def test_each_view_of_the_programs_own_is_one_key_away(
    window: Window, qtbot: QtBot, key: str, refs: list[str]
) -> None:
    view = next(view for view in BUILTIN if view.key == key)
    QTest.keySequence(window, QKeySequence(view.shortcut))
    qtbot.waitUntil(lambda: shown(window) == refs)


def test_what_can_be_filled_now_is_shown_on_the_board_by_start(window: Window, qtbot: QtBot) -> None:
    window.lenses.turn("month")
    window.page.board.horizontalHeader().setSortIndicator(3, Qt.SortOrder.DescendingOrder)
    QTest.keySequence(window, QKeySequence("F2"))
    qtbot.waitUntil(lambda: shown(window) == ["soon", "later"])
    assert window.lenses.key == "board"


def test_a_view_brings_its_columns_in_their_order(window: Window, qtbot: QtBot) -> None:
    assert window._finery is not None
    kept = View(key="x", name="X", columns=("facility", "state", "day"), order=Order("title"))
    window._finery.show_view(kept)
    header = window.page.board.horizontalHeader()
    order = [header.logicalIndex(place) for place in range(header.count())]
    shown = [COLUMNS[one].key for one in order if not header.isSectionHidden(one)]
    assert shown == ["facility", "state", "day"]


def test_what_a_new_view_will_show_is_said_in_words(window: Window) -> None:
    window.filters.narrowing.narrow(Filter(urgent=True, hours="night"), "icu")
    QTest.keySequence(window, QKeySequence("Ctrl+S"))
    dialog = window.findChild(ViewDialog)
    assert dialog is not None
    assert "Hours: Night, Urgent, “icu”" in [label.text() for label in dialog.findChildren(QLabel)]
    dialog.close()


def test_a_view_is_saved_with_its_words_and_with_what_moves(window: Window) -> None:
    view = next(one for one in BUILTIN if one.key == "soon")
    QTest.keySequence(window, QKeySequence(view.shortcut))
    window.filters.search.setText("role:rn -facility:mercy")
    QTest.keySequence(window, QKeySequence("Ctrl+S"))
    dialog = window.findChild(ViewDialog)
    assert dialog is not None
    dialog.name.setText("Next")
    made = dialog.made()
    assert (made.filter, made.relative) == (Filter(text="role:rn -facility:mercy"), view.relative)
    dialog.close()


@pytest.mark.parametrize(
    ("keys", "what"),
    [
        ("Ctrl+1", "What the panel offers for the chosen shift"),
        ("Ctrl+Shift+9", "What the panel offers for the chosen shift"),
        ("Ctrl+D", "Details"),
        ("Ctrl+S", "Save as a view…"),
        ("Ctrl+Shift+L", "Clashes…"),
        ("Ctrl+F", "Search"),
        ("Alt+F", "File"),
    ],
)
def test_no_view_takes_a_key_that_stands_for_something(window: Window, keys: str, what: str) -> None:
    QTest.keySequence(window, QKeySequence("Ctrl+S"))
    dialog = window.findChild(ViewDialog)
    assert dialog is not None
    dialog.name.setText("Next")
    dialog.keys.setKeySequence(QKeySequence(keys))
    assert dialog.fault.text() == f"{keys} stands for “{what}”."
    assert not dialog.save.isEnabled()
    dialog.close()


def test_f1_opens_a_sheet_with_every_key_of_the_menus(window: Window) -> None:
    QTest.keySequence(window, QKeySequence("F1"))
    sheet = window.findChild(ShortcutSheet)
    assert sheet is not None
    assert sheet.isVisible()
    for action in window.menus.actions.values():
        assert action.shortcut().toString(QKeySequence.SequenceFormat.NativeText) in sheet.text
    assert "What can be filled now" in sheet.text
    assert "In the calendar" in sheet.text


def test_the_shift_menu_copies_a_table_with_headings(window: Window, qtbot: QtBot) -> None:
    window.page.board.choose(0)
    qtbot.waitUntil(window.menus.actions["copy-table"].isEnabled)
    QTest.keySequence(window, QKeySequence("Ctrl+Shift+T"))
    heading, row = QGuiApplication.clipboard().text().splitlines()
    assert heading.split("\t")[:2] == ["State", "Day"]
    assert row.startswith("Open\t")
    assert "<th>State</th>" in QGuiApplication.clipboard().mimeData().html()


@pytest.fixture
def moving() -> Iterator[None]:
    yield
    motion.choose(None)


@pytest.mark.usefixtures("moving")
def test_animations_can_be_switched_off_and_stay_off(window: Window, open_window: Open) -> None:
    def entry(of: Window) -> object:
        return next(one for one in of.menus.view.actions() if one.text() == "Ani&mations")

    assert motion.may_move()
    entry(window).trigger()  # type: ignore[attr-defined]
    assert not motion.may_move()
    window.close()
    motion.choose(None)
    again = open_window()
    assert not motion.may_move()
    entry(again).trigger()  # type: ignore[attr-defined]
    assert motion.may_move()


def test_what_narrows_stands_above_every_lens(window: Window) -> None:
    window.filters.narrowing.narrow(Filter(urgent=True, last=date(2026, 12, 24)))
    for key in ("month", "week", "timeline", "agenda", "board"):
        window.lenses.turn(key)
        assert [chip.isVisible() for chip in window.findChildren(Chip)] == [True, True]
