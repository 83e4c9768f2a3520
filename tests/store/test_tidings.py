"""What has come since a moment: new open shifts that match a view, and departures close to their start."""

from datetime import timedelta
from typing import Any

import pytest

from app.domain import Shift, State
from app.store import tidings as module
from app.store.filters import EVERYTHING, Filter
from app.store.store import Store
from app.store.tidings import Tidings, latest, tidings
from tests.shifts import NEW_YORK, NOON, applied, filled, person, shift

NOW = NOON.timestamp()
SOON = (NOON + timedelta(hours=5)).astimezone(NEW_YORK)
ADAM = person("Adam Jones", "47")


def near(n: int, **fields: Any) -> Shift:
    return shift(n, start=SOON, end=SOON + timedelta(hours=8), **fields)


def told(store: Store, since: int = 0, **views: Filter) -> Tidings:
    return store.reader.ask(tidings, since, views, 24, NOW)


def test_a_posted_shift_is_told_to_the_views_that_it_matches(store: Store) -> None:
    filled(store, [shift(1)])
    applied(store, shift(2, facility="Mercy"), shift(3, facility="Mercy", state=State.ASSIGNED))
    found = told(
        store, all=EVERYTHING, mercy=Filter(facilities=frozenset({"Mercy"})), none=Filter(text="lpn")
    )

    assert {key: [one.ref for one in entries] for key, entries in found.opened.items()} == {
        "all": ["trio-east:2"],
        "mercy": ["trio-east:2"],
    }
    assert told(store, since=found.latest, all=EVERYTHING).opened == {}


def test_a_shift_that_is_open_again_is_told_too(store: Store) -> None:
    filled(store, [shift(1, state=State.ASSIGNED, vendor_status="Assigned"), shift(2)])
    store.mirror.remove("trio-east", ["2"], NOON)
    applied(store, shift(1), shift(2))

    assert {one.ref for one in told(store, all=EVERYTHING).opened["all"]} == {"trio-east:1", "trio-east:2"}


def test_what_has_gone_meanwhile_or_is_acknowledged_is_not_told(store: Store) -> None:
    filled(store, [shift(1)])
    applied(store, shift(2), shift(3))
    store.mirror.remove("trio-east", ["2"], NOON)
    (posted,) = [one.id for one in store.reader.changes() if one.change.ref == "trio-east:3"]
    store.acknowledge([posted], "Sam")

    assert told(store, all=EVERYTHING).opened == {}


def test_a_departure_is_told_once_its_start_is_near_whenever_it_was_seen(store: Store) -> None:
    filled(store, [near(1, assignments=(ADAM,)), *(shift(n) for n in range(100, 700))])
    applied(store, near(1), *(shift(n, state=State.ASSIGNED) for n in range(100, 700)), at=NOON)
    applied(store, *(shift(n) for n in range(100, 700)), at=NOON)  # more than are told one by one
    early = NOW - 30 * 3600
    since = store.reader.ask(latest)

    assert store.reader.ask(tidings, since, {}, 24, early).departed == []
    found = told(store, since, all=EVERYTHING)
    assert [one.ref for one in found.departed] == ["trio-east:1"]
    assert [one.ref for one in told(store, all=EVERYTHING).departed] == ["trio-east:1"]


def test_of_more_departures_than_are_told_the_others_are_known_by_their_keys(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    filled(store, [near(n, assignments=(ADAM,)) for n in range(1, 6)])
    for n in range(1, 6):
        applied(store, near(n), at=NOON + timedelta(minutes=n))
    keys = {one.change.ref: one.change.key for one in store.reader.changes()}

    found = told(store)
    assert [one.ref for one in found.departed] == ["trio-east:4", "trio-east:5"]
    assert set(found.others) == {keys[f"trio-east:{n}"] for n in (1, 2, 3)}


def test_all_open_departures_are_told_of(store: Store) -> None:
    filled(store, [near(1, assignments=(ADAM,)), near(2, assignments=(ADAM,)), shift(3, assignments=(ADAM,))])
    applied(store, near(1))
    since = store.reader.ask(latest)
    applied(store, near(2), shift(3), at=NOON)

    assert [one.ref for one in told(store).departed] == ["trio-east:1", "trio-east:2"]
    assert [one.ref for one in told(store, since).departed] == ["trio-east:1", "trio-east:2"]
