"""4spaces' own server, as far as it is used: a practice vendor for the demo and the tests.

Faithful to the documented shapes, and to what ServiceStack does where no document says (NOTES.md).
"""

import re
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
Inserts = Literal["new", "all"]  # the patterns that the answer to an insertion holds
Json = dict[str, Any]

USER, PASSWORD, TOKEN = "coordinator", "practice-4spaces", "practice-4spaces-token"
ORGANIZATION = uuid5(NAMESPACE_OID, "organization").hex
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SESSION_LASTS = timedelta(hours=12)


def practise(
    world: World,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    twist: Twist | None = None,
    dates: Dates = "ms",
    forbidden: Collection[str] = ("GET /users",),
    inserts: Inserts = "new",
) -> Practice:
    """Return the vendor's server over a world.

    `dates` is how dates are written; the role of the account lacks the operations `forbidden`,
    such as "GET /teams" (a TeamAdmin lacks the default). `inserts` is what the answer to a new
    shift holds. Besides the user name and password of `secrets`, `TOKEN` signs in.
    """
    server = _Server(
        world, clock, twist or (lambda _, payload: payload), dates, frozenset(forbidden), inserts
    )
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
        inserts: Inserts,
    ) -> None:
        self._world = world
        self._clock = clock
        self._twist = twist
        self._dates = dates
        self._forbidden = forbidden
        self._inserts = inserts
        self._sessions: dict[str, datetime] = {}  # until when, by id

    def routes(self) -> list[Route]:
        """Return their own routes, and those that ServiceStack adds for each operation."""
        either = ["GET", "POST"]
        return [
            Route("/shifts", self._shifts, methods=["GET"]),
            Route("/json/reply/GetShifts", self._shifts, methods=either),
            Route("/api/GetShifts", self._shifts, methods=either),
            Route("/shift", self._insert, methods=["POST"]),
            Route("/json/reply/InsertShift", self._insert, methods=["POST"]),
            Route("/api/InsertShift", self._insert, methods=["POST"]),
            Route("/teams", self._teams, methods=["GET"]),
            Route("/json/reply/GetTeams", self._teams, methods=either),
            Route("/api/GetTeams", self._teams, methods=either),
            Route("/users", self._users, methods=["GET"]),
            Route("/auth", self._auth, methods=either),
            Route("/auth/credentials", self._sign_in, methods=["POST"]),
            Route("/auth/logout", self._sign_out, methods=["POST"]),
        ]

    async def _shifts(self, request: Request) -> Response:
        patterns = self._world.patterns.values()
        return self._listing(request, "GET /shifts", {"shifts": [self._shift(one) for one in patterns]})

    async def _teams(self, request: Request) -> Response:
        return self._listing(request, "GET /teams", {"teams": [_team(one) for one in self._world.teams]})

    async def _users(self, request: Request) -> Response:
        workers = self._world.workers["fourspaces"]
        return self._listing(request, "GET /users", {"data": [_user(one) for one in workers]})

    async def _insert(self, request: Request) -> Response:
        if refused := self._refused(request, "POST /shift"):
            return refused
        try:
            pattern = self._pattern(_lowered(await request.json()))
        except _Invalid as error:
            return _invalid(error)
        except (ValueError, AttributeError, TypeError):
            return _fault(HTTPStatus.BAD_REQUEST, "SerializationException", "Unable to bind to request")
        self._world.patterns[pattern.id] = pattern
        shown = [pattern] if self._inserts == "new" else self._world.patterns.values()
        return self._answer("POST /shift", {"shifts": [self._shift(one) for one in shown]})

    async def _auth(self, request: Request) -> Response:
        if request.method == "POST":
            return await self._sign_in(request)
        session = self._session(request)
        return self._answer("GET /auth", _session(session)) if session else _unauthorized()

    async def _sign_in(self, request: Request) -> Response:
        try:
            asked = _lowered(await request.json())
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
        return self._refused(request, operation) or self._answer(operation, payload)

    def _refused(self, request: Request, operation: str) -> Response | None:
        if self._session(request) is None:
            return _unauthorized()
        if operation in self._forbidden:
            return _fault(HTTPStatus.FORBIDDEN, "Forbidden", "Invalid Role")
        return None

    def _pattern(self, asked: Json) -> Pattern:
        """Return a new pattern as asked for; its EndTimeOffset is a duration here."""
        name = asked.get("name")
        if not isinstance(name, str) or not name.strip():
            raise _Invalid("NotEmpty", "Name", "'Name' must not be empty.")
        first, last = _asked_day(asked, "StartDate"), _asked_day(asked, "EndDate")
        if first and last and last < first:
            raise _Invalid("GreaterThanOrEqual", "EndDate", "'End Date' must not be before 'Start Date'.")
        return Pattern(
            id=max(self._world.patterns, default=0) + 1,
            name=name,
            team=self._asked_team(asked.get("teamid")),
            start=_asked_number(asked, "StartTimeOffset", 0, 1439),
            minutes=_asked_number(asked, "EndTimeOffset", 1, 2880),
            first=first,
            last=last,
            members=self._asked_members(asked.get("shiftmembers") or []),
        )

    def _asked_team(self, asked: object) -> int:
        if asked is None or not str(asked).strip("0-"):
            return 0
        for team in self._world.teams:
            if guid("team", team.id) == str(asked).replace("-", "").lower():
                return team.id
        raise _Invalid("ArgumentException", "TeamId", f"There is no team {asked}.")

    def _asked_members(self, asked: Iterable[object]) -> list[Worker]:
        known = {worker.id: worker for worker in self._world.workers["fourspaces"]}
        members = []
        for number in asked:
            if not isinstance(number, int) or number not in known:
                raise _Invalid("ArgumentException", "ShiftMembers", f"There is no business user {number}.")
            members.append(known[number])
        return members

    def _answer(self, operation: str, payload: Json) -> Response:
        return JSONResponse(self._twist(operation, payload))

    def _shift(self, pattern: Pattern) -> Json:
        shift = {
            "id": guid("shift", pattern.id),
            "organizationId": ORGANIZATION,
            "name": pattern.name,
            "startTimeOffset": pattern.start,
            "endTimeOffset": pattern.minutes,
            # Their sample shows the least date where there is no limit; nulls are left out.
            "startDate": self._date(pattern.first or date.min),
            "shiftMembers": _members(pattern.members),
        }
        if pattern.team:
            shift["teamId"] = guid("team", pattern.team)
        if pattern.last:
            shift["endDate"] = self._date(pattern.last)
        return shift

    def _date(self, day: date) -> int | str:
        midnight = datetime.combine(day, time.min, UTC)
        ms = (midnight - EPOCH) // timedelta(milliseconds=1)
        match self._dates:
            case "ms":
                return ms
            case "iso":
                return f"{midnight:%Y-%m-%dT%H:%M:%S}.0000000Z".rjust(28, "0")
            case "date":
                return f"/Date({ms})/"


