"""What an engine tells of a panel, for tests: valid, plain, and different only where a test says so."""

from typing import Any

CANDIDATE: dict[str, Any] = {
    "properties": {
        "candidate_id": {
            "anyOf": [{"type": "string"}, {"type": "null"}],
            "default": None,
            "title": "Candidate",
            "pick": "candidate",
        }
    }
}
ASSIGN: dict[str, Any] = {
    "properties": {
        "person_id": {
            "type": "string",
            "title": "Person",
            "description": "Who is put on it.",
            "pick": "candidate",
        },
        "no_notify": {"type": "boolean", "default": False, "title": "Notify nobody"},
        "conflicts_ok": {"type": "boolean", "default": False, "title": "Allow a conflict", "override": True},
        "checks": {"type": "boolean", "default": True, "title": "Check whether it fits", "override": True},
    },
    "required": ["person_id"],
}
CREATE: dict[str, Any] = {
    "properties": {
        "name": {"type": "string", "maxLength": 100, "title": "Name"},
        "start": {"type": "string", "format": "time", "title": "Begins at"},
        "minutes": {"type": "integer", "minimum": 1, "maximum": 2880, "title": "Length in minutes"},
        "valid_to": {
            "anyOf": [{"type": "string", "format": "date"}, {"type": "null"}],
            "default": None,
            "title": "Last day",
        },
        "member_ids": {
            "type": "array",
            "items": {"type": "integer"},
            "default": [],
            "title": "Members",
            "pick": "member",
        },
    },
    "required": ["name", "start", "minutes"],
}
NOTES: dict[str, Any] = {
    "properties": {"notes": {"type": "string", "default": "", "maxLength": 1000, "title": "Notes"}}
}
PEOPLE = [
    {"id": "47", "name": "Adam Jones", "eligible": True, "reasons": []},
    {"id": "48", "name": "Zoë García-López", "eligible": True, "reasons": []},
    {
        "id": "49",
        "name": "Bill Adams",
        "eligible": False,
        "reasons": ["Works elsewhere", "Too few hours of rest"],
    },
]


def action(name: str, **fields: object) -> dict[str, Any]:
    """Return an action as the engine tells it: normal, enabled, without parameters."""
    plain = {
        "name": name,
        "label": name.capitalize(),
        "weight": "normal",
        "enabled": True,
        "reason": None,
        "parameters": {"properties": {}},
        "on_connection": False,
        "foresees": False,
    }
    return {**plain, **fields}


CLAIM = action("claim", weight="primary", parameters=CANDIDATE)
DECLINE = action("decline", weight="danger")
CONFIRM = action("confirm", enabled=False, reason="Nobody has it yet.")


def panel(ref: str, *actions: dict[str, Any], **fields: object) -> dict[str, Any]:
    """Return a panel as the engine tells it."""
    told = {"ref": ref, "connection": ref.partition(":")[0], "vendor_title": "Acme", "reachable": True}
    return {**told, "actions": list(actions), "sections": [], **fields}


def done(outcome: str, message: str = "", **fields: object) -> dict[str, Any]:
    """Return what became of an action as the engine tells it."""
    return {
        "id": 7,
        "ref": "trio-east:1",
        "action": "claim",
        "outcome": outcome,
        "message": message,
        "shift": None,
        "result_ref": None,
        "needs_reason": False,
        "undo": None,
        **fields,
    }
