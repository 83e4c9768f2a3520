"""The palette's list: a model of what was found, and how a line of it is painted."""

import math
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeySequence, QPainter, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.icons import pixmap
from ui.palette.entries import Entry, Hit, spoken
from ui.style import FOUND, Look, legible, look, mixed, small, strong
from ui.words import line, tip

HEIGHT = 14  # pixels that a line is higher than its text
PAD = 12
GAP = 8
MARK = 16

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()


def native(keys: str) -> str:
    """Return a shortcut as this platform writes it."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


class Results(QAbstractListModel):
    """What was found, in order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.hits: list[Hit] = []

    def show(self, hits: Sequence[Hit]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self.hits = list(hits)
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self.hits):
            return None
        entry = self.hits[index.row()].entry
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return entry.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return spoken(entry, native(entry.shortcut))
            case Qt.ItemDataRole.ToolTipRole:
                return tip(f"{entry.title}\n{entry.told}".rstrip())
        return None


class List(QListView):
    """The lines. It never has the keyboard: the search keeps it, and moves the current line."""

    def __init__(self, model: Results, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(_Line(self))
        self.setAccessibleName("Found")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)

    @property
    def line_height(self) -> int:
        """How high one line is."""
        return self.fontMetrics().height() + HEIGHT


class _Line(QStyledItemDelegate):
    """Mark, title with the letters that fit, detail; flush right the keys, or the kind."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, option.fontMetrics.height() + HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, Results)
        hit, area = model.hits[index.row()], QRect(option.rect)
        pen = _Pen(painter, look(option.palette), option.font, area, option.direction)
        if QStyle.StateFlag(option.state) & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, pen.colours.selected)
            painter.fillRect(pen.placed(QRect(area.left(), area.top(), 3, area.height())), pen.colours.focus)
        inside = area.adjusted(PAD, 0, -PAD, 0)
        pen.mark(inside, hit.entry)
        inside.setLeft(inside.left() + MARK + GAP)
        inside.setRight(pen.right(inside, hit.entry) - GAP)
        left = pen.title(inside, hit)
        if hit.entry.told and left + 4 * GAP < inside.right():
            inside.setLeft(left + GAP + 4)
            pen.write(inside, line(hit.entry.told), option.font, pen.colours.muted)


class _Pen:
    """Paints the pieces of one line. Where one reads from right to left, each is put on the other side."""

    def __init__(
        self, painter: QPainter, colours: Look, font: QFont, area: QRect, direction: Qt.LayoutDirection
    ) -> None:
        self.colours = colours
        self._painter = painter
        self._font = font
        self._area = area
        self._direction = direction

    def placed(self, area: QRect) -> QRect:
        """Return where a piece is painted."""
        return QStyle.visualRect(self._direction, self._area, area)

    def mark(self, area: QRect, entry: Entry) -> None:
        """Paint what kind of thing it is, or its state."""
        name, tone = entry.kind.picture, self.colours.muted
        if entry.state in self.colours.states:
            name, tone = f"state-{entry.state}", self.colours.states[entry.state].text
        elif entry.ticked is not None:
            name = "box-checked" if entry.ticked else "box"
        ratio = self._painter.device().devicePixelRatioF()
        picture = pixmap(name, legible(tone, self.colours.selected, FOUND), MARK, ratio)
        place = QRect(area.left(), area.top() + (area.height() - MARK) // 2, MARK, MARK)
        self._painter.drawPixmap(self.placed(place).topLeft(), picture)

    def right(self, area: QRect, entry: Entry) -> int:
        """Paint the keys and the kind's word at the far end; return where they begin."""
        fine = small(self._font)
        metrics = QFontMetrics(fine)
        right = area.right()
        if keys := native(entry.shortcut):
            width, high = metrics.horizontalAdvance(keys) + 2 * 6, metrics.height() + 4
            cap = self.placed(QRect(right - width, area.center().y() - high // 2 + 1, width, high))
            self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._painter.setPen(mixed(self.colours.text, self.colours.base, 0.28))
            self._painter.setBrush(self.colours.base)
            self._painter.drawRoundedRect(cap, 3, 3)
            self._painter.setFont(fine)
            self._painter.setPen(self.colours.text if entry.enabled else self.colours.muted)
            self._painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, keys)
            right -= width + GAP
        width = metrics.horizontalAdvance(entry.kind.word) + 1
        word = QRect(right - width, area.top(), width, area.height())
        self.write(word, entry.kind.word, fine, self.colours.muted)
        return right - width

    def title(self, area: QRect, hit: Hit) -> int:
        """Paint the title, the letters that fit strong; return where it ends."""
        metrics, bold = QFontMetrics(self._font), strong(self._font)
        cut = metrics.elidedText(hit.entry.title, Qt.TextElideMode.ElideRight, area.width())
        layout = QTextLayout(cut, self._font)  # whole: letters join, and may be read either way
        layout.setFormats([_format(cut, place, bold) for place in hit.places if place < len(cut)])
        layout.beginLayout()
        row = layout.createLine()
        row.setLineWidth(1 << 20)
        row.setLineWidth(row.naturalTextWidth())
        layout.endLayout()
        width = math.ceil(row.naturalTextWidth())
        x = self.placed(QRect(area.left(), area.top(), width, area.height())).left()
        baseline = area.top() + (area.height() + metrics.ascent() - metrics.descent()) // 2
        self._painter.setPen(self.colours.text if hit.entry.enabled else self.colours.muted)
        layout.draw(self._painter, QPointF(x, baseline - row.ascent()))
        return area.left() + width

    def write(self, area: QRect, text: str, font: QFont, colour: QColor) -> None:
        """Write one line, cut where it does not fit."""
        cut = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        self._painter.setFont(font)
        self._painter.setPen(colour)
        begin = QStyle.visualAlignment(self._direction, Qt.AlignmentFlag.AlignLeft)
        self._painter.drawText(self.placed(area), Qt.AlignmentFlag.AlignVCenter | begin, cut)


def _format(text: str, place: int, font: QFont) -> QTextLayout.FormatRange:
    """Return the format of one letter of a text."""
    found = QTextLayout.FormatRange()
    found.start, found.length = _units(text[:place]), _units(text[place])
    strength = QTextCharFormat()
    strength.setFontWeight(font.weight())
    found.format = strength
    return found


def _units(text: str) -> int:
    """Return how long a text is for Qt."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
