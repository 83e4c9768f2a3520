"""What stands where on a painted sheet: for the mouse, for tool tips and for screen readers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QPoint, QRect

from app.store.rows import BoardRow

DAY, SHIFT, MORE = "day", "shift", "more"


@dataclass(frozen=True, slots=True)
class Spot:
    """A day, a shift, or "and so many more" of a day or of one of its hours."""

    kind: str
    area: QRect
    day: date
    row: BoardRow | None = None
    hidden: int = 0  # shifts that MORE stands for
    hour: int = -1  # that they begin in, by the wall clock; -1: at any
    before: bool = False  # the shift has begun on an earlier day
    after: bool = False  # it goes on
    lines: tuple[str, ...] = ()  # what is written on it

    @property
    def ref(self) -> str:
        """The shift's ref, "" for anything else."""
        return "" if self.row is None else self.row.ref


def spot_at(spots: Sequence[Spot], where: QPoint) -> Spot | None:
    """Return what is topmost at a point."""
    for spot in reversed(spots):
        if spot.area.contains(where):
            return spot
    return None


def stops_of(spots: Sequence[Spot], day: date) -> list[Spot]:
    """Return the shifts of a day that arrow keys stop at, from the first to the last."""
    found = [spot for spot in spots if spot.kind == SHIFT and spot.day == day]
    return sorted(found, key=lambda spot: (spot.area.top(), spot.area.left()))


def following(stops: Sequence[Spot], ref: str, step: int) -> Spot | None:
    """Return the shift after or before one; without it, the first or the last. None at the end."""
    here = next((n for n, spot in enumerate(stops) if spot.ref == ref), None)
    if here is None:
        return stops[0 if step > 0 else -1] if stops else None
    return stops[here + step] if 0 <= here + step < len(stops) else None
