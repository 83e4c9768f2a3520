"""Notices within the window: the newest one, a way to what it is about, and how many more there are."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from app.alerts import Notice
from ui.icons import icon, pixmap
from ui.labels import Line
from ui.style import look, strong
from ui.words import line

MOST = 20  # kept; older ones are in the inbox and the outbox all the same

PICTURES = {
    "open": "state-open",
    "departure": "urgent",
    "action": "warning",
    "outage": "offline",
    "quiet": "changed",
    "settings": "warning",
}


class NoticeBar(QWidget):
    """A strip that shows one Notice at a time. `pressed` tells the target of the one that is followed."""

    pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Notifications")
        self.setAutoFillBackground(True)
        self._notices: list[Notice] = []
        self._picture = QLabel(self)
        self._title = Line(self)
        self._title.setFont(strong(self.font()))
        self._lines = Line(self)
        self._lines.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.show_it = QPushButton("Show", self)
        self.show_it.setAccessibleName("Show what it is about")
        self.close_it = QToolButton(self)
        self.close_it.setAutoRaise(True)
        self.close_it.setAccessibleName("Close this notice")
        self.close_it.setToolTip("Close")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 12, 6)
        layout.setSpacing(8)
        layout.addWidget(self._picture)
        layout.addWidget(self._title)
        layout.addWidget(self._lines, 1)
        layout.addWidget(self.show_it)
        layout.addWidget(self.close_it)
        self.show_it.clicked.connect(self._follow)
        self.close_it.clicked.connect(self._close)
        self.hide()

    def add(self, notice: Notice) -> None:
        """Show one more notice, on top of the others."""
        self._notices = [notice, *self._notices][:MOST]
        self._tell()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.said))

    @property
    def said(self) -> str:
        """What it says, "" while it is hidden."""
        return self.accessibleDescription() if self._notices else ""

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()
        super().changeEvent(event)

    def _follow(self) -> None:
        target = self._notices[0].target
        self._close()
        self.pressed.emit(target)

    def _close(self) -> None:
        del self._notices[:1]
        self._tell()

    def _tell(self) -> None:
        self.setVisible(bool(self._notices))
        if not self._notices:
            return
        notice, more = self._notices[0], len(self._notices) - 1
        self.show_it.setVisible(bool(notice.target))
        told = "; ".join(line(one, 400) for one in notice.lines)
        self._title.say(line(notice.title, 160) + (f" (and {more:,} earlier)" if more else ""))
        self._lines.say(told)
        self.setAccessibleDescription(f"{notice.title}: {told}")
        self._dress()

    def _dress(self) -> None:
        if not self._notices:
            return
        usual = QPalette()  # the program's own
        colours = look(usual)
        palette = QPalette(usual)
        palette.setColor(QPalette.ColorRole.Window, colours.notice.ground)
        palette.setColor(QPalette.ColorRole.WindowText, colours.notice.text)
        if self.palette().color(QPalette.ColorRole.Window) != colours.notice.ground:
            self.setPalette(palette)
        for button in (self.show_it, self.close_it):
            button.setPalette(usual)
        name = PICTURES[self._notices[0].kind]
        self._picture.setPixmap(pixmap(name, colours.caution, 16, self.devicePixelRatioF()))
        self.close_it.setIcon(icon("close", colours.notice.text))
