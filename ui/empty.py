"""A page that says why there is nothing to see, and what to do next."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.labels import Paragraph
from ui.style import heading


class Empty(QWidget):
    """A title, a sentence and at most two buttons in the middle of a page."""

    pressed = Signal(str)  # the words on the button

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = QLabel(self)
        self._title.setFont(heading(self.font()))
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence = Paragraph("", 320, self)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addStretch(2)
        layout.addWidget(self._title, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self._sentence, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(8)
        layout.addLayout(self._buttons)
        layout.addStretch(3)
        self._said: tuple[str, str, tuple[str, ...]] = ("", "", ())

    def say(self, title: str, sentence: str, *buttons: str) -> None:
        """Set title, sentence and the words of the buttons; the first one is the usual choice."""
        if self._said == (title, sentence, buttons):
            return
        self._said = (title, sentence, buttons)
        self._title.setText(title)
        self._sentence.setText(sentence)
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        while (item := self._buttons.takeAt(0)) is not None:
            if widget := item.widget():
                widget.deleteLater()
        self._buttons.addStretch(1)
        for number, words in enumerate(buttons):
            button = QPushButton(words, self)
            button.setAccessibleName(words)
            button.setDefault(number == 0)
            button.clicked.connect(lambda _=False, words=words: self.pressed.emit(words))
            self._buttons.addWidget(button)
        self._buttons.addStretch(1)
