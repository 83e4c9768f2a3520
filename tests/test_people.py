"""Who may be one human at several vendors: proposed with reasons, never joined by itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.people import Entry, Identity, Person, Traces, folded, persons, proposals

ADAM, JONES = Identity("trio-east:47", "Adam Jones"), Identity("west:9001", "JONES, Adam")
ENTRY = Entry(key="5f", name="Adam Jones", payroll="5512", skills=("RN",))


def everybody(*identities: Identity, **groups: str) -> list[Person]:
    """Return people of whom none is linked."""
    return persons(identities, groups, ())


def scores(*identities: Identity, **more: object) -> list[tuple[int, tuple[str, ...]]]:
    """Return what is proposed of some whom nobody has linked."""
    traces: dict[str, Traces] = more.get("traces", {})  # type: ignore[assignment]
    payroll: frozenset[str] = more.get("payroll", frozenset())  # type: ignore[assignment]
    found = proposals(everybody(*identities), traces, payroll)
    return [(one.score, one.reasons) for one in found]


def test_who_is_linked_is_one_person_under_all_ids_and_the_rosters_name_is_theirs() -> None:
    groups = {ADAM.ref: "p", JONES.ref: "p", ENTRY.ref: "p"}
    (one,) = persons([ADAM, JONES], groups, [Entry(key="5f", name="Adam K. Jones")], {ADAM.ref: "by hand"})
    assert (one.key, one.name, one.refs) == ("p", "Adam K. Jones", ("+5f", ADAM.ref, JONES.ref))
    assert one.connections == ("trio-east", "west")
    assert one.how[ADAM.ref] == "by hand"


def test_an_id_that_its_vendor_has_not_shown_yet_is_kept_with_its_person() -> None:
    (one,) = persons([], {"trio-east:48": "p", "+5f": "p"}, [ENTRY])
    assert one.refs == ("+5f", "trio-east:48")


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Jones, Adam", "adam jones"),
        ("Élan  O’Neil", "elan o neil"),
        ("ZOË van der Berg", "zoe van der berg"),
        ("日勤", "日勤"),
        ("", ""),
    ],
)
def test_names_are_compared_without_case_accents_and_order(name: str, plain: str) -> None:
    assert folded(name) == plain


def test_the_same_name_at_another_vendor_is_proposed_but_no_name_is_proof() -> None:
    assert scores(ADAM, JONES) == [(95, ("the same name",))]


def test_what_they_work_as_speaks_for_or_against_it() -> None:
    same = {one.ref: Traces(frozenset({"rn"}), frozenset({"mercy general"})) for one in (ADAM, JONES)}
    assert scores(ADAM, JONES, traces=same) == [
        (99, ("the same name", "both work as rn", "both at mercy general"))
    ]
    other = {ADAM.ref: Traces(frozenset({"rn"})), JONES.ref: Traces(frozenset({"cook"}))}
    assert scores(ADAM, JONES, traces=other) == [(87, ("the same name", "they do not work as the same"))]


def test_a_payroll_number_is_proof_and_two_of_them_are_proof_of_the_contrary() -> None:
    in_pay = {"payroll": frozenset({"utrac", "utrac-north"})}
    one, other = Identity("utrac:5512", "A. Jones"), Identity("utrac-north:5512", "Adam Jones")
    ((score, reasons),) = scores(one, other, **in_pay)
    assert (score, reasons[0]) == (100, "the same payroll number 5512")
    assert scores(Identity("utrac:1", "Adam Jones"), Identity("utrac-north:2", "Adam Jones"), **in_pay) == []
    people = persons([Identity("utrac:5512", "Jones")], {}, [ENTRY])
    (found,) = proposals(people, {}, frozenset({"utrac"}))
    assert found.score == 100


def test_a_slip_of_the_pen_and_an_initial_are_proposed_and_another_name_is_not() -> None:
    assert scores(ADAM, Identity("west:1", "Adam Jonse"))
    ((score, reasons),) = scores(ADAM, Identity("west:1", "A. Jones"))
    assert (score, reasons) == (82, ("the same family name and initial",))
    assert not scores(ADAM, Identity("west:1", "Adele Johnson"))
    assert not scores(ADAM, Identity("west:1", "Bea Jones"))


def test_two_ids_of_one_connection_are_two_people() -> None:
    assert not scores(ADAM, Identity("trio-east:48", "Adam Jones"))


def test_who_was_told_apart_is_not_proposed_again() -> None:
    people = everybody(ADAM, JONES)
    assert proposals(people, {}, frozenset())
    assert not proposals(people, {}, frozenset(), frozenset({frozenset((ADAM.ref, JONES.ref))}))


identities = st.lists(
    st.builds(
        Identity,
        st.sampled_from([f"{name}:{n}" for name in ("trio-east", "west", "utrac") for n in range(4)]),
        st.sampled_from(("Adam Jones", "Jones, Adam", "A. Jones", "Eve Smith", "", "Zoë")),
    ),
    unique_by=lambda one: one.ref,
)


@given(identities, st.dictionaries(st.sampled_from(["trio-east:1", "west:2", "+5f"]), st.just("p")))
def test_everybody_is_somebody_once(shown: list[Identity], groups: dict[str, str]) -> None:
    people = persons(shown, groups, [ENTRY])
    refs = [ref for one in people for ref in one.refs]
    assert len(refs) == len(set(refs))
    assert {one.ref for one in shown} | {"+5f"} <= set(refs)
    for one in proposals(people, {}, frozenset({"utrac"})):
        assert one.one.key != one.other.key
        assert not set(one.one.connections) & set(one.other.connections)
        assert one.reasons
