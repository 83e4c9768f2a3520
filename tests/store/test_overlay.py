"""What an open intent lays over a board's rows, and that it is gone with the intent."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.domain import IntentState, State
from app.places import Places
from app.store.outbox import Draft, Outbox
from app.store.reader import Reader
from app.store.rows import BoardRow
from app.store.store import Store
from tests.shifts import KEY, filled, person, shift

OPEN = shift()
CLAIMED = replace(OPEN, state=State.PENDING, assignments=(person("Adam Jones", "47"),), filled=0)


@pytest.fixture
def outbox(places: Places, store: Store) -> Iterator[Outbox]:
    filled(store, [OPEN, shift(2, title="LPN")])
    outbox = Outbox.open(places, KEY)
    yield outbox
    outbox.close()


def asked(outbox: Outbox, external_id: str = "1", *, previewed: bool = True) -> int:
    """Ask for a claim and return its number."""
    intent = outbox.enter(
        Draft(
            connection="trio-east",
            vendor="trio",
            external_id=external_id,
            action="claim",
            label="Claim",
            parameters={},
            reason=None,
            by="Sam",
            basis=OPEN,
            preview=replace(CLAIMED, external_id=external_id) if previewed else None,
        )
    )
    assert intent is not None
    return intent.id


def row(reader: Reader, ref: str = "trio-east:1") -> BoardRow:
    """Return a row as a board shows it."""
    (found,) = reader.by_ref([ref])
    return found


def test_a_board_shows_at_once_what_is_expected(outbox: Outbox, store: Store) -> None:
    before = row(store.reader)
    assert (before.state, before.people, before.intent) == ("open", None, None)
    asked(outbox)

    shown = row(store.reader)
    assert (shown.state, shown.people, shown.intent) == ("pending", "Adam Jones", "sending")
    assert shown == before._replace(state="pending", people="Adam Jones", filled=0, intent="sending")
    assert row(store.reader, "trio-east:2").intent is None
    assert [one.intent for one in store.reader.listing().rows(0, 10, store.reader)] == ["sending", None]
    assert [one.intent for one in store.reader.by_id([shown.id])] == ["sending"]


@pytest.mark.parametrize("state", [IntentState.REFUSED, IntentState.SUCCEEDED, IntentState.WITHDRAWN])
def test_with_its_end_the_row_is_as_the_vendor_has_it(
    outbox: Outbox, store: Store, state: IntentState
) -> None:
    before = row(store.reader)
    number = asked(outbox)
    outbox.finish(number, state, "Sam", "over")
    assert row(store.reader) == before


@pytest.mark.parametrize("state", [IntentState.UNKNOWN, IntentState.QUEUED])
def test_what_has_no_end_is_marked_as_what_it_is(outbox: Outbox, store: Store, state: IntentState) -> None:
    number = asked(outbox)
    outbox.finish(number, state, "Sam", "not over")
    assert (row(store.reader).intent, row(store.reader).state) == (state.value, "pending")


def test_one_of_which_nothing_is_expected_is_marked_and_leaves_the_row_as_it_is(
    outbox: Outbox, store: Store
) -> None:
    before = row(store.reader)
    asked(outbox, previewed=False)
    assert row(store.reader) == before._replace(intent="sending")


def test_what_concerns_a_connection_itself_lies_over_no_row(outbox: Outbox, store: Store) -> None:
    asked(outbox, "")
    assert {one.intent for one in store.reader.listing().rows(0, 10, store.reader)} == {None}


def test_a_reader_that_has_looked_before_sees_what_another_process_enters(
    outbox: Outbox, places: Places
) -> None:
    reader = Reader.open(places, KEY)
    try:
        assert row(reader).intent is None
        version = reader.version()
        number = asked(outbox)
        assert reader.version() != version
        assert row(reader).intent == "sending"
        outbox.finish(number, IntentState.REFUSED, "Sam", "no")
        assert row(reader).intent is None
    finally:
        reader.close()


def test_a_shift_by_itself_is_shown_as_it_is_expected(outbox: Outbox, store: Store) -> None:
    number = asked(outbox)
    shown = store.reader.shown("trio-east:1")
    kept = store.reader.shift("trio-east:1")
    assert shown is not None
    assert kept is not None
    assert (shown.shift, shown.last_seen, shown.removed) == (CLAIMED, kept.last_seen, False)
    assert kept.shift == OPEN
    outbox.finish(number, IntentState.SUCCEEDED, "Sam", "done")
    assert store.reader.shown("trio-east:1") == kept
    assert store.reader.shown("trio-east:3") is None
