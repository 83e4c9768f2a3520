"""What a board can be grouped by, and what stands in the headings of its groups."""

from datetime import date, timedelta

from app.store.groups import By, Group
from ui.times import Times
from ui.words import counted, line

GROUPINGS: dict[By | None, str] = {
    None: "Nothing",
    "day": "Day",
    "facility": "Facility",
    "people": "Worker",
    "connection": "Connection",
}

_NONE = {"facility": "No facility told", "people": "Nobody on it"}


def heading_of(by: By, group: Group, times: Times) -> tuple[str, str]:
    """Return the words of a heading, and those of its count."""
    count = counted(group.n, "shift", "shifts")
    match group.key:
        case int(day):
            return _day(date.fromordinal(day), times), count
        case None:
            return _NONE.get(by, "None told"), count
        case name:
            return line(name) or _NONE.get(by, "None told"), count


def _day(day: date, times: Times) -> str:
    near = {0: "Today, ", 1: "Tomorrow, ", -1: "Yesterday, "}
    return near.get((day - times.today()) // timedelta(days=1), "") + times.day(day)
