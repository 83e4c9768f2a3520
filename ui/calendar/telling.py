"""What screen readers and tool tips are told of a sheet's spots."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QRect

from ui.calendar.access import Item
from ui.calendar.cards import spoken
from ui.calendar.clock import Clock
from ui.calendar.days import told_day
from ui.calendar.names import Wording
from ui.calendar.reading import Counts
from ui.calendar.spots import DAY, MORE, Spot
from ui.words import counted


def words_of(spot: Spot, wording: Wording, clock: Clock, counts: Counts | None) -> str:
    """Return a spot in words; `counts` are None while they are awaited."""
    if spot.row is not None:
        return spoken(spot.row, wording.times, clock)
    if spot.kind == MORE:
        begin = f" that begin at {wording.hour(spot.hour)}" if spot.hour >= 0 else ""
        return f"{counted(spot.hidden, 'more shift', 'more shifts')}{begin}, {wording.whole(spot.day)}"
    today = spot.day == wording.times.today()
    return told_day(
        wording.whole(spot.day), None if counts is None else counts.get(spot.day, {}), today=today
    )


def items_of(
    spots: Sequence[Spot], chosen: str, area: Callable[[Spot], QRect], told: Callable[[Spot], str]
) -> list[Item]:
    """Return what a screen reader finds on a sheet, in its order."""
    return [
        Item(told(spot), area(spot), bool(spot.ref) and spot.ref == chosen, spot.kind == DAY)
        for spot in spots
    ]


def current_of(spots: Sequence[Spot], day: date, key: str) -> int:
    """Return the number of the spot with the cursor, by its key, else the day's; -1 if it is not shown."""
    found = -1
    for n, spot in enumerate(spots):
        if spot.day == day and spot.kind == DAY:
            found = n
        elif key and spot.key == key and spot.day == day:
            return n
    return found
