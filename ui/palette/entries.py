"""What the palette and the shortcut sheet list, and the order in which it is found. No widgets."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum

from app.fuzzy import match, typed

SHOWN = 60  # entries found at most
RECENT = 12  # of them kept in mind
_LESS = 250  # points that an entry loses where the words fit it only together with its detail
_FRESH = 300  # points that what was used last gains; the one before it some fewer
_ABLE = 120  # points that what can be done now is ahead of what cannot


class Kind(Enum):
    """What an entry is: its word and its picture."""

    ACTION = ("Action", "kind-action")
    VIEW = ("View", "kind-view")
    SHIFT = ("Shift", "kind-shift")
    PERSON = ("Person", "kind-person")
    CONNECTION = ("Connection", "kind-connection")
    SETTING = ("Setting", "kind-setting")
    SEARCH = ("Search", "search")

    @property
    def word(self) -> str:
        """The kind as the screen names it."""
        return self.value[0]

    @property
    def picture(self) -> str:
        """The name of its drawing."""
        return self.value[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that can be done, gone to or changed."""

    kind: Kind
    title: str
    detail: str = ""  # where it is, or what it brings
    shortcut: str = ""  # as QKeySequence takes it
    enabled: bool = True
    why_not: str = ""  # a sentence, where it cannot be done now
    run: Callable[[], object] = field(compare=False)
    key: str = ""  # by which it is known the next time
    group: str = ""  # the heading of the shortcut sheet under which it stands
    words: str = ""  # by which it is found as well
    state: str = ""  # of a shift: its mark stands for the kind's
    ticked: bool | None = None  # a setting that is on or off

    @property
    def name(self) -> str:
        """What it is remembered by."""
        return self.key or f"{self.kind.word}:{self.detail}:{self.title}"

    @property
    def told(self) -> str:
        """What stands beside the title: why not, where it cannot be done."""
        return self.why_not if not self.enabled and self.why_not else self.detail


Source = Callable[[], Iterable[Entry]]
"""Gives its entries as they stand now; asked each time the palette opens, so it must be quick."""

Found = Callable[[Sequence[Entry]], None]
Finder = Callable[[str, Found], None]
"""Looks for what was typed and calls back, once, with what it has found; a later question replaces it."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that fits, and the letters of its title that do."""

    entry: Entry
    places: tuple[int, ...] = ()


def ranked(entries: Sequence[Entry], text: str, recent: Sequence[str] = ()) -> list[Hit]:
    """Return the entries that fit, the best first; of all, where nothing is typed, what was used last."""
    words = typed(text)
    since = {name: n for n, name in enumerate(recent)}
    if not words:
        last = sorted((one for one in entries if one.name in since), key=lambda one: since[one.name])
        rest = [one for one in entries if one.name not in since]
        return [Hit(one) for one in (*last, *rest)]
    hits: list[tuple[int, Hit]] = []
    for one in entries:
        fits = match(words, one.title)
        places = () if fits is None else fits.places
        loss = 0
        if fits is None:
            whole = f"{one.title} {one.detail} {one.words} {one.kind.word}"
            fits = match(words, whole, loosely=False)
            loss = _LESS
            if fits is None:
                continue
            places = tuple(place for place in fits.places if place < len(one.title))
        fresh = _FRESH - 20 * since[one.name] if one.name in since else 0
        hits.append((fits.score - loss + fresh + (_ABLE if one.enabled else 0), Hit(one, places)))
    hits.sort(key=lambda one: -one[0])
    return [hit for _, hit in hits[:SHOWN]]


def joined(hits: Sequence[Hit], entries: Sequence[Entry], text: str) -> list[Hit]:
    """Return hits with entries that somebody else has found for a text; the search stays the last resort."""
    words = typed(text)
    found = [*hits]
    for one in entries:
        fits = match(words, one.title) if one.kind is not Kind.SEARCH else None
        found.append(Hit(one, () if fits is None else fits.places))
    return sorted(found, key=lambda hit: hit.entry.kind is Kind.SEARCH)


def used(recent: Sequence[str], name: str) -> tuple[str, ...]:
    """Return what was used last, this one first."""
    return (name, *(one for one in recent if one != name))[:RECENT]


def spoken(entry: Entry, keys: str) -> str:
    """Return an entry as a screen reader says it."""
    parts = [entry.title, entry.kind.word]
    if entry.ticked is not None:
        parts.append("on" if entry.ticked else "off")
    if not entry.enabled:
        parts.append(f"not available: {entry.why_not}" if entry.why_not else "not available")
    elif entry.detail:
        parts.append(entry.detail)
    if keys:
        parts.append(keys)
    return ", ".join(parts)
