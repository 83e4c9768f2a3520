"""The shifts of a batch: what a dry run says of each, and what has become of it. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.store.rows import BoardRow
from ui.engine import Answer
from ui.outbox.standing import STANDINGS, Standing
from ui.panels.told import dicts, text, texts

VERDICTS = {
    "go": Standing("Goes", "check", "good"),
    "warn": Standing("Warns", "warning", "caution"),
    "cannot": Standing("Cannot", "off", "muted"),
}
_PROGRESS = {
    **STANDINGS,
    "next": Standing("To be sent", "waiting", "muted"),
    "left": Standing("Left out", "off", "muted"),
    "unsent": Standing("Not sent", "off", "caution"),
}
_UNJUDGED = Standing("", "", "muted")
# Of these nothing is left to do here: the outbox has them.
_IN_THE_OUTBOX = frozenset({"succeeded", "queued", "held", "sending", "unknown"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One shift of a batch."""

    ref: str
    row: BoardRow | None  # None: it is not in the cache any more
    people: tuple[str, ...] = ()  # who stands on it, as the row shows it
    verdict: str = ""  # go | warn | cannot; "": not judged yet
    sentences: tuple[str, ...] = ()
    needs_reason: bool = False
    left_out: bool = False  # by the user
    progress: str = ""  # an intent's state, or next | left | unsent; "": nothing was begun
    message: str = ""
    intent: int | None = None

    @property
    def taken(self) -> bool:
        """Whether it is among those that will be sent."""
        return self.verdict in ("go", "warn") and not self.left_out

    @property
    def remains(self) -> bool:
        """Whether something may still be tried with it."""
        return self.progress not in _IN_THE_OUTBOX

    @property
    def standing(self) -> Standing:
        """How it is shown: how far it has come, else what the dry run says."""
        return _PROGRESS.get(self.progress) or VERDICTS.get(self.verdict, _UNJUDGED)

    @property
    def told(self) -> str:
        """What there is to say of it."""
        return self.message if self.progress else " ".join(self.sentences)


def items(refs: Iterable[str], rows: Iterable[BoardRow]) -> list[Item]:
    """Return the items of these shifts, each of them once."""
    known = {row.ref: row for row in rows}
    return [Item(ref=ref, row=known.get(ref)) for ref in dict.fromkeys(refs)]


def judged(some: Sequence[Item], answer: Answer) -> list[Item]:
    """Return the items with what a dry run says of them; one that it passes over cannot go."""
    rows = {text(row.get("ref")): row for row in dicts(answer.get("rows"))}
    return [_judged(one, rows.get(one.ref)) for one in some]


def _judged(one: Item, row: Answer | None) -> Item:
    told = {} if row is None else row
    verdict = text(told.get("verdict"))
    return replace(
        one,
        verdict=verdict if verdict in VERDICTS else "cannot",
        sentences=texts(told.get("sentences")),
        needs_reason=told.get("needs_reason") is True,
        progress="",
        message="",
        intent=None,
    )


def forecast(some: Sequence[Item]) -> str:
    """Return `12 will go, 2 warn, 3 cannot, 1 left out`."""
    kept = [one for one in some if not one.left_out]
    counts = (
        (sum(one.verdict == "go" for one in kept), "will go"),
        (sum(one.verdict == "warn" for one in kept), "warn"),
        (sum(one.verdict == "cannot" for one in some), "cannot"),
        (sum(one.left_out and one.verdict != "cannot" for one in some), "left out"),
    )
    return ", ".join(f"{n:,} {words}" for n, words in counts if n or words == "will go")


def account(some: Sequence[Item]) -> str:
    """Return how far they have come: `9 done, 2 refused, 1 unknown, 3 to be sent`."""
    order = (
        "succeeded",
        "sending",
        "refused",
        "unknown",
        "queued",
        "held",
        "withdrawn",
        "unsent",
        "left",
        "next",
    )
    found = Counter(one.progress for one in some)
    counts = ((found[state], _PROGRESS[state].word) for state in order)
    return ", ".join(f"{n:,} {word[:1].lower()}{word[1:]}" for n, word in counts if n)
