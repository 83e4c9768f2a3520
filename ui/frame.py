"""What the window is set in: its docks, and how large it is at first."""

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from ui.board.headings import columns_menu
from ui.board.view import Board


def docked(detail: QWidget, window: QMainWindow) -> QDockWidget:
    """Return the dock of the chosen shift's detail, at either side of a window."""
    dock = QDockWidget("Details", window)
    dock.setObjectName("detail")
    dock.setFeatures(
        QDockWidget.DockWidgetFeature.DockWidgetClosable | QDockWidget.DockWidgetFeature.DockWidgetMovable
    )
    dock.setAllowedAreas(Qt.DockWidgetArea.LeftDockWidgetArea | Qt.DockWidgetArea.RightDockWidgetArea)
    dock.setWidget(detail)
    return dock


def first_size(window: QMainWindow) -> QSize:
    """Return how large a window is that has never been seen."""
    screen = window.screen().availableSize()
    return QSize(min(1640, screen.width() - 40), min(900, screen.height() - 80))


def come_forward(window: QWidget) -> None:
    """Bring a window before all others, out of the task bar too, and let it have the keyboard."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()


def within_screen(dialog: QWidget) -> None:
    """Make a dialog that is about to open no larger than its screen."""
    room = dialog.screen().availableSize() - QSize(24, 48)  # with the title bar and a bit of the window
    dialog.resize(dialog.size().boundedTo(room))


def offer_columns(board: Board, at: QPoint) -> None:
    """Offer the board's columns in a menu at a point of its headings."""
    menu = columns_menu(board, board)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(board.horizontalHeader().mapToGlobal(at))
