"""One shift as it stands at Trio: for the screen, and to find out what became of an action."""

from app.account import Account
from app.errors import Garbled, Refused
from app.http import Client
from app.vendor import Sighting
from app.vendors.trio import answers, wire

SHIFTS, STATUSES = "/shifts", "/shifts/statuses"


async def look(client: Client, account: Account, external_id: str) -> Sighting | None:
    """Return one shift with its notes and recruiter, or None if the key may not see it any more."""
    try:
        shift_id = wire.external_id(external_id)
    except ValueError as error:
        raise Refused(f"{error}; nothing was asked.") from error
    # 204: no longer visible to the caller; 404: not there (NOTES.md)
    reply = await client.get(f"{SHIFTS}/{shift_id}", allow=(404,))
    if reply.status in (204, 404):
        return None
    record = answers.single(reply)
    known = await names(client) if wire.is_nameless(record) else None
    made, rejects = wire.sightings([record], account, known or {})
    if rejects:
        raise Garbled(f"The vendor's shift cannot be: {rejects[0].reason}.")
    if made[0].shift.external_id != shift_id:
        raise Garbled("The vendor answered with another shift than the one asked for.")
    return made[0]


async def names(client: Client) -> dict[str, str] | None:
    """Return the statuses' names by their ids, or None if the key may not read them."""
    reply = await client.get(STATUSES, allow=(403, 404))
    return None if reply.status in (403, 404) else answers.statuses(reply)
