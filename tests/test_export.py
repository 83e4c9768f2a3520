"""An exported file can be read again, runs nothing, and is complete or absent."""

import csv
import errno
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from icalendar import Calendar, Event, Timezone
from openpyxl.utils.escape import unescape

from app.domain import Assignment, Kept, Rate, Shift, State
from app.errors import CallboardError, Failed, Unusable
from app.export import as_xlsx, write
from app.export.columns import COLUMNS
from app.zones import all_day, instant, zone

BERLIN = zone("Europe/Berlin")
SEEN = datetime(2026, 11, 21, 20, 42, tzinfo=UTC)
SHIFT = Shift(
    connection="east",
    vendor="trio",
    external_id="1",
    number="0042",
    state=State.CONFIRMED,
    vendor_status="Confirmed",
    title="RN, “ICU”",
    facility="Mercy General",
    start=datetime(2026, 6, 1, 22, tzinfo=BERLIN),
    end=datetime(2026, 6, 2, 6, tzinfo=BERLIN),
    timezone="Europe/Berlin",
    positions=2,
    filled=1,
    rate=Rate(amount=Decimal("-85.50"), kind="Bill"),
    assignments=(
        Assignment(key="1", person="Adam Jones", status="Confirmed"),
        Assignment(key="2", person="Eva Kühn"),
    ),
    notes="first line\r\nsecond; line, with\ttab",
)
FORMATS = ("csv", "xlsx", "ics")


def kept(**fields: Any) -> Kept:
    return Kept(shift=replace(SHIFT, **fields), last_seen=SEEN)


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sheet(path: Path) -> list[dict[str, Any]]:
    rows = list(openpyxl.load_workbook(path)["Shifts"].iter_rows(values_only=True))
    return [dict(zip(map(str, rows[0]), row, strict=True)) for row in rows[1:]]


def events(path: Path) -> list[Event]:
    return [part for part in Calendar.from_ical(path.read_bytes()).walk("VEVENT") if isinstance(part, Event)]


def event(path: Path, **fields: Any) -> Event:
    write(path, [kept(**fields)])
    (only,) = events(path)
    return only


# What is in a table


def test_a_csv_has_a_line_a_shift_with_times_that_carry_their_offset(tmp_path: Path) -> None:
    path = tmp_path / "week.csv"
    assert write(path, [kept(), kept(external_id="2", end=None, rate=None, assignments=(), notes=None)]) == 2
    first, second = table(path)
    assert list(first) == [column.header for column in COLUMNS]
    assert first["Ref"] == "east:1"
    assert first["Number"] == "0042"
    assert first["Start"] == "2026-06-01T22:00:00+02:00"
    assert first["Last seen (UTC)"] == "2026-11-21T20:42:00Z"
    assert first["Rate"] == "-85.50"
    assert first["All day"] == "false"
    assert first["People"] == "Adam Jones (Confirmed); Eva Kühn"
    assert first["Notes"] == "first line\nsecond; line, with\ttab"
    assert (second["End"], second["Rate"], second["People"], second["Notes"]) == ("", "", "", "")


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1+1|cmd", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\uff1d1"]
)
def test_a_text_that_a_spreadsheet_would_run_is_kept_from_it(tmp_path: Path, text: str) -> None:
    path = tmp_path / "week.csv"
    write(path, [kept(title=text)])
    assert table(path)[0]["Title"].startswith("'")


def test_a_workbook_has_typed_cells_on_the_clock_of_the_shift(tmp_path: Path) -> None:
    path = tmp_path / "week.xlsx"
    write(path, [kept(), kept(external_id="2", end=None)])
    first, second = sheet(path)
    assert first["Start"] == datetime(2026, 6, 1, 22)
    assert first["Last seen (UTC)"] == datetime(2026, 11, 21, 20, 42)
    assert first["Rate"] == -85.5
    assert first["Positions"] == 2
    assert first["Number"] == "0042"
    assert first["Urgent"] is False
    assert second["End"] is None
    page = openpyxl.load_workbook(path)["Shifts"]
    assert page.freeze_panes == "B2"
    assert page.auto_filter.ref == f"A1:{page.cell(3, len(COLUMNS)).coordinate}"


def test_no_text_becomes_a_formula_or_a_link_in_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "week.xlsx"
    write(path, [kept(title="=1+1", notes="https://evil.example/", client="12", unit="{=1}", role="_x0041_")])
    page = openpyxl.load_workbook(path)["Shifts"]
    cells = {str(page.cell(1, cell.column).value): cell for cell in page[2] if cell.column}
    for header, text in (
        ("Title", "=1+1"),
        ("Notes", "https://evil.example/"),
        ("Client", "12"),
        ("Unit", "{=1}"),
    ):
        assert (cells[header].value, cells[header].data_type, cells[header].hyperlink) == (text, "s", None)
    assert unescape(str(cells["Role"].value)) == "_x0041_"


