"""How the heat map looks: one colour that grows darker with what is open, and the figures on it."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter

from app.store.lenses import Cell
from ui.calendar.hand import Hand
from ui.calendar.names import Wording
from ui.style import legible, mixed

SHADES = (0.16, 0.32, 0.52, 0.76, 1.0)  # of the colour of what is open, on the ground
FEWEST = 1  # open shifts of the lightest shade


def steps_of(most: int) -> list[int]:
    """Return from how many open shifts on each shade is used; as many shades as there are numbers."""
    found: list[int] = []
    for n in range(min(most, len(SHADES))):
        even = round(most ** (n / (len(SHADES) - 1))) if most > len(SHADES) else 1
        found.append(max(even, found[-1] + 1 if found else FEWEST))
    return found


def shade_of(steps: Sequence[int], wanted: int) -> int:
    """Return the shade for so many open shifts, -1 for none."""
    return sum(wanted >= step for step in steps) - 1


class Tiles:
    """Paints cells, headings and the legend."""

    def __init__(self, hand: Hand, wording: Wording) -> None:
        self._hand = hand
        self._wording = wording

    def ground(self, shade: int, of: int) -> QColor:
        """Return the colour of a shade; the darkest of few is as dark as the darkest of many."""
        look = self._hand.look
        return _ground(
            look.states["open"].text.rgb(), look.base.rgb(), len(SHADES) - of + shade if shade >= 0 else -1
        )

    def words(self, cell: Cell, whole: bool) -> str:
        """Return how many of a cell's shifts are open, and of how many where the whole is wished."""
        return f"{cell.open:,} / {cell.total:,}" if whole else f"{cell.open:,}"

    def cell(self, painter: QPainter, area: QRect, cell: Cell, steps: Sequence[int], *, whole: bool) -> None:
        """Paint a cell in the small font: its shade, how many are open, and of how many where wished."""
        hand = self._hand
        ground = self.ground(shade_of(steps, cell.open), len(steps))
        painter.fillRect(area.adjusted(1, 1, 0, 0), ground)
        if not cell.total:
            return
        metrics = hand.small_metrics
        baseline = area.top() + (area.height() - metrics.height()) // 2 + metrics.ascent()
        strong = hand.look.text if cell.open else hand.look.muted
        painter.setPen(_written(strong.rgb(), ground.rgb()))
        words = self.words(cell, whole)
        wide = metrics.horizontalAdvance(words)
        if wide <= area.width() - 2:
            painter.drawText(area.left() + (area.width() - wide) // 2 + 1, baseline, words)

    def column(self, painter: QPainter, area: QRect, day: date, today: date) -> None:
        """Paint the heading of a day."""
        hand = self._hand
        metrics = hand.small_metrics
        for line, words in enumerate((self._wording.brief_weekdays[day.weekday()], str(day.day))):
            font = hand.strong if day == today else hand.small
            painter.setFont(font)
            is_quiet = day.weekday() in self._wording.weekend
            painter.setPen(
                hand.look.focus if day == today else hand.look.muted if is_quiet else hand.look.text
            )
            wide = painter.fontMetrics().horizontalAdvance(words)
            y = area.top() + 4 + line * metrics.height() + metrics.ascent()
            painter.drawText(area.left() + (area.width() - wide) // 2, y, words)
        if day.day == 1:
            painter.setPen(hand.look.muted)
            painter.drawLine(area.left(), area.top() + 4, area.left(), area.bottom())

    def row(self, painter: QPainter, area: QRect, words: str) -> None:
        """Paint the heading of a row."""
        hand = self._hand
        painter.setFont(hand.font)
        painter.setPen(hand.look.text)
        text = hand.metrics.elidedText(words, Qt.TextElideMode.ElideRight, area.width() - 16)
        baseline = area.top() + (area.height() - hand.metrics.height()) // 2 + hand.metrics.ascent()
        painter.drawText(area.left() + 10, baseline, text)

    def legend(self, painter: QPainter, area: QRect, steps: Sequence[int]) -> None:
        """Paint what the shades mean, from the left."""
        hand = self._hand
        metrics = hand.small_metrics
        painter.setFont(hand.small)
        baseline = area.top() + (area.height() - metrics.height()) // 2 + metrics.ascent()
        painter.setPen(hand.look.muted)
        x = area.left()
        painter.drawText(x, baseline, "Open:")
        x += metrics.horizontalAdvance("Open:") + 10
        for shade in range(-1, len(steps)):
            words = span_of(steps, shade)
            place = QRect(x, area.top() + (area.height() - 14) // 2, 22, 14)
            painter.fillRect(place, self.ground(shade, len(steps)))
            painter.setPen(mixed(hand.look.text, hand.window, 0.35))
            painter.drawRect(place.adjusted(0, 0, -1, -1))
            painter.setPen(hand.look.text)
            painter.drawText(x + 27, baseline, words)
            x += 27 + metrics.horizontalAdvance(words) + 12


@lru_cache(maxsize=64)
def _ground(ink: int, base: int, place: int) -> QColor:
    return QColor(base) if place < 0 else mixed(QColor(ink), QColor(base), SHADES[place])


@lru_cache(maxsize=64)
def _written(ink: int, ground: int) -> QColor:
    return legible(QColor(ink), QColor(ground))


def span_of(steps: Sequence[int], shade: int) -> str:
    """Return how many open shifts a shade stands for: `3 – 7`."""
    if shade < 0:
        return "0"
    begin = steps[shade]
    if shade + 1 == len(steps):
        return f"{begin:,} or more" if len(steps) > 1 else f"{begin:,}"
    end = steps[shade + 1] - 1
    return f"{begin:,}" if begin == end else f"{begin:,} – {end:,}"
