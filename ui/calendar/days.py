"""What a day's counts say: which states come first, and the day in words."""

from collections.abc import Mapping

from ui.words import STATES, counted

# What needs somebody comes first.
ORDER = ("open", "pending", "unknown", "draft", "assigned", "confirmed", "worked", "cancelled")


def in_order(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return the states of a day and how many shifts each has, what needs somebody first."""
    return [(state, counts[state]) for state in ORDER if counts.get(state)]


def told_day(name: str, counts: Mapping[str, int] | None, *, today: bool = False) -> str:
    """Return `Tuesday 1 Dec, today: 3 open, 1 pending`."""
    day = f"{name}, today" if today else name
    if counts is None:
        return day
    found = [f"{n:,} {STATES[state].lower()}" for state, n in in_order(counts)]
    if not found:
        return f"{day}: no shifts"
    total = sum(counts.values())
    return f"{day}: {counted(total, 'shift', 'shifts')}: {', '.join(found)}"
