"""Days as people type them: `fri`, `tomorrow`, `2026-12-01`, `2026-12`, `+3d`, `mon..thu`."""

import re
from calendar import monthrange
from datetime import date, timedelta

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NEAR = {"today": 0, "tomorrow": 1, "yesterday": -1}
_AWAY = re.compile(r"([+-])(\d{1,4})([dw])")


def named_days(text: str) -> frozenset[int] | None:
    """Return the weekdays, 0 for Monday, of `mondays`, `weekdays` or `weekend`; None for all else."""
    low = text.lower()
    if low in {"weekend", "weekends"}:
        return frozenset({5, 6})
    if low in {"weekdays", "workdays"}:
        return frozenset(range(5))
    day = _weekday(low[:-1]) if low.endswith("s") else None
    return None if day is None or low in _WEEKDAYS else frozenset({day})


def span_of(text: str, today: date) -> tuple[date, date] | None:
    """Return the first and the last day that a text means, None if it means none.

    A weekday is the next one that comes, today included.
    """
    low = text.lower().strip()
    begins, dots, ends = low.partition("..")
    if dots:
        first, last = _one(begins, today), _one(ends, today)
        return None if first is None or last is None else (first[0], last[1])
    return _one(low, today)


def _one(low: str, today: date) -> tuple[date, date] | None:
    try:
        return _named(low, today) or _dated(low)
    except (OverflowError, ValueError):
        return None


def _named(low: str, today: date) -> tuple[date, date] | None:
    if low in _NEAR:
        day = today + timedelta(days=_NEAR[low])
    elif low == "week":
        day = today - timedelta(days=today.weekday())
        return day, day + timedelta(days=6)
    elif low == "month":
        return _month(today.year, today.month)
    elif (weekday := _weekday(low)) is not None:
        day = today + timedelta(days=(weekday - today.weekday()) % 7)
    elif away := _AWAY.fullmatch(low):
        sign, n, unit = away.groups()
        days = int(n) * (7 if unit == "w" else 1)
        day = today + timedelta(days=-days if sign == "-" else days)
    else:
        return None
    return day, day


def _dated(low: str) -> tuple[date, date] | None:
    if month := re.fullmatch(r"(\d{4})-(\d{2})", low, re.ASCII):
        return _month(int(month[1]), int(month[2]))
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", low, re.ASCII):
        day = date.fromisoformat(low)
        return day, day
    return None


def _month(year: int, month: int) -> tuple[date, date]:
    first = date(year, month, 1)
    return first, first.replace(day=monthrange(year, month)[1])


def _weekday(low: str) -> int | None:
    if len(low) < 2:
        return None
    fitting = [number for number, name in enumerate(_WEEKDAYS) if name.startswith(low)]
    return fitting[0] if len(fitting) == 1 else None
