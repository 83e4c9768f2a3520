"""What an adapter offers: the page that a vendor's author reads first.

A vendor is data plus functions, without state of its own: everything that differs between two
accounts stands in `Account` and in the client. An adapter raises nothing but `VendorError`s;
a record that does not fit costs only itself and is yielded as a `Reject`.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Protocol, TypeVar

import httpx
from pydantic import BaseModel

from app.account import Account
from app.action import Action, Choice, Section
from app.domain import Absence, Assignment, Change, Contact, Shift, Span
from app.http import Client

T = TypeVar("T")

SLICE = 200  # records a page: small enough that nothing else waits long behind one


@dataclass(frozen=True, slots=True)
class Sighting:
    """A shift as one answer showed it. Fields named in `absent` were not part of that answer."""

    shift: Shift
    absent: frozenset[str] = frozenset()
    gone: tuple[Assignment, ...] = ()  # for `merge`: assignments that the answer says were taken off
    mark: bytes | None = None  # of the glimpse that it was read from

    @property
    def whole(self) -> bool:
        """Tell whether the answer showed all of the shift: then nothing known is merged in."""
        return not self.absent


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """A record that was set aside, and why."""

    reason: str
    external_id: str | None = None
    record: str = ""  # as it came, cut to 2,000 characters
    beside: bool = False  # no shift can hide in it: what was listed is listed all the same


@dataclass(frozen=True, slots=True)
class Glimpse:
    """A record that is read only if it is not as it was: most of a large listing never is.

    The mark is made of the record and of all else that its shift is made of: equal marks,
    equal shifts.
    """

    external_id: str
    mark: bytes
    read: Callable[[], "Sighting | Reject"]


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """How a pull ended: where the next one may go on, and whether all of the span was listed."""

    complete: bool  # True: what was not seen in the span is no longer there
    cursor: str | None = None  # the adapter's own text; None: only complete listings


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A piece of a pull, at most about `SLICE` shifts. The last one carries `end`."""

    sightings: Sequence[Sighting] = ()
    glimpses: Sequence[Glimpse] = ()  # in the place of sightings, from a vendor of large listings
    changes: Sequence[Change] = ()  # news that the vendor itself reports
    rejects: Sequence[Reject] = ()
    fetched: int = 0  # vendor records read for this page, rejected ones included
    total: int | None = None  # of the whole pull, where the vendor tells
    end: End | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeting:
    """What a vendor tells of the account that signed in."""

    account: str | None  # who it is, where the vendor says so
    facts: tuple[str, ...] = ()  # sentences: what the account may do, what could be read


@dataclass(frozen=True, slots=True)
class Told:
    """What a vendor told of its people, and what of it could not be had."""

    rows: Sequence[Absence | Contact]
    rejects: Sequence[Reject] = ()
    short: str | None = None  # a sentence, where the rows are not all that there are


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """Something that a vendor tells of its people beside their shifts: when they are away, how to reach them.

    It is read now and then, after a good pull. One that cannot be read costs itself alone, and what
    was known of it stays.
    """

    key: str  # stable: it stands in the mirror
    title: str  # for a sentence: “time off”
    every: float  # seconds between readings
    read: Callable[[Client, Account, Span], Awaitable[Told]]  # for the days in view


class Vendor(Protocol):
    """A staffing vendor. Raises only `VendorError`s."""

    key: str  # as in connections.toml
    title: str
    base_url: str  # the documented one; "" where every customer has their own
    poll_every: float  # seconds between pulls
    list_every: float  # seconds between complete listings
    reports: bool  # it reports who was put on and taken off itself: such news are not derived
    payroll_ids: bool  # its ids of people are payroll numbers
    seldom: frozenset[str]  # fields that only one shift's own answer carries, not a listing
    rolls: Sequence[Roll]  # what it tells of its people beside their shifts
    settings: type[BaseModel]  # further keys of connections.toml
    credentials: type[BaseModel]  # the secret fields, SecretStr

    def auth(self, account: Account, credentials: Any) -> httpx.Auth:
        """Return what signs every request, tested without a network."""
        ...

    def words(self, body: bytes) -> str | None:
        """Return the vendor's own words in an error's body, or None if there are none."""
        ...

    def fetch(self, client: Client, account: Account, span: Span, cursor: str | None) -> AsyncIterator[Page]:
        """Yield what stands in a span; without a cursor a complete listing of it.

        With the cursor of an earlier `End` it may yield only what is new since. A complete
        listing need not leave out shifts beyond the span.
        """
        ...

    async def fetch_one(self, client: Client, account: Account, external_id: str) -> Sighting | None:
        """Return one shift as it stands at the vendor, or None if it is no longer visible."""
        ...

    async def greet(self, client: Client, account: Account) -> Greeting:
        """Return what the vendor tells of the account; one or two cheap requests."""
        ...

    def actions(self, shift: Shift | None) -> Sequence[Action[Any]]:
        """Return what can be done with a shift, now or at other times, in the order of the screen.

        With None: what can be done with the connection itself. Pure.
        """
        ...

    def sections(self, shift: Shift) -> Sequence[Section]:
        """Return what else a panel says of a shift: what only this vendor has. Pure."""
        ...

    async def choices(
        self, client: Client, account: Account, pick: str, shift: Shift | None
    ) -> Sequence[Choice] | None:
        """Return what a parameter may be, by its `pick`, in the vendor's order; None: it has no such call.

        For "candidate": who can take the shift, those who cannot last, with the reasons.
        """
        ...

    async def look_up(self, client: Client, account: Account, key: str, shift: Shift) -> Section:
        """Return the section of that key with its rows, read anew."""
        ...

    def merge(self, known: Shift, seen: Sighting) -> Shift:
        """Return the shift as it now stands, from what was known and what was seen. Pure.

        Asked only for a sighting that is not whole, of a shift that is known.
        """
        ...


def carried(known: Shift, seen: Sighting) -> Shift:
    """Return the shift seen, with what its answer did not carry as it was known."""
    if not seen.absent:
        return seen.shift
    return replace(seen.shift, **{name: getattr(known, name) for name in seen.absent})


def sliced(items: Iterable[T], size: int = SLICE) -> Iterator[list[T]]:
    """Yield the items in lists of at most `size`."""
    rest = iter(items)
    while piece := list(islice(rest, size)):
        yield piece
