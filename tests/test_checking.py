"""The checks held against both files: of one shift, of everything, and of what is about to be sent."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.checking import everything, of_shift, perhaps, preflight, twice_posted
from app.checks import NAMESAKE, NEED, OVERLAP, PERHAPS, REST, ROW, Rules, Severity
from app.domain import Shift, State
from app.places import Places
from app.store.outbox import Draft, Outbox
from app.store.store import Store
from tests.profiles import store_of
from tests.shifts import KEY, filled, person, shift

ADAM, JONES = person("Adam Jones", "47"), person("Jones, Adam", "9001")
DAY = replace(shift("1", facility="Mercy General"), state=State.ASSIGNED, assignments=(ADAM,))
HOUR = timedelta(hours=1)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places.under(tmp_path).made()


@pytest.fixture
def store(places: Places) -> Iterator[Store]:
    store = store_of(places, KEY)
    yield store
    store.close()


def west(number: str, hours: float, **fields: object) -> Shift:
    """Return a shift of another connection that begins so many hours after the day shift."""
    start = DAY.start + hours * HOUR
    plain = {"facility": "St. Mary", "assignments": (JONES,), "state": State.ASSIGNED, **fields}
    return replace(DAY, connection="west", external_id=number, start=start, end=start + 12 * HOUR, **plain)  # type: ignore[arg-type]


def test_a_shift_is_checked_with_all_that_its_people_do_anywhere(store: Store) -> None:
    filled(store, [DAY])
    filled(store, [west("2", 6)], connection="west")
    assert of_shift(store.reader, DAY) == []
    store.linker.link("trio-east:47", "west:9001", "Sam", "one")
    (found,) = of_shift(store.reader, DAY)
    assert (found.check, found.refs) == (OVERLAP, ("trio-east:1", "west:2"))
    assert everything(store.reader) == [found]


def test_a_namesake_is_told_until_the_two_are_told_apart(store: Store) -> None:
    filled(store, [DAY])
    filled(store, [west("2", 6, assignments=(person("ADAM JONES", "9001"),))], connection="west")
    assert [one.check for one in of_shift(store.reader, DAY)] == [NAMESAKE]
    assert [one.check for one in everything(store.reader)] == [NAMESAKE]
    store.linker.refuse("trio-east:47", "west:9001", "Sam", "two")
    assert of_shift(store.reader, DAY) == everything(store.reader) == []


def test_what_is_asked_for_counts_before_its_vendor_shows_it(store: Store, places: Places) -> None:
    free = replace(west("2", 13), assignments=(), state=State.OPEN)
    filled(store, [DAY])
    filled(store, [free], connection="west")
    store.linker.link("trio-east:47", "west:9001", "Sam", "one")
    assert everything(store.reader) == []
    outbox = Outbox.open(places, KEY)
    draft = Draft(
        connection="west", vendor="trio", external_id="2", action="claim", label="Claim", parameters={},
        reason=None, by="Sam", basis=free, preview=replace(free, assignments=(JONES,)),
    )  # fmt: skip
    assert outbox.enter(draft) is not None
    assert [one.check for one in everything(store.reader)] == [REST]
    outbox.close()


def test_a_span_narrows_what_is_told_but_not_what_is_looked_at(store: Store) -> None:
    days = [
        replace(
            DAY,
            external_id=str(n),
            start=DAY.start + n * 24 * HOUR,
            end=DAY.start + (n * 24 + 2) * HOUR,
        )
        for n in range(8)
    ]
    filled(store, days)
    last = int(days[-1].start.timestamp())
    (row,) = everything(store.reader, Rules(), last, last + 86_400)
    assert (row.check, len(row.refs)) == (ROW, 8)
    assert everything(store.reader, Rules(), last + 86_400) == []


def test_a_long_row_of_days_is_counted_whole_wherever_one_looks(store: Store) -> None:
    days = [
        replace(
            DAY, external_id=f"{n:02}", start=DAY.start + 24 * n * HOUR, end=DAY.start + (24 * n + 2) * HOUR
        )
        for n in range(21)
    ]
    filled(store, [one for n, one in enumerate(days) if n not in (3, 18)])
    found = {one.sentence for n in (4, 10, 17) for one in of_shift(store.reader, days[n]) if one.check == ROW}
    (row,) = found
    assert "works on 14 days in a row" in row
    first = int(days[10].start.timestamp())
    (told,) = everything(store.reader, Rules(), first, first + 86_400)
    assert told.sentence == row
    fill = replace(days[18], assignments=())
    (wish,) = [one for one in preflight(store.reader, "trio-east", ["47"], [fill]) if one.check == ROW]
    assert "works on 17 days in a row" in wish.sentence


def test_each_of_several_people_who_would_be_double_booked_is_told(store: Store) -> None:
    bob = person("Bob Ray", "48")
    filled(store, [replace(DAY, assignments=(ADAM, bob))])
    found = preflight(store.reader, "trio-east", ["47", "48"], [replace(DAY, external_id="3")])
    assert [(one.check, one.person) for one in found] == [(OVERLAP, "Adam Jones"), (OVERLAP, "Bob Ray")]


def test_somebody_without_an_id_is_checked_beside_their_shift_as_everywhere(store: Store) -> None:
    nameless = (person("Eve Smith", None),)
    twice = [replace(DAY, external_id=str(n), assignments=nameless) for n in (1, 2)]
    filled(store, twice)
    found = everything(store.reader)
    assert [one.check for one in found] == [OVERLAP]
    assert of_shift(store.reader, twice[0]) == found


def test_the_same_need_at_two_vendors_is_told_while_both_wait(store: Store) -> None:
    need = replace(DAY, assignments=(), state=State.OPEN, role="RN")
    other = replace(west("2", 0.25, facility="mercy  general", assignments=(), state=State.OPEN), role="RN")
    filled(store, [need])
    filled(store, [other], connection="west")
    (found,) = twice_posted(store.reader, need)
    assert (found.check, found.person, set(found.refs)) == (NEED, None, {"trio-east:1", "west:2"})
    assert twice_posted(store.reader, replace(need, state=State.ASSIGNED)) == []
    assert twice_posted(store.reader, need, Rules(severities={NEED: None})) == []


def test_two_that_are_sent_together_for_nobody_named_are_perhaps_one_persons() -> None:
    beside = replace(DAY, external_id="2", start=DAY.start + HOUR)
    (found,) = perhaps("trio-east", [DAY], [beside, west("3", 0)])
    assert (found.check, found.severity, found.refs[1]) == (PERHAPS, Severity.INFORM, "trio-east:2")
    assert perhaps("trio-east", [DAY], [replace(beside, start=DAY.end or DAY.start, end=None)]) == []


def test_what_is_sent_before_counts_for_what_is_sent_after(store: Store) -> None:
    filled(store, [DAY])
    beside = replace(DAY, external_id="2", start=DAY.start + HOUR)
    found = preflight(store.reader, "trio-east", ["47"], [replace(DAY, external_id="3")], [beside])
    assert {one.refs for one in found if one.check == OVERLAP} == {
        ("trio-east:1", "trio-east:3"),
        ("trio-east:3", "trio-east:2"),
    }
