"""How a window was left: kept when it is closed, and found again when it opens."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow

from ui import memory
from ui.board.view import Board
from ui.frame import first_size
from ui.memory import Memory


def recall(window: QMainWindow, board: Board, kept: Memory) -> bool:
    """Lay out window and board as they were left; return whether rows have air."""
    window.resize(first_size(window))
    window.restoreGeometry(kept.bytes(memory.GEOMETRY))
    window.restoreState(kept.bytes(memory.LAYOUT))
    header = board.horizontalHeader()
    header.blockSignals(True)
    if header.restoreState(kept.bytes(memory.COLUMNS)):
        board.keep_widths()
    else:
        header.setSortIndicator(1, Qt.SortOrder.AscendingOrder)
    header.blockSignals(False)
    airy = kept.flag(memory.AIRY, True)
    board.set_airy(airy)
    return airy


def keep(window: QMainWindow, board: Board, kept: Memory, *, whole: bool) -> None:
    """Remember it; the layout of docks only where the window is `whole`: the welcome has none."""
    kept.keep(memory.GEOMETRY, window.saveGeometry())
    if whole:
        kept.keep(memory.LAYOUT, window.saveState())
    kept.keep(memory.COLUMNS, board.horizontalHeader().saveState())
