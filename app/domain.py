"""The nouns: what a staffing desk talks about. No I/O, no pydantic.

The shapes follow the command line's JSON (its README section), field for field.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum


class State(StrEnum):
    """Where a shift stands, the same words for every vendor. The clock never changes it."""

    DRAFT = "draft"  # not yet published to staff
    OPEN = "open"  # at least one position can still be taken
    PENDING = "pending"  # somebody is proposed and an answer is awaited
    ASSIGNED = "assigned"  # filled, not yet confirmed or acknowledged
    CONFIRMED = "confirmed"  # filled, and confirmed or acknowledged
    WORKED = "worked"  # the vendor says that it is under way or done
    CANCELLED = "cancelled"  # withdrawn, declined or not turned up
    UNKNOWN = "unknown"  # a status that is not mapped; vendor_status has it as written


FILLED = frozenset({State.ASSIGNED, State.CONFIRMED, State.WORKED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What an hour costs or pays, in the vendor's own kind (Bill, Pay)."""

    amount: Decimal
    kind: str | None = None
    on_call: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """One person on one shift, as the vendor reports it."""

    key: str  # identity within the shift: the vendor's assignment id, or made of what it tells
    person: str
    person_id: str | None = None  # the vendor's id of the person
    status: str | None = None  # the vendor's word
    state: State = State.UNKNOWN  # the same, in ours
    assigned_at: datetime | None = None  # UTC
    assigned_by: str | None = None
    responded_at: datetime | None = None  # UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Something that the vendor says can be done with a shift now, under the vendor's own name."""

    name: str
    link: str | None = None  # within the vendor's server a path from its root, else as the vendor wrote it
    precedence: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One span of work at one vendor, as one connection sees it."""

    connection: str
    vendor: str
    external_id: str
    number: str | None = None
    state: State
    vendor_status: str | None = None
    title: str | None = None
    role: str | None = None
    specialty: str | None = None
    facility: str | None = None
    unit: str | None = None
    client: str | None = None
    address: str | None = None
    start: datetime  # aware, in the shift's zone, whole seconds
    end: datetime | None  # the same; None is open-ended
    timezone: str  # IANA name
    all_day: bool = False
    positions: int | None = None
    filled: int = 0
    urgent: bool = False
    published: bool = True
    rate: Rate | None = None
    assignments: tuple[Assignment, ...] = ()
    actions: tuple[str, ...] = ()  # names of the actions enabled now
    notes: str | None = None
    url: str | None = None
    series: str | None = None  # the external id of the recurring pattern it is a day of
    offers: tuple[Offer, ...] = ()
    details: tuple[tuple[str, str], ...] = ()  # the vendor's peculiarities: label, text

    @property
    def ref(self) -> str:
        """Return its name for people and scripts: connection and external id."""
        return f"{self.connection}:{self.external_id}"

    @property
    def day(self) -> date:
        """Return the local day on which it begins; spans are measured by it."""
        return self.start.date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """A time in which somebody does not work, as a vendor tells it."""

    person_id: str  # the vendor's
    start: datetime  # aware
    end: datetime | None  # aware; None: none is told
    timezone: str  # IANA name: whose clocks a sentence about it shows
    what: str  # for a sentence: “time off”


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One way to reach somebody, as a vendor tells it."""

    person_id: str  # the vendor's
    label: str  # “Mobile telephone”
    text: str


class Kind(StrEnum):
    """What sort of news a change is."""

    POSTED = "posted"
    EDITED = "edited"
    ASSIGNED = "assigned"
    UNASSIGNED = "unassigned"
    STATUS = "status"
    REMOVED = "removed"
    RESTORED = "restored"


Facts = Mapping[str, object]  # plain JSON values under the names of a shift's shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """News that a person must notice. The same news always has the same `key`."""

    key: str
    connection: str
    ref: str
    kind: Kind
    person: str | None = None
    before: Facts | None = None
    after: Facts | None = None
    by: str | None = None
    happened_at: datetime | None = None  # UTC; None unless the vendor tells
    note: str | None = None  # the vendor's reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A shift as the mirror holds it."""

    shift: Shift
    removed: bool = False  # no longer visible to its connection
    last_seen: datetime  # UTC: when an answer of the vendor last showed it
    changed_at: datetime | None = None  # UTC: when news of it was last seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """A change as the feed holds it: when it was seen, and who on this desk has dealt with it."""

    id: int
    change: Change
    seen_at: datetime  # UTC
    acknowledged_at: datetime | None = None  # UTC
    acknowledged_by: str | None = None
    comment: str | None = None  # the desk's; the vendor's reason is the change's `note`


@dataclass(frozen=True, slots=True)
class Span:
    """Days from first to last, both inclusive, by a shift's local start day."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def days(self) -> Iterator[date]:
        """Yield every day of the span in order."""
        for n in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=n)

    def widened(self, days: int) -> "Span":
        """Return the span with so many more days at both ends."""
        return Span(self.first - timedelta(days=days), self.last + timedelta(days=days))


class IntentState(StrEnum):
    """Where an action that somebody asked for stands."""

    QUEUED = "queued"  # waits until its vendor can be reached
    HELD = "held"  # the shift changed while it waited: somebody must look
    SENDING = "sending"
    UNKNOWN = "unknown"  # it may or may not have arrived: never sent again before the vendor was read
    SUCCEEDED = "succeeded"
    REFUSED = "refused"  # nothing was changed
    WITHDRAWN = "withdrawn"


OPEN_INTENTS = frozenset(
    {IntentState.QUEUED, IntentState.HELD, IntentState.SENDING, IntentState.UNKNOWN}
)  # their end is not known


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """An action that somebody at this desk asked for."""

    id: int
    connection: str
    vendor: str
    external_id: str  # "" where it concerns the connection itself
    action: str  # the Action's key
    label: str
    parameters: Facts
    reason: str | None = None  # why a check of the desk's own was overridden
    state: IntentState
    by: str  # who asked
    attempts: int = 0
    created_at: datetime  # UTC
    sent_at: datetime | None = None  # UTC: when its request was about to leave
    finished_at: datetime | None = None  # UTC
    message: str | None = None
    result: str | None = None  # the external id of a row that the vendor made for it
    basis: Shift | None = None  # as it was shown when it was asked for
    preview: Shift | None = None  # as it is expected to become
    found: Shift | None = None  # as it stood when it was held
    seen: frozenset[str] = frozenset()  # external ids known before sending
    memory: Facts  # the adapter's notes before sending

    @property
    def ref(self) -> str:
        """Return what it concerns: a shift's ref, or the connection's name."""
        return f"{self.connection}:{self.external_id}" if self.external_id else self.connection

    @property
    def result_ref(self) -> str | None:
        """Return the ref of the row that the vendor made for it."""
        return None if self.result is None else f"{self.connection}:{self.result}"
