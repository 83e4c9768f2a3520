"""Wall clock to instant and back: nights, daylight saving, all-day and open-ended shifts.

An instant is an aware datetime whose `tzinfo` is the shift's own `ZoneInfo`. Vendors write
wall-clock times without a zone; which zone they mean is decided here and nowhere else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

EARLIEST, LATEST = 1990, 2200  # years outside are absurd for a shift: a record's error


@lru_cache(maxsize=512)
def zone(name: str) -> ZoneInfo:
    """Return the IANA zone of that name; raise ValueError with a sentence if there is none."""
    try:
        found = ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"“{name}” is not a time zone; write one like Europe/London.") from error
    if found.key in {"localtime", "posixrules"} or not name.strip():
        raise ValueError(f"“{name}” is not a time zone; write one like Europe/London.")
    return found


@dataclass(frozen=True, slots=True)
class Zones:
    """The wall clocks of one connection: a default, and exceptions by facility name or by state."""

    default: ZoneInfo
    exceptions: Mapping[str, ZoneInfo] = field(default_factory=dict)  # keys casefolded

    def of(self, facility: str | None = None, state: str | None = None) -> ZoneInfo:
        """Return the zone of a facility; its own entry wins over its state's."""
        for name in (facility, state):
            if name and (found := self.exceptions.get(name.strip().casefold())):
                return found
        return self.default


def instant(wall: datetime, where: ZoneInfo, *, after: datetime | None = None) -> datetime:
    """Return the instant at which the clocks of a zone show a wall time.

    An hour that does not exist is read with the offset before the change (02:30 becomes 03:30).
    An hour that occurs twice is its first occurrence, unless that is not later than `after`:
    then it is the second. Raises ValueError for a year that no shift has.
    """
    if not EARLIEST <= wall.year <= LATEST:
        raise ValueError(f"{wall.isoformat()} is not a plausible time of a shift")
    first = wall.replace(tzinfo=where, fold=0)
    if first.utcoffset() == wall.replace(tzinfo=where, fold=1).utcoffset():
        return first
    first = first.astimezone(UTC).astimezone(where)
    if after is not None and first.astimezone(UTC) <= after.astimezone(UTC):
        second = wall.replace(tzinfo=where, fold=1).astimezone(UTC)
        if second > after.astimezone(UTC):
            return second.astimezone(where)
    return first


def between(start: datetime, end: datetime, where: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the instants of a shift from one wall time to another of the same zone.

    Raises ValueError if the shift would end before it begins.
    """
    begins = instant(start, where)
    ends = instant(end, where, after=begins)
    if seconds_between(begins, ends) >= 0:
        return begins, ends
    if end < start:
        raise ValueError(f"it ends ({end.isoformat()}) before it begins ({start.isoformat()})")
    # It begins in the hour that does not exist, and so later than written: its minutes count.
    return begins, (begins.astimezone(UTC) + (end - start)).astimezone(where)


def all_day(day: date, where: ZoneInfo) -> tuple[datetime, datetime]:
    """Return midnight and the next midnight: 23, 24 or 25 hours apart."""
    return (
        instant(datetime.combine(day, time.min), where),
        instant(datetime.combine(day + timedelta(days=1), time.min), where),
    )


def of_epoch(seconds: float, where: ZoneInfo) -> datetime:
    """Return the instant so many seconds after 1970 UTC, in a zone.

    Raises ValueError for a moment beyond what the calendar can tell.
    """
    try:
        return datetime.fromtimestamp(seconds, where)
    except (OverflowError, OSError) as error:
        raise ValueError(f"{seconds:g} seconds after 1970 is not a plausible time") from error


def of_utc(text: str) -> datetime:
    """Return the UTC instant of an ISO 8601 stamp; one without a zone is read as UTC.

    Raises ValueError for anything else.
    """
    stamp = datetime.fromisoformat(text)
    try:
        return stamp.replace(tzinfo=UTC) if stamp.tzinfo is None else stamp.astimezone(UTC)
    except OverflowError as error:  # the year 1 or 9999, and an offset beyond it
        raise ValueError(f"{text} is not a plausible time") from error


def seconds_between(earlier: datetime, later: datetime) -> float:
    """Return the elapsed seconds; Python's own subtraction within one zone counts wall time."""
    return later.timestamp() - earlier.timestamp()
