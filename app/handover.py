"""What one watch tells the next: what changed, what waits, what is unknown, what starts soon unfilled."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.domain import FILLED, Intent, IntentState, Kept, Noticed, Shift, State
from app.shape import Shape, shape_of_change, shape_of_intent, shape_of_shift, utc
from app.store import record
from app.store.filters import Filter
from app.store.reader import Health, Reader

WATCH = timedelta(hours=12)  # how long one is, where nobody says when it began
SOON = timedelta(hours=12)

BEGUN = timedelta(days=2)  # how long ago a shift may have begun that goes on still

_NEEDS_SOMEBODY = frozenset({State.OPEN, State.PENDING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """How things stand at the end of a watch. Each list is whole."""

    since: datetime  # when the watch began, UTC
    at: datetime  # UTC
    soon: timedelta
    changes: tuple[Noticed, ...] = ()  # seen on this watch, the newest first
    unacknowledged: int = 0  # changes, whenever they were seen
    done: tuple[Intent, ...] = ()  # ended on this watch, the newest first
    waits: tuple[Intent, ...] = ()  # queued or held, the oldest first
    unknown: tuple[Intent, ...] = ()  # may or may not have arrived, the oldest first
    unfilled: tuple[Kept, ...] = ()  # starts soon, or has begun and goes on, by start
    dropped: tuple[Kept, ...] = ()  # the same of which somebody has dropped out and is not replaced
    failing: tuple[Health, ...] = ()  # what their vendors say now is unknown, too


def handover(reader: Reader, since: datetime, at: datetime, soon: timedelta = SOON) -> Handover:
    """Return how things stand at a moment, for a watch that began at another one."""
    open_ones = sorted(reader.intents(open_only=True), key=lambda one: one.id)
    waiting = (IntentState.QUEUED, IntentState.HELD)
    near = Filter(
        states=frozenset(one.value for one in (*_NEEDS_SOMEBODY, *FILLED, State.CANCELLED)),
        starts_from=int((at - BEGUN).timestamp()),
        starts_before=int((at + soon).timestamp()) + 1,
    )
    ahead = [one for one in reader.shifts(near) if not _is_over(one.shift, at)]
    return Handover(
        since=since,
        at=at,
        soon=soon,
        changes=tuple(reader.changes(since=since)),
        unacknowledged=reader.unacknowledged(),
        done=tuple(reader.ask(record.intents, None, ended_since=since)),
        waits=tuple(one for one in open_ones if one.state in waiting),
        unknown=tuple(one for one in open_ones if one.state not in waiting),
        unfilled=tuple(one for one in ahead if one.shift.state in _NEEDS_SOMEBODY),
        dropped=tuple(one for one in ahead if _is_deserted(one.shift)),
        failing=tuple(one for one in reader.health() if one.failing_since is not None),
    )


def nothing(since: datetime, at: datetime, soon: timedelta = SOON) -> Handover:
    """Return the handover of a desk that has no cache yet."""
    return Handover(since=since, at=at, soon=soon)


def watch_until(at: datetime) -> datetime:
    """Return when a watch began that ends at a moment, where nobody says so."""
    return (at - WATCH).astimezone(UTC)


def shape_of_handover(told: Handover) -> Shape:
    """Return it as plain JSON values."""
    return {
        "since": utc(told.since),
        "at": utc(told.at),
        "soon_hours": round(told.soon.total_seconds() / 3600, 2),
        "changes": [shape_of_change(one) for one in told.changes],
        "unacknowledged": told.unacknowledged,
        "done": [shape_of_intent(one) for one in told.done],
        "waits": [shape_of_intent(one) for one in told.waits],
        "unknown": [shape_of_intent(one) for one in told.unknown],
        "unfilled": [shape_of_shift(one) for one in told.unfilled],
        "dropped": [shape_of_shift(one) for one in told.dropped],
        "failing": [
            {
                "connection": one.connection,
                "as_of": utc(one.as_of),
                "failing_since": utc(one.failing_since),
                "error": one.error,
            }
            for one in told.failing
        ],
    }


def _is_over(shift: Shift, at: datetime) -> bool:
    return (shift.start + WATCH if shift.end is None else shift.end) <= at


def _is_deserted(shift: Shift) -> bool:
    """Tell whether somebody has declined, or is absent, and nobody has taken the place.

    Vendors call such a shift cancelled, or filled with fewer people than it asks for.
    """
    if not any(one.state is State.CANCELLED for one in shift.assignments):
        return False
    short = shift.positions is not None and shift.filled < shift.positions
    return shift.state is State.CANCELLED or (shift.state in FILLED and short)
