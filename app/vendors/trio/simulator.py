"""Trio's server to practise on: the agency API's calls, with the key checked for real.

What the document leaves open is invented as NOTES.md says: the envelope of a page, the names of
statuses and actions, minutes as the unit of `duration`, who may be put on a shift.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from hmac import compare_digest
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.market import Need
from app.vendors.trio import booking, rendering
from app.vendors.trio.rendering import PATH, PATHS, STATUSES
from app.world import Practice, Twist, World

KEY = "practice-trio-key-4d1f9a"
REVOKED = "practice-trio-key-revoked"  # known, but not allowed anything any more: 403
READER = "practice-trio-key-reader"  # may read, but not act
PAGE, LARGEST_PAGE = 100, 500


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
            return _problem(400, booking.INVALID, errors={"page": ["The value is not valid."]})
        if page == 1 or not listed:
            listed[:] = visible()
        known = world.needs["trio"]
        piece = [need for need in listed[(page - 1) * size : page * size] if need.id in known]
        last = max(1, -(-len(listed) // size))
        here = f"{rendering.origin(request)}{PATH}/shifts?pageSize={size}&page="
        now = clock()
        return answer(
            "GET /shifts",
            {
                "items": [rendering.shift(need, request, now) for need in piece],
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

    def found(request: Request) -> Need | None:
        number = rendering.shift_number(request.path_params["id"])
        return None if number is None else world.needs["trio"].get(number)

    async def shift(request: Request) -> Response:
        try:
            need = found(request)
        except ValueError:
            return _odd_id()
        if need is None:
            return _no_shift()
        if not need.published:
            return Response(status_code=204)
        return answer("GET /shifts/{id}", rendering.detail(need, request, clock()))

    def acting(name: str) -> Callable[[Request], Any]:
        async def endpoint(request: Request) -> Response:
            if request.headers["x-api-key"] == READER:
                return _problem(403, "Forbidden", detail="This API key may read shifts, but not act on them.")
            body = await request.body()
            if body and request.headers.get("content-type") != "application/json":
                return _problem(415, "Unsupported Media Type")
            try:
                need = found(request)
            except ValueError:
                return _odd_id()
            if need is None or not need.published:
                return _no_shift()
            try:
                booking.act(name, world, need, body, clock())
            except booking.No as no:
                return _problem(400, no.title, detail=no.detail, errors=no.errors)
            seen = rendering.detail(need, request, clock()) if need.published else Response(status_code=204)
            return answer(f"POST /shifts/{{id}}/{PATHS[name]}", seen)

        return endpoint

    routes = [
        Route(f"{PATH}/shifts", _guarded(shifts)),
        Route(f"{PATH}/shifts/statuses", _guarded(statuses)),
        Route(f"{PATH}/shifts/{{id}}", _guarded(shift)),
    ]
    routes += [
        Route(f"{PATH}/shifts/{{id}}/{path}", _guarded(acting(name)), methods=["POST"])
        for name, path in PATHS.items()
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
        if not any(compare_digest(key, known.encode()) for known in (KEY, READER)):
            return _problem(401, "Unauthorized", detail="The API key is missing or not known.")
        response: Response = await endpoint(request)
        return response

    return checked


async def _nowhere(request: Request, error: Exception) -> Response:
    return _problem(404, "Not Found")


def _no_shift() -> Response:
    return _problem(404, "Not Found", detail="There is no such shift.")


def _odd_id() -> Response:
    return _problem(400, booking.INVALID, errors={"id": ["The value is not valid."]})


def _json(payload: Any, status: int = 200, media_type: str = "application/json") -> Response:
    # Plain dumps: a twist may want NaN on the wire, which starlette's own response refuses.
    return Response(json.dumps(payload), status, media_type=media_type)


def _problem(
    status: int, title: str, *, detail: str | None = None, errors: Mapping[str, Sequence[str]] | None = None
) -> Response:
    problem: dict[str, Any] = {"type": "about:blank", "title": title, "status": status}
    if detail:
        problem["detail"] = detail
    if errors:
        problem["errors"] = dict(errors)
    return _json(problem, status, "application/problem+json")
