"""The first fill of a connection, and dropping what is kept of one."""

from datetime import timedelta
from itertools import pairwise

import apsw
import pytest

from app.domain import Kind
from app.places import Places
from app.store import fill, schema
from app.store.filters import Filter
from app.store.outbox import Draft, Outbox
from app.store.store import Store
from tests.shifts import (
    FIRST,
    KEY,
    MINUTE,
    NOON,
    applied,
    faults,
    filled,
    kinds,
    listed,
    reported,
    shift,
    visible,
)


def test_old_rows_are_dropped_with_their_search(store: Store) -> None:
    rows = [shift(n, start=shift().start - timedelta(days=n), end=None) for n in range(9)]
    filled(store, rows)
    listed(store, rows[:-1], NOON + MINUTE)

    assert store.mirror.prune("trio-east", rows[4].day) == 4
    assert visible(store) == {str(n) for n in range(5)}
    assert store.reader.listing(Filter(text="ICU", removed=True)).total == 5
    assert faults(store.reader) == []


def test_a_forgotten_connection_takes_its_cache_along_and_no_one_elses(store: Store) -> None:
    filled(store, [shift(n) for n in range(1500)])
    filled(store, [shift(connection="west")])
    applied(store, shift(title="LPN"))
    applied(store, shift(connection="west", title="LPN"))
    store.acknowledge([1], "Sam")

    store.forget("trio-east")

    assert [one.shift.ref for one in store.reader.shifts(Filter(removed=True))] == ["west:1"]
    assert [one.change.connection for one in store.reader.changes()] == ["west"]
    assert [one.connection for one in store.reader.health()] == ["west"]
    assert store.reader.listing(Filter(text="ICU")).total == 0
    assert faults(store.reader) == []


def test_an_interrupted_first_listing_leaves_no_rows_and_the_news_of_others(store: Store) -> None:
    store.ledger.standing("trio-east", "trio")
    applied(store, *(shift(n) for n in range(150)), before=FIRST)
    store.mirror.report([reported(1, Kind.STATUS)], NOON, ())

    store.mirror.discard("trio-east", all_of_it=False)

    assert visible(store) == set()
    assert kinds(store) == [Kind.STATUS]
    assert store.ledger.standing("trio-east", "trio").listed is None


def indexes(places: Places) -> set[str]:
    db = apsw.Connection(str(places.mirror))
    db.pragma("key", KEY.pragma)
    found = {
        str(name)
        for (name,) in db.execute("select name from sqlite_schema where type='index' and sql is not null")
    }
    db.close()
    return found


def test_a_first_fill_ends_with_every_index_and_the_search(store: Store, places: Places) -> None:
    store.ledger.standing("trio-east", "trio")
    store.begin_fill()
    during = indexes(places)
    applied(store, *(shift(n) for n in range(150)), before=FIRST)
    applied(store, shift(3, title="LPN"), before=FIRST)
    store.mirror.remove("trio-east", ["4"], NOON, silently=True)
    store.end_fill()

    assert indexes(places) > during
    assert store.reader.listing(Filter(text="icu")).total == 148
    assert store.reader.listing(Filter(text="lpn")).total == 1
    assert faults(store.reader) == []


def test_what_can_wait_is_built_one_by_one_after_a_fill_and_not_for_an_empty_mirror(
    store: Store, places: Places
) -> None:
    assert not store.fill.improve()
    store.begin_fill()
    applied(store, shift(), before=FIRST)
    assert not store.fill.improve()  # while somebody fills
    store.end_fill()
    built = [indexes(places)]
    while store.fill.improve():
        built.append(indexes(places))

    assert all(len(after - before) == 1 for before, after in pairwise(built))
    assert built[-1] - built[0] == schema.LATER.keys()


def test_building_what_can_wait_gives_way_to_an_action(store: Store, places: Places) -> None:
    filled(store, [shift()])
    outbox = Outbox.open(places, KEY)
    wish = Draft(
        connection="trio-east", vendor="trio", external_id="1", action="claim", label="Claim",
        parameters={}, reason=None, by="Sam", basis=None, preview=None,
    )  # fmt: skip
    intent = outbox.enter(wish)
    assert intent is not None
    before = indexes(places)

    assert not store.fill.improve()
    assert indexes(places) == before
    outbox.close()


def test_building_is_broken_off_in_the_middle_and_leaves_nothing_behind(
    store: Store, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(store, [shift(n) for n in range(60)])
    monkeypatch.setattr(fill, "STEPS", 5)
    before, asked = indexes(places), iter([False])

    assert not store.fill.improve(lambda: next(asked, True))
    assert indexes(places) == before
    assert store.fill.improve()
    assert faults(store.reader) == []


def test_a_first_fill_drops_what_an_emptied_mirror_had(store: Store, places: Places) -> None:
    filled(store, [shift()])
    while store.fill.improve():
        pass
    store.forget("trio-east")
    store.begin_fill()

    assert not indexes(places) & (schema.LATER.keys() | schema.DEFERRED.keys())
    store.end_fill()


def test_what_changes_after_the_search_knew_it_is_found_as_it_is(store: Store) -> None:
    store.ledger.standing("trio-east", "trio")
    store.begin_fill()
    applied(store, *(shift(n) for n in range(150)), before=FIRST)
    store.fill.go_on()
    applied(store, shift(3, title="LPN", role="LPN"), shift(200, title="LPN", role="LPN"), before=FIRST)
    store.fill.go_on()
    applied(store, shift(201, title="LPN", role="LPN"), before=FIRST)
    store.end_fill()

    for text, many in (("rn icu", 149), ("lpn", 3)):
        assert store.reader.listing(Filter(text=text)).total == many
    assert faults(store.reader) == []


def test_a_fill_that_was_dropped_half_way_leaves_nothing_to_be_found(store: Store) -> None:
    store.ledger.standing("trio-east", "trio")
    store.begin_fill()
    applied(store, *(shift(n) for n in range(150)), before=FIRST)
    store.fill.go_on()
    store.mirror.discard("trio-east", all_of_it=False)
    applied(store, *(shift(n, title="LPN", role="LPN") for n in range(20)), before=FIRST)
    store.end_fill()

    assert store.reader.listing(Filter(text="lpn")).total == 20
    assert store.reader.listing(Filter(text="rn")).total == 0
    assert faults(store.reader) == []


def test_fills_at_once_build_the_indexes_when_the_last_has_ended(store: Store, places: Places) -> None:
    store.begin_fill()
    store.begin_fill()
    applied(store, shift(), before=FIRST)
    store.end_fill()
    applied(store, shift(2), before=FIRST)
    during = indexes(places)
    store.end_fill()

    assert indexes(places) > during
    assert store.reader.listing(Filter(text="icu")).total == 2


def test_a_mirror_with_rows_keeps_its_search_while_another_connection_is_filled(store: Store) -> None:
    filled(store, [shift()])
    store.begin_fill()
    applied(store, shift(connection="west"), before=FIRST)

    assert store.reader.listing(Filter(text="icu")).total == 2
    store.end_fill()
    assert store.reader.listing(Filter(text="icu")).total == 2


def test_a_fill_that_was_killed_is_ended_by_the_next_start(places: Places) -> None:
    killed = Store.open(places, KEY)
    killed.fill.begin()
    applied(killed, shift(), before=FIRST)
    killed.close()

    store = Store.open(places, KEY)
    assert store.reader.listing(Filter(text="icu")).total == 1
    applied(store, shift(2))
    assert store.reader.listing(Filter(text="icu")).total == 2
    store.close()
