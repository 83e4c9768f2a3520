"""A recurring shift is created at 4spaces: what is sent, what is refused, what an answer must show."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.action import Weight, Wish
from app.errors import Garbled, Refused, SignInNeeded, Unreachable
from app.sending import Sending
from app.vendors.fourspaces.actions import CREATE
from app.vendors.fourspaces.adapter import FOURSPACES
from app.vendors.fourspaces.params import CreateShift
from app.vendors.fourspaces.reading import Settings
from app.vendors.fourspaces.recurrence import (
    day_of,
    end_time_offset_of,
    first_day,
    minutes_of,
    recurrence,
)
from app.vendors.fourspaces.simulator import guid, practise
from app.vendors.fourspaces.wire import PATTERN
from app.zones import zone
from tests.vendors.fourspaces import BORN, NEW, TEAM, TODAY, WHOLE, Desk, Market, born

BERLIN = zone("Europe/Berlin")


def today() -> date:
    return datetime.now(BERLIN).date()


def test_creating_is_offered_of_the_connection_and_beside_every_shift() -> None:
    assert FOURSPACES.actions(None) == (CREATE,)
    assert (CREATE.key, CREATE.weight, CREATE.on_connection) == ("create-shift", Weight.PRIMARY, True)
    assert CREATE.puts_on(CreateShift.model_validate(WHOLE)) == ["7"]


async def quietly() -> None:
    """Hear that a request leaves."""


async def test_a_recurring_shift_is_created_and_its_first_day_can_be_read_back() -> None:
    desk = Desk(practise(Market()))
    answer = await desk.create(**WHOLE)
    assert answer.result == f"{NEW}/2099-12-01"
    found = await desk.fetch_one(answer.result)
    assert found is not None
    shift = found.shift
    assert shift.start.isoformat() == "2099-12-01T14:00:00+01:00"
    assert shift.end is not None
    assert shift.end.isoformat() == "2099-12-01T22:00:00+01:00"
    assert (shift.title, shift.unit) == ("Spät", "Station 1")
    assert [one.person for one in shift.assignments] == ["Eva Kühn"]
    assert await desk.fetch_one(f"{NEW}/2099-12-31")
    assert await desk.fetch_one(f"{NEW}/2100-01-01") is None


async def test_what_is_set_is_sent_by_the_documents_names_and_nothing_else() -> None:
    desk = Desk(practise(Market()))
    await desk.create(**WHOLE)
    await desk.create(**BORN)
    whole, bare = desk.wire.bodies
    assert bare == {"name": "Spät", "startTimeOffset": 840, "endTimeOffset": 480}
    assert whole == bare | {
        "teamId": TEAM,
        "startDate": round(datetime(2099, 12, 1, tzinfo=UTC).timestamp() * 1000),
        "endDate": round(datetime(2099, 12, 31, tzinfo=UTC).timestamp() * 1000),
        "shiftMembers": [7],
    }


async def test_dates_are_sent_as_text_where_the_connection_says_so() -> None:
    desk = Desk(practise(Market()), settings=Settings(dates_out="iso"))
    answer = await desk.create(**WHOLE)
    (sent,) = desk.wire.bodies
    assert (sent["startDate"], sent["endDate"]) == ("2099-12-01T00:00:00Z", "2099-12-31T00:00:00Z")
    assert answer.result == f"{NEW}/2099-12-01"


@pytest.mark.parametrize(
    ("start", "minutes", "sent"), [("08:00", 480, 960), ("22:00", 480, 360), ("16:00", 480, 0)]
)
async def test_the_end_is_sent_as_a_time_of_the_clock_where_the_connection_says_so(
    start: str, minutes: int, sent: int
) -> None:
    desk = Desk(practise(Market()), settings=Settings(end_time="offset"))
    desk.wire.answers["/shift"] = httpx.Response(
        200,
        json={
            "shifts": [
                {
                    "id": NEW,
                    "name": "Nacht",
                    "startTimeOffset": 60 * int(start[:2]),
                    "endTimeOffset": sent,
                }
            ]
        },
    )
    await desk.create(name="Nacht", start=start, minutes=minutes)
    assert [body["endTimeOffset"] for body in desk.wire.bodies] == [sent]


@pytest.mark.parametrize("minutes", [1440, 2880])
async def test_what_an_offset_cannot_say_is_refused_before_anything_is_sent(minutes: int) -> None:
    desk = Desk(practise(Market()), settings=Settings(end_time="offset"))
    wish = Wish(shift=None, params=CreateShift.model_validate(BORN | {"minutes": minutes}))
    with pytest.raises(Refused, match=r"cannot tell 24 hours or more\. Nothing was sent"):
        await desk.send(wish)
    with pytest.raises(Refused, match="24 hours"):
        await desk.look(**BORN | {"minutes": minutes})
    assert desk.wire.calls == []


@given(
    start=st.integers(0, 1439),
    minutes=st.integers(1, 2880),
    end_time=st.sampled_from(["duration", "offset"]),
)
def test_what_is_sent_is_read_back_as_the_same_pattern(start: int, minutes: int, end_time: Any) -> None:
    sent = end_time_offset_of(minutes, start, end_time)
    if sent is None:
        assert (end_time, minutes >= 1440) == ("offset", True)
        return
    assert minutes_of(sent, start, end_time) == minutes
    told = {"id": NEW, "startTimeOffset": start, "endTimeOffset": sent}
    every = recurrence(PATTERN.validate_python(told), BERLIN, end_time)
    assert (every.start, every.minutes) == (start, minutes)


@given(
    day=st.dates(date(1990, 1, 1), date(2199, 12, 31)),
    dates_out=st.sampled_from(["ms", "iso"]),
    where=st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Beirut", "Pacific/Apia", "UTC"]),
)
async def test_a_date_that_is_sent_is_read_back_as_the_same_day(
    day: date, dates_out: Any, where: str
) -> None:
    desk = Desk(practise(Market()), settings=Settings(dates_out=dates_out))
    desk.wire.answers["/shift"] = httpx.Response(403)
    with pytest.raises(Refused):
        await desk.send(
            Wish(shift=None, params=CreateShift.model_validate(BORN | {"valid_from": day, "valid_to": day}))
        )
    (sent,) = desk.wire.bodies
    assert day_of(sent["startDate"], zone(where)) == day_of(sent["endDate"], zone(where)) == day


@pytest.mark.parametrize(
    ("first", "last", "begins"),
    [
        (None, None, 0),
        (-5, None, 0),
        (3, None, 3),
        (None, 0, 0),
        (-5, 2, 0),
        (-5, 0, 0),
        (-9, -2, -9),
        (None, -1, -1),
    ],
)
async def test_the_result_is_the_first_day_from_today_on_or_else_the_first_of_all(
    first: int | None, last: int | None, begins: int
) -> None:
    params = dict(BORN)
    now = today()
    for name, days in (("valid_from", first), ("valid_to", last)):
        if days is not None:
            params[name] = str(now + timedelta(days=days))
    desk = Desk(practise(Market()))
    answer = await desk.create(**params)
    assert answer.result in {f"{NEW}/{day + timedelta(days=begins)}" for day in (now, today())}
    assert await desk.fetch_one(answer.result) is not None
    expected = CreateShift.model_validate(params).expected()
    assert first_day(expected, now) == now + timedelta(days=begins)


@pytest.mark.parametrize("inserts", ["new", "all"])
async def test_the_new_one_is_found_in_an_answer_of_one_and_of_all(inserts: Any) -> None:
    world = Market()
    world.patterns[1] = born(1)  # just the same stood there before
    answer = await Desk(practise(world, inserts=inserts)).create(**BORN | {"valid_to": "2099-12-31"})
    assert (answer.result or "").startswith(NEW)
    again = await Desk(practise(world, inserts=inserts)).create(**BORN)
    assert (again.result or "").startswith(guid("shift", 4))


async def test_the_new_one_is_told_from_one_that_somebody_else_made_meanwhile() -> None:
    world = Market()
    desk = Desk(practise(world, inserts="all"))
    wish = await desk.look()
    world.patterns[3] = born(3, start=600)
    assert ((await desk.send(wish)).result or "").startswith(guid("shift", 4))


async def test_two_new_ones_of_its_name_of_which_none_is_the_same_leave_it_open() -> None:
    world = Market()
    desk = Desk(practise(world))
    wish = await desk.look()
    world.patterns = {3: born(3, start=600), 4: born(4, start=660)}
    async with desk.client() as client:
        body = (await client.get("/shifts")).body
    desk.wire.answers["/shift"] = httpx.Response(200, content=body)
    with pytest.raises(Garbled, match="does not show the new shift"):
        await desk.send(wish)


async def test_what_the_vendor_says_of_a_success_is_handed_on() -> None:
    def polite(operation: str, payload: Any) -> Any:
        return {**payload, "responseStatus": {"message": "Created <by> us"}}

    assert (await Desk(practise(Market(), twist=polite)).create()).said is None  # it may be HTML

    def plain(operation: str, payload: Any) -> Any:
        return {**payload, "responseStatus": {"message": "Created"}}

    assert (await Desk(practise(Market(), twist=plain)).create()).said == "Created"


async def test_a_new_one_that_the_vendor_wrote_otherwise_is_the_new_one_all_the_same() -> None:
    def without_members(operation: str, payload: Any) -> Any:
        if operation == "POST /shift":
            payload["shifts"][0]["shiftMembers"] = None
        return payload

    answer = await Desk(practise(Market(), twist=without_members)).create(**WHOLE)
    assert (answer.result or "").startswith(NEW)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"team_id": "f" * 32}, "There is no team ffffffffffffffffffffffffffffffff."),
        ({"team_id": "the night team"}, "There is no team the night team."),
        ({"member_ids": [7, 8]}, "There is no business user 8."),
    ],
)
async def test_what_the_vendor_cannot_accept_is_refused_in_its_words(
    change: dict[str, Any], said: str
) -> None:
    world = Market()
    with pytest.raises(Refused) as refused:
        await Desk(practise(world)).create(**BORN | change)
    assert said in str(refused.value)
    assert set(world.patterns) == {1, 2}


async def test_a_wrong_role_is_refused_in_their_words() -> None:
    world = Market()
    with pytest.raises(Refused, match="Invalid Role"):
        await Desk(practise(world, forbidden={"POST /shift"})).create()
    assert set(world.patterns) == {1, 2}


@pytest.mark.parametrize(
    ("code", "raised"), [("ValidationException", Refused), ("Unauthorized", SignInNeeded)]
)
async def test_an_error_inside_a_success_is_a_refusal_in_their_words(code: str, raised: Any) -> None:
    desk = Desk(practise(Market()))
    status = {"errorCode": code, "message": "Not today", "errors": [{"message": "Ask Eva"}]}
    desk.wire.answers["/shift"] = httpx.Response(200, json={"shifts": [], "responseStatus": status})
    with pytest.raises(raised, match="Not today Ask Eva"):
        await desk.create()


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409])
async def test_every_refusing_status_is_a_refusal(status: int) -> None:
    desk = Desk(practise(Market()))
    desk.wire.answers["/shift"] = httpx.Response(status, json={"responseStatus": {"errorCode": "No"}})
    with pytest.raises(Refused, match="No"):
        await desk.create()
    assert len(desk.wire.bodies) == 1


async def test_a_fault_of_the_server_is_no_refusal() -> None:
    desk = Desk(practise(Market()))
    desk.wire.answers["/shift"] = httpx.Response(500, json={"responseStatus": {"errorCode": "SqlException"}})
    with pytest.raises(Unreachable, match="SqlException"):
        await desk.create()
    assert len(desk.wire.bodies) == 1


OTHER = {"id": "a" * 32, "name": "Anderes", "startTimeOffset": 0, "endTimeOffset": 60}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        b'{"shifts":[]}',
        b'{"shifts":null}',
        b'{"teams":[]}',
        b'{"shifts":[null,"x",{"id":"0"}]}',
        b'{"shifts":[',
        b"<html></html>",
        b"[" * 100_000,
        httpx.Request("POST", "http://x", json={"shifts": [OTHER]}).content,
        httpx.Request("POST", "http://x", json={"shifts": [{**OTHER, "id": "0" * 32}]}).content,
    ],
)
async def test_an_answer_that_does_not_show_the_new_shift_leaves_it_open(body: bytes) -> None:
    desk = Desk(practise(Market()))
    desk.wire.answers["/shift"] = httpx.Response(200, content=body)
    with pytest.raises(Garbled):
        await desk.create()
    assert len(desk.wire.bodies) == 1


async def test_an_answer_that_shows_only_what_stood_there_before_is_no_success() -> None:
    world = Market()
    world.patterns[3] = born()
    desk = Desk(practise(world))
    async with desk.client() as client:
        stale = (await client.get("/shifts")).body
    desk.wire.answers["/shift"] = httpx.Response(200, content=stale)
    with pytest.raises(Garbled, match="does not show the new shift"):
        await desk.create()


async def test_what_was_sent_and_what_came_back_is_kept_for_the_record() -> None:
    desk = Desk(practise(Market()))
    wish = await desk.look()
    async with desk.client() as client:
        sending = Sending(client, quietly)
        await CREATE.run(sending, desk.account, wish)
    (exchange,) = sending.exchanges
    assert (exchange.method, exchange.path, exchange.status) == ("POST", "/shift", 200)
    assert '"startTimeOffset": 840' in exchange.sent
    assert NEW in exchange.received


async def test_a_session_that_has_ended_is_renewed_and_the_shift_is_made_once() -> None:
    now = [datetime.combine(TODAY, time(8), UTC)]
    world = Market()
    desk = Desk(practise(world, clock=lambda: now[0]))
    wish = await desk.look()
    async with desk.client() as client:
        await client.get("/shifts")
        now[0] += timedelta(days=1)
        await CREATE.run(Sending(client, quietly), desk.account, wish)
    assert set(world.patterns) == {1, 2, 3}
