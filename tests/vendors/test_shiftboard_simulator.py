"""Shiftboard's practice server beside the document: pages, criteria, shapes, accounts."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from app.vendors.shiftboard.signing import signature
from app.vendors.shiftboard.simulator import practise
from app.world import World

TODAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 20, tzinfo=UTC)
WORLD = World(3, today=TODAY, shifts=400)
PRACTICE = practise(WORLD, clock=lambda: NOON)
ALL = {"start_date": "2026-11-01", "end_date": "2027-02-28"}


async def call(method: str, **params: Any) -> Any:
    """Return the result of a call, or its error."""
    body = json.dumps({"id": 9, "jsonrpc": "2.0", "method": method, "params": params}).encode()
    secrets = PRACTICE.secrets
    query = urlencode(
        {
            "access_key_id": secrets["access_key_id"],
            "signature": signature(secrets["signature_key"], body),
        }
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=PRACTICE.app)) as client:
        told = (await client.post(f"http://127.0.0.1/?{query}", content=body)).json()
    assert (told["id"], told["jsonrpc"]) == ("9", "2.0")
    return told.get("result", told.get("error"))


async def test_ten_basic_rows_are_a_page_unless_more_is_asked_for() -> None:
    told = await call("shift.list", select=ALL)
    assert len(told["shifts"]) == 10
    assert told["page"] == {
        "this": {"batch": 10, "start": 1},
        "next": {"batch": "10", "start": 11},
    }
    assert told["count"] == str(len(WORLD.needs["shiftboard"]))
    assert {"details", "user_actions", "created"}.isdisjoint(told["shifts"][0])
    assert told["shifts"][0]["count"].isdecimal()
    assert set(told["referenced_objects"]) >= {"location", "role", "timezone", "workStatusType"}


async def test_pages_go_on_where_the_last_one_ended_and_start_0_is_the_first() -> None:
    whole = await call("shift.list", select=ALL, page={"batch": 1000})
    first = await call("shift.list", select=ALL, page={"batch": "50", "start": 0})
    second = await call("shift.list", select=ALL, page=first["page"]["next"])
    ids = [row["id"] for row in whole["shifts"]]
    assert [row["id"] for row in first["shifts"] + second["shifts"]] == ids[:100]
    assert second["page"]["prev"]["start"] == 1
    assert "next" not in whole["page"]


async def test_without_records_there_is_no_page() -> None:
    told = await call("shift.list", select={"start_date": "2030-01-01", "end_date": "2030-01-02"})
    assert (told["shifts"], told["count"], "page" in told) == ([], "0", False)


async def test_without_dates_it_is_a_week_from_today_on() -> None:
    told = await call("shift.list", page={"batch": 1000})
    days = {row["start_date"][:10] for row in told["shifts"]}
    assert min(days) >= "2026-11-21"
    assert max(days) <= "2026-11-28"


@pytest.mark.parametrize(
    "criteria",
    [
        {"covered": False, "published": True},
        {"published": False},
        {"urgent": True},
        {"location": [101, 102]},
        {"location": "101", "covered": True},
    ],
)
async def test_criteria_choose_rows(criteria: dict[str, Any]) -> None:
    told = await call("shift.list", select={**ALL, **criteria}, page={"batch": 1000})
    assert 0 < int(told["count"]) < len(WORLD.needs["shiftboard"])
    for row in told["shifts"]:
        for name, wanted in criteria.items():
            if name == "location":
                assert row[name] in {str(each) for each in (wanted if isinstance(wanted, list) else [wanted])}
            else:
                assert row[name] is wanted


async def test_available_is_published_and_not_covered() -> None:
    told = await call("shift.list", select={**ALL, "coverage_type": "available"})
    spelt_out = await call("shift.list", select={**ALL, "published": True, "covered": False})
    assert told == spelt_out


async def test_updates_are_those_of_a_day_and_of_thirty_days_at_most() -> None:
    needs = WORLD.needs["shiftboard"].values()
    month = NOON - timedelta(days=30)
    for select, after in (
        ({}, NOON - timedelta(days=1)),
        ({"updated_since": 0}, month),
        ({"updated_since": str(int((NOON - timedelta(days=9)).timestamp()))}, NOON - timedelta(days=9)),
    ):
        for status in (True, False):
            told = await call(
                "shift.listUpdated", select={**ALL, **select, "status_update": status}, page={"batch": 1000}
            )
            stamps = {need.id: need.status_updated if status else need.updated for need in needs}
            assert {int(row["id"]) for row in told["shifts"]} == {
                number for number, stamp in stamps.items() if stamp >= after
            }
            assert "referenced_objects" not in told


async def test_updated_since_is_no_date() -> None:
    assert (await call("shift.listUpdated", select={"updated_since": "2026-11-21 00:00:00"}))["code"]


async def test_a_shift_is_told_with_its_user_actions_beside_it() -> None:
    number = next(need.id for need in WORLD.needs["shiftboard"].values() if not need.live)
    told = await call("shift.get", id=number, user_actions=True)
    assert told["shift"]["id"] == str(number)
    assert told["shift"]["reference_id"]
    assert told["user_actions"]["assign"] is True
    assert "acknowledgeDeclineReason" in told["referenced_objects"]
    assert set(await call("shift.get", id=str(number), extended=False, referenced_objects=False)) == {"shift"}


async def test_the_clock_is_told_in_seconds_and_in_the_organisations_zone() -> None:
    told = await call("system.timestamp")
    assert told["timestamp"] == int(NOON.timestamp())
    assert told["timezone"] == PRACTICE.timezone
    assert datetime.strptime(told["localtime"], "%Y-%m-%dT%H:%M:%S%z") == NOON


async def test_accounts_are_listed_and_found() -> None:
    who = (await call("system.whoami"))["account"]
    assert (await call("account.get", id=who))["id"] == who
    everyone = await call("account.list", page={"batch": 1000})
    assert int(everyone["count"]) == len(WORLD.workers["shiftboard"]) + 1
    last = everyone["accounts"][-1]
    found = await call("account.list", select={"search": f"{last['first_name']} {last['last_name']}".upper()})
    assert last in found["accounts"]
    assert (await call("account.get", id="0"))["code"] == "account_not_found"


async def test_what_happens_in_the_world_shows_at_the_next_first_page() -> None:
    world = World(5, today=TODAY, shifts=60, shares={"shiftboard": 1.0})
    practice = practise(world, clock=lambda: NOON)
    body = json.dumps(
        {
            "id": 1,
            "jsonrpc": "2.0",
            "method": "shift.list",
            "params": {"select": ALL, "page": {"batch": 1000}},
        }
    ).encode()
    secrets = practice.secrets
    query = {
        "access_key_id": secrets["access_key_id"],
        "signature": signature(secrets["signature_key"], body),
    }
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=practice.app)) as client:
        for _ in range(40):
            told = (await client.post("http://127.0.0.1/", params=query, content=body)).json()["result"]
            assert {int(row["id"]) for row in told["shifts"]} == set(world.needs["shiftboard"])
            for row in told["shifts"]:
                need = world.needs["shiftboard"][int(row["id"])]
                assert row["covered"] is bool(need.live)
                assert row["urgent"] is need.urgent
            world.tick(NOON)
