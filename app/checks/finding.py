"""What a check finds, and the names of the checks."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """What a finding asks of the user."""

    INFORM = "inform"
    CONFIRM = "confirm"  # goes on with a reason only
    BLOCK = "block"


OVERLAP, NAMESAKE = "overlap", "overlap-by-name"
REST, TRAVEL, WEEK, ROW = "rest", "travel", "week", "days-in-a-row"
AWAY, NEED = "time-off", "same-need"
UNCHECKED, PERHAPS, AGAIN = "unchecked", "overlap-perhaps", "again"

TITLES: Mapping[str, str] = {  # in the order in which findings of one shift are told
    OVERLAP: "Double-booked",
    AGAIN: "The same was done before",
    AWAY: "Time off",
    TRAVEL: "Too little time to travel",
    REST: "Too little rest",
    WEEK: "Too many hours in a week",
    ROW: "Too many days in a row",
    NAMESAKE: "Somebody of the same name is double-booked",
    PERHAPS: "Perhaps double-booked",
    NEED: "The same need at two vendors",
    UNCHECKED: "Whom it is for is not known",
}
PLACES = {check: place for place, check in enumerate(TITLES)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check found."""

    check: str
    severity: Severity
    person: str | None  # as the vendor writes the name; None: it concerns nobody yet
    refs: tuple[str, ...]  # by start
    sentence: str
