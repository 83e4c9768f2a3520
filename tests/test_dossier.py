"""All that is known of one person, beyond what their page shows of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.dossier import Rest, dossier
from app.places import Places
from app.store.store import Store
from tests.profiles import store_of
from tests.shifts import KEY, applied, filled, person, shift

HOUR = timedelta(hours=1)
FIRST = replace(shift("1"), assignments=(person("Adam Jones", "47"),))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = store_of(Places.under(tmp_path).made(), KEY)
    yield store
    store.close()


def test_the_rest_that_is_running_is_the_next_one(store: Store) -> None:
    start = FIRST.start
    first = replace(FIRST, end=start + 8 * HOUR)
    short = replace(FIRST, external_id="0", start=start + HOUR, end=start + 2 * HOUR)
    second = replace(FIRST, external_id="2", start=start + 14 * HOUR, end=start + 22 * HOUR)
    third = replace(FIRST, external_id="3", start=start + 48 * HOUR, end=start + 56 * HOUR)
    filled(store, [first, short, second, third])

    def rest(hours: float) -> Rest:
        told = dossier(store.reader, "trio-east:47", (start + hours * HOUR).timestamp())
        assert told is not None
        assert told.rest is not None
        return told.rest

    for hours, gap, after in ((1, 6, "2"), (10, 6, "2"), (15, 26, "3"), (30, 26, "3")):
        found = rest(hours)
        assert (found.seconds, found.after.ref) == (gap * 3600, f"trio-east:{after}"), hours


def test_the_changes_of_a_namesake_at_the_same_vendor_are_not_theirs(store: Store) -> None:
    free = [replace(FIRST, external_id=str(n), assignments=()) for n in (1, 2, 3)]
    filled(store, free)
    people = (person("Adam Jones", "47"), person("Adam Jones", "48"), person("Eve Smith", "49"))
    taken = [replace(one, assignments=(who,)) for one, who in zip(free, people, strict=True)]
    applied(store, *taken)

    def refs(key: str) -> set[str]:
        told = dossier(store.reader, key, FIRST.start.timestamp())
        assert told is not None
        return {one.change.ref for one in told.changes}

    assert refs("trio-east:47") == {"trio-east:1"}
    assert refs("trio-east:49") == {"trio-east:3"}
    store.linker.link("trio-east:47", "trio-east:48", "Sam", "one after all")
    assert refs("trio-east:47") == {"trio-east:1", "trio-east:2"}
