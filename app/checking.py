"""The checks held against what both files know: of a wish before it is sent, of a shift, of everything."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, date, datetime
from itertools import groupby

from app.checks import (
    PERHAPS,
    ROW,
    USUAL,
    Finding,
    Rules,
    Severity,
    Work,
    clashes,
    concerning,
    gravity,
    namesakes,
    posted,
)
from app.checks.day import overlapping
from app.checks.week import long_rows
from app.checks.work import work_of
from app.domain import Shift, State
from app.store.people import groups, keys_apart, name_of, person_of, refs_of, refs_of_name, refs_of_names
from app.store.reader import Reader
from app.store.rolls import aways
from app.store.works import beside_need, days_of, needs, works, works_by, works_named

DAY = 86_400  # seconds
EDGE = 2 * DAY  # so near the edge of a span, whatever the zone, the day beyond may be worked as well
OPEN_END = DAY  # of a shift without an end, how much is looked at


def preflight(
    reader: Reader,
    connection: str,
    wanted: Sequence[str],
    stretches: Sequence[Shift],
    beside: Sequence[Shift] = (),
    rules: Rules = USUAL,
) -> list[Finding]:
    """Return what speaks against people of a connection being put on shifts, gravest first.

    A shift without an external id stands for a time for which there is none yet: its ref is the
    connection's name. `beside`: shifts that will be filled first, as they will be.
    """
    if not stretches:
        return []
    people = reader.ask(person_of)
    begin, end = _around(stretches, rules)
    found: dict[tuple[str, str, tuple[str, ...]], Finding] = {}
    for person_id in dict.fromkeys(wanted):
        ref = f"{connection}:{person_id}"
        name = reader.ask(name_of, ref) or person_id
        person = people(connection, person_id, name)
        own = [_wish(shift, person, name) for shift in stretches]
        wish = own[0].ref
        refs = reader.ask(refs_of, ref)
        mine = [one for one in _work_of(reader, refs, begin, end, beside) if one.ref != wish]
        speaks = concerning(wish, [*own, *mine], rules, reader.ask(aways, refs, begin, end))
        alike = {people.of(one) for one in reader.ask(refs_of_name, name)} - {person}
        if alike:
            theirs = [one for one in reader.ask(refs_of_name, name) if people.of(one) in alike]
            elsewhere = reader.ask(works_by, theirs, begin, end, beside)
            told = namesakes([*own, *elsewhere], rules, reader.ask(keys_apart), wish=wish)
            speaks += [one for one in told if wish in one.refs]
        for one in speaks:
            # A pattern fills many days: what one of them says of another shift is said once, of each person.
            found.setdefault((person, one.check, one.refs), one)
    return sorted(found.values(), key=gravity)


def perhaps(
    connection: str, stretches: Sequence[Shift], beside: Sequence[Shift], rules: Rules = USUAL
) -> list[Finding]:
    """Return where two that are about to be sent overlap, and may be for the same person."""
    severity = rules.severity(PERHAPS)
    found = []
    for shift in stretches if severity is not None else ():
        mine = _wish(shift, "", "")
        for other in beside:
            theirs = work_of(other, "", "")
            both = sorted((mine, theirs), key=lambda one: (one.start, one.until))
            if other.connection == connection and other.state is not State.CANCELLED and [*overlapping(both)]:
                sentence = f"Perhaps the same person is on another shift then: {theirs.told}."
                found.append(
                    Finding(
                        check=PERHAPS,
                        severity=severity or Severity.INFORM,
                        person=None,
                        refs=(mine.ref, theirs.ref),
                        sentence=sentence,
                    )
                )
    return found


def twice_posted(reader: Reader, shift: Shift, rules: Rules = USUAL) -> list[Finding]:
    """Return where the need that a shift is seems to be posted at another vendor as well."""
    if shift.state not in (State.OPEN, State.PENDING):
        return []
    near = reader.ask(beside_need, shift, rules.need_minutes * 60)
    return [one for one in posted(near, rules) if shift.ref in one.refs]


def of_shift(reader: Reader, shift: Shift, rules: Rules = USUAL) -> list[Finding]:
    """Return what is wrong with a shift as it is shown, with those on it and its need, gravest first."""
    people = reader.ask(person_of)
    begin, end = _around([shift], rules)
    found = twice_posted(reader, shift, rules)
    names: dict[str, str] = {}
    for one in shift.assignments:
        if one.state is State.CANCELLED:
            continue
        if one.person_id is None:
            mine, away = reader.ask(works_named, shift.connection, one.person, begin, end), []
        else:
            refs = reader.ask(refs_of, f"{shift.connection}:{one.person_id}")
            mine, away = _work_of(reader, refs, begin, end), reader.ask(aways, refs, begin, end)
        found += [each for each in clashes(mine, rules, away) if shift.ref in each.refs]
        names[one.person] = people(shift.connection, one.person_id, one.person)
    for name, person in names.items():
        refs = reader.ask(refs_of_name, name)
        if {people.of(ref) for ref in refs} - {person}:
            told = namesakes(reader.ask(works_by, refs, begin, end), rules, reader.ask(keys_apart))
            found += [each for each in told if shift.ref in each.refs]
    return sorted(dict.fromkeys(found), key=gravity)


def double_booked(
    reader: Reader, names: Sequence[str], begin: int, end: int
) -> dict[str, list[tuple[int, int]]]:
    """Return the spans in which each of these names is wanted twice, by start; epoch seconds.

    Whoever is linked counts as one, under each of their names; two people of one name do not. A name
    that no vendor shows with an id is left out.
    """
    refs = reader.ask(refs_of_names, names)
    everyone = {ref for one in refs for ref in reader.ask(refs_of, one)}
    found: dict[str, set[tuple[int, int]]] = {name: set() for name in refs.values()}
    work = sorted(reader.ask(works_by, everyone, begin, end))
    for _, group in groupby(work, key=lambda one: one.person):
        for one, other in overlapping([*group]):
            for name in (one.name, other.name):
                found.setdefault(name, set()).add((other.start, min(one.until, other.until)))
    return {name: merged(spans) for name, spans in found.items()}


def merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans by start, those that overlap or touch as one."""
    found: list[tuple[int, int]] = []
    for start, until in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(until, found[-1][1])
        else:
            found.append((start, until))
    return found


