"""From every version that there has ever been to this one, each step in one transaction.

`schemas/` keeps what each version was: its tables, and rows that every later one must keep.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import apsw
import pytest

from app.places import Places
from app.store import fill, schema
from app.store.files import Layout, fetched, open_reading, open_writing
from app.store.filters import Filter
from app.store.lenses import day_counts
from app.store.reader import DESK, MIRROR
from app.store.store import Store
from tests.shifts import KEY, applied, contents, faults, filled, opened, shift

ROOT = Path(__file__).parents[2]
SCHEMAS = Path(__file__).parent / "schemas"
LAYOUTS = {"mirror": MIRROR, "desk": DESK}
EARLIER = [
    (name, version) for name, layout in LAYOUTS.items() for version in range(1, len(layout.migrations) + 1)
]


def unlocked(path: Path) -> apsw.Connection:
    """Return a connection as SQLite alone gives it, with the key and nothing else done."""
    db = apsw.Connection(str(path))
    db.pragma("key", KEY.pragma)
    return db


def made(path: Path, name: str, version: int) -> None:
    """Make a file as a version left it; version 0 is one that died before its first tables."""
    db = unlocked(path)
    db.pragma("journal_mode", "wal")
    if version:
        db.execute((SCHEMAS / f"{name}-{version}.sql").read_text("utf-8"))
        db.pragma("application_id", LAYOUTS[name].application_id)
        db.pragma("user_version", version)
    db.close()


def tables(path: Path) -> tuple[int, list[tuple[str, str]]]:
    """Return a file's version and what it is made of."""
    db = unlocked(path)
    try:
        made_of = db.execute("select name, sql from sqlite_schema where sql is not null order by name")
        return db.pragma("user_version"), [(str(name), " ".join(str(sql).split())) for name, sql in made_of]
    finally:
        db.close()


def lasting(path: Path) -> list[tuple[str, str]]:
    """Return what a file is made of, without the indexes that wait for a first fill."""
    waiting = schema.DEFERRED.keys() | schema.LATER.keys()
    return [one for one in tables(path)[1] if one[0] not in waiting]


def test_every_version_has_its_fixture() -> None:
    assert {one.name for one in SCHEMAS.iterdir()} == {f"{name}-{version}.sql" for name, version in EARLIER}


@pytest.mark.parametrize(("name", "version"), EARLIER)
def test_a_released_migration_makes_what_it_always_made(tmp_path: Path, name: str, version: int) -> None:
    made(tmp_path / "then.db", name, version)
    layout = LAYOUTS[name]
    so_far = Layout(layout.title, layout.application_id, layout.migrations[:version], layout.synchronous)
    open_writing(tmp_path / "now.db", KEY, so_far).close()

    assert tables(tmp_path / "now.db") == tables(tmp_path / "then.db")


@pytest.mark.parametrize("version", range(len(MIRROR.migrations) + 1))
def test_a_mirror_of_any_version_is_brought_to_this_one(places: Places, tmp_path: Path, version: int) -> None:
    open_writing(tmp_path / "new.db", KEY, MIRROR).close()
    made(places.mirror, "mirror", version)

    with opened(places) as store:
        assert store.notes == []
        assert faults(store.reader) == []
        if version:
            (kept,) = store.reader.shifts(Filter(text="adam icu"))
            assert kept.shift.ref == "trio-east:497f6eca"
            assert [one.person for one in kept.shift.assignments] == ["Adam Jones"]
            assert [(one.id, one.change.kind) for one in store.reader.changes()] == [(812, "status")]
            assert list(store.reader.shifts(Filter(text="icu", states=frozenset({"confirmed"})))) == [kept]
            assert list(store.reader.shifts(Filter(hours="day", begins=frozenset({7})))) == [kept]
            assert store.reader.ask(day_counts, Filter(), date.min, date.max) == {
                kept.shift.day: {"confirmed": 1}
            }
            (health,) = store.reader.health()
            assert (health.shifts, health.rejected) == (1, 1)
            assert store.ledger.standing("trio-east", "trio").cursor == "on from here"
        filled(store, [shift(1)])
        applied(store, shift(1, title="LPN"))
        assert len(list(store.reader.shifts(Filter(text="LPN")))) == 1

    assert lasting(places.mirror) == lasting(tmp_path / "new.db")


def test_what_a_vendors_text_hid_from_the_search_is_found_again_once_there_is_time(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fill, "LOOKED", 2)
    made(places.mirror, "mirror", 6)
    db = unlocked(places.mirror)
    for other in (1, 8, 9, 12):
        db.execute(
            f"create temp table one as select * from shift where id=7; update one set id={other}, "
            f"external_id='{other}'; insert into shift select * from one; drop table one"
        )
    db.execute(f"update shift set notes = 'call {schema.MARK_REMOVED} first'")
    db.execute("delete from search")
    told = f"RN, ICU Adam Jones call {schema.MARK_REMOVED} first {schema.MARK_CONNECTION}{b'trio-east'.hex()}"
    db.execute(f"insert into search(rowid, text) select {schema.SEARCH_KEY}, ? from shift", (told,))
    db.execute("update shift set notes = 'call first' where id=8")
    db.close()

    with opened(places) as store:
        found = []
        while store.fill.improve():
            found.append(store.reader.listing(Filter(text="adam first")).total)
        assert found[:3] == [2, 3, 4]  # two rows a step; the fifth has no mark and stays as it was
        assert set(found[3:]) == {4}
        assert faults(store.reader) == []
        assert fetched(store.reader._db, "select * from meta where name='unclean'") == []


