"""The strip below the menu bar."""

from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QToolBar

from ui.style import mixed


class Strip(QToolBar):
    """A tool bar without a platform's gradients: the window's ground and a hairline."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, palette = QPainter(self), self.palette()
        ground = palette.color(QPalette.ColorRole.Window)
        painter.setBackground(ground)
        painter.eraseRect(self.rect())  # fillRect would have PySide load gradients: 3 ms of the first sight
        painter.setPen(mixed(palette.color(QPalette.ColorRole.WindowText), ground, 0.16))
        painter.drawLine(self.rect().bottomLeft(), self.rect().bottomRight())
        painter.end()
