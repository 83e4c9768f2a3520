"""Choosing from a list: searched as one types, the eligible first, and an id that is not in it."""

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.panels import PEOPLE
from ui.panels.choices import INELIGIBLE, Choices, rows_of
from ui.panels.choosing import Chooser
from ui.panels.told import Choice, choices

ALL = choices({"choices": PEOPLE})


def chooser(qtbot: QtBot, *, many: bool = False, offered: bool = True) -> Chooser:
    made = Chooser("Person", many=many)
    qtbot.addWidget(made)
    made.resize(320, 300)
    made.show()
    if offered:
        made.offer(ALL)
    return made


def chosen(made: Chooser) -> list[str]:
    return [one.id for one in made.chosen()]


def test_those_who_cannot_stand_below_a_heading() -> None:
    assert [row.text for row in rows_of(ALL, "")] == [
        "Adam Jones",
        "Zoë García-López",
        INELIGIBLE,
        "Bill Adams",
    ]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("adam", ["Adam Jones", "Bill Adams"]),
        ("garcia zo", ["Zoë García-López"]),
        ("lopez", ["Zoë García-López"]),
        ("4", ["Adam Jones", "Zoë García-López", "Bill Adams"]),
        ("dam", []),
    ],
)
def test_every_word_begins_one_of_a_name_or_the_id(search: str, found: list[str]) -> None:
    rows = rows_of(ALL, search)
    assert [row.text for row in rows if row.choice and not row.typed] == found


def test_what_is_in_no_list_can_be_used_as_an_id() -> None:
    last = rows_of(ALL, " 4711 ")[-1]
    assert last.typed
    assert last.choice == Choice(id="4711", name="4711")
    assert not any(row.typed for row in rows_of(ALL, "47"))  # the id of somebody in the list


def test_typing_chooses_the_first_who_can(qtbot: QtBot) -> None:
    made = chooser(qtbot)
    QTest.keyClicks(made.search, "zo")
    assert chosen(made) == ["48"]
    made.search.clear()
    assert chosen(made) == []


ALIKE = [
    Choice(id="4711", name="Adam Jones"),
    Choice(id="471", name="Zoë"),
    Choice(id="47", name="Bill", eligible=False),
]


def test_a_whole_id_comes_before_those_that_only_begin_so(qtbot: QtBot) -> None:
    made = chooser(qtbot)
    made.offer(ALIKE)
    QTest.keyClicks(made.search, "471")
    assert chosen(made) == ["471"]
    assert [row.text for row in rows_of(ALIKE, "471")] == ["Zoë", "Adam Jones"]


def test_an_id_of_several_parts_is_found_as_a_whole(qtbot: QtBot) -> None:
    made = chooser(qtbot)
    made.offer([Choice(id="rn-12", name="Adam Jones")])
    QTest.keyClicks(made.search, "RN-12")
    assert chosen(made) == ["rn-12"]


@pytest.mark.parametrize("typed", ["4", "47"])
def test_the_beginning_of_an_id_chooses_nobody(typed: str, qtbot: QtBot) -> None:
    made = chooser(qtbot)
    made.offer(ALIKE)
    QTest.keyClicks(made.search, typed)
    assert chosen(made) == []
    QTest.keyClick(made.search, Qt.Key.Key_Return)  # with several in sight it chooses none either
    assert chosen(made) == []


def test_an_id_that_only_begins_like_another_can_be_used_as_typed(qtbot: QtBot) -> None:
    made = chooser(qtbot)
    made.offer([Choice(id="4711", name="Adam Jones")])
    QTest.keyClicks(made.search, "471")
    assert chosen(made) == []
    QTest.keyClick(made.search, Qt.Key.Key_Down)
    QTest.keyClick(made.search, Qt.Key.Key_Down)
    assert chosen(made) == ["471"]


def test_nobody_ineligible_is_chosen_by_typing_but_may_be_by_hand(qtbot: QtBot) -> None:
    made = chooser(qtbot)
    QTest.keyClicks(made.search, "bill")
    assert chosen(made) == []
    QTest.keyClick(made.search, Qt.Key.Key_Down)
    assert chosen(made) == ["49"]


