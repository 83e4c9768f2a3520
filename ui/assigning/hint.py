"""What is shown beside the mouse while one drags: whether it would be accepted, and why not."""

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.assigning.judging import Answered, Verdict
from ui.icons import pixmap
from ui.labels import Words
from ui.style import look
from ui.words import plain

WIDE = 300  # pixels
AWAY = 18  # pixels from the mouse
BELOW = 48  # pixels: what is carried stands between
SIGN = 16
_PICTURES = {
    Answered.ASKING: "waiting", Answered.YES: "check", Answered.DOUBT: "warning", Answered.NO: "off",
}  # fmt: skip
_WORDS = {
    Answered.ASKING: "Asking", Answered.YES: "Possible", Answered.DOUBT: "Possible, but",
    Answered.NO: "Not possible",
}  # fmt: skip


def tint(answered: Answered) -> QColor:
    """Return the colour of an answer."""
    colours = look(QPalette())
    return {
        Answered.ASKING: colours.muted, Answered.YES: colours.good,
        Answered.DOUBT: colours.states["pending"].text, Answered.NO: colours.alarm,
    }[answered]  # fmt: skip


class Hint(QFrame):
    """A note beside the mouse, never below it: sign, word and sentence."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName("Whether it can be dropped here")
        self._sign = QLabel(self)
        self._sign.setAccessibleName("Answer")
        self.word = Words("", self)
        self.sentence = Words("", self, muted=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 8, 12, 8)
        row.setSpacing(8)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self.word)
        texts.addWidget(self.sentence)
        row.addLayout(texts, 1)
        self.setFixedWidth(WIDE)
        self.hide()

    def say(self, verdict: Verdict, at: QPoint) -> None:
        """Show an answer beside a point of what it lies over."""
        colour = tint(verdict.answered)
        picture = _PICTURES[verdict.answered]
        self._sign.setPixmap(pixmap(picture, colour, SIGN, self.devicePixelRatioF()))
        self.word.setText(_WORDS[verdict.answered])
        self.sentence.setText(plain(verdict.sentence, 500))
        self.setFixedHeight(max(self.heightForWidth(WIDE), self.minimumSizeHint().height()))
        room = self._over.rect()
        x = at.x() + AWAY if at.x() + AWAY + WIDE <= room.right() else at.x() - AWAY - WIDE
        y = at.y() + BELOW
        if y + self.height() > room.bottom():
            y = at.y() - AWAY - self.height()
        self.move(max(room.left(), x), max(room.top(), y))
        self.show()
        self.raise_()


class Mark(QWidget):
    """A frame around what is below the mouse, in the colour of the answer; dashed where it is no."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._answered = Answered.ASKING
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName("Where it would be dropped")
        self.hide()

    def show_at(self, area: QRect, answered: Answered) -> None:
        """Stand around an area."""
        self._answered = answered
        self.setGeometry(area.adjusted(-2, -2, 2, 2))
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        no = self._answered is Answered.NO
        pen = QPen(tint(self._answered), 2, Qt.PenStyle.DashLine if no else Qt.PenStyle.SolidLine)
        painter.setPen(pen)
        painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()
