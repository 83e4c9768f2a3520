"""Which vendors' ids are the same human: as the desk has settled it, and what speaks for more. Pure.

A person is a group of identities: ids at connections, and an entry of the desk's own roster.
Nothing here joins two people: proposals are for somebody to confirm or refuse.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

ROSTER = "+"  # before the key of a roster's entry; no connection's name begins so
LIKELY = 82  # points from which on two people are proposed to be one
NAME_ALONE = 95  # at most, for a name is no proof
SURE = 100  # the same number in the pay office
SAME_WORK, OTHER_WORK, SAME_PLACE = 4, -8, 2
SHARED = 3  # letters at a word's beginning that two names must share to be compared at all


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody as one connection, or the roster, knows them."""

    ref: str  # connection:person_id, or ROSTER and the entry's key
    name: str

    @property
    def connection(self) -> str | None:
        """Return the connection, None for the roster."""
        return None if self.ref.startswith(ROSTER) else self.ref.partition(":")[0]

    @property
    def person_id(self) -> str:
        """Return the vendor's id of the person, or the key of the roster's entry."""
        return self.ref[1:] if self.ref.startswith(ROSTER) else self.ref.partition(":")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the desk itself has written down about somebody."""

    key: str
    name: str
    payroll: str = ""
    phone: str = ""
    email: str = ""
    skills: tuple[str, ...] = ()
    notes: str = ""

    @property
    def ref(self) -> str:
        """Return the ref of its identity."""
        return ROSTER + self.key


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One human. `key` is that of the group, or the ref of the only identity."""

    key: str
    name: str
    identities: tuple[Identity, ...]
    entry: Entry | None = None
    how: Mapping[str, str] = field(default_factory=dict)  # by ref: why it was linked

    @property
    def refs(self) -> tuple[str, ...]:
        """Return the refs of all identities."""
        return tuple(one.ref for one in self.identities)

    @property
    def connections(self) -> tuple[str, ...]:
        """Return the connections that know them."""
        return tuple(dict.fromkeys(one.connection for one in self.identities if one.connection))


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Two people who may be one. `score` is of 100; `reasons` are short phrases."""

    one: Person
    other: Person
    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Traces:
    """What is known of somebody beside the name: where and as what they have worked, casefolded."""

    work: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()


def persons(
    identities: Iterable[Identity],
    groups: Mapping[str, str],
    roster: Iterable[Entry],
    how: Mapping[str, str] | None = None,
) -> list[Person]:
    """Return everybody, by name. `groups` has the key of the person by the ref of the identity."""
    entries = {one.ref: one for one in roster}
    seen = {one.ref: one for one in identities}
    seen |= {ref: Identity(ref, written.name) for ref, written in entries.items()}
    for ref in groups:  # an id that its vendor has not shown yet, or shows no more
        if ref not in seen and not ref.startswith(ROSTER):
            seen[ref] = Identity(ref, "")
    gathered: dict[str, list[Identity]] = {}
    for one in seen.values():
        gathered.setdefault(groups.get(one.ref, one.ref), []).append(one)
    found = []
    for key, members in gathered.items():
        members.sort(key=lambda one: (not one.ref.startswith(ROSTER), one.ref))
        entry = entries.get(members[0].ref)
        name = next((one.name for one in members if one.name), members[0].person_id)
        told = {one.ref: (how or {}).get(one.ref, "") for one in members} if len(members) > 1 else {}
        found.append(Person(key=key, name=name, identities=tuple(members), entry=entry, how=told))
    return sorted(found, key=lambda one: (one.name.casefold(), one.key))


def proposals(
    people: Sequence[Person],
    traces: Mapping[str, Traces],
    payroll: frozenset[str],
    apart: frozenset[frozenset[str]] = frozenset(),
) -> list[Proposal]:
    """Return who may be one person, the likeliest first.

    `payroll` are the connections whose ids are payroll numbers, `apart` the pairs of refs that
    somebody has told apart. People whom one connection shows under two ids are two to it.
    """
    numbers = [_numbers(one, payroll) for one in people]
    found = []
    for a, b in _candidates(people, numbers):
        one, other = people[a], people[b]
        if set(one.connections) & set(other.connections) or (one.entry and other.entry):
            continue
        if any(frozenset((mine, theirs)) in apart for mine in one.refs for theirs in other.refs):
            continue
        score, reasons = _likeness(one, other, numbers[a] & numbers[b], traces)
        if numbers[a] and numbers[b] and not numbers[a] & numbers[b]:
            continue  # the pay office has two numbers for them
        if score >= LIKELY:
            found.append(Proposal(one=one, other=other, score=score, reasons=reasons))
    found.sort(key=lambda one: (-one.score, one.one.name.casefold(), one.one.key, one.other.key))
    return found


def folded(name: str) -> str:
    """Return a name as it is compared: no case, no accents, family names that come first put last."""
    family, comma, given = name.partition(",")
    whole = f"{given} {family}" if comma else name
    plain = unicodedata.normalize("NFKD", whole).casefold()
    return " ".join(
        "".join(ch if ch.isalnum() else " " for ch in plain if not unicodedata.combining(ch)).split()
    )


def _numbers(person: Person, payroll: frozenset[str]) -> frozenset[str]:
    own = {one.person_id.strip().casefold() for one in person.identities if one.connection in payroll}
    if person.entry and person.entry.payroll:
        own.add(person.entry.payroll.strip().casefold())
    return frozenset(own)


def _candidates(people: Sequence[Person], numbers: Sequence[frozenset[str]]) -> Iterator[tuple[int, int]]:
    """Yield the pairs worth comparing: they share a number, or the beginning of a word of their names."""
    blocks: dict[str, list[int]] = {}
    for place, (person, own) in enumerate(zip(people, numbers, strict=True)):
        words = {word[:SHARED] for word in folded(person.name).split() if len(word) > 1}
        for key in [*words, *(f"#{number}" for number in own)]:
            blocks.setdefault(key, []).append(place)
    seen: set[tuple[int, int]] = set()
    for block in blocks.values():
        for n, one in enumerate(block):
            for other in block[n + 1 :]:
                if (one, other) not in seen:
                    seen.add((one, other))
                    yield one, other


def _likeness(
    one: Person, other: Person, shared: frozenset[str], traces: Mapping[str, Traces]
) -> tuple[int, tuple[str, ...]]:
    name, how = _names_alike(one, other)
    if shared:
        return SURE, (f"the same payroll number {min(shared)}", *([how] if name else []))
    if name < LIKELY - SAME_WORK - SAME_PLACE:
        return 0, ()
    score, reasons = min(name, NAME_ALONE), [how]
    mine, theirs = _traces(one, traces), _traces(other, traces)
    if both := mine.work & theirs.work:
        score += SAME_WORK
        reasons.append(f"both work as {sorted(both)[0]}")
    elif mine.work and theirs.work:
        score += OTHER_WORK
        reasons.append("they do not work as the same")
    if both := mine.places & theirs.places:
        score += SAME_PLACE
        reasons.append(f"both at {sorted(both)[0]}")
    return min(score, SURE - 1), tuple(reasons)


def _names_alike(one: Person, other: Person) -> tuple[int, str]:
    """Return how alike the most alike of two people's names are, of 100, and a phrase for it."""
    from rapidfuzz.fuzz import token_sort_ratio  # who only looks somebody up does without

    best, how = 0, ""
    for mine in {folded(each.name) for each in one.identities if each.name}:
        for theirs in {folded(each.name) for each in other.identities if each.name}:
            if sorted(mine.split()) == sorted(theirs.split()):
                return 100, "the same name"
            points = int(token_sort_ratio(mine, theirs))
            told = f"names alike by {points} of 100"
            if _initials_fit(mine, theirs):
                points, told = max(points, LIKELY), "the same family name and initial"
            if points > best:
                best, how = points, told
    return best, how


def _initials_fit(one: str, other: str) -> bool:
    mine, theirs = one.split(), other.split()
    if len(mine) < 2 or len(theirs) < 2 or mine[-1] != theirs[-1] or len(mine[-1]) < 2:
        return False
    return mine[0][0] == theirs[0][0] and 1 in (len(mine[0]), len(theirs[0]))


def _traces(person: Person, traces: Mapping[str, Traces]) -> Traces:
    found = [traces[ref] for ref in person.refs if ref in traces]
    skills = {one.casefold() for one in person.entry.skills} if person.entry else set()
    return Traces(
        frozenset().union(skills, *(one.work for one in found)),
        frozenset().union(*(one.places for one in found)),
    )
