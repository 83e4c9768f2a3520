"""The parts of a filter, one by one: what each says, and the filter without it. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from app.store.filters import Filter, Set
from ui.board.days import span_told
from ui.times import Times
from ui.words import STATES, line

SINGLY = 3  # values of one field up to which each is a part of its own
NONE_TOLD = "None told"

TITLES: dict[Set, str] = {
    "states": "State",
    "connections": "Connection",
    "facilities": "Facility",
    "units": "Unit",
    "roles": "Role",
    "specialties": "Specialty",
    "people": "Worker",
    "weekdays": "Weekday",
    "begins": "Begins",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a filter asks for."""

    title: str
    text: str
    rest: Filter  # without it


def parts(where: Filter, times: Times) -> list[Part]:
    """Return what a filter asks for, but for its words: those stand in the search."""
    return [*_sets(where, times), *_days(where, times), *_others(where, times)]


def told(field: Set, value: object, times: Times) -> str:
    """Return a value of a set as the screen says it."""
    match field, value:
        case "states", str(state):
            return STATES.get(state, state)
        case "weekdays", int(day):
            return times.locale.dayName(day + 1, times.locale.FormatType.ShortFormat)
        case "begins", int(hour):
            return times.time(hour, 0) if 0 <= hour < 24 else "All day" if hour == 24 else "Never"
        case "people", "":
            return "Nobody"
    text = line(str(value), 80).replace("\N{REPLACEMENT CHARACTER}", "").strip()
    return text or NONE_TOLD


def _sets(where: Filter, times: Times) -> Iterator[Part]:
    for field, title in TITLES.items():
        values = sorted(getattr(where, field), key=str)
        if len(values) <= SINGLY:
            for value in values:
                left = [one for one in values if one != value]
                yield Part(title, told(field, value, times), where.among(field, left))
        else:
            first = ", ".join(told(field, value, times) for value in values[: SINGLY - 1])
            more = f"{first} and {len(values) - SINGLY + 1} more"
            yield Part(title, more, where.among(field, ()))


def _days(where: Filter, times: Times) -> Iterator[Part]:
    if where.first is not None or where.last is not None:
        text = span_told(where.first, where.last, times)
        yield Part("Days", text, replace(where, first=None, last=None))
    begin, end = where.starts_from, where.starts_before
    if begin is not None or end is not None:
        told_begin = f"from {times.stamp(begin)}" if begin is not None else ""
        told_end = f"before {times.stamp(end)}" if end is not None else ""
        text = f"{told_begin} {told_end}".strip()
        yield Part("Starts", text, replace(where, starts_from=None, starts_before=None))


def _others(where: Filter, times: Times) -> Iterator[Part]:
    if where.hours:
        yield Part("Hours", where.hours.capitalize(), replace(where, hours=""))
    low, high = where.rate_from, where.rate_to
    if low is not None or high is not None:
        match low, high:
            case _, None:
                text = f"at least {low}"
            case None, _:
                text = f"at most {high}"
            case _:
                text = f"{low} to {high}"
        yield Part("Rate", text, replace(where, rate_from=None, rate_to=None))
    if where.urgent:
        yield Part("", "Urgent", replace(where, urgent=False))
    if where.changed_since is not None:
        since = times.stamp(datetime.fromtimestamp(where.changed_since).astimezone())
        yield Part("Changed", f"since {since}", replace(where, changed_since=None))
    if where.in_hand:
        yield Part("", "Mine in hand", replace(where, in_hand=False))
    if where.removed:
        yield Part("", "Removed ones too", replace(where, removed=False))
