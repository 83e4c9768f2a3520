"""Pages with a head and a number, painted one by one onto a printer or into a PDF file.

All lengths are of 96 to the inch, as on a screen; the painter is scaled to whatever the paper has.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QLocale, QMarginsF, QRect, QSize, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QGuiApplication,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
)

from ui.style import heading, look, paper, small

INCH = 96
BODY = 11  # pixels of the letters
GAP = 6
MARGIN = 12.0  # millimetres


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above every page."""

    title: str
    told: Sequence[str]  # the days, the filters
    as_of: str  # how old it is


class Content(Protocol):
    """What can be put on pages."""

    def fit(self, size: QSize) -> int:
        """Lay it out for pages of a size; return how many there are."""
        ...

    def paint(self, painter: QPainter, page: int) -> None:
        """Paint a page, the first one being 0."""
        ...


def body_font() -> QFont:
    """Return the font of paper."""
    font = QFont(QGuiApplication.font())
    font.setPixelSize(BODY)
    return font


def page_layout(*, landscape: bool) -> QPageLayout:
    """Return the paper of a new print: A4, or Letter where that is usual."""
    american = QLocale.system().territory() in (
        QLocale.Country.UnitedStates,
        QLocale.Country.Canada,
        QLocale.Country.Mexico,
    )
    size = QPageSize(QPageSize.PageSizeId.Letter if american else QPageSize.PageSizeId.A4)
    way = QPageLayout.Orientation.Landscape if landscape else QPageLayout.Orientation.Portrait
    margins = QMarginsF(MARGIN, MARGIN, MARGIN, MARGIN)
    return QPageLayout(size, way, margins, QPageLayout.Unit.Millimeter)


def pages(device: QPagedPaintDevice, content: Content, head: Head) -> Iterator[tuple[int, int]]:
    """Paint a page at each step, and yield its number and how many there are; at the end all is written."""
    painter = QPainter()
    if not painter.begin(device):
        raise OSError("the printer does not begin")
    try:
        scale = device.logicalDpiX() / INCH
        painter.scale(scale, scale)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # as each text is written
        size = QSize(int(painter.viewport().width() / scale), int(painter.viewport().height() / scale))
        frame = _Frame(head, size)
        total = max(1, content.fit(frame.room.size()))
        for page in range(total):
            if page:
                device.newPage()
            frame.paint(painter, page, total)
            painter.save()
            painter.translate(frame.room.topLeft())
            painter.setClipRect(QRect(0, 0, frame.room.width(), frame.room.height()))
            content.paint(painter, page)
            painter.restore()
            yield page + 1, total
    finally:
        painter.end()


class _Frame:
    """What stands around the content of a page."""

    def __init__(self, head: Head, size: QSize) -> None:
        self._head = head
        self._size = size
        self._colours = look(paper())
        self._font = body_font()
        self._title, self._small = heading(self._font), small(self._font)
        self._title_metrics, self._metrics = QFontMetrics(self._title), QFontMetrics(self._small)
        top = self._title_metrics.height() + self._metrics.height() + 2 * GAP
        foot = self._metrics.height() + GAP
        self.room = QRect(0, top, size.width(), max(1, size.height() - top - foot))

    def paint(self, painter: QPainter, page: int, total: int) -> None:
        """Paint head and number."""
        head, width = self._head, self._size.width()
        painter.setFont(self._title)
        painter.setPen(self._colours.text)
        room = width - self._metrics.horizontalAdvance(head.as_of) - 4 * GAP
        painter.drawText(0, self._title_metrics.ascent(), _cut(self._title_metrics, head.title, room))
        painter.setFont(self._small)
        painter.setPen(self._colours.muted)
        self._right(painter, self._title_metrics.ascent(), head.as_of)
        y = self._title_metrics.height() + self._metrics.ascent() + 1
        painter.drawText(0, y, _cut(self._metrics, "  ·  ".join(filter(None, head.told)), width))
        y = self.room.top() - GAP // 2
        painter.setPen(self._colours.hairline)
        painter.drawLine(0, y, width, y)
        painter.setPen(self._colours.muted)
        baseline = self._size.height() - self._metrics.descent() - 1
        painter.drawText(0, baseline, "Callboard")
        self._right(painter, baseline, f"Page {page + 1:,} of {total:,}")

    def _right(self, painter: QPainter, baseline: int, text: str) -> None:
        painter.drawText(self._size.width() - self._metrics.horizontalAdvance(text) - 1, baseline, text)


def _cut(metrics: QFontMetrics, text: str, width: int) -> str:
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
