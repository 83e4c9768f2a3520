"""What a window's panels ask of the engine's process: what can be done, with what, and doing it."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from app.asking import Offered
from app.demo import Demo
from app.domain import Kept, State
from app.panel_shape import shape_of_offer
from app.places import Places
from app.shape import shape_of_shift
from app.store.filters import Filter
from app.store.store import Store
from app.vendors import VENDORS
from tests.processes import Message, Process
from tests.pulling import KEY
from tests.shifts import NOON, shift

CREATE = {"name": "Nachtdienst", "start": "22:00", "minutes": 480}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("panel")


@pytest.fixture(scope="module")
def demo(home: Path) -> Iterator[Process]:
    """Yield an engine of the demo that has pulled all its vendors."""
    with Process(home, "--demo", "--shifts", "300") as process:
        process.rested()
        yield process


@pytest.fixture
def store(home: Path, demo: Process) -> Iterator[Store]:
    store = Store.open(Places.under(home), KEY)
    yield store
    store.close()


def where(store: Store, action: str, vendor: str = "trio") -> str:
    """Return the ref of a shift some days ahead on which an action is enabled."""
    shifts = [one.shift for one in store.reader.shifts(Filter(connections=frozenset({vendor})))]
    return next(
        one.ref for one in reversed(shifts) if action in one.actions and not store.reader.intents(one.ref)
    )


def kept(store: Store, ref: str) -> Kept:
    """Return a shift that must be in the cache."""
    found = store.reader.shift(ref)
    assert found is not None
    return found


def tells_of(state: str, one: Message) -> bool:
    """Tell whether a message says that an intent is in a state."""
    return one.get("notice") == "intent" and one["intent"]["state"] == state


def answers(number: int, one: Message) -> bool:
    """Tell whether a message answers a command."""
    return one.get("answer") == number


def done(demo: Process, action: str, ref: str, **facts: object) -> Message:
    """Do something and return what became of it."""
    return demo.ask("do", action=action, ref=ref, **facts)


def test_a_panel_tells_all_that_can_be_done_and_why_the_rest_cannot(demo: Process, store: Store) -> None:
    ref = where(store, "claim")
    panel = demo.ask("panel", ref=ref)
    assert panel["ok"]
    assert (panel["ref"], panel["connection"], panel["vendor_title"]) == (ref, "trio", "Trio")
    assert panel["reachable"] is True
    actions = {one["name"]: one for one in panel["actions"]}
    assert actions["claim"].keys() == {
        "name", "label", "weight", "enabled", "reason", "parameters", "takes_from", "goes_to",
        "on_connection", "foresees",
    }  # fmt: skip
    assert (actions["claim"]["enabled"], actions["claim"]["weight"]) == (True, "primary")
    assert actions["claim"]["parameters"]["properties"]["candidate_id"]["pick"] == "candidate"
    assert actions["confirm"]["reason"] == "Nobody has claimed it yet."
    assert actions["decline"]["weight"] == "danger"
    assert all(one.keys() == {"title", "text", "head", "rows", "key"} for one in panel["sections"])


def test_a_vendor_that_only_reads_says_so(demo: Process, store: Store) -> None:
    ref = next(one.shift.ref for one in store.reader.shifts(Filter(connections=frozenset({"utrac"}))))
    panel = demo.ask("panel", ref=ref)
    assert panel["actions"] == []
    assert any("read" in one["text"] for one in panel["sections"])


def test_a_panel_of_a_connection_itself_has_its_own_actions(demo: Process) -> None:
    panel = demo.ask("panel", ref="fourspaces")
    (create,) = panel["actions"]
    assert (create["name"], create["on_connection"], create["foresees"]) == ("create-shift", True, True)
    assert panel["sections"] == []
    assert not demo.ask("panel", ref="nobody:1")["ok"]
    assert not demo.ask("look_up", ref="fourspaces", key="x")["ok"]


def test_what_a_parameter_may_be_is_read_from_the_vendor(demo: Process, store: Store) -> None:
    found = demo.ask("choices", ref=where(store, "assign", "shiftboard"), pick="candidate")["choices"]
    assert found[0].keys() == {"id", "name", "eligible", "reasons"}
    assert [one["eligible"] for one in found] == sorted((one["eligible"] for one in found), reverse=True)
    known = demo.ask("choices", ref=where(store, "claim"), pick="candidate")["choices"]
    assert known
    assert {one["eligible"] for one in known} == {None}
    assert demo.ask("choices", ref="fourspaces", pick="team")["choices"]


def test_what_would_come_of_it_is_told_before(demo: Process, store: Store) -> None:
    ask = {"ref": "fourspaces", "action": "create-shift"}
    assert demo.ask("foresee", **ask, parameters={})["faults"].keys() == {"name", "start", "minutes"}
    told = demo.ask("foresee", **ask, parameters=CREATE)
    assert told["faults"] == {}
    assert told["lines"]
    ref = where(store, "claim")
    plain = demo.ask("foresee", ref=ref, action="claim", parameters={})
    assert (plain["faults"], plain["lines"], plain["asks"]) == ({}, [], None)
    assert "could not be checked" in plain["warnings"][0]
    assert not demo.ask("foresee", ref=ref, action="teleport", parameters={})["ok"]


def test_an_action_is_done_told_step_by_step_and_on_record(demo: Process, store: Store) -> None:
    ref = where(store, "claim")
    since = len(demo.heard)
    answer = done(demo, "claim", ref)
    assert answer.keys() >= {
        "id", "ref", "action", "outcome", "message", "shift", "result_ref", "needs_reason", "undo",
    }  # fmt: skip
    assert (answer["outcome"], answer["ref"], answer["needs_reason"]) == ("succeeded", ref, False)
    assert answer["shift"] == shape_of_shift(kept(store, ref))
    assert answer["shift"]["state"] == "pending"
    assert answer["undo"].keys() == {"ref", "action", "label", "until", "parameters", "whom"}
    assert answer["undo"]["action"] == "decline"
    for state in ("sending", "succeeded"):
        demo.until(partial(tells_of, state), since)
    demo.notice("committed", since, connection="trio", ids=[store.reader.by_ref([ref])[0].id])
    (record,) = store.reader.intents(ref)
    assert record.id == answer["id"]

    undone = done(demo, answer["undo"]["action"], answer["undo"]["ref"])
    assert undone["outcome"] == "succeeded"


def test_what_does_not_fit_is_an_error_and_what_cannot_be_is_refused(demo: Process, store: Store) -> None:
    ref = where(store, "claim")
    for action, parameters, why in (
        ("teleport", {}, "There is no action"),
        ("claim", {"candidate_id": ""}, "candidate_id: "),
        ("claim", {"x": 1}, "x: There is no such parameter"),
    ):
        answer = done(demo, action, ref, parameters=parameters)
        assert not answer["ok"]
        assert why in answer["error"]
    refused = done(demo, "release", ref)
    assert (refused["ok"], refused["outcome"], refused["id"]) == (True, "refused", None)
    assert store.reader.intents(ref) == []


def test_what_waits_for_a_vendor_goes_out_when_it_answers_again(demo: Process, store: Store) -> None:
    ref, other = where(store, "claim"), where(store, "decline")
    demo.ask("offline", connection="trio", offline=True)
    demo.notice("health", len(demo.heard) - 1, connection="trio", phase="failing")
    waiting, back = done(demo, "claim", ref, queue=True), done(demo, "decline", other, queue=True)
    assert (waiting["outcome"], back["outcome"]) == ("queued", "queued")
    assert "it waits until the vendor can be reached" in waiting["message"]
    panel = demo.ask("panel", ref=ref)
    assert panel["reachable"] is False
    assert all("withdraw it first" in one["reason"] for one in panel["actions"])
    assert store.reader.by_ref([ref])[0].intent == "queued"
    assert demo.ask("send", intent=waiting["id"])["intent"]["state"] == "queued"
    assert demo.ask("withdraw", intent=back["id"])["intent"]["state"] == "withdrawn"
    assert not demo.ask("withdraw", intent=back["id"])["ok"]
    assert not demo.ask("withdraw", intent=99_999)["ok"]

    since = len(demo.heard)
    demo.ask("offline", connection="trio", offline=False)
    ended = demo.until(
        lambda one: one.get("notice") == "intent" and one["intent"]["state"] not in {"queued", "sending"},
        since,
    )["intent"]
    assert (ended["id"], ended["ref"]) == (waiting["id"], ref)
    assert ended["state"] == "succeeded", ended
    assert kept(store, ref).shift.state is State.PENDING
    assert kept(store, other).shift.state is not State.CANCELLED


def test_a_recurring_shift_is_made_and_its_first_day_answered(demo: Process, store: Store) -> None:
    answer = done(demo, "create-shift", "fourspaces", parameters=CREATE)
    assert (answer["outcome"], answer["ref"]) == ("succeeded", "fourspaces")
    assert answer["shift"]["ref"] == answer["result_ref"]
    assert kept(store, answer["result_ref"]).shift.title == "Nachtdienst"


def test_a_selection_is_told_what_it_shares_and_what_would_become_of_each(
    demo: Process, store: Store
) -> None:
    claimable, other = where(store, "claim"), where(store, "decline")
    shared = {one["name"]: one for one in demo.ask("shared", refs=[claimable, other])["actions"]}
    assert shared["claim"]["able"] == 1
    assert shared["confirm"]["able"] in (0, 1)
    rows = demo.ask("plan", action="claim", refs=[claimable, other, "trio:gone"])["rows"]
    assert [one["ref"] for one in rows] == [claimable, other, "trio:gone"]
    assert [one["verdict"] for one in rows] == ["go", "cannot", "cannot"]
    assert rows[0].keys() == {"ref", "verdict", "sentences", "needs_reason"}
    assert rows[1]["sentences"]
    utrac = next(one.shift.ref for one in store.reader.shifts(Filter(connections=frozenset({"utrac"}))))
    assert demo.ask("shared", refs=[claimable, utrac])["actions"] == []


def test_there_is_nothing_to_reconcile_where_all_is_known(demo: Process) -> None:
    assert demo.ask("reconcile")["rows"] == []


HOSTILE: list[dict[str, object]] = [
    {"do": "panel"},
    {"do": "panel", "ref": None},
    {"do": "panel", "ref": ["trio"]},
    {"do": "panel", "ref": "trio:\ud800"},
    {"do": "do", "ref": "trio:1"},
    {"do": "do", "ref": "trio:1", "action": ["claim"]},
    {"do": "do", "ref": "trio:1", "action": "claim", "parameters": [1]},
    {"do": "do", "ref": "trio", "action": "claim"},
    {"do": "do", "ref": ":", "action": "claim"},
    {"do": "send"},
    {"do": "send", "intent": "x"},
    {"do": "send", "intent": 10**30},
    {"do": "withdraw", "intent": None},
    {"do": "choices", "ref": "trio"},
    {"do": "look_up", "ref": "shiftboard:1", "key": "nonsense"},
    {"do": "foresee", "ref": "trio", "action": "claim"},
    {"do": "foresee", "ref": "fourspaces", "action": "create-shift", "parameters": "x"},
    {"do": "shared", "refs": 5},
    {"do": "plan", "refs": ["trio:1"], "action": None, "parameters": 7},
]


def test_hostile_commands_are_answered_with_a_sentence(demo: Process) -> None:
    for number, message in enumerate(HOSTILE, 5000):
        demo.say(json.dumps({**message, "id": number}).encode())
        answer = demo.until(partial(answers, number))
        harmless = message["do"] in {"panel", "plan"} or answer.get("outcome") == "refused"
        assert harmless or not answer["ok"], message
        if not answer["ok"]:
            assert answer["error"], message
            assert "Traceback" not in answer["error"]
    assert demo.ask("vendors")["ok"]
    assert demo.noise == []


def test_no_secret_crosses_the_line_or_is_kept(demo: Process, store: Store) -> None:
    said = json.dumps(demo.heard)
    db = store.reader._db
    tables = [name for (name,) in db.execute("select name from desk.sqlite_schema where type='table'")]
    record = "\n".join(str(db.execute(f"select * from desk.{name}").fetchall()) for name in tables)
    assert "POST" in record
    for secrets in Demo(shifts=10).secrets.values():
        for field, secret in secrets.items():
            if field != "username":
                assert secret not in said
                assert secret not in record


@pytest.mark.parametrize(("state", "weight"), [(State.OPEN, "primary"), (State.CANCELLED, "normal")])
def test_nothing_stands_out_as_the_usual_step_of_a_cancelled_shift(state: State, weight: str) -> None:
    one = next(one for one in VENDORS["shiftboard"].actions(shift(1, state=state)) if one.weight == "primary")
    there = Kept(shift=shift(1, state=state), last_seen=NOON)
    assert shape_of_offer(Offered(one, None), there)["weight"] == weight
