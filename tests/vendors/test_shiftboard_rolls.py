"""What Shiftboard tells of its people: time off, when they cannot work, and how they are reached."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.domain import Absence, Contact, Span
from app.errors import Garbled, Refused
from app.vendor import Reject, Told
from app.vendors.shiftboard import rolls
from app.vendors.shiftboard.rolls import MOST_PAGES, contacts, time_off, unavailability
from tests.vendors.shiftboard_desk import WEEK, Desk, Market, error, result

NEW_YORK = ZoneInfo("America/New_York")
PACIFIC = "Pacific Time (US/Can) (GMT-08:00)"


async def read(roll: Any, desk: Desk, span: Span = WEEK) -> tuple[list[Any], list[Reject]]:
    """Return what is told of a roll, and the records that do not fit."""
    told = await asked(roll, desk, span)
    return list(told.rows), list(told.rejects)


async def asked(roll: Any, desk: Desk, span: Span = WEEK) -> Told:
    async with desk.client() as client:
        found = await roll(client, desk.account, span)
        assert isinstance(found, Told)
        return found


def request(**changed: Any) -> dict[str, Any]:
    """Return an approved request of all day on 24 November."""
    plain = {"id": "1", "member": "47", "start_date": "2026-11-24", "use_time": "5", "status": "2"}
    return plain | changed


def requests(*rows: Any) -> Desk:
    """Return a desk whose vendor tells these requests."""
    desk = Desk(Market())
    desk.bends["timeOffRequest.list"] = result(timeOffRequests=list(rows), count=str(len(rows)), page=None)
    return desk


def weekly(**changed: Any) -> Desk:
    """Return a desk whose vendor tells that Adam cannot work at some hours of a week."""
    plain = {"id": "1", "account": "47", "busy": True, "start_date": None, "end_date": None}
    desk = Desk(Market())
    desk.bends["availability.list"] = result(availability=[plain | changed], count="1", page=None)
    return desk


def stamps(told: list[Absence]) -> list[tuple[str, str]]:
    """Return from when until when, on the clocks of each."""
    return [(f"{one.start:%a %d %H:%M}", f"{one.end:%a %d %H:%M}" if one.end else "open") for one in told]


async def test_a_day_off_lasts_from_midnight_to_midnight() -> None:
    (one,), rejects = await read(time_off, requests(request()))
    assert rejects == []
    assert (one.person_id, one.what, one.timezone) == ("47", "time off", "America/New_York")
    assert one.start == datetime(2026, 11, 24, tzinfo=NEW_YORK)
    assert one.end == datetime(2026, 11, 25, tzinfo=NEW_YORK)


async def test_hours_off_are_read_by_the_zone_that_they_name() -> None:
    row = request(
        start_date="2026-11-24T13:00:00", end_date="2026-11-24T17:00:00", use_time="3", timezone=PACIFIC
    )
    (one,), _ = await read(time_off, requests(row))
    assert (one.start.isoformat(), one.timezone) == ("2026-11-24T13:00:00-08:00", "America/Los_Angeles")


async def test_an_open_ended_request_has_no_end() -> None:
    rows = [request(start_date="2026-11-24T13:00:00", use_time="4"), request(use_time=4)]
    told, _ = await read(time_off, requests(*rows))
    assert [one.end for one in told] == [None, None]


async def test_only_what_is_approved_is_time_off() -> None:
    rows = [request(status=status) for status in ("0", "3", 2, None, "later")]
    told, rejects = await read(time_off, requests(*rows))
    assert (len(told), rejects) == (1, [])


async def test_a_request_that_does_not_fit_costs_itself_alone() -> None:
    bad = [request(start_date="soon"), request(member=None), request(member=["47"]), "none", None, 7]
    told, rejects = await read(time_off, requests(*bad, request()))
    assert (len(told), len(rejects)) == (1, len(bad))


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"monday": True}, [("Mon 23 00:00", "Tue 24 00:00")]),
        (
            {"monday": True, "start_time": "11:00:00", "end_time": "12:30:00"},
            [("Mon 23 11:00", "Mon 23 12:30")],
        ),
        (
            {"monday": True, "start_time": "22:00:00", "end_time": "06:00:00"},
            [("Mon 23 22:00", "Tue 24 06:00")],
        ),
        ({"monday": True, "tuesday": True}, [("Mon 23 00:00", "Wed 25 00:00")]),
        (
            {"monday": True, "tuesday": True, "start_date": "2026-11-24"},
            [("Tue 24 00:00", "Wed 25 00:00")],
        ),
        ({"monday": True, "end_date": "2026-11-22"}, []),
        ({"monday": True, "busy": False}, []),
        ({"monday": True, "workgroup": "7"}, []),
        ({}, []),
    ],
)
async def test_a_weeks_hours_become_times_of_the_days_in_view(changed: Any, expected: Any) -> None:
    told, rejects = await read(
        unavailability, weekly(**changed), Span(date(2026, 11, 22), date(2026, 11, 28))
    )
    assert (stamps(told), rejects) == (expected, [])
    assert {one.what for one in told} <= {"not available"}


async def test_over_a_change_of_the_clocks_a_day_is_still_a_day() -> None:
    told, _ = await read(unavailability, weekly(sunday=True), Span(date(2026, 10, 31), date(2026, 11, 2)))
    assert stamps(told) == [("Sun 01 00:00", "Mon 02 00:00")]
    assert told[0].end.timestamp() - told[0].start.timestamp() == 25 * 3600


async def test_an_availability_that_does_not_fit_costs_itself_alone() -> None:
    for bad in ({"start_time": "noon"}, {"start_date": "soon"}, {"account": None}):
        told, rejects = await read(unavailability, weekly(monday=True, **bad))
        assert (told, len(rejects)) == ([], 1)


async def test_telephones_and_addresses_are_told_by_id_and_by_external_id() -> None:
    desk = Desk(Market())
    adam = {"id": 47, "external_id": "E1", "mobile_phone": "518-555-0047", "email": "a@example.com"}
    eve = {"id": "48", "home_phone": "", "email": "48@login.example.com", "bad_email": True}
    desk.bends["account.list"] = result(accounts=[adam, eve, {"id": ""}], page=None)
    told, rejects = await read(contacts, desk)
    assert told == [
        Contact(person_id=number, label=label, text=text)
        for number in ("47", "E1")
        for label, text in (("Mobile telephone", "518-555-0047"), ("E-mail", "a@example.com"))
    ]
    assert len(rejects) == 1


async def test_every_page_is_read() -> None:
    desk = Desk(Market())
    pages = [
        {"accounts": [{"id": n, "email": f"{n}@example.com"}], "page": {"next": {"start": n + 1, "batch": 1}}}
        for n in (1, 2)
    ]
    desk.bends["account.list"] = lambda payload: (
        payload | {"result": pages.pop(0) if pages else {"accounts": []}}
    )
    told, _ = await read(contacts, desk)
    assert [one.person_id for one in told] == ["1", "2"]


def bent(payload: Any, told: Mapping[str, object]) -> Any:
    """Return an answer whose result is this."""
    return payload | {"result": told}


def page(start: int, following: object, **more: object) -> dict[str, Any]:
    """Return the result of account.list: a page of one person."""
    row = {"id": start, "email": f"{start}@example.com"}
    return {"accounts": [row], "page": {"next": following}, **more}


async def test_of_a_list_without_end_what_came_first_is_told_and_that_there_is_more() -> None:
    desk = Desk(Market())

    starts = count(1)

    def endless(payload: Any) -> Any:
        start = next(starts)
        return payload | {"result": page(start, {"start": start + 1, "batch": 1})}

    desk.bends["account.list"] = endless
    told = await asked(contacts, desk)
    assert len(told.rows) == MOST_PAGES
    assert "first 50 pages" in str(told.short)


@pytest.mark.parametrize("following", [{"start": "1", "batch": 1000}, "more", 7])
async def test_pages_that_go_round_in_a_circle_or_cannot_be_are_an_error(following: object) -> None:
    desk = Desk(Market())
    desk.bends["account.list"] = lambda payload: payload | {"result": page(1, following)}
    with pytest.raises(Garbled):
        await read(contacts, desk)


@pytest.mark.parametrize("number", [3, "3"])
async def test_a_list_that_is_shorter_than_its_count_says_so(number: object) -> None:
    desk = Desk(Market())
    desk.bends["account.list"] = lambda payload: payload | {"result": page(1, None, count=number)}
    told = await asked(contacts, desk)
    assert len(told.rows) == 1
    assert told.short == "Shiftboard says that there are 3 records, and shows 1 of them."


async def test_of_times_beyond_measure_the_first_are_told_and_that_there_are_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rolls, "MOST", 3)
    week = Span(date(2026, 11, 22), date(2026, 12, 20))
    told = await asked(unavailability, weekly(monday=True), week)
    assert stamps([one for one in told.rows if isinstance(one, Absence)]) == [
        ("Mon 23 00:00", "Tue 24 00:00"),
        ("Mon 30 00:00", "Tue 01 00:00"),
        ("Mon 07 00:00", "Tue 08 00:00"),
    ]
    assert told.short is not None


@pytest.mark.parametrize(
    ("roll", "method"),
    [(time_off, "timeOffRequest.list"), (unavailability, "availability.list"), (contacts, "account.list")],
)
async def test_a_refusal_and_an_answer_without_a_list_are_told_apart_from_nobody(
    roll: Any, method: str
) -> None:
    desk = Desk(Market())
    desk.bends[method] = error({"code": "permission_denied", "message": "Managers only."})
    with pytest.raises(Refused, match="Managers only"):
        await read(roll, desk)
    for told in ({"count": "3"}, {}):
        desk.bends[method] = partial(bent, told=told)
        with pytest.raises(Garbled):
            await read(roll, desk)
    desk.bends[method] = lambda payload: payload | {"result": {"count": "0"}}
    assert await read(roll, desk) == ([], [])