def everything(
    reader: Reader, rules: Rules = USUAL, begin: int | None = None, end: int | None = None
) -> list[Finding]:
    """Return all that the checks find about shifts that touch a span, by the start of the first one of each.

    Epoch seconds; None is no limit.
    """
    reach = _reach(rules)
    first = None if begin is None else begin - reach
    last = None if end is None else end + reach
    work = reader.ask(works, first, last)
    if rules.severity(ROW) is not None:
        work = _with_long_rows(reader, work, rules.days_in_a_row, first, last)
    asked = reader.ask(needs, first, last)
    starts = {one.ref: (one.start, one.until) for one in work}
    starts |= {one.ref: (one.start, one.until) for one in asked}
    found = [
        *clashes(work, rules, reader.ask(aways, None, first, last)),
        *namesakes(work, rules, reader.ask(keys_apart)),
        *posted(asked, rules),
    ]
    inside = [one for one in found if _touches((starts[ref] for ref in one.refs), begin, end)]
    inside.sort(key=lambda one: (min(starts[ref][0] for ref in one.refs), *gravity(one), one.refs))
    return inside


def on_days(
    reader: Reader, rules: Rules = USUAL, first: date | None = None, last: date | None = None
) -> list[Finding]:
    """Return all that the checks find about shifts that touch some days, each shift's own; both inclusive."""
    # Somewhere on earth a day begins 14 hours before it does in UTC, and elsewhere it ends 12 hours later.
    begin = None if first is None else _midnight(first) - 14 * 3600
    end = None if last is None else _midnight(last) + DAY + 12 * 3600
    found = everything(reader, rules, begin, end)
    days = reader.ask(days_of, {ref for one in found for ref in one.refs})

    def touches(ref: str) -> bool:
        begins, ends = days.get(ref, (first or date.min, last or date.max))
        return (first is None or ends >= first) and (last is None or begins <= last)

    return [one for one in found if any(map(touches, one.refs))]


def _midnight(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def _wish(shift: Shift, person: str, name: str) -> Work:
    work = work_of(shift, person, name)
    return work if shift.external_id else work._replace(ref=shift.connection)


def _around(shifts: Sequence[Shift], rules: Rules) -> tuple[int, int]:
    """Return the span that is looked at for some shifts: whatever could clash with one touches it."""
    reach = _reach(rules)
    begin = min(int(one.start.timestamp()) for one in shifts)
    end = max(
        int(one.start.timestamp()) + OPEN_END if one.end is None else int(one.end.timestamp())
        for one in shifts
    )
    return begin - reach, end + reach


def _reach(rules: Rules) -> int:
    """Return how far away, in seconds, a shift may be that clashes with another."""
    return DAY * max(8, rules.days_in_a_row + 2)


def _work_of(
    reader: Reader, refs: Sequence[str], begin: int, end: int, beside: Sequence[Shift] = ()
) -> list[Work]:
    """Return somebody's work that touches a span, with all of each row of days."""

    def read(first: int, last: int) -> list[Work]:
        return reader.ask(works_by, refs, first, last, beside)

    return _followed(_followed(read(begin, end), read, begin, -1), read, end, 1)


def _with_long_rows(
    reader: Reader, work: list[Work], most: int, begin: int | None, end: int | None
) -> list[Work]:
    """Return everybody's work in a span, with all of the rows of more than so many days that leave it."""
    edges = [(edge, way) for edge, way in ((begin, -1), (end, 1)) if edge is not None]
    refs: dict[str, list[str]] = {}
    for ref, key in reader.ask(groups).items() if edges else ():
        refs.setdefault(key, []).append(ref)
    found: set[Work] = set()
    for person, group in groupby(sorted(work) if edges else (), key=lambda one: one.person):
        mine = [*group]
        rows = [among for _, _, among in long_rows(mine, most)]

        def read(first: int, last: int, person: str = person) -> list[Work]:
            return reader.ask(works_by, refs.get(person, [person]), first, last)

        for edge, way in edges:
            if any(abs(one.start - edge) <= EDGE for among in rows for one in among):
                found.update(_followed(mine, read, edge, way))
    return [*work, *found.difference(work)]


def _followed(
    work: Collection[Work], read: Callable[[int, int], list[Work]], edge: int, way: int
) -> list[Work]:
    """Return somebody's work with the rest of a row of days that goes on beyond an edge, before or after."""
    found = [*work]
    days = {one.day for one in found}
    at = (min if way < 0 else max)(days, default=0)
    while any(one.day == at and abs(one.start - edge) <= EDGE for one in found):
        beyond = edge + way * 8 * DAY
        found += [one for one in read(min(edge, beyond), max(edge, beyond)) if one not in found]
        days.update(one.day for one in found)
        while at + way in days:
            at += way
        edge = beyond
    return found


def _touches(spans: Iterable[tuple[int, int]], begin: int | None, end: int | None) -> bool:
    return any((begin is None or until > begin) and (end is None or start < end) for start, until in spans)
