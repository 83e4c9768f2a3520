"""The calendar and what is above it, for the pictures that `ui.shots` takes."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QDockWidget, QWidget

from ui.lens_names import BOARD, LENSES
from ui.style import wear
from ui.window import Window

Keep = Callable[[str, QWidget, QDialog | None], None]
Wait = Callable[[float], Callable[[], bool]]
Script = Iterator[Callable[[], bool]]

NARROW = 1000, 700
READ = 0.9  # seconds in which a lens has read and painted what it shows


def scenes(window: Window, application: QApplication, keep: Keep, passed: Wait) -> Script:
    """Take all lenses: light, dark, narrow, with nothing to show, and from right to left."""
    yield from looked(window, keep, passed, "light")
    yield from _facets(window, keep, passed)
    yield from _palette(window, keep, passed)
    wear(application, Qt.ColorScheme.Dark)
    yield from looked(window, keep, passed, "dark")
    yield from _palette(window, keep, passed, "-dark")
    wear(application, Qt.ColorScheme.Light)
    size = window.size()
    window.resize(*NARROW)
    yield from looked(window, keep, passed, "narrow")
    window.resize(size)
    window.filters.search.setText("midwife nowhere")
    yield from looked(window, keep, passed, "nothing")
    window.filters.clear()
    application.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    window.lenses.turn(BOARD)
    yield passed(READ)
    keep("board-right-to-left", window, None)
    yield from looked(window, keep, passed, "right-to-left")
    application.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    window.lenses.turn(BOARD)
    yield passed(0.3)


def looked(window: Window, keep: Keep, passed: Wait, how: str) -> Script:
    """Look once through each lens but the board's."""
    for lens in LENSES:
        if lens.key != BOARD:
            window.lenses.turn(lens.key)
            yield passed(READ)
            keep(f"{lens.key}-{how}", window, None)


def _facets(window: Window, keep: Keep, passed: Wait) -> Script:
    dock = window.findChild(QDockWidget, "facets")
    window.lenses.turn(BOARD)
    if dock is not None:
        dock.show()
        yield passed(READ)
        keep("facets", window, None)
        dock.hide()


def _palette(window: Window, keep: Keep, passed: Wait, how: str = "") -> Script:
    window.menus.actions["palette"].trigger()
    yield passed(0.4)
    holder = QApplication.focusWidget()
    if holder is not None:
        QTest.keyClicks(holder, "ma")
        yield passed(READ)
        keep(f"palette{how}", window, None)
        window.menus.actions["palette"].trigger()  # once more closes it
    yield passed(0.2)
