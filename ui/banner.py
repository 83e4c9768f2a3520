"""A strip above the board for what must not be overlooked, with the one thing to do about it."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from ui.freshness import Notice
from ui.icons import pixmap
from ui.labels import Line
from ui.style import look, strong


class Banner(QWidget):
    """Shows one Notice or nothing. `pressed` tells the words on its button."""

    pressed = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setAutoFillBackground(True)
        self._notice: Notice | None = None
        self._picture = QLabel(self)
        self._sentence = Line(self)
        self._sentence.setFont(strong(self.font()))
        self._more = Line(self)
        self._more.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._button = QPushButton(self)
        self._button.setAccessibleName("What to do about it")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 12, 6)
        layout.setSpacing(8)
        layout.addWidget(self._picture)
        layout.addWidget(self._sentence)
        layout.addWidget(self._more, 1)
        layout.addWidget(self._button)
        self._button.clicked.connect(lambda: self.pressed.emit(self._button.text()))
        self.hide()

    def show_notice(self, notice: Notice | None) -> None:
        """Show what it says, or hide."""
        if notice == self._notice:
            return
        self._notice = notice
        self.setVisible(notice is not None)
        if notice is None:
            return
        self._sentence.say(notice.sentence)
        self._more.say(notice.more)
        self._button.setText(notice.button)
        self._button.setAccessibleName(notice.button)
        self._button.setVisible(bool(notice.button))
        self.setAccessibleDescription(f"{notice.sentence} {notice.more}".strip())
        self._dress()

    @property
    def said(self) -> str:
        """What it says now, "" while it is hidden."""
        return f"{self._notice.sentence} {self._notice.more}".strip() if self._notice else ""

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()
        super().changeEvent(event)

    def _dress(self) -> None:
        if self._notice is None:
            return
        usual = QPalette()  # the program's own
        colours = look(usual)
        ink = colours.notice
        palette = QPalette(usual)
        palette.setColor(QPalette.ColorRole.Window, ink.ground)
        palette.setColor(QPalette.ColorRole.WindowText, ink.text)
        self.setPalette(palette)
        self._button.setPalette(usual)
        self._picture.setPixmap(pixmap(self._notice.picture, colours.caution, 16, self.devicePixelRatioF()))
