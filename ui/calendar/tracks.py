"""The timeline's rows: read for what is in sight, made ready for painting, and where each one stands.

How high a row is, is known when it has been read. The scroll bar therefore counts rows, each as
ROW steps: what it is moved by within a row is a share of that row, however high it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from app.checking import double_booked
from app.domain import State
from app.store import lenses
from app.store.filters import Filter
from app.store.lanes import By
from app.store.reader import Reader
from app.store.rows import BoardRow
from ui.calendar.clock import FADES
from ui.calendar.scale import DAY
from ui.calendar.stacking import Span, doubled, stacked
from ui.coverage.figures import Figures
from ui.words import line

DEEPEST = 30  # sub-rows of a row; one that needs more is counted by day, not drawn
DEEPEST_FREE = 8  # of what nobody is on: it is the first row, and others have to be seen as well
CROWDED = 2 * DEEPEST_FREE  # open shifts a day from which on that is not even tried
MANY = 20_000  # shifts in sight from which on that is so for all rows of places
DENSE = 4  # shifts a day and row from which on the same holds where more days are in sight than
ONE_BY_ONE = 3.5
ROW = 1000  # steps of the scroll bar
EVERY = 1_000_000  # as a limit: none
NO_END = 60 * FADES  # seconds that a shift without an end is drawn for

PEOPLE: By = "people"
FACILITY: By = "facility"
UNIT: By = "unit"
CONNECTION: By = "connection"
NOBODY: dict[By, str] = {
    PEOPLE: "Nobody yet",
    FACILITY: "No facility told",
    UNIT: "No unit told",
    CONNECTION: "No connection",
}


@dataclass(frozen=True, slots=True)
class Bar:
    """A shift in a row; its end is where it is drawn to."""

    row: BoardRow
    begin: int  # epoch seconds
    end: int
    level: int  # sub-row, 0 the topmost


@dataclass(frozen=True, slots=True)
class Count:
    """How many shifts begin on a day, where they are too many to be drawn."""

    day: date
    open: int
    pending: int
    filled: int
    total: int

    @property
    def next_day(self) -> date:
        """The day after it."""
        return self.day + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Track:
    """A row of the timeline."""

    key: str
    label: str
    bars: tuple[Bar, ...] = ()  # by begin
    depth: int = 1  # sub-rows
    doubled: tuple[Span, ...] = ()  # when its worker is wanted in two places
    hidden: bool = False  # there are more sub-rows than are drawn
    counts: tuple[Count, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be read: rows first to first + n of those that have shifts in a span of time."""

    where: Filter
    by: By
    begin: int  # epoch seconds
    end: int
    first: int
    n: int
    edition: int = 0  # another one after each commit
    keys: tuple[str, ...] | None = field(default=None, compare=False)  # of all rows, where they are known

    def answers(self, other: "Wanted") -> bool:
        """Tell whether its rows are of the same timeline as another one's."""
        return replace(self, first=other.first, n=other.n) == other

    @property
    def days(self) -> tuple[date, date]:
        """The days that the span touches, in whatever zone."""
        first, last = (
            datetime.fromtimestamp(at, UTC).date() for at in (self.begin - 50_400, self.end + 50_400)
        )
        return first, last


@dataclass(frozen=True, slots=True)
class Told:
    """The answer: how many rows there are, and those asked for."""

    wanted: Wanted
    total: int
    tracks: tuple[Track, ...]
    keys: tuple[str, ...] | None = None  # of all rows, where they were asked for
    first: int = 0  # the number of the first of these rows
    crowded: bool = False  # row 0 is left to `read_free`, which takes longer than all others


