"""4spaces' JSON. Names are matched in camelCase and in PascalCase."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import AliasChoices, AliasGenerator, BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter
from pydantic.alias_generators import to_camel, to_pascal

from app.records import OptScalar, OptText


def _no_boolean(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("true and false are no numbers")
    return value


def _no_blank(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


Whole = Annotated[int, BeforeValidator(_no_boolean)]  # EndTimeOffset is text in the request's table
Stamp = Annotated[str | int | float | None, BeforeValidator(_no_boolean)]
OptGuid = Annotated[UUID | None, BeforeValidator(_no_blank)]


class Record(BaseModel):
    """An object of theirs; unknown fields are ignored."""

    model_config = ConfigDict(
        frozen=True,
        alias_generator=AliasGenerator(
            validation_alias=lambda name: AliasChoices(to_camel(name), to_pascal(name))
        ),
    )


class Member(Record):
    """A person on a pattern or in a team."""

    business_user_id: OptScalar = None
    first_name: OptText = None
    last_name: OptText = None

    @property
    def number(self) -> str | None:
        """Return the person's id; 0 is none."""
        return self.business_user_id if self.business_user_id != "0" else None

    @property
    def name(self) -> str:
        """Return first and last name, "" where neither is told."""
        return " ".join(part.strip() for part in (self.first_name, self.last_name) if part)


class Pattern(Record):
    """A ShiftDto: what they call a shift."""

    id: UUID
    name: OptText = None
    team_id: OptGuid = None
    start_time_offset: Whole
    end_time_offset: Whole
    start_date: Stamp = None
    end_date: Stamp = None
    shift_members: list[Member] | None = None


class Team(Record):
    """A TeamDto: the unit of a pattern, and people who may be on one."""

    id: UUID
    name: OptText = None
    team_members: object = None  # read one by one: a bad one costs no team its name


class User(Member):
    """A person as GET /users tells them; their id is taken for the business user's (a guess)."""

    business_user_id: OptScalar = Field(None, validation_alias=AliasChoices("id", "Id"))


class Reached(User):
    """The same person, and how they are reached."""

    email: OptText = None
    phone: OptScalar = None


class Fault(Record):
    """One of the errors in a ResponseStatus."""

    message: OptText = None


class Status(Record):
    """A ResponseStatus; an empty one, or none, is success."""

    error_code: OptText = None
    message: OptText = None
    errors: list[Fault] | None = None


class Answer(Record):
    """What every answer may carry."""

    response_status: Status | None = None

    @property
    def failed(self) -> str | None:
        """Return the error code, which may also stand in an answer with status 200."""
        return self.response_status.error_code if self.response_status else None


class Shifts(Answer):
    """The answer of GetShifts; the records are read one by one."""

    shifts: list[Any] | None = None


class Teams(Answer):
    """The answer of GetTeams; the records are read one by one."""

    teams: list[Any] | None = None


class Users(Answer):
    """The answer of GetBusinessUserProfilesData, whose list's name is not documented."""

    data: list[Any] | None = None
    users: list[Any] | None = None


class Session(Answer):
    """The answer of a sign-in (ServiceStack's AuthenticateResponse)."""

    session_id: OptText = None
    user_name: OptText = None
    display_name: OptText = None
    bearer_token: OptText = None


ANSWER = TypeAdapter(Answer)
SHIFTS = TypeAdapter(Shifts)
TEAMS = TypeAdapter(Teams)
SESSION = TypeAdapter(Session)
PATTERN = TypeAdapter(Pattern)
TEAM = TypeAdapter(Team)
MEMBER = TypeAdapter(Member)
USERS = TypeAdapter(Users)
USER = TypeAdapter(User)
REACHED = TypeAdapter(Reached)


def words(body: bytes) -> str | None:
    """Return what a ResponseStatus says: its message and those of its errors, else its code."""
    status = ANSWER.validate_json(body).response_status
    if status is None:
        return None
    said = [status.message, *(fault.message for fault in status.errors or [])]
    return " ".join(dict.fromkeys(text for text in said if text)) or status.error_code
