"""Shiftboard's rows: how they become shifts, and which of them cannot."""

from datetime import UTC, datetime
from typing import Any

import pytest

from app.domain import State
from tests.vendors.shiftboard_rows import EASTERN, ROW, read, shift


def test_names_are_joined_from_the_referenced_objects() -> None:
    seen = shift(location="11", department="7", role="33", client="5", subject="Charge nurse")
    assert (seen.facility, seen.unit, seen.role, seen.client) == ("Mercy General", "4 West", "RN", "County")
    assert seen.title == "Charge nurse"
    assert seen.url == "https://portal.example/2753499"
    assert ("Workgroup", "Nursing") in seen.details


def test_the_title_is_the_subject_else_the_role_else_the_workgroup() -> None:
    assert shift(subject="Charge", role="33").title == "Charge"
    assert shift(subject="", role="33").title == "RN"
    assert shift(subject="").title == "Nursing"
    assert shift().unit == "Nursing"


def test_a_role_may_come_as_an_object() -> None:
    assert shift(role={"id": "99", "name": "LPN"}).role == "LPN"
    assert shift(role={"id": 33}).role == "RN"
    assert shift(role=33).role == "RN"


@pytest.mark.parametrize(
    ("row", "state", "word"),
    [
        ({"covered": False, "published": True}, State.OPEN, "Available"),
        ({"covered": False, "published": False}, State.DRAFT, "Unpublished"),
        ({"covered": True}, State.ASSIGNED, "Assigned"),
        ({"covered": True, "published": False}, State.ASSIGNED, "Assigned"),
        ({"covered": True, "acknowledged": True}, State.CONFIRMED, "Acknowledged"),
        (
            {"covered": True, "acknowledged": True, "acknowledge_decline_reason": "3"},
            State.CANCELLED,
            "Declined",
        ),
        (
            {"covered": True, "acknowledged": False, "acknowledge_decline_reason": "3"},
            State.ASSIGNED,
            "Assigned",
        ),
        ({"covered": True, "acknowledged": True, "absent_reason": 2}, State.CANCELLED, "Absent"),
        ({"covered": True, "absent": True}, State.CANCELLED, "Absent"),
        ({"covered": False, "absent_reason": 2}, State.OPEN, "Available"),
    ],
)
def test_the_first_rule_that_fits_gives_the_state(row: dict[str, Any], state: State, word: str) -> None:
    seen = shift(covering_member="47" if row["covered"] else None, **row)
    assert (seen.state, seen.vendor_status) == (state, word)
    assert seen.published is row.get("published", True)
    assert seen.filled == (state in {State.ASSIGNED, State.CONFIRMED})
    assert [(each.person, each.person_id, each.status, each.state) for each in seen.assignments] == (
        [("Adam Jones", "47", word, state)] if row["covered"] else []
    )


def test_a_row_of_several_positions_counts_them() -> None:
    assert (shift(count="5", qty="8").positions, shift(count="5").filled) == (5, 0)
    assert ("Positions in all", "8") in shift(count="5", qty="8").details
    assert shift(count=5).positions == shift(count=5.0).positions == 5
    assert shift(count=None).positions is None


def test_a_member_is_named_by_full_name_else_screen_name_else_account() -> None:
    def person(**row: Any) -> str:
        return shift(covered=True, **row).assignments[0].person

    assert person(covering_member=47) == "Adam Jones"
    assert person(covering_member="48") == "night owl"
    assert person(covering_member="49") == "Account 49"
    assert person(external_covering_member="E-9") == "Adam Jones"
    assert shift(covered=True).assignments == ()


def test_when_it_was_acknowledged_is_told_only_where_the_stamp_says_its_zone() -> None:
    row = {"covered": True, "covering_member": "47", "acknowledged": True}
    assert shift(**row, acknowledged_at="2026-11-20T10:00:00Z").assignments[0].responded_at == datetime(
        2026, 11, 20, 10, tzinfo=UTC
    )
    assert shift(**row, acknowledged_at="2026-11-20 10:00").assignments[0].responded_at is None
    assert ("Acknowledged at", "2026-11-20 10:00") in shift(**row, acknowledged_at="2026-11-20 10:00").details


