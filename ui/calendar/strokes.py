"""How the timeline's rows are painted: labels at the side, bars, counts, and what is loud."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.domain import FILLED, State
from app.store.lanes import By
from app.store.rows import BoardRow
from ui.calendar.cards import hours_of, people_of, picture_of, place_of, title_of
from ui.calendar.clock import Clock
from ui.calendar.hand import EDGE, PICTURE, Hand
from ui.calendar.scale import Scale
from ui.calendar.tallies import paint_counts
from ui.calendar.tracks import CONNECTION, FACILITY, PEOPLE, UNIT, Bar, Book, Count, Placed, Track, words_of
from ui.style import mixed
from ui.times import Times

CLOCKED = 250  # pixels from which on a bar has room for its hours
WRITTEN = 47  # pixels from which on it has room for a word
PICTURED = EDGE + PICTURE + 4  # and for a drawing
STRIPE = 6  # pixels between the lines of a hatch


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something stands on the timeline: a shift, or a day's counts."""

    area: QRect
    lane: int
    bar: Bar | None = None
    count: Count | None = None


def caption(row: BoardRow, by: By) -> str:
    """Return what is written on a bar: what the row's label does not say already."""
    parts = {
        PEOPLE: (title_of(row), place_of(row)),
        FACILITY: (title_of(row), row.unit or "", people_of(row)),
        UNIT: (title_of(row), row.facility or "", people_of(row)),  # units of one name are in several
        CONNECTION: (title_of(row), place_of(row), people_of(row)),
    }[by]
    return "  ·  ".join(part for part in parts if part)


