"""The board's table: Qt's own view, but all visible cells are painted in one call.

Delegates would cost twice a frame's time while the scroll bar is dragged; header, selection,
keys and accessibility stay Qt's.
"""

from collections.abc import Iterable

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QToolTip, QWidget

from ui.board.columns import COLUMNS, STATE, TITLE
from ui.board.copying import copied
from ui.board.fitting import Fitting
from ui.board.flash import Flash
from ui.board.headed import Headed
from ui.board.marks import FRESH
from ui.board.model import BoardModel, told
from ui.board.painting import CHIP, DOT, PAD, Cells
from ui.board.rows import Row
from ui.heading import Heading
from ui.style import Look, look, mixed
from ui.words import STATES, tip

LOOKED_AFTER = 1000  # selected rows that keep their selection when the listing changes
MOST_COPIED = 20_000  # rows

_BY_TAB = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)

Index = QModelIndex | QPersistentModelIndex


class Board(Headed):
    """Shifts in rows. `chosen` tells a ref, "" for none; `opened` Enter or a double click.

    Chosen is the current row, unless only others are selected: deeds are done with a row that is marked.
    """

    chosen = Signal(str)
    opened = Signal(str)
    said = Signal(str)  # a sentence, where less was done than asked for
    counted = Signal()  # others are selected, or more, or fewer

    def __init__(self, model: BoardModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self._told = ""
        self._at = QPersistentModelIndex()  # the row told last
        self._airy = True
        self._flash = Flash(self)
        self.setAccessibleName("Shifts")
        # One of Qt's own would cost 10 ms: PySide searches all its classes for that of a stranger.
        self.setViewport(QWidget(self))
        heading = Heading(self, sorts=True)
        heading.setSectionsMovable(True)
        heading.setSectionsClickable(True)
        heading.setSortIndicatorShown(True)
        heading.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setHorizontalHeader(heading)
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)  # Tab leaves the table
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setAccessibleName("Rows")
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._cells = Cells(look(self.palette()))
        self._measure()
        for section, column in enumerate(COLUMNS):
            self.setColumnWidth(section, self.first_width(section))
            self.setColumnHidden(section, not column.shown)
        self._fitting = Fitting(heading, self.first_width)
        self.selectionModel().currentRowChanged.connect(self.retell)
        self.doubleClicked.connect(self._open)
        self._flash.faded.connect(self._paint_again)

    @property
    def chosen_ref(self) -> str:
        """The ref told last, "" for none."""
        return self._told

    @property
    def colours(self) -> Look:
        """The colours in use."""
        return self._cells.look

    def dress(self) -> None:
        """Put the pictures on; at the very first sight the words and colours do."""
        self._cells.dress()
        self.viewport().update()

    def first_width(self, section: int) -> int:
        """Return a column's width at the first start, pixels."""
        if section == STATE:
            widest = max(self._cells.metrics.horizontalAdvance(word) for word in STATES.values())
            return CHIP + widest + 2 * PAD  # whatever the font, no state is cut
        return self._cells.metrics.horizontalAdvance(self._rows.sample(section)) + 2 * PAD + 6

    def keep_widths(self) -> None:
        """Leave the columns as wide as somebody has made them, whatever room there is."""
        self._fitting.end()

    def forget_widths(self) -> None:
        """Make the columns as wide as at the first start, and let them follow the board again."""
        self._fitting.start_over()

    def set_airy(self, airy: bool) -> None:
        """Give rows more air, or pack them."""
        self._airy = airy
        self._measure()
        self.viewport().update()

    def kept(self, *, topmost: bool) -> tuple[int, ...]:
        """Return the ids whose rows should be found again: selected and current, and the topmost if asked."""
        # The topmost may be a heading: then it is the shift below it.
        rows = {*self._marked(), *((self.rowAt(0), self.rowAt(0) + 1) if topmost else ())}
        return self._rows.held_ids(sorted(row for row in rows if row >= 0))

    def hold(self) -> None:
        """Read the selected rows: those that nobody has looked at have to be found again, too."""
        self._rows.hold(self._marked())

    def _marked(self) -> list[int]:
        current = self.currentIndex()
        return [*self.chosen_rows(LOOKED_AFTER), *([current.row()] if current.isValid() else ())]

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self.hold()
        self.retell()
        self.counted.emit()

    def top(self) -> tuple[int, int]:
        """Return the topmost row and how many of its pixels are above the edge."""
        row = self.rowAt(0)
        return row, 0 if row < 0 else -self.rowViewportPosition(row)

    def in_sight(self) -> list[Row]:
        """Return the shifts that can be seen now, from top to bottom."""
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        if first < 0:
            return []
        last = self._rows.rowCount() - 1 if last < 0 else last
        return [row for row in self._rows.lines(first, last + 1) if row.ref]

    def flash(self, before: Iterable[Row]) -> None:
        """Let the rows in sight shine that say something else than before."""
        was = {row.id: row for row in before}
        now = ((row, was.get(row.id)) for row in self.in_sight())
        self._flash.begin(
            row.id
            for row, old in now
            if old is not None and (row.texts, row.intent) != (old.texts, old.intent)
        )

    def retell(self) -> None:
        """Tell the chosen row's ref if it is another than told last."""
        self._at = QPersistentModelIndex(self._chosen())
        ref = self._rows.row(self._at.row()).ref if self._at.isValid() else ""
        if ref != self._told:
            self._told = ref
            self.chosen.emit(ref)

    def copy(self, *, headings: bool = False) -> None:
        """Put the selected rows on the clipboard as text and as a table, or with titles."""
        if (many := self.how_many()) > MOST_COPIED:
            self.said.emit(f"Of these {many:,} shifts the first {MOST_COPIED:,} were copied.")
        self.copy_rows((self._rows.row(row) for row in self.chosen_rows(MOST_COPIED)), headings=headings)

    def copy_rows(self, rows: Iterable[Row], *, headings: bool = False) -> None:
        """Put these rows on the clipboard as the columns show them."""
        header = self.horizontalHeader()
        order = [header.logicalIndex(place) for place in range(header.count())]
        shown = [column for column in order if not self.isColumnHidden(column)]
        cells = [[row.texts[column] for column in shown] for row in rows]
        titles = [COLUMNS[column].title for column in shown] if headings else []
        QGuiApplication.clipboard().setMimeData(copied(cells, titles))

    def paintEvent(self, event: QPaintEvent) -> None:
        area = event.rect()
        painter = QPainter(self.viewport())
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # texts go their own way
        self._cells.mirrored = self.isRightToLeft()
        painter.setBackground(self._cells.look.base)
        painter.eraseRect(area)  # for fillRect, see Strip
        first, last = self.rowAt(area.top()), self.rowAt(area.bottom())
        if first < 0:
            painter.end()
            return
        if last < 0:
            last = self._rows.rowCount() - 1
        rows = self._rows.lines(first, last + 1)
        top = self.rowViewportPosition(first)
        self._paint_grounds(painter, area, first, rows, top)
        header, ratio = self.horizontalHeader(), self.devicePixelRatioF()
        for section in range(len(COLUMNS)):
            x, width = header.sectionViewportPosition(section), header.sectionSize(section)
            if not self.isColumnHidden(section) and x < area.right() + 1 and x + width > area.left():
                self._cells.paint(painter, section, x, width, rows, top, ratio)
        if self._rows.fresh:
            fresh, section = self._rows.fresh, self.first_section()
            left = header.sectionViewportPosition(section)
            left += (header.sectionSize(section) - DOT - 3) * self.isRightToLeft()
            self._cells.paint_dots(painter, left, rows, top, fresh, self._cells.look.focus)
        self._paint_focus(painter, first, len(rows), top)
        if (sticky := self.sticky()) is not None:
            row, place = sticky
            self._cells.paint_heading(painter, place, row, above=True)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._cells.wear(look(self.palette()))
            self._measure()
            self.viewport().update()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and event.modifiers() == (
            Qt.KeyboardModifier.AltModifier
        ):
            self.go_to_group(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and event.modifiers() == (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        ):
            self._move_column(-1 if event.key() == Qt.Key.Key_Left else 1)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fitting.fit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() not in _BY_TAB:
            QWidget.focusInEvent(self, event)  # the view's own would choose a row that nobody has asked for
            self.viewport().update()
            return
        super().focusInEvent(event)  # makes a row in sight the current one
        current, selection = self.currentIndex(), self.selectionModel()
        if current.isValid() and not selection.hasSelection():
            flag = selection.SelectionFlag
            selection.select(current, flag.Select | flag.Rows)
        self.viewport().update()

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        if not self.currentIndex().isValid() and self._rows.rowCount():
            row = max(0, self.rowAt(0))  # the topmost row in sight
            return self._rows.index(row + self.is_heading(row), TITLE)
        return super().moveCursor(action, modifiers)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = self.explained(event.pos())
            QToolTip.showText(event.globalPos(), text, self.viewport())
            return True
        return super().viewportEvent(event)

    def explained(self, point: QPoint) -> str:
        """Return the tool tip for a place: a text that is cut there, and what is told by a mark alone."""
        index = self.indexAt(point)
        row = self._rows.row(index.row())
        if not row.ref:
            return ""
        section, parts = index.column(), []
        text = told(row, section)
        width = self.columnWidth(section)
        if text != row.texts[section] or self._cells.is_cut(section, text, width, urgent=row.urgent):
            parts.append(text)
        if row.ref in self._rows.fresh and (
            section == self.first_section() or COLUMNS[section].key == "changed"
        ):
            parts.append(FRESH)
        return tip("\n".join(parts))

    def first_section(self) -> int:
        """Return the leftmost column that is shown."""
        header = self.horizontalHeader()
        order = (header.logicalIndex(place) for place in range(header.count()))
        return next((section for section in order if not self.isColumnHidden(section)), 0)

    def sizeHint(self) -> QSize:
        return QSize(900, 560)

    def _measure(self) -> None:
        self._cells.measure(self.font(), airy=self._airy)
        self.verticalHeader().setMinimumSectionSize(self._cells.height)
        self.verticalHeader().setDefaultSectionSize(self._cells.height)

    def _paint_grounds(self, painter: QPainter, area: QRect, first: int, rows: list[Row], top: int) -> None:
        left, width, height = area.left(), area.width(), self._cells.height
        selection, colours = self.selectionModel(), self._cells.look
        ground = colours.selected if self.hasFocus() else colours.selected_idle
        painter.setPen(colours.hairline)
        for n, row in enumerate(rows):
            y = top + n * height
            if row.heading:
                self._cells.paint_heading(painter, QRect(0, y, self.viewport().width(), height), row)
                painter.setPen(colours.hairline)
                continue
            under = ground if selection.isRowSelected(first + n) else None
            if self._flash and (strength := self._flash.strength(row.id)):
                under = mixed(colours.caution, under or colours.base, 0.3 * strength)
            if under is not None:
                painter.fillRect(left, y, width, height - 1, under)
            painter.drawLine(left, y + height - 1, left + width, y + height - 1)

    def _paint_again(self, ids: frozenset[int]) -> None:
        first = self.rowAt(0)
        if first < 0:
            return
        top, height = self.rowViewportPosition(first), self._cells.height
        last = min(self._rows.rowCount(), first + self.viewport().height() // height + 2)
        for n, row in enumerate(self._rows.lines(first, last)):
            if row.id in ids and row.ref:
                self.viewport().update(0, top + n * height, self.viewport().width(), height)

    def _paint_focus(self, painter: QPainter, first: int, count: int, top: int) -> None:
        current = self.currentIndex()
        if not self.hasFocus():
            return
        if not current.isValid():
            painter.setPen(self._cells.look.focus)
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))
            return
        if not first <= current.row() < first + count:
            return
        y = top + (current.row() - first) * self._cells.height
        header = self.horizontalHeader()
        width = min(self.viewport().width(), header.length() - header.offset())
        painter.setPen(QPen(self._cells.look.focus, 1))
        painter.drawRect(0, y, width - 1, self._cells.height - 2)
        x = header.sectionViewportPosition(current.column())
        painter.setBackground(self._cells.look.focus)
        painter.eraseRect(x + 1, y + self._cells.height - 4, header.sectionSize(current.column()) - 2, 2)

    def _move_column(self, step: int) -> None:
        header = self.horizontalHeader()
        column = self.currentIndex().column()
        if column < 0:
            return
        place = header.visualIndex(column) + step
        while 0 <= place < header.count() and self.isColumnHidden(header.logicalIndex(place)):
            place += step
        if 0 <= place < header.count():
            header.moveSection(header.visualIndex(column), place)

    def _chosen(self) -> Index:
        """Return the row that deeds are for: one that is selected, if any is."""
        current, selection = self.currentIndex(), self.selectionModel()
        if not current.isValid() or not selection.hasSelection() or selection.isRowSelected(current.row()):
            return current
        if self._at.isValid() and selection.isRowSelected(self._at.row()):
            return self._at
        return self._rows.index(min(part.top() for part in selection.selection().toList()), current.column())

    def _open(self, index: QModelIndex) -> None:
        if index.isValid() and (ref := self._rows.row(index.row()).ref):
            if ref != self._told:  # the frame stands on a row that is not selected
                self.choose(index.row())
            self.opened.emit(ref)
