"""What the screen and the command line read, against a model of it in plain Python."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.domain import Kept, Shift
from app.places import Places
from app.store.filters import SORTED_BY, Filter, Order
from app.store.listing import Listing
from app.store.reader import Reader
from app.store.rows import BoardRow
from app.store.store import Store
from tests.meaning import filters, meant, searches
from tests.shifts import (
    FIRST,
    KEY,
    MINUTE,
    NOON,
    applied,
    filled,
    listed,
    listings,
    person,
    shift,
)

SHARED = settings(
    max_examples=30, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
SAME = (
    "ref", "connection", "vendor", "state", "vendor_status", "timezone", "title", "role", "specialty",
    "facility", "unit", "client", "number", "positions", "filled", "all_day", "urgent", "published",
)  # fmt: skip

orders = st.builds(Order, column=st.sampled_from(sorted(SORTED_BY)), descending=st.booleans())


def in_order(rows: list[BoardRow], order: Order) -> list[BoardRow]:
    """Return rows in an order; those without a value come last either way."""

    def value(row: BoardRow) -> Any:
        one = getattr(row, order.column)
        if order.column == "rate" and one is not None:
            return float(one)
        return one.encode() if isinstance(one, str) else one

    by_start = sorted(rows, key=lambda row: (row.start, row.id))
    told = [row for row in by_start if value(row) is not None]
    return sorted(told, key=value, reverse=order.descending) + [row for row in by_start if value(row) is None]


def shows(row: BoardRow, kept: Kept) -> bool:
    """Tell whether a line of a board shows a shift as it is kept."""
    one = kept.shift
    return (
        all(getattr(row, name) == getattr(one, name) for name in SAME)
        and row.start == one.start.timestamp()
        and row.end == (None if one.end is None else one.end.timestamp())
        and row.rate == (None if one.rate is None else f"{one.rate.amount:f}")
        and row.people == (", ".join(each.person for each in one.assignments) or None)
        and (row.removed is not None) == kept.removed
    )


def refilled(store: Store, shifts: list[Shift], later: list[Shift]) -> None:
    """Fill two connections, let some of their shifts change or vanish, and others appear."""
    for connection in ("trio-east", "west"):
        store.forget(connection)
    for connection in ("trio-east", "west"):
        filled(store, [one for one in shifts if one.connection == connection], connection=connection)
        listed(
            store,
            [one for one in later if one.connection == connection],
            NOON + MINUTE,
            connection=connection,
        )


@pytest.fixture(params=["few indexes", "all indexes", "all indexes, long lists"])
def equipped(request: pytest.FixtureRequest, store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Return a store as after a first fill, or with what is built later, or with lists like long ones."""
    store.begin_fill()
    applied(store, shift(), before=FIRST)
    store.end_fill()
    while "all" in request.param and store.fill.improve():
        pass
    if "long" in request.param:
        monkeypatch.setattr("app.store.listing.FEW", 2)
        monkeypatch.setattr("app.store.plans.FEW", 1)
        monkeypatch.setattr("app.store.walking.STEP", 3)
        monkeypatch.setattr("app.store.walking.SLICE", 1)
    return store


@SHARED
@given(listings(), listings(), filters, orders, st.integers(0, 3))
def test_filters_orders_rows_and_places_are_what_they_say(
    equipped: Store, shifts: list[Shift], later: list[Shift], where: Filter, order: Order, gathered: int
) -> None:
    store = equipped
    refilled(store, shifts, later)
    reader = store.reader
    every = {one.shift.ref: one for one in reader.shifts(Filter(removed=True))}
    rows = reader.by_id(range(1, 200))
    assert {row.ref for row in rows} == every.keys()
    assert all(shows(row, every[row.ref]) for row in rows)
    expected = in_order([row for row in rows if meant(where, every[row.ref])], order)

    listing = reader.listing(where, order)

    assert listing.total == len(expected)
    for _ in range(gathered):
        listing.gather(reader)
    assert listing.rows(0, 200, reader) == expected
    assert [listing.rows(n, 2, reader) for n in range(0, len(expected), 2)] == [
        expected[n : n + 2] for n in range(0, len(expected), 2)
    ]
    places = {row.id: n for n, row in enumerate(expected)}
    assert {row.id: listing.place(row.id, reader) for row in rows} == {
        row.id: places.get(row.id) for row in rows
    }
    by_ref = sorted((row.start, row.ref.encode()) for row in expected)
    assert [(one.shift.start.timestamp(), one.shift.ref.encode()) for one in reader.shifts(where)] == by_ref
    newest = {one.change.ref: one.seen_at.timestamp() for one in reversed(reader.changes())}
    assert {row.ref: row.last_change for row in rows} == {row.ref: newest.get(row.ref) for row in rows}


@SHARED
@given(listings(), listings(), searches)
def test_a_search_knows_which_of_its_rows_is_the_first_to_begin_since(
    equipped: Store, shifts: list[Shift], later: list[Shift], where: Filter
) -> None:
    refilled(equipped, shifts, later)
    reader = equipped.reader
    every = {one.shift.ref: one for one in reader.shifts(Filter(removed=True))}
    found = [row for row in reader.by_id(range(1, 200)) if meant(where, every[row.ref])]
    expected = in_order(found, Order())
    starts = {row.start for row in expected}
    for since in {0, *starts, *(start + 1 for start in starts), *(start + 60 for start in starts)}:
        first = sum(row.start < since for row in expected)
        listing = reader.listing(where)
        assert listing.first_since(since, reader) == first
        assert listing.rows(first, 2, reader) == expected[first : first + 2]
        assert listing.rows(0, 2, reader) == expected[:2]


