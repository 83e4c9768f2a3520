"""4spaces' own server, as far as it is read: a practice vendor for the demo and the tests.

Faithful to the documented shapes, and to what ServiceStack does where no document says (NOTES.md).
"""

from collections.abc import Callable, Collection, Iterable
from datetime import UTC, date, datetime, time, timedelta
from http import HTTPStatus
from secrets import token_hex
from typing import Any, Literal
from uuid import NAMESPACE_OID, uuid5

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.world import Pattern, Practice, Team, Twist, Worker, World

Dates = Literal["ms", "iso", "date"]  # a bare number, ISO 8601, "/Date(ms)/"
Json = dict[str, Any]

USER, PASSWORD, TOKEN = "coordinator", "practice-4spaces", "practice-4spaces-token"
ORGANIZATION = uuid5(NAMESPACE_OID, "organization").hex
SESSION_LASTS = timedelta(hours=12)


def practise(
    world: World,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    twist: Twist | None = None,
    dates: Dates = "ms",
    forbidden: Collection[str] = (),
) -> Practice:
    """Return the vendor's server over a world.

    `dates` is how dates are written; the role of the account lacks the operations `forbidden`,
    such as "GET /teams". Besides the user name and password of `secrets`, `TOKEN` signs in.
    """
    server = _Server(world, clock, twist or (lambda _, payload: payload), dates, frozenset(forbidden))
    return Practice(
        app=Starlette(routes=server.routes()),
        secrets={"username": USER, "password": PASSWORD},
        timezone=world.sites["fourspaces"][0].zone,
    )


def guid(kind: str, number: int) -> str:
    """Return the GUID of a pattern ("shift") or a team as they write it: 32 hex digits."""
    return uuid5(NAMESPACE_OID, f"{kind} {number}").hex


class _Server:
    def __init__(
        self,
        world: World,
        clock: Callable[[], datetime],
        twist: Twist,
        dates: Dates,
        forbidden: Collection[str],
    ) -> None:
        self._world = world
        self._clock = clock
        self._twist = twist
        self._dates = dates
        self._forbidden = forbidden
        self._sessions: dict[str, datetime] = {}  # until when, by id

    def routes(self) -> list[Route]:
        """Return their own routes, and those that ServiceStack adds for each operation."""
        either = ["GET", "POST"]
        return [
            Route("/shifts", self._shifts, methods=["GET"]),
            Route("/json/reply/GetShifts", self._shifts, methods=either),
            Route("/api/GetShifts", self._shifts, methods=either),
            Route("/teams", self._teams, methods=["GET"]),
            Route("/json/reply/GetTeams", self._teams, methods=either),
            Route("/api/GetTeams", self._teams, methods=either),
            Route("/auth", self._auth, methods=either),
            Route("/auth/credentials", self._sign_in, methods=["POST"]),
            Route("/auth/logout", self._sign_out, methods=["POST"]),
        ]

    async def _shifts(self, request: Request) -> Response:
        patterns = self._world.patterns.values()
        return self._listing(request, "GET /shifts", {"shifts": [self._shift(one) for one in patterns]})

    async def _teams(self, request: Request) -> Response:
        return self._listing(request, "GET /teams", {"teams": [_team(one) for one in self._world.teams]})

    async def _auth(self, request: Request) -> Response:
        if request.method == "POST":
            return await self._sign_in(request)
        session = self._session(request)
        return self._answer("GET /auth", _session(session)) if session else _unauthorized()

    async def _sign_in(self, request: Request) -> Response:
        try:
            asked = {str(name).lower(): value for name, value in (await request.json()).items()}
        except (ValueError, AttributeError):
            return _fault(HTTPStatus.BAD_REQUEST, "SerializationException", "Unable to bind to request")
        if asked.get("provider", "credentials") != "credentials":
            return _fault(HTTPStatus.NOT_FOUND, "NotFound", "No configuration was added for this provider")
        if asked.get("username") != USER or asked.get("password") != PASSWORD:
            return _unauthorized("Invalid Username or Password")
        session = token_hex(10)
        self._sessions[session] = self._clock() + SESSION_LASTS
        answer = self._answer("POST /auth/credentials", _session(session))
        answer.set_cookie("ss-id", session, httponly=True, samesite="lax")
        answer.set_cookie("ss-pid", token_hex(10), max_age=20 * 365 * 86_400, httponly=True, samesite="lax")
        answer.set_cookie("ss-opt", "perm" if asked.get("rememberme") else "temp")
        return answer

    async def _sign_out(self, request: Request) -> Response:
        self._sessions.pop(request.cookies.get("ss-id", ""), None)
        return self._answer("POST /auth/logout", {})

    def _session(self, request: Request) -> str | None:
        """Return the id of the session that a request belongs to."""
        if request.headers.get("authorization") == f"Bearer {TOKEN}":
            return TOKEN
        session = request.cookies.get("ss-id", "")
        until = self._sessions.get(session)
        return session if until and self._clock() < until else None

    def _listing(self, request: Request, operation: str, payload: Json) -> Response:
        if self._session(request) is None:
            return _unauthorized()
        if operation in self._forbidden:
            return _fault(HTTPStatus.FORBIDDEN, "Forbidden", "Invalid Role")
        return self._answer(operation, payload)

    def _answer(self, operation: str, payload: Json) -> Response:
        return JSONResponse(self._twist(operation, payload))

    def _shift(self, pattern: Pattern) -> Json:
        shift = {
            "id": guid("shift", pattern.id),
            "organizationId": ORGANIZATION,
            "name": pattern.name,
            "teamId": guid("team", pattern.team),
            "startTimeOffset": pattern.start,
            "endTimeOffset": pattern.minutes,
            # Their sample shows the least date where there is no limit; nulls are left out.
            "startDate": self._date(pattern.first or date.min),
            "shiftMembers": _members(pattern.members),
        }
        if pattern.last:
            shift["endDate"] = self._date(pattern.last)
        return shift

    def _date(self, day: date) -> int | str:
        midnight = datetime.combine(day, time.min, UTC)
        ms = (midnight - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
        match self._dates:
            case "ms":
                return ms
            case "iso":
                return f"{midnight:%Y-%m-%dT%H:%M:%S}.0000000Z".rjust(28, "0")
            case "date":
                return f"/Date({ms})/"


def _team(team: Team) -> Json:
    return {
        "id": guid("team", team.id),
        "organizationId": ORGANIZATION,
        "name": team.name,
        "leaderBusinessUserId": team.members[0].id if team.members else 0,
        "teamMembers": _members(team.members),
    }


def _members(workers: Iterable[Worker]) -> list[Json]:
    return [
        {"businessUserId": worker.id, "firstName": worker.first, "lastName": worker.last}
        for worker in workers
    ]


def _session(session: str) -> Json:
    return {
        "userId": "1",
        "sessionId": session,
        "userName": USER,
        "displayName": "Practice Coordinator",
        "roles": ["TeamAdmin"],
        "permissions": [],
    }


def _unauthorized(message: str | None = None) -> Response:
    """Return a 401, without a body where there is nothing to say."""
    header = {"WWW-Authenticate": 'credentials realm="/auth/credentials"'}
    if message is None:
        return Response(status_code=HTTPStatus.UNAUTHORIZED, headers=header)
    answer = _fault(HTTPStatus.UNAUTHORIZED, "Unauthorized", message)
    answer.headers.update(header)
    return answer


def _fault(status: HTTPStatus, code: str, message: str) -> Response:
    return JSONResponse({"responseStatus": {"errorCode": code, "message": message}}, status_code=status)
