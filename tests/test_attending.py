"""What the window has written of changes: acknowledged, taken back, put off, noted, and what is refused."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.attending import LONGEST, Attending
from app.errors import Unusable
from app.places import Places
from app.store.inbox import Wanted, inbox
from app.store.store import Store
from app.writer import Writer
from tests.profiles import store_of
from tests.shifts import KEY, MINUTE, NOON, applied, filled, shift


class Window:
    """Asks as the window does, and counts how often it was told that something has changed."""

    def __init__(self, store: Store, write: Writer) -> None:
        self.store = store
        self.told = 0
        self._answers = Attending(store, write, self._hear).answers()

    def ask(self, do: str, **facts: Any) -> dict[str, Any]:
        async def asking() -> dict[str, Any]:
            return await self._answers[do](facts)

        return asyncio.run(asking())

    def lines(self, **wanted: Any) -> list[int]:
        return list(self.store.reader.ask(inbox, Wanted(**wanted), NOON.timestamp()).lines)

    def _hear(self) -> None:
        self.told += 1


@pytest.fixture
def window(tmp_path: Path) -> Iterator[Window]:
    write = Writer()
    store = asyncio.run(_made(write, Places.under(tmp_path / "home").made()))
    yield Window(store, write)
    asyncio.run(_closed(write, store))
    write.close()


async def _made(write: Writer, places: Places) -> Store:
    def making() -> Store:
        store = store_of(places, KEY)
        filled(store, [shift(n) for n in range(4)])
        for n in range(4):
            applied(store, shift(n, title="LPN"), at=NOON + n * MINUTE)
        return store

    return await write(making)


async def _closed(write: Writer, store: Store) -> None:
    await write(store.close)


def test_changes_are_acknowledged_and_taken_back(window: Window) -> None:
    assert window.ask("acknowledge", changes=[1, 2, 99], batch="b") == {"unknown": [99]}
    assert window.lines() == [4, 3]
    assert window.ask("take_back", batch="b") == {"undone": 2}
    assert window.lines() == [4, 3, 2, 1]
    assert window.told == 2


def test_a_change_is_put_off_and_brought_back(window: Window) -> None:
    later = NOON + timedelta(days=1)
    window.ask("snooze", changes=[4], until=later.timestamp())
    assert (window.lines(), window.lines(standing="snoozed")) == ([3, 2, 1], [4])
    window.ask("snooze", changes=[4], until=None)
    assert window.lines() == [4, 3, 2, 1]


def test_a_note_is_kept_and_taken_away(window: Window) -> None:
    window.ask("remark", changes=[1], text="  called them ")
    assert window.store.reader.changes()[-1].comment == "called them"
    window.ask("remark", changes=[1], text="")
    assert window.store.reader.changes()[-1].comment is None


def test_what_makes_no_sense_is_refused_and_changes_nothing(window: Window) -> None:
    for until in ("soon", 1e30, float("nan"), 4e9 * 30):
        with pytest.raises(Unusable):
            window.ask("snooze", changes=[1], until=until)
    with pytest.raises(Unusable):
        window.ask("remark", changes=[1], text="x" * (LONGEST + 1))
    assert window.lines() == [4, 3, 2, 1]
    assert window.told == 0
