"""What stands where on a painted sheet: for the mouse, for tool tips and for screen readers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QPoint, QRect

from app.store.rows import BoardRow

DAY, SHIFT, MORE = "day", "shift", "more"
MANY = "+"  # begins the key of MORE; no ref begins so


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

    @property
    def key(self) -> str:
        """What the cursor knows it by: the ref, for "so many more" its hour, "" for a day."""
        return f"{MANY}{self.hour}" if self.kind == MORE else self.ref


def spot_at(spots: Sequence[Spot], where: QPoint) -> Spot | None:
    """Return what is topmost at a point."""
    for spot in reversed(spots):
        if spot.area.contains(where):
            return spot
    return None


def stops_of(spots: Sequence[Spot], day: date) -> list[Spot]:
    """Return what arrow keys stop at on a day, from the first to the last."""
    found = [spot for spot in spots if spot.kind != DAY and spot.day == day]
    return sorted(found, key=lambda spot: (spot.area.top(), spot.area.left()))


def following(stops: Sequence[Spot], key: str, step: int) -> Spot | None:
    """Return the stop after or before one; without it, the first or the last. None at the end."""
    here = next((n for n, spot in enumerate(stops) if spot.key == key), None)
    if here is None:
        return stops[0 if step > 0 else -1] if stops else None
    return stops[here + step] if 0 <= here + step < len(stops) else None
