"""What undoes each other before anybody has read it, and what does not."""

import json
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.folding import Step, folds


def told(*steps: tuple[object, ...], ref: str = "east:1") -> list[tuple[int, ...]]:
    """Fold steps of kind, person, before and after, numbered from 1."""

    def text(facts: object) -> str | None:
        return None if facts is None else json.dumps(facts)

    return folds(
        Step(n, ref, str(kind), person, text(before), text(after))  # type: ignore[arg-type]
        for n, (kind, person, before, after) in enumerate(steps, 1)
    )


COMES = ("assigned", "Adam", None, {"status": "Assigned"})
CONFIRMS = ("status", "Adam", {"status": "Assigned"}, {"status": "Confirmed"})
LEAVES = ("unassigned", "Adam", {"status": "Confirmed"}, None)


def edit(was: object, now: object, name: str = "title") -> tuple[object, ...]:
    return "edited", None, {name: was}, {name: now}


def test_somebody_who_came_and_went_is_one_line() -> None:
    assert told(COMES, LEAVES) == [(2, 1)]
    assert told(COMES, CONFIRMS, LEAVES) == [(3, 2, 1)]


def test_somebody_who_left_and_came_back_otherwise_is_news() -> None:
    assert told(LEAVES, COMES) == []
    assert told(CONFIRMS, ("status", "Adam", {"status": "Confirmed"}, {"status": "Assigned"})) == [(2, 1)]


def test_what_is_told_by_itself_undoes_nothing() -> None:
    steps = [Step(n, "east:1", kind, "Adam", None, None) for n, kind in ((1, "assigned"), (2, "unassigned"))]
    assert folds(steps) == [(2, 1)]
    assert folds(steps, alone={2}) == []
    again = [*steps, *(step._replace(id=step.id + 2) for step in steps)]
    assert folds(again, alone={2}) == [(4, 3)]


def test_what_moved_and_moved_back_is_one_line_even_over_a_third_place() -> None:
    assert told(edit("A", "B"), edit("B", "A")) == [(2, 1)]
    assert told(edit("A", "B"), edit("B", "C"), edit("C", "A")) == [(3, 2, 1)]
    assert told(edit("A", "B"), edit(1, 2, "positions"), edit("B", "A")) == []


def test_a_shift_that_vanished_and_came_again_is_one_line() -> None:
    gone, back = ("removed", None, None, None), ("restored", None, None, None)
    assert told(gone, back) == [(2, 1)]
    assert told(("posted", None, None, None), gone) == [(2, 1)]
    assert told(gone, back, gone) == [(2, 1)]


def test_what_does_not_say_what_is_different_is_never_folded() -> None:
    assert told(("edited", None, None, None), ("edited", None, None, None)) == []
    assert told(("unassigned", "Adam", None, None), ("unassigned", "Adam", None, None)) == []


def test_other_people_and_other_shifts_undo_nothing() -> None:
    assert told(COMES, ("unassigned", "Eve", {"status": "Assigned"}, None)) == []


@given(st.lists(st.sampled_from("ABC"), min_size=1, max_size=30))
def test_what_is_left_over_tells_the_same_story(titles: list[str]) -> None:
    moves = [edit(was, now) for was, now in pairwise(titles) if was != now]
    found = told(*moves)
    hidden = {one for fold in found for one in fold}
    assert sum(map(len, found)) == len(hidden)
    here = titles[0]
    for n, (_, _, was, now) in enumerate(moves, 1):
        if n not in hidden:
            assert was == {"title": here}
            assert isinstance(now, dict)
            here = now["title"]
    assert here == titles[-1]
