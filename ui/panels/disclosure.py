"""A heading that opens and closes what stands below it."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ui.icons import icon
from ui.panels.laying import emptied
from ui.style import look, small


class Disclosure(QWidget):
    """Closed at first. What is hidden goes into `body`; `toggled` tells whether it is open now."""

    toggled = Signal(bool)

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = QToolButton(self)
        self.button.setAutoRaise(True)
        self.button.setFont(small(self.font()))
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setIconSize(QSize(12, 12))
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.is_open = False
        self._inside = QWidget(self)
        self.body = QVBoxLayout(self._inside)
        self.body.setContentsMargins(6, 2, 0, 6)
        self.body.setSpacing(6)
        self._inside.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._inside)
        self.say(words)
        self._dress()
        self.button.clicked.connect(lambda: self.open(not self.is_open))

    def say(self, words: str) -> None:
        """Show other words."""
        self.button.setText(words.replace("&", "&&"))
        self.button.setAccessibleName(words)

    def open(self, opened: bool) -> None:
        """Open or close it."""
        if opened == self.is_open:
            return
        self.is_open = opened
        self._inside.setVisible(opened)
        self._dress()
        self.toggled.emit(opened)

    def clear(self) -> None:
        """Take out what stands below."""
        emptied(self.body)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def _dress(self) -> None:
        name = "opened" if self.is_open else "closed"
        self.button.setAccessibleDescription("open" if self.is_open else "closed")
        self.button.setIcon(icon(name, look(self.palette()).muted))
