"""How the practice server writes: needs as rows of a shift, and the objects that they refer to.

Each need is rendered once and kept until it changes: a first pull of 100,000 asks for them all.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import TYPE_CHECKING

from app.vendors.shiftboard.timezones import IANA

if TYPE_CHECKING:
    from app.world import Booking, Need, Worker

Row = dict[str, object]

API_ACCOUNT = {"id": "2", "first_name": "Callboard", "last_name": "Practice", "screen_name": ""}
DISPLAY_NAMES = {iana: name for name, iana in IANA.items()}
DECLINE_REASONS = {"3": "Schedule conflict", "4": "Sick", "5": "Too far away"}  # by id
ABSENT_REASONS = [
    {"id": 2, "reason": "No call, no show", "selected": False, "account_points": 1.0},
    {"id": 6, "reason": "Called in sick", "selected": False, "account_points": 0.0},
]
WORK_STATUS = {"id": "1", "name": "Regular"}
BASIC = frozenset(
    {
        "id", "count", "qty", "start_date", "end_date", "dur_hrs", "dur_mins", "timezone", "workgroup",
        "subject", "location", "role", "client", "department", "covered", "published", "urgent",
        "covering_member", "use_time",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reply:
    """What was told with an acknowledgement, a refusal or an absence."""

    reason: str | None = None
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A need as last rendered, and when it was."""

    stamps: tuple[object, ...]
    whole: str  # JSON of all attributes, without the closing brace
    actions: str  # JSON of user_actions
    worker: "Worker | None"  # who covers it
    reason: str | None  # the id of the reason for which it is declined

    @property
    def row(self) -> Row:
        """Return all attributes."""
        return dict(json.loads(self.whole + "}"))

    @property
    def basic(self) -> Row:
        """Return the basic attributes."""
        return {name: value for name, value in self.row.items() if name in BASIC}


