"""What creating a recurring shift is told: the form, and the pattern that is expected of it."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Annotated, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainSerializer,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic.json_schema import SkipJsonSchema

from app.action import Line, Params
from app.domain import Assignment, State
from app.vendors.fourspaces.recurrence import LONGEST, Recurrence
from app.vendors.fourspaces.wire import Whole
from app.zones import EARLIEST, LATEST

MOST_MEMBERS = 500
DAY = 24 * 60  # minutes


def _as_they_write(team: str) -> str:
    """Return a GUID in 32 hex digits; anything else as it is, for the vendor to judge."""
    try:
        return UUID(team).hex
    except ValueError:
        return team


def _clock_time(value: object) -> object:
    if isinstance(value, time) and value == value.replace(second=0, microsecond=0, tzinfo=None):
        return value
    if isinstance(value, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value.strip(), re.ASCII):
        return value.strip()
    raise ValueError("should be a time of the day like 22:00, without seconds")


def _calendar_day(value: object) -> object:
    # pydantic would take numbers for seconds since 1970.
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value.strip(), re.ASCII):
        return value.strip()
    raise ValueError("should be a day like 2026-12-01")


def _plausible(day: date) -> date:
    if not EARLIEST <= day.year < LATEST:
        raise ValueError(f"should be a day from {EARLIEST} to {LATEST - 1}")
    return day


def _without_repeats(members: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(members))


def _between(start: time, end: time) -> int:
    """Return the minutes from a time of the day to the next such time as the end."""
    return (60 * (end.hour - start.hour) + end.minute - start.minute) % DAY or DAY


Team = Annotated[Line, AfterValidator(_as_they_write)]
Clock = Annotated[
    time,
    BeforeValidator(_clock_time),
    PlainSerializer(lambda at: f"{at:%H:%M}", return_type=str, when_used="json"),
]
Day = Annotated[date, BeforeValidator(_calendar_day), AfterValidator(_plausible)]


class CreateShift(Params):
    """A shift that recurs daily between two dates, both included. Times are wall clock."""

    name: Line = Field(title="Name")
    team_id: Team | SkipJsonSchema[None] = Field(None, title="Team", json_schema_extra={"pick": "team"})
    start: Clock = Field(title="Begins at", description="HH:MM on the clock of the connection's zone.")
    end: Clock | SkipJsonSchema[None] = Field(
        None,
        title="Ends at",
        description="HH:MM, on the next day where that is not after the beginning. Or give the length.",
    )
    minutes: Whole = Field(
        None,
        title="Length in minutes",
        description="In place of an end.",
        ge=1,
        le=LONGEST,
        validate_default=True,
    )
    valid_from: Day | SkipJsonSchema[None] = Field(
        None, title="First day", description="Without one the days before today count too."
    )
    valid_to: Day | SkipJsonSchema[None] = Field(
        None, title="Last day", description="Without one it recurs for good."
    )
    member_ids: Annotated[tuple[Whole, ...], AfterValidator(_without_repeats)] = Field(
        (), title="Members", max_length=MOST_MEMBERS, json_schema_extra={"pick": "member"}
    )

    @field_validator("minutes", mode="before")
    @classmethod
    def _as_long_as_told(cls, value: object, info: ValidationInfo) -> object:
        """Return the length: from the end, where only that was told."""
        if value is not None:
            return value
        start, end = info.data.get("start"), info.data.get("end")
        if start is None or end is None:
            raise ValueError("It is needed.")
        return _between(start, end)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError("the last day is before the first one")
        if self.end and (self.minutes - _between(self.start, self.end)) % DAY:
            raise ValueError("the end and the length contradict each other; give one of them")
        return self

    @property
    def begins(self) -> int:
        """Return its start in minutes after midnight."""
        return 60 * self.start.hour + self.start.minute

    def expected(self) -> Recurrence:
        """Return the pattern that should come of it; its id is not known yet."""
        return Recurrence(
            id="",
            name=self.name,
            team=self.team_id,
            start=self.begins,
            minutes=self.minutes,
            first=self.valid_from,
            last=self.valid_to,
            assignments=tuple(
                Assignment(key=str(one), person=str(one), person_id=str(one), state=State.ASSIGNED)
                for one in self.member_ids
            ),
        )


def identity(every: Recurrence) -> Mapping[str, object]:
    """Return what makes two patterns the same but for their id."""
    return {
        "name": (every.name or "").strip(),
        "start": every.start,
        "minutes": every.minutes,
        "team": every.team,
        "first": every.first,
        "last": every.last,
        "members": frozenset(one.person_id for one in every.assignments),
    }
