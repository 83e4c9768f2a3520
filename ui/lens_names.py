"""Which lenses there are, what they are called, and what each can be told."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lens:
    """One way to look. `key` names it within the program."""

    key: str
    words: str
    shortcut: str


BOARD, INBOX = "board", "inbox"
LENSES = (
    Lens(BOARD, "Board", "Ctrl+Alt+1"),
    Lens("month", "Month", "Ctrl+Alt+2"),
    Lens("week", "Week", "Ctrl+Alt+3"),
    Lens("day", "Day", "Ctrl+Alt+4"),
    Lens("timeline", "Timeline", "Ctrl+Alt+5"),
    Lens("agenda", "Agenda", "Ctrl+Alt+6"),
    Lens("heat", "Heat map", "Ctrl+Alt+7"),
    Lens(INBOX, "Inbox", "Ctrl+Alt+8"),
)
CLOCKED = ("week", "day", "timeline")  # those whose clock can be chosen
HOURED = ("week", "day")  # those that show the hours of a day
SPANNED = ("timeline", "heat")  # those that go to the days which the filter names
ROWED = {  # those that can have other rows, and which
    "timeline": ("people", "facility", "unit", "connection"),
    "heat": ("hours", "facility"),
}