def test_the_arrows_move_in_the_list_while_one_types(qtbot: QtBot) -> None:
    made = chooser(qtbot)
    for expected in ("47", "48", "49"):  # the heading is passed over
        QTest.keyClick(made.search, Qt.Key.Key_Down)
        assert chosen(made) == [expected]


@pytest.mark.parametrize("many", [False, True])
def test_nobody_is_chosen_by_walking_through_with_tab(qtbot: QtBot, many: bool) -> None:
    made = chooser(qtbot, many=many)
    made.activateWindow()
    made.search.setFocus()
    for _ in range(4):
        QTest.keyClick(QApplication.focusWidget() or made.search, Qt.Key.Key_Tab)
        assert chosen(made) == []
    made.list.setFocus()
    assert chosen(made) == []
    QTest.keyClick(made.list, Qt.Key.Key_Down)
    QTest.keyClick(made.list, Qt.Key.Key_Space)
    assert len(chosen(made)) == 1


def test_what_was_typed_before_the_list_came_chooses_from_it(qtbot: QtBot) -> None:
    made = chooser(qtbot, offered=False)
    QTest.keyClicks(made.search, "adam j")
    assert chosen(made) == []
    made.offer(ALL)
    assert chosen(made) == ["47"]


def test_without_a_list_an_id_can_still_be_typed_and_the_list_asked_for_again(qtbot: QtBot) -> None:
    made = chooser(qtbot, offered=False)
    made.fail("The vendor cannot be reached.")
    QTest.keyClicks(made.search, "4711")
    assert chosen(made) == []  # a mistyped name would be sent as an id
    QTest.keyClick(made.search, Qt.Key.Key_Return)
    assert chosen(made) == ["4711"]
    with qtbot.waitSignal(made.asked_again):
        made.again.click()


def test_several_are_checked_by_click_space_or_enter(qtbot: QtBot) -> None:
    made = chooser(qtbot, many=True)
    top = made.list.visualRect(made.list.model().index(0, 0)).center()
    QTest.mouseClick(made.list.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, top)
    assert chosen(made) == ["47"]
    made.list.setCurrentIndex(made.list.model().index(1, 0))
    QTest.keyClick(made.list, Qt.Key.Key_Space)
    QTest.keyClicks(made.search, "bill")
    QTest.keyClick(made.search, Qt.Key.Key_Down)
    QTest.keyClick(made.search, Qt.Key.Key_Return)
    assert chosen(made) == ["47", "48", "49"]
    made.none.click()
    assert chosen(made) == []


def test_the_list_keeps_its_height_while_one_searches(qtbot: QtBot) -> None:
    made = chooser(qtbot)
    before = made.list.height()
    QTest.keyClicks(made.search, "zo")
    assert made.list.height() == before


def test_the_model_keeps_qts_rules(qtbot: QtBot) -> None:
    model = Choices(many=True)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(rows_of(ALL, ""))
    assert model.setData(model.index(0, 0), True, Qt.ItemDataRole.CheckStateRole)
    assert not model.setData(QModelIndex(), True, Qt.ItemDataRole.CheckStateRole)
    model.choose(2)  # the heading
    assert list(model.chosen) == ["47"]


def test_a_screen_reader_hears_why_somebody_cannot(qtbot: QtBot) -> None:
    model = Choices(many=False)
    model.show(rows_of(ALL, ""))
    told = model.data(model.index(3, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert told == "Bill Adams. Works elsewhere\nToo few hours of rest"


def test_rows_are_painted_in_every_state(qtbot: QtBot) -> None:
    for many in (False, True):
        made = chooser(qtbot, many=many)
        made.list.setFocus()
        made.list.setCurrentIndex(made.list.model().index(3, 0))
        QTest.mouseMove(made.list.viewport(), QPoint(20, 10))
        picture = made.grab().toImage()
        blank = QImage(picture.size(), picture.format())
        blank.fill(picture.pixelColor(1, 1))
        assert picture != blank
