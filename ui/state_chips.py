"""States side by side, in as many lines as they need."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyle, QWidget

from ui.board.painting import CHIP, drawn_chip
from ui.labels import ROUNDED
from ui.style import Ink
from ui.words import tip

GAP = 6
WIDEST = 320  # pixels


class StateChips(QWidget):
    """Chips of a picture, a word and its colours each; the word of one that is too wide is cut."""

    def __init__(self, chips: Sequence[tuple[str, str, Ink]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips = tuple(chips)
        self._labels = [QLabel(self) for _ in chips]
        for label, (_, words, _) in zip(self._labels, chips, strict=True):
            label.setAccessibleName(words)
            label.setToolTip(tip(words))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max((place.bottom() + 1 for place in self._places(width)), default=0)

    def sizeHint(self) -> QSize:
        return QSize(WIDEST, self.heightForWidth(WIDEST))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self._height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        places = self._places(self.width())
        for label, place, (picture, words, ink) in zip(self._labels, places, self._chips, strict=True):
            ratio = self.devicePixelRatioF()
            label.setPixmap(
                drawn_chip(picture, words, ink, self.font(), place.width(), place.height(), ratio)
            )
            label.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), place))

    def _height(self) -> int:
        return self.fontMetrics().height() + 6

    def _places(self, width: int) -> list[QRect]:
        x, y, high, found = 0, 0, self._height(), []
        for _, words, _ in self._chips:
            wide = min(WIDEST, max(high, width), CHIP + ROUNDED + self.fontMetrics().horizontalAdvance(words))
            if x and x + wide > width:
                x, y = 0, y + high + GAP
            found.append(QRect(x, y, wide, high))
            x += wide + GAP
        return found