def read(reader: Reader, wanted: Wanted) -> Told:
    """Return rows of a timeline; may take tens of milliseconds."""
    days = (wanted.end - wanted.begin) / DAY
    figures = reader.ask(lenses.coverage, wanted.where, *wanted.days)
    begun = sum(day.total for day in figures)
    if wanted.by != PEOPLE and begun > MANY:
        return _counted(reader, wanted)
    keys = wanted.keys
    if keys is None:
        found = reader.ask(lenses.lane_keys, wanted.where, wanted.by, wanted.begin, wanted.end)
        keys = tuple(found)
    if wanted.by != PEOPLE and days > ONE_BY_ONE and begun > DENSE * days * len(keys):
        return _counted(reader, wanted)
    part = list(keys[wanted.first : wanted.first + wanted.n])
    tracks = []
    crowded = wanted.by == PEOPLE and part[:1] == [""] and sum(day.open for day in figures) > CROWDED * days
    if crowded:
        del part[0]
    twice = double_booked(reader, part, wanted.begin, wanted.end) if wanted.by == PEOPLE else {}
    for lane in reader.ask(lenses.lane_rows, wanted.where, wanted.by, wanted.begin, wanted.end, part):
        track = track_of(lane.key, lane.rows, wanted.by, twice.get(lane.key))
        tracks.append(_tally(reader, wanted, lane.key) if lane.more or track.hidden else track)
    return Told(wanted, len(keys), tuple(tracks), keys, wanted.first + crowded, crowded)


def read_free(reader: Reader, told: Told) -> Told:
    """Return the row of what nobody is on, counted by day."""
    track = _tally(reader, told.wanted, "")
    return replace(told, tracks=(track,), first=0, crowded=False)


def _counted(reader: Reader, wanted: Wanted) -> Told:
    """Return the rows of places with so much in them that each day is counted."""
    first, last = wanted.days
    part = slice(wanted.first, wanted.first + wanted.n)
    assert wanted.by != "people"
    heat = reader.ask(lenses.heat, wanted.where, first, last, wanted.by, EVERY)
    tracks = [
        _tallied(name, wanted.by, heat.columns, cells)
        for name, cells in zip(heat.rows[part], heat.cells[part], strict=True)
    ]
    return Told(wanted, len(heat.rows), tuple(tracks), first=wanted.first)


def _tally(reader: Reader, wanted: Wanted, key: str) -> Track:
    if wanted.by == PEOPLE and not key:
        days = reader.ask(lenses.free, wanted.where, *wanted.days)
    else:
        where = narrowed(wanted.where, wanted.by, key)
        days = reader.ask(lenses.coverage, where, *wanted.days)
    return _tallied(key, wanted.by, [day.day for day in days], days)


def _tallied(key: str, by: By, days: Sequence[date], figures: Sequence[Figures]) -> Track:
    counts = tuple(
        Count(day, one.open, one.pending, one.filled, one.total)
        for day, one in zip(days, figures, strict=True)
        if one.total
    )
    return Track(key, line(key) or NOBODY[by], counts=counts)


def narrowed(where: Filter, by: By, key: str) -> Filter:
    """Return a filter for those of its shifts that stand in a row."""
    wanted = frozenset({key})
    match by:
        case "people":
            return replace(where, people=wanted)
        case "facility":
            return replace(where, facilities=wanted)
        case "unit":
            return replace(where, units=wanted)
        case "connection":
            return replace(where, connections=wanted)


def track_of(key: str, rows: Sequence[BoardRow], by: By, double: Sequence[Span] | None = None) -> Track:
    """Return a row with its shifts stacked, and the spans in which a worker is wanted twice.

    `double` are those spans as the desk's checks know them; None: the rows alone tell.
    """
    deepest = DEEPEST_FREE if by == PEOPLE and not key else DEEPEST
    spans = [(row.start, drawn_end(row)) for row in rows]
    levels = stacked(spans)
    bars = [Bar(row, *span, level) for row, span, level in zip(rows, spans, levels, strict=True)]
    bars.sort(key=lambda bar: (bar.begin, bar.level))
    twice = list(double or ())
    if double is None and by == PEOPLE and key:
        twice = doubled([_bound(row) for row in rows if _counts(row)])
    return Track(
        key,
        line(key) or NOBODY[by],
        tuple(bar for bar in bars if bar.level < deepest),
        min(deepest, max(levels, default=0) + 1),
        tuple(twice),
        any(bar.level >= deepest for bar in bars),
    )


def drawn_end(row: BoardRow) -> int:
    """Return until when a shift is drawn, later than its start."""
    return max(row.start + 1, row.start + NO_END if row.end is None else row.end)


