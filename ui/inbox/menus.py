"""The inbox's menus: until when something is put off, and before which time all is acknowledged."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from ui.inbox.snoozing import midnights, offers
from ui.times import Times
from ui.words import counted


def menu(parent: QWidget) -> QMenu:
    """Return an empty menu that goes when it is closed."""
    made = QMenu(parent)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return made


def menu_of_times(
    parent: QWidget,
    times: Times,
    start: float | None,
    chosen: Callable[[datetime | None], object],
    *,
    put_off: bool,
) -> QMenu:
    """Return the times until which changes can be put off; `put_off`: they are, and can come back now."""
    made = menu(parent)
    for words, when in offers(datetime.fromtimestamp(times.now()), start):
        told = f"{words} ({times.stamp(when)})"
        made.addAction(told).triggered.connect(lambda _=False, when=when: chosen(when))
    if put_off:
        made.addSeparator()
        made.addAction("Back to the inbox now").triggered.connect(lambda: chosen(None))
    return made


def menu_of_several(
    parent: QWidget,
    times: Times,
    lines: int,
    acknowledge: Callable[[datetime | None], object],
    *,
    loud: bool,
) -> QMenu:
    """Return what of so many lines can be acknowledged at once: all, or what was seen before a time."""
    made = menu(parent)
    shown = made.addAction(f"All {counted(lines, 'line', 'lines')} shown")
    shown.setEnabled(lines > 0)
    shown.triggered.connect(lambda: acknowledge(None))
    made.addSeparator()
    for words, when in midnights(datetime.fromtimestamp(times.now())):
        told = f"All shown that were seen before {words} ({times.stamp(when)})"
        made.addAction(told).triggered.connect(lambda _=False, when=when: acknowledge(when))
    if loud:
        made.addSeparator()
        made.addAction("What is close to its start stays").setEnabled(False)
    return made
