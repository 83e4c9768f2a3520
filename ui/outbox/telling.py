"""An intent in words: which shift, who and what with, and how two versions of a shift differ. Pure."""

import json
from collections.abc import Collection, Mapping
from contextlib import suppress

from app.domain import Intent, IntentState, Shift
from ui.times import Times
from ui.words import STATES, line, plain

LONGEST = 4000  # characters shown of what was sent and of what came back
_NOT_YET = {IntentState.QUEUED: "Waits here, not sent", IntentState.HELD: "Held here, not sent"}
NOTHING = "–"
VENDORS_WORD, OFFERED = "Vendor status", "What can be done"


def which(intent: Intent, times: Times) -> str:
    """Return the shift on one line: what, when, where; the connection where it concerns no shift."""
    if not intent.external_id:
        return intent.connection
    shift = intent.basis or intent.preview
    if shift is None:
        return line(intent.ref)
    place = line(shift.facility or "", 80)
    parts = (line(shift.title or shift.role or "Untitled shift", 80), when(shift, times), place)
    return " · ".join(part for part in parts if part)


def when(shift: Shift, times: Times) -> str:
    """Return day and hours, in the shift's own zone."""
    return f"{times.day(shift.day)}, {times.hours(shift.start, shift.end, all_day=shift.all_day)}"


def why_stuck(intent: Intent) -> str:
    """Return why one that is held can only be withdrawn, "" if it can still go out."""
    if intent.state is not IntentState.HELD or intent.found is None:  # how it stands then is not known
        return ""
    if intent.action in intent.found.actions:
        return ""
    return f"“{line(intent.label, 60)}” cannot be done with the shift as it stands now: withdraw this."


def expected_of(intent: Intent | None) -> str:
    """Return how far what an open intent would bring is from being true, "" where nothing is expected."""
    if intent is None or intent.preview is None:
        return ""
    return _NOT_YET.get(intent.state, "Not yet confirmed")


def parameters(intent: Intent) -> list[tuple[str, str]]:
    """Return what it was told, as pairs of a name and a text; a person by name where one is known."""
    people = _people(intent)
    return [
        (_named(key), _text(key, value, people))
        for key, value in intent.parameters.items()
        if value not in (None, "", False, [])
    ]


def what_with(intent: Intent) -> str:
    """Return the same on one line; the persons' names stand for themselves."""
    people = _people(intent)
    told = []
    for key, value in intent.parameters.items():
        if value in (None, "", False, []):
            continue
        text = _text(key, value, people)
        told.append(
            text if text in people.values() else _named(key) if value is True else f"{_named(key)} {text}"
        )
    return line(", ".join(told))


def differences(
    one: Shift, other: Shift, times: Times, but: Collection[str] = ()
) -> list[tuple[str, str, str]]:
    """Return what differs between two versions: the field's name and what each of them says."""
    before, after = _facts(one, times), _facts(other, times)
    return [
        (name, before[name] or NOTHING, after[name] or NOTHING)
        for name in before
        if before[name] != after[name] and name not in but
    ]


def body(text: object) -> str:
    """Return what crossed the line as a person reads it: JSON with a line a value, and not all too much."""
    told = text if isinstance(text, str) else "" if text is None else json.dumps(text)
    with suppress(ValueError, RecursionError):  # anything else as it is
        told = json.dumps(json.loads(told), indent=2, ensure_ascii=False)
    return plain(told, LONGEST)


def _people(intent: Intent) -> dict[str, str]:
    shifts = (intent.basis, intent.preview, intent.found)
    known = (one for shift in shifts if shift is not None for one in shift.assignments)
    return {one.person_id: line(one.person, 120) for one in known if one.person_id}


def _named(key: str) -> str:
    return line(key.removesuffix("_id").removesuffix("_ids").replace("_", " "), 40).capitalize()


def _text(key: str, value: object, people: Mapping[str, str]) -> str:
    match value:
        case True:
            return "yes"
        case list():
            return ", ".join(_text(key, one, people) for one in value)
        case dict():
            return line(json.dumps(value, ensure_ascii=False), 300)
    told = line(str(value), 300)
    return people.get(told, told) if key.endswith("_id") and key != "reason_id" else told


def _facts(shift: Shift, times: Times) -> dict[str, str]:
    people = [
        f"{line(one.person, 80)} ({line(one.status, 40)})" if one.status else line(one.person, 80)
        for one in shift.assignments
    ]
    rate = shift.rate
    return {
        "State": STATES.get(shift.state.value, shift.state.value),
        VENDORS_WORD: line(shift.vendor_status or "", 80),
        "People": ", ".join(people),
        "Filled": str(shift.filled) if shift.positions is None else f"{shift.filled} of {shift.positions}",
        "When": when(shift, times),
        "Time zone": shift.timezone,
        "Shift": line(shift.title or ""),
        "Role": line(shift.role or ""),
        "Specialty": line(shift.specialty or ""),
        "Facility": line(shift.facility or ""),
        "Unit": line(shift.unit or ""),
        "Client": line(shift.client or ""),
        "Address": line(shift.address or ""),
        "Rate": "" if rate is None else line(f"{rate.amount:f} {rate.kind or ''}", 80),
        "On call": "yes" if rate is not None and rate.on_call else "no",
        "Urgent": "yes" if shift.urgent else "no",
        "Published": "yes" if shift.published else "no",
        "Notes": line(shift.notes or ""),
        OFFERED: line(", ".join(sorted(shift.actions))),
    }
