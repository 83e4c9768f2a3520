"""What may be done with a shift: Shiftboard's `user_actions`, what they mean to us, and why not.

Where an answer did not carry them, only the state speaks, and Shiftboard has the last word.
"""

from collections.abc import Callable
from functools import lru_cache

from app.domain import Offer, Shift

NOTHING = "nothing"  # an offer's name: Shiftboard says that nothing may be done
TRADE = "Offered for trade"  # a detail's label

_YES = (True, "1", "true")


def allowed(user_actions: object) -> tuple[str, ...] | None:
    """Return the names of what may be offered to the user; None where the answer does not tell."""
    if not isinstance(user_actions, dict):
        return None
    return tuple([name for name, given in user_actions.items() if given in _YES])


@lru_cache(maxsize=1_000)
def offered(
    flags: tuple[str, ...] | None, covered: bool, status: str, published: bool, trade: bool
) -> tuple[tuple[str, ...], tuple[Offer, ...]]:
    """Return the actions enabled now, and every flag that Shiftboard has set.

    No flag of the document's is about deciding trades: there the shift's own mark counts.
    """
    if flags is None:
        return (), ()
    fits = {
        "claim": "cover" in flags and not covered,
        "assign": ("reassign" if covered else "assign") in flags,
        "acknowledge": "acknowledge" in flags and status == "Assigned",
        "decline": "acknowledge" in flags and status in ("Assigned", "Acknowledged"),
        "release": "uncover" in flags and covered,
        "publish": "publish" in flags and not published,
        "unpublish": "unpublish" in flags and published,
        "mark-absent": "absent" in flags and covered and status != "Absent",
        "approve-trade": trade and covered,
        "deny-trade": trade and covered,
    }
    offers = tuple(Offer(name=flag[:200]) for flag in flags) or (Offer(name=NOTHING),)
    return tuple(name for name, fit in fits.items() if fit), offers


def reason_of(user_actions: object, wanted: str) -> str:
    """Return the label of an absence's reason, which stands only among the user's actions."""
    reasons = user_actions.get("absent_reasons") if isinstance(user_actions, dict) else None
    for reason in reasons if isinstance(reasons, list) else ():
        if isinstance(reason, dict) and str(reason.get("id")) == wanted:
            return str(reason.get("reason") or wanted)[:1_000]
    return wanted


def covered(shift: Shift) -> bool:
    """Tell whether somebody has a shift."""
    return shift.vendor_status not in ("Available", "Unpublished")


def holder(shift: Shift) -> str:
    """Return the name of who has a shift, for a sentence."""
    return shift.assignments[0].person if shift.assignments else "Somebody"


def _namely(shift: Shift) -> str:
    return f": {shift.assignments[0].person}" if shift.assignments else ""


def blocked(key: str, doing: str) -> Callable[[Shift], str | None]:
    """Return what says why an action cannot be done with a shift now; `doing` as in “may not …”."""

    def why_not(shift: Shift) -> str | None:
        if key in shift.actions:
            return None
        if reason := _state_forbids(key, shift):
            return reason
        if key in ("approve-trade", "deny-trade") or not shift.offers:
            return None
        return f"Shiftboard does not let this account {doing}."

    return why_not


def _state_forbids(key: str, shift: Shift) -> str | None:
    """Return why the state of a shift leaves no room for an action, or None."""
    match key:
        case "claim" if covered(shift):
            return f"Somebody already has it{_namely(shift)}."
        case "claim" if shift.offers and not shift.published:
            return "It is not published."
        case "assign" if covered(shift) and not shift.offers:
            return f"Somebody already has it{_namely(shift)}. Release it first."
        case "acknowledge" | "decline" | "release" | "mark-absent" if not covered(shift):
            return "Nobody has it yet."
        case "acknowledge" if shift.vendor_status == "Acknowledged":
            return f"{holder(shift)} has acknowledged it already."
        case "decline" if shift.vendor_status == "Declined":
            return f"{holder(shift)} has declined it already."
        case "acknowledge" if shift.offers and shift.vendor_status == "Declined":
            return f"{holder(shift)} has declined it."
        case "acknowledge" | "decline" if shift.offers and shift.vendor_status == "Absent":
            return f"{holder(shift)} is marked absent."
        case "mark-absent" if shift.vendor_status == "Absent":
            return f"{holder(shift)} is marked absent already."
        case "publish" if shift.published:
            return "It is published already."
        case "unpublish" if not shift.published:
            return "It is not published."
        case "approve-trade" | "deny-trade" if not covered(shift):
            return "Nobody has it, so there is no trade of it to decide."
        case "approve-trade" | "deny-trade" if (TRADE, "no") in shift.details:
            return "It is not offered for trade."
    return None
