"""Sending what is on record, once, and reading back what it changed.

The order is all that matters here. An intent is on disk before anything is sent, and marked as
sent on disk before its first byte leaves. What becomes of one that got no answer is found out
by `app.settling`, which reads; nothing is ever sent a second time by itself.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from app.action import Action, Answer, Happened, Wish
from app.aftermath import aftermath
from app.asking import action_of
from app.causes import caused
from app.connection import pull, refresh
from app.domain import Intent, IntentState, Kept
from app.errors import CallboardError, Failed, Refused, SignInNeeded, Unreachable, Unusable, VendorError
from app.http import Client
from app.sending import Exchange, Sending
from app.settings import ConnectionSettings
from app.store.mirror import Delta
from app.store.outbox import Outbox
from app.store.store import Store
from app.vendor import Vendor
from app.writer import Writer

log = logging.getLogger(__name__)

T = TypeVar("T")

WAITS = "Nothing was sent: it waits until the vendor can be reached."
NEVER_LEFT = "It was broken off before anything was sent; nothing was changed."
TOO_MANY, TIMED_OUT = 429, 408  # statuses: the one is a refusal, the other leaves it open


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation with one vendor on behalf of one connection."""

    vendor: Vendor
    settings: ConnectionSettings
    client: Client

    @property
    def name(self) -> str:
        """Return the connection's name."""
        return self.settings.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """Who wants to know: both are called in the event loop, and must not wait."""

    intent: Callable[[Intent], None] = lambda intent: None  # at each of its steps
    committed: Callable[[str, Delta], None] = lambda connection, delta: None  # of the mirror


