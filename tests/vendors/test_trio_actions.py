"""What can be done with a shift of Trio's: the list of it, reasons, forms and previews. Nothing is sent."""

from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError

from app.action import Weight, Wish
from app.domain import Assignment, Offer, Shift, State
from app.vendors.trio.actions import Claim
from app.vendors.trio.adapter import TRIO
from tests.vendors.trio import action
from tests.vendors.trio_shifts import ASSIGNED, CANCELLED, CONFIRMED, OPEN, PENDING, STRANGE

SUBMIT, WITHDRAW = "/trio/shifts/1/submissions", "/trio/shifts/1/submissions/withdraw"
NOW_WHAT = replace(OPEN, actions=(), offers=())


def offering(shift: Shift, *offers: tuple[str, str | None]) -> Shift:
    """Return a shift that offers these, by name and link, in this order."""
    made = tuple(Offer(name=name, link=link, precedence=n) for n, (name, link) in enumerate(offers))
    keys = tuple("-".join(offer.name.lower().split()) for offer in made)
    return replace(shift, offers=made, actions=keys)


def reasons(shift: Shift) -> dict[str, str | None]:
    return {action.key: action.blocked(shift) for action in TRIO.actions(shift)}


def test_the_documented_actions_are_listed_whatever_the_shift_offers() -> None:
    assert [action.key for action in TRIO.actions(NOW_WHAT)] == ["claim", "confirm", "decline", "release"]
    assert None not in reasons(NOW_WHAT).values()
    assert TRIO.actions(None) == ()


def test_what_is_offered_comes_first_in_the_vendors_own_order() -> None:
    shift = offering(OPEN, ("DECLINE", None), ("Submit", SUBMIT), ("Claim", "/c"), ("Move House", None))

    assert [action.key for action in TRIO.actions(shift)] == [
        "decline",
        "submit",
        "claim",
        "move-house",
        "confirm",
        "release",
    ]
    assert [action.label for action in TRIO.actions(shift)][:4] == [
        "Decline",
        "Submit",
        "Claim",
        "Move House",
    ]
    assert [key for key, reason in reasons(shift).items() if reason is None] == ["decline", "submit", "claim"]


def test_what_is_offered_twice_is_listed_once() -> None:
    shift = offering(OPEN, ("Submit", SUBMIT), ("SUBMIT", "https://elsewhere.test/x"))

    assert [action.key for action in TRIO.actions(shift)].count("submit") == 1
    assert reasons(shift)["submit"] is None


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        (None, "Trio gives no address for this action, and documents none."),
        (
            "https://elsewhere.test/x",
            "Trio's address for this action leads to another server, to which the key is not sent.",
        ),
    ],
)
def test_a_further_action_without_a_way_of_its_own_is_shown_with_the_reason(
    link: str | None, reason: str
) -> None:
    shift = offering(OPEN, ("Submit", link), ("Claim", link))

    assert reasons(shift)["submit"] == reason
    assert reasons(shift)["claim"] is None  # it goes to its documented path


@pytest.mark.parametrize(
    ("key", "shift", "reason"),
    [
        ("claim", PENDING, "Somebody already has it: Adam Jones."),
        ("claim", CONFIRMED, "Somebody already has it: Adam Jones."),
        ("claim", NOW_WHAT, "It is open, but Trio does not let this account claim it now."),
        (
            "claim",
            CANCELLED,
            "Trio does not offer this for the shift as it stands. The vendor shows it as “Cancelled”.",
        ),
        (
            "claim",
            STRANGE,
            "Trio does not offer this for the shift as it stands. The vendor shows it as “Awaiting Moon”.",
        ),
        ("confirm", OPEN, "Nobody has claimed it yet."),
        ("confirm", CONFIRMED, "It is confirmed already."),
        (
            "confirm",
            PENDING,
            "Trio does not offer this for the shift as it stands. The vendor shows it as “Pending”.",
        ),
        ("decline", OPEN, "Nobody stands on it, so there is nothing to decline."),
        ("release", OPEN, "Nobody stands on it, so there is nothing to release."),
        ("release", ASSIGNED, "Only a confirmed shift can be released."),
        ("release", PENDING, "Only a confirmed shift can be released."),
    ],
)
def test_what_cannot_be_done_now_says_why(key: str, shift: Shift, reason: str) -> None:
    assert reasons(shift)[key] == reason


