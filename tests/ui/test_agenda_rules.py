"""Where the agenda's headings and rows stand, whatever is scrolled to."""

from bisect import bisect_right
from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from ui.calendar.roll import Roll


class Days:
    """Days with so many rows each."""

    def __init__(self, rows: list[int]) -> None:
        self._ends = list(accumulate(rows))

    @property
    def count(self) -> int:
        return len(self._ends)

    def first(self, day: int) -> int:
        return self._ends[min(day, len(self._ends)) - 1] if day and self._ends else 0

    def day_of(self, number: int) -> int:
        return min(bisect_right(self._ends, number), len(self._ends) - 1)


many = st.lists(st.integers(1, 9), min_size=1, max_size=20)


def roll_of(rows: list[int], share: float, room: int = 200) -> Roll:
    roll = Roll(Days(rows), heading=30, row=20, room=room)
    roll.scroll = round(max(0, roll.length - room) * share)
    return roll


@given(many, st.floats(0, 1))
def test_the_first_heading_in_sight_is_at_the_top_and_none_covers_another(
    rows: list[int], share: float
) -> None:
    roll = roll_of(rows, share)
    days = roll.days_in_sight()
    assert roll.stuck_y(days[0]) <= 0
    assert roll.stuck_y(days[0]) + roll.heading >= 0
    for day in days[:-1]:
        assert roll.stuck_y(day) + roll.heading <= roll.stuck_y(day + 1)


@given(many, st.floats(0, 1))
def test_every_row_in_sight_is_painted_and_no_other(rows: list[int], share: float) -> None:
    roll = roll_of(rows, share)
    shown = [number for day in roll.days_in_sight() for number in roll.rows_in_sight(day)]
    for number in range(sum(rows)):
        y = roll.row_y(number)
        assert (y < roll.room and y + roll.row > 0) == (number in shown)


@given(many, st.floats(0, 1), st.integers(0, 199))
def test_what_is_pointed_at_is_what_is_seen_there(rows: list[int], share: float, y: int) -> None:
    roll = roll_of(rows, share)
    number = roll.number_at(y)
    under = any(0 <= y - roll.stuck_y(day) < roll.heading for day in roll.days_in_sight())
    if number is None:
        assert under or y >= roll.length - roll.scroll
    else:
        assert not under
        assert 0 <= y - roll.row_y(number) < roll.row


@given(many, st.floats(0, 1), st.integers(0, 200))
def test_a_row_that_is_to_be_shown_is_neither_cut_nor_covered(
    rows: list[int], share: float, number: int
) -> None:
    roll = roll_of(rows, share)
    number = min(number, sum(rows) - 1)
    roll.scroll = min(max(0, roll.to_show(number)), max(0, roll.length - roll.room))
    assert roll.row_y(number) >= roll.heading
    assert roll.row_y(number) + roll.row <= roll.room
    assert roll.number_at(roll.row_y(number) + 1) == number


def test_nothing_is_in_sight_where_there_is_nothing() -> None:
    roll = Roll(Days([]), room=200)
    assert not roll.days_in_sight()
    assert roll.number_at(10) is None
    assert roll.length == 0
