"""The nouns of the made-up staffing market that the practice vendors serve. Vendor-neutral."""

from dataclasses import dataclass, field
from datetime import date, datetime

VENDORS = ("trio", "shiftboard", "utrac", "fourspaces")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A facility where people work."""

    id: int
    name: str
    line1: str
    city: str
    state: str  # of the US: two letters; elsewhere the county or Land
    zip: str
    zone: str  # IANA name
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """A person as one vendor knows them; `human` is the same at every vendor."""

    human: int
    id: int  # unique within the vendor
    first: str
    last: str
    role: str
    payroll: str  # uTRAC's payroll_number

    @property
    def name(self) -> str:
        """Return first and last name as this vendor writes them."""
        return f"{self.first} {self.last}"


@dataclass(slots=True, kw_only=True)
class Booking:
    """A worker on a need. `status`: proposed, submitted, assigned, confirmed, worked, declined, cancelled."""

    worker: Worker
    id: int
    status: str
    previous: str | None = None  # the status before the latest change; None if it never changed
    booked_at: datetime  # UTC
    booked_by: str
    changed_at: datetime  # UTC
    changed_by: str
    ended: str | None = None  # the reason why it was taken off; such a booking is history


@dataclass(slots=True, kw_only=True)
class Need:
    """A dated shift to be filled. Wall-clock times are those of its site."""

    id: int
    site: Site
    unit: str
    role: str
    specialty: str
    start: datetime  # naive, the site's wall clock
    end: datetime | None  # the same; None is open-ended
    all_day: bool = False
    positions: int = 1
    published: bool = True
    urgent: bool = False
    withdrawn: bool = False  # cancelled by the client, still listed
    rate: str = "60.00"
    note: str = ""
    bookings: list[Booking] = field(default_factory=list)
    created: datetime  # UTC
    updated: datetime  # UTC: anything but the status
    status_updated: datetime  # UTC: published, booked, confirmed, released

    @property
    def live(self) -> list[Booking]:
        """Return the bookings that were not taken off."""
        return [booking for booking in self.bookings if booking.ended is None]


@dataclass(slots=True, kw_only=True)
class Pattern:
    """A shift that recurs daily between two dates (4spaces)."""

    id: int
    name: str
    team: int  # 0: none
    start: int  # minutes after midnight
    minutes: int
    first: date | None
    last: date | None
    members: list[Worker] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A team of 4spaces: the unit of its patterns."""

    id: int
    name: str
    members: tuple[Worker, ...]
