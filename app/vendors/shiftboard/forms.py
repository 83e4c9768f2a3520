"""What Shiftboard's actions are told: the names of the contract, and what each is called on a form."""

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from app.action import Line, Params

LONGEST_NOTES = 2_000  # characters


def _lines(text: str) -> str:
    text = text.replace("\r\n", "\n")
    if not all(ch.isprintable() or ch in "\n\t" for ch in text):
        raise ValueError("it must not contain control characters")
    return text


def _none_if_blank(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


Notes = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=LONGEST_NOTES), AfterValidator(_lines)
]


def _check(title: str, description: str) -> Any:
    """Return a field that sets a check of Shiftboard's aside."""
    return Field(default=False, title=title, description=description, json_schema_extra={"override": True})


class Claim(Params):
    """Who picks a shift up."""

    person_id: Annotated[Line | None, BeforeValidator(_none_if_blank)] = Field(
        default=None,
        title="Person",
        description="Empty: whoever the API account is. Only managers may name somebody else.",
        json_schema_extra={"pick": "candidate"},
    )


class Assign(Params):
    """Who is put on a shift, and which of Shiftboard's checks are set aside for it."""

    person_id: Line = Field(
        title="Person", description="Who is put on it.", json_schema_extra={"pick": "candidate"}
    )
    publish: bool = Field(default=False, title="Publish it too", description="Staff see it from then on.")
    acknowledge: bool = Field(
        default=False,
        title="Acknowledge for them",
        description="Otherwise only where the workgroup acknowledges by itself.",
    )
    no_notify: bool = Field(default=False, title="Notify nobody", description="Shiftboard sends no message.")
    assignability_checks: bool = Field(
        default=True,
        title="Check whether it fits",
        description="Without it none of Shiftboard’s checks is made.",
        json_schema_extra={"override": True},
    )
    conflicts_ok: bool = _check("Allow a conflict", "Even if they work elsewhere then.")
    timeoff_ok: bool = _check("Allow time off", "Even if they have time off then.")
    daily_overtime_ok: bool = _check("Allow daily overtime", "Even if it makes the day too long.")
    weekly_overtime_ok: bool = _check("Allow weekly overtime", "Even if it makes the week too long.")
    consecutive_days: bool = _check("Allow consecutive days", "Even if it is one day too many in a row.")
    short_turnaround: bool = _check("Allow a short turnaround", "Even if the rest before or after is short.")
    ignore_role: bool = _check("Ignore the role", "Even if they do not have the role.")


class Acknowledge(Params):
    """What is noted beside an acknowledgement."""

    notes: Notes = Field(default="", title="Notes", description="Kept with the acknowledgement.")


class Decline(Params):
    """Why a shift is declined."""

    reason_id: Line = Field(
        title="Reason",
        description="One seen in Shiftboard’s answers, or the number of another.",
        json_schema_extra={"pick": "decline-reason"},
    )
    notes: Notes = Field(default="", title="Notes", description="Kept with the answer.")


class MarkAbsent(Params):
    """Why somebody did not come, and whether the shift is opened anew."""

    reason_id: Annotated[Line | None, BeforeValidator(_none_if_blank)] = Field(
        default=None,
        title="Reason",
        description="Empty: without one.",
        json_schema_extra={"pick": "absent-reason"},
    )
    duplicate: bool = Field(
        default=False, title="Open it anew", description="Shiftboard makes a second shift for somebody else."
    )


class DecideTrade(Params):
    """What is told with a decision on a trade."""

    notes: Notes = Field(
        default="",
        title="Notes",
        description="Shiftboard sends them only with a decision on whether a shift may be offered.",
    )
