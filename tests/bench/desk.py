"""What the desk's lenses cost: every question of board and calendar, with an empty page cache and again.

`python -m tests.bench.desk [--shifts N] [--folder FOLDER]` prints JSON: milliseconds of each question,
cold (a new connection, as the window has after a commit) and warm, and beside some of them those
of SQLite alone for the same first page or count (`sqlite_ms`). A folder that has such a cache
already is used as it is.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.places import Places
from app.store import lenses, schema
from app.store.files import fetched
from app.store.filters import SORTED_BY, Filter, Order
from app.store.listing import Listing
from app.store.reader import Reader
from app.store.words import Known
from tests.bench.rows import KEY, made

ROWS = 40  # of a first page
WARM = 5
DAY = 86_400

Question = Callable[[Reader], object]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shifts", type=int, default=100_000)
    parser.add_argument("--folder", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as fresh:
        folder = args.folder or Path(fresh)
        told: dict[str, Any] = {"shifts": args.shifts}
        if not Places.under(folder).mirror.exists():
            fill, later = made(folder, args.shifts, date.today())
            told |= {"fill_s": round(fill, 2), "later_s": round(later, 2)}
        told["file_mb"] = round(Places.under(folder).mirror.stat().st_size / 1e6)
        told["questions"] = measured(Places.under(folder))
        print(json.dumps(told, indent=1))


def measured(places: Places) -> dict[str, dict[str, float]]:
    """Return the milliseconds of every question."""
    reader = Reader.open(places, KEY)
    known = reader.ask(lenses.known_values)
    alone = yardsticks()
    reader.close()
    found = {}
    for name, question in questions(known):
        found[name] = {"cold_ms": timed(places, question, 1), "warm_ms": timed(places, question, WARM)}
        if name in alone:
            found[name]["sqlite_ms"] = timed(places, alone[name], WARM)
        print(f"  {name}: {found[name]}", file=sys.stderr, flush=True)
    return found


def timed(places: Places, question: Question, times: int) -> float:
    """Return the median of so many answers of one connection; of several the first does not count."""
    reader = Reader.open(places, KEY)
    reader.version()
    taken = []
    for _ in range(times + (times > 1)):
        began = time.perf_counter()
        question(reader)
        taken.append((time.perf_counter() - began) * 1000)
        if sum(taken) > 4000:
            break
    reader.close()
    return round(statistics.median(taken[1:] or taken), 2)


def narrowed(known: Known) -> dict[str, Filter]:
    """Return filters as people use them, from none to a text that a third of all shifts have."""
    now = int(time.time())
    return {
        "all": Filter(),
        "open": Filter(states=frozenset({"open"})),
        "month": Filter(first=date.today() - timedelta(days=10), last=date.today() + timedelta(days=31)),
        "facility": Filter(facilities=frozenset(known.facilities[:1])),
        "unit": Filter(units=frozenset(known.units[:1])),
        "role": Filter(roles=frozenset(known.roles[:1])),
        "person": Filter(people=frozenset(known.people[:1])),
        "night": Filter(hours="night"),
        "rate": Filter(rate_from=Decimal(100)),
        "next 24 h": Filter(states=frozenset({"open"}), starts_from=now, starts_before=now + DAY),
        "icu": Filter(text="icu"),
        "jones": Filter(text="jones"),
        "open icu": Filter(text="icu", states=frozenset({"open"})),
    }


def questions(known: Known) -> Iterator[tuple[str, Question]]:
    """Yield every question by name."""
    first, last = date.today() - timedelta(days=10), date.today() + timedelta(days=31)
    now = int(time.time())
    for name, where in narrowed(known).items():
        yield f"board: {name}", _page(where, Order())
        yield f"board by facility: {name}", _page(where, Order("facility"))
        yield f"month, counts: {name}", _asked(lenses.day_counts, where, first, last)
        yield f"month, chips: {name}", _asked(lenses.chips, where, first, last, 5)
        yield f"week: {name}", _asked(lenses.touching, where, now, now + 7 * DAY, 300)
        yield f"facet, facilities: {name}", _asked(lenses.facet, where, "facilities", 50)
    for field in ("connections", "states", "units", "roles", "people", "weekdays", "hours", "rates"):
        yield f"facet: {field}", _asked(lenses.facet, Filter(), field, 50)
    for column in SORTED_BY:
        yield f"sorted by {column}, up", _page(Filter(), Order(column))
        yield f"sorted by {column}, down", _page(Filter(), Order(column, descending=True))
    yield "gathering keys by facility", gathered
    yield "jump to the middle, keys gathered", _jump()
    for by in ("hours", "facility"):
        yield f"heat: {by}", _asked(lenses.heat, Filter(), first, last, by)
    for by in ("people", "facility", "unit", "connection"):
        yield f"timeline, a week: {by}", _asked(lenses.lanes, Filter(), by, now, now + 7 * DAY, 0, 20)


def yardsticks() -> dict[str, Question]:
    """Return what SQLite alone does for the same pages and counts, by the name of the question."""
    found: dict[str, Question] = {}
    for column, what in SORTED_BY.items():
        if column == "start":
            continue
        for way, direction in (("up", ""), ("down", " desc")):
            query = (
                f"select * from shift indexed by by_{column} where removed is null and {what} is not null "
                f"order by {what}{direction}, start{direction}, id{direction} limit {ROWS}"
            )
            found[f"sorted by {column}, {way}"] = _asked(fetched, query)
    for text in ("icu", "jones", "mercy"):
        match = f"search where search match '\"{text}\"*'"
        page = (
            f"select * from (select rowid as k from {match} order by k limit {ROWS}) "
            f"join shift on id = k & {schema.SEARCH_ID} order by k"
        )
        found[f"board: {text}"] = _both(
            _asked(fetched, page), _asked(fetched, f"select count(*) from {match}")
        )
    return found


def countings(known: Known) -> dict[str, tuple[Question, Question]]:
    """Return filtered counts, each with what SQLite alone does for the same."""
    first, last = date.today() - timedelta(days=10), date.today() + timedelta(days=31)
    facets = "from shift indexed by shift_facets where removed is null and"
    in_search = f"id in (select rowid & {schema.SEARCH_ID} from search where search match '\"icu\"*')"
    by_facility = "group by 1 order by 2 desc limit 50"
    days = f"day between {first.toordinal()} and {last.toordinal()} group by 1, 2"
    role = known.roles[0]
    return {
        "facilities, open": (
            _asked(lenses.facet, Filter(states=frozenset({"open"})), "facilities", 50),
            _asked(fetched, f"select facility, count(*) {facets} state = 'open' {by_facility}"),
        ),
        "facilities, of a word": (
            _asked(lenses.facet, Filter(text="icu"), "facilities", 50),
            _asked(
                fetched,
                f"select facility, count(*) from shift where removed is null and {in_search} {by_facility}",
            ),
        ),
        "days, at night": (
            _asked(lenses.day_counts, Filter(hours="night"), first, last),
            _asked(
                fetched,
                f"select day, state, count(*) {facets} (clock >= 1080 or clock < 300) and {days}",
            ),
        ),
        "days, of a role": (
            _asked(lenses.day_counts, Filter(roles=frozenset({role})), first, last),
            _asked(fetched, f"select day, state, count(*) {facets} role = ? and {days}", (role,)),
        ),
    }


def gathered(reader: Reader) -> Listing:
    """Return a listing by facility in which every row is as near as the first."""
    listing = reader.listing(Filter(), Order("facility"))
    while listing.gather(reader):
        pass
    return listing


def _page(where: Filter, order: Order) -> Question:
    return lambda reader: reader.listing(where, order).rows(0, ROWS, reader)


def _asked(query: Callable[..., object], *args: object) -> Question:
    return lambda reader: reader.ask(query, *args)


def _both(one: Question, other: Question) -> Question:
    return lambda reader: (one(reader), other(reader))


def _jump() -> Question:
    kept: dict[int, Listing] = {}

    def jump(reader: Reader) -> object:
        listing = kept.get(id(reader)) or kept.setdefault(id(reader), gathered(reader))
        return listing.rows(listing.total // 2, ROWS, reader)

    return jump


if __name__ == "__main__":
    main()
