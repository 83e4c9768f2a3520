"""Whose a database file is: keys and their fingerprints, foreign files, newer versions."""

import shutil
from pathlib import Path

import apsw
import pytest

from app.errors import Failed, Unusable
from app.places import Places
from app.secrets import Key
from app.store.reader import Reader
from app.store.store import Store
from tests.shifts import KEY, NOON, applied, contents, faults, filled, opened, shift

OTHER = Key("fedcba9876543210" * 4)
FILES = ["callboard.db", "desk.db"]


def made(places: Places, key: Key = KEY) -> None:
    """Make a profile with one shift, one change and its acknowledgement."""
    with opened(places, key) as store:
        filled(store, [shift()])
        applied(store, shift(title="LPN"))
        store.acknowledge([1], "Sam")


def refusal(places: Places, key: Key = KEY) -> str:
    """Return why a profile cannot be opened, for which nothing in its folder may change."""
    before = contents(places.data)
    with pytest.raises(Unusable) as caught:
        Store.open(places, key)
    assert contents(places.data) == before
    return str(caught.value)


def test_what_vendors_and_people_say_is_not_readable_on_the_disk(places: Places) -> None:
    with opened(places) as store:
        filled(store, [shift(notes="a very particular word")])
        applied(store, shift(notes="another peculiar word"))
        store.acknowledge([1], "Samantha", "quite a comment")
        files = contents(places.data)
    files |= {f"closed {name}": content for name, content in contents(places.data).items()}

    for content in files.values():
        for word in (b"SQLite format 3", b"particular", b"peculiar", b"Samantha", b"comment"):
            assert word not in content


def test_the_databases_and_their_logs_are_closed_to_other_users(store: Store, places: Places) -> None:
    filled(store, [shift()])

    files = [one for one in places.data.iterdir() if ".db" in one.name and "fingerprint" not in one.name]
    assert {one.name for one in files} >= {*FILES, "callboard.db-wal", "callboard.db-shm"}
    assert {oct(one.stat().st_mode & 0o777) for one in files} == {"0o600"}


@pytest.mark.parametrize("text", ["correct horse", "it's", "пароль", "raw:short"])
def test_a_pass_phrase_opens_what_it_closed(places: Places, text: str) -> None:
    made(places, Key(text))

    with opened(places, Key(text)) as store:
        assert [one.acknowledged_by for one in store.reader.changes()] == ["Sam"]
    assert "another key" in refusal(places, Key(text + "!"))


def test_a_wrong_key_leaves_both_files_as_they_are(places: Places) -> None:
    made(places)

    assert "another key" in refusal(places, OTHER)
    before = contents(places.data)
    with pytest.raises(Unusable, match="another key"):
        Reader.open(places, OTHER)
    assert contents(places.data) == before


def test_a_wrong_key_beside_a_running_program_leaves_everything_as_it_is(places: Places) -> None:
    with opened(places) as store:
        filled(store, [shift()])
        assert (places.data / "callboard.db-wal").stat().st_size
        refusal(places, OTHER)


def test_a_wrong_key_is_told_even_without_the_fingerprints(places: Places) -> None:
    made(places)
    for name in FILES:
        (places.data / f"{name}.fingerprint").unlink()

    assert "not readable with this key" in refusal(places, OTHER)


def test_a_lost_fingerprint_is_made_again_with_the_right_key(places: Places) -> None:
    made(places)
    for name in FILES:
        (places.data / f"{name}.fingerprint").unlink()
    with opened(places):
        pass

    assert "another key" in refusal(places, OTHER)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"salt": "zz", "fingerprint": 1}', "\xff"])
@pytest.mark.parametrize("name", FILES)
def test_a_fingerprint_that_is_none_is_named_and_nothing_is_touched(
    places: Places, name: str, text: str
) -> None:
    made(places)
    (places.data / f"{name}.fingerprint").write_bytes(text.encode("latin-1"))

    assert f"{name}.fingerprint" in refusal(places)


def test_a_fingerprint_gives_nothing_of_the_key_away(places: Places) -> None:
    made(places)

    for name in FILES:
        assert KEY.text[:8] not in (places.data / f"{name}.fingerprint").read_text()


@pytest.mark.parametrize("name", FILES)
def test_a_wrong_key_makes_no_new_file_beside_one_that_it_does_not_open(places: Places, name: str) -> None:
    made(places)
    for missing in (places.data / name, places.data / f"{name}.fingerprint"):
        missing.unlink()

    refusal(places, OTHER)
    with opened(places):  # the right key still opens both
        pass


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_was_moved_away_is_begun_anew(places: Places, name: str) -> None:
    made(places)
    (places.data / name).unlink()

    for _ in range(2):
        with opened(places) as store:
            assert faults(store.reader) == []


def test_a_fingerprint_left_behind_does_not_lock_a_new_key_out(places: Places) -> None:
    made(places)
    for name in FILES:
        (places.data / name).unlink()

    for _ in range(2):
        with opened(places, OTHER) as store:
            assert store.reader.changes() == []


