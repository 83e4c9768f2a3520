"""What passes between the window's panels and the engine, as plain JSON values."""

from datetime import datetime
from typing import Any

from app.action import Choice, Section, Weight
from app.asking import Offered, Shown
from app.domain import Kept, State
from app.outcome import Done
from app.shape import shape_of_shift, utc

Message = dict[str, Any]


def shape_of_choice(one: Choice) -> Message:
    """Return a choice as plain JSON values."""
    return {"id": one.id, "name": one.name, "eligible": one.eligible, "reasons": list(one.reasons)}


def shape_of_action(one: Offered, account: str = "") -> Message:
    """Return an action as the window shows it; `account` is who the API account is, where that is known."""
    action = one.action
    return {
        "name": action.key,
        "label": action.label,
        "weight": action.weight.value,
        "enabled": one.reason is None,
        "reason": one.reason,
        "parameters": action.params.model_json_schema(),
        "takes_from": action.takes_from,
        "goes_to": account if action.for_itself else "",
        "on_connection": action.on_connection,
        "foresees": action.foresee is not None,
    }


def shape_of_offer(one: Offered, kept: Kept | None, account: str = "") -> Message:
    """Return an action as it is told of one shift; none is the usual next step with a cancelled one."""
    told = shape_of_action(one, account)
    cancelled = kept is not None and kept.shift.state is State.CANCELLED
    return told | {"weight": Weight.NORMAL} if cancelled and one.action.weight is Weight.PRIMARY else told


def shape_of_section(one: Section) -> Message:
    """Return a section of a panel with its rows."""
    return {
        "title": one.title,
        "text": one.text,
        "head": list(one.head),
        "rows": [[_cell(cell) for cell in row] for row in one.rows],
        "key": one.key,
    }


def _cell(value: str | datetime | None) -> object:
    return {"at": utc(value)} if isinstance(value, datetime) else value


def shape_of_done(done: Done) -> Message:
    """Return what became of a wish."""
    undo = done.undo
    return {
        "id": done.id,
        "ref": done.ref,
        "action": done.action,
        "outcome": done.outcome,
        "message": done.message,
        "shift": None if done.kept is None else shape_of_shift(done.kept),
        "result_ref": done.result_ref,
        "needs_reason": done.needs_reason,
        "unreached": done.unreached,
        "undo": undo
        and {
            "ref": undo.ref,
            "action": undo.action,
            "label": undo.label,
            "until": None if undo.until is None else undo.until.isoformat(timespec="seconds"),
            "parameters": dict(undo.parameters),
            "whom": list(undo.whom),
        },
    }


def shown_of(told: Message | None) -> Shown | None:
    """Return what the window showed of a wish, if it says so."""
    if told is None:
        return None
    return Shown(Weight(told["weight"]), frozenset(map(str, told["people"])))
