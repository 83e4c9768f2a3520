"""Which shifts are to be shown: what the filters say, and what is typed. Everybody narrows here."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from app.store.filters import EVERYTHING, Filter
from ui.board.spans import Quick
from ui.times import Times

if TYPE_CHECKING:
    from app.store.views import Relative, View
    from app.store.words import Known

Ends = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody has asked for: it stays the same while the clock moves what it means."""

    plain: Filter  # what moves has no value in it
    relative: "Relative"
    quick: Quick
    typed: str


class Narrowing(QObject):
    """The one filter that bar, facets, chips and search have in common. `changed` after each change.

    What is relative in it moves with the clock: today, the next seven days, the moments of a
    view, typed days. `tick` looks whether it does.
    """

    changed = Signal()

    def __init__(self, times: Times, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._times = times
        self._base = EVERYTHING  # what moves in it stands where it was at the last tick
        self._relative: Relative = ()
        self._quick = Quick.ALL
        self._typed = ""
        self._meant = EVERYTHING
        self._known: Known | None = None
        self._told = EVERYTHING  # what everybody knows
        self._day = times.today()  # with which what is typed was understood
        self.remarks: tuple[str, ...] = ()  # what of the typed words was not understood, as sentences
        self.view: View | None = None  # the one that is shown, until somebody narrows further

    @property
    def base(self) -> Filter:
        """What the filters say, without what is typed."""
        first, last = self.days
        return replace(self._base, first=first, last=last)

    @property
    def asked(self) -> Asked:
        """What somebody has asked for, whatever it means today."""
        moving: dict[str, Any] = dict.fromkeys((name for name, _ in self._relative), None)
        if self._quick in (Quick.TODAY, Quick.WEEK):
            moving |= {"first": None, "last": None}
        return Asked(replace(self._base, **moving), self._relative, self._quick, self._typed)

    def wish(self) -> "tuple[Filter, Relative]":
        """Return what is asked for, to be kept: words as they were typed, and what moves kept moving."""
        from app.store.views import Moment  # with the first view

        asked = self.asked
        relative = dict(asked.relative)
        if asked.quick in (Quick.TODAY, Quick.WEEK):
            last = Moment("today", days=6 if asked.quick == Quick.WEEK else 0)
            relative |= {"first": Moment("today"), "last": last}
        return replace(asked.plain, text=asked.typed), tuple(relative.items())

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

    def narrow(self, base: Filter, typed: str | None = None, relative: "Relative | None" = None) -> None:
        """Let the filters say this; what is typed stays, unless something else is told.

        What moves with the clock goes on moving where it has not been changed.
        """
        if relative is None:
            now = self.base
            relative = tuple(one for one in self._relative if getattr(base, one[0]) == getattr(now, one[0]))
        today = self._times.today()
        match base.first, base.last:
            case None, None:
                quick = Quick.ALL
            case first, last if first == last == today:
                quick = Quick.TODAY
            case first, last if (first, last) == (today, today + timedelta(days=6)):
                quick = Quick.WEEK
            case _:
                quick = Quick.OTHER
        before = self.asked
        self._base, self._relative, self._quick = base, relative, quick
        if typed is not None and typed != self._typed:
            self._typed = typed
            self._understand()
        if before != self.asked or self._told != self.where():
            self.view = None
            self._tell()

    def show(self, where: Filter) -> None:
        """Show these shifts, whatever was asked for before: its words stand in the search then."""
        self.narrow(replace(where, text=""), where.text)

    def show_view(self, view: "View") -> None:
        """Show what a view means, now and as the clock goes on."""
        where = view.where(self._times.now())
        self.narrow(replace(where, text=""), where.text, view.relative)
        self.view = view

    def tick(self) -> None:
        """Let what is relative mean what it means now."""
        if self._relative:
            from app.store.views import moved

            self._base = moved(self._base, self._relative, self._times.now())
        if self._typed and self._times.today() != self._day:
            self._understand()
        if self.where() != self._told:
            self._tell()

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
                self._tell()

    @property
    def known(self) -> "Known | None":
        """The values that words can ask for, None until they have been read."""
        return self._known

    def _tell(self) -> None:
        self._told = self.where()
        self.changed.emit()

    def _understand(self) -> None:
        self._day = self._times.today()
        if not self._typed or self._known is None:
            self._meant, self.remarks = Filter(text=self._typed), ()
            return
        from app.store.words import parse  # nobody has typed anything at the first sight

        parsed = parse(self._typed, self._known, self._day, self._times.names)
        self._meant, self.remarks = parsed.where, parsed.remarks
