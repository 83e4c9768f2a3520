"""What became of a wish, as whoever had it is told."""

from dataclasses import dataclass

from app.delivery import Talk
from app.domain import IntentState, Kept
from app.errors import Unreachable, VendorError
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


def not_there(
    talk: Talk, external_id: str, key: str, error: VendorError | None, kept: Kept | None = None
) -> Done:
    """Return that nothing was sent for a shift that the vendor does not show, or could not be asked for.

    `kept` is what the cache has of it from before this desk has changed it.
    """
    if error is None:
        message = f"{talk.vendor.title} shows no such shift to this account; nothing was sent."
    elif kept is None:
        message = f"The shift is not in the cache and could not be read: {error} Nothing was sent."
    else:
        message = (
            "This desk has changed the shift since it was last read, and it could not be read again: "
            f"{error} Nothing was sent."
        )
    return Done(
        id=None,
        ref=f"{talk.name}:{external_id}",
        action=key,
        outcome=IntentState.REFUSED,
        message=message,
        kept=kept,
        unreached=kept is not None and isinstance(error, Unreachable),
    )
