"""Which shifts are to be shown: what the filters say, and what is typed. Everybody narrows here."""

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.store.filters import EVERYTHING, Filter
from ui.board.spans import Quick
from ui.times import Times

if TYPE_CHECKING:
    from app.store.words import Known

Ends = tuple[date | None, date | None]


class Narrowing(QObject):
    """The one filter that bar, facets, chips and search have in common. `changed` after each change.

    Days that are today's or the next seven move with the calendar.
    """

    changed = Signal()

    def __init__(self, times: Times, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._times = times
        self._base = EVERYTHING
        self._quick = Quick.ALL
        self._typed = ""
        self._meant = EVERYTHING
        self._known: Known | None = None
        self.remarks: tuple[str, ...] = ()  # what of the typed words was not understood, as sentences

    @property
    def base(self) -> Filter:
        """What the filters say, without what is typed."""
        first, last = self.days
        return replace(self._base, first=first, last=last)

    @property
    def days(self) -> Ends:
        """The first and the last day that the filters leave, None where there is no end."""
        today = self._times.today()
        match self._quick:
            case Quick.TODAY:
                return today, today
            case Quick.WEEK:
                return today, today + timedelta(days=6)
        return self._base.first, self._base.last

    @property
    def quick(self) -> Quick:
        """Which choice of days it is."""
        return self._quick

    @property
    def typed(self) -> str:
        """What is typed into the search."""
        return self._typed

    @property
    def meant(self) -> Filter:
        """What is meant by what is typed."""
        return self._meant

    def where(self) -> Filter:
        """Return which shifts are to be shown."""
        return self.base.both(self._meant) if self._typed else self.base

    def narrow(self, base: Filter, typed: str | None = None) -> None:
        """Let the filters say this; what is typed stays, unless something else is told."""
        today = self._times.today()
        match base.first, base.last:
            case None, None:
                self._quick = Quick.ALL
            case first, last if first == last == today:
                self._quick = Quick.TODAY
            case first, last if (first, last) == (today, today + timedelta(days=6)):
                self._quick = Quick.WEEK
            case _:
                self._quick = Quick.OTHER
        before = self._base, self._typed
        self._base = base
        if typed is not None and typed != self._typed:
            self._typed = typed
            self._understand()
        if before != (self._base, self._typed):
            self.changed.emit()

    def show(self, where: Filter) -> None:
        """Show these shifts, whatever was asked for before: its words stand in the search then."""
        self.narrow(replace(where, text=""), where.text)

    def search(self, typed: str) -> None:
        """Take other words."""
        self.narrow(self.base, typed)

    def know(self, known: "Known") -> None:
        """Take the values that words can ask for; what is typed is understood anew."""
        if known != self._known:
            self._known = known
            before = self._meant, self.remarks
            self._understand()
            if before != (self._meant, self.remarks):
                self.changed.emit()

    @property
    def known(self) -> "Known | None":
        """The values that words can ask for, None until they have been read."""
        return self._known

    def _understand(self) -> None:
        if not self._typed or self._known is None:
            self._meant, self.remarks = Filter(text=self._typed), ()
            return
        from app.store.words import parse  # nobody has typed anything at the first sight

        parsed = parse(self._typed, self._known, self._times.today())
        self._meant, self.remarks = parsed.where, parsed.remarks
