"""What became of an action whose answer was lost: found out by reading, never by asking again.

What counts is what this very wish would have changed: whose name stands on the shift, whether
that person has answered, whether it is published. Others change shifts at the same time.
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from pydantic import BaseModel

from app.account import Account
from app.action import CannotTell, DidNot, Happened, NoParams, Verdict, Wish
from app.domain import Shift
from app.errors import Refused
from app.http import Client
from app.vendors.shiftboard.forms import Acknowledge, Assign, Claim, Decline, MarkAbsent
from app.vendors.shiftboard.permissions import covered, holder
from app.vendors.shiftboard.reading import absent_on, beside, found, own_id

P = TypeVar("P", bound=BaseModel)

GONE = CannotTell(
    "Shiftboard no longer shows this shift; whether this had been done before, nobody can tell."
)


def shift_of(wish: Wish[P]) -> Shift:
    """Return the shift that a wish is about, as it was shown."""
    if wish.shift is None:
        raise Refused("This needs a shift; none was chosen.")
    return wish.shift


def person_on(shift: Shift) -> str | None:
    """Return the id of who has a shift, as far as Shiftboard tells it."""
    return shift.assignments[0].person_id if shift.assignments else None


async def claimed(client: Client, account: Account, wish: Wish[Claim]) -> Verdict:
    """Tell whether the person, else the API account's own, has the shift or one split from it."""
    who = wish.params.person_id or await own_id(client, account)
    return await _put_on(client, account, wish, who)


async def assigned(client: Client, account: Account, wish: Wish[Assign]) -> Verdict:
    """Tell whether the person has the shift, or one split from it."""
    return await _put_on(client, account, wish, wish.params.person_id)


async def _put_on(client: Client, account: Account, wish: Wish[P], who: str) -> Verdict:
    shown = shift_of(wish)
    now = await found(client, account, shown.external_id)
    if now and covered(now.shift) and person_on(now.shift) == who:
        return Happened(said=f"{holder(now.shift)} has it now, as was asked for.")
    # However many positions were shown: by now the row may have been split, or be of several.
    taken = [
        row
        for row in await beside(client, account, shown)
        if covered(row) and row.external_id not in wish.seen
    ]
    for row in taken:
        if person_on(row) == who:
            return Happened(row.external_id, said=f"{holder(row)} has a row of it, as was asked for.")
    if any(person_on(row) is None for row in taken):
        return CannotTell("Shiftboard shows that somebody has a new row of this shift, but not who.")
    if now and (now.shift.positions or 1) < (shown.positions or 1) and not taken:
        return CannotTell("One position of this shift is gone, and Shiftboard does not show to whom.")
    if now is None:
        return DidNot("Shiftboard no longer has this shift, and no other like it that this person has got.")
    if not covered(now.shift):
        return DidNot()
    if person_on(now.shift) is None:
        return CannotTell("Shiftboard shows that somebody has this shift, but not who.")
    if person_on(now.shift) == person_on(shown):
        return DidNot()
    return DidNot(f"Somebody else has it now: {holder(now.shift)}.")


async def released(client: Client, account: Account, wish: Wish[NoParams]) -> Verdict:
    """Tell whether the person is off the shift, which may have become part of another and be gone."""
    shown = shift_of(wish)
    now = await found(client, account, shown.external_id)
    if now is None:
        rows = await beside(client, account, shown, covered=False)
        return Happened(
            touched=tuple(row.external_id for row in rows),
            said="Shiftboard no longer has this row: it was probably released, and is part of another one.",
        )
    if not covered(now.shift):
        return Happened()
    if person_on(now.shift) is None:
        return CannotTell("Shiftboard shows that somebody has this shift, but not who.")
    if person_on(now.shift) == person_on(shown):
        return DidNot()
    return Happened(said=f"{holder(shown)} no longer has it, {holder(now.shift)} does: probably released.")


async def acknowledged(client: Client, account: Account, wish: Wish[Acknowledge]) -> Verdict:
    """Tell whether the acknowledgement of the same person stands there."""
    shown = shift_of(wish)
    now = await found(client, account, shown.external_id)
    if now is None:
        return GONE
    if reason := _no_longer_theirs(shown, now.shift):
        return DidNot(reason)
    match now.shift.vendor_status:
        case "Acknowledged":
            return Happened()
        case "Absent":
            return CannotTell(f"{holder(now.shift)} was marked absent meanwhile.")
        case "Declined" if shown.vendor_status != "Declined":
            return DidNot(f"{holder(now.shift)} has declined it.")
    return DidNot()


async def declined(client: Client, account: Account, wish: Wish[Decline]) -> Verdict:
    """Tell whether the same person's shift stands as declined, for this reason."""
    shown = shift_of(wish)
    now = await found(client, account, shown.external_id)
    if now is None:
        return GONE
    if reason := _no_longer_theirs(shown, now.shift):
        return DidNot(reason)
    told = now.id("acknowledge_decline_reason")
    if told == wish.params.reason_id:
        return Happened()
    if told is None and now.shift.vendor_status == "Absent":
        return CannotTell(f"{holder(now.shift)} was marked absent meanwhile.")
    return DidNot("" if told is None else "It was declined for another reason.")


async def marked_absent(client: Client, account: Account, wish: Wish[MarkAbsent]) -> Verdict:
    """Tell whether the same person counts as absent, and which row was made in its place.

    A row without a reason may not tell it: then the list of those marked absent does.
    """
    shown = shift_of(wish)
    now = await found(client, account, shown.external_id)
    if now is None:
        return GONE
    if reason := _no_longer_theirs(shown, now.shift):
        return DidNot(reason)
    told = now.id("absent_reason")
    if told is None and shown.external_id not in await absent_on(client, account, shown):
        return DidNot()
    if wish.params.reason_id not in (None, told):
        return DidNot("Another reason for the absence stands there.")
    if not wish.params.duplicate:
        return Happened()
    for row in await beside(client, account, shown, covered=False):
        if row.external_id not in wish.seen:
            return Happened(result=row.external_id)
    return Happened()


def published(wanted: bool) -> Callable[[Client, Account, Wish[NoParams]], Awaitable[Verdict]]:
    """Return what tells whether a shift is published, or is not, as it was wished."""

    async def settle(client: Client, account: Account, wish: Wish[NoParams]) -> Verdict:
        now = await found(client, account, shift_of(wish).external_id)
        if now is None:
            return GONE
        return Happened() if now.shift.published is wanted else DidNot()

    return settle


def _no_longer_theirs(shown: Shift, now: Shift) -> str:
    """Return a sentence if a shift has passed on to somebody else, or to nobody."""
    if not covered(now):
        return "It was released meanwhile."
    return "" if person_on(now) == person_on(shown) else f"Somebody else has it now: {holder(now)}."
