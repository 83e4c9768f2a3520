"""What the board's cells look like: cut texts, marks, and a chip for the state."""

from collections.abc import Collection

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap

from ui.board.columns import COLUMNS, DAY, HOURS, STATE, TITLE
from ui.board.marks import PICTURES
from ui.board.rows import Row
from ui.icons import pixmap
from ui.style import Ink, Look, mixed, placed, small, strong

PAD = 8  # pixels between a cell's edge and its text
DOT = 5  # the mark of what nobody has seen yet, in the air before a row's first cell
CHIP = 32  # pixels of a chip beside its word: the picture and the air around
MOST_WIDTHS = 64  # for which they are kept
MOST_CUTS = 20_000  # elided texts kept for one width


class Cells:
    """Paints many rows' cells, a column at a time, and keeps what it drew or cut for the next frame.

    To be measured before it paints. All lengths are logical pixels; `height` is a row's.
    """

    def __init__(self, look: Look) -> None:
        self.look = look
        self._cuts: dict[int, dict[str, str]] = {}
        self._chips: dict[tuple[str, str, str, int, float], QPixmap] = {}
        self._dressed = False
        self.mirrored = False  # where one reads from right to left

    def dress(self) -> None:
        """Put the pictures on."""
        self._dressed = True
        self._chips.clear()

    def wear(self, look: Look) -> None:
        """Use these colours, and nothing that was drawn or cut before: the font may be another, too."""
        self.look = look
        self._chips.clear()
        self._cuts.clear()

    def measure(self, font: QFont, *, airy: bool) -> None:
        """Take the measures of rows in a font, with more air or packed."""
        self._font = font
        self.metrics = QFontMetrics(font)
        self.height = self.metrics.height() + (13 if airy else 6)
        self._baseline = (self.height - self.metrics.height()) // 2 + self.metrics.ascent()
        self._strong, self._small = strong(font), small(font)

    def is_cut(self, section: int, text: str, width: int, *, urgent: bool = False) -> bool:
        """Tell whether a text does not fit into its cell."""
        air = CHIP + PAD + 2 if section == STATE else 2 * PAD + (14 if section == TITLE and urgent else 0)
        return self.metrics.horizontalAdvance(text) > width - air

    def paint_heading(self, painter: QPainter, area: QRect, row: Row, *, above: bool = False) -> None:
        """Paint a group's heading; one that stands above the rows that it hides has an edge."""
        colours = self.look
        painter.fillRect(area, _heading_ground(colours))
        painter.setPen(mixed(colours.text, colours.base, 0.28) if above else colours.hairline)
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        baseline = area.top() + self._baseline
        painter.setFont(self._strong)
        painter.setPen(colours.text)
        metrics = QFontMetrics(self._strong)
        words = metrics.elidedText(row.heading, Qt.TextElideMode.ElideRight, max(60, area.width() - 160))
        way = Qt.LayoutDirection.RightToLeft if self.mirrored else Qt.LayoutDirection.LeftToRight
        x, wide = area.left() + PAD, metrics.horizontalAdvance(words)
        painter.drawText(placed(way, area, x, wide), baseline, words)
        painter.setFont(self._small)
        painter.setPen(colours.muted)
        count = QFontMetrics(self._small).horizontalAdvance(row.count)
        painter.drawText(placed(way, area, x + wide + 10, count), baseline, row.count)
        painter.setFont(self._font)

    def paint_dots(
        self, painter: QPainter, x: int, rows: list[Row], top: int, fresh: Collection[str], colour: QColor
    ) -> None:
        """Mark the rows that are fresh."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        for n, row in enumerate(rows):
            if row.ref in fresh:
                y = top + n * self.height + (self.height - 1 - DOT) / 2
                painter.drawEllipse(QRectF(x + 1.5, y, DOT, DOT))
        painter.restore()

    def paint(
        self, painter: QPainter, section: int, x: int, width: int, rows: list[Row], top: int, ratio: float
    ) -> None:
        """Paint one column of rows that follow each other; the first begins at `top`."""
        if section == STATE:
            self._paint_states(painter, x, width, rows, top, ratio)
            return
        if section == TITLE:
            self._paint_urgency(painter, x, width, rows, top, ratio)
        colours = self.look
        times = section in (DAY, HOURS)
        right = COLUMNS[section].right != self.mirrored
        if width not in self._cuts and len(self._cuts) >= MOST_WIDTHS:
            self._cuts.clear()  # a column is drawn wider pixel by pixel
        cuts = self._cuts.setdefault(width, {})
        if len(cuts) > MOST_CUTS:
            cuts.clear()
        for n, row in enumerate(rows):
            text = row.texts[section]
            if not text:
                continue
            indent = PAD + (14 if section == TITLE and row.urgent else 0)
            key = text if indent == PAD else text + "\0"
            cut = cuts.get(key)
            if cut is None:
                cut = self.metrics.elidedText(text, Qt.TextElideMode.ElideRight, width - indent - PAD)
                cuts[key] = cut
            faint = row.removed or (times and row.over)
            painter.setPen(colours.muted if faint else colours.text)
            marked = row.removed or (section == HOURS and row.now)
            wide = self.metrics.horizontalAdvance(cut) if right or marked else 0  # it costs
            left = x + width - (indent if self.mirrored else PAD) - wide if right else x + indent
            baseline = top + n * self.height + self._baseline
            painter.drawText(left, baseline, cut)
            if row.removed:
                strike = baseline - self.metrics.strikeOutPos()
                painter.drawLine(left, strike, left + wide, strike)
            elif section == HOURS and row.now:
                self._paint_now(painter, QRect(x, baseline, width, 0), left, wide)

    def _paint_now(self, painter: QPainter, cell: QRect, left: int, wide: int) -> None:
        word = "now"
        room = self.metrics.horizontalAdvance(word)
        begin = left - 8 - room if self.mirrored else left + wide + 8
        if begin - 4 >= cell.left() and begin + room + 4 <= cell.left() + cell.width():
            painter.setPen(self.look.good)
            painter.drawText(begin, cell.top(), word)

    def _paint_urgency(
        self, painter: QPainter, x: int, width: int, rows: list[Row], top: int, ratio: float
    ) -> None:
        if not self._dressed:
            return
        mark = pixmap("urgent", self.look.alarm, 14, ratio)
        left = x + width - PAD + 3 - 14 if self.mirrored else x + PAD - 3
        for n, row in enumerate(rows):
            if row.urgent:
                painter.drawPixmap(left, top + n * self.height + (self.height - 14) // 2, mark)

    def _paint_states(
        self, painter: QPainter, x: int, width: int, rows: list[Row], top: int, ratio: float
    ) -> None:
        for n, row in enumerate(rows):
            if not row.texts[STATE]:
                continue
            state = "draft" if row.removed else row.state
            key = (state, row.texts[STATE], row.intent, width, ratio)
            chip = self._chips.get(key)
            if chip is None:
                ink = self.look.states.get(state, self.look.states["unknown"])
                height = min(self.height - 5, self.metrics.height() + 5)
                picture = (PICTURES.get(row.intent) or f"state-{state}") if self._dressed else ""
                chip = drawn_chip(
                    picture,
                    row.texts[STATE],
                    ink,
                    self._font,
                    width - PAD - 2,
                    height,
                    ratio,
                    sure=not row.intent,
                )
                self._chips[key] = chip
            y = top + n * self.height + (self.height - 1 - round(chip.height() / ratio)) // 2
            left = x + width - PAD - round(chip.width() / ratio) if self.mirrored else x + PAD
            painter.drawPixmap(left, y, chip)


def _heading_ground(colours: Look) -> QColor:
    return mixed(colours.text, colours.base, 0.06)


def drawn_chip(
    picture: str,
    word: str,
    ink: Ink,
    font: QFont,
    width: int,
    height: int,
    ratio: float,
    *,
    sure: bool = True,
) -> QPixmap:
    """Return a state as icon and word on its ground, no wider than `width` logical pixels.

    With "" for the picture its place is left empty. One that is not sure has a dashed outline.
    """
    metrics = QFontMetrics(font)
    text = metrics.elidedText(word, Qt.TextElideMode.ElideRight, max(0, width - CHIP))
    wide = max(height, min(width, CHIP + metrics.horizontalAdvance(text)))
    chip = QPixmap(round(wide * ratio), round(height * ratio))
    chip.setDevicePixelRatio(ratio)
    chip.fill(Qt.GlobalColor.transparent)
    painter = QPainter(chip)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink.ground)
    painter.drawRoundedRect(0, 0, wide, height, 5, 5)
    if not sure:
        dashes = QPen(ink.text, 1.2)
        dashes.setDashPattern([2.5, 2.5])
        painter.setPen(dashes)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(0.6, 0.6, wide - 1.2, height - 1.2), 4.4, 4.4)
    if picture:
        painter.drawPixmap(6, (height - 14) // 2, pixmap(picture, ink.text, 14, ratio))
    painter.setFont(font)
    painter.setPen(ink.text)
    painter.drawText(24, (height - metrics.height()) // 2 + metrics.ascent(), text)
    painter.end()
    return chip
