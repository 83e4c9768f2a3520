"""A sheet with time across: its scroll bar, zooming, and where an instant stands."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from ui.calendar.scale import CLOSEST, DAY, Scale, widest

FAR = 800 * DAY  # how far the scroll bar reaches, to both sides of where one has gone last
EDGE = 10  # pixels between the left edge and what is gone to
ZOOM = 1.25  # by one notch of the wheel
WHEEL = 72  # pixels by one notch
NOTCH = 120  # eighths of a degree


class Pane(QAbstractScrollArea):
    """Time across, rows down. `side` and `top` are what labels and axis take; pixels."""

    moved = Signal()  # another part has come into sight

    def __init__(self, begin: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scale = Scale(begin, 7 * DAY / 900)
        self._first = begin - FAR  # what stands at the scroll bar's zero
        self._begun = False
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setViewport(QWidget(self))
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        # Both are there from the first moment: one that came later would take its room from the last row.
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.horizontalScrollBar().setAccessibleName("Time")
        self.verticalScrollBar().setAccessibleName("Rows")
        self.horizontalScrollBar().valueChanged.connect(self._scrolled)
        self.verticalScrollBar().valueChanged.connect(self.moved)

    @property
    def side(self) -> int:
        """How wide the rows' labels are."""
        return 0

    @property
    def top(self) -> int:
        """How high the axis is."""
        return 0

    @property
    def across(self) -> int:
        """How wide the sheet is, beside the labels."""
        return max(1, self.viewport().width() - self.side)

    @property
    def down(self) -> int:
        """How high the sheet is, below the axis."""
        return max(1, self.viewport().height() - self.top)

    def span(self) -> tuple[int, int]:
        """Return from when to when is in sight, epoch seconds."""
        return int(self.scale.begin), int(self.scale.at(self.across))

    def place(self, scale: Scale) -> None:
        """Show time on a scale."""
        if not self._first < scale.begin < self._first + 2 * FAR or scale.rate != self.scale.rate:
            self._first = scale.begin - FAR
        self.scale = scale
        bar = self.horizontalScrollBar()
        bar.blockSignals(True)
        bar.setRange(0, round(2 * FAR / scale.rate))
        bar.setPageStep(self.across)
        bar.setSingleStep(max(8, self.across // 40))
        bar.setValue(round((scale.begin - self._first) / scale.rate))
        bar.blockSignals(False)
        self.viewport().update()
        self.moved.emit()

    def go_to(self, moment: float, x: int = EDGE) -> None:
        """Have an instant stand at a pixel, near the left edge if none is given."""
        self.place(Scale(moment - x * self.scale.rate, self.scale.rate))

    def zoom(self, factor: float, x: float | None = None) -> None:
        """Show so much more time, with the instant at x where it is; the middle's if none is given."""
        self.place(self.scale.zoomed(factor, self.across / 2 if x is None else x, self.across))

    def show_span(self, seconds: int) -> None:
        """Show so much time from the left edge on."""
        rate = min(max(CLOSEST, seconds / self.across), widest(self.across))
        self.place(Scale(self.scale.begin, rate))

    def turn(self, share: float) -> None:
        """Go on in time by a share of what is in sight; back where it is negative."""
        self.place(Scale(self.scale.at(share * self.across), self.scale.rate))

    def scroll_down(self, pixels: int) -> None:
        """Move the rows up by so many pixels."""
        self.verticalScrollBar().setValue(self.verticalScrollBar().value() + pixels)

    def wheelEvent(self, event: QWheelEvent) -> None:
        across, down = event.angleDelta().x(), event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and down:
            self.zoom(ZOOM ** (-down / NOTCH), event.position().x() - self.side)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier or abs(across) > abs(down):
            self.turn(-(across or down) / NOTCH * 0.1)
        else:
            self.scroll_down(-round(down / NOTCH * WHEEL))
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._begun:
            self._begun = True
            self.show_span(7 * DAY)
        else:
            self.place(Scale(self.scale.begin, min(self.scale.rate, widest(self.across))))

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    def _scrolled(self, value: int) -> None:
        self.scale = Scale(self._first + value * self.scale.rate, self.scale.rate)
        self.moved.emit()
