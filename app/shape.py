"""The command line's JSON for a shift and for a change: its README section, field for field.

Times are ISO 8601 with offset: `start` and `end` in the shift's own zone, all else in UTC.
"""

from datetime import UTC, datetime

from app.checks.finding import Finding
from app.domain import Assignment, Intent, IntentState, Kept, Noticed, Rate, Shift
from app.people import Person

Shape = dict[str, object]


def shape_of_shift(kept: Kept) -> Shape:
    """Return a shift as plain JSON values; every key is there, absent values are None."""
    shift = kept.shift
    return {
        "ref": shift.ref,
        "connection": shift.connection,
        "vendor": shift.vendor,
        "external_id": shift.external_id,
        "number": shift.number,
        "state": shift.state.value,
        "vendor_status": shift.vendor_status,
        "title": shift.title,
        "role": shift.role,
        "specialty": shift.specialty,
        "facility": shift.facility,
        "unit": shift.unit,
        "client": shift.client,
        "address": shift.address,
        "start": shift.start.isoformat(timespec="seconds"),
        "end": None if shift.end is None else shift.end.isoformat(timespec="seconds"),
        "timezone": shift.timezone,
        "all_day": shift.all_day,
        "positions": shift.positions,
        "filled": shift.filled,
        "urgent": shift.urgent,
        "published": shift.published,
        "rate": None if shift.rate is None else _rate(shift.rate),
        "assignments": [_assignment(one) for one in shift.assignments],
        "actions": list(shift.actions),
        "notes": shift.notes,
        "url": shift.url,
        "removed": kept.removed,
        "last_seen": utc(kept.last_seen),
    }


def shape_of_person(person: Person) -> Shape:
    """Return a person as plain JSON values; every key is there, absent values are None."""
    entry = person.entry
    return {
        "key": person.key,
        "name": person.name,
        "ids": [
            {
                "ref": one.ref,
                "connection": one.connection,
                "person_id": one.person_id if one.connection else None,
                "name": one.name,
                "how": person.how.get(one.ref) or None,
            }
            for one in person.identities
        ],
        "on_roster": entry is not None,
        "payroll": (entry and entry.payroll) or None,
        "phone": (entry and entry.phone) or None,
        "email": (entry and entry.email) or None,
        "skills": list(entry.skills) if entry else [],
        "notes": (entry and entry.notes) or None,
    }


def shape_of_finding(finding: Finding) -> Shape:
    """Return what a check found as plain JSON values."""
    return {
        "check": finding.check,
        "severity": finding.severity.value,
        "person": finding.person,
        "refs": list(finding.refs),
        "sentence": finding.sentence,
    }


def shape_of_change(noticed: Noticed) -> Shape:
    """Return a change as plain JSON values; every key is there, absent values are None."""
    change = noticed.change
    return {
        "id": noticed.id,
        "ref": change.ref,
        "connection": change.connection,
        "kind": change.kind.value,
        "person": change.person,
        "before": None if change.before is None else dict(change.before),
        "after": None if change.after is None else dict(change.after),
        "by": change.by,
        "happened_at": utc(change.happened_at),
        "seen_at": utc(noticed.seen_at),
        "note": change.note,
        "acknowledged_at": utc(noticed.acknowledged_at),
        "acknowledged_by": noticed.acknowledged_by,
        "comment": noticed.comment,
    }


def shape_of_intent(intent: Intent) -> Shape:
    """Return an intent as the outbox lists it, as plain JSON values.

    Of a held one `before` and `after` hold, under a shift's names, what differs between the
    shift as it was asked for and as it was found; `after` alone is None where it has gone.
    """
    before, after = _versions(intent)
    return {
        "id": intent.id,
        "ref": intent.ref,
        "connection": intent.connection,
        "action": intent.action,
        "label": intent.label,
        "parameters": dict(intent.parameters),
        "reason": intent.reason,
        "state": intent.state.value,
        "attempts": intent.attempts,
        "created_at": utc(intent.created_at),
        "finished_at": utc(intent.finished_at),
        "message": intent.message,
        "before": before,
        "after": after,
    }


def _versions(intent: Intent) -> tuple[Shape | None, Shape | None]:
    if intent.state is not IntentState.HELD or intent.basis is None:
        return None, None
    was = _content(intent.basis)
    if intent.found is None:
        return was, None
    now = _content(intent.found)
    differing = [name for name in was if was[name] != now[name]]
    return {name: was[name] for name in differing}, {name: now[name] for name in differing}


def _content(shift: Shift) -> Shape:
    shape = shape_of_shift(Kept(shift=shift, last_seen=shift.start))
    return {name: value for name, value in shape.items() if name not in ("last_seen", "removed")}


def utc(moment: datetime | None) -> str | None:
    """Return an instant as `2026-11-21T20:42:00Z`."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _rate(rate: Rate) -> Shape:
    return {"amount": f"{rate.amount:f}", "kind": rate.kind, "on_call": rate.on_call}


def _assignment(one: Assignment) -> Shape:
    return {
        "person": one.person,
        "person_id": one.person_id,
        "status": one.status,
        "assigned_at": utc(one.assigned_at),
        "assigned_by": one.assigned_by,
    }
