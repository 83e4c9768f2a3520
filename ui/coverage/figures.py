"""What the figures of coverage are called, and how they are told in words."""

from collections.abc import Iterable
from typing import Protocol

from ui.words import listed

KINDS = ("open", "pending", "filled", "other")  # in the order in which they matter
WORDS = {"open": "open", "pending": "pending", "filled": "filled", "other": "of unknown state"}


class Figures(Protocol):
    """How many shifts are staffed; `total` has those of unknown state as well."""

    @property
    def open(self) -> int:
        """Those that can still be taken."""

    @property
    def pending(self) -> int:
        """Those for which an answer is awaited."""

    @property
    def filled(self) -> int:
        """Those that somebody is on."""

    @property
    def total(self) -> int:
        """All that are to be staffed."""


def parts(figures: Figures) -> dict[str, int]:
    """Return the figures by kind; what is none of the three is `other`."""
    rest = figures.total - figures.open - figures.pending - figures.filled
    return {
        "open": figures.open,
        "pending": figures.pending,
        "filled": figures.filled,
        "other": max(0, rest),
    }


def rate(figures: Figures) -> str:
    """Return the fill rate, `87 %`; a dash where there is nothing to fill.

    Never rounded up to 100 while something is not filled, nor down to 0 while something is.
    """
    if not figures.total:
        return "–"
    share = round(100 * figures.filled / figures.total)
    if figures.filled < figures.total:
        share = min(share, 99)
    return f"{max(share, 1) if figures.filled else share} %"


def told(figures: Figures) -> str:
    """Return `3 open, 2 pending and 41 filled: 89 % filled`."""
    if not figures.total:
        return "nothing to fill"
    told = [f"{n:,} {WORDS[kind]}" for kind, n in parts(figures).items() if n or kind == "open"]
    return f"{listed(told)}: {rate(figures)} filled"


def added(many: Iterable[Figures]) -> "Sum":
    """Return the sum of many."""
    found = Sum()
    for one in many:
        found.open += one.open
        found.pending += one.pending
        found.filled += one.filled
        found.total += one.total
    return found


class Sum:
    """Figures that are counted together."""

    def __init__(self) -> None:
        self.open = self.pending = self.filled = self.total = 0