class Delivery:
    """One process's way to send. Use it from one event loop; `desk` is the outbox's own thread."""

    def __init__(
        self, outbox: Outbox, desk: Writer, store: Store, write: Writer, by: str, witness: Witness
    ) -> None:
        self.outbox = outbox
        self.desk = desk
        self.by = by
        self._store = store
        self._write = write
        self._witness = witness
        self.left: dict[int, float] = {}  # when they left, by the clock that nobody sets
        self.unreached: set[int] = set()  # of which not a byte reached its vendor: they might have waited

    async def perform(self, talk: Talk, action: Action[Any], intent: Intent, *, queue: bool) -> Intent:
        """Send an intent that this process has leased, and return it as it then stands.

        `queue`: where not a byte reaches the vendor, it waits.
        """
        try:
            return await self._perform(talk, action, intent, queue=queue)
        finally:
            self.outbox.under_way.discard(intent.id)

    async def wait(self, intent: Intent, error: VendorError) -> Intent:
        """Let an intent that this process has leased wait, for its vendor could not be asked of the shift."""
        self.outbox.under_way.discard(intent.id)
        return await self.finish(intent, IntentState.QUEUED, f"{error} {WAITS}", reached=False)

    async def leased(
        self, working: Awaitable[T], intent: Callable[[T], Intent | None], state: IntentState
    ) -> T:
        """Return what work brings that leases an intent: `intent` of it.

        Broken off meanwhile it is let come to its end, and the intent is put down again, in that state.
        """
        work = asyncio.ensure_future(working)

        async def put_down() -> None:
            with suppress(CallboardError):  # then nothing was leased
                if (leased := intent(await work)) is not None:
                    self.outbox.under_way.discard(leased.id)
                    await self.finish(leased, state, NEVER_LEFT)

        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            await asyncio.shield(put_down())
            raise

    async def _perform(self, talk: Talk, action: Action[Any], intent: Intent, *, queue: bool) -> Intent:
        async def leaving() -> None:
            await self.desk(self.outbox.leave, intent.id)
            self.left[intent.id] = time.monotonic()

        sending = Sending(talk.client, leaving)
        try:
            if action.look is not None:
                memory = await action.look(talk.client, talk.settings.account(), wish_of(action, intent))
                await self.desk(self.outbox.note, intent.id, memory)
                intent = await self.again(intent)
            answer = await action.run(sending, talk.settings.account(), wish_of(action, intent))
        except asyncio.CancelledError:
            await asyncio.shield(self._broken_off(intent, sending, queue=queue))
            raise
        except Exception as error:
            return await self._failed(talk, intent, sending, error, queue=queue)
        message = answer.said or f"{intent.label}: done."
        try:
            await self._answered(intent, answer, message, sending.exchanges)
            return await self.succeeded(talk, intent, answer, message)
        except asyncio.CancelledError:  # the reading back is broken off; what the vendor said stands
            await asyncio.shield(self._end(intent, answer, message))
            raise

    async def succeeded(self, talk: Talk, intent: Intent, answer: Answer | Happened, message: str) -> Intent:
        """Read back what an action has changed, put its news to this desk's account, and end the intent."""
        result = _minted(intent, answer)
        series = await self.read_back(talk, intent, [result, *answer.touched])
        refs = {f"{talk.name}:{one}" for one in (intent.external_id, result, *answer.touched, *series) if one}
        try:
            await self._attribute(talk, await self.again(intent), refs)
            if not (isinstance(answer, Happened) and answer.said):
                message = f"{message} {await self.desk(self._aftermath, intent, result)}".strip()
        except CallboardError as error:  # whose news they are matters less than that it was done
            log.warning("%s: the news of an action could not be told: %s", talk.name, error)
        return await self._end(intent, answer, message)

    def _aftermath(self, intent: Intent, result: str | None) -> str:
        """Return what has changed, as far as it was read back."""
        ref = intent.ref if result is None else f"{intent.connection}:{result}"
        kept = self.outbox.reader.shift(ref)
        sent = (intent.sent_at or intent.created_at).replace(microsecond=0)  # as rows are seen
        if kept is None or kept.removed or kept.last_seen < sent:
            return ""
        # A row that was split off is another one than the shift was expected to become.
        return aftermath(intent.basis, None if result else intent.preview, kept.shift)

    async def finish(
        self,
        intent: Intent,
        state: IntentState,
        message: str,
        *,
        result: str | None = None,
        exchanges: Sequence[Exchange] = (),
        reached: bool = True,
    ) -> Intent:
        """Put on record what became of an intent, unless somebody was quicker; return it as it stands.

        Where this machine cannot record it, what is known is returned all the same: it is found
        out anew once it can.
        """
        try:
            ended = await self.desk(
                self.outbox.finish,
                intent.id,
                state,
                self.by,
                message,
                result=result,
                exchanges=exchanges,
                expected=(intent.state,),
                reached=reached,
            )
        except CallboardError as error:
            log.error("%s: the end of %s could not be recorded: %s", intent.connection, intent.id, error)
            return replace(intent, state=state, message=f"{message} It could not be put on record: {error}")
        if ended is None:
            return await self.again(intent)
        self._witness.intent(ended)
        return ended

    async def _answered(
        self, intent: Intent, answer: Answer, message: str, exchanges: Sequence[Exchange]
    ) -> None:
        """Keep the vendor's yes before anything else is asked of it."""
        try:
            await self.desk(
                self.outbox.answered, intent.id, self.by, message, _minted(intent, answer), exchanges
            )
        except CallboardError as error:  # it is done all the same
            log.error("%s: the answer to %s could not be recorded: %s", intent.connection, intent.id, error)

    async def _attribute(self, talk: Talk, intent: Intent, refs: Collection[str]) -> None:
        """Put the news that an action has caused to this desk's account."""
        news = await self._write(self._store.mirror.nobodys, refs, intent.sent_at or intent.created_at)
        kept = await self.desk(self.outbox.reader.shift, intent.ref)
        now = None if kept is None or kept.removed else kept.shift
        ours = [one for one in news if caused(one.change, intent, now)]
        if not ours:
            return
        await self._write(self._store.mirror.attribute, [one.id for one in ours], self.by)
        keys = [one.change.key for one in ours]
        await self._write(self._store.desk.acknowledge, keys, self.by, datetime.now(UTC))
        self._witness.committed(talk.name, Delta())

    async def _end(self, intent: Intent, answer: Answer | Happened, message: str) -> Intent:
        return await self.finish(intent, IntentState.SUCCEEDED, message, result=_minted(intent, answer))

    def told(self, intent: Intent) -> None:
        """Tell the listener of an intent that has taken a step."""
        self._witness.intent(intent)

    async def read_again(self, talk: Talk, external_id: str) -> Kept | None:
        """Read one shift from its vendor and return it as it now stands; None if it was never seen."""
        self._witness.committed(talk.name, await self._read(talk, external_id))
        return await self.desk(self.outbox.reader.shift, f"{talk.name}:{external_id}")

    async def read_back(self, talk: Talk, intent: Intent, others: Iterable[str | None] = ()) -> list[str]:
        """Read anew what an action may have changed; return the patterns that those shifts belong to."""
        if not intent.external_id:
            # What is made at a connection is known by its days: a listing alone shows them all.
            await pull(
                talk.vendor,
                talk.settings,
                talk.client,
                self._store,
                self._write,
                committed=lambda delta: self._witness.committed(talk.name, delta),
            )
        found = []
        for external_id in dict.fromkeys(one for one in (intent.external_id, *others) if one):
            try:
                kept = await self.read_again(talk, external_id)
            except Exception as error:  # what was done is done; the next pull shows it
                log.warning("%s: could not be read back: %r", talk.name, error)
                continue
            if kept is not None and kept.shift.series:
                found.append(kept.shift.series)
        return found

    async def again(self, intent: Intent) -> Intent:
        """Return an intent as it now stands on record."""
        found = await self.desk(self.outbox.reader.intent, intent.id)
        assert found is not None  # no intent is ever deleted
        return found

    async def _failed(
        self, talk: Talk, intent: Intent, sending: Sending, error: Exception, *, queue: bool
    ) -> Intent:
        """Put on record how a sending failed, and whether that is known."""
        if not isinstance(error, CallboardError):
            log.error("%s: unforeseen while acting", talk.name, exc_info=error)
            error = Failed(f"Callboard itself stumbled over the vendor's answer ({type(error).__name__}).")
        state = _became(sending, error, queue=queue)
        if isinstance(error, Unreachable) and not _arrived(sending, error):
            self.unreached.add(intent.id)
        match state:
            case IntentState.QUEUED:
                message = f"{error} {WAITS}"
            case IntentState.UNKNOWN:
                message = f"{error} It is not known whether it was done; the vendor is read to find out."
            case _ if not _arrived(sending, error) and "othing was sent" not in str(error):
                message = f"{error} Nothing was sent."
            case _:
                message = str(error)
        reached = _arrived(sending, error)
        ended = await self.finish(intent, state, message, exchanges=sending.exchanges, reached=reached)
        if ended.external_id and state is IntentState.REFUSED and reached:
            await self.read_back(talk, ended)  # the vendor sees it otherwise than it is shown
        return ended

    async def _broken_off(self, intent: Intent, sending: Sending, *, queue: bool) -> None:
        if sending.left:
            message = "It was broken off on its way; the vendor is read to find out whether it was done."
            await self.finish(intent, IntentState.UNKNOWN, message, exchanges=sending.exchanges)
        elif queue:
            message = "It was broken off before anything was sent; it waits until the vendor can be reached."
            await self.finish(intent, IntentState.QUEUED, message)
        else:
            await self.finish(intent, IntentState.REFUSED, NEVER_LEFT)

    async def _read(self, talk: Talk, external_id: str) -> Delta:
        return await refresh(talk.vendor, talk.settings, talk.client, self._store, self._write, external_id)


