"""Where one reads from right to left, what is painted by hand stands on the other side."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.store.filters import Filter
from tests.shifts import shift
from tests.ui.conftest import Fill, Open
from ui.board.columns import TITLE
from ui.facets.chips import Chip
from ui.facets.parts import Part
from ui.facets.section import Section, SectionHead
from ui.facets.values import Value
from ui.palette.entries import Entry, Hit, Kind
from ui.palette.results import List, Results
from ui.style import contrast

RIGHT_TO_LEFT, LEFT_TO_RIGHT = Qt.LayoutDirection.RightToLeft, Qt.LayoutDirection.LeftToRight


def inked(picture: QImage, part: QRect) -> int:
    """Return how many pixels of a part differ from the ground in the picture's middle."""
    ground = picture.pixelColor(picture.width() // 2, picture.height() // 2)
    seen = 0
    for x in range(part.left(), part.right() + 1):
        for y in range(part.top(), part.bottom() + 1):
            seen += contrast(QColor(picture.pixelColor(x, y)), ground) > 1.5
    return seen


def sides(widget: QWidget, direction: Qt.LayoutDirection, part: int = 60) -> tuple[int, int]:
    """Return how much is painted at the left and at the right of a widget."""
    widget.setLayoutDirection(direction)
    picture = widget.grab().toImage()
    high = picture.height() - 8
    return (
        inked(picture, QRect(4, 4, part, high)),
        inked(picture, QRect(picture.width() - part - 4, 4, part, high)),
    )


@pytest.mark.parametrize("name", ["chip", "head"])
def test_what_begins_at_one_side_begins_at_the_other(qtbot: QtBot, name: str) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    head = SectionHead("State", parent)
    head.tell(3, busy=False)
    widget: QWidget = {"chip": Chip(Part("State", "Open", Filter()), parent), "head": head}[name]
    widget.resize(320, 26)
    left, right = sides(widget, LEFT_TO_RIGHT)
    assert left > 2 * right
    left, right = sides(widget, RIGHT_TO_LEFT)
    assert right > 2 * left


def test_a_facets_value_begins_where_one_begins_to_read(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    section = Section("Role", "roles", parent)
    section.show_values([Value("RN", "Nurse", 7)], frozenset())
    section.open()
    section.resize(340, 120)
    parent.show()
    left, right = sides(section.list, LEFT_TO_RIGHT)
    assert left > 2 * right
    left, right = sides(section.list, RIGHT_TO_LEFT)
    assert right > 2 * left


def test_a_palettes_title_is_one_text_whatever_is_strong_in_it(qtbot: QtBot) -> None:
    model = Results()
    found = List(model)
    qtbot.addWidget(found)
    entry = Entry(kind=Kind.ACTION, title="שלום עולם", run=lambda: None)
    found.resize(400, 60)
    pictures = []
    for places in ((), (1, 2)):
        model.show([Hit(entry, places)])
        pictures.append(found.grab().toImage())
    ends = [
        [x for x in range(34, 240) if inked(one, QRect(x, 4, 1, found.line_height - 8))] for one in pictures
    ]
    assert abs(ends[0][0] - ends[1][0]) <= 2  # the letters keep their order: only their strength differs


def test_the_boards_words_and_headings_stand_on_the_same_side(fill: Fill, open_window: Open) -> None:
    fill([shift(1, title="RN")])
    window = open_window()
    board = window.page.board
    header = board.horizontalHeader()
    for direction, towards in ((LEFT_TO_RIGHT, 0), (RIGHT_TO_LEFT, 1)):
        window.setLayoutDirection(direction)
        x, width = header.sectionViewportPosition(TITLE), header.sectionSize(TITLE)
        for widget, high in ((board.viewport(), board.rowHeight(0)), (header.viewport(), header.height())):
            picture = widget.grab(QRect(x + 2, 2, width - 4, high - 4)).toImage()
            half = picture.width() // 2 - 4
            parts = (
                QRect(0, 0, half, picture.height()),
                QRect(picture.width() - half - 2, 0, half, picture.height()),
            )
            ink = [inked(picture, part) for part in parts]
            assert ink[towards] > 2 * ink[1 - towards]
