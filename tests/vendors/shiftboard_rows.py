"""A row of Shiftboard's to change and read, as the tests of its wire use it."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from app.account import Account, NoSettings
from app.domain import Shift
from app.vendor import Reject, Sighting
from app.vendors.shiftboard.references import References
from app.vendors.shiftboard.rpc import Answer
from app.vendors.shiftboard.wire import Listing, sightings
from app.zones import Zones, zone

EASTERN = "Eastern Time (US/Can) (GMT-05:00)"
ACCOUNT = Account(
    connection="board",
    base_url="https://api.shiftdata.com",
    zones=Zones(zone("America/Chicago"), {"harbor clinic": zone("America/Denver")}),
    settings=NoSettings(),
    portal_url="https://portal.example/{external_id}",
)
REFERENCED: dict[str, Any] = {
    "account": [
        {"id": "47", "first_name": "Adam", "last_name": "Jones", "screen_name": "aj", "external_id": "E-9"},
        {"id": 48, "first_name": "", "last_name": None, "screen_name": "night owl"},
    ],
    "location": [{"id": "11", "name": "Mercy General"}, {"id": "12", "name": "Harbor Clinic"}],
    "department": [{"id": "7", "name": "4 West"}],
    "workgroup": [{"id": "226081", "name": "Nursing"}],
    "role": [{"id": "33", "name": "RN"}],
    "client": [{"id": "5", "name": "County"}],
    "timezone": [{"name": EASTERN, "iana_timezone": "America/New_York"}],
    "workStatusType": [{"id": "1", "name": "Overtime"}],
    "acknowledge_decline_reason": [{"id": "3", "label": "Sick"}],
}
ROW: dict[str, Any] = {
    "id": "2753499",
    "count": "1",
    "qty": "1",
    "start_date": "2026-12-01T07:00:00",
    "end_date": "2026-12-01T19:00:00",
    "timezone": EASTERN,
    "workgroup": "226081",
    "published": True,
    "covered": False,
}


def read(*rows: object, referenced: Mapping[str, Any] | None = None) -> tuple[list[Sighting], list[Reject]]:
    """Return what a page of these rows gives, as it comes over the wire."""
    body = json.dumps({"id": "1", "jsonrpc": "2.0", "result": {"shifts": rows}}).encode()
    result = TypeAdapter(Answer[Listing]).validate_json(body).result
    assert result is not None
    return sightings(
        result["shifts"], References.read(REFERENCED if referenced is None else referenced), ACCOUNT
    )


def shift(**changed: Any) -> Shift:
    """Return the shift of a row with these attributes; None takes one away."""
    row = {name: value for name, value in {**ROW, **changed}.items() if value is not None}
    seen, rejects = read(row)
    assert not rejects
    return seen[0].shift