class Renderer:
    """Needs in Shiftboard's JSON, and the ids that it gives to names."""

    def __init__(self) -> None:
        self._rendered: dict[int, Rendered] = {}
        self._ids: dict[tuple[str, str], str] = {}
        self.replies: dict[int, Reply] = {}  # by booking; those that the market made itself have none
        self.traders: dict[int, int] = {}  # by need: the worker who offers it for trade

    def forget(self, need: "Need") -> None:
        """Render a need anew the next time: something was done with it."""
        self._rendered.pop(need.id, None)

    def rendered(self, need: "Need") -> Rendered:
        """Return a need as it now stands."""
        stamps = (need.updated, need.status_updated, len(need.bookings))
        kept = self._rendered.get(need.id)
        if kept is None or kept.stamps != stamps:
            taken = taken_by(need)
            row = self._row(need, taken)
            kept = Rendered(
                stamps,
                json.dumps(row)[:-1],
                _ACTIONS[taken is not None, need.published, bool(row["acknowledged"])],
                taken.worker if taken else None,
                str(row["acknowledge_decline_reason"]) if "acknowledge_decline_reason" in row else None,
            )
            self._rendered[need.id] = kept
        return kept

    def _row(self, need: "Need", taken: "Booking | None") -> Row:
        role, unit, group = self._id("role", need.role), need.unit, need.specialty
        row: Row = {
            "id": str(need.id),
            "count": str(need.positions),
            "qty": str(need.positions),
            "start_date": need.start.date().isoformat() if need.all_day else need.start.isoformat(),
            "use_time": "5" if need.all_day else "3" if need.end else "4",
            "timezone": DISPLAY_NAMES.get(need.site.zone, need.site.zone),
            "workgroup": self.workgroup(need),
            "subject": f"{need.role}, {group}" if group and need.id % 4 == 0 else "",
            "location": str(need.site.id),
            "role": role,
            "department": self._id("department", unit),
            "covered": taken is not None,
            "published": need.published,
            "urgent": need.urgent,
            "details": need.note,
            "no_pick_up": False,
            "signup_list": False,
            "reference_id": f"REQ-{need.id}",
            "work_status_type": WORK_STATUS["id"] if need.id % 2 else "0",
            "linktitle": "",
            "linkurl": "",
            "room_floor": "",
            "zipcode": need.site.zip,
            "pay_rate": need.rate,
            "acknowledged": taken is not None and taken.status in {"confirmed", "worked", "declined"},
            "created": _utc(need.created),
            "updated": _utc(need.updated),
            "status_updated": _utc(need.status_updated),
        }
        if need.end and not need.all_day:
            row["end_date"] = need.end.isoformat()
        if taken:
            reply = self.replies.get(taken.id)
            row["covering_member"] = str(taken.worker.id)
            row["is_a_trade"] = self.traders.get(need.id) == taken.worker.id
            if row["acknowledged"]:
                row["acknowledged_at"] = _utc(taken.changed_at)
            if reply and reply.notes:
                row["acknowledged_notes"] = reply.notes
            if taken.status == "declined":
                row["acknowledge_decline_reason"] = reply.reason if reply else "3"
            if taken.status == "cancelled" and (reply is None or reply.reason):
                row["absent_reason"] = int(reply.reason or 0) if reply else ABSENT_REASONS[0]["id"]
        return row

    def references(self, needs: Sequence["Need"]) -> dict[str, object]:
        """Return the objects that these needs' rows refer to, with their minimal attributes."""
        kept = [self.rendered(need) for need in needs]
        workers = {one.worker for one in kept if one.worker}
        sites = {need.site for need in needs}
        return {
            "account": [person(worker) for worker in workers],
            "location": [{"id": str(site.id), "name": site.name} for site in sites],
            "role": self._named("role", {need.role for need in needs}),
            "department": self._named("department", {need.unit for need in needs}),
            "workgroup": self._named("workgroup", {need.specialty or "Staff" for need in needs}),
            "timezone": [
                {"name": DISPLAY_NAMES.get(name, name), "iana_timezone": name}
                for name in {site.zone for site in sites}
            ],
            "workStatusType": [WORK_STATUS],
            "acknowledge_decline_reason": [
                {"id": reason, "label": DECLINE_REASONS[reason]}
                for reason in sorted({one.reason for one in kept if one.reason})
            ],
        }

    def workgroup(self, need: "Need") -> str:
        """Return the id of a need's workgroup."""
        return self._id("workgroup", need.specialty or "Staff")

    def _named(self, kind: str, names: Iterable[str]) -> list[dict[str, str]]:
        return [{"id": self._id(kind, name), "name": name} for name in names]

    def _id(self, kind: str, name: str) -> str:
        return self._ids.setdefault((kind, name), str(226_000 + len(self._ids)))


def _actions(covered: bool, published: bool, acknowledged: bool) -> str:
    return json.dumps(
        {
            "absent": covered,
            "absent_reasons": ABSENT_REASONS if covered else [],
            "acknowledge": covered and not acknowledged,
            "assign": not covered,
            "change": True,
            "cover": published and not covered,
            "create_note": True,
            "delete": True,
            "publish": not published,
            "reassign": covered,
            "timeclock": False,
            "uncover": covered,
            "unpublish": published,
        }
    )


_TRUTHS = (False, True)
_ACTIONS = {each: _actions(*each) for each in product(_TRUTHS, _TRUTHS, _TRUTHS)}


def taken_by(need: "Need") -> "Booking | None":
    """Return the booking that covers a need: the latest, unless it is only proposed."""
    return next((booking for booking in reversed(need.live) if booking.status != "proposed"), None)


def person(worker: "Worker") -> dict[str, object]:
    """Return an account with its minimal attributes."""
    return {
        "id": str(worker.id),
        "first_name": worker.first,
        "last_name": worker.last,
        "screen_name": "",
    }


def _utc(stamp: datetime) -> str:
    return stamp.replace(tzinfo=None, microsecond=0).isoformat() + "Z"
