"""Shifts and people by a few typed words, for the palette."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.domain import Shift
from app.store import schema
from app.store.filters import Filter
from app.store.finding import coming, people
from app.store.store import Store
from tests.shifts import applied, filled, listed, person, shift

NOW = datetime(2026, 12, 1, 12, 2, tzinfo=UTC)


@pytest.fixture
def fill(store: Store) -> Callable[..., None]:
    return lambda *shifts, **more: filled(store, shifts, **more)


def at(number: int, hours: float, **fields: Any) -> Shift:
    start = NOW + timedelta(hours=hours)
    return shift(number, start=start, end=start + timedelta(hours=8), timezone="UTC", **fields)


def found(store: Store, text: str, limit: int = 10) -> list[str]:
    ids = store.reader.ask(coming, text, limit, NOW.timestamp())
    return [row.ref.partition(":")[2] for row in store.reader.by_id(ids)]


def test_what_is_to_come_stands_before_what_is_past(store: Store, fill: Callable[..., None]) -> None:
    fill(at(1, -30), at(2, -3), at(3, 2), at(4, 50))
    assert found(store, "icu") == ["3", "4", "2", "1"]
    assert found(store, "icu", 3) == ["3", "4", "2"]


def test_every_word_has_to_begin_a_word(store: Store, fill: Callable[..., None]) -> None:
    fill(at(1, 2, facility="Mercy West"), at(2, 3, facility="Mercy East"))
    assert found(store, "mer wes") == ["1"]
    assert found(store, "ercy") == []
    assert found(store, '"*') == []
    assert found(store, "") == []


def test_a_shift_that_has_vanished_is_not_found(store: Store, fill: Callable[..., None]) -> None:
    fill(*(at(n, n) for n in range(1, 9)))
    listed(store, [at(n, n) for n in range(2, 9)], NOW)
    assert "1" not in found(store, "icu")


def test_people_are_found_by_any_of_their_names(store: Store, fill: Callable[..., None]) -> None:
    fill(
        at(1, 1, assignments=(person("Zoë García-López", "1"),)),
        at(2, 2, assignments=(person("Adam Jones", "2"), person("100% Petra_", "3"))),
    )
    ask = store.reader.ask
    assert ask(people, "jones", 5) == [("Adam Jones", ("trio-east",))]
    assert ask(people, "jon ad", 5) == [("Adam Jones", ("trio-east",))]
    assert [name for name, _ in ask(people, "garcia", 5)] == ["Zoë García-López"]
    assert [name for name, _ in ask(people, "aj", 5)] == ["Adam Jones"]
    assert [name for name, _ in ask(people, "jnoes", 5)] == ["Adam Jones"]
    assert [name for name, _ in ask(people, "100%", 5)] == ["100% Petra_"]
    assert ask(people, "%", 5) == []
    assert ask(people, "", 5) == []


def test_one_name_at_two_connections_is_one_entry(store: Store, fill: Callable[..., None]) -> None:
    fill(at(1, 1, assignments=(person("Adam Jones", "2"),)))
    fill(at(1, 1, connection="trio-west", assignments=(person("Adam Jones", "9"),)))
    assert store.reader.ask(people, "adam", 5) == [("Adam Jones", ("trio-east", "trio-west"))]


def test_no_more_people_are_told_than_wished(store: Store, fill: Callable[..., None]) -> None:
    fill(at(1, 1, assignments=tuple(person(f"Adam {n}", str(n)) for n in range(9))))
    assert len(store.reader.ask(people, "adam", 4)) == 4


@pytest.mark.parametrize("mark", [schema.MARK_REMOVED, schema.MARK_URGENT, schema.MARK_CONNECTION, "\ue017"])
def test_no_text_of_a_vendor_hides_a_shift_or_makes_it_something_else(store: Store, mark: str) -> None:
    filled(store, [at(1, 2, notes=f"call {mark} first{mark}hand")])
    applied(store, at(1, 2, notes=f"call {mark} first{mark}hand", title="LPN"))

    def seen(**fields: Any) -> int:
        return store.reader.listing(Filter(text="call first hand", **fields)).total

    assert (seen(), seen(states=frozenset({"open"}))) == (1, 1)
    assert (seen(urgent=True), seen(states=frozenset({"unknown"}))) == (0, 0)
