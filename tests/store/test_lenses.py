"""What the lenses read, against a model of it in plain Python, with few indexes and with all."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.domain import FILLED, Kept, Shift, State
from app.store import lenses
from app.store.facets import BAND, Field
from app.store.filters import Filter
from app.store.lenses import Cell
from app.store.outbox import Draft, Outbox
from app.store.store import Store
from tests.meaning import filters, meant
from tests.shifts import (
    FIRST,
    KEY,
    MINUTE,
    NEW_YORK,
    NOON,
    SPAN,
    TODAY,
    applied,
    filled,
    listed,
    listings,
    person,
    shift,
)

SHARED = settings(
    max_examples=30,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
FAR = TODAY + timedelta(days=40)
FIELDS: list[Field] = [
    "connections", "states", "facilities", "units", "roles", "specialties", "people", "weekdays", "hours",
    "rates",
]  # fmt: skip
NAMES = {
    "connections": "connection", "states": "state", "facilities": "facility", "units": "unit",
    "roles": "role", "specialties": "specialty",
}  # fmt: skip
spans = st.tuples(st.integers(-3, 32), st.integers(0, 20)).map(
    lambda pair: (TODAY + timedelta(days=pair[0]), TODAY + timedelta(days=pair[0] + pair[1]))
)
seconds = st.integers(-3 * 24, 34 * 24).map(lambda n: int(NOON.timestamp()) + 3600 * n)


@pytest.fixture(params=["few indexes", "all indexes"])
def equipped(request: pytest.FixtureRequest, store: Store) -> Store:
    """Return a store as it is after a first fill, or with what is built later."""
    store.begin_fill()
    applied(store, shift(), before=FIRST)
    store.end_fill()
    while request.param == "all indexes" and store.fill.improve():
        pass
    return store


def refilled(store: Store, shifts: Sequence[Shift]) -> list[Kept]:
    """Fill two connections with shifts, of which every fifth vanishes; return all."""
    for connection in ("trio-east", "west"):
        store.forget(connection)
    for connection in ("trio-east", "west"):
        mine = [one for one in shifts if one.connection == connection]
        filled(store, mine, connection=connection)
        listed(store, [one for n, one in enumerate(mine) if n % 5 != 4], NOON + MINUTE, connection=connection)
    return list(store.reader.shifts(Filter(removed=True)))


def cell(shifts: Sequence[Shift]) -> Cell:
    states = [one.state for one in shifts if one.state not in {State.DRAFT, State.CANCELLED}]
    return Cell(
        states.count(State.OPEN),
        states.count(State.PENDING),
        sum(one in FILLED for one in states),
        len(states),
    )


@SHARED
@given(listings(12), filters, spans)
def test_counts_and_coverage_are_those_of_the_shifts_of_each_day(
    equipped: Store, shifts: list[Shift], where: Filter, span: tuple[date, date]
) -> None:
    reader, (first, last) = equipped.reader, span
    found = [one.shift for one in refilled(equipped, shifts) if meant(where, one)]
    found = [one for one in found if first <= one.day <= last]

    counts = reader.ask(lenses.day_counts, where, first, last)
    covered = reader.ask(lenses.coverage, where, first, last)
    hours = reader.ask(lenses.heat, where, first, last, "hours")

    assert counts == {
        day: Counter(one.state.value for one in found if one.day == day) for day in {one.day for one in found}
    }
    assert [(one.day, (one.open, one.pending, one.filled, one.total)) for one in covered] == [
        (day, cell([one for one in found if one.day == day])) for day in hours.columns
    ]
    for row, cells in zip(hours.rows, hours.cells, strict=True):
        begun = [one for one in found if (lenses.ALL_DAY if one.all_day else str(one.start.hour)) == row]
        assert cells == tuple(cell([one for one in begun if one.day == day]) for day in hours.columns)
    for by in ("facility", "unit", "connection"):
        places = reader.ask(lenses.heat, where, first, last, by)
        assert set(places.rows) == {getattr(one, by) or "" for one in found}
        for row, cells in zip(places.rows, places.cells, strict=True):
            there = [one for one in found if (getattr(one, by) or "") == row]
            assert cells == tuple(cell([one for one in there if one.day == day]) for day in places.columns)


@SHARED
@given(listings(12), filters, spans, st.integers(0, 4))
def test_chips_are_the_most_pressing_of_each_day(
    equipped: Store, shifts: list[Shift], where: Filter, span: tuple[date, date], most: int
) -> None:
    first, last = span
    found = [one.shift for one in refilled(equipped, shifts) if meant(where, one)]
    ids = {row.ref: row.id for row in equipped.reader.by_ref([one.ref for one in found])}

    def pressing(one: Shift) -> tuple[int, float, int]:
        urgent = one.urgent and one.state in {State.OPEN, State.PENDING}
        return 0 if urgent else 1 if one.state is State.OPEN else 2, one.start.timestamp(), ids[one.ref]

    chips = equipped.reader.ask(lenses.chips, where, first, last, most)

    days = {one.day for one in found if first <= one.day <= last} if most else set()
    assert {day: [row.ref for row in rows] for day, rows in chips.items()} == {
        day: [one.ref for one in sorted((one for one in found if one.day == day), key=pressing)][:most]
        for day in days
    }


def touches(one: Shift, begin: int, end: int) -> bool:
    start = one.start.timestamp()
    return start < end and (start + 1 if one.end is None else one.end.timestamp()) > begin


@SHARED
@given(listings(12), filters, seconds, st.integers(0, 10 * 24), st.integers(0, 15), st.booleans())
def test_what_touches_a_span_is_found_however_long_it_is(
    equipped: Store, shifts: list[Shift], where: Filter, begin: int, hours: int, limit: int, stretched: bool
) -> None:
    if stretched:
        shifts = [replace(one, end=one.end and one.end + timedelta(days=n)) for n, one in enumerate(shifts)]
    found = [one.shift for one in refilled(equipped, shifts) if meant(where, one)]
    end = begin + 3600 * hours

    rows = equipped.reader.ask(lenses.touching, where, begin, end, limit)

    expected = {one.ref: one.start.timestamp() for one in found if hours and touches(one, begin, end)}
    assert {row.ref for row in rows} <= expected.keys()
    assert [row.start for row in rows] == sorted(expected.values())[:limit]
    assert [row.id for row in rows] == [row.id for row in sorted(rows, key=lambda row: (row.start, row.id))]


@SHARED
@given(
    listings(12),
    filters,
    seconds,
    st.integers(1, 60),
    st.sampled_from(("people", "facility", "unit", "connection")),
)
def test_lanes_have_every_shift_that_touches_the_span(
    equipped: Store, shifts: list[Shift], where: Filter, begin: int, days: int, by: lenses.By
) -> None:
    end = begin + 86_400 * days
    found = [
        one.shift
        for one in refilled(equipped, shifts)
        if meant(where, one) and touches(one.shift, begin, end)
    ]

    def lanes_of(one: Shift) -> set[str]:
        if by != "people":
            return {getattr(one, by) or ""}
        names = {each.person for each in one.assignments if each.state is not State.CANCELLED} or {""}
        return names & where.people if where.people else names

    whole = equipped.reader.ask(lenses.lanes, where, by, begin, end, 0, 1000)
    part = equipped.reader.ask(lenses.lanes, where, by, begin, end, 1, 2)

    keys = [one.key for one in whole.lanes]
    assert {one.key: {row.ref for row in one.rows} for one in whole.lanes} == {
        key: {one.ref for one in found if key in lanes_of(one)} for one in found for key in lanes_of(one)
    }
    assert len(keys) == whole.total == part.total
    assert keys == sorted(keys, key=lambda key: ((key == "") != (by == "people"), key.casefold(), key))
    assert part.lanes == whole.lanes[1:3]


@SHARED
@given(listings(12), filters, spans)
def test_what_nobody_is_on_is_what_has_no_name_or_whose_people_have_all_declined(
    equipped: Store, shifts: list[Shift], where: Filter, span: tuple[date, date]
) -> None:
    anybody = replace(where, people=frozenset())
    found = [one.shift for one in refilled(equipped, shifts) if meant(anybody, one)]
    if where.people and "" not in where.people:
        found = []
    nobody = [one for one in found if all(each.state is State.CANCELLED for each in one.assignments)]

    free = equipped.reader.ask(lenses.free, where, *span)

    assert [(one.day, (one.open, one.pending, one.filled, one.total)) for one in free] == [
        (one.day, cell([each for each in nobody if each.day == one.day])) for one in free
    ]


@SHARED
@given(listings(12), filters)
def test_a_facet_counts_what_all_other_filters_leave(
    equipped: Store, shifts: list[Shift], where: Filter
) -> None:
    every = refilled(equipped, shifts)
    for field in FIELDS:
        match field:
            case "rates":
                others = replace(where, rate_from=None, rate_to=None)
            case "hours":
                others = replace(where, hours="", begins=frozenset())
            case _:
                others = where.among(field, ())
        found = [one.shift for one in every if meant(others, one)]

        assert dict(equipped.reader.ask(lenses.facet, where, field, 100)) == dict(
            Counter(value for one in found for value in values(one, field))
        )
        if field not in {"weekdays", "rates"}:
            counts = [n for _, n in equipped.reader.ask(lenses.facet, where, field, 2)]
            assert counts == sorted(counts, reverse=True)


def test_two_people_of_one_name_on_one_shift_are_counted_once(equipped: Store) -> None:
    filled(equipped, [shift(2, assignments=(person("Adam Jones", "47"), person("Adam Jones", "48")))])

    assert equipped.reader.ask(lenses.facet, Filter(), "people", 9) == [("", 1), ("Adam Jones", 1)]


def values(one: Shift, field: Field) -> set[str]:
    match field:
        case "people":
            return {each.person for each in one.assignments} or {""}
        case "weekdays":
            return {str(one.day.weekday())}
        case "hours":
            night = not one.all_day and (one.start.hour >= 18 or one.start.hour < 5)
            return {"night" if night else "day"}
        case "rates":
            return set() if one.rate is None else {str(int(one.rate.amount // BAND) * BAND)}
        case _:
            return {getattr(one, NAMES[field]) or ""}


@SHARED
@given(listings(12))
def test_known_values_are_those_that_are_told_the_removed_shifts_too(
    equipped: Store, shifts: list[Shift]
) -> None:
    every = [one.shift for one in refilled(equipped, shifts)]

    known = equipped.reader.ask(lenses.known_values)

    assert set(known.connections) == {one.connection for one in every}
    assert set(known.facilities) == {one.facility for one in every} - {None, ""}
    assert set(known.people) == {each.person for one in every for each in one.assignments} - {""}


def test_a_crowded_lane_says_that_there_is_more(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.store.lanes.MOST", 3)
    filled(store, [shift(n, unit="ICU") for n in range(5)] + [shift(n, unit="ER") for n in range(5, 8)])
    day = int(shift().start.timestamp())

    found = store.reader.ask(lenses.lanes, Filter(), "unit", day, day + 3600, 0, 9)

    assert [(one.key, len(one.rows), one.more) for one in found.lanes] == [("ER", 3, False), ("ICU", 3, True)]


def test_the_largest_facilities_are_on_a_heat_map_by_name(store: Store) -> None:
    names = ["Mercy"] * 3 + ["Cedar"] * 2 + ["Élan"]
    filled(store, [shift(n, facility=name) for n, name in enumerate(names)])

    assert store.reader.ask(lenses.heat, Filter(), TODAY, FAR, "facility", 2).rows == ("Cedar", "Mercy")


def test_a_shift_is_in_hand_while_an_intent_is_open_or_has_just_ended(store: Store) -> None:
    filled(store, [shift(n) for n in range(4)])
    outbox = Outbox.open(store.places, KEY)
    for ref, state in (("1", None), ("2", "succeeded"), ("3", "old")):
        intent = outbox.enter(
            Draft(
                connection="trio-east", vendor="trio", external_id=ref, action="claim", label="Claim",
                parameters={}, reason=None, by="Sam", basis=None, preview=None,
            )
        )  # fmt: skip
        assert intent is not None
        if state:
            past = 0 if state == "succeeded" else 8 * 86_400
            outbox._db.execute(
                "update intent set state='succeeded', finished_at=unixepoch() - ? where id=?",
                (past, intent.id),
            )
    outbox.close()

    rows = store.reader.listing(Filter(in_hand=True)).rows(0, 9, store.reader)

    assert [row.ref for row in rows] == ["trio-east:1", "trio-east:2"]
    assert store.reader.ask(lenses.day_counts, Filter(in_hand=True), TODAY, FAR) == {shift().day: {"open": 2}}
    assert [row.intent is None for row in rows] == [False, True]
    chips = store.reader.ask(lenses.chips, Filter(), TODAY, FAR, 9)[shift().day]
    assert [row.intent is None for row in chips] == [True, False, True, True]


def test_what_has_changed_since_a_moment_is_found(equipped: Store) -> None:
    filled(equipped, [shift(n) for n in range(3)])
    applied(equipped, shift(1, title="LPN"), at=NOON + MINUTE)
    where = Filter(changed_since=int((NOON + MINUTE).timestamp()))

    assert equipped.reader.listing(where).total == 1
    assert equipped.reader.listing(replace(where, changed_since=where.changed_since or 0 + 1)).total == 1
    assert equipped.reader.ask(lenses.facet, where, "states", 5) == [("open", 1)]


def test_two_filters_mean_together_what_both_mean(store: Store) -> None:
    filled(store, [shift(1, role="RN", urgent=True), shift(2, role="RN"), shift(3, role="LPN")])
    roles = Filter(roles=frozenset({"RN", "LPN"}), first=TODAY, rate_to=Decimal(90))
    rn = Filter(roles=frozenset({"RN"}), last=SPAN.last, urgent=True, text="icu", hours="day")

    both = roles.both(rn)

    assert both == rn.both(roles) == Filter(
        roles=frozenset({"RN"}), first=TODAY, last=SPAN.last, rate_to=Decimal(90), urgent=True, text="icu",
        hours="day",
    )  # fmt: skip
    nothing = Filter(roles=frozenset({"RN"})).both(Filter(roles=frozenset({"LPN"})))
    assert store.reader.listing(nothing).total == 0
    day_and_night = Filter(hours="day").both(Filter(hours="night"))
    assert store.reader.listing(day_and_night).total == 0


@SHARED
@given(listings(8), filters, filters)
def test_both_of_any_two_filters_leave_what_each_leaves(
    equipped: Store, shifts: list[Shift], one: Filter, other: Filter
) -> None:
    one, other = replace(one, removed=False, people=frozenset()), replace(other, removed=False)
    every = refilled(equipped, shifts)

    found = {kept.shift.ref for kept in equipped.reader.shifts(one.both(other))}

    assert found == {kept.shift.ref for kept in every if meant(one, kept) and meant(other, kept)}


def test_the_days_of_a_shift_are_those_of_its_own_zone(store: Store) -> None:
    late = shift(1, start=datetime(2026, 12, 1, 23, 30, tzinfo=NEW_YORK), end=None)  # the 2nd in UTC
    filled(store, [late, shift(2, assignments=(person("Adam Jones", "47"),))])

    counts = store.reader.ask(lenses.day_counts, Filter(hours="night"), TODAY, FAR)

    assert counts == {date(2026, 12, 1): {"open": 1}}
