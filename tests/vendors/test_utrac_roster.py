"""Who is on a shift of uTRAC, and how it stands: removals, later changes, parts."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import Assignment, State
from app.vendors.utrac import wire
from app.vendors.utrac.roster import FIRST, composed, settled, standing, state_of
from tests.vendors.utrac import (
    ACCOUNT,
    ASSIGNED,
    CHANGED,
    DELETED,
    MORNING,
    SHIFT,
    Json,
    partly,
    rebuilt,
    shift_of,
)


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("Unconfirmed", State.ASSIGNED),
        ("Request Sent", State.PENDING),
        ("Staff Confirmed", State.PENDING),
        ("Staff has Confirmed", State.PENDING),
        ("CONFIRMED", State.CONFIRMED),
        ("Staff Declined", State.CANCELLED),
        ("Staff has declined", State.CANCELLED),
        ("Cancelled", State.CANCELLED),
        ("Failed  to Show", State.CANCELLED),
        ("Onsite", State.WORKED),
        ("Offsite", State.WORKED),
        ("Worked", State.WORKED),
        ("Booked via WhatsApp", State.UNKNOWN),
    ],
)
def test_statuses_are_mapped_and_bespoke_ones_are_unknown(word: str, state: State) -> None:
    assert state_of(word) is state


def people(*words: str) -> list[Assignment]:
    return [
        Assignment(key=f"A{n}", person=f"Person {n}", status=word, state=state_of(word), assigned_at=MORNING)
        for n, word in enumerate(words)
    ]


@pytest.mark.parametrize(
    ("words", "stands"),
    [
        ((), (State.OPEN, None, 0)),
        (("Worked", "Confirmed"), (State.CONFIRMED, "Confirmed", 2)),
        (("Confirmed", "Unconfirmed", "Worked"), (State.ASSIGNED, "Unconfirmed", 3)),
        (("Unconfirmed", "Request Sent"), (State.PENDING, "Request Sent", 1)),
        (("Request Sent", "Bespoke"), (State.UNKNOWN, "Bespoke", 0)),
        (("Cancelled", "Worked"), (State.WORKED, "Worked", 1)),
        (("Cancelled", "Failed to Show"), (State.CANCELLED, "Cancelled", 0)),
    ],
)
def test_the_least_settled_live_assignment_decides(words: tuple[str, ...], stands: object) -> None:
    assert standing(people(*words)) == stands


def test_the_latest_change_decides_whatever_the_order_of_the_rows() -> None:
    later = CHANGED | {
        "previous_status": "Confirmed",
        "last_status": "Unconfirmed",
        "actioned_on": "2026-11-20T10:00:00Z",
    }
    for rows in ([CHANGED, later], [later, CHANGED]):
        assert shift_of([ASSIGNED], rows).vendor_status == "Unconfirmed"


def test_a_removal_without_a_zone_takes_its_person_off() -> None:
    shift = shift_of([ASSIGNED], [CHANGED], [DELETED])
    assert (shift.assignments, shift.state, shift.vendor_status) == ((), State.OPEN, None)


@pytest.mark.parametrize(
    "assigned_at",
    ["2026-11-20T09:00:01", "2026-11-20T08:59:59.400Z", "2026-11-20 09:00:00", "2026-11-20T10:00:00+01:00"],
)
def test_a_removal_fits_although_its_stamp_is_written_otherwise(assigned_at: str) -> None:
    assert shift_of([ASSIGNED], (), [DELETED | {"assigned_at": assigned_at}]).assignments == ()


def test_a_removal_whose_stamp_is_the_wall_clock_fits_too() -> None:
    summer = ASSIGNED | {"assigned_at": "2026-07-01T09:00:00.000Z"}
    assert shift_of([summer], (), [DELETED | {"assigned_at": "2026-07-01T10:00:00"}]).assignments == ()


def test_who_was_removed_and_assigned_again_is_on_the_shift() -> None:
    again = ASSIGNED | {"assignment_id": "A2", "assigned_at": "2026-11-20T13:00:00.000Z"}
    shift = shift_of([ASSIGNED, again], [CHANGED], [DELETED])
    assert [one.key for one in shift.assignments] == ["A2"]
    assert shift.vendor_status == FIRST


def test_a_removal_takes_off_one_of_two_assignments_of_the_same_person() -> None:
    twice = ASSIGNED | {"assignment_id": "A2", "assigned_at": "2026-11-20T10:00:00.000Z"}
    assert [one.key for one in shift_of([ASSIGNED, twice], (), [DELETED]).assignments] == ["A2"]


def test_a_removal_leaves_a_namesake_with_another_payroll_number() -> None:
    namesake = ASSIGNED | {"assignment_id": "A0", "payroll_number": "NUM_9"}
    assert [one.key for one in shift_of([ASSIGNED, namesake], (), [DELETED]).assignments] == ["A0"]


def test_a_removal_without_a_payroll_number_goes_by_the_name() -> None:
    assert shift_of([ASSIGNED], (), [DELETED | {"payroll_number": None}]).assignments == ()


def test_a_removal_without_a_time_spares_who_was_assigned_after_it() -> None:
    after = ASSIGNED | {"assignment_id": "A0", "assigned_at": "2026-11-20T13:00:00.000Z"}
    shift = shift_of([ASSIGNED, after], (), [DELETED | {"assigned_at": None}])
    assert [one.key for one in shift.assignments] == ["A0"]


def test_without_assignment_ids_person_and_time_are_the_identity() -> None:
    nameless = {"assignment_id": None}
    other = {"staff_name": "Bea Low", "payroll_number": None}
    shift = shift_of(
        [ASSIGNED | nameless, ASSIGNED | other | nameless], [CHANGED | nameless, CHANGED | other | nameless]
    )
    assert [(one.person, one.status) for one in shift.assignments] == [
        ("Adam Jones", "Confirmed"),
        ("Bea Low", "Confirmed"),
    ]


def test_a_change_without_an_id_belongs_to_the_assignment_of_that_person_and_time() -> None:
    [one] = shift_of([ASSIGNED], [CHANGED | {"assignment_id": None}]).assignments
    assert (one.key, one.status, one.assigned_by) == ("A1", "Confirmed", "Manager Name")


def test_somebody_known_by_a_change_alone_is_on_the_shift() -> None:
    assert [one.person for one in shift_of((), [CHANGED]).assignments] == ["Adam Jones"]


BEA: Json = ASSIGNED | {"staff_name": "Bea Low", "payroll_number": "NUM_2", "assignment_id": "A2"}


def test_a_part_is_merged_into_what_was_known() -> None:
    known = shift_of([ASSIGNED], [CHANGED])
    shift = wire.merged(known, partly([BEA]))
    assert [(one.person, one.status) for one in shift.assignments] == [
        ("Adam Jones", "Confirmed"),
        ("Bea Low", "Unconfirmed"),
    ]
    assert (shift.state, shift.vendor_status, shift.filled) == (State.ASSIGNED, "Unconfirmed", 2)


def test_a_removal_in_a_part_takes_off_who_was_known() -> None:
    known = shift_of([ASSIGNED, BEA], [CHANGED])
    shift = wire.merged(known, partly(deleted=[DELETED]))
    assert [one.person for one in shift.assignments] == ["Bea Low"]
    assert wire.merged(shift, partly(deleted=[DELETED])) == shift


def test_an_assignment_without_a_change_keeps_the_status_that_was_known() -> None:
    known = shift_of([ASSIGNED], [CHANGED])
    assert wire.merged(known, partly([ASSIGNED])).vendor_status == "Confirmed"


def test_a_change_that_does_not_tell_its_time_still_outweighs_none() -> None:
    known = shift_of([ASSIGNED], [CHANGED | {"actioned_on": None}])
    assert known.vendor_status == "Confirmed"
    assert wire.merged(known, partly([ASSIGNED])).vendor_status == "Confirmed"


def test_an_older_change_does_not_undo_a_newer_one() -> None:
    older = CHANGED | {"last_status": "Request Sent", "actioned_on": "2026-11-20T09:00:01Z"}
    assert wire.merged(shift_of([ASSIGNED], [CHANGED]), partly((), [older])).vendor_status == "Confirmed"


def test_a_change_back_to_unconfirmed_is_believed() -> None:
    back = CHANGED | {
        "previous_status": "Confirmed",
        "last_status": "Unconfirmed",
        "actioned_on": "2026-11-21T09:00:00Z",
    }
    known = shift_of([ASSIGNED], [CHANGED])
    assert wire.merged(known, partly([ASSIGNED], [back])).vendor_status == "Unconfirmed"


def test_a_part_tells_the_shift_itself_whole() -> None:
    known = replace(shift_of([ASSIGNED]), title="Steward")
    assert wire.merged(known, partly([BEA])).title == "General Operative"


def test_a_whole_sighting_replaces_what_was_known() -> None:
    known = shift_of([ASSIGNED, BEA])
    [told], _ = rebuilt([SHIFT | {"assigned": [BEA]}])
    assert [one.key for one in wire.merged(known, wire.sighting(told, ACCOUNT, whole=True)).assignments] == [
        "A2"
    ]


def stamps() -> st.SearchStrategy[datetime]:
    return st.integers(0, 5).map(lambda hours: MORNING + timedelta(hours=hours))


@st.composite
def assignments(draw: st.DrawFn) -> Assignment:
    who, at = draw(st.sampled_from(["Adam", "Bea", "Cy"])), draw(stamps())
    status = draw(st.sampled_from([FIRST, "Confirmed", "Request Sent"]))
    since = draw(st.none() | stamps())
    key = draw(st.sampled_from([f"{who[0]}{at.hour}", composed(who, at)]))
    return Assignment(
        key=key,
        person=who,
        status=status if since else FIRST,
        state=state_of(status if since else FIRST),
        assigned_at=at,
        responded_at=since,
    )


@given(
    known=st.lists(assignments(), max_size=6),
    seen=st.lists(assignments(), max_size=6),
    gone=st.lists(assignments(), max_size=3),
)
def test_being_told_twice_changes_nothing(
    known: list[Assignment], seen: list[Assignment], gone: list[Assignment]
) -> None:
    removed = [replace(one, key=composed(one.person, one.assigned_at)) for one in gone]
    part = settled((), seen, removed)
    once = settled(known, part, removed)
    assert settled(once, part, removed) == once
