"""Rows of the timeline that are counted by day, because there are too many shifts to draw them."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from ui.calendar.hand import Hand
from ui.calendar.scale import DAY, Scale, midnight
from ui.calendar.tracks import Count, Placed
from ui.coverage.stack import paint_thin

SHORTER = ("{open:,} / {total:,}", "{open:,}")
BAR = 7  # pixels of the bar below the figures


def paint_counts(
    painter: QPainter,
    hand: Hand,
    area: QRect,
    placed: Placed,
    counts: Sequence[Count],
    scale: Scale,
    zone: str,
) -> Iterator[tuple[Count, QRect]]:
    """Paint a row's days; yield where each one stands."""
    painter.setFont(hand.small)
    look, height, width = hand.look, placed.height - 5, area.width()
    baseline = (
        placed.top + 2 + (height - BAR - hand.small_metrics.height()) // 2 + hand.small_metrics.ascent()
    )
    day_wide = round(DAY / scale.rate)
    form = form_of(hand, day_wide - 8)
    advance = hand.small_metrics.horizontalAdvance
    last = None
    for count in counts:
        left = scale.x(midnight(count.day, zone))
        if left + day_wide + 2 < 0 or left > width:
            continue
        right = scale.x(midnight(count.next_day, zone))
        cell = QRect(area.left() + left + 2, placed.top + 2, right - left - 4, height)
        paint_thin(painter, QRect(cell.left(), cell.bottom() + 1 - BAR, cell.width(), BAR), count, look)
        if (pen := look.text if count.open else look.muted) is not last:
            painter.setPen(pen)
            last = pen
        begin = max(cell.left(), area.left() + 4)
        # A day cut by the edge says less, rather than into the next one.
        some = (one.format(open=count.open, total=count.total) for one in (form, *SHORTER))
        words = next((one for one in some if advance(one) <= cell.right() - begin), "")
        painter.drawText(begin, baseline, words)
        yield count, cell


def form_of(hand: Hand, room: int) -> str:
    """Return how a day's figures are written if days are so wide, whatever they are."""
    advance = hand.small_metrics.horizontalAdvance
    if advance("0,000 open of 0,000") <= room:
        return "{open:,} open of {total:,}"
    return SHORTER[0] if advance("000 / 0,000") <= room else SHORTER[1]
