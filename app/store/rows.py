"""What the rows of the mirror are made of, and those that a board shows: plain values, no shifts.

Shifts and changes are made of rows in `loading`, and rows of them in `writing`; a window's first
sight needs neither.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

CHUNK = 100  # rows a transaction: another writer waits some 20 ms at most

COLUMNS = (
    "connection", "external_id", "vendor", "number", "state", "vendor_status", "title", "role",
    "specialty", "facility", "unit", "client", "address", "start", "end", "timezone", "day",
    "all_day", "positions", "filled", "urgent", "published", "rate", "rate_kind", "rate_on_call",
    "people", "notes", "url", "series", "actions", "offers", "details",
)  # fmt: skip
CONTENT = ", ".join(COLUMNS)
START = COLUMNS.index("start")
# Until when a row was seen: it says so itself, or the last complete listing of its day does,
# unless that listing missed it (`missed`).
LAST_SEEN = """case when s.removed is null and s.missed is null and c.listed_at > s.last_seen
 and s.day between c.listed_first and c.listed_last then c.listed_at else s.last_seen end"""
CHANGE = "id, key, connection, ref, kind, person, before, after, by, happened_at, note, seen_at"

Values = tuple[Any, ...]  # one value of SQLite's own types for each column


class BoardRow(NamedTuple):
    """What one line of a board shows: plain values, as the mirror has them."""

    id: int
    ref: str
    connection: str
    vendor: str
    state: str
    vendor_status: str | None
    start: int  # seconds since 1970
    end: int | None
    timezone: str
    all_day: int
    title: str | None
    role: str | None
    specialty: str | None
    facility: str | None
    unit: str | None
    client: str | None
    people: str | None
    number: str | None
    rate: str | None
    positions: int | None
    filled: int
    urgent: int
    published: int
    removed: int | None
    last_change: int | None
    intent: str | None = None  # the state of an open intent; `state` and `people` are then as previewed


BOARD = ", ".join(
    "connection || ':' || external_id" if name == "ref" else name for name in BoardRow._fields[:-1]
)


def marks(values: Collection[object]) -> str:
    """Return a question mark for each value, as SQL wants them."""
    return ", ".join("?" * len(values))


def chunks(items: Sequence[Any]) -> Iterable[Sequence[Any]]:
    """Return the items in pieces that one transaction takes."""
    return (items[at : at + CHUNK] for at in range(0, len(items), CHUNK))


def moment(seconds: int | None) -> datetime | None:
    """Return a stored time as a UTC instant."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
