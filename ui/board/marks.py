"""What the board says of a row beside its texts: it changed, or shows what is expected."""

FRESH = "Changed, not yet seen"

# The drawings that stand in a chip instead of the state's own, by the open intent's state.
PICTURES = {
    "queued": "unconfirmed",
    "held": "unconfirmed",
    "sending": "unconfirmed",
    "unknown": "state-unknown",
}

_WHY = {
    "queued": "it waits in the outbox, not sent",
    "held": "it is held in the outbox for review",
    "sending": "it is being sent",
    "unknown": "it may or may not have arrived",
}


def unconfirmed(word: str, intent: str) -> str:
    """Return a state that an open intent would bring, as a tool tip and a screen reader say it."""
    why = _WHY.get(intent)
    return f"{word}, not yet confirmed: {why}" if why else f"{word}, not yet confirmed"
