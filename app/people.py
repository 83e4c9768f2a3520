"""Which vendors' ids are the same human: as the desk has settled it, and what speaks for more. Pure.

A person is a group of identities: ids at connections, and an entry of the desk's own roster.
Nothing here joins two people: proposals are for somebody to confirm or refuse.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

ROSTER = "+"  # before the key of a roster's entry; no connection's name begins so
LONGEST, LONGEST_NOTES = 1000, 10_000  # characters of a field of the roster
LIKELY = 82  # points from which on two people are proposed to be one
NAME_ALONE = 95  # at most, for a name is no proof
SURE = 100  # the same number in the pay office
SAME_WORK, OTHER_WORK, SAME_PLACE = 4, -8, 2
MOST = 1000  # proposals at once
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
    """Return who may be one person, the likeliest first; at most MOST.

    `payroll` are the connections whose ids are payroll numbers, `apart` the pairs of refs that
    somebody has told apart. People whom one connection shows under two ids are two to it.
    """
    known = [_known(one, payroll) for one in people]
    found = []
    for a, b in _candidates(known):
        mine, theirs = known[a], known[b]
        if mine.numbers and theirs.numbers and not mine.numbers & theirs.numbers:
            continue  # the pay office has two numbers for them
        score, reasons = _likeness(mine, theirs, traces)
        if score < LIKELY:
            continue
        one, other = mine.person, theirs.person
        if any(frozenset((this, that)) in apart for this in one.refs for that in other.refs):
            continue
        found.append(Proposal(one=one, other=other, score=score, reasons=reasons))
    found.sort(key=lambda one: (-one.score, one.one.name.casefold(), one.one.key, one.other.key))
    return found[:MOST]


def folded(name: str) -> str:
    """Return a name as it is compared: no case, no accents, family names that come first put last."""
    family, comma, given = name.partition(",")
    whole = f"{given} {family}" if comma else name
    plain = unicodedata.normalize("NFKD", whole).casefold()
    return " ".join(
        "".join(ch if ch.isalnum() else " " for ch in plain if not unicodedata.combining(ch)).split()
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """A person, made ready to be compared with thousands."""

    person: Person
    words: tuple[tuple[str, ...], ...]  # of each name, folded
    sorted: tuple[str, ...]  # the same, each name's words in the order of the alphabet
    numbers: frozenset[str]  # in the pay office
    abbreviated: bool  # a name begins with an initial
    places: frozenset[str]  # the connections that know them, and the roster: nobody is there twice


def _known(person: Person, payroll: frozenset[str]) -> _Known:
    names = tuple(dict.fromkeys(folded(one.name) for one in person.identities if one.name))
    numbers = {one.person_id.strip().casefold() for one in person.identities if one.connection in payroll}
    if person.entry and person.entry.payroll:
        numbers.add(person.entry.payroll.strip().casefold())
    return _Known(
        person,
        tuple(tuple(name.split()) for name in names),
        tuple(" ".join(sorted(name.split())) for name in names),
        frozenset(numbers),
        any(len(name.split()[0]) == 1 for name in names if name),
        frozenset((*person.connections, *((ROSTER,) if person.entry else ()))),
    )


def _candidates(known: Sequence[_Known]) -> Iterator[tuple[int, int]]:
    """Yield the pairs worth comparing: they share a number, or the beginning of a word of their names."""
    blocks: dict[str, list[int]] = {}
    for place, one in enumerate(known):
        words = {word[:SHARED] for name in one.words for word in name if len(word) > 1}
        for key in [*words, *(f"#{number}" for number in one.numbers)]:
            blocks.setdefault(key, []).append(place)
    seen: set[tuple[int, int]] = set()
    for block in blocks.values():
        for n, one_ in enumerate(block):
            places = known[one_].places
            for other in block[n + 1 :]:
                if places.isdisjoint(known[other].places) and (one_, other) not in seen:
                    seen.add((one_, other))
                    yield one_, other


def _likeness(one: _Known, other: _Known, traces: Mapping[str, Traces]) -> tuple[int, tuple[str, ...]]:
    name, how = _names_alike(one, other)
    if shared := one.numbers & other.numbers:
        return SURE, (f"the same payroll number {min(shared)}", *([how] if name else []))
    if name < LIKELY - SAME_WORK - SAME_PLACE:
        return 0, ()
    score, reasons = min(name, NAME_ALONE), [how]
    mine, theirs = _traces(one.person, traces), _traces(other.person, traces)
    if both := mine.work & theirs.work:
        score += SAME_WORK
        reasons.append(f"both work as {min(both)}")
    elif mine.work and theirs.work:
        score += OTHER_WORK
        reasons.append("they do not work as the same")
    if both := mine.places & theirs.places:
        score += SAME_PLACE
        reasons.append(f"both at {min(both)}")
    return min(score, SURE - 1), tuple(reasons)


def _names_alike(one: _Known, other: _Known) -> tuple[int, str]:
    """Return how alike the most alike of two people's names are, of 100, and a phrase for it."""
    from rapidfuzz.fuzz import ratio  # who only looks somebody up does without

    best, how = 0, ""
    for mine in one.sorted:
        for theirs in other.sorted:
            if mine == theirs:
                return 100, "the same name"
            points = int(ratio(mine, theirs, score_cutoff=LIKELY - SAME_WORK - SAME_PLACE))
            if points > best:
                best, how = points, f"names alike by {points} of 100"
    if best > LIKELY or not (one.abbreviated or other.abbreviated):
        return best, how
    if any(_initials_fit(mine, theirs) for mine in one.words for theirs in other.words):
        return LIKELY, "the same family name and initial"
    return best, how


def _initials_fit(mine: Sequence[str], theirs: Sequence[str]) -> bool:
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
