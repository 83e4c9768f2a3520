"""A change in a sentence: what happened to a shift, as a person would say it. Pure."""

from collections.abc import Mapping

from app.domain import Kind, Noticed
from ui.times import Times, moment
from ui.words import FIELDS, KINDS, STATES, line

MOST_FIELDS = 8


def news(noticed: Noticed, times: Times) -> list[str]:
    """Return what changed, in lines; the first one stands for itself."""
    change = noticed.change
    person = line(change.person, 120) if change.person else ""
    before, after = change.before or {}, change.after or {}
    match change.kind:
        case Kind.ASSIGNED:
            return [f"{person or 'Somebody'} was assigned"]
        case Kind.UNASSIGNED:
            return [f"{person or 'Somebody'} was taken off"]
        case Kind.STATUS:
            was, now = _status(before), _status(after)
            if now.casefold().startswith("acknowledged"):
                now = f"{now} at the vendor"  # which is another thing than acknowledging it on this desk
            who = f"{person}: " if person else ""
            return [f"{who}{was} →\N{NO-BREAK SPACE}{now}" if was else f"{who}{now}"]
        case Kind.EDITED:
            names = list(dict.fromkeys([*after, *before]))
            told = [_edit(name, before.get(name), after.get(name), times) for name in names[:MOST_FIELDS]]
            more = len(names) - MOST_FIELDS
            return [*told, f"and {more} more"] if more > 0 else told or [KINDS[change.kind]]
        case Kind.POSTED:
            return ["Posted"]
        case Kind.REMOVED:
            return ["No longer visible at the vendor"]
        case Kind.RESTORED:
            return ["Visible again at the vendor"]


def provenance(noticed: Noticed, times: Times) -> str:
    """Return who did it and when, as far as the vendor tells, and when this desk saw it."""
    change = noticed.change
    parts = [f"by {line(change.by, 80)}"] if change.by else []
    if change.happened_at is not None:
        parts.append(times.stamp(change.happened_at))
    parts.append(f"seen {times.stamp(noticed.seen_at)}")
    return " · ".join(parts)


def settled(noticed: Noticed, times: Times) -> str:
    """Return who at this desk has dealt with it, and when; "" if nobody has."""
    if noticed.acknowledged_at is None:
        return ""
    who = line(noticed.acknowledged_by, 80) if noticed.acknowledged_by else "somebody"
    return f"Acknowledged on this desk by {who}, {times.stamp(noticed.acknowledged_at)}"


def _status(facts: Mapping[str, object]) -> str:
    for name in ("status", "vendor_status", "state"):
        told = facts.get(name)
        if isinstance(told, str) and told:
            return STATES.get(told, line(told, 80)) if name == "state" else line(told, 80)
    return ""


def _edit(name: str, before: object, after: object, times: Times) -> str:
    field = FIELDS.get(name, line(name, 40))
    return f"{field[:1].upper()}{field[1:]}: {_value(name, before, times)} → {_value(name, after, times)}"


def _value(name: str, value: object, times: Times) -> str:
    if value is None or value == "":
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name in ("start", "end") and (at := moment(value)) is not None:
        return f"{times.day(at.date())} {times.time(at.hour, at.minute)}"
    if isinstance(value, Mapping):
        return line(" ".join(str(part) for part in value.values() if part not in (None, "", False)), 120)
    return line(str(value), 120)
