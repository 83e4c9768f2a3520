"""The change inbox: which lines there are, in which order, and what is done with them."""

from datetime import datetime, timedelta
from typing import Any

from app.domain import Kind, Shift, State
from app.places import Places
from app.store.filters import Filter
from app.store.inbox import Counts, Entry, Inbox, Wanted, counts, entries, inbox
from app.store.store import Store
from tests.shifts import MINUTE, NEW_YORK, NOON, applied, filled, opened, pattern, person, reported, shift

NOW = NOON.timestamp()
ADAM = person("Adam Jones", "47")
SOON = (NOON + timedelta(hours=5)).astimezone(NEW_YORK)


def told(store: Store, now: float = NOW, **wanted: Any) -> Inbox:
    return store.reader.ask(inbox, Wanted(**wanted), now)


def ids(store: Store, now: float = NOW, **wanted: Any) -> list[int]:
    return list(told(store, now, **wanted).lines)


def kinds(store: Store, **wanted: Any) -> list[str]:
    found = ids(store, **wanted)
    known = store.reader.ask(entries, found)
    return [known[one].noticed.change.kind.value for one in found]


def entry(store: Store, change: int) -> Entry:
    return store.reader.ask(entries, [change])[change]


def near(n: int = 1, start: datetime = SOON, **fields: object) -> Shift:
    return shift(n, start=start, end=start + timedelta(hours=8), **fields)


def test_lines_come_newest_first_until_somebody_has_taken_note(store: Store) -> None:
    filled(store, [shift(1), shift(2)])
    for n in range(1, 4):
        applied(store, shift(1, title=f"T{n}"), shift(2, unit=f"U{n}"), at=NOON + n * MINUTE)

    assert ids(store) == [6, 5, 4, 3, 2, 1]
    store.acknowledge([5, 2], "Sam")
    assert ids(store) == [6, 4, 3, 1]
    assert ids(store, standing="acknowledged") == [5, 2]
    assert ids(store, standing="all") == [6, 5, 4, 3, 2, 1]
    assert store.reader.ask(counts, 24, NOW) == Counts(unread=4)


def test_a_line_tells_the_change_and_its_shift(store: Store) -> None:
    filled(store, [shift(1, facility="Mercy General")])
    applied(store, shift(1, title="LPN", facility="Mercy General"))
    found = entry(store, 1)

    assert (found.title, found.facility, found.ref) == ("LPN", "Mercy General", "trio-east:1")
    assert found.noticed.change.before == {"title": "RN, ICU"}


def test_a_patterns_change_leads_to_its_next_day(store: Store) -> None:
    days = pattern()
    filled(store, days, connection="spaces")
    applied(store, *(pattern(title="Moved")))
    (line,) = ids(store)

    assert entry(store, line).ref == days[0].ref
    later = days[3].start.timestamp() - 60
    assert store.reader.ask(entries, [line], later)[line].ref == days[3].ref
    assert ids(store, where=Filter(text="moved")) == [line]


def test_the_filters_of_the_board_mean_the_changes_of_its_shifts(store: Store) -> None:
    filled(store, [shift(1, facility="Mercy"), shift(2, facility="Abbey")])
    applied(store, shift(1, facility="Mercy", title="LPN"), shift(2, facility="Abbey", title="CNA"))

    assert ids(store, where=Filter(facilities=frozenset({"Abbey"}))) == [2]
    assert ids(store, where=Filter(text="lpn merc")) == [1]
    assert ids(store, where=Filter(text="!")) == []
    assert ids(store, where=Filter(connections=frozenset({"west"}))) == []
    assert ids(store, kinds=frozenset({"edited"})) == [2, 1]
    assert ids(store, kinds=frozenset({"posted"})) == []


def test_whoever_has_left_is_still_found(store: Store) -> None:
    filled(store, [shift(1, assignments=(ADAM,)), shift(2, assignments=(person("Zoë Ng", "9"),))])
    applied(store, shift(1), shift(2))

    assert ids(store, where=Filter(text="adam icu")) == [1]
    assert ids(store, where=Filter(people=frozenset({"Adam Jones"}))) == [1]
    assert ids(store, where=Filter(text="zoe")) == [2]


