"""Labels for vendors’ text: always plain, selectable, wrapped; grids of them; and what gives way."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QToolButton, QWidget

from ui.style import look, small, strong
from ui.words import tip

LONG = 24  # characters of a word that may not fit into a dock
LEFT = 15  # width of the names in a grid, in characters


class Words(QLabel):
    """Text as it is, whatever it looks like. A muted one keeps 4.5:1 in light and dark."""

    def __init__(self, text: str, parent: QWidget | None = None, *, muted: bool = False) -> None:
        super().__init__(parent)
        self._muted = muted
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # long words don't widen
        self.setMinimumWidth(40)
        self.setText(text)
        if any(len(word) > LONG for word in text.split()):
            self.setToolTip(tip(text))  # Qt cuts words that don't fit
        self._dress()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()
        super().changeEvent(event)

    def _dress(self) -> None:
        if self._muted:
            _mute(self)


class Elided(QLabel):
    """One line that is cut in its middle where it does not fit; the tool tip has all of it."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = text
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAccessibleName(text)
        self.setToolTip(tip(text))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setText(text)
        _mute(self)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            _mute(self)
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setText(self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideMiddle, self.width()))


class Line(QLabel):
    """One line that gives way: what does not fit ends in an ellipsis, and the tool tip has all of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    def say(self, text: str) -> None:
        """Show another text."""
        self._whole = text
        self.updateGeometry()
        self._cut()

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._whole) + 2, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(40, self.sizeHint().width()), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        text = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width())
        self.setText(text)
        self.setToolTip("" if text == self._whole else tip(self._whole))


ROUNDED = 2  # pixels by which a text's width may seem another one, by rounding alone


class ShortButton(QToolButton):
    """A button that gives way: of its words, what does not fit is left out in the middle."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = ""

    def setText(self, text: str) -> None:
        """Show other words."""
        self._whole = text
        super().setText(text)
        self._cut()

    def sizeHint(self) -> QSize:
        metrics, size = self.fontMetrics(), super().sizeHint()
        missing = metrics.horizontalAdvance(self._whole) - metrics.horizontalAdvance(self.text())
        return QSize(size.width() + missing, size.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(72, self.sizeHint().width()), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        cut, metrics = self._whole, self.fontMetrics()
        missing = self.sizeHint().width() - self.width()
        if missing > ROUNDED:
            room = metrics.horizontalAdvance(self._whole) - missing
            cut = metrics.elidedText(self._whole, Qt.TextElideMode.ElideMiddle, room)
        if cut != self.text():
            super().setText(cut)


class Paragraph(QLabel):
    """Some centred lines of a fixed width, as high as they need to be."""

    def __init__(self, text: str, width: int, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._wide = width
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setFixedWidth(width)

    def sizeHint(self) -> QSize:
        return QSize(self._wide, self.heightForWidth(self._wide))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hasHeightForWidth(self) -> bool:
        return False  # else a layout asks for the height at its own, greater width


class Grid(QWidget):
    """Pairs of a name and a text, the texts aligned with those of other grids."""

    def __init__(self, pairs: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(12)
        layout.setVerticalSpacing(4)
        layout.setColumnStretch(1, 1)
        layout.setColumnMinimumWidth(0, LEFT * self.fontMetrics().averageCharWidth())
        for row, (name, text) in enumerate(pairs):
            layout.addWidget(Words(name, muted=True), row, 0, Qt.AlignmentFlag.AlignTop)
            layout.addWidget(Words(text), row, 1, Qt.AlignmentFlag.AlignTop)


def heading_of_group(text: str) -> QLabel:
    """Return the heading of a group of facts."""
    found = QLabel(text)
    found.setTextFormat(Qt.TextFormat.PlainText)
    found.setFont(strong(small(found.font())))
    found.setContentsMargins(0, 14, 0, 2)
    return found


def _mute(label: QLabel) -> None:
    palette = QPalette()
    muted = look(palette).muted
    if label.palette().color(QPalette.ColorRole.WindowText) != muted:  # else setting it would not end
        palette.setColor(QPalette.ColorRole.WindowText, muted)
        label.setPalette(palette)
