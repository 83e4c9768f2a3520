"""Trio's server to practise on: the agency API's reading calls, with the key checked for real.

What the document leaves open is invented as NOTES.md says: the envelope of a page, the names of
statuses and actions, minutes as the unit of `duration`.
"""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from hmac import compare_digest
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.market import Booking, Need
from app.world import Practice, Twist, World

PATH = "/trio"
KEY = "practice-trio-key-4d1f9a"
REVOKED = "practice-trio-key-revoked"  # known, but not allowed anything any more: 403
PAGE, LARGEST_PAGE = 100, 500

# Invented names, with invented integer ids; the actions that each allows, in order of precedence.
STATUSES = {
    "Open": (1, ("Claim",)),
    "Pending": (2, ("Decline",)),
    "Assigned": (3, ("Confirm", "Decline")),
    "Confirmed": (4, ("Release",)),
    "Completed": (5, ()),
    "Declined": (6, ()),
    "Cancelled": (7, ()),
}
_OF_BOOKING = {
    "proposed": "Pending",
    "assigned": "Assigned",
    "confirmed": "Confirmed",
    "worked": "Completed",
    "declined": "Declined",
    "cancelled": "Cancelled",
}
_SEGMENTS = ((5, 3, "Night"), (13, 1, "Day"), (21, 2, "Evening"), (24, 3, "Night"))  # up to an hour

# Which sort of thing an invented UUID names: its third group.
_SHIFT, _CANDIDATE, _SITE, _UNIT, _SCHEDULE, _CLIENT, _RATE = range(0x4A01, 0x4A08)


