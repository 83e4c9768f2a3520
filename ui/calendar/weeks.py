"""Days in weeks, as a locale counts them: pure calendar, no clock."""

from collections.abc import Sequence
from datetime import date, timedelta

MONDAY = 0
DAY = timedelta(days=1)
WEEKS = 6  # of a month's sheet: no month needs more, and one that needs fewer keeps the others' places


def week_of(day: date, begins: int) -> list[date]:
    """Return the seven days of the week that a day is in; `begins` is a weekday, 0 for Monday."""
    first = day - ((day.weekday() - begins) % 7) * DAY
    return [first + n * DAY for n in range(7)]


def sheet_of(day: date, begins: int) -> list[date]:
    """Return the 42 days of a month's sheet: six whole weeks from that of the month's first day on."""
    first = week_of(day.replace(day=1), begins)[0]
    return [first + n * DAY for n in range(7 * WEEKS)]


def week_number(week: Sequence[date], begins: int) -> int:
    """Return a week's number.

    Where weeks begin on Monday it is ISO 8601's: week 1 has the year's first Thursday. Elsewhere
    week 1 is the one that has 1 January in it, as in the Americas.
    """
    if begins == MONDAY:
        return week[0].isocalendar().week
    last = week[6]
    return (last - week_of(date(last.year, 1, 1), begins)[0]).days // 7 + 1


def months_later(day: date, n: int) -> date:
    """Return the same day n months later, or the month's last where it has no such day."""
    months = day.year * 12 + day.month - 1 + n
    year, month = divmod(months, 12)
    if not 1 <= year <= 9998:
        return day
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + (day.day - 1) * DAY, following - DAY)
