"""The timeline's axis: days or months above, ticks below, and a second clock's hours below those."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from ui.calendar.hand import Hand
from ui.calendar.names import Wording, abbreviation, place_of
from ui.calendar.scale import DAY, Scale, Tick, days_of, step_of, ticks
from ui.style import mixed
from ui.times import at

PAD = 6


@dataclass(frozen=True, slots=True)
class Band:
    """A day, or a month, across the axis; pixels."""

    left: int
    right: int
    words: str
    day: date


class Ruler:
    """Writes a scale for the clocks of one zone, and a second one where wished."""

    def __init__(self, wording: Wording, hand: Hand) -> None:
        self._wording = wording
        self._hand = hand
        self.zone = "UTC"
        self.second = ""

    @property
    def weekend(self) -> frozenset[int]:
        """The days of the week on which the locale does not work, 0 for Monday."""
        return self._wording.weekend

    @property
    def tier(self) -> int:
        """How high one line of the axis is, pixels."""
        return self._hand.small_metrics.height() + 6

    @property
    def height(self) -> int:
        """How high the axis is, pixels."""
        return self.tier * (3 if self.second else 2) + 1

    def ticks(self, scale: Scale, width: int) -> list[Tick]:
        """Return the ticks in sight."""
        step = step_of(scale.rate)
        return ticks(scale.begin - step, scale.at(width), step, self.zone, self._wording.begins)

    def days(self, scale: Scale, width: int) -> list[Band]:
        """Return the days in sight."""
        found = days_of(scale.begin, scale.at(width), self.zone)
        begins = [scale.x(start) for _, start in found]
        ends = [*begins[1:], width]
        return [
            Band(left, right, self._day(day, right - left), day)
            for (day, _), left, right in zip(found, begins, ends, strict=True)
        ]

    def paint(self, painter: QPainter, area: QRect, scale: Scale, today: date) -> None:
        """Paint the axis; the scale's zero is the left edge of the area."""
        hand, width = self._hand, area.width()
        painter.save()
        painter.setClipRect(area)
        painter.translate(area.topLeft())
        painter.fillRect(0, 0, width, area.height(), hand.window)
        painter.setFont(hand.small)
        step, days = step_of(scale.rate), self.days(scale, width)
        for band in self._months(days) if step >= DAY else days:
            self._band(painter, band, today if step < DAY else None)
        edge = mixed(hand.look.text, hand.window, 0.18)
        for tick in self.ticks(scale, width):
            x = scale.x(tick.at)
            painter.setPen(edge)
            painter.drawLine(x, self.tier + (0 if tick.is_midnight else 3), x, area.height())
            if x > -2:
                self._tick(painter, tick, x, step, scale, today)
        painter.setPen(edge)
        painter.drawLine(0, area.height() - 1, width, area.height() - 1)
        painter.restore()

    def label(self, moment: float) -> list[str]:
        """Return whose clock each line of hours shows: `New York (EST)`."""
        names = [self.zone, self.second] if self.second else [self.zone]
        return [
            f"{place_of(one)} ({abbreviation(one, datetime.fromtimestamp(moment, UTC))})" for one in names
        ]

    def _band(self, painter: QPainter, band: Band, today: date | None) -> None:
        hand = self._hand
        painter.setPen(mixed(hand.look.text, hand.window, 0.30))
        painter.drawLine(band.left, 0, band.left, self.tier)
        is_today = band.day == today
        painter.setFont(hand.strong if is_today else hand.small)
        painter.setPen(hand.look.focus if is_today else hand.look.text)
        wide = painter.fontMetrics().horizontalAdvance(band.words)
        # The words stay in sight as long as they have room, then the end of the day takes them along.
        left = min(max(0, band.left) + PAD, band.right - PAD - wide)
        if left > max(-2, band.left):
            painter.drawText(left, self._baseline(0), band.words)
        painter.setFont(hand.small)

    def _tick(self, painter: QPainter, tick: Tick, x: int, step: int, scale: Scale, today: date) -> None:
        hand = self._hand
        is_today = step >= DAY and tick.wall.date() == today
        painter.setPen(hand.look.focus if is_today else hand.look.muted)
        words = self._words(tick, step)
        left = x + 4
        if step == DAY:
            left = x + max(1, (round(DAY / scale.rate) - hand.small_metrics.horizontalAdvance(words)) // 2)
        painter.drawText(left, self._baseline(1), words)
        if self.second and step < DAY:
            painter.setPen(hand.look.muted)
            painter.drawText(x + 4, self._baseline(2), self._clock(at(tick.at, self.second), step))

    def _baseline(self, line: int) -> int:
        return line * self.tier + 3 + self._hand.small_metrics.ascent()

    def _words(self, tick: Tick, step: int) -> str:
        if step < DAY:
            return self._clock(tick.wall, step) + (" again" if tick.again else "")
        brief = self._wording.brief_weekdays[tick.wall.weekday()]
        if step > DAY:
            return f"{brief} {tick.wall.day}"
        return str(tick.wall.day)

    def _clock(self, wall: datetime, step: int) -> str:
        if wall.minute:
            return self._wording.times.time(wall.hour, wall.minute)
        return self._wording.hour(wall.hour)

    def _day(self, day: date, room: int) -> str:
        wide = self._hand.small_metrics.horizontalAdvance
        for words in (self._wording.whole(day), self._wording.times.brief_day(day)):
            if wide(words) + 2 * PAD <= room:
                return words
        return str(day.day)

    def _months(self, days: list[Band]) -> list[Band]:
        found: list[Band] = []
        for band in days:
            words = self._wording.month(band.day)
            if found and found[-1].words == words:
                found[-1] = Band(found[-1].left, band.right, words, found[-1].day)
            else:
                found.append(Band(band.left, band.right, words, band.day))
        return found
