"""Month, week and day on a real cache: keys, mouse, what is counted, what screen readers are told."""

import time
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial

import pytest
from PySide6.QtCore import QEvent, QLocale, Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from app.domain import State
from app.store.filters import Filter
from app.store.store import Store
from tests.shifts import NEW_YORK, applied, person, shift
from tests.ui.calendars import DECEMBER, NONE, View, middle, one, press, refs, shown, spots, surface, told
from tests.ui.conftest import NOW, Fill
from ui.cache import Cache
from ui.calendar.clock import Clock
from ui.calendar.hours import HoursView
from ui.calendar.spots import DAY, MORE
from ui.queries import Queries
from ui.times import Times

Show = Callable[..., View]

CONTROL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def desk_in_new_york(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def show(qtbot: QtBot, store: Store, cache: Cache, times: Times) -> Iterator[Show]:
    """Return what shows a lens on the cache, by its kind, at the first of December."""
    queries = Queries(cache.another)

    def showing(kind: str, wording: Times = times, day: date = DECEMBER) -> View:
        return shown(kind, wording, cache, queries, qtbot, day)

    yield showing
    queries.stop()


def test_a_month_shows_the_most_pressing_shifts_first_and_counts_the_rest(fill: Fill, show: Show) -> None:
    filled = [one(n, 1, state=State.CONFIRMED, assignments=(person("Adam Jones"),)) for n in range(20)]
    fill([*filled, one(90, 1, 20), one(91, 1, 22, urgent=True)])
    view = show("month")
    assert refs(view)[:2] == ["trio-east:91", "trio-east:90"]
    assert [spot.hidden for spot in spots(view, MORE)] == [22 - len(refs(view))]
    assert any(words == "Tuesday 1 Dec: 22 shifts: 2 open, 20 confirmed" for words in told(view))


def test_all_of_a_days_shifts_are_shown_where_they_fit(fill: Fill, show: Show) -> None:
    fill([one(n, 1) for n in range(3)])
    view = show("month")
    assert len(refs(view)) == 3
    assert not spots(view, MORE)


def test_arrows_go_from_day_to_day_and_into_the_next_month(fill: Fill, show: Show) -> None:
    fill([one(1, 2)])
    view = show("month")
    press(view, Qt.Key.Key_Right, Qt.Key.Key_Down)
    assert view.day == date(2026, 12, 9)
    press(view, Qt.Key.Key_Home)
    assert view.day == date(2026, 12, 7)
    press(view, Qt.Key.Key_End, Qt.Key.Key_PageDown)
    assert (view.day, view.title()) == (date(2027, 1, 13), "January 2027")
    press(view, Qt.Key.Key_Home, held=CONTROL)
    press(view, Qt.Key.Key_Left)
    assert (view.day, view.title()) == (date(2026, 12, 31), "December 2026")


def test_enter_opens_the_day_or_the_shift_with_the_cursor(fill: Fill, show: Show, qtbot: QtBot) -> None:
    fill([one(1, 2)])
    view = show("month")
    with qtbot.waitSignal(view.day_wished) as wished:
        press(view, Qt.Key.Key_Return)
    assert wished.args == [DECEMBER]
    with qtbot.waitSignal(view.chosen) as chosen:
        press(view, Qt.Key.Key_Down, held=CONTROL)
    assert chosen.args == ["trio-east:1"]
    assert view.day == date(2026, 12, 2)
    with qtbot.waitSignal(view.opened) as opened:
        press(view, Qt.Key.Key_Return)
    assert opened.args == ["trio-east:1"]


@pytest.mark.parametrize("kind", ["month", "week", "day"])
def test_typing_a_date_jumps_there(fill: Fill, show: Show, kind: str, qtbot: QtBot) -> None:
    fill([one(1, 2)])
    view = show(kind)
    QTest.keyClicks(view, "2")
    QTest.keyClicks(view.jump.line, "4 dec")
    assert view.jump._date.meaning.text() == "Thursday 24 Dec 2026"
    press(view.jump.line, Qt.Key.Key_Return)  # type: ignore[arg-type]
    assert view.day == date(2026, 12, 24)
    assert not view.jump.isVisible()
    assert view.hasFocus()


def test_escape_leaves_the_typed_date(fill: Fill, show: Show) -> None:
    fill([one(1, 2)])
    view = show("month")
    QTest.keyClicks(view, "9")
    press(view.jump.line, Qt.Key.Key_Escape)  # type: ignore[arg-type]
    assert (view.day, view.jump.isVisible()) == (DECEMBER, False)


@pytest.mark.parametrize("kind", ["month", "week", "day"])
def test_a_click_chooses_and_a_double_click_opens(fill: Fill, show: Show, kind: str, qtbot: QtBot) -> None:
    fill([one(1, 1)])
    view = show(kind)
    where = middle(view, spots(view)[0])
    with qtbot.waitSignal(view.chosen) as chosen:
        QTest.mouseClick(surface(view), LEFT, NONE, where)
    assert chosen.args == ["trio-east:1"]
    with qtbot.waitSignal(view.opened) as opened:
        QTest.mouseDClick(surface(view), LEFT, NONE, where)
    assert opened.args == ["trio-east:1"]


@pytest.mark.parametrize("kind", ["month", "week"])
def test_the_menu_is_wished_for_the_shift_below_the_mouse_or_with_the_cursor(
    fill: Fill, show: Show, kind: str, qtbot: QtBot
) -> None:
    fill([one(1, 1)])
    view = show(kind)
    where = middle(view, spots(view)[0])
    QTest.mousePress(surface(view), Qt.MouseButton.RightButton, NONE, where)
    for reason, target in (
        (QContextMenuEvent.Reason.Mouse, surface(view)),
        (QContextMenuEvent.Reason.Keyboard, view),
    ):
        with qtbot.waitSignal(view.menu_wished) as wished:
            QApplication.sendEvent(target, QContextMenuEvent(reason, where, target.mapToGlobal(where)))
        assert wished.args == [surface(view).mapToGlobal(where)]


def test_a_click_on_how_many_more_there_are_opens_the_day(fill: Fill, show: Show, qtbot: QtBot) -> None:
    fill([one(n, 1) for n in range(40)])
    view = show("month")
    with qtbot.waitSignal(view.day_wished) as wished:
        QTest.mouseClick(view, LEFT, NONE, spots(view, MORE)[0].area.center())
    assert wished.args == [DECEMBER]


def test_a_tool_tip_says_all_of_a_shift_and_takes_no_markup(fill: Fill, show: Show, qtbot: QtBot) -> None:
    fill([one(1, 1, facility="<b>Mercy</b>", assignments=(person("Adam Jones"),))])
    view = show("month")
    where = spots(view)[0].area.center()
    QApplication.sendEvent(view, QHelpEvent(QEvent.Type.ToolTip, where, view.mapToGlobal(where)))
    qtbot.waitUntil(QToolTip.isVisible)
    assert "&lt;b&gt;Mercy" in QToolTip.text()
    assert "Adam Jones" in QToolTip.text()
    QToolTip.hideText()


def narrowed(view: View) -> bool:
    return refs(view) == ["trio-east:2"]


def test_a_filter_narrows_what_is_shown(fill: Fill, show: Show, qtbot: QtBot) -> None:
    fill([one(1, 1), one(2, 1, facility="Mercy")])
    for kind in ("month", "week"):
        view = show(kind)
        view.look(Filter(text="mercy"))
        qtbot.waitUntil(partial(narrowed, view))


@pytest.mark.parametrize("kind", ["month", "week", "day"])
def test_what_is_committed_appears_and_the_choice_stays(
    fill: Fill, show: Show, store: Store, kind: str, qtbot: QtBot
) -> None:
    fill([one(1, 1)])
    view = show(kind)
    view.choose("trio-east:1")
    applied(store, one(2, 1, 8))
    view.refresh()
    qtbot.waitUntil(lambda: set(refs(view)) == {"trio-east:1", "trio-east:2"})
    items = view.items()
    assert [item.text.split(" –")[0] for item in items if item.chosen] == ["Shift 1"]


def test_a_lens_out_of_sight_reads_nothing_until_it_is_seen(fill: Fill, show: Show, store: Store) -> None:
    fill([one(1, 1)])
    view = show("month")
    view.hide()
    applied(store, one(2, 1, 8))
    view.refresh()
    view.look(Filter())
    assert len(refs(view)) == 1
    view.show()
    assert len(refs(view)) == 2


def test_a_night_is_drawn_on_both_of_its_days(fill: Fill, show: Show) -> None:
    fill([one(1, 1, 19, 12)])
    view = show("week")
    assert [(spot.day.day, spot.before, spot.after) for spot in spots(view)] == [
        (1, False, True),
        (2, True, False),
    ]


def test_overlapping_shifts_stand_side_by_side(fill: Fill, show: Show) -> None:
    fill([one(n, 1) for n in range(4)])
    areas = [spot.area for spot in spots(show("week"))]
    assert len(areas) == 4
    assert not any(a.intersects(b) for n, a in enumerate(areas) for b in areas[:n])


@pytest.mark.parametrize("kind", ["week", "day"])
@pytest.mark.parametrize("n", [60, 700])
def test_a_crowd_is_counted_hour_by_hour_rather_than_drawn_as_slivers(
    fill: Fill, show: Show, kind: str, n: int, qtbot: QtBot
) -> None:
    fill([one(number, 1, urgent=number == n - 1) for number in range(n)])
    view = show(kind)
    qtbot.waitUntil(lambda: bool(spots(view, MORE)))
    assert "trio-east:" + str(n - 1) in refs(view)  # the most pressing one is drawn
    assert all(spot.area.width() >= 14 for spot in spots(view))
    assert [(spot.hour, spot.hidden) for spot in spots(view, MORE)] == [(7, n - len(refs(view)))]
    with qtbot.waitSignal(view.crowd_wished) as wished:  # type: ignore[union-attr]
        QTest.mouseClick(surface(view), LEFT, NONE, middle(view, spots(view, MORE)[0]))
    assert wished.args == [DECEMBER, 7]


@pytest.mark.parametrize("kind", ["week", "day"])
def test_the_chosen_shift_stays_chosen_while_the_cursor_is_at_so_many_more(
    fill: Fill, show: Show, kind: str, qtbot: QtBot
) -> None:
    fill(one(number, 1) for number in range(60))
    view = show(kind)
    qtbot.waitUntil(lambda: bool(spots(view, MORE)))
    press(view, Qt.Key.Key_Home)
    chosen: list[str] = []
    view.chosen.connect(chosen.append)
    while view._at != spots(view, MORE)[0].key:
        press(view, Qt.Key.Key_Down)
    assert "" not in chosen
    assert view._chosen in refs(view)
    with qtbot.waitSignal(view.crowd_wished):  # type: ignore[union-attr]
        press(view, Qt.Key.Key_Return)


def test_whole_days_that_do_not_fit_are_counted(fill: Fill, show: Show) -> None:
    fill([one(n, 1, 0, 24, all_day=True) for n in range(6)])
    view = show("day")
    assert len(refs(view)) == 2
    assert [(spot.hour, spot.hidden) for spot in spots(view, MORE)] == [(-1, 4)]


def test_arrows_go_through_the_days_shifts_and_across_days(fill: Fill, show: Show, qtbot: QtBot) -> None:
    fill([one(1, 1, 7, 4), one(2, 1, 12, 4), one(3, 2, 13, 4), one(4, 2, 6, 2)])
    view = show("week")
    chosen: list[str] = []
    view.chosen.connect(chosen.append)
    press(view, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End)
    assert [ref.removeprefix("trio-east:") for ref in chosen] == ["1", "2", "3", "4", "3"]
    press(view, Qt.Key.Key_PageDown)
    assert view.title() == "7 Dec – 13 Dec 2026 · week 50"


def test_another_clock_moves_shifts_and_says_so(fill: Fill, show: Show) -> None:
    fill([one(1, 1, 22, 1)])
    view = show("week")
    assert isinstance(view, HoursView)
    assert view.clock_told() == "Each shift stands on its own site’s clock, here that of New York."
    view.set_clock(Clock("Europe/London", "America/New_York"))
    assert [spot.day.day for spot in spots(view)] == [2]
    assert view.clock_told() == (
        "Every shift stands on the clock of London. Beside it is the clock of New York."
    )


def test_a_second_clock_cannot_stand_beside_several(fill: Fill, show: Show) -> None:
    chicago = one(2, 1, timezone="America/Chicago")
    fill([one(1, 1), chicago])
    view = show("week")
    assert isinstance(view, HoursView)
    view.set_clock(Clock("", "Europe/London"))
    assert view._sheet.second == ""
    assert "only: these sites have 2" in view.clock_told()


def test_the_locale_decides_on_weeks_hours_and_names(fill: Fill, show: Show) -> None:
    fill([one(1, 1)])
    american = Times(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates), NOW.timestamp)
    view = show("week", american)
    assert isinstance(view, HoursView)
    assert view._days[0] == date(2026, 11, 29)  # a Sunday
    assert view._wording.hour(19).replace("\N{NARROW NO-BREAK SPACE}", " ") == "7 PM"
    german = Times(QLocale(QLocale.Language.German, QLocale.Country.Germany), NOW.timestamp)
    assert show("month", german).title() == "Dezember 2026"


