"""The calendar's lenses on paper, by the painters of the screen."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter

from app.store.lanes import By
from ui.calendar.clock import Clock, frame
from ui.calendar.hand import Hand
from ui.calendar.hours_paint import HoursPaint
from ui.calendar.hours_sheet import HoursSheet, Wish
from ui.calendar.month_sheet import MonthSheet, Standing
from ui.calendar.names import Wording, desk_zone
from ui.calendar.reading import Hours, Month
from ui.calendar.ruler import Ruler
from ui.calendar.scale import Scale
from ui.calendar.scene import Scene, View
from ui.calendar.strokes import Strokes
from ui.calendar.tracks import ROW, Book, Told
from ui.printing.paper import body_font
from ui.style import paper
from ui.times import Times

SHARP = 4.0  # pixels of a picture to one of the paper
LABELS = 150  # of a timeline's rows


def _hand() -> Hand:
    hand = Hand(body_font(), paper())
    hand.dressed, hand.ratio = True, SHARP
    return hand


class MonthContent:
    """A month on one page."""

    def __init__(self, days: Sequence[date], month: date, sight: Month, times: Times) -> None:
        self._days, self._month, self._sight = days, month, sight
        self._standing = Standing(times.today(), date.min)
        self._sheet = MonthSheet(_hand(), Wording(times))
        self._size = QSize()

    def fit(self, size: QSize) -> int:
        self._size = size
        self._sheet.lay(size, self._days, self._month, self._sight)
        return 1

    def paint(self, painter: QPainter, page: int) -> None:
        self._sheet.paint(painter, QRect(0, 0, self._size.width(), self._size.height()), self._standing)


class HoursContent:
    """The hours of a week or a day on one page."""

    def __init__(self, days: Sequence[date], clock: Clock, sight: Hours, times: Times) -> None:
        hand, wording = _hand(), Wording(times)
        self._wish = Wish(days, clock, desk_zone(), sight)
        self._standing = Standing(times.today(), date.min)
        self._sheet = HoursSheet(hand, wording)
        self._paint = HoursPaint(hand, wording, self._sheet)
        self._size = QSize()
        self._share = 1.0  # of the usual size

    def fit(self, size: QSize) -> int:
        self._share = 1.0
        for _ in range(2):  # smaller, until all hours are on the page; whole days may then need less room
            self._size = QSize(int(size.width() / self._share), int(size.height() / self._share))
            self._sheet.lay(self._wish, self._size, None)
            needed = self._sheet.top + self._sheet.height
            if needed <= self._size.height():
                break
            self._share *= self._size.height() / needed
        return 1

    def paint(self, painter: QPainter, page: int) -> None:
        painter.scale(self._share, self._share)
        self._paint.paint(painter, QRect(0, 0, self._size.width(), self._size.height()), 0, self._standing)


class TimelineContent:
    """A timeline's rows, as many to a page as there is room for, each page under its axis."""

    def __init__(self, told: Told, by: By, clock: Clock, times: Times) -> None:
        self._by, self._clock = by, clock
        self._now, self._today = times.now(), times.today()
        self._begin, self._end = told.wanted.begin, told.wanted.end
        hand = _hand()
        self._book = Book()
        self._book.take(told)
        rows = [bar.row for track in told.tracks for bar in track.bars]
        self._ruler = Ruler(Wording(times), hand)
        self._ruler.zone, self._zones = frame(rows, clock, desk_zone())
        self._scene = Scene(hand, self._ruler, self._book, Strokes(hand, self._book, times))
        self._size = QSize()
        self._starts = [0]

    @property
    def zone(self) -> str:
        """Whose clock the axis shows."""
        return self._ruler.zone

    def fit(self, size: QSize) -> int:
        self._size = size
        room = size.height() - self._ruler.height
        self._starts, number, used = [0], 0, 0
        while number < self._book.total:
            height = self._book.height(number)
            if used and used + height > room:
                self._starts.append(number)
                used = 0
            used += height
            number += 1
        return len(self._starts)

    def paint(self, painter: QPainter, page: int) -> None:
        ends = [*self._starts[1:], self._book.total][page]
        heights = sum(self._book.height(number) for number in range(self._starts[page], ends))
        # A row that does not fit whole comes on the next page; without any, there is a sentence.
        height = self._ruler.height + heights if heights else self._size.height()
        width = self._size.width()
        scale = Scale(self._begin, (self._end - self._begin) / max(1, width - LABELS))
        view = View(
            size=QSize(width, min(self._size.height(), height)),
            side=LABELS,
            scale=scale,
            scroll=self._starts[page] * ROW,
            by=self._by,
            now=self._now,
            today=self._today,
            zones=self._zones,
            lane=-1,
            ref="",
            stop=None,
            focused=False,
        )
        self._scene.paint(painter, view)
