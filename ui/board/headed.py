"""A table whose rows may stand in groups: headings are skipped, and the topmost one stays in sight."""

from collections.abc import Iterable
from itertools import islice

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from ui.board.model import BoardModel
from ui.board.rows import Row

_SIDEWAYS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End)
Index = QModelIndex | QPersistentModelIndex


class Headed(QTableView):
    """A view of a board's model that knows its headings. All rows are of one height."""

    def __init__(self, model: BoardModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = model
        self._sideways = False  # whether a key leads to another column

    @property
    def row_height(self) -> int:
        """The height of every row, pixels."""
        return self.verticalHeader().defaultSectionSize()

    def is_heading(self, row: int) -> bool:
        """Tell whether a row is a group's heading."""
        sections = self._rows.sections
        return sections is not None and sections.is_heading(row)

    def choose(self, row: int) -> None:
        """Make a row the only selected one, without moving the board more than needed; never a heading."""
        column = max(0, self.currentIndex().column())
        index = self._rows.index(row + self.is_heading(row), column)
        flag = QItemSelectionModel.SelectionFlag
        # Not the view's own setCurrentIndex: that only adds to the selection while Ctrl is held down.
        self.selectionModel().setCurrentIndex(index, flag.ClearAndSelect | flag.Rows)

    def choose_all(self, rows: Iterable[int]) -> None:
        """Select these rows and no others; the first of them becomes the current one."""
        numbers = sorted(set(rows))
        if not numbers:
            self.clearSelection()
            return
        wished = QItemSelection()
        begin = before = numbers[0]
        for number in [*numbers[1:], -1]:
            if number != before + 1:
                wished.select(
                    self._rows.index(begin, 0), self._rows.index(before, self._rows.columnCount() - 1)
                )
                begin = number
            before = number
        self.choose(numbers[0])
        flag = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(wished, flag.ClearAndSelect | flag.Rows)

    def chosen_spans(self) -> list[tuple[int, int]]:
        """Return the selected rows as spans, first and last row of each; headings may be among them."""
        parts = sorted((part.top(), part.bottom()) for part in self.selectionModel().selection().toList())
        spans: list[tuple[int, int]] = []
        for first, last in parts:
            if spans and first <= spans[-1][1] + 1:
                spans[-1] = spans[-1][0], max(last, spans[-1][1])
            else:
                spans.append((first, last))
        return spans

    def how_many(self) -> int:
        """Return how many shifts are selected."""
        sections, spans = self._rows.sections, self.chosen_spans()
        rows = sum(last + 1 - first for first, last in spans)
        return rows if sections is None else rows - sum(sections.headings(*span) for span in spans)

    def chosen_rows(self, most: int | None = None) -> list[int]:
        """Return the selected rows, from top to bottom: all, or so many of them at most."""
        rows = (row for first, last in self.chosen_spans() for row in range(first, last + 1))
        return list(islice((row for row in rows if not self.is_heading(row)), most))

    def choose_first(self, most: int) -> None:
        """Leave only so many of the selected rows selected: the first, and always the current one."""
        rows, current = self.chosen_rows(most), self.currentIndex()
        kept = QItemSelection()
        if rows and current.row() > rows[-1] and self.selectionModel().isRowSelected(current.row()):
            rows.pop()
            kept.select(current, current)
        for first, last in self.chosen_spans():
            if not rows or first > rows[-1]:
                break
            end = self._rows.index(min(last, rows[-1]), self._rows.columnCount() - 1)
            kept.select(self._rows.index(first, 0), end)
        flag = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(kept, flag.ClearAndSelect | flag.Rows)

    def scroll_to(self, row: int, hidden: int = 0) -> None:
        """Have a row on top, with so many of its pixels above the edge."""
        self.updateGeometries()
        self.verticalScrollBar().setValue(max(0, row) * self.row_height + hidden)

    def select_group(self, row: int) -> None:
        """Select all shifts of the group that a row belongs to."""
        sections = self._rows.sections
        if sections is None:
            return
        group = sections.group(row)
        first, last = sections.heading(group) + 1, sections.last(group)
        self.choose(first)
        flag = QItemSelectionModel.SelectionFlag
        whole = QItemSelection(
            self._rows.index(first, 0), self._rows.index(last, self._rows.columnCount() - 1)
        )
        self.selectionModel().select(whole, flag.ClearAndSelect | flag.Rows)

    def go_to_group(self, step: int) -> None:
        """Choose the first shift of the next group, or of this one, or of the one before."""
        sections, row = self._rows.sections, self.currentIndex().row()
        if sections is None or not len(sections):
            return
        group = sections.group(max(0, row))
        if step > 0 or row <= sections.heading(group) + 1:
            group = max(0, min(group + step, len(sections) - 1))
        self.choose(sections.heading(group) + 1)
        self.scroll_to(sections.heading(group))

    def indexAt(self, point: QPoint) -> QModelIndex:
        if (sticky := self.sticky()) is not None and sticky[1].contains(point):
            assert self._rows.sections is not None
            return self._rows.index(self._rows.sections.heading(self._rows.sections.group(self.rowAt(0))), 0)
        return super().indexAt(point)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        row = self.indexAt(point).row()
        if self.is_heading(row) and event.button() == Qt.MouseButton.LeftButton:
            self.select_group(row)
        else:
            super().mousePressEvent(event)

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        across = self.horizontalScrollBar()
        before = across.value()
        super().scrollTo(index, hint)
        if not self._sideways:  # a row is chosen as a whole: nobody has asked for what lies beside
            across.setValue(before)
        y = self.rowViewportPosition(index.row())
        if self._rows.sections is not None and 0 <= y < self.row_height:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() - self.row_height + y)

    def selectionCommand(
        self, index: Index, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        if not isinstance(event, QKeyEvent) or event.key() not in (Qt.Key.Key_Home, Qt.Key.Key_End):
            return super().selectionCommand(index, event)
        # Under Ctrl, Qt moves the frame alone, and leaves another row selected than that which deeds are for.
        flag = QItemSelectionModel.SelectionFlag
        wider = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        return (flag.SelectCurrent if wider else flag.ClearAndSelect) | flag.Rows

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        found = super().moveCursor(action, modifiers)
        if not self.is_heading(found.row()):
            return found
        up = 0 < found.row() < self.currentIndex().row()
        if found.row() == 0:
            self.scrollToTop()
        return found.siblingAtRow(found.row() + (-1 if up else 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._sideways = event.key() in _SIDEWAYS
        super().keyPressEvent(event)
        self._sideways = False

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if self._rows.sections is not None:
            self.viewport().update()  # the topmost heading does not move along

    def sticky(self) -> tuple[Row, QRect] | None:
        """Return the heading that stays in sight, and where: the next one pushes it out."""
        sections, first = self._rows.sections, self.rowAt(0)
        if sections is None or first < 0 or first >= sections.rows:
            return None
        group, height = sections.group(first), self.row_height
        below = self.rowViewportPosition(sections.last(group)) + height
        place = QRect(0, min(0, below - height), self.viewport().width(), height)
        return self._rows.row(sections.heading(group)), place
