"""Shifts, people and profiles for tests: valid, plain, and different only where a test says so."""

from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from app.domain import Assignment, Change, Kept, Kind, Offer, Rate, Shift, Span, State
from app.places import Places
from app.secrets import Key
from app.store.files import fetched, translating
from app.store.mirror import Delta
from app.store.reader import Reader
from app.store.rows import CHUNK
from app.store.store import Store
from app.sync import Before
from app.vendor import Sighting, Vendor, sliced
from app.vendors.trio.adapter import TRIO
from app.zones import zone

KEY = Key("0123456789abcdef" * 4)
NEW_YORK = zone("America/New_York")
TODAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
SPAN = Span(TODAY, TODAY + timedelta(days=30))
MINUTE = timedelta(minutes=1)

FIRST = Before(first=True, listed=None, reports=False)
LATER = Before(first=False, listed=SPAN, reports=False)


def shift(external_id: object = "1", **fields: Any) -> Shift:
    """Return an open day shift of 1 December in New York, with other fields as given."""
    plain = Shift(
        connection="trio-east",
        vendor="trio",
        external_id=str(external_id),
        state=State.OPEN,
        vendor_status="Open",
        title="RN, ICU",
        start=datetime(2026, 12, 1, 7, tzinfo=NEW_YORK),
        end=datetime(2026, 12, 1, 19, tzinfo=NEW_YORK),
        timezone="America/New_York",
        positions=1,
    )
    return replace(plain, **fields)


def pattern(**fields: object) -> list[Shift]:
    """Return ten days of one recurring pattern."""
    return [
        shift(
            f"{'a' * 32}/{n:02}",
            connection="spaces",
            series="a" * 32,
            start=shift().start + timedelta(days=n),
            end=None,
            **fields,
        )
        for n in range(10)
    ]


def person(name: str, id_: str | None = None, status: str | None = "Assigned", **fields: Any) -> Assignment:
    """Return somebody's assignment; its key is the person's id."""
    return replace(
        Assignment(key=id_ or name, person=name, person_id=id_, status=status, state=State.ASSIGNED), **fields
    )


def reported(n: int, kind: Kind, ref: str = "utrac-live:1") -> Change:
    """Return a piece of news as a vendor reports it itself."""
    return Change(key=f"row {n}", connection="utrac-live", ref=ref, kind=kind, person="Adam Jones")


def seen(*shifts: Shift) -> list[Sighting]:
    """Return the shifts as answers that showed all of them."""
    return [Sighting(one) for one in shifts]


@contextmanager
def opened(places: Places, key: Key = KEY) -> Any:
    """Hold a profile's store open."""
    store = Store.open(places, key)
    try:
        yield store
    finally:
        store.close()


def applied(
    store: Store,
    *shifts: Shift,
    before: Before = LATER,
    at: datetime = NOON,
    span: Span = SPAN,
    vendor: Vendor = TRIO,
) -> Delta:
    """Write shifts to the mirror as a pull would do it."""
    done = Delta()
    for chunk in sliced(seen(*shifts), CHUNK):
        done += store.mirror.apply(vendor, shifts[0].connection, chunk, span, before, at)
    return done


def filled(
    store: Store,
    shifts: Iterable[Shift],
    at: datetime = NOON,
    span: Span = SPAN,
    connection: str | None = None,
) -> None:
    """Let a connection's first complete listing be these shifts; without one, that of the first."""
    found = list(shifts)
    connection = connection or (found[0].connection if found else "trio-east")
    store.ledger.standing(connection, "trio")
    if found:
        applied(store, *found, before=FIRST, at=at, span=span)
    store.ledger.listed(connection, span, at)
    store.ledger.pulled(connection, None, (), at, listing=True)


def listed(
    store: Store,
    shifts: Iterable[Shift],
    at: datetime,
    *,
    span: Span = SPAN,
    proves: bool = True,
    vendor: Vendor = TRIO,
    connection: str = "trio-east",
) -> Delta:
    """Bring the mirror up to a complete listing, in the steps of a pull; raise Suspicious as it does."""
    standing = store.ledger.standing(connection, vendor.key)
    before = Before(first=standing.listed is None, listed=standing.listed, reports=vendor.reports)
    sightings = seen(*shifts)
    fresh = store.mirror.fresh(vendor, connection, sightings, span)
    refs = {one.shift.external_id for one in sightings}
    missing = store.mirror.conclude(connection, span, refs, standing, proves=proves)
    done = Delta()
    for chunk in sliced(fresh, CHUNK):
        done += store.mirror.apply(vendor, connection, chunk, span, before, at)
    for gone in sliced(missing, CHUNK):
        done += store.mirror.remove(connection, gone, at)
    store.ledger.listed(connection, span, at)
    store.ledger.pulled(connection, None, (), at, listing=True)
    return done


def kept(store: Store, ref: str = "trio-east:1") -> Kept:
    """Return a shift that must be in the cache."""
    found = store.reader.shift(ref)
    assert found is not None
    return found


