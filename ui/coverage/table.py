"""The figures of coverage as a table: for those who cannot see the drawing, and for copying."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from app.store.lenses import Coverage, Heat
from ui.board.copying import tamed
from ui.coverage.figures import parts, rate, told
from ui.table import Table
from ui.times import Times

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class FiguresModel(QAbstractTableModel):
    """Rows of texts under headings. The first column is named by the first heading; figures follow."""

    def __init__(self, headings: Sequence[str], rows: Sequence[Sequence[str]], said: Sequence[Sequence[str]]):
        """`said` are the rows as a screen reader says them."""
        super().__init__()
        self._headings = headings
        self._rows = rows
        self._said = said

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._headings)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._rows[index.row()][index.column()]
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._said[index.row()][index.column()]
            case Qt.ItemDataRole.TextAlignmentRole:
                return RIGHT if index.column() else LEFT
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._headings):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._headings[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if section else LEFT
        return None

    def text(self) -> str:
        """Return all of it as lines, tabs between the columns."""
        return "\n".join([_line(self._headings), *map(_line, self._rows)])

    def lines(self, rows: Sequence[int]) -> str:
        """Return some of its rows as lines."""
        return "\n".join(_line(self._rows[row]) for row in rows)


def _line(cells: Sequence[str]) -> str:
    return "\t".join(tamed(cell) for cell in cells)


def by_day(days: Sequence[Coverage], times: Times) -> FiguresModel:
    """Return the figures of days, a row each."""
    headings = ("Day", "Open", "Pending", "Filled", "Unknown", "All", "Fill rate")
    rows, said = [], []
    for one in days:
        name = times.day(one.day)
        figures = [f"{n:,}" for n in parts(one).values()]
        texts = (name, *figures, f"{one.total:,}", rate(one))
        rows.append(texts)
        said.append((f"{name}: {told(one)}", *texts[1:]))
    return FiguresModel(headings, rows, said)


def by_cell(heat: Heat, heading: str, names: Sequence[str], times: Times) -> FiguresModel:
    """Return the figures of a heat map, `3 of 44` where 3 of 44 are open; `names` are the rows'."""
    days = [times.day(day) for day in heat.columns]
    rows = [
        (name, *(f"{cell.open:,} of {cell.total:,}" if cell.total else "–" for cell in cells))
        for name, cells in zip(names, heat.cells, strict=True)
    ]
    said = [
        (name, *(f"{name}, {day}: {told(cell)}" for day, cell in zip(days, cells, strict=True)))
        for name, cells in zip(names, heat.cells, strict=True)
    ]
    return FiguresModel((heading, *days), rows, said)


class FiguresDialog(QDialog):
    """A table of figures with a button that copies it."""

    def __init__(self, title: str, model: FiguresModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        model.setParent(self)
        self._model = model
        widths = (190, *([92] * (model.columnCount() - 2)))
        self.table = _Sheet(model, widths, title, self)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.button(QDialogButtonBox.StandardButton.Close).setAccessibleName("Close")
        self.copying = QPushButton("&Copy all", self)
        self.copying.setAccessibleName("Copy all figures")
        buttons.addButton(self.copying, QDialogButtonBox.ButtonRole.ActionRole)
        layout = QVBoxLayout(self)
        layout.addWidget(self.table, 1)
        layout.addWidget(buttons)
        self.copying.clicked.connect(lambda: QGuiApplication.clipboard().setText(model.text()))
        buttons.rejected.connect(self.reject)
        self.resize(min(940, 230 + 96 * (model.columnCount() - 1)), 520)
        if model.rowCount():
            self.table.setCurrentIndex(model.index(0, 0))


class _Sheet(Table):
    """A table that copies what is selected in it."""

    def __init__(
        self, model: FiguresModel, widths: Sequence[int], name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(model, widths, name, parent)
        self.setSelectionMode(Table.SelectionMode.ExtendedSelection)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not event.matches(QKeySequence.StandardKey.Copy):
            super().keyPressEvent(event)
            return
        model = self.model()
        assert isinstance(model, FiguresModel)
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        QGuiApplication.clipboard().setText(model.lines(rows))


def span_of(first: date, last: date, times: Times) -> str:
    """Return `23 Nov – 20 Dec`."""
    return f"{times.brief_day(first)} – {times.brief_day(last)}"
