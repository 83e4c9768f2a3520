"""From a pattern of 4spaces to its shifts: it recurs daily, a shift is one day of it.

No zone is told anywhere: minutes are wall clock in the connection's zone (a guess, see NOTES.md).
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from app.account import Account
from app.domain import Assignment, Shift, Span, State
from app.vendor import Sighting
from app.vendors.fourspaces.wire import Member, Pattern
from app.zones import EARLIEST, LATEST, instant, seconds_between

EndTime = Literal["duration", "offset"]

MIDNIGHT = 1440  # minutes in a day of the wall clock
LONGEST = 2 * MIDNIGHT  # minutes of one shift

# .NET's DateTime.MinValue and MaxValue in epoch milliseconds; a server's own zone may move them.
LEAST, GREATEST, ABOUT = -62_135_596_800_000, 253_402_300_799_999, 86_400_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """A pattern that makes sense: every day from `first` to `last`, both inclusive."""

    id: str  # 32 hex digits
    name: str | None
    team: str | None  # 32 hex digits
    start: int  # minutes after midnight
    minutes: int  # on the wall clock
    first: date | None  # None: no limit
    last: date | None
    assignments: tuple[Assignment, ...]


def recurrence(pattern: Pattern, zone: ZoneInfo, end_time: EndTime) -> Recurrence:
    """Return a pattern as it recurs; raise ValueError with the reason if it cannot be.

    `end_time` says what EndTimeOffset is: minutes of duration, or minutes after midnight.
    """
    id_, start, minutes = _guid(pattern.id), pattern.start_time_offset, pattern.end_time_offset
    if id_ is None:
        raise ValueError("its id is empty")
    if not 0 <= start < MIDNIGHT:
        raise ValueError(f"it begins {start} minutes after midnight, which is not on its day")
    minutes = minutes_of(minutes, start, end_time)
    if not 0 < minutes <= LONGEST:
        raise ValueError(
            f"it would last {minutes} minutes (StartTimeOffset {start}, EndTimeOffset "
            f"{pattern.end_time_offset} read as {end_time})"
        )
    return Recurrence(
        id=id_,
        name=pattern.name,
        team=_guid(pattern.team_id),
        start=start,
        minutes=minutes,
        first=day_of(pattern.start_date, zone),
        last=day_of(pattern.end_date, zone),
        assignments=_assignments(pattern.shift_members or []),
    )


def minutes_of(end_time_offset: int, start: int, end_time: EndTime) -> int:
    """Return how long a shift lasts by its EndTimeOffset; 0 or less where that makes no sense."""
    if end_time == "duration":
        return end_time_offset
    # An end before the start is one on the next day.
    return end_time_offset + (MIDNIGHT if 0 <= end_time_offset < start else 0) - start


def end_time_offset_of(minutes: int, start: int, end_time: EndTime) -> int | None:
    """Return the EndTimeOffset of a shift that lasts so long, or None if none can say it.

    Read as an offset it is a time of the clock, so that it cannot tell 24 hours or more.
    """
    if end_time == "duration":
        return minutes
    return (start + minutes) % MIDNIGHT if minutes < MIDNIGHT else None


def days(
    every: Recurrence, account: Account, teams: Mapping[str, str | None], span: Span
) -> Iterator[Sighting]:
    """Yield the shift of each day of a span on which the pattern begins.

    `teams` has names by id. A team that is not among them leaves the unit as it was known.
    """
    zone = account.zones.default
    absent = frozenset({"unit"} if every.team and every.team not in teams else ())
    first = max(span.first, every.first or span.first, date(EARLIEST, 1, 1))
    last = min(span.last, every.last or span.last, date(LATEST - 1, 12, 31))
    recurs = _recurs(every)
    for day in Span(first, last).days():
        external_id = f"{every.id}/{day.isoformat()}"
        start, end = _times(
            datetime.combine(day, time.min) + timedelta(minutes=every.start), every.minutes, zone
        )
        yield Sighting(
            Shift(
                connection=account.connection,
                vendor="fourspaces",
                external_id=external_id,
                state=State.ASSIGNED if every.assignments else State.OPEN,
                title=every.name,
                unit=teams.get(every.team) if every.team else None,
                start=start,
                end=end,
                timezone=zone.key,
                filled=len(every.assignments),
                assignments=every.assignments,
                url=account.portal(external_id),
                series=every.id,
                details=(("Recurs", recurs),),
            ),
            absent,
        )


def first_day(every: Recurrence, today: date) -> date:
    """Return the first day from today on on which it begins; one that is over began at its first."""
    if every.last is not None and every.last < today:
        return every.first or every.last
    return max(today, every.first or today)


def day_of(stamp: str | int | float | None, zone: ZoneInfo) -> date | None:
    """Return the day that a date of validity means, or None for no limit.

    Reads epoch milliseconds, ISO 8601, "/Date(ms)/" and "/Date(ms+hhmm)/"; .NET's least and
    greatest dates mean no limit, as null does. Raises ValueError for anything else.
    """
    if isinstance(stamp, str):
        stamp = stamp.strip()
        if found := re.fullmatch(r"/Date\((-?\d{1,18})(?:([+-])(\d\d)(\d\d))?\)/", stamp):
            ms, sign, hours, minutes = found.groups()
            ahead = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
            return _day(int(ms), zone, timezone(-ahead if sign == "-" else ahead))
        if not re.fullmatch(r"-?\d{9,18}", stamp):
            return _day_of_text(stamp, zone)
        stamp = int(stamp)
    return None if stamp is None else _day(stamp, zone)


def _day_of_text(text: str, zone: ZoneInfo) -> date | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"“{text[:40]}” is not a date") from error
    if moment.tzinfo is None or moment.year in (1, 9999):
        return _limit(moment.date())
    return _limit(_midnight_day(moment, zone, moment.tzinfo))


def _day(ms: float, zone: ZoneInfo, own: tzinfo = UTC) -> date | None:
    if not math.isfinite(ms):
        raise ValueError(f"{ms} is not a date")
    if min(abs(ms - LEAST), abs(ms - GREATEST)) <= ABOUT:
        return None
    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)
    except OverflowError as error:
        raise ValueError(f"{ms} milliseconds after 1970 is not a date") from error
    return _limit(_midnight_day(moment, zone, own))


def _midnight_day(moment: datetime, zone: ZoneInfo, own: tzinfo) -> date:
    # A date was made an instant by a server whose zone is not known: the day is the one that
    # begins with it by its own offset (UTC where none is written), else the day at the site.
    local = moment.astimezone(own)
    return (local if local.time() == time.min else moment.astimezone(zone)).date()


def _limit(day: date) -> date | None:
    return None if day.year in (1, 9999) else day


def _recurs(every: Recurrence) -> str:
    since = f" from {every.first:%d %b %Y}" if every.first else ""
    until = f" until {every.last:%d %b %Y}" if every.last else ""
    return f"every day{since}{until}"


def _times(wall: datetime, minutes: int, zone: ZoneInfo) -> tuple[datetime, datetime]:
    start = instant(wall, zone)
    end = instant(wall + timedelta(minutes=minutes), zone)
    if seconds_between(start, end) <= 0:
        # It lies within the hour that does not exist: there its minutes are counted instead.
        end = (start.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(zone)
    return start, end


def _guid(guid: UUID | None) -> str | None:
    return guid.hex if guid is not None and guid.int else None  # all zeros: .NET's Guid.Empty


def _assignments(members: list[Member]) -> tuple[Assignment, ...]:
    made: dict[str, Assignment] = {}
    for member in members:
        number = member.number
        key = number or member.name
        if key:
            made[key] = Assignment(
                key=key,
                person=member.name or f"Business user {number}",
                person_id=number,
                state=State.ASSIGNED,
            )
    return tuple(made.values())
