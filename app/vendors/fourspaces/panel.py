"""What only a shift of 4spaces has to show, and what the form of a new one is filled from."""

from collections.abc import Iterable, Sequence

from app.action import Choice, Section
from app.domain import Shift
from app.http import Client
from app.records import sift
from app.vendors.fourspaces import wire
from app.vendors.fourspaces.reading import teams, users
from app.vendors.fourspaces.wire import Member

CREATING_ONLY = (
    "4spaces has no call to change, delete, assign or claim a shift. From here only a new recurring "
    "shift can be created; all else is done at 4spaces itself."
)


def sections(shift: Shift) -> Sequence[Section]:
    """Return a remark on what cannot be done, and the pattern that the shift is a day of."""
    return (
        Section(title="What can be done", text=CREATING_ONLY),
        Section(title="Recurring shift", head=("Pattern", "Value"), rows=tuple(_pattern(shift))),
    )


async def choices(client: Client, pick: str) -> Sequence[Choice] | None:
    """Return the teams ("team") or the people ("member") in the vendor's order; None for all else.

    People are the members of the teams; where no team tells any, everybody whom the vendor knows.
    """
    match pick:
        case "team":
            found, _ = await teams(client)
            if found is None:
                return None
            return [Choice(id=team.id.hex, name=team.name or f"Team {team.id.hex}") for team in found]
        case "member":
            found, _ = await teams(client)
            members = [one for team in found or [] for one in _members(team)]
            if members:
                return _people(members)
            everybody = await users(client)
            if everybody is not None:
                return _people(everybody)
            return None if found is None else []
    return None


def _pattern(shift: Shift) -> Iterable[tuple[str, str | None]]:
    yield "Name", shift.title
    yield "Team", shift.unit
    yield from shift.details
    yield "From", f"{shift.start:%H:%M}"
    if shift.end is not None:
        later = (shift.end.date() - shift.day).days
        yield "To", f"{shift.end:%H:%M}" + ("", " on the next day", " two days later")[min(later, 2)]
    yield "Members", ", ".join(one.person for one in shift.assignments) or "nobody"


def _members(team: wire.Team) -> Sequence[Member]:
    told = team.team_members if isinstance(team.team_members, list) else []
    found, _ = sift(told, wire.MEMBER, lambda member: member)
    return found


def _people(members: Iterable[Member]) -> Sequence[Choice]:
    """Return each person once; who has no number for an id cannot be put on a shift."""
    made: dict[str, Choice] = {}
    for one in members:
        if one.number is not None and one.number.isdecimal():
            made.setdefault(one.number, Choice(id=one.number, name=one.name or f"Business user {one.number}"))
    return list(made.values())
