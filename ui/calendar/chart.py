"""The timeline's sheet: labels at the side and the axis above stay, rows and time go on beneath them."""

from datetime import date, datetime

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from app.store.lanes import By
from app.zones import zone
from ui.calendar.access import Item, expose, tell_focus
from ui.calendar.clock import Clock
from ui.calendar.hand import Hand
from ui.calendar.names import Wording, desk_zone
from ui.calendar.pane import ZOOM, Pane
from ui.calendar.ruler import Ruler
from ui.calendar.scene import Scene, View
from ui.calendar.steps import Step, Stop, nearest, step_from, stops
from ui.calendar.strokes import Spot, Strokes
from ui.calendar.track_telling import said_of, tip_of
from ui.calendar.tracks import PEOPLE, ROW, Book, Told
from ui.times import Times

LABELS = 210  # pixels of the rows' names, where there is room


class Chart(Pane):
    """Rows of shifts on a scale of time. `moved` tells that others than those read may be in sight."""

    chosen = Signal(str)
    opened = Signal(str)
    menu_wished = Signal(QPoint)
    day_opened = Signal(str, object)  # a row's key, and one of its days that are only counted

    def __init__(self, times: Times, parent: QWidget | None = None) -> None:
        self.by: By = PEOPLE  # before Qt asks how wide the labels are
        self.book = Book()
        self._fitted = 0  # rows that the scroll bar has been set for
        super().__init__(times.midnight(), parent)
        expose()
        self._times = times
        self._clock = Clock()
        self._zones = 1
        self.hand = Hand(self.font(), self.palette())
        self.ruler = Ruler(Wording(times), self.hand)
        self.ruler.zone = desk_zone()
        self._scene = Scene(self.hand, self.ruler, self.book, Strokes(self.hand, self.book, times))
        self._ref = ""
        self._sought = False  # whether it is to be brought into sight, as soon as its row is known
        self._stop: Stop | None = None
        self._lane = 0
        self._dragged: QPoint | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Timeline")
        self._measure()

    @property
    def side(self) -> int:
        return min(LABELS, self.viewport().width() * 3 // 10)

    @property
    def top(self) -> int:
        return self.ruler.height if hasattr(self, "ruler") else 0

    def dress(self) -> None:
        """Put the pictures on."""
        self.hand.dressed = True
        self.viewport().update()

    def show_clock(self, clock: Clock, site: str, zones: int) -> None:
        """Show the hours of a clock; `site` is the commonest zone of the shifts, for their own clock."""
        self._clock, self._zones = clock, zones
        self.ruler.zone = clock.zone or site
        self.ruler.second = "" if clock.second == self.ruler.zone else clock.second
        self._measure()
        self.viewport().update()

    def start_over(self, by: By) -> None:
        """Forget all rows: others are on their way."""
        self.by = by
        self.book.forget()
        self._lane, self._stop = 0, None
        self._fit_rows()
        self.viewport().update()

    def take(self, told: Told) -> None:
        """Show what has been read; the topmost row and the chosen one stay where they are."""
        bar = self.verticalScrollBar()
        top = bar.value() // ROW
        names = {number: track.key for number, track in self.book.tracks.items()}
        self.book.take(told)
        places = {track.key: number for number, track in self.book.tracks.items()}

        def now(number: int) -> int:
            """Return where a row stands now; one of which nothing has been read stays where it is."""
            return places.get(names[number], number) if number in names else number

        self._lane = min(now(self._lane), max(0, self.book.total - 1))
        self._fit_rows()
        moved = now(top) - top
        if moved:
            bar.setValue(bar.value() + moved * ROW)
        if self._stop is not None:
            here = stops(self.book.tracks.get(self._lane), self.ruler.zone)
            same = (one for one in here if (one.ref, one.day) == (self._stop.ref, self._stop.day))
            self._stop = next(same, self._stop)
        self._seek()
        self.viewport().update()

    def day_at(self, moment: float) -> date:
        """Return the day of an instant by the axis's clock."""
        return datetime.fromtimestamp(moment, zone(self.ruler.zone)).date()

    def choose(self, ref: str) -> None:
        """Mark a shift wherever it stands, and bring it into sight if its row is known."""
        self._ref = ref
        if self._stop is not None and self._stop.ref == ref:
            self.viewport().update()
            return
        self._stop, self._sought = None, bool(ref)
        self._seek()
        self.viewport().update()

    def _seek(self) -> None:
        for number, track in self.book.tracks.items() if self._sought else ():
            found = next((one for one in stops(track, self.ruler.zone) if one.ref == self._ref), None)
            if found is not None:
                self._lane, self._stop, self._sought = number, found, False
                self._reveal()
                break

    @property
    def shift(self) -> str:
        """The chosen shift's ref, "" for none."""
        return self._ref

    def spot_at(self, where: QPoint) -> Spot | None:
        """Return the shift, or a day's counts, at a point of the viewport."""
        if where.x() < self.side or where.y() < self.top:
            return None
        return next((one for one in reversed(self._scene.spots) if one.area.contains(where)), None)

    def lane_at(self, y: int, otherwise: int = -1) -> int:
        """Return the row at a height of the viewport."""
        y -= self.top
        return next(
            (one.number for one in self._scene.laid if one.top <= y < one.top + one.height), otherwise
        )

    def row_area(self, number: int) -> QRect:
        """Return where a row that is in sight stands."""
        placed = next(one for one in self._scene.laid if one.number == number)
        return QRect(0, self.top + placed.top, self.viewport().width(), placed.height)

    def rows_in_sight(self) -> tuple[int, int]:
        """Return the first row in sight, and how many there may be."""
        return self.verticalScrollBar().value() // ROW, self.down // self.book.usual + 2

    def items(self) -> list[Item]:
        """Return the rows and shifts in sight, for screen readers."""
        found = []
        for placed in self._scene.laid:
            if placed.track is None:
                continue
            label = QRect(0, self.top + placed.top, self.side, placed.height)
            loud = ", double-booked" if placed.track.doubled else ""
            found.append(Item(placed.track.label + loud, label, holds=True))
            for spot in self._scene.spots:
                if spot.lane == placed.number:
                    words = said_of(spot, self.book, self._times, self.ruler.zone)
                    found.append(Item(words, spot.area, chosen=self._view().is_current(spot)))
        return found

    def current_item(self) -> int:
        """Return which of the items is chosen, -1 if none in sight is."""
        return next((n for n, item in enumerate(self.items()) if item.chosen), -1)

    def scroll_down(self, pixels: int) -> None:
        bar = self.verticalScrollBar()
        bar.setValue(self.book.scrolled(bar.value(), pixels))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # as each text is written
        self.hand.ratio = self.devicePixelRatioF()
        self._scene.paint(painter, self._view())
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, control = Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        page = max(1, len(self._scene.laid) - 2)
        rows = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -page, Qt.Key.Key_PageDown: page}
        if control and key in _STEPS:
            match _STEPS[key]:
                case Step.EARLIER:
                    self.turn(-0.8)
                case Step.LATER:
                    self.turn(0.8)
                case Step.FIRST:
                    self._change_row(-self.book.total)
                case Step.LAST:
                    self._change_row(self.book.total)
        elif key in _STEPS:
            self._step(_STEPS[key])
        elif key in rows:
            self._change_row(rows[key])
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self.zoom(ZOOM if key == Qt.Key.Key_Minus else 1 / ZOOM)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._stop is not None:
            self._open(self._stop, self._lane)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        spot = self.spot_at(event.position().toPoint())
        if spot is not None:
            if (stop := self._stop_of(spot)) is not None:
                self._take_stop(spot.lane, stop)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._dragged = event.position().toPoint()
            self._lane = self.lane_at(self._dragged.y(), self._lane)
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged is None:
            return
        to = event.position().toPoint()
        way = to - self._dragged
        self._dragged = to
        self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        self.turn(-way.x() / self.across)
        self.scroll_down(-way.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragged = None
        self.viewport().unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        spot = self.spot_at(event.position().toPoint())
        if spot is not None and (stop := self._stop_of(spot)) is not None:
            self._open(stop, spot.lane)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if not self._ref:
            return
        where = event.pos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            spot = next((one for one in self._scene.spots if self._view().is_current(one)), None)
            where = self.viewport().rect().center() if spot is None else spot.area.center()
        self.menu_wished.emit(self.viewport().mapToGlobal(where))

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            spot = self.spot_at(event.pos())
            words = "" if spot is None else tip_of(spot, self.book, self._times, self.ruler.zone)
            QToolTip.showText(event.globalPos(), words, self.viewport())
            return True
        return super().viewportEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        kinds = (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange)
        if event.type() in kinds and hasattr(self, "hand"):
            self.hand.wear(self.font(), self.palette())
            self._measure()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_rows()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def _step(self, step: Step) -> None:
        here = stops(self.book.tracks.get(self._lane), self.ruler.zone)
        if step in (Step.EARLIER, Step.LATER) and self._stop not in here:
            found = nearest(here, self.scale.at(self.across / 2))
        else:
            found = step_from(here, self._stop, step)
        if found is not None:
            self._take_stop(self._lane, found)
        elif step in (Step.EARLIER, Step.LATER):
            self.turn(0.5 if step is Step.LATER else -0.5)  # more of it may be there

    def _change_row(self, by: int) -> None:
        if not self.book.total:
            return
        if self._stop is not None:
            moment = max(self._stop.begin, min((self._stop.begin + self._stop.end) / 2, self.span()[1]))
        else:
            moment = self.scale.at(self.across / 2)
        self._lane, self._sought = min(max(0, self._lane + by), self.book.total - 1), False
        here = stops(self.book.tracks.get(self._lane), self.ruler.zone)
        begin, end = self.span()
        found = nearest([one for one in here if one.end > begin and one.begin < end] or here, moment)
        if found is not None:
            self._take_stop(self._lane, found)
        else:
            self._stop = None
            self._reveal()

    def _take_stop(self, lane: int, stop: Stop) -> None:
        before, self._lane, self._stop = self._ref, lane, stop
        self._ref, self._sought = stop.ref, False
        self._reveal()
        if self._ref != before:
            self.chosen.emit(self._ref)
        tell_focus(self)

    def _open(self, stop: Stop, lane: int) -> None:
        track = self.book.tracks.get(lane)
        if stop.ref:
            self.opened.emit(stop.ref)
        elif track is not None:
            self.day_opened.emit(track.key, stop.day)

    def _reveal(self) -> None:
        """Bring the row of what is chosen into sight, and as much of what is chosen as there is room for."""
        bar = self.verticalScrollBar()
        bar.setValue(self.book.to_show(self._lane, bar.value(), self.down))
        if self._stop is not None:
            begin, end = self.span()
            edge = (end - begin) * 0.03
            if self._stop.end <= begin + edge or self._stop.begin >= end - edge:
                self.go_to(self._stop.begin, self.across // 7)
        self.viewport().update()

    def _stop_of(self, spot: Spot) -> Stop | None:
        """Return what a spot stands for; None where its row has been read anew and not been painted yet."""
        here = stops(self.book.tracks.get(spot.lane), self.ruler.zone)
        if spot.bar is not None:
            return next((one for one in here if one.ref == spot.bar.row.ref), None)
        assert spot.count is not None
        return next((one for one in here if one.day == spot.count.day), None)

    def _view(self) -> View:
        return View(
            self.viewport().size(),
            self.side,
            self.scale,
            self.verticalScrollBar().value(),
            self.by,
            self._times.now(),
            self._today(),
            1 if self._clock.zone else self._zones,
            self._lane,
            self._ref,
            self._stop,
            self.hasFocus(),
        )

    def _today(self) -> date:
        return self.day_at(self._times.now())

    def _measure(self) -> None:
        self.book.level = self.hand.small_metrics.height() + 8
        self.book.banner = self.hand.small_metrics.height() + 4
        self._fit_rows()

    def _fit_rows(self) -> None:
        bar = self.verticalScrollBar()
        # At the end one stays at the end, whatever room is left and however high the last rows are.
        ended = 0 < bar.maximum() == bar.value() and self._fitted == self.book.total
        self._fitted = self.book.total
        bar.setRange(0, self.book.furthest(self.down))
        if ended:
            bar.setValue(bar.maximum())
        bar.setPageStep(max(1, self.down // self.book.usual) * ROW)
        bar.setSingleStep(ROW // 2)


_STEPS = {
    Qt.Key.Key_Left: Step.EARLIER,
    Qt.Key.Key_Right: Step.LATER,
    Qt.Key.Key_Home: Step.FIRST,
    Qt.Key.Key_End: Step.LAST,
}
