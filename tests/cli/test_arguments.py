from argparse import ArgumentTypeError
from datetime import UTC, date, datetime, timedelta

import pytest

from app.cli.arguments import day, moment


def today() -> date:
    return datetime.now().astimezone().date()


def test_a_day_is_written_as_a_date() -> None:
    assert day("2026-11-21") == date(2026, 11, 21)


@pytest.mark.parametrize(("text", "days"), [("today", 0), ("tomorrow", 1), ("+7", 7), ("-7", -7), ("+0", 0)])
def test_a_day_is_written_by_how_far_off_it_is(text: str, days: int) -> None:
    before = today()
    meant = day(text)
    assert meant - timedelta(days=days) in (before, today())  # midnight may pass between


@pytest.mark.parametrize(
    "text",
    [
        "",
        "7",
        "20261121",
        "2026-W47-6",
        "2026-02-30",
        "Today",
        "+9999999",
        "+999999999",
        "+1.5",
        "2026-11-21T10:00",
    ],
)
def test_anything_else_is_no_day(text: str) -> None:
    with pytest.raises(ArgumentTypeError, match="is not a date"):
        day(text)


def test_a_time_is_an_instant_or_the_beginning_of_a_day_here(monkeypatch: pytest.MonkeyPatch) -> None:
    assert moment("2026-11-21T20:42:00Z") == datetime(2026, 11, 21, 20, 42, tzinfo=UTC)
    assert moment("2026-11-21T20:42:00-05:00") == datetime(2026, 11, 22, 1, 42, tzinfo=UTC)
    here = datetime(2026, 11, 21).astimezone()
    assert moment("2026-11-21") == here
    assert moment("2026-11-21T00:00") == here
    with pytest.raises(ArgumentTypeError, match="is not a time"):
        moment("lately")
