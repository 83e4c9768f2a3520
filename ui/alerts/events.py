"""What happens at the desk as events for the rules. Pure."""

from collections.abc import Mapping
from typing import Any

from app.alerts import Event
from app.store.inbox import Entry
from ui.freshness import BAD, Freshness
from ui.inbox.rows import nearness, subject
from ui.news import news
from ui.times import Times
from ui.words import line

_ENDS = {"refused": "was refused", "unknown": "has an unknown outcome"}


def departure(entry: Entry, times: Times) -> Event:
    """Return that somebody has left a shift close to its start, or that it was cancelled."""
    noticed = entry.noticed
    told = [news(noticed, times)[0], nearness(entry, times.now()), subject(entry, times)]
    return Event(
        kind="departure",
        key=departure_key(noticed.change.key),
        line=" · ".join(one for one in told if one),
        target=f"change:{noticed.id}",
    )


def departure_key(change: str) -> str:
    """Return the key of the event that a change means by which somebody has left."""
    return f"change {change}"


def opened(entry: Entry, view: str, name: str, times: Times) -> Event:
    """Return that a shift of a view can be taken."""
    return Event(
        kind="open",
        key=f"open {view} {entry.noticed.change.key}",
        line=subject(entry, times),
        target=f"shift:{entry.ref}",
        among=line(name, 80),
        several=f"view:{view}",
    )


def of_intent(intent: Mapping[str, Any]) -> Event | None:
    """Return that an action was refused, or that nobody knows what became of it; None of any other."""
    state = str(intent.get("state"))
    if state not in _ENDS:
        return None
    words = [
        f"{intent.get('action')} {_ENDS[state]}",
        str(intent.get("ref") or ""),
        intent.get("message") or "",
    ]
    return Event(
        kind="action",
        key=f"intent {intent.get('id')} {state}",
        line=" · ".join(line(str(one), 160) for one in words if one),
        target="outbox",
    )


def of_outage(one: Freshness, minutes: float, now: float) -> Event | None:
    """Return that a vendor cannot be reached for so long; None while it can, or not yet for so long."""
    since = one.failing_since
    if (one.trouble or one.phase) not in BAD or since is None or now - since.timestamp() < 60 * minutes:
        return None
    return Event(
        kind="outage",
        key=f"outage {one.connection} {since.isoformat()}",
        line=f"{one.connection}: {line(one.error or 'no answer', 200).removeprefix(f'{one.connection}: ')}",
        target=f"connection:{one.connection}",
    )
