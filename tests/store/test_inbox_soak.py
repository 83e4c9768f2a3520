"""A vendor that makes thousands of random changes: the inbox holds exactly the right ones, in order, once."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

import pytest

from app.domain import Shift, State
from app.store.inbox import Entry, Wanted, entries, inbox
from app.store.store import Store
from tests.shifts import MINUTE, NOON, filled, listed, person, shift

NAMES = ("Adam Jones", "Amara Patel", "Chen Wei", "Zoë Ng", "Eve <b>Stone</b>")
STATUSES = ("Assigned", "Confirmed", "Worked")

News = tuple[str, str, str | None, object, object]  # ref, kind, person, before, after


@dataclass
class Vendor:
    """What stands at the vendor, and what each thing that happens there is as news. Knows no planning."""

    rng: Random
    shifts: dict[str, Shift] = field(default_factory=dict)
    gone: dict[str, Shift] = field(default_factory=dict)
    made: int = 0

    def begin(self, n: int) -> None:
        for _ in range(n):
            self._post()

    def happen(self, untouched: set[str]) -> list[News]:
        """Let one thing happen to a shift that nothing has happened to since the last listing."""
        free = sorted(self.shifts.keys() - untouched)
        away = sorted(self.gone.keys() - untouched)
        way = self.rng.choice(("post", "vanish", "return", "edit", "assign", "leave", "restate"))
        if way == "return" and away:
            return self._return(self.rng.choice(away))
        if way == "post" or not free:
            return self._post()
        number = self.rng.choice(free)
        one = self.shifts[number]
        if way == "vanish" and len(self.shifts) > 30:
            self.gone[number] = self.shifts.pop(number)
            return [(one.ref, "removed", None, None, None)]
        if way == "assign" and len(one.assignments) < len(NAMES):
            name = self.rng.choice(
                [name for name in NAMES if name not in {a.person for a in one.assignments}]
            )
            self._on(number, *one.assignments, person(name, status="Assigned"))
            return [(one.ref, "assigned", name, None, {"status": "Assigned"})]
        if way == "leave" and one.assignments:
            who = self.rng.choice(one.assignments)
            self._on(number, *(a for a in one.assignments if a is not who))
            return [(one.ref, "unassigned", who.person, {"status": who.status}, None)]
        if way == "restate" and one.assignments:
            who = self.rng.choice(one.assignments)
            status = self.rng.choice([status for status in STATUSES if status != who.status])
            told = [replace(a, status=status) if a is who else a for a in one.assignments]
            self._on(number, *told)
            return [(one.ref, "status", who.person, {"status": who.status}, {"status": status})]
        unit = f"{self.rng.randrange(9)} West"
        was = one.unit
        self.shifts[number] = replace(one, unit=unit)
        return [(one.ref, "edited", None, {"unit": was}, {"unit": unit})] if was != unit else []

    def _on(self, number: str, *people: object) -> None:
        self.shifts[number] = replace(self.shifts[number], assignments=tuple(people))  # type: ignore[arg-type]

    def _post(self) -> list[News]:
        self.made += 1
        one = shift(self.made, state=State.OPEN, start=shift().start + timedelta(hours=self.made % 400))
        one = replace(one, end=one.start + timedelta(hours=8))
        self.shifts[one.external_id] = one
        return [(one.ref, "posted", None, None, None)]

    def _return(self, number: str) -> list[News]:
        self.shifts[number] = self.gone.pop(number)
        return [(self.shifts[number].ref, "restored", None, None, None)]


def soak(store: Store, wanted: int, seed: int) -> None:
    rng = Random(seed)
    vendor = Vendor(rng)
    vendor.begin(120)
    filled(store, vendor.shifts.values(), at=NOON)
    expected: list[Counter[str]] = []  # by listing, the oldest first
    made, at = 0, NOON
    while made < wanted:
        told: list[News] = []
        for _ in range(min(wanted - made, rng.randrange(1, 60))):
            told += vendor.happen({ref.partition(":")[2] for ref, *_ in told})
            made += 1
        at += MINUTE
        for _ in range(rng.randrange(1, 3)):  # the same listing again is no news
            listed(store, vendor.shifts.values(), at)
        expected.append(Counter(map(repr, told)))
    assert [listing for listing in seen(store, at, "all") if listing] == [one for one in expected if one]
    check_acknowledging(store, at, rng)


def seen(store: Store, at: datetime, standing: str) -> list[Counter[str]]:
    """Return the news of each listing, the oldest first; fail where they are not in order, or come twice."""
    found = store.reader.ask(inbox, Wanted(standing=standing), at.timestamp())  # type: ignore[arg-type]
    lines = list(found.lines)
    assert len(lines) == len(set(lines))
    known: dict[int, Entry] = {}
    for first in range(0, len(lines), 500):
        known |= store.reader.ask(entries, lines[first : first + 500])
    noticed = [known[one].noticed for one in lines]
    order = [(one.seen_at, one.id) for one in noticed]
    assert order == sorted(order, reverse=True)
    by_listing: dict[datetime, Counter[str]] = {}
    for one in reversed(noticed):
        change = one.change
        told = (change.ref, change.kind.value, change.person, change.before, change.after)
        by_listing.setdefault(one.seen_at, Counter())[repr(told)] += 1
    return list(by_listing.values())


def check_acknowledging(store: Store, at: datetime, rng: Random) -> None:
    """Acknowledge at random, and find in the inbox exactly what is left, each change in one line."""
    every = [one.id for one in store.reader.changes()]
    done = set(rng.sample(every, len(every) // 2))
    store.acknowledge([*done], "Sam")
    found = store.reader.ask(inbox, Wanted(), at.timestamp())
    assert sorted(found.changes(found.lines)) == sorted(set(every) - done)
    acknowledged = store.reader.ask(inbox, Wanted(standing="acknowledged"), at.timestamp())
    assert set(acknowledged.lines) == done


def test_a_thousand_random_changes_are_in_the_inbox_once_and_in_order(store: Store) -> None:
    soak(store, 1_000, seed=1)


@pytest.mark.slow
def test_ten_thousand_random_changes_are_in_the_inbox_once_and_in_order(store: Store) -> None:
    soak(store, 10_000, seed=2)
