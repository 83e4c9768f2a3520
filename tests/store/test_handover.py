"""What one watch tells the next, from what the desk has on record."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from app.domain import IntentState, State
from app.handover import handover, shape_of_handover
from app.places import Places
from app.store.outbox import Outbox
from app.store.store import Store
from tests.shifts import KEY, NOON, applied, filled, person, shift
from tests.store.test_outbox import ended, entered

HOUR = timedelta(hours=1)


@pytest.fixture
def outbox(places: Places, store: Store) -> Iterator[Outbox]:
    outbox = Outbox.open(places, KEY)
    yield outbox
    outbox.close()


def test_what_starts_soon_and_has_nobody_is_named_and_nothing_else(store: Store) -> None:
    now = shift().start.astimezone(UTC)
    filled(
        store,
        [
            shift("in 11", start=shift().start + 11 * HOUR, end=None, state=State.OPEN),
            shift("in 12", start=shift().start + 12 * HOUR, end=None, state=State.PENDING),
            shift("in 13", start=shift().start + 13 * HOUR, end=None, state=State.OPEN),
            shift("filled", start=shift().start + HOUR, end=None, state=State.CONFIRMED),
        ],
    )
    found = handover(store.reader, now - 12 * HOUR, now)
    assert [one.shift.external_id for one in found.unfilled] == ["in 11", "in 12"]
    assert [one.shift.external_id for one in handover(store.reader, now, now, HOUR).unfilled] == []


def test_what_has_begun_and_is_still_open_is_named_until_it_ends(store: Store) -> None:
    start = shift().start
    midnight = start.replace(hour=0)
    filled(
        store,
        [
            shift("begun", start=start - HOUR, end=start + HOUR),
            shift("today", start=midnight, end=midnight + 24 * HOUR, all_day=True),
            shift("without an end", start=start - 2 * HOUR, end=None),
            shift("over", start=start - 8 * HOUR, end=start),
        ],
    )
    found = handover(store.reader, start.astimezone(UTC), start.astimezone(UTC))
    assert [one.shift.external_id for one in found.unfilled] == ["today", "without an end", "begun"]
    assert found.dropped == ()


def test_who_has_dropped_out_of_what_starts_soon_is_told(store: Store) -> None:
    declined = person("Adam Jones", "1", "Declined", state=State.CANCELLED)
    taken = person("Eva Kühn", "2", "Confirmed", state=State.CONFIRMED)
    soon = {"start": shift().start + HOUR, "end": None}
    filled(
        store,
        [
            shift("declined", assignments=(declined,), state=State.CANCELLED, **soon),
            shift(
                "one of two",
                assignments=(declined, taken),
                state=State.CONFIRMED,
                positions=2,
                filled=1,
                **soon,
            ),
            shift("replaced", assignments=(declined, taken), state=State.CONFIRMED, filled=1, **soon),
            shift("withdrawn by the vendor", state=State.CANCELLED, **soon),
            shift(
                "tomorrow",
                assignments=(declined,),
                state=State.CANCELLED,
                start=shift().start + 24 * HOUR,
                end=None,
            ),
        ],
    )
    now = shift().start.astimezone(UTC)
    found = handover(store.reader, now, now)
    assert sorted(one.shift.external_id for one in found.dropped) == ["declined", "one of two"]
    assert found.unfilled == ()


def test_what_changed_on_this_watch_is_told_and_what_is_not_acknowledged_in_all(store: Store) -> None:
    filled(store, [shift(1), shift(2)])
    applied(store, shift(1, title="LPN"), at=NOON)
    applied(store, shift(2, title="LPN"), at=NOON + 2 * HOUR)
    found = handover(store.reader, NOON + HOUR, NOON + 3 * HOUR)
    assert [one.change.ref for one in found.changes] == ["trio-east:2"]
    assert found.unacknowledged == 2


def test_actions_are_done_waiting_or_unknown(store: Store, outbox: Outbox) -> None:
    filled(store, [shift(n) for n in range(1, 6)])
    before = datetime.now(UTC) - HOUR
    ended(outbox, entered(outbox, "1"))
    for number, state in (("2", IntentState.QUEUED), ("3", IntentState.UNKNOWN)):
        outbox.finish(entered(outbox, number).id, state, "Sam", "no answer")
    entered(outbox, "4")
    found = handover(store.reader, before, datetime.now(UTC))
    assert [one.external_id for one in found.done] == ["1"]
    assert [one.external_id for one in found.waits] == ["2"]
    assert [one.external_id for one in found.unknown] == ["3", "4"]
    later = datetime.now(UTC) + HOUR
    assert handover(store.reader, later, later).done == ()


def test_its_shape_has_every_key(store: Store) -> None:
    filled(store, [shift()])
    told = shape_of_handover(handover(store.reader, NOON, NOON + HOUR))
    assert list(told) == [
        "since", "at", "soon_hours", "changes", "unacknowledged", "done", "waits", "unknown", "unfilled",
        "dropped", "failing",
    ]  # fmt: skip
