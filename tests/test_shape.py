"""The command line's JSON for a shift and a change: every key, every time with its offset."""

import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

from app.domain import Assignment, Change, Kept, Kind, Noticed, Rate, Shift, State
from app.shape import shape_of_change, shape_of_shift
from app.zones import zone

NEW_YORK = zone("America/New_York")
SEEN = datetime(2026, 11, 21, 20, 42, 0, 987_654, tzinfo=UTC)


def test_a_shift_has_every_field_of_its_shape() -> None:
    shift = Shift(
        connection="trio-east",
        vendor="trio",
        external_id="497f6eca",
        number="20417",
        state=State.OPEN,
        vendor_status="Open",
        title="RN, ICU",
        role="RN",
        specialty="ICU",
        facility="Mercy General",
        unit="4 West",
        address="1 Main St, Albany, NY 12207",
        start=datetime(2026, 12, 1, 7, tzinfo=NEW_YORK),
        end=datetime(2026, 12, 1, 19, tzinfo=NEW_YORK),
        timezone="America/New_York",
        positions=1,
        rate=Rate(amount=Decimal("85.00"), kind="Bill"),
        assignments=(
            Assignment(key="1", person="Adam Jones", person_id="47", status="Confirmed", assigned_at=SEEN),
        ),
        actions=("claim",),
        series="not shown",
        details=(("Not", "shown"),),
    )
    shape = shape_of_shift(Kept(shift=shift, last_seen=SEEN))
    assert json.loads(json.dumps(shape)) == {
        "ref": "trio-east:497f6eca",
        "connection": "trio-east",
        "vendor": "trio",
        "external_id": "497f6eca",
        "number": "20417",
        "state": "open",
        "vendor_status": "Open",
        "title": "RN, ICU",
        "role": "RN",
        "specialty": "ICU",
        "facility": "Mercy General",
        "unit": "4 West",
        "client": None,
        "address": "1 Main St, Albany, NY 12207",
        "start": "2026-12-01T07:00:00-05:00",
        "end": "2026-12-01T19:00:00-05:00",
        "timezone": "America/New_York",
        "all_day": False,
        "positions": 1,
        "filled": 0,
        "urgent": False,
        "published": True,
        "rate": {"amount": "85.00", "kind": "Bill", "on_call": False},
        "assignments": [
            {
                "person": "Adam Jones",
                "person_id": "47",
                "status": "Confirmed",
                "assigned_at": "2026-11-21T20:42:00Z",
                "assigned_by": None,
            }
        ],
        "actions": ["claim"],
        "notes": None,
        "url": None,
        "removed": False,
        "last_seen": "2026-11-21T20:42:00Z",
    }


def test_the_same_hour_of_the_clock_is_told_apart_by_its_offset_when_it_occurs_twice() -> None:
    hour = datetime(2026, 11, 1, 1, 30, tzinfo=NEW_YORK)
    shift = Shift(
        connection="a",
        vendor="v",
        external_id="1",
        state=State.UNKNOWN,
        start=hour,
        end=hour.replace(fold=1),
        timezone="America/New_York",
    )
    shape = shape_of_shift(Kept(shift=shift, last_seen=SEEN))
    assert (shape["start"], shape["end"]) == ("2026-11-01T01:30:00-04:00", "2026-11-01T01:30:00-05:00")
    assert shape["rate"] is None


def test_a_large_or_tiny_rate_is_written_in_full() -> None:
    shift = Shift(
        connection="a",
        vendor="v",
        external_id="1",
        state=State.OPEN,
        start=SEEN,
        end=None,
        timezone="UTC",
        rate=Rate(amount=Decimal("1E+3")),
    )
    shape = shape_of_shift(Kept(shift=shift, last_seen=SEEN, removed=True))
    assert shape["rate"] == {"amount": "1000", "kind": None, "on_call": False}
    assert shape["end"] is None
    assert shape["removed"] is True


def test_a_change_has_every_field_of_its_shape_and_its_times_in_utc() -> None:
    change = Change(
        key="k",
        connection="utrac-live",
        ref="utrac-live:9742569999",
        kind=Kind.STATUS,
        person="Adam Jones",
        before={"status": "Unconfirmed"},
        after={"status": "Confirmed"},
        by="Manager Name",
        happened_at=datetime(2026, 11, 20, 22, 52, 50, tzinfo=timezone(timedelta(hours=2))),
    )
    assert shape_of_change(Noticed(id=812, change=change, seen_at=SEEN)) == {
        "id": 812,
        "ref": "utrac-live:9742569999",
        "connection": "utrac-live",
        "kind": "status",
        "person": "Adam Jones",
        "before": {"status": "Unconfirmed"},
        "after": {"status": "Confirmed"},
        "by": "Manager Name",
        "happened_at": "2026-11-20T20:52:50Z",
        "seen_at": "2026-11-21T20:42:00Z",
        "note": None,
        "acknowledged_at": None,
        "acknowledged_by": None,
        "comment": None,
    }