def kinds(store: Store) -> list[Kind]:
    """Return the sorts of news in the feed, the oldest first."""
    return [one.change.kind for one in reversed(store.reader.changes())]


def visible(store: Store) -> set[str]:
    """Return the external ids of what a board shows."""
    return {one.shift.external_id for one in store.reader.shifts()}


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, byte for byte."""
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


WORDS = ["ICU", "icu-west", "Mercy", "St.", "Élan", "Zoë", "West", "4", "42", "a_b", "O'Neil", "日勤"]
# One to three of them. Each thing drawn costs: what is one choice of a table is drawn as one, here and below.
words = st.sampled_from(
    [*WORDS * 48, *(" ".join(two) for two in product(WORDS, repeat=2) for _ in range(4))]
    + [" ".join(three) for three in product(WORDS, repeat=3)]
)
texts = st.none() | words | st.text(max_size=12)
# For what is searched: here SQLite and Python agree on what is a letter. SQLite's tables are older, and take
# for letters what was assigned since, or is not assigned.
FOREIGN = "αЖאش日😀"
plain_letters = st.characters(max_codepoint=0x2FF, include_characters=FOREIGN)
some_letters = st.text(plain_letters, max_size=12) | st.text(FOREIGN + "é aZ9", max_size=12)
searched_texts = st.none() | words | some_letters
moments = st.none() | st.integers(0, 2_000_000_000).map(lambda s: datetime.fromtimestamp(s, UTC))

people = st.builds(
    Assignment,
    key=st.uuids().map(str),
    person=words,
    person_id=st.none() | st.sampled_from(("47", "48", "49", "50")),
    status=st.none() | st.sampled_from(("Assigned", "Confirmed", "Declined")),
    state=st.sampled_from(State),
    assigned_at=moments,
    assigned_by=texts,
    responded_at=moments,
)


teams = st.lists(people, max_size=3, unique_by=lambda one: one.person_id or one.person)


numbers = st.none() | st.integers(1, 99).map(str)
starts = st.tuples(
    st.sampled_from([zone(one) for one in ("America/New_York", "Europe/London", "Asia/Kolkata")]),
    st.integers(0, 31 * 24 - 1),  # hours after SPAN begins
    st.none() | st.integers(1, 24),  # how many it lasts
)
counts = st.tuples(st.none() | st.integers(0, 9), st.integers(0, 9))
flags = st.sampled_from([*product((False, True), repeat=3)])
rates = st.none() | st.builds(
    Rate,
    amount=st.integers(0, 50_000).map(lambda cents: Decimal(cents).scaleb(-2)),
    kind=st.sampled_from((None, "Bill", "Pay")),
    on_call=st.booleans(),
)
states = st.sampled_from(State)
extras = st.sampled_from([
    *product(
        ((), ("claim",), ("confirm", "decline")),
        (None, "https://portal.example/1"),
        ((), (Offer(name="Claim", link="/claim", precedence=2),)),
        ((), (("Recruiter", "Maria Lopez"),), (("Remark", "first\nsecond"),)),
    )
])  # fmt: skip


@st.composite
def shifts(
    draw: st.DrawFn,
    external_id: str = "1",
    connection: str = "trio-east",
    texts: st.SearchStrategy[str | None] = texts,
) -> Shift:
    """Draw a shift within SPAN, any field of which may be set or absent."""
    where, begins, hours = draw(starts)
    start = datetime.combine(TODAY, datetime.min.time(), where) + timedelta(hours=begins)
    positions, taken = draw(counts)
    all_day, urgent, published = draw(flags)
    actions, url, offers, details = draw(extras)
    return Shift(
        connection=connection,
        vendor="trio",
        external_id=external_id,
        number=draw(numbers),
        state=draw(states),
        vendor_status=draw(texts),
        title=draw(texts),
        role=draw(texts),
        specialty=draw(texts),
        facility=draw(texts),
        unit=draw(texts),
        client=draw(texts),
        address=draw(texts),
        start=start,
        end=None if hours is None else start + timedelta(hours=hours),
        timezone=where.key,
        all_day=all_day,
        positions=positions,
        filled=taken,
        urgent=urgent,
        published=published,
        rate=draw(rates),
        assignments=tuple(draw(teams)),
        actions=actions,
        notes=draw(texts),
        url=url,
        offers=offers,
        details=details,
    )


@st.composite
def listings(draw: st.DrawFn, most: int = 8) -> list[Shift]:
    """Draw shifts of two connections, each with an external id of its own."""
    size = draw(st.integers(0, most))
    return [
        draw(
            shifts(
                external_id=f"{n:03}",
                connection=draw(st.sampled_from(("trio-east", "west"))),
                texts=searched_texts,
            )
        )
        for n in range(size)
    ]


def faults(reader: Reader) -> list[str]:
    """Return what is wrong with either file after reading all of it; nothing is an empty list."""
    with translating():
        lines = [
            str(line)
            for name in ("main", "desk")
            for (line,) in fetched(reader._db, f"pragma {name}.quick_check")
        ]
    return [line for line in lines if line != "ok"]
