"""A profile's folders, and its store held open."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.places import Places
from app.store.store import Store
from tests.profiles import store_of
from tests.shifts import KEY


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places.under(tmp_path / "home").made()


@pytest.fixture
def store(places: Places) -> Iterator[Store]:
    store = store_of(places, KEY)
    yield store
    store.close()
