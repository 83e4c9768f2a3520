from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.vendors.trio import simulator
from app.world import Practice, World
from tests.cli.desk import Desk
from tests.servers import Served

SHIFT = [
    "ref", "connection", "vendor", "external_id", "number", "state", "vendor_status", "title", "role",
    "specialty", "facility", "unit", "client", "address", "start", "end", "timezone", "all_day", "positions",
    "filled", "urgent", "published", "rate", "assignments", "actions", "notes", "url", "removed", "last_seen",
]  # fmt: skip
CHANGE = [
    "id", "ref", "connection", "kind", "person", "before", "after", "by", "happened_at", "seen_at", "note",
    "acknowledged_at", "acknowledged_by", "comment",
]  # fmt: skip
STATES = {"draft", "open", "pending", "assigned", "confirmed", "worked", "cancelled", "unknown"}


@pytest.fixture
def filled(staffed: Desk) -> Desk:
    """A desk that has pulled everything once."""
    staffed("sync")
    return staffed


def test_a_fresh_profile_reads_as_empty_and_stays_fresh(desk: Desk) -> None:
    assert desk.json("shifts") == desk.json("changes") == []
    assert desk.json("ack", "--all") == {"acknowledged": 0, "unknown": []}
    desk("shifts")
    desk("changes")
    assert list(desk.places.config.parent.iterdir()) == []


def test_shifts_have_the_shape_that_scripts_rely_on(filled: Desk) -> None:
    shifts = filled.json("shifts")
    for shift in shifts:
        assert list(shift) == SHIFT
        assert shift["ref"] == f"{shift['connection']}:{shift['external_id']}"
        assert shift["state"] in STATES
        assert datetime.fromisoformat(shift["start"]).utcoffset() is not None
        assert shift["last_seen"].endswith("Z")
        for assignment in shift["assignments"]:
            assert list(assignment) == ["person", "person_id", "status", "assigned_at", "assigned_by"]
    assert {shift["vendor"] for shift in shifts} == {"trio", "shiftboard", "utrac", "fourspaces"}


def test_shifts_are_ordered_by_start_then_ref(filled: Desk) -> None:
    keys = [(datetime.fromisoformat(shift["start"]), shift["ref"]) for shift in filled.json("shifts")]
    assert keys == sorted(keys)


def test_filters_narrow_and_combine(filled: Desk) -> None:
    whole = filled.json("shifts")
    tomorrow = (date.today() + timedelta(days=1)).isoformat()
    assert filled.json("shifts", "--from", "tomorrow", "--to", tomorrow) == [
        shift for shift in whole if shift["start"][:10] == tomorrow
    ]
    assert filled.json("shifts", "--state", "open", "--state", "draft", "--connection", "shiftboard") == [
        shift
        for shift in whole
        if shift["connection"] == "shiftboard" and shift["state"] in {"open", "draft"}
    ]
    assert filled.json("shifts", "--from", "-30", "--to", "+90") == whole
    name = next(shift["assignments"][0]["person"] for shift in whole if shift["assignments"])
    found = filled.json("shifts", "--search", name[:-1].upper())
    assert found
    assert all(name in [one["person"] for one in shift["assignments"]] for shift in found)
    assert filled.json("shifts", "--search", "!?") == []


def test_the_format_may_stand_before_or_after_the_command(filled: Desk) -> None:
    before = filled("--format", "json", "shifts", "--state", "open")
    assert before == filled("shifts", "--state", "open", "--format", "json")
    assert before.startswith("[")


def test_the_table_says_as_of_when_beside_the_result(filled: Desk) -> None:
    said = filled("shifts", "--connection", "trio")
    assert said.startswith("START")
    assert filled.told.startswith("trio: as of 20")
    assert "utrac" not in filled.told


