"""The hand that paints shifts: fonts, colours, drawings, and texts cut to their room, kept between frames."""

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QLinearGradient, QPainter, QPalette, QPen

from app.store.rows import BoardRow
from ui.calendar.cards import picture_of
from ui.icons import pixmap
from ui.style import Ink, look, mixed, small, strong

PAD = 4
PICTURE = 12  # pixels of a drawing beside small text
MOST_CUTS = 20_000
EDGE = 3  # pixels of the bar that begins a shift
WORTH = 44  # pixels that the hours have to leave for what it is, else they are left out
PLACE = 40  # pixels that are left for where a shift is, so that it is told
UPRIGHT = 44  # pixels of a block's room below which it is written on from top to bottom


class Hand:
    """Paints in one palette, font and direction. All lengths are logical pixels."""

    def __init__(self, font: QFont, palette: QPalette) -> None:
        self.dressed = False
        self.ratio = 1.0
        self.mirrored = False  # right to left
        self._cuts: dict[tuple[int, str], str] = {}
        self._widths: dict[str, int] = {}
        self.wear(font, palette)

    def wear(self, font: QFont, palette: QPalette) -> None:
        """Use this font and these colours."""
        self.look = look(palette)
        self.font, self.small, self.strong = font, small(font), strong(font)
        self.metrics, self.small_metrics = QFontMetrics(self.font), QFontMetrics(self.small)
        window, text = palette.color(QPalette.ColorRole.Window), self.look.text
        self.window = window
        self.line = self.look.hairline
        self.faint = mixed(text, self.look.base, 0.05)  # a hairline between half hours
        self.quiet = mixed(text, self.look.base, 0.028)  # the ground of weekends and nights
        self.hover = mixed(text, self.look.base, 0.30)
        self._cuts.clear()
        self._widths.clear()

    def ink(self, row: BoardRow) -> Ink:
        """Return the colours of a shift's state."""
        states = self.look.states
        return states["draft"] if row.removed else states.get(row.state, states["unknown"])

    def width(self, text: str) -> int:
        """Return how wide a text is in the small font."""
        found = self._widths.get(text)
        if found is None:
            if len(self._widths) > MOST_CUTS:
                self._widths.clear()
            found = self._widths[text] = self.small_metrics.horizontalAdvance(text)
        return found

    def cut(self, text: str, width: int) -> str:
        """Return a text in the small font, cut to a width."""
        key = (width, text)
        found = self._cuts.get(key)
        if found is None:
            if len(self._cuts) > MOST_CUTS:
                self._cuts.clear()
            found = self.small_metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, width))
            self._cuts[key] = found
        return found

    def write(self, painter: QPainter, x: int, baseline: int, width: int, text: str) -> int:
        """Write a text in the small font from the side where reading begins; return how wide it is."""
        shown = self.cut(text, width)
        wide = self.width(shown)
        painter.drawText(x + width - wide if self.mirrored else x, baseline, shown)
        return wide

    def side(self, area: QRect, from_start: int, width: int) -> int:
        """Return the x of something so far from where reading begins in an area."""
        return area.right() + 1 - from_start - width if self.mirrored else area.left() + from_start

    def picture(
        self, painter: QPainter, name: str, colour: QColor, x: int, y: int, side: int = PICTURE
    ) -> None:
        """Put a drawing somewhere; none before the first sight is over."""
        if self.dressed:
            painter.drawPixmap(x, y, pixmap(name, colour, side, self.ratio))

    def chip(
        self, painter: QPainter, area: QRect, row: BoardRow, hours: str, title: str, place: str = ""
    ) -> None:
        """Paint a shift on one line: drawing of its state, when, what, and where if there is room."""
        ink = self.ink(row)
        self._ground(painter, area, row, ink)
        painter.setFont(self.small)
        height = area.height()
        baseline = area.top() + (height - self.small_metrics.height()) // 2 + self.small_metrics.ascent()
        at, room = EDGE + 4, area.width() - EDGE - 4 - PAD
        y = area.top() + (height - PICTURE) // 2
        if room >= PICTURE + 24:
            self.picture(painter, picture_of(row), ink.text, self.side(area, at, PICTURE), y)
            at, room = at + PICTURE + 4, room - PICTURE - 4
        if row.urgent and room >= PICTURE + 24:
            self.picture(painter, "urgent", self.look.alarm, self.side(area, at, PICTURE), y)
            at, room = at + PICTURE + 2, room - PICTURE - 2
        if hours and room > self.width(hours) + WORTH:
            painter.setPen(ink.text)
            wide = self.write(painter, self.side(area, at, room), baseline, room, hours) + 6
            at, room = at + wide, room - wide
        if room > 6:
            painter.setPen(ink.text if row.state == "cancelled" or row.removed else self.look.text)
            left = self.side(area, at, room)
            wide = self.write(painter, left, baseline, room, title)
            if row.removed or row.state == "cancelled":
                y = baseline - self.small_metrics.strikeOutPos()
                begin = left + room - wide if self.mirrored else left
                painter.drawLine(begin, y, begin + wide, y)
            at, room = at + wide + 8, room - wide - 8
        if place and room > PLACE:
            painter.setPen(ink.text)
            self.write(painter, self.side(area, at, room), baseline, room, place)

    def block(
        self,
        painter: QPainter,
        area: QRect,
        row: BoardRow,
        lines: tuple[str, ...],
        before: bool,
        after: bool,
        seen_from: int,
    ) -> None:
        """Paint a shift on its hours: as many of its lines as fit; an open side where it goes on.

        What is written begins no higher than `seen_from`, which is where the shown part begins.
        """
        ink, metrics = self.ink(row), self.small_metrics
        self._ground(painter, area, row, ink, open_top=before, open_bottom=after)
        painter.setFont(self.small)
        if area.top() < seen_from < area.bottom() - metrics.height() - 2:
            area = QRect(area.left(), seen_from, area.width(), area.bottom() - seen_from + 1)
        height = metrics.height()
        if area.height() < height:
            return
        y = area.top() + min(3, (area.height() - height) // 2)
        at, room = EDGE + 4, area.width() - EDGE - 4 - PAD
        centre = y + (height - PICTURE) // 2
        if room >= PICTURE:
            self.picture(painter, picture_of(row), ink.text, self.side(area, at, PICTURE), centre)
            first, left = at + PICTURE + 4, room - PICTURE - 4
            if row.urgent and left >= PICTURE:
                self.picture(painter, "urgent", self.look.alarm, self.side(area, first, PICTURE), centre)
                first, left = first + PICTURE + 2, left - PICTURE - 2
        else:
            first, left = at, room
        if room < UPRIGHT and area.height() > 5 * height:
            top = centre + PICTURE + 4 if room >= PICTURE else area.top() + 4
            self._write_upright(painter, area, top, lines)
            return
        for number, (text, when) in enumerate(self._broken(lines, left, room)):
            if number:
                first, left, y = at, room, y + height
            if y + height > area.bottom() + 2:
                return
            painter.setPen(ink.text if when else self.look.text)
            self.write(painter, self.side(area, first, left), y + metrics.ascent(), left, text)

    def _broken(self, lines: tuple[str, ...], first: int, room: int) -> Iterator[tuple[str, bool]]:
        """Yield a block's lines, and whether they tell the hours; long ones in two, long hours cut."""
        width_of = self.width
        width = first
        for number, text in enumerate(lines):
            if number == 1:
                yield (text if width_of(text) <= room else text.partition(" – ")[0]), True
                continue
            words = text.split(" ")
            if not number and width_of(words[0]) > first:
                yield "", False  # beside the drawings there is no room for a word
                width = room
            fits = next(
                (n for n in range(len(words), 1, -1) if width_of(" ".join(words[:n])) <= width),
                min(1, len(words)),
            )
            yield " ".join(words[:fits]), False
            if words[fits:]:
                yield " ".join(words[fits:]), False
            width = room

    def _write_upright(self, painter: QPainter, area: QRect, top: int, lines: tuple[str, ...]) -> None:
        """Write from top to bottom, where a block is too narrow for words."""
        painter.save()
        middle = area.left() + (area.width() + EDGE) // 2
        painter.translate(middle - (self.small_metrics.ascent() - self.small_metrics.descent()) // 2, top)
        painter.rotate(90)
        painter.setPen(self.look.text)
        painter.drawText(0, 0, self.cut("  ·  ".join(lines), area.bottom() - top - 4))
        painter.restore()

    def _ground(
        self,
        painter: QPainter,
        area: QRect,
        row: BoardRow,
        ink: Ink,
        open_top: bool = False,
        open_bottom: bool = False,
    ) -> None:
        edge = QRect(self.side(area, 0, EDGE), area.top(), EDGE, area.height())
        if row.end is None and not row.all_day and area.height() > 2 * self.small_metrics.height():
            self._fade(painter, area, ink.ground)
            self._fade(painter, edge, ink.text)
        else:
            painter.fillRect(area, ink.ground)
            painter.fillRect(edge, ink.text)
        if row.intent:
            pen = QPen(ink.text, 1)
            pen.setDashPattern([3, 3])
            painter.setPen(pen)
            painter.drawRect(area.adjusted(0, 0, -1, -1))
        for is_open, y in ((open_top, area.top()), (open_bottom, area.bottom())):
            if is_open and area.width() > 24:  # torn, as a strip of paper that goes on
                painter.setPen(QPen(ink.text, 1, Qt.PenStyle.DotLine))
                painter.drawLine(area.left(), y, area.right(), y)

    def _fade(self, painter: QPainter, area: QRect, colour: QColor) -> None:
        fading = QLinearGradient(area.topLeft(), area.bottomLeft())
        clear = QColor(colour)
        clear.setAlpha(0)
        fading.setColorAt(0, colour)
        fading.setColorAt(0.35, colour)
        fading.setColorAt(1, clear)
        painter.fillRect(area, fading)

    def frame(self, painter: QPainter, area: QRect, colour: QColor, width: int = 2) -> None:
        """Draw a frame inside an area."""
        inset = width // 2
        pen = QPen(colour, width)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(area.adjusted(inset, inset, inset - width, inset - width))

    def hatch(self, painter: QPainter, area: QRect) -> None:
        """Draw slanted lines: this hour does not exist on this day."""
        painter.save()
        painter.setClipRect(area)
        painter.setPen(QPen(mixed(self.look.text, self.look.base, 0.28), 1))
        for x in range(area.left() - area.height(), area.right(), 7):
            painter.drawLine(QPoint(x, area.bottom() + 1), QPoint(x + area.height(), area.top()))
        painter.restore()
