"""Damaged files, full disks and folders that cannot be written to: what is kept, and what is said."""

import os
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw
import pytest

from app.errors import Failed
from app.places import Places
from app.store.files import Damaged
from app.store.filters import Filter
from app.store.reader import Reader
from app.store.store import Store, set_mirror_aside
from tests.shifts import KEY, MINUTE, NOON, applied, contents, faults, filled, opened, person, shift

PAGE = 4096
ALL = 600  # shifts in a profile that is about to be damaged; each has a change


def made(places: Places) -> list[str]:
    """Make a profile of some size; return the keys of its changes, the first of which is acknowledged."""
    with opened(places) as store:
        filled(store, [shift(n) for n in range(ALL)])
        applied(store, *(shift(n, title=f"LPN {n}") for n in range(ALL)), at=NOON + MINUTE)
        store.acknowledge([1], "Sam", "called them")
        return [one.change.key for one in store.reader.changes()]


def garbled(content: bytes, where: str) -> bytes:
    """Return a database's content as a bad disk gives it back."""
    noise = os.urandom(PAGE)
    match where:
        case "first page":
            return noise + content[PAGE:]
        case "half cut off":
            return content[: len(content) // 2]
        case "last page cut off":
            return content[:-PAGE]
        case "first page is all":
            return content[:PAGE]
        case "cut to a hundred bytes":
            return content[:100]
        case "nothing left":
            return b""
        case "all noise":
            return os.urandom(len(content))
    raise ValueError(where)


SEEN_AT_ONCE = [
    "first page",
    "half cut off",
    "last page cut off",
    "first page is all",
    "cut to a hundred bytes",
    "nothing left",
    "all noise",
]


@pytest.mark.parametrize("where", SEEN_AT_ONCE)
def test_a_damaged_mirror_is_set_aside_and_begun_anew(places: Places, where: str) -> None:
    made(places)
    bad = garbled(places.mirror.read_bytes(), where)
    places.mirror.write_bytes(bad)
    desk = places.desk.read_bytes()

    with opened(places) as store:
        (note,) = store.notes
        assert store.reader.listing().total == 0
        assert faults(store.reader) == []
        filled(store, [shift()])

    (aside,) = places.data.glob("callboard.db.damaged-????-??-??T??????")
    assert aside.read_bytes() == bad
    assert aside.name in note
    assert "saved" in note
    assert places.desk.read_bytes() == desk
    with opened(places) as store:
        assert store.notes == []
        assert store.reader.listing().total == 1


@pytest.mark.parametrize("where", SEEN_AT_ONCE)
def test_a_damaged_desk_is_never_replaced(places: Places, where: str) -> None:
    made(places)
    places.desk.write_bytes(garbled(places.desk.read_bytes(), where))
    before = contents(places.data)

    with pytest.raises(Failed, match="only this desk knows"):
        Store.open(places, KEY)

    after = contents(places.data)
    assert after == before
    with pytest.raises(Failed):
        Reader.open(places, KEY)


def in_the_middle(path: Path, share: float) -> None:
    """Spoil one page, so far into the file."""
    content = bytearray(path.read_bytes())
    at = int(len(content) * share) // PAGE * PAGE
    content[at : at + PAGE] = os.urandom(PAGE)
    path.write_bytes(content)


def read_through(reader: Reader) -> None:
    """Read all that there is, and check what only searches read; raise Damaged at the first bad page."""
    reader.changes()
    list(reader.shifts(Filter(removed=True)))
    if faults(reader):
        raise Damaged("found by the check of the whole file")


@pytest.mark.parametrize("share", [0.3, 0.5, 0.7, 0.9])
def test_damage_in_the_middle_is_found_and_what_can_be_saved_is(places: Places, share: float) -> None:
    keys = made(places)
    in_the_middle(places.mirror, share)
    reader = Reader.open(places, KEY)
    with pytest.raises(Damaged):
        read_through(reader)
    reader.close()

    said = set_mirror_aside(places, KEY)

    with opened(places) as store:
        saved = store.reader.changes()
        assert {one.change.key: one.id for one in saved}.items() <= {
            key: ALL - n for n, key in enumerate(keys)
        }.items()
        assert f"{len(saved)} changes were saved" in said
        assert len(saved) == ALL or "may be lost" in said
        assert len(saved) > ALL * 0.9
        assert {one.id for one in saved if one.acknowledged_by} == {1} & {one.id for one in saved}
        assert faults(store.reader) == []


def test_changes_before_the_cut_of_a_file_are_saved(places: Places) -> None:
    made(places)
    content = places.mirror.read_bytes()
    places.mirror.write_bytes(content[:-PAGE])

    with opened(places) as store:
        assert len(store.reader.changes()) > ALL / 2
        assert "were saved" in store.notes[0]


def test_a_mirror_that_is_sound_is_not_set_aside(places: Places) -> None:
    made(places)

    with pytest.raises(Damaged, match="only this desk knows"):
        set_mirror_aside(places, KEY)

    assert list(places.data.glob("*damaged*")) == []


def test_news_saved_from_a_damaged_mirror_come_only_once(places: Places) -> None:
    keys = made(places)
    in_the_middle(places.mirror, 0.5)
    set_mirror_aside(places, KEY)

    with opened(places) as store:
        saved = len(store.reader.changes())
        filled(store, [shift(n, title=f"LPN {n}") for n in range(ALL)])
        assert len(store.reader.changes()) == saved
        applied(store, shift(title="RN"), at=NOON + 2 * MINUTE)
        newest = store.reader.changes()[0]
        assert newest.change.key not in keys
        assert newest.acknowledged_at is None


@contextmanager
def nobody() -> Iterator[None]:
    """Be a user to whom folders can be closed, even where the tests run as root."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def closed_home() -> Iterator[Places]:
    """Give a profile that can be read by everybody and written to by nobody."""
    home = Path(tempfile.mkdtemp())
    places = Places.under(home).made()
    made(places)
    for one in (home, *home.rglob("*")):
        one.chmod(0o555 if one.is_dir() else 0o444)
    yield places
    for one in (home, *home.rglob("*")):
        one.chmod(0o755 if one.is_dir() else 0o644)
    shutil.rmtree(home)


def test_a_folder_that_cannot_be_written_to_is_told_and_left_alone(closed_home: Places) -> None:
    before = contents(closed_home.data)

    with nobody(), pytest.raises(Failed, match="rights"):
        Store.open(closed_home, KEY)

    assert contents(closed_home.data) == before


def test_a_reader_in_a_folder_that_cannot_be_written_to_tells_why(closed_home: Places) -> None:
    before = contents(closed_home.data)

    with nobody(), pytest.raises(Failed, match="rights"):
        Reader.open(closed_home, KEY)

    assert contents(closed_home.data) == before


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    """Let every write beyond a size fail in this process, as on a disk that gives out."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def fails_halfway(store: Store) -> int:
    """Write until the disk takes no more; return how many shifts the mirror then has."""
    many = [shift(n, notes="x" * 500) for n in range(1000, 11_000)]
    with pytest.raises(Failed, match=r"disk.*undone"):
        applied(store, *many)
    return store.reader.listing().total


def test_a_disk_that_gives_out_undoes_one_step_and_no_more(store: Store) -> None:
    filled(store, [shift(n) for n in range(10)])
    with no_file_longer_than(1_000_000):
        total = fails_halfway(store)

    assert total % 100 == 10
    assert total > 10
    assert faults(store.reader) == []
    applied(store, *(shift(n, title="LPN") for n in range(10)))  # and on it goes
    assert store.reader.unacknowledged() == total


def test_people_met_in_a_step_that_was_undone_are_met_again(store: Store, places: Places) -> None:
    filled(store, [])
    seen = [shift(n, assignments=(person("Eve Li", "9"),), notes="x" * 5000) for n in range(50)]
    with no_file_longer_than(100_000), pytest.raises(Failed):
        applied(store, *seen)
    applied(store, *seen)

    db = apsw.Connection(str(places.mirror))
    db.pragma("key", KEY.pragma)
    assert db.execute("select * from person").fetchall() == [("trio-east", "9", "Eve Li")]
    db.close()


def test_an_acknowledgement_that_the_disk_did_not_take_is_none(places: Places) -> None:
    made(places)
    with opened(places) as store:
        size = (places.data / "desk.db-wal").stat().st_size
        with no_file_longer_than(size), pytest.raises(Failed, match="undone"):
            store.acknowledge(list(range(2, ALL)), "Sam")
        assert store.reader.unacknowledged() == ALL - 1
        assert store.acknowledge(list(range(2, ALL)), "Sam") == []


@pytest.mark.parametrize("size", [0, 100, PAGE, 5000, 40_000])
def test_a_profile_that_the_disk_had_no_room_for_can_be_made_later(places: Places, size: int) -> None:
    with no_file_longer_than(size), pytest.raises(Failed):
        Store.open(places, KEY)

    made(places)
    with opened(places) as store:
        assert store.reader.listing().total == ALL
        assert store.notes == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a folder on a disk of one megabyte."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    command = [mount or "mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    if not mount or os.geteuid() != 0 or subprocess.run(command, capture_output=True).returncode != 0:
        pytest.skip("only root can make a small disk")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_is_named_and_everything_before_it_is_kept(small_disk: Path) -> None:
    places = Places.under(small_disk).made()
    with opened(places) as store:
        filled(store, [shift(n) for n in range(10)])
        ballast = small_disk / "ballast"
        ballast.write_bytes(bytes(300_000))
        total = fails_halfway(store)
        assert total % 100 == 10
        assert faults(store.reader) == []
        ballast.unlink()
        applied(store, shift("one more"))
    with opened(places) as store:
        assert store.notes == []
        assert store.reader.listing().total == total + 1


def test_a_full_disk_can_still_be_read_beside_its_writer(small_disk: Path) -> None:
    places = Places.under(small_disk).made()
    with opened(places) as store:
        filled(store, [shift(n) for n in range(10)])
        total = fails_halfway(store)
        reader = Reader.open(places, KEY)
        try:
            assert len(list(reader.shifts())) == total
        finally:
            reader.close()
