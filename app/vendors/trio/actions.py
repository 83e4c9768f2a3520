"""What can be done with a shift of Trio's: four documented actions, and whatever else a shift offers.

A documented action goes to its documented path. Any other one goes to the link that the shift
gives for it, if that leads to Trio's own server; its body is not documented, and none is sent.
"""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from pydantic import Field

from app.account import Account
from app.action import Action, Answer, Line, NoParams, Params, Verdict, Weight, Wish
from app.domain import FILLED, Assignment, Offer, Shift, State
from app.errors import Garbled, Refused, Unreachable
from app.http import Client, Reply
from app.sending import Sending
from app.vendors.trio import answers, links, settling, wire
from app.vendors.trio.looking import SHIFTS, look

P = TypeVar("P", bound=Params)


class Claim(Params):
    """Whom a shift is claimed for."""

    candidate_id: Line | None = Field(
        default=None,
        title="Candidate",
        description="Trio's id of the person. Without one it is claimed for whoever the API key belongs to.",
        json_schema_extra={"pick": "candidate"},
    )


def of(shift: Shift) -> Sequence[Action[Any]]:
    """Return what the shift offers, in its own order, then the documented actions that it does not."""
    offered: dict[str, Action[Any]] = {}
    for offer in shift.offers:
        key = wire.key(offer.name)
        offered.setdefault(key, DOCUMENTED.get(key) or _further(key, offer))
    return (*offered.values(), *(action for key, action in DOCUMENTED.items() if key not in offered))


# Why a documented action is not offered, where the state tells.
_WHY_NOT: Mapping[str, Mapping[State, str]] = {
    "claim": {State.OPEN: "It is open, but Trio does not let this account claim it now."},
    "confirm": {
        State.OPEN: "Nobody has claimed it yet.",
        State.CONFIRMED: "It is confirmed already.",
        State.WORKED: "It is under way or done.",
    },
    "decline": {
        State.OPEN: "Nobody stands on it, so there is nothing to decline.",
        State.WORKED: "It is under way or done.",
    },
    "release": {
        State.OPEN: "Nobody stands on it, so there is nothing to release.",
        State.PENDING: "Only a confirmed shift can be released.",
        State.ASSIGNED: "Only a confirmed shift can be released.",
        State.WORKED: "It is under way or done.",
    },
}


def _not_offered(key: str, shift: Shift) -> str | None:
    if key in shift.actions:
        return None
    if key == "claim" and shift.assignments and (shift.state in FILLED or shift.state is State.PENDING):
        return f"Somebody already has it: {settling.people(shift)}."
    why = _WHY_NOT[key].get(shift.state)
    return why or f"Trio does not offer this for the shift as it stands. {settling.status(shift)}"


def _no_way(offer: Offer, shift: Shift) -> str | None:
    if offer.link is None:
        return "Trio gives no address for this action, and documents none."
    if not links.is_own(offer.link):
        return "Trio's address for this action leads to another server, to which the key is not sent."
    return None


async def _claim(sending: Sending, account: Account, wish: Wish[Claim]) -> Answer:
    candidate = wish.params.candidate_id
    body = b"" if candidate is None else json.dumps({"candidateId": candidate}).encode()
    return await _send("claim", body, sending, wish)


async def _plainly(key: str, sending: Sending, account: Account, wish: Wish[NoParams]) -> Answer:
    return await _send(key, b"", sending, wish)


async def _send(key: str, body: bytes, sending: Sending, wish: Wish[P]) -> Answer:
    shift_id = _id(wish)
    reply = await sending.post(f"{SHIFTS}/{shift_id}/{key}", content=body)
    if reply.status != 204:  # no longer visible to the caller: done (NOTES.md)
        _refuse_a_problem(reply, sending.client)
        _check_id(answers.single(reply)["id"], shift_id)
    return Answer()


async def _follow(offer: Offer, sending: Sending, account: Account, wish: Wish[NoParams]) -> Answer:
    shift_id = _id(wish)
    reason = _no_way(offer, _shown(wish))
    if offer.link is None or reason is not None:
        raise Refused(f"{reason} Nothing was sent.")
    reply = await sending.post(links.absolute(offer.link, account))
    if not reply.body.strip():
        return Answer()
    _refuse_a_problem(reply, sending.client)
    told = reply.read(answers.ANYTHING)
    if not isinstance(told, dict):
        raise Garbled("The vendor's answer is neither a shift nor a submission.")
    if not {"availableactions", "start"}.isdisjoint(name.lower() for name in told):
        # a shift then; a submission has an id of its own
        _check_id(answers.single(reply)["id"], shift_id)
    return Answer()


def _shown(wish: Wish[P]) -> Shift:
    if wish.shift is None:
        raise Refused("This is done with a shift, and none was named; nothing was sent.")
    return wish.shift


def _id(wish: Wish[P]) -> str:
    try:
        return wire.external_id(_shown(wish).external_id)
    except ValueError as error:
        raise Refused(f"{error}; nothing was sent.") from error


