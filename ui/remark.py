"""What the window says last, on its status bar."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QWidget

from ui.words import line

LASTING = 8000  # milliseconds that a remark stays


class Remark(QLabel):
    """A sentence that goes away by itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAccessibleName("Remark")
        self._over = QTimer(self, singleShot=True, interval=LASTING)
        self._over.timeout.connect(self.clear)

    def say(self, sentence: str) -> None:
        """Say something, for a while."""
        self.setText(line(sentence, 160))
        self._over.start()
