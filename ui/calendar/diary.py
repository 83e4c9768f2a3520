"""The agenda's days and rows: which stand where, read a day at a time and only where somebody looks."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate

from app.store import lenses
from app.store.filters import BY_START, Filter
from app.store.listing import Listing
from app.store.reader import Reader
from app.store.rows import BoardRow
from ui.board.rows import EMPTY, Row, row_of
from ui.calendar.reading import Counts
from ui.calendar.roll import Roll
from ui.times import Times

BLOCK = 64  # rows read at once
MOST_DAYS = 40  # whose rows are kept


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be read: all days' counts where `counted`, and the order of the rows of some days."""

    where: Filter
    days: tuple[date, ...]
    counted: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """The answer."""

    wanted: Wanted
    counts: Counts | None
    listings: dict[date, Listing]


def read(reader: Reader, wanted: Wanted) -> Told:
    """Return the order of some days' rows, by start; may take tens of milliseconds."""
    counts = reader.ask(lenses.day_counts, wanted.where, date.min, date.max) if wanted.counted else None
    listings = {day: reader.listing(of_day(wanted.where, day), BY_START) for day in wanted.days}
    return Told(wanted, counts, listings)


def of_day(where: Filter, day: date) -> Filter:
    """Return a filter for what begins on a day."""
    return replace(where, first=day, last=day)


class Diary:
    """All days that have shifts, in order, and the rows of some of them.

    Rows are numbered through all days. `reader` is the window's own: it reads single blocks.
    """

    def __init__(self, times: Times, reader: Callable[[], Reader | None]) -> None:
        self._times = times
        self._reader = reader
        self.days: list[date] = []
        self.counts: Counts = {}
        self._ends: list[int] = []  # of each day, the number of the first row behind it
        self._listings: dict[date, Listing] = {}
        self._blocks: dict[tuple[date, int], list[Row]] = {}

    @property
    def total(self) -> int:
        """How many rows there are."""
        return self._ends[-1] if self._ends else 0

    @property
    def count(self) -> int:
        """How many days there are."""
        return len(self.days)

    def take(self, told: Told) -> None:
        """Enter what has been read; with new counts, all rows read before are forgotten."""
        if told.counts is not None:
            self.counts = told.counts
            self.days = sorted(told.counts)
            self._listings.clear()
            self._blocks.clear()
        elif len(self._listings) > MOST_DAYS:
            self._listings.clear()
            self._blocks.clear()
        self._listings |= told.listings
        self._number()

    def first(self, day: int) -> int:
        """Return the number of a day's first row; beyond the last day, how many rows there are."""
        return self._ends[min(day, len(self._ends)) - 1] if day and self._ends else 0

    def many(self, day: int) -> int:
        """Return how many rows a day has."""
        return self._ends[day] - self.first(day)

    def day_of(self, number: int) -> int:
        """Return in which of the days a row stands."""
        return min(bisect_right(self._ends, number), len(self.days) - 1)

    def day_from(self, day: date) -> int:
        """Return the first of the days that is this one or later; the last one if none is."""
        place = bisect_right(self.days, day)
        if place and self.days[place - 1] == day:
            return place - 1
        return min(place, len(self.days) - 1)

    def missing(self, days: Sequence[int]) -> tuple[date, ...]:
        """Return which of some days' rows have not been read."""
        return tuple(self.days[n] for n in days if self.days[n] not in self._listings)

    def row(self, number: int) -> Row | None:
        """Return a row, None if its day has not been read yet."""
        if not 0 <= number < self.total:
            return None
        place = self.day_of(number)
        day, offset = self.days[place], number - self.first(place)
        listing = self._listings.get(day)
        if listing is None:
            return None
        block = self._blocks.get((day, offset // BLOCK))
        if block is None:
            block = [row_of(row, self._times) for row in self._shifts(listing, offset // BLOCK * BLOCK)]
            self._blocks[day, offset // BLOCK] = block
        within = offset % BLOCK
        return block[within] if within < len(block) else EMPTY

    def place(self, day: date, shift_id: int) -> int | None:
        """Return the number of a shift's row, None if its day is not read or does not show it."""
        listing, reader = self._listings.get(day), self._reader()
        if listing is None or reader is None:
            return None
        place = listing.place(shift_id, reader)
        return None if place is None else self.first(self.day_from(day)) + place

    def forget_texts(self) -> None:
        """Write all rows anew: the clock has moved on."""
        self._blocks.clear()

    def _shifts(self, listing: Listing, first: int) -> list[BoardRow]:
        reader = self._reader()
        return [] if reader is None else listing.rows(first, BLOCK, reader)

    def _number(self) -> None:
        """Number the rows: of a day that has been read, there are as many as were found."""
        self._ends = list(
            accumulate(
                self._listings[day].total if day in self._listings else sum(self.counts[day].values())
                for day in self.days
            )
        )


def topmost(diary: Diary, roll: Roll) -> tuple[date, int, int] | None:
    """Return the topmost row in sight, as day, id and how far it is from the upper edge."""
    for place in roll.days_in_sight():
        for number in roll.rows_in_sight(place):
            if (row := diary.row(number)) is not None:
                return diary.days[place], row.id, roll.row_y(number)
    return None
