"""Several processes on one profile, some of which die: nothing is torn, lost or told twice."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import apsw
import pytest

from app.errors import Failed
from app.places import Places
from app.store import schema
from app.store.filters import Filter, Order
from app.store.reader import Reader
from tests.shifts import KEY, NOON, SPAN, faults, filled, opened, shift

ROOT = Path(__file__).parents[2]
ROWS = 150  # more than one transaction takes

# As the writer below makes them, but for their titles.
ROWS_BEFORE = [shift(n, title="0", end=None, vendor_status=None, positions=None) for n in range(ROWS)]

WRITER = f"""
import sys
from datetime import date, datetime, timedelta
from app.domain import Shift, Span, State
from app.errors import Failed
from app.places import Places
from app.secrets import Key
from app.store.store import Store
from app.sync import Before
from app.vendor import Sighting
from app.zones import zone

def page(connection, first, title):
    return [
        Sighting(Shift(
            connection=connection, vendor="trio", external_id=str(n), state=State.OPEN, title=title,
            start=datetime(2026, 12, 1, 7, tzinfo=zone("America/New_York")), end=None,
            timezone="America/New_York"))
        for n in range(first, first + 50)
    ]

span = Span(date({SPAN.first.year}, {SPAN.first.month}, {SPAN.first.day}), date(2026, 12, 31))
later = Before(first=False, listed=span, reports=False)
first = Before(first=True, listed=None, reports=False)
noon = datetime.fromisoformat("{NOON.isoformat()}")
store = Store.open(Places.find(), Key("{KEY.text}"))

def write(connection, before, rows, title, at):
    for n in range(0, rows, 50):
        store.mirror.apply(None, connection, page(connection, n, title), span, before, at)
"""

CHANGING = (
    WRITER
    + f"""
n = max(int(row.title) for row in store.reader.listing().rows(0, {ROWS}, store.reader))
for n in range(n + 1, n + 1 + int(sys.argv[1])):
    write("trio-east", later, {ROWS}, str(n), noon + timedelta(minutes=n))
    print(n, flush=True)
store.close()
"""
)

FILLING = (
    WRITER
    + """
