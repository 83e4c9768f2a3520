"""uTRAC's rows become shifts and news; a bad one costs itself only."""

import json
from datetime import date, timedelta

import pytest

from app.domain import Assignment, Kind, Span, State
from app.errors import Garbled
from app.vendors.utrac import wire
from tests.vendors.utrac import (
    ACCOUNT,
    ASSIGNED,
    CHANGED,
    DELETED,
    MORNING,
    SHIFT,
    Json,
    read,
    rebuilt,
    shift_of,
)


def test_a_shift_is_shown_as_its_project_task_and_people() -> None:
    shift = shift_of([ASSIGNED], [CHANGED])

    assert shift.ref == "utrac-live:9742569999"
    assert (shift.title, shift.role, shift.facility) == (
        "General Operative",
        "General Operative",
        "Riverside Arena",
    )
    assert (shift.client, shift.address) == ("Arena Events", "SE1 7PB")
    assert shift.start.isoformat() == "2026-12-23T08:00:50+00:00"
    assert shift.timezone == "Europe/London"
    assert (shift.number, shift.positions, shift.actions) == (None, None, ())
    assert shift.url == "https://portal.example/shifts/9742569999"
    assert dict(shift.details) == {
        "Project id": "90531069",
        "Purchase order": "PRO_1234",
        "Quote": "909",
        "Client reference": "REF_123",
        "Cost centre": "Live Events",
    }
    assert shift.assignments == (
        Assignment(
            key="A1",
            person="Adam Jones",
            person_id="NUM_1234",
            status="Confirmed",
            state=State.CONFIRMED,
            assigned_at=MORNING,
            assigned_by="Manager Name",
            responded_at=MORNING + timedelta(seconds=2),
        ),
    )
    assert (shift.state, shift.vendor_status, shift.filled) == (State.CONFIRMED, "Confirmed", 1)


def test_summer_times_are_shown_on_the_connections_wall_clock() -> None:
    told, _ = rebuilt([SHIFT | {"shift_start": "2027-06-01T22:30:00Z", "shift_end": None, "assigned": []}])
    assert told == []  # beyond the span

    wide = Span(date(2027, 6, 2), date(2027, 6, 2))
    found: dict[str, wire.Told] = {}
    answer = read(json.dumps([SHIFT | {"shift_start": "2027-06-01T23:30:00Z", "shift_end": None}]).encode())
    wire.gather(found, answer.records, ACCOUNT, wide)
    [one] = found.values()
    assert one.start.isoformat() == "2027-06-02T00:30:00+01:00"
    assert one.end is None


def test_each_row_is_news_of_its_own() -> None:
    rows = SHIFT | {"assigned": [ASSIGNED], "changed": [CHANGED], "deleted": [DELETED]}
    [told], _ = rebuilt([rows])
    assigned, changed, deleted = told.news.values()

    assert (assigned.kind, assigned.person, assigned.by) == (Kind.ASSIGNED, "Adam Jones", "Manager Name")
    assert (changed.kind, changed.before, changed.after) == (
        Kind.STATUS,
        {"status": "Unconfirmed"},
        {"status": "Confirmed"},
    )
    assert changed.happened_at == MORNING + timedelta(seconds=2)
    assert (deleted.kind, deleted.note, deleted.by) == (
        Kind.UNASSIGNED,
        "Cancelled by Staff",
        "Manager Name",
    )
    assert {one.ref for one in (assigned, changed, deleted)} == {"utrac-live:9742569999"}


def test_the_same_row_is_the_same_news_however_often_and_wherever_it_comes() -> None:
    rows = SHIFT | {"assigned": [ASSIGNED, ASSIGNED], "changed": [CHANGED], "deleted": [DELETED]}
    [once], _ = rebuilt([rows])
    [again], _ = rebuilt(
        [rows, rows], [rows | {"deleted": [DELETED | {"assigned_at": ASSIGNED["assigned_at"]}]}]
    )
    assert list(once.news) == list(again.news)
    assert len(once.news) == 3


def test_two_changes_within_one_second_are_two_news() -> None:
    [told], _ = rebuilt(
        [SHIFT | {"changed": [CHANGED, CHANGED | {"previous_status": "Confirmed", "last_status": "Onsite"}]}]
    )
    assert len(told.news) == 2


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ({"assigned": [ASSIGNED, ASSIGNED | {"staff_name": ["Adam"]}]}, "string"),
        ({"assigned": [ASSIGNED, ASSIGNED | {"staff_name": " ", "payroll_number": None}]}, "names nobody"),
        ({"assigned": [ASSIGNED, ASSIGNED | {"assigned_at": "yesterday"}]}, "not a time"),
        ({"assigned": [ASSIGNED, ASSIGNED | {"assigned_at": "9999-12-31T23:59:59-14:00"}]}, "plausible"),
        ({"assigned": [ASSIGNED, ASSIGNED | {"assignment_id": float("nan")}]}, "number"),
        ({"assigned": [ASSIGNED, ASSIGNED | {"staff_name": "A" * 1_000_000}]}, "at most"),
        ({"assigned": [ASSIGNED, None]}, "valid"),
        ({"assigned": [ASSIGNED], "changed": "none"}, "no list"),
    ],
)
def test_a_bad_row_costs_only_itself(rows: Json, reason: str) -> None:
    [told], [bad] = rebuilt([SHIFT | rows])
    assert [one.key for one in told.seen] == ["A1"]
    assert reason in bad.reason
    assert bad.external_id == "9742569999"
    assert len(bad.record) <= 2000


@pytest.mark.parametrize(
    "body",
    [
        {"shift_start": None},
        {"shift_start": "soon"},
        {"shift_start": "0001-01-01T00:00:00Z"},
        {"shift_end": "2026-12-22T20:00:00Z"},
        {"shift_id": None},
        {"shift_id": float("nan")},
        {"shift_id": float("inf")},
        {"project_name": {"name": "Arena"}},
    ],
)
def test_a_bad_shift_costs_only_itself(body: Json) -> None:
    good = SHIFT | {"shift_id": 1, "assigned": [ASSIGNED]}
    told, rejects = rebuilt([good, SHIFT | body | {"assigned": [ASSIGNED]}, good])
    assert [one.body.shift_id for one in told] == ["1"]
    assert len(rejects) == 1


def test_an_enormous_number_costs_only_its_record() -> None:
    told, [bad] = rebuilt([SHIFT | {"shift_id": int("9" * 400)}, SHIFT | {"shift_id": 1}])
    assert [one.body.shift_id for one in told] == ["1"]
    assert "at most 200" in bad.reason


def test_rows_shown_as_one_object_are_read() -> None:
    [told], rejects = rebuilt([SHIFT | {"assigned": ASSIGNED}])
    assert [one.key for one in told.seen] == ["A1"]
    assert not rejects


@pytest.mark.parametrize(
    "body", [b"", b"null", b"{}", b'{"message": "x"}', b"<html></html>", b"[" * 5000, b"[{"]
)
def test_anything_but_an_array_is_garbled(body: bytes) -> None:
    with pytest.raises(Garbled):
        read(body)
