"""Exports in parts: a sheet a group, a calendar a person; and thinking better of it in the middle."""

import csv
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from app.domain import Assignment, Kept
from app.errors import Failed, Unusable
from app.export import as_xlsx, write, write_calendars
from app.export.columns import COLUMNS
from app.export.naming import LONGEST_SHEET, Group, file_name, sheet_name
from tests.shifts import shift

SEEN = datetime(2026, 11, 21, 20, 42, tzinfo=UTC)
HOSTILE = "=HYPERLINK(1)</td><script>\u202egpj.exe\u2066\x00\x07[]:*?/\\'" + "n" * 1_000_000


def kept(number: int = 1, *people: str, **fields: Any) -> Kept:
    on_it = tuple(Assignment(key=str(n), person=name) for n, name in enumerate(people))
    return Kept(shift=shift(number, assignments=on_it, **fields), last_seen=SEEN)


def names(path: Path) -> list[str]:
    return openpyxl.load_workbook(path, read_only=True).sheetnames


def uids(path: Path) -> list[str]:
    calendar = Calendar.from_ical(path.read_bytes())
    return [str(event["description"]).rpartition(":")[2] for event in calendar.walk("VEVENT")]


def test_a_csv_begins_with_a_mark_if_a_spreadsheet_is_to_read_it(tmp_path: Path) -> None:
    path = tmp_path / "week.csv"
    write(path, [kept(1, "Eva Kühn")], bom=True)
    assert path.read_bytes()[:3] == b"\xef\xbb\xbf"
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.DictReader(file))["People"] == "Eva Kühn"
    write(path, [kept(1)])
    assert path.read_bytes()[:3] == b"Ref"


@pytest.mark.parametrize(
    ("group", "sheets"),
    [
        ("connection", ["trio-east"]),
        ("facility", ["General", "Mercy", "No facility told"]),
        ("person", ["Adam Jones", "Eva Kühn", "Nobody yet"]),
        ("day", ["2026-12-01", "2026-12-02"]),
    ],
)
def test_a_workbook_has_a_sheet_for_each_group_in_order(
    tmp_path: Path, group: Group, sheets: list[str]
) -> None:
    path = tmp_path / "week.xlsx"
    start = shift().start.replace(month=12, day=1)
    rows = [
        kept(1, "Eva Kühn", "Adam Jones", facility="Mercy", start=start, end=None),
        kept(2, "Adam Jones", facility=None, start=start, end=None),
        kept(3, facility="General", start=start + timedelta(days=1), end=None),
    ]
    assert write(path, rows, group=group) == 3
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == sheets
    assert book.active is book[sheets[0]]
    for page in book.worksheets:
        assert page.freeze_panes == "B2"
        assert page.auto_filter.ref == f"A1:{page.cell(page.max_row, len(COLUMNS)).coordinate}"
        assert page["A1"].value == "Ref"
    if group == "person":
        assert [row[0] for row in book["Adam Jones"].iter_rows(min_row=2, values_only=True)] == [
            "trio-east:1",
            "trio-east:2",
        ]


def test_too_many_sheets_are_refused_before_the_file_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(as_xlsx, "MOST_SHEETS", 2)
    with pytest.raises(Unusable, match="more than 2 sheets"):
        write(tmp_path / "week.xlsx", [kept(n, facility=str(n)) for n in range(3)], group="facility")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("name", "more"), [("week.csv", {"group": "day"}), ("week.ics", {"bom": True})])
def test_what_a_format_has_not_is_refused(tmp_path: Path, name: str, more: dict[str, Any]) -> None:
    with pytest.raises(Unusable, match="Nothing was written"):
        write(tmp_path / name, [kept()], **more)
    assert list(tmp_path.iterdir()) == []


APOSTROPHES = ("Mercy General, the Nurses home' East", "' 'Mercy' '")


@given(st.lists(st.text(max_size=60), max_size=8))
def test_no_two_sheets_have_one_name_and_excel_takes_each(texts: list[str]) -> None:
    taken: set[str] = set()
    made = [sheet_name(text, taken) for text in [*texts, *texts, "History", *APOSTROPHES]]
    assert len({one.casefold() for one in made}) == len(made)
    for one in made:
        assert 0 < len(one) <= LONGEST_SHEET
        assert not set(one) & set("[]:*?/\\\n\x00\u202e")
        assert one.strip("'") == one
        assert one.casefold() != "history"


@given(st.text(max_size=300), st.text(max_size=300))
def test_a_file_is_named_after_its_group_alone(one: str, other: str) -> None:
    name = file_name(one)
    assert name == file_name(one)
    assert len(name.encode()) < 200
    assert not set(name) & set('<>:"/\\|?*\n\x00\u202e')
    assert name.strip(" .") == name != ""
    assert (name == file_name(other)) == (one == other)


