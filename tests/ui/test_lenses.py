"""The lenses share day, filter and chosen shift: what was chosen through one is in sight through the next."""

from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.places import Places
from app.store.filters import Filter
from app.store.store import Store
from app.store.views import View
from tests.shifts import NEW_YORK, person, shift
from tests.ui.conftest import Fill, Open
from tests.ui.seat import holder, press
from tests.ui.waiting import answered
from ui.calendar import timeline
from ui.calendar.clock import Clock
from ui.coverage import heat
from ui.lens_names import ROWED
from ui.memory import DAY, LEFT_ON, LENS, ROWS, ZONE, Memory
from ui.times import Times
from ui.window import Window

NIGHT = datetime(2026, 12, 15, 22, tzinfo=NEW_YORK)
LATE = shift(
    900,
    title="Late",
    urgent=True,
    start=NIGHT,
    end=NIGHT + timedelta(hours=1),
    assignments=(person("Zoe", "9"),),
)


def chosen_item(window: Window) -> str:
    """Return what a screen reader says of the chosen shift in the lens in use, "" if it is out of sight."""
    lens = window.lenses._lens
    sheet = getattr(lens, "chart", lens)
    (sheet.viewport() if hasattr(sheet, "viewport") else sheet).repaint()
    number = sheet.current_item()
    items = sheet.items()
    if number < 0 or not items[number].chosen:
        return ""
    return str(items[number].text) if sheet.rect().intersects(items[number].area) else ""


@pytest.mark.parametrize("lens", ["month", "week", "day", "timeline", "agenda"])
def test_what_is_chosen_on_the_board_is_in_sight_through_every_lens(
    lens: str, fill: Fill, open_window: Open, qtbot: QtBot
) -> None:
    crowd = [
        shift(n, start=NIGHT.replace(hour=6) + timedelta(minutes=n), end=NIGHT.replace(hour=9))
        for n in range(40)
    ]
    fill([shift(1000), *crowd, LATE])
    window = open_window()
    window.page.select([LATE.ref])
    qtbot.waitUntil(lambda: window.lenses._ref == LATE.ref)

    window.lenses.turn(lens)

    qtbot.waitUntil(lambda: "Late" in chosen_item(window))


def test_lens_day_rows_and_clocks_come_back_on_the_same_day(
    fill: Fill, open_window: Open, qtbot: QtBot
) -> None:
    fill([shift(1), LATE])
    window = open_window()
    window.lenses.turn("heat")
    window.lenses._lens.set_by("facility")
    window.lenses.turn("timeline")
    window.lenses._lens.set_by("unit")
    window.lenses.show_day(LATE.day)
    entries = {one.text(): one for one in window.lenses.clocks.actions()}
    entries["UTC clock"].trigger()
    window.close()

    again = open_window()

    qtbot.waitUntil(lambda: again.lenses.key == "timeline")
    assert again.lenses._lens.by == "unit"
    assert again.lenses._lens.day == LATE.day
    assert again.lenses._lens.clock == Clock("UTC")
    assert again.lenses.clocks.words() == "UTC clock"
    again.lenses.turn("heat")
    assert again.lenses._lens.by == "facility"
    again.lenses.turn("week")
    assert "the clock of UTC" in again.lenses._lens.clock_told()


def test_the_next_morning_begins_with_today(
    fill: Fill, open_window: Open, places: Places, times: Times, qtbot: QtBot
) -> None:
    fill([shift(1), LATE])
    window = open_window()
    window.lenses.turn("month")
    window.lenses.show_day(LATE.day)
    window.close()
    memory = Memory(places.config / "window.ini")
    memory.keep(LEFT_ON, (times.today() - timedelta(days=1)).isoformat())
    memory.write()

    again = open_window()

    qtbot.waitUntil(lambda: again.lenses.key == "month")
    assert again.lenses._lens.day == times.today()


def test_what_was_kept_and_means_nothing_any_more_is_passed_over(
    fill: Fill, open_window: Open, places: Places
) -> None:
    memory = Memory(places.config / "window.ini")
    for name, told in ((LENS, "carousel"), (DAY, "soon"), (ZONE, "Mars/Olympus"), (ROWS + "heat", "moods")):
        memory.keep(name, told)
    memory.write()
    fill([shift(1)])

    window = open_window()

    assert window.lenses.key == "board"
    assert window.lenses.clocks.clock == Clock()


