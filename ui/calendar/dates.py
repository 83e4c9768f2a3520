"""Dates as people type them: `24`, `24.12.`, `dec 24`, `fri`, `tomorrow`, `+7`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

_ENGLISH_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
_ENGLISH_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WORDS = {"today": 0, "tomorrow": 1, "yesterday": -1}
SHORTEST = 3  # letters that name a month or a day


@dataclass(frozen=True, slots=True)
class Names:
    """How a locale names months and weekdays, January and Monday first; which it writes first in a date."""

    months: Sequence[str] = ()
    days: Sequence[str] = ()
    month_first: bool = False


def day_of(text: str, today: date, names: Names) -> date | None:
    """Return the day that a text means, None if it means none.

    What is left out is what comes next: `24` the coming 24th, `fri` the coming Friday, today included.
    """
    words = re.findall(r"\d+|[^\W\d_]+|[+-](?=\d)", text.casefold())
    try:
        return _day_of(words, text, today, names)
    except (ValueError, OverflowError):
        return None


def _day_of(words: Sequence[str], text: str, today: date, names: Names) -> date | None:
    match words:
        case ["+" | "-" as sign, digits] if digits.isdecimal():
            return today + timedelta(days=int(sign + digits))
        case [word] if word in _WORDS:
            return today + timedelta(days=_WORDS[word])
    if iso := re.fullmatch(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*", text):
        return date(*map(int, iso.groups()))
    numbers = [int(word) for word in words if word.isdecimal()]
    months = [n for word in words if (n := _named(word, names.months, _ENGLISH_MONTHS)) is not None]
    if months:
        if len(numbers) > 2:
            return None
        year = next((_full(n) for n in numbers if n > 31), None)
        if year is None and len(numbers) == 2:
            year = _full(numbers[1])
        day = next((n for n in numbers if n <= 31), 1)
        return _coming(today, day, months[0] + 1, year)
    match numbers:
        case []:
            named = (_named(word, names.days, _ENGLISH_DAYS) for word in words)
            weekday = next((n for n in named if n is not None), None)
            return None if weekday is None else today + timedelta(days=(weekday - today.weekday()) % 7)
        case [day]:
            return _coming(today, day, None, None)
        case [one, other] | [one, other, _]:
            day, month = (other, one) if names.month_first else (one, other)
            return _coming(today, day, month, _full(numbers[2]) if len(numbers) == 3 else None)
    return None


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
