"""The desk's own checks, across all vendors: what speaks against somebody being where they are. Pure.

Work is swept person by person in the order of its start, never pair by pair. A check's name,
severity and limits are in `finding` and `rules`; people count as one once they are linked.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from app.checks.away import Away, absent
from app.checks.day import close, overlapping
from app.checks.finding import (
    AGAIN,
    AWAY,
    NAMESAKE,
    NEED,
    OVERLAP,
    PERHAPS,
    PLACES,
    REST,
    ROW,
    TITLES,
    TRAVEL,
    UNCHECKED,
    WEEK,
    Finding,
    Severity,
)
from app.checks.needs import Need, doubly_posted
from app.checks.rules import USUAL, Rules
from app.checks.week import Weeks, long_rows, long_weeks
from app.checks.work import Work

__all__ = [
    "AGAIN", "AWAY", "NAMESAKE", "NEED", "OVERLAP", "PERHAPS", "PLACES", "REST", "ROW", "TITLES", "TRAVEL",
    "UNCHECKED", "USUAL", "WEEK", "Away", "Finding", "Need", "Rules", "Severity", "Work", "clashes",
    "concerning", "gravity", "hours", "namesakes", "posted",
]  # fmt: skip

_ORDER = itemgetter(0, 1, 2, 3)  # person, start, until, ref

Apart = frozenset[frozenset[str]]  # the keys of two people whom the user has told apart


def clashes(
    works: Iterable[Work], rules: Rules = USUAL, aways: Iterable[Away] = (), *, wish: str = ""
) -> Iterator[Finding]:
    """Yield what is wrong with anybody's work, person by person.

    `wish`: the ref of what is to become work; sentences are then told from its side.
    """
    ordered = sorted(works, key=_ORDER)
    if not ordered:
        return
    weeks = Weeks.of(min(one.start for one in ordered), max(one.until for one in ordered), rules)
    away = {key: [*group] for key, group in groupby(sorted(aways), key=itemgetter(0))}
    for person, group in groupby(ordered, key=itemgetter(0)):
        yield from _of_one([*group], weeks, rules, away.get(person, ()), wish)


def concerning(
    wish: str, works: Sequence[Work], rules: Rules = USUAL, aways: Iterable[Away] = ()
) -> list[Finding]:
    """Return what speaks against somebody's work on one shift, or on what is to become one, gravest first.

    `works` are that person's, the one in question among them.
    """
    found = [one for one in clashes(works, rules, aways, wish=wish) if wish in one.refs]
    return sorted(found, key=gravity)


def gravity(one: Finding) -> tuple[int, int]:
    """Return what orders findings: the gravest first, then by check."""
    return -[*Severity].index(one.severity), PLACES[one.check]


def namesakes(
    works: Iterable[Work], rules: Rules = USUAL, apart: Apart = frozenset(), *, wish: str = ""
) -> Iterator[Finding]:
    """Yield where people of one name, who are not linked, are on two shifts of two connections at once.

    `apart`: two people whom the user has told apart are not one. `wish` as for `clashes`.
    """
    severity = rules.severity(NAMESAKE)
    if severity is None:
        return
    by_name: dict[str, list[Work]] = {}
    for work in works:
        by_name.setdefault(" ".join(work.name.casefold().split()), []).append(work)
    for group in by_name.values():
        if len({one.person for one in group}) < 2:
            continue
        for one, other in overlapping(sorted(group, key=itemgetter(1, 2, 3))):
            if one.person == other.person or one.connection == other.connection:
                continue
            if frozenset((one.person, other.person)) in apart:
                continue
            if wish:
                there = one if other.ref == wish else other
                name = other.name if there is one else one.name
                sentence = f"Somebody of the name {name} is on another shift then: {there.told}."
            else:
                sentence = (
                    f"Two people of the name {other.name} are on shifts at once: {one.told} and "
                    f"{other.told}. If they are one person, link them."
                )
            yield Finding(
                check=NAMESAKE,
                severity=severity,
                person=other.name,
                refs=(one.ref, other.ref),
                sentence=sentence,
            )


def posted(needs: Iterable[Need], rules: Rules = USUAL) -> Iterator[Finding]:
    """Yield where one need seems to be posted at two vendors."""
    severity = rules.severity(NEED)
    if severity is None:
        return
    for one, other in doubly_posted(needs, rules.need_minutes):
        yield Finding(
            check=NEED,
            severity=severity,
            person=None,
            refs=(one.ref, other.ref),
            sentence=f"The same need seems to be posted twice: {one.told} and {other.told}.",
        )


def _of_one(
    works: Sequence[Work], weeks: Weeks, rules: Rules, away: Sequence[Away], wish: str
) -> Iterator[Finding]:
    """Yield what is wrong with one person's work, ordered by start."""
    if severity := rules.severity(OVERLAP):
        for one, other in overlapping(works):
            yield _found(OVERLAP, severity, (one, other), _twice(one, other, wish))
    rest, travel = rules.severity(REST), rules.severity(TRAVEL)
    for one, other in close(works, max(rules.rest_hours * 3600, rules.travel_minutes * 60)):
        gap = other.start - one.until
        if travel and gap < rules.travel_minutes * 60 and one.site and other.site and one.site != other.site:
            yield _found(
                TRAVEL,
                travel,
                (one, other),
                f"has {gap // 60} minutes from {one.told} to {other.told}, less than {rules.travel_minutes}.",
            )
        if rest and gap < rules.rest_hours * 3600:
            yield _found(
                REST,
                rest,
                (one, other),
                f"has {hours(gap)} of rest between {one.told} and {other.told}, less than "
                f"{hours(rules.rest_hours * 3600)}.",
            )
    if severity := rules.severity(WEEK):
        for day, total, among in long_weeks(works, weeks, rules.week_hours):
            yield _found(
                WEEK,
                severity,
                among,
                f"has {hours(total)} in the week from {day:%a %d %b}, more than "
                f"{hours(rules.week_hours * 3600)}.",
            )
    if severity := rules.severity(ROW):
        for day, days, among in long_rows(works, rules.days_in_a_row):
            yield _found(
                ROW,
                severity,
                among,
                f"works on {days} days in a row from {day:%a %d %b}, more than {rules.days_in_a_row}.",
            )
    if away and (severity := rules.severity(AWAY)):
        for work, span in absent(works, away):
            yield _found(AWAY, severity, (work,), f"is away then: {span.what}; the shift is {work.told}.")


def _twice(one: Work, other: Work, wish: str) -> str:
    if wish in (one.ref, other.ref):
        there = one if other.ref == wish else other
        return f"is on another shift then: {there.told}."
    both = min(one.until, other.until) - other.start
    lasting = f" for {hours(both)}" if both > 1 else ""
    return f"is on two shifts at once{lasting}: {one.told} and {other.told}."


def _found(check: str, severity: Severity, works: Sequence[Work], what: str) -> Finding:
    name = works[-1].name
    return Finding(
        check=check,
        severity=severity,
        person=name,
        refs=tuple(dict.fromkeys(one.ref for one in works)),
        sentence=f"{name} {what}",
    )


def hours(seconds: float) -> str:
    """Return `12 h` or `12 h 30 min`."""
    whole, minutes = divmod(round(seconds / 60), 60)
    if not whole:
        return f"{minutes} min"
    return f"{whole:,} h {minutes} min" if minutes else f"{whole:,} h"
