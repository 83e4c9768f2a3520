"""The sheet of shortcuts, and whether things may move."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QProxyStyle,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ui import motion
from ui.palette.entries import Entry, Kind
from ui.palette.sheet import (
    IN_THE_PALETTE,
    ON_THE_BOARD,
    Group,
    Key,
    ShortcutSheet,
    as_text,
    groups,
    narrowed,
)


def entry(title: str, shortcut: str = "", group: str = "File") -> Entry:
    return Entry(kind=Kind.ACTION, title=title, shortcut=shortcut, group=group, run=lambda: None)


ENTRIES = [
    entry("Export…", "Ctrl+E"),
    entry("Nothing"),
    entry("Open", "Alt+1", "Views"),
    entry("Quit", "Ctrl+Q"),
]


@pytest.fixture
def sheet(qtbot: QtBot) -> ShortcutSheet:
    sheet = ShortcutSheet(groups(ENTRIES, [ON_THE_BOARD, IN_THE_PALETTE]))
    qtbot.addWidget(sheet)
    sheet.open()
    return sheet


def words(sheet: ShortcutSheet) -> list[str]:
    inside = sheet.area.widget()
    assert inside is not None
    return [label.text() for label in inside.findChildren(QLabel)]


def test_it_is_made_of_the_palettes_entries() -> None:
    made = groups(ENTRIES, [IN_THE_PALETTE])
    assert made[:2] == [
        Group("File", (Key("Export", "Ctrl+E"), Key("Quit", "Ctrl+Q"))),
        Group("Views", (Key("Open", "Alt+1"),)),
    ]
    assert made[2] == IN_THE_PALETTE


def test_it_is_searched_by_what_a_key_does_and_by_the_key(sheet: ShortcutSheet) -> None:
    QTest.keyClicks(sheet.search, "exp")
    assert words(sheet) == ["File", "Export", "Ctrl+E"]
    sheet.search.clear()
    QTest.keyClicks(sheet.search, "alt+1")
    assert words(sheet) == ["Views", "Open", "Alt+1"]
    sheet.search.clear()
    QTest.keyClicks(sheet.search, "xyz")
    assert words(sheet) == ["No key stands for that."]


def test_it_can_be_printed_as_text(sheet: ShortcutSheet) -> None:
    assert (
        as_text(groups(ENTRIES, []))
        == "File\n  Export   Ctrl+E\n  Quit     Ctrl+Q\n\nViews\n  Open     Alt+1\n"
    )
    QTest.keyClicks(sheet.search, "quit")
    QTest.mouseClick(sheet.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "File\n  Quit   Ctrl+Q\n"


def test_nothing_typed_narrows_nothing() -> None:
    assert narrowed([ON_THE_BOARD], "  ") == [ON_THE_BOARD]


class Still(QProxyStyle):
    """A desktop whose user wants no movement."""

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returned: QStyleHintReturn | None = None,
    ) -> int:
        if hint == QStyle.StyleHint.SH_Widget_Animation_Duration:
            return 0
        return super().styleHint(hint, option, widget, returned)


def test_things_move_where_the_platform_wants_it(qapp: QApplication) -> None:
    assert motion.may_move()


def test_nothing_moves_where_the_platform_asks_for_none(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    still = Still("fusion")
    monkeypatch.setattr(QApplication, "style", lambda *_: still)
    assert not motion.may_move()
    motion.choose(True)
    assert motion.may_move()
    motion.choose(None)
    assert not motion.may_move()


def test_the_desks_own_choice_stands_above_the_platforms(qapp: QApplication) -> None:
    motion.choose(False)
    assert not motion.may_move()
    motion.choose(None)
    assert motion.may_move()
