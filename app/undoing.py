"""What would take an action back that has just succeeded: another action, and what that one is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from app.asking import faults, params_of, why_not
from app.delivery import intended, wish_of
from app.domain import Intent, IntentState, Kept
from app.vendor import Vendor


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """What would compensate for an action, and how long that is thought to be possible."""

    ref: str
    action: str
    label: str
    until: datetime | None  # the shift's beginning; None where it has begun already
    parameters: Mapping[str, object]
    whom: tuple[str, ...] = ()  # the names of those who would come back


def undo_of(vendor: Vendor, intent: Intent, kept: Kept | None, minted: Kept | None) -> Undo | None:
    """Return what would compensate for an action that has just succeeded, if the vendor permits it now."""
    action = intended(vendor, intent)
    concerned = minted or kept
    if intent.state is not IntentState.SUCCEEDED or action is None or concerned is None:
        return None
    wish = wish_of(action, intent)
    if not action.undoable(wish):
        return None
    told = action.undoes(wish)
    known = {one.key: one for one in vendor.actions(concerned.shift)}
    for key in action.undo:
        compensating = known.get(key)
        if compensating is None or compensating.on_connection or why_not(compensating, concerned):
            continue
        if faults(compensating, told):
            continue
        start = concerned.shift.start
        before = () if intent.basis is None else intent.basis.assignments
        names = {one.person_id: one.person for one in before}
        back = compensating.puts_on(params_of(compensating, told))
        return Undo(
            ref=concerned.shift.ref,
            action=key,
            label=compensating.label,
            until=start if start > datetime.now(UTC) else None,
            parameters=told,
            whom=tuple(names.get(one, one) for one in back),
        )
    return None
