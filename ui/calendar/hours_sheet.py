"""Where everything stands on the hours of some days: heads, whole days, blocks, and counts of the rest."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from PySide6.QtCore import QRect, QSize

from app.store.rows import BoardRow
from ui.calendar.axis import Axis, axis_of, turn_of
from ui.calendar.cards import hours_of, people_of, place_of, title_of, word_of
from ui.calendar.clock import Bar, Clock, Piece, frame, laid
from ui.calendar.columns import Slot, columns, depth, fitting
from ui.calendar.hand import Hand
from ui.calendar.names import Wording
from ui.calendar.reading import Hours, Starts
from ui.calendar.spots import DAY, MORE, SHIFT, Spot
from ui.times import Times

LEAST = 14  # pixels that a block is high at least
SLIVER = 22  # pixels of a block's width below which some are counted rather than drawn
READABLE = 60  # pixels that those drawn have then
STRIP = 38  # pixels of a day's width for the counts
MOST_BARS = 3
GAP = 2
SHORTEST_HOUR, TALLEST_HOUR = 26, 180  # pixels

UNCOUNTED = frozenset({"draft", "cancelled"})  # states that are in no hour's count: nobody is needed
_FIRST = ("open", "pending", "unknown")


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be laid out."""

    days: Sequence[date]
    clock: Clock
    desk: str  # its zone
    sight: Hours | None
    starts: Starts = field(default_factory=dict)


