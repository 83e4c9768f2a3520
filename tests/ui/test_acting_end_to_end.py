"""Every action of every vendor, done by keyboard in the real window, and what the vendor shows afterwards.

Real engines speak with practice vendors on sockets of this machine.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain import IntentState, Kept
from app.market import Booking, Need
from app.store.filters import Filter
from tests.pulling import NAMES
from tests.ui.acting import PATIENCE, Seat, choose, do, mean, on_the_board, seated
from tests.ui.seat import holder, press, said, the_panel, toast, toasts
from ui.panels.creation import CreationDialog

OFFERED = 17  # of so many needs of Shiftboard's one may be offered for trade: its own practice server says so
PENDING, UNAPPROVED = 1, 3  # how far such a trade is, by the need's number


@pytest.fixture(scope="module")
def seat(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seat]:
    """Yield one window, and one market, for all that is done here."""
    with seated(qapp, tmp_path_factory.mktemp("profile")) as found:
        yield found


@pytest.fixture
def at(seat: Seat, qtbot: QtBot) -> Seat:
    """Return the seat once all vendors have been pulled, with nothing in the way of what is to come."""
    qtbot.waitUntil(lambda: seat.rested == set(NAMES), timeout=PATIENCE)
    qtbot.waitUntil(lambda: bool(seat.window.page.model.rowCount()), timeout=PATIENCE)
    seat.window.activateWindow()
    for one in toasts(seat.window):
        one.close_it.click()
    return seat


@dataclass(frozen=True, kw_only=True)
class Case:
    """An action, a shift that it can be done with, and how the vendor shows that shift afterwards."""

    vendor: str
    action: str
    fits: Callable[[Kept, Need], bool] = lambda kept, need: True
    typed: Callable[[Seat, Kept], Mapping[str, str]] = lambda seat, kept: {}
    status: str = ""  # the vendor's word afterwards; "": as before
    happened: Callable[[Kept, Need, Kept], bool] = lambda before, need, after: True


def standing(need: Need) -> Booking | None:
    return next(reversed(need.live), None)


def stands(status: str | None) -> Callable[[Kept, Need, Kept], bool]:
    """Return what tells whether somebody stands so on a need, or with None nobody."""

    def happened(before: Kept, need: Need, after: Kept) -> bool:
        one = standing(need)
        return (one and one.status) == status and len(after.shift.assignments) == (status is not None)

    return happened


def alone(kept: Kept, need: Need) -> bool:
    return need.positions == 1 and need.published


def able(seat: Seat, kept: Kept) -> Mapping[str, str]:
    """Return the name of somebody who has the role, and works nowhere in those days."""
    world, need = seat.demo.world, seat.need(kept)
    assert need is not None
    busy = {
        one.worker.human
        for needs in world.needs.values()
        for other in needs.values()
        for one in other.live
        if abs(other.start - need.start) < timedelta(days=2)
    }
    people = world.workers["shiftboard"]
    names = [one.name for one in people]
    free = (one for one in people if one.role == need.role and one.human not in busy)
    return {"person_id": next(one.name for one in free if names.count(one.name) == 1)}


def traded(status: int) -> Callable[[Kept, Need], bool]:
    """Return what tells whether a need is on the trade board, and so far."""
    return lambda kept, need: need.id % OFFERED == 0 and 1 + need.id // OFFERED % 4 == status


CASES = (
    Case(
        vendor="trio",
        action="claim",
        status="Pending",
        fits=lambda kept, need: need.role == "RN",
        happened=stands("proposed"),
    ),
    Case(vendor="trio", action="confirm", status="Confirmed", happened=stands("confirmed")),
    Case(
        vendor="trio",
        action="decline",
        status="Declined",
        fits=lambda kept, need: kept.shift.vendor_status == "Assigned",
        happened=stands("declined"),
    ),
    Case(vendor="trio", action="release", status="Open", happened=stands(None)),
    Case(
        vendor="trio",
        action="submit",
        status="Submitted",
        fits=lambda kept, need: need.role == "RN",
        happened=stands("submitted"),
    ),
    Case(vendor="trio", action="withdraw-submission", status="Open", happened=stands(None)),
    Case(
        vendor="shiftboard",
        action="claim",
        status="Acknowledged",
        fits=alone,
        happened=stands("confirmed"),
    ),
    Case(
        vendor="shiftboard",
        action="assign",
        status="Assigned",
        fits=lambda kept, need: alone(kept, need) and not need.live,
        typed=able,
        happened=lambda before, need, after: (
            stands("assigned")(before, need, after)
            and after.shift.assignments[0].person_id == str(need.live[-1].worker.id)
        ),
    ),
    Case(vendor="shiftboard", action="acknowledge", status="Acknowledged", happened=stands("confirmed")),
    Case(
        vendor="shiftboard",
        action="decline",
        status="Declined",
        typed=lambda seat, kept: {"reason_id": "4"},
        happened=stands("declined"),
    ),
    Case(
        vendor="shiftboard",
        action="release",
        status="Available",
        fits=lambda kept, need: alone(kept, need) and need.id % OFFERED > 0,
        happened=stands(None),
    ),
    Case(
        vendor="shiftboard",
        action="publish",
        status="Available",
        fits=lambda kept, need: not need.live,
        happened=lambda before, need, after: need.published and after.shift.published,
    ),
    Case(
        vendor="shiftboard",
        action="unpublish",
        status="Unpublished",
        fits=lambda kept, need: not need.live,
        happened=lambda before, need, after: not need.published and not after.shift.published,
    ),
    Case(  # without a reason its row does not tell it: only the list of those marked absent does (NOTES.md)
        vendor="shiftboard",
        action="mark-absent",
        fits=lambda kept, need: kept.shift.vendor_status == "Assigned",
        happened=stands("cancelled"),
    ),
    Case(
        vendor="shiftboard",
        action="approve-trade",
        status="Assigned",
        fits=traded(UNAPPROVED),
        happened=lambda before, need, after: (
            before.shift.assignments[0].person_id
            != after.shift.assignments[0].person_id
            == str(need.live[-1].worker.id)
        ),
    ),
    Case(
        vendor="shiftboard",
        action="deny-trade",
        fits=traded(PENDING),
        happened=lambda before, need, after: "deny-trade" not in after.shift.actions,
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.vendor}-{case.action}")
def test_what_is_asked_for_at_the_window_is_what_the_vendor_shows_afterwards(
    at: Seat, case: Case, qtbot: QtBot
) -> None:
    before = at.shift(
        case.vendor, lambda kept, need: case.action in kept.shift.actions and case.fits(kept, need)
    )
    ref = before.shift.ref
    choose(at, before, qtbot)
    action = do(at, case.action, qtbot, case.typed(at, before))

    intent = at.last(ref)
    assert intent is not None
    assert (intent.action, intent.label, intent.state) == (
        case.action,
        action.label,
        IntentState.SUCCEEDED,
    )
    after, need = at.reader.shift(ref), at.need(before)
    assert after is not None
    assert need is not None
    assert after.shift.vendor_status == (case.status or before.shift.vendor_status)
    assert case.happened(before, need, after)

    window = at.window
    qtbot.waitUntil(lambda: window.detail.kept is not None and window.detail.kept.shift == after.shift)
    qtbot.waitUntil(lambda: on_the_board(window) == (ref, after.shift.state.value, ""))


def test_every_action_that_a_shift_is_ever_told_to_allow_is_done_here(at: Seat) -> None:
    done = {(case.vendor, case.action) for case in CASES}
    for vendor in ("trio", "shiftboard"):
        shifts = at.reader.shifts(Filter(connections=frozenset({vendor})))
        told = {(vendor, key) for kept in shifts for key in kept.shift.actions}
        assert told <= done


def test_a_recurring_shift_is_created_at_the_window(at: Seat, qtbot: QtBot) -> None:
    window, patterns = at.window, at.demo.world.patterns
    before = set(patterns)
    qtbot.waitUntil(window.menus.actions["create"].isEnabled, timeout=PATIENCE)
    press(window, "Ctrl+N")
    dialog = window.findChild(CreationDialog)
    assert dialog is not None
    form = dialog.form
    assert form is not None
    qtbot.waitUntil(lambda: form.isAncestorOf(holder()))
    QTest.keyClicks(holder(), "Long nights")
    for title, text in (("Begins at", "1900"), ("Length in minutes", "720")):
        for _ in range(20):
            if holder().accessibleName() == title:
                break
            press(window, "Tab")
        assert holder().accessibleName() == title
        QTest.keyClicks(holder(), text)
    assert form.parameters() == {"name": "Long nights", "start": "19:00", "minutes": 720}
    qtbot.waitUntil(form.send.isEnabled, timeout=PATIENCE)
    press(window, "Return")
    mean(at, qtbot)  # it has no last day
    assert toast(window, qtbot, PATIENCE).title.text() == "Create a recurring shift: done"
    (made,) = set(patterns) - before
    assert (patterns[made].name, patterns[made].start, patterns[made].minutes) == ("Long nights", 1140, 720)
    intent = at.last("fourspaces")
    assert intent is not None
    assert intent.state is IntentState.SUCCEEDED
    assert intent.result_ref is not None
    kept = at.reader.shift(intent.result_ref)
    assert kept is not None
    assert (kept.shift.title, f"{kept.shift.start:%H:%M}") == ("Long nights", "19:00")


def test_a_vendor_that_is_only_read_says_so_and_no_key_does_anything(at: Seat, qtbot: QtBot) -> None:
    kept = next(iter(at.reader.shifts(Filter(connections=frozenset({"utrac"})))))
    choose(at, kept, qtbot)
    assert "only reads" in said(the_panel(at.window))
    press(at.window, "Ctrl+1")
    assert "No action" in at.window.remark
    assert [one for one in at.reader.intents() if one.connection == "utrac"] == []
