"""How the inbox's lines look: two lines of text beside a drawing, time and connection at the right."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.icons import pixmap
from ui.inbox.model import ROW
from ui.inbox.rows import Row
from ui.style import Look, look, small, strong

PAD = 12
PICTURE = 16
INDENT = 24  # of a step below its line
TEXT = PAD + PICTURE + 10  # where the texts begin
AIR = 8  # above and below

Index = QModelIndex | QPersistentModelIndex
_ELIDED = Qt.TextElideMode.ElideRight


class Lines(QStyledItemDelegate):
    """Paints headings, lines and parts, all of one height."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view
        self.measure()

    def measure(self) -> None:
        """Take the view's font."""
        font = self._view.font()
        self._fonts = (font, strong(font), small(font))
        self._metrics = tuple(QFontMetrics(one) for one in self._fonts)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        plain, _, fine = self._metrics
        return QSize(200, plain.height() + fine.height() + 2 * AIR + 2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: Row = index.data(ROW)
        colours, area = look(self._view.palette()), option.rect
        painter.save()
        if row.heading:
            self._heading(painter, area, row, colours)
        else:
            state = QStyle.StateFlag(option.state)
            if state & QStyle.StateFlag.State_Selected:
                busy = self._view.hasFocus()
                painter.fillRect(area, colours.selected if busy else colours.selected_idle)
            self._line(painter, area, row, colours)
            if state & QStyle.StateFlag.State_HasFocus:
                painter.setPen(colours.focus)
                painter.drawRect(area.adjusted(0, 0, -1, -1))
        painter.setPen(colours.hairline)
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.restore()

    def editorEvent(self, event: QEvent, *_: object) -> bool:
        return False

    def arrow(self, area: QRect) -> QRect:
        """Return where the arrow of a folded line is."""
        return QRect(area.left() + PAD, area.top(), PICTURE + 8, area.height())

    def _heading(self, painter: QPainter, area: QRect, row: Row, colours: Look) -> None:
        _, bold, _ = self._metrics
        y = area.bottom() - AIR - bold.descent()
        wide = bold.horizontalAdvance(row.seen) + PAD
        painter.setFont(self._fonts[1])
        x = area.left() + PAD
        if row.loud:
            picture = pixmap("urgent", colours.alarm, PICTURE, self._view.devicePixelRatioF())
            painter.drawPixmap(x, y - bold.ascent() + (bold.height() - PICTURE) // 2, picture)
            x += PICTURE + 10
        painter.setPen(colours.alarm if row.loud else colours.text)
        room = area.right() - PAD - wide - x
        painter.drawText(x, y, bold.elidedText(row.title, _ELIDED, room))
        painter.setPen(colours.muted)
        painter.setFont(self._fonts[2])
        painter.drawText(
            QRect(area.right() - PAD - wide, area.top(), wide, area.height() - AIR),
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom,
            row.seen,
        )

    def _line(self, painter: QPainter, area: QRect, row: Row, colours: Look) -> None:
        plain, bold, fine = self._metrics
        ratio = self._view.devicePixelRatioF()
        left = area.left() + (INDENT if row.part else 0)
        if row.loud:
            painter.fillRect(area.left(), area.top(), 3, area.height(), colours.alarm)
        name = ("opened" if row.unfolded else "closed") if row.parts else row.picture
        ink = colours.alarm if row.loud else colours.muted if row.done or row.parts else colours.focus
        top = area.top() + AIR
        painter.drawPixmap(
            left + PAD, top + (plain.height() - PICTURE) // 2, pixmap(name, ink, PICTURE, ratio)
        )
        x = left + TEXT
        side = max(fine.horizontalAdvance(row.seen), fine.horizontalAdvance(row.side)) + PAD
        if area.width() < 420:  # at twice the size, or beside a wide dock: the tool tip has it
            side = fine.horizontalAdvance(row.seen) + PAD
        room = area.right() - PAD - side - x
        painter.setFont(self._fonts[0 if row.done else 1])
        painter.setPen(colours.alarm if row.loud else colours.muted if row.done else colours.text)
        metrics = plain if row.done else bold
        painter.drawText(x, top + metrics.ascent(), metrics.elidedText(row.title, _ELIDED, room))
        second = top + plain.height() + 2 + fine.ascent()
        painter.setFont(self._fonts[2])
        painter.setPen(colours.muted)
        painter.drawText(x, second, fine.elidedText(row.remark, _ELIDED, room))
        right = QRect(area.right() - PAD - side, top, side, plain.height())
        painter.drawText(right, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, row.seen)
        told = fine.elidedText(row.side, _ELIDED, side)
        painter.drawText(area.right() - PAD - fine.horizontalAdvance(told), second, told)
