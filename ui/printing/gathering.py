"""Makes pages of what the window shows: read in a reader's thread, laid out in the window's."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.store.reader import Reader
from app.store.rows import BoardRow
from ui.board.model import BoardModel
from ui.calendar.names import Wording, desk_zone
from ui.calendar.reading import Hours, Month, read_hours, read_month
from ui.calendar.scale import DAY, midnight
from ui.calendar.tracks import Told, Wanted, read, read_free
from ui.calendar.weeks import sheet_of, week_number, week_of
from ui.printing.calendars import HoursContent, MonthContent, TimelineContent
from ui.printing.paper import Content, Head
from ui.printing.tables import BoardContent
from ui.reading import AtHand, Found, Rows, Wish, find
from ui.showing import Shown, as_of, filters_told
from ui.times import Times, at
from ui.words import counted

FORMS = {
    "board": "Board",
    "month": "Month",
    "week": "Week",
    "day": "Day",
    "timeline": "Timeline",
}
BARELY = 3 * 3600  # seconds
CHIPS = 14  # of a month's day on paper
A_DAY = 60  # shifts of a week's day where all are too many
MOST_ROWS = 3_000  # of a timeline: nobody turns over more pages

Answer = Found | list[BoardRow] | Month | Hours | Told


@dataclass(frozen=True, slots=True)
class Page:
    """What is to be printed: a form, and of what."""

    shown: Shown
    form: str  # a key of FORMS
    only_selected: bool = False  # of the board


def gather(reader: Reader, page: Page, days: Sequence[date], span: tuple[int, int]) -> Answer:
    """Return what stands on the pages; may take some hundred milliseconds."""
    shown = page.shown
    match page.form:
        case "month":
            return read_month(reader, shown.where, days, CHIPS)
        case "week" | "day":
            return read_hours(reader, shown.where, days, shown.clock, A_DAY)
        case "timeline":
            return _timeline(reader, shown, span)
        case _ if page.only_selected:
            return reader.by_ref(shown.selected)
        case _:
            return find(reader, Wish(shown.where, shown.order, group=shown.group))


def _timeline(reader: Reader, shown: Shown, span: tuple[int, int]) -> Told:
    told = read(reader, Wanted(shown.where, shown.rows, *span, 0, MOST_ROWS))
    if not told.crowded:
        return told
    free = read_free(reader, told)
    return Told(told.wanted, told.total, (*free.tracks, *told.tracks), told.keys)


class Printing:
    """How a page becomes paper: `days` and `span` before it is read, then `content`, then `head`."""

    def __init__(self, page: Page, times: Times, reader: Callable[[], Reader | None]) -> None:
        self._page = page
        self._times = times
        self._reader = reader
        self._wording = Wording(times)
        begins = self._wording.begins
        day = page.shown.day
        self.days = {"month": sheet_of(day, begins), "week": week_of(day, begins)}.get(page.form, [day])
        start = midnight(day, desk_zone())
        self.span = page.shown.span or (start, start + 7 * DAY)
        self._zone = desk_zone()  # of the timeline's days
        self._cut = ""  # what the pages leave out

    def content(self, answer: Answer) -> Content:
        """Return what is to be painted."""
        shown, times = self._page.shown, self._times
        match answer:
            case Month():
                return MonthContent(self.days, shown.day, answer, times)
            case Hours():
                return HoursContent(self.days, shown.clock, answer, times)
            case Told():
                timeline = TimelineContent(self._cut_to_most(answer), shown.rows, shown.clock, times)
                self._zone = timeline.zone
                return timeline
            case Found():
                return BoardContent(self._listed(answer), shown.columns)
            case _:
                model = BoardModel(times)
                model.show(len(answer), AtHand(answer), {})
                return BoardContent(model, shown.columns)

    def head(self) -> Head:
        """Return what stands above each page."""
        page, shown = self._page, self._page.shown
        told = [self._range(), self._cut, filters_told(shown.where, self._times)]
        if page.form == "board":
            n = len(shown.selected) if page.only_selected else shown.count
            title = f"{counted(n, 'shift', 'shifts')}{' selected' if page.only_selected else ''}"
        elif page.form == "month":
            title = self._wording.month(shown.day)
        elif page.form == "week":
            number = week_number(self.days, self._wording.begins)
            title = f"{self._wording.span(self.days)} · week {number}"
        else:
            title = self._wording.span(self._ends())
        return Head(title, [one for one in told if one], as_of(self._times))

    def _cut_to_most(self, told: Told) -> Told:
        """Leave out the rows that were not read, and let the head say so."""
        if told.total <= MOST_ROWS:
            return told
        self._cut = f"the first {MOST_ROWS:,} of {told.total:,} rows"
        return replace(told, total=MOST_ROWS, keys=None if told.keys is None else told.keys[:MOST_ROWS])

    def _range(self) -> str:
        if self._page.form != "board":
            return FORMS[self._page.form]
        first, last = self._page.shown.where.first, self._page.shown.where.last
        return "" if first is None or last is None else self._wording.span([first, last])

    def _ends(self) -> list[date]:
        if self._page.form == "day":
            return [*self.days]
        # Where less than some hours of a day are in sight, it is not named.
        begin, end = self.span[0] + BARELY, self.span[1] - BARELY
        return [at(moment, self._zone).date() for moment in (begin, max(begin, end))]

    def _listed(self, found: Found) -> BoardModel:
        model, listing = BoardModel(self._times), found.listing
        by, groups = (found.wish.group, getattr(listing, "groups", ()))
        model.show(listing.total, Rows(found, self._reader), {}, by, groups)
        return model
