"""Menus of the board's columns: which are shown, and by which it is sorted."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from ui.board.columns import COLUMNS, TITLE
from ui.board.groups import GROUPINGS
from ui.board.page import BoardPage
from ui.board.view import Board
from ui.palette.reasons import enable

_LAST = "It is the only column shown, and the board needs one."


def columns_menu(board: Board, parent: QWidget) -> QMenu:
    """Return a menu that shows and hides columns; one always stays."""
    menu = QMenu("C&olumns", parent)
    for section, column in enumerate(COLUMNS):
        action = menu.addAction(column.title)
        action.setCheckable(True)
        action.toggled.connect(lambda shown, section=section: _show(board, section, shown=shown))
    menu.addSeparator()
    menu.addAction("As at the first start").triggered.connect(lambda: reset(board))

    def look_up() -> None:
        shown = [section for section in range(len(COLUMNS)) if not board.isColumnHidden(section)]
        for section, action in enumerate(menu.actions()[: len(COLUMNS)]):
            action.blockSignals(True)
            action.setChecked(section in shown)
            action.blockSignals(False)
            enable(action, shown != [section], _LAST)

    menu.aboutToShow.connect(look_up)
    return menu


def sort_menu(board: Board, parent: QWidget) -> QMenu:
    """Return a menu that sorts by any column; the one in use again turns the direction."""
    menu = QMenu("Sort &by", parent)
    group = QActionGroup(menu)
    for section, column in enumerate(COLUMNS):
        action = menu.addAction(column.title)
        action.setCheckable(True)
        group.addAction(action)
        action.triggered.connect(lambda _=False, section=section: _sort(board, section))

    def look_up() -> None:
        menu.actions()[board.horizontalHeader().sortIndicatorSection()].setChecked(True)

    menu.aboutToShow.connect(look_up)
    return menu


def group_menu(page: BoardPage, parent: QWidget) -> QMenu:
    """Return a menu that groups the board."""
    menu = QMenu("&Group by", parent)
    group = QActionGroup(menu)
    for by, words in GROUPINGS.items():
        action = menu.addAction(words)
        action.setCheckable(True)
        action.setData(by)
        group.addAction(action)
        action.triggered.connect(lambda _=False, by=by: page.group_by(by))

    def look_up() -> None:
        for action in menu.actions():
            action.setChecked(action.data() == page.group)

    menu.aboutToShow.connect(look_up)
    return menu


def reset(board: Board) -> None:
    """Put every column where it was at the first start."""
    header = board.horizontalHeader()
    for section, column in enumerate(COLUMNS):
        header.moveSection(header.visualIndex(section), section)
        board.setColumnHidden(section, not column.shown)
    board.forget_widths()


def _show(board: Board, section: int, *, shown: bool) -> None:
    board.setColumnHidden(section, not shown)
    if all(board.isColumnHidden(one) for one in range(len(COLUMNS))):
        board.setColumnHidden(TITLE, False)


def _sort(board: Board, section: int) -> None:
    header = board.horizontalHeader()
    same = header.sortIndicatorSection() == section
    turned = same and header.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
    header.setSortIndicator(section, Qt.SortOrder.DescendingOrder if turned else Qt.SortOrder.AscendingOrder)