def practise(
    world: World, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC), twist: Twist | None = None
) -> Practice:
    """Return Trio's server over a world's needs; one shift a need, for a shift has one candidate.

    `twist` may also return a whole starlette `Response` in the place of a payload.
    """
    listed: list[Need] = []  # the order of the list, taken anew whenever a first page is asked for

    def visible() -> list[Need]:
        return [need for need in world.needs["trio"].values() if need.published]

    def answer(operation: str, payload: Any) -> Response:
        if twist is not None:
            payload = twist(operation, payload)
        return payload if isinstance(payload, Response) else _json(payload)

    async def shifts(request: Request) -> Response:
        query = request.query_params
        try:
            page, size = int(query.get("page", 1)), min(int(query.get("pageSize", PAGE)), LARGEST_PAGE)
        except ValueError:
            page = size = 0
        if page < 1 or size < 1:
            return _problem(
                400, "One or more validation errors occurred.", errors={"page": ["The value is not valid."]}
            )
        if page == 1 or not listed:
            listed[:] = visible()
        known = world.needs["trio"]
        piece = [need for need in listed[(page - 1) * size : page * size] if need.id in known]
        last = max(1, -(-len(listed) // size))
        here = f"{_origin(request)}{PATH}/shifts?pageSize={size}&page="
        now = clock()
        return answer(
            "GET /shifts",
            {
                "items": [_shift(need, request, now) for need in piece],
                "links": {
                    "first": f"{here}1",
                    "previous": f"{here}{page - 1}" if page > 1 else None,
                    "next": f"{here}{page + 1}" if page < last else None,
                    "last": f"{here}{last}",
                },
                "page": page,
                "pageSize": size,
                "totalCount": len(listed),
            },
        )

    async def statuses(request: Request) -> Response:
        return answer(
            "GET /shifts/statuses", [{"id": number, "name": name} for name, (number, _) in STATUSES.items()]
        )

    async def shift(request: Request) -> Response:
        try:
            asked = UUID(request.path_params["id"])
        except ValueError:
            return _problem(
                400, "One or more validation errors occurred.", errors={"id": ["The value is not valid."]}
            )
        need = world.needs["trio"].get(asked.fields[0])
        if need is None or _uuid(_SHIFT, need.id) != str(asked):
            return _problem(404, "Not Found", detail="There is no such shift.")
        if not need.published:
            return Response(status_code=204)
        return answer("GET /shifts/{id}", _detail(need, request, clock()))

    routes = [
        Route(f"{PATH}/shifts", _guarded(shifts)),
        Route(f"{PATH}/shifts/statuses", _guarded(statuses)),
        Route(f"{PATH}/shifts/{{id}}", _guarded(shift)),
    ]
    home = "America/New_York"
    elsewhere = {site.state: site.zone for site in world.sites["trio"] if site.zone != home}
    return Practice(
        app=Starlette(routes=routes, exception_handlers={404: _nowhere}),
        secrets={"api_key": KEY},
        timezone=home,
        zones=elsewhere,
        path=PATH,
    )


def _guarded(endpoint: Callable[[Request], Any]) -> Callable[[Request], Any]:
    async def checked(request: Request) -> Response:
        key = request.headers.get("x-api-key", "").encode()
        if compare_digest(key, REVOKED.encode()):
            return _problem(403, "Forbidden", detail="This API key has been revoked.")
        if not compare_digest(key, KEY.encode()):
            return _problem(401, "Unauthorized", detail="The API key is missing or not known.")
        response: Response = await endpoint(request)
        return response

    return checked


async def _nowhere(request: Request, error: Exception) -> Response:
    return _problem(404, "Not Found")


def _json(payload: Any, status: int = 200, media_type: str = "application/json") -> Response:
    # Plain dumps: a twist may want NaN on the wire, which starlette's own response refuses.
    return Response(json.dumps(payload), status, media_type=media_type)


def _problem(
    status: int, title: str, *, detail: str | None = None, errors: dict[str, Sequence[str]] | None = None
) -> Response:
    problem: dict[str, Any] = {"type": "about:blank", "title": title, "status": status}
    if detail:
        problem["detail"] = detail
    if errors:
        problem["errors"] = errors
    return _json(problem, status, "application/problem+json")


def _origin(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}"


def _uuid(sort: int, number: int) -> str:
    return f"{number:08x}-0000-{sort:04x}-8000-7472696f0000"


def _named(sort: int, number: int, name: str) -> dict[str, Any]:
    return {"id": _uuid(sort, number), "name": name}


def _status(need: Need, booking: Booking | None) -> str:
    if need.withdrawn:
        return "Cancelled"
    return _OF_BOOKING[booking.status] if booking else "Open"


def _shift(need: Need, request: Request, now: datetime) -> dict[str, Any]:
    """Return a need as the list shows it: schema Shift."""
    site = need.site
    booking = next(iter(need.live), None)
    status = _status(need, booking)
    number, actions = STATUSES[status]
    if need.start.replace(tzinfo=ZoneInfo(site.zone)) <= now:
        actions = ()  # what has begun can neither be taken nor given back
    shift_id = _uuid(_SHIFT, need.id)
    here = f"{_origin(request)}{PATH}/shifts/{shift_id}"
    segment, period = next((n, name) for hour, n, name in _SEGMENTS if need.start.hour < hour)
    return {
        "id": shift_id,
        "number": need.id,
        "address": {
            "line1": site.line1,
            "line2": None,
            "city": site.city,
            "state": site.state,
            "zip": site.zip,
        },
        "schedule": _named(_SCHEDULE, site.id, f"{need.unit} per diem"),
        "scheduleClient": _named(_CLIENT, site.id, f"{site.name} Staffing"),
        "facility": _named(_SITE, site.id, site.name),
        "unit": _named(_UNIT, site.id * 100 + site.units.index(need.unit), need.unit),
        "profession": need.role,
        "specialty": need.specialty,
        "start": need.start.isoformat(timespec="seconds"),
        "end": need.end.isoformat(timespec="seconds") if need.end else None,
        "periodOfWork": "Weekend" if need.start.weekday() > 4 else "Weekday",
        "duration": int((need.end - need.start).total_seconds()) // 60 if need.end else None,
        "status": {"id": number, "name": status},
        "rateType": "Bill",
        "rate": {"rateType": _named(_RATE, 1, "Bill"), "isOnCall": False, "billRate": float(need.rate)},
        "availableActions": [
            {"name": name, "link": f"{here}/{name.lower()}", "precedence": n}
            for n, name in enumerate(actions, 1)
        ],
        "shiftDetailUrl": None,  # there is no portal to open behind a practice server
        "candidate": _named(_CANDIDATE, booking.worker.id, booking.worker.name) if booking else None,
        "segment": {"id": segment, "name": period},
        "shiftType": {"id": 1, "name": "Per Diem"},
    }


def _detail(need: Need, request: Request, now: datetime) -> dict[str, Any]:
    """Return a need as the single-shift call shows it: schema ShiftDetail."""
    recruiter = {
        "name": "Dana Whitlock",
        "company": "Practice Staffing",
        "email": "dana.whitlock@example.com",
        "phoneNumber": "+1 555 0100",
    }
    return {"recruiter": recruiter, "notes": need.note or None, **_shift(need, request, now)}
