"""What is said of an action's outcome is no more than is known, and names who stands on the shift."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.action import Happened
from app.aftermath import aftermath
from app.checks import AGAIN, Rules, Severity
from app.domain import State
from app.vendors import VENDORS
from app.vendors.trio import settling
from tests.acting import CREATE, DOWN, LOST, LOST_AFTERWARDS, Opened, calm
from tests.shifts import person, shift

OPEN = shift("1", state=State.OPEN, vendor_status="Open", actions=("claim",))
TAKEN = replace(
    OPEN, state=State.PENDING, vendor_status="Pending", assignments=(person("Eve", "9"),), actions=()
)


@pytest.fixture
def open_desk(tmp_path: Path) -> Iterator[Opened]:
    with Opened(tmp_path) as opened:
        yield opened


def test_whose_claim_it_was_is_never_certain_and_who_stands_there_is_named() -> None:
    verdict = settling.claimed(TAKEN)
    assert isinstance(verdict, Happened)
    assert "Eve stands on it now" in verdict.said
    assert "probably" in verdict.said


async def test_a_lost_claim_is_told_with_who_stands_there(open_desk: Opened) -> None:
    actor = await open_desk()
    shown = actor.where("claim")
    actor.lines["trio"].fate = LOST_AFTERWARDS
    done = await actor.do("claim", shown.ref)
    assert done.outcome == "succeeded"
    assert done.kept is not None
    (there,) = done.kept.shift.assignments
    assert there.person in done.message
    assert "probably" in done.message


async def test_what_is_not_seen_may_have_been_refused_and_is_told_so(open_desk: Opened) -> None:
    actor = await open_desk()
    actor.lines["trio"].fate = LOST
    done = await actor.do("claim", actor.where("claim").ref)
    assert done.id is not None
    settled = await actor.settle(done.id)
    assert settled.state == "refused"
    assert (settled.message or "").endswith("If it did arrive, the vendor has refused it.")


async def test_a_success_names_who_it_was_for(open_desk: Opened) -> None:
    actor = await open_desk()
    done = await actor.do("claim", actor.where("claim").ref)
    assert done.kept is not None
    (there,) = done.kept.shift.assignments
    assert done.message == f"Claim: done. {there.person} is on it now."


def test_what_was_left_behind_names_who_came_and_who_went() -> None:
    assert aftermath(OPEN, None, TAKEN) == "Eve is on it now."
    other = replace(TAKEN, assignments=(person("Adam", "8"),))
    assert aftermath(TAKEN, None, other) == "Adam is on it now, in the place of Eve."
    assert aftermath(TAKEN, None, OPEN) == "Eve is no longer on it."
    assert aftermath(OPEN, None, OPEN) == ""


def test_what_the_vendor_does_not_show_as_expected_is_said() -> None:
    cancelled = replace(TAKEN, state=State.CANCELLED)
    assert aftermath(TAKEN, cancelled, TAKEN) == "The vendor shows it as “Pending”."


async def test_the_same_recurring_shift_once_more_needs_a_reason(open_desk: Opened) -> None:
    actor = await open_desk("fourspaces")
    line = actor.lines["fourspaces"]
    assert (await actor.do("create-shift", "fourspaces", CREATE)).outcome == "succeeded"
    again = await actor.do("create-shift", "fourspaces", CREATE)
    assert (again.id, again.outcome, again.needs_reason) == (None, "refused", True)
    assert "it would be there twice" in again.message
    assert len(line.acted) == 1
    assert (await actor.do("create-shift", "fourspaces", {**CREATE, "minutes": 60})).outcome == "succeeded"


async def test_a_recurring_shift_that_waited_is_checked_again_before_it_goes_out(open_desk: Opened) -> None:
    actor = await open_desk("fourspaces")
    line = actor.lines["fourspaces"]
    line.fate = DOWN
    waiting = await actor.do("create-shift", "fourspaces", CREATE, queue=True)
    assert waiting.id is not None
    assert waiting.outcome == "queued"
    line.fate = calm
    other = await actor.do("create-shift", "fourspaces", {**CREATE, "minutes": 60})
    assert other.outcome == "succeeded"
    # Two processes may let the same in other words through, where both look before either has entered it.
    actor.outbox._db.execute(
        "update intent set parameters=? where id=?", (json.dumps({**CREATE, "end": "06:00"}), other.id)
    )
    before = len(line.acted)
    await actor.go_on("fourspaces")
    held = actor.intent(waiting.id)
    assert held.state == "held"
    assert "it would be there twice" in (held.message or "")
    assert (await actor.send(waiting.id)).state == "held"  # a reason is asked for here as well
    assert len(line.acted) == before
    sent = await actor.send(waiting.id, reason="there are two wards")
    assert (sent.state, sent.reason) == ("succeeded", "there are two wards")
    assert any(
        "Overridden, for “there are two wards”: The same" in (one.message or "")
        for one in actor.steps(sent.id)
    )


async def test_what_blocks_keeps_one_that_is_held_from_going_out(open_desk: Opened) -> None:
    actor = await open_desk("fourspaces")
    line = actor.lines["fourspaces"]
    assert (await actor.do("create-shift", "fourspaces", CREATE)).outcome == "succeeded"
    line.fate = DOWN
    waiting = await actor.do("create-shift", "fourspaces", CREATE, queue=True, reason="two wards")
    line.fate = calm
    actor.acting.rules = lambda: Rules(severities={AGAIN: Severity.BLOCK})
    for _ in range(2):
        assert (await actor.send(waiting.id)).state == "held"
    assert len(line.acted) == 2


def test_what_has_no_last_day_is_asked_about() -> None:
    (create,) = VENDORS["fourspaces"].actions(None)
    assert "for good" in (create.asks(create.params.model_validate(CREATE)) or "")
    assert create.asks(create.params.model_validate({**CREATE, "valid_to": "2030-01-01"})) is None


@pytest.mark.parametrize(("end", "minutes"), [("06:00", 480), ("22:00", 1440), ("23:30", 90)])
def test_an_end_may_be_told_in_place_of_a_length(end: str, minutes: int) -> None:
    (create,) = VENDORS["fourspaces"].actions(None)
    told = create.params.model_validate({"name": "Nacht", "start": "22:00", "end": end})
    assert told.model_dump()["minutes"] == minutes


def test_an_end_that_contradicts_the_length_is_not_taken() -> None:
    (create,) = VENDORS["fourspaces"].actions(None)
    with pytest.raises(ValueError, match="contradict"):
        create.params.model_validate({**CREATE, "end": "07:00"})
    assert create.params.model_validate({**CREATE, "end": "06:00"})
