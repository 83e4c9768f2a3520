"""What screen readers and tool tips are told of what stands on a timeline."""

from ui.calendar.cards import spoken, told
from ui.calendar.clock import Clock
from ui.calendar.strokes import Spot
from ui.calendar.tracks import Book
from ui.coverage.figures import told as figures_told
from ui.times import Times
from ui.words import tip


def said_of(spot: Spot, book: Book, times: Times, zone: str) -> str:
    """Return what a screen reader says of it; `zone` is the one whose clock the axis shows."""
    if spot.count is not None:
        return f"{times.day(spot.count.day)}: {figures_told(spot.count)}"
    assert spot.bar is not None
    twice = "Double-booked: " if _is_double(spot, book) else ""
    return twice + spoken(spot.bar.row, times, Clock(zone))


def tip_of(spot: Spot, book: Book, times: Times, zone: str) -> str:
    """Return what its tool tip says."""
    if spot.count is not None:
        return tip(f"{times.day(spot.count.day)}\n{figures_told(spot.count)}\nDouble-click shows them.")
    assert spot.bar is not None
    text = told(spot.bar.row, times, Clock(zone))
    return tip(f"Double-booked\n{text}" if _is_double(spot, book) else text)


def _is_double(spot: Spot, book: Book) -> bool:
    track = book.tracks.get(spot.lane)
    if track is None or spot.bar is None or spot.bar.row.state == "cancelled" or spot.bar.row.removed:
        return False
    return any(spot.bar.begin < end and begin < spot.bar.end for begin, end in track.doubled)
