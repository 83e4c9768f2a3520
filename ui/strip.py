"""The strip below the menu bar."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QToolBar

from ui.style import mixed


class Strip(QToolBar):
    """A tool bar without a platform's gradients: the window's ground and a hairline."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ground = self.palette().window().color()
        painter.fillRect(self.rect(), ground)
        painter.setPen(mixed(self.palette().windowText().color(), ground, 0.16))
        painter.drawLine(self.rect().bottomLeft(), self.rect().bottomRight())
        painter.end()
