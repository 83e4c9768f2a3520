"""Scrolling a surface while something is dragged near its edge: what it is meant for may lie beyond."""

from PySide6.QtCore import QObject, QPoint, QTimer, Signal
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

NEAR = 28  # pixels from an edge
EVERY = 60  # milliseconds between two steps


class Edge(QObject):
    """Goes with one surface; it scrolls where that is part of something that can."""

    scrolled = Signal()  # something else is below the mouse now

    def __init__(self, surface: QWidget) -> None:
        super().__init__(surface)
        self._surface = surface
        self._way = 0
        self._tick = QTimer(self, interval=EVERY)
        self._tick.timeout.connect(self._step)

    @property
    def is_scrolling(self) -> bool:
        """Whether it goes on by itself."""
        return self._tick.isActive()

    def near(self, where: QPoint) -> None:
        """Scroll as long as the mouse stays near the upper or the lower edge."""
        height = self._surface.height()
        self._way = -1 if where.y() < NEAR else 1 if where.y() >= height - NEAR else 0
        if not self._way:
            self._tick.stop()
        elif not self.is_scrolling:
            self._tick.start()

    def leave(self) -> None:
        """Stay where it is."""
        self._tick.stop()

    def _step(self) -> None:
        area = self._surface.parentWidget()
        if isinstance(area, QAbstractScrollArea) and area.viewport() is self._surface:
            bar = area.verticalScrollBar()
            bar.setValue(bar.value() + self._way * bar.singleStep())
            self.scrolled.emit()
