"""What may be chosen, what is shown before it is agreed to, and what a repeated wish is told."""

import io
from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.vendors.trio.rendering import shift_number
from tests.acting import LOST
from tests.cli.acting import CREATE, Shop, shop
from tests.cli.desk import Desk
from tests.servers import free_port


@pytest.fixture
def trio(desk: Desk) -> Iterator[Shop]:
    with shop(desk, "trio") as made:
        yield made


@pytest.fixture
def shiftboard(desk: Desk) -> Iterator[Shop]:
    with shop(desk, "shiftboard") as made:
        yield made


@pytest.fixture
def fourspaces(desk: Desk) -> Iterator[Shop]:
    with shop(desk, "fourspaces") as made:
        yield made


class Terminal(io.StringIO):
    """A standard input at which somebody sits."""

    def isatty(self) -> bool:
        return True


def test_the_teams_of_a_connection_can_be_listed(fourspaces: Shop) -> None:
    teams = fourspaces.desk.json("candidates", "fourspaces", "--for", "create-shift.team_id")
    assert teams
    assert all(one["id"] and one["name"] for one in teams)
    fourspaces.desk("candidates", "fourspaces", "--for", "create-shift.start", code=2)
    assert "there are: create-shift.team_id, create-shift.member_ids" in fourspaces.desk.told


def test_the_reasons_for_an_absence_can_be_listed(shiftboard: Shop) -> None:
    ref = shiftboard.where("mark-absent", "shiftboard")
    assert shiftboard.desk.json("candidates", ref, "--for", "mark-absent.reason_id")


def test_what_a_recurring_shift_would_be_is_shown_and_agreed_to(fourspaces: Shop) -> None:
    fourspaces.desk.patch.setattr("sys.stdin", Terminal("\n"))
    fourspaces.desk.json("do", "create-shift", "fourspaces", *CREATE, code=1)
    assert "EndTimeOffset is sent as" in fourspaces.desk.told
    assert "It has no last day: it recurs for good." in fourspaces.desk.told
    assert fourspaces.acted == 0
    fourspaces.desk.json("do", "create-shift", "fourspaces", *CREATE, "--yes")
    assert "EndTimeOffset is sent as" in fourspaces.desk.told


def test_what_was_done_and_is_offered_no_more_is_refused_not_wrong(trio: Shop) -> None:
    ref = trio.where("submit")
    assert trio.desk.json("do", "submit", ref)["outcome"] == "succeeded"
    again = trio.desk.json("do", "submit", ref, code=1)
    assert (again["id"], again["outcome"]) == (None, "refused")
    assert "was asked for this shift" in again["message"]
    assert trio.acted == 1


def test_why_a_check_was_overridden_can_be_read_back(trio: Shop) -> None:
    ref = trio.where("claim")
    trio.desk("do", "claim", ref, "--reason", "both agreed")
    (record,) = trio.outbox("--all")
    assert record["reason"] == "both agreed"
    assert "both agreed" in trio.desk("outbox", "--all")


def test_what_is_unknown_says_how_to_find_out(trio: Shop) -> None:
    trio.lines["trio"].fate = LOST
    trio.desk("do", "claim", trio.where("claim"), code=3)
    assert "callboard reconcile" in trio.desk.told


def test_where_nothing_can_be_done_that_is_said(trio: Shop) -> None:
    assert trio.desk("actions", "trio") == ""
    assert "Nothing can be done" in trio.desk.told
    assert trio.desk.json("actions", "trio") == []


def test_the_name_of_a_connection_finds_its_shifts(trio: Shop) -> None:
    everything = trio.desk.json("shifts")
    assert trio.desk.json("shifts", "--search", "trio") == everything
    one = next(each for each in everything if each["number"])
    found = trio.desk.json("shifts", "--search", f"tri {one['facility']}")
    assert one["ref"] in {each["ref"] for each in found}
    assert trio.desk.json("shifts", "--search", "shiftboard") == []


def test_a_claim_for_the_api_account_is_checked_as_anybodys(shiftboard: Shop) -> None:
    shiftboard.desk.json("do", "claim", shiftboard.where("claim", "shiftboard"))
    assert "could not be checked" not in shiftboard.desk.told


def test_local_times_are_told_with_their_zone_and_a_last_column_is_whole(trio: Shop) -> None:
    ref = trio.where("claim")
    start = trio.shift(ref)["start"]
    assert start
    table = trio.desk("shifts")
    assert any(zone in table for zone in (" EST", " EDT", " CST", " CDT"))
    assert shift_number(ref.partition(":")[2]) is not None
    assert "…" not in trio.desk("actions", ref)


def test_a_whole_ref_that_only_the_vendor_knows_is_not_taken_for_the_beginning_of_another(
    shiftboard: Shop,
) -> None:
    needs = shiftboard.market.world.needs["shiftboard"]
    ref = shiftboard.where("claim", "shiftboard")
    number = int(ref.partition(":")[2])
    short = needs.pop(number)
    longer = needs[number * 10 + 1] = replace(short, id=number * 10 + 1, bookings=[])
    shiftboard.desk.places.mirror.unlink()
    shiftboard.desk("sync")
    up = shiftboard.address
    shiftboard.desk.alter("shiftboard", base_url=f"http://127.0.0.1:{free_port()}/shiftboard")
    cannot_tell = shiftboard.desk.json("do", "claim", ref, "--yes", code=1)
    assert f"beginning of {ref}1; if that one is meant, give it in full" in cannot_tell["message"]

    shiftboard.desk.alter("shiftboard", base_url=up)
    assert shiftboard.desk.json("do", "claim", ref, "--yes")["ref"] == f"{ref}1"  # the vendor has no other
    longer.bookings.clear()
    shiftboard.desk("sync")
    needs[number] = short
    assert shiftboard.desk.json("do", "claim", ref, "--yes")["ref"] == ref
    assert (len(longer.live), len(short.live)) == (0, 1)


def test_what_has_to_be_agreed_to_is_told_of_the_shift_as_it_stands(shiftboard: Shop) -> None:
    ref = next(
        one["ref"]
        for one in shiftboard.desk.json("shifts", "--from", "+2", "--state", "open")
        if one["positions"] == 1 and "claim" in one["actions"]
    )
    shiftboard.market.twist = lambda operation, payload: {} if operation == "shift.get" else payload
    shiftboard.desk.json("do", "claim", ref)
    shiftboard.market.twist = None
    assert shiftboard.shift(ref)["assignments"] == []  # it could not be read back
    shiftboard.desk.patch.setattr("sys.stdin", Terminal("n\n"))
    done = shiftboard.desk.json("do", "assign", ref, "--set", "person_id=1", code=1)
    assert "Reassign: " in shiftboard.desk.told
    assert done["message"] == "You did not agree; nothing was sent."
    assert shiftboard.acted == 1
