"""What became of an action at Trio, told from the shift as it was and as it is now; without a network."""

from dataclasses import replace

import pytest

from app.action import CannotTell, DidNot, Happened, Verdict
from app.domain import Shift, State
from app.vendors.trio import settling
from tests.vendors.trio_shifts import (
    ADAM,
    ASSIGNED,
    CANCELLED,
    CONFIRMED,
    EVE,
    OPEN,
    PENDING,
    STRANGE,
    standing,
)


def why(verdict: Verdict, kind: type[DidNot] | type[CannotTell] = DidNot) -> str:
    assert type(verdict) is kind
    assert isinstance(verdict, DidNot | CannotTell)
    return verdict.why


@pytest.mark.parametrize(
    "now",
    [
        PENDING,
        replace(PENDING, actions=()),
        standing("Pending", State.PENDING, None, "decline"),
        standing("Claimed", State.PENDING, None, "confirm"),
        CONFIRMED,
        STRANGE,
    ],
)
def test_a_claim_is_ours_if_somebody_stands_there_or_an_answer_is_awaited(now: Shift) -> None:
    assert settling.claimed(now) == Happened()


def test_a_claim_of_what_is_open_or_invisible_or_nobodys_did_not_happen() -> None:
    assert why(settling.claimed(OPEN)) == "It is still open."
    assert "still open" in why(settling.claimed(replace(OPEN, vendor_status="Vacant", state=State.UNKNOWN)))
    assert "no longer visible" in why(settling.claimed(None))
    assert "“Cancelled”" in why(settling.claimed(CANCELLED))
    assert "nothing shows that it is ours" in why(settling.claimed(standing("Filled", State.ASSIGNED)))


def test_a_claim_for_somebody_happened_only_if_that_one_stands_there() -> None:
    assert settling.claimed_for("adam", PENDING) == Happened()  # ids are compared without case
    assert why(settling.claimed_for("eve", PENDING)) == "Somebody else has it: Adam Jones."
    assert why(settling.claimed_for("adam", OPEN)) == "It is still open."
    assert "no longer visible" in why(settling.claimed_for("adam", None))
    assert "does not stand on it" in why(settling.claimed_for("adam", CANCELLED))


def test_a_claim_for_somebody_stays_open_while_the_vendor_names_nobody() -> None:
    nobody_named = standing("Pending", State.PENDING, None, "decline")

    assert "does not tell whose" in why(settling.claimed_for("adam", nobody_named), CannotTell)


def test_a_confirmation_is_seen_by_who_stands_there_confirmed() -> None:
    assert settling.confirmed(ASSIGNED, CONFIRMED) == Happened()
    assert settling.confirmed(ASSIGNED, standing("Completed", State.WORKED, ADAM)) == Happened()
    assert settling.confirmed(ASSIGNED, replace(CONFIRMED, assignments=())) == Happened()
    assert settling.confirmed(ASSIGNED, replace(STRANGE, actions=("release",))) == Happened()


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (None, "no longer visible"),
        (ASSIGNED, "“Assigned”"),
        (replace(ASSIGNED, actions=()), "“Assigned”"),  # it has begun meanwhile
        (standing("Confirmed", State.CONFIRMED, EVE, "release"), "Somebody else has it by now: Eve Ng."),
        (OPEN, "“Open”"),
        (standing("Cancelled", State.CANCELLED, ADAM), "“Cancelled”"),
        (replace(STRANGE, actions=("confirm",)), "“Awaiting Moon”"),
    ],
)
def test_a_confirmation_that_shows_nowhere_did_not_happen(now: Shift | None, words: str) -> None:
    assert words in why(settling.confirmed(ASSIGNED, now))


def test_a_confirmation_is_left_open_in_a_status_that_nobody_knows() -> None:
    both = replace(ASSIGNED, actions=("confirm", "release"))

    assert "“Awaiting Moon”" in why(settling.confirmed(ASSIGNED, STRANGE), CannotTell)
    assert type(settling.confirmed(both, replace(STRANGE, actions=("release",)))) is CannotTell


@pytest.mark.parametrize(
    "now",
    [
        None,
        OPEN,
        standing("Declined", State.CANCELLED, ADAM),
        standing("Assigned", State.ASSIGNED, EVE, "confirm", "decline"),
        standing("Filled", State.ASSIGNED),
        replace(STRANGE, assignments=()),
    ],
)
def test_whoever_no_longer_stands_there_was_taken_off(now: Shift | None) -> None:
    assert settling.taken_off("decline", ASSIGNED, now) == Happened()


