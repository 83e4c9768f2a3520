"""Week and day: shifts on their hours, side by side where they overlap."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from app.store.filters import EVERYTHING, Filter
from app.store.reader import Reader
from ui.calendar import access, reading
from ui.calendar.access import Item
from ui.calendar.cards import told
from ui.calendar.clock import Clock
from ui.calendar.hand import Hand
from ui.calendar.hours_paint import HoursPaint
from ui.calendar.hours_scroll import HoursScroll
from ui.calendar.hours_sheet import HoursSheet, Wish
from ui.calendar.jump import Jump, begins_a_date
from ui.calendar.month_sheet import Standing
from ui.calendar.names import Wording, desk_zone, told_clock
from ui.calendar.pointer import Pointer
from ui.calendar.reading import Watch
from ui.calendar.spots import DAY, MANY, MORE, Spot, following, spot_at, stops_of
from ui.calendar.telling import current_of, items_of, words_of
from ui.calendar.weeks import week_number, week_of
from ui.queries import Queries
from ui.times import Times

MINUTE = 60_000  # milliseconds


class HoursView(QAbstractScrollArea):
    """The hours of a week or of a day. `chosen` tells a shift's ref, "" for none; `opened` Enter on it."""

    chosen = Signal(str)
    opened = Signal(str)
    menu_wished = Signal(QPoint)  # on the screen, for the chosen shift
    failed = Signal(str)  # a sentence
    day_wished = Signal(object)  # a date that is to be shown alone
    crowd_wished = Signal(
        object, int
    )  # a date and an hour in which more begin than are drawn; -1: whole days
    moved = Signal(object)  # the date that has the cursor now; the title may be another

    def __init__(
        self,
        times: Times,
        reader: Callable[[], Reader | None],
        queries: Queries,
        parent: QWidget | None = None,
        *,
        days: int = 7,
    ) -> None:
        super().__init__(parent)
        access.expose()
        self._times = times
        self._wording = Wording(times)
        self._count = days
        self._hand = Hand(self.font(), self.palette())
        self._sheet = HoursSheet(self._hand, self._wording)
        self._paint = HoursPaint(self._hand, self._wording, self._sheet)
        self._where = EVERYTHING
        self._clock = Clock()
        self._desk = desk_zone()
        self._day = times.today()
        self._days = self._days_of(self._day)
        self._sight: reading.Hours | None = None
        self._starts: reading.Starts = {}
        self._scroll = HoursScroll(self.verticalScrollBar(), self._sheet)
        self._chosen = ""
        self._at = ""
        self._sought = ""  # a shift to be brought into sight, as soon as it is known where it stands
        self._watch = Watch(f"hours {days}", self, reader, queries, self._read, self.failed.emit)
        self.setViewport(QWidget(self))
        self._pointer = Pointer(self.viewport(), self.spot_at, self.on_screen, self._tip)
        self._pointer.pressed.connect(self._press)
        self._pointer.opened.connect(lambda spot: self._open(spot.ref))
        self._pointer.menu_wished.connect(self.menu_wished)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(240, 220)
        self.jump = Jump(self._wording, self)
        self.jump.jumped.connect(self.show_day)
        minute = QTimer(self, interval=MINUTE)
        minute.timeout.connect(self.viewport().update)
        minute.start()
        self._name()

    # What the window asks for.

    def look(self, where: Filter) -> None:
        """Show the shifts that a filter lets through."""
        self._where = where
        self._watch.now()

    def refresh(self) -> None:
        """Show what has been committed, soon."""
        self._watch.soon()

    def choose(self, ref: str) -> None:
        """Mark a shift that was chosen elsewhere, and bring it into sight."""
        if ref != self._chosen:
            self._chosen = self._at = self._sought = ref
            self._seek()
            self.viewport().update()

    def dress(self) -> None:
        """Put the pictures on."""
        self._hand.dressed = True
        self.viewport().update()

    def title(self) -> str:
        """Return which days they are."""
        span = self._wording.span(self._days)
        if self._count != 7:
            return span
        return f"{span} · week {week_number(self._days, self._wording.begins)}"

    @property
    def day(self) -> date:
        """The day that has the cursor."""
        return self._day

    def set_clock(self, clock: Clock) -> None:
        """Show another clock."""
        if clock != self._clock:
            self._clock, self._starts = clock, {}
            self._watch.now()

    def show_day(self, day: date) -> None:
        """Go to a day, and to its week."""
        self._day, self._at, self._sought = day, "", ""
        if day not in self._days:
            self._days = self._days_of(day)
            self._sight, self._starts = None, {}
            self._watch.now()
            if self._sight is None:
                self._lay()  # what is awaited
        self.viewport().update()
        self._name()
        self.moved.emit(self._day)

    def step(self, pages: int) -> None:
        """Go so many weeks or days on, or back."""
        self.show_day(self._day + timedelta(days=pages * self._count))

    def spot_at(self, where: QPoint) -> Spot | None:
        """Return the day or shift at a point of the viewport: where something may be dropped."""
        if where.y() < self._sheet.top:
            return spot_at(self._sheet.fixed, where)
        found = spot_at(self._sheet.body, where + QPoint(0, self._scroll.above))
        if found is not None:
            return found
        day = self._day_at(where)
        return None if day is None else Spot(DAY, self._sheet.columns[self._days.index(day)], day)

    # What screen readers are told.

    def items(self) -> list[Item]:
        """Return heads and whole days, then the hours' shifts day by day."""
        corner = self.viewport().pos()
        return items_of(
            self._spots(), self._chosen, lambda spot: self.on_screen(spot).translated(corner), self._spoken
        )

    def current_item(self) -> int:
        """Return which of them has the cursor."""
        return current_of(self._spots(), self._day, self._at)

    def _spots(self) -> list[Spot]:
        return [*self._sheet.fixed, *self._sheet.body]

    def on_screen(self, spot: Spot) -> QRect:
        """Return where something stands on the viewport now."""
        scrolled = 0 if any(spot is one for one in self._sheet.fixed) else self._scroll.above
        return spot.area.translated(0, -scrolled)

    def _spoken(self, spot: Spot) -> str:
        return words_of(spot, self._wording, self._clock, self._sight.counts if self._sight else None)

    def _name(self) -> None:
        kind = "Day" if self._count == 1 else "Week"
        self.setAccessibleName(f"{kind}, {self.title()}")
        spots, number = self._spots(), self.current_item()
        self.setAccessibleDescription(self._spoken(spots[number]) if number >= 0 else "")
        access.tell_focus(self)

    def clock_told(self) -> str:
        """Return by whose clock shifts stand here, as a sentence."""
        return told_clock(self._clock, self._sheet.zone, self._sheet.zones)

    # Reading.

    def _days_of(self, day: date) -> Sequence[date]:
        return [day] if self._count == 1 else week_of(day, self._wording.begins)

    def _read(self) -> None:
        where, days, clock = self._where, self._days, self._clock
        per_day = self._sheet.most_a_day(self.viewport().width() // len(days))
        self._watch.read(
            where, lambda reader: reading.read_hours(reader, where, days, clock, per_day), self._show
        )

    def _show(self, sight: reading.Hours) -> None:
        self._sight = sight
        where, days, clock = self._where, self._days, self._clock
        if not sight.whole:
            self._watch.add(
                "starts", lambda reader: reading.read_starts(reader, where, days, clock), self._add
            )
        self._lay()
        self._name()

    def _add(self, starts: reading.Starts) -> None:
        self._starts = starts
        self._lay()

    def _lay(self) -> None:
        self._hand.mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        wish = Wish(self._days, self._clock, self._desk, self._sight, self._starts)
        size = self.viewport().size()
        self._sheet.lay(wish, size, self._scroll.hour)
        self._scroll.fit(size.height(), seen=self.isVisible())
        self._seek()
        self._pointer.forget()
        self.viewport().update()

    def _seek(self) -> None:
        if self._sought and self.isVisible():
            spot = next((one for one in self._sheet.body if one.ref == self._sought), None)
            if spot is not None:
                self._sought = ""
                self._scroll.reveal(spot)

    def _day_at(self, where: QPoint) -> date | None:
        for day, column in zip(self._days, self._sheet.columns, strict=True):
            if column.left() <= where.x() <= column.right():
                return day
        return None

    # What is done with keys and mouse.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        side = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(key))
        control = held == Qt.KeyboardModifier.ControlModifier
        if side is not None and not held:
            self._to_side(-side if self._hand.mirrored else side)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not held:
            self._next_shift(1 if key == Qt.Key.Key_Down else -1)
        elif control and key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self._zoom(0.8 if key == Qt.Key.Key_Minus else 1.25, self._sheet.top)
        elif control and key == Qt.Key.Key_0:
            self._scroll.hour = None
            self._lay()
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.step(1 if key == Qt.Key.Key_PageDown else -1)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._to_end(first=key == Qt.Key.Key_Home)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self._at)
        elif key == Qt.Key.Key_Escape and self._at:
            self._take("")
        elif begins_a_date(event):
            self.jump.begin(event.text())
        else:
            event.ignore()

    def _stops(self) -> list[Spot]:
        return stops_of(self._spots(), self._day)

    def _next_shift(self, step: int) -> None:
        if (spot := following(self._stops(), self._at, step)) is not None:
            self._reach(spot)

    def _to_side(self, step: int) -> None:
        """Go to the next day, there to the shift that begins nearest to the one with the cursor."""
        here = next((spot for spot in self._stops() if spot.key == self._at), None)
        self.show_day(self._day + timedelta(days=step))
        if here is not None and (stops := self._stops()):
            self._reach(min(stops, key=lambda spot: abs(spot.area.top() - here.area.top())))

    def _to_end(self, *, first: bool) -> None:
        if stops := self._stops():
            self._reach(stops[0 if first else -1])

    def _reach(self, spot: Spot) -> None:
        """Put the cursor there, and bring it into sight."""
        self._scroll.reveal(spot)
        self._take(spot.ref or self._chosen, spot.key)  # "so many more" takes the place of no shift

    def _take(self, ref: str, key: str = "") -> None:
        self._at = key
        if ref != self._chosen:
            self._chosen = ref
            self.chosen.emit(ref)
        self.viewport().update()
        self._name()

    def _open(self, ref: str) -> None:
        if ref.startswith(MANY):
            self.crowd_wished.emit(self._day, int(ref.removeprefix(MANY)))
        elif ref:
            self.opened.emit(ref)
        elif self._count > 1:
            self.day_wished.emit(self._day)

    def _press(self, spot: Spot) -> None:
        self._day = spot.day
        self._take(spot.ref, spot.key)
        if spot.kind == MORE:
            self._open(spot.key)
        self.moved.emit(self._day)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._zoom(1.15 ** (event.angleDelta().y() / 120), round(event.position().y()))
            event.accept()
        else:
            super().wheelEvent(event)

    def _zoom(self, factor: float, y: int) -> None:
        """Make the hours higher or lower; the one at a height stays there."""
        place = self._scroll.zoomed(factor, y)
        self._lay()
        self._scroll.put(place, y)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        here = next((spot for spot in self._spots() if self._at and spot.ref == self._at), None)
        if here is not None:  # with a key; the mouse's is the pointer's
            self.menu_wished.emit(self.viewport().mapToGlobal(self.on_screen(here).center()))

    def _tip(self, where: QPoint) -> tuple[str, QRect]:
        if self._day_at(where) is None:
            return self.clock_told(), QRect()
        spot = self.spot_at(where)
        if spot is None or (spot.kind == DAY and where.y() >= self._sheet.head):
            return "", QRect()
        text = self._spoken(spot) if spot.row is None else told(spot.row, self._times, self._clock)
        return text, self.on_screen(spot)

    # What Qt tells.

    def paintEvent(self, event: QPaintEvent) -> None:
        self._hand.ratio = self.devicePixelRatioF()
        painter = QPainter(self.viewport())
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # as each text is written
        standing = Standing(
            self._times.today(), self._day, self._at, self._chosen, self._pointer.over, self.hasFocus()
        )
        self._paint.paint(painter, event.rect(), self._scroll.above, standing)
        painter.end()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self._pointer.forget()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._watch.shown()
        self._lay()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.viewport().update()
        self._name()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (
            QEvent.Type.PaletteChange,
            QEvent.Type.FontChange,
            QEvent.Type.StyleChange,
            QEvent.Type.LayoutDirectionChange,
        ):
            self._hand.wear(self.font(), self.palette())
            self._lay()
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(900, 620)
