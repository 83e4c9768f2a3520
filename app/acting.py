"""Acting: from a wish to what became of it, and what is done about those whose end is still open."""

import logging
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from app.action import Action
from app.asking import Asked, Shown, asked, done_before, doubled, in_the_way, is_for_itself, otherwise_than
from app.checks import USUAL, Rules
from app.delivery import Delivery, Talk, intended
from app.domain import Intent, IntentState, Kept, Shift
from app.errors import CallboardError, Unreachable, Unusable, VendorError
from app.http import Client
from app.outcome import Done, not_there
from app.settling import look_once, settle
from app.store.outbox import Draft
from app.sync import Before, news
from app.undoing import undo_of

log = logging.getLogger(__name__)

BY_HAND_AFTER = 60.0  # seconds in which the vendor is read before a person may say what happened
Begun = tuple[Asked, Intent] | Done  # put on record, or refused
WAITING = (IntentState.QUEUED, IntentState.HELD)


class Acting:
    """What a desk does at its vendors. Use it from one event loop."""

    def __init__(self, delivery: Delivery, rules: Callable[[], Rules] = lambda: USUAL) -> None:
        """`rules` are those of the desk's checks as they stand now."""
        self.delivery = delivery
        self.rules = rules
        self._outbox = delivery.outbox
        self._themselves: dict[str, tuple[Client, str]] = {}  # who each connection's account is

    async def itself(
        self, talk: Talk, shift: Shift | None, key: str, raw: Mapping[str, object]
    ) -> str | None:
        """Return the person id of whoever a wish is for that names nobody; None if that cannot be told."""
        action = {one.key: one for one in talk.vendor.actions(shift)}.get(key)
        if action is None or action.itself is None or not is_for_itself(action, raw):
            return None
        known = self.known(talk)
        if known is None:
            try:
                known = await action.itself(talk.client, talk.settings.account())
            except VendorError as error:  # the wish goes on, and says that it could not be checked
                log.info("%s: whose account it is could not be read: %s", talk.name, error)
                return None
            self._themselves[talk.name] = talk.client, known
        return known

    def known(self, talk: Talk) -> str | None:
        """Return the person id of whoever the API account is, as far as it has been read."""
        client, known = self._themselves.get(talk.name, (None, ""))
        return known if client is talk.client else None  # with other credentials it is another one

    async def do(
        self,
        talk: Talk,
        external_id: str,
        key: str,
        raw: Mapping[str, object],
        *,
        reason: str | None = None,
        queue: bool = False,
        shown: Shown | None = None,
    ) -> Done:
        """Perform an action on a shift, or with "" on the connection itself, and return what became of it.

        `queue`: where not a byte reaches the vendor, it waits in the outbox. `shown`: it is refused
        where it is another one by now than somebody saw. Raises Unusable for an action or
        parameters that there are not; then nothing was recorded.
        """
        ref = f"{talk.name}:{external_id}"
        kept = await self.delivery.desk(self._outbox.reader.shift, ref) if external_id else None
        itself = None if kept is None else await self.itself(talk, kept.shift, key, raw)
        begun = await self._begun(talk, external_id, key, raw, reason, itself, shown)
        error: VendorError | None = None
        if begun is None:  # the cache does not know the shift as it is: the vendor is asked first
            try:
                kept = await self.delivery.read_again(talk, external_id)
                itself = None if kept is None else await self.itself(talk, kept.shift, key, raw)
            except VendorError as caught:
                error = caught
            if kept is None or (error is not None and not (queue and isinstance(error, Unreachable))):
                return not_there(talk, external_id, key, error, kept)
            begun = await self._begun(talk, external_id, key, raw, reason, itself, shown, anyhow=True)
            assert begun is not None
        if isinstance(begun, Done):
            return begun
        wish, intent = begun
        if (
            error is not None
        ):  # before it goes out the shift is read, and if it is another one by now, it is held
            sent = await self.delivery.wait(intent, error)
        else:
            self.delivery.told(intent)
            sent = await self.delivery.perform(talk, wish.action, intent, queue=queue)
        ended = await self._looked_at(talk, sent)
        return await self.delivery.desk(self._done, talk, ended, wish.remarks)

    async def send(
        self, talk: Talk, intent: Intent, *, reason: str | None = None, shown: str | None = None
    ) -> Intent:
        """Send one that waits. What was held goes out on the shift as it now stands; see `go_on` else.

        `reason`: why a check of this desk is overridden. `shown`: the state in which somebody saw it.
        Raises Unusable for one that does not wait, or is in another state than it was shown in.
        """
        if intent.state not in WAITING:
            raise Unusable(f"{intent.id} does not wait: it is {intent.state.value}. Nothing was sent.")
        if shown is not None and intent.state != shown:
            raise Unusable(f"{intent.id} is {intent.state.value} by now: look at it again. Nothing was sent.")
        return await self._go_out(talk, intent, insist=intent.state is IntentState.HELD, reason=reason)

    def lacks_reason(self, talk: Talk, intent: Intent) -> bool:
        """Tell whether a reason lets one go out that is held. Call it in the desk's thread."""
        reader = self._outbox.reader
        wish = asked(
            talk.vendor,
            reader.shift(intent.ref) if intent.external_id else None,
            intent.action,
            intent.parameters,
            reader,
            talk.settings.account(),
            itself=self.known(talk),
            rules=self.rules(),
        )
        return not wish.refusal and wish.needs_reason

    async def withdraw(self, intent: Intent) -> Intent:
        """Take back one that waits. Raises Unusable for one that does not."""
        if intent.state not in WAITING:
            raise Unusable(f"{intent.id} does not wait: it is {intent.state.value}. It cannot be taken back.")
        return await self.delivery.finish(intent, IntentState.WITHDRAWN, "Withdrawn; nothing was sent.")

    async def decide(self, intent: Intent, *, done: bool) -> Intent:
        """End one of which no reading tells, by what a person has found out. Raises Unusable for others."""
        if intent.state is not IntentState.UNKNOWN:
            raise Unusable(f"{intent.id} is {intent.state.value}: there is nothing to decide.")
        if intent.sent_at is not None and time.time() - intent.sent_at.timestamp() < BY_HAND_AFTER:
            raise Unusable(f"{intent.id} was sent a moment ago: the vendor is read first. Try “reconcile”.")
        state = IntentState.SUCCEEDED if done else IntentState.REFUSED
        told = "it was done" if done else "it was not done, nothing was changed"
        return await self.delivery.finish(intent, state, f"{self.delivery.by} has looked it up: {told}.")

    async def take_up(self) -> list[Intent]:
        """Put on record what became of the intents of processes that have died, as far as that is known."""
        found = await self.delivery.desk(self._outbox.orphans, self.delivery.by)
        for one in found:
            self.delivery.told(one)
        return found

    async def open_intents(self, connection: str) -> list[Intent]:
        """Return the intents of a connection whose end is open, the oldest first."""
        found = await self.delivery.desk(self._outbox.reader.intents, None, open_only=True)
        return [one for one in reversed(found) if one.connection == connection]

    async def settle(self, talk: Talk, intent: Intent) -> Intent:
        """Find out what became of one that is unknown; waits until a reading can tell."""
        return await settle(self.delivery, talk, intent)

    async def go_on(self, talk: Talk) -> None:
        """Send what waited for a connection that can be reached again.

        The shift is read first; if it has changed since, the intent is held for somebody to look.
        """
        for intent in await self.open_intents(talk.name):
            if intent.state is IntentState.QUEUED:
                try:
                    await self._go_out(talk, intent, insist=False)
                except Unusable as error:  # one that no longer fits costs only itself
                    await self._held(intent, str(error), None)

    async def _go_out(self, talk: Talk, intent: Intent, *, insist: bool, reason: str | None = None) -> Intent:
        action = intended(talk.vendor, intent)
        if action is None:
            return await self._held(intent, "This version of Callboard no longer knows the action.", None)
        kept: Kept | None = None
        itself: str | None = None
        if intent.external_id:
            try:
                kept = await self.delivery.read_again(talk, intent.external_id)
            except Unreachable:
                return intent
            except CallboardError as error:
                return await self._held(intent, f"The shift could not be read: {error}", None)
            if kept is not None:
                itself = await self.itself(talk, kept.shift, intent.action, intent.parameters)
        reason = (reason or "").strip() or intent.reason
        found = await self.delivery.desk(
            self._still_wanted, talk, intent, action, kept, itself, insist, reason
        )
        if isinstance(found, str):
            return await self._held(intent, found, None if kept is None else kept.shift)
        seen: Collection[str] = ()
        if action.mints and kept is not None:
            # What others have had made since it was asked for is not its own.
            seen = await self.delivery.desk(self._outbox.reader.beside, talk.name, kept.shift.start)
        taken = await self._taken(intent, seen, reason, found.overridden)
        if taken is None:
            return await self.delivery.again(intent)
        self.delivery.told(taken)
        ended = await self.delivery.perform(talk, action, taken, queue=True)
        return await self._looked_at(talk, ended)

    async def _held(self, intent: Intent, why: str, found: Shift | None) -> Intent:
        taken = await self._taken(intent)
        try:
            held = taken and await self.delivery.desk(
                self._outbox.hold, intent.id, self.delivery.by, f"{why} Nothing was sent; it is held.", found
            )
        finally:
            if taken is not None:
                self._outbox.under_way.discard(intent.id)
        if not held:
            return await self.delivery.again(intent)
        self.delivery.told(held)
        return held

    async def _taken(
        self,
        intent: Intent,
        seen: Collection[str] = (),
        reason: str | None = None,
        overridden: Sequence[str] = (),
    ) -> Intent | None:
        """Lease one that waits, to send it; None if it waits no longer. Broken off, it goes on waiting."""
        taking = self.delivery.desk(self._outbox.take, intent.id, self.delivery.by, seen, reason, overridden)
        return await self.delivery.leased(taking, lambda taken: taken, intent.state)

    async def _begun(self, *wish: Any, anyhow: bool = False) -> Begun | None:
        """Check a wish and put it on record, see `_begin`. Broken off, it is refused."""
        beginning = self.delivery.desk(self._begin, *wish, anyhow=anyhow)
        return await self.delivery.leased(
            beginning, lambda begun: begun[1] if isinstance(begun, tuple) else None, IntentState.REFUSED
        )

    def _still_wanted(
        self,
        talk: Talk,
        intent: Intent,
        action: Action[Any],
        kept: Kept | None,
        itself: str | None,
        insist: bool,
        reason: str | None,
    ) -> Asked | str:
        """Return what goes out of one that waited, on its shift as just read; else why it is not to.

        One that somebody insists on goes out on the shift as it was shown to them when it was held.
        """
        if intent.external_id:
            if kept is None or kept.removed:
                return "The shift is no longer visible at the vendor."
            shown = (intent.found or intent.basis) if insist else intent.basis
            before = Before(first=False, listed=None, reports=False, seldom=talk.vendor.seldom)
            if shown is not None and news(shown, False, kept.shift, before, datetime.now(UTC)):
                since = "it was held" if insist and intent.found is not None else "this was asked for"
                return f"The shift has changed since {since}."
        wish = asked(
            talk.vendor,
            kept,
            intent.action,
            intent.parameters,
            self._outbox.reader,
            talk.settings.account(),
            itself=itself,
            rules=self.rules(),
        )
        if objection := wish.refusal or wish.objection(reason):
            return objection
        if insist and kept is not None:
            self._outbox.rebase(intent.id, kept.shift, action.preview(kept.shift, wish.params))
        return wish

    async def _looked_at(self, talk: Talk, intent: Intent) -> Intent:
        if intent.state is IntentState.UNKNOWN:
            return await look_once(self.delivery, talk, intent)
        return intent

    def _begin(
        self,
        talk: Talk,
        external_id: str,
        key: str,
        raw: Mapping[str, object],
        reason: str | None,
        itself: str | None,
        shown: Shown | None,
        *,
        anyhow: bool = False,
    ) -> Begun | None:
        """Check a wish against what is shown and put it on record.

        None if the shift is not known, or unless `anyhow` not since this desk has last changed it.
        """
        reader = self._outbox.reader
        ref = f"{talk.name}:{external_id}" if external_id else talk.name
        kept = reader.shift(ref) if external_id else None
        if external_id and (kept is None or (not anyhow and reader.is_stale(ref))):
            return None

        def refused(message: str, *, needs_reason: bool = False) -> Done:
            return Done(
                id=None,
                ref=ref,
                action=key,
                outcome=IntentState.REFUSED,
                message=message,
                kept=kept,
                needs_reason=needs_reason,
            )

        try:
            wish = asked(
                talk.vendor,
                kept,
                key,
                raw,
                reader,
                talk.settings.account(),
                itself=itself,
                rules=self.rules(),
            )
        except Unusable:
            if not external_id or (before := done_before(reader.intents(ref), key)) is None:
                raise
            if key in {one.key for one in talk.vendor.actions(None if kept is None else kept.shift)}:
                raise  # it is its parameters that do not fit
            return refused(before)
        if wish.action.on_connection:
            ref = talk.name
        if (open_one := in_the_way(wish, talk.name, reader)) is not None:
            return refused(doubled(open_one, key))
        if shown is not None and (told := otherwise_than(shown, wish)):
            return refused(told)
        if wish.refusal:
            return refused(f"{wish.refusal} Nothing was sent.")
        if objection := wish.objection(reason):
            return refused(objection, needs_reason=wish.needs_reason)
        action, shift = wish.action, wish.shift
        on_shift = shift is not None and not action.on_connection
        intent = self._outbox.enter(
            Draft(
                connection=talk.name,
                vendor=talk.vendor.key,
                external_id="" if action.on_connection else external_id,
                action=action.key,
                label=action.label,
                parameters=wish.params.model_dump(mode="json", exclude_unset=True),
                reason=reason,
                overridden=wish.overridden,
                by=self.delivery.by,
                basis=shift if on_shift else None,
                preview=action.preview(shift, wish.params) if shift is not None and on_shift else None,
                seen=reader.beside(talk.name, shift.start) if action.mints and shift is not None else (),
            )
        )
        if intent is None:  # another process has just entered one
            return refused(f"“{action.label}” was already asked for, and its end is open; nothing was sent.")
        return wish, intent

    def _done(self, talk: Talk, intent: Intent, remarks: tuple[str, ...]) -> Done:
        reader = self._outbox.reader
        asked_for = intent.ref if intent.external_id else intent.result_ref
        kept = reader.shift(asked_for) if asked_for else None
        return Done(
            id=intent.id,
            ref=intent.ref,
            action=intent.action,
            outcome=intent.state,
            message=intent.message or "",
            kept=kept,
            result_ref=intent.result_ref,
            remarks=remarks,
            undo=undo_of(talk.vendor, intent, kept, reader.shift(intent.result_ref or "")),
            unreached=intent.state is IntentState.REFUSED and intent.id in self.delivery.unreached,
        )
