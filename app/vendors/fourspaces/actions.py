"""What 4spaces lets one do: create a recurring shift. Nothing else is documented."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from uuid import UUID

from app.account import Account
from app.action import Action, Answer, CannotTell, DidNot, Happened, Verdict, Weight, Wish
from app.domain import Facts
from app.errors import Garbled, Refused
from app.http import Client
from app.sending import Sending
from app.vendors.fourspaces import wire
from app.vendors.fourspaces.foresight import UNTELLABLE, endless, filled, foreseen
from app.vendors.fourspaces.params import CreateShift, identity
from app.vendors.fourspaces.reading import checked, listed, settings_of, understood
from app.vendors.fourspaces.recurrence import Recurrence, end_time_offset_of, first_day

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


async def _look(client: Client, account: Account, wish: Wish[CreateShift]) -> Facts:
    """Return the ids of the patterns that stand there before: none of them is the new one."""
    _body(account, wish.params)
    return {"ids": sorted(_ids(await listed(client)))}


async def _create(sending: Sending, account: Account, wish: Wish[CreateShift]) -> Answer:
    content = json.dumps(_body(account, wish.params)).encode()
    reply = await sending.post("/shift", content=content)
    answer = checked(sending.client, reply, wire.SHIFTS)
    patterns, _ = understood(answer.shifts or [], account)
    made = _made(patterns, wish)
    if made is None:
        # Nothing in it is what was asked for: what stands there is found out by reading.
        raise Garbled("The vendor's answer does not show the new shift.")
    return Answer(said=sending.client.said(reply), result=_first_row(made, account))


async def _settle(client: Client, account: Account, wish: Wish[CreateShift]) -> Verdict:
    """Return whether a pattern that was not there before is the one that was asked for."""
    known = _known(wish)
    if known is None:
        return CannotTell("What stood there before it was sent is not on record.")
    records = await listed(client)
    new = [one for one in records if _id(one) and _id(one) not in known]
    patterns, rejects = understood(new, account)
    wanted = identity(wish.params.expected())
    if same := [every for every in patterns if identity(every) == wanted]:
        return Happened(
            _first_row(same[0], account),
            said="A new recurring shift stands there just as it was asked for: it is probably this one.",
        )
    if known and not known & _ids(records):
        return CannotTell("4spaces lists none of the recurring shifts that stood there before.")
    # By its name alone: 4spaces may give the end back in its other reading.
    if any(identity(every)["name"] == wanted["name"] for every in patterns):
        return CannotTell(f"A new shift “{wish.params.name}” stands there, but not just as it was asked for.")
    if rejects:
        return CannotTell(f"A new recurring shift could not be read: {rejects[0].reason}.")
    return DidNot()


def _made(patterns: Sequence[Recurrence], wish: Wish[CreateShift]) -> Recurrence | None:
    """Return the new pattern of an answer, which may hold it alone or all there are."""
    wanted, known = identity(wish.params.expected()), _known(wish) or frozenset()
    new = [every for every in patterns if every.id not in known]
    if same := [every for every in new if identity(every) == wanted]:
        return same[0]
    named = [every for every in new if identity(every)["name"] == wanted["name"]]
    return named[0] if len(named) == 1 else None


def _first_row(every: Recurrence, account: Account) -> str:
    """Return the external id of the first day, from today on, on which a pattern begins."""
    return f"{every.id}/{first_day(every, _today(account)).isoformat()}"


def _today(account: Account) -> date:
    return datetime.now(account.zones.default).date()


def _body(account: Account, params: CreateShift) -> Mapping[str, object]:
    """Return what is sent; what is not set is left out. Raises Refused where it cannot be said."""
    settings = settings_of(account)
    end_time_offset = end_time_offset_of(params.minutes, params.begins, settings.end_time)
    if end_time_offset is None:
        raise Refused(f"{UNTELLABLE} Nothing was sent.")
    fields = {
        "name": params.name,
        "teamId": params.team_id,
        "startTimeOffset": params.begins,
        "endTimeOffset": end_time_offset,
        "startDate": _date(params.valid_from, settings.dates_out),
        "endDate": _date(params.valid_to, settings.dates_out),
        "shiftMembers": list(params.member_ids) or None,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _date(day: date | None, dates_out: str) -> int | str | None:
    """Return the midnight, in UTC, with which a day begins."""
    if day is None:
        return None
    midnight = datetime.combine(day, time.min, UTC)
    if dates_out == "iso":
        return f"{midnight:%Y-%m-%dT%H:%M:%SZ}"
    return int((midnight - EPOCH).total_seconds()) * 1000


def _known(wish: Wish[CreateShift]) -> frozenset[str] | None:
    ids = wish.memory.get("ids")
    return frozenset(map(str, ids)) if isinstance(ids, list | tuple) else None


def _ids(records: Sequence[object]) -> frozenset[str]:
    return frozenset(filter(None, map(_id, records)))


def _id(record: object) -> str | None:
    """Return the id of a record, whether or not the rest of it makes sense."""
    if not isinstance(record, dict):
        return None
    try:
        return UUID(str(record.get("id") or record.get("Id"))).hex
    except ValueError:
        return None


CREATE = Action(
    key="create-shift",
    label="Create a recurring shift",
    params=CreateShift,
    run=_create,
    settle=_settle,
    weight=Weight.PRIMARY,
    on_connection=True,
    puts_on=lambda params: [str(one) for one in params.member_ids],
    look=_look,
    asks=endless,
    same=lambda params: identity(params.expected()),
    foresee=lambda account, params: foreseen(account, params, _today(account)),
    spans=lambda account, params: filled(account, params, _today(account)),
)
