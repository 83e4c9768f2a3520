"""One row of the board, made ready for painting: texts for every column, once."""

from dataclasses import dataclass, replace
from datetime import datetime

from app.store.rows import BoardRow
from ui.times import Times, at
from ui.words import STATES, line


@dataclass(frozen=True, slots=True)
class Row:
    """A shift as the board writes it; `texts` stand in the order of COLUMNS."""

    id: int
    ref: str
    state: str
    texts: tuple[str, ...]
    urgent: bool
    over: bool  # it has ended
    now: bool  # it is under way
    removed: bool
    intent: str = ""  # state of an action that was asked for and is not settled; the row shows its preview
    heading: str = ""  # of a group: then it is no shift
    count: str = ""  # how many shifts stand below the heading, in words


EMPTY = Row(0, "", "unknown", ("",) * 16, urgent=False, over=False, now=False, removed=False)


def heading_row(heading: str, count: str) -> Row:
    """Return the row that begins a group."""
    return replace(EMPTY, heading=heading, count=count)


def row_of(shift: BoardRow, times: Times) -> Row:
    """Return the row as the board writes it."""
    start = at(shift.start, shift.timezone)
    end = None if shift.end is None else at(shift.end, shift.timezone)
    present = times.now()
    over = shift.end is not None and shift.end <= present
    now = shift.end is not None and shift.start <= present < shift.end
    state = shift.state
    word = "Removed" if shift.removed else STATES.get(state, "Unknown")
    if state == "unknown" and shift.vendor_status and not shift.removed:
        word = line(shift.vendor_status, 40)
    filled = str(shift.filled) if shift.positions is None else f"{shift.filled} of {shift.positions}"
    return Row(
        shift.id,
        shift.ref,
        state,
        (
            word,
            times.day(start.date()),
            times.hours(start, end, all_day=bool(shift.all_day)),
            _text(shift.title),
            _text(shift.facility),
            _text(shift.unit),
            _text(shift.people),
            filled,
            shift.rate or "",
            shift.connection,
            times.stamp(shift.last_change),
            _text(shift.number),
            _ends(end, times),
            _text(shift.role),
            _text(shift.specialty),
            _text(shift.client),
        ),
        urgent=bool(shift.urgent),
        over=over,
        now=now,
        removed=bool(shift.removed),
        intent="" if shift.removed else shift.intent or "",
    )


def _text(text: str | None) -> str:
    return line(text) if text else ""


def _ends(end: datetime | None, times: Times) -> str:
    return "" if end is None else f"{times.day(end.date())}  {times.time(end.hour, end.minute)}"
