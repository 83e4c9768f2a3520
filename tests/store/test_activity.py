"""The record of activity: one row a thing done, sealed with the one before it, so that tampering shows."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import apsw
import pytest

from app.domain import IntentState
from app.places import Places
from app.sending import Exchange
from app.store import activity
from app.store.activity import Sought, entries
from app.store.outbox import Outbox
from app.store.store import Store
from app.store.views import View
from tests.shifts import KEY, shift
from tests.store.test_outbox import draft, entered

ROOT = Path(__file__).parents[2]
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
EXCHANGE = Exchange(method="POST", path="/claim", sent="{}", status=409, received='{"error": "too late"}')


@pytest.fixture
def outbox(places: Places, store: Store) -> Iterator[Outbox]:
    outbox = Outbox.open(places, KEY)
    yield outbox
    outbox.close()


@pytest.fixture
def desk(places: Places, store: Store, outbox: Outbox) -> apsw.Connection:
    """Return the desk's file as an intruder with the key has it, after a day's work."""
    one = entered(outbox, reason="both agreed")
    outbox.finish(one.id, IntentState.REFUSED, "Sam", "Too late.", exchanges=[EXCHANGE])
    store.desk.acknowledge(["a", "b"], "Eve", NOON, "called them")
    store.views.keep(View(key="n", name="Nights"), "Eve", NOON)
    store.desk.note(activity.CONNECTION, "Removed connection", "trio-east", "Eve", {"cache": True})
    db = apsw.Connection(str(places.desk))
    db.pragma("key", KEY.pragma)
    return db


def test_whatever_is_done_is_on_record_the_newest_first(store: Store, desk: apsw.Connection) -> None:
    found = store.reader.ask(entries)
    assert [(one.kind, one.what, one.ref, one.by) for one in found] == [
        ("connection", "Removed connection", "trio-east", "Eve"),
        ("view", "Saved view", "Nights", "Eve"),
        ("acknowledgement", "Acknowledged", "", "Eve"),
        ("action", "Claim", "trio-east:1", "Sam"),
        ("action", "Claim", "trio-east:1", "Sam"),
    ]
    refused, sent = found[3:]
    assert (sent.state, refused.state, refused.message) == ("sending", "refused", "Too late.")
    assert (sent.parameters, sent.reason, sent.intent) == ({"candidate_id": "47"}, "both agreed", 1)
    assert found[2].facts == {"changes": 2, "keys": ["a", "b"]}
    assert store.reader.ask(activity.flaws) == []


def test_what_changes_nothing_is_not_on_record(store: Store) -> None:
    store.desk.acknowledge(["a"], "Eve", NOON)
    store.desk.acknowledge(["a"], "Sam", NOON)
    store.views.drop("nobody's", "Sam")
    store.views.arrange([], "Sam")
    assert len(store.reader.ask(entries)) == 1


@pytest.mark.parametrize(
    ("sought", "n"),
    [
        (Sought(kinds=frozenset({"view", "connection"})), 2),
        (Sought(until=NOON + timedelta(seconds=1)), 2),
        (Sought(text="TOO late"), 1),
        (Sought(text="claim 47"), 2),
        (Sought(text="nothing of the kind"), 0),
    ],
)
def test_the_record_can_be_searched(store: Store, desk: apsw.Connection, sought: Sought, n: int) -> None:
    assert len(store.reader.ask(entries, sought)) == n


def test_no_more_is_read_than_asked_for(store: Store, desk: apsw.Connection) -> None:
    assert [one.id for one in store.reader.ask(entries, limit=2)] == [5, 4]
    assert [one.id for one in store.reader.ask(entries, Sought(text="eve"), limit=2)] == [5, 4]


@pytest.mark.parametrize(
    ("tampering", "sentence"),
    [
        ("update activity set by='Adam' where id=3", "row 3 or what it tells of was altered"),
        (
            """update activity set facts='{"changes": 1}' where id=3""",
            "row 3 or what it tells of was altered",
        ),
        ("delete from activity where id=3", "row 3 is missing"),
        ("delete from activity where id in (3, 4)", "rows 3 to 4 are missing"),
        ("delete from activity where id > 3", "rows 4 to 5 are missing"),
        ("delete from activity", "rows 1 to 5 are missing"),
        ("update step set message='Done.' where id=2", "row 2 or what it tells of was altered"),
        ("update step set exchange=null where id=2", "row 2 or what it tells of was altered"),
        ("update intent set parameters='{}'", "row 1 or what it tells of was altered"),
        ("delete from step where id=2", "row 2 or what it tells of was altered"),
        ("insert into step(intent, at, state, by) values(1, 5.0, 'sending', 'X')", "step 3 of an action"),
        ("update activity set seal=null where id=4", "row 4 was put in, or its seal was taken off"),
        (
            """insert into activity(at, by, kind, ref, what, facts, seal)
               values(5.0, 'X', 'view', '', 'Y', '{}', 'ff')""",
            "row 6 or what it tells of was altered",
        ),
    ],
)
def test_a_gap_or_an_edit_is_noticed(
    store: Store, desk: apsw.Connection, tampering: str, sentence: str
) -> None:
    desk.execute(tampering)
    assert any(sentence in flaw for flaw in store.reader.ask(activity.flaws))


def test_a_broken_record_goes_on_and_names_only_what_is_broken(store: Store, desk: apsw.Connection) -> None:
    desk.execute("update activity set what='Y' where id=3")
    store.desk.acknowledge(["c"], "Eve", NOON)
    assert len(store.reader.ask(activity.flaws)) == 1


def test_many_faults_are_counted(store: Store, desk: apsw.Connection) -> None:
    for n in range(20):
        store.desk.acknowledge([f"x{n}"], "Eve", NOON)
    desk.execute("update activity set by='X'")
    assert store.reader.ask(activity.flaws)[-1] == "The record of activity has 20 more faults."


def test_what_was_done_before_there_were_seals_is_sealed_as_a_whole(
    store: Store, desk: apsw.Connection
) -> None:
    desk.execute("update activity set seal=null")
    store.desk.acknowledge(["c"], "Eve", NOON)
    assert store.reader.ask(activity.flaws) == []
    assert [one.is_sealed for one in store.reader.ask(entries)] == [True, *[False] * 5]

    desk.execute("update activity set by='X' where id=2")
    assert len(store.reader.ask(activity.flaws)) == 1


def test_an_entry_that_fails_leaves_neither_itself_nor_what_it_tells_of(
    store: Store, desk: apsw.Connection
) -> None:
    desk.execute("create trigger full before insert on activity begin select raise(abort, 'no'); end")
    with pytest.raises(apsw.ConstraintError):
        store.desk.acknowledge(["z"], "Eve", NOON)
    desk.execute("drop trigger full")
    assert store.desk.acknowledge(["z"], "Eve", NOON) == 1
    assert store.reader.ask(activity.flaws) == []


WEAVING = f"""
import sys
from datetime import UTC, datetime
from app.domain import IntentState
from app.places import Places
from app.secrets import Key
from app.store.outbox import Draft, Outbox
from app.store.store import Store

