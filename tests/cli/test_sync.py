from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.vendors.trio import simulator
from app.world import World
from tests.cli.desk import Desk
from tests.servers import Answer, Rude, Served, free_port, page, reply, truncated

ROW = ["connection", "ok", "fetched", "added", "changed", "removed", "rejected", "error", "seconds"]
VENDORS = {"trio", "shiftboard", "utrac", "fourspaces"}


def one_connection(desk: Desk, url: str, name: str = "east") -> None:
    desk.configure(
        f'[connections.{name}]\nvendor = "trio"\nbase_url = "{url}"\ntimezone = "America/New_York"\n'
    )
    desk.patch.setenv(f"CALLBOARD_SECRET_{name.upper()}_API_KEY", simulator.KEY)


def test_every_connection_has_a_row_and_fills_the_cache(staffed: Desk) -> None:
    rows = staffed.json("sync")
    assert [list(row) for row in rows] == [ROW] * 4
    assert {row["connection"] for row in rows} == VENDORS
    assert all(row["ok"] and row["error"] is None and row["fetched"] and row["added"] for row in rows)
    assert len(staffed.json("shifts")) == sum(row["added"] for row in rows)


def test_a_second_listing_changes_nothing(staffed: Desk) -> None:
    staffed("sync")
    rows = staffed.json("sync")
    assert [(row["ok"], row["added"], row["changed"], row["removed"]) for row in rows] == [
        (True, 0, 0, 0)
    ] * 4


def test_the_table_and_the_messages_go_separate_ways(staffed: Desk) -> None:
    said = staffed("sync", "--connection", "trio")
    assert said.splitlines()[0].split()[:3] == ["CONNECTION", "OK", "FETCHED"]
    assert said.splitlines()[1].split()[:2] == ["trio", "yes"]
    assert staffed.told == ""


def test_only_the_connections_and_days_asked_for_are_read(staffed: Desk) -> None:
    (row,) = staffed.json("sync", "--connection", "utrac", "--from", "today", "--to", "+3")
    assert row["connection"] == "utrac"
    days = {shift["start"][:10] for shift in staffed.json("shifts")}
    first, last = date.today(), date.today() + timedelta(days=3)
    assert days
    assert first.isoformat() <= min(days) <= max(days) <= last.isoformat()


def test_days_in_the_wrong_order_are_wrong_use(staffed: Desk) -> None:
    staffed("sync", "--from", "tomorrow", "--to", "today", code=2)
    assert "Exchange them" in staffed.told
    staffed("sync", "--connection", "trio", "--from", "+400", code=2)
    assert "give --from and --to" in staffed.told


def test_an_unknown_name_is_wrong_use_and_the_others_still_run(staffed: Desk) -> None:
    (row,) = staffed.json("sync", "--connection", "trio", "--connection", "trioo", code=2)
    assert row["connection"] == "trio"
    assert row["ok"] is True
    assert "There is no connection “trioo”. Did you mean “trio”?" in staffed.told


def test_a_misconfigured_connection_leaves_the_others_alone(staffed: Desk) -> None:
    staffed.alter("trio", base_url=None)
    rows = {row["connection"]: row for row in staffed.json("sync", code=2)}
    assert set(rows) == VENDORS
    assert rows["trio"]["ok"] is False
    assert "[connections.trio]" in rows["trio"]["error"]
    assert rows["trio"]["error"] in staffed.told
    assert all(row["ok"] for name, row in rows.items() if name != "trio")


def test_missing_secrets_leave_the_others_alone(staffed: Desk) -> None:
    staffed.patch.delenv("CALLBOARD_SECRET_SHIFTBOARD_SIGNATURE_KEY")
    rows = {row["connection"]: row for row in staffed.json("sync", code=2)}
    assert "its signature_key is missing" in rows["shiftboard"]["error"]
    assert [row["ok"] for row in rows.values()].count(True) == 3


def test_secrets_that_cannot_be_read_leave_the_others_alone(staffed: Desk) -> None:
    staffed.patch.delenv("CALLBOARD_SECRET_TRIO_API_KEY")
    staffed.places.secrets_file.mkdir()
    rows = {row["connection"]: row for row in staffed.json("sync", code=1)}
    assert str(staffed.places.secrets_file) in rows["trio"]["error"]
    assert [row["ok"] for row in rows.values()].count(True) == 3
    report = staffed.json("doctor", code=1)
    assert [one["reachable"] for one in report["connections"]].count(True) == 3
    assert rows["trio"]["error"] in report["problems"]


def test_a_proxy_that_cannot_be_used_leaves_the_others_alone(staffed: Desk) -> None:
    staffed.patch.setenv("ALL_PROXY", "socks5://127.0.0.1:1")
    staffed.alter("trio", base_url="https://vendor.example")
    rows = {row["connection"]: row for row in staffed.json("sync", code=2)}
    assert "ALL_PROXY" in rows["trio"]["error"]
    assert [row["ok"] for row in rows.values()].count(True) == 3