def test_a_day_beyond_all_calendars_is_not_come_back_to(
    fill: Fill, open_window: Open, places: Places, times: Times, qtbot: QtBot
) -> None:
    memory = Memory(places.config / "window.ini")
    for name, told in ((LENS, "month"), (DAY, "9999-12-31"), (LEFT_ON, times.today().isoformat())):
        memory.keep(name, told)
    memory.write()
    fill([shift(1)])
    window = open_window()
    qtbot.waitUntil(lambda: window.lenses.key == "month")
    assert window.lenses._lens.day == times.today()


def test_all_rows_that_a_lens_can_have_are_known_to_what_is_kept() -> None:
    assert {"timeline": tuple(timeline.ROWS), "heat": tuple(heat.ROWS)} == ROWED


def test_a_clock_chosen_in_one_lens_holds_in_one_that_is_opened_later(
    fill: Fill, open_window: Open, qtbot: QtBot
) -> None:
    fill([shift(1, timezone="America/New_York")])
    window = open_window()
    window.lenses.turn("week")
    qtbot.waitUntil(lambda: "New York clock" in [one.text() for one in window.lenses.clocks.actions()])
    entries = {one.text(): one for one in window.lenses.clocks.actions()}
    entries["New York clock"].trigger()

    window.lenses.turn("timeline")

    assert window.lenses._lens.clock == Clock("America/New_York")


def test_days_are_turned_and_chosen_by_menu_and_key(fill: Fill, open_window: Open, qtbot: QtBot) -> None:
    fill([shift(1)])
    window = open_window()
    press(window, "Ctrl+G")
    assert window.lenses.key == "day"
    QTest.keyClicks(holder(), "4 dec")
    QTest.keyClick(holder(), Qt.Key.Key_Return)
    assert window.lenses._lens.day == date(2026, 12, 4)
    press(window, "Alt+Right")
    assert window.lenses._lens.day == date(2026, 12, 5)
    press(window, "Alt+Left")
    assert window.lenses._lens.day == date(2026, 12, 4)


def test_who_goes_elsewhere_is_not_led_back_to_what_is_chosen(fill: Fill, open_window: Open) -> None:
    fill([shift(1000), LATE])
    window = open_window()
    window.lenses.turn("month")
    window.lenses.choose(LATE.ref)
    QTest.keyClick(window.lenses._lens, Qt.Key.Key_PageDown)
    day = window.lenses._lens.day

    window.lenses.turn("week")

    assert window.lenses._lens.day == day != LATE.day


def chosen_elsewhere(fill: Fill, open_window: Open, qtbot: QtBot) -> Window:
    """Select two shifts on the board, and then choose a third in the week."""
    fill([shift(n, title=f"Shift {n}", start=NIGHT + timedelta(hours=n)) for n in range(9)])
    window = open_window()
    window.page.select(["trio-east:2", "trio-east:4"])
    qtbot.waitUntil(lambda: len(window.page.selected()) == 2)
    window.lenses.turn("week")
    window.lenses._lens.chosen.emit("trio-east:7")
    return window


def test_deeds_for_several_are_for_what_is_chosen_in_the_lens_in_use(
    fill: Fill, open_window: Open, qtbot: QtBot
) -> None:
    window = chosen_elsewhere(fill, open_window, qtbot)
    assert window.lenses.refs() == ["trio-east:7"]
    window._do("copy")
    told = QApplication.clipboard().text()
    assert ("Shift 7" in told, "Shift 2" in told, "Shift 4" in told) == (True, False, False)


def test_back_on_the_board_is_selected_what_was_chosen_elsewhere(
    fill: Fill, open_window: Open, qtbot: QtBot
) -> None:
    window = chosen_elsewhere(fill, open_window, qtbot)
    window.lenses.turn("board")
    qtbot.waitUntil(lambda: window.page.selected() == ["trio-east:7"])
    assert window._ref == "trio-east:7"


def test_several_stay_selected_on_the_board_where_nothing_was_chosen_elsewhere(
    fill: Fill, open_window: Open, qtbot: QtBot
) -> None:
    window = chosen_elsewhere(fill, open_window, qtbot)
    window.lenses._lens.chosen.emit("trio-east:2")
    window.lenses.turn("board")
    window.page.reload()
    qtbot.waitUntil(lambda: answered(window.page))
    assert (window.page.selected(), window._ref) == (["trio-east:2", "trio-east:4"], "trio-east:2")


