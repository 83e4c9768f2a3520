"""Saved views: what they mean at a moment, how they are kept, and what a later version may say."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import Kind
from app.errors import Unusable
from app.places import Places
from app.store.filters import Filter, Order
from app.store.views import MOST, Changes, Moment, View, shape, view_of, views
from app.viewing import Viewing
from app.writer import Writer
from tests.shifts import KEY, opened
from ui.views.builtin import BUILTIN, TOLD

NOW = datetime(2026, 11, 21, 20, 42, tzinfo=UTC)
EVE = View(key="a", name="ICU nights", filter=Filter(text="icu", states=frozenset({"open"})))

_texts = st.text(max_size=12)
_dates = st.none() | st.dates()
_moments = st.builds(
    Moment, st.sampled_from(["now", "today"]), st.integers(-400, 400), st.integers(-9999, 9999)
)
_filters = st.builds(
    Filter,
    connections=st.frozensets(_texts, max_size=3),
    states=st.frozensets(_texts, max_size=3),
    first=_dates,
    last=_dates,
    text=_texts,
    removed=st.booleans(),
    facilities=st.frozensets(_texts, max_size=3),
    people=st.frozensets(_texts, max_size=3),
    weekdays=st.frozensets(st.integers(0, 6)),
    hours=st.sampled_from(["", "day", "night"]),
    rate_from=st.none() | st.decimals(0, 1000, places=2),
    urgent=st.booleans(),
    starts_from=st.none() | st.integers(0, 2**40),
    in_hand=st.booleans(),
)
_views = st.builds(
    View,
    key=st.text(min_size=1, max_size=20),
    name=st.from_regex(r"[A-Za-z]{1,10}( [a-z]{1,5})?", fullmatch=True),
    filter=_filters,
    relative=st.dictionaries(
        st.sampled_from(["first", "last", "starts_before", "changed_since"]), _moments
    ).map(lambda found: tuple(found.items())),
    columns=st.lists(st.sampled_from(["day", "title", "rate"]), unique=True).map(tuple),
    order=st.none() | st.builds(Order, st.sampled_from(["start", "rate"]), st.booleans()),
    lens=st.sampled_from(["", "board", "month", "inbox"]),
    changes=st.none()
    | st.builds(
        Changes,
        standing=st.sampled_from(["unread", "snoozed", "acknowledged", "all"]),
        kinds=st.frozensets(st.sampled_from([one.value for one in Kind])),
        by=st.sampled_from(["", "shift", "person"]),
    ),
    shortcut=st.sampled_from(["", "Alt+8"]),
)


@contextmanager
def living_in(zone: str) -> Iterator[None]:
    """Set the desk's own clock."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = zone
    time.tzset()
    try:
        yield
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before
        time.tzset()


@pytest.fixture
def places(tmp_path: Any) -> Places:
    return Places.under(tmp_path / "home").made()


@given(_views)
def test_a_view_comes_back_from_json_as_it_was(view: View) -> None:
    assert view_of(json.loads(json.dumps(shape(view)))) == view


def test_every_field_of_a_filter_can_be_saved() -> None:
    values: dict[str, Any] = {
        one.name: _sample(getattr(Filter(), one.name), one.name) for one in fields(Filter)
    }
    view = replace(EVE, filter=Filter(**values))
    assert all(getattr(view.filter, one.name) != one.default for one in fields(Filter))
    assert view_of(json.loads(json.dumps(shape(view)))).filter == view.filter


def _sample(default: object, name: str) -> object:
    if isinstance(default, bool):
        return True
    if isinstance(default, frozenset):
        return frozenset({1, 3} if name in ("weekdays", "begins") else {"one", ""})
    if isinstance(default, str):
        return "night"
    if name in ("first", "last"):
        return date(2026, 12, 1)
    return Decimal("80.50") if name.startswith("rate") else 1795262460


@given(st.dictionaries(_texts, st.recursive(st.none() | st.integers() | _texts, st.lists, max_leaves=4)))
def test_what_does_not_fit_is_left_out_and_named(told: dict[str, Any]) -> None:
    view = view_of({"key": "a", "name": "A", "filter": told, "relative": told})
    kept = {*shape(view)["filter"], *dict(view.relative)}
    assert {*told} <= kept | {*view.lost} | {one.name for one in fields(Filter)}


