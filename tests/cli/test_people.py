"""people and clashes on the command line, on a desk with four practice vendors."""

import json
from datetime import datetime, timedelta
from pathlib import Path

from app.secrets import database_key
from app.store.store import Store
from tests.cli.desk import Desk
from tests.shifts import NEW_YORK, filled, person, shift

ADAM, JONES = "trio-east:47", "west:9001"


def booked(desk: Desk) -> None:
    """Let two vendors show Adam on two shifts at once, and somebody else on a third."""
    store = Store.open(desk.places.made(), database_key(desk.places, create=True))
    day = shift("1", facility="Mercy General", assignments=(person("Adam Jones", "47"),))
    late = shift("2", connection="west", facility="St. Mary", assignments=(person("Jones, Adam", "9001"),))
    filled(store, [day, shift("3", assignments=(person("Eve Smith", "48"),))])
    filled(store, [late], connection="west")
    store.close()


def names(desk: Desk) -> list[list[str]]:
    """Return the ids of each person."""
    return [[one["ref"] for one in row["ids"]] for row in desk.json("people")]


def test_a_desk_that_knows_nobody_says_so_and_makes_no_file(desk: Desk) -> None:
    assert desk.json("people") == desk.json("clashes") == desk.json("people", "proposals") == []
    assert not desk.places.desk.exists()


def test_two_vendors_ids_of_one_person_are_proposed_linked_and_counted_as_one(desk: Desk) -> None:
    booked(desk)
    assert desk.json("clashes") == []
    (proposal,) = desk.json("people", "proposals")
    assert (proposal["score"], proposal["reasons"][0]) == (99, "the same name")

    linked = desk.json("people", "link", ADAM, JONES)
    assert {one["ref"] for one in linked["person"]["ids"]} == {ADAM, JONES}
    (clash,) = desk.json("clashes")
    assert clash.keys() == {"check", "severity", "person", "refs", "sentence"}
    assert (clash["check"], clash["severity"]) == ("overlap", "confirm")
    assert clash["refs"] == ["trio-east:1", "west:2"]
    assert "is on two shifts at once for 12 h" in clash["sentence"]
    assert desk.json("people", "proposals") == []

    desk("people", "unlink", ADAM, JONES)
    assert desk.json("clashes") == []
    assert desk.json("people", "proposals") == []  # the user has said so
    desk("people", "undo")
    assert len(desk.json("clashes")) == 1
    desk("people", "undo")
    assert len(names(desk)) == 3
    desk("people", "undo", code=2)
    assert "nothing to undo" in desk.told


def test_a_refused_proposal_does_not_come_back(desk: Desk) -> None:
    booked(desk)
    desk("people", "refuse", ADAM, JONES)
    assert desk.json("people", "proposals") == []
    assert len(names(desk)) == 3


def test_the_days_asked_for_narrow_the_clashes(desk: Desk) -> None:
    booked(desk)
    desk("people", "link", ADAM, JONES)
    assert len(desk.json("clashes", "--from", "2026-12-01", "--to", "2026-12-01")) == 1
    assert desk.json("clashes", "--from", "2026-12-03") == []
    assert desk.json("clashes", "--to", "2026-11-29") == []
    desk("clashes", "--from", "2026-12-03", "--to", "2026-12-01", code=2)


def test_the_days_asked_for_are_the_shifts_own(desk: Desk) -> None:
    store = Store.open(desk.places.made(), database_key(desk.places, create=True))
    evening = datetime(2026, 12, 1, 22, tzinfo=NEW_YORK)  # the second of December already in UTC
    late = [
        shift(n, start=evening, end=evening + timedelta(hours=1), assignments=(person("Adam Jones", "47"),))
        for n in (1, 2)
    ]
    filled(store, late)
    store.close()
    assert len(desk.json("clashes", "--from", "2026-12-01", "--to", "2026-12-01")) == 1
    assert desk.json("clashes", "--from", "2026-12-02") == []


def test_the_settings_say_how_grave_a_clash_is(desk: Desk) -> None:
    booked(desk)
    desk("people", "link", ADAM, JONES)
    desk.places.settings_file.write_text('[checks]\noverlap = "block"\nrest_huors = 2\n')
    (clash,) = desk.json("clashes")
    assert clash["severity"] == "block"
    assert "did you mean “rest_hours”?" in desk.told


def test_whom_a_word_means_is_clear_or_asked_back(desk: Desk) -> None:
    booked(desk)
    desk("people", "link", "eve smith", JONES)
    desk("people", "link", "nobody", JONES, code=2)
    assert "Nobody is known as “nobody”" in desk.told
    desk("people", "link", "trio-east:", JONES, code=2)
    assert "may mean several people" in desk.told
    assert ADAM in desk.told
    desk("people", "link", "Adam Jnes", JONES, code=2)
    assert "Did you mean “Adam Jones”?" in desk.told
    desk("people", "link", ADAM, ADAM, code=2)
    desk("people", "unlink", ADAM, JONES, code=2)
    assert "They are not linked. Nothing was changed." in desk.told


def test_a_roster_is_imported_line_by_line_and_exported_as_it_is(desk: Desk, tmp_path: Path) -> None:
    booked(desk)
    file = tmp_path / "roster.csv"
    file.write_text(
        "name,payroll,trio-east,west,skills\nAdam Jones,5512,47,9001,RN; ICU\n,1,,,\n"
        "Eve Smith,5513,47,,\nZoë,,,,\n",
        "utf-8",
    )
    done = desk.json("people", "import", str(file), code=1)
    assert (done["added"], done["changed"], done["linked"]) == (2, 0, 2)
    assert [one["line"] for one in done["rejected"]] == [3, 4]
    assert f"{file}, line 4: trio-east:47 is Adam Jones’s already." in desk.told
    assert len(desk.json("clashes")) == 1

    (adam,) = [row for row in desk.json("people") if row["on_roster"] and row["payroll"]]
    assert (adam["name"], adam["skills"]) == ("Adam Jones", ["RN", "ICU"])
    assert {one["how"] for one in adam["ids"]} == {"by the vendor's id"}

    copy = tmp_path / "copy.csv"
    desk("people", "export", str(copy))
    before = desk.json("people")
    again = desk.json("people", "import", str(copy))
    assert (again["added"], again["changed"], again["linked"]) == (0, 2, 0)
    assert desk.json("people") == before


def test_a_file_that_is_no_roster_imports_nothing(desk: Desk, tmp_path: Path) -> None:
    desk("people", "import", str(tmp_path / "missing.csv"), code=2)
    assert "cannot be read" in desk.told
    file = tmp_path / "roster.csv"
    file.write_text("nmae\nAdam\n")
    desk("people", "import", str(file), code=2)
    assert "did you mean “name”?" in desk.told
    assert "Nothing was imported" in desk.told


def test_an_export_that_cannot_be_written_leaves_what_was_there(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    desk("people", "export", str(tmp_path / "folder"), code=1)
    assert "What was there before is intact" in desk.told
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def test_the_roster_is_offered_where_a_vendor_has_no_list_of_candidates(
    staffed: Desk, tmp_path: Path
) -> None:
    staffed("sync", "--connection", "trio")
    file = tmp_path / "roster.csv"
    file.write_text("name,trio\nQuite New,somebody-new\n")
    staffed("people", "import", str(file))
    ref = next(row["ref"] for row in staffed.json("shifts") if "claim" in row["actions"])
    found = staffed.json("candidates", ref)
    assert found[-1] == {
        "id": "somebody-new",
        "name": "Quite New",
        "eligible": None,
        "reasons": ["from the roster"],
    }
    assert json.dumps(found)
