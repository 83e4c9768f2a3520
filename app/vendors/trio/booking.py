"""What the practice server does when it is asked to act: who is put on a shift, and taken off it.

Each act changes the practice market, or raises No and changes nothing. What the document leaves
open is invented as NOTES.md says.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.vendors.trio import rendering

if TYPE_CHECKING:
    from app.market import Booking, Need, Worker
    from app.world import World

CALLER = "Practice agency"  # whoever the key belongs to
INVALID = "One or more validation errors occurred."

Act = Callable[["World", "Need", bytes, datetime], None]

# The details of a refusal, by the action that was not offered.
_WHY_NOT = {
    "Claim": "This shift has already been claimed.",
    "Confirm": "Only an assigned shift can be confirmed.",
    "Decline": "There is no assignment to decline.",
    "Release": "Only a confirmed shift can be released.",
    "Submit": "This shift takes no submissions.",
    "Withdraw Submission": "There is no submission to withdraw.",
}


class No(Exception):
    """The server refuses: nothing was changed."""

    def __init__(
        self, title: str, *, detail: str | None = None, errors: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        super().__init__(title)
        self.title, self.detail, self.errors = title, detail, errors


def act(name: str, world: "World", need: "Need", body: bytes, now: datetime) -> None:
    """Do what the name says with a need, if it is offered now; raise No otherwise."""
    if name not in rendering.offered(need, now):
        raise No("Bad Request", detail=_why_not(name, need, now))
    _ACTS[name](world, need, body, now)


def _why_not(name: str, need: "Need", now: datetime) -> str:
    if rendering.has_begun(need, now):
        return "This shift has already begun."
    return "This shift was cancelled by the client." if need.withdrawn else _WHY_NOT[name]


def _claim(world: "World", need: "Need", body: bytes, now: datetime) -> None:
    world.book("trio", need, _candidate(world, need, body), "proposed", now, CALLER)


def _submit(world: "World", need: "Need", body: bytes, now: datetime) -> None:
    world.book("trio", need, _candidate(world, need, body), "submitted", now, CALLER)


def _confirm(world: "World", need: "Need", body: bytes, now: datetime) -> None:
    world.restate(need, _standing(need), "confirmed", now, CALLER)


def _decline(world: "World", need: "Need", body: bytes, now: datetime) -> None:
    """Take a claim of the caller's own back; an assignment stays as Declined, a proposal is seen no more."""
    booking = _standing(need)
    proposed = booking.status == "proposed"
    world.restate(need, booking, "declined", now, CALLER)
    if proposed:
        booking.ended = "Declined by the agency"
        need.published = booking.booked_by == CALLER


def _release(world: "World", need: "Need", body: bytes, now: datetime) -> None:
    _end(world, need, now, "Released by the agency")


def _withdraw(world: "World", need: "Need", body: bytes, now: datetime) -> None:
    _end(world, need, now, "Submission withdrawn")


def _end(world: "World", need: "Need", now: datetime, why: str) -> None:
    booking = _standing(need)
    world.restate(need, booking, "cancelled", now, CALLER)
    booking.ended = why


def _standing(need: "Need") -> "Booking":
    return need.live[0]


def _candidate(world: "World", need: "Need", body: bytes) -> "Worker":
    """Return the candidate that a body names; without a body the first one who has the profession."""
    if not body:
        able = [worker for worker in world.workers["trio"] if worker.role == need.role]
        if not able:
            raise No("Bad Request", detail=f"Nobody of this account is a {need.role}.")
        return able[0]
    named = _named(body)
    try:
        number = rendering.candidate_number(str(named))
    except ValueError:
        raise No(INVALID, errors={"candidateId": [f"The value '{named}' is not valid."]}) from None
    worker = None if number is None else world.worker("trio", number)
    if worker is None:
        raise No(INVALID, errors={"candidateId": ["There is no such candidate in the staffing pool."]})
    if worker.role != need.role:
        wrong = f"{worker.name} is a {worker.role}; this shift needs a {need.role}."
        raise No(INVALID, errors={"candidateId": [wrong]})
    return worker


def _named(body: bytes) -> Any:
    try:
        told = json.loads(body)
    except ValueError:
        raise No(INVALID, errors={"$": ["The body is not JSON."]}) from None
    if not isinstance(told, dict) or "candidateId" not in told:
        raise No(INVALID, errors={"candidateId": ["The candidateId field is required."]})
    return told["candidateId"]


_ACTS: Mapping[str, Act] = {
    "Claim": _claim,
    "Confirm": _confirm,
    "Decline": _decline,
    "Release": _release,
    "Submit": _submit,
    "Withdraw Submission": _withdraw,
}