def test_a_shift_that_is_gone_keeps_its_changes(store: Store) -> None:
    filled(store, [shift(1, facility="Mercy")])
    store.mirror.remove("trio-east", ["1"], NOON)

    assert ids(store, where=Filter(facilities=frozenset({"Mercy"}))) == [1]
    store.mirror.prune("trio-east", shift(1).day + timedelta(days=1))
    assert ids(store) == [1]
    assert entry(store, 1).external_id is None


def test_groups_stand_by_their_newest_change(store: Store) -> None:
    filled(store, [shift(1), shift(2)])
    applied(store, shift(1, title="A"), at=NOON)
    applied(store, shift(2, title="B"), at=NOON + MINUTE)
    applied(store, shift(1, title="C", assignments=(ADAM,)), at=NOON + 2 * MINUTE)

    by_shift = told(store, by="shift")
    assert [(one.key, one.n) for one in by_shift.groups] == [("trio-east:1", 3), ("trio-east:2", 1)]
    assert list(by_shift.lines) == [4, 3, 1, 2]
    by_person = told(store, by="person")
    assert {one.key for one in by_person.groups} == {"", "trio-east:47"}


def test_a_persons_group_is_of_one_human_at_all_vendors_and_of_nobody_else(store: Store) -> None:
    for connection, name in (("trio-east", "Adam Jones"), ("west", "Jones, Adam"), ("north", "Adam Jones")):
        filled(store, [shift(1, connection=connection)], connection=connection)
        changed = shift(1, connection=connection, assignments=(person(name, "47"),))
        applied(store, changed)
    store.linker.link("trio-east:47", "west:47", "Sam", "one")

    groups = {one.key: one.n for one in told(store, by="person").groups if one.key}
    assert sorted(groups.values()) == [1, 2]
    assert groups["north:47"] == 1


def test_what_undoes_each_other_is_one_line_until_half_of_it_is_read(store: Store) -> None:
    filled(store, [shift(1)])
    applied(store, shift(1, title="LPN"), at=NOON)
    applied(store, shift(1), at=NOON + MINUTE)

    found = told(store)
    assert list(found.lines) == [2]
    assert found.changes(found.lines) == [2, 1]
    assert ids(store, standing="all") == [2, 1]
    store.acknowledge([1], "Sam")
    assert ids(store) == [2]
    assert told(store).folded == {}


def test_a_departure_close_to_its_start_stands_on_top(store: Store) -> None:
    filled(store, [near(1, assignments=(ADAM,)), shift(2, assignments=(ADAM,))])
    applied(store, near(1), shift(2), at=NOON)
    applied(store, shift(2, title="LPN"), at=NOON + MINUTE)

    found = told(store)
    assert found.lines[0] == 1
    assert found.loud == {1}
    assert [(one.kind, one.n) for one in found.groups] == [("loud", 1), ("rest", 2)]
    assert store.reader.ask(counts, 24, NOW) == Counts(unread=3, loud=1)
    assert told(store, loud_hours=1).loud == frozenset()
    store.acknowledge([1], "Sam")
    assert told(store).loud == frozenset()
    assert told(store).groups == ()


def test_it_becomes_loud_as_its_start_comes_near_and_stays_so_when_it_has_passed(store: Store) -> None:
    filled(store, [near(assignments=(ADAM,))])
    applied(store, near(), at=NOON - timedelta(days=9))

    assert told(store, now=NOW - 86_400 * 5).loud == frozenset()
    assert told(store).loud == {1}
    assert told(store, now=NOW + 86_400 * 30).loud == {1}


def test_who_declines_is_loud_and_so_is_who_came_and_went_before_anybody_read_it(store: Store) -> None:
    declined = person("Eve Stone", "8", "Declined", state=State.CANCELLED)
    filled(store, [near(1, assignments=(person("Eve Stone", "8"),)), near(2), near(3)])
    applied(store, near(1, assignments=(declined,)), near(2, assignments=(ADAM,)), at=NOON)
    applied(store, near(2), near(3, state=State.CANCELLED, vendor_status="Cancelled"), at=NOON + MINUTE)

    assert told(store).loud == {1, 3, 4}
    assert kinds(store) == ["status", "unassigned", "status", "assigned"]
    assert told(store).folded == {}
    assert store.reader.ask(counts, 24, NOW) == Counts(unread=4, loud=3)
    assert told(store, loud_hours=1).folded == {3: (3, 2)}


