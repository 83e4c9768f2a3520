"""What a filter means, in plain Python: the model against which its SQL is held."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

from hypothesis import strategies as st

from app.domain import Kept, State
from app.store.filters import Filter
from tests.shifts import NOON, TODAY, WORDS

FIELDS = (
    "title", "role", "specialty", "facility", "unit", "client", "address", "number", "vendor_status",
    "notes", "external_id",
)  # fmt: skip
SETS = (("facilities", "facility"), ("units", "unit"), ("roles", "role"), ("specialties", "specialty"))

cuts = st.sampled_from([*WORDS, "Maria", "second", "elan", "ZOE", "00"]).flatmap(
    lambda word: st.integers(1, len(word)).map(lambda n: word[:n])
)
days = st.none() | st.integers(-2, 32).map(lambda n: TODAY + timedelta(days=n))
moments = st.none() | st.integers(-2 * 24, 32 * 24).map(lambda n: int(NOON.timestamp()) + 3600 * n)
rates = st.none() | st.decimals(0, 500, places=2).map(Decimal)
texts = st.frozensets(st.sampled_from(["", *WORDS]), max_size=2)
empty = st.just(frozenset[str]())
simple = st.fixed_dictionaries(
    {
        "connections": st.frozensets(st.sampled_from(("trio-east", "west", "nowhere")), max_size=2),
        "states": st.frozensets(st.sampled_from(State), max_size=4),
        "first": days,
        "last": days,
        "text": st.just("") | st.lists(cuts, min_size=1, max_size=2).map(" ".join),
        "removed": st.booleans(),
    }
)
more = st.fixed_dictionaries(
    {},
    optional={
        "facilities": texts,
        "units": texts,
        "roles": texts,
        "specialties": texts,
        "people": texts,
        "weekdays": st.frozensets(st.integers(0, 6), max_size=4),
        "hours": st.sampled_from(("", "day", "night")),
        "begins": st.frozensets(st.integers(0, 23), max_size=8),
        "rate_from": rates,
        "rate_to": rates,
        "urgent": st.booleans(),
        "starts_from": moments,
        "starts_before": moments,
    },
)
filters = st.one_of(
    st.just(Filter()),
    st.builds(lambda some: Filter(**some), simple),
    st.builds(lambda some: Filter(**some), more),
    st.builds(lambda some, others: Filter(**some, **others), simple, more),
)
# Of which the full-text search knows everything.
searches = st.builds(
    Filter, text=cuts, removed=st.booleans(), connections=st.just(frozenset()) | st.just(frozenset({"west"}))
)


def words(text: str) -> set[str]:
    """Return a text's words without case and accents."""
    bare = "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))
    return set(re.findall(r"[^\W_]+", bare.casefold()))


def meant(where: Filter, kept: Kept) -> bool:
    """Tell whether a shift is what a filter means."""
    one = kept.shift
    found = set().union(*(words(text) for text in _texts(kept)))
    seconds = one.start.timestamp()
    night = not one.all_day and (one.start.hour >= 18 or one.start.hour < 5)
    rate = None if one.rate is None else one.rate.amount
    return (
        (not where.connections or one.connection in where.connections)
        and (not where.states or one.state in where.states)
        and (where.first is None or one.day >= where.first)
        and (where.last is None or one.day <= where.last)
        and (where.removed or not kept.removed)
        and all(any(word.startswith(asked) for word in found) for asked in words(where.text))
        and all(_among(getattr(where, name), [getattr(one, field) or ""]) for name, field in SETS)
        and _among(where.people, [each.person for each in one.assignments] or [""])
        and (not where.weekdays or one.day.weekday() in where.weekdays)
        and where.hours in {"", "night" if night else "day"}
        and (not where.begins or (not one.all_day and one.start.hour in where.begins))
        and (where.rate_from is None or (rate is not None and rate >= where.rate_from))
        and (where.rate_to is None or (rate is not None and rate <= where.rate_to))
        and (not where.urgent or one.urgent)
        and (where.starts_from is None or seconds >= where.starts_from)
        and (where.starts_before is None or seconds < where.starts_before)
    )


def _among(wanted: frozenset[str], told: Iterable[str]) -> bool:
    return not wanted or not wanted.isdisjoint(told)


def _texts(kept: Kept) -> list[str]:
    one = kept.shift
    texts = [one.connection, one.vendor, *(getattr(one, name) or "" for name in FIELDS)]
    return texts + [each.person for each in one.assignments] + [part for pair in one.details for part in pair]
