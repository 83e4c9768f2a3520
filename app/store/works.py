"""Who works when, and what is still to be filled, as the desk's checks need them.

What is shown counts: a shift with an open intent is as that is expected to leave it.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

import apsw

from app.checks import Need, Work
from app.checks.work import PersonOf, place_of, site_of, until, works_of
from app.domain import Shift
from app.store.files import fetched
from app.store.people import person_of
from app.store.record import intents
from app.store.rows import marks
from app.zones import of_epoch, zone

LONGEST = 40 * 86_400  # seconds: what began longer ago than this, and has an end, has ended
_WORK = """a.person_id, a.person, s.connection, s.external_id, s.start, s.end, s.day, s.timezone,
  s.facility, s.address, s.title, s.all_day"""
_COUNTS = "s.removed is null and s.state != 'cancelled' and a.state != 'cancelled'"


def works(db: apsw.Connection, begin: int | None = None, end: int | None = None) -> list[Work]:
    """Return everybody's work that touches a span of time, in no order; epoch seconds, None is no limit."""
    people = person_of(db)
    span, bound = _span(begin, end)
    rows = fetched(
        db,
        f"select {_WORK} from shift s cross join assignment a on a.shift_id = s.id where {_COUNTS}{span}",
        bound,
    )
    return _laid(db, [_work(row, people) for row in rows], people, None, begin, end)


def works_by(
    db: apsw.Connection, refs: Collection[str], begin: int, end: int, beside: Iterable[Shift] = ()
) -> list[Work]:
    """Return the work of people, by the refs of their identities, that touches a span.

    `beside`: shifts as they will be, which are not yet on record.
    """
    people = person_of(db)
    found = []
    for connection, ids in _by_connection(refs).items():
        span, bound = _span(begin, end)
        rows = fetched(
            db,
            f"""select {_WORK} from assignment a join shift s on s.id = a.shift_id
                where a.person_id in ({marks(ids)}) and s.connection=? and {_COUNTS}{span}""",
            (*ids, connection, *bound),
        )
        found += [_work(row, people) for row in rows]
    wanted = {people.of(ref) for ref in refs}
    return _laid(db, found, people, wanted, begin, end, beside)


def works_named(db: apsw.Connection, connection: str, name: str, begin: int, end: int) -> list[Work]:
    """Return the work that touches a span, of somebody to whom a connection gives a name and no id."""
    people = person_of(db)
    span, bound = _span(begin, end)
    rows = fetched(
        db,
        f"""select {_WORK} from assignment a join shift s on s.id = a.shift_id
            where a.person=? and a.person_id is null and s.connection=? and {_COUNTS}{span}""",
        (name, connection, *bound),
    )
    found = [_work(row, people) for row in rows]
    return _laid(db, found, people, {people(connection, None, name)}, begin, end)


def days_of(db: apsw.Connection, refs: Collection[str]) -> dict[str, tuple[date, date]]:
    """Return the first and the last day that shifts touch on their own clocks, of those that are known."""
    rows = fetched(
        db,
        """select s.connection || ':' || s.external_id, s.day, s.start, s.end, s.timezone from json_each(?) r
           join shift s on s.connection = substr(r.value, 1, instr(r.value, ':') - 1)
           and s.external_id = substr(r.value, instr(r.value, ':') + 1)""",
        (json.dumps(sorted(refs)),),
    )
    return {
        ref: (date.fromordinal(day), of_epoch(until(start, end) - 1, zone(timezone)).date())
        for ref, day, start, end, timezone in rows
    }


def needs(db: apsw.Connection, begin: int | None = None, end: int | None = None) -> list[Need]:
    """Return what is still to be filled and begins in a span of time."""
    clause, bound = "", list[int]()
    if begin is not None:
        clause, bound = clause + " and start >= ?", [*bound, begin]
    if end is not None:
        clause, bound = clause + " and start < ?", [*bound, end]
    rows = fetched(
        db,
        f"""select connection, external_id, start, end, timezone, facility, address, role, specialty, title
            from shift where removed is null and state in ('open', 'pending'){clause}""",
        bound,
    )
    return [_need(*row) for row in rows]


def beside_need(db: apsw.Connection, shift: Shift, slack: int) -> list[Need]:
    """Return a shift as a need, and those of others that begin within so many seconds of it."""
    start = int(shift.start.timestamp())
    own = _need(
        shift.connection,
        shift.external_id,
        start,
        None if shift.end is None else int(shift.end.timestamp()),
        shift.timezone,
        shift.facility,
        shift.address,
        shift.role,
        shift.specialty,
        shift.title,
    )
    return [own, *(one for one in needs(db, start - slack, start + slack + 1) if one.ref != own.ref)]


def _need(
    connection: str,
    external_id: str,
    start: int,
    end: int | None,
    timezone: str,
    facility: str | None,
    address: str | None,
    role: str | None,
    specialty: str | None,
    title: str | None,
) -> Need:
    ref = f"{connection}:{external_id}"
    what = " ".join(f"{role or title or ''} {specialty or ''}".casefold().replace(",", " ").split())
    seen = Work(
        "", start, until(start, end), ref, "", connection, 0, timezone, place_of(facility, title), "", True
    )
    return Need(ref, connection, start, until(start, end), site_of(facility, address), what, seen.told)


def _work(row: Sequence[Any], people: PersonOf) -> Work:
    (
        person_id, name, connection, external_id, start, end, day, timezone, facility, address, title,
        all_day,
    ) = row  # fmt: skip
    return Work(
        people(connection, person_id, name),
        start,
        until(start, end),
        f"{connection}:{external_id}",
        name,
        connection,
        day,
        timezone,
        place_of(facility, title),
        site_of(facility, address),
        end is not None and not all_day,
    )


def _laid(
    db: apsw.Connection,
    found: list[Work],
    people: PersonOf,
    wanted: Collection[str] | None,
    begin: int | None,
    end: int | None,
    beside: Iterable[Shift] = (),
) -> list[Work]:
    """Return work as it is shown, what open intents are expected to bring in the place of what is."""
    expected = {
        one.ref: one
        for one in (*(i.preview for i in intents(db, None, open_only=True, limit=None)), *beside)
        if one is not None
    }
    if not expected:
        return found
    left = [one for one in found if one.ref not in expected]
    for shift in expected.values():
        for work in works_of(shift, people):
            late = begin is not None and work.until <= begin
            if not late and (end is None or work.start < end) and (wanted is None or work.person in wanted):
                left.append(work)
    return left


def _span(begin: int | None, end: int | None) -> tuple[str, list[int]]:
    clause, bound = "", list[int]()
    if begin is not None:
        clause += " and s.start >= ? and coalesce(s.end, s.start + 1) > ?"
        bound += [begin - LONGEST, begin]
    if end is not None:
        clause += " and s.start < ?"
        bound.append(end)
    return clause, bound


def _by_connection(refs: Collection[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for ref in refs:
        connection, sign, person_id = ref.partition(":")
        if sign:
            found.setdefault(connection, []).append(person_id)
    return found
