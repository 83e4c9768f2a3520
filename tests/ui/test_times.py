"""Days and hours as a desk writes them."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtCore import QLocale

from app.zones import zone
from ui.times import Times, at, moment
from ui.words import line, listed, plain, tip

NEW_YORK, LONDON = zone("America/New_York"), zone("Europe/London")


@pytest.fixture(autouse=True)
def desk_in_new_york(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def american() -> Times:
    return Times(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates), lambda: 0.0)


def test_a_night_over_midnight_says_that_it_ends_the_next_day(times: Times) -> None:
    start = datetime(2026, 12, 1, 19, tzinfo=NEW_YORK)
    assert times.hours(start, start + timedelta(hours=12), all_day=False) == "19:00 – 07:00 +1"


def test_the_zone_is_named_only_where_the_desks_clock_shows_another_time(times: Times) -> None:
    here = datetime(2026, 12, 1, 7, tzinfo=NEW_YORK)
    there = datetime(2026, 12, 1, 7, tzinfo=LONDON)
    assert times.hours(here, here.replace(hour=15), all_day=False) == "07:00 – 15:00"
    assert times.hours(there, there.replace(hour=15), all_day=False) == "07:00 – 15:00 GMT"


def test_a_zone_without_a_name_is_given_as_its_offset(times: Times) -> None:
    start = datetime(2026, 12, 1, 7, tzinfo=zone("America/Sao_Paulo"))
    assert times.hours(start, None, all_day=False) == "from 07:00 UTC-03"


def test_an_open_end_and_a_whole_day_say_so(times: Times) -> None:
    start = datetime(2026, 12, 1, tzinfo=NEW_YORK)
    assert times.hours(start, None, all_day=False) == "from 00:00"
    assert times.hours(start, start + timedelta(days=1), all_day=True) == "All day"


def test_the_locale_decides_on_twelve_or_twenty_four_hours(times: Times) -> None:
    assert times.time(19, 30) == "19:30"
    assert american().time(19, 30).replace("\N{NARROW NO-BREAK SPACE}", " ") == "7:30 PM"


def test_the_locale_decides_whether_the_month_comes_first(times: Times) -> None:
    assert times.brief_day(date(2026, 12, 1)) == "1 Dec"
    assert american().brief_day(date(2026, 12, 1)) == "Dec 1"


def test_a_far_day_tells_its_year(times: Times) -> None:
    assert times.day(date(2026, 12, 1)) == "Tue 1 Dec"
    assert times.day(date(2028, 12, 1)) == "Fri 1 Dec 2028"


def test_a_moment_of_today_is_a_time_an_older_one_has_its_day(times: Times) -> None:
    assert times.stamp(datetime(2026, 11, 21, 20, 0, tzinfo=UTC)) == "15:00"
    assert times.stamp(datetime(2026, 11, 19, 20, 0, tzinfo=UTC)) == "19 Nov 15:00"
    assert times.stamp(None) == ""


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(5, "just now"), (61, "1 minute ago"), (7300, "2 hours ago"), (200_000, "2 days ago")],
)
def test_how_long_ago_it_was_is_said_in_words(times: Times, seconds: int, words: str) -> None:
    assert times.ago(datetime.fromtimestamp(times.now() - seconds, UTC)) == words


def test_a_zone_that_this_machine_does_not_know_is_shown_in_utc() -> None:
    assert at(0, "Mars/Olympus").utcoffset() == timedelta(0)


@pytest.mark.parametrize("text", [None, 5, "", "yesterday", [], "2026-13-01T00:00:00Z"])
def test_what_is_no_moment_is_none(text: object) -> None:
    assert moment(text) is None


def test_controls_and_direction_marks_become_visible() -> None:
    assert plain("a\x00b\u202ec") == "a\ufffdb\ufffdc"
    assert line("one\n  two\tthree") == "one two three"


def test_a_megabyte_of_text_is_cut() -> None:
    assert len(plain("x" * 1_000_000)) == 4001
    assert len(line("x " * 500_000)) <= 201


def test_a_tool_tip_shows_markup_as_text() -> None:
    assert "<b>" not in tip("<b>bold</b>")
    assert tip("") == ""


def test_names_are_listed_as_in_a_sentence() -> None:
    assert [listed(names) for names in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
