"""What the user has settled about the checks: how grave each is, and where its limit lies.

They stand in the table [checks] of settings.toml; every key has a usual value.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches

from app.checks.finding import AGAIN, OVERLAP, TITLES, Severity
from app.zones import zone

OFF = "off"
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

Table = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The limits, and the severities that are not the usual ones. A check whose severity is None is off."""

    severities: Mapping[str, Severity | None] = field(default_factory=dict)
    rest_hours: float = 10  # between two shifts of a person
    travel_minutes: int = 60  # between two sites
    week_hours: float = 48
    days_in_a_row: int = 6
    need_minutes: int = 30  # by which the times of one need may differ at two vendors
    week_start: str = "monday"
    zone: str = ""  # whose midnight begins a week; "": this machine's

    def severity(self, check: str) -> Severity | None:
        """Return how grave a check is, None where it is off."""
        usual = Severity.CONFIRM if check in (OVERLAP, AGAIN) else Severity.INFORM
        return self.severities.get(check, usual)


USUAL = Rules()
MOST: Mapping[str, int] = {
    "rest_hours": 48, "travel_minutes": 1440, "week_hours": 168, "days_in_a_row": 60, "need_minutes": 720,
}  # fmt: skip
KEYS = tuple(one.name for one in fields(Rules) if one.name != "severities")


def rules_of(table: Table) -> tuple[Rules, dict[str, str]]:
    """Return the rules of a [checks] table, and what is wrong with it: a sentence a key.

    A key that is wrong keeps its usual value: a check is never lost to a slip of the pen.
    """
    rules, wrong = USUAL, {}
    severities: dict[str, Severity | None] = {}
    for key, value in table.items():
        if key in TITLES:
            if value == OFF:
                severities[key] = None
            elif isinstance(value, str) and value in [*Severity]:
                severities[key] = Severity(value)
            else:
                wrong[key] = "should be inform, confirm, block or off"
            continue
        if key not in KEYS:
            near = get_close_matches(key, [*TITLES, *KEYS], 1)
            wrong[key] = "is not a known key; " + (f"did you mean “{near[0]}”?" if near else "remove it")
            continue
        if fault := _fault(key, value):
            wrong[key] = fault
        else:
            rules = replace(rules, **{key: value})  # type: ignore[arg-type]  # by then it is of its type
    return replace(rules, severities=severities), wrong


def table_of(rules: Rules) -> dict[str, object]:
    """Return the table that says what of some rules is not usual; the rest is None: not in the table."""
    table: dict[str, object] = {
        key: value if (value := getattr(rules, key)) != getattr(USUAL, key) else None for key in KEYS
    }
    for check in TITLES:
        severity = rules.severity(check)
        usual = severity is USUAL.severity(check)
        table[check] = None if usual else OFF if severity is None else severity.value
    return table


def _fault(key: str, value: object) -> str | None:
    if key == "week_start":
        return None if value in DAYS else f"should be one of {', '.join(DAYS)}"
    if key == "zone":
        try:
            return None if value == "" or (isinstance(value, str) and zone(value)) else "should be a zone"
        except ValueError:
            return f"is “{value}”, which is no time zone; write one like Europe/London"
    most, whole = MOST[key], isinstance(getattr(USUAL, key), int) and not key.endswith("hours")
    fits = isinstance(value, int if whole else (int, float)) and not isinstance(value, bool)
    if not fits or not 0 <= value <= most:  # type: ignore[operator]  # a number by then
        return f"should be {'a whole number' if whole else 'a number'} from 0 to {most}"
    return None