@pytest.mark.parametrize("version", range(len(DESK.migrations) + 1))
def test_a_desk_of_any_version_is_brought_to_this_one(places: Places, tmp_path: Path, version: int) -> None:
    open_writing(tmp_path / "new.db", KEY, DESK).close()
    made(places.mirror, "mirror", len(MIRROR.migrations))
    made(places.desk, "desk", version)

    with opened(places) as store:
        (change,) = store.reader.changes()
        assert (change.acknowledged_by, change.comment) == (
            ("Sam", "called them") if version else (None, None)
        )
        store.acknowledge([812], "Eve")
        assert store.reader.unacknowledged() == 0

    assert tables(places.desk) == tables(tmp_path / "new.db")


def test_a_file_of_this_version_is_not_migrated_again(places: Places) -> None:
    with opened(places):
        pass
    before = contents(places.data)
    with opened(places):
        pass

    assert contents(places.data) == before


OPENING = """
import sys
from app.places import Places
from app.secrets import Key
from app.store.store import Store

Store.open(Places.find(), Key(sys.argv[1])).close()
"""
STEPS = (
    "create table first(x); insert into first values(1)",
    "create table second(x)",
    "create table third(x)",
)
DYING = """
import os, signal, sys
from pathlib import Path
import apsw
from app.secrets import Key
from app.store.files import Layout, fetched, open_writing

def die(db):
    db.create_scalar_function("die", lambda: os.kill(os.getpid(), signal.SIGKILL))

apsw.connection_hooks.append(die)
open_writing(Path(sys.argv[1]), Key(sys.argv[2]), Layout("file", int(sys.argv[3]), sys.argv[4:], "full"))
"""


def die_migrating(path: Path, application_id: int, steps: Sequence[str]) -> None:
    """Migrate a file in a process that is killed when a step calls die()."""
    command = [sys.executable, "-c", DYING, str(path), KEY.text, str(application_id), *steps]
    assert subprocess.run(command, cwd=ROOT).returncode == -signal.SIGKILL


@pytest.mark.parametrize("step", range(3))
def test_a_process_killed_in_the_middle_of_a_migration_leaves_the_version_before(
    tmp_path: Path, step: int
) -> None:
    path = tmp_path / "file.db"
    layout = Layout("file", 7, STEPS, "full")
    if step:
        open_writing(path, KEY, Layout("file", 7, STEPS[:1], "full")).close()

    die_migrating(path, 7, [*STEPS[:step], STEPS[step] + "; select die()", *STEPS[step + 1 :]])

    version, made_of = tables(path)
    assert version == step
    assert [name for name, _ in made_of] == ["first", "second", "third"][:step]
    db = open_writing(path, KEY, layout)
    assert db.execute("select * from first").fetchall() == [(1,)]
    db.close()
    assert tables(path)[0] == 3


def test_a_reader_waits_for_a_file_that_is_not_made_yet(tmp_path: Path) -> None:
    path = tmp_path / "file.db"
    die_migrating(path, schema.MIRROR_ID, [schema.MIRROR[0] + "; select die()"])
    assert path.stat().st_size

    with pytest.raises(FileNotFoundError):
        open_reading(path, KEY, MIRROR)


def test_a_first_start_that_was_killed_is_made_good_by_the_next(places: Places) -> None:
    for path, layout in ((places.desk, DESK), (places.mirror, MIRROR)):
        die_migrating(path, layout.application_id, [layout.migrations[0] + "; select die()"])

    with opened(places) as store:
        filled(store, [shift()])
        assert store.notes == []
        assert store.reader.listing().total == 1


def test_a_migration_that_fails_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "file.db"
    open_writing(path, KEY, Layout("file", 7, STEPS[:1], "full")).close()
    before = tables(path)

    with pytest.raises(apsw.SQLError):
        open_writing(path, KEY, Layout("file", 7, (STEPS[0], "create table second(x); nonsense"), "full"))

    assert tables(path) == before


def test_two_processes_that_start_at_once_migrate_once(places: Places) -> None:
    environ = {**os.environ, "CALLBOARD_HOME": str(places.data.parent)}
    started = [
        subprocess.Popen([sys.executable, "-c", OPENING, KEY.text], cwd=ROOT, env=environ) for _ in range(4)
    ]

    assert [one.wait() for one in started] == [0] * 4
    store = Store.open(places, KEY)
    assert faults(store.reader) == []
    store.close()
