"""The dated copies of the desk's file."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from app.places import Places
from app.store.files import open_reading
from app.store.reader import DESK
from app.store.store import COPIES, copies_of
from tests.shifts import KEY, applied, filled, opened, shift


def names(places: Places) -> list[str]:
    return sorted(one.name for one in copies_of(places).glob("*.db"))


def acknowledged(places: Places) -> None:
    """Let the desk's file hold something that only it knows."""
    with opened(places) as store:
        filled(store, [shift()])
        applied(store, shift(title="LPN"))
        store.acknowledge([1], "Sam", "called them")


def test_a_desk_that_knows_nothing_is_not_copied(places: Places) -> None:
    for _ in range(2):
        with opened(places):
            pass

    assert not copies_of(places).exists()


def test_a_days_first_start_copies_the_desk_and_its_next_does_not(places: Places) -> None:
    acknowledged(places)
    with opened(places):
        pass
    (name,) = names(places)
    copy = (copies_of(places) / name).read_bytes()
    with opened(places) as store:
        applied(store, shift(title="CNA"))
        store.acknowledge([2], "Sam")
    with opened(places):
        pass

    assert name == f"desk-{date.today().isoformat()}.db"
    assert (copies_of(places) / name).read_bytes() == copy
    assert b"called them" not in copy


def test_a_store_that_stays_open_over_midnight_copies_the_desk_before_the_days_first_change(
    places: Places,
) -> None:
    with opened(places) as store:
        filled(store, [shift()])
        applied(store, shift(title="LPN"))
        store.acknowledge([1], "Sam", "called them")
        applied(store, shift(title="CNA"))
        store.acknowledge([2], "Sam", "and again")
        (name,) = names(places)
        copy = open_reading(copies_of(places) / name, KEY, DESK)
        assert copy.execute("select comment from acknowledgement").fetchall() == [("called them",)]
        copy.close()

        (copies_of(places) / name).rename(copies_of(places) / "desk-2026-01-02.db")  # a day goes by
        store.acknowledge_before(None, None, "Sam")
        assert names(places) == ["desk-2026-01-02.db", name]


def test_a_copy_is_a_whole_desk_under_the_same_key(places: Places) -> None:
    acknowledged(places)
    with opened(places):
        pass
    (name,) = names(places)
    copy = open_reading(copies_of(places) / name, KEY, DESK)

    assert copy.execute("select by, comment from acknowledgement").fetchall() == [("Sam", "called them")]
    copy.close()


def test_a_copy_in_the_desks_place_brings_everything_back(places: Places) -> None:
    acknowledged(places)
    with opened(places):
        pass
    (name,) = names(places)
    places.desk.write_bytes((copies_of(places) / name).read_bytes())  # as the sentence of a damaged one says

    with opened(places) as store:
        assert [one.comment for one in store.reader.changes()] == ["called them"]


def test_copies_are_closed_to_other_users_and_only_the_last_seven_stay(places: Places) -> None:
    acknowledged(places)
    folder: Path = copies_of(places)
    folder.mkdir()
    kept = folder / "desk-by-hand.db"
    kept.write_bytes(b"mine")
    for n in range(1, 11):
        old = folder / f"desk-{date.today() - timedelta(days=n)}.db"
        old.write_bytes(b"old")
        old.with_name(old.name + ".fingerprint").write_bytes(b"{}")
    with opened(places):
        pass

    dated = [f"desk-{date.today() - timedelta(days=n)}.db" for n in range(COPIES)]
    assert names(places) == sorted([*dated, kept.name])
    assert len(list(folder.glob("*.fingerprint"))) == COPIES
    assert (folder / dated[0]).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("leftover", ["desk.db.unfinished", "desk.unfinished"])
def test_a_copy_that_broke_off_is_made_anew(places: Places, leftover: str) -> None:
    acknowledged(places)
    copies_of(places).mkdir()
    (copies_of(places) / f"desk-{date.today()}.db.unfinished").write_bytes(b"half of it")
    (copies_of(places) / leftover).write_bytes(b"something else")
    with opened(places):
        pass

    assert f"desk-{date.today()}.db" in names(places)
    assert not (copies_of(places) / f"desk-{date.today()}.db.unfinished").exists()
