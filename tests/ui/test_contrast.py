"""What is written can be read: as colours, as painted, in the window, and by those who see fewer colours."""

from collections.abc import Iterator
from itertools import combinations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.store.filters import Filter
from tests.ui.desk import Desk
from tests.ui.panels import CLAIM, CONFIRM, DECLINE
from tests.ui.seat import Sit, press, the_panel
from tests.ui.seeing import BLIND, seen
from ui.board.painting import drawn_chip
from ui.facets.chips import Chip
from ui.facets.parts import Part
from ui.facets.pills import Pill
from ui.facets.section import SectionHead
from ui.icons import pixmap
from ui.outbox.standing import STANDINGS, ink
from ui.style import FOUND, READABLE, contrast, look, mixed, wear
from ui.words import STATES

SCHEMES = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
TONES = ("good", "caution", "alarm", "muted")

Pair = tuple[str, QColor, QColor, float]


@pytest.fixture(params=SCHEMES)
def palette(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[QPalette]:
    wear(qapp, SCHEMES[request.param])
    yield qapp.palette()
    wear(qapp, Qt.ColorScheme.Light)


@pytest.fixture
def engine(qtbot: QtBot) -> Desk:
    return Desk()


def pairs(palette: QPalette) -> list[Pair]:
    """Return every text with every ground that it stands on, and the contrast that is asked for."""
    colours, role = look(palette), QPalette.ColorRole
    grounds = {
        "base": colours.base,
        "window": palette.color(role.Window),
        "selected": colours.selected,
        "selected, idle": colours.selected_idle,
        "heading": mixed(colours.text, colours.base, 0.06),
    }
    found: list[Pair] = []
    for name, ground in grounds.items():
        found.append((f"text on {name}", colours.text, ground, READABLE))
        for tone in TONES:
            found.append((f"{tone} on {name}", ink(tone, colours), ground, READABLE))
    for state, chip in colours.states.items():
        found.append((f"chip {state}", chip.text, chip.ground, READABLE))
        for name, ground in grounds.items():  # its outline while unconfirmed, its icon
            found.append((f"icon {state} on {name}", chip.text, ground, FOUND))
    found.append(("notice", colours.notice.text, colours.notice.ground, READABLE))
    for name in ("base", "selected", "selected, idle"):
        found.append((f"focus on {name}", colours.focus, grounds[name], FOUND))
    for written, below in (
        (role.WindowText, role.Window),
        (role.Text, role.Base),
        (role.Text, role.AlternateBase),
        (role.ButtonText, role.Button),
        (role.HighlightedText, role.Highlight),
        (role.PlaceholderText, role.Base),
        (role.Link, role.Base),
        (role.LinkVisited, role.Base),
        (role.ToolTipText, role.ToolTipBase),
    ):
        inks = palette.color(written), palette.color(below)
        found.append((f"{written.name} on {below.name}", *inks, READABLE))
    return found


def test_everything_written_holds_its_contrast(palette: QPalette) -> None:
    low = {name: round(contrast(text, ground), 2) for name, text, ground, _ in pairs(palette)}
    assert {name: low[name] for name, _, _, ratio in pairs(palette) if low[name] < ratio} == {}


def test_outlines_of_controls_can_be_found(palette: QPalette, qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton, QVBoxLayout

    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    controls = (QLineEdit(window), QPushButton("", window), QCheckBox("", window))
    for control in controls:
        layout.addWidget(control)
    window.show()
    ground = palette.color(QPalette.ColorRole.Window)
    for control in controls:
        picture = control.grab().toImage()
        best = max(contrast(colour, ground) for colour in _colours(picture))
        assert best >= FOUND, control


@pytest.mark.parametrize("state", STATES)
def test_a_chip_as_it_is_painted_can_be_read(palette: QPalette, qapp: QApplication, state: str) -> None:
    chip = look(palette).states[state]
    font = qapp.font()
    font.setPixelSize(40)  # so that letters have an inside
    picture = drawn_chip(f"state-{state}", STATES[state], chip, font, 600, 60, 1.0).toImage()
    inside = picture.pixelColor(picture.width() // 2, 3)
    assert contrast(inside, chip.ground) < 1.02
    assert max(contrast(colour, inside) for colour in _colours(picture)) >= READABLE


def near(widget: QWidget) -> None:
    """Have the mouse over a widget, and letters so large that they have an inside."""
    font = widget.font()
    font.setPixelSize(40)
    widget.setFont(font)
    widget.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)


def worst(widget: QWidget, place: QRect) -> float:
    """Return the contrast of what is written in a place of a widget with the ground below it."""
    picture = widget.grab(place).toImage()
    ground = picture.pixelColor(picture.width() // 2, 4)
    return max(contrast(colour, ground) for colour in _colours(picture))


def test_what_is_painted_by_hand_can_be_read_under_the_mouse(palette: QPalette, qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    chip, head, pill = (
        Chip(Part("Mm", "x", Filter()), parent),
        SectionHead("i", parent),
        Pill("i", "i", parent),
    )
    head.tell(3, busy=False)
    pill.count(88)
    found = {}
    for widget, place in (
        (chip, QRect(8, 2, 70, 60)),
        (head, QRect(60, 2, 200, 60)),
        (pill, QRect(4, 60, 192, 50)),
    ):
        near(widget)
        widget.resize(320 if widget is not pill else 200, 120 if widget is pill else 64)
        found[type(widget).__name__] = round(worst(widget, place), 2)
    assert {name: ratio for name, ratio in found.items() if ratio < READABLE} == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_label_in_the_window_can_be_read(
    qapp: QApplication, sit: Sit, engine: Desk, scheme: str
) -> None:
    wear(qapp, SCHEMES["dark" if scheme == "light" else "light"])
    window = sit(CLAIM, DECLINE, CONFIRM)
    the_panel(window).not_now.button.click()
    press(window, "Ctrl+1")
    engine.died.emit("The engine stopped.")
    wear(qapp, SCHEMES[scheme])  # while it runs: nothing keeps the colours of before
    QApplication.processEvents()
    faint = {}
    for label in window.findChildren(QLabel):
        if label.text() and label.isVisible() and label.isEnabled():
            ground = label.palette().color(QPalette.ColorRole.Window)
            ratio = contrast(label.palette().color(label.foregroundRole()), ground)
            if ratio < READABLE:
                faint[f"{type(label).__name__} “{label.text()[:40]}”"] = round(ratio, 2)
    assert faint == {}
    banner = window.engine_banner.palette().color(QPalette.ColorRole.Window)
    assert banner == look(qapp.palette()).notice.ground
    wear(qapp, Qt.ColorScheme.Light)


@pytest.mark.parametrize("eyes", BLIND)
def test_texts_can_be_read_by_those_who_see_fewer_colours(palette: QPalette, eyes: str) -> None:
    low = {}
    for name, text, ground, ratio in pairs(palette):
        # The measure of contrast is made for all eyes; what a simulation takes from it is small.
        found = contrast(seen(text, eyes), seen(ground, eyes))
        if found < ratio * 0.85:
            low[name] = round(found, 2)
    assert low == {}


@pytest.mark.parametrize("eyes", BLIND)
def test_some_states_look_alike_to_some_eyes_so_colour_alone_tells_none(palette: QPalette, eyes: str) -> None:
    """Without this the tests below would guard against nothing."""
    inks = [seen(one.text, eyes) for one in look(palette).states.values()]
    assert any(_distance(one, other) < 40 for one, other in combinations(inks, 2))


def test_every_state_has_a_word_of_its_own() -> None:
    words = [*STATES.values()]
    assert len({word.casefold() for word in words}) == len(words)
    standings = [one.word for one in STANDINGS.values()]
    assert len({*standings}) == len(standings)


@pytest.mark.parametrize("pictures", [
    [f"state-{state}" for state in STATES],
    [one.picture for one in STANDINGS.values()],
])  # fmt: skip
@pytest.mark.parametrize("side", [14, 28])
def test_every_state_has_a_picture_whose_shape_differs(
    qapp: QApplication, pictures: list[str], side: int
) -> None:
    """Drawn in one colour, no two of them are alike."""
    drawn = {name: _mask(name, side) for name in pictures}
    for one, other in combinations(drawn, 2):
        differ = sum(abs(a - b) for a, b in zip(drawn[one], drawn[other], strict=True)) / 255
        assert differ >= side * side * 0.03, (one, other)


@pytest.mark.parametrize("state", STATES)
def test_a_chip_without_any_colour_still_tells_its_state(qapp: QApplication, state: str) -> None:
    """Grey in grey, the picture and the word stand there."""
    chip = look(qapp.palette()).states[state]
    font = qapp.font()
    whole = _grey(drawn_chip(f"state-{state}", STATES[state], chip, font, 200, 22, 2.0).toImage())
    wordless = _grey(drawn_chip(f"state-{state}", "", chip, font, 200, 22, 2.0).toImage())
    bare = _grey(drawn_chip("", STATES[state], chip, font, 200, 22, 2.0).toImage())
    assert len(_colours(whole)) > 2
    assert _differ(whole, bare)
    assert _differ(whole, wordless)


def _colours(picture: QImage) -> list[QColor]:
    seen_ones = {
        colour.rgb(): colour
        for y in range(picture.height())
        for x in range(picture.width())
        if (colour := picture.pixelColor(x, y)).alpha() == 255
    }
    return [*seen_ones.values()]


def _mask(name: str, side: int) -> list[int]:
    picture = QImage(side, side, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    painter.drawPixmap(0, 0, pixmap(name, QColor("#000000"), side))
    painter.end()
    return [picture.pixelColor(x, y).red() for y in range(side) for x in range(side)]


def _grey(picture: QImage) -> QImage:
    return picture.convertToFormat(QImage.Format.Format_Grayscale8)


def _differ(one: QImage, other: QImage) -> bool:
    width, height = min(one.width(), other.width()), min(one.height(), other.height())
    return one.copy(0, 0, width, height) != other.copy(0, 0, width, height)


def _distance(one: QColor, other: QColor) -> float:
    parts = zip((one.red(), one.green(), one.blue()), (other.red(), other.green(), other.blue()), strict=True)
    return float(sum((a - b) ** 2 for a, b in parts) ** 0.5)
