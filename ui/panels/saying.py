"""What became of an action, in words: which shift, who, and what can still be done about it. Pure."""

from dataclasses import dataclass

from app.domain import Shift
from ui.outbox.telling import when
from ui.panels.told import Outcome, Undo, Wish
from ui.times import Times
from ui.words import line, plain

_TITLES = {
    "succeeded": "done",
    "refused": "refused, nothing was changed",
    "unknown": "it is not known whether it arrived",
    "queued": "waits in the outbox",
    "held": "held, for the shift changed while it waited",
    "withdrawn": "withdrawn, nothing was sent",
}


@dataclass(frozen=True, slots=True)
class News:
    """What a toast says."""

    state: str
    title: str
    lines: str


def about(shift: Shift, times: Times) -> str:
    """Return a shift on one line: what, when, where."""
    title = line(shift.title or shift.role or "Untitled shift", 80)
    parts = (title, when(shift, times), line(shift.facility or "", 80))
    return " · ".join(part for part in parts if part)


def people_of(shift: Shift | None) -> tuple[str, ...]:
    """Return who stands on a shift, by name."""
    return () if shift is None else tuple(one.person for one in shift.assignments)


def facts(shift: Shift | None, wish: Wish, times: Times) -> list[tuple[str, str]]:
    """Return what a confirmation names: the shift, who is on it, and what was entered."""
    told = [("Connection", wish.ref)] if shift is None else []
    if shift is not None:
        place = " · ".join(line(part, 80) for part in (shift.facility, shift.unit) if part)
        people = ", ".join(line(one.person, 80) for one in shift.assignments[:8])
        told = [
            ("Shift", line(shift.title or shift.role or "Untitled shift", 120)),
            ("When", when(shift, times)),
            ("Where", place),
            ("On it now", people or "nobody"),
        ]
    return [
        (name, text)
        for name, text in (*told, *wish.named, ("Careful", wish.asks), ("Reason", wish.reason))
        if text
    ]


def news(label: str, told: Outcome, which: str, vendor: str, times: Times) -> News:
    """Return what became of an action, the vendor's own words among it."""
    if not told.outcome or told.unreached:
        return News("refused", f"{line(label, 60)}: not sent", _joined(which, told.message))
    message = beyond(label, told.message)
    if told.outcome == "unknown" and not message:
        message = f"It is being settled by reading {vendor}, and not sent again before that."
    if told.outcome == "queued" and not message:
        message = f"It is sent as soon as {vendor} can be reached."
    undo = "" if told.undo is None else until(told.undo, vendor, times)
    return News(told.outcome, titled(label, told.outcome), _joined(which, message, undo))


def beyond(label: str, message: str) -> str:
    """Return what a message says beyond that it was done, which the title says."""
    return message.removeprefix(f"{label}: done.").strip()


def titled(label: str, state: str) -> str:
    """Return an action's label and what became of it."""
    return f"{line(label, 60)}: {_TITLES.get(state, line(state, 40))}"


def until(undo: Undo, vendor: str, times: Times) -> str:
    """Return what takes an action back, and how long."""
    begins = "" if undo.until is None else times.stamp(undo.until)
    limit = f", at the latest until it begins, at {begins} by this desk’s clock" if begins else ""
    whom = f" to {', '.join(line(one, 60) for one in undo.whom)}" if undo.whom else ""
    return f"“{line(undo.label, 60)}”{whom} takes it back while {vendor or 'the vendor'} permits it{limit}."


def _joined(*lines: str) -> str:
    return "\n".join(plain(one, 1000) for one in lines if one)
