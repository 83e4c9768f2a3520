"""What became of an action, said at the bottom of the window without stopping anybody's work."""

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from ui.icons import icon, pixmap
from ui.labels import Words
from ui.outbox.standing import ink, standing
from ui.panels.buttons import ActionButton
from ui.panels.laying import fine
from ui.style import look, mixed, strong
from ui.words import plain, tip

BRIEF = 8000  # milliseconds that good news stays
LONG = 420  # characters; the history has all of it
MOST = 3  # on top of each other
WIDE = 420
MARGIN = 12
NARROW = 240  # pixels that a toast needs at least
CLEAR = 12  # pixels: a scroll bar may stand there

_MOVES = (QEvent.Type.Resize, QEvent.Type.LayoutRequest)


class Toast(QWidget):
    """One piece of news. Good ones leave by themselves, unless somebody is at them."""

    over = Signal()
    undo_pressed = Signal()
    wait_pressed = Signal()

    def __init__(
        self,
        state: str,
        title: str,
        lines: str,
        parent: QWidget | None = None,
        *,
        undo: str = "",
        wait: str = "",
        about: str = "",
    ) -> None:
        """`undo`, `wait`: the words of its buttons; of toasts `about` the same only the newest stays."""
        super().__init__(parent)
        self.state = state
        self.about = about
        self.setFixedWidth(WIDE)
        self.setAccessibleName(title)
        self.setAccessibleDescription(lines)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._picture = QLabel(self)
        self.title = Words(plain(title, 400))
        self.title.setFont(strong(self.font()))
        self.lines = fine(plain(lines, LONG), muted=False)
        if len(lines) > LONG:
            self.lines.setToolTip(tip(lines))
        self.undo = ActionButton(undo, "normal", "Ctrl+Z", self)
        self.undo.setAccessibleName("Undo")
        self.undo.setVisible(bool(undo))
        self.wait = ActionButton(wait, "normal", "", self)
        self.wait.setAccessibleName("Let it wait")
        self.wait.setVisible(bool(wait))
        self.close_it = QToolButton(self)
        self.close_it.setAutoRaise(True)
        self.close_it.setAccessibleName("Close")
        self.close_it.setToolTip("Close")
        self.close_it.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(self.title)
        words.addWidget(self.lines)
        for button in (self.undo, self.wait):
            if button.text():
                words.addSpacing(3)
                words.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 12, 10, 12)
        row.setSpacing(10)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self.close_it, 0, Qt.AlignmentFlag.AlignTop)
        self.lines.setVisible(bool(lines))  # now that it is within: alone it would be a window
        self._life = QTimer(self, singleShot=True, interval=BRIEF)
        self._life.timeout.connect(self._end)
        self.close_it.clicked.connect(self.over)
        self.undo.clicked.connect(self.undo_pressed)
        self.wait.clicked.connect(self.wait_pressed)
        self._dress()
        if self.is_brief:
            self._life.start()

    @property
    def is_brief(self) -> bool:
        """Whether it leaves by itself; what somebody has to know stays until it is closed."""
        return self.state in ("succeeded", "queued", "withdrawn")

    def announce(self) -> None:
        """Have a screen reader say it."""
        said = f"{self.title.text()}. {self.lines.text()}"
        event = QAccessibleAnnouncementEvent(self, said)
        if not self.is_brief:
            event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, painter = look(self.palette()), QPainter(self)
        tone = ink(standing(self.state).tone, colours)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(mixed(colours.text, colours.base, 0.28), 1))
        painter.setBrush(colours.base)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(frame, 7, 7)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tone)
        painter.drawRoundedRect(QRectF(1, 8, 3, self.height() - 16), 1.5, 1.5)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()
        super().changeEvent(event)

    def _dress(self) -> None:
        palette = QPalette()
        colours = look(palette)
        found = standing(self.state)
        self._picture.setPixmap(pixmap(found.picture, ink(found.tone, colours), 18, self.devicePixelRatioF()))
        self._picture.setAccessibleName(found.word)
        self.close_it.setIcon(icon("close", colours.muted))

    def _end(self) -> None:
        holder = QApplication.focusWidget()
        if self.underMouse() or (holder is not None and self.isAncestorOf(holder)):
            self._life.start(1000)
        else:
            self.over.emit()


class Toasts(QObject):
    """The toasts of a window, the newest lowest."""

    def __init__(self, window: QWidget, over: QWidget, beside: QWidget | None = None) -> None:
        """They stand in the lower right corner of `over`, or of `beside` while it is in the window."""
        super().__init__(window)
        self._window = window
        self._main = over
        self._beside = beside
        self.shown: list[Toast] = []
        for one in (window, over, beside):
            if one is not None:
                one.installEventFilter(self)

    def say(
        self, state: str, title: str, lines: str = "", *, undo: str = "", wait: str = "", about: str = ""
    ) -> Toast:
        """Show a piece of news, and say it to those who do not see; what it supersedes leaves."""
        for old in [one for one in self.shown if about and one.about == about]:
            self.end(old)
        toast = Toast(state, title, lines, self._window, undo=undo, wait=wait, about=about)
        toast.over.connect(lambda: self.end(toast))
        self.shown.append(toast)
        while len(self.shown) > MOST:
            self.end(self.shown[0])
        toast.show()
        toast.raise_()
        self._place()
        toast.announce()
        return toast

    def end(self, toast: Toast) -> None:
        """Take a toast away."""
        if toast not in self.shown:
            return
        self.shown.remove(toast)
        holder = self._window.focusWidget()
        if holder is not None and toast.isAncestorOf(holder):
            self._window.setFocus()
        toast.hide()
        toast.deleteLater()
        self._place()

    @property
    def _over(self) -> QWidget:
        """Where they stand now: rather over the details than over the last rows."""
        beside = self._beside
        here = beside is not None and beside.isVisible() and beside.window() is self._window
        return beside if here and beside is not None and beside.width() >= NARROW else self._main

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # A window that ends is hidden once more, after its parts have gone.
        if event.type() in _MOVES and self.shown and shiboken6.isValid(self._main):
            self._place()
        return False

    def _place(self) -> None:
        corner = self._over.mapTo(self._window, QPoint(self._over.width(), self._over.height()))
        bottom = corner.y() - MARGIN - CLEAR
        for toast in reversed(self.shown):
            toast.setFixedWidth(min(WIDE, self._over.width() - 2 * MARGIN - CLEAR))
            layout = toast.layout()
            height = layout.heightForWidth(toast.width()) if layout is not None else 0
            toast.setFixedHeight(max(height, 48))
            toast.move(corner.x() - toast.width() - MARGIN - CLEAR, bottom - toast.height())
            bottom -= toast.height() + 8