@pytest.mark.parametrize("suffix", FORMATS)
def test_long_and_hostile_text_makes_a_file_that_can_be_read(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"week.{suffix}"
    hostile = "\x00\x1b[31m\x0b\x85\ud800\uffff</t>&\"',;\r\nEND:VEVENT\nBEGIN:VEVENT\u202e" + "x" * 100_000
    write(path, [kept(title=hostile, notes=hostile, facility=hostile, external_id="a\nb")])
    if suffix == "csv":
        assert len(table(path)) == 1
    elif suffix == "xlsx":
        (row,) = sheet(path)
        assert len(row["Notes"]) == 32_767
        assert not set(row["Title"]) & set("\x00\x1b\x0b\x85\uffff")
    else:
        assert len(events(path)) == 1
        assert not set(path.read_text(encoding="utf-8")) & set("\x00\x1b\x0b\x85\uffff")
        assert max(map(len, path.read_bytes().split(b"\r\n"))) <= 75


# What is in a calendar


def test_an_event_tells_when_where_and_what(tmp_path: Path) -> None:
    only = event(tmp_path / "week.ics")
    assert only.decoded("dtstart") == SHIFT.start
    assert only.decoded("dtend") == SHIFT.end
    assert only["dtstart"].params["TZID"] == "Europe/Berlin"
    assert str(only["summary"]) == "RN, “ICU”"
    assert str(only["location"]) == "Mercy General"
    assert str(only["status"]) == "CONFIRMED"
    assert only.decoded("dtstamp") == SEEN
    description = str(only["description"])
    assert "State: confirmed (Confirmed)" in description
    assert "People: Adam Jones (Confirmed); Eva Kühn" in description
    assert "first line\nsecond; line, with" in description


def test_the_same_shift_has_the_same_uid_and_a_higher_sequence_with_each_change(tmp_path: Path) -> None:
    path, numbers = tmp_path / "week.ics", []
    first = event(path)
    for changed in (None, SEEN, SEEN + timedelta(seconds=1)):
        for seen in (SEEN, SEEN + timedelta(minutes=5)):
            write(path, [Kept(shift=replace(SHIFT, title="Other"), last_seen=seen, changed_at=changed)])
            (later,) = events(path)
            assert first["uid"] == later["uid"]
            numbers.append(later.decoded("sequence"))
    none, none_later, once, once_later, twice, twice_later = numbers
    assert 0 == none == none_later < once == once_later < twice == twice_later < 2**31
    assert event(path, external_id="2")["uid"] != first["uid"]


@pytest.mark.parametrize(
    ("state", "removed", "status"),
    [
        (State.CANCELLED, False, "CANCELLED"),
        (State.CONFIRMED, True, "CANCELLED"),
        (State.WORKED, False, "CONFIRMED"),
        (State.ASSIGNED, False, "TENTATIVE"),
        (State.OPEN, False, "TENTATIVE"),
        (State.UNKNOWN, False, "TENTATIVE"),
    ],
)
def test_an_event_is_as_certain_as_its_shift(
    tmp_path: Path, state: State, removed: bool, status: str
) -> None:
    path = tmp_path / "week.ics"
    write(path, [Kept(shift=replace(SHIFT, state=state), removed=removed, last_seen=SEEN)])
    assert str(events(path)[0]["status"]) == status


def test_an_open_ended_shift_has_no_end(tmp_path: Path) -> None:
    assert "dtend" not in event(tmp_path / "week.ics", end=None)


@pytest.mark.parametrize("name", ["Europe/Berlin", "Asia/Beirut", "America/Havana"])
def test_an_all_day_shift_is_days_even_where_midnight_does_not_exist(tmp_path: Path, name: str) -> None:
    # Beirut's clocks jump at midnight into the 29th, Havana's at midnight into the 8th.
    for day in (date(2026, 3, 29), date(2026, 3, 28), date(2026, 3, 8), date(2026, 3, 7)):
        start, end = all_day(day, zone(name))
        only = event(tmp_path / "week.ics", start=start, end=end, timezone=name, all_day=True)
        assert only.decoded("dtstart") == day
        assert only.decoded("dtend") == day + timedelta(days=1)


def test_an_all_day_shift_lasts_at_least_a_day(tmp_path: Path) -> None:
    start = datetime(2026, 6, 1, tzinfo=BERLIN)
    for end in (start, start.replace(hour=18)):
        only = event(tmp_path / "week.ics", start=start, end=end, all_day=True)
        assert only.decoded("dtend") == date(2026, 6, 2)


def test_the_second_of_an_hour_that_occurs_twice_stays_the_second(tmp_path: Path) -> None:
    first = instant(datetime(2026, 10, 25, 2, 30), BERLIN)
    second = first.replace(fold=1)
    only = event(tmp_path / "week.ics", start=first, end=second)
    assert only.decoded("dtend") - only.decoded("dtstart").astimezone(UTC) == timedelta(hours=1)


@pytest.mark.parametrize(
    "name", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Tokyo", "Europe/Dublin"]
)
def test_the_zone_in_the_calendar_is_the_zone_itself(tmp_path: Path, name: str) -> None:
    where, path = zone(name), tmp_path / "week.ics"
    start = datetime(2026, 1, 2, 8, tzinfo=where)
    end = datetime(2026, 12, 30, 8, tzinfo=where)
    write(path, [kept(timezone=name, start=start, end=start), kept(timezone=name, start=end, end=None)])
    (written,) = Calendar.from_ical(path.read_bytes()).walk("VTIMEZONE")
    assert isinstance(written, Timezone)
    read = written.to_tz(lookup_tzid=False)
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    while moment < end:
        assert moment.astimezone(read).utcoffset() == moment.astimezone(where).utcoffset(), moment
        moment += timedelta(minutes=30)


def test_a_zone_stands_once_and_before_the_events_that_name_it(tmp_path: Path) -> None:
    path = tmp_path / "week.ics"
    utc = {"timezone": "UTC", "start": datetime(2026, 6, 1, 8, tzinfo=zone("UTC")), "end": None}
    write(path, [kept(), kept(external_id="2"), kept(external_id="3", **utc)])
    text = path.read_text(encoding="utf-8")
    assert text.count("BEGIN:VTIMEZONE") == 1
    assert text.index("END:VTIMEZONE") < text.index("BEGIN:VEVENT")
    assert "DTSTART:20260601T080000Z" in text


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://x.example/\r\nX-EVIL:1", "file:///etc/passwd"]
)
def test_only_a_web_address_is_a_link(tmp_path: Path, url: str) -> None:
    assert "url" not in event(tmp_path / "week.ics", url=url)
    assert str(event(tmp_path / "week.ics", url="https://x.example/1")["url"]) == "https://x.example/1"


