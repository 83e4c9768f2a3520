"""What the practice server does when it is asked to act: checked for state and permission, and then done.

A row of several positions is split when somebody takes one, and a released row becomes part of
an open one for the same work again, as the document says of both.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.vendors.shiftboard.gate import Fault
from app.vendors.shiftboard.rendering import ABSENT_REASONS, DECLINE_REASONS, Renderer, Reply, taken_by

if TYPE_CHECKING:
    from app.world import Booking, Need, Worker, World

Params = Mapping[str, object]
Result = dict[str, object]

BY = "Callboard Practice"
OFF = ("declined", "cancelled")  # bookings of somebody who does not come
OPEN_ENDED = timedelta(hours=8)  # how long a shift without an end keeps somebody busy


class Dealings:
    """The acting calls of one organisation, by name."""

    def __init__(
        self, world: "World", clock: Callable[[], datetime], pen: Renderer, caller: "Worker"
    ) -> None:
        """`caller` is the API account: who picks up what nobody else is named for."""
        self._world = world
        self._clock = clock
        self._pen = pen
        self._caller = caller
        self.methods: Mapping[str, Callable[[Params], Result]] = {
            "shift.confirm": self._confirm,
            "shift.assign": self._assign,
            "shift.acknowledge": self._acknowledge,
            "shift.unconfirm": self._unconfirm,
            "shift.update": self._update,
            "shift.markAbsent": self._mark_absent,
            "shift.getAssignmentList": self._assignment_list,
        }

    def need(self, params: Params, name: str = "id") -> "Need":
        """Return the need of an id in the params; raise Fault if there is none."""
        need = self._world.needs["shiftboard"].get(whole(params.get(name), name))
        if need is None:
            raise Fault("shift_not_found", "The shift could not be found.")
        return need

    def hand_over(self, need: "Need", to: "Worker", status: str) -> None:
        """Take off whoever has a need, and put somebody on it."""
        at = self._clock()
        if before := taken_by(need):
            before.ended, before.changed_at, before.changed_by = "Replaced", at, BY
        self._world.book("shiftboard", need, to, status, at, BY)
        self._pen.forget(need)

    def worker(self, number: object) -> "Worker":
        """Return the person of an account's id; raise Fault if nobody is."""
        told = whole(number, "covering_member")
        worker = self._caller if told == self._caller.id else self._world.worker("shiftboard", told)
        if worker is None:
            raise Fault("invalid_member", f"Account {told} is not a member of this workgroup.")
        return worker

    def _confirm(self, params: Params) -> Result:
        need = self.need(params)
        if taken_by(need):
            raise Fault("already_covered", "This shift has already been picked up.")
        if not need.published:
            raise Fault("permission_denied", "You may not pick up a shift that is not published.")
        worker = self.worker(params["covering_member"]) if "covering_member" in params else self._caller
        self._check(worker, need, {})
        return self._put_on(need, worker, "confirmed", "You have accepted this position", "")

    def _assign(self, params: Params) -> Result:
        need = self.need(params)
        worker = self.worker(params.get("covering_member"))
        before = taken_by(need)
        if before and before.worker.id == worker.id:
            raise Fault("already_assigned", f"{worker.name} is already assigned to this shift.")
        if params.get("assignability_checks") is not False:
            self._check(worker, need, params)
        if params.get("publish") is True:
            need.published = True
        status = "confirmed" if params.get("acknowledge") is True else "assigned"
        assignee = f"Assignee: {worker.name}\n"
        return self._put_on(need, worker, status, "You have assigned this position", assignee)

    def _put_on(self, need: "Need", worker: "Worker", status: str, done: str, more: str) -> Result:
        result: Result = {}
        self._pen.forget(need)
        if need.positions > 1 and not taken_by(need):
            need = self._world.split("shiftboard", need, self._clock())
            result["id"] = need.id
        self.hand_over(need, worker, status)
        when = f"{need.start:%A, %B} {need.start.day}, {need.start:%Y, %H:%M}"
        return {"message": f"{done}:\n\n{when}\n{more}{need.site.name}", **result}

    def _check(self, worker: "Worker", need: "Need", params: Params) -> None:
        if worker.role not in ("", need.role) and params.get("ignore_role") is not True:
            raise Fault("role_restriction", f"{worker.name} does not have the role {need.role}.")
        if params.get("conflicts_ok") is not True and worker.id in self._busy(need):
            raise Fault("conflict", f"{worker.name} has a conflicting shift at that time.")

    def _busy(self, need: "Need") -> set[int]:
        """Return who works elsewhere while a need lasts."""
        begin, end = need.start, need.end or need.start + OPEN_ENDED
        found = set()
        for other in self._world.needs["shiftboard"].values():
            if other.id == need.id or other.start >= end or (other.end or other.start + OPEN_ENDED) <= begin:
                continue
            if (booking := taken_by(other)) and booking.status not in OFF:
                found.add(booking.worker.id)
        return found

    def _booking(self, need: "Need") -> "Booking":
        booking = taken_by(need)
        if booking is None:
            raise Fault("not_covered", "This shift is not assigned to anybody.")
        return booking

    def _acknowledge(self, params: Params) -> Result:
        need = self.need(params)
        booking = self._booking(need)
        if booking.status != "assigned":
            raise Fault("already_acknowledged", "This shift has already been answered.")
        reason = params.get("acknowledge_decline_reason")
        if reason is not None and str(reason) not in DECLINE_REASONS:
            raise Fault("invalid_reason", f"There is no decline reason {reason}.")
        self._world.restate(
            need, booking, "declined" if reason is not None else "confirmed", self._clock(), BY
        )
        self._pen.replies[booking.id] = Reply(
            None if reason is None else str(reason), str(params.get("acknowledged_notes") or "")
        )
        self._pen.forget(need)
        done = "acknowledged" if reason is None else "declined"
        return {"message": f"You have {done} this position:\n\n{need.start:%A, %H:%M}\n{need.site.name}"}

    def _unconfirm(self, params: Params) -> Result:
        need = self.need(params)
        booking = self._booking(need)
        booking.ended, booking.changed_at, booking.changed_by = "Released", self._clock(), BY
        need.status_updated = self._clock()
        self._pen.forget(need)
        if open_row := next((other for other in self._like(need) if not taken_by(other)), None):
            open_row.positions += need.positions
            open_row.updated = self._clock()
            self._pen.forget(open_row)
            del self._world.needs["shiftboard"][need.id]
        return {}

    def _like(self, need: "Need") -> "list[Need]":
        """Return the other needs for the same work at the same time."""
        return [
            other
            for other in self._world.needs["shiftboard"].values()
            if other.id != need.id and _work(other) == _work(need)
        ]

    def _update(self, params: Params) -> Result:
        need = self.need(params)
        wanted = params.get("published")
        if set(params) - {"id", "published", "notify"} or not isinstance(wanted, bool):
            raise Fault("not_practised", "Only publishing and unpublishing can be practised here.")
        need.published, need.status_updated = wanted, self._clock()
        self._pen.forget(need)
        return {}

    def _mark_absent(self, params: Params) -> Result:
        need = self.need(params)
        booking = self._booking(need)
        reason = params.get("absent_reason")
        if reason is not None and str(reason) not in {str(each["id"]) for each in ABSENT_REASONS}:
            raise Fault("invalid_reason", f"There is no absent reason {reason}.")
        if booking.status == "cancelled":
            raise Fault("already_absent", f"{booking.worker.name} is already marked absent.")
        at = self._clock()
        self._world.restate(need, booking, "cancelled", at, BY)
        self._pen.replies[booking.id] = Reply(None if reason is None else str(reason))
        need.updated = at
        self._pen.forget(need)
        if params.get("duplicate") is not True:
            return {}
        again = replace(
            need,
            id=self._world.new_id("shiftboard"),
            bookings=[],
            positions=1,
            created=at,
            updated=at,
            status_updated=at,
        )
        self._world.needs["shiftboard"][again.id] = again
        return {"new_id": again.id}

    def _assignment_list(self, params: Params) -> Result:
        """Return everybody of the workgroup, who cannot with why not, both by last name."""
        shift = params.get("shift")
        need = self.need(shift if isinstance(shift, dict) else {})
        if str(params.get("workgroup")) != self._pen.workgroup(need):
            raise Fault("invalid_workgroup", "The shift is not of this workgroup.")
        busy = self._busy(need)
        phrase = str(params.get("phrase") or "").casefold()
        people = [one for one in self._world.workers["shiftboard"] if phrase in one.name.casefold()]
        can: dict[str, str] = {}
        cannot: dict[str, str] = {}
        for worker in people[: whole(params.get("limit", 100), "limit")]:
            if worker.role != need.role and params.get("ignore_role") is not True:
                cannot[str(worker.id)] = f"{worker.name} - Role Restriction ({need.role})"
            elif worker.id in busy and params.get("conflicts_ok") is not True:
                cannot[str(worker.id)] = f"{worker.name} - Has Conflicts ({need.specialty or 'Staff'})"
            else:
                can[str(worker.id)] = worker.name
        last = {str(worker.id): worker.last for worker in people}
        return {
            "assignable": can,
            "assignable_order": sorted(can, key=lambda person: last[person]),
            "unassignable": cannot,
            "unassignable_order": sorted(cannot, key=lambda person: last[person]),
        }


def _work(need: "Need") -> tuple[object, ...]:
    return need.start, need.end, need.site.id, need.unit, need.role, need.specialty, need.published


def whole(value: object, name: str) -> int:
    """Return an integer that may have come as text."""
    if isinstance(value, bool) or not isinstance(value, int | str) or not str(value).isdecimal():
        raise Fault("invalid_params", f"{name} must be an integer.")
    return int(value)
