"""The status bar's way to the outbox: how much is open, and nothing where nothing is."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from ui.icons import icon
from ui.outbox.standing import NEEDS_LOOK, summary
from ui.style import look, small
from ui.words import tip

_MORE = (
    "Actions of which the end is not known. Those that wait are sent when their vendor can be reached; "
    "what is unknown is found out by reading; what is held wants a look."
)


class Badge(QWidget):
    """A small button, `Outbox: 1 unknown, 2 waiting`, hidden while nothing is open."""

    pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: dict[str, int] = {}
        self.setAccessibleName("Outbox")
        self.button = QToolButton(self)
        self.button.setAccessibleName("Outbox")
        self.button.setFont(small(self.font()))
        self.button.setAutoRaise(True)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.setToolTip(tip(_MORE))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 0, 4, 0)
        layout.addWidget(self.button)
        self.button.clicked.connect(self.pressed)
        self.hide()

    def tell(self, counts: dict[str, int]) -> None:
        """Show how many intents there are of each open state."""
        self._counts = dict(counts)
        said = summary(self._counts)
        if said:
            self.button.setText(f"Outbox: {said}")
            self.button.setAccessibleName(f"Outbox: {said}")
            self._dress()
        self.setVisible(bool(said))

    @property
    def said(self) -> str:
        """What it says, "" while it is hidden."""
        return self.button.text() if summary(self._counts) else ""

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and self._counts:
            self._dress()
        super().changeEvent(event)

    def _dress(self) -> None:
        colours = look(self.palette())
        pressing = any(self._counts.get(state) for state in NEEDS_LOOK)
        picture, tint = ("warning", colours.caution) if pressing else ("waiting", colours.muted)
        self.button.setIcon(icon(picture, tint))
