"""Whether one need is posted at two vendors: then filling both sends two people for one bed."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Need(NamedTuple):
    """A shift that is still to be filled. Times are epoch seconds."""

    ref: str
    connection: str
    start: int
    until: int
    site: str
    role: str  # "" where it is not told
    told: str  # for a sentence


def doubly_posted(needs: Iterable[Need], minutes: int) -> Iterator[tuple[Need, Need]]:
    """Yield pairs of one site and one role at two connections, whose times differ by so many minutes at most.

    What tells no site is not compared; a role that is not told fits every one.
    """
    slack = minutes * 60
    recent: list[Need] = []
    site = ""
    for need in sorted(needs, key=lambda one: (one.site, one.start, one.ref)):
        if not need.site:
            continue
        if need.site != site:
            site, recent = need.site, []
        recent = [one for one in recent if one.start >= need.start - slack]
        for one in recent:
            alike = one.role == need.role or not (one.role and need.role)
            if alike and one.connection != need.connection and abs(one.until - need.until) <= slack:
                yield one, need
        recent.append(need)
