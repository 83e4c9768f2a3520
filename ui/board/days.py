"""Which days are shown: quick choices, or from one date to another."""

from datetime import date, timedelta

from PySide6.QtCore import QDate, Qt, Signal
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
from ui.times import Times

ALL, TODAY, WEEK, OTHER = range(4)
_WORDS = {ALL: "All days", TODAY: "Today", WEEK: "Next 7 days", OTHER: "From – to"}

Ends = tuple[date | None, date | None]


class Days(QToolButton):
    """A span of days. `changed` tells the first and the last, None for open ends."""

    changed = Signal(object)

    def __init__(self, times: Times, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._times = times
        self._choice = ALL
        today = times.today()
        self._other = (today, today + timedelta(days=6))
        self._sheet: _Sheet | None = None
        self.setAccessibleName("Days")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clicked.connect(self._open)
        self._say()

    def ends(self) -> Ends:
        """Return the first and the last day, None where there is no end."""
        today = self._times.today()
        match self._choice:
            case 1:
                return today, today
            case 2:
                return today, today + timedelta(days=6)
            case 3:
                return min(self._other), max(self._other)
        return None, None

    def choose(self, choice: int) -> None:
        """Take one of ALL, TODAY, WEEK or OTHER."""
        self._choice = choice
        self._say()
        self.changed.emit(self.ends())

    def _open(self) -> None:
        if self._sheet is None:
            self._sheet = _Sheet(self)
            self._sheet.chosen.connect(self.choose)
            self._sheet.dated.connect(self._take)
        self._sheet.show_state(self._choice, *self._other)
        self._sheet.open()

    def _take(self, first: date, last: date) -> None:
        self._other = (first, last)
        self.choose(OTHER)

    def _say(self) -> None:
        words = _WORDS[self._choice]
        if self._choice == OTHER:
            words = " – ".join(self._times.brief_day(day) for day in sorted(self._other))
        self.setText(f"{words}  ▾")
        self.setAccessibleDescription(words)


class _Sheet(Popup):
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
        for number, words in _WORDS.items():
            choice = QRadioButton(words, self)
            choice.setAccessibleName(words)
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
        self.setFocusProxy(self._choices.button(ALL))
        self._choices.idClicked.connect(self._choose)
        for edit in (self._first, self._last):
            edit.dateChanged.connect(self._date)

    def show_state(self, choice: int, first: date, last: date) -> None:
        """Show what is chosen, without telling it."""
        self.blockSignals(True)
        self._first.setDate(QDate(first.year, first.month, first.day))
        self._last.setDate(QDate(last.year, last.month, last.day))
        self._choices.button(choice).setChecked(True)
        self.blockSignals(False)

    def _choose(self, choice: int) -> None:
        self.chosen.emit(choice)
        if choice == OTHER:
            self._first.setFocus()
        else:
            self.close()

    def _date(self) -> None:
        self._choices.button(OTHER).setChecked(True)
        self.dated.emit(_day(self._first), _day(self._last))


def _date_edit(words: str, parent: QWidget) -> QDateEdit:
    edit = QDateEdit(parent)
    edit.setCalendarPopup(True)
    edit.setAccessibleName(words)
    return edit


def _day(edit: QDateEdit) -> date:
    found = edit.date()
    return date(found.year(), found.month(), found.day())