store.ledger.standing(sys.argv[1], "trio")
store.begin_fill()
print("filling", flush=True)
write(sys.argv[1], first, 2000, "RN", noon)
store.end_fill()
store.ledger.listed(sys.argv[1], span, noon)
print("filled", flush=True)
store.close()
"""
)


def started(places: Places, script: str, argument: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, argument],
        cwd=ROOT,
        env={**os.environ, "CALLBOARD_HOME": str(places.data.parent)},
        stdout=subprocess.PIPE,
        text=True,
    )


def killed(process: subprocess.Popen[str]) -> None:
    process.kill()
    with process:
        pass
    assert process.returncode == -signal.SIGKILL


def assert_every_change_is_told_once(reader: Reader) -> None:
    """Check that each row is what its changes say, one after the other, and that none is missing."""
    titles = {one.shift.ref: one.shift.title for one in reader.shifts()}
    assert len(titles) == ROWS
    told: dict[str, list[tuple[object, object]]] = {ref: [] for ref in titles}
    for one in reversed(reader.changes()):
        assert one.change.before is not None
        assert one.change.after is not None
        told[one.change.ref].append((one.change.before["title"], one.change.after["title"]))
    for ref, steps in told.items():
        stations = ["0", *(after for _, after in steps)]
        assert [before for before, _ in steps] == stations[:-1]
        assert stations[-1] == titles[ref]


def test_a_reader_sees_whole_transactions_while_another_process_writes(places: Places) -> None:
    with opened(places) as store:
        filled(store, ROWS_BEFORE)
    reader = Reader.open(places, KEY)
    process = started(places, CHANGING, "15")
    seen: list[tuple[int, ...]] = []
    while process.poll() is None:
        rows = reader.listing(order=Order("connection")).rows(0, ROWS, reader)
        titles = [int(row.title or "") for row in sorted(rows, key=lambda row: row.id)]
        assert len(titles) == ROWS
        pieces = [set(titles[n : n + 50]) for n in range(0, ROWS, 50)]
        assert [len(piece) for piece in pieces] == [1, 1, 1]
        seen.append(tuple(one for piece in pieces for one in piece))
    with process:
        pass

    assert process.returncode == 0
    assert seen == sorted(seen)  # never back to what was before
    assert_every_change_is_told_once(reader)
    assert len(reader.changes()) == 15 * ROWS
    reader.close()


@pytest.mark.parametrize("rounds", [4, pytest.param(25, marks=pytest.mark.slow)])
def test_a_writer_killed_at_any_moment_leaves_rows_and_their_changes_together(
    places: Places, rounds: int
) -> None:
    moments = random.Random(rounds)
    with opened(places) as store:
        filled(store, ROWS_BEFORE)
    for _ in range(rounds):
        process = started(places, CHANGING, "1000000")
        assert process.stdout is not None
        for _ in range(moments.randint(1, 4)):
            process.stdout.readline()
        for _ in range(moments.randint(0, 5_000)):  # some way into the next
            process.poll()
        killed(process)
        with opened(places) as store:
            assert store.notes == []
            assert faults(store.reader) == []
            assert_every_change_is_told_once(store.reader)
            some = {row.title for row in store.reader.listing().rows(0, ROWS, store.reader)}
            found = {title: store.reader.listing(Filter(text=str(title))).total for title in some}
            assert sum(found.values()) >= ROWS


def indexes(places: Places) -> set[str]:
    db = apsw.Connection(str(places.mirror))
    db.pragma("key", KEY.pragma)
    found = {str(name) for (name,) in db.execute("select name from sqlite_schema where type='index'")}
    db.close()
    return found


def assert_search_is_whole(places: Places) -> None:
    with opened(places) as store:
        every = store.reader.listing().total
        assert store.reader.listing(Filter(text="rn")).total == every
        assert faults(store.reader) == []
    assert indexes(places) >= schema.DEFERRED.keys()


def test_two_processes_fill_at_once_and_both_are_found(places: Places) -> None:
    both = [started(places, FILLING, name) for name in ("east", "west")]
    assert [one.communicate()[0] for one in both] == ["filling\nfilled\n"] * 2
    assert [one.returncode for one in both] == [0, 0]

    assert_search_is_whole(places)
    with opened(places) as store:
        assert [one.shifts for one in store.reader.health()] == [2000, 2000]


@pytest.mark.parametrize("patience", [1, 5000])
def test_a_first_fill_killed_at_any_moment_leaves_a_whole_search(places: Places, patience: int) -> None:
    process = started(places, FILLING, "east")
    assert process.stdout is not None
    process.stdout.readline()
    for _ in range(patience):
        process.poll()
    killed(process)
    with opened(places) as store:  # a first listing that did not end has no standing
        filled(store, [shift("another", title="RN")], connection="west")

    assert_search_is_whole(places)


def test_a_fill_killed_beside_another_is_ended_by_it_or_the_next_start(places: Places) -> None:
    both = [started(places, FILLING, name) for name in ("east", "west")]
    assert both[0].stdout is not None
    both[0].stdout.readline()
    killed(both[0])
    both[1].communicate()
    assert both[1].returncode == 0

    assert_search_is_whole(places)


def test_two_stores_on_one_desk_acknowledge_each_change_once(places: Places) -> None:
    with opened(places) as one, opened(places) as other:
        filled(one, ROWS_BEFORE)
        process = started(places, CHANGING, "1")
        process.communicate()
        ids = [change.id for change in one.reader.changes()]
        assert one.acknowledge(ids[:100], "Sam") == []
        assert other.acknowledge(ids[50:], "Eve") == []

        by = [change.acknowledged_by for change in one.reader.changes()]
        assert by == ["Sam"] * 100 + ["Eve"] * 50
        assert one.reader.changes() == other.reader.changes()


def test_whoever_writes_too_long_makes_others_say_so(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.store.files.BUSY", 10)
    with opened(places) as store:
        filled(store, [shift()])
        hog = apsw.Connection(str(places.mirror))
        hog.pragma("key", KEY.pragma)
        hog.execute("begin immediate")
        with pytest.raises(Failed, match="Another Callboard has been writing for too long"):
            store.mirror.remove("trio-east", ["1"], NOON)
        hog.execute("rollback")
        hog.close()
        assert store.mirror.remove("trio-east", ["1"], NOON).removed == 1
