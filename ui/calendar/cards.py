"""What the calendar says of a shift: short on the sheet, in full for tool tips and screen readers."""

from app.store.rows import BoardRow
from ui.board.marks import PICTURES, unconfirmed
from ui.calendar.clock import Clock
from ui.times import Times, at
from ui.words import STATES, line


def title_of(row: BoardRow) -> str:
    """Return what it is called, or what it is."""
    named = row.title or " ".join(part for part in (row.role, row.specialty) if part)
    return line(named or row.number or "Shift", 80)


def place_of(row: BoardRow) -> str:
    """Return where it is."""
    return line(", ".join(part for part in (row.facility, row.unit) if part), 80)


def people_of(row: BoardRow) -> str:
    """Return who is on it."""
    return line(row.people, 80) if row.people else ""


def word_of(row: BoardRow) -> str:
    """Return its state in words."""
    if row.removed:
        return "Removed"
    word = STATES.get(row.state, "Unknown")
    if row.state == "unknown" and row.vendor_status:
        word = line(row.vendor_status, 40)
    return unconfirmed(word, row.intent) if row.intent else word


def picture_of(row: BoardRow) -> str:
    """Return the drawing of its state."""
    if row.removed:
        return "state-draft"
    return PICTURES.get(row.intent or "") or f"state-{row.state if row.state in STATES else 'unknown'}"


def hours_of(row: BoardRow, times: Times, clock: Clock) -> str:
    """Return from when to when it is by the calendar's clock; the zone is named where the desk's differs."""
    where = clock.zone or row.timezone
    start = at(row.start, where)
    end = None if row.end is None else at(row.end, where)
    return times.hours(start, end, all_day=bool(row.all_day))


def told(row: BoardRow, times: Times, clock: Clock) -> str:
    """Return all that is to be said of it, one fact a line."""
    day = times.day(at(row.start, clock.zone or row.timezone).date())
    lines = [
        f"{title_of(row)} – {word_of(row)}" + (", urgent" if row.urgent else ""),
        f"{day}, {hours_of(row, times, clock)}",
    ]
    if clock.zone and clock.zone != row.timezone:
        own = Clock()
        local = at(row.start, row.timezone)
        lines.append(f"There: {times.day(local.date())}, {hours_of(row, times, own)}")
    lines += [text for text in (place_of(row), people_of(row) or "Nobody on it yet") if text]
    if row.rate:
        lines.append(f"Rate: {line(row.rate, 40)}")
    lines.append(line(row.connection, 80))
    return "\n".join(lines)


def spoken(row: BoardRow, times: Times, clock: Clock) -> str:
    """Return the same as one sentence, the state first."""
    first, *rest = told(row, times, clock).split("\n")
    return "; ".join([first, *rest])
