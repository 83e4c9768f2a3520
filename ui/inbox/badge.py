"""The status bar's way to the inbox: how much nobody has taken note of, and nothing where nothing is."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from app.store.inbox import Counts
from ui.icons import icon
from ui.style import look, small
from ui.words import tip

_MORE = (
    "Changes that nobody at this desk has acknowledged. Urgent: somebody has left a shift close to its start."
)


class Badge(QWidget):
    """A small button, `Inbox: 12, 2 urgent`, hidden while nothing waits."""

    pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts = Counts()
        self.setAccessibleName("Inbox")
        self.button = QToolButton(self)
        self.button.setAccessibleName("Inbox")
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

    def tell(self, counts: Counts) -> None:
        """Show how much waits."""
        self._counts = counts
        self.button.setText(self.said)
        self.button.setAccessibleName(self.said or "Inbox")
        self._dress()
        self.setVisible(counts.unread > 0)

    @property
    def said(self) -> str:
        """What it says, "" while it is hidden."""
        return f"Inbox: {summary(self._counts)}" if self._counts.unread else ""

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()
        super().changeEvent(event)

    def _dress(self) -> None:
        colours = look(self.palette())
        loud = self._counts.loud > 0
        self.button.setIcon(icon("urgent" if loud else "changed", colours.alarm if loud else colours.muted))


def summary(counts: Counts) -> str:
    """Return `12` or `12, 2 urgent`; "" where nothing waits."""
    if not counts.unread:
        return ""
    return f"{counts.unread:,}" + (f", {counts.loud:,} urgent" if counts.loud else "")
