"""What two pieces of somebody's work do to each other: overlap, too little rest, too little time to travel.

Spans are half-open: a shift that begins when another one ends does not overlap it. Each function
takes one person's work ordered by start and end, and goes over it once.
"""

from collections.abc import Iterator, Sequence

from app.checks.work import Work

MOST = 20  # partners of one shift that are told: somebody called “Agency staff” is on all of them

Pair = tuple[Work, Work]


def overlapping(works: Sequence[Work]) -> Iterator[Pair]:
    """Yield the pairs that overlap, the earlier one first; of each with at most MOST that began before."""
    active: list[Work] = []
    latest = -1
    for work in works:
        start, until = work[1], work[2]
        if start < latest:
            active = [one for one in active if one[2] > start]
            for one in active[-MOST:]:
                if one[3] != work[3]:
                    yield one, work
            active.append(work)
        else:
            active = [work]
        if until > latest:
            latest = until


def close(works: Sequence[Work], seconds: float) -> Iterator[Pair]:
    """Yield each work that begins less than so many seconds after all before it have ended, with the last.

    Shifts of whole days, and those without an end, do not say when rest begins or ends.
    """
    last: Work | None = None
    latest = -1.0
    for work in works:
        if not work[10]:
            continue
        start, until = work[1], work[2]
        if last is not None and 0 <= start - latest < seconds:
            yield last, work
        if until >= latest:
            last, latest = work, until
