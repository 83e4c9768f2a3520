"""What is asked for while the clock goes on, and what is kept of it as a view."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.domain import State
from app.store.filters import Filter
from app.store.views import Moment, View
from app.store.words import Known
from tests.shifts import shift
from tests.ui.conftest import NOW, Fill, Open
from ui.board.narrowing import Narrowing
from ui.board.spans import Quick
from ui.times import Times
from ui.views.builtin import BUILTIN
from ui.window import Window

HOUR = timedelta(hours=1)
KNOWN = Known(roles=("RN", "LPN"), facilities=("Mercy General", "St. Mary"))
SOON = next(view for view in BUILTIN if view.key == "soon")
OPEN = next(view for view in BUILTIN if view.key == "open")
URGENT = next(view for view in BUILTIN if view.key == "urgent")


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now.timestamp()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def times(clock: Clock) -> Times:
    return Times(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom), clock)


@pytest.fixture
def narrowing(times: Times, qtbot: QtBot) -> Narrowing:
    return Narrowing(times)


def test_typed_days_are_those_of_the_locale(clock: Clock, qtbot: QtBot) -> None:
    for country, day in (("UnitedKingdom", date(2027, 1, 12)), ("UnitedStates", date(2026, 12, 1))):
        locale = QLocale(QLocale.Language.English, QLocale.Country[country])
        narrowing = Narrowing(Times(locale, clock))
        narrowing.know(KNOWN)
        narrowing.search("on:12/1")
        assert (narrowing.where().first, narrowing.where().last) == (day, day)


def today(times: Times, days: int = 0) -> date:
    return times.today() + timedelta(days=days)


def test_a_view_goes_on_meaning_what_it_says(narrowing: Narrowing, clock: Clock, qtbot: QtBot) -> None:
    narrowing.show_view(SOON)
    clock.now += 8 * HOUR
    with qtbot.waitSignal(narrowing.changed):
        narrowing.tick()
    assert narrowing.where().starts_from == int(clock())
    assert narrowing.where().starts_before == int((clock.now + 24 * HOUR).timestamp())
    with qtbot.assertNotEmitted(narrowing.changed):
        narrowing.tick()


def test_what_is_narrowed_further_goes_on_moving_and_what_is_changed_does_not(
    narrowing: Narrowing, clock: Clock, times: Times
) -> None:
    narrowing.show_view(OPEN)
    narrowing.narrow(narrowing.base.among("roles", {"RN"}))
    clock.now += 24 * HOUR
    narrowing.tick()
    assert narrowing.base == Filter(states=frozenset({"open"}), roles=frozenset({"RN"}), first=today(times))
    narrowing.narrow(replace(narrowing.base, first=date(2026, 12, 24)))
    clock.now += 24 * HOUR
    narrowing.tick()
    assert narrowing.base.first == date(2026, 12, 24)


@pytest.mark.parametrize("typed", ["on:today", "on:today icu"])
def test_a_typed_day_moves_on_at_midnight(
    narrowing: Narrowing, clock: Clock, times: Times, qtbot: QtBot, typed: str
) -> None:
    narrowing.know(KNOWN)
    narrowing.search(typed)
    clock.now += 24 * HOUR
    with qtbot.waitSignal(narrowing.changed):
        narrowing.tick()
    assert narrowing.where().first == narrowing.where().last == today(times)


def test_todays_shifts_are_told_anew_at_midnight(narrowing: Narrowing, clock: Clock, qtbot: QtBot) -> None:
    day = narrowing.base
    narrowing.narrow(replace(day, first=NOW.date(), last=NOW.date()))
    assert narrowing.quick == Quick.TODAY
    clock.now += 24 * HOUR
    with qtbot.waitSignal(narrowing.changed):
        narrowing.tick()


def test_what_is_kept_is_the_wish_and_not_todays_answer(narrowing: Narrowing, times: Times) -> None:
    narrowing.know(KNOWN)
    narrowing.narrow(
        Filter(states=frozenset({"open"}), first=today(times), last=today(times, 6)),
        "role:rn -facility:mercy",
    )
    where, relative = narrowing.wish()
    assert where == Filter(states=frozenset({"open"}), text="role:rn -facility:mercy")
    assert relative == (("first", Moment("today")), ("last", Moment("today", days=6)))
    narrowing.show_view(OPEN)
    assert narrowing.wish() == (OPEN.filter, OPEN.relative)


def test_a_kept_view_understands_its_words_when_it_is_shown(narrowing: Narrowing) -> None:
    view = View(key="x", name="X", filter=Filter(text="role:rn -facility:mercy"))
    narrowing.know(KNOWN)
    narrowing.show_view(view)
    assert narrowing.typed == "role:rn -facility:mercy"
    assert narrowing.where().roles == {"RN"}
    narrowing.know(replace(KNOWN, facilities=("Mercy General", "St. Mary", "New Place")))
    assert narrowing.where().facilities == {"St. Mary", "New Place", ""}


@pytest.fixture
def window(fill: Fill, open_window: Open) -> Window:
    plain = shift(1, state=State.OPEN, end=None, timezone="UTC", start=NOW)
    fill(replace(plain, external_id=f"{n:03}", start=NOW + n * HOUR) for n in range(-9, 90) if n)
    return open_window()


def refs(window: Window) -> list[str]:
    rows = (window.page.model.row(n) for n in range(window.page.model.rowCount()))
    return [row.ref.partition(":")[2] for row in rows]


def test_the_board_follows_the_clock_and_stays_where_it_is(
    window: Window, clock: Clock, qtbot: QtBot
) -> None:
    window.filters.narrowing.show_view(replace(SOON, relative=(("starts_from", Moment("now")),)))
    qtbot.waitUntil(lambda: refs(window)[:1] == ["001"] and len(refs(window)) == 89)
    board = window.page.board
    board.scroll_to(40)
    qtbot.waitUntil(lambda: board.top()[0] == 40)
    clock.now += 5 * HOUR + timedelta(minutes=1)
    window.page._minute.timeout.emit()
    qtbot.waitUntil(lambda: len(refs(window)) == 84)
    assert window.page.model.row(board.top()[0]).ref == "trio-east:041"


def test_an_empty_view_says_what_that_means_until_somebody_narrows_further(
    window: Window, qtbot: QtBot
) -> None:
    def said() -> str:
        empty = window.page.empty
        return " ".join(one.text() for one in empty.findChildren(QLabel)) if empty.isVisible() else ""

    window.filters.narrowing.show_view(URGENT)
    qtbot.waitUntil(lambda: "Nothing urgent is open from today on." in said())
    assert "Urgent" in said()
    window.filters.narrowing.search("icu")
    qtbot.waitUntil(lambda: "leave nothing to show" in said())


@pytest.mark.parametrize("lens", ["timeline", "heat"])
def test_at_midnight_a_lens_goes_along_only_where_nobody_has_gone_elsewhere(
    window: Window, clock: Clock, times: Times, lens: str
) -> None:
    narrowing = window.filters.narrowing

    def midnight() -> None:
        clock.now += 24 * HOUR
        narrowing.tick()

    window.lenses.turn(lens)
    looked = window.lenses.lens(lens)
    narrowing.narrow(Filter(first=today(times), last=today(times, 6)))
    midnight()
    assert looked.day == today(times)
    looked.step(3)
    elsewhere = looked.day
    midnight()
    assert looked.day == elsewhere != today(times)
    narrowing.narrow(Filter(first=today(times, 1), last=today(times, 1)))
    assert looked.day == today(times, 1)