name, places, key = sys.argv[1], Places.find(), Key("{KEY.text}")
store, outbox = Store.open(places, key), Outbox.open(places, key)
for n in range(20):
    store.desk.acknowledge([f"{{name}}-{{n}}"], name, datetime.now(UTC))
    one = outbox.enter(Draft(
        connection=name, vendor="trio", external_id=str(n), action="claim", label="Claim", parameters={{}},
        reason=None, by=name, basis=None, preview=None))
    outbox.finish(one.id, IntentState.REFUSED, name, "no")
outbox.close()
store.close()
"""


def test_several_processes_weave_one_chain(places: Places, store: Store) -> None:
    environ = {**os.environ, "CALLBOARD_HOME": str(places.data.parent)}
    names = ("pulls", "acts", "types")
    started = [
        subprocess.Popen([sys.executable, "-c", WEAVING, name], cwd=ROOT, env=environ) for name in names
    ]
    assert [one.wait() for one in started] == [0, 0, 0]

    found = store.reader.ask(entries)
    assert {name: sum(one.by == name for one in found) for name in names} == dict.fromkeys(names, 60)
    assert store.reader.ask(activity.flaws) == []


def test_an_action_of_a_connection_itself_names_that(store: Store, outbox: Outbox) -> None:
    outbox.enter(draft("", basis=None, preview=shift("1")))
    (entry,) = store.reader.ask(entries)
    assert entry.ref == "trio-east"


def test_what_is_done_with_changes_is_on_record(store: Store) -> None:
    store.desk.acknowledge(["a", "b"], "Eve", NOON, batch="1")
    assert store.desk.take_back("1", "Sam") == 2
    store.desk.snooze(["a"], NOON, "Sam", NOON)
    store.desk.snooze(["a"], None, "Sam", NOON)
    store.desk.remark(["a"], "call them", "Sam", NOON)
    assert [(one.what, one.by, one.message) for one in reversed(store.reader.ask(entries))] == [
        ("Acknowledged", "Eve", None),
        ("Took an acknowledgement back", "Sam", None),
        ("Put off", "Sam", "until 2026-11-21 12:00 UTC"),
        ("Had back at once", "Sam", None),
        ("Noted", "Sam", "call them"),
    ]
