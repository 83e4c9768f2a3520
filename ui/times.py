"""Days and hours as the desk's locale writes them, in the shift's own zone."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from functools import cached_property, lru_cache
from time import localtime
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QLocale, QTime

from app.zones import zone

if TYPE_CHECKING:
    from app.store.dates import Names


class Times:
    """Writes days and times for one locale; `now` gives the present as epoch seconds."""

    def __init__(self, locale: QLocale, now: Callable[[], float]) -> None:
        self._locale = locale
        self._now = now
        short = locale.dateFormat(QLocale.FormatType.ShortFormat)
        self._month_first = month_first = -1 < short.find("M") < short.find("d")
        self._day_format = "ddd, MMM d" if month_first else "ddd d MMM"
        self._year_format = "ddd, MMM d, yyyy" if month_first else "ddd d MMM yyyy"
        self._brief_format = "MMM d" if month_first else "d MMM"
        self.day = lru_cache(maxsize=2048)(self._day)
        self.brief_day = lru_cache(maxsize=2048)(self._brief_day)
        self.time = lru_cache(maxsize=1440)(self._time)

    @property
    def locale(self) -> QLocale:
        """The locale that days and times are written for."""
        return self._locale

    @cached_property
    def names(self) -> "Names":
        """How days are typed in that locale."""
        from app.store.dates import Names  # nobody has typed anything at the first sight

        full = QLocale.FormatType.LongFormat
        months = [self._locale.standaloneMonthName(n + 1, full) for n in range(12)]
        return Names(
            months, [self._locale.standaloneDayName(n + 1, full) for n in range(7)], self._month_first
        )

    def now(self) -> float:
        """Return the present moment, epoch seconds."""
        return self._now()

    def today(self) -> date:
        """Return the desk's own calendar day."""
        return datetime.fromtimestamp(self._now()).date()

    def midnight(self) -> float:
        """Return when the desk's calendar day began, epoch seconds."""
        return datetime.combine(self.today(), time.min).timestamp()

    def _day(self, day: date) -> str:
        far = abs((day - self.today()).days) > 300  # nearer, no one mistakes the year
        return self._locale.toString(_qdate(day), self._year_format if far else self._day_format)

    def _brief_day(self, day: date) -> str:
        return self._locale.toString(_qdate(day), self._brief_format)

    def _time(self, hour: int, minute: int) -> str:
        return self._locale.toString(QTime(hour, minute), QLocale.FormatType.ShortFormat)

    def hours(self, start: datetime, end: datetime | None, *, all_day: bool) -> str:
        """Return `19:00 – 07:00 +1`, `from 19:00` where the end is open, or `All day`.

        Both are aware and in the shift's zone; its abbreviation follows where the desk's
        clock shows another time.
        """
        if all_day:
            days = 1 if end is None else max(1, (end.date() - start.date()).days)
            return "All day" if days == 1 else f"{days} days"
        begins = self.time(start.hour, start.minute)
        if end is None:
            text = f"from {begins}"
        else:
            nights = (end.date() - start.date()).days
            text = f"{begins} – {self.time(end.hour, end.minute)}"
            if nights > 0:
                text = f"{text} +{nights}"
        foreign = abroad(start)
        return f"{text} {foreign}" if foreign else text

    def begins(self, start: datetime) -> str:
        """Return `19:00`, with the zone's abbreviation where the desk's clock shows another time."""
        return f"{self.time(start.hour, start.minute)} {abroad(start)}".rstrip()

    def samples(self) -> dict[str, str]:
        """Return texts as long as they come for the board's columns of days and times."""
        day, clock = date(self.today().year, 11, 25), self.time(22, 30)
        return {
            "day": self.day(day),
            "hours": f"{clock} – {self.time(10, 30)} +1 EST",
            "changed": f"{self.brief_day(day)} {clock}",
            "ends": f"{self.day(day)}  {clock}",
        }

    def stamp(self, moment: float | datetime | None) -> str:
        """Return a moment on the desk's own clock: `20:42` today, else `21 Nov 20:42`."""
        if moment is None:
            return ""
        seconds = moment.timestamp() if isinstance(moment, datetime) else moment
        local = datetime.fromtimestamp(seconds)
        clock = self.time(local.hour, local.minute)
        return clock if local.date() == self.today() else f"{self.brief_day(local.date())} {clock}"

    def ago(self, moment: datetime) -> str:
        """Return how long ago it was: `just now`, `4 minutes ago`, `2 days ago`."""
        seconds = max(0, int(self._now() - moment.timestamp()))
        for unit, length in (("day", 86_400), ("hour", 3600), ("minute", 60)):
            if n := seconds // length:
                return f"{n} {unit if n == 1 else unit + 's'} ago"
        return "just now"


def abroad(start: datetime) -> str:
    """Return the abbreviation of the time's zone, or "" where the desk's clock shows the same."""
    offset = start.utcoffset()
    if offset is None or offset.total_seconds() == localtime(start.timestamp()).tm_gmtoff:
        return ""
    name = start.tzname() or ""
    return f"UTC{name}" if name[:1] in "+-" else name


def at(seconds: int, timezone: str) -> datetime:
    """Return an instant in a zone; one that this machine does not know is shown in UTC."""
    try:
        return datetime.fromtimestamp(seconds, zone(timezone))
    except ValueError:
        return datetime.fromtimestamp(seconds, UTC)


def moment(text: object) -> datetime | None:
    """Return the instant of an ISO 8601 text; None for anything else."""
    if not isinstance(text, str):
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
