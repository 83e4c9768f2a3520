"""What somebody's weeks amount to: hours from midnight to midnight of the week's first day, days in a row.

Hours are those that pass, whatever the clocks show; those of a shift that runs into the next week
are shared out. A day counts if a shift begins on it, on the shift's own clock.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from app.checks.rules import DAYS, Rules
from app.checks.work import Work
from app.zones import instant, zone

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Weeks:
    """The weeks that a span of time touches. `begins`: epoch seconds, and one more, the end of the last."""

    days: tuple[date, ...]
    begins: tuple[int, ...]

    @classmethod
    def of(cls, first: int, last: int, rules: Rules) -> "Weeks":
        """Return the weeks of a span between two moments."""
        day = datetime.fromtimestamp(first, UTC).date() - timedelta(days=1)
        day -= timedelta(days=(day.weekday() - DAYS.index(rules.week_start)) % 7)
        end = datetime.fromtimestamp(last, UTC).date() + WEEK
        days = [day]
        while days[-1] <= end:
            days.append(days[-1] + WEEK)
        return cls(tuple(days[:-1]), tuple(_midnight(one, rules.zone) for one in days))

    def shares(self, work: Work) -> Iterator[tuple[int, int]]:
        """Yield the weeks that a piece of work touches, by their numbers, and its seconds in each."""
        number = bisect_right(self.begins, work.start) - 1
        start = work.start
        while start < work.until:
            end = min(work.until, self.begins[number + 1])
            yield number, end - start
            start, number = end, number + 1


def _midnight(day: date, name: str) -> int:
    wall = datetime.combine(day, time.min)
    return int((instant(wall, zone(name)) if name else wall).timestamp())


def long_weeks(works: Sequence[Work], weeks: Weeks, hours: float) -> Iterator[tuple[date, int, list[Work]]]:
    """Yield the weeks in which somebody has more than so many hours: first day, seconds, work."""
    limit = hours * 3600
    if sum(work[2] - work[1] for work in works) <= limit:
        return
    begins = weeks.begins
    sums: dict[int, int] = {}
    for work in works:
        if not work[10]:
            continue
        number = bisect_right(begins, work[1]) - 1
        if work[2] <= begins[number + 1]:
            sums[number] = sums.get(number, 0) + work[2] - work[1]
        else:
            for part, seconds in weeks.shares(work):
                sums[part] = sums.get(part, 0) + seconds
    for number, seconds in sums.items():
        if seconds > limit:
            first, last = begins[number], begins[number + 1]
            yield (
                weeks.days[number],
                seconds,
                [one for one in works if one.timed and one.start < last and one.until > first],
            )


def long_rows(works: Sequence[Work], most: int) -> Iterator[tuple[date, int, list[Work]]]:
    """Yield the rows of more than so many days on which somebody works: first day, days, work."""
    if len(works) <= most:
        return
    days = sorted({work[6] for work in works})
    begin = 0
    for place in range(1, len(days) + 1):
        if place < len(days) and days[place] == days[place - 1] + 1:
            continue
        if place - begin > most:
            first, last = days[begin], days[place - 1]
            among = [one for one in works if first <= one.day <= last]
            yield date.fromordinal(first), place - begin, among
        begin = place
