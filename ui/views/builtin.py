"""The views that every desk has: what a coordinator asks ten times a day."""

from dataclasses import dataclass

from app.store.filters import Filter, Order
from app.store.views import Moment, View

_NOW, _TODAY = Moment("now"), Moment("today")


@dataclass(frozen=True, slots=True)
class Told:
    """What a view shows, in a sentence, and what to say where it shows nothing."""

    what: str
    empty: str


BUILTIN: tuple[View, ...] = (
    View(
        key="open",
        name="Open",
        filter=Filter(states=frozenset({"open"})),
        relative=(("first", _TODAY),),
        shortcut="Alt+1",
    ),
    View(
        key="urgent",
        name="Urgent",
        filter=Filter(states=frozenset({"open", "pending"}), urgent=True),
        relative=(("first", _TODAY),),
        shortcut="Alt+2",
    ),
    View(
        key="soon",
        name="Starts within 24 h",
        relative=(("starts_from", _NOW), ("starts_before", Moment("now", hours=24))),
        shortcut="Alt+3",
    ),
    View(
        key="pending",
        name="Awaiting answer",
        filter=Filter(states=frozenset({"pending"})),
        relative=(("first", _TODAY),),
        shortcut="Alt+4",
    ),
    View(
        key="unconfirmed",
        name="Unconfirmed",
        filter=Filter(states=frozenset({"assigned"})),
        relative=(("first", _TODAY),),
        shortcut="Alt+5",
    ),
    View(
        key="changed",
        name="Changed today",
        filter=Filter(removed=True),  # what has vanished has changed
        relative=(("changed_since", _TODAY),),
        shortcut="Alt+6",
    ),
    View(
        key="mine",
        name="Mine in hand",
        filter=Filter(in_hand=True),
        shortcut="Alt+7",
    ),
    View(
        key="fill",
        name="What can be filled now",
        filter=Filter(states=frozenset({"open"})),
        relative=(("starts_from", _NOW),),
        order=Order(),
        lens="board",
        shortcut="F2",
    ),
)

TOLD = {
    "open": Told("Shifts that nobody has, from today on.", "No shift is open from today on."),
    "urgent": Told(
        "Urgent shifts that are open or await an answer, from today on.",
        "Nothing urgent is open from today on.",
    ),
    "soon": Told("Whatever begins during the next 24 hours.", "Nothing begins during the next 24 hours."),
    "pending": Told(
        "Shifts that wait for somebody’s answer, from today on.", "Nobody’s answer is awaited from today on."
    ),
    "unconfirmed": Told(
        "Shifts that somebody has, but has not confirmed, from today on.",
        "Everybody who has a shift from today on has confirmed it.",
    ),
    "changed": Told(
        "Whatever has changed since midnight, what is no longer visible included.",
        "Nothing has changed since midnight.",
    ),
    "mine": Told(
        "What this desk has asked for or acted on during the last seven days.",
        "This desk has nothing in hand: it has acted on no shift during the last seven days.",
    ),
    "fill": Told(
        "Open shifts that have not begun, the next one first, on the board.",
        "No shift that is still to begin is open.",
    ),
}
