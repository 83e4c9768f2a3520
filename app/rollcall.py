"""What a vendor tells of its people beside their shifts, read now and then and kept: time off, contact.

It follows a good pull, outside of that and of its turn, and can spoil nothing of it: a roll that is
refused, or slow, costs itself alone.
"""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from app.errors import Busy, CallboardError, SignInNeeded, Unreachable, VendorError
from app.http import Client
from app.settings import ConnectionSettings
from app.store.files import Damaged
from app.turn import turn
from app.vendor import Roll, Vendor
from app.writer import Writer

if TYPE_CHECKING:
    from app.domain import Span
    from app.store.store import Store

log = logging.getLogger(__name__)

PATIENCE = 60.0  # seconds for one roll


async def call_rolls(
    vendor: Vendor,
    settings: ConnectionSettings,
    client: Client,
    store: "Store",
    write: Writer,
    span: "Span",
    *,
    due_only: bool,
) -> bool:
    """Read the rolls of a vendor, or those whose time has come; return whether anything changed.

    Raises Damaged alone. Where another process is reading them, its result will show.
    """
    if not vendor.rolls:
        return False
    call = _Call(vendor, settings, client, store, write, span)
    try:
        async with turn(store.places, settings.name, "rolls"):
            await call.run(due_only=due_only)
    except Damaged:
        raise
    except Busy:
        pass
    except CallboardError as failure:
        log.warning("%s: its rolls could not be kept: %s", settings.name, failure)
    except Exception:  # a fault of ours with these is no reason to call anything else a failure
        log.exception("%s: rolls: unforeseen", settings.name)
    return call.changed


class _Call:
    """One reading of a connection's rolls, and whether it has changed anything so far."""

    def __init__(
        self,
        vendor: Vendor,
        settings: ConnectionSettings,
        client: Client,
        store: "Store",
        write: Writer,
        span: "Span",
    ) -> None:
        self.changed = False
        self._vendor = vendor
        self._settings = settings
        self._client = client
        self._rolls = store.rolls
        self._write = write
        self._span = span

    async def run(self, *, due_only: bool) -> None:
        last = await self._write(self._rolls.read_at, self._settings.name)
        for roll in self._vendor.rolls:
            now = datetime.now(UTC)
            if due_only and roll.key in last and now - last[roll.key] < timedelta(seconds=roll.every):
                continue
            try:
                await self._read(roll, now)
            except (Unreachable, SignInNeeded) as failure:  # the others would fare no better
                await self._failed(roll, str(failure), now)
                return
            except VendorError as failure:
                await self._failed(roll, str(failure), now)

    async def _read(self, roll: Roll, now: datetime) -> None:
        name = self._settings.name
        try:
            async with asyncio.timeout(PATIENCE):
                told = await roll.read(self._client, self._settings.account(), self._span)
        except VendorError:
            raise
        except TimeoutError:
            error = f"The vendor took longer than {PATIENCE:.0f} seconds to tell it."
            await self._failed(roll, error, now)
            return
        except Exception as failure:
            log.exception("%s: %s: unforeseen", name, roll.key)
            error = f"Callboard itself stumbled over this vendor's answer ({type(failure).__name__})."
            await self._failed(roll, error, now)
            return
        amiss = (
            [f"{len(told.rejects):,} records do not fit: {told.rejects[0].reason}."] if told.rejects else []
        )
        amiss += [told.short] if told.short else []
        self.changed |= await self._write(
            self._rolls.keep, name, roll, told.rows, now, " ".join(amiss) or None
        )

    async def _failed(self, roll: Roll, error: str, now: datetime) -> None:
        await self._write(self._rolls.failed, self._settings.name, roll, error, now)
        log.info("%s: %s is not known: %s", self._settings.name, roll.title, error)
