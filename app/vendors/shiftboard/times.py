"""Shiftboard's wall clocks: a shift with both times, all-day, open-ended, or of a stated duration."""

from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from app.zones import all_day, between, instant, of_epoch, of_utc, seconds_between


@lru_cache(maxsize=20_000)
def times(
    start: str, end: str | None, minutes: int | None, where: ZoneInfo
) -> tuple[datetime, datetime | None, bool]:
    """Return start, end (None: open-ended) and whether it is all-day.

    `minutes` are elapsed time, for a shift that has a duration instead of an end. Kept, because
    thousands of shifts share a few hundred pairs of times.
    """
    first = _wall(start, where)
    last = _wall(end, where) if end else None
    if not isinstance(first, datetime):
        if last is None or not isinstance(last, datetime):
            begins, ends = all_day(first, where)
            if last is not None:
                ends = all_day(last, where)[1]
            if seconds_between(begins, ends) <= 0:
                raise ValueError(f"it ends ({end}) before it begins ({start})")
            return begins, ends, True
        first = datetime.combine(first, time.min)
    if last is not None:
        if not isinstance(last, datetime):
            last = datetime.combine(last, time.min)
        return *between(first, last, where), False
    begins = instant(first, where)
    if minutes is None:
        return begins, None, False
    return begins, of_epoch(begins.timestamp() + minutes * 60, where), False


def _wall(text: str, where: ZoneInfo) -> datetime | date:
    """Return a wall clock's time to the second, or a day if the text is a bare date."""
    if text[4:5] != "-":  # Python reads more forms than Shiftboard writes: plain numbers, for one
        raise ValueError(f"“{text[:40]}” is not a date")
    if len(text) == 10:
        return date.fromisoformat(text)
    stamp = datetime.fromisoformat(text).replace(microsecond=0)
    return stamp if stamp.tzinfo is None else stamp.astimezone(where).replace(tzinfo=None)


def stamp(text: str | None) -> datetime | None:
    """Return the UTC instant of a stamp, or None if the text does not say that it is UTC.

    Created and updated are documented as UTC and written with a Z; of others nothing is said.
    """
    if not text or not text.endswith("Z"):
        return None
    try:
        return of_utc(text).replace(microsecond=0)
    except ValueError:
        return None
