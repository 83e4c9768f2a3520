"""What opens below the button of the days: quick choices, and two dates."""

from datetime import date

from PySide6.QtCore import QDate, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDateEdit,
    QGridLayout,
    QLabel,
    QRadioButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.board.choice import Popup
from ui.board.spans import WORDS, Quick


class Sheet(Popup):
    """What opens below the button: the quick choices and two dates. Made when it is first opened."""

    chosen = Signal(int)
    dated = Signal(object, object)

    def __init__(self, button: QToolButton) -> None:
        super().__init__(button)
        self.setAccessibleName("Days")
        self._choices = QButtonGroup(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        for number, words in WORDS.items():
            choice = _Choice(words, self)
            choice.setAccessibleName(words)
            choice.picked.connect(self._picked)
            self._choices.addButton(choice, number)
            layout.addWidget(choice)
        self._first = _date_edit("From", self)
        self._last = _date_edit("To", self)
        dates = QGridLayout()
        dates.setContentsMargins(22, 0, 0, 0)
        dates.setHorizontalSpacing(8)
        for row, edit in enumerate((self._first, self._last)):
            label = QLabel(edit.accessibleName())
            label.setBuddy(edit)
            dates.addWidget(label, row, 0)
            dates.addWidget(edit, row, 1)
        layout.addLayout(dates)
        self._choices.idClicked.connect(self.chosen)  # arrow keys choose on their way, so the sheet stays
        for edit in (self._first, self._last):
            edit.dateChanged.connect(self._date)

    def show_state(self, choice: int, first: date, last: date) -> None:
        """Show what is chosen, without telling it."""
        self.blockSignals(True)
        self._first.setDate(QDate(first.year, first.month, first.day))
        self._last.setDate(QDate(last.year, last.month, last.day))
        self._choices.button(choice).setChecked(True)
        self.setFocusProxy(self._choices.button(choice))
        self.blockSignals(False)

    def _picked(self) -> None:
        if self._choices.checkedId() == Quick.OTHER:
            self._first.setFocus()
        else:
            self.close()

    def _date(self) -> None:
        self._choices.button(Quick.OTHER).setChecked(True)
        self.dated.emit(_day(self._first), _day(self._last))


class _Choice(QRadioButton):
    """A choice that tells when the mouse has made it."""

    picked = Signal()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self.rect().contains(event.position().toPoint()):
            self.picked.emit()


def _date_edit(words: str, parent: QWidget) -> QDateEdit:
    edit = QDateEdit(parent)
    edit.setCalendarPopup(True)
    edit.setAccessibleName(words)
    return edit


def _day(edit: QDateEdit) -> date:
    found = edit.date()
    return date(found.year(), found.month(), found.day())
