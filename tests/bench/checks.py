"""What the checks cost: 100,000 assignments swept, against sorting them three times, in turn.

    python -m tests.bench.checks

Prints medians of nine rounds, and their ratio: at most 1 is the aim.
"""

import gc
from operator import attrgetter
from random import Random
from statistics import median
from time import perf_counter

from app.checks import Work, clashes

PEOPLE, DAYS, ASSIGNMENTS, ROUNDS = 2_500, 90, 100_000, 9
HOUR, DAY = 3600, 86_400
BEGIN = 1_795_000_000 - 1_795_000_000 % DAY


def desk(random: Random) -> list[Work]:
    """Return the work of a desk's three months by start, two of five in the way of another."""
    found = []
    for number in range(ASSIGNMENTS):
        day = random.randrange(DAYS)
        start = BEGIN + day * DAY + random.choice((7, 7, 7, 15, 19, 23)) * HOUR
        person = random.randrange(PEOPLE)
        found.append(
            Work(
                person=f"trio-east:{person}",
                start=start,
                until=start + random.choice((8, 8, 12)) * HOUR,
                ref=f"trio-east:{number}",
                name=f"Adam Jones {person}",
                connection="trio-east",
                day=719_163 + start // DAY,
                timezone="America/New_York",
                place="Mercy General",
                site=f"site {random.randrange(3)}",
                timed=True,
            )
        )
    found.sort(key=attrgetter("start"))
    return found


def rota(random: Random) -> list[Work]:
    """Return as much work without a clash in it: everybody has a shift each second or third day."""
    found: list[Work] = []
    number = 0
    while len(found) < ASSIGNMENTS:
        for person in range(PEOPLE):
            day = number // PEOPLE * 2
            start = BEGIN + day * DAY + 7 * HOUR
            number += 1
            found.append(
                Work(
                    f"trio-east:{person}", start, start + 12 * HOUR, f"trio-east:{number}", f"Adam {person}",
                    "trio-east", 719_163 + start // DAY, "America/New_York", "Mercy General", "mercy", True,
                )
            )  # fmt: skip
    random.shuffle(found)
    return found[:ASSIGNMENTS]


def measured(works: list[Work]) -> tuple[float, float, int]:
    """Return the seconds of three sorts and of one sweep, and how much the sweep finds."""
    sorts, sweeps, count = [], [], 0
    for _ in range(ROUNDS):
        gc.collect()
        began = perf_counter()
        for _ in range(3):
            sorted(works, key=attrgetter("person", "start"))
        sorts.append(perf_counter() - began)
        began = perf_counter()
        count = sum(1 for _ in clashes(works))
        sweeps.append(perf_counter() - began)
    return median(sorts), median(sweeps), count


if __name__ == "__main__":
    for title, made in (("a rota without clashes", rota), ("a desk in disorder", desk)):
        three, sweep, found = measured(made(Random(1)))
        print(f"{title}: sorted three times {three * 1000:.0f} ms, swept {sweep * 1000:.0f} ms for {found} "
              f"findings, ratio {sweep / three:.2f}")  # fmt: skip
