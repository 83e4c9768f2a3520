"""The search field: what it offers while somebody types, what keys do, and what was not understood."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.store.filters import Filter
from app.store.words import Known
from tests.shifts import shift
from tests.ui.conftest import Fill, Open
from tests.ui.waiting import answered
from ui.search.field import SearchField
from ui.window import Window

KNOWN = Known(facilities=("Mercy General", "Mercy Clinic", "Bayside"), roles=("RN", "LPN"))


@pytest.fixture
def field(qtbot: QtBot) -> SearchField:
    field = SearchField(lambda: KNOWN)
    qtbot.addWidget(field)
    field.show()
    field.setFocus()
    return field


def press(field: SearchField, key: Qt.Key) -> None:
    """Press a key where it would arrive."""
    QTest.keyClick(field._popup if field.offers and field._popup else field, key)


def test_fields_are_offered_from_the_second_letter_on(field: SearchField) -> None:
    QTest.keyClicks(field, "r")
    assert not field.offers
    QTest.keyClicks(field, "o")
    assert field.offers == ["role:"]


def test_values_are_offered_behind_a_field_and_tab_takes_the_first(field: SearchField) -> None:
    QTest.keyClicks(field, "icu facility:mer")
    assert field.offers == ["Mercy Clinic", "Mercy General"]
    press(field, Qt.Key.Key_Tab)
    assert field.text() == 'icu facility:"Mercy Clinic" '
    assert field.cursorPosition() == len(field.text())
    assert not field.offers


def test_arrows_and_enter_take_another_one(field: SearchField) -> None:
    QTest.keyClicks(field, "facility:mer")
    press(field, Qt.Key.Key_Down)
    press(field, Qt.Key.Key_Down)
    assert field.text() == "facility:mer"  # nothing is searched for on the way
    press(field, Qt.Key.Key_Return)
    assert field.text() == 'facility:"Mercy General" '


def test_a_field_taken_offers_its_values_at_once(field: SearchField) -> None:
    QTest.keyClicks(field, "fac")
    press(field, Qt.Key.Key_Tab)
    assert field.text() == "facility:"
    assert field.offers == ["Bayside", "Mercy Clinic", "Mercy General"]
    press(field, Qt.Key.Key_Tab)
    assert field.text() == "facility:Bayside "


@pytest.mark.parametrize(("typed", "offered"), [("role:", "LPN"), ("icu -role:", "RN"), ("is:", "weekend")])
def test_a_bare_field_offers_all_its_values(field: SearchField, typed: str, offered: str) -> None:
    QTest.keyClicks(field, typed)
    assert offered in field.offers


def test_enter_with_nothing_marked_leads_to_the_board(field: SearchField, qtbot: QtBot) -> None:
    QTest.keyClicks(field, "role:r")
    with qtbot.waitSignal(field.left):
        press(field, Qt.Key.Key_Return)
    assert field.text() == "role:r"
    assert not field.offers


def test_escape_closes_the_offer_and_keeps_the_words(field: SearchField) -> None:
    QTest.keyClicks(field, "role:r")
    press(field, Qt.Key.Key_Escape)
    assert not field.offers
    assert field.text() == "role:r"


def test_typing_goes_on_while_something_is_offered(field: SearchField) -> None:
    QTest.keyClicks(field, "facility:m")
    assert len(field.offers) == 2
    assert field._popup is not None
    QTest.keyClicks(field._popup, "ercy-g")
    assert field.text() == "facility:mercy-g"
    assert field.offers == ["Mercy General"]


@pytest.fixture
def window(fill: Fill, open_window: Open) -> Window:
    fill([shift(1, role="RN", title="One"), shift(2, role="LPN", title="Two")])
    window = open_window()
    window.filters.narrowing.know(KNOWN)
    return window


def test_fields_narrow_the_board(window: Window, qtbot: QtBot) -> None:
    QTest.keyClicks(window.filters.search, "role:lpn ")
    qtbot.waitUntil(lambda: answered(window.page))
    assert window.filters.where() == Filter(roles=frozenset({"LPN"}))
    assert window.page.model.rowCount() == 1


def test_what_is_not_understood_is_said_beside_the_field(window: Window, qtbot: QtBot) -> None:
    window.filters.search.setText("role:surgeon")
    qtbot.waitUntil(lambda: answered(window.page))
    assert window.filters._remark.isVisible()
    assert window.filters.search.accessibleDescription() == "No role begins with “surgeon”."
    assert window.page.empty.isVisible()
    window.filters.clear()
    assert not window.filters._remark.isVisible()
    assert window.filters.search.accessibleDescription() == ""


def test_words_with_fields_are_understood_as_soon_as_the_values_are_known(
    fill: Fill, open_window: Open, qtbot: QtBot
) -> None:
    fill([shift(1, role="RN")])
    filters = open_window().filters
    filters.narrowing._known = None
    filters.search.setText("role:rn")
    assert filters.where().text == "role:rn"
    filters.narrowing.know(KNOWN)
    assert filters.where() == Filter(roles=frozenset({"RN"}))


def test_a_saved_filter_puts_its_words_into_the_search(window: Window) -> None:
    window.filters.narrowing.show(Filter(text="icu", roles=frozenset({"RN"})))
    assert window.filters.search.text() == "icu"
    assert window.filters.where() == Filter(text="icu", roles=frozenset({"RN"}))
