"""What the inbox says of itself: what can be done, what the filters leave out, why nothing is there. Pure."""

from app.store.inbox import Counts, Entry, Standing, Wanted
from ui.inbox.rows import Row
from ui.words import counted

CLEAR = "Clear filters"
CLEARED = "The search and the filters hid that change; they have been cleared."


def able(row: Row, standing: Standing, *, there: bool, undoes: bool) -> list[str]:
    """Return the deeds that are possible: `there`: some line is chosen, `row` the current one."""
    possible = (
        ("acknowledge", there and standing != "acknowledged"),
        ("snooze", there and standing != "acknowledged"),
        ("note", there),
        ("board", bool(row.ref)),
        ("person", bool(row.person)),
        ("undo", undoes),
    )
    return [key for key, is_able in possible if is_able]


def waits(entry: Entry | None) -> bool:
    """Tell whether a change is there, and nobody has acknowledged it."""
    return entry is not None and entry.noticed.acknowledged_at is None


def shown(changes: int, lines: int) -> str:
    """Return how much is shown."""
    told = counted(changes, "change", "changes")
    return told if changes == lines else f"{told} in {counted(lines, 'line', 'lines')}"


def left_out(wanted: Wanted, n: int, unread: int) -> str:
    """Return that the filters leave out n unread changes; "" where they leave out none."""
    if wanted.standing != "unread" or not wanted.narrows or n <= 0:
        return ""
    return f"The filters leave out {n:,} of {unread:,} that are not acknowledged."


def nothing(wanted: Wanted, n: int, counts: Counts) -> tuple[str, ...]:
    """Return why no line is there: in a word, in a sentence, and what there is to press.

    `n`: how many unread changes the filters leave out.
    """
    if wanted.standing == "unread" and not left_out(wanted, n, counts.unread):
        later = counts.snoozed
        more = f" {counted(later, 'change is', 'changes are')} put off until later." if later else ""
        return "Nothing waits for you", f"Every change has been acknowledged.{more}"
    if wanted.narrows:
        return "Nothing here", "The search and the filters leave no change to show.", CLEAR
    return "Nothing here", "There is no such change."
