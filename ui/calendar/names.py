"""What a locale calls months, weekdays, hours and zones, and with which day its weeks begin."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from PySide6.QtCore import QLocale, QTimeZone

from app.zones import zone
from ui.calendar.clock import Clock
from ui.times import Times

_LONG, _SHORT = QLocale.FormatType.LongFormat, QLocale.FormatType.ShortFormat


class Wording:
    """The calendar's words in one locale."""

    def __init__(self, times: Times) -> None:
        locale = times.locale
        self.times = times
        self.begins = locale.firstDayOfWeek().value - 1  # 0 for Monday
        self.weekend = frozenset(range(7)) - {day.value - 1 for day in locale.weekdays()}
        self.weekdays = [locale.standaloneDayName(n + 1, _LONG) for n in range(7)]
        self.brief_weekdays = [locale.standaloneDayName(n + 1, _SHORT) for n in range(7)]
        self._months = [locale.standaloneMonthName(n + 1, _LONG) for n in range(12)]
        twelve = "a" in locale.timeFormat(_SHORT).lower()
        self._hours = [_hour(times, hour, twelve) for hour in range(24)]

    def month(self, day: date) -> str:
        """Return `November 2026`."""
        return f"{self._months[day.month - 1]} {day.year}"

    def span(self, days: Sequence[date]) -> str:
        """Return `23 – 29 Nov 2026` for some days in a row, `Wednesday 25 Nov 2026` for one."""
        first, last = days[0], days[-1]
        if first == last:
            return f"{self.weekdays[first.weekday()]} {self.times.brief_day(first)} {first.year}"
        begin = self.times.brief_day(first)
        if first.year != last.year:
            begin = f"{begin} {first.year}"
        return f"{begin} – {self.times.brief_day(last)} {last.year}"

    def whole(self, day: date) -> str:
        """Return `Wednesday 25 Nov`, as a screen reader says a day."""
        return f"{self.weekdays[day.weekday()]} {self.times.brief_day(day)}"

    def hour(self, hour: int) -> str:
        """Return `07:00`, or `7 AM` where the locale counts to twelve."""
        return self._hours[hour % 24]


def _hour(times: Times, hour: int, twelve: bool) -> str:
    text = times.time(hour, 0)
    return text.replace(":00", "") if twelve else text


def desk_zone() -> str:
    """Return the IANA name of this machine's zone, UTC where it has none that is known."""
    name = bytes(QTimeZone.systemTimeZoneId().data()).decode("ascii", "replace")
    try:
        return zone(name).key
    except ValueError:
        return "UTC"


def place_of(timezone: str) -> str:
    """Return `New York` for `America/New_York`."""
    return timezone.rpartition("/")[2].replace("_", " ")


def abbreviation(timezone: str, moment: datetime) -> str:
    """Return `EST`, or `UTC+05:30` where a zone has no letters."""
    shown = moment.astimezone(zone(timezone))
    name = shown.tzname() or ""
    return f"UTC{name}" if name[:1] in "+-" else name


def ahead(timezone: str, other: str, noon: datetime) -> timedelta:
    """Return by how much a zone's clock is ahead of another one's at a moment."""
    one, two = (noon.astimezone(zone(name)).utcoffset() or timedelta() for name in (timezone, other))
    return one - two


def told_clock(clock: Clock, shown: str, zones: int) -> str:
    """Return by whose clock shifts stand: `shown` is that of the hours, `zones` how many the sites have."""
    if clock.zone:
        told = f"Every shift stands on the clock of {place_of(shown)}."
    elif zones > 1:
        told = f"Each shift stands on its own site’s clock; most sites here are on that of {place_of(shown)}."
    else:
        told = f"Each shift stands on its own site’s clock, here that of {place_of(shown)}."
    if clock.second and zones > 1:
        return f"{told} A second clock can stand beside one only: these sites have {zones}."
    if clock.second and clock.second != shown:
        return f"{told} Beside it is the clock of {place_of(clock.second)}."
    return told