def test_there_is_a_calendar_for_each_person(tmp_path: Path) -> None:
    rows = [kept(1, "Adam Jones", "Eva Kühn"), kept(2, "Adam Jones"), kept(3)]
    written, files = write_calendars(tmp_path / "week.ics", rows, "person")
    assert written == 3
    assert [file.name for file in files] == [
        "week – Adam Jones.ics", "week – Eva Kühn.ics", "week – Nobody yet.ics"
    ]  # fmt: skip
    assert [uids(file) for file in files] == [["1", "2"], ["1"], ["3"]]
    calendar = Calendar.from_ical(files[0].read_bytes())
    assert str(calendar["X-WR-CALNAME"]) == "Adam Jones"
    assert len(list(calendar.walk("VTIMEZONE"))) == 1


def test_a_calendar_that_says_the_same_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "week.ics"
    _, (file,) = write_calendars(path, [kept(facility="Mercy")], "facility")
    before = file.stat().st_ino
    later = Kept(shift=kept(facility="Mercy").shift, last_seen=SEEN + timedelta(hours=1))
    write_calendars(path, [later], "facility")
    assert file.stat().st_ino == before
    write_calendars(path, [kept(facility="Mercy", title="LPN")], "facility")
    assert file.stat().st_ino != before


@pytest.mark.parametrize("name", ["week.csv", "week.xlsx", "week.ics"])
def test_who_thinks_better_of_it_finds_the_old_file_and_nothing_else(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("the old one")
    told: list[int] = []

    def enough(n: int) -> None:
        told.append(n)
        if n >= 1000:
            raise Failed("Cancelled")

    with pytest.raises(Failed, match="Cancelled"):
        write(path, (kept(n) for n in range(5000)), progress=enough)
    assert told == [0, 500, 1000]
    assert path.read_text() == "the old one"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["week.csv", "week.xlsx", "week.ics"])
def test_even_in_the_last_moment(tmp_path: Path, name: str) -> None:
    def enough(n: int) -> None:
        if n == 3:
            raise Failed("Cancelled")

    with pytest.raises(Failed, match="Cancelled"):
        write(tmp_path / name, [kept(n) for n in range(3)], progress=enough)
    assert list(tmp_path.iterdir()) == []


def test_a_cancelled_set_of_calendars_leaves_none(tmp_path: Path) -> None:
    def enough(n: int) -> None:
        if n:
            raise Failed("Cancelled")

    with pytest.raises(Failed, match="Cancelled"):
        write_calendars(tmp_path / "week.ics", [kept(1, "Adam Jones")], "person", progress=enough)
    assert list(tmp_path.iterdir()) == []


def test_a_set_of_calendars_that_fails_on_the_way_leaves_all_as_they_were(tmp_path: Path) -> None:
    """The second one cannot take its place: a folder stands there."""
    (tmp_path / "week – Adam Jones.ics").write_text("the old one")
    (tmp_path / "week – Eva Kühn.ics").mkdir()
    rows = [kept(1, "Adam Jones"), kept(2, "Eva Kühn")]
    with pytest.raises(Unusable, match="is a folder"):
        write_calendars(tmp_path / "week.ics", rows, "person")
    assert (tmp_path / "week – Adam Jones.ics").read_text() == "the old one"
    assert len(list(tmp_path.iterdir())) == 2


def test_who_cancels_between_two_calendars_finds_none_of_them(tmp_path: Path) -> None:
    told: list[int] = []

    def enough(n: int) -> None:
        told.append(n)
        if told.count(2) == 3:  # once when all is read, then after each calendar
            raise Failed("Cancelled; nothing was written.")

    rows = [kept(1, "Adam Jones"), kept(2, "Eva Kühn")]
    with pytest.raises(Failed, match="nothing was written"):
        write_calendars(tmp_path / "week.ics", rows, "person", progress=enough)
    assert list(tmp_path.iterdir()) == []


def test_two_names_that_are_one_to_some_systems_are_two_files(tmp_path: Path) -> None:
    rows = [
        replace(
            one, shift=replace(one.shift, assignments=(replace(one.shift.assignments[0], person_id=id_),))
        )
        for one, id_ in ((kept(1, "Adam Jones"), "7"), (kept(2, "ADAM JONES"), "8"))
    ]
    _, files = write_calendars(tmp_path / "week.ics", rows, "person")
    assert [uids(file) for file in files] == [["1"], ["2"]]
    assert len({file.name.casefold() for file in files}) == 2


def test_a_megabyte_of_mischief_in_a_name_is_a_row_a_sheet_and_a_file(tmp_path: Path) -> None:
    rows = [kept(1, HOSTILE, title=HOSTILE, facility=HOSTILE)]
    write(tmp_path / "week.csv", rows)
    csv.field_size_limit(10_000_000)
    with (tmp_path / "week.csv").open(encoding="utf-8", newline="") as file:
        (line,) = csv.DictReader(file)
    assert line["Title"][:2] == line["People"][:2] == "'="
    assert not set(line["Title"]) & set("\u202e\u2066\x00\x07")

    write(tmp_path / "week.xlsx", rows, group="person")
    (name,) = names(tmp_path / "week.xlsx")
    assert len(name) == LONGEST_SHEET
    page = openpyxl.load_workbook(tmp_path / "week.xlsx")[name]
    assert all(cell.data_type != "f" for row in page for cell in row)

    _, (file_,) = write_calendars(tmp_path / "week.ics", rows, "person")
    assert uids(file_) == ["1"]
    assert "\u202e" not in file_.name
