"""The counts by day and the marks in the search, held against the rows after any history."""

from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from app.domain import Shift, State
from app.places import Places
from app.store.files import fetched
from app.store.filters import Filter
from app.store.lenses import day_counts
from app.store.store import Store
from tests.profiles import store_of
from tests.shifts import FIRST, KEY, LATER, NOON, TODAY, applied, faults, shift, visible

REFS = [str(n) for n in range(6)]
connections = st.sampled_from(("trio-east", "west"))
shifts = st.builds(
    lambda ref, connection, state, day, hour, urgent: shift(
        ref,
        connection=connection,
        state=state,
        start=shift().start.replace(hour=hour) + timedelta(days=day),
        end=None,
        urgent=urgent,
    ),
    st.sampled_from(REFS),
    connections,
    st.sampled_from((State.OPEN, State.PENDING, State.CONFIRMED)),
    st.integers(0, 3),
    st.sampled_from((3, 7, 19)),
    st.booleans(),
)


class Histories(RuleBasedStateMachine):
    """Whatever is written, in whatever order."""

    def __init__(self) -> None:
        super().__init__()
        self._stack = ExitStack()
        folder = Path(self._stack.enter_context(TemporaryDirectory()))
        self.store = store_of(Places.under(folder).made(), KEY)
        self._stack.callback(self.store.close)
        self.rows: dict[tuple[str, str], Shift] = {}  # that are visible
        self.filling = False
        self.minutes = 0

    def teardown(self) -> None:
        if self.filling:
            self.store.end_fill()
        self._stack.close()

    def _now(self) -> datetime:
        self.minutes += 1
        return NOON + timedelta(minutes=self.minutes)

    @rule(found=st.lists(shifts, min_size=1, max_size=4), first=st.booleans())
    def see(self, found: list[Shift], first: bool) -> None:
        for one in found:
            self.store.ledger.standing(one.connection, "trio")
            applied(self.store, one, before=FIRST if first else LATER, at=self._now())
            self.rows[one.connection, one.external_id] = one

    @rule(connection=connections, refs=st.lists(st.sampled_from(REFS), max_size=4), silently=st.booleans())
    def lose(self, connection: str, refs: list[str], silently: bool) -> None:
        self.store.mirror.remove(connection, refs, self._now(), silently=silently)
        for ref in refs:
            self.rows.pop((connection, ref), None)

    @rule(connection=connections, days=st.integers(8, 14))
    def prune(self, connection: str, days: int) -> None:
        before = TODAY + timedelta(days=days)
        self.store.mirror.prune(connection, before)
        self.rows = {key: one for key, one in self.rows.items() if key[0] != connection or one.day >= before}

    @rule(connection=connections, all_of_it=st.booleans())
    def discard(self, connection: str, all_of_it: bool) -> None:
        self.store.mirror.discard(connection, all_of_it=all_of_it)
        self.rows = {key: one for key, one in self.rows.items() if key[0] != connection}

    @precondition(lambda self: not self.filling)
    @rule()
    def begin_fill(self) -> None:
        self.store.begin_fill()
        self.filling = True

    @precondition(lambda self: self.filling)
    @rule()
    def go_on(self) -> None:
        self.store.fill.go_on()

    @precondition(lambda self: self.filling)
    @rule()
    def end_fill(self) -> None:
        self.store.end_fill()
        self.filling = False

    @rule()
    def improve(self) -> None:
        self.store.fill.improve()

    @invariant()
    def counts_are_those_of_the_rows(self) -> None:
        assert visible(self.store) == {ref for _, ref in self.rows}
        found = self.store.reader.ask(fetched, "select day, connection, state, n from day_count")
        told = {(day, connection, state): n for day, connection, state, n in found}
        assert told == Counter(
            (one.day.toordinal(), one.connection, one.state.value) for one in self.rows.values()
        )
        counts = self.store.reader.ask(day_counts, Filter(), TODAY, TODAY + timedelta(days=30))
        assert {(day, state): n for day, states in counts.items() for state, n in states.items()} == Counter(
            (one.day, one.state.value) for one in self.rows.values()
        )

    @invariant()
    def a_narrowed_search_finds_what_the_rows_say(self) -> None:
        for where in (
            Filter(text="icu"),
            Filter(text="icu", states=frozenset({"open", "pending"})),
            Filter(text="icu", connections=frozenset({"west"}), urgent=True),
            Filter(text="icu", hours="night"),
        ):
            meant = {
                key
                for key, one in self.rows.items()
                if (not where.states or one.state in where.states)
                and (not where.connections or one.connection in where.connections)
                and (not where.urgent or one.urgent)
                and (not where.hours or one.start.hour in {3, 19})
            }
            found = [one.shift for one in self.store.reader.shifts(where)]
            assert {(one.connection, one.external_id) for one in found} == meant
            assert self.store.reader.listing(where).total == len(meant)

    @invariant()
    def every_row_knows_its_clock(self) -> None:
        rows = self.store.reader.ask(fetched, "select start, clock from shift where removed is null")
        zone = shift().start.tzinfo
        for start, clock in rows:
            local = datetime.fromtimestamp(start, UTC).astimezone(zone)
            assert clock == local.hour * 60 + local.minute


Histories.TestCase.settings = settings(max_examples=30, stateful_step_count=20, deadline=None)
TestHistories = Histories.TestCase


def test_a_write_that_fails_leaves_the_counts_as_they_were(store: Store) -> None:
    applied(store, shift(1), shift(2))
    before = store.reader.ask(fetched, "select * from day_count")
    db = store.mirror._db

    db.execute("begin immediate")
    db.execute("delete from shift")
    assert fetched(db, "select * from day_count") == []
    db.execute("rollback")

    assert store.reader.ask(fetched, "select * from day_count") == before
    assert faults(store.reader) == []
