"""Which news are an action's own: a cancellation beside it must be seen by a person."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.causes import caused
from app.domain import Assignment, Change, Intent, IntentState, Kind, Shift, State
from tests.shifts import shift

ADAM = Assignment(key="47", person="Adam Jones", person_id="47", status="Assigned", state=State.ASSIGNED)
OPEN = shift()
TAKEN = shift(state=State.ASSIGNED, assignments=(ADAM,))


def intent(basis: Shift | None, preview: Shift | None, **fields: object) -> Intent:
    plain = Intent(
        id=1,
        connection="trio-east",
        vendor="trio",
        external_id="1",
        action="claim",
        label="Claim",
        parameters={},
        state=IntentState.SENDING,
        by="Sam",
        created_at=datetime(2026, 11, 21, 12, tzinfo=UTC),
        basis=basis,
        preview=preview,
        memory={},
    )
    return replace(plain, **fields)  # type: ignore[arg-type]


def news(kind: Kind, **fields: object) -> Change:
    plain = Change(key="k", connection="trio-east", ref="trio-east:1", kind=kind)
    return replace(plain, **fields)  # type: ignore[arg-type]


CLAIM = intent(OPEN, replace(OPEN, state=State.PENDING, assignments=(replace(ADAM, state=State.PENDING),)))
RELEASE = intent(TAKEN, replace(OPEN, assignments=()))
UNPUBLISH = intent(TAKEN, replace(TAKEN, published=False))
CONFIRMED = replace(ADAM, state=State.CONFIRMED, status="Confirmed")
CONFIRM = intent(TAKEN, replace(TAKEN, state=State.CONFIRMED, assignments=(CONFIRMED,)))
DECLINED = replace(ADAM, state=State.CANCELLED, status="Declined")


@pytest.mark.parametrize(
    ("wish", "change", "now"),
    [
        (CLAIM, news(Kind.ASSIGNED, person="Adam Jones"), OPEN),
        (CLAIM, news(Kind.ASSIGNED, person="Robin, whom the vendor names"), OPEN),
        (CLAIM, news(Kind.STATUS, after={"state": "pending", "vendor_status": "Pending"}), OPEN),
        (RELEASE, news(Kind.UNASSIGNED, person="Adam Jones"), OPEN),
        (RELEASE, news(Kind.REMOVED), None),
        (UNPUBLISH, news(Kind.EDITED, before={"published": True}, after={"published": False}), TAKEN),
        (CONFIRM, news(Kind.STATUS, person="Adam Jones"), replace(TAKEN, assignments=(CONFIRMED,))),
        (CLAIM, news(Kind.POSTED, ref="trio-east:2"), OPEN),
        (intent(None, None, external_id=""), news(Kind.POSTED, ref="trio-east:2"), None),
    ],
)
def test_what_was_expected_of_it_is_its_own(wish: Intent, change: Change, now: Shift | None) -> None:
    assert caused(change, wish, now)


@pytest.mark.parametrize(
    ("wish", "change", "now"),
    [
        (UNPUBLISH, news(Kind.STATUS, person="Adam Jones"), replace(TAKEN, assignments=(DECLINED,))),
        (UNPUBLISH, news(Kind.UNASSIGNED, person="Adam Jones"), OPEN),
        (CONFIRM, news(Kind.STATUS, person="Adam Jones"), replace(TAKEN, assignments=(DECLINED,))),
        (CONFIRM, news(Kind.STATUS, after={"state": "cancelled"}), OPEN),
        (CONFIRM, news(Kind.ASSIGNED, person="Adam Jones"), TAKEN),
        (RELEASE, news(Kind.UNASSIGNED, person="Bea Lindt"), OPEN),
        (RELEASE, news(Kind.EDITED, before={"start": "a"}, after={"start": "b"}), OPEN),
        (CLAIM, news(Kind.REMOVED), None),
        (CLAIM, news(Kind.RESTORED), OPEN),
        (CLAIM, news(Kind.EDITED, before={"positions": 2}, after={"positions": 3}), OPEN),
        (CLAIM, news(Kind.STATUS, ref="trio-east:2", person="Bea Lindt"), OPEN),
    ],
)
def test_what_others_did_meanwhile_is_not(wish: Intent, change: Change, now: Shift | None) -> None:
    assert not caused(change, wish, now)


def test_a_position_that_was_split_off_is_its_own() -> None:
    split = replace(CLAIM, result="9001")
    assert caused(news(Kind.EDITED, before={"positions": 2}, after={"positions": 1}), split, OPEN)
