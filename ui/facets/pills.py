"""Small buttons that stay pressed: weekdays, day and night. Each says how many shifts it would leave."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.style import legible, look, mixed, small, strong
from ui.words import counted


class Pill(QAbstractButton):
    """A word above a count; pressed it is outlined and bold."""

    def __init__(self, words: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._n: int | None = None
        self.setText(words)
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def count(self, n: int) -> None:
        """Say how many shifts it stands for."""
        self._n = n
        told = counted(n, "shift", "shifts")
        self.setAccessibleName(f"{self._name}, {told}")
        self.setToolTip(f"{self._name}: {told}")
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 12, 2 * metrics.height() + 6)

    def minimumSizeHint(self) -> QSize:
        return QSize(26, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, painter, pressed = look(self.palette()), QPainter(self), self.isChecked()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        near = self.underMouse()
        edge = colours.focus if pressed or self.hasFocus() else mixed(colours.text, colours.base, 0.2)
        painter.setPen(edge)
        ground = colours.selected if pressed else mixed(colours.text, colours.base, 0.08 * near)
        painter.setBrush(ground)
        inside = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(inside, 5, 5)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(inside.adjusted(1.5, 1.5, -1.5, -1.5), 4, 4)
        upper, lower = self.rect().adjusted(0, 3, 0, 0), self.rect().adjusted(0, 0, 0, -3)
        middle = Qt.AlignmentFlag.AlignHCenter
        painter.setFont(strong(self.font()) if pressed else self.font())
        painter.setPen(colours.text)
        painter.drawText(upper, middle | Qt.AlignmentFlag.AlignTop, self.text())
        if self._n is not None:
            painter.setFont(small(self.font()))
            painter.setPen(legible(colours.muted, ground))
            painter.drawText(lower, middle | Qt.AlignmentFlag.AlignBottom, _brief(self._n))


def _brief(n: int) -> str:
    """Return a count in at most four characters, such as 840, 12k or 3M."""
    for size, unit in ((1_000_000, "M"), (1_000, "k")):
        if n >= size:
            tenths = n * 10 // size
            return f"{tenths // 10}{unit}" if tenths >= 100 else f"{tenths / 10:.1f}{unit}"
    return str(n)