def test_a_faulty_connection_is_no_matter_of_one_that_is_named(staffed: Desk) -> None:
    staffed.configure(staffed.places.connections_file.read_text() + "[connections.bad]\n")
    staffed("sync", "--connection", "utrac")


def test_a_disabled_connection_is_read_only_when_named(staffed: Desk) -> None:
    staffed.alter("trio", enabled=False)
    assert {row["connection"] for row in staffed.json("sync")} == VENDORS - {"trio"}
    assert [row["connection"] for row in staffed.json("sync", "--connection", "trio")] == ["trio"]


def test_with_nothing_configured_there_is_nothing_to_do(desk: Desk) -> None:
    assert desk.json("sync") == []
    assert "callboard connections add" in desk.told
    assert not desk.places.mirror.exists()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (page(), "web page"),
        (reply(200, b""), "empty"),
        (reply(401, b"{}"), "credentials (401)"),
        (reply(403, b"{}"), "(403)"),
        (reply(404, b"{}"), "(404)"),
        (reply(503, b"{}"), "(503)"),
        (truncated(), "broke off"),
    ],
)
def test_what_goes_wrong_at_a_vendor_is_a_sentence_and_keeps_the_cache(
    desk: Desk, answer: Answer, words: str
) -> None:
    practice = simulator.practise(World(1, today=date.today(), shifts=40))
    with Served(practice.app) as good:
        one_connection(desk, good.url + practice.path)
        desk("sync")
    kept = desk.json("shifts")
    with Rude(then=answer) as bad:
        one_connection(desk, bad.url)
        (row,) = desk.json("sync", code=1)
    assert (row["ok"], row["added"], row["changed"], row["removed"]) == (False, 0, 0, 0)
    assert row["error"].startswith("east: ")
    assert words in row["error"]
    assert row["error"] in desk.told
    assert desk.json("shifts") == kept
    assert kept


def test_one_vendor_that_is_down_is_no_matter_to_the_others(staffed: Desk) -> None:
    staffed.alter("trio", base_url=f"http://127.0.0.1:{free_port()}")
    rows = {row["connection"]: row for row in staffed.json("sync", code=1)}
    assert "refuses connections" in rows["trio"]["error"]
    assert [row["ok"] for row in rows.values()].count(True) == 3


def test_bad_records_are_set_aside_and_counted(desk: Desk) -> None:
    def spoil(operation: str, payload: Any) -> Any:
        if operation == "GET /shifts" and payload["items"]:
            payload["items"][0] = {"id": 7, "startDate": "yesterday", "note": "swordfish" * 100_000}
        return payload

    practice = simulator.practise(World(1, today=date.today(), shifts=40), twist=spoil)
    with Served(practice.app) as vendor:
        one_connection(desk, vendor.url + practice.path)
        (row,) = desk.json("sync")
        assert (row["ok"], row["rejected"]) == (True, 1)
        assert row["fetched"] == row["added"] + 1
        assert "1 bad records were set aside" in desk.told
        (connection,) = desk.json("doctor")["connections"]
    assert connection["rejected"] == 1
    assert connection["rejects"][0]["reason"]


def test_with_a_wrong_key_nothing_is_touched(staffed: Desk) -> None:
    staffed("sync")
    before = {path: path.read_bytes() for path in (staffed.places.mirror, staffed.places.desk)}
    staffed.patch.setenv("CALLBOARD_DB_KEY", "another")
    for command in (["sync"], ["shifts"], ["changes"], ["ack", "--all"], ["show", "x"], ["export", "/x.csv"]):
        staffed(*command, code=2)
        assert "made with another key; it was left as it is" in staffed.told
        assert staffed.said == ""
    assert {path: path.read_bytes() for path in before} == before
    assert not Path("/x.csv").exists()


def test_a_damaged_mirror_is_set_aside_and_filled_anew(staffed: Desk) -> None:
    staffed("sync")
    count = len(staffed.json("shifts"))
    content = bytearray(staffed.places.mirror.read_bytes())
    content[:4096] = b"?" * 4096
    staffed.places.mirror.write_bytes(content)
    staffed("shifts", code=1)
    assert "damaged" in staffed.told
    staffed("sync")
    assert "It was set aside as callboard.db.damaged-" in staffed.told
    assert len(staffed.json("shifts")) == count


def test_the_databases_are_private(staffed: Desk) -> None:
    staffed("sync")
    for path in staffed.places.data.iterdir():
        assert path.stat().st_mode & 0o077 == 0 or path.suffix == ".fingerprint", path