def _refuse_a_problem(reply: Reply, client: Client) -> None:
    """Raise what fits if an answer is a problem in spite of its status."""
    problem = answers.problem(reply)
    if problem is None:
        return
    said, status = client.said(reply), problem.get("status")
    tail = f": {said}" if said else "."
    if isinstance(status, int) and status >= 500:
        raise Unreachable(f"The vendor's server reports a fault ({status}){tail}")
    raise Refused(f"The vendor refused the request{tail}")


def _check_id(told: str, shift_id: str) -> None:
    try:
        same = wire.external_id(told) == shift_id
    except ValueError as error:
        raise Garbled(f"The vendor's answer is not about the shift: {error}.") from error
    if not same:
        raise Garbled("The vendor answered with another shift than the one that was asked about.")


def _by_looking(
    judge: Callable[[Shift, Shift | None, P], Verdict],
) -> Callable[[Client, Account, Wish[P]], Awaitable[Verdict]]:
    async def settle(client: Client, account: Account, wish: Wish[P]) -> Verdict:
        shown = _shown(wish)
        seen = await look(client, account, shown.external_id)
        return judge(shown, seen.shift if seen else None, wish.params)

    return settle


def _judge_claim(shown: Shift, now: Shift | None, params: Claim) -> Verdict:
    if params.candidate_id is None:
        return settling.claimed(now)
    return settling.claimed_for(params.candidate_id, now)


def _unanswered(shift: Shift) -> Shift:
    """Return a shift that offers nothing: as it stands until the vendor has been read."""
    return replace(shift, vendor_status=None, actions=(), offers=())


def _once_claimed(shift: Shift, params: Claim) -> Shift:
    """Return the shift as pending; whose it is without a candidate, only the vendor knows."""
    someone = params.candidate_id
    standing = shift.assignments
    if someone is not None:
        names = {one.person_id: one.person for one in standing}
        standing = (
            Assignment(
                key=someone, person=names.get(someone, someone), person_id=someone, state=State.PENDING
            ),
        )
    return replace(_unanswered(shift), state=State.PENDING, assignments=standing, filled=0)


def _once_answered(state: State, shift: Shift, params: NoParams) -> Shift:
    standing = tuple(replace(one, status=None, state=state) for one in shift.assignments)
    filled = 1 if state in FILLED else 0
    return replace(_unanswered(shift), state=state, assignments=standing, filled=filled)


def _once_released(shift: Shift, params: NoParams) -> Shift:
    return replace(_unanswered(shift), state=State.OPEN, assignments=(), filled=0)


def _further(key: str, offer: Offer) -> Action[NoParams]:
    """Return an action that only the shift itself names."""
    return Action(
        key=key,
        label=" ".join(offer.name.split()),
        params=NoParams,
        weight=Weight.DANGER if settling.takes_away(offer.name) else Weight.NORMAL,
        blocked=partial(_no_way, offer),
        preview=lambda shift, params: replace(shift, actions=(), offers=()),
        run=partial(_follow, offer),
        settle=_by_looking(lambda shown, now, params: settling.done(offer.name, key, shown, now)),
    )


CLAIM = Action(
    key="claim",
    label="Claim",
    params=Claim,
    weight=Weight.PRIMARY,
    undo=("release", "decline"),
    undoable=lambda wish: wish.shift is not None and not wish.shift.assignments,
    blocked=partial(_not_offered, "claim"),
    preview=_once_claimed,
    puts_on=lambda params: () if params.candidate_id is None else (params.candidate_id,),
    for_itself=True,
    run=_claim,
    settle=_by_looking(_judge_claim),
)
CONFIRM = Action(
    key="confirm",
    label="Confirm",
    params=NoParams,
    weight=Weight.PRIMARY,
    blocked=partial(_not_offered, "confirm"),
    preview=partial(_once_answered, State.CONFIRMED),
    run=partial(_plainly, "confirm"),
    settle=_by_looking(lambda shown, now, params: settling.confirmed(shown, now)),
)
DECLINE = Action(
    key="decline",
    label="Decline",
    params=NoParams,
    weight=Weight.DANGER,
    blocked=partial(_not_offered, "decline"),
    preview=partial(_once_answered, State.CANCELLED),
    run=partial(_plainly, "decline"),
    settle=_by_looking(lambda shown, now, params: settling.taken_off("decline", shown, now)),
)
RELEASE = Action(
    key="release",
    label="Release",
    params=NoParams,
    weight=Weight.DANGER,
    blocked=partial(_not_offered, "release"),
    preview=_once_released,
    run=partial(_plainly, "release"),
    settle=_by_looking(lambda shown, now, params: settling.taken_off("release", shown, now)),
)

DOCUMENTED: Mapping[str, Action[Any]] = {action.key: action for action in (CLAIM, CONFIRM, DECLINE, RELEASE)}