def foreign(path: Path, kind: str) -> None:
    """Put something of somebody else's where a database of ours should be."""
    match kind:
        case "text":
            path.write_text("Dear diary, " * 1000)
        case "short text":
            path.write_text("x")
        case "zeros":
            path.write_bytes(bytes(8192))
        case _:
            db = apsw.Connection(str(path))
            if kind != "plain SQLite":
                db.pragma("key", (OTHER if kind == "SQLite under another key" else KEY).pragma)
            if kind == "another program's":
                db.pragma("application_id", 7)
            db.execute("create table recipe(name); insert into recipe values('soup')")
            db.close()


@pytest.mark.parametrize(
    "kind",
    [
        "text",
        "short text",
        "zeros",
        "plain SQLite",
        "SQLite under our key",
        "another program's",
        "SQLite under another key",
    ],
)
@pytest.mark.parametrize("name", FILES)
def test_a_foreign_file_is_refused_and_left_as_it_is(places: Places, name: str, kind: str) -> None:
    made(places)
    for old in (places.data / name, places.data / f"{name}.fingerprint"):
        old.unlink()
    foreign(places.data / name, kind)

    said = refusal(places)

    assert name in said
    assert "left as it is" in said or "left as it was" in said
    with pytest.raises(Unusable):
        Reader.open(places, KEY)


def test_a_mirror_in_the_desks_place_is_refused(places: Places) -> None:
    made(places)
    for suffix in ("", ".fingerprint"):
        shutil.copy(places.data / f"callboard.db{suffix}", places.data / f"desk.db{suffix}")

    assert "not the desk’s file" in refusal(places).replace("'", "’")


@pytest.mark.parametrize("name", FILES)
def test_a_folder_in_a_files_place_is_told(places: Places, name: str) -> None:
    (places.data / name).mkdir()

    with pytest.raises((Failed, Unusable)):
        Store.open(places, KEY)


def renumbered(path: Path, version: int) -> None:
    """Let a file say that it has another version."""
    db = apsw.Connection(str(path))
    db.pragma("key", KEY.pragma)
    db.pragma("user_version", version)
    db.close()


@pytest.mark.parametrize("name", FILES)
def test_a_newer_version_is_refused_and_left_as_it_is(places: Places, name: str) -> None:
    made(places)
    renumbered(places.data / name, 1000)

    said = refusal(places)

    assert "newer Callboard" in said
    assert "Update" in said
    with pytest.raises(Unusable, match="newer Callboard"):
        Reader.open(places, KEY)


def test_a_newer_versions_log_is_left_as_it_is_too(places: Places, tmp_path: Path) -> None:
    killed = Places.under(tmp_path / "killed").made()
    with opened(places) as store:
        filled(store, [shift(n) for n in range(50)])
        writer = apsw.Connection(str(places.mirror))
        writer.pragma("key", KEY.pragma)
        writer.pragma("user_version", 1000)
        for one in places.data.iterdir():  # as a crash leaves them
            shutil.copy(one, killed.data / one.name)
        writer.close()
    kept = {name: (killed.data / name).read_bytes() for name in ("callboard.db", "callboard.db-wal")}
    assert len(kept["callboard.db-wal"]) > len(kept["callboard.db"])

    with pytest.raises(Unusable, match="newer Callboard"):
        Store.open(killed, KEY)

    assert {name: (killed.data / name).read_bytes() for name in kept} == kept


def test_an_empty_file_without_a_fingerprint_is_a_new_one(places: Places) -> None:
    for name in FILES:
        (places.data / name).touch()
    with pytest.raises(FileNotFoundError):
        Reader.open(places, KEY)

    made(places)

    with opened(places) as store:
        assert store.reader.listing().total == 1


def test_a_reader_finds_no_file_before_there_is_one(places: Places) -> None:
    with pytest.raises(FileNotFoundError):
        Reader.open(places, KEY)
    assert list(places.data.iterdir()) == []


def test_a_reader_writes_nothing(places: Places) -> None:
    made(places)
    before = {name: (places.data / name).read_bytes() for name in FILES}
    reader = Reader.open(places, KEY)
    try:
        reader.listing()
        reader.changes()
        reader.health()
        assert faults(reader) == []
        assert reader.shift("trio-east:1") is not None
    finally:
        reader.close()

    assert {name: (places.data / name).read_bytes() for name in FILES} == before


def test_a_store_closed_leaves_two_files_and_their_fingerprints(places: Places) -> None:
    made(places)

    databases = {one.name for one in places.data.iterdir() if one.is_file() and one.suffix != ".lock"}
    assert databases == {*FILES, *(f"{name}.fingerprint" for name in FILES)}


def test_a_file_opened_again_has_all_that_was_in_it(places: Places) -> None:
    made(places)

    with opened(places) as store:
        kept = store.reader.shift("trio-east:1")
        assert kept is not None
        assert (kept.shift.title, kept.last_seen) == ("LPN", NOON)
        assert store.notes == []
