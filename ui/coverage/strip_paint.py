"""How the strip's days look, and the words beside them."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.store.lenses import Coverage
from ui.calendar.hand import Hand
from ui.calendar.names import Wording
from ui.coverage.figures import WORDS, Figures, parts, rate, told
from ui.coverage.stack import paint_stack, paint_swatch
from ui.style import mixed

BARS = 30  # pixels of the highest bar
WIDEST = 16  # pixels of a bar
SWATCH, GAP = 16, 12  # pixels of what stands for a kind with the air behind it, and between two kinds
SAMPLE = "8,888 open8,888 pending88,888 filled"  # as wide as the words are at least


class Bands:
    """Paints a day of the strip."""

    def __init__(self, hand: Hand, wording: Wording) -> None:
        self._hand = hand
        self._wording = wording

    def paint(
        self,
        painter: QPainter,
        area: QRect,
        one: Coverage,
        most: int,
        *,
        first: bool,
        today: bool,
        inside: bool,
        over: bool,
        here: bool,
    ) -> None:
        """Paint it; the day with the `most` shifts has the highest bar, the `first` one names its month."""
        hand, day = self._hand, one.day
        if inside:
            painter.fillRect(area, hand.look.selected)
        elif over:
            painter.fillRect(area, mixed(hand.look.text, hand.window, 0.07))
        elif day.weekday() in self._wording.weekend:
            painter.fillRect(area, mixed(hand.look.text, hand.window, 0.03))
        if day.weekday() == self._wording.begins:
            painter.setPen(mixed(hand.look.text, hand.window, 0.14))
            painter.drawLine(area.left(), area.top() + 4, area.left(), area.bottom() - 4)
        self._bar(painter, area, one, most)
        metrics = hand.small_metrics
        painter.setFont(hand.strong if today else hand.small)
        painter.setPen(hand.look.focus if today else hand.look.muted)
        words = str(day.day)
        x = area.left() + (area.width() - painter.fontMetrics().horizontalAdvance(words)) // 2
        painter.drawText(x, area.top() + 3 + BARS + 2 + metrics.ascent(), words)
        if day.day == 1 or first:
            painter.setFont(hand.small)
            painter.setPen(hand.look.muted)
            brief = self._wording.times.brief_day(day)
            text = "".join(one for one in brief if not one.isdecimal()).strip(" .")
            painter.drawText(area.left() + 4, area.bottom() - metrics.descent() - 1, text)
        if here:
            hand.frame(painter, area.adjusted(0, 0, -1, 0), hand.look.focus, 2)

    def _bar(self, painter: QPainter, area: QRect, one: Coverage, most: int) -> None:
        width = min(WIDEST, area.width() - 8)
        left = area.left() + (area.width() - width) // 2
        bottom = area.top() + 3 + BARS
        if not one.total:
            painter.fillRect(left, bottom - 2, width, 2, mixed(self._hand.look.text, self._hand.window, 0.16))
            return
        height = max(3, round(BARS * one.total / most))
        place = QRect(left, bottom - height, width, height)
        paint_stack(painter, place, one, self._hand.look, upright=True)


class Words(QWidget):
    """Some figures in words, with what stands for each of them in the bars."""

    def __init__(self, hand: Hand, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hand = hand
        self._name = ""
        self._figures: dict[str, int] = {}
        self._rate = ""

    def say(self, name: str, figures: Figures) -> None:
        """Tell these figures."""
        self._name, self._figures = name, parts(figures)
        self._rate = f"{rate(figures)} filled" if figures.total else "nothing to fill"
        self.setAccessibleName(f"{name}: {told(figures)}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self._hand.small_metrics
        texts = [f"{n:,} {WORDS[kind]}" for kind, n in self._figures.items() if n or kind != "other"]
        wide = max(metrics.horizontalAdvance(words) for words in ("".join(texts), SAMPLE))
        return QSize(wide + 3 * (SWATCH + GAP) + 8, metrics.height() * 2 + 10)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        hand, painter = self._hand, QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # as each text is written
        metrics = hand.small_metrics
        top = (self.height() - 2 * metrics.height() - 6) // 2
        painter.setFont(hand.strong)
        painter.setPen(hand.look.text)
        baseline = top + metrics.ascent()
        room = self.width() - metrics.horizontalAdvance(self._rate) - 12
        name = hand.metrics.elidedText(self._name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(0, baseline, name)
        if self._rate:
            painter.setFont(hand.small)
            words = self._rate
            painter.setPen(hand.look.muted)
            painter.drawText(self.width() - metrics.horizontalAdvance(words), baseline, words)
        x, baseline = 0, top + metrics.height() + 6 + metrics.ascent()
        for kind, n in self._figures.items():
            if kind == "other" and not n:
                continue
            words = f"{n:,} {WORDS[kind]}"
            if x + SWATCH + metrics.horizontalAdvance(words) > self.width():
                break
            paint_swatch(painter, QRect(x, baseline - metrics.ascent() + 2, 11, 11), kind, hand.look)
            painter.setFont(hand.small)
            painter.setPen(hand.look.text)
            painter.drawText(x + SWATCH, baseline, words)
            x += SWATCH + metrics.horizontalAdvance(words) + GAP
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self.updateGeometry()
        super().changeEvent(event)
