"""A thread of its own for each file that is written, so that no event loop waits for a disk."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Writer:
    """The one thread in which something is used that must not be used from two."""

    def __init__(self, name: str = "store") -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    async def __call__(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what the work returns, once it was its turn; a cancelled wait still sees it done."""
        return await asyncio.shield(
            asyncio.get_running_loop().run_in_executor(self._thread, partial(work, *args, **kwargs))
        )

    def close(self) -> None:
        """Wait for what is under way."""
        self._thread.shutdown()
