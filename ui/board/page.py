"""The board with its filters: keeps the table true to the cache while selection and place stay.

A lens on the shifts, as the calendar is one.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QElapsedTimer, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.errors import CallboardError
from app.store.filters import Filter, Order
from app.store.groups import By, Grouped
from app.store.reader import Reader
from ui.board.columns import DAY
from ui.board.filters import Filters
from ui.board.fresh import Fresh
from ui.board.model import BoardModel, order_of
from ui.board.rows import row_of
from ui.board.view import LOOKED_AFTER, Board
from ui.empty import Empty
from ui.reading import AtHand, Found, Reading, Rows, Wish, find
from ui.times import Times
from ui.words import line

CALM = 500  # milliseconds between two refreshes that nobody at the desk asked for
REST = 80  # milliseconds after the last scrolling, before the rows in sight are looked at for news
MOST_LATE = 20  # rows chosen while the listing was made whose places are looked up in the window's thread
CLEAR = "Clear filters"
CUT = "Of the {:,} selected shifts the first {:,} stay selected: the board has changed."
NOTHING_LEFT = "The search and the filters leave nothing to show. The shifts are still there."


class BoardPage(QWidget):
    """Filters and table. Reads through `reading`, and single blocks of rows with the window's own reader."""

    chosen = Signal(str)  # a ref, "" for none
    opened = Signal(str)
    menu_wished = Signal(QPoint)  # where on the screen
    failed = Signal(str)  # a sentence
    shown = Signal(int, int)  # shifts on the board, shifts in the cache
    regrouped = Signal(object)  # By or None

    def __init__(
        self,
        times: Times,
        reading: Reading,
        reader: Callable[[], Reader | None],
        filters: Filters,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._reading = reading
        self._reader = reader
        self._times = times
        self._order = Order()
        self._group: By | None = None
        self._asked = Wish(Filter(), Order())
        self._cached = 0  # shifts in the cache, whatever the filters
        self._placed = 0  # where the scroll bar was put, so that it is known whether somebody has moved it
        self._wanted: tuple[int, ...] = ()  # ids of the shifts to be selected as soon as they are found
        self._wider: Filter | None = None  # what shows all of these; None where the filters are to stay
        self._last: tuple[object, Order, By | None] | None = None  # what the rows on the board answer to
        self._why_empty: tuple[str, ...] = ("Nothing here yet", "The first shifts are on their way.")
        self.filters = filters
        self.model = BoardModel(times, self)
        self.board = Board(self.model, self)
        self.empty = Empty(self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.board)
        self._stack.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack, 1)
        self._since = QElapsedTimer()
        self._soon = QTimer(self, singleShot=True)
        self._minute = QTimer(self, interval=60_000)
        self._minute.start()
        self._rested = QTimer(self, singleShot=True, interval=REST)
        self._fresh: Fresh | None = None  # with the finery

        self.filters.changed.connect(self._narrow)
        self.board.horizontalHeader().sortIndicatorChanged.connect(self._sort)
        self.board.chosen.connect(self.chosen)
        self.board.opened.connect(self.opened)
        self.board.said.connect(self.failed)
        self.board.customContextMenuRequested.connect(self._wish_menu)
        self.board.verticalScrollBar().valueChanged.connect(lambda: self._rested.start())
        self._rested.timeout.connect(self._look_for_news)
        self.empty.pressed.connect(self._press)
        self._soon.timeout.connect(self.reload)
        self._minute.timeout.connect(self._tick)
        self._reading.found.connect(self._show)
        self._reading.failed.connect(self.failed)

    @property
    def is_bare(self) -> bool:
        """Whether there is not a single shift in the cache, as far as is known."""
        return not self._cached

    @property
    def group(self) -> By | None:
        """What the board is grouped by."""
        return self._group

    def group_by(self, by: By | None) -> None:
        """Group by something else, or not at all."""
        if by != self._group:
            self._group = by
            self.regrouped.emit(by)
            self.reload()

    def title(self) -> str:
        """Return what is shown, in words."""
        return self.filters.told

    def look(self, where: Filter) -> None:
        """Show what the filters leave; the board's own are the same that everybody has."""
        self.reload()

    def choose(self, ref: str) -> None:
        """Choose a shift, once it has been found; one that the filters hide is let go."""
        self._want([ref], gently=True)

    def dress(self) -> None:
        """Do what the first sight did not need: pictures, and marks on what is new."""
        self.board.dress()
        if self._fresh is None:
            self._fresh = Fresh(self._reader, self)
            self._fresh.changed.connect(self._mark)
            self.board.chosen.connect(self._fresh.choose)
        self._look_for_news()

    def first_sight(self, order: Order) -> None:
        """Show the cache as it is, at once: the one listing that is made in the window's own thread."""
        self._order = order
        reader = self._reader()
        if reader is None:
            self._turn_page()
            return
        try:
            asked = self.filters.narrowing.asked
            self._asked = Wish(Filter(), order, since=self._since_when(), group=self._group, asked=asked)
            self._show(find(reader, self._asked))
        except CallboardError as error:
            self.failed.emit(str(error))

    def refresh(self) -> None:
        """Show what has been committed, soon: at most twice a second."""
        if self._soon.isActive():
            return
        passed = self._since.elapsed() if self._since.isValid() else CALM
        self._soon.start(max(0, CALM - passed))

    def reload(self) -> None:
        """Show what is asked for now, if there is a cache yet."""
        if self._reader() is None:
            self._turn_page()
            return
        self._since.start()
        where, since = self.filters.where(), self._since_when()
        asked = self.filters.narrowing.asked
        # In another order nobody looks for the topmost row, and far down it would take its time to find.
        refreshed = (asked, self._order, self._group) == self._last
        keep = (*self.board.kept(topmost=refreshed), *self._wanted)
        self._asked = Wish(where, self._order, keep, since, self._group, asked)
        self._reading.ask(self._asked)

    def forget(self) -> None:
        """Let go of the rows: their ids are those of a file that has been replaced."""
        self._wanted, self._last, self._asked = (), None, Wish(Filter(), self._order)
        self.model.show(0, AtHand(()), {})

    def selected(self) -> list[str]:
        """Return the refs of the selected shifts, from top to bottom; of too many the first, and say so."""
        if (many := self.board.how_many()) > LOOKED_AFTER:
            self.failed.emit(f"Of these {many:,} shifts the first {LOOKED_AFTER:,} are taken.")
        rows = (self.model.row(row) for row in self.board.chosen_rows(LOOKED_AFTER))
        return [row.ref for row in rows if row.ref]

    def copy(self, refs: Sequence[str] | None = None, *, headings: bool = False) -> None:
        """Put the selected shifts, or those of these refs, on the clipboard as rows."""
        reader = self._reader()
        if refs is None or reader is None:
            self.board.copy(headings=headings)
            return
        try:
            rows = [row_of(row, self._times) for row in reader.by_ref(refs)]
        except CallboardError as error:
            self.failed.emit(str(error))
            return
        self.board.copy_rows(rows, headings=headings)

    def select(self, refs: Sequence[str]) -> None:
        """Select these shifts and no others, once they have been found.

        Filters that hide one of them give way; one that has gone is left out, unless all have.
        """
        self._want(refs, gently=False)

    def _want(self, refs: Sequence[str], *, gently: bool) -> None:
        reader = self._reader()
        if reader is None:
            return
        try:
            rows = reader.by_ref(refs)
        except CallboardError as error:
            self.failed.emit(str(error))
            return
        self._wanted = tuple(row.id for row in rows)
        self._wider = None if gently else Filter(removed=all(row.removed is not None for row in rows))
        if self._wanted:
            self.reload()

    def explain(self, *why: str) -> None:
        """Set title, sentence and buttons of the page shown while the cache is empty."""
        self._why_empty = why
        self._turn_page()

    def show_today(self) -> None:
        """Bring the first shift that begins today or later to the top of a board ordered by start."""
        header = self.board.horizontalHeader()
        if self._order != Order():
            header.setSortIndicator(DAY, Qt.SortOrder.AscendingOrder)
        self.board.clearSelection()
        self.board.setCurrentIndex(QModelIndex())
        self._placed = self.board.verticalScrollBar().value()
        self.reload()

    def enter(self) -> None:
        """Give the board the keyboard, with a shift chosen if there is one."""
        if self.model.rowCount():
            self.board.setFocus()
            if not self.board.currentIndex().isValid():
                self.board.choose(max(0, self.board.rowAt(0)))

    def _narrow(self, where: Filter) -> None:
        self.reload()

    def _sort(self, column: int, direction: Qt.SortOrder) -> None:
        self._order = order_of(column, direction)
        self.reload()

    def _show(self, found: Found) -> None:
        if found.wish is not self._asked:
            return
        reader = self._reader()
        if reader is None:
            return
        listing, places = found.listing, dict(found.places)
        same_rows = self._answers(found) == self._last
        kept = self.board.kept(topmost=same_rows)
        chosen_since = [shift_id for shift_id in kept if shift_id not in places]
        if len(chosen_since) > MOST_LATE:
            self.reload()  # a shift whose place is not known would leave its number to another one
            return
        for shift_id in chosen_since:
            places[shift_id] = found.place(shift_id, reader)
        self._last = self._answers(found)
        before = self.board.in_sight() if same_rows and self._fresh is not None else []
        number, hidden = self.board.top()
        headed = self.board.is_heading(number)  # then the place of the shift below it counts
        top = self.model.held_ids([number + headed]) if number >= 0 else ()
        by, groups = (listing.by, listing.groups) if isinstance(listing, Grouped) else (None, ())
        many = self.board.how_many()
        whole = same_rows and many == self.model.shifts
        if many > LOOKED_AFTER:  # Qt would look after every single row of them
            self.board.choose_first(LOOKED_AFTER)
        self.model.show(listing.total, Rows(found, self._reader), places, by, groups)
        if found.first_since is not None and not self.board.currentIndex().isValid():
            self.board.scroll_to(self._first_row(found.first_since))
            self._placed = self.board.verticalScrollBar().value()
        elif same_rows and number > 0 and top and (place := places.get(top[0])) is not None:
            self.board.scroll_to(self.model.row_at(place) - headed, hidden)
        elif not same_rows:
            current = self.board.currentIndex()
            if current.isValid():
                self.board.scrollTo(current)
            else:
                self.board.scroll_to(0)
        self._choose_wanted(found)
        self.board.hold()
        self._look_for_news()
        self.board.flash(before)
        self.board.viewport().update()
        self.board.retell()
        if many > LOOKED_AFTER and whole:
            self.board.selectAll()
        elif many > LOOKED_AFTER:
            self.failed.emit(CUT.format(many, LOOKED_AFTER))
        self.filters.count(found.shown, found.total)
        self._cached = found.total
        self._turn_page()
        self.shown.emit(found.shown, found.total)

    def _answers(self, found: Found) -> tuple[object, Order, By | None]:
        return found.wish.asked, found.wish.order, found.wish.group

    def _first_row(self, number: int) -> int:
        """Return the row of a shift, or of its group's heading where it is the group's first."""
        if number >= self.model.rowCount():
            return number
        row = self.model.row_at(number)
        return row - self.board.is_heading(row - 1)

    def _choose_wanted(self, found: Found) -> None:
        wanted, self._wanted = self._wanted, ()
        if not wanted:
            return
        places = (found.places.get(one) for one in wanted)
        rows = [self.model.row_at(place) for place in places if place is not None]
        if len(rows) < len(wanted) and self._wider not in (None, found.wish.where):
            self._wanted = wanted
            self.filters.narrowing.show(self._wider)
        elif rows or self._wider is not None:
            self.board.choose_all(rows)
        else:
            self.chosen.emit(self.board.chosen_ref)  # what was chosen elsewhere is not among these

    def _since_when(self) -> float | None:
        """Return from when on shifts are of interest: today's, unless somebody has gone elsewhere."""
        where = self.filters.where()
        by_start = self._order == Order() and self._group in (None, "day")
        if not by_start or where.first is not None:
            return None
        untouched = self.board.verticalScrollBar().value() == self._placed
        resting = untouched and not self.board.currentIndex().isValid()
        asks = self.filters.narrowing.asked, self._order, self._group
        return self._times.midnight() if resting or asks != self._last else None

    def _turn_page(self) -> None:
        if self.model.rowCount():
            if self._stack.currentWidget() is self.empty:
                self._stack.setCurrentWidget(self.board)
                self._take_keyboard()
            return
        if self._cached:
            self._say_nothing_left()
        else:
            self.empty.say(*self._why_empty)
        self._stack.setCurrentWidget(self.empty)

    def _say_nothing_left(self) -> None:
        narrowing = self.filters.narrowing
        if narrowing.view is None:
            self.empty.say("No shift matches", " ".join(narrowing.remarks) or NOTHING_LEFT, CLEAR)
            return
        from ui.views.model import empty  # with the first view

        self.empty.say(line(narrowing.view.name), empty(narrowing.view), CLEAR)

    def _take_keyboard(self) -> None:
        holder = self.window().focusWidget()
        if holder is None or not self.filters.isAncestorOf(holder):  # else somebody is typing there
            self.board.setFocus()

    def _press(self, words: str) -> None:
        if words == CLEAR:
            self.filters.clear()

    def _look_for_news(self) -> None:
        if self._fresh is not None:
            self._fresh.look(self.board.in_sight())

    def _mark(self) -> None:
        assert self._fresh is not None
        self.model.fresh = self._fresh.refs
        self.board.viewport().update()

    def _wish_menu(self, place: QPoint) -> None:
        self.menu_wished.emit(self.board.viewport().mapToGlobal(place))

    def _tick(self) -> None:
        self.filters.narrowing.tick()
        self.model.refresh_texts()
        self.board.viewport().update()
