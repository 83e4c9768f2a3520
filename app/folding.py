"""Changes that undo each other before anybody has read them: told as one line. Pure.

Somebody is put on a shift and taken off again, a start moves and moves back: in the end nothing
is different. What is folded is still there, and whoever unfolds the line sees every step.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

LOOKED_BACK = 40  # steps of one story that are looked through for a beginning

_THERE = frozenset({"posted", "removed", "restored"})
_ON_IT = frozenset({"assigned", "unassigned", "status"})


class Step(NamedTuple):
    """What folding has to know of a change: plain values, as the mirror has them."""

    id: int
    ref: str
    kind: str
    person: str | None
    before: str | None  # JSON
    after: str | None


def folds(steps: Iterable[Step], alone: Collection[int] = frozenset()) -> list[tuple[int, ...]]:
    """Return the ids of those that come to nothing together, the newest first in each; `steps` are in time.

    Where only the end of a story comes to nothing, its beginning stays as it is. `alone`: ids that are
    told by themselves whatever they undo; a story begins anew after one.
    """
    stories: dict[tuple[str, str, str | None], list[Step]] = {}
    found = []
    for step in steps:
        story = stories.setdefault(_story(step), [])
        if step.id in alone:
            story.clear()
            continue
        story.append(step)
        for first in range(len(story) - 2, max(-1, len(story) - 2 - LOOKED_BACK), -1):
            if _comes_to_nothing(story[first:]):
                found.append(tuple(one.id for one in reversed(story[first:])))
                del story[first:]
                break
    return found


def _story(step: Step) -> tuple[str, str, str | None]:
    """Return what a change speaks of: only changes that speak of the same can undo each other."""
    if step.kind in _THERE:
        return step.ref, "there", None
    if step.kind in _ON_IT and step.person is not None:
        return step.ref, "person", step.person
    return step.ref, "fields", None


def _comes_to_nothing(story: list[Step]) -> bool:
    first, last = story[0], story[-1]
    if first.kind in _THERE:
        return (first.kind == "removed") != (last.kind == "removed")
    if first.person is not None:
        came, went = first.kind == "assigned", last.kind == "unassigned"
        if came or went:
            return came and went
        return first.before == last.after is not None
    was: dict[str, object] = {}
    now: dict[str, object] = {}
    for step in story:
        was = {**_facts(step.before), **was}
        now |= _facts(step.after)
    return was == now != {}  # a pattern's changes do not tell what is different


def _facts(text: str | None) -> Mapping[str, object]:
    found = json.loads(text) if text else {}
    return found if isinstance(found, dict) else {}