class _Invalid(Exception):
    """A field of a request cannot be: the validator's code, the field, and a sentence."""


def _lowered(asked: Any) -> Json:
    """Return the fields of a request, whose names are matched whatever their case."""
    return {str(name).lower(): value for name, value in asked.items()}


def _asked_number(asked: Json, field: str, least: int, most: int) -> int:
    number = asked.get(field.lower())
    if isinstance(number, str) and number.strip().isdecimal():  # EndTimeOffset is text in their table
        number = int(number)
    if not isinstance(number, int) or isinstance(number, bool) or not least <= number <= most:
        raise _Invalid("InclusiveBetween", field, f"'{field}' must be between {least} and {most}.")
    return number


def _asked_day(asked: Json, field: str) -> date | None:
    """Return the UTC day of a date in any of their forms; the least date is none."""
    stamp = asked.get(field.lower())
    if isinstance(stamp, str) and (found := re.fullmatch(r"/Date\((-?\d+)\)/", stamp)):
        stamp = int(found[1])
    try:
        if isinstance(stamp, int) and not isinstance(stamp, bool):
            day = (EPOCH + timedelta(milliseconds=stamp)).date()
        elif isinstance(stamp, str):
            day = datetime.fromisoformat(stamp).date()
        elif stamp is None:
            return None
        else:
            raise ValueError("neither a number nor a text")
    except (ValueError, OverflowError) as error:
        raise _Invalid("FormatException", field, f"'{field}' is not a date.") from error
    return None if day == date.min else day


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


def _user(worker: Worker) -> Json:
    return {
        "id": worker.id,
        "userName": f"{worker.first}.{worker.last}".lower(),
        "firstName": worker.first,
        "lastName": worker.last,
        "email": f"{worker.id}@example.com",
        "phone": f"+49 30 5550{worker.id % 10_000:04}",
        "organizationId": ORGANIZATION,
    }


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


def _invalid(error: _Invalid) -> Response:
    code, field, message = error.args
    fault = {"errorCode": code, "fieldName": field, "message": message}
    status = {"errorCode": code, "message": message, "errors": [fault]}
    return JSONResponse({"responseStatus": status}, status_code=HTTPStatus.BAD_REQUEST)
