"""Bars that overlap within one row: which sub-row each one has, and where somebody is wanted twice. Pure.

Spans are half-open: one that begins when another ends does not overlap it.
"""

from collections.abc import Sequence
from heapq import heappop, heappush

Span = tuple[int, int]  # from and to, the end greater than the beginning


def stacked(spans: Sequence[Span]) -> list[int]:
    """Return a sub-row for each span, 0 the topmost: no two that overlap share one, and none is needless."""
    rows = [0] * len(spans)
    free: list[int] = []
    taken: list[tuple[int, int]] = []  # when a sub-row becomes free, and which
    opened = 0
    for n in sorted(range(len(spans)), key=lambda n: (spans[n][0], -spans[n][1], n)):
        begin, end = spans[n]
        while taken and taken[0][0] <= begin:
            heappush(free, heappop(taken)[1])
        if free:
            rows[n] = heappop(free)
        else:
            rows[n] = opened
            opened += 1
        heappush(taken, (end, rows[n]))
    return rows


def doubled(spans: Sequence[Span]) -> list[Span]:
    """Return the spans during which two or more of those given last, in order and apart from each other."""
    turns = sorted([(begin, 1) for begin, _ in spans] + [(end, -1) for _, end in spans])  # ends come first
    found: list[Span] = []
    depth, since = 0, 0
    for at, step in turns:
        depth += step
        if depth == 2 and step > 0:
            since = at
        elif depth == 1 and step < 0:
            if found and found[-1][1] == since:
                found[-1] = (found[-1][0], at)
            else:
                found.append((since, at))
    return found
