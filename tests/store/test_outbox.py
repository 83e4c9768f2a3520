"""The outbox's record: each step on disk before the next, leased by a process, never deleted."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from app import locks
from app.domain import OPEN_INTENTS, Intent, IntentState, Shift, State
from app.errors import Failed
from app.places import Places
from app.sending import Exchange
from app.store.files import open_reading
from app.store.outbox import Draft, Outbox
from app.store.reader import DESK
from app.store.record import packed, unpacked
from app.store.store import Store, copies_of
from app.store.writing import written
from tests.shifts import KEY, opened, person, shift, shifts

ROOT = Path(__file__).parents[2]
EXCHANGE = Exchange(method="POST", path="/claim", sent="{}", status=200, received='{"id": 1}')


@pytest.fixture
def outbox(places: Places, store: Store) -> Iterator[Outbox]:
    outbox = Outbox.open(places, KEY)
    yield outbox
    outbox.close()


def draft(external_id: str = "1", **fields: Any) -> Draft:
    """Return a claim of a shift that is about to be entered."""
    plain: dict[str, Any] = {
        "connection": "trio-east",
        "vendor": "trio",
        "external_id": external_id,
        "action": "claim",
        "label": "Claim",
        "parameters": {"candidate_id": "47"},
        "reason": None,
        "by": "Sam",
        "basis": shift(external_id),
        "preview": shift(external_id, state=State.PENDING),
    }
    return Draft(**{**plain, **fields})


def entered(outbox: Outbox, external_id: str = "1", **fields: Any) -> Intent:
    """Enter an intent, which has to go well."""
    intent = outbox.enter(draft(external_id, **fields))
    assert intent is not None
    return intent


def ended(outbox: Outbox, intent: Intent, state: IntentState = IntentState.SUCCEEDED) -> Intent:
    """Put an end on record, which has to go well."""
    found = outbox.finish(intent.id, state, "Sam", "done")
    assert found is not None
    return found


def test_what_is_entered_is_read_as_it_was(outbox: Outbox) -> None:
    before = datetime.now(UTC)
    basis = shift(assignments=(person("Zoë Élan", "47"),), notes="a\nb")
    intent = entered(
        outbox, basis=basis, reason="both agreed", seen={"3", "1", "2"}, parameters={"name": "日勤", "n": 3}
    )

    assert intent == outbox.reader.intent(intent.id)
    assert intent.basis == basis
    assert (intent.state, intent.attempts, intent.sent_at, intent.finished_at) == ("sending", 0, None, None)
    assert (intent.by, intent.reason, intent.label, intent.message) == ("Sam", "both agreed", "Claim", None)
    assert intent.parameters == {"name": "日勤", "n": 3}
    assert intent.seen == {"1", "2", "3"}
    assert intent.memory == {}
    assert before - timedelta(seconds=1) <= intent.created_at <= datetime.now(UTC)
    assert (intent.ref, intent.result_ref) == ("trio-east:1", None)


@given(shifts())
def test_a_shift_on_record_is_the_shift(one: Shift) -> None:
    found = unpacked(packed(one))
    assert found is not None
    assert written(found) == written(one)
    assert found.start.tzinfo == one.start.tzinfo
    assert unpacked(packed(None)) is None


@pytest.mark.parametrize(
    "state", [IntentState.SENDING, IntentState.UNKNOWN, IntentState.QUEUED, IntentState.HELD]
)
def test_a_shift_has_one_open_intent_at_a_time(outbox: Outbox, state: IntentState) -> None:
    first = entered(outbox)
    if state is IntentState.HELD:
        outbox.hold(first.id, "Sam", "changed", shift())
    elif state is not IntentState.SENDING:
        ended(outbox, first, state)
    assert outbox.enter(draft()) is None
    assert outbox.enter(draft(action="release", parameters={})) is None
    assert outbox.enter(draft("2")) is not None
    assert outbox.enter(draft(connection="trio-west")) is not None
    assert len(outbox.reader.intents("trio-east:1")) == 1


@pytest.mark.parametrize("state", [IntentState.SUCCEEDED, IntentState.REFUSED, IntentState.WITHDRAWN])
def test_one_that_has_ended_stands_in_nobodys_way(outbox: Outbox, state: IntentState) -> None:
    assert state not in OPEN_INTENTS
    first = ended(outbox, entered(outbox), state)
    assert first.finished_at is not None
    assert entered(outbox).id > first.id
    assert [one.id for one in outbox.reader.intents(open_only=True)] == [first.id + 1]


def test_of_a_connection_itself_only_the_very_same_wish_is_refused(outbox: Outbox) -> None:
    create = {"action": "create-shift", "basis": None, "preview": None}
    entered(outbox, "", parameters={"name": "a", "minutes": 1}, **create)
    assert outbox.enter(draft("", parameters={"minutes": 1, "name": "a"}, **create)) is None
    assert outbox.enter(draft("", parameters={"name": "a", "minutes": 2}, **create)) is not None
    assert [one.ref for one in outbox.reader.intents()] == ["trio-east", "trio-east"]
    assert len(outbox.reader.intents("trio-east")) == 2


def test_it_is_marked_as_sent_before_and_counted(outbox: Outbox) -> None:
    intent = entered(outbox)
    outbox.note(intent.id, {"ids": ["1"], "at": datetime(2026, 12, 1, tzinfo=UTC)})
    outbox.leave(intent.id)
    sent = outbox.reader.intent(intent.id)
    assert sent is not None
    assert sent.sent_at is not None
    assert sent.sent_at >= sent.created_at
    assert (sent.attempts, sent.state) == (1, "sending")
    assert sent.memory == {"ids": ["1"], "at": "2026-12-01T00:00:00+00:00"}


def test_what_is_not_this_processs_to_send_does_not_leave(outbox: Outbox, places: Places) -> None:
    intent = entered(outbox)
    other = Outbox.open(places, KEY)
    try:
        with pytest.raises(Failed, match="Another Callboard has taken this up"):
            other.leave(intent.id)
        ended(outbox, intent, IntentState.QUEUED)
        assert other.take(intent.id, "Eve") is not None
        with pytest.raises(Failed):
            outbox.leave(intent.id)
        other.leave(intent.id)
    finally:
        other.close()
    found = outbox.reader.intent(intent.id)
    assert found is not None
    assert found.attempts == 1


def test_an_end_is_put_on_record_once(outbox: Outbox) -> None:
    intent = entered(outbox)
    assert ended(outbox, intent, IntentState.REFUSED).state == "refused"
    assert outbox.finish(intent.id, IntentState.SUCCEEDED, "Eve", "late") is None
    assert outbox.hold(intent.id, "Eve", "late", None) is None
    assert outbox.take(intent.id, "Eve") is None
    found = outbox.reader.intent(intent.id)
    assert found is not None
    assert (found.state, found.message) == ("refused", "done")
    assert [one.state for one in outbox.reader.steps(intent.id)] == ["sending", "refused"]


def test_only_what_waits_can_be_taken_and_by_one_alone(outbox: Outbox, places: Places) -> None:
    intent = entered(outbox)
    assert outbox.take(intent.id, "Sam") is None
    outbox.leave(intent.id)
    ended(outbox, intent, IntentState.QUEUED)
    other = Outbox.open(places, KEY)
    try:
        taken = other.take(intent.id, "Eve", {"7"})
        assert taken is not None
        assert (taken.state, taken.sent_at, taken.message) == ("sending", None, None)
        assert taken.seen == {"7"}
        assert outbox.take(intent.id, "Sam") is None
        assert outbox.orphans("Sam") == []  # its process lives
    finally:
        other.close()


def test_what_is_held_keeps_both_versions_until_somebody_goes_on(outbox: Outbox) -> None:
    intent = entered(outbox)
    now = shift(title="LPN")
    held = outbox.hold(intent.id, "Sam", "It has changed.", now)
    assert held is not None
    assert (held.basis, held.found, held.message, held.finished_at) == (shift(), now, "It has changed.", None)
    outbox.rebase(intent.id, now, None)
    taken = outbox.take(intent.id, "Sam")
    assert taken is not None
    assert (taken.basis, taken.found, taken.preview) == (now, None, None)


def test_the_result_and_each_exchange_are_kept(outbox: Outbox) -> None:
    intent = entered(outbox)
    found = outbox.finish(
        intent.id, IntentState.UNKNOWN, "Sam", "no answer", result="9", exchanges=[EXCHANGE, EXCHANGE]
    )
    assert found is not None
    assert found.result_ref == "trio-east:9"
    assert found.finished_at is None
    found = outbox.finish(intent.id, IntentState.SUCCEEDED, "Eve", "seen", expected=(IntentState.UNKNOWN,))
    assert found is not None
    assert found.result == "9"
    steps = outbox.reader.steps(intent.id)
    assert [(one.state, one.by, one.exchange is not None) for one in steps] == [
        ("sending", "Sam", False),
        ("sending", "Sam", True),
        ("unknown", "Sam", True),
        ("succeeded", "Eve", False),
    ]
    assert steps[1].exchange == {
        "method": "POST", "path": "/claim", "sent": "{}", "status": 200, "received": '{"id": 1}',
        "error": None,
    }  # fmt: skip
    assert [one.at for one in steps] == sorted(one.at for one in steps)


def test_a_lease_dies_with_its_outbox(outbox: Outbox, places: Places) -> None:
    dying = Outbox.open(places, KEY)
    never_left, left, waits = (entered(dying, str(n)) for n in range(3))
    dying.leave(left.id)
    ended(dying, waits, IntentState.QUEUED)
    mine = entered(outbox, "mine")
    assert outbox.orphans("Eve") == []
    dying.close()

    found = {one.id: one for one in outbox.orphans("Eve")}
    assert found.keys() == {never_left.id, left.id}
    assert found[never_left.id].state == "refused"
    assert found[never_left.id].finished_at is not None
    assert "before anything was sent" in (found[never_left.id].message or "")
    assert found[left.id].state == "unknown"
    assert found[left.id].finished_at is None
    assert outbox.orphans("Eve") == []
    for untouched, state in ((mine, "sending"), (waits, "queued")):
        still = outbox.reader.intent(untouched.id)
        assert still is not None
        assert still.state == state
    assert len(list((places.data / "leases").iterdir())) == 1


DYING = """
import os, sys
from app.places import Places
from app.secrets import Key
from app.store.outbox import Draft, Outbox