@pytest.mark.parametrize("kind", ["month", "week", "day"])
def test_screen_readers_find_every_day_and_shift_by_name(fill: Fill, show: Show, kind: str) -> None:
    fill([one(1, 1, urgent=True, facility="Mercy")])
    view = show(kind)
    words = next(text for text in told(view) if text.startswith("Shift 1"))
    assert words == ("Shift 1 – Open, urgent; Tue 1 Dec, 07:00 – 15:00; Mercy; Nobody on it yet; trio-east")
    press(view, Qt.Key.Key_Down, held=CONTROL if kind == "month" else NONE)
    assert view.accessibleDescription() == words
    interface = QAccessible.queryAccessibleInterface(view)
    current = interface.focusChild()
    assert current.text(QAccessible.Text.Name) == words
    assert current.state().focused
    assert current.parent() == interface
    assert interface.childAt(current.rect().center().x(), current.rect().center().y()) == current
    assert interface.indexOfChild(current) == view.current_item()


@pytest.mark.parametrize("kind", ["month", "week", "day"])
def test_every_lens_can_be_painted_small_mirrored_and_empty(
    show: Show, kind: str, qapp: QApplication
) -> None:
    view = show(kind)
    for size in ((280, 240), (700, 500), (1600, 1000)):
        view.resize(*size)
        assert not view.grab().isNull()
    view.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert not view.grab().isNull()
    assert DAY in {spot.kind for spot in spots(view, DAY)}