def reason(**changed: Any) -> str:
    """Return why a row with these attributes is set aside, and that its neighbours are not."""
    seen, rejects = read(ROW, {**ROW, "id": "1", **changed}, {**ROW, "id": "2"})
    assert [each.shift.external_id for each in seen] == ["2753499", "2"]
    (reject,) = rejects
    return reject.reason


@pytest.mark.parametrize(
    "changed",
    [
        {"id": None},
        {"id": ""},
        {"id": True},
        {"id": float("nan")},
        {"id": "a b"},
        {"id": "x" * 300},
        {"start_date": None},
        {"start_date": "soon"},
        {"start_date": "0001-01-01T00:00:00"},
        {"start_date": "9999-12-31"},
        {"start_date": 20261201},
        {"start_date": ["2026-12-01"]},
        {"end_date": "2026-12-01T06:00:00"},
        {"end_date": "32nd"},
        {"end_date": None, "dur_hrs": "1000000"},
        {"end_date": None, "dur_hrs": "99999"},
        {"count": float("nan")},
        {"count": "-1"},
        {"count": "many"},
        {"count": {}},
        {"covered": "perhaps"},
        {"pay_rate": float("inf")},
        {"subject": {"deep": 1}},
        {"details": "x" * 1_000_000},
    ],
)
def test_a_bad_row_costs_itself_only(changed: dict[str, Any]) -> None:
    assert reason(**changed)


def test_what_is_no_row_at_all_costs_itself_only() -> None:
    seen, rejects = read(ROW, None, 7, "row", [], {"id": "1"})
    assert len(seen) == 1
    assert len(rejects) == 5


def test_a_blank_where_a_truth_value_belongs_is_no_offence() -> None:
    seen = shift(urgent="", acknowledged="", covered=0, published=1)
    assert (seen.urgent, seen.state) == (False, State.OPEN)


def test_unknown_attributes_are_ignored() -> None:
    seen = shift(seniority_order="12014-09-12 08:57:52", covering_member_status={"id": 1}, has_signed_up=None)
    assert seen.external_id == "2753499"


def test_urgency_and_notes_come_as_told() -> None:
    seen = shift(urgent=True, details="<b>Bring</b> a badge\r\n")
    assert seen.urgent
    assert seen.notes == "<b>Bring</b> a badge\r\n"


def test_the_pay_rate_is_the_rate_if_it_is_a_number() -> None:
    paid = shift(pay_rate="85.00", base_rate="80")
    assert paid.rate is not None
    assert (str(paid.rate.amount), paid.rate.kind) == ("85.00", "Pay")
    assert ("Base rate", "80") in paid.details
    assert shift(pay_rate=85).rate == shift(pay_rate="85").rate
    odd = shift(pay_rate="85 plus meals")
    assert odd.rate is None
    assert ("Pay rate", "85 plus meals") in odd.details
    assert shift(pay_rate="").rate is None
    assert shift(pay_rate="1e999999").rate is None


def test_peculiarities_stand_among_the_details() -> None:
    seen = shift(
        covered=True,
        covering_member="47",
        acknowledged=True,
        acknowledge_decline_reason=3,
        acknowledged_notes="Flu",
        absent_reason=2,
        work_status_type="1",
        reference_id="R-1",
        room_floor="4th",
        no_pick_up=True,
        is_a_trade=True,
        linktitle="Map",
        linkurl="https://maps.example/",
        arrive_late_datetime="2026-12-01T07:20:00",
        arrive_late_reason_label="Traffic",
        user_actions={"absent_reasons": [{"id": 2, "reason": "No show"}]},
    )
    assert {
        ("Decline reason", "Sick"),
        ("Acknowledgement notes", "Flu"),
        ("Absent reason", "No show"),
        ("Work status", "Overtime"),
        ("Reference", "R-1"),
        ("Room/floor", "4th"),
        ("No pick-up", "yes"),
        ("Offered for trade", "yes"),
        ("Link", "Map https://maps.example/"),
        ("Arrived late", "2026-12-01T07:20:00 Traffic"),
    } <= set(seen.details)
    assert "Work status" not in dict(shift(work_status_type="0").details)


