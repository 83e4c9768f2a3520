"""The whole picture of a timeline: ground, rows, the present, labels, axis, and whose clock it is."""

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPen

from app.store.lanes import By
from ui.calendar.hand import Hand
from ui.calendar.ruler import Ruler
from ui.calendar.scale import Scale
from ui.calendar.steps import Stop
from ui.calendar.strokes import Spot, Strokes
from ui.calendar.tracks import Book, Placed
from ui.style import heading, mixed


@dataclass(frozen=True, slots=True)
class View:
    """What of a timeline is to be seen. `side` is as wide as the labels are; pixels."""

    size: QSize
    side: int
    scale: Scale
    scroll: int
    by: By
    now: float
    today: date
    zones: int  # in which the shifts are, where each stands by its own clock
    lane: int
    ref: str
    stop: Stop | None
    focused: bool

    def is_current(self, spot: Spot) -> bool:
        """Tell whether something is what the keyboard is at."""
        if self.stop is None or spot.lane != self.lane:
            return False
        if spot.bar is not None:
            return spot.bar.row.ref == self.stop.ref
        return spot.count is not None and spot.count.day == self.stop.day


class Scene:
    """Paints a view, and tells afterwards what stands where."""

    def __init__(self, hand: Hand, ruler: Ruler, book: Book, strokes: Strokes) -> None:
        self._hand = hand
        self._ruler = ruler
        self._book = book
        self._strokes = strokes
        self.laid: list[Placed] = []
        self.spots: list[Spot] = []

    def paint(self, painter: QPainter, view: View) -> None:
        """Paint all of it."""
        width, height, top = view.size.width(), view.size.height(), self._ruler.height
        sheet = QRect(view.side, top, width - view.side, height - top)
        painter.fillRect(sheet, self._hand.look.base)
        self.laid = self._book.laid(view.scroll, sheet.height())
        self.spots = []
        painter.setClipRect(sheet)
        self._paint_ground(painter, sheet, view)
        self._paint_rows(painter, sheet, view)
        self._paint_now(painter, sheet, view)
        for spot in self.spots:
            self._paint_choice(painter, spot, view)
        self._paint_labels(painter, QRect(0, top, view.side, sheet.height()), view)
        axis = QRect(view.side, 0, sheet.width(), top)
        self._ruler.paint(painter, axis, view.scale, view.today)
        self._paint_corner(painter, QRect(0, 0, view.side, top), view)
        painter.setClipping(False)
        if view.focused and not any(view.is_current(spot) for spot in self.spots):
            self._hand.frame(painter, QRect(0, 0, width, height), self._hand.look.focus, 1)

    def _paint_ground(self, painter: QPainter, sheet: QRect, view: View) -> None:
        hand = self._hand
        for band in self._ruler.days(view.scale, sheet.width()):
            area = QRect(sheet.left() + band.left, sheet.top(), band.right - band.left, sheet.height())
            if band.day == view.today:
                painter.fillRect(area, mixed(hand.look.focus, hand.look.base, 0.05))
            elif band.day.weekday() in self._ruler.weekend:
                painter.fillRect(area, hand.quiet)
        for tick in self._ruler.ticks(view.scale, sheet.width()):
            x = sheet.left() + view.scale.x(tick.at)
            painter.setPen(mixed(hand.look.text, hand.look.base, 0.16) if tick.is_midnight else hand.faint)
            painter.drawLine(x, sheet.top(), x, sheet.bottom())

    def _paint_rows(self, painter: QPainter, sheet: QRect, view: View) -> None:
        painter.translate(0, sheet.top())
        rows = QRect(sheet.left(), 0, sheet.width(), sheet.height())
        for placed in self.laid:
            painter.setPen(self._hand.look.hairline)
            y = placed.top + placed.height - 1
            painter.drawLine(sheet.left(), y, sheet.right(), y)
            for spot in self._strokes.track(painter, rows, placed, view.scale, view.by, self._ruler.zone):
                area = spot.area.translated(0, sheet.top())
                self.spots.append(Spot(area, spot.lane, spot.bar, spot.count))
        painter.translate(0, -sheet.top())
        if self._book.told is None:
            for n in range(sheet.height() // self._book.usual):
                self._strokes.skeleton(painter, sheet, n)
        elif not self._book.total:
            self._paint_nothing(painter, sheet)

    def _paint_nothing(self, painter: QPainter, sheet: QRect) -> None:
        """Say that there is nothing, and where to look for something."""
        hand = self._hand
        middle = sheet.top() + sheet.height() * 2 // 5
        block = QRect(0, middle - 48, min(sheet.width(), 520), 96)
        block.moveCenter(QPoint(sheet.center().x(), block.center().y()))
        painter.fillRect(block, hand.look.base)
        painter.setFont(heading(hand.font))
        painter.setPen(hand.look.text)
        area = QRect(sheet.left(), middle - 40, sheet.width(), 36)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, "No shift on these days")
        painter.setFont(hand.font)
        painter.setPen(hand.look.muted)
        words = "Ctrl+→ and Ctrl+← go on and back. There may be more with other filters."
        area = QRect(sheet.left() + 20, middle, sheet.width() - 40, 60)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(area, flags, words)

    def _paint_now(self, painter: QPainter, sheet: QRect, view: View) -> None:
        x = sheet.left() + view.scale.x(view.now)
        if sheet.left() <= x <= sheet.right():
            painter.setPen(QPen(self._hand.look.alarm, 2))
            painter.drawLine(x, sheet.top(), x, sheet.bottom())

    def _paint_choice(self, painter: QPainter, spot: Spot, view: View) -> None:
        look, here = self._hand.look, view.is_current(spot)
        if here or (spot.bar is not None and spot.bar.row.ref == view.ref):
            colour = look.focus if here and view.focused else mixed(look.text, look.base, 0.5)
            self._hand.frame(painter, spot.area.adjusted(-1, -1, 1, 1), colour, 2)

    def _paint_labels(self, painter: QPainter, area: QRect, view: View) -> None:
        look = self._hand.look
        painter.setClipRect(area)
        painter.fillRect(area, look.base)
        painter.translate(0, area.top())
        side = QRect(0, 0, area.width(), area.height())
        span = view.scale.begin, view.scale.at(view.size.width() - view.side)
        for placed in self.laid:
            here = view.focused and placed.number == view.lane
            self._strokes.label(painter, side, placed, span, current=here)
            painter.setPen(look.hairline)
            y = placed.top + placed.height - 1
            painter.drawLine(0, y, area.width(), y)
        painter.translate(0, -area.top())
        painter.setPen(mixed(look.text, look.base, 0.18))
        painter.drawLine(area.right(), area.top(), area.right(), area.bottom())

    def _paint_corner(self, painter: QPainter, area: QRect, view: View) -> None:
        hand = self._hand
        painter.setClipRect(area)
        painter.fillRect(area, hand.window)
        painter.setPen(mixed(hand.look.text, hand.window, 0.18))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.drawLine(area.topRight(), area.bottomRight())
        painter.setFont(hand.small)
        painter.setPen(hand.look.muted)
        lines = self._ruler.label(view.scale.at(area.width()))
        if view.zones > 1:
            lines[0] += f", of {view.zones} zones"
        for number, text in enumerate(lines, 1):
            baseline = number * self._ruler.tier + 3 + hand.small_metrics.ascent()
            painter.drawText(10, baseline, hand.cut(text, area.width() - 20))
