"""Which days are shown: quick choices, or from one date to another."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QToolButton, QWidget

from ui.board.spans import WORDS, Quick
from ui.times import Times

if TYPE_CHECKING:
    from ui.board.sheet import Sheet

Ends = tuple[date | None, date | None]


class Days(QToolButton):
    """A span of days. `changed` tells the first and the last, None for open ends."""

    changed = Signal(object)

    def __init__(self, times: Times, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._times = times
        self._choice = Quick.ALL
        today = times.today()
        self._other: Ends = (today, today + timedelta(days=6))
        self._sheet: Sheet | None = None
        self.setAccessibleName("Days")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # as a Choice
        self.clicked.connect(self._open)
        self._say()

    def ends(self) -> Ends:
        """Return the first and the last day, None where there is no end."""
        today = self._times.today()
        match self._choice:
            case Quick.TODAY:
                return today, today
            case Quick.WEEK:
                return today, today + timedelta(days=6)
            case Quick.OTHER:
                return self._other
        return None, None

    def choose(self, choice: int) -> None:
        """Take one of the quick choices."""
        self._choice = Quick(choice)
        self._say()
        self.changed.emit(self.ends())

    def show_days(self, choice: Quick, first: date | None, last: date | None) -> None:
        """Show a choice, without telling it."""
        self._choice = choice
        if choice == Quick.OTHER:
            self._other = first, last
        self._say()

    def _open(self) -> None:
        if self._sheet is None:
            from ui.board.sheet import Sheet  # calendars: not before somebody asks for one

            self._sheet = Sheet(self)
            self._sheet.chosen.connect(self.choose)
            self._sheet.dated.connect(self._take)
        today = self._times.today()
        first, last = self._other
        self._sheet.show_state(self._choice, first or last or today, last or first or today)
        self._sheet.open()

    def _take(self, first: date, last: date) -> None:
        self._other = min(first, last), max(first, last)
        self.choose(Quick.OTHER)

    def _say(self) -> None:
        words = WORDS[self._choice]
        if self._choice == Quick.OTHER:
            words = span_told(*self._other, self._times)
        self.setText(f"{words}  ▾")
        self.setAccessibleDescription(words)


def span_told(first: date | None, last: date | None, times: Times) -> str:
    """Return some days in words: `21 Nov – 3 Dec`, `from 21 Nov`, `until 3 Dec`, `21 Nov`."""
    match first, last:
        case date(), date():
            begin, end = times.brief_day(first), times.brief_day(last)
            return begin if first == last else f"{begin} – {end}"
        case date(), None:
            return f"from {times.brief_day(first)}"
        case None, date():
            return f"until {times.brief_day(last)}"
    return WORDS[Quick.ALL]
