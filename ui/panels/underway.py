"""The strip of an action whose end is not known: being sent, waiting, held, or being found out."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.domain import Intent, IntentState
from ui.icons import pixmap
from ui.labels import Words
from ui.outbox.standing import ink, standing
from ui.outbox.telling import differences, why_stuck
from ui.panels.buttons import ActionButton
from ui.panels.laying import fine, swapped
from ui.style import look, mixed, strong
from ui.times import Times
from ui.words import line, plain

MOST_DIFFERENCES = 12
_GONE = "The shift is no longer visible at the vendor."
_WAITS = (IntentState.QUEUED, IntentState.HELD)


def sentence(intent: Intent, times: Times) -> str:
    """Return where an open intent stands, as a person says it."""
    label = line(intent.label, 60)
    match intent.state:
        case IntentState.UNKNOWN:
            since = times.stamp(intent.sent_at or intent.created_at)
            return f"{label}: not known whether it arrived; the vendor is being read (since {since})"
        case IntentState.QUEUED:
            return f"{label}: waits for the connection (since {times.stamp(intent.created_at)})"
        case IntentState.HELD:
            return f"{label}: held, for the shift changed while it waited"
    return being_sent(label)


def being_sent(label: str) -> str:
    """Return that an action is on its way."""
    return f"{line(label, 60)}: being sent…"


class UnderWay(QWidget):
    """Shows one open intent, or a label that is just being sent. `sent` and `withdrawn` tell its id."""

    sent = Signal(int, str)  # the state too in which it was shown
    withdrawn = Signal(int)

    def __init__(self, times: Times, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._times = times
        self._intent: Intent | None = None
        self._label = ""
        self.setAccessibleName("Under way")
        self.setAutoFillBackground(True)
        self._picture = QLabel(self)
        self._picture.setFixedWidth(16)
        self._words = Words("")
        self._words.setFont(strong(self.font()))
        self._message = fine("", muted=False)  # grey would be faint on this ground
        self._versions = QWidget(self)
        self.send = ActionButton("Send &now", "normal", parent=self)
        self.withdraw = ActionButton("&Withdraw", "normal", parent=self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(6)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self._words, 1)
        layout.addLayout(top)
        layout.addWidget(self._message)
        layout.addWidget(self._versions)
        end = QHBoxLayout()
        end.setSpacing(6)
        end.addWidget(self.send)
        end.addWidget(self.withdraw)
        end.addStretch(1)
        layout.addLayout(end)
        self.send.clicked.connect(
            lambda: self._intent and self.sent.emit(self._intent.id, self._intent.state.value)
        )
        self.withdraw.clicked.connect(lambda: self._intent and self.withdrawn.emit(self._intent.id))
        self.hide()

    @property
    def said(self) -> str:
        """What it says, "" while it is hidden."""
        return "" if self.isHidden() else self._words.text()

    def show_intent(self, intent: Intent | None, label: str = "") -> None:
        """Show an open intent; without one, that something of this label is being sent; else nothing."""
        same = (intent, label) == (self._intent, self._label)
        self._intent, self._label = intent, label
        self.setVisible(bool(intent or label))
        if not same:
            self._tell()

    def enable(self, able: bool) -> None:
        """Let the buttons be pressed, or not while the engine is at it."""
        self.send.setEnabled(able)
        self.withdraw.setEnabled(able)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()
        super().changeEvent(event)

    def _tell(self) -> None:
        intent = self._intent
        told = sentence(intent, self._times) if intent else being_sent(self._label)
        self._words.setText(told)
        self.setAccessibleDescription(told)
        message = plain(intent.message or "", 1000) if intent else ""
        self._message.setText(message)
        self._message.setVisible(bool(message))
        waits = intent is not None and intent.state in _WAITS
        held = intent is not None and intent.state is IntentState.HELD
        stuck = why_stuck(intent) if intent is not None else ""
        if stuck:
            message = f"{message}\n{stuck}".strip()
            self._message.setText(message)
            self._message.show()
        self.send.setVisible(waits and not stuck)
        self.withdraw.setVisible(waits)
        self.send.setText("Send &anyway" if held else "Send &now")
        self.send.setAccessibleName("Send it anyway, as the shift stands now" if held else "Send now")
        self.withdraw.setAccessibleName("Withdraw: it is not sent")
        self.enable(True)
        self._show_versions(intent if held else None)
        self._dress()

    def _show_versions(self, intent: Intent | None) -> None:
        old, self._versions = self._versions, QWidget(self)
        self._versions.setAccessibleName("What has changed")
        if intent is not None and intent.basis is not None:
            grid = QGridLayout(self._versions)
            grid.setContentsMargins(0, 0, 0, 0)
            grid.setHorizontalSpacing(8)
            grid.setVerticalSpacing(3)
            rows = [("", "When asked for", "Now")]
            if intent.found is None:
                grid.addWidget(Words(_GONE), 0, 0, 1, 3)
                rows = []
            else:
                rows += differences(intent.basis, intent.found, self._times)[:MOST_DIFFERENCES]
            for n, row in enumerate(rows):
                for column, text in enumerate(row):
                    words = fine(text, muted=False)
                    grid.addWidget(words, n, column, Qt.AlignmentFlag.AlignTop)
                    grid.setColumnStretch(column, 4 if column else 3)
        swapped(self, old, self._versions)
        self._versions.setVisible(intent is not None)

    def _dress(self) -> None:
        usual = QPalette()  # the program's own
        colours = look(usual)
        found = standing(self._intent.state.value if self._intent else IntentState.SENDING.value)
        pressing = found.tone == "caution"
        palette = QPalette(usual)
        window = usual.color(QPalette.ColorRole.Window)
        quiet = mixed(colours.text, window, 0.06)
        palette.setColor(QPalette.ColorRole.Window, colours.notice.ground if pressing else quiet)
        self.setPalette(palette)
        for button in (self.send, self.withdraw):
            button.setPalette(usual)
        self._picture.setPixmap(pixmap(found.picture, ink(found.tone, colours), 16, self.devicePixelRatioF()))
