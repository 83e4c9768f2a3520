"""What the window asks of the engine about changes: it reads both files, and writes nothing."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from app import user
from app.errors import Unusable
from app.store.store import Store
from app.writer import Writer

Message = Mapping[str, Any]

AT_ONCE = 2000  # changes that are acknowledged before another writer of this process gets a turn
LONGEST = 4000  # characters of a note


class Attending:
    """Answers about changes that somebody has taken note of. `changed` is called after each."""

    def __init__(self, store: Store, write: Writer, changed: Callable[[], None]) -> None:
        self._store = store
        self._write = write
        self._changed = changed

    def answers(self) -> dict[str, Callable[[Message], Awaitable[dict[str, Any]]]]:
        """Return what answers each message."""
        return {
            "acknowledge": self._acknowledge,
            "take_back": self._take_back,
            "snooze": self._snooze,
            "remark": self._remark,
        }

    async def _acknowledge(self, message: Message) -> dict[str, Any]:
        ids, unknown = [int(one) for one in message["changes"]], []
        for first in range(0, len(ids), AT_ONCE):
            unknown += await self._write(
                self._store.acknowledge,
                ids[first : first + AT_ONCE],
                user.name(),
                message.get("comment"),
                message.get("batch"),
            )
        self._changed()
        return {"unknown": unknown}

    async def _take_back(self, message: Message) -> dict[str, Any]:
        undone = await self._write(self._store.desk.take_back, str(message["batch"]), user.name())
        self._changed()
        return {"undone": undone}

    async def _snooze(self, message: Message) -> dict[str, Any]:
        until = None if message.get("until") is None else _moment(message["until"])
        if until is not None and until > datetime.now(UTC) + timedelta(days=366):
            raise Unusable("A change can be put off for a year at most. Nothing was changed.")
        await self._write(self._store.snooze, [int(one) for one in message["changes"]], until, user.name())
        self._changed()
        return {}

    async def _remark(self, message: Message) -> dict[str, Any]:
        text = str(message["text"]).strip()
        if len(text) > LONGEST:
            raise Unusable(f"A note has at most {LONGEST:,} characters; this one was not saved.")
        await self._write(self._store.remark, [int(one) for one in message["changes"]], text, user.name())
        self._changed()
        return {}


def _moment(seconds: float) -> datetime:
    try:
        return datetime.fromtimestamp(float(seconds), UTC)
    except (OverflowError, OSError, TypeError, ValueError) as error:
        raise Unusable("That is no time. Nothing was changed.") from error
