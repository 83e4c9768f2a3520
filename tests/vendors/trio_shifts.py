"""Shifts of Trio's in every state, for tests that need no network."""

from datetime import datetime
from zoneinfo import ZoneInfo

from app.domain import Assignment, Shift, State

ADAM, EVE = "Adam Jones", "Eve Ng"


def standing(status: str, state: State, who: str | None = None, *actions: str) -> Shift:
    """Return a shift with that status, candidate and offers; the candidate's id is the first name."""
    people: tuple[Assignment, ...] = ()
    if who is not None:
        people = (
            Assignment(key=who, person=who, person_id=who.split()[0].upper(), status=status, state=state),
        )
    return Shift(
        connection="trio-east",
        vendor="trio",
        external_id="497f6eca-6276-4993-bfeb-53cbbbba6f08",
        state=state,
        vendor_status=status,
        start=datetime(2026, 12, 1, 7, tzinfo=ZoneInfo("America/New_York")),
        end=None,
        timezone="America/New_York",
        assignments=people,
        actions=actions,
    )


OPEN = standing("Open", State.OPEN, None, "claim")
PENDING = standing("Pending", State.PENDING, ADAM, "decline")
ASSIGNED = standing("Assigned", State.ASSIGNED, ADAM, "confirm", "decline")
CONFIRMED = standing("Confirmed", State.CONFIRMED, ADAM, "release")
CANCELLED = standing("Cancelled", State.CANCELLED)
STRANGE = standing("Awaiting Moon", State.UNKNOWN, ADAM)
