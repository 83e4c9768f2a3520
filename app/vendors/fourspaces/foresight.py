"""What a recurring shift would bring about, on the wall clock, before it is created. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from app.account import Account
from app.action import Foresight
from app.domain import Shift, Span
from app.vendors.fourspaces.params import CreateShift
from app.vendors.fourspaces.reading import settings_of
from app.vendors.fourspaces.recurrence import (
    LONGEST,
    EndTime,
    days,
    end_time_offset_of,
    first_day,
    minutes_of,
)
from app.zones import seconds_between

SHOWN = 7  # days
LOOKED_AT = 366  # days in which the clocks may change; without a last day:
LOOKED_AT_UNLIMITED = 56
FILLED = 14  # days that are held against what its members do elsewhere

UNTELLABLE = (
    "This connection writes the end of a shift as a time of the clock (end_time is “offset”), which "
    "cannot tell 24 hours or more."
)
_MEANING = {"duration": "a duration in minutes", "offset": "minutes after midnight"}
_OTHER: dict[EndTime, EndTime] = {"duration": "offset", "offset": "duration"}


def foreseen(account: Account, params: CreateShift, today: date) -> Foresight:
    """Return the days that the pattern would have, how its end is sent, and what speaks against it."""
    first = first_day(params.expected(), today)
    horizon = LOOKED_AT if params.valid_to else LOOKED_AT_UNLIMITED
    coming = list(_coming(account, params, first, horizon))
    end_time = settings_of(account).end_time
    sent = end_time_offset_of(params.minutes, params.begins, end_time)
    lines = [_shown(shift) for shift in coming[:SHOWN]]
    lines.append(_how_many(params, first))
    warnings = []
    if params.valid_to and params.valid_to < today:
        warnings.append(f"Its last day, {_day(params.valid_to)} {params.valid_to.year}, is past.")
    if sent is None:
        warnings.append(UNTELLABLE)
    else:
        lines.append(f"EndTimeOffset is sent as {sent}: {_MEANING[end_time]}.")
        warnings += _read_otherwise(params, first, sent, _OTHER[end_time])
    warnings += _clocks_change(coming, params)
    return Foresight(lines=tuple(lines), warnings=tuple(warnings))


def filled(account: Account, params: CreateShift, today: date) -> Sequence[tuple[datetime, datetime]]:
    """Return when those on the pattern would be at work in its first two weeks from today on."""
    coming = _coming(account, params, first_day(params.expected(), today), FILLED)
    return [(shift.start, shift.end) for shift in coming if shift.end is not None]


def _coming(account: Account, params: CreateShift, first: date, number: int) -> Iterator[Shift]:
    """Yield the pattern's shifts of so many days."""
    for seen in days(params.expected(), account, {}, Span(first, first + timedelta(days=number - 1))):
        yield seen.shift


def endless(params: CreateShift) -> str | None:
    """Return what has to be agreed to where a pattern would never end."""
    return None if params.valid_to else "It has no last day: it recurs for good."


def _how_many(params: CreateShift, first: date) -> str:
    last = params.valid_to
    if last is None and params.valid_from is None:
        return f"Every day, also those before {_day(first)} {first.year}, without a last one."
    if last is None:
        return f"Every day from {_day(first)} {first.year} on, without a last one."
    if params.valid_from is None:
        return f"Every day until {_day(last)} {last.year}, also those before {_day(first)} {first.year}."
    number = (last - first).days + 1
    if number == 1:
        return f"This one day alone, {_day(last)} {last.year}."
    return f"{number} days from {_day(first)} on, the last is {_day(last)} {last.year}."


def _read_otherwise(params: CreateShift, first: date, sent: int, reading: EndTime) -> Iterator[str]:
    """Yield what the other reading of the number sent would make of it, if it is not the same."""
    minutes = minutes_of(sent, params.begins, reading)
    if minutes == params.minutes:
        return
    if_so = f"If 4spaces reads {sent} as {_MEANING[reading]}, "
    start = datetime.combine(first, params.start)
    if not 0 < minutes <= LONGEST:
        yield f"{if_so}the shift has no length."
        return
    ends, instead = start + timedelta(minutes=minutes), start + timedelta(minutes=params.minutes)
    if ends.date() == instead.date():
        yield f"{if_so}it ends at {ends:%H:%M} instead of {instead:%H:%M}."
    else:
        yield f"{if_so}it ends on {_moment(ends)} instead of {_moment(instead)}."


def _clocks_change(coming: list[Shift], params: CreateShift) -> Iterator[str]:
    """Yield the days on which it has another length, or begins at another time, than asked for."""
    for shift in coming:
        assert shift.end is not None
        lasts = round(seconds_between(shift.start, shift.end) / 60)
        if lasts != params.minutes:
            yield f"The clocks change: {_shown(shift)} lasts {_length(lasts)}."
        elif shift.start.time() != params.start:
            yield f"The clocks change: {_shown(shift)} instead of {params.start:%H:%M}."


def _shown(shift: Shift) -> str:
    assert shift.end is not None
    return f"{_moment(shift.start)} – {_moment(shift.end)}"


def _moment(at: datetime) -> str:
    return f"{_day(at)} {at:%H:%M}"


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"


def _length(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if rest:
        return f"{hours}:{rest:02} hours"
    return "1 hour" if hours == 1 else f"{hours} hours"
