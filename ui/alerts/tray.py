"""The icon in the system's tray, where there is one: how much waits, and the system's own notices.

The window does not need it: where there is no tray nothing is missing, and closing the window
ends the program in either case.
"""

from PySide6.QtCore import QElapsedTimer, QObject, QRect, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon, QWidget

from app.alerts import Notice, either
from app.store.inbox import Counts
from ui.icons import program_icon
from ui.inbox.badge import summary
from ui.words import line

LASTING = 10_000  # milliseconds, where the system lets one say so
SIDE = 64
_RED, _BLUE = QColor("#c8413b"), QColor("#2563b8")


class Tray(QObject):
    """The tray's icon. `opened` when somebody asks for the window, `pressed` a notice's target."""

    opened = Signal()
    inbox_wished = Signal()
    quit_wished = Signal()
    pressed = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._icon: QSystemTrayIcon | None = None
        self._menu: QMenu | None = None
        self._target = ""
        self._told = QElapsedTimer()  # since the last notice
        self._counts = Counts()
        self._window = window

    @property
    def is_there(self) -> bool:
        """Whether there is a tray, and notices of the system's own."""
        return QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()

    def begin(self) -> None:
        """Put the icon into the tray, if there is one by now."""
        if self._icon is not None or not QSystemTrayIcon.isSystemTrayAvailable():
            return
        menu = self._menu = QMenu("Callboard", self._window)
        menu.addAction("&Show Callboard").triggered.connect(self.opened)
        menu.addAction("&Inbox").triggered.connect(self.inbox_wished)
        menu.addSeparator()
        menu.addAction("&Quit Callboard").triggered.connect(self.quit_wished)
        self._icon = QSystemTrayIcon(self)
        self._icon.setContextMenu(menu)
        self._icon.activated.connect(self._activate)
        self._icon.messageClicked.connect(lambda: self.pressed.emit(self._target))
        self._show()
        self._icon.show()

    def end(self) -> None:
        """Take the icon away."""
        if self._icon is not None:
            self._icon.hide()

    def count(self, counts: Counts) -> None:
        """Say how much waits."""
        self._counts = counts
        self._show()

    def say(self, notice: Notice) -> None:
        """Have the system tell a notice."""
        self.begin()
        if self._icon is None:
            return
        # The system does not say which of its notices was pressed: that before may still be on the screen.
        is_alone = not self._told.isValid() or self._told.elapsed() > LASTING
        self._target = either("" if is_alone else self._target, notice.target)
        self._told.start()
        title, text = told(notice)
        self._icon.showMessage(title, text, self._icon.icon(), LASTING)

    def _show(self) -> None:
        if self._icon is not None:
            told = summary(self._counts)
            self._icon.setToolTip(f"Callboard: {told} not acknowledged" if told else "Callboard")
            self._icon.setIcon(badged(self._counts))

    def _activate(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self.opened.emit()


def told(notice: Notice) -> tuple[str, str]:
    """Return title and text of a notice for a system that may take what a vendor wrote as markup."""
    title, text = line(notice.title, 120), "\n".join(line(one, 120) for one in notice.lines)
    # No escapes: a system that knows no markup would show them.
    brackets = str.maketrans("<>", "\u2039\u203a")
    return title.translate(brackets), text.translate(brackets)


def badged(counts: Counts) -> QIcon:
    """Return the program's icon with how much waits on it, red where something is urgent."""
    if not counts.unread:
        return program_icon()
    picture: QPixmap = program_icon().pixmap(SIDE, SIDE)
    picture.setDevicePixelRatio(1)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    text = str(counts.unread) if counts.unread < 100 else "99+"
    wide = 30 + 12 * (len(text) - 1)
    area = QRect(picture.width() - wide, picture.height() - 34, wide, 34)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_RED if counts.loud else _BLUE)
    painter.drawRoundedRect(area, 15, 15)
    font = painter.font()
    font.setPixelSize(26)
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(QColor("#ffffff"))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
    painter.end()
    return QIcon(picture)
