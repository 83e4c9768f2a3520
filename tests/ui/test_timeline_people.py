"""Who is double-booked on the timeline is what the checks know: one person under several ids."""

from dataclasses import replace
from datetime import timedelta

from app.checking import merged
from app.store.filters import EVERYTHING
from app.store.store import Store
from tests.shifts import filled, person, shift
from ui.cache import Cache
from ui.calendar.tracks import PEOPLE, Wanted, read


def drawn(cache: Cache) -> dict[str, tuple[tuple[int, int], ...]]:
    """Return the spans in which each row of the timeline is drawn as wanted twice."""
    reader = cache.another()
    try:
        begin = int(shift().start.timestamp()) - 86_400
        told = read(reader, Wanted(EVERYTHING, PEOPLE, begin, begin + 4 * 86_400, 0, 20))
        return {track.label: track.doubled for track in told.tracks}
    finally:
        reader.close()


def test_who_is_linked_is_double_booked_across_vendors_and_a_namesake_is_not(
    store: Store, cache: Cache
) -> None:
    day = shift("1", assignments=(person("Adam Jones", "47"),))
    later = day.start + timedelta(hours=10)
    there = replace(
        day,
        connection="west",
        external_id="2",
        start=later,
        end=later + timedelta(hours=8),
        assignments=(person("Jones, Adam", "9001"),),
    )
    namesake = replace(there, external_id="3", assignments=(person("Adam Jones", "9002"),))
    filled(store, [day])
    filled(store, [there, namesake], connection="west")
    assert drawn(cache) == {"Adam Jones": (), "Jones, Adam": ()}

    store.linker.link("trio-east:47", "west:9001", "Sam", "one person")
    start = int(later.timestamp())
    both = ((start, start + 2 * 3600),)
    assert drawn(cache) == {"Adam Jones": both, "Jones, Adam": both}


def test_spans_that_touch_are_one() -> None:
    assert merged([(5, 7), (0, 3), (2, 4), (4, 5), (9, 9)]) == [(0, 7), (9, 9)]
