"""All that both files know of one person: their work at every vendor, hours, rest, replies, and changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from app.checks import USUAL, Away, Finding, Rules, Work, clashes, gravity
from app.checks.week import Weeks
from app.domain import Noticed
from app.people import Person
from app.store.acquaintance import changes_of, replies_of
from app.store.people import everybody
from app.store.reader import Reader
from app.store.rolls import Reachable, Untold, aways, reachable, untold
from app.store.works import works_by

EVER = 1 << 40  # seconds: beyond any shift
MOST = 500  # shifts, the nearest to now


@dataclass(frozen=True, slots=True)
class Rest:
    """What lies between the end of one shift and the beginning of the next."""

    seconds: int
    before: Work
    after: Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """One person, as a page shows them."""

    person: Person
    coming: tuple[Work, ...]  # under way or to come, by start
    past: tuple[Work, ...]  # the latest first
    more: int  # shifts that are left out
    weeks: tuple[tuple[date, int], ...]  # first day, seconds; those with work, in order
    rest: Rest | None  # the one that is running now, else the next
    replies: tuple[int, float]  # how many were timed, and the median in seconds
    changes: tuple[Noticed, ...]  # the newest first
    away: tuple[Away, ...]  # now or to come, as the vendors tell it, by start
    reached: tuple[Reachable, ...]  # as the vendors tell it
    untold: tuple[Untold, ...]  # what of the two could not be read
    findings: tuple[Finding, ...]


def dossier(reader: Reader, key: str, now: float, rules: Rules = USUAL) -> Dossier | None:
    """Return what is known of a person, by their key or one of their ids; None if nobody is so called."""
    person = next((one for one in reader.ask(everybody) if key == one.key or key in one.refs), None)
    if person is None:
        return None
    works = sorted(reader.ask(works_by, person.refs, -EVER, EVER), key=lambda one: (one.start, one.until))
    coming = [one for one in works if one.until > now]
    past = [one for one in reversed(works) if one.until <= now]
    replies = reader.ask(replies_of, person.refs)
    away = sorted(reader.ask(aways, person.refs), key=lambda one: (one.start, one.until))
    found = [one for one in clashes(works, rules, away) if _is_to_come(one, coming)]
    return Dossier(
        person=person,
        coming=tuple(coming[:MOST]),
        past=tuple(past[:MOST]),
        more=max(0, len(coming) - MOST) + max(0, len(past) - MOST),
        weeks=_weeks(works, rules),
        rest=_next_rest(works, now),
        replies=(len(replies), median(replies) if replies else 0.0),
        changes=tuple(reader.ask(changes_of, person.refs)),
        away=tuple(one for one in away if one.until > now),
        reached=tuple(reader.ask(reachable, person.refs)),
        untold=tuple(reader.ask(untold, person.connections)),
        findings=tuple(sorted(found, key=gravity)),
    )


def _is_to_come(finding: Finding, coming: Sequence[Work]) -> bool:
    return not {one.ref for one in coming}.isdisjoint(finding.refs)


def _weeks(works: Sequence[Work], rules: Rules) -> tuple[tuple[date, int], ...]:
    timed = [one for one in works if one.timed]
    if not timed:
        return ()
    weeks = Weeks.of(timed[0].start, max(one.until for one in timed), rules)
    sums: dict[int, int] = {}
    for work in timed:
        for number, seconds in weeks.shares(work):
            sums[number] = sums.get(number, 0) + seconds
    return tuple((weeks.days[number], sums[number]) for number in sorted(sums))


def _next_rest(works: Sequence[Work], now: float) -> Rest | None:
    last: Work | None = None
    for work in works:
        if not work.timed:
            continue
        if last is not None and work.start >= last.until and work.start > now:
            return Rest(work.start - last.until, last, work)
        if last is None or work.until > last.until:
            last = work
    return None
