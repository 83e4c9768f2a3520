"""Who is away at the practice site, and how people are reached: made of their ids, the same every day."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from app.vendors.shiftboard.rendering import DISPLAY_NAMES, person

if TYPE_CHECKING:
    from app.world import Worker

Row = dict[str, object]

EACH = 50  # days from one leave to the next
LASTS = 3  # days
APPROVED, NEW = "2", "0"


def requests(workers: Iterable["Worker"], first: date, last: date, zone: str) -> list[Row]:
    """Return the requests for time off that touch some days: of one in nine people, half of them approved."""
    found = []
    for worker in workers:
        if worker.id % 9 == 4:
            found += [_request(worker, day, zone) for day in _begins(worker, first, last)]
    return found


def availability(workers: Iterable["Worker"]) -> list[Row]:
    """Return what people have said of their week: one in seven never works on Sundays."""
    days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
    return [
        {
            "id": str(700_000 + worker.id),
            "account": str(worker.id),
            "busy": True,
            "start_date": None,
            "end_date": None,
            "start_time": None,
            "end_time": None,
            "sunday": True,
            **dict.fromkeys(days, False),
        }
        for worker in workers
        if worker.id % 7 == 3
    ]


def account(worker: "Worker") -> Row:
    """Return an account with what it tells of reaching somebody; some leave it out."""
    told = worker.id % 5 != 0
    return {
        **person(worker),
        "email": f"{worker.id}@example.com" if told else f"{worker.id}@login.example.com",
        "bad_email": not told,
        "home_phone": "",
        "mobile_phone": f"518-555-{worker.id % 10_000:04}" if told else "",
        "other_phone": "",
    }


def _begins(worker: "Worker", first: date, last: date) -> Iterator[date]:
    day = first - timedelta(days=(first.toordinal() + worker.id) % EACH)
    while day <= last:
        if day + timedelta(days=LASTS) > first:
            yield day
        day += timedelta(days=EACH)


def _request(worker: "Worker", day: date, zone: str) -> Row:
    number = worker.id * 10_000_000 + day.toordinal()
    return {
        "id": str(number),
        "start_date": f"{day.isoformat()}T00:00:00",
        "end_date": f"{(day + timedelta(days=LASTS)).isoformat()}T00:00:00",
        "use_time": "3",
        "timezone": DISPLAY_NAMES.get(zone, zone),
        "workgroup": None,
        "member": str(worker.id),
        "summary": "Leave",
        "status": APPROVED if (day.toordinal() + worker.id) // EACH % 2 else NEW,
        "paid": True,
        "category": None,
    }
