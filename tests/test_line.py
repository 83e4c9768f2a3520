"""The engine's process and its line: what it says, hears, survives and leaves behind."""

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import __version__
from app.demo import Demo
from app.places import Places
from app.store.filters import Filter
from app.store.store import Store
from tests.processes import Process
from tests.pulling import KEY, NAMES


def kept(home: Path) -> tuple[list[str], int]:
    """Return the refs of all visible shifts in a profile that is not in use, and its changes' number."""
    store = Store.open(Places.under(home), KEY)
    try:
        refs = [one.shift.ref for one in store.reader.shifts(Filter())]
        return refs, len(store.reader.changes())
    finally:
        store.close()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    """Yield an engine of the demo that has pulled all its vendors."""
    with Process(tmp_path_factory.mktemp("demo"), "--demo", "--shifts", "200") as process:
        process.rested()
        yield process


def test_it_says_who_is_there_how_they_are_and_what_was_committed(demo: Process) -> None:
    ready = demo.notice("ready")
    assert ready == {"notice": "ready", "demo": True, "connections": [*NAMES], "version": __version__}
    for name in NAMES:
        health = demo.notice("health", connection=name, phase="resting")
        assert health.keys() == {
            "notice", "connection", "vendor_title", "phase", "fetched", "total", "as_of", "error", "next",
        }  # fmt: skip
        assert health["error"] is None
        assert health["as_of"].endswith("Z")
        committed = demo.notice("committed", connection=name)
        assert committed.keys() == {"notice", "connection", "ids", "changes"}
    assert demo.noise == []


def test_it_describes_each_vendors_form(demo: Process) -> None:
    vendors = demo.ask("vendors")["vendors"]
    assert [one["key"] for one in vendors] == [*NAMES]
    fields = {one["key"]: [secret["name"] for secret in one["secrets"]] for one in vendors}
    assert fields["shiftboard"] == ["access_key_id", "signature_key"]
    assert all(secret["title"] for one in vendors for secret in one["secrets"])
    (own,) = [one["settings"] for one in vendors if one["key"] == "fourspaces"]
    assert own[0]["name"] == "end_time"
    assert own[0]["choices"] == ["duration", "offset"]
    assert own[0]["default"] == "duration"


def test_it_lists_the_connections_without_a_secret_in_them(demo: Process) -> None:
    answer = demo.ask("connections")
    assert answer["problems"] == []
    assert [one["name"] for one in answer["connections"]] == [*NAMES]
    (trio,) = [one for one in answer["connections"] if one["name"] == "trio"]
    assert trio["secrets_on_file"] == ["api_key"]
    assert trio["vendor_title"] == "Trio"
    assert trio["window_back"] == 7
    (fourspaces,) = [one for one in answer["connections"] if one["name"] == "fourspaces"]
    assert fourspaces["end_time"] == "duration"
    said = json.dumps(answer)
    assert not any(secret in said for one in Demo(shifts=10).secrets.values() for secret in one.values())


def test_a_wake_pulls_at_once(demo: Process) -> None:
    since = len(demo.heard)
    demo.tell("wake", connections=["utrac"])
    demo.notice("health", since, connection="utrac", phase="pulling")
    demo.notice("health", since, connection="utrac", phase="resting")
    since = len(demo.heard)
    assert demo.ask("wake", connections=None)["ok"]
    for name in NAMES:
        demo.notice("health", since, connection=name, phase="pulling")


def test_a_vendor_is_taken_off_the_net_and_back(demo: Process) -> None:
    since = len(demo.heard)
    demo.tell("offline", connection="trio", offline=True)
    health = demo.notice("health", since, connection="trio", phase="failing")
    assert health["error"].startswith("trio: The vendor's server could not be reached")
    assert health["as_of"] is not None
    since = len(demo.heard)
    demo.tell("offline", connection="trio", offline=False)
    assert demo.notice("health", since, connection="trio", phase="resting")["error"] is None


def test_changes_are_acknowledged_and_unknown_ones_named(demo: Process) -> None:
    answer = demo.ask("acknowledge", changes=[1, 999_999_999], comment="seen")
    assert (answer["ok"], answer["unknown"]) == (True, [999_999_999])


def test_a_shift_is_read_anew_and_a_ref_of_nobody_is_told(demo: Process) -> None:
    assert demo.ask("refresh", ref="fourspaces:" + "0" * 32 + "/2026-11-21")["ok"]
    answer = demo.ask("refresh", ref="nobody:1")
    assert not answer["ok"]
    assert "no longer a connection" in answer["error"]
    answer = demo.ask("refresh", ref="trio:not-an-id")
    assert not answer["ok"]
    assert answer["error"].startswith("trio: ")


