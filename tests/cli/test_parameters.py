"""NAME=VALUE by the type that an action's schema tells."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cli.parameters import typed
from app.errors import Unusable
from app.vendors.fourspaces.params import CreateShift
from app.vendors.shiftboard.forms import Assign
from app.vendors.trio.actions import Claim

CREATE = CreateShift.model_json_schema()
ASSIGN = Assign.model_json_schema()
CLAIM = Claim.model_json_schema()


def pairs(*words: str) -> list[tuple[str, str]]:
    """Return NAME=VALUE as the command line has split it."""
    return [(word.partition("=")[0], word.partition("=")[2]) for word in words]


def test_each_value_becomes_what_its_parameter_is() -> None:
    given_ = pairs(
        "name=Night = shift, long", "start=22:00", "minutes=480", "valid_from=2026-12-01", "team_id=7",
        "member_ids=1,2",
    )  # fmt: skip
    found = typed(CREATE, given_)
    assert found == {
        "name": "Night = shift, long",
        "start": "22:00",
        "minutes": 480,
        "valid_from": "2026-12-01",
        "team_id": "7",
        "member_ids": [1, 2],
    }
    params = CreateShift.model_validate(found)
    assert (f"{params.start:%H:%M}", params.member_ids) == ("22:00", (1, 2))
    assert typed(ASSIGN, pairs("person_id=12", "publish=true", "conflicts_ok=false")) == {
        "person_id": "12",
        "publish": True,
        "conflicts_ok": False,
    }
    assert typed(CLAIM, pairs("candidate_id=47")) == {"candidate_id": "47"}
    assert typed(CLAIM, []) == {}


@pytest.mark.parametrize(
    "words",
    [
        ["member_ids=1,2,3"],
        ["member_ids=1", "member_ids=2", "member_ids=3"],
        ["member_ids= 1 ,2,", "member_ids=3"],
    ],
)  # fmt: skip
def test_a_list_is_separated_by_commas_or_repeated(words: list[str]) -> None:
    assert typed(CREATE, pairs(*words)) == {"member_ids": [1, 2, 3]}


def test_an_empty_list_is_one_without_members() -> None:
    assert typed(CREATE, pairs("member_ids=")) == {"member_ids": []}


@pytest.mark.parametrize(
    ("schema", "word", "wanted"),
    [
        (CREATE, "minutes=many", "minutes should be a whole number, not “many”."),
        (CREATE, "minutes=1.5", "a whole number"),
        (CREATE, "minutes=", "a whole number"),
        (CREATE, "minutes=1e3", "a whole number"),
        (CREATE, "minutes=1_000", "a whole number"),
        (CREATE, f"minutes={'9' * 30}", "a whole number"),
        (CREATE, "member_ids=1,two", "member_ids should be a whole number, not “two”."),
        (CREATE, "start=7:00", "start should be a time of day such as 07:00, not “7:00”."),
        (CREATE, "start=24:00", "a time of day"),
        (CREATE, "start=07:00:00", "a time of day"),
        (CREATE, "start=0700", "a time of day"),
        (CREATE, "start=\u0660\u0667:\u0660\u0660", "a time of day"),
        (CREATE, "valid_to=2026-02-30", "valid_to should be a date such as 2026-12-01, not “2026-02-30”."),
        (CREATE, "valid_to=1.12.2026", "a date"),
        (CREATE, "valid_to=20261201", "a date"),
        (CREATE, "valid_to=", "a date"),
        (ASSIGN, "publish=yes", "publish should be true or false, not “yes”."),
        (ASSIGN, "publish=True", "true or false"),
        (ASSIGN, "publish=1", "true or false"),
        (ASSIGN, "publish=", "true or false"),
    ],
)
def test_a_value_of_another_type_is_told_with_what_it_should_be(schema: Any, word: str, wanted: str) -> None:
    with pytest.raises(Unusable) as caught:
        typed(schema, pairs(word))
    assert wanted in str(caught.value)
    assert str(caught.value).endswith("Nothing was sent.")


def test_a_value_is_given_once() -> None:
    with pytest.raises(Unusable, match="minutes is given twice"):
        typed(CREATE, pairs("minutes=1", "minutes=1"))
    with pytest.raises(Unusable, match="nonsense is given twice"):
        typed(CREATE, pairs("nonsense=1", "nonsense=2"))


def test_what_is_not_known_is_left_for_the_action_to_judge() -> None:
    assert typed(CREATE, pairs("nonsense=1,2")) == {"nonsense": "1,2"}


def test_references_and_nothing_are_looked_through() -> None:
    schema = {
        "$defs": {
            "Many": {"type": "array", "items": {"$ref": "#/$defs/Whole"}},
            "Whole": {"type": "integer"},
        },
        "properties": {
            "many": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/Many"}]},
            "one": {"anyOf": [{"$ref": "#/$defs/Whole"}, {"type": "null"}]},
            "nothing": {"type": "null"},
        },
    }
    assert typed(schema, pairs("many=1,2", "one=-3", "nothing=x")) == {
        "many": [1, 2],
        "one": -3,
        "nothing": "x",
    }


@given(st.lists(st.tuples(st.sampled_from([*CREATE["properties"], "x"]), st.text(max_size=12)), max_size=4))
def test_whatever_is_typed_is_understood_or_told(words: list[tuple[str, str]]) -> None:
    try:
        found = typed(CREATE, words)
    except Unusable:
        return
    assert found.keys() == {name for name, _ in words}
