"""Writing the outbox: what was asked for, before it is sent, and what became of it.

Every step is committed to disk before the next is taken. An intent that is being sent is leased
by its process: a lock of the operating system that dies with it. Nothing is ever deleted.
"""

import json
import secrets
import time
from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import apsw

from app.domain import Intent, IntentState, Shift
from app.errors import Failed
from app.locks import held
from app.places import Places
from app.secrets import Key
from app.store import activity
from app.store.files import fetched, open_writing, transaction, translated, translating
from app.store.reader import DESK, Reader
from app.store.record import INTENT, intent_of, packed
from app.store.rows import marks

if TYPE_CHECKING:  # importing it costs what a look into the outbox does not pay
    from app.sending import Exchange


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An intent that is about to be entered."""

    connection: str
    vendor: str
    external_id: str
    action: str
    label: str
    parameters: Mapping[str, object]
    reason: str | None
    by: str
    basis: Shift | None
    preview: Shift | None
    seen: Collection[str] = ()
    overridden: Sequence[str] = ()  # what the desk's checks said and the reason sets aside


class Outbox:
    """The outbox's one writer in this process, with a Reader of its own. Use it from one thread at a time."""

    def __init__(self, places: Places, db: apsw.Connection, reader: Reader) -> None:
        self.reader = reader
        self._db = db
        self._folder = places.data / "leases"
        self._lease: str | None = None
        self.under_way: set[int] = set()  # intents that this process has taken and not put down again
        self._holding = ExitStack()

    @classmethod
    @translated
    def open(cls, places: Places, key: Key) -> "Outbox":
        """Open the desk's file for writing; both files have to be there already."""
        reader = Reader.open(places, key)
        try:
            return cls(places, open_writing(places.desk, key, DESK), reader)
        except BaseException:
            reader.close()
            raise

    def close(self) -> None:
        """Close the files, and give up the lease: what is still being sent by then is nobody's."""
        self.reader.close()
        self._db.close()
        self._holding.close()
        if self._lease is not None:
            (self._folder / self._lease).unlink(missing_ok=True)

    @translated
    def enter(self, draft: Draft) -> Intent | None:
        """Put an intent on record, leased by this process and about to be sent.

        Returns None, and enters nothing, where another one of the same shift is still open; of
        those that concern a connection itself, one of the same parameters.
        """
        lease = self._leased()
        parameters = _json(draft.parameters)
        now = time.time()
        with transaction(self._db):
            same = fetched(
                self._db,
                """select 1 from intent where finished_at is null and connection=? and external_id=?
                   and (external_id != '' or (action=? and parameters=?))""",
                (draft.connection, draft.external_id, draft.action, parameters),
            )
            if same:
                return None
            self._db.execute(
                """insert into intent(connection, vendor, external_id, action, label, parameters, reason,
                   state, lease, by, attempts, created_at, basis, preview, seen, memory)
                   values(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, '{}')""",
                (
                    draft.connection,
                    draft.vendor,
                    draft.external_id,
                    draft.action,
                    draft.label,
                    parameters,
                    draft.reason,
                    IntentState.SENDING.value,
                    lease,
                    draft.by,
                    now,
                    packed(draft.basis),
                    packed(draft.preview),
                    json.dumps(sorted(draft.seen)),
                ),
            )
            number = self._db.last_insert_rowid()
            self.under_way.add(number)
            self._step(
                number, now, IntentState.SENDING, draft.by, _overridden(draft.reason, draft.overridden)
            )
        return self._get(number)

    @translated
    def take(
        self,
        number: int,
        by: str,
        seen: Collection[str] = (),
        reason: str | None = None,
        overridden: Sequence[str] = (),
    ) -> Intent | None:
        """Lease a waiting intent, to send it; None if it waits no longer. `seen`: the ids known by now.

        `overridden` and `reason` as in a Draft, as it goes out.
        """
        lease = self._leased()
        with transaction(self._db):
            self._db.execute(
                """update intent set state='sending', lease=?, sent_at=null, message=null, seen=?,
                   reason=coalesce(?, reason) where id=? and state in ('queued', 'held')""",
                (lease, json.dumps(sorted(seen)), reason, number),
            )
            if not self._db.changes():
                return None
            self.under_way.add(number)
            self._step(number, time.time(), IntentState.SENDING, by, _overridden(reason, overridden))
        return self._get(number)

    @translated
    def note(self, number: int, memory: Mapping[str, object]) -> None:
        """Keep what the adapter noted before sending."""
        with transaction(self._db):
            self._db.execute("update intent set memory=? where id=?", (_json(memory), number))

    @translated
    def leave(self, number: int) -> None:
        """Mark an intent as sent, on disk, for its request is about to leave.

        Raises Failed if it is not this process that sends it: then it must not leave.
        """
        now = time.time()
        with transaction(self._db):
            self._db.execute(
                """update intent set sent_at=?, attempts=attempts+1
                   where id=? and state='sending' and lease=?""",
                (now, number, self._lease),
            )
            if not self._db.changes():
                raise Failed("Another Callboard has taken this up meanwhile.")

    @translated
    def answered(
        self, number: int, by: str, message: str, result: str | None, exchanges: "Sequence[Exchange]"
    ) -> None:
        """Put on record at once that the vendor has done it; what it changed is yet to be read back."""
        now = time.time()
        with transaction(self._db):
            self._db.execute(
                "update intent set message=?, result=? where id=? and state='sending'",
                (message, result, number),
            )
            for one in exchanges:
                self._step(number, now, IntentState.SENDING, by, message, one)

    @translated
    def finish(
        self,
        number: int,
        state: IntentState,
        by: str,
        message: str,
        *,
        result: str | None = None,
        exchanges: "Sequence[Exchange]" = (),
        expected: Collection[IntentState] = (IntentState.SENDING,),
        reached: bool = True,
        lease: str | None = None,
    ) -> Intent | None:
        """Put on record what became of an intent; None, and no change, if it is not as expected any more.

        `reached` is false where not a byte reached the vendor: then it was not sent after all. With a
        `lease` it has to be under that one still.
        """
        now = time.time()
        before = [one.value for one in expected]
        ended = state in (IntentState.SUCCEEDED, IntentState.REFUSED, IntentState.WITHDRAWN)
        with transaction(self._db):
            self._db.execute(
                f"""update intent set state=?, message=?, result=coalesce(?, result), lease=null,
                    finished_at=?, sent_at=case when ? then sent_at end
                    where id=? and lease is coalesce(?, lease) and state in ({marks(before)})""",
                (state.value, message, result, now if ended else None, reached, number, lease, *before),
            )
            if not self._db.changes():
                return None
            for one in exchanges[:-1]:
                self._step(number, now, IntentState.SENDING, by, exchange=one)
            self._step(number, now, state, by, message, exchanges[-1] if exchanges else None)
        return self._get(number)

    @translated
    def hold(self, number: int, by: str, message: str, found: Shift | None) -> Intent | None:
        """Keep an intent back, for its shift is not as it was: `found` is how it stands now."""
        with transaction(self._db):
            self._db.execute(
                """update intent set state='held', lease=null, message=?, found=?
                   where id=? and state='sending'""",
                (message, packed(found), number),
            )
            if not self._db.changes():
                return None
            self._step(number, time.time(), IntentState.HELD, by, message)
        return self._get(number)

    @translated
    def rebase(self, number: int, basis: Shift, preview: Shift | None) -> None:
        """Let an intent that waits build on the shift as it stands now: somebody has seen it and goes on."""
        with transaction(self._db):
            self._db.execute(
                """update intent set basis=?, preview=?, found=null
                   where id=? and state in ('queued', 'held')""",
                (packed(basis), packed(preview), number),
            )

    @translated
    def orphans(self, by: str) -> list[Intent]:
        """Take up what nobody is sending any more, and return it as it stands now.

        That is what dead processes were sending, and of this one's own all but what is under way.
        What never left is refused; what the vendor had said yes to is done; of the rest nobody knows.
        """
        found = []
        rows = fetched(self._db, "select id, lease, sent_at, message from intent where state='sending'")
        for number, lease, sent_at, said in rows:
            if lease == self._lease:
                if number not in self.under_way:
                    found.append(self._orphan(number, by, lease, sent_at, said))
                continue
            with translating(), held(self._folder_made() / lease, patience=0) as dead:
                if not dead:
                    continue
                found.append(self._orphan(number, by, lease, sent_at, said))
            (self._folder / lease).unlink(missing_ok=True)
        return [one for one in found if one is not None]

    def _orphan(
        self, number: int, by: str, lease: str, sent_at: float | None, said: str | None
    ) -> Intent | None:
        if sent_at is None:
            state = IntentState.REFUSED
            message = "Callboard was ended before anything was sent; nothing was changed."
        elif said is not None:
            state, message = IntentState.SUCCEEDED, said
        else:
            state = IntentState.UNKNOWN
            message = "Callboard was ended while this was on its way; the vendor is read to find out."
        # Since it was looked at, another process may have taken it.
        return self.finish(number, state, by, message, lease=lease)

    def _get(self, number: int) -> Intent:
        rows = fetched(self._db, f"select {INTENT} from intent where id=?", (number,))
        return intent_of(rows[0])

    def _step(
        self,
        number: int,
        at: float,
        state: IntentState,
        by: str,
        message: str | None = None,
        exchange: "Exchange | None" = None,
    ) -> None:
        self._db.execute(
            "insert into step(intent, at, state, by, message, exchange) values(?, ?, ?, ?, ?, ?)",
            (number, at, state.value, by, message, None if exchange is None else _json(asdict(exchange))),
        )
        activity.enter_step(self._db, self._db.last_insert_rowid())

    def _leased(self) -> str:
        """Return the name of this process's lease, which is taken at the first need."""
        if self._lease is None:
            name = f"{secrets.token_hex(8)}.lock"
            with translating():
                if not self._holding.enter_context(held(self._folder_made() / name, patience=0)):
                    raise AssertionError("a lock of a name that nobody else has")
            self._lease = name
        return self._lease

    def _folder_made(self) -> Path:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        return self._folder


def _overridden(reason: str | None, sentences: Sequence[str]) -> str | None:
    """Return, for the record, what was overridden and why."""
    return f"Overridden, for “{reason}”: {' '.join(sentences)}" if sentences else None


def _json(value: Mapping[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} cannot be kept")
