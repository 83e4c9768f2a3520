"""What a vendor's panel says besides its actions: remarks, tables, and tables that are read when wished."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ui.labels import Words, heading_of_group
from ui.panels.buttons import ActionButton
from ui.panels.laying import emptied, fine, swapped
from ui.panels.told import Cell, Section
from ui.style import strong
from ui.times import Times
from ui.words import line, plain

MOST_ROWS = 100
ABREAST = 3  # columns that stand side by side in a dock; more are told row by row


class Sections(QWidget):
    """Sections below each other. `wished` tells the key of one that is to be read."""

    wished = Signal(str)

    def __init__(self, times: Times, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._times = times
        self._shown: tuple[Section, ...] = ()
        self._parts: dict[str, Part] = {}
        self.setAccessibleName("More from the vendor")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self.hide()

    def show_sections(self, sections: Sequence[Section]) -> None:
        """Show these; what was read of the same ones stays until others are shown."""
        if tuple(sections) == self._shown:
            return
        self._shown = tuple(sections)
        self._parts = {}
        emptied(self._layout)
        for one in sections:
            part = Part(one, self._times)
            part.wished.connect(self.wished)
            self._layout.addWidget(part)
            if one.key:
                self._parts[one.key] = part
        self.setVisible(bool(sections))

    def read(self, key: str, section: Section | None, amiss: str = "") -> None:
        """Show what was read of a section, or why it could not be."""
        if (part := self._parts.get(key)) is not None:
            part.read(section, amiss)


class Part(QWidget):
    """One section."""

    wished = Signal(str)

    def __init__(self, section: Section, times: Times, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._times = times
        self._section = section
        self.setAccessibleName(line(section.title, 80))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        if section.title:
            layout.addWidget(heading_of_group(line(section.title, 120)))
        self._text = Words(plain(section.text, 2000), muted=True)
        layout.addWidget(self._text)
        self._text.setVisible(bool(section.text))
        self._table = QWidget(self)
        layout.addWidget(self._table)
        self.button = ActionButton("", "normal", parent=self)
        self.button.setVisible(bool(section.key))
        self.button.clicked.connect(self._wish)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        self._name_button("Read from the vendor")
        self._show_table(section)

    def read(self, section: Section | None, amiss: str) -> None:
        """Show what was read, or why it could not be."""
        self.button.setEnabled(True)
        self._name_button("Read again")
        found = section or Section()
        told = amiss or found.text or ("" if found.rows else "There is nothing.")
        self._text.setText(plain(told, 2000))
        self._text.setVisible(bool(told))
        if not amiss:
            self._show_table(found)

    def _wish(self) -> None:
        self.button.setEnabled(False)
        self._name_button("Reading…")
        self.wished.emit(self._section.key)

    def _name_button(self, words: str) -> None:
        self.button.setText(words)
        self.button.setAccessibleName(f"{line(self._section.title, 80)}: {words}")
        self.button.updateGeometry()

    def _show_table(self, section: Section) -> None:
        old, self._table = self._table, _table(section, self._times)
        swapped(self, old, self._table)
        self._table.setVisible(bool(section.rows))


def _table(section: Section, times: Times) -> QWidget:
    found = QWidget()
    found.setAccessibleName(line(section.title, 80) or "Table")
    grid = QGridLayout(found)
    grid.setContentsMargins(0, 2, 0, 4)
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(3)
    rows = [[_told(cell, times) for cell in row] for row in section.rows[:MOST_ROWS]]
    columns = max([len(section.head), *(len(row) for row in rows)])
    if columns > ABREAST:
        _fill_row_by_row(grid, section.head, rows)
    else:
        if any(section.head):
            for column, title in enumerate(section.head):
                grid.addWidget(fine(line(title, 80)), 0, column)
        for n, row in enumerate(rows, 1):
            for column, text in enumerate(row):
                grid.addWidget(Words(text), n, column, Qt.AlignmentFlag.AlignTop)
    if len(section.rows) > MOST_ROWS:
        more = Words(f"and {len(section.rows) - MOST_ROWS:,} more", muted=True)
        grid.addWidget(more, grid.rowCount(), 0, 1, max(1, columns))
    return found


def _fill_row_by_row(grid: QGridLayout, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    for n, row in enumerate(rows):
        first = Words(row[0] if row else "")
        first.setFont(strong(first.font()))
        grid.addWidget(first, 2 * n, 0)
        named = [
            f"{line(head[column], 60)}: {text}" if column < len(head) and head[column] else text
            for column, text in enumerate(row)
            if column and text
        ]
        rest = fine(" · ".join(named))
        rest.setContentsMargins(0, 0, 0, 5)
        grid.addWidget(rest, 2 * n + 1, 0)


def _told(cell: Cell, times: Times) -> str:
    return times.stamp(cell) if isinstance(cell, datetime) else line(cell or "", 400)
