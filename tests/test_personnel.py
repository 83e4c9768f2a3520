"""What the window asks about people, answered in the engine: written to the desk's file, and said so."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from app import rules_file
from app.checks.rules import Rules
from app.errors import Unusable
from app.people import Entry
from app.personnel import Personnel
from app.places import Places
from app.roster_csv import written
from app.settings import ConnectionSettings
from app.store.people import everybody
from app.store.store import Store
from app.vendors import VENDORS
from app.writer import Writer
from tests.profiles import store_of
from tests.shifts import KEY


@dataclass
class Counter:
    """An engine's answers about people, with what it has said."""

    places: Places
    store: Store
    personnel: Personnel
    said: list[str] = field(default_factory=list)

    async def ask(self, do: str, **details: object) -> dict[str, Any]:
        """Return the answer."""
        return await self.personnel.answers()[do](details)

    def names(self) -> list[tuple[str, ...]]:
        """Return the ids of everybody."""
        return [one.refs for one in self.store.reader.ask(everybody)]


@pytest.fixture
async def counter(tmp_path: Path) -> AsyncIterator[Counter]:
    places = Places.under(tmp_path / "home").made()
    write, store, said = Writer(), store_of(places, KEY), list[str]()
    connections = {
        name: ConnectionSettings(
            name=name, vendor=vendor, base_url="https://a.example", timezone="UTC", poll_every=60
        )
        for name, vendor in (("trio-east", "trio"), ("utrac-live", "utrac"))
    }
    personnel = Personnel(places, store, write, lambda: connections, VENDORS, said.append)
    yield Counter(places, store, personnel, said)
    write.close()
    store.close()


async def test_people_are_linked_told_apart_and_that_is_undone(counter: Counter) -> None:
    pair = {"one": "trio-east:47", "other": "utrac-live:5512", "told": "one person"}
    linked = await counter.ask("link", **pair)
    assert counter.names() == [("trio-east:47", "utrac-live:5512")]
    with pytest.raises(Unusable, match="linked already"):
        await counter.ask("link", **pair)
    assert await counter.ask("undo_link", number=linked["number"]) == {"told": "one person"}
    assert counter.names() == []
    await counter.ask("refuse", **pair)
    await counter.ask("undo_link")
    assert set(counter.said) == {"people"}


async def test_an_entry_is_linked_by_its_payroll_number_where_ids_are_payroll_numbers(
    counter: Counter,
) -> None:
    assert await counter.ask("payroll") == {"connections": ["utrac-live"]}
    kept = await counter.ask("keep_person", entry={"name": "Adam", "payroll": "5512"}, ids=["trio-east:47"])
    assert set(kept["linked"]) == {"trio-east:47", "utrac-live:5512"}
    await counter.ask("drop_person", key=kept["key"])
    assert counter.names() == [("trio-east:47", "utrac-live:5512")]
    for wrong in ("47", "nowhere:47", "trio-east:"):
        with pytest.raises(Unusable, match="Nothing was saved"):
            await counter.ask("keep_person", entry={"name": "Bea"}, ids=[wrong])


async def test_somebody_new_of_a_name_that_is_known_is_asked_about_and_never_merged(counter: Counter) -> None:
    await counter.ask("keep_person", entry={"name": "Maria Garcia", "phone": "111"}, ids=["trio-east:5"])
    entry = {"name": "maria garcia", "payroll": "77", "phone": "222"}
    told = await counter.ask("keep_person", entry=entry)
    assert told == {"others": ["Maria Garcia (111)"]}
    assert len(counter.names()) == 1
    await counter.ask("keep_person", entry=entry, another=True)
    assert {refs[1] for refs in counter.names()} == {"trio-east:5", "utrac-live:77"}


async def test_an_entry_keeps_its_ids_of_a_connection_that_is_gone(counter: Counter, tmp_path: Path) -> None:
    taken = counter.store.rostering.keep(Entry(key="", name="Adam"), ["gone:47"], (), "Sam")
    entry = {"key": taken.entry.key, "name": "Adam", "phone": "555"}
    assert (await counter.ask("keep_person", entry=entry, ids=["gone:47"]))["linked"] == []
    file = tmp_path / "roster.csv"
    file.write_text(written(counter.store.reader.ask(everybody)))
    done = await counter.ask("import_roster", path=str(file))
    assert (done["changed"], done["rejected"]) == (1, [])


async def test_a_roster_is_imported_and_its_bad_lines_are_told(counter: Counter, tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"
    file.write_text("name,trio-east\nAdam,47\n,48\n")
    done = await counter.ask("import_roster", path=str(file))
    assert (done["added"], done["linked"], done["rejected"]) == (1, 1, [[3, "It has no name."]])
    with pytest.raises(Unusable, match="cannot be read"):
        await counter.ask("import_roster", path=str(tmp_path / "missing.csv"))


async def test_rules_are_kept_in_the_file_that_people_edit(counter: Counter) -> None:
    await counter.ask("keep_rules", rules={"week_hours": 40, "rest_hours": None})
    assert rules_file.read(counter.places.settings_file) == (Rules(week_hours=40), [])
    assert counter.said == ["rules"]
    with pytest.raises(Unusable, match="rest_hours"):
        await counter.ask("keep_rules", rules={"rest_hours": 1000})
