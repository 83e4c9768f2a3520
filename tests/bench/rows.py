"""A cache of many made-up shifts for the benchmark, written by the program's own writer.

`python -m tests.bench.rows FOLDER SHIFTS` makes the files under FOLDER and prints how long the
writer took, as JSON. The same seed, day and number give the same rows.
"""

import json
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from app.domain import Assignment, Rate, Shift, Span, State
from app.places import Places
from app.secrets import Key
from app.store.store import Store
from app.sync import Before
from app.vendor import Sighting
from app.vendors.trio.adapter import TRIO
from app.zones import zone

KEY = Key("5a" * 32)
CONNECTIONS = ("north-hospitals", "harbor-clinics", "lakeside")
BACK, AHEAD = 30, 60  # days
LOAD = 800

_ROLES = ("RN", "LPN", "CNA", "Respiratory Therapist", "Radiology Technologist", "Paramedic", "Surgical Tech")
_SPECIALTIES = ("ICU", "Emergency", "Medical-Surgical", "Telemetry", "Labor and Delivery", "Pediatrics", "OR")
_PLACES = ("Mercy", "Harbor Point", "Lakeside", "St. Anne", "Riverside", "North Shore", "Cedar", "Summit")
_KINDS = ("General", "Medical Center", "Clinic", "Hospital", "Care Home", "Children's", "Heart Institute")
_FIRST = ("Adam", "Maria", "Jenny", "Amara", "Luis", "Chen", "Zoë", "Ivan", "Priya", "Samuel", "Ruth", "Omar")
_LAST = ("Jones", "Lopez", "Owen", "Petrov", "Nguyen", "Smith", "Okafor", "Brown", "Garcia", "Khan", "Weber")
_STATES = [
    *[State.CONFIRMED] * 9, *[State.ASSIGNED] * 4, *[State.OPEN] * 3, *[State.PENDING] * 2, State.CANCELLED,
    State.DRAFT,
]  # fmt: skip
_ZONES = [zone("America/New_York"), zone("America/Chicago")]


def shifts(n: int, today: date) -> Iterator[Shift]:
    """Yield n shifts over 90 days, in no order."""
    random = Random(4)
    for number in range(n):
        day = today + timedelta(days=random.randrange(-BACK, AHEAD))
        where = random.choice(_ZONES)
        hour = random.choice((7, 7, 7, 19, 19, 15, 23, 11))
        start = datetime(day.year, day.month, day.day, hour, tzinfo=where)
        state = State.WORKED if day < today else random.choice(_STATES)
        role, specialty = random.choice(_ROLES), random.choice(_SPECIALTIES)
        taken = state not in {State.OPEN, State.DRAFT}
        name = f"{random.choice(_FIRST)} {random.choice(_LAST)} {random.randrange(40)}"
        yield Shift(
            connection=CONNECTIONS[number % 3],
            vendor="trio",
            external_id=f"{number:08}",
            number=str(200_000 + number),
            state=state,
            vendor_status=state.value.title(),
            title=f"{role}, {specialty}",
            role=role,
            specialty=specialty,
            facility=f"{random.choice(_PLACES)} {random.choice(_KINDS)}",
            unit=f"{random.choice(_SPECIALTIES)} {random.randrange(1, 30)} West",
            client="Riverside Health Group",
            address="12 Harbor Road, Springfield",
            start=start,
            end=start + timedelta(hours=random.choice((8, 12, 12))),
            timezone=where.key,
            positions=1,
            filled=int(taken),
            urgent=random.random() < 0.05,
            rate=Rate(amount=Decimal(random.randrange(3000, 12000)) / 100, kind="Bill"),
            assignments=(
                (Assignment(key=name, person=name, person_id=name, status="Assigned", state=State.ASSIGNED),)
                if taken
                else ()
            ),
            notes="Bring your badge; parking is behind the main building.",
        )


def made(folder: Path, n: int, today: date) -> tuple[float, float]:
    """Make a cache of n shifts under a folder; return the seconds of the fill, and of what can wait."""
    store = Store.open(Places.under(folder).made(), KEY)
    span = Span(today - timedelta(days=BACK), today + timedelta(days=AHEAD))
    before = Before(first=True, listed=None, reports=False)
    at = datetime.now(UTC)
    for name in CONNECTIONS:
        store.ledger.standing(name, "trio")
    took = 0.0
    store.begin_fill()
    pile: dict[str, list[Sighting]] = {name: [] for name in CONNECTIONS}
    loads = 0
    for shift in (*shifts(n, today), None):
        for name, found in pile.items():
            if len(found) < LOAD and shift is not None:
                continue
            began = time.perf_counter()
            store.mirror.apply(TRIO, name, found, span, before, at)
            loads += 1
            if loads % 5 == 0:
                store.fill.go_on()
            took += time.perf_counter() - began
            found.clear()
        if shift is not None:
            pile[shift.connection].append(Sighting(shift))
    began = time.perf_counter()
    store.end_fill()
    filled = time.perf_counter()
    took += filled - began
    while store.fill.improve():
        pass
    later = time.perf_counter() - filled
    for name in CONNECTIONS:
        store.ledger.listed(name, span, at)
        store.ledger.pulled(name, None, (), at, listing=True)
    store.close()
    return took, later


if __name__ == "__main__":
    fill, later = made(Path(sys.argv[1]), int(sys.argv[2]), date.today())
    print(json.dumps({"shifts": int(sys.argv[2]), "fill_s": round(fill, 2), "later_s": round(later, 2)}))
