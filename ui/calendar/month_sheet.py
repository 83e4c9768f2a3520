"""How a month's sheet is laid out and painted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter

from ui.calendar.cards import place_of, title_of
from ui.calendar.days import in_order
from ui.calendar.hand import PAD, PICTURE, Hand
from ui.calendar.names import Wording
from ui.calendar.reading import Month
from ui.calendar.spots import DAY, MORE, SHIFT, Spot
from ui.calendar.weeks import WEEKS, week_number
from ui.style import legible
from ui.times import at

GAP = 2  # pixels between two chips
NARROW = 560  # pixels of a sheet below which weeks have no numbers
TIGHT = 90  # pixels of a day below which chips have no times


@dataclass(frozen=True, slots=True)
class Standing:
    """What is marked on a sheet."""

    today: date
    day: date  # the one with the cursor
    at: str = ""  # ref of the shift with the cursor, "" for the day itself
    chosen: str = ""  # ref of the chosen shift
    over: Spot | None = None  # what the mouse is on
    focused: bool = False


class MonthSheet:
    """Six weeks, laid out for one size."""

    def __init__(self, hand: Hand, wording: Wording) -> None:
        self._hand = hand
        self._wording = wording
        self.spots: list[Spot] = []
        self.cells: list[QRect] = []
        self._days: Sequence[date] = ()
        self._month = date.min
        self._sight: Month | None = None
        self._gutter = self._head = 0

    @property
    def _chip(self) -> int:
        return self._hand.small_metrics.height() + 5

    @property
    def _top(self) -> int:
        return self._hand.metrics.height() + 9

    def room(self, size: QSize) -> int:
        """Return how many lines of chips a day has at a size."""
        head = self._hand.small_metrics.height() + 10
        high = (size.height() - head) // WEEKS - self._top - PAD
        return max(0, (high + GAP) // (self._chip + GAP))  # no gap below the last

    def lay(self, size: QSize, days: Sequence[date], month: date, sight: Month | None) -> None:
        """Find a place for everything."""
        self._days, self._month, self._sight = days, month, sight
        hand = self._hand
        wide = size.width() >= NARROW
        self._gutter = hand.width("00") + 16 if wide else 0
        self._head = hand.small_metrics.height() + 10
        width, height = size.width() - self._gutter, size.height() - self._head
        self.cells, self.spots = [], []
        room = self.room(size)
        for n, day in enumerate(days):
            row, column = divmod(n, 7)
            left, right = width * column // 7, width * (column + 1) // 7
            top = self._head + height * row // WEEKS
            bottom = self._head + height * (row + 1) // WEEKS
            x = size.width() - self._gutter - right if hand.mirrored else self._gutter + left
            cell = QRect(x, top, right - left, bottom - top)
            self.cells.append(cell)
            self.spots.append(Spot(DAY, cell, day))
            self._lay_day(cell, day, room, times=cell.width() >= TIGHT)

    def _lay_day(self, cell: QRect, day: date, room: int, *, times: bool) -> None:
        if self._sight is None:
            return
        chips = self._sight.chips.get(day, [])
        total = sum(self._sight.counts.get(day, {}).values())
        shown = min(len(chips), room)
        if total > shown and shown == room:
            shown = max(0, room - 1)
        y, step = cell.top() + self._top, self._chip + GAP
        for row in chips[:shown]:
            start = at(row.start, row.timezone)
            hours = "" if row.all_day or not times else self._wording.times.begins(start)
            area = QRect(cell.left() + 3, y, cell.width() - 7, self._chip)
            self.spots.append(Spot(SHIFT, area, day, row, lines=(hours, title_of(row), place_of(row))))
            y += step
        if total > shown and room:
            area = QRect(cell.left() + 3, y, cell.width() - 7, self._chip)
            self.spots.append(Spot(MORE, area, day, hidden=total - shown))

    def paint(self, painter: QPainter, area: QRect, standing: Standing) -> None:
        """Paint what lies in an area."""
        hand = self._hand
        self._paint_heads(painter, area)
        for n, (cell, day) in enumerate(zip(self.cells, self._days, strict=True)):
            if cell.intersects(area):
                self._paint_day(painter, n, cell, day, standing)
        for spot in self.spots:
            if spot.kind == DAY or not spot.area.intersects(area):
                continue
            if spot.row is not None:
                hand.chip(painter, spot.area, spot.row, *spot.lines)
                if spot.ref == standing.chosen:
                    hand.frame(painter, spot.area, hand.look.focus if standing.focused else hand.look.muted)
                elif standing.over is spot:
                    hand.frame(painter, spot.area, hand.hover, 1)
                if standing.focused and standing.at == spot.ref and spot.ref != standing.chosen:
                    hand.frame(painter, spot.area, hand.look.focus, 1)
            else:
                self._paint_more(painter, spot, underlined=standing.over is spot)

    def _paint_heads(self, painter: QPainter, area: QRect) -> None:
        hand = self._hand
        if area.top() < self._head:
            painter.fillRect(area.left(), 0, area.width(), self._head, hand.window)
            painter.setFont(hand.small)
            painter.setPen(hand.look.muted)
            baseline = (self._head - hand.small_metrics.height()) // 2 + hand.small_metrics.ascent()
            for n, cell in enumerate(self.cells[:7]):
                weekday = self._days[n].weekday()
                name = self._wording.weekdays[weekday]
                if hand.width(name) > cell.width() - 2 * PAD:
                    name = self._wording.brief_weekdays[weekday]
                hand.write(painter, hand.side(cell, 6, cell.width() - 12), baseline, cell.width() - 12, name)
        if self._gutter:
            left = self.cells[0].right() + 1 if hand.mirrored else 0
            painter.fillRect(
                left, self._head, self._gutter, self.cells[-1].bottom() - self._head + 1, hand.window
            )
            painter.setFont(hand.small)
            painter.setPen(hand.look.muted)
            for row in range(WEEKS):
                number = week_number(self._days[7 * row : 7 * row + 7], self._wording.begins)
                top = self.cells[7 * row].top()
                room = QRect(left, top + 4, self._gutter, hand.small_metrics.height() + 4)
                painter.drawText(room, Qt.AlignmentFlag.AlignCenter, str(number))

    def _paint_day(self, painter: QPainter, n: int, cell: QRect, day: date, standing: Standing) -> None:
        hand = self._hand
        other = (day.year, day.month) != (self._month.year, self._month.month)
        ground = hand.look.base
        if other:
            ground = hand.window
        elif day.weekday() in self._wording.weekend:
            ground = hand.quiet
        painter.fillRect(cell, ground)
        painter.setPen(hand.line)
        painter.drawLine(cell.left(), cell.bottom(), cell.right(), cell.bottom())
        side = cell.left() if hand.mirrored else cell.right()
        painter.drawLine(side, cell.top(), side, cell.bottom())
        if n < 7:
            painter.drawLine(cell.left(), cell.top(), cell.right(), cell.top())
        taken = self._paint_number(painter, cell, day, other, today=day == standing.today)
        if self._sight is None:
            self._paint_awaited(painter, cell)
        else:
            self._paint_counts(painter, cell, day, taken)
        if day == standing.day and not standing.at:
            frame = cell.adjusted(0, 0, -1, -1)
            if standing.focused:
                hand.frame(painter, frame, hand.look.focus)
            else:
                hand.frame(painter, frame, hand.hover, 1)

    def _paint_number(self, painter: QPainter, cell: QRect, day: date, other: bool, *, today: bool) -> int:
        hand = self._hand
        first = day.day == 1 or day == self._days[0]
        text = self._wording.times.brief_day(day) if first and cell.width() > TIGHT else str(day.day)
        wide = hand.metrics.horizontalAdvance(text)
        baseline = cell.top() + 5 + hand.metrics.ascent()
        x = hand.side(cell, 7, wide)
        painter.setFont(hand.font)
        if today:
            pill = QRect(x - 6, cell.top() + 4, wide + 12, hand.metrics.height() + 3)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(hand.look.focus)
            painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setFont(hand.strong)
            painter.setPen(legible(hand.look.base, hand.look.focus))
            painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
        else:
            painter.setPen(hand.look.muted if other else hand.look.text)
            painter.drawText(x, baseline, text)
        return wide + 20

    def _paint_counts(self, painter: QPainter, cell: QRect, day: date, taken: int) -> None:
        hand, metrics = self._hand, self._hand.small_metrics
        counts = self._sight.counts.get(day, {}) if self._sight is not None else {}
        room = cell.width() - taken - 6
        told: list[tuple[str, str, int]] = []
        for state, n in in_order(counts):
            text = f"{n:,}"
            wide = PICTURE + 3 + hand.width(text)
            if wide > room:
                break
            told.append((state, text, wide))
            room -= wide + 7
        painter.setFont(hand.small)
        baseline = cell.top() + 5 + hand.metrics.ascent()
        x = 6
        for state, text, wide in reversed(told):
            ink = hand.look.states[state].text
            left = cell.left() + x if hand.mirrored else cell.right() + 1 - x - wide
            inner = QRect(left, cell.top(), wide, cell.height())
            middle = baseline - metrics.ascent() + (metrics.height() - PICTURE) // 2
            hand.picture(painter, f"state-{state}", ink, hand.side(inner, 0, PICTURE), middle)
            painter.setPen(hand.look.text if state in ("open", "pending") else hand.look.muted)
            painter.drawText(hand.side(inner, PICTURE + 3, wide - PICTURE - 3), baseline, text)
            x += wide + 7

    def _paint_awaited(self, painter: QPainter, cell: QRect) -> None:
        """Paint what will be shifts: grey strips where they are going to be."""
        for n in range(min(2, self.room(QSize(0, self.cells[-1].bottom())))):
            y = cell.top() + self._top + n * (self._chip + GAP)
            painter.fillRect(
                QRect(cell.left() + 3, y, (cell.width() - 7) * (3 - n) // 4, self._chip), self._hand.line
            )

    def _paint_more(self, painter: QPainter, spot: Spot, *, underlined: bool) -> None:
        hand, metrics = self._hand, self._hand.small_metrics
        text = f"+{spot.hidden:,} more" if spot.area.width() > TIGHT else f"+{spot.hidden:,}"
        painter.setFont(hand.small)
        painter.setPen(hand.look.text if underlined else hand.look.muted)
        baseline = spot.area.top() + (spot.area.height() - metrics.height()) // 2 + metrics.ascent()
        room = spot.area.width() - 8
        left = hand.side(spot.area, 7, room)
        wide = hand.write(painter, left, baseline, room, text)
        if underlined:
            begin = left + room - wide if hand.mirrored else left
            painter.drawLine(QPoint(begin, baseline + 2), QPoint(begin + wide, baseline + 2))
