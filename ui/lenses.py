"""The lenses on the same shifts: board, calendars, coverage, inbox of their changes; and what is above them.

They share filter, day and chosen shift. All but the board are made when somebody first looks
through them; room for what is above is kept from the beginning, so that nothing jumps.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.errors import CallboardError
from app.store.filters import EVERYTHING, Filter
from app.store.reader import Reader
from app.store.touching import zones_from
from ui.board.page import BoardPage
from ui.calendar.clock import Clock
from ui.facets.chips import Chips
from ui.lens_names import BOARD, CLOCKED, HOURED, INBOX, LENSES, ROWED, SPANNED
from ui.queries import Queries
from ui.standing import Standing
from ui.times import Times, at

if TYPE_CHECKING:
    from ui.calendar.clocks import ClockMenu
    from ui.calendar.navigator import Navigator
    from ui.coverage.strip import CoverageStrip
    from ui.lens_tabs import LensTabs


class Lenses(QWidget):
    """The lenses in a stack, with their buttons, the navigator and the coverage strip above."""

    chosen = Signal(str)  # a ref, "" for none
    opened = Signal(str)
    menu_wished = Signal(QPoint)  # on the screen, for the chosen shift
    failed = Signal(str)  # a sentence
    narrowed = Signal(object)  # the Filter that somebody wishes by clicking into a lens
    turned = Signal(str)  # the key of the lens in use
    made = Signal(str)  # the key of one that somebody looks through for the first time

    def __init__(
        self,
        page: BoardPage,
        times: Times,
        reader: Callable[[], Reader | None],
        queries: Queries,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._times = times
        self._reader = reader
        self._queries = queries
        self._where = EVERYTHING
        self._narrowing = page.filters.narrowing
        self._asked = self._narrowing.asked
        self._day = times.today()
        self._ref = ""
        self._fresh = False  # whether it was chosen after the day was
        self._key = BOARD
        self._clock = Clock()
        self._rows: dict[str, str] = {}  # of lenses that can have others, as they were left
        self._dressed = False
        self._made: dict[str, Any] = {BOARD: page}
        self._navigator: Navigator | None = None
        self._strip: CoverageStrip | None = None
        self._tabs: LensTabs | None = None
        self._top = QWidget(self)
        self._top.setFixedHeight(self.fontMetrics().height() + 28)
        self._band = QWidget(self)
        self._band.setFixedHeight(3 * self.fontMetrics().height() + 28)
        self.chips = Chips(self._narrowing, times, page.board, self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._top)
        layout.addWidget(self._band)
        layout.addWidget(self.chips)
        layout.addWidget(self._stack, 1)

    def dress(self) -> None:
        """Put in the buttons, the navigator and the coverage strip."""
        from ui.calendar.navigator import Navigator
        from ui.coverage.strip import CoverageStrip
        from ui.lens_tabs import LensTabs

        row = QHBoxLayout(self._top)
        row.setContentsMargins(8, 4, 0, 4)
        row.setSpacing(2)
        self._tabs = LensTabs(LENSES, self._top)
        self._tabs.wished.connect(self.turn)
        self._tabs.mark(self._key)
        row.addWidget(self._tabs)
        self._navigator = Navigator(self._times, self._reader, self._queries, self._top)
        self._navigator.setContentsMargins(8, 0, 0, 0)
        self._navigator.stepped.connect(self.step)
        self._navigator.day_wished.connect(self.show_day)
        self._navigator.clock_changed.connect(self._change_clock)
        row.addWidget(self._navigator, 1)
        row.addStretch(0)  # takes the room where the navigator is not needed
        self._strip = CoverageStrip(self._times, self._reader, self._queries, self._band)
        band = QHBoxLayout(self._band)
        band.setContentsMargins(0, 0, 0, 0)
        band.addWidget(self._strip)
        self._strip.days_wished.connect(self._narrow_days)
        self._strip.failed.connect(self.failed)
        self._dressed = True
        self._strip.dress()
        self._strip.look(self._where)
        self._navigator.look(self._where)
        self._navigator.set_clock(self._clock)
        for lens in self._made.values():
            lens.dress()
        self._tell()
        self._know_zones()

    @property
    def key(self) -> str:
        """The key of the lens in use."""
        return self._key

    def selected(self) -> int:
        """Return how many shifts are selected on the board; 0 while somebody looks through another lens."""
        return int(self._made[BOARD].board.how_many()) if self._key == BOARD else 0

    def span(self) -> tuple[int, int] | None:
        """Return what time the timeline shows, epoch seconds; None before anybody has looked at it."""
        timeline = self._made.get("timeline")
        return None if timeline is None else timeline.chart.span()

    def refs(self) -> list[str]:
        """Return the refs of what deeds for several are for: elsewhere than on the board the chosen shift."""
        if self._key == BOARD:
            return list(self._made[BOARD].selected())
        return [self._ref] if self._ref else []

    def copy(self, *, headings: bool = False) -> None:
        """Put the same shifts on the clipboard, as the board's rows."""
        page = self._made[BOARD]
        page.copy(None if self._key == BOARD else self.refs(), headings=headings)

    @property
    def clocks(self) -> "ClockMenu":
        """The menu of clocks; there once they are dressed."""
        assert self._navigator is not None
        return self._navigator.clocks

    def lens(self, key: str) -> Any:
        """Return a lens that has been made."""
        return self._made[key]

    def all_made(self) -> Sequence[str]:
        """Return the keys of the lenses that have been made, the board's not among them."""
        return [key for key in self._made if key != BOARD]

    def standing(self) -> Standing:
        """Return what somebody who comes back would like to find."""
        rows = {key: self._made[key].by for key in ROWED if key in self._made}
        return Standing(self._key, self._day, self._clock, {**self._rows, **rows})

    def restore(self, standing: Standing) -> None:
        """Look at things as somebody did before."""
        self._day, self._fresh, self._rows = standing.day, False, dict(standing.rows)
        if self._navigator is not None:
            self._navigator.set_clock(standing.clock)
        self._change_clock(standing.clock)
        for key in self._rows.keys() & self._made.keys():
            self._made[key].set_by(self._rows[key])
        if standing.lens not in ("", BOARD):
            self.turn(standing.lens)

    def choose_day(self) -> None:
        """Let a day be chosen; from the board that of its hours."""
        if self._navigator is not None:
            if self._key == BOARD:
                self.turn("day")
            self._navigator.open()
            self._navigator.line.setFocus()

    def step(self, pages: int) -> None:
        """Go on by a page of the calendar, or back; the board has none."""
        if self._key != BOARD:
            self._lens.step(pages)

    def turn(self, key: str) -> None:
        """Look through another lens."""
        if key not in {lens.key for lens in LENSES}:
            return
        self._key = key
        lens = self._made.get(key) or self._make(key)
        self._stack.setCurrentWidget(lens)
        if key == BOARD:
            self._hand_back(lens)
        else:
            lens.look(self._where)
            self._place(lens)
        if self._tabs is not None:
            self._tabs.mark(key)
        self._tell()
        self._know_zones()
        self.enter()
        self.turned.emit(key)

    def enter(self) -> None:
        """Give the lens in use the keyboard."""
        lens = self._lens
        (lens.enter if self._key == BOARD else lens.setFocus)()

    def look(self, where: Filter) -> None:
        """Show the shifts that a filter lets through; the board hears of its filter by itself."""
        ticked, self._asked = self._asked == self._narrowing.asked, self._narrowing.asked
        self._where = where
        if ticked and self._key in SPANNED:
            self._lens.tick(where)
        elif self._key != BOARD:
            self._lens.look(where)
        if self._strip is not None and self._navigator is not None:
            self._strip.look(where)
            self._navigator.look(where)

    def refresh(self) -> None:
        """Show what has been committed, soon."""
        self._lens.refresh()
        if self._strip is not None and self._navigator is not None:
            self._strip.refresh()
            self._navigator.refresh()

    def forget(self) -> None:
        """Have the chosen shift found anew: ids are those of a file that has been replaced."""
        agenda = self._made.get("agenda")  # the others know shifts by their refs
        if agenda is not None:
            agenda.choose("")
            agenda.choose(self._ref)

    def choose(self, ref: str) -> None:
        """Mark a shift that was chosen in one lens in all others."""
        self._fresh = self._fresh or ref != self._ref
        self._ref = ref
        for key, lens in self._made.items():
            if key != BOARD:
                lens.choose(ref)

    def show_day(self, day: date) -> None:
        """Go to a day; from the board to its hours."""
        self._day, self._fresh = day, False
        if self._key in (BOARD, INBOX):
            self.turn("day")
            return
        self._lens.show_day(day)
        self._tell()

    def show_today(self) -> None:
        """Go to today."""
        if self._key == BOARD:
            self._lens.show_today()
        else:
            self.show_day(self._times.today())

    def open_day(self, day: date) -> None:
        """Show the hours of a day."""
        self._day, self._fresh = day, False
        self.turn("day")

    def _open_crowd(self, day: date, hour: int) -> None:
        """Show what is too much to be drawn: an hour alone first, then all as the agenda lists it."""
        alone = replace(self._where, first=day, last=day, begins=frozenset({hour}))
        if self._key == "week":
            self.open_day(day)
        elif hour < 0 or self._clock.zone or alone == self._where:  # a filter knows each site's own hours
            self._day, self._fresh = day, False
            self.turn("agenda")
        else:
            self.narrowed.emit(alone)

    @property
    def _lens(self) -> Any:
        return self._made[self._key]

    def _make(self, key: str) -> Any:
        from ui.lens_making import new_lens

        lens = new_lens(key, self._times, self._reader, self._queries, self._stack)
        if key in HOURED:
            lens.crowd_wished.connect(self._open_crowd)
        if key in (*HOURED, "month"):
            lens.day_wished.connect(self.open_day)
        if key in (*SPANNED, INBOX):
            lens.narrowed.connect(self.narrowed)
        lens.chosen.connect(self.take)
        lens.opened.connect(self.opened)
        lens.menu_wished.connect(self.menu_wished)
        lens.failed.connect(self.failed)
        lens.moved.connect(self._moved)
        if self._dressed:
            lens.dress()
        self._made[key] = lens
        self._stack.addWidget(lens)
        if key in CLOCKED:
            lens.set_clock(self._clock)
        if key in self._rows:
            lens.set_by(self._rows[key])
        self.made.emit(key)
        return lens

    def _place(self, lens: Any) -> None:
        """Show the day, and the chosen shift unless somebody has gone elsewhere since it was chosen."""
        its_day = self._day_of(self._ref)
        day = its_day if self._fresh and its_day is not None else self._day
        lens.choose("")  # so that what is marked already is brought into sight anew
        if its_day == day:
            lens.show_day(day)
            lens.choose(self._ref)
        else:
            lens.choose(self._ref)
            lens.show_day(day)
        self._day = day  # whatever the lens had in sight meanwhile

    def _hand_back(self, page: BoardPage) -> None:
        """Select on the board what was chosen elsewhere; where it is not, the board's own choice counts."""
        told = page.board.chosen_ref
        if not self._ref:
            self.take(told)
        elif self._ref != told:
            page.choose(self._ref)

    def _day_of(self, ref: str) -> date | None:
        reader = self._reader()
        try:
            row = next(iter(reader.by_ref([ref])), None) if ref and reader is not None else None
        except CallboardError as error:
            self.failed.emit(str(error))
            return None
        return None if row is None else at(row.start, row.timezone).date()

    def count(self, key: str, n: int) -> None:
        """Say beside a lens's name how much waits there."""
        if self._tabs is not None:
            self._tabs.count(key, n)

    def take(self, ref: str) -> None:
        """Choose a shift, and tell so."""
        self.choose(ref)
        self.chosen.emit(ref)

    def heed(self, ref: str) -> None:
        """Take what the board tells as chosen; while it is out of sight, nobody has chosen it there."""
        if self._key == BOARD:
            self.take(ref)

    def follow(self, ref: str) -> None:
        """Choose a shift that somebody's wish has led to."""
        if self._key == BOARD:
            self._made[BOARD].select([ref])
        else:
            self.take(ref)

    def _moved(self, day: date) -> None:
        if self.sender() is self._lens:
            self._day, self._fresh = day, False
            self._tell()

    def _change_clock(self, clock: Clock) -> None:
        self._clock = clock
        for key in CLOCKED:
            if key in self._made:
                self._made[key].set_clock(clock)
        self._tell()

    def _know_zones(self) -> None:
        navigator, now = self._navigator, int(self._times.now())
        if navigator is not None and self._key in CLOCKED:
            offer = navigator.clocks.offer
            self._queries.ask("zones", lambda reader: reader.ask(zones_from, now), offer, self.failed.emit)

    def _narrow_days(self, first: date | None, last: date | None) -> None:
        self.narrowed.emit(replace(self._where, first=first, last=last))

    def _tell(self) -> None:
        if self._navigator is None:
            return
        dated = self._key not in (BOARD, INBOX)
        self._navigator.setVisible(dated)
        self._navigator.offer_clocks(self._key in CLOCKED)
        self._band.setVisible(self._key != INBOX)  # its shifts are of any day
        if dated:
            self._navigator.tell(self._lens.title(), self._day)
            if self._strip is not None:
                self._strip.show_day(self._day)
