"""uTRAC's own server to practise on: its one call, by the document, with its oddities."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.world import Booking, Need, Practice, Twist, World
from app.zones import instant, zone

PATH = "/api/shifts/staff/changes"
SECRETS = {"app_id": "practice-organisation", "api_key": "practice-key-for-utrac"}

WORDS = {
    "proposed": "Request Sent",
    "assigned": "Unconfirmed",
    "confirmed": "Confirmed",
    "worked": "Worked",
    "declined": "Staff has Declined",
    "cancelled": "Cancelled",
}

# The document's own words for these statuses; it shows no error's body (NOTES.md: a guess).
BAD_REQUEST = "Bad request. Please check your endpoint and/or parameters for correct implementation."
UNAUTHORIZED = "Unauthorized. Please check the API keys in the headers of your request."

Json = dict[str, Any]
Filter = Callable[[Booking], bool]


def practise(
    world: World,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    twist: Twist | None = None,
) -> Practice:
    """Return uTRAC's part of the world as its server would tell it.

    Nothing that it tells depends on the time of day, so `clock` has no effect. Operations for
    `twist` are the path with its type: "GET /api/shifts/staff/changes?type=ASSIGNED"; it may also
    return a whole Starlette `Response` in the place of a payload.
    """

    async def changes(request: Request) -> Response:
        headers = request.headers
        if (headers.get("x-app-id"), headers.get("x-api-key")) != (SECRETS["app_id"], SECRETS["api_key"]):
            return _answer({"message": UNAUTHORIZED}, 401)
        try:
            kind, told = _told(world, request.query_params)
        except ValueError:
            return _answer({"message": BAD_REQUEST}, 400)
        return _answer(twist(f"GET {PATH}?type={kind}", told) if twist else told)

    app = Starlette(routes=[Route(PATH, changes, methods=["GET"])])
    return Practice(app=app, secrets=SECRETS, timezone="Europe/London")


def _answer(payload: object, status: int = 200) -> Response:
    if isinstance(payload, Response):
        return payload
    return Response(json.dumps(payload), status, media_type="application/json")


def _told(world: World, params: Mapping[str, str]) -> tuple[str, list[Json]]:
    """Return the type asked for and the shifts that have such rows; raise ValueError for a bad request."""
    kind = params.get("type", "")
    rows = {"ASSIGNED": _assigned, "CHANGED": _changed, "DELETED": _deleted}.get(kind)
    first, last = _day(params.get("from")), _day(params.get("to"))
    if rows is None or first is None or last is None or (kind == "DELETED" and "updated_after" in params):
        raise ValueError("a required parameter is missing, or one is not allowed")
    created_after, updated_after = _day(params.get("created_after")), _day(params.get("updated_after"))

    def wanted(booking: Booking) -> bool:
        return (created_after is None or booking.booked_at.date() >= created_after) and (
            updated_after is None or booking.changed_at.date() >= updated_after
        )

    told = []
    for need in world.needs["utrac"].values():
        # No zone is a day away from UTC: most needs are out before their instant is computed.
        if not first - timedelta(days=1) < need.start.date() < last + timedelta(days=1):
            continue
        start = _utc(need.start, need)
        if first < start.date() < last and (found := list(rows(need, wanted))):
            told.append(_body(need, start) | {kind.lower(): found})
    return kind, told


def _day(text: str | None) -> date | None:
    return None if text is None else datetime.strptime(text, "%Y-%m-%d").date()


def _body(need: Need, start: datetime) -> Json:
    return {
        "project_id": 90_530_000 + need.site.id,
        "project_name": need.site.name,
        "purchase_order_number": f"PRO_{need.site.id}",
        "quote_number": str(900 + need.site.id),
        "client_name": f"{need.site.city} Events",
        "client_ref": f"REF_{need.site.id}",
        "client_postcode": need.site.zip,
        "costcentre": need.unit,
        "shift_id": need.id,
        "task_name": need.role,
        "shift_start": _stamp(start),
        "shift_end": None if need.end is None else _stamp(_utc(need.end, need)),
    }


def _assigned(need: Need, wanted: Filter) -> Iterator[Json]:
    for booking in filter(wanted, need.live):
        yield _staff(booking) | {
            "assigned_at": _stamp(booking.booked_at),
            "assignment_id": f"A{booking.id}",
            "assigned_by": booking.booked_by,
            "last_response": _stamp(booking.changed_at),
        }


def _changed(need: Need, wanted: Filter) -> Iterator[Json]:
    for booking in filter(wanted, need.live):
        if booking.previous is None and booking.status == "assigned":
            continue
        yield _staff(booking) | {
            "assigned_at": _stamp(booking.booked_at),
            "assignment_id": f"A{booking.id}",
            "previous_status": WORDS[booking.previous or "assigned"],
            "last_status": WORDS[booking.status],
            "actioned_on": _stamp(booking.changed_at),
            "actioned_by": booking.changed_by,
        }


def _deleted(need: Need, wanted: Filter) -> Iterator[Json]:
    for booking in filter(wanted, need.bookings):
        if booking.ended is not None:
            yield _staff(booking) | {
                "assigned_at": f"{booking.booked_at:%Y-%m-%dT%H:%M:%S}",  # no zone, as in the document
                "last_status": WORDS[booking.previous or "assigned"],
                "deleted_reason": booking.ended,
                "deleted_by": booking.changed_by,
                "deleted_date": _stamp(booking.changed_at),
            }


def _staff(booking: Booking) -> Json:
    return {"staff_name": booking.worker.name, "payroll_number": booking.worker.payroll}


def _utc(wall: datetime, need: Need) -> datetime:
    return instant(wall, zone(need.site.zone)).astimezone(UTC)


def _stamp(when: datetime) -> str:
    return f"{when:%Y-%m-%dT%H:%M:%S}.{when.microsecond // 1000:03}Z"
