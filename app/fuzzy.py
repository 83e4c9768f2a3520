"""Finding things by what somebody types in a hurry: beginnings of words, initials, one slip of the finger.

Every typed word has to be found. A letter counts only where a word begins or next to one that
counted: letters scattered anywhere would find everything everywhere.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

WHOLE, BEGINNING, INITIALS, INSIDE, SLIP = 100, 90, 70, 45, 35  # how well a typed word fits
SLIPPERY = 4  # letters of a word in which one may be wrong
MOST = 12  # typed words; the rest is not looked at
LONGEST = 200  # letters of a text that are looked at


@dataclass(frozen=True, slots=True)
class Match:
    """How well a text fits, and which of its letters do."""

    score: int  # the higher the better
    places: tuple[int, ...]  # in the text, in order


@dataclass(frozen=True, slots=True)
class _Folded:
    letters: str  # without case and accents
    places: tuple[int, ...]  # where each letter stands in the text
    begins: tuple[int, ...]  # where words begin, in `letters`


def typed(text: str) -> tuple[str, ...]:
    """Return the words of what was typed, without case and accents."""
    return tuple(_bare(text[: 4 * LONGEST]).split()[:MOST])


def match(words: Sequence[str], text: str, *, loosely: bool = True) -> Match | None:
    """Return how the words of `typed` fit a text, None if one of them does not. No word fits anything.

    Where not `loosely`, only beginnings of words do: in a long text initials fit by chance.
    """
    folded = _folded(text[:LONGEST])
    score, places = 0, set[int]()
    for word in words:
        found = _found(word, folded, loosely=loosely)
        if found is None:
            return None
        score += found.score
        places.update(folded.places[one] for one in found.places)
    # Of two that fit alike, the one that says less besides is meant.
    return Match(score * 10 - min(len(folded.letters), 99) // 4, tuple(sorted(places)))


def _found(word: str, text: _Folded, *, loosely: bool) -> Match | None:
    inside = -1
    at = text.letters.find(word)
    while at >= 0:
        if at in text.begins:
            end = at + len(word)
            whole = end == len(text.letters) or not text.letters[end].isalnum()
            # The first word of a text is what people remember of it.
            return Match((WHOLE if whole else BEGINNING) + (5 if at == 0 else 0), tuple(range(at, end)))
        inside = at if inside < 0 else inside
        at = text.letters.find(word, at + 1)
    if not loosely:
        return None
    if (humps := _humps(word, text)) is not None:
        return Match(INITIALS, humps)
    if inside >= 0 and len(word) > 1:
        return Match(INSIDE, tuple(range(inside, inside + len(word))))
    return _slip(word, text)


def _humps(word: str, text: _Folded) -> tuple[int, ...] | None:
    """Return where the letters stand as beginnings of words, one after the other: `refa` in “Refresh all”."""
    dead: set[tuple[int, int]] = set()

    def follow(n: int, begun: int) -> tuple[int, ...] | None:
        """Place the letters from the n-th on in words from the `begun`-th on."""
        for number in range(begun, len(text.begins)):
            start = text.begins[number]
            if (n, start) in dead:
                continue
            run = 0
            while n + run < len(word) and text.letters[start + run : start + run + 1] == word[n + run]:
                run += 1
            if n + run == len(word):
                return tuple(range(start, start + run))
            for taken in range(run, 0, -1):
                rest = follow(n + taken, number + 1)
                if rest is not None:
                    return (*range(start, start + taken), *rest)
            dead.add((n, start))
        return None

    return follow(0, 0) if word else None


def _slip(word: str, text: _Folded) -> Match | None:
    """Find a word that begins as the typed one, but for one letter: wrong, missing, too many, or swapped."""
    if len(word) < SLIPPERY:
        return None
    for start in text.begins:
        if text.letters[start] != word[0]:  # few people miss the first letter
            continue
        for length in (len(word), len(word) + 1, len(word) - 1):
            beginning = text.letters[start : start + length]
            if len(beginning) == length and _differ_by_one(word, beginning):
                return Match(SLIP, tuple(range(start, start + length)))
    return None


def _differ_by_one(one: str, other: str) -> bool:
    same = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if same is None:
        return abs(len(one) - len(other)) <= 1
    mine, theirs = one[same:], other[same:]
    if len(one) == len(other):
        swapped = mine[:2] == theirs[1::-1] and mine[2:] == theirs[2:]
        return swapped or mine[1:] == theirs[1:]
    return mine[1:] == theirs if len(one) > len(other) else mine == theirs[1:]


@lru_cache(maxsize=8192)
def _folded(text: str) -> _Folded:
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for one in _bare(letter):
            letters.append(one)
            places.append(place)
    begins = [
        n for n, one in enumerate(letters) if one.isalnum() and (n == 0 or not letters[n - 1].isalnum())
    ]
    return _Folded("".join(letters), tuple(places), tuple(begins))


def _bare(text: str) -> str:
    if text.isascii():
        return text.lower()
    apart: Iterable[str] = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in apart if not unicodedata.combining(one))
