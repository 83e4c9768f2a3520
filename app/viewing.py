"""What the window asks of the engine about saved views: it reads the desk's file, and writes nothing."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from app import user
from app.store.store import Store
from app.store.views import view_of
from app.writer import Writer

Message = Mapping[str, Any]


class Viewing:
    """Answers to `keep_view`, `drop_view` and `arrange_views`. `changed` is called after each."""

    def __init__(self, store: Store, write: Writer, changed: Callable[[], None]) -> None:
        self._store = store
        self._write = write
        self._changed = changed

    def answers(self) -> dict[str, Callable[[Message], Awaitable[dict[str, Any]]]]:
        """Return what answers each message."""
        return {"keep_view": self._keep, "drop_view": self._drop, "arrange_views": self._arrange}

    async def _keep(self, message: Message) -> dict[str, Any]:
        view = view_of(message["view"])
        await self._write(self._store.keep_copy)
        await self._write(self._store.views.keep, view, user.name(), datetime.now(UTC))
        self._changed()
        return {}

    async def _drop(self, message: Message) -> dict[str, Any]:
        await self._write(self._store.keep_copy)
        await self._write(self._store.views.drop, str(message["key"]), user.name())
        self._changed()
        return {}

    async def _arrange(self, message: Message) -> dict[str, Any]:
        await self._write(self._store.views.arrange, [str(key) for key in message["keys"]], user.name())
        self._changed()
        return {}