@pytest.mark.parametrize(
    "changes",
    [
        "all",
        {"standing": "weeping", "kinds": [], "by": ""},
        {"standing": "all", "kinds": ["born"], "by": ""},
        {"standing": "all", "kinds": [[]], "by": ""},
        {"standing": "all", "kinds": "status", "by": ""},
        {"standing": [], "kinds": [], "by": ""},
        {"standing": "all", "kinds": []},
    ],
)
def test_what_a_later_version_says_of_changes_is_left_out_and_named(changes: object) -> None:
    view = view_of({**shape(EVE), "changes": changes})
    assert (view.changes, view.lost) == (None, ("changes",))


def test_a_view_of_a_later_version_says_what_is_lost() -> None:
    told = {**shape(EVE), "relative": {"first": "next full moon"}, "order": {"column": "mood"}}
    told["filter"] = {**told["filter"], "moon": "full", "weekdays": ["Monday"], "urgent": 1}
    view = view_of(told)
    assert set(view.lost) == {"moon", "weekdays", "urgent", "first", "order"}
    assert view.filter == EVE.filter


@pytest.mark.parametrize("name", [None, "", " \n ", "\u202e", "n" * 81])
def test_a_view_needs_a_name(name: str | None) -> None:
    with pytest.raises(Unusable):
        view_of({**shape(EVE), "name": name})


def test_a_name_is_one_line_without_controls() -> None:
    assert view_of({**shape(EVE), "name": " ICU\n\x07 nights "}).name == "ICU nights"


@given(_moments)
def test_a_moment_is_written_and_read(moment: Moment) -> None:
    assert Moment.of(str(moment)) == moment


