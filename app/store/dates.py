"""Days as people type them: `fri`, `tomorrow`, `24`, `24.12.`, `dec 24`, `2026-12`, `+3d`, `mon..thu`.

Years are those that a shift can have (`zones`); what lies outside is no day.
"""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.zones import EARLIEST, LATEST

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NEAR = {"today": 0, "tomorrow": 1, "yesterday": -1}
_AWAY = re.compile(r"([+-])\s?(\d{1,5})([dw]?)", re.ASCII)
# What may stand in a date and says nothing: `3rd of`, `1er`, `3 de`, `12月3日`.
_BETWEEN = frozenset(("st", "nd", "rd", "th", "er", "of", "the", "de", *"日月일월"))
SHORTEST = 3  # letters that name a month, or a day in another language


@dataclass(frozen=True, slots=True)
class Names:
    """How a locale names months and weekdays, January and Monday first; which it writes first in a date."""

    months: Sequence[str] = ()
    days: Sequence[str] = ()
    month_first: bool = False


ENGLISH = Names()


def named_days(text: str) -> frozenset[int] | None:
    """Return the weekdays, 0 for Monday, of `mondays`, `weekdays` or `weekend`; None for all else."""
    low = text.lower()
    if low in {"weekend", "weekends"}:
        return frozenset({5, 6})
    if low in {"weekdays", "workdays"}:
        return frozenset(range(5))
    if not low.endswith("s") or _weekday(low) is not None:  # `tues` is one Tuesday
        return None
    day = _weekday(low[:-1])
    return None if day is None else frozenset({day})


def span_of(text: str, today: date, names: Names = ENGLISH) -> tuple[date, date] | None:
    """Return the first and the last day that a text means, None if it means none.

    A weekday is the next one that comes, today included; as the end of a span the first on or after
    its beginning: on a Wednesday `mon..thu` is the four days from the coming Monday on.
    """
    low = text.casefold().strip()
    begins, dots, ends = low.partition("..")
    if not dots:
        return _one(low, today, names)
    first, last = _one(begins, today, names), _one(ends, today, names)
    if first is None or last is None:
        return None
    if last[1] < first[0] and _comes(ends):
        last = _one(ends, first[0], names) or last
    return first[0], last[1]


def day_of(text: str, today: date, names: Names = ENGLISH) -> date | None:
    """Return the day that a text means, None if it means none.

    What is left out is what comes next: `24` the coming 24th, `fri` the coming Friday, today included.
    """
    try:
        found = _day_of(text.casefold().strip(), today, names)
    except (ValueError, OverflowError):
        return None
    return found if found is not None and EARLIEST <= found.year <= LATEST else None


def _one(low: str, today: date, names: Names) -> tuple[date, date] | None:
    if low == "week":
        monday = today - timedelta(days=today.weekday())
        return monday, monday + timedelta(days=6)
    if low == "month":
        return _month(today.year, today.month)
    if month := re.fullmatch(r"(\d{4})-(\d{2})", low, re.ASCII):
        year, number = int(month[1]), int(month[2])
        return _month(year, number) if EARLIEST <= year <= LATEST and 1 <= number <= 12 else None
    day = day_of(low, today, names)
    if day is None:
        return None
    return _month(day.year, day.month) if _named(low, names.months, _MONTHS) is not None else (day, day)


def _comes(low: str) -> bool:
    """Tell whether a text means what comes next, rather than a day of its own."""
    return low not in _NEAR and not _AWAY.fullmatch(low)


def _day_of(low: str, today: date, names: Names) -> date | None:
    if low in _NEAR:
        return today + timedelta(days=_NEAR[low])
    if away := _AWAY.fullmatch(low):
        sign, n, unit = away.groups()
        days = int(n) * (7 if unit == "w" else 1)
        return today + timedelta(days=-days if sign == "-" else days)
    if iso := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", low, re.ASCII):
        return date(*map(int, iso.groups()))
    told = re.findall(r"\d+|[^\W\d_]+", low)
    numbers = [int(word) for word in told if word.isdecimal()]
    words = [word for word in told if not word.isdecimal() and word not in _BETWEEN]
    months = {word: n for word in words if (n := _named(word, names.months, _MONTHS)) is not None}
    weekdays = [_weekday(word, names) for word in words if word not in months]
    if None in weekdays or len(weekdays) > 1 or len({*months.values()}) > 1 or ":" in low:
        return None  # not every word was used: it means something else
    if months:
        if len(numbers) > 2:
            return None
        year = next((_full(n) for n in numbers if n > 31), None)
        if year is None and len(numbers) == 2:
            year = _full(numbers[1])
        day = next((n for n in numbers if n <= 31), 1)
        return _coming(today, day, next(iter(months.values())) + 1, year)
    match numbers:
        case []:
            weekday = next(iter(weekdays), None)
            return None if weekday is None else today + timedelta(days=(weekday - today.weekday()) % 7)
        case [day]:
            return _coming(today, day, None, None)
        case [one, other] | [one, other, _]:
            day, month = (other, one) if names.month_first else (one, other)
            return _coming(today, day, month, _full(numbers[2]) if len(numbers) == 3 else None)
    return None


def _weekday(word: str, names: Names = ENGLISH) -> int | None:
    found = _named(word, names.days)
    if found is not None or len(word) < 2:
        return found
    fitting = [number for number, name in enumerate(_WEEKDAYS) if name.startswith(word)]
    return fitting[0] if len(fitting) == 1 else None


def _named(word: str, *lists: Sequence[str]) -> int | None:
    if len(word) < SHORTEST:
        return None
    for names in lists:
        for n, name in enumerate(names):
            if name.casefold().startswith(word):
                return n
    return None


def _full(year: int) -> int:
    return 2000 + year if year < 100 else year


def _coming(today: date, day: int, month: int | None, year: int | None) -> date:
    if month is not None and year is not None:
        return date(year, month, day)
    if month is not None:
        for year in range(today.year, today.year + 5):  # the coming 29 February is at most four away
            if _is_day(year, month, day) and date(year, month, day) >= today.replace(day=1):
                return date(year, month, day)
        raise ValueError(f"no day {day} in month {month}")
    for n in range(12):
        year, index = divmod(today.year * 12 + today.month - 1 + n, 12)
        if _is_day(year, index + 1, day) and date(year, index + 1, day) >= today:
            return date(year, index + 1, day)
    raise ValueError(f"no month has a day {day}")


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _month(year: int, month: int) -> tuple[date, date]:
    first = date(year, month, 1)
    return first, first.replace(day=monthrange(year, month)[1])
