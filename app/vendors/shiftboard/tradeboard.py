"""The trade board of the practice server: some people offer their shifts, and others want them.

Which ones is settled by the needs' ids, so that the same market has the same trades.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from app.vendors.shiftboard.dealings import OFF, Dealings, Params, Result, whole
from app.vendors.shiftboard.gate import Fault
from app.vendors.shiftboard.rendering import Renderer, person, taken_by

if TYPE_CHECKING:
    from app.world import Need, Worker, World

PENDING, OFFERED, UNAPPROVED, COMPLETE = 1, 2, 3, 4
EVERY = 17  # of this many covered shifts ahead about one is on the board
NOTES = "Need to see the dentist; please take this trade"


@dataclass(slots=True)
class Posting:
    """A shift on the board."""

    id: int
    need: int
    by: "Worker"
    to: "Worker | None"
    status: int
    completed: datetime | None = None


class TradeBoard:
    """The postings, and the calls about them by name."""

    def __init__(
        self, world: "World", clock: Callable[[], datetime], pen: Renderer, dealings: Dealings
    ) -> None:
        self._world = world
        self._clock = clock
        self._pen = pen
        self._dealings = dealings
        self._postings: dict[int, Posting] = {}
        for need in world.needs["shiftboard"].values():
            self._post(need)
        self.methods: Mapping[str, Callable[[Params], Result]] = {
            "tradeboard.get": self._get,
            "tradeboard.approve": self._approve,
        }

    def _post(self, need: "Need") -> None:
        booking = taken_by(need)
        if need.id % EVERY or booking is None or booking.status in OFF or need.start.date() < self._today():
            return
        status = 1 + need.id // EVERY % 4
        others = [
            worker
            for worker in self._world.workers["shiftboard"]
            if worker.role == need.role and worker.id != booking.worker.id
        ]
        if not others:
            return
        other = others[need.id % len(others)]
        number = 92_000 + len(self._postings)
        if status == COMPLETE:  # whoever has it now took it over
            self._postings[number] = Posting(number, need.id, other, booking.worker, status, self._clock())
            return
        wanted = other if status == UNAPPROVED else None
        self._postings[number] = Posting(number, need.id, booking.worker, wanted, status)
        self._pen.traders[need.id] = booking.worker.id

    def _today(self) -> date:
        return self._clock().date()

    def listed(self, needs: "Mapping[int, Need]", complete: object) -> list[Posting]:
        """Return the postings of these needs, by id; `complete` as a criterion, None for all."""
        found = [posting for posting in self._postings.values() if posting.need in needs]
        live = [each for each in found if each.status == COMPLETE or self._stands(each)]
        return [each for each in live if complete in (None, each.status == COMPLETE)]

    def _stands(self, posting: Posting) -> bool:
        """Tell whether who offers a shift still has it: the market goes on."""
        need = self._world.needs["shiftboard"].get(posting.need)
        booking = taken_by(need) if need else None
        return booking is not None and booking.worker.id == posting.by.id

    def row(self, posting: Posting, extended: bool) -> Result:
        """Return a posting in Shiftboard's JSON."""
        told: Result = {
            "id": str(posting.id),
            "shift": str(posting.need),
            "traded_by": str(posting.by.id),
            "traded_to": str(posting.to.id) if posting.to else None,
            "trade_complete": posting.status == COMPLETE,
            "status": posting.status,
        }
        if extended:
            told["notes"] = NOTES
            if posting.completed:
                told["trade_completed"] = f"{posting.completed:%Y-%m-%dT%H:%M:%SZ}"
        return told

    def references(self, postings: list[Posting]) -> Result:
        """Return the people whom postings refer to."""
        people = {one for each in postings for one in (each.by, each.to) if one}
        return {"account": [person(one) for one in people]}

    def _posting(self, params: Params) -> Posting:
        posting = self._postings.get(whole(params.get("id"), "id"))
        if posting is None:
            raise Fault("tradeboard_not_found", "The trade could not be found.")
        return posting

    def _get(self, params: Params) -> Result:
        posting = self._posting(params)
        return {
            "tradeboard": self.row(posting, params.get("extended") is True),
            "referenced_objects": self.references([posting]),
        }

    def _approve(self, params: Params) -> Result:
        posting = self._posting(params)
        approval = params.get("approval")
        if not isinstance(approval, bool):
            raise Fault("invalid_params", "approval must be true or false.")
        if posting.status not in (PENDING, UNAPPROVED) or not self._stands(posting):
            raise Fault("not_pending", "This trade does not await approval.")
        need = self._world.needs["shiftboard"][posting.need]
        if posting.status == PENDING and approval:
            posting.status = OFFERED
        elif posting.status == PENDING:
            del self._postings[posting.id]
            self._pen.traders.pop(need.id, None)
        elif approval and posting.to:
            posting.status, posting.completed = COMPLETE, self._clock()
            self._pen.traders.pop(need.id, None)
            self._dealings.hand_over(need, posting.to, "assigned")
        else:
            posting.status, posting.to = OFFERED, None
        need.updated = self._clock()
        self._pen.forget(need)
        return {}