outbox = Outbox.open(Places.find(), Key(sys.argv[1]))
for external_id in ("never left", "left"):
    intent = outbox.enter(Draft(connection="trio-east", vendor="trio", external_id=external_id,
        action="claim", label="Claim", parameters={}, reason=None, by="Sam", basis=None, preview=None))
outbox.leave(intent.id)
print("sent", flush=True)
sys.stdin.read()
"""


def test_a_lease_dies_with_its_process_and_not_before(outbox: Outbox, places: Places) -> None:
    environ = {**os.environ, "CALLBOARD_HOME": str(places.data.parent)}
    with subprocess.Popen(
        [sys.executable, "-c", DYING, KEY.text],
        cwd=ROOT,
        env=environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"sent\n"
        assert outbox.orphans("Eve") == []
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert [(one.external_id, one.state.value) for one in outbox.orphans("Eve")] == [
        ("never left", "refused"),
        ("left", "unknown"),
    ]


def test_intents_are_read_by_shift_by_end_and_the_newest_first(outbox: Outbox) -> None:
    first = ended(outbox, entered(outbox))
    second, other = entered(outbox), entered(outbox, "2")
    reader = outbox.reader
    assert [one.id for one in reader.intents()] == [other.id, second.id, first.id]
    assert [one.id for one in reader.intents("trio-east:1")] == [second.id, first.id]
    assert [one.id for one in reader.intents("trio-east:1", open_only=True, limit=1)] == [second.id]
    assert reader.intents("trio-east:1", limit=1) == [second]
    assert reader.intents("trio-east:3") == reader.intents("trio-east") == []
    assert reader.intent(999) is None
    assert reader.steps(999) == []


def test_nothing_on_record_is_ever_deleted(outbox: Outbox, store: Store) -> None:
    kept = [ended(outbox, entered(outbox, str(n)), IntentState.WITHDRAWN).id for n in range(3)]
    store.forget("trio-east")
    assert [one.id for one in outbox.reader.intents()] == kept[::-1]
    assert all(len(outbox.reader.steps(number)) == 2 for number in kept)


def test_a_copy_of_the_desk_has_the_intents(places: Places) -> None:
    with opened(places):
        outbox = Outbox.open(places, KEY)
        entered(outbox)
        outbox.close()
    with opened(places):  # the day's next start: the desk has something to lose now
        pass
    (copy,) = copies_of(places).glob("*.db")
    db = open_reading(copy, KEY, DESK)
    try:
        assert db.execute("select action, external_id from intent").fetchall() == [("claim", "1")]
        assert db.execute("select count(*) from step").get == 1
    finally:
        db.close()


def test_what_another_has_taken_meanwhile_is_not_ended_as_a_dead_processs(
    outbox: Outbox, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    dying, quick = Outbox.open(places, KEY), Outbox.open(places, KEY)
    intent = entered(dying)
    look = locks.held

    @contextmanager
    def slowly(path: Path, *, patience: float) -> Iterator[bool]:
        """Look whether the process lives only after the intent has gone over to another."""
        monkeypatch.undo()
        ended(dying, intent, IntentState.QUEUED)
        dying.close()
        assert quick.take(intent.id, "Eve") is not None
        with look(path, patience=patience) as dead:
            yield dead

    monkeypatch.setattr("app.store.outbox.held", slowly)
    assert outbox.orphans("Sam") == []
    quick.leave(intent.id)  # it is still that one's to send
    quick.close()
