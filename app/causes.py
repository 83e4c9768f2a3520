"""Which news an action of this desk has caused: just those that it was expected to bring. Pure.

All else that happens to the same shift meanwhile, a cancellation above all, must be seen by a
person, and so stays nobody's.
"""

from app.domain import Assignment, Change, Intent, Kind, Shift, State

_EDITED = ("positions", "published")  # no action brings about any other edit


def caused(change: Change, intent: Intent, now: Shift | None) -> bool:
    """Tell whether a change is what an action brought about, whose shift now stands so.

    `now` is None where the shift was never seen or has gone.
    """
    before, expected = intent.basis, intent.preview
    if change.ref != intent.ref:  # of a row that was made, split off, or merged for it
        return change.kind is not Kind.STATUS or change.person is None
    if before is None or expected is None:
        return True  # it concerns the connection itself
    match change.kind:
        case Kind.ASSIGNED:
            return _more(before, expected) and change.person not in _names(before)
        case Kind.UNASSIGNED:
            return change.person in _names(before) - _names(expected)
        case Kind.STATUS:
            return _is_expected_status(change, before, expected, now)
        case Kind.REMOVED:
            return bool(_names(before) - _names(expected)) or expected.state is State.CANCELLED
        case Kind.EDITED:
            told = {*(change.before or {}), *(change.after or {})}
            return told <= {
                name
                for name in ("positions", "published")
                if getattr(before, name) != getattr(expected, name)
            } or (told == {"positions"} and intent.result is not None)
        case _:
            return False


def _is_expected_status(change: Change, before: Shift, expected: Shift, now: Shift | None) -> bool:
    if change.person is None:
        state = (change.after or {}).get("state")
        return before.state != expected.state and state in (None, expected.state.value)
    was, wanted = _of(before, change.person), _of(expected, change.person)
    if wanted is None or (was is not None and was.state is wanted.state):
        return False
    found = None if now is None else _of(now, change.person)
    return found is not None and found.state is wanted.state


def _more(before: Shift, expected: Shift) -> bool:
    """Tell whether somebody was to be put on it; of a claim for oneself the name may not be known."""
    return bool(_names(expected) - _names(before)) or expected.state is not before.state


def _names(shift: Shift) -> set[str | None]:
    return {one.person for one in shift.assignments}


def _of(shift: Shift, person: str) -> Assignment | None:
    return next((one for one in shift.assignments if one.person == person), None)
