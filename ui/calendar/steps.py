"""Going from shift to shift in a row of the timeline, and from row to row. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from ui.calendar.scale import midnight
from ui.calendar.tracks import Track


class Step(Enum):
    """Where to go within a row."""

    EARLIER = auto()
    LATER = auto()
    FIRST = auto()
    LAST = auto()


@dataclass(frozen=True, slots=True)
class Stop:
    """Something that can be chosen: a shift, or a day in a row that is counted by day."""

    begin: int  # epoch seconds
    end: int
    ref: str = ""
    day: date | None = None


def stops(track: Track | None, zone: str) -> list[Stop]:
    """Return what can be chosen in a row, in order of time."""
    if track is None:
        return []
    if track.counts:
        return [
            Stop(midnight(one.day, zone), midnight(one.next_day, zone), day=one.day) for one in track.counts
        ]
    return [Stop(bar.begin, bar.end, bar.row.ref) for bar in track.bars]


def step_from(all_stops: Sequence[Stop], current: Stop | None, step: Step) -> Stop | None:
    """Return where a step leads, None if there is nothing in that direction."""
    if not all_stops:
        return None
    if step in (Step.FIRST, Step.LAST):
        return all_stops[0 if step is Step.FIRST else -1]
    if current is None or current not in all_stops:
        return None
    place = all_stops.index(current) + (1 if step is Step.LATER else -1)
    return all_stops[place] if 0 <= place < len(all_stops) else None


def nearest(all_stops: Sequence[Stop], moment: float) -> Stop | None:
    """Return what lasts at a moment, else what is nearest to it."""
    return min(all_stops, key=lambda stop: (_away(stop, moment), stop.begin), default=None)


def _away(stop: Stop, moment: float) -> float:
    return max(0.0, stop.begin - moment, moment - stop.end)