class Strokes:
    """Paints rows with a hand; the scale's zero is at the left edge of the given area."""

    def __init__(self, hand: Hand, book: Book, times: Times) -> None:
        self.hand = hand
        self._times = times
        self._book = book

    def track(
        self, painter: QPainter, area: QRect, placed: Placed, scale: Scale, by: By, zone: str
    ) -> list[Spot]:
        """Paint a row's bars; return where they stand. `zone` is the one whose clock the axis shows."""
        track, book = placed.track, self._book
        if track is None:
            self.skeleton(painter, area, placed.number, placed.top)
            return []
        if track.counts:
            painted = paint_counts(painter, self.hand, area, placed, track.counts, scale, zone)
            return [Spot(place, placed.number, count=count) for count, place in painted]
        top = placed.top + book.air
        if track.doubled:
            self._banner(painter, area, track, placed, scale)
            top += book.banner
        spots = []
        for bar in track.bars:
            left, right = scale.x(bar.begin), scale.x(bar.end)
            if right < 0 or left > area.width():
                continue
            left = max(left, -EDGE)  # what has begun long ago is written where it can be read
            place = QRect(
                area.left() + left, top + bar.level * book.level, max(3, right - left - 1), book.level - 2
            )
            self._bar(painter, place, bar.row, by, zone)
            spots.append(Spot(place, placed.number, bar))
        self._loud(painter, area, track, top, scale)
        return spots

    def label(
        self, painter: QPainter, area: QRect, placed: Placed, span: tuple[float, float], current: bool
    ) -> None:
        """Paint a row's name at the side, and how many of its shifts are in a span."""
        hand, track = self.hand, placed.track
        y = max(placed.top, area.top()) if placed.height > self._book.usual else placed.top
        y = min(y, placed.top + placed.height - self._book.usual)  # the name stays as long as the row does
        if track is None:
            painter.fillRect(area.left() + 10, y + 10, area.width() // 2, 8, hand.faint)
            return
        if current:
            painter.fillRect(
                area.left(), placed.top, area.width(), placed.height - 1, hand.look.selected_idle
            )
        side, height = area.left() + 10, self._book.usual
        room = area.width() - 20
        painter.setFont(hand.small)
        named = hand.metrics.horizontalAdvance(track.label) + (31 if track.doubled else 12)
        forms = words_of(track, *span)
        figures = next(
            (one for one in forms if named + hand.small_metrics.horizontalAdvance(one) <= room), ""
        )
        wide = hand.small_metrics.horizontalAdvance(figures)
        baseline = y + (height - hand.small_metrics.height()) // 2 + hand.small_metrics.ascent()
        if figures:
            painter.setPen(hand.look.muted)
            painter.drawText(area.right() - 10 - wide, baseline, figures)
            room -= wide + 10
        if track.doubled:
            hand.picture(painter, "warning", hand.look.alarm, side, y + (height - 14) // 2, 14)
            side, room = side + 19, room - 19
        painter.setFont(hand.font)
        painter.setPen(hand.look.alarm if track.doubled else hand.look.text)
        text = hand.metrics.elidedText(track.label, Qt.TextElideMode.ElideRight, room)
        painter.drawText(side, y + (height - hand.metrics.height()) // 2 + hand.metrics.ascent(), text)

    def _bar(self, painter: QPainter, place: QRect, row: BoardRow, by: By, zone: str) -> None:
        if place.width() < PICTURED:
            self._slim(painter, place, row)
            return
        if place.width() < WRITTEN:
            self.hand.chip(painter, place, row, "", "")
            x, y = max(place.left(), 0) + EDGE + 3, place.top() + (place.height() - PICTURE) // 2
            self.hand.picture(painter, picture_of(row), self.hand.ink(row).text, x, y)
        else:
            hours = hours_of(row, self._times, Clock(zone)) if place.width() > CLOCKED else ""
            self.hand.chip(painter, place, row, hours, caption(row, by))
        if row.end is None and not row.all_day:
            self._open_end(painter, place)

    def _slim(self, painter: QPainter, place: QRect, row: BoardRow) -> None:
        """Paint a bar without room for a drawing: its texture tells the state as well as its colour."""
        ink, base = self.hand.ink(row), self.hand.look.base
        is_off = row.state == State.CANCELLED or bool(row.removed)
        if row.state == State.OPEN and not is_off:
            painter.fillRect(place, ink.text)
            return
        painter.fillRect(place, mixed(ink.text, base, 0.34) if row.state in FILLED else base)
        if row.state == State.PENDING and not is_off:
            self.hatch(painter, place, ink.text, STRIPE - 2)
        painter.setPen(ink.text)
        if place.width() > 3:
            painter.drawRect(place.adjusted(0, 0, -1, -1))
        if is_off:
            middle = place.center().y()
            painter.drawLine(place.left(), middle, place.right(), middle)

    def _open_end(self, painter: QPainter, place: QRect) -> None:
        """Let a bar end in slanted cuts: nobody has told when it ends."""
        painter.setPen(QPen(self.hand.look.base, 3))
        for x in range(place.right() - 18, place.right() + 8, 6):
            painter.drawLine(x, place.bottom() + 1, x + 8, place.top() - 1)

    def _banner(self, painter: QPainter, area: QRect, track: Track, placed: Placed, scale: Scale) -> None:
        """Hatch the spans in which somebody is wanted twice, and say so above them."""
        hand = self.hand
        for begin, end in track.doubled:
            left, right = scale.x(begin), max(scale.x(end), scale.x(begin) + 3)
            if right < 0 or left > area.width():
                continue
            left, right = max(left, 0), min(right, area.width())
            whole = QRect(area.left() + left, placed.top + 1, right - left, placed.height - 2)
            painter.fillRect(whole, mixed(hand.look.alarm, hand.look.base, 0.12))
            self.hatch(painter, whole, hand.look.alarm)
            top, room = placed.top + 1, self._room(track, begin, scale, area) - left
            painter.setFont(hand.small)
            words = "Double-booked"
            wide = hand.small_metrics.horizontalAdvance(words)
            if room >= 18:
                told = room >= wide + 26
                patch = QRect(whole.left(), top, wide + 25 if told else 18, self._book.banner - 1)
                painter.fillRect(patch, hand.look.base)
                hand.picture(painter, "warning", hand.look.alarm, patch.left() + 2, patch.top() + 2, 14)
                if told:
                    painter.setPen(hand.look.alarm)
                    baseline = top + (patch.height() - hand.small_metrics.height()) // 2
                    painter.drawText(patch.left() + 20, baseline + hand.small_metrics.ascent(), words)

    def _room(self, track: Track, begin: int, scale: Scale, area: QRect) -> int:
        """Return up to where the words above a span may reach."""
        later = [start for start, _ in track.doubled if start > begin]
        return min([area.width(), *(scale.x(start) - 4 for start in later)])

    def _loud(self, painter: QPainter, area: QRect, track: Track, top: int, scale: Scale) -> None:
        """Mark what of the bars falls into a span in which somebody is wanted twice."""
        painter.setPen(QPen(self.hand.look.alarm, 2))
        for begin, end in track.doubled:
            for bar in track.bars:
                first, last = max(begin, bar.begin), min(end, bar.end)
                if first < last and bar.row.state != "cancelled" and not bar.row.removed:
                    left, right = scale.x(first), max(scale.x(last), scale.x(first) + 3)
                    y = top + bar.level * self._book.level
                    for edge in (y, y + self._book.level - 2):
                        painter.drawLine(area.left() + left, edge, area.left() + right - 2, edge)

    def skeleton(self, painter: QPainter, area: QRect, number: int, top: int | None = None) -> None:
        """Paint what stands for a row that is on its way."""
        width, high = area.width(), self._book.usual
        y = area.top() + number * high if top is None else top
        for n in range(3):
            left = (number * 131 + n * width // 3) % max(1, width)
            painter.fillRect(area.left() + left, y + 8, width // 9, high - 16, self.hand.quiet)

    def hatch(self, painter: QPainter, area: QRect, colour: QColor, stripe: int = STRIPE) -> None:
        """Draw slanted lines across an area."""
        painter.save()
        painter.setClipRect(area, Qt.ClipOperation.IntersectClip)
        painter.setPen(QPen(colour, 1))
        for x in range(area.left() - area.height(), area.right() + 1, stripe):
            painter.drawLine(x, area.bottom() + 1, x + area.height(), area.top())
        painter.restore()
