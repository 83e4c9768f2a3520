"""The reader's thread: listings are made off the window's thread; only the latest wish counts."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.errors import CallboardError
from app.store.filters import Filter, Order
from app.store.groups import By, Grouped, grouped, shift_of
from app.store.listing import Listing, count
from app.store.reader import Reader
from app.store.rows import BoardRow
from ui.own_reader import OwnReader

BREATH = 0.1  # seconds in which the window paints what was found, before more is read


@dataclass(frozen=True, slots=True)
class Wish:
    """What the board shall show, and the rows whose new places are to be found."""

    where: Filter
    order: Order
    keep: tuple[int, ...] = ()  # ids of rows
    since: float | None = None  # epoch seconds: at which row do shifts begin that start no earlier?
    group: By | None = None
    asked: object = None  # by which it is known that only the clock has moved what is shown


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a wish."""

    wish: Wish
    listing: Listing | Grouped
    shown: int  # shifts that the filters leave
    total: int  # shifts in the cache, whatever the filters
    places: dict[int, int | None]  # id to row, for those to be kept; None: not listed any more
    first_since: int | None = None  # a row, where the wish asked for it

    def place(self, row_id: int, reader: Reader) -> int | None:
        """Return at which row now stands what had a row of this id, None if it is not listed any more."""
        return _place(self.listing, row_id, reader)


@dataclass(frozen=True, slots=True)
class Rows:
    """What a board reads of a listing while somebody looks at it, with a reader of the window's thread."""

    found: Found
    reader: Callable[[], Reader | None]

    def rows(self, first: int, n: int) -> Sequence[BoardRow]:
        """Return n rows from the first-th on; fewer at the end."""
        reader = self.reader()
        return () if reader is None else self.found.listing.rows(first, n, reader)

    def again(self, ids: Sequence[int]) -> Sequence[BoardRow]:
        """Return the rows of these ids as they are now; those that are gone are left out."""
        reader = self.reader()
        known = [] if reader is None else reader.by_id([shift_of(one) for one in ids])
        rows = {row.id: row for row in known}
        shifts = ((one, rows.get(shift_of(one))) for one in ids)
        return [row._replace(id=one) for one, row in shifts if row is not None]

    def place(self, row_id: int) -> int | None:
        """Return the number at which a row stands now, None if it is not listed."""
        reader = self.reader()
        return None if reader is None else self.found.place(row_id, reader)


@dataclass(frozen=True, slots=True)
class AtHand:
    """Rows that have been read already, as a board reads a listing."""

    listed: Sequence[BoardRow]

    def rows(self, first: int, n: int) -> Sequence[BoardRow]:
        """Return n rows from the first-th on; fewer at the end."""
        return self.listed[first : first + n]

    def again(self, ids: Sequence[int]) -> Sequence[BoardRow]:
        """Return the rows of these ids."""
        return [row for row in self.listed if row.id in ids]

    def place(self, row_id: int) -> int | None:
        """Return the number of a row, None if it is not among them."""
        return next((n for n, row in enumerate(self.listed) if row.id == row_id), None)


def find(reader: Reader, wish: Wish) -> Found:
    """Return what a wish asks for; may take tens of milliseconds."""
    listing: Listing | Grouped
    if wish.group is None:
        listing = reader.listing(wish.where, wish.order)
        shown = listing.total
    else:
        listing = reader.ask(grouped, wish.where, wish.order, wish.group)
        several = wish.group == "people"  # who is on a shift sees it in a group of their own
        shown = reader.ask(count, wish.where) if several else listing.total
    everything = wish.where == Filter()
    total = shown if everything else reader.listing(Filter(), Order()).total
    places = {row_id: _place(listing, row_id, reader) for row_id in wish.keep}
    first = None if wish.since is None else listing.first_since(wish.since, reader)
    return Found(wish, listing, shown, total, places, first)


def _place(listing: Listing | Grouped, row_id: int, reader: Reader) -> int | None:
    if isinstance(listing, Grouped):
        return listing.place(row_id, reader)
    return listing.place(shift_of(row_id), reader)


class Reading(QObject):
    """A thread with a reader of its own. `ask` as often as you like; `found` follows the last."""

    found = Signal(object)  # Found
    examined = Signal(list)  # Health of each connection, after each listing
    failed = Signal(str)  # a sentence

    def __init__(self, open_reader: Callable[[], Reader], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader = OwnReader(open_reader)
        self._turn = threading.Condition()
        self._wish: Wish | None = None
        self._busy = False
        self._over = False
        self._thread: threading.Thread | None = None

    def ask(self, wish: Wish) -> None:
        """Have a listing made; one that is under way for an earlier wish is broken off."""
        with self._turn:
            if self._over:
                return
            self._wish = wish
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="reading", daemon=True)
                self._thread.start()
            if self._busy:
                self._reader.interrupt()
            self._turn.notify()

    def renew(self) -> None:
        """Read other files from now on: they have been replaced."""
        self._reader.renew()

    def stop(self) -> None:
        """End the thread and close its reader."""
        with self._turn:
            self._over = True
            if self._busy:
                self._reader.interrupt()
            self._turn.notify()
        if self._thread is not None:
            self._thread.join(2)

    def _work(self) -> None:
        while (wish := self._next()) is not None:
            try:
                reader = self._reader.get()
                found = find(reader, wish)
                self.found.emit(found)
                self._breathe()
                self.examined.emit(reader.health())
                while found.listing.gather(reader) and not self._is_called():
                    pass
            except Exception as error:  # interrupted, or a file that cannot be read
                self._broken_off(error)
        self._reader.close()

    def _next(self) -> Wish | None:
        with self._turn:
            self._busy = False
            self._turn.wait_for(lambda: self._over or self._wish is not None)
            wish, self._wish = self._wish, None
            self._busy = True
            return None if self._over else wish

    def _breathe(self) -> None:
        """Let the window paint what was found: who reads on has Python’s one lock half of the time."""
        with self._turn:
            self._turn.wait_for(lambda: self._over or self._wish is not None, BREATH)

    def _is_called(self) -> bool:
        with self._turn:
            return self._over or self._wish is not None

    def _broken_off(self, error: Exception) -> None:
        with self._turn:
            if self._over or self._wish is not None:
                return
        self._reader.close()
        sentence = (
            str(error) if isinstance(error, CallboardError) else f"The cache could not be read: {error}"
        )
        self.failed.emit(sentence)
