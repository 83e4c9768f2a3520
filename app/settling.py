"""Finding out by reading what became of an action whose answer was lost. Nothing here is ever sent."""

import asyncio
import logging
import time

from app.action import CannotTell, DidNot, Happened, Verdict
from app.delivery import Delivery, Talk, intended, wish_of
from app.domain import Intent, IntentState
from app.errors import CallboardError

log = logging.getLogger(__name__)


async def look_once(delivery: Delivery, talk: Talk, intent: Intent) -> Intent:
    """Return an intent of which nothing is known as a first look at the vendor leaves it.

    Seen done, it has succeeded; not seen yet, it may still be on its way.
    """
    verdict = await _verdict(talk, intent)
    if isinstance(verdict, Happened):
        return await _happened(delivery, talk, intent, verdict)
    return intent


async def settle(delivery: Delivery, talk: Talk, intent: Intent) -> Intent:
    """Return an intent as a reading leaves it that begins late enough to be believed; waits until then."""
    await asyncio.sleep(wait_for(intent, talk, delivery.left.get(intent.id)))
    verdict = await _verdict(talk, intent)
    match verdict:
        case Happened():
            return await _happened(delivery, talk, intent, verdict)
        case DidNot(why):
            told = f"It did not arrive, nothing was changed. {why}".strip()
            message = f"{told} If it did arrive, the vendor has refused it."  # its answer was lost
            ended = await delivery.finish(intent, IntentState.REFUSED, message)
            if ended.external_id:
                await delivery.read_back(talk, ended)
            return ended
        case CannotTell(why):
            log.info("%s: %s cannot be settled yet: %s", talk.name, intent.label, why)
            return intent


def wait_for(intent: Intent, talk: Talk, left: float | None = None) -> float:
    """Return for how many seconds a reading must wait before "not seen" means "did not happen".

    `left`: when this very process sent it, by the monotonic clock.
    """
    if intent.sent_at is None:
        return 0.0
    # A clock that was set back must not make it wait for longer than it ever would have.
    passed = max(0.0, time.time() - intent.sent_at.timestamp()) if left is None else time.monotonic() - left
    return max(0.0, talk.settings.settle_after - passed)


async def _verdict(talk: Talk, intent: Intent) -> Verdict:
    action = intended(talk.vendor, intent)
    if action is None:
        return CannotTell("This version of Callboard no longer knows the action.")
    try:
        return await action.settle(talk.client, talk.settings.account(), wish_of(action, intent))
    except CallboardError as error:
        return CannotTell(str(error))
    except Exception as error:  # a fault of ours leaves it open; the next reading may tell
        log.exception("%s: unforeseen while settling", talk.name)
        return CannotTell(f"Callboard itself stumbled over the vendor's answer ({type(error).__name__}).")


async def _happened(delivery: Delivery, talk: Talk, intent: Intent, verdict: Happened) -> Intent:
    # What is seen may be somebody else's doing: where it may, the adapter says what it is, and no more.
    told = f". {verdict.said}" if verdict.said else ", but the vendor shows that it was done."
    message = f"{intent.label}: the answer was lost{told}"
    return await delivery.succeeded(talk, intent, verdict, message)
