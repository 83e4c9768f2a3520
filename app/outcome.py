"""What became of a wish, as whoever had it is told."""

from dataclasses import dataclass

from app.delivery import Talk
from app.domain import IntentState, Kept
from app.errors import VendorError
from app.undoing import Undo


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What became of a wish: the answer of `callboard do`."""

    id: int | None  # None: nothing was recorded
    ref: str
    action: str
    outcome: str  # succeeded | refused | unknown | queued | held
    message: str
    kept: Kept | None = None  # the shift afterwards
    result_ref: str | None = None
    remarks: tuple[str, ...] = ()  # what the desk's checks had to say
    needs_reason: bool = False
    undo: Undo | None = None
    unreached: bool = False  # not a byte reached the vendor: it might wait


def not_there(talk: Talk, external_id: str, key: str, error: VendorError | None) -> Done:
    """Return that nothing was sent for a shift that the vendor does not show, or could not be asked for."""
    if error is None:
        message = f"{talk.vendor.title} shows no such shift to this account; nothing was sent."
    else:
        message = f"The shift is not in the cache and could not be read: {error} Nothing was sent."
    ref = f"{talk.name}:{external_id}"
    return Done(id=None, ref=ref, action=key, outcome=IntentState.REFUSED, message=message)
