"""What a vendor tells of its people beside their shifts, read now and then and kept: time off, contact.

It follows a good pull, and can spoil nothing of it: a roll that is refused, or slow, costs itself alone.
"""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from app.errors import VendorError
from app.http import Client
from app.settings import ConnectionSettings
from app.vendor import Roll, Vendor
from app.writer import Writer

if TYPE_CHECKING:
    from app.domain import Span
    from app.store.store import Store

log = logging.getLogger(__name__)

PATIENCE = 60.0  # seconds for one roll: the connection's next pull waits as long


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
    """Read the rolls of a vendor, or those whose time has come; return whether anything changed."""
    if not vendor.rolls:
        return False
    name, changed = settings.name, False
    last = await write(store.rolls.read_at, name)
    for roll in vendor.rolls:
        now = datetime.now(UTC)
        if due_only and roll.key in last and now - last[roll.key] < timedelta(seconds=roll.every):
            continue
        try:
            async with asyncio.timeout(PATIENCE):
                told, rejects = await roll.read(client, settings.account(), span)
        except VendorError as failure:
            error = str(failure)
        except TimeoutError:
            error = f"The vendor took longer than {PATIENCE:.0f} seconds to tell it."
        except Exception as failure:  # a fault of ours with these is no reason to call the pull a failure
            log.exception("%s: %s: unforeseen", name, roll.key)
            error = f"Callboard itself stumbled over this vendor's answer ({type(failure).__name__})."
        else:
            amiss = f"{len(rejects):,} records do not fit: {rejects[0].reason}." if rejects else None
            changed |= await write(store.rolls.keep, name, roll, told, now, amiss)
            continue
        await write(store.rolls.failed, name, roll, error, now)
        _told(name, roll, error)
    return changed


def _told(name: str, roll: Roll, error: str) -> None:
    log.info("%s: %s is not known: %s", name, roll.title, error)
