import csv
from pathlib import Path

import openpyxl
import pytest

from tests.cli.desk import Desk


@pytest.mark.parametrize("ending", ["csv", "xlsx", "ics"])
def test_an_export_has_the_shifts_that_the_filters_mean(staffed: Desk, tmp_path: Path, ending: str) -> None:
    staffed("sync", "--connection", "trio", "--connection", "utrac")
    path = tmp_path / f"shifts.{ending}"
    count = len(staffed.json("shifts", "--connection", "trio"))
    assert staffed.json("export", str(path), "--connection", "trio") == {"path": str(path), "shifts": count}
    assert path.stat().st_size
    if ending == "csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            assert len(list(csv.reader(file))) == count + 1


def test_an_empty_cache_gives_a_file_without_shifts(desk: Desk, tmp_path: Path) -> None:
    assert desk.json("export", str(tmp_path / "none.csv"))["shifts"] == 0
    assert (tmp_path / "none.csv").exists()


@pytest.mark.parametrize(
    ("name", "words"), [("shifts.pdf", "does not end in"), ("no/such/folder.csv", "does not exist")]
)
def test_a_file_that_cannot_be_is_wrong_use_and_absent(
    desk: Desk, tmp_path: Path, name: str, words: str
) -> None:
    desk("export", str(tmp_path / name), code=2)
    assert words in desk.told
    assert list(tmp_path.rglob("*.*")) == []


def test_filters_are_checked_before_anything_is_written(desk: Desk, tmp_path: Path) -> None:
    desk("export", str(tmp_path / "x.csv"), "--connection", "nobody", code=2)
    assert not (tmp_path / "x.csv").exists()


def test_an_export_can_be_in_groups(staffed: Desk, tmp_path: Path) -> None:
    staffed("sync", "--connection", "trio", "--connection", "utrac")
    staffed.json("export", str(tmp_path / "week.xlsx"), "--group", "connection")
    assert openpyxl.load_workbook(tmp_path / "week.xlsx", read_only=True).sheetnames == ["trio", "utrac"]
    staffed.json("export", str(tmp_path / "week.csv"), "--bom")
    assert (tmp_path / "week.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    told = staffed.json("export", str(tmp_path / "week.ics"), "--per", "facility")
    assert told["files"]
    assert {Path(file) for file in told["files"]} == set(tmp_path.glob("week – *.ics"))
    staffed("export", str(tmp_path / "x.ics"), "--per", "person", "--bom", code=2)


def test_calendars_are_kept_in_a_folder_until_they_are_not(staffed: Desk, tmp_path: Path) -> None:
    staffed("sync", "--connection", "trio")
    assert staffed.json("calendars") == {"folder": None, "per": None, "files": []}
    told = staffed.json("calendars", str(tmp_path), "--per", "facility")
    assert (told["folder"], told["per"]) == (str(tmp_path), "facility")
    assert {Path(file) for file in told["files"]} == set(tmp_path.glob("callboard – *.ics"))
    assert staffed.json("calendars")["folder"] == str(tmp_path)
    assert staffed.json("calendars", "--off")["folder"] is None
    assert list(tmp_path.glob("*.ics"))
    staffed("calendars", str(tmp_path / "nowhere"), code=2)
    staffed("calendars", "--per", "person", code=2)
