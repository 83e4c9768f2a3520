"""What Shiftboard's actions are expected to leave behind, shown until it has been read back."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from pydantic import BaseModel

from app.domain import FILLED, Assignment, Shift, State
from app.vendors.shiftboard.forms import Acknowledge, Assign, Claim, Decline, MarkAbsent
from app.vendors.shiftboard.permissions import covered

P = TypeVar("P", bound=BaseModel)

OURSELVES = "The API account"


def claimed(shift: Shift, params: Claim) -> Shift:
    """Return a shift as picked up: Shiftboard acknowledges it at once. Of several, one position is gone."""
    return _put_on(shift, params.person_id, acknowledged=True)


def assigned(shift: Shift, params: Assign) -> Shift:
    """Return a shift as assigned; of several, one position is gone."""
    shift = replace(shift, published=shift.published or params.publish)
    return _put_on(shift, params.person_id, acknowledged=params.acknowledge)


def _put_on(shift: Shift, person_id: str | None, *, acknowledged: bool) -> Shift:
    if shift.positions is not None and shift.positions > 1 and not covered(shift):
        return replace(shift, positions=shift.positions - 1, actions=())
    state, status = (State.CONFIRMED, "Acknowledged") if acknowledged else (State.ASSIGNED, "Assigned")
    known = {each.person_id: each.person for each in shift.assignments}
    person = known.get(person_id) or person_id or OURSELVES
    return _as(shift, state, status, (Assignment(key=person_id or "", person=person, person_id=person_id),))


def released(shift: Shift, params: BaseModel) -> Shift:
    """Return a shift as free again."""
    state, status = (State.OPEN, "Available") if shift.published else (State.DRAFT, "Unpublished")
    return _as(shift, state, status, ())


def acknowledged(shift: Shift, params: Acknowledge) -> Shift:
    """Return a shift as acknowledged by whoever has it."""
    return _as(shift, State.CONFIRMED, "Acknowledged", shift.assignments)


def declined(shift: Shift, params: Decline) -> Shift:
    """Return a shift as declined by whoever has it."""
    return _as(shift, State.CANCELLED, "Declined", shift.assignments)


def absent(shift: Shift, params: MarkAbsent) -> Shift:
    """Return a shift to which whoever had it did not come."""
    return _as(shift, State.CANCELLED, "Absent", shift.assignments)


def published(wanted: bool) -> Callable[[Shift, BaseModel], Shift]:
    """Return what shows a shift as published, or as taken back."""

    def preview(shift: Shift, params: BaseModel) -> Shift:
        after = replace(shift, published=wanted, actions=())
        return after if covered(shift) else released(after, params)

    return preview


def undecided(shift: Shift, params: BaseModel) -> Shift:
    """Return a shift as it was: what a decision on its trade changes, only Shiftboard knows."""
    return replace(shift, actions=())


def _as(shift: Shift, state: State, status: str, people: tuple[Assignment, ...]) -> Shift:
    return replace(
        shift,
        state=state,
        vendor_status=status,
        assignments=tuple(replace(each, state=state, status=status) for each in people),
        filled=(shift.positions or 1) if state in FILLED else 0,
        actions=(),
    )
