"""A line of text, ids above all, that somebody gives to an action: the same at every vendor."""

import pytest
from pydantic import BaseModel, ValidationError

from app.vendors.fourspaces.params import CreateShift
from app.vendors.shiftboard.forms import Assign, Claim, Decline
from app.vendors.trio.actions import Claim as TrioClaim

BORN = {"name": "Nacht", "start": "22:00", "minutes": 480}
LINES: list[tuple[type[BaseModel], dict[str, object], str]] = [
    (TrioClaim, {}, "candidate_id"),
    (Claim, {}, "person_id"),
    (Assign, {}, "person_id"),
    (Decline, {}, "reason_id"),
    (CreateShift, BORN, "name"),
    (CreateShift, BORN, "team_id"),
]
EVERY = pytest.mark.parametrize(("form", "rest", "name"), LINES)


@EVERY
@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (" 47\n", "47"),
        ("x" * 200, "x" * 200),
        ("Größe 5½", "Größe 5½"),
        ("夜勤 3", "夜勤 3"),
        ("Station\u00a01", "Station\u00a01"),  # as it is pasted from a letter
    ],
)
def test_whatever_can_be_read_is_the_vendors_to_judge(
    form: type[BaseModel], rest: dict[str, object], name: str, given: str, kept: str
) -> None:
    assert getattr(form.model_validate(rest | {name: given}), name) == kept


@EVERY
@pytest.mark.parametrize("given", ["4\n7", "4\t7", "4\x007", "4\u202e7", "4\u20287", "4\u200b7", "\ud800"])
def test_what_cannot_be_seen_on_a_line_is_not_taken(
    form: type[BaseModel], rest: dict[str, object], name: str, given: str
) -> None:
    with pytest.raises(ValidationError):
        form.model_validate(rest | {name: given})


@EVERY
@pytest.mark.parametrize("given", ["x" * 201, 47, True, ["47"]])
def test_what_is_too_long_or_no_text_is_not_taken(
    form: type[BaseModel], rest: dict[str, object], name: str, given: object
) -> None:
    with pytest.raises(ValidationError):
        form.model_validate(rest | {name: given})


def test_what_is_wrong_is_told_in_the_same_words() -> None:
    told = set()
    for form, rest, name in LINES:
        with pytest.raises(ValidationError) as caught:
            form.model_validate(rest | {name: "4\n7"})
        told.add(str(caught.value.errors()[0]["ctx"]["error"]))
    assert told == {"should be one line of plain characters"}
