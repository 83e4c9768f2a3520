"""What is told of, how it is gathered, and when it is quiet."""

from datetime import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import alerts as alerts_module
from app.alerts import Alerts, Event, Kind, Rules, either, load, save

NOON, NIGHT = time(12), time(23)


def event(n: object = 1, kind: Kind = "departure", **fields: str) -> Event:
    return Event(kind=kind, key=f"{kind} {n}", line=f"line {n}", target=f"shift:{n}", **fields)


def heard(*events: Event, rules: Rules | None = None, now: float = 0) -> Alerts:
    alerts = Alerts(rules or Rules(views=("a",)))
    alerts.hear(events, now)
    return alerts


def test_one_thing_is_told_with_the_way_to_it() -> None:
    alerts = heard(event())
    assert alerts.due(1, NOON) == []
    assert alerts.next() == 3
    (notice,) = alerts.due(3, NOON)
    assert (notice.title, notice.lines, notice.target) == (
        "A departure close to its start",
        ("line 1",),
        "shift:1",
    )
    assert notice.native
    assert alerts.next() is None


def test_a_burst_is_one_notice() -> None:
    alerts = heard(*(event(n) for n in range(1000)))
    (notice,) = alerts.due(10, NOON)
    assert notice.title == "1,000 departures close to their start"
    assert notice.lines[-1] == "and 996 more"
    assert notice.target == "inbox"


def test_the_next_notice_of_a_kind_waits_a_while_and_other_kinds_do_not() -> None:
    alerts = heard(event(1))
    alerts.due(3, NOON)
    alerts.hear([event(2), event(1, "action")], 4)
    assert [one.kind for one in alerts.due(7, NOON)] == ["action"]
    alerts.hear([event(3)], 50)
    assert alerts.due(60, NOON) == []
    (notice,) = alerts.due(63, NOON)
    assert notice.lines == ("line 2", "line 3")


def test_the_same_thing_is_told_once() -> None:
    alerts = heard(event(), event())
    assert len(alerts.due(3, NOON)[0].lines) == 1
    alerts.hear([event()], 100)
    assert alerts.next() is None


def test_what_was_there_before_is_not_told_and_what_is_still_heard_of_is_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(alerts_module, "REMEMBERED", 2)
    alerts = Alerts(Rules(views=("a",)))
    alerts.know([event(1).key])
    for n in range(3):
        alerts.hear([event(1), event(n, "open")], n)
    alerts.hear([event(1)], 4)
    assert {one.kind for one in alerts.due(100, NOON)} == {"open"}


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("", "change:1", "change:1"),
        ("change:1", "change:1", "change:1"),
        ("change:1", "outbox", "inbox"),
        ("change:1", "change:2", "inbox"),
        ("outbox", "connection:trio-east", "outbox"),
    ],
)
def test_a_click_on_one_of_two_notices_leads_where_both_are_found(one: str, other: str, found: str) -> None:
    assert either(one, other) == found


def test_new_open_shifts_are_told_by_view_and_lead_to_it() -> None:
    several = [event(n, "open", among="ICU", several="view:a") for n in range(3)]
    (icu, other) = heard(*several, event(9, "open", among="ER", several="view:b")).due(3, NOON)
    assert (icu.title, icu.target) == ("3 new open shifts in “ICU”", "view:a")
    assert (other.title, other.target) == ("A new open shift in “ER”", "shift:9")


@pytest.mark.parametrize(
    ("rules", "kind"),
    [
        (Rules(), "open"),
        (Rules(departures=False), "departure"),
        (Rules(actions=False), "action"),
        (Rules(outages=False), "outage"),
    ],
)
def test_what_nobody_wants_to_hear_is_not_told(rules: Rules, kind: Kind) -> None:
    assert heard(event(1, kind), rules=rules).due(99, NOON) == []


def test_what_came_while_nobody_wanted_to_hear_of_it_is_no_news_later() -> None:
    alerts = heard(event(1), rules=Rules(departures=False))
    alerts.rules = Rules()
    alerts.hear([event(1), event(2)], 50)
    (notice,) = alerts.due(99, NOON)
    assert notice.lines == ("line 2",)


def test_quiet_hours_tell_in_the_window_only_and_are_summed_up_afterwards() -> None:
    alerts = heard(event(1), event(2), event(1, "action"), rules=Rules(quiet=True))
    assert [one.native for one in alerts.due(3, NIGHT)] == [False, False]
    (morning,) = alerts.due(40_000, NOON)
    assert morning.native
    assert morning.lines == ("2 departures close to their start", "An action needs a look")
    assert alerts.due(40_001, NOON) == []


def test_quiet_hours_may_pass_midnight_or_not() -> None:
    night = Rules(quiet=True, quiet_from=time(22), quiet_to=time(6))
    assert [night.is_quiet(time(hour)) for hour in (21, 22, 23, 0, 5, 6)] == [
        False,
        True,
        True,
        True,
        True,
        False,
    ]
    nap = Rules(quiet=True, quiet_from=time(13), quiet_to=time(14))
    assert [nap.is_quiet(time(hour)) for hour in (12, 13, 14)] == [False, True, False]
    assert not Rules(quiet=True, quiet_from=time(8), quiet_to=time(8)).is_quiet(time(8))
    assert not Rules().is_quiet(time(23))


def test_without_the_system_everything_is_told_in_the_window() -> None:
    (notice,) = heard(event(), rules=Rules(native=False)).due(3, NOON)
    assert not notice.native


def test_rules_are_kept_and_read_back(tmp_path: Path) -> None:
    rules = Rules(
        native=False,
        views=('a "quoted" \\ key', "Zoë\n\u202e"),
        departure_hours=6,
        outages=False,
        quiet=True,
        quiet_from=time(21, 30),
    )
    save(tmp_path / "notifications.toml", rules)
    assert load(tmp_path / "notifications.toml") == (rules, [])
    assert [one.name for one in tmp_path.iterdir()] == ["notifications.toml"]


@given(
    st.builds(
        Rules,
        views=st.lists(st.text(st.characters(exclude_categories=["Cs"]))).map(tuple),
        departure_hours=st.integers(1, 168).map(float),
        quiet_to=st.times().map(lambda one: one.replace(second=0, microsecond=0, tzinfo=None)),
    )
)
def test_whatever_is_chosen_is_read_back(tmp_path_factory: pytest.TempPathFactory, rules: Rules) -> None:
    file = tmp_path_factory.mktemp("rules") / "notifications.toml"
    save(file, rules)
    assert load(file) == (rules, [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", []),
        ("no toml [", ["cannot be understood"]),
        ("departure_hours = 1e9\nviews = 3\nquiet = 'yes'", ["“views”", "“departure_hours”", "“quiet”"]),
    ],
)
def test_a_file_that_makes_no_sense_leaves_the_usual_rules_and_is_told_of(
    tmp_path: Path, text: str, said: list[str]
) -> None:
    file = tmp_path / "notifications.toml"
    file.write_text(text, "utf-8")
    rules, faults = load(file)
    assert rules == Rules()
    assert len(faults) == len(said)
    assert all(part in fault for part, fault in zip(said, faults, strict=True))
    assert load(tmp_path / "none.toml") == (Rules(), [])
