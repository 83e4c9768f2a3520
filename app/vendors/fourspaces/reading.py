"""What can be read at 4spaces: the patterns, the teams, and the people.

The documents know no filter, no paging and no call for one shift: every reading is all of it.
"""

from collections.abc import Iterable, Sequence
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter

from app.account import Account
from app.errors import Garbled, Refused, SignInNeeded
from app.http import Client, Reply
from app.records import sift
from app.vendor import Reject
from app.vendors.fourspaces import wire
from app.vendors.fourspaces.recurrence import EndTime, Recurrence, recurrence

Found = TypeVar("Found", bound=wire.Answer)

SIGNED_OUT = frozenset(
    {"401", "Unauthorized", "AuthenticationException", "NotAuthenticated", "TokenException"}
)

UNREADABLE = frozenset({403, 404})  # not with this role, or no such call


class Settings(BaseModel):
    """What 4spaces leaves open, answered for one connection in connections.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    end_time: EndTime = "duration"  # what EndTimeOffset holds
    dates_out: Literal["ms", "iso"] = "ms"  # how dates are written in what is sent


def settings_of(account: Account) -> Settings:
    """Return what connections.toml says of this connection."""
    assert isinstance(account.settings, Settings)
    return account.settings


async def listed(client: Client) -> list[object]:
    """Return the records of all patterns, as they came."""
    answer = checked(client, await client.get("/shifts"), wire.SHIFTS)
    if answer.shifts is None:
        # Nulls are left out by their serialiser, but no list is not proof that there are none.
        raise Garbled("The vendor's answer has no list of shifts.")
    return answer.shifts


def understood(records: Iterable[object], account: Account) -> tuple[list[Recurrence], list[Reject]]:
    """Return the patterns that make sense, and the records that do not."""
    zone, end_time = account.zones.default, settings_of(account).end_time
    return sift(records, wire.PATTERN, lambda it: recurrence(it, zone, end_time))


async def teams(client: Client) -> tuple[list[wire.Team] | None, list[Reject]]:
    """Return the teams in the vendor's order; None where the account may not read them."""
    reply = await client.get("/teams", allow=UNREADABLE)
    if reply.status in UNREADABLE:
        return None, []
    answer = checked(client, reply, wire.TEAMS)
    return sift(answer.teams or [], wire.TEAM, lambda team: team)


async def users(client: Client) -> Sequence[wire.User] | None:
    """Return everybody whom the vendor knows; None where the account may not read them."""
    records = await user_records(client)
    return None if records is None else sift(records, wire.USER, lambda user: user)[0]


async def user_records(client: Client) -> list[object] | None:
    """Return the records of everybody, as they came; None where the account may not read them."""
    reply = await client.get("/users", allow=UNREADABLE)
    if reply.status in UNREADABLE:
        return None
    answer = checked(client, reply, wire.USERS)
    return answer.data or answer.users or []


def checked(client: Client, reply: Reply, shape: TypeAdapter[Found]) -> Found:
    """Return the answer, unless it carries an error in spite of its status 200."""
    answer = reply.read(shape)
    if code := answer.failed:
        said = client.said(reply) or code
        if code in SIGNED_OUT:
            raise SignInNeeded(f"The vendor does not accept these credentials: {said}")
        raise Refused(f"The vendor refused the request: {said}")
    return answer
