"""A connection's turn: whichever process pulls it, or reads its rolls, one does at a time."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.errors import Busy
from app.locks import held
from app.places import Places
from app.store.files import translating

PATIENCE = 10.0  # seconds to wait for another process that pulls the same connection


@asynccontextmanager
async def turn(places: Places, connection: str, at: str = "pull") -> AsyncIterator[None]:
    """Hold a connection's lock for this; raise Busy if another process keeps it."""
    lock = places.data / f"{at}-{connection}.lock"
    deadline = time.monotonic() + PATIENCE
    while True:
        with translating(), held(lock, patience=0) as mine:
            if mine:
                yield
                return
        if time.monotonic() > deadline:
            raise Busy(
                "Another Callboard has been pulling this connection for a while; nothing was changed. "
                "Its result will show; try again later if it does not."
            )
        await asyncio.sleep(0.1)
