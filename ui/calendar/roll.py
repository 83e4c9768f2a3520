"""Where the agenda's headings and rows stand: each day has its heading, each row the same height. Pure."""

from dataclasses import dataclass
from typing import Protocol


class Days(Protocol):
    """Numbered rows in days, which are named by their place."""

    @property
    def count(self) -> int:
        """How many days there are."""

    def first(self, day: int) -> int:
        """Return the number of a day's first row; beyond the last day, how many rows there are."""

    def day_of(self, number: int) -> int:
        """Return in which of the days a row stands."""


@dataclass(slots=True)
class Roll:
    """All days below each other, and the part of them that is in sight. Lengths are pixels."""

    days: Days
    heading: int = 30
    row: int = 30
    scroll: int = 0  # how far the upper edge of what is in sight is from the very top
    room: int = 0  # how high what is in sight is

    @property
    def length(self) -> int:
        """How high all of it is."""
        return self.top(self.days.count)

    def top(self, day: int) -> int:
        """Return how far a day's heading is from the very top."""
        return day * self.heading + self.days.first(day) * self.row

    def heading_y(self, day: int) -> int:
        """Return where a day's heading would be if it did not stay in sight."""
        return self.top(day) - self.scroll

    def stuck_y(self, day: int) -> int:
        """Return where a day's heading is: in sight, until the next one pushes it away."""
        return min(max(0, self.heading_y(day)), self.heading_y(day + 1) - self.heading)

    def row_y(self, number: int) -> int:
        """Return where a row is."""
        day = self.days.day_of(number)
        return self.heading_y(day) + self.heading + (number - self.days.first(day)) * self.row

    def day_at(self, y: int) -> int:
        """Return the day at so many pixels from the very top."""
        low, high = 0, self.days.count - 1
        while low < high:
            middle = (low + high + 1) // 2
            if self.top(middle) <= y:
                low = middle
            else:
                high = middle - 1
        return low

    def days_in_sight(self, beyond: int = 0) -> range:
        """Return the days in sight, and so many more on either side."""
        if not self.days.count:
            return range(0)
        first, last = self.day_at(self.scroll), self.day_at(self.scroll + self.room)
        return range(max(0, first - beyond), min(self.days.count, last + 1 + beyond))

    def rows_in_sight(self, day: int) -> range:
        """Return the rows of a day that can be seen."""
        begin = self.heading_y(day) + self.heading
        first, many = self.days.first(day), self.days.first(day + 1) - self.days.first(day)
        low = min(many, max(0, -begin // self.row))
        high = min(many, max(low, -(-(self.room - begin) // self.row)))
        return range(first + low, first + high)

    def number_at(self, y: int) -> int | None:
        """Return the row at a height in sight, None where a heading or nothing is."""
        for day in self.days_in_sight():
            if 0 <= y - self.stuck_y(day) < self.heading:
                return None
        for day in self.days_in_sight():
            for number in self.rows_in_sight(day):
                if 0 <= y - self.row_y(number) < self.row:
                    return number
        return None

    def to_show(self, number: int) -> int:
        """Return how far to scroll, as little as may be, so that a whole row is in sight."""
        y = self.row_y(number)
        if y < self.heading:
            return self.scroll + y - self.heading
        return self.scroll + max(0, y + self.row - self.room)
