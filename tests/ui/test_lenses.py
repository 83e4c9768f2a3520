"""The lenses share day, filter and chosen shift: what was chosen through one is in sight through the next."""

from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.shifts import NEW_YORK, person, shift
from tests.ui.conftest import Fill, Open
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


def test_who_goes_elsewhere_is_not_led_back_to_what_is_chosen(fill: Fill, open_window: Open) -> None:
    fill([shift(1000), LATE])
    window = open_window()
    window.lenses.turn("month")
    window.lenses.choose(LATE.ref)
    QTest.keyClick(window.lenses._lens, Qt.Key.Key_PageDown)
    day = window.lenses._lens.day

    window.lenses.turn("week")

    assert window.lenses._lens.day == day != LATE.day
