"""Times away and ways to reach people, as the checks and a person's page find them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.checking import everything, of_shift, preflight
from app.checks import AWAY, USUAL, Finding, Rules, Severity
from app.domain import Absence, Contact, Shift, State
from app.dossier import dossier
from app.store.rolls import DOUBTED, Reachable, aways, reachable, spelt, untold
from app.store.store import Store
from app.vendors.shiftboard.rolls import ROLLS
from tests.shifts import filled, person, shift

ADAM, JONES = person("Adam Jones", "47"), person("Jones, Adam", "9001")
DAY = replace(shift("1", facility="Mercy General"), state=State.ASSIGNED, assignments=(ADAM,))
FREE = replace(DAY, external_id="2", state=State.OPEN, assignments=())
NOW = datetime(2026, 11, 21, tzinfo=UTC)
HOUR = timedelta(hours=1)


ROLL = ROLLS[0]


def off(start: datetime, end: datetime | None, person_id: str = "9001") -> Absence:
    return Absence(person_id=person_id, start=start, end=end, timezone="America/New_York", what="time off")


def told(store: Store, *all_of_it: Absence | Contact, connection: str = "west") -> bool:
    """Have a connection tell this and nothing else."""
    return store.rolls.keep(connection, ROLL, all_of_it, NOW)


@pytest.fixture
def store(store: Store) -> Store:
    """Return a store in which Adam works at one vendor, and is known to another as well."""
    filled(store, [DAY, FREE])
    elsewhere = replace(DAY, connection="west", external_id="9", start=DAY.start + timedelta(days=20))
    filled(store, [replace(elsewhere, end=None, assignments=(JONES,))], connection="west")
    store.linker.link("trio-east:47", "west:9001", "Sam", "one")
    return store


def found(of: Any) -> list[Finding]:
    return [one for one in of if one.check == AWAY]


def wished(store: Store, wish: Shift = FREE, rules: Rules = USUAL) -> list[Finding]:
    """Return what is said before Adam is put on a shift."""
    return found(preflight(store.reader, "trio-east", ["47"], [wish], rules=rules))


def test_time_off_that_one_vendor_tells_speaks_against_a_shift_of_another(store: Store) -> None:
    assert DAY.end is not None
    told(store, off(DAY.end - HOUR, DAY.end + 8 * HOUR))
    (one,) = found(of_shift(store.reader, DAY))
    assert found(everything(store.reader)) == [one]
    assert (one.person, one.refs, one.severity) == ("Adam Jones", ("trio-east:1",), Severity.INFORM)
    assert one.sentence.startswith("Adam Jones is away then: time off, ")
    assert "(west); the shift is Mercy General, " in one.sentence
    (before,) = wished(store)
    assert before.refs == ("trio-east:2",)
    page = dossier(store.reader, "west:9001", NOW.timestamp())
    assert page is not None
    assert found(page.findings) == [one]
    assert len(page.away) == 1


def test_who_comes_back_as_a_shift_begins_is_not_away_then(store: Store) -> None:
    told(store, off(DAY.start - 8 * HOUR, DAY.start))
    assert wished(store) == found(of_shift(store.reader, DAY)) == found(everything(store.reader)) == []


def test_time_off_without_an_end_lasts(store: Store) -> None:
    told(store, off(DAY.start - timedelta(days=300), None))
    (one,) = wished(store)
    assert "no end told" in one.sentence


def test_somebody_elses_time_off_is_nobodys_business(store: Store) -> None:
    assert DAY.end is not None
    told(store, off(DAY.start, DAY.end, person_id="1"))
    told(store, off(DAY.start, DAY.end, person_id="9001"), connection="north")
    assert wished(store) == found(of_shift(store.reader, DAY)) == []


def test_once_the_two_are_told_apart_it_no_longer_counts(store: Store) -> None:
    told(store, off(DAY.start, DAY.end))
    store.linker.unlink("trio-east:47", "west:9001", "Sam", "two")
    assert wished(store) == []


def test_how_grave_it_is_the_desk_decides(store: Store) -> None:
    told(store, off(DAY.start, DAY.end))
    (one,) = wished(store, rules=Rules(severities={AWAY: Severity.BLOCK}))
    assert one.severity is Severity.BLOCK
    assert wished(store, rules=Rules(severities={AWAY: None})) == []


def test_what_is_told_takes_the_place_of_what_was(store: Store) -> None:
    one, other = off(DAY.start, DAY.end), off(DAY.start + 24 * HOUR, None)
    assert told(store, one, one)
    assert not told(store, one, one)
    assert told(store, one, other)
    assert len(store.reader.ask(aways)) == 2
    assert told(store)
    assert store.reader.ask(aways) == []


def test_what_could_not_all_be_read_takes_nothing_away(store: Store) -> None:
    told(store, off(DAY.start, DAY.end), off(DAY.start, DAY.end, person_id="47"))
    store.rolls.keep("west", ROLL, [], NOW, "2 records do not fit.")
    assert len(store.reader.ask(aways)) == 2
    told(store, off(DAY.start, DAY.end))
    assert len(store.reader.ask(aways)) == 1


def test_beside_what_could_not_be_read_stays_neither_what_is_over_nor_what_is_told_anew(store: Store) -> None:
    old, long, short = off(NOW - HOUR, NOW), off(DAY.start, None), off(DAY.start, DAY.end)
    number, other = (Contact(person_id="47", label="Telephone", text=text) for text in ("555", "556"))
    told(store, old, long, number)
    store.rolls.keep("west", ROLL, [short, other], NOW, "1 record does not fit.")
    (one,) = store.reader.ask(aways)
    assert DAY.end is not None
    assert one.until == DAY.end.timestamp()
    assert [way.text for way in store.reader.ask(reachable, ["west:47"])] == ["556"]


def test_that_most_of_it_is_gone_is_believed_only_the_second_time(store: Store) -> None:
    many = [off(DAY.start, DAY.end, person_id=str(n)) for n in range(30)]
    told(store, *many)
    assert not told(store, *many[:2])
    assert len(store.reader.ask(aways)) == 30
    assert [one.error for one in store.reader.ask(untold, ["west"])] == [DOUBTED]
    assert told(store, *many[:2])
    assert len(store.reader.ask(aways)) == 2
    assert store.reader.ask(untold, ["west"]) == []


def test_a_doubt_that_the_next_reading_does_not_share_is_forgotten(store: Store) -> None:
    many = [off(DAY.start, DAY.end, person_id=str(n)) for n in range(30)]
    for each in (many, [], many, []):
        told(store, *each)
    assert len(store.reader.ask(aways)) == 30


def test_one_roll_leaves_the_rows_of_another_alone(store: Store) -> None:
    told(store, off(DAY.start, DAY.end))
    store.rolls.keep("west", replace(ROLL, key="contacts"), [], NOW)
    assert len(store.reader.ask(aways)) == 1


def test_a_page_tells_how_each_vendor_reaches_somebody(store: Store) -> None:
    told(store, Contact(person_id="9001", label="E-mail", text="adam@example.com"))
    told(store, Contact(person_id="47", label="Telephone", text="555"), connection="trio-east")
    store.rolls.failed("trio-east", replace(ROLL, key="x", title="leave"), "Managers only.", NOW)
    page = dossier(store.reader, "trio-east:47", NOW.timestamp())
    assert page is not None
    assert page.reached == (
        Reachable("trio-east", "Telephone", "555"),
        Reachable("west", "E-mail", "adam@example.com"),
    )
    assert [(one.connection, one.title, one.error, one.told_at) for one in page.untold] == [
        ("trio-east", "leave", "Managers only.", None)
    ]


def test_texts_of_any_length_are_kept_cut(store: Store) -> None:
    told(store, Contact(person_id="9001", label="x" * 9_999, text="<b>" * 9_999))
    page = dossier(store.reader, "west:9001", NOW.timestamp())
    assert page is not None
    assert (len(page.reached[0].label), len(page.reached[0].text)) == (500, 500)


def test_whole_days_are_told_as_days() -> None:
    def seconds(day: int, hour: int = 0, minute: int = 0) -> int:
        return int(datetime(2026, 12, day, hour, minute, tzinfo=UTC).timestamp())

    assert spelt(seconds(1), seconds(2), "UTC") == "Tue 01 Dec"
    assert spelt(seconds(1), seconds(4), "UTC") == "Tue 01 Dec to Thu 03 Dec"
    assert spelt(seconds(1, 7), seconds(1, 9, 30), "UTC") == "Tue 01 Dec 07:00 to 09:30"
    assert spelt(seconds(1, 7), seconds(2, 9), "UTC") == "Tue 01 Dec 07:00 to Wed 02 Dec 09:00"
    assert spelt(seconds(1), None, "UTC") == "from Tue 01 Dec, no end told"
