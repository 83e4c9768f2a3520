"""Tables on paper: the board's rows under its headings, and lines of text for reports."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from ui.board.columns import COLUMNS, STATE
from ui.board.model import BoardModel
from ui.board.rows import Row
from ui.icons import pixmap
from ui.printing.paper import body_font
from ui.style import heading, look, mixed, paper, small, strong

AIR = 4  # pixels above and below a line
SIDE = 4  # and beside a cell's text
PICTURE = 11
SHARP = 4.0  # pixels of a picture to one of the paper


class BoardContent:
    """The rows of a listing, as many to a page as there is room for; a group goes on with its heading."""

    def __init__(self, model: BoardModel, columns: Sequence[tuple[int, int]]) -> None:
        """`columns`: sections in their order, and how wide each is on the screen."""
        self._model = model
        self._columns = columns
        self._colours = look(paper())
        self._font = body_font()
        self._strong, self._small = strong(self._font), small(self._font)
        self._metrics = QFontMetrics(self._font)
        self._line = self._metrics.height() + 2 * AIR - 1
        self._baseline = AIR + self._metrics.ascent() - 1
        self._starts: list[int] = [0]
        self._cells: list[tuple[int, int, int]] = []  # section, left, width
        self._width = 0
        self._lines = 1

    def fit(self, size: QSize) -> int:
        self._width = size.width()
        whole = sum(width for _, width in self._columns) or 1
        left = 0
        self._cells = []
        for section, width in self._columns:
            share = width * size.width() // whole
            self._cells.append((section, left, share))
            left += share
        self._lines = max(2, size.height() // self._line - 1)  # one is the columns' headings
        sections, total = self._model.sections, self._model.rowCount()
        self._starts, first = [0], 0
        while True:
            repeated = sections is not None and not sections.is_heading(first)
            first += self._lines - repeated
            if sections is not None and sections.is_heading(first - 1):
                first -= 1  # no heading stands alone at the end of a page
            if first >= total:
                return len(self._starts)
            self._starts.append(first)

    def paint(self, painter: QPainter, page: int) -> None:
        first = self._starts[page]
        last = self._starts[page + 1] if page + 1 < len(self._starts) else self._model.rowCount()
        self._paint_titles(painter)
        painter.translate(0, self._line)
        sections = self._model.sections
        if sections is not None and last > first and not sections.is_heading(first):
            row = self._model.row(sections.heading(sections.group(first)))
            self._paint_heading(painter, row, "continued")
            painter.translate(0, self._line)
        if not self._model.rowCount():
            painter.setFont(self._font)
            painter.setPen(self._colours.muted)
            painter.drawText(SIDE, self._baseline, "No shifts")
        for row in self._model.lines(first, last):
            if row.heading:
                self._paint_heading(painter, row, row.count)
            else:
                self._paint_row(painter, row)
            painter.translate(0, self._line)

    def _paint_titles(self, painter: QPainter) -> None:
        painter.setFont(self._small)
        painter.setPen(self._colours.muted)
        for section, left, width in self._cells:
            self._text(painter, section, left, width, COLUMNS[section].title)
        painter.setPen(mixed(self._colours.text, self._colours.base, 0.4))
        painter.drawLine(0, self._line - 1, self._width, self._line - 1)

    def _paint_heading(self, painter: QPainter, row: Row, count: str) -> None:
        ground = mixed(self._colours.text, self._colours.base, 0.06)
        painter.fillRect(QRect(0, 0, self._width, self._line - 1), ground)
        painter.setFont(self._strong)
        painter.setPen(self._colours.text)
        metrics = QFontMetrics(self._strong)
        words = metrics.elidedText(row.heading, Qt.TextElideMode.ElideRight, self._width * 3 // 4)
        painter.drawText(SIDE, self._baseline, words)
        painter.setFont(self._small)
        painter.setPen(self._colours.muted)
        painter.drawText(SIDE + metrics.horizontalAdvance(words) + 10, self._baseline, count)

    def _paint_row(self, painter: QPainter, row: Row) -> None:
        colours = self._colours
        painter.setFont(self._font)
        for section, left, width in self._cells:
            if section == STATE:
                state = "draft" if row.removed else row.state
                ink = colours.states.get(state, colours.states["unknown"]).text
                picture = pixmap(f"state-{state}", ink, PICTURE, SHARP)
                painter.drawPixmap(left + SIDE, (self._line - PICTURE) // 2, picture)
                painter.setPen(ink)
                self._text(
                    painter, section, left + PICTURE + SIDE, width - PICTURE - SIDE, row.texts[section]
                )
                continue
            painter.setPen(colours.muted if row.over or row.removed else colours.text)
            text = row.texts[section]
            self._text(painter, section, left, width, f"! {text}" if row.urgent and section == 3 else text)
        painter.setPen(colours.hairline)
        painter.drawLine(0, self._line - 1, self._width, self._line - 1)

    def _text(self, painter: QPainter, section: int, left: int, width: int, text: str) -> None:
        metrics = _metrics(painter)
        cut = _elided(painter, text, width - 2 * SIDE)
        right = COLUMNS[section].right
        x = left + width - SIDE - _advance(painter, cut) if right else left + SIDE
        painter.drawText(x, AIR + metrics.ascent() - 1, cut)


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a report: a heading, a sentence, and a table below."""

    title: str
    sentence: str = ""
    head: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    widths: Sequence[int] = ()  # shares of the width


