"""Whatever happens at the vendors, and however pulls go: cache and feed agree with it in the end.

A machine lets things happen in the market, and pulls: completely, from cursors, with the window
moved on, and broken off. A complete pull must at any time make the cache what a new profile
would have, and between two good pulls every difference that can be seen stands in the feed.
"""

import asyncio
from collections import Counter
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from app.domain import Assignment, Change, Kept, Kind, Span
from app.shape import shape_of_shift
from tests.pulling import NAMES, TODAY, Desk, Market, later, without_last_seen

WEEKS = Span(TODAY.replace(day=14), TODAY.replace(day=30))
NEWS_OF_THEIR_OWN = {
    "state",
    "vendor_status",
    "filled",
    "assignments",
    "actions",
    "removed",
    "last_seen",
    "url",
}
PERSONAL = {Kind.ASSIGNED, Kind.UNASSIGNED, Kind.STATUS}

Rows = dict[str, Kept]
Told = tuple[str, Kind, str | None, frozenset[str]]  # ref, kind, person, and the fields that an edit names


class Cut:
    """A line to a vendor that is dead from its n-th request on, counted from 0."""

    def __init__(self, app: Any, at: int) -> None:
        self._app = app
        self._left = at

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass a request on, as long as the line holds."""
        self._left -= 1
        if self._left < 0:
            raise httpx.ReadError("the line is dead")
        await self._app(scope, receive, send)


class Agreement(RuleBasedStateMachine):
    """A market, and a desk that follows it as well as its line allows."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = TemporaryDirectory()
        self.market = Market(shifts=80)
        self.market.world.patterns = {n: one for n, one in self.market.world.patterns.items() if n < 4}
        self.desk = Desk(Path(self.folder.name, "desk"), self.market.practices)
        self.span = WEEKS
        self.listed: dict[str, Span] = {}  # by connection: the days of its last complete listing

    @rule(times=st.integers(1, 8))
    def things_happen(self, times: int) -> None:
        """Let shifts appear, be taken, move, and be cancelled."""
        self.market.happen(times)

    @rule(days=st.sampled_from([1, 2, 6]))
    def days_go_by(self, days: int) -> None:
        """Move the window on."""
        self.market.clock.advance(days=days)
        self.span = later(self.span, days)

    @rule(name=st.sampled_from(NAMES), cursors=st.booleans())
    def pull(self, name: str, cursors: bool) -> None:
        """Pull, and look for every difference in the feed."""
        before, feed = self.desk.kept(name), len(self.desk.feed())
        pulled = self.runner.run(self.desk.good(name, span=self.span, cursors=cursors))
        after = self.desk.kept(name)
        told = self.desk.feed()[feed:]
        assert pulled.rejected == 0
        if name in self.listed:
            expected = seen_differences(before, after, self.listed[name])
            assert accounted(name, expected, told) == (Counter(), Counter())
        else:
            assert {one.kind for one in told} <= (
                {Kind.STATUS, Kind.UNASSIGNED} if name == "utrac" else set()
            )
        self.listed[name] = self.span

    @rule(name=st.sampled_from(NAMES), at=st.integers(0, 2), cursors=st.booleans())
    def the_line_breaks(self, name: str, at: int, cursors: bool) -> None:
        """Break a pull off: nothing may have changed, not even if it was the first."""
        before = self.desk.state()
        cut = Cut(self.market.practices[name].app, at)
        pulled = self.runner.run(self.desk.pull(name, span=self.span, cursors=cursors, app=cut))
        if pulled.ok:  # it asked less often than that
            assert not (pulled.added or pulled.changed or pulled.removed) or at
            self.listed[name] = self.span
        else:
            assert self.desk.state() == before

    def teardown(self) -> None:
        """Pull everything once more, and compare with what a new profile has."""
        try:
            with Desk(Path(self.folder.name, "new"), self.market.practices) as new:
                for name in NAMES:
                    self.pull(name, cursors=False)
                    self.runner.run(new.good(name, span=self.span))
                    assert self.visible(self.desk, name) == self.visible(new, name)
        finally:
            self.runner.close()
            with self.desk:
                pass
            self.folder.cleanup()

    def visible(self, desk: Desk, name: str) -> Rows:
        """Return what a desk shows of the days in view, but for when it saw and heard of it."""
        rows = desk.kept(name, first=self.span.first, last=self.span.last)
        shown = {ref: replace(kept, changed_at=None) for ref, kept in rows.items() if not kept.removed}
        return without_last_seen(shown)


def seen_differences(before: Rows, after: Rows, listed: Span) -> Counter[Told]:
    """Return what anybody would say who compares the board with how it was."""
    found: Counter[Told] = Counter()
    for ref, now in after.items():
        was = before.get(ref)
        if was is None:
            if now.shift.day in listed:
                found[ref, Kind.POSTED, None, frozenset()] += 1
        elif now.removed:
            found[ref, Kind.REMOVED, None, frozenset()] += not was.removed
        else:
            found[ref, Kind.RESTORED, None, frozenset()] += was.removed
            found.update(_edits(ref, was, now))
    return +found


def _edits(ref: str, was: Kept, now: Kept) -> Counter[Told]:
    found: Counter[Told] = Counter()
    old, new = shape_of_shift(was), shape_of_shift(now)
    if names := frozenset(name for name in new if old[name] != new[name]) - NEWS_OF_THEIR_OWN:
        found[ref, Kind.EDITED, None, names] += 1
    before, after = _people(was), _people(now)
    restated = [who for who in before.keys() & after.keys() if before[who].status != after[who].status]
    for who in before.keys() - after.keys():
        found[ref, Kind.UNASSIGNED, before[who].person, frozenset()] += 1
    for who in after.keys() - before.keys():
        found[ref, Kind.ASSIGNED, after[who].person, frozenset()] += 1
    for who in restated:
        found[ref, Kind.STATUS, after[who].person, frozenset()] += 1
    if not restated and any(old[name] != new[name] for name in ("state", "vendor_status")):
        found[ref, Kind.STATUS, None, frozenset()] += 1
    return found


def _people(kept: Kept) -> dict[str, Assignment]:
    return {one.person_id or one.person: one for one in kept.shift.assignments}


def accounted(
    name: str, expected: Counter[Told], changes: list[Change]
) -> tuple[Counter[Told], Counter[Told]]:
    """Return the differences that the feed does not tell, and what it tells without a difference."""
    told = Counter(
        (
            one.ref,
            one.kind,
            one.person,
            frozenset(one.after or ()) if one.kind is Kind.EDITED else frozenset(),
        )
        for one in changes
    )
    if name == "fourspaces":  # news of a pattern, whatever the number of its days
        patterns = Counter(
            {(ref.partition("/")[0], kind, person, frozenset[str]()): 1 for ref, kind, person, _ in expected}
        )
        told = Counter(
            {(ref, kind, person, frozenset[str]()): n for (ref, kind, person, _), n in told.items()}
        )
        return patterns - told, told - patterns
    if name == "utrac":  # of people it tells itself, more than can be seen: but all of that
        people = Counter(one for one in expected if one[1] in PERSONAL and one[2] is not None)
        rest = Counter({one: n for one, n in expected.items() if one[1] not in PERSONAL})
        news = Counter({one: n for one, n in told.items() if one[1] not in PERSONAL})
        return (people - told) + (rest - news), news - rest
    return expected - told, told - expected


TestAgreement = Agreement.TestCase
TestAgreement.settings = settings(max_examples=25, stateful_step_count=25)
