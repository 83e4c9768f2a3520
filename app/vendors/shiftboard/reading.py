"""What Shiftboard is asked about shifts: lists of them, one as it stands, those beside it, and who we are."""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from pydantic import TypeAdapter

from app.account import Account
from app.domain import Shift, Span
from app.errors import Garbled
from app.http import Client
from app.vendor import Reject, Sighting
from app.vendors.shiftboard import rpc
from app.vendors.shiftboard.references import References
from app.vendors.shiftboard.rpc import Answer, NoLongerThere
from app.vendors.shiftboard.wire import Listing, One, Who, ids, sightings, total

BATCH = 1000  # records a page: the most that is allowed
MOST_PAGES = 5_000

_LISTING = TypeAdapter(Answer[Listing])
_ONE = TypeAdapter(Answer[One])
_WHO = TypeAdapter(Answer[Who])

Asked = Mapping[str, object]
WHOLE: Asked = {"extended": True, "referenced_objects": True, "user_actions": True}


def days(span: Span) -> dict[str, object]:
    """Return the criteria of a span, a day wider at both ends.

    Shiftboard does not say in whose time zone it compares these days; the caller leaves out
    what lies beyond by each shift's own.
    """
    wide = span.widened(1)
    return {"start_date": wide.first.isoformat(), "end_date": wide.last.isoformat()}


async def pages(client: Client, account: Account, method: str, params: Asked) -> AsyncIterator[Listing]:
    """Yield all pages of a call, as far as they can be true."""
    page: dict[str, object] = {"start": 1, "batch": BATCH}
    asked: set[str] = set()
    read = 0
    for _ in range(MOST_PAGES):
        asked.add(place(page))
        listing = await rpc.ask(client, account, method, {**params, "page": page}, _LISTING)
        rows, there_are = listing.get("shifts"), total(listing)
        if rows is None and there_are != 0:
            raise Garbled(f"Shiftboard’s answer to {method} has no list of shifts.")
        read += len(rows or ())
        if not rows and there_are is not None and there_are > read:
            raise Garbled(f"Shiftboard says that there are {there_are} shifts, and shows {read} of them.")
        yield listing
        paging = listing.get("page")
        following = paging.get("next") if isinstance(paging, dict) else None
        if following is None:
            return
        if not isinstance(following, dict) or not rows:
            raise Garbled("Shiftboard announces a further page that cannot be.")
        page = following
        if place(page) in asked:
            raise Garbled("Shiftboard’s pages go round in a circle.")
    raise Garbled(f"Shiftboard’s list has no end: it was left after {MOST_PAGES} pages.")


def place(page: Mapping[str, object]) -> str:
    """Return what tells one page from another."""
    # the same number comes as text and as a number
    return json.dumps({name: str(value) for name, value in page.items()}, sort_keys=True)


@dataclass(frozen=True, slots=True)
class Found:
    """A shift as it stands at Shiftboard, and the row that shows it."""

    shift: Shift
    sighting: Sighting
    row: Mapping[str, object]
    names: References

    def id(self, field: str) -> str | None:
        """Return an id in the row; None where it has none, however that is written."""
        told = self.row.get(field)
        text = str(told) if isinstance(told, str | int) and not isinstance(told, bool) else ""
        return None if text in ("", "0") else text


async def one(client: Client, account: Account, external_id: str) -> tuple[list[Sighting], list[Reject]]:
    """Return one shift, as either one sighting or one reject; raise NoLongerThere if it is gone."""
    row, names = await _row(client, account, external_id)
    return _read(row, names, account, external_id)


async def found(client: Client, account: Account, external_id: str) -> Found | None:
    """Return one shift as it stands, or None if Shiftboard says that it is not there."""
    try:
        row, names = await _row(client, account, external_id)
    except NoLongerThere:
        return None
    seen, rejects = _read(row, names, account, external_id)
    if rejects:
        raise Garbled(f"The shift as Shiftboard shows it could not be read: {rejects[0].reason}.")
    return Found(seen[0].shift, seen[0], row if isinstance(row, dict) else {}, names)


async def _row(client: Client, account: Account, external_id: str) -> tuple[object, References]:
    told = await rpc.ask(client, account, "shift.get", {"id": external_id, **WHOLE}, _ONE)
    if "shift" not in told:
        raise Garbled("Shiftboard’s answer to shift.get has no shift.")
    row = told["shift"]
    if not row:
        raise NoLongerThere("Shiftboard no longer has it.")
    if isinstance(row, dict) and "user_actions" in told:
        row = {"user_actions": told["user_actions"], **row}
    return row, References.read(told.get("referenced_objects"))


def _read(
    row: object, names: References, account: Account, external_id: str
) -> tuple[list[Sighting], list[Reject]]:
    seen, rejects = sightings((row,), names, account)
    if seen and seen[0].shift.external_id != external_id:
        raise Garbled(f"Shiftboard was asked for shift {external_id} and answered with another.")
    return seen, rejects


async def beside(client: Client, account: Account, shift: Shift, **criteria: object) -> list[Shift]:
    """Return the other rows for the same work at the same time: what a row of several is split into.

    Raises Garbled where a row cannot be read: it might be the one that is sought.
    """
    select = {**days(Span(shift.day, shift.day)), **criteria}
    rows: list[Shift] = []
    async for listing in pages(client, account, "shift.list", {"select": select, **WHOLE}):
        names = References.read(listing.get("referenced_objects"))
        seen, rejects = sightings(listing.get("shifts", []), names, account)
        if rejects:
            raise Garbled(f"A shift of that day could not be read: {rejects[0].reason}.")
        rows += [one.shift for one in seen]
    return [row for row in rows if row.external_id != shift.external_id and _alike(row, shift)]


async def absent_on(client: Client, account: Account, shift: Shift) -> set[str]:
    """Return the ids of those around a shift's day that Shiftboard lists as marked absent."""
    select = {**days(Span(shift.day, shift.day)), "absent": True}
    marked: set[str] = set()
    async for listing in pages(client, account, "shift.list", {"select": select}):
        marked.update(ids(listing.get("shifts", [])))
    return marked


def _alike(one: Shift, other: Shift) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in _WORK)


_WORK = ("start", "end", "role", "facility", "unit", "client")  # a copy may lose its subject


async def own_id(client: Client, account: Account) -> str:
    """Return the id of the API account."""
    return (await rpc.ask(client, account, "system.whoami", {}, _WHO))["account"]
