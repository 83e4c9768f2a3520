"""Shiftboard's server to practise on: what can be read, and what can be done, signed in for real.

What the document leaves open is invented as NOTES.md says: the codes of errors, HTTP 200 for
them, and where a listing's `user_actions` stand.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from operator import attrgetter
from typing import TypeVar
from zoneinfo import ZoneInfo

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.vendors.shiftboard import leave
from app.vendors.shiftboard.dealings import Dealings, whole
from app.vendors.shiftboard.gate import Call, Fault, call_of, entered
from app.vendors.shiftboard.rendering import API_ACCOUNT, Renderer, taken_by
from app.vendors.shiftboard.tradeboard import TradeBoard
from app.world import Need, Practice, Twist, Worker, World

ACCESS_KEY_ID = "0ddba115-5b1f-4b0a-9d3e-ca11b0a2d001"
SIGNATURE_KEY = "Xuzh+MDxcW9/CLPD1Z2wiSX51LVrQrStEZPQWk0P"  # the document's own example
PATHS = ("/", "/servola/api/api.cgi", "/api/api.cgi")  # all three are in use by the vendor's clients

CRITERIA = (
    "published",
    "covered",
    "urgent",
    "location",
    "role",
    "department",
    "workgroup",
    "covering_member",
    "acknowledged",
)
CALLER = Worker(
    human=0,
    id=int(API_ACCOUNT["id"]),
    first=API_ACCOUNT["first_name"],
    last=API_ACCOUNT["last_name"],
    role="",  # it may take any
    payroll="",
)

T = TypeVar("T")
Result = dict[str, object] | str  # a string is JSON already


def practise(
    world: World, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC), twist: Twist | None = None
) -> Practice:
    """Return Shiftboard's server over a world's needs: a row a need.

    `twist` gets a call's whole answer; it may also return a starlette `Response` in its place.
    """
    site = _Site(world, clock)

    async def endpoint(request: Request) -> Response:
        body = await request.body()
        try:
            raw, batch = entered(
                request.method,
                {**request.cookies, **request.query_params},
                request.headers.get("content-type", ""),
                body,
                access_key_id=ACCESS_KEY_ID,
                signature_key=SIGNATURE_KEY,
            )
        except Fault as fault:
            return _json(_error(None, fault))
        answers: list[str] = []
        for each in raw:
            call, answer = _answered(site, each)
            if call is not None and twist is not None:
                twisted = twist(call.method, json.loads(answer))
                if isinstance(twisted, Response):
                    return twisted
                answer = json.dumps(twisted)
            if not batch or call is None or call.id is not None:
                answers.append(answer)
        return _json(f"[{','.join(answers)}]" if batch else answers[0])

    return Practice(
        app=Starlette(routes=[Route(path, endpoint, methods=["GET", "POST"]) for path in PATHS]),
        secrets={"access_key_id": ACCESS_KEY_ID, "signature_key": SIGNATURE_KEY},
        timezone=site.zone,
    )


def _answered(site: "_Site", raw: object) -> tuple[Call | None, str]:
    """Return the call, if it was one, and its answer as JSON."""
    try:
        call = call_of(raw)
    except Fault as fault:
        return None, _error(None, fault)
    try:
        method = site.methods.get(call.method)
        if method is None:
            raise Fault("unknown_method", f"There is no method {call.method}.")
        result = method(call.params)
    except Fault as fault:
        return call, _error(call.id, fault)
    text = result if isinstance(result, str) else json.dumps(result)
    return call, f'{{"id":{json.dumps(call.id)},"jsonrpc":"2.0","result":{text},"seconds":"0.041"}}'


def _error(number: str | None, fault: Fault) -> str:
    told = {"code": fault.code, "message": str(fault)}
    return json.dumps(
        {"id": number, "jsonrpc": "2.0", "error": {**told, "data": {**told, "misc": str(fault)}}}
    )


def _json(text: str) -> Response:
    return Response(text, media_type="application/json")


class _Site:
    """One organisation at Shiftboard: its methods by name, and what it has rendered already."""

    def __init__(self, world: World, clock: Callable[[], datetime]) -> None:
        self._world = world
        self._clock = clock
        self._pen = Renderer()
        self._lists: dict[str, list[Need]] = {}  # by criteria, taken anew with each first page
        dealings = Dealings(world, clock, self._pen, CALLER)
        self._board = TradeBoard(world, clock, self._pen, dealings)
        self._need = dealings.need
        sites = world.sites["shiftboard"]
        self.zone = sites[0].zone if sites else "America/Los_Angeles"
        self.methods: Mapping[str, Callable[[Mapping[str, object]], Result]] = {
            "system.echo": dict,
            "system.whoami": lambda _: {"account": API_ACCOUNT["id"]},
            "system.timestamp": self._timestamp,
            "shift.list": self._list,
            "shift.listUpdated": self._list_updated,
            "shift.get": self._get,
            "account.self": lambda _: {**API_ACCOUNT, "org_hold": False, "workgroup_manager": True},
            "account.get": self._account,
            "account.list": self._accounts,
            "timeOffRequest.list": self._requests,
            "availability.list": self._availability,
            "tradeboard.list": self._trades,
            **dealings.methods,
            **self._board.methods,
        }

    def _timestamp(self, _: Mapping[str, object]) -> Result:
        now = self._clock()
        return {
            "localtime": now.astimezone(ZoneInfo(self.zone)).strftime("%Y-%m-%dT%H:%M:%S%z"),
            "timezone": self.zone,
            "timestamp": int(now.timestamp()),
            "24_hour_clock": False,
        }

    def _list(self, params: Mapping[str, object]) -> Result:
        select = _select(params)
        return self._listed("shift.list", params, lambda: self._chosen(select, self._needs()))

    def _list_updated(self, params: Mapping[str, object]) -> Result:
        select = _select(params)
        now = self._clock()
        since = whole(select.get("updated_since", int(now.timestamp()) - 86_400), "updated_since")
        after = max(datetime.fromtimestamp(min(since, 2**33), UTC), now - timedelta(days=30))
        status = select.get("status_update") is True

        def find() -> list[Need]:
            stamp = attrgetter("status_updated" if status else "updated")
            return self._chosen(select, (need for need in self._needs() if stamp(need) >= after))

        # No referenced objects and no user actions: the document promises them for shift.list only.
        basics = {"page": params.get("page"), "extended": params.get("extended"), "referenced_objects": False}
        return self._listed(f"shift.listUpdated {json.dumps(select)}", basics, find)

    def _get(self, params: Mapping[str, object]) -> Result:
        need = self._need(params)
        kept = self._pen.rendered(need)
        result: dict[str, object] = {"shift": kept.row}
        if params.get("extended", True) is False and not params.get("user_actions"):
            result["shift"] = kept.basic
        if params.get("user_actions") is True:
            result["user_actions"] = json.loads(kept.actions)
        if params.get("referenced_objects", True):
            told = self._pen.references([need])
            # the document spells these two differently for the two calls
            told["acknowledgeDeclineReason"] = told.pop("acknowledge_decline_reason")
            result["referenced_objects"] = told
        return result

    def _trades(self, params: Mapping[str, object]) -> Result:
        select = _select(params)
        needs = {need.id: need for need in self._begin(select, self._needs(), timedelta(days=14))}
        found = self._board.listed(needs, select.get("trade_complete"))
        piece, paging = _page(params, found)
        rows = [self._board.row(each, params.get("extended") is True) for each in piece]
        told: dict[str, object] = {"tradeboard": rows, "count": str(len(found)), **paging}
        if params.get("referenced_objects", True):
            told["referenced_objects"] = self._board.references(list(piece))
        return told

    def _account(self, params: Mapping[str, object]) -> Result:
        for account in self._all_accounts():
            if account["id"] == str(params.get("id")):
                return account
        raise Fault("account_not_found", "The account could not be found.")

    def _accounts(self, params: Mapping[str, object]) -> Result:
        search = str(_select(params).get("search", "")).casefold()
        found = [
            account
            for account in self._all_accounts()
            if search in f"{account['first_name']} {account['last_name']}".casefold()
        ]
        piece, paging = _page(params, found)
        return {"accounts": list(piece), "count": str(len(found)), **paging}

    def _requests(self, params: Mapping[str, object]) -> Result:
        select = _select(params)
        today = self._clock().astimezone(ZoneInfo(self.zone)).date()
        first = _day(select.get("start_date"), today)
        last = _day(select.get("end_date"), first + timedelta(days=7))
        found = leave.requests(self._world.workers["shiftboard"], first, last, self.zone)
        piece, paging = _page(params, found)
        told: dict[str, object] = {"timeOffRequests": list(piece), "count": str(len(found)), **paging}
        if params.get("referenced_objects", True):
            told["referenced_objects"] = {
                "timezone": [{"name": each["timezone"], "iana_timezone": self.zone} for each in piece[:1]]
            }
        return told

    def _availability(self, params: Mapping[str, object]) -> Result:
        busy = _select(params).get("busy")
        found = leave.availability(self._world.workers["shiftboard"])
        piece, paging = _page(params, [each for each in found if busy in (None, each["busy"])])
        return {"availability": list(piece), "count": str(len(found)), **paging}

    def _all_accounts(self) -> list[dict[str, object]]:
        people = [leave.account(worker) for worker in self._world.workers["shiftboard"]]
        return [{**API_ACCOUNT}, *people]

    def _needs(self) -> Iterable[Need]:
        return self._world.needs["shiftboard"].values()

    def _chosen(self, select: Mapping[str, object], needs: Iterable[Need]) -> list[Need]:
        """Return the needs that meet the criteria, by start and id."""
        found = self._begin(select, needs, timedelta(days=7))
        if "absent" in select:
            found = [need for need in found if _absent(need) is select["absent"]]
        wanted = {name: _values(select[name]) for name in CRITERIA if name in select}
        if select.get("coverage_type") == "available":
            wanted |= {"published": _values(True), "covered": _values(False)}
        if wanted:
            rows = [(need, self._pen.rendered(need).row) for need in found]
            found = [
                need
                for need, row in rows
                if all(_values(row.get(name, 0)) <= values for name, values in wanted.items())
            ]
        return sorted(found, key=attrgetter("start", "id"))

    def _begin(self, select: Mapping[str, object], needs: Iterable[Need], default: timedelta) -> list[Need]:
        """Return the needs that begin on the days of the criteria."""
        today = self._clock().astimezone(ZoneInfo(self.zone)).date()
        first = _day(select.get("display_start_date", select.get("start_date")), today)
        last = _day(select.get("display_end_date", select.get("end_date")), first + default)
        begin, end = datetime.combine(first, time.min), datetime.combine(last + timedelta(days=1), time.min)
        return [need for need in needs if begin <= need.start < end]

    def _listed(self, call: str, params: Mapping[str, object], find: Callable[[], list[Need]]) -> Result:
        """Return a page of a list as JSON; the list is taken anew with its first page."""
        key = call + json.dumps(params.get("select"))
        first = whole(_mapping(params.get("page")).get("start", 1), "start") <= 1
        if first or key not in self._lists:
            if len(self._lists) > 8:
                self._lists.clear()
            self._lists[key] = find()
        needs = self._lists[key]
        piece, paging = _page(params, needs)
        kept = [self._pen.rendered(need) for need in piece]
        if params.get("user_actions") is True:
            rows = [f'{one.whole},"user_actions":{one.actions}}}' for one in kept]
        elif params.get("extended") is True:
            rows = [one.whole + "}" for one in kept]
        else:
            rows = [json.dumps(one.basic) for one in kept]
        rest: dict[str, object] = {"count": str(len(needs)), **paging}
        if params.get("referenced_objects", True):
            rest["referenced_objects"] = self._pen.references(piece)
        return f'{{"shifts":[{",".join(rows)}],{json.dumps(rest)[1:]}'


def _page(params: Mapping[str, object], found: Sequence[T]) -> tuple[Sequence[T], dict[str, object]]:
    """Return the asked page, and the pagination object unless there are no records."""
    page = _mapping(params.get("page"))
    start, batch = whole(page.get("start", 1), "start") or 1, whole(page.get("batch", 10), "batch")
    if not 1 <= batch <= 1000:
        raise Fault("invalid_batch", "batch must be between 1 and 1000.")
    paging: dict[str, object] = {"this": {"batch": batch, "start": start}}
    if start > 1:
        paging["prev"] = {"batch": str(batch), "start": max(1, start - batch)}
    if start + batch <= len(found):
        paging["next"] = {"batch": str(batch), "start": start + batch}
    piece = found[start - 1 : start - 1 + batch]
    return piece, {"page": paging} if piece else {}


def _select(params: Mapping[str, object]) -> Mapping[str, object]:
    return _mapping(params.get("select"))


def _mapping(value: object) -> Mapping[str, object]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Fault("invalid_params", "page and select are objects.")
    return value


def _absent(need: Need) -> bool:
    booking = taken_by(need)
    return booking is not None and booking.status == "cancelled"


def _day(value: object, default: date) -> date:
    if value is None:
        return default
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise Fault("invalid_date", "Dates are in RFC 3339 full date format.") from None


def _values(wanted: object) -> set[str]:
    return {str(each).casefold() for each in (wanted if isinstance(wanted, list) else [wanted])}