@SHARED
@given(listings(), filters)
def test_during_a_first_fill_a_search_finds_no_less(store: Store, shifts: list[Shift], where: Filter) -> None:
    for connection in ("trio-east", "west"):
        store.forget(connection)
    store.begin_fill()
    for one in shifts:
        applied(store, one, before=FIRST)
    try:
        every = list(store.reader.shifts(Filter(removed=True)))
        during = {one.shift.ref for one in store.reader.shifts(where)}
        assert during >= {one.shift.ref for one in every if meant(where, one)}
    finally:
        store.end_fill()
    after = {one.shift.ref for one in store.reader.shifts(where)}
    assert after == {one.shift.ref for one in every if meant(where, one)}


NOTHING_TO_FIND = ["-", "…", "  ", "_", '"', "'", "*", "(", "%", "\\", "\0", "\udc80", "—", "^:", "🙂"]


@pytest.mark.parametrize("text", NOTHING_TO_FIND)
@pytest.mark.parametrize("filling", [False, True])
def test_a_text_without_letter_or_digit_finds_nothing(store: Store, text: str, filling: bool) -> None:
    if filling:
        store.begin_fill()
    applied(store, shift(title="- … _ \" ' * ( % \\ — ^:"), before=FIRST)

    assert store.reader.listing(Filter(text=text)).total == 0
    assert list(store.reader.shifts(Filter(text=text))) == []
    if filling:
        store.end_fill()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", True),
        ("i", True),
        ("ICU", True),
        ("icu rn", True),
        ("rn,icu", True),
        ("icux", False),
        ("cu", False),  # a beginning, not a middle
        ("icu lpn", False),
        ("jones", True),
        ("adam li", True),
        ("497f", True),
        ("20417", True),
        ("west", True),
        ("maria", True),
        ("lopez", True),  # it stands on a line of its own
        ("NEAR(icu rn)", False),
        ("icu OR nothing", False),
        ("icu*", True),
        ('"rn icu"', True),
        ("zoe", True),
        ("ZOE\u0308S", True),  # accents may be typed as characters of their own
        ("trio", True),
        ("utrac", False),
        ("a%", True),
    ],
)
def test_every_word_is_a_beginning_in_any_text_field(store: Store, text: str, found: bool) -> None:
    one = shift(
        "497f6eca-6276",
        number="20417",
        unit="4 West",
        notes="Zoës\nbadge",
        assignments=(person("Adam Jones", "47"), person("Eve Li", "48")),
        details=(("Remark", "call\nMaria\tLopez"),),
    )
    filled(store, [one])

    assert store.reader.listing(Filter(text=text)).total == int(found)


def test_a_search_follows_what_changes(store: Store) -> None:
    filled(store, [shift()])

    applied(store, shift(title="LPN", start=shift().start + timedelta(days=1)))

    assert store.reader.listing(Filter(text="icu")).total == 0
    assert store.reader.listing(Filter(text="lpn")).total == 1
    store.mirror.remove("trio-east", ["1"], NOON)
    assert store.reader.listing(Filter(text="lpn")).total == 0
    assert store.reader.listing(Filter(text="lpn", removed=True)).total == 1


def test_a_listing_stays_as_it_was_when_rows_change(store: Store) -> None:
    filled(store, [shift(n, title=f"{n}") for n in range(5)])
    listing = store.reader.listing(Filter(last=shift().day), Order("title", descending=True))

    applied(store, shift(0, title="9"), shift(5))
    store.mirror.prune("trio-east", date(2027, 1, 1))
    applied(store, shift(2, title="2"))

    assert listing.total == 5
    assert len(listing.rows(0, 5, store.reader)) <= 5


def test_rows_are_read_with_whatever_reader_asks(store: Store, places: Places) -> None:
    filled(store, [shift(n) for n in range(5)])
    other = Reader.open(places, KEY)
    listing: Listing = other.listing(order=Order("number"))

    assert listing.rows(0, 5, other) == listing.rows(0, 5, store.reader)
    other.close()


@pytest.mark.parametrize(
    ("text", "refs"),
    [
        ("trio-east:497f", ["trio-east:497f"]),  # itself, although others begin so
        ("trio-east:497", ["trio-east:497e", "trio-east:497f", "trio-east:497f6"]),
        ("trio-east:497e", ["trio-east:497e"]),
        ("20417", ["trio-east:497e", "west:1"]),
        ("w", ["west:1", "west:a:b/c"]),
        ("west:a:b", ["west:a:b/c"]),
        ("497f", []),
        ("trio-east:%", []),
        ("nowhere:1", []),
        ("west:1\udc80", []),
        ("\udc80", []),
    ],
)
def test_a_ref_is_itself_or_a_beginning_or_a_number(store: Store, text: str, refs: list[str]) -> None:
    filled(store, [shift("497f"), shift("497f6"), shift("497e", number="20417")])
    filled(
        store,
        [shift(1, connection="west", number="20417"), shift("a:b/c", connection="west")],
        connection="west",
    )

    assert store.reader.resolve(text) == refs


def test_an_unknown_ref_is_no_shift(store: Store) -> None:
    filled(store, [shift()])

    assert [store.reader.shift(ref) for ref in ("", "1", "trio-east", "trio-east:2", ":", "\udc80:1")] == [
        None
    ] * 6