@pytest.mark.parametrize(
    "words",
    [
        ("shifts", "--connection", "trioo"),
        ("shifts", "--state", "opened"),
        ("shifts", "--from", "yesterday"),
        ("shifts", "--from", "2026-13-01"),
        ("shifts", "--from", "20261121"),
        ("shifts", "--from", "+9999999"),
        ("shifts", "--from", "tomorrow", "--to", "today"),
        ("shifts", "--rem"),
        ("changes", "--since", "lately"),
        ("show", "nothing-like-it"),
        ("show",),
        ("ack",),
        ("ack", "1", "--all"),
        ("ack", "--all", "--before", "today"),
        ("ack", "1", "--connection", "trio"),
        ("ack", "--all", "--connection", "trioo"),
        ("ack", "--all", "--comment", "x"),
        ("ack", "one"),
        ("ack", "99999999"),
        ("no-such-command",),
        ("--format", "xml", "shifts"),
    ],
)
def test_wrong_use_is_told_and_exits_with_2(filled: Desk, words: tuple[str, ...]) -> None:
    filled(*words, code=2)
    assert filled.told


def test_a_connection_that_is_only_in_the_cache_is_known(filled: Desk) -> None:
    filled("connections", "remove", "trio")
    assert filled.json("shifts", "--connection", "trio")


def test_show_finds_a_shift_by_ref_beginning_or_number(filled: Desk) -> None:
    shift = next(shift for shift in filled.json("shifts") if shift["number"])
    shown = filled.json("show", shift["ref"])
    assert shown == {**shift, "changes": [], "outbox": []}
    assert filled.json("show", shift["number"]) == shown
    assert filled.json("show", shift["ref"][:-1])["connection"] == shift["connection"]


def test_an_ambiguous_ref_is_wrong_use_and_names_what_fits(filled: Desk) -> None:
    filled("show", "trio:", code=2)
    refs = [shift["ref"] for shift in filled.json("shifts", "--connection", "trio")]
    filled("show", "trio:", code=2)
    assert sum(ref in filled.told for ref in refs) == 10
    assert filled.said == ""


def test_the_shown_table_has_everything_in_words(filled: Desk) -> None:
    shift = next(shift for shift in filled.json("shifts") if shift["assignments"] and shift["facility"])
    said = filled("show", shift["ref"])
    assert shift["ref"] in said
    assert shift["facility"] in said
    assert shift["assignments"][0]["person"] in said


def market() -> tuple[World, Practice]:
    world = World(1, today=date.today(), shifts=40)
    return world, simulator.practise(world)


def trio(desk: Desk, vendor: Served, practice: Practice) -> None:
    desk.configure(
        f'[connections.east]\nvendor = "trio"\nbase_url = "{vendor.url}{practice.path}"\ntimezone = "UTC"\n'
    )
    desk.patch.setenv("CALLBOARD_SECRET_EAST_API_KEY", practice.secrets["api_key"])


def test_refreshing_reads_the_shift_anew_and_marks_one_that_has_gone(desk: Desk) -> None:
    world, practice = market()
    with Served(practice.app) as vendor:
        trio(desk, vendor, practice)
        desk("sync")
        shift = desk.json("shifts")[0]
        (need,) = [need for need in world.needs["trio"].values() if need.id == int(shift["ref"][5:13], 16)]
        need.note = "bring a badge"
        assert "bring a badge" in str(desk.json("show", shift["ref"], "--refresh"))
        need.published = False
        shown = desk.json("show", shift["ref"], "--refresh")
    assert shown["removed"] is True
    assert "removed" in [change["kind"] for change in shown["changes"]]
    assert shift["ref"] not in [shift["ref"] for shift in desk.json("shifts")]
    assert shift["ref"] in [shift["ref"] for shift in desk.json("shifts", "--removed")]


def test_a_whole_ref_that_is_not_cached_yet_is_fetched(desk: Desk) -> None:
    _, practice = market()
    with Served(practice.app) as vendor:
        trio(desk, vendor, practice)
        desk("sync")
        ref = desk.json("shifts")[0]["ref"]
        desk("connections", "remove", "east", "--cache")
        trio(desk, vendor, practice)
        desk("show", ref, code=2)
        assert desk.json("show", ref, "--refresh")["ref"] == ref