def _bound(row: BoardRow) -> Span:
    """Return when somebody is bound by a shift; of one without an end nothing is known but its beginning."""
    return row.start, row.start + 1 if row.end is None else max(row.start + 1, row.end)


def _counts(row: BoardRow) -> bool:
    return row.state != State.CANCELLED and not row.removed


@dataclass(frozen=True, slots=True)
class Placed:
    """A row in sight: its number, and where it stands; without a track it has not been read yet."""

    number: int
    top: int
    height: int
    track: Track | None


@dataclass(slots=True)
class Book:
    """The rows that have been read, and where they stand. Lengths are pixels, `usual` a row's height."""

    level: int = 22  # height of a sub-row
    air: int = 4  # above and below
    banner: int = 18  # where it is said that somebody is wanted twice
    told: Wanted | None = None
    total: int = 0
    tracks: dict[int, Track] = field(default_factory=dict)

    @property
    def usual(self) -> int:
        """How high a row is that has one sub-row."""
        return self.level + 2 * self.air

    def take(self, told: Told) -> None:
        """Enter what has been read; rows of another timeline are forgotten."""
        if self.told is None or not told.wanted.answers(self.told) or told.total != self.total:
            self.tracks.clear()
        self.told, self.total = told.wanted, told.total
        for n, track in enumerate(told.tracks):
            self.tracks[told.first + n] = track

    def forget(self) -> None:
        """Know nothing any more."""
        self.told, self.total = None, 0
        self.tracks.clear()

    def height(self, number: int) -> int:
        """Return how high a row is; the usual height where that is not known yet."""
        track = self.tracks.get(number)
        if track is None:
            return self.usual
        extra = self.banner if track.doubled else 0
        return track.depth * self.level + 2 * self.air + extra

    def laid(self, value: int, room: int) -> list[Placed]:
        """Return the rows in sight when the scroll bar has a value."""
        if not self.total:
            return []
        number = min(max(0, value // ROW), self.total - 1)
        top = -round((value - number * ROW) / ROW * self.height(number))
        found = []
        while number < self.total and top < room:
            height = self.height(number)
            found.append(Placed(number, top, height, self.tracks.get(number)))
            top += height
            number += 1
        return found

    def scrolled(self, value: int, pixels: int) -> int:
        """Return the scroll bar's value when all has moved up by so many pixels; it may be too far."""
        if not self.total:
            return 0
        number = min(max(0, value // ROW), self.total - 1)
        left = pixels + (value - number * ROW) / ROW * self.height(number)
        while left < 0 and number > 0:
            number -= 1
            left += self.height(number)
        while left >= self.height(number) and number < self.total - 1:
            left -= self.height(number)
            number += 1
        return max(0, number * ROW + round(left / self.height(number) * ROW))

    def furthest(self, room: int) -> int:
        """Return the scroll bar's value at which the last row ends at the lower edge."""
        return max(0, self.scrolled(self.total * ROW, -room)) if self.total else 0

    def to_show(self, number: int, value: int, room: int) -> int:
        """Return the scroll bar's value, as near as may be, at which a whole row is in sight."""
        placed = next((one for one in self.laid(value, room) if one.number == number), None)
        if placed is not None and placed.top >= 0 and (placed.top + placed.height <= room or placed.top == 0):
            return value
        if number * ROW <= value or self.height(number) >= room:
            return number * ROW
        return self.scrolled((number + 1) * ROW, -room)


def words_of(track: Track, begin: float, end: float) -> tuple[str, ...]:
    """Return how many shifts of a row are in a span: `33, 1 open`, then what is shorter."""
    if track.counts:
        total, wanted = sum(one.total for one in track.counts), sum(one.open for one in track.counts)
    else:
        seen = [bar.row.state for bar in track.bars if bar.begin < end and bar.end > begin]
        total, wanted = len(seen), seen.count(State.OPEN)
    if not total:
        return ()
    return (f"{total:,}, {wanted:,} open", f"{wanted:,} open") if wanted else (f"{total:,}",)
