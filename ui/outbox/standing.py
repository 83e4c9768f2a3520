"""Where an action that was asked for stands, as the screen says it: word, drawing, colour."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtGui import QColor

from app.domain import OPEN_INTENTS, Intent, IntentState
from ui.style import Look

# In the order in which a person wants to hear of them.
_COUNTED = {"unknown": "unknown", "held": "held", "queued": "waiting", "sending": "being sent"}


@dataclass(frozen=True, slots=True)
class Standing:
    """How one state of an intent is shown; never by colour alone."""

    word: str
    picture: str
    tone: str  # good | caution | alarm | muted


STANDINGS = {
    "queued": Standing("Waiting", "waiting", "caution"),
    "held": Standing("Held for review", "warning", "caution"),
    "sending": Standing("Sending", "pulling", "muted"),
    "unknown": Standing("Unknown", "state-unknown", "caution"),
    "succeeded": Standing("Done", "resting", "good"),
    "refused": Standing("Refused", "state-cancelled", "alarm"),
    "withdrawn": Standing("Withdrawn", "off", "muted"),
}
UNSENT = Standing("Not sent", "off", "alarm")
NEEDS_LOOK = frozenset({"unknown", "held"})  # somebody has to do something


def standing(state: str) -> Standing:
    """Return how a state is shown; one that is new to this window under its own name."""
    return STANDINGS.get(state) or Standing(state, "state-unknown", "muted")


def standing_of(intent: Intent) -> Standing:
    """Return how an intent is shown: what never reached its vendor was not refused by anybody."""
    return standing_of_state(intent.state.value, was_sent=intent.sent_at is not None)


def standing_of_state(state: str, *, was_sent: bool) -> Standing:
    """Return the same of an action of which only this is known."""
    return UNSENT if state == IntentState.REFUSED and not was_sent else standing(state)


def ink(tone: str, colours: Look) -> QColor:
    """Return the colour of a tone; it holds 4.5:1 on a list's ground."""
    tones = {"good": colours.good, "caution": colours.caution, "alarm": colours.alarm}
    return tones.get(tone, colours.muted)


def tally(intents: Iterable[Intent]) -> dict[str, int]:
    """Return how many of the open ones there are of each state."""
    return dict(Counter(one.state.value for one in intents if one.state in OPEN_INTENTS))


def summary(counts: dict[str, int]) -> str:
    """Return `1 unknown, 2 waiting`; "" where nothing is open."""
    return ", ".join(f"{counts[state]:,} {word}" for state, word in _COUNTED.items() if counts.get(state))
