"""What can be done with a shift at Shiftboard, as data: forms, requests, and how a lost answer is settled."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import BaseModel

from app.account import Account
from app.action import Action, Answer, NoParams, Weight, Wish
from app.domain import Shift
from app.errors import VendorError
from app.sending import Sending
from app.vendors.shiftboard import previews, settling, trades
from app.vendors.shiftboard.forms import Acknowledge, Assign, Claim, DecideTrade, Decline, MarkAbsent
from app.vendors.shiftboard.permissions import blocked, covered
from app.vendors.shiftboard.reading import beside, own_id
from app.vendors.shiftboard.rpc import act, number
from app.vendors.shiftboard.settling import shift_of

P = TypeVar("P", bound=BaseModel)

_ASKED_FOR = ("publish", "acknowledge", "no_notify")
_OVERRIDES = (
    "conflicts_ok",
    "timeoff_ok",
    "daily_overtime_ok",
    "weekly_overtime_ok",
    "consecutive_days",
    "short_turnaround",
    "ignore_role",
)


def _id(wish: Wish[P]) -> dict[str, object]:
    return {"id": number(shift_of(wish).external_id)}


async def _claim(sending: Sending, account: Account, wish: Wish[Claim]) -> Answer:
    person = wish.params.person_id
    params = {**_id(wish), **({"covering_member": number(person)} if person else {})}
    return await _followed(sending, account, "shift.confirm", params, wish)


async def _assign(sending: Sending, account: Account, wish: Wish[Assign]) -> Answer:
    """Assign with the checks that the site has on: one is set aside only if it was asked for."""
    told = wish.params
    params = {**_id(wish), "covering_member": number(told.person_id)}
    params |= {name: True for name in (*_ASKED_FOR, *_OVERRIDES) if getattr(told, name)}
    if not told.assignability_checks:
        params["assignability_checks"] = False
    return await _followed(sending, account, "shift.assign", params, wish)


async def _acknowledge(sending: Sending, account: Account, wish: Wish[Acknowledge]) -> Answer:
    params = {**_id(wish), **_noted(wish.params.notes)}
    return await _followed(sending, account, "shift.acknowledge", params, wish)


async def _decline(sending: Sending, account: Account, wish: Wish[Decline]) -> Answer:
    reason = {"acknowledge_decline_reason": number(wish.params.reason_id)}
    params = {**_id(wish), **reason, **_noted(wish.params.notes)}
    return await _followed(sending, account, "shift.acknowledge", params, wish)


def _noted(notes: str) -> dict[str, object]:
    return {"acknowledged_notes": notes} if notes else {}


async def _release(sending: Sending, account: Account, wish: Wish[NoParams]) -> Answer:
    """Release, and name the open rows that this one may have become part of."""
    rows: Sequence[Shift] = ()
    if wish.seen - {shift_of(wish).external_id}:
        try:
            rows = await beside(sending.client, account, shift_of(wish), covered=False)
        except VendorError:
            rows = ()  # they will be seen at the next pull
    done = await act(sending, account, "shift.unconfirm", _id(wish))
    return Answer(said=done.said, touched=tuple(row.external_id for row in rows))


def _publish(wanted: bool) -> Callable[[Sending, Account, Wish[NoParams]], Awaitable[Answer]]:
    async def run(sending: Sending, account: Account, wish: Wish[NoParams]) -> Answer:
        return await _followed(sending, account, "shift.update", {**_id(wish), "published": wanted}, wish)

    return run


async def _mark_absent(sending: Sending, account: Account, wish: Wish[MarkAbsent]) -> Answer:
    told = wish.params
    params = _id(wish)
    if told.reason_id:
        params["absent_reason"] = number(told.reason_id)
    if told.duplicate:
        params["duplicate"] = True
    done = await act(sending, account, "shift.markAbsent", params)
    return Answer(said=done.said, result=done.id("new_id"))


async def _followed(
    sending: Sending, account: Account, method: str, params: dict[str, object], wish: Wish[P]
) -> Answer:
    """Act, and follow the id of a row that was split off for it."""
    done = await act(sending, account, method, params)
    new = done.id("id")
    return Answer(said=done.said, result=None if new == shift_of(wish).external_id else new)


def _as_it_was(wish: Wish[Assign]) -> bool:
    """Tell whether a release gives back what was shown: a shift that nobody had, published or not."""
    shown = wish.shift
    return shown is not None and not covered(shown) and (shown.published or not wish.params.publish)


def _can_return(wish: Wish[Assign]) -> bool:
    """Tell whether a second reassignment brings back who was shown: nobody comes back as one who declined."""
    shown = wish.shift
    if (
        shown is None
        or shown.vendor_status not in ("Assigned", "Acknowledged")
        or len(shown.assignments) != 1
    ):
        return False
    before = shown.assignments[0].person_id
    return bool(before) and before != wish.params.person_id and (shown.published or not wish.params.publish)


def _who_was_there(wish: Wish[Assign]) -> dict[str, object]:
    """Return what puts back who was shown, as far as they had come with it."""
    shown = wish.shift
    if shown is None or not shown.assignments:
        return {}
    back: dict[str, object] = {"person_id": shown.assignments[0].person_id}
    return back | ({"acknowledge": True} if shown.vendor_status == "Acknowledged" else {})


def of(shift: Shift) -> tuple[Action[Any], ...]:
    """Return what can be done with a shift; to take somebody off their place asks first."""
    if not covered(shift):
        return ACTIONS
    return tuple(
        replace(
            each,
            label="Reassign",
            weight=Weight.DANGER,
            blocked=blocked("assign", "reassign it"),
            takes_from=shift.assignments[0].person if shift.assignments else "",
            undo=("assign",),
            undoable=_can_return,
            undoes=_who_was_there,
        )
        if each.key == "assign"
        else each
        for each in ACTIONS
    )


ACTIONS: tuple[Action[Any], ...] = (
    Action(
        key="claim",
        label="Pick up",
        params=Claim,
        run=_claim,
        settle=settling.claimed,
        undo=("release",),
        blocked=blocked("claim", "pick it up"),
        preview=previews.claimed,
        puts_on=lambda params: (params.person_id,) if params.person_id else (),
        for_itself=True,
        itself=own_id,
        mints=True,
    ),
    Action(
        key="assign",
        label="Assign",
        params=Assign,
        run=_assign,
        settle=settling.assigned,
        weight=Weight.PRIMARY,
        undo=("release",),
        undoable=_as_it_was,
        blocked=blocked("assign", "assign it"),
        preview=previews.assigned,
        puts_on=lambda params: (params.person_id,),
        mints=True,
    ),
    Action(
        key="acknowledge",
        label="Acknowledge",
        params=Acknowledge,
        run=_acknowledge,
        settle=settling.acknowledged,
        weight=Weight.PRIMARY,
        blocked=blocked("acknowledge", "acknowledge it"),
        preview=previews.acknowledged,
    ),
    Action(
        key="decline",
        label="Decline",
        params=Decline,
        run=_decline,
        settle=settling.declined,
        weight=Weight.DANGER,
        blocked=blocked("decline", "decline it"),
        preview=previews.declined,
    ),
    Action(
        key="release",
        label="Release",
        params=NoParams,
        run=_release,
        settle=settling.released,
        weight=Weight.DANGER,
        blocked=blocked("release", "release it"),
        preview=previews.released,
        mints=True,
    ),
    Action(
        key="publish",
        label="Publish",
        params=NoParams,
        run=_publish(True),
        settle=settling.published(True),
        weight=Weight.PRIMARY,
        undo=("unpublish",),
        blocked=blocked("publish", "publish it"),
        preview=previews.published(True),
    ),
    Action(
        key="unpublish",
        label="Unpublish",
        params=NoParams,
        run=_publish(False),
        settle=settling.published(False),
        weight=Weight.DANGER,
        undo=("publish",),
        blocked=blocked("unpublish", "unpublish it"),
        preview=previews.published(False),
    ),
    Action(
        key="mark-absent",
        label="Mark absent",
        params=MarkAbsent,
        run=_mark_absent,
        settle=settling.marked_absent,
        weight=Weight.DANGER,
        blocked=blocked("mark-absent", "mark anybody absent"),
        preview=previews.absent,
        mints=True,
    ),
    Action(
        key="approve-trade",
        label="Approve trade",
        params=DecideTrade,
        run=trades.decide(True),
        settle=trades.decided(True),
        weight=Weight.PRIMARY,
        blocked=blocked("approve-trade", "decide trades"),
        preview=previews.undecided,
        look=trades.look,
    ),
    Action(
        key="deny-trade",
        label="Deny trade",
        params=DecideTrade,
        run=trades.decide(False),
        settle=trades.decided(False),
        weight=Weight.DANGER,
        blocked=blocked("deny-trade", "decide trades"),
        preview=previews.undecided,
        look=trades.look,
    ),
)