def test_what_cannot_be_refreshed_is_shown_as_known(desk: Desk) -> None:
    _, practice = market()
    with Served(practice.app) as vendor:
        trio(desk, vendor, practice)
        desk("sync")
    shift = desk.json("shifts")[0]
    assert desk.json("show", shift["ref"], "--refresh", code=1)["ref"] == shift["ref"]
    assert desk.told.startswith("east: ")
    desk.patch.delenv("CALLBOARD_SECRET_EAST_API_KEY")
    assert desk.json("show", shift["ref"], "--refresh", code=2)["ref"] == shift["ref"]


def test_changes_have_the_shape_that_scripts_rely_on_newest_first(filled: Desk) -> None:
    changes = filled.json("changes")
    assert changes
    for change in changes:
        assert list(change) == CHANGE
        assert change["seen_at"].endswith("Z")
    keys = [(change["seen_at"], change["id"]) for change in changes]
    assert keys == sorted(keys, reverse=True)


def test_since_means_when_it_was_seen(filled: Desk) -> None:
    changes = filled.json("changes")
    assert filled.json("changes", "--since", changes[-1]["seen_at"]) == changes
    assert filled.json("changes", "--since", "today") == changes
    assert filled.json("changes", "--since", "tomorrow") == []
    later = datetime.now(UTC) + timedelta(minutes=5)
    assert filled.json("changes", "--since", later.isoformat()) == []


def test_what_is_acknowledged_says_by_whom_and_leaves_the_open_ones(filled: Desk) -> None:
    first, second, *_ = (change["id"] for change in filled.json("changes"))
    answer = filled.json("ack", str(first), str(second), str(first), "--comment", "rang her")
    assert answer == {"acknowledged": 2, "unknown": []}
    by_id: dict[int, Any] = {change["id"]: change for change in filled.json("changes")}
    assert by_id[first]["acknowledged_at"].endswith("Z")
    assert by_id[first]["acknowledged_by"]
    assert by_id[first]["comment"] == "rang her"
    open_ones = [change["id"] for change in filled.json("changes", "--unacknowledged")]
    assert first not in open_ones
    assert len(open_ones) == len(by_id) - 2


def test_an_unknown_change_is_wrong_use_and_the_others_are_acknowledged(filled: Desk) -> None:
    first = filled.json("changes")[0]["id"]
    assert filled.json("ack", "99999999", str(first), code=2) == {"acknowledged": 1, "unknown": [99999999]}
    assert first not in [change["id"] for change in filled.json("changes", "--unacknowledged")]


def test_all_or_what_came_before_a_time_is_acknowledged_at_once(filled: Desk) -> None:
    count = len(filled.json("changes"))
    assert filled.json("ack", "--before", "today")["acknowledged"] == 0
    assert filled.json("ack", "--before", "tomorrow", "--connection", "trio")["acknowledged"] == 0
    assert filled.json("ack", "--before", "tomorrow", "--connection", "utrac")["acknowledged"] == count
    assert filled.json("ack", "--all")["acknowledged"] == 0
    assert filled.json("changes", "--unacknowledged") == []


def test_the_mirror_can_be_read_although_the_desks_file_is_gone(filled: Desk) -> None:
    shifts = filled.json("shifts")
    for path in filled.places.data.glob("desk.db*"):
        path.unlink()
    assert filled.json("shifts") == shifts


def test_acknowledgements_outlive_the_mirror(filled: Desk) -> None:
    filled("ack", "--all")
    for path in filled.places.data.glob("callboard.db*"):
        path.unlink()
    assert filled.json("shifts") == []
    filled("sync")
    assert filled.json("changes")
    assert filled.json("changes", "--unacknowledged") == []
