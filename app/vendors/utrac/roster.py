"""Who is on a shift, pieced together from rows: statuses, identity, removals, and the shift's state.

Everything here is pure, and telling it the same thing twice changes nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.domain import FILLED, Assignment, State

FIRST = "Unconfirmed"  # every assignment begins so; a changed row tells what came after

STATES: Mapping[str, State] = {
    "unconfirmed": State.ASSIGNED,
    "request sent": State.PENDING,
    "staff confirmed": State.PENDING,  # the person said yes, the manager has not yet
    "staff has confirmed": State.PENDING,
    "confirmed": State.CONFIRMED,
    "staff declined": State.CANCELLED,
    "staff has declined": State.CANCELLED,
    "cancelled": State.CANCELLED,
    "failed to show": State.CANCELLED,
    "onsite": State.WORKED,
    "offsite": State.WORKED,
    "worked": State.WORKED,
}

# The least settled live assignment decides: the earlier in this order.
ORDER = (State.UNKNOWN, State.PENDING, State.ASSIGNED, State.CONFIRMED, State.WORKED)
_PLACE = {state: place for place, state in enumerate(ORDER)}

# The same stamp comes with milliseconds in one answer and rounded to a second in another.
TOLERANCE = timedelta(seconds=2)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_JOINT = " @ "


def state_of(word: str) -> State:
    """Return the state for uTRAC's word; companies add words of their own, which are unknown."""
    return STATES.get(" ".join(word.split()).casefold(), State.UNKNOWN)


def composed(who: str, assigned_at: datetime | None) -> str:
    """Return the key of an assignment that has no id: who, and when they were put on it."""
    when = "" if assigned_at is None else assigned_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"{who.casefold()}{_JOINT}{when}"


def settled(
    known: Iterable[Assignment], seen: Iterable[Assignment], gone: Iterable[Assignment]
) -> tuple[Assignment, ...]:
    """Return who stands on a shift after all of this was told, in the order of being put on it.

    Of several rows about one assignment the latest decides on its status (`responded_at`). Each
    of `gone` takes off the one assignment that it fits best.
    """
    standing: dict[str, Assignment] = {}
    for one in (*known, *seen):
        earlier = standing.get(one.key)
        standing[one.key] = one if earlier is None else _combined(earlier, one)
    if loose := [one for one in standing.values() if _JOINT in one.key]:
        people = _by_person(one for one in standing.values() if _JOINT not in one.key)
        for one in loose:
            if (same := _fitting(one, standing, people)) is not None:
                standing[same.key] = _combined(same, standing.pop(one.key))
    if gone := tuple(gone):
        people = _by_person(standing.values())
        for one in gone:
            if (same := standing.get(one.key) or _fitting(one, standing, people)) is not None:
                del standing[same.key]
    return tuple(sorted(standing.values(), key=_rank))


def standing(assignments: Iterable[Assignment]) -> tuple[State, str | None, int]:
    """Return a shift's state, the word of the assignment that decides on it, and how many are filled."""
    everyone = tuple(assignments)
    if not everyone:
        return State.OPEN, None, 0
    live = [one for one in everyone if one.state is not State.CANCELLED]
    if not live:
        return State.CANCELLED, everyone[0].status, 0
    deciding = min(live, key=lambda one: _PLACE[one.state])
    return deciding.state, deciding.status, sum(one.state in FILLED for one in live)


def _combined(earlier: Assignment, later: Assignment) -> Assignment:
    """Return one assignment from two rows about it; `later` was read later, whenever it happened."""
    newer = later if _told_at(later) >= _told_at(earlier) else earlier
    return replace(
        later,
        key=earlier.key if _JOINT in later.key else later.key,
        person_id=later.person_id or earlier.person_id,
        status=newer.status,
        state=newer.state,
        responded_at=newer.responded_at,
        assigned_at=later.assigned_at or earlier.assigned_at,
        assigned_by=later.assigned_by or earlier.assigned_by,
    )


def _told_at(one: Assignment) -> tuple[datetime, bool]:
    # Without a changed row the status is only presumed: any word that was told outweighs it.
    return one.responded_at or _LONG_AGO, one.status != FIRST


def _rank(one: Assignment) -> tuple[int, str, str]:
    # Whole seconds: fractions may get lost where a shift is kept, and its order must not hang on them.
    return int((one.assigned_at or _LONG_AGO).timestamp()), one.person, one.key


def _names(one: Assignment) -> tuple[str, ...]:
    # The marks keep a payroll number from being taken for a name.
    name = "name " + one.person.casefold()
    return (name,) if one.person_id is None else ("payroll " + one.person_id.casefold(), name)


def _by_person(assignments: Iterable[Assignment]) -> Mapping[str, list[str]]:
    people: defaultdict[str, list[str]] = defaultdict(list)
    for one in assignments:
        for name in _names(one):
            people[name].append(one.key)
    return people


def _fitting(
    one: Assignment, standing: Mapping[str, Assignment], people: Mapping[str, list[str]]
) -> Assignment | None:
    """Return the assignment that is the same as `one` although its key differs, the nearest in time."""
    if _JOINT not in one.key:
        return None
    best: tuple[timedelta, str] | None = None
    for name in _names(one):
        for key in people.get(name, ()):
            other = standing.get(key)
            if other is None or not _same_person(one, other):
                continue
            apart = _apart(one, other)
            if apart < TOLERANCE and (best is None or (apart, key) < best):
                best = apart, key
    return None if best is None else standing[best[1]]


def _same_person(one: Assignment, other: Assignment) -> bool:
    if one.person_id is not None and other.person_id is not None:
        return one.person_id.casefold() == other.person_id.casefold()
    return one.person.casefold() == other.person.casefold()


def _apart(one: Assignment, other: Assignment) -> timedelta:
    if one.assigned_at is not None and other.assigned_at is not None:
        return abs(one.assigned_at - other.assigned_at)
    # Nothing tells when: the person decides, unless they were put on it after this happened.
    if one.responded_at and other.assigned_at and other.assigned_at > one.responded_at:
        return timedelta.max
    return timedelta(0)
