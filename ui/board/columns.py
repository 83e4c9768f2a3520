"""The board's columns: what they are called, what they sort by, how wide they begin."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the board."""

    key: str
    title: str
    order: str  # the order of the cache that it stands for
    sample: str = ""  # as long as most of its texts; "" where the desk's clock tells (`Times.samples`)
    shown: bool = True  # at the very first start
    right: bool = False  # figures are flush right


COLUMNS = (
    Column("state", "State", "state"),  # as wide as its widest chip
    Column("day", "Day", "start"),
    Column("hours", "Hours", "start"),
    Column("title", "Shift", "title", "Respiratory Therapist, ICU"),
    Column("facility", "Facility", "facility", "Harbor Point Medical"),
    Column("unit", "Unit", "unit", "Emergency W"),
    Column("people", "People", "people", "Jennifer Owen, Amara P"),
    Column("filled", "Filled", "positions", "Filled W", right=True),
    Column("rate", "Rate", "rate", "100.00 W", right=True),
    Column("connection", "Connection", "connection", "north-hospitals"),
    Column("changed", "Changed", "last_change"),
    Column("number", "Number", "number", "Number 000", shown=False),
    Column("ends", "Ends", "end", shown=False),
    Column("role", "Role", "role", "Respiratory Therapist", shown=False),
    Column("specialty", "Specialty", "specialty", "Long-Term Care", shown=False),
    Column("client", "Client", "client", "Riverside Health Group", shown=False),
)

STATE, DAY, HOURS, TITLE = 0, 1, 2, 3
