"""What became of an action whose answer was lost, told from the shift as it was and as it is now.

Pure. Judged by what that very action would have changed: whose name stands there, rather than
that something is different. Trio's status names are not documented, so what the shift offers
counts as much as they do. The choices are explained in NOTES.md.
"""

import re

from app.action import CannotTell, DidNot, Happened, Verdict
from app.domain import FILLED, Shift, State

GONE = "It is no longer visible to this account: somebody else has it, or it was withdrawn."

_TAKING = re.compile("withdraw|reject|declin|cancel|releas|remov|delet|retract", re.IGNORECASE)


def takes_away(name: str) -> bool:
    """Tell whether an action of Trio's takes something away, as far as its name says so."""
    return _TAKING.search(name) is not None


def claimed(now: Shift | None) -> Verdict:
    """Judge a claim without a candidate.

    It is ours if it is visible, not open any more, and has a candidate or can be confirmed or declined.
    """
    if now is None:
        return DidNot(GONE)
    if _is_open(now):
        return DidNot("It is still open.")
    if now.assignments or _is_ours_to_answer(now):
        who = f"{people(now)} stands on it" if now.assignments else "Somebody has it"
        return Happened(
            said=f"{who} now, probably by this claim; the vendor does not tell whose claim it was."
        )
    return DidNot(f"It is not open any more, but nothing shows that it is ours. {status(now)}")


def claimed_for(candidate: str, now: Shift | None) -> Verdict:
    """Judge a claim for a candidate: it happened if that one stands there."""
    if now is None:
        return DidNot(GONE)
    if candidate.casefold() in _who(now):
        return Happened(said=f"{people(now)} stands on it now, as was asked for.")
    if now.assignments:
        return DidNot(f"Somebody else has it: {people(now)}.")
    if _is_open(now):
        return DidNot("It is still open.")
    if _is_ours_to_answer(now):
        return CannotTell(
            f"It is this account's to answer, but the vendor does not tell whose. {status(now)}"
        )
    return DidNot(f"It is not open any more, and the candidate does not stand on it. {status(now)}")


def confirmed(shown: Shift, now: Shift | None) -> Verdict:
    """Judge a confirmation: the one who stood there is confirmed, or what can only be released is."""
    if now is None:
        return DidNot(GONE)
    if now.assignments and _left(shown, now):
        return DidNot(f"Somebody else has it by now: {people(now)}.")
    if now.state in {State.CONFIRMED, State.WORKED}:
        return Happened()
    if now.state in {State.OPEN, State.CANCELLED} or "confirm" in now.actions or _is_as_it_was(shown, now):
        return DidNot(status(now))
    if "release" in now.actions and "release" not in shown.actions:
        return Happened(
            said="It can be released now, so it is probably confirmed."
        )  # “releases a confirmed shift” is what the document says of it
    return CannotTell(f"It can no longer be confirmed, but does not stand as confirmed either. {status(now)}")


def taken_off(name: str, shown: Shift, now: Shift | None) -> Verdict:
    """Judge a decline or a release: whoever stood there no longer does, or nobody is left to answer."""
    if now is None:
        return Happened(said="It is no longer visible to this account: probably by this.")
    if _left(shown, now):
        return Happened(said=f"{people(shown)} no longer stands on it, probably by this.")
    if name in now.actions or (now.assignments and _is_as_it_was(shown, now)):
        return DidNot(f"{people(now)} still stands on it." if now.assignments else status(now))
    if not now.assignments or now.state in {State.OPEN, State.CANCELLED}:
        return Happened()
    if now.state in FILLED or now.state is State.PENDING:
        return DidNot(f"{people(now)} still stands on it. {status(now)}")
    return CannotTell(f"{people(now)} is still named, in a status that is not known here. {status(now)}")


def done(name: str, key: str, shown: Shift, now: Shift | None) -> Verdict:
    """Judge an action of which no more is known than its name.

    It happened if it is no longer offered and the shift stands otherwise. What is gone or cancelled
    shows that something was taken away, never that something was obtained.
    """
    if now is None:
        if not takes_away(name):
            return DidNot(GONE)
        return Happened(said="It is no longer visible to this account: probably by this.")
    if now.state is State.CANCELLED and shown.state is not State.CANCELLED and not takes_away(name):
        return DidNot(status(now))
    if key in now.actions:
        if _is_as_it_was(shown, now) and set(now.actions) == set(shown.actions):
            return DidNot(status(now))
        return CannotTell(f"The vendor still offers it, though the shift has changed. {status(now)}")
    if not _is_as_it_was(shown, now) or set(now.actions) - set(shown.actions):
        who = f" {people(now)} stands on it." if now.assignments else ""
        return Happened(said=f"It is no longer offered: it was probably done. {status(now)}{who}")
    return CannotTell(f"The vendor no longer offers it, and shows nothing that tells why. {status(now)}")


def status(shift: Shift) -> str:
    """Return a sentence on how the vendor shows a shift."""
    if shift.vendor_status is None:
        return "The vendor does not tell its status."
    return f"The vendor shows it as “{shift.vendor_status}”."


def people(shift: Shift) -> str:
    """Return the names that stand on a shift."""
    return ", ".join(one.person for one in shift.assignments)


def _is_open(shift: Shift) -> bool:
    # An unknown status that can be claimed is another word for open.
    return shift.state is State.OPEN or (shift.state is State.UNKNOWN and "claim" in shift.actions)


def _is_ours_to_answer(shift: Shift) -> bool:
    return not {"confirm", "decline"}.isdisjoint(shift.actions)


def _is_as_it_was(shown: Shift, now: Shift) -> bool:
    return (now.vendor_status, _who(now)) == (shown.vendor_status, _who(shown))


def _left(shown: Shift, now: Shift) -> bool:
    """Tell whether those who stood on the shift as shown are all gone from it."""
    return bool(_who(shown)) and _who(shown).isdisjoint(_who(now))


def _who(shift: Shift) -> frozenset[str]:
    return frozenset((one.person_id or one.person).casefold() for one in shift.assignments)
