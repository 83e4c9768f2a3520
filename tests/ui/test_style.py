"""Colours that can be read, in light and dark and on a palette that nobody foresaw."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain import State
from ui.freshness import Freshness
from ui.status import Item
from ui.style import READABLE, contrast, look, wear
from ui.times import Times
from ui.words import STATES

SCHEMES = [Qt.ColorScheme.Light, Qt.ColorScheme.Dark]


def solarized() -> QPalette:
    palette = QPalette(QColor("#eee8d5"))
    palette.setColor(QPalette.ColorRole.Base, QColor("#fdf6e3"))
    palette.setColor(QPalette.ColorRole.Text, QColor("#586e75"))
    return palette


@pytest.fixture(params=["light", "dark", "foreign"])
def palette(request: pytest.FixtureRequest, qapp: QApplication) -> QPalette:
    if request.param == "foreign":
        return solarized()
    wear(qapp, SCHEMES[request.param == "dark"])
    return qapp.palette()


def test_every_state_has_a_word_and_a_colour_of_its_own(palette: QPalette) -> None:
    inks = look(palette).states
    assert set(inks) == set(STATES) == {state.value for state in State}
    assert len({ink.text.name() for ink in inks.values()}) == len(inks)


def test_states_can_be_read_on_their_grounds(palette: QPalette) -> None:
    for state, ink in look(palette).states.items():
        assert contrast(ink.text, ink.ground) >= READABLE, state


def test_side_remarks_and_alarms_can_be_read_on_rows_selected_or_not(palette: QPalette) -> None:
    colours = look(palette)
    for ink in (colours.muted, colours.alarm, colours.caution, colours.good):
        for ground in (colours.base, colours.selected, palette.window().color()):
            assert contrast(ink, ground) >= READABLE


def test_banners_can_be_read(palette: QPalette) -> None:
    colours = look(palette)
    assert contrast(colours.notice.text, colours.notice.ground) >= READABLE


def test_the_focus_can_be_seen(palette: QPalette) -> None:
    colours = look(palette)
    assert contrast(colours.focus, colours.base) >= 3


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_programs_own_palette_can_be_read(qapp: QApplication, scheme: Qt.ColorScheme) -> None:
    wear(qapp, scheme)
    palette, role = qapp.palette(), QPalette.ColorRole
    for text, ground in (
        (role.WindowText, role.Window),
        (role.Text, role.Base),
        (role.ButtonText, role.Button),
        (role.PlaceholderText, role.Base),
        (role.Link, role.Base),
        (role.ToolTipText, role.ToolTipBase),
    ):
        assert contrast(palette.color(text), palette.color(ground)) >= READABLE, text


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_connection_that_is_up_to_date_is_marked_in_green(
    qapp: QApplication, qtbot: QtBot, times: Times, scheme: Qt.ColorScheme
) -> None:
    wear(qapp, scheme)
    item = Item(times)
    qtbot.addWidget(item)
    item.tell(Freshness("north", phase="resting"))
    item.show()
    image = item.grab().toImage()
    inks = [image.pixelColor(x, y) for x in range(8, 22) for y in range(image.height())]
    assert max(ink.green() - ink.red() for ink in inks) > 30
