"""Sending what is on record, once, and reading back what it changed.

The order is all that matters here. An intent is on disk before anything is sent, and marked as
sent on disk before its first byte leaves. What becomes of one that got no answer is found out
by `app.settling`, which reads; nothing is ever sent a second time by itself.
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.action import Action, Answer, Happened, Wish
from app.asking import action_of
from app.connection import pull, refresh
from app.domain import Intent, IntentState, Kept
from app.errors import CallboardError, Failed, Refused, SignInNeeded, Unreachable, Unusable
from app.http import Client
from app.sending import Exchange, Sending
from app.settings import ConnectionSettings
from app.store.mirror import Delta
from app.store.outbox import Outbox
from app.store.store import Store
from app.vendor import Vendor
from app.writer import Writer

log = logging.getLogger(__name__)

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

    async def perform(
        self,
        talk: Talk,
        action: Action[Any],
        intent: Intent,
        *,
        queue: bool,
    ) -> Intent:
        """Send an intent that this process has leased, and return it as it then stands.

        `queue`: where not a byte reaches the vendor, it waits.
        """

        async def leaving() -> None:
            await self.desk(self.outbox.leave, intent.id)

        sending = Sending(talk.client, leaving)
        try:
            if action.look is not None:
                memory = await action.look(talk.client, talk.settings.account(), wish_of(action, intent))
                await self.desk(self.outbox.note, intent.id, memory)
                intent = await self.again(intent)
            answer = await action.run(sending, talk.settings.account(), wish_of(action, intent))
        except asyncio.CancelledError:
            await asyncio.shield(self._broken_off(intent, sending))
            raise
        except Exception as error:
            return await self._failed(talk, intent, sending, error, queue=queue)
        try:
            return await self.succeeded(talk, intent, answer, sending.exchanges)
        except asyncio.CancelledError:  # the reading back is broken off; what the vendor said stands
            await asyncio.shield(self._said_done(intent, answer, sending.exchanges))
            raise

    async def succeeded(
        self,
        talk: Talk,
        intent: Intent,
        answer: Answer | Happened,
        exchanges: Sequence[Exchange] = (),
        message: str | None = None,
    ) -> Intent:
        """Read back what an action has changed, put its news to this desk's account, and end the intent."""
        result = answer.result if answer.result != intent.external_id else None
        series = await self.read_back(talk, intent, [result, *answer.touched])
        refs = {f"{talk.name}:{one}" for one in (intent.external_id, result, *answer.touched, *series) if one}
        try:
            await self._attribute(talk, refs, intent.sent_at or intent.created_at)
        except CallboardError as error:  # whose news they are matters less than that it was done
            log.warning("%s: the news of an action could not be attributed: %s", talk.name, error)
        return await self._said_done(intent, answer, exchanges, message)

    async def _attribute(self, talk: Talk, refs: Collection[str], since: datetime) -> None:
        """Put the news that an action has caused to this desk's account."""
        keys = await self._write(self._store.mirror.attribute, refs, since, self.by)
        if keys:
            await self._write(self._store.desk.acknowledge, keys, self.by, datetime.now(UTC))
            self._witness.committed(talk.name, Delta())

    async def _said_done(
        self,
        intent: Intent,
        answer: Answer | Happened,
        exchanges: Sequence[Exchange],
        message: str | None = None,
    ) -> Intent:
        said = answer.said if isinstance(answer, Answer) else None
        return await self.finish(
            intent,
            IntentState.SUCCEEDED,
            said or message or f"{intent.label}: done.",
            result=answer.result if answer.result != intent.external_id else None,
            exchanges=exchanges,
        )

    async def finish(
        self,
        intent: Intent,
        state: IntentState,
        message: str,
        *,
        result: str | None = None,
        exchanges: Sequence[Exchange] = (),
    ) -> Intent:
        """Put on record what became of an intent, unless somebody was quicker; return it as it stands."""
        ended = await self.desk(
            self.outbox.finish,
            intent.id,
            state,
            self.by,
            message,
            result=result,
            exchanges=exchanges,
            expected=(intent.state,),
        )
        if ended is None:
            return await self.again(intent)
        self._witness.intent(ended)
        return ended

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
            except CallboardError as error:
                log.warning("%s: could not be read back: %s", talk.name, error)
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
        match state:
            case IntentState.QUEUED:
                message = f"{error} Nothing was sent: it waits until the vendor can be reached."
            case IntentState.UNKNOWN:
                message = f"{error} It is not known whether it was done; the vendor is read to find out."
            case _ if not _arrived(sending, error) and "othing was sent" not in str(error):
                message = f"{error} Nothing was sent."
            case _:
                message = str(error)
        ended = await self.finish(intent, state, message, exchanges=sending.exchanges)
        if ended.external_id and state is IntentState.REFUSED and _arrived(sending, error):
            await self.read_back(talk, ended)  # the vendor sees it otherwise than it is shown
        return ended

    async def _broken_off(self, intent: Intent, sending: Sending) -> None:
        if sending.left:
            message = "It was broken off on its way; the vendor is read to find out whether it was done."
            await self.finish(intent, IntentState.UNKNOWN, message, exchanges=sending.exchanges)
        else:
            message = "It was broken off before anything was sent; nothing was changed."
            await self.finish(intent, IntentState.REFUSED, message)

    async def _read(self, talk: Talk, external_id: str) -> Delta:
        return await refresh(talk.vendor, talk.settings, talk.client, self._store, self._write, external_id)


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
