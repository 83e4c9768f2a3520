import os

import apsw

import app
from app.secrets import Key
from tests.cli.desk import KEY, Desk
from tests.servers import free_port

REPORT = ["versions", "policy", "folders", "log", "key_store", "databases", "connections", "problems"]
CONNECTION = [
    "name", "vendor", "enabled", "reachable", "shifts", "as_of", "failing_since", "error", "rejected",
    "rejects",
    "untold",
]  # fmt: skip


def test_a_fresh_profile_is_well(desk: Desk) -> None:
    report = desk.json("doctor")
    assert list(report) == REPORT
    assert report["versions"]["callboard"] == app.__version__
    assert set(report["versions"]) >= {"python", "sqlite", "sqlite3mc", "platform"}
    assert report["folders"]["data"] == str(desk.places.data)
    assert "CALLBOARD_DB_KEY" in report["key_store"]
    assert report["problems"] == []
    assert desk("doctor").endswith("All is well.\n")


def test_a_working_desk_is_well(staffed: Desk) -> None:
    staffed("sync")
    report = staffed.json("doctor")
    assert [database["ok"] for database in report["databases"]] == [True, True]
    assert [list(connection) for connection in report["connections"]] == [CONNECTION] * 4
    assert all(one["reachable"] and one["as_of"] and one["shifts"] for one in report["connections"])


def test_what_an_account_may_not_read_of_people_is_told_and_is_no_fault(staffed: Desk) -> None:
    staffed("sync")
    told = {row["name"]: row["untold"] for row in staffed.json("doctor")["connections"]}
    (one,) = told.pop("fourspaces")
    assert (one["what"], one["as_of"]) == ("how somebody is reached", None)
    assert not any(told.values())
    said = "fourspaces: how somebody is reached is not told: This account may not read"
    assert said in staffed("doctor")


def test_offline_asks_no_vendor(staffed: Desk) -> None:
    staffed.alter("trio", base_url=f"http://127.0.0.1:{free_port()}")
    report = staffed.json("doctor", "--offline")
    assert [one["reachable"] for one in report["connections"]] == [None] * 4


def test_a_vendor_that_is_down_is_named(staffed: Desk) -> None:
    staffed.alter("trio", base_url=f"http://127.0.0.1:{free_port()}")
    report = staffed.json("doctor", code=1)
    assert [one["reachable"] for one in report["connections"]].count(True) == 3
    (problem,) = report["problems"]
    assert problem.startswith("trio: ")
    assert problem in staffed("doctor", code=1)


def test_a_pull_that_failed_is_told_even_offline(staffed: Desk) -> None:
    staffed.alter("trio", base_url=f"http://127.0.0.1:{free_port()}")
    staffed("sync", code=1)
    report = staffed.json("doctor", "--offline", code=1)
    trio = next(one for one in report["connections"] if one["name"] == "trio")
    assert trio["failing_since"].endswith("Z")
    assert trio["error"] in report["problems"]


def test_what_is_misconfigured_is_told(staffed: Desk) -> None:
    staffed.alter("trio", timezone="Mars")
    staffed.patch.delenv("CALLBOARD_SECRET_UTRAC_API_KEY")
    problems = " ".join(staffed.json("doctor", code=2)["problems"])
    assert "“timezone” is “Mars”" in problems
    assert "“utrac” cannot sign in: its api_key is missing" in problems


def test_a_wrong_key_is_told_and_touches_nothing(staffed: Desk) -> None:
    staffed("sync")
    before = staffed.places.desk.read_bytes()
    staffed.patch.setenv("CALLBOARD_DB_KEY", "another")
    report = staffed.json("doctor", "--offline", code=2)
    assert [database["ok"] for database in report["databases"]] == [False, False]
    assert staffed.places.desk.read_bytes() == before


def test_a_damaged_page_is_found_wherever_it_is(staffed: Desk) -> None:
    staffed("sync")
    with staffed.places.mirror.open("r+b") as file:
        file.seek(-100, os.SEEK_END)
        file.write(b"?" * 100)
    report = staffed.json("doctor", "--offline", code=1)
    assert [database["ok"] for database in report["databases"]] == [False, True]
    assert "damaged" in report["problems"][0]


def test_files_that_others_can_read_are_told(staffed: Desk) -> None:
    staffed("sync")
    staffed.places.desk.chmod(0o644)
    (problem,) = staffed.json("doctor", "--offline", code=1)["problems"]
    assert f"{staffed.places.desk} can be read by others" in problem


def test_no_secret_is_in_a_report_or_a_log(staffed: Desk) -> None:
    staffed("sync", "--verbose")
    seen = staffed.told + staffed("doctor", "--verbose") + staffed.told + str(staffed.json("doctor"))
    seen += staffed.places.log_file.read_text()
    secrets = [text for name, text in os.environ.items() if name.startswith("CALLBOARD_SECRET_")]
    assert len(secrets) == 7
    assert not any(secret in seen for secret in [KEY, *secrets])
    assert staffed.places.log_file.stat().st_mode & 0o777 == 0o600


def test_a_record_of_activity_that_was_tampered_with_is_told(staffed: Desk) -> None:
    staffed("sync", "--connection", "trio")
    staffed("connections", "remove", "utrac")
    assert staffed.json("doctor", "--offline")["problems"] == []
    file = apsw.Connection(str(staffed.places.desk))
    file.pragma("key", Key(KEY).pragma)
    file.execute("update activity set by = 'Nobody'")
    file.close()

    (problem,) = staffed.json("doctor", "--offline", code=1)["problems"]
    assert "was altered" in problem
