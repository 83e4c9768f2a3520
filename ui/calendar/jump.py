"""A date typed on the calendar: what has been typed, and which day that is."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QWidget

from app.store.dates import day_of
from ui.calendar.names import Wording

LONGEST = "Wednesday 30 Nov 2026  "


class DateLine(QWidget):
    """A line for a day to go to, and which day it means; `jumped` tells it after Enter."""

    jumped = Signal(object)

    def __init__(self, wording: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wording = wording
        self.line = QLineEdit(self)
        self.line.setAccessibleName("Go to a date")
        self.line.setPlaceholderText("24, 24 Dec, Fri, +7…")
        self.line.setMaxLength(40)
        self.line.setMinimumWidth(100)
        self.meaning = QLabel(self)
        self.meaning.setTextFormat(Qt.TextFormat.PlainText)
        self.meaning.setAccessibleName("The day that this means")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.line, 1)
        layout.addWidget(self.meaning)
        self.setFocusProxy(self.line)
        self.line.textChanged.connect(self._say)
        self.line.returnPressed.connect(self._go)

    def clear(self) -> None:
        """Forget what has been typed."""
        self.line.clear()

    def _say(self) -> None:
        text, times = self.line.text(), self._wording.times
        day = day_of(text, times.today(), times.names)
        if day is not None:
            self.meaning.setText(self._wording.span([day]))
        else:
            self.meaning.setText("Not a date yet" if text.strip() else "")

    def _go(self) -> None:
        day = day_of(self.line.text(), self._wording.times.today(), self._wording.times.names)
        if day is not None:
            self.jumped.emit(day)


class Jump(QFrame):
    """The same over a sheet, as soon as somebody types there. Escape, or going elsewhere, takes it away."""

    jumped = Signal(object)

    def __init__(self, wording: Wording, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self._date = DateLine(wording, self)
        self._date.meaning.setMinimumWidth(self.fontMetrics().horizontalAdvance(LONGEST))
        self.line = self._date.line
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self._date)
        self.hide()
        self._date.jumped.connect(self._go)
        self.line.installEventFilter(self)

    def begin(self, text: str = "") -> None:
        """Open with what has been typed so far."""
        self.line.setText(text)
        self.adjustSize()
        self.move((self._over.width() - self.width()) // 2, 8)
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.end(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.hide()
        if not (isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape):
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.KeyPress:
            self._leave()
        event.accept()  # as a short cut's key, too: it is meant for this line
        return True

    def _go(self, day: object) -> None:
        self._leave()
        self.jumped.emit(day)

    def _leave(self) -> None:
        self.hide()
        self._over.setFocus(Qt.FocusReason.OtherFocusReason)


def begins_a_date(event: QKeyEvent) -> bool:
    """Tell whether a key types the beginning of a date."""
    plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier & ~Qt.KeyboardModifier.ShiftModifier
    text = event.text()
    return plain == Qt.KeyboardModifier.NoModifier and bool(text) and (text.isalnum() or text in "+-")
