"""Until when a change can be put off: the usual times, by the desk's own clock. Pure."""

from datetime import datetime, time, timedelta

MORNING = time(8)
BEFORE = timedelta(hours=2)  # before a shift's start


def offers(now: datetime, start: float | None) -> list[tuple[str, datetime]]:
    """Return words and times, all later than now; `now` is on the desk's clock."""
    today = now.date()
    found = [
        ("In an hour", now + timedelta(hours=1)),
        ("In four hours", now + timedelta(hours=4)),
        ("Tomorrow morning", datetime.combine(today + timedelta(days=1), MORNING)),
        ("Monday morning", datetime.combine(today + timedelta(days=7 - today.weekday()), MORNING)),
    ]
    if start is not None:
        found.append(("Two hours before its start", datetime.fromtimestamp(start) - BEFORE))
    return [(words, when) for words, when in found if when > now]


def midnights(now: datetime) -> list[tuple[str, datetime]]:
    """Return words and times before which everything can be acknowledged at once."""
    today = datetime.combine(now.date(), time.min)
    return [
        ("an hour ago", now - timedelta(hours=1)),
        ("today", today),
        ("yesterday", today - timedelta(days=1)),
        ("a week ago", today - timedelta(days=7)),
    ]
