"""The arithmetic of rows in groups, against rows that are really there."""

from hypothesis import given
from hypothesis import strategies as st

from ui.board.sections import Sections

SIZES = st.lists(st.integers(1, 7), max_size=12)


def rows_of(sizes: list[int]) -> list[tuple[int, int | None]]:
    """Return group and number of every row; None for a heading."""
    rows: list[tuple[int, int | None]] = []
    number = 0
    for group, size in enumerate(sizes):
        rows.append((group, None))
        for _ in range(size):
            rows.append((group, number))
            number += 1
    return rows


@given(SIZES)
def test_every_row_is_what_it_would_be_if_all_were_written_down(sizes: list[int]) -> None:
    sections, rows = Sections(sizes), rows_of(sizes)
    assert sections.rows == len(rows)
    for row, (group, number) in enumerate(rows):
        assert sections.group(row) == group
        assert sections.number(row) == number
        assert sections.is_heading(row) == (number is None)
        if number is None:
            assert sections.heading(group) == row
        else:
            assert sections.row(number) == row
    assert not sections.is_heading(len(rows))
    assert not sections.is_heading(-1)


@given(SIZES, st.integers(0, 90), st.integers(0, 90))
def test_the_pieces_of_a_span_are_its_rows_and_no_others(sizes: list[int], first: int, n: int) -> None:
    told: list[tuple[int, int | None]] = []
    for group, number, many in Sections(sizes).pieces(first, first + n):
        told += [(group, number + one) for one in range(many)] if many else [(group, None)]
    assert told == rows_of(sizes)[first : first + n]


@given(SIZES)
def test_the_last_row_of_a_group_stands_before_the_next_heading(sizes: list[int]) -> None:
    sections, rows = Sections(sizes), rows_of(sizes)
    for group in range(len(sections)):
        assert sections.last(group) == max(row for row, (one, _) in enumerate(rows) if one == group)
