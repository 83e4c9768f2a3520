"""Overlapping spans side by side: which column each one has, and which are drawn where not all fit.

Spans are half-open: one that ends when another begins does not overlap it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

Span = tuple[int, int]  # from and to, the end greater than the beginning
GRAIN = 5  # minutes that `fitting` counts in


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a span stands among those that it hangs together with."""

    column: int
    wide: int  # columns that it may take without touching another one
    of: int  # columns that its group is divided into


def columns(spans: Sequence[Span]) -> list[Slot]:
    """Return a slot for each span: no two that overlap share a column, and there are no more than needed.

    Spans that hang together through overlaps are a group, which has as many columns as there are
    spans at its most crowded moment.
    """
    order = sorted(range(len(spans)), key=lambda n: (spans[n][0], -spans[n][1], n))
    found: list[Slot] = [Slot(0, 1, 1)] * len(spans)
    group: list[int] = []
    reaches = 0
    for n in order:
        begin, end = spans[n]
        if group and begin >= reaches:
            _divide(spans, group, found)
            group = []
        group.append(n)
        reaches = max(reaches, end) if len(group) > 1 else end
    if group:
        _divide(spans, group, found)
    return found


def _divide(spans: Sequence[Span], group: Sequence[int], found: list[Slot]) -> None:
    ends: list[int] = []  # of the last span of each column
    held: list[list[int]] = []
    for n in group:
        begin, end = spans[n]
        free = next((column for column, until in enumerate(ends) if until <= begin), len(ends))
        if free == len(ends):
            ends.append(end)
            held.append([n])
        else:
            ends[free] = end
            held[free].append(n)
    for column, members in enumerate(held):
        for n in members:
            wide = 1
            while column + wide < len(held) and not any(
                _overlap(spans[n], spans[other]) for other in held[column + wide]
            ):
                wide += 1
            found[n] = Slot(column, wide, len(held))


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def depth(spans: Sequence[Span]) -> int:
    """Return how many spans there are at the most crowded moment."""
    turns = sorted([(begin, 1) for begin, _ in spans] + [(end, -1) for _, end in spans])
    deepest = now = 0
    for _, step in turns:  # at one moment, those that end come before those that begin
        now += step
        deepest = max(deepest, now)
    return deepest


def fitting(spans: Sequence[Span], most: int) -> list[int]:
    """Return which spans are drawn if no more than `most` may stand side by side, the first ones first.

    Takes them in the order given, and leaves out one that would make a moment more crowded.
    """
    if not spans or most < 1:
        return []
    beside = [0] * (max(end for _, end in spans) // GRAIN + 1)
    found = []
    for n, (begin, end) in enumerate(spans):
        first, last = begin // GRAIN, -(-end // GRAIN)
        if max(beside[first:last], default=0) < most:
            found.append(n)
            for at in range(first, last):
                beside[at] += 1
    return found
