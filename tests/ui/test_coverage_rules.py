"""Coverage in words, in bars and in shades."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.store.lenses import Cell
from tests.ui.seeing import BLIND, seen
from ui.calendar.hand import Hand
from ui.calendar.names import Wording
from ui.coverage.figures import added, parts, rate, told
from ui.coverage.heat_paint import SHADES, Tiles, shade_of, span_of, steps_of
from ui.coverage.stack import shares
from ui.style import contrast, legible, luminance, wear
from ui.times import Times

numbers = st.integers(0, 500)
cells = st.builds(
    lambda wanted, waiting, done, rest: Cell(wanted, waiting, done, wanted + waiting + done + rest),
    numbers, numbers, numbers, st.integers(0, 9),
)  # fmt: skip


def test_coverage_is_told_in_words() -> None:
    assert told(Cell(3, 2, 41, 46)) == "3 open, 2 pending and 41 filled: 89 % filled"
    assert told(Cell(0, 0, 5, 5)) == "0 open and 5 filled: 100 % filled"
    assert told(Cell(1, 0, 0, 2)) == "1 open and 1 of unknown state: 0 % filled"
    assert told(Cell()) == "nothing to fill"


def test_one_open_shift_among_thousands_is_not_rounded_away() -> None:
    assert rate(Cell(1, 0, 9_999, 10_000)) == "99 %"
    assert rate(Cell(9_999, 0, 1, 10_000)) == "1 %"
    assert rate(Cell()) == "–"


@given(st.lists(cells, max_size=6))
def test_sums_are_of_every_figure(many: list[Cell]) -> None:
    found = added(many)
    assert found.total == sum(one.total for one in many)
    assert sum(parts(found).values()) == found.total


@given(cells, st.integers(0, 60))
def test_a_bar_is_filled_and_shows_whatever_is_there(cell: Cell, length: int) -> None:
    found = shares(parts(cell), length)
    there = [kind for kind, n in parts(cell).items() if n]
    ends = sorted(found.values())
    if length >= len(there):
        assert set(found) == set(there)
    elif cell.open and length:
        assert "open" in found  # what matters most is seen even if nothing else is
    assert all(begin < end for begin, end in ends)
    assert sum(end - begin for begin, end in ends) == (length if there else 0)
    assert [begin for begin, _ in ends] == [0, *(end for _, end in ends)][: len(ends)]


@given(st.integers(0, 5000))
def test_shades_grow_with_what_is_open_and_say_what_they_stand_for(most: int) -> None:
    steps = steps_of(most)
    assert steps == sorted(set(steps))
    assert len(steps) == min(most, len(SHADES))
    assert shade_of(steps, 0) == -1
    assert shade_of(steps, most) == len(steps) - 1
    assert span_of(steps, -1) == "0"


def test_a_legend_tells_from_and_to() -> None:
    steps = steps_of(81)
    assert [span_of(steps, shade) for shade in range(-1, len(steps))] == [
        "0", "1 – 2", "3 – 8", "9 – 26", "27 – 80", "81 or more",
    ]  # fmt: skip
    assert span_of([1], 0) == "1"


@pytest.mark.parametrize("scheme", [Qt.ColorScheme.Light, Qt.ColorScheme.Dark])
def test_figures_can_be_read_on_every_shade_and_shades_apart_by_whatever_eyes(
    qapp: QApplication, times: Times, scheme: Qt.ColorScheme
) -> None:
    wear(qapp, scheme)
    hand = Hand(qapp.font(), qapp.palette())
    tiles = Tiles(hand, Wording(times))
    grounds = [tiles.ground(shade, len(SHADES)) for shade in range(-1, len(SHADES))]
    for ground in grounds:
        assert contrast(legible(hand.look.text, ground), ground) >= 4.5
    for eyes in BLIND:
        lights = [luminance(seen(ground, eyes)) for ground in grounds]
        assert lights in (sorted(lights), sorted(lights, reverse=True))
        assert all(
            contrast(seen(one, eyes), seen(other, eyes)) > 1.08 for one, other in itertools.pairwise(grounds)
        )