@pytest.mark.parametrize(
    "now",
    [ASSIGNED, replace(ASSIGNED, actions=()), CONFIRMED, replace(STRANGE, actions=("decline",))],
)
def test_whoever_still_stands_there_was_not_taken_off(now: Shift) -> None:
    assert "Adam Jones still stands on it." in why(settling.taken_off("decline", ASSIGNED, now))


def test_somebody_in_a_status_that_nobody_knows_may_have_been_taken_off() -> None:
    assert "Adam Jones is still named" in why(settling.taken_off("release", CONFIRMED, STRANGE), CannotTell)


def test_a_status_that_nobody_knows_but_that_stays_as_it_was_shows_that_nothing_happened() -> None:
    shown = replace(STRANGE, actions=("decline",))

    assert "Adam Jones still stands on it." in why(settling.taken_off("decline", shown, STRANGE))


def test_whoever_is_only_proposed_again_was_not_released() -> None:
    assert "Adam Jones still stands on it." in why(settling.taken_off("release", CONFIRMED, PENDING))


def test_declining_what_names_nobody_is_seen_by_what_is_offered() -> None:
    shown = standing("Offered", State.PENDING, None, "decline")

    assert why(settling.taken_off("decline", shown, shown)) == "The vendor shows it as “Offered”."
    assert settling.taken_off("decline", shown, OPEN) == Happened()
    assert settling.taken_off("decline", shown, standing("Filled", State.ASSIGNED)) == Happened()


SUBMITTABLE = replace(OPEN, actions=("claim", "submit"))
SUBMITTED = standing("Submitted", State.PENDING, ADAM, "withdraw-submission")


def submitted(now: Shift | None) -> Verdict:
    return settling.done("Submit", "submit", SUBMITTABLE, now)


def withdrawn(now: Shift | None) -> Verdict:
    return settling.done("Withdraw Submission", "withdraw-submission", SUBMITTED, now)


def test_an_action_known_by_name_alone_happened_if_it_is_gone_and_something_came_of_it() -> None:
    assert submitted(SUBMITTED) == Happened()
    assert submitted(replace(OPEN, actions=("claim", "withdraw-submission"))) == Happened()
    assert submitted(replace(PENDING, actions=(), vendor_status="Open")) == Happened()
    assert withdrawn(SUBMITTABLE) == Happened()


def test_an_action_known_by_name_alone_did_not_happen_if_all_stands_as_before() -> None:
    assert why(submitted(SUBMITTABLE)) == "The vendor shows it as “Open”."
    assert why(withdrawn(SUBMITTED)) == "The vendor shows it as “Submitted”."


@pytest.mark.parametrize(
    "now",
    [
        OPEN,  # no longer offered, and nothing tells why
        replace(SUBMITTABLE, actions=("claim", "submit", "accept")),
        standing("Submitted", State.PENDING, ADAM, "submit"),
    ],
)
def test_an_action_known_by_name_alone_is_left_open_otherwise(now: Shift) -> None:
    assert type(submitted(now)) is CannotTell


def test_what_vanished_shows_that_something_was_taken_away_but_not_that_something_was_obtained() -> None:
    assert withdrawn(None) == withdrawn(CANCELLED) == Happened()
    assert "no longer visible" in why(submitted(None))
    assert why(submitted(CANCELLED)) == "The vendor shows it as “Cancelled”."


def test_what_was_cancelled_before_is_judged_by_what_it_offers() -> None:
    shown, now = (replace(CANCELLED, actions=(key,)) for key in ("reopen", "close-again"))

    assert settling.done("Reopen", "reopen", shown, now) == Happened()


@pytest.mark.parametrize(
    ("name", "takes"),
    [
        ("Withdraw Submission", True),
        ("REJECT", True),
        ("CancelShift", True),
        ("Submit", False),
        ("Accept", False),
    ],
)
def test_a_name_tells_whether_something_is_taken_away(name: str, takes: bool) -> None:
    assert settling.takes_away(name) is takes


def test_a_status_that_is_not_told_is_said_to_be_none() -> None:
    assert settling.status(replace(OPEN, vendor_status=None)) == "The vendor does not tell its status."