def test_a_connection_is_tested_saved_pulled_and_removed(demo: Process) -> None:
    (trio,) = [one for one in demo.ask("connections")["connections"] if one["name"] == "trio"]
    tested = demo.ask("test", connection=trio, secrets={})
    assert tested["ok"]
    assert tested["account"] is None
    assert any("list of shifts can be read" in one for one in tested["facts"])
    wrong = demo.ask("test", connection={**trio, "base_url": "http://elsewhere.example"}, secrets={})
    assert not wrong["ok"]
    assert "https://" in wrong["error"]
    assert wrong["field"] == "base_url"

    second = {**trio, "name": "second", "enabled": True}
    missing = demo.ask("save", connection=second, secrets={"api_key": "two\nlines"})
    assert not missing["ok"]
    assert "two" not in missing["error"]
    since = len(demo.heard)
    assert demo.ask("save", connection=second, secrets={"api_key": "made up"})["ok"]
    demo.notice("connections", since)
    # nobody serves it here: it fails by itself, and the others are not disturbed
    failing = demo.until(
        lambda one: one.get("connection") == "second" and one.get("phase") in {"failing", "sign-in"}, since
    )
    assert failing["error"].startswith("second: ")
    assert not any(
        one.get("connection") == "utrac" and one["phase"] == "failing" for one in demo.heard if "phase" in one
    )
    since = len(demo.heard)
    assert demo.ask("save", connection={**second, "enabled": False}, secrets={})["ok"]
    demo.notice("health", since, connection="second", phase="off")
    since = len(demo.heard)
    assert demo.ask("remove", name="second", cache=True)["ok"]
    demo.notice("connections", since)
    assert "second" not in [one["name"] for one in demo.ask("connections")["connections"]]
    assert demo.ask("remove", name="second", cache=True)["ok"]


HOSTILE = [
    b"",
    b"null",
    b"42",
    b'"wake"',
    b"[]",
    b"{",
    b"\xff\xfe\x00",
    b'{"do": "wake\xc3"}',
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b'{"do": "\\ud800", "id": 901}',
    b'{"do": null, "id": 902}',
    b'{"do": ["wake"], "id": 903}',
    b'{"id": 904}',
    b'{"do": "wake", "connections": 5, "id": 905}',
    b'{"do": "acknowledge", "id": 906}',
    b'{"do": "acknowledge", "changes": [99999999999999999999999999], "id": 907}',
    b'{"do": "acknowledge", "changes": [{}], "id": 908}',
    b'{"do": "acknowledge", "changes": 5, "id": 909}',
    b'{"do": "acknowledge", "changes": [1], "comment": {"a": 1}, "id": 910}',
    b'{"do": "save", "id": 911}',
    b'{"do": "save", "connection": "trio", "id": 912}',
    b'{"do": "save", "connection": {}, "id": 913}',
    b'{"do": "save", "connection": {"name": "x", "vendor": {}}, "id": 914}',
    b'{"do": "save", "connection": {"name": "../x", "vendor": "trio"}, "secrets": [1], "id": 915}',
    b'{"do": "save", "connection": {"name": "trio", "vendor": "trio"}, "secrets": {"api_key": 5}, "id": 916}',
    b'{"do": "save", "connection": {"name": "trio", "vendor": "trio", "window_back": NaN}, "id": 917}',
    b'{"do": "save", "connection": {"name": "trio", "vendor": "trio", "timezone": "\\ud800"}, "id": 918}',
    b'{"do": "test", "connection": [], "id": 919}',
    b'{"do": "test", "connection": {"name": "trio", "vendor": "trio"}, "secrets": 7, "id": 920}',
    b'{"do": "remove", "id": 921}',
    b'{"do": "refresh", "ref": null, "id": 922}',
    b'{"do": "refresh", "ref": "trio:\\ud800", "id": 923}',
    b'{"do": "offline", "id": 924}',
    b'{"do": "offline", "connection": {}, "offline": true, "id": 925}',
    b'{"do": "vendors", "id": {"deep": [1, null]}}',
]


def test_hostile_lines_are_answered_or_left_alone(demo: Process) -> None:
    for line in HOSTILE:
        demo.say(line)
    assert len(demo.ask("vendors")["vendors"]) == len(NAMES)
    demo.until(lambda one: one.get("answer") == {"deep": [1, None]})
    for number in range(901, 926):
        answer = demo.until(lambda one, number=number: one.get("answer") == number)  # type: ignore[misc]
        if number not in {907, 910, 925}:  # these can be answered
            assert not answer["ok"], number
            assert answer["error"]
            assert "Traceback" not in answer["error"]
    since = len(demo.heard)
    demo.tell("wake", connections=None)
    demo.rested(since)
    assert demo.noise == []


def test_a_closed_line_ends_it_and_nothing_is_lost(tmp_path: Path) -> None:
    with Process(tmp_path, "--demo", "--shifts", "200") as process:
        process.rested()
        assert process.close() == 0
        assert b"Traceback" not in process.errors
    refs, _ = kept(tmp_path)
    assert len(refs) > 200