def test_what_takes_something_away_is_dangerous_and_the_next_step_stands_out() -> None:
    shift = offering(OPEN, ("Submit", SUBMIT), ("Withdraw Submission", WITHDRAW), ("Reject", SUBMIT))

    weights = {action.key: action.weight for action in TRIO.actions(shift)}

    assert weights == {
        "submit": Weight.NORMAL,
        "withdraw-submission": Weight.DANGER,
        "reject": Weight.DANGER,
        "claim": Weight.PRIMARY,
        "confirm": Weight.PRIMARY,
        "decline": Weight.DANGER,
        "release": Weight.DANGER,
    }


def test_only_a_claim_can_be_taken_back_as_if_it_had_not_been() -> None:
    assert {one.key: one.undo for one in TRIO.actions(OPEN)} == {
        "claim": ("release", "decline"),
        "confirm": (),
        "decline": (),
        "release": (),
    }


@pytest.mark.parametrize(("shift", "undoable"), [(OPEN, True), (offering(PENDING, ("Claim", None)), False)])
def test_a_claim_in_somebodys_place_cannot_be_taken_back_for_nobody_would_give_it_to_them(
    shift: Shift, undoable: bool
) -> None:
    wish = Wish(shift=shift, params=Claim(candidate_id="c-48"))

    assert action(shift, "claim").blocked(shift) is None
    assert action(shift, "claim").undoable(wish) is undoable


def test_an_expected_claim_is_pending_and_offers_nothing_yet() -> None:
    claim = action(OPEN, "claim")

    alone, named = (claim.preview(OPEN, Claim(candidate_id=who)) for who in (None, "c-47"))

    assert (alone.state, alone.assignments, alone.actions) == (State.PENDING, (), ())
    assert (named.vendor_status, named.filled, named.offers) == (None, 0, ())
    assert named.assignments == (
        Assignment(key="c-47", person="c-47", person_id="c-47", state=State.PENDING),
    )


def test_an_expected_claim_knows_the_name_of_one_who_stands_there() -> None:
    [assignment] = action(OPEN, "claim").preview(PENDING, Claim(candidate_id="ADAM")).assignments

    assert assignment.person == "Adam Jones"


@pytest.mark.parametrize(
    ("key", "shift", "state", "filled", "people"),
    [
        ("confirm", ASSIGNED, State.CONFIRMED, 1, ("Adam Jones",)),
        ("decline", ASSIGNED, State.CANCELLED, 0, ("Adam Jones",)),
        ("release", replace(CONFIRMED, filled=1), State.OPEN, 0, ()),
    ],
)
def test_what_is_expected_of_an_answer(
    key: str, shift: Shift, state: State, filled: int, people: tuple[str, ...]
) -> None:
    one = action(shift, key)

    expected = one.preview(shift, one.params())

    assert (expected.state, expected.vendor_status, expected.filled) == (state, None, filled)
    assert tuple(standing.person for standing in expected.assignments) == people
    assert {(standing.state, standing.status) for standing in expected.assignments} <= {(state, None)}
    assert (expected.actions, expected.offers) == ((), ())


def test_nothing_but_an_answer_is_expected_of_what_is_known_by_name_alone() -> None:
    shift = offering(OPEN, ("Submit", SUBMIT))
    submit = action(shift, "submit")

    assert submit.preview(shift, submit.params()) == replace(shift, actions=(), offers=())


def test_a_claim_puts_on_whom_it_names() -> None:
    claim = action(OPEN, "claim")

    assert claim.puts_on(Claim(candidate_id="c-47")) == ("c-47",)
    assert claim.puts_on(Claim()) == ()


def test_ids_are_the_vendors_to_judge_and_pasted_blanks_are_dropped() -> None:
    assert Claim(candidate_id=" 47\n").candidate_id == "47"
    assert Claim.model_json_schema()["properties"]["candidate_id"]["pick"] == "candidate"


@pytest.mark.parametrize("candidate", ["", "  ", "4\n7", "4\u202e7", "x" * 201, 47, ["47"]])
def test_an_id_that_cannot_be_one_is_not_taken(candidate: Any) -> None:
    with pytest.raises(ValidationError):
        Claim.model_validate({"candidate_id": candidate})


def test_parameters_that_an_action_does_not_have_are_not_taken() -> None:
    with pytest.raises(ValidationError):
        Claim.model_validate({"candidate": "47"})
    with pytest.raises(ValidationError):
        action(ASSIGNED, "confirm").params.model_validate({"candidate_id": "47"})


def test_nothing_else_is_said_of_a_shift() -> None:
    assert TRIO.sections(OPEN) == ()
