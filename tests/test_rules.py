"""How grave the checks are and where their limits lie: a table that people edit, and slips of their pens."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import rules_file
from app.checks.finding import AGAIN, OVERLAP, REST, TITLES, Severity
from app.checks.rules import DAYS, USUAL, Rules, rules_of, table_of
from app.errors import Unusable


def test_by_default_an_overlap_and_what_was_done_before_ask_for_a_reason() -> None:
    assert {check for check in TITLES if USUAL.severity(check) is not Severity.INFORM} == {OVERLAP, AGAIN}
    assert USUAL.severity(OVERLAP) is Severity.CONFIRM


def test_a_table_says_what_differs(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(
        '[checks]\noverlap = "block"\nrest = "off"\nrest_hours = 11.5\n'
        'week_start = "sunday"\nzone = "Europe/London"\n'
    )
    rules, faults = rules_file.read(file)
    assert faults == []
    assert rules == Rules(
        severities={OVERLAP: Severity.BLOCK, REST: None},
        rest_hours=11.5,
        week_start="sunday",
        zone="Europe/London",
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('overlap = "loud"', "“overlap” in [checks] should be inform, confirm, block or off."),
        ("rest_hours = -1", "“rest_hours” in [checks] should be a number from 0 to 48."),
        ("days_in_a_row = 2.5", "“days_in_a_row” in [checks] should be a whole number from 0 to 60."),
        ("days_in_a_row = true", "“days_in_a_row” in [checks] should be a whole number from 0 to 60."),
        ('week_start = "mon"', "“week_start” in [checks] should be one of monday, tuesday"),
        ('zone = "Mars/Base"', "“zone” in [checks] is “Mars/Base”, which is no time zone"),
        ("rest_huors = 1", "“rest_huors” in [checks] is not a known key; did you mean “rest_hours”?."),
    ],
)
def test_a_wrong_key_is_told_and_costs_only_itself(tmp_path: Path, line: str, said: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(f"[checks]\n{line}\ntravel_minutes = 5\n")
    rules, (fault,) = rules_file.read(file)
    assert rules == Rules(travel_minutes=5)
    assert fault.startswith(f"{file}: {said}")


@pytest.mark.parametrize("data", [b"[checks", b"\xff", b"checks = 1"])
def test_a_file_that_cannot_be_understood_leaves_the_usual_checks(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes(data)
    rules, (fault,) = rules_file.read(file)
    assert rules == USUAL
    assert str(file) in fault
    assert "the usual checks are made" in fault.casefold()


def test_what_is_kept_leaves_what_else_stands_there(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(
        '# mine\n[notices]\nquiet = true\n[checks]\nrest_hours = 9 # as agreed\noverlap = "block"\n'
    )
    rules_file.write(file, Rules(rest_hours=9, travel_minutes=45))
    text = file.read_text()
    assert "# mine" in text
    assert "quiet = true" in text
    assert "rest_hours = 9 # as agreed" in text
    assert "overlap" not in text
    assert rules_file.read(file) == (Rules(rest_hours=9, travel_minutes=45), [])


def test_what_does_not_fit_is_not_kept(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    with pytest.raises(Unusable, match="week_hours"):
        rules_file.write(file, Rules(week_hours=169))
    assert not file.exists()


def test_the_rules_are_read_anew_when_the_file_has_changed(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    told: list[str] = []
    now = rules_file.rules_at(file, told.append)
    assert now() == USUAL
    rules_file.write(file, Rules(week_hours=40))
    assert now() == now() == Rules(week_hours=40)
    assert told == []
    file.write_text('[checks]\noverlap = "block\n')
    assert now() == now() == USUAL
    assert len(told) == 1
    assert "The usual checks are made; mend that line." in told[0]
    file.write_text('[checks]\noverlap = "blokc"\nrest_hours = 9\n')
    assert now() == Rules(rest_hours=9)
    assert "“overlap” in [checks] should be inform, confirm, block or off" in told[1]


rules = st.builds(
    Rules,
    severities=st.dictionaries(st.sampled_from([*TITLES]), st.none() | st.sampled_from(Severity)),
    rest_hours=st.integers(0, 48),
    travel_minutes=st.integers(0, 1440),
    days_in_a_row=st.integers(0, 60),
    week_start=st.sampled_from(DAYS),
    zone=st.sampled_from(("", "Europe/London")),
)


@given(rules)
def test_a_table_is_read_as_it_was_written(kept: Rules) -> None:
    table = {key: value for key, value in table_of(kept).items() if value is not None}
    found, wrong = rules_of(table)
    assert not wrong
    assert table_of(found) == table_of(kept)