@pytest.mark.parametrize("how", ["stop", "SIGINT", "SIGTERM"])
def test_it_ends_in_order_while_its_line_is_open(tmp_path: Path, how: str) -> None:
    with Process(tmp_path, "--demo", "--shifts", "100") as process:
        process.notice("ready")
        if how == "stop":
            process.tell("stop")
        else:
            process.send(signal.Signals[how])
        assert process.ended() == 0
        assert process.errors == b""
        assert process.noise == []
    kept(tmp_path)


def test_it_ends_when_its_line_closes_before_it_is_ready(tmp_path: Path) -> None:
    with Process(tmp_path, "--demo", "--shifts", "100") as process:
        assert process.close() == 0
        assert process.errors == b""


def test_killed_in_its_first_pull_it_starts_again_and_doubles_nothing(tmp_path: Path) -> None:
    with Process(tmp_path, "--demo", "--shifts", "4000") as process:
        process.notice("committed")
        process.send(signal.SIGKILL)
        process.ended()
    with Process(tmp_path, "--demo", "--shifts", "4000") as process:
        process.rested()
        assert process.close() == 0
    refs, _ = kept(tmp_path)
    assert len(refs) == len(set(refs)) > 4000
    # no more than what the market did meanwhile, every four seconds
    assert changes_of(tmp_path, "posted", "removed", "edited") <= 20


def changes_of(home: Path, *kinds: str) -> int:
    """Return how many changes of some kinds a profile that is not in use has."""
    store = Store.open(Places.under(home), KEY)
    try:
        return sum(one.change.kind.value in kinds for one in store.reader.changes())
    finally:
        store.close()


def test_a_mirror_that_was_damaged_meanwhile_is_set_aside_and_filled_anew(tmp_path: Path) -> None:
    with Process(tmp_path, "--demo", "--shifts", "200") as process:
        process.rested()
        assert process.close() == 0
    before, _ = kept(tmp_path)
    mirror = Places.under(tmp_path).mirror
    with mirror.open("r+b") as file:
        file.write(b"\x5a" * 8192)
    with Process(tmp_path, "--demo", "--shifts", "200") as process:
        said = process.notice("said")["sentence"]
        assert "The mirror was damaged. It was set aside as callboard.db.damaged-" in said
        process.rested()
        assert process.close() == 0
    after, _ = kept(tmp_path)
    assert abs(len(after) - len(before)) < 20
    assert [one for one in mirror.parent.iterdir() if one.name.startswith("callboard.db.damaged-")]


def test_an_engine_whose_mirror_another_process_has_replaced_ends_and_says_so(tmp_path: Path) -> None:
    with Process(tmp_path, "--only", "act") as process:
        process.notice("ready")
        for one in Places.under(tmp_path).data.glob("callboard.db*"):
            one.rename(one.with_name(f"damaged-{one.name}"))
        Store.open(Places.under(tmp_path), KEY).close()
        assert process.ended() == 1
        assert "begun the cache anew" in process.notice("said")["sentence"]


def test_a_damaged_desk_is_told_and_left_as_it_is(tmp_path: Path) -> None:
    with Process(tmp_path, "--demo", "--shifts", "100") as process:
        process.rested()
        assert process.close() == 0
    desk, mirror = Places.under(tmp_path).desk, Places.under(tmp_path).mirror
    with desk.open("r+b") as file:
        file.write(b"\x5a" * 4096)
    before = desk.read_bytes(), mirror.read_bytes()
    with Process(tmp_path, "--demo", "--shifts", "100") as process:
        said = process.notice("said")["sentence"]
        assert process.ended() == 1
    assert "only this desk knows" in said
    assert (desk.read_bytes(), mirror.read_bytes()) == before


def test_another_key_is_told_and_nothing_is_touched(tmp_path: Path) -> None:
    with Process(tmp_path, "--demo", "--shifts", "100") as process:
        process.rested()
        process.close()
    before = Places.under(tmp_path).mirror.read_bytes()
    with Process(tmp_path, "--demo", key="another pass phrase") as process:
        said = process.notice("said")["sentence"]
        assert process.ended() == 2
    assert "made with another key" in said
    assert Places.under(tmp_path).mirror.read_bytes() == before
    with Process(tmp_path, "--demo", key="") as process:
        said = process.notice("said")["sentence"]
        assert process.ended() == 2
    assert "is encrypted and cannot be opened" in said
    assert Places.under(tmp_path).mirror.read_bytes() == before


def test_without_connections_it_waits_for_some(tmp_path: Path) -> None:
    with Process(tmp_path) as process:
        assert process.notice("ready")["connections"] == []
        assert process.ask("connections")["connections"] == []
        refused = process.ask("offline", connection="trio", offline=True)
        assert "Only practice vendors" in refused["error"]
        assert process.close() == 0


def test_a_faulty_connection_is_told_by_its_name(tmp_path: Path) -> None:
    places = Places.under(tmp_path).made()
    places.connections_file.write_text('[connections.east]\nvendor = "trio"\n', "utf-8")
    with Process(tmp_path) as process:
        health = process.notice("health", connection="east", phase="misconfigured")
        assert "base_url" in health["error"]
        assert process.ask("connections")["problems"]
        assert process.close() == 0