@dataclass(frozen=True, slots=True)
class _Line:
    kind: str  # title | sentence | head | row
    cells: Sequence[str]
    widths: Sequence[int] = ()


class ReportContent:
    """Blocks one below the other; a table that goes on has its head again."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = blocks
        self._colours = look(paper())
        self._font = body_font()
        self._title, self._small = heading(self._font), small(self._font)
        self._line = QFontMetrics(self._font).height() + 2 * AIR - 1
        self._width = 0
        self._pages: list[list[_Line]] = [[]]

    def fit(self, size: QSize) -> int:
        self._width = size.width()
        room = max(6, size.height() // self._line)
        self._pages, left = [[]], room

        def put(line: _Line) -> None:
            nonlocal left
            self._pages[-1].append(line)
            left -= 1

        def turn() -> None:
            nonlocal left
            self._pages.append([])
            left = room

        for block in self._blocks:
            needed = 3 + bool(block.sentence) + bool(block.rows)
            if left < needed:  # no title stands alone at the end of a page
                turn()
            elif left < room:
                put(_Line("row", ()))
            put(_Line("title", (block.title,)))
            if block.sentence:
                put(_Line("sentence", (block.sentence,)))
            head = _Line("head", block.head, block.widths)
            if block.rows:
                put(head)
            for row in block.rows:
                if not left:
                    turn()
                    put(head)
                put(_Line("row", row, block.widths))
        return len(self._pages)

    def paint(self, painter: QPainter, page: int) -> None:
        for line in self._pages[page]:
            self._paint(painter, line)
            painter.translate(0, self._line)

    def _paint(self, painter: QPainter, line: _Line) -> None:
        colours = self._colours
        painter.setFont({"title": self._title, "head": self._small}.get(line.kind, self._font))
        painter.setPen(colours.muted if line.kind in ("head", "sentence") else colours.text)
        widths = line.widths or [1] * len(line.cells)
        whole, left = sum(widths) or 1, 0
        baseline = AIR + _metrics(painter).ascent() - 1
        for cell, share in zip(line.cells, widths, strict=True):
            width = share * self._width // whole
            painter.drawText(
                left + (SIDE if line.widths else 0), baseline, _elided(painter, cell, width - SIDE)
            )
            left += width
        if line.widths:
            ink = mixed(colours.text, colours.base, 0.4) if line.kind == "head" else colours.hairline
            painter.setPen(ink)
            painter.drawLine(0, self._line - 1, self._width, self._line - 1)


# A painter's own metrics are those of the paper, whose lengths are not those of the page.
def _metrics(painter: QPainter) -> QFontMetrics:
    return QFontMetrics(painter.font())


def _elided(painter: QPainter, text: str, width: int) -> str:
    return _metrics(painter).elidedText(text, Qt.TextElideMode.ElideRight, width)


def _advance(painter: QPainter, text: str) -> int:
    return _metrics(painter).horizontalAdvance(text)
