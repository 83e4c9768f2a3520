"""Pure planning: what a listing means for what is known. No I/O.

`news` tells two versions of a shift apart as people talk about it; `gone` says what a complete
listing proves to have vanished.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b

from app.domain import Assignment, Change, Facts, Kind, Shift, Span
from app.errors import Suspicious

FEW = 20  # rows that may vanish without suspicion

# `edited` speaks of these; the rest have news of their own or are none.
EDITABLE = (
    "number", "title", "role", "specialty", "facility", "unit", "client", "address", "start", "end",
    "timezone", "all_day", "positions", "urgent", "published", "rate", "notes",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What a connection knew before a pull, as far as news depend on it."""

    first: bool  # it has never been listed completely
    listed: Span | None  # the days of its last complete listing
    reports: bool  # the vendor reports assignment news itself: they are not derived
    seldom: frozenset[str] = frozenset()  # fields that only some answers carry


def news(known: Shift | None, removed: bool, seen: Shift, before: Before, seen_at: datetime) -> list[Change]:
    """Return what a person must notice between what was known of a shift and what is seen.

    Nothing during a first listing, and no `posted` for a day that the last listing did not
    cover: the shift may have stood there all along.
    """
    if before.first:
        return []
    if known is None:
        if before.listed is None or seen.day not in before.listed:
            return []
        return [change(seen, Kind.POSTED, seen_at)]
    found = [change(seen, Kind.RESTORED, seen_at)] if removed else []
    was, now = _editable(known), _editable(seen)
    differing = [
        name
        for name in EDITABLE
        # What a fuller answer tells for the first time may always have been so.
        if was[name] != now[name] and not (was[name] is None and name in before.seldom)
    ]
    if differing:
        found.append(
            change(
                seen,
                Kind.EDITED,
                seen_at,
                before={name: was[name] for name in differing},
                after={name: now[name] for name in differing},
            )
        )
    if before.reports:
        return found
    assignments = _assignment_news(known, seen, seen_at)
    found.extend(assignments)
    if not any(one.kind is Kind.STATUS for one in assignments):
        was = {"state": known.state.value, "vendor_status": known.vendor_status}
        now = {"state": seen.state.value, "vendor_status": seen.vendor_status}
        if was != now:
            differing = [name for name in was if was[name] != now[name]]
            found.append(
                change(
                    seen,
                    Kind.STATUS,
                    seen_at,
                    before={name: was[name] for name in differing},
                    after={name: now[name] for name in differing},
                )
            )
    return found


def vanished(shifts: Sequence[Shift], seen_at: datetime) -> list[Change]:
    """Return the news that shifts are no longer visible; the days of one pattern are one piece of news."""
    found: dict[str, Change] = {}
    for shift in shifts:
        one = change(shift, Kind.REMOVED, seen_at)
        found.setdefault(one.key, one)
    return list(found.values())


def change(
    shift: Shift,
    kind: Kind,
    seen_at: datetime,
    *,
    of: Assignment | None = None,
    before: Facts | None = None,
    after: Facts | None = None,
) -> Change:
    """Return a derived change. What befalls every day of a recurring pattern has one key."""
    ref = shift.ref if shift.series is None else f"{shift.connection}:{shift.series}"
    facts = (before, after) if shift.series is None else None
    whose = None if of is None else _who(of)
    identity = json.dumps([ref, kind.value, whose, facts, seen_at.isoformat()], default=str)
    return Change(
        key=blake2b(identity.encode(errors="replace"), digest_size=16).hexdigest(),
        connection=shift.connection,
        ref=ref,
        kind=kind,
        person=None if of is None else of.person,
        before=before,
        after=after,
    )


def gone(known: Iterable[str], seen: Collection[str], suspects: Collection[str], span: Span) -> list[str]:
    """Return the known external ids that a complete listing of their span did not contain.

    Raises Suspicious when that would be more than half of them and more than a few: services
    that hiccup answer with an empty list far more often than desks lose all their shifts at
    once. Those that an earlier listing missed as well (`suspects`) are gone indeed.
    """
    rows = list(known)
    missing = [one for one in rows if one not in seen]
    fresh = [one for one in missing if one not in suspects]
    if len(fresh) > FEW and len(fresh) * 2 > len(rows):
        raise Suspicious(
            f"The vendor no longer shows {len(missing)} of {len(rows)} shifts from {span.first} to "
            f"{span.last}. All were kept; if the next complete listing agrees, they are taken off."
        )
    return missing


def _assignment_news(known: Shift, seen: Shift, seen_at: datetime) -> list[Change]:
    was, now = _by_person(known.assignments), _by_person(seen.assignments)
    found = []
    for key, one in was.items():
        if key not in now:
            found.append(change(seen, Kind.UNASSIGNED, seen_at, of=one, before={"status": one.status}))
        elif now[key].status != one.status:
            found.append(
                change(
                    seen,
                    Kind.STATUS,
                    seen_at,
                    of=now[key],
                    before={"status": one.status},
                    after={"status": now[key].status},
                )
            )
    for key, one in now.items():
        if key not in was:
            found.append(change(seen, Kind.ASSIGNED, seen_at, of=one, after={"status": one.status}))
    return found


def _by_person(assignments: Iterable[Assignment]) -> dict[str, Assignment]:
    return {_who(one): one for one in assignments}


def _who(assignment: Assignment) -> str:
    return assignment.person_id or assignment.person


def _editable(shift: Shift) -> Mapping[str, object]:
    facts: dict[str, object] = {name: getattr(shift, name) for name in EDITABLE}
    facts["start"] = shift.start.isoformat(timespec="seconds")
    facts["end"] = None if shift.end is None else shift.end.isoformat(timespec="seconds")
    rate = shift.rate
    if rate is not None:
        facts["rate"] = {"amount": f"{rate.amount:f}", "kind": rate.kind, "on_call": rate.on_call}
    return facts


def default_span(today: date, back: int, ahead: int) -> Span:
    """Return the days that a connection keeps in view."""
    return Span(date.fromordinal(today.toordinal() - back), date.fromordinal(today.toordinal() + ahead))