class HoursSheet:
    """The hours of some days, laid out for one width.

    Spots of heads and whole days are in the widget's pixels; those of `body` as if it were not scrolled.
    """

    def __init__(self, hand: Hand, wording: Wording) -> None:
        self._hand = hand
        self._wording = wording
        self.fixed: list[Spot] = []
        self.body: list[Spot] = []
        self.columns: list[QRect] = []  # of the days, as high as the widget
        self.wish = Wish((), Clock(), "UTC", None)
        self.axis = Axis()
        self.zone, self.zones = "UTC", 1  # whose clock the hours are, and how many sites' clocks there are
        self.hour = 40.0  # pixels
        self.top = 0  # where the hours begin
        self.head = 0  # where the whole days begin
        self.label = 0  # width of one clock's hours
        self.gutter = 0

    @property
    def times(self) -> Times:
        """How days and hours are written."""
        return self._wording.times

    @property
    def chip(self) -> int:
        """How high a shift of whole days is."""
        return self._hand.small_metrics.height() + 5

    @property
    def height(self) -> int:
        """How high the hours are."""
        return round(self.axis.length * self.hour / 60)

    @property
    def second(self) -> str:
        """The zone of the clock beside the first; "" where there is none, or too many to stand beside."""
        second = self.wish.clock.second
        return "" if self.zones > 1 or second == self.zone else second

    def most_a_day(self, width: int) -> int:
        """Return how many shifts are enough for a day so wide, if not all can be drawn."""
        return 6 * max(1, (width - STRIP) // READABLE) + 6

    def y(self, place: float) -> int:
        """Return where a place on the axis is, unscrolled."""
        return self.top + round(place * self.hour / 60)

    def lay(self, wish: Wish, size: QSize, hour: float | None) -> None:
        """Find a place for everything; an hour is so high, or as high as all 24 fit."""
        self.wish = wish
        hand = self._hand
        rows = wish.sight.rows if wish.sight else []
        self.zone, self.zones = frame(rows, wish.clock, wish.desk)
        self.axis = axis_of(turn_of(self.zone, day) for day in wish.days)
        pieces, bars = laid(rows, wish.days, wish.clock, self.axis)
        widest = max(hand.width(self._wording.hour(n)) for n in (0, 10, 12, 22))
        self.label = widest + 14
        self.gutter = self.label * (2 if self.second else 1)
        width = size.width() - self.gutter
        self.head = hand.metrics.height() + hand.small_metrics.height() + 16
        self.columns = []
        for n in range(len(wish.days)):
            left, right = width * n // len(wish.days), width * (n + 1) // len(wish.days)
            x = size.width() - self.gutter - right if hand.mirrored else self.gutter + left
            self.columns.append(QRect(x, 0, right - left, size.height()))
        self.fixed, self.body = [], []
        for day, column in zip(wish.days, self.columns, strict=True):
            self.fixed.append(Spot(DAY, QRect(column.x(), 0, column.width(), self.head), day))
        self.top = self.head + self._lay_bars(bars)
        fits = (size.height() - self.top) / (self.axis.length / 60)
        self.hour = max(SHORTEST_HOUR, fits if hour is None else hour)
        drawn: set[str] = set()
        for n, (day, column) in enumerate(zip(wish.days, self.columns, strict=True)):
            self._lay_day(day, column, pieces[n], drawn)

    def _lay_bars(self, bars: Sequence[Bar]) -> int:
        """Lay out the shifts of whole days; return how high their part is."""
        if not bars:
            return 0
        slots = columns([(bar.first, bar.last + 1) for bar in bars])
        deepest = max(slot.column for slot in slots) + 1
        shown = deepest if deepest <= MOST_BARS else MOST_BARS - 1
        hidden: dict[int, int] = {}
        for bar, slot in zip(bars, slots, strict=True):
            if slot.column >= shown:
                for n in range(bar.first, bar.last + 1):
                    hidden[n] = hidden.get(n, 0) + 1
                continue
            area = self.columns[bar.first].united(self.columns[bar.last])
            y = self.head + 3 + slot.column * (self.chip + GAP)
            area = QRect(area.x() + 2, y, area.width() - 5, self.chip)
            day = self.wish.days[bar.first]
            hours = "" if bar.row.all_day else hours_of(bar.row, self.times, self.wish.clock)
            lines = (hours, title_of(bar.row), place_of(bar.row))
            self.fixed.append(
                Spot(SHIFT, area, day, bar.row, before=bar.before, after=bar.after, lines=lines)
            )
        for n in range(len(self.wish.days)):
            hidden[n] = max(hidden.get(n, 0), self._unread(n, bars, slots, shown))
        for n, count in hidden.items():
            if not count:
                continue
            column = self.columns[n]
            y = self.head + 3 + shown * (self.chip + GAP)
            area = QRect(column.x() + 2, y, column.width() - 5, self.chip)
            self.fixed.append(Spot(MORE, area, self.wish.days[n], hidden=count))
        lines_high = shown + any(hidden.values())
        return lines_high * (self.chip + GAP) + 5

    def _unread(self, n: int, bars: Sequence[Bar], slots: Sequence[Slot], shown: int) -> int:
        """Return how many of a day's shifts of whole days were not read: they are in no hour's count."""
        day, sight = self.wish.days[n], self.wish.sight
        if sight is None or sight.whole or day not in self.wish.starts:
            return 0
        drawn = sum(
            bar.start.date() == day and bool(bar.row.all_day) and bar.row.state not in UNCOUNTED
            for bar, slot in zip(bars, slots, strict=True)
            if slot.column < shown
        )
        return self.wish.starts[day][24] - drawn

    def _lay_day(self, day: date, column: QRect, pieces: list[Piece], drawn: set[str]) -> None:
        sight = self.wish.sight
        if sight is None:
            return
        least = LEAST * 60 / self.hour
        pieces.sort(key=lambda piece: _pressing(piece, drawn))
        spans = [
            (piece.begins, max(piece.ends, min(self.axis.length, round(piece.begins + least))))
            for piece in pieces
        ]
        room = column.width() - 5
        crowded = room < SLIVER * (deepest := depth(spans))
        if not sight.whole and (room < READABLE * deepest or self._left(day, pieces)):
            crowded = True
        kept = list(range(len(pieces)))
        if crowded:
            room = max(READABLE, room - STRIP)
            kept = fitting(spans, max(1, room // READABLE))
            spans = [spans[n] for n in kept]
        for n, span, slot in zip(kept, spans, columns(spans), strict=True):
            left, right = room * slot.column // slot.of, room * (slot.column + slot.wide) // slot.of
            x = column.right() - 1 - right if self._hand.mirrored else column.x() + 2 + left
            top, bottom = self.y(span[0]), self.y(span[1])
            area = QRect(x, top + 1, right - left - GAP, max(LEAST, bottom - top - 1))
            piece = pieces[n]
            drawn.add(piece.row.ref)
            self.body.append(
                Spot(
                    SHIFT,
                    area,
                    day,
                    piece.row,
                    before=piece.before,
                    after=piece.after,
                    lines=self._lines(piece),
                )
            )
        if crowded:
            self._lay_rest(day, column, pieces, set(kept))

    def _lines(self, piece: Piece) -> tuple[str, ...]:
        row = piece.row
        hours = hours_of(row, self.times, self.wish.clock)
        found = (title_of(row), hours, word_of(row), place_of(row), people_of(row))
        return tuple(line for line in found if line)

    def _left(self, day: date, pieces: Sequence[Piece]) -> bool:
        """Tell whether a day has more shifts than are known in full."""
        if self.wish.clock.zone and day in self.wish.starts:  # its day is not that of the sites
            known = sum(1 for piece in pieces if not piece.before and piece.row.state not in UNCOUNTED)
            return sum(self.wish.starts[day][:24]) > known
        total = sum(self.wish.sight.counts.get(day, {}).values()) if self.wish.sight else 0
        return total > sum(1 for piece in pieces if not piece.before)

    def _lay_rest(self, day: date, column: QRect, pieces: Sequence[Piece], kept: set[int]) -> None:
        """Lay out how many begin in each hour that are not drawn."""
        hidden = [0] * 24
        if self.wish.sight is not None and self.wish.sight.whole:
            for n, piece in enumerate(pieces):
                if n not in kept and not piece.before:
                    hidden[piece.start.hour] += 1
        elif day in self.wish.starts:
            hidden = self.wish.starts[day][:24]
            for n in kept:
                piece = pieces[n]
                if not piece.before and piece.row.state not in UNCOUNTED:
                    hidden[piece.start.hour] -= 1
        width = STRIP - 4
        x = column.x() + 2 if self._hand.mirrored else column.right() - width - 2
        for hour, count in enumerate(hidden):
            if count > 0:
                top, bottom = self.y(self.axis.place(60 * hour)), self.y(self.axis.place(60 * hour + 60))
                self.body.append(
                    Spot(MORE, QRect(x, top + 1, width, bottom - top - 1), day, hidden=count, hour=hour)
                )


def _pressing(piece: Piece, drawn: set[str]) -> tuple[bool, bool, int, int, int]:
    """Return what those come first by that are drawn where not all can be."""
    row: BoardRow = piece.row
    rank = _FIRST.index(row.state) if row.state in _FIRST else len(_FIRST)
    full = row.state in ("assigned", "confirmed", "worked", "cancelled")
    return (not (piece.before and row.ref in drawn), full or not row.urgent, rank, row.start, row.id)
