"""How the practice server writes: a need of the practice market as a shift, and what it offers."""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from starlette.requests import Request

    from app.market import Booking, Need

PATH = "/trio"

# Invented names, with invented integer ids; the actions that each allows, in order of precedence.
STATUSES = {
    "Open": (1, ("Claim",)),
    "Pending": (2, ("Decline",)),
    "Assigned": (3, ("Confirm", "Decline")),
    "Confirmed": (4, ("Release",)),
    "Completed": (5, ()),
    "Declined": (6, ()),
    "Cancelled": (7, ()),
    "Submitted": (8, ("Withdraw Submission",)),
}
# Where an action is posted to, below the shift.
PATHS = {
    "Claim": "claim",
    "Confirm": "confirm",
    "Decline": "decline",
    "Release": "release",
    "Submit": "submissions",
    "Withdraw Submission": "submissions/withdraw",
}
SUBMITTABLE = 5  # every so manyth shift takes submissions beside claims
_OF_BOOKING = {
    "proposed": "Pending",
    "submitted": "Submitted",
    "assigned": "Assigned",
    "confirmed": "Confirmed",
    "worked": "Completed",
    "declined": "Declined",
    "cancelled": "Cancelled",
}
_SEGMENTS = ((5, 3, "Night"), (13, 1, "Day"), (21, 2, "Evening"), (24, 3, "Night"))  # up to an hour

# Which sort of thing an invented UUID names: its third group.
_SHIFT, _CANDIDATE, _SITE, _UNIT, _SCHEDULE, _CLIENT, _RATE = range(0x4A01, 0x4A08)


def has_begun(need: "Need", now: datetime) -> bool:
    """Tell whether a shift is under way or over."""
    return need.start.replace(tzinfo=ZoneInfo(need.site.zone)) <= now


def offered(need: "Need", now: datetime) -> tuple[str, ...]:
    """Return the names of what can be done with a shift now, in order of precedence."""
    if has_begun(need, now):
        return ()  # it can neither be taken nor given back
    status = _status(need)
    submittable = status == "Open" and need.id % SUBMITTABLE == 0
    return (*STATUSES[status][1], *(("Submit",) if submittable else ()))


def origin(request: "Request") -> str:
    """Return the scheme, host and port that a request was sent to."""
    return f"{request.url.scheme}://{request.url.netloc}"


def shift_number(text: str) -> int | None:
    """Return the need's number in the id of a shift, or None if it is another thing's; raise ValueError."""
    return _number(_SHIFT, text)


def candidate_number(text: str) -> int | None:
    """Return the worker's number in the id of a candidate, or None; raise ValueError if it is no UUID."""
    return _number(_CANDIDATE, text)


def _number(sort: int, text: str) -> int | None:
    asked = UUID(text)
    number = asked.fields[0]
    return number if _uuid(sort, number) == str(asked) else None


def _uuid(sort: int, number: int) -> str:
    return f"{number:08x}-0000-{sort:04x}-8000-7472696f0000"


def _named(sort: int, number: int, name: str) -> dict[str, Any]:
    return {"id": _uuid(sort, number), "name": name}


def _standing(need: "Need") -> "Booking | None":
    """Return the booking that a shift shows: a shift has one candidate."""
    return next(iter(need.live), None)


def _status(need: "Need") -> str:
    if need.withdrawn:
        return "Cancelled"
    booking = _standing(need)
    return _OF_BOOKING[booking.status] if booking else "Open"


def shift(need: "Need", request: "Request", now: datetime) -> dict[str, Any]:
    """Return a need as the list shows it: schema Shift."""
    site = need.site
    booking, status = _standing(need), _status(need)
    shift_id = _uuid(_SHIFT, need.id)
    here = f"{origin(request)}{PATH}/shifts/{shift_id}"
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
        "status": {"id": STATUSES[status][0], "name": status},
        "rateType": "Bill",
        "rate": {"rateType": _named(_RATE, 1, "Bill"), "isOnCall": False, "billRate": float(need.rate)},
        "availableActions": [
            {"name": name, "link": f"{here}/{PATHS[name]}", "precedence": n}
            for n, name in enumerate(offered(need, now), 1)
        ],
        "shiftDetailUrl": None,  # there is no portal to open behind a practice server
        "candidate": _named(_CANDIDATE, booking.worker.id, booking.worker.name) if booking else None,
        "segment": {"id": segment, "name": period},
        "shiftType": {"id": 1, "name": "Per Diem"},
    }


def detail(need: "Need", request: "Request", now: datetime) -> dict[str, Any]:
    """Return a need as the single-shift call shows it: schema ShiftDetail."""
    recruiter = {
        "name": "Dana Whitlock",
        "company": "Practice Staffing",
        "email": "dana.whitlock@example.com",
        "phoneNumber": "+1 555 0100",
    }
    return {"recruiter": recruiter, "notes": need.note or None, **shift(need, request, now)}
