"""What the status bar and the banner say of a connection."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tests.ui.conftest import NOW
from ui.engine import Pulse
from ui.freshness import CONNECTIONS, RETRY, Freshness, from_engine, item, notice, remarks
from ui.outlook import Outlook
from ui.times import Times

READ = NOW - timedelta(minutes=12)
WELL = Freshness("north", phase="resting", vendor_title="Acme", as_of=READ)


def pulse(phase: str, **fields: object) -> Pulse:
    return replace(Pulse("north", "Acme", phase), **fields)  # type: ignore[arg-type]


def clock(times: Times, moment: datetime) -> str:
    return times.stamp(moment)


def test_a_connection_that_is_well_says_as_of_when(times: Times) -> None:
    assert item(WELL, times) == f"as of {clock(times, READ)}"
    assert "12 minutes ago" in remarks(WELL, times)
    assert notice([WELL], times) is None


def test_progress_is_told_with_the_total_where_the_vendor_tells_one(times: Times) -> None:
    assert item(from_engine(WELL, pulse("pulling", fetched=1200, total=4210), NOW), times) == "1,200 of 4,210"
    assert item(from_engine(WELL, pulse("pulling", fetched=1200), NOW), times) == "1,200 read"


def test_the_banner_says_who_since_when_and_what_is_shown(times: Times) -> None:
    away = from_engine(WELL, pulse("failing", error="No route."), NOW)
    said = notice([away], times)
    assert said is not None
    assert said.sentence == f"north can’t be reached since {clock(times, NOW)}."
    assert said.more == f"Its shifts are shown as of {clock(times, READ)}. No route."
    assert said.button == RETRY


def test_the_banner_stays_while_it_is_tried_again_and_goes_when_it_answers(times: Times) -> None:
    away = from_engine(WELL, pulse("failing", error="No route."), NOW)
    trying = from_engine(away, pulse("pulling", error="No route."), NOW + timedelta(minutes=1))
    assert notice([trying], times) == notice([away], times)
    assert notice([from_engine(trying, pulse("resting"), NOW)], times) is None


def test_several_that_are_away_share_a_banner(times: Times) -> None:
    bad = from_engine(WELL, pulse("failing", error="No route."), NOW)
    said = notice([bad, replace(bad, connection="south")], times)
    assert said is not None
    assert said.sentence.startswith("north and south can’t be reached")


def test_refused_credentials_lead_to_the_connections(times: Times) -> None:
    said = notice([from_engine(WELL, pulse("sign-in", error="401."), NOW)], times)
    assert said is not None
    assert said.button == CONNECTIONS
    assert "new credentials" in said.sentence


def test_a_phase_that_is_not_known_yet_is_no_error(times: Times) -> None:
    assert "Waiting" in item(from_engine(None, pulse("dreaming"), NOW), times)


def test_a_board_without_a_shift_says_why(times: Times) -> None:
    outlook = Outlook(times)
    outlook.set_names(["north"])
    outlook.hear(pulse("pulling", fetched=40))
    assert "40" in outlook.why_empty("")[1]
    outlook.hear(pulse("failing", error="“north” does not answer."))
    assert outlook.why_empty("")[1] == "“north” does not answer."
    outlook.hear(pulse("resting", as_of=datetime.now(UTC)))
    assert outlook.why_empty("")[0] == "No shifts"
    assert outlook.why_empty("The key is wrong.")[1] == "The key is wrong."
