"""What creating a recurring shift is told, and what it would bring about on the wall clock."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from app.account import Account
from app.action import Foresight
from app.vendors.fourspaces.actions import CREATE
from app.vendors.fourspaces.foresight import filled, foreseen
from app.vendors.fourspaces.params import CreateShift
from app.vendors.fourspaces.reading import Settings
from app.zones import Zones, zone
from tests.vendors.fourspaces import BORN, TEAM

TODAY = date(2026, 11, 28)
NIGHT = {"name": "Nacht", "start": "22:00", "minutes": 480}


def account(end_time: Any = "duration", where: str = "Europe/Berlin") -> Account:
    return Account(
        connection="four",
        base_url="https://four.example",
        zones=Zones(zone(where)),
        settings=Settings(end_time=end_time),
    )


def foresee(end_time: Any = "duration", today: date = TODAY, **params: Any) -> Foresight:
    return foreseen(account(end_time), CreateShift.model_validate(NIGHT | params), today)


def test_the_form_is_a_plain_schema() -> None:
    schema = CreateShift.model_json_schema()
    assert schema["required"] == ["name", "start"]
    assert list(schema["properties"]) == [
        "name",
        "team_id",
        "start",
        "end",
        "minutes",
        "valid_from",
        "valid_to",
        "member_ids",
    ]
    told = {
        name: {
            key: value
            for key, value in field.items()
            if key in {"type", "format", "minimum", "maximum", "pick", "items"}
        }
        for name, field in schema["properties"].items()
    }
    assert told == {
        "name": {"type": "string"},
        "team_id": {"type": "string", "pick": "team"},
        "start": {"type": "string", "format": "time"},
        "end": {"type": "string", "format": "time"},
        "minutes": {"type": "integer", "minimum": 1, "maximum": 2880},
        "valid_from": {"type": "string", "format": "date"},
        "valid_to": {"type": "string", "format": "date"},
        "member_ids": {"type": "array", "items": {"type": "integer"}, "pick": "member"},
    }
    assert all(field["title"] for field in schema["properties"].values())


def test_what_was_told_can_be_kept_as_json_and_read_again() -> None:
    params = CreateShift.model_validate(
        BORN | {"valid_from": "2026-12-01", "valid_to": date(2026, 12, 1), "member_ids": ["7", 9, 7]}
    )
    assert (params.start, params.valid_from, params.member_ids) == (time(14), date(2026, 12, 1), (7, 9))
    assert CreateShift.model_validate(params.model_dump(mode="json")) == params
    assert params.model_dump(mode="json")["start"] == "14:00"


@pytest.mark.parametrize(
    "team", [TEAM, TEAM.upper(), f"{TEAM[:8]}-{TEAM[8:12]}-{TEAM[12:16]}-{TEAM[16:20]}-{TEAM[20:]}"]
)
def test_a_team_is_told_in_32_digits_however_it_was_written(team: str) -> None:
    assert CreateShift.model_validate(BORN | {"team_id": f" {team} "}).team_id == TEAM


def test_an_odd_team_is_the_vendors_to_judge() -> None:
    assert CreateShift.model_validate(BORN | {"team_id": "Station 1"}).team_id == "Station 1"


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "  "},
        {"name": "a\nb"},
        {"name": "a\x00b"},
        {"name": "\ud800"},
        {"name": "x" * 201},
        {"name": 5},
        {"team_id": " "},
        {"team_id": "a\tb"},
        {"team_id": "x" * 201},
        {"start": "24:00"},
        {"start": "7:00"},
        {"start": "07:60"},
        {"start": "07:00:00"},
        {"start": "07:00Z"},
        {"start": time(7, 0, 30)},
        {"start": 25_200},
        {"start": datetime(2026, 12, 1, 7)},
        {"minutes": 0},
        {"minutes": 2881},
        {"minutes": 1.5},
        {"minutes": True},
        {"minutes": "eight hours"},
        {"valid_from": "2026-02-30"},
        {"valid_from": "1796083200"},
        {"valid_from": 1_796_083_200},
        {"valid_from": datetime(2026, 12, 1)},
        {"valid_from": "1989-12-31"},
        {"valid_to": "2200-01-01"},
        {"valid_from": "2026-12-02", "valid_to": "2026-12-01"},
        {"member_ids": ["Eva"]},
        {"member_ids": [True]},
        {"member_ids": list(range(501))},
        {"notes": "unknown"},
    ],
)
def test_what_cannot_be_is_not_taken(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        CreateShift.model_validate(BORN | wrong)


@pytest.mark.parametrize("missing", ["name", "start", "minutes"])
def test_what_the_vendor_requires_is_required(missing: str) -> None:
    with pytest.raises(ValidationError):
        CreateShift.model_validate({name: value for name, value in BORN.items() if name != missing})


def test_the_longest_and_the_shortest_are_taken() -> None:
    for minutes in (1, 2880):
        assert CreateShift.model_validate(BORN | {"minutes": minutes}).minutes == minutes


def test_a_night_is_foreseen_on_the_wall_clock() -> None:
    seen = foresee(valid_from="2026-12-01", valid_to="2026-12-30")
    assert seen.lines == (
        "Tue 1 Dec 22:00 – Wed 2 Dec 06:00",
        "Wed 2 Dec 22:00 – Thu 3 Dec 06:00",
        "Thu 3 Dec 22:00 – Fri 4 Dec 06:00",
        "Fri 4 Dec 22:00 – Sat 5 Dec 06:00",
        "Sat 5 Dec 22:00 – Sun 6 Dec 06:00",
        "Sun 6 Dec 22:00 – Mon 7 Dec 06:00",
        "Mon 7 Dec 22:00 – Tue 8 Dec 06:00",
        "30 days from Tue 1 Dec on, the last is Wed 30 Dec 2026.",
        "EndTimeOffset is sent as 480: a duration in minutes.",
    )
    assert seen.warnings == (
        "If 4spaces reads 480 as minutes after midnight, it ends at 08:00 instead of 06:00.",
    )


def test_without_dates_it_begins_today_and_has_no_last_day() -> None:
    lines = foresee().lines
    assert lines[0] == "Sat 28 Nov 22:00 – Sun 29 Nov 06:00"
    assert lines[7] == "Every day, also those before Sat 28 Nov 2026, without a last one."


def test_one_day_alone_is_said_to_be_one() -> None:
    lines = foresee(valid_from="2026-12-01", valid_to="2026-12-01").lines
    assert lines[:2] == ("Tue 1 Dec 22:00 – Wed 2 Dec 06:00", "This one day alone, Tue 1 Dec 2026.")


def test_a_validity_that_is_past_is_warned_of() -> None:
    assert "Its last day, Fri 27 Nov 2026, is past." in foresee(valid_to="2026-11-27").warnings
    assert not any("past" in one for one in foresee(valid_to="2026-11-28").warnings)


@pytest.mark.parametrize(
    ("end_time", "start", "minutes", "warning"),
    [
        (
            "duration",
            "08:30",
            480,
            "480 as minutes after midnight, it ends on Sun 29 Nov 08:00 instead of Sat 28 Nov 16:30.",
        ),
        ("duration", "08:00", 480, "480 as minutes after midnight, the shift has no length."),
        ("duration", "06:00", 480, "480 as minutes after midnight, it ends at 08:00 instead of 14:00."),
        (
            "offset",
            "08:00",
            480,
            "960 as a duration in minutes, it ends on Sun 29 Nov 00:00 instead of Sat 28 Nov 16:00.",
        ),
        ("offset", "22:00", 480, "360 as a duration in minutes, it ends at 04:00 instead of 06:00."),
        ("offset", "16:00", 480, "0 as a duration in minutes, the shift has no length."),
    ],
)
def test_where_the_two_readings_of_the_end_differ_both_are_said(
    end_time: Any, start: str, minutes: int, warning: str
) -> None:
    assert foresee(end_time, start=start, minutes=minutes).warnings == (f"If 4spaces reads {warning}",)


@pytest.mark.parametrize("end_time", ["duration", "offset"])
def test_from_midnight_on_both_readings_are_one_and_nothing_is_warned_of(end_time: Any) -> None:
    seen = foresee(end_time, start="00:00", minutes=480)
    assert seen.warnings == ()
    assert any(one.startswith("EndTimeOffset is sent as 480:") for one in seen.lines)


def test_what_an_offset_cannot_say_is_foreseen() -> None:
    seen = foresee("offset", minutes=1440)
    assert [one for one in seen.warnings if "cannot tell 24 hours or more" in one] == list(seen.warnings)
    assert not any("EndTimeOffset is sent" in one for one in seen.lines)


@pytest.mark.parametrize(
    ("first", "last", "change"),
    [
        (
            "2027-03-20",
            "2027-04-02",
            ["The clocks change: Sat 27 Mar 22:00 – Sun 28 Mar 06:00 lasts 7 hours."],
        ),
        (
            "2026-12-01",
            "2027-11-30",
            [
                "The clocks change: Sat 27 Mar 22:00 – Sun 28 Mar 06:00 lasts 7 hours.",
                "The clocks change: Sat 30 Oct 22:00 – Sun 31 Oct 06:00 lasts 9 hours.",
            ],
        ),
        ("2026-12-01", "2027-03-26", []),
        ("2026-12-01", None, []),
        ("2027-02-20", None, ["The clocks change: Sat 27 Mar 22:00 – Sun 28 Mar 06:00 lasts 7 hours."]),
    ],
)
def test_nights_in_which_the_clocks_change_are_named_with_their_length(
    first: str, last: str | None, change: list[str]
) -> None:
    seen = foresee(valid_from=first, valid_to=last)
    assert [one for one in seen.warnings if "clocks" in one] == change


def test_a_start_in_the_hour_that_does_not_exist_is_named_as_well() -> None:
    seen = foresee(start="02:30", minutes=15, valid_from="2027-03-28", valid_to="2027-03-28")
    assert "The clocks change: Sun 28 Mar 03:30 – Sun 28 Mar 03:45 instead of 02:30." in seen.warnings
    short = foresee(start="01:30", minutes=95, valid_from="2027-03-28", valid_to="2027-03-28")
    assert any(one.endswith("lasts 0:35 hours.") for one in short.warnings)
    hour = foresee(start="01:30", minutes=120, valid_from="2027-03-28", valid_to="2027-03-28")
    assert any(one.endswith("lasts 1 hour.") for one in hour.warnings)


def test_the_action_foresees_from_today_on_in_the_connections_zone() -> None:
    assert CREATE.foresee is not None
    where = "Pacific/Kiritimati"
    today = datetime.now(zone(where)).date()
    params = CreateShift.model_validate(NIGHT)
    now = CREATE.foresee(account(where=where), params)
    assert now in {
        foreseen(account(where=where), params, day) for day in (today, datetime.now(zone(where)).date())
    }


def test_what_it_would_fill_are_the_nights_of_two_weeks() -> None:
    spans = fill(valid_from="2026-12-01")
    assert [f"{start:%d %H:%M}–{end:%d %H:%M}" for start, end in spans[:2]] == [
        "01 22:00–02 06:00",
        "02 22:00–03 06:00",
    ]
    assert [start.date() for start, _ in spans] == [date(2026, 12, day) for day in range(1, 15)]
    assert fill()[0][0] == datetime(2026, 11, 28, 22, tzinfo=zone("Europe/Berlin"))


@pytest.mark.parametrize(
    ("first", "last", "number"),
    [("2026-12-01", "2026-12-01", 1), ("2026-12-01", "2026-12-14", 14), ("2026-12-01", "2026-12-15", 14)],
)
def test_it_fills_no_night_after_its_last_day(first: str, last: str, number: int) -> None:
    assert len(fill(valid_from=first, valid_to=last)) == number


def test_a_night_in_which_the_clocks_change_is_filled_for_as_long_as_it_lasts() -> None:
    spans = fill(valid_from="2027-03-26", valid_to="2027-03-29")
    lasts = [(end.astimezone(UTC) - start.astimezone(UTC)) / timedelta(hours=1) for start, end in spans]
    assert lasts == [8, 7, 8, 8]


def test_the_action_fills_what_it_foresees() -> None:
    assert CREATE.spans is not None
    assert CREATE.foresee is not None
    where = "Pacific/Kiritimati"
    params = CreateShift.model_validate(NIGHT)
    spans = CREATE.spans(account(where=where), params)
    today = datetime.now(zone(where)).date()
    assert spans in (
        filled(account(where=where), params, today),
        filled(account(where=where), params, today - timedelta(days=1)),
    )
    assert spans[0][0].tzinfo == zone(where)


def fill(**params: Any) -> Sequence[tuple[datetime, datetime]]:
    return filled(account(), CreateShift.model_validate(NIGHT | params), TODAY)
