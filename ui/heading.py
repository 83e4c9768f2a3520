"""The headings of a table's columns."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QWidget

from ui.style import mixed, small, strong

PAD = 8  # pixels between a cell's edge and its text


class Heading(QHeaderView):
    """As quiet as the rows below: words, a hairline, one arrow where it is sorted."""

    def __init__(self, parent: QWidget, *, sorts: bool = False) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._sorts = sorts
        self.setAccessibleName("Columns")
        self.setHighlightSections(False)
        self.setMinimumSectionSize(40)

    def sizeHint(self) -> QSize:
        return QSize(0, QFontMetrics(small(self.font())).height() + 12)  # as wide as its table

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        palette = self.palette()
        ground, ink = palette.color(palette.ColorRole.Window), palette.color(palette.ColorRole.WindowText)
        sorted_here = self._sorts and self.sortIndicatorSection() == section
        font = strong(small(self.font())) if sorted_here else small(self.font())
        metrics = QFontMetrics(font)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        painter.setBackground(ground)
        painter.eraseRect(rect)
        painter.setPen(mixed(ink, ground, 0.16))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.right(), rect.top() + 6, rect.right(), rect.bottom() - 6)
        room = rect.width() - 2 * PAD - (12 if sorted_here else 0)
        model, across = self.model(), Qt.Orientation.Horizontal
        title = str(model.headerData(section, across))
        text = metrics.elidedText(title, Qt.TextElideMode.ElideRight, room)
        wide = metrics.horizontalAdvance(text)
        aligned = model.headerData(section, across, Qt.ItemDataRole.TextAlignmentRole)
        right = aligned is not None and bool(aligned & Qt.AlignmentFlag.AlignRight)
        right = right != self.isRightToLeft()
        left = rect.right() - PAD - wide if right else rect.left() + PAD
        baseline = rect.top() + (rect.height() - metrics.height()) // 2 + metrics.ascent()
        painter.setFont(font)
        painter.setPen(ink if sorted_here else mixed(ink, ground, 0.72))
        painter.drawText(left, baseline, text)
        if sorted_here:
            up = self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
            middle = QPoint(left - 10 if right else left + wide + 9, rect.center().y())
            _paint_arrow(painter, middle, up, ink)


def _paint_arrow(painter: QPainter, middle: QPoint, up: bool, ink: QColor) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(ink, 1.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    tip = -2 if up else 2
    painter.drawPolyline([middle + QPoint(-3, -tip), middle + QPoint(0, tip), middle + QPoint(3, -tip)])
    painter.restore()
