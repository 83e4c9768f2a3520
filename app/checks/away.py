"""Whether somebody is to work while away: time off and unavailability, as a vendor or the roster tells it."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.checks.work import Work


class Away(NamedTuple):
    """A span in which somebody does not work. Times are epoch seconds."""

    person: str
    start: int
    until: int
    what: str  # for a sentence: “time off (Shiftboard)”


def absent(works: Sequence[Work], aways: Sequence[Away]) -> Iterator[tuple[Work, Away]]:
    """Yield one person's work that falls into a time in which they are away; both are ordered by start."""
    active: list[Away] = []
    coming = 0
    for work in works:
        while coming < len(aways) and aways[coming].start < work.until:
            active.append(aways[coming])
            coming += 1
        active = [one for one in active if one.until > work.start]
        for one in active:
            if one.start < work.until:
                yield work, one
                break
