"""What Shiftboard says may be done with a shift: its `user_actions`, and what they mean to us."""

from functools import lru_cache

from app.domain import Offer

_YES = (True, "1", "true")


def allowed(user_actions: object) -> tuple[str, ...]:
    """Return the names of what may be offered to the user."""
    if not isinstance(user_actions, dict):
        return ()
    return tuple([name for name, given in user_actions.items() if given in _YES])


@lru_cache(maxsize=1_000)
def offered(
    flags: tuple[str, ...], covered: bool, status: str, published: bool
) -> tuple[tuple[str, ...], tuple[Offer, ...]]:
    """Return the actions enabled now, and every flag that Shiftboard has set."""
    fits = {
        "claim": "cover" in flags and not covered,
        "assign": ("reassign" if covered else "assign") in flags,
        "acknowledge": "acknowledge" in flags and status == "Assigned",
        "decline": "acknowledge" in flags and status in ("Assigned", "Acknowledged"),
        "release": "uncover" in flags and covered,
        "publish": "publish" in flags and not published,
        "unpublish": "unpublish" in flags and published,
        "mark-absent": "absent" in flags and covered and status != "Absent",
    }
    return tuple(name for name, fit in fits.items() if fit), tuple(Offer(name=flag[:200]) for flag in flags)


def reason_of(user_actions: object, wanted: str) -> str:
    """Return the label of an absence's reason, which stands only among the user's actions."""
    reasons = user_actions.get("absent_reasons") if isinstance(user_actions, dict) else None
    for reason in reasons if isinstance(reasons, list) else ():
        if isinstance(reason, dict) and str(reason.get("id")) == wanted:
            return str(reason.get("reason") or wanted)[:1_000]
    return wanted