# Complete or absent


@pytest.mark.parametrize("suffix", FORMATS)
def test_no_shifts_make_a_file_that_says_so(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"week.{suffix.upper()}"
    assert write(path, []) == 0
    match suffix:
        case "csv":
            assert table(path) == []
        case "xlsx":
            assert sheet(path) == []
        case _:
            assert events(path) == []


def failing(error: BaseException) -> Iterator[Kept]:
    for number in range(2000):
        yield kept(external_id=str(number))
    raise error


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (Failed("The mirror could not be read."), Failed),
        (OSError(errno.ENOSPC, "No space left on device"), Failed),
        (KeyboardInterrupt(), KeyboardInterrupt),
    ],
)
def test_what_breaks_off_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, suffix: str, error: BaseException, expected: type[BaseException]
) -> None:
    path = tmp_path / f"week.{suffix}"
    path.write_text("the old one")
    with pytest.raises(expected):
        write(path, failing(error))
    assert path.read_text() == "the old one"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_disk_that_takes_no_more_is_said_and_leaves_nothing(tmp_path: Path, suffix: str) -> None:
    resource = pytest.importorskip("resource", reason="no such limit on this system")
    path = tmp_path / f"week.{suffix}"
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        with pytest.raises(Failed, match=r"was not written.*intact"):
            write(path, [kept(external_id=str(number)) for number in range(2000)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_called_a_full_disk(tmp_path: Path) -> None:
    with pytest.raises(Failed, match="the disk is full"):
        write(tmp_path / "week.csv", failing(OSError(errno.ENOSPC, "No space left on device")))


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_to_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(Failed, match="may not be written to"):
            write(tmp_path / "week.csv", [kept()])
    finally:
        tmp_path.chmod(0o700)


def test_a_path_that_cannot_be_a_file_is_said_before_anything_is_read(tmp_path: Path) -> None:
    def untouched() -> Iterator[Kept]:
        raise AssertionError("read")
        yield kept()

    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "file").write_text("")
    for path, said in (
        (tmp_path / "week.pdf", "does not end in"),
        (tmp_path / "week", "does not end in"),
        (tmp_path / "folder.csv", "is a folder"),
        (tmp_path / "missing" / "week.csv", "does not exist"),
        (tmp_path / "file" / "week.csv", "does not exist"),
    ):
        with pytest.raises(Unusable, match=said):
            write(path, untouched())


def test_a_link_stays_a_link_to_the_new_file(tmp_path: Path) -> None:
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("the old one")
    link.symlink_to(real)
    write(link, [kept()])
    assert link.is_symlink()
    assert len(table(real)) == 1


def test_more_shifts_than_a_worksheet_holds_are_refused_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(as_xlsx, "MOST_ROWS", 3)
    with pytest.raises(CallboardError, match="no more than 3 shifts"):
        write(tmp_path / "week.xlsx", [kept()] * 4)
    assert list(tmp_path.iterdir()) == []
    assert write(tmp_path / "week.xlsx", [kept()] * 3) == 3


@pytest.mark.parametrize("suffix", FORMATS)
def test_shifts_are_written_as_they_come(tmp_path: Path, suffix: str) -> None:
    alive: list[int] = []

    class Counted(str):
        def __del__(self) -> None:
            alive.pop()

    def many() -> Iterator[Kept]:
        for number in range(500):
            alive.append(number)
            assert len(alive) < 50
            yield kept(external_id=str(number), notes=Counted("a note"))

    assert write(tmp_path / f"week.{suffix}", many()) == 500