def test_the_first_day_stands_on_the_right_where_one_reads_from_there(fill: Fill, show: Show) -> None:
    fill([one(1, 1)])
    view = show("month")
    left = [spot.area.x() for spot in spots(view, DAY)[:7]]
    view.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    mirrored = [spot.area.x() for spot in spots(view, DAY)[:7]]
    assert left == sorted(left)
    assert mirrored == sorted(mirrored, reverse=True)


def test_days_that_lack_an_hour_are_told(show: Show) -> None:
    view = show("week", day=date(2026, 11, 1))
    assert isinstance(view, HoursView)
    assert view._sheet.axis.length == 25 * 60
    assert view._paint._notes(date(2026, 11, 1)) == "25 h"
    assert view._paint._notes(date(2026, 10, 31)) == ""


def test_the_present_is_shown_by_the_clocks_of_the_sites(fill: Fill, show: Show) -> None:
    start = datetime(2026, 11, 21, 12, tzinfo=NEW_YORK)
    fill([shift(n, start=start, timezone=name) for n, name in enumerate(["America/New_York"] * 2 + ["UTC"])])
    view = show("week", day=date(2026, 11, 21))
    assert isinstance(view, HoursView)
    assert [(now.zone, now.text) for now in view._paint.nows()] == [
        ("America/New_York", "15:42"),
        ("UTC", "20:42"),
    ]