def test_a_board_out_of_sight_chooses_nothing(
    fill: Fill, open_window: Open, store: Store, qtbot: QtBot
) -> None:
    window = chosen_elsewhere(fill, open_window, qtbot)
    store.mirror.remove("trio-east", ["2"], NIGHT)
    window.page.reload()
    qtbot.waitUntil(lambda: answered(window.page))
    assert window._ref == "trio-east:7"


def test_a_filter_stays_when_it_hides_what_was_chosen_elsewhere(
    fill: Fill, open_window: Open, qtbot: QtBot
) -> None:
    window = chosen_elsewhere(fill, open_window, qtbot)
    filters = window.page.filters
    filters.narrowing.search("Shift 4")
    qtbot.waitUntil(lambda: filters.shown == 1)
    window.lenses.turn("board")
    qtbot.waitUntil(lambda: not window.page._wanted and filters.shown == 1)
    assert (filters.narrowing.typed, window.lenses._ref) == ("Shift 4", "trio-east:4")  # the board's own


def test_a_view_that_is_shown_on_the_board_keeps_its_filter(
    fill: Fill, open_window: Open, qtbot: QtBot
) -> None:
    window = chosen_elsewhere(fill, open_window, qtbot)
    assert window._finery is not None
    window._finery.show_view(View(key="own", name="Own", filter=Filter(text="Shift 3"), lens="board"))
    qtbot.waitUntil(lambda: window.page.filters.shown == 1 and window._ref == "")
    assert window.page.filters.narrowing.typed == "Shift 3"


def test_a_shift_that_has_been_removed_is_shown_to_whoever_asks_for_it(
    fill: Fill, open_window: Open, store: Store, qtbot: QtBot
) -> None:
    window = chosen_elsewhere(fill, open_window, qtbot)
    store.mirror.remove("trio-east", ["5"], NIGHT)
    window.lenses.turn("board")
    window.page.filters.narrowing.search("Shift 2")
    window.page.select(["trio-east:5"])
    qtbot.waitUntil(lambda: window.page.selected() == ["trio-east:5"])
    assert window.page.filters.where() == Filter(removed=True)


def test_the_coverage_strip_follows_to_the_day_of_a_calendar(fill: Fill, open_window: Open) -> None:
    fill([shift(1)])
    window = open_window()
    window.lenses.turn("month")
    window.lenses.show_day(date(2027, 5, 5))
    assert window.lenses._strip is not None
    assert date(2027, 5, 5) in window.lenses._strip._days


def crowded(fill: Fill, open_window: Open) -> Window:
    """Show a day on which more shifts begin at six than can be drawn."""
    fill([shift(n, start=NIGHT.replace(hour=6), end=NIGHT.replace(hour=9)) for n in range(90)])
    window = open_window()
    window.lenses.turn("day")
    window.lenses.show_day(NIGHT.date())
    return window


def test_so_many_more_of_an_hour_are_shown_alone_and_then_in_the_agenda(
    fill: Fill, open_window: Open, qtbot: QtBot
) -> None:
    window = crowded(fill, open_window)
    view = window.lenses._lens
    QTest.keyClick(view, Qt.Key.Key_End)
    while not view._at.startswith("+"):  # the last shifts begin at the same time
        QTest.keyClick(view, Qt.Key.Key_Up)
    assert "more shifts that begin at 06:00" in view.accessibleDescription()
    QTest.keyClick(view, Qt.Key.Key_Return)
    alone = Filter(first=NIGHT.date(), last=NIGHT.date(), begins=frozenset({6}))
    assert window.page.filters.where() == alone
    qtbot.waitUntil(lambda: any(spot.kind == "more" for spot in view._sheet.body))
    view.crowd_wished.emit(NIGHT.date(), 6)
    assert window.lenses.key == "agenda"
    qtbot.waitUntil(lambda: window.lenses._lens.day == NIGHT.date())


def test_so_many_more_whole_days_are_shown_in_the_agenda(fill: Fill, open_window: Open) -> None:
    window = crowded(fill, open_window)
    window.lenses._lens.crowd_wished.emit(NIGHT.date(), -1)
    assert window.lenses.key == "agenda"