def test_a_shift_that_vanished_and_is_back_is_one_line_and_alarms_nobody(store: Store) -> None:
    filled(store, [near(1, assignments=(ADAM,))])
    store.mirror.remove("trio-east", ["1"], NOON)
    assert told(store).loud == {1}
    applied(store, near(1, assignments=(ADAM,)), at=NOON + MINUTE)

    assert told(store).folded == {2: (2, 1)}
    assert told(store).loud == frozenset()
    assert store.reader.ask(counts, 24, NOW) == Counts(unread=2)


def test_a_shift_that_vanishes_is_loud_where_somebody_was_on_it(store: Store) -> None:
    filled(store, [near(1, assignments=(ADAM,)), near(2)])
    store.mirror.remove("trio-east", ["1", "2"], NOON)

    assert [entry(store, one).external_id for one in told(store).loud] == ["1"]


def test_what_is_snoozed_comes_back_by_itself(store: Store) -> None:
    filled(store, [shift(1)])
    applied(store, shift(1, title="LPN"))
    store.snooze([1], NOON + 60 * MINUTE, "Sam")

    assert ids(store) == []
    assert ids(store, standing="snoozed") == [1]
    assert store.reader.ask(counts, 24, NOW) == Counts(snoozed=1)
    assert ids(store, now=NOW + 3600) == [1]
    assert entry(store, 1).snoozed_until == NOW + 3600
    store.snooze([1], None, "Sam")
    assert ids(store) == [1]


def test_what_is_loud_cannot_be_put_off(store: Store) -> None:
    filled(store, [near(assignments=(ADAM,))])
    applied(store, near())
    store.snooze([1], NOON + timedelta(days=3), "Sam")

    assert ids(store) == [1]
    assert store.reader.ask(counts, 24, NOW) == Counts(unread=1, loud=1)


def test_a_note_stands_beside_a_change_and_can_be_changed(store: Store) -> None:
    filled(store, [shift(1)])
    applied(store, shift(1, title="LPN"))
    store.remark([1], "called them", "Sam")
    store.acknowledge([1], "Sam")
    assert [one.comment for one in store.reader.changes()] == ["called them"]
    assert ids(store, standing="all", where=Filter(text="called")) == [1]
    store.remark([1], "", "Sam")
    assert entry(store, 1).noticed.comment is None


def test_what_was_acknowledged_together_is_taken_back_together(store: Store) -> None:
    filled(store, [shift(n) for n in range(5)])
    applied(store, *(shift(n, title="LPN") for n in range(5)))
    store.acknowledge([1], "Sam")
    store.acknowledge([1, 2, 3], "Sam", batch="b")
    store.acknowledge_before(None, None, "Sam", "c")

    assert store.desk.take_back("b", "Sam") == 2
    assert ids(store) == [3, 2]
    assert store.desk.take_back("c", "Sam") == 2
    assert store.desk.take_back("c", "Sam") == 0


def test_snoozes_and_notes_are_copied_with_the_desk(places: Places) -> None:
    with opened(places) as store:
        filled(store, [shift(1)])
        applied(store, shift(1, title="LPN"))
        store.remark([1], "called them", "Sam")
    with opened(places):
        pass
    assert list((places.data / "copies").glob("desk-*.db"))


def test_a_mirror_filled_anew_knows_what_was_put_off(places: Places) -> None:
    with opened(places) as store:
        store.ledger.standing("utrac-live", "utrac")
        store.mirror.report([reported(1, Kind.UNASSIGNED)], NOON, ())
        store.snooze([1], NOON + 60 * MINUTE, "Sam")
        store.forget("utrac-live")
        store.mirror.report([reported(1, Kind.UNASSIGNED)], NOON + MINUTE, ())
        assert ids(store) == []
        assert len(ids(store, standing="snoozed")) == 1