@pytest.mark.parametrize("text", ["", "today+", "now+1", "today+99999d", "tomorrow", "now+1h+1d", "NOW"])
def test_nothing_else_is_a_moment(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Moment.of(text)


def test_what_is_relative_means_what_it_means_when_it_is_used() -> None:
    view = replace(EVE, relative=(("first", Moment("today")), ("last", Moment("today", days=6))))
    with living_in("Europe/London"):
        assert view.where(NOW.timestamp()).last == date(2026, 11, 27)
        later = view.where((NOW + timedelta(days=1)).timestamp())
    assert (later.first, later.last) == (date(2026, 11, 22), date(2026, 11, 28))
    assert later.text == "icu"


def test_a_day_is_the_desks_and_hours_are_as_they_pass() -> None:
    evening = datetime(2026, 10, 24, 22, 30, tzinfo=UTC)  # 23:30 in London; the clocks go back that night
    with living_in("Europe/London"):
        assert Moment("today").on(evening.timestamp()) == date(2026, 10, 24)
        tomorrow = Moment("today", days=2).at(evening.timestamp())
        assert datetime.fromtimestamp(tomorrow, UTC) == datetime(2026, 10, 26, 0, 0, tzinfo=UTC)
        assert Moment("now", hours=24).at(evening.timestamp()) == evening.timestamp() + 86_400
    with living_in("Pacific/Auckland"):
        assert Moment("today").on(evening.timestamp()) == date(2026, 10, 25)


def test_views_stay_in_the_desks_order(places: Places) -> None:
    with opened(places) as store:
        for key in "abc":
            store.views.keep(replace(EVE, key=key, name=key), "Sam", NOW)
        assert [view.key for view in store.reader.ask(views)] == ["a", "b", "c"]
        store.views.arrange(["c", "nobody's", "a"], "Sam")
        assert [view.key for view in store.reader.ask(views)] == ["c", "a", "b"]
        store.views.drop("a", "Sam")
        store.views.drop("a", "Sam")
        store.views.keep(replace(EVE, key="d", name="d"), "Sam", NOW)
        assert [view.key for view in store.reader.ask(views)] == ["c", "b", "d"]


def test_a_saved_view_is_there_after_the_program_was_closed(places: Places) -> None:
    view = replace(EVE, columns=("day", "title"), order=Order("rate", descending=True), lens="week")
    with opened(places) as store:
        store.views.keep(view, "Sam", NOW)
    with opened(places) as store:
        assert store.reader.ask(views) == [view]


def test_a_view_that_is_changed_keeps_its_place(places: Places) -> None:
    with opened(places) as store:
        store.views.keep(EVE, "Sam", NOW)
        store.views.keep(replace(EVE, key="b", name="B"), "Sam", NOW)
        store.views.keep(replace(EVE, name="ICU, all day"), "Eve", NOW)
        assert [view.name for view in store.reader.ask(views)] == ["ICU, all day", "B"]


def test_two_views_do_not_share_a_name_or_a_shortcut(places: Places) -> None:
    with opened(places) as store:
        store.views.keep(replace(EVE, shortcut="Alt+8"), "Sam", NOW)
        with pytest.raises(Unusable, match="ICU NIGHTS"):
            store.views.keep(replace(EVE, key="b", name="ICU NIGHTS"), "Sam", NOW)
        store.views.keep(replace(EVE, key="c", name="C", shortcut="Alt+8"), "Sam", NOW)
        assert [(view.key, view.shortcut) for view in store.reader.ask(views)] == [("a", ""), ("c", "Alt+8")]


def test_there_is_an_end_to_views(places: Places) -> None:
    with opened(places) as store:
        for number in range(MOST):
            store.views.keep(replace(EVE, key=str(number), name=str(number)), "Sam", NOW)
        with pytest.raises(Unusable, match="Delete one"):
            store.views.keep(EVE, "Sam", NOW)
        store.views.keep(replace(EVE, key="7", name="seven"), "Sam", NOW)


@contextmanager
def _viewing(places: Places) -> Iterator[tuple[Viewing, Any, list[str], Writer]]:
    told: list[str] = []
    writer = Writer()
    with opened(places) as store:
        yield Viewing(store, writer, lambda: told.append("changed")), store, told, writer
    writer.close()


async def test_the_engine_writes_what_the_window_wishes(places: Places) -> None:
    with _viewing(places) as (viewing, store, told, _):
        answers = viewing.answers()
        await answers["keep_view"]({"view": shape(EVE)})
        await answers["keep_view"]({"view": shape(replace(EVE, key="b", name="B"))})
        await answers["arrange_views"]({"keys": ["b", "a"]})
        await answers["drop_view"]({"key": "a"})
        assert [view.key for view in store.reader.ask(views)] == ["b"]
        assert told == ["changed"] * 4


async def test_a_day_s_copy_is_made_before_a_view_is_deleted(places: Places) -> None:
    with _viewing(places) as (viewing, store, _, _writer):
        store.views.keep(EVE, "Sam", NOW)
        await viewing.answers()["drop_view"]({"key": "a"})
    (copy,) = (places.data / "copies").glob("desk-*.db")
    places.desk.unlink()
    copy.rename(places.desk)
    with opened(places, KEY) as store:
        assert [view.name for view in store.reader.ask(views)] == ["ICU nights"]


def test_the_programs_own_views_tell_what_they_are() -> None:
    assert {view.key for view in BUILTIN} == set(TOLD)
    assert len({view.shortcut for view in BUILTIN}) == len(BUILTIN)
    assert len({view.name.casefold() for view in BUILTIN}) == len(BUILTIN)


def test_the_programs_own_views_mean_what_they_say() -> None:
    with living_in("UTC"):
        meant = {view.key: view.where(NOW.timestamp()) for view in BUILTIN}
    now, midnight = int(NOW.timestamp()), int(datetime(2026, 11, 21, tzinfo=UTC).timestamp())
    today = date(2026, 11, 21)
    assert meant["open"] == Filter(states=frozenset({"open"}), first=today)
    assert meant["urgent"].urgent
    assert (meant["soon"].starts_from, meant["soon"].starts_before) == (now, now + 86_400)
    assert meant["pending"] == Filter(states=frozenset({"pending"}), first=today)
    assert meant["unconfirmed"] == Filter(states=frozenset({"assigned"}), first=today)
    assert (meant["changed"].changed_since, meant["changed"].removed) == (midnight, True)
    assert meant["mine"] == Filter(in_hand=True)
    assert meant["fill"] == Filter(states=frozenset({"open"}), starts_from=now)
