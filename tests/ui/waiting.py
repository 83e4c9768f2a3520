"""How a test waits: long enough for a busy machine, and for what it is about to look at."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.board.page import BoardPage
from ui.reading import Rows

PATIENCE = 30_000  # milliseconds: nobody waits them where all is well


class PatientBot(QtBot):
    """A QtBot whose waits end well on a machine that has other things to do."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE, **more: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **more)

    def waitSignals(self, signals: Any, *, timeout: int = PATIENCE, **more: Any) -> Any:
        return super().waitSignals(signals, timeout=timeout, **more)

    def waitExposed(self, widget: QWidget, *, timeout: int = PATIENCE) -> Any:
        return super().waitExposed(widget, timeout=timeout)


def answered(page: BoardPage) -> bool:
    """Whether the board shows what it was asked for last, and nothing typed or committed waits its turn.

    Not so `page.shown`: it is emitted for an earlier wish as well, while what was typed waits.
    """
    source = page.model._source
    shows = isinstance(source, Rows) and source.found.wish is page._asked
    return shows and not page.filters._pause.isActive() and not page._soon.isActive()