def test_both_spellings_of_a_type_are_read() -> None:
    row = {
        **ROW,
        "covered": True,
        "acknowledged": True,
        "acknowledge_decline_reason": "3",
        "work_status_type": "1",
    }
    referenced = {
        "work_status_type": [{"id": 1, "name": "Overtime"}],
        "acknowledgeDeclineReason": [{"id": 3, "label": "Sick"}],
    }
    details = dict(read(row, referenced=referenced)[0][0].shift.details)
    assert (details["Work status"], details["Decline reason"]) == ("Overtime", "Sick")


@pytest.mark.parametrize(
    "referenced",
    [
        {"location": "none", "account": {"id": 1}, "timezone": [None]},
        {"location": [{"id": None, "name": "x"}, {"id": "11"}, 3, {"id": "11", "name": ["Mercy"]}]},
        {
            "timezone": [
                {"name": EASTERN, "iana_timezone": "Not/AZone"},
                {"name": EASTERN, "iana_timezone": 5},
            ]
        },
        {"location": [{"id": "11", "name": "x" * 1_000_000}]},
    ],
)
def test_unreadable_referenced_objects_cost_names_and_no_rows(referenced: dict[str, Any]) -> None:
    seen, rejects = read({**ROW, "location": "11"}, referenced=referenced)
    assert not rejects
    assert seen[0].shift.facility is None
    assert seen[0].shift.timezone == "America/New_York"


ALL_FLAGS = {
    "cover": True,
    "assign": True,
    "reassign": True,
    "uncover": True,
    "publish": True,
    "unpublish": True,
    "acknowledge": True,
    "absent": True,
    "timeclock": True,
}


@pytest.mark.parametrize(
    ("row", "actions"),
    [
        ({}, ("claim", "assign", "unpublish")),
        ({"published": False}, ("claim", "assign", "publish")),
        ({"covered": True}, ("assign", "acknowledge", "decline", "release", "unpublish", "mark-absent")),
        (
            {"covered": True, "acknowledged": True},
            ("assign", "decline", "release", "unpublish", "mark-absent"),
        ),
        ({"covered": True, "absent_reason": 1}, ("assign", "release", "unpublish")),
    ],
)
def test_actions_are_those_that_flags_and_state_allow(row: dict[str, Any], actions: tuple[str, ...]) -> None:
    assert shift(**row, user_actions=ALL_FLAGS).actions == actions


def test_no_flag_is_no_action_and_every_flag_is_kept_as_an_offer() -> None:
    told = shift(user_actions={"cover": False, "assign": 1, "change": True, "absent_reasons": [{"id": 1}]})
    assert told.actions == ("assign",)
    assert [offer.name for offer in told.offers] == ["assign", "change"]


def test_an_answer_without_user_actions_says_nothing_about_actions() -> None:
    silent, _ = read(ROW)
    assert silent[0].absent == {"actions", "offers"}
    told, _ = read({**ROW, "user_actions": {}})
    assert told[0].whole


def test_a_name_that_the_answer_left_out_counts_as_not_told() -> None:
    seen, _ = read({**ROW, "subject": "ICU night", "role": "21", "location": "11"}, referenced={})
    assert {"role", "facility", "unit"} <= seen[0].absent
    assert "title" not in seen[0].absent
    nameless, _ = read({**ROW, "role": "21"}, referenced={})
    assert "title" in nameless[0].absent
    assert not nameless[0].whole
