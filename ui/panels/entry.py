"""One field of a form: its title, what it is filled in with, and below it what is wrong with it."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.labels import Words
from ui.panels.fields import Field, Kind
from ui.panels.inputs import input_for
from ui.panels.laying import fine
from ui.panels.told import Choice
from ui.style import look, small
from ui.words import plain


class Entry(QWidget):
    """A field and its value. A fault stays unsaid until somebody has been there."""

    changed = Signal()
    choices_wished = Signal(str)

    def __init__(self, field: Field, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.was_visited = False
        self._input = input_for(field, today)
        self._fault = Alarm(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        titled = field.kind != Kind.FLAG or field.default is None
        if titled:
            optional = not field.required and field.kind != Kind.FLAG
            title = QLabel(plain(f"{field.title} (optional)" if optional else field.title, 200))
            title.setTextFormat(title.textFormat().PlainText)
            title.setWordWrap(True)
            above = QHBoxLayout()  # a short fault stands beside the title: what is below does not move
            above.setSpacing(10)
            above.addWidget(title, 0, Qt.AlignmentFlag.AlignTop)
            above.addWidget(self._fault, 1, Qt.AlignmentFlag.AlignBottom)
            layout.addLayout(above)
        flag = field.kind == Kind.FLAG
        if field.hint and not flag:
            layout.addWidget(fine(plain(field.hint, 500)))
        layout.addWidget(self._input.widget)
        if field.hint and flag:
            hint = fine(plain(field.hint, 500))
            hint.setContentsMargins(self.fontMetrics().height() + 6, 0, 0, 0)  # below the box's words
            layout.addWidget(hint)
        if not titled:
            layout.addWidget(self._fault)
        self.setFocusProxy(self._input.widget)
        for signal in self._input.changed:
            signal.connect(self._touch)
        self._input.widget.installEventFilter(self)
        if self._input.chooser is not None:
            self._input.chooser.asked_again.connect(lambda: self.choices_wished.emit(field.pick))
            self._input.chooser.search.installEventFilter(self)

    def value(self) -> object:
        """Return what was entered, None if nothing."""
        return self._input.value()

    @property
    def shown(self) -> str:
        """What was entered as a person reads it."""
        return self._input.shown()

    @property
    def is_told(self) -> bool:
        """Whether it says something that would not hold without it."""
        value = self.value()
        return value is not None and (self.field.required or value != self.field.default)

    @property
    def is_missing(self) -> bool:
        """Whether it has to be filled in yet."""
        return self.field.required and self.value() is None

    def offer(self, choices: Sequence[Choice], amiss: str) -> None:
        """Show what can be chosen, or why the list cannot be had."""
        if (chooser := self._input.chooser) is not None:
            chooser.fail(amiss) if amiss else chooser.offer(choices)

    def fill_in(self, choice: Choice | None, search: str) -> None:
        """Choose something from the list; without a choice, search it."""
        if (chooser := self._input.chooser) is not None:
            if choice is not None:
                chooser.take(choice)
            elif search:
                chooser.search.setText(search)

    def blame(self, sentence: str, *, quiet: bool = False) -> None:
        """Say what is wrong, or nothing; a quiet fault waits until somebody has been there."""
        told = "" if quiet else plain(sentence, 500)
        self._fault.say(told)
        self._input.widget.setAccessibleDescription(told or self.field.hint)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.was_visited = True
        return super().eventFilter(watched, event)

    def _touch(self) -> None:
        self.was_visited = True
        self.changed.emit()


class Alarm(Words):
    """A sentence in the colour of alarm; hidden while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setFont(small(self.font()))
        self.hide()

    def say(self, sentence: str) -> None:
        """Show a sentence, or with "" nothing."""
        if sentence == self.text():
            return
        self.setText(sentence)
        self.setVisible(bool(sentence))
        if sentence:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))

    def _dress(self) -> None:
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.WindowText, look(palette).alarm)
        self.setPalette(palette)