def _minted(intent: Intent, answer: Answer | Happened) -> str | None:
    """Return the external id of a row that the vendor made, if it is another than the one asked for."""
    return answer.result if answer.result != intent.external_id else None


def wish_of(action: Action[Any], intent: Intent) -> Wish[Any]:
    """Return an intent as its action needs to know it."""
    return Wish(
        shift=intent.basis,
        params=action.params.model_validate(dict(intent.parameters)),
        seen=intent.seen,
        memory=intent.memory,
    )


def intended(vendor: Vendor, intent: Intent) -> Action[Any] | None:
    """Return an intent's action, None if this version no longer has it."""
    try:
        return action_of(vendor, intent.basis, intent.action)
    except Unusable:
        return None


def _became(sending: Sending, error: CallboardError, *, queue: bool) -> IntentState:
    """Return the state that an error leaves an intent in."""
    if not _arrived(sending, error):
        return IntentState.QUEUED if queue and isinstance(error, Unreachable) else IntentState.REFUSED
    status = sending.exchanges[-1].status if sending.exchanges else None
    if status == TIMED_OUT:
        return IntentState.UNKNOWN
    if status == TOO_MANY or isinstance(error, Refused | SignInNeeded):
        return IntentState.REFUSED
    return IntentState.UNKNOWN


def _arrived(sending: Sending, error: CallboardError) -> bool:
    """Tell whether the vendor may have got the request: once it has answered, it did."""
    if any(one.status is not None for one in sending.exchanges):
        return True
    return sending.left and (not isinstance(error, Unreachable) or error.left)
