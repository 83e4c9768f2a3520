"""What is selected on the board stays the same shifts, whatever the clock and others do meanwhile."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from pytestqt.qtbot import QtBot

from app.domain import Shift
from app.store.reader import Reader
from app.store.store import Store
from tests.shifts import NEW_YORK, applied, person, shift
from tests.ui.conftest import Fill, Open
from tests.ui.waiting import answered
from ui import reading
from ui.board.page import BoardPage

START = datetime(2026, 12, 1, 7, tzinfo=NEW_YORK)
ON_IT = (person("Adam Jones"),)


def one(n: int) -> Shift:
    return shift(n, title=f"Shift {n:03}", start=START + timedelta(hours=n), end=None, assignments=ON_IT)


def above(n: int = 0) -> Shift:
    return shift(f"new-{n}", start=START - timedelta(hours=n + 1), assignments=ON_IT)


def refs(numbers: Sequence[int]) -> list[str]:
    return [f"trio-east:{n}" for n in numbers]


@pytest.fixture(params=[None, "people"])
def page(request: pytest.FixtureRequest, fill: Fill, open_window: Open, qtbot: QtBot) -> BoardPage:
    fill(one(n) for n in range(200))
    page = open_window().page
    if request.param:
        page.group_by(request.param)
        qtbot.waitUntil(lambda: answered(page))
    return page


def select(page: BoardPage, numbers: Sequence[int]) -> list[str]:
    """Select shifts, and return what is told as chosen afterwards."""
    page.board.choose_all(page.model.row_at(n) for n in numbers)
    assert page.selected() == refs(numbers)
    told: list[str] = []
    page.chosen.connect(told.append)
    return told


def a_minute_passes(page: BoardPage) -> None:
    page.board.scroll_to(0)
    page._minute.timeout.emit()


def reloaded(page: BoardPage, qtbot: QtBot) -> None:
    page.reload()
    qtbot.waitUntil(lambda: answered(page))


def test_shifts_out_of_sight_stay_selected_when_the_clock_has_moved_on(
    page: BoardPage, store: Store, qtbot: QtBot
) -> None:
    told = select(page, [150, 152])
    a_minute_passes(page)
    applied(store, above())
    reloaded(page, qtbot)
    assert (page.selected(), told) == (refs([150, 152]), [])


def test_what_is_selected_is_the_same_before_others_changes_are_shown(page: BoardPage, store: Store) -> None:
    told = select(page, [150, 152])
    applied(store, above())
    a_minute_passes(page)
    page.board.retell()
    assert (page.selected(), told) == (refs([150, 152]), [])


def test_shifts_stay_selected_however_much_was_read_since(
    page: BoardPage, store: Store, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.board.model.MOST_BLOCKS", 2)
    told = select(page, [3, 150])
    for first in (0, 64, 128, 0):
        page.model.lines(first, first + 64)
    applied(store, above())
    reloaded(page, qtbot)
    assert (page.selected(), told) == (refs([3, 150]), [])


def test_of_too_many_the_topmost_stay_selected_and_no_other_takes_a_place(
    page: BoardPage, store: Store, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("page", "view"):
        monkeypatch.setattr(f"ui.board.{module}.LOOKED_AFTER", 50)
    told = select(page, range(100, 150))
    page.board.selectionModel().select(
        page.model.index(page.model.row_at(0), 0),
        page.board.selectionModel().SelectionFlag.Select | page.board.selectionModel().SelectionFlag.Rows,
    )
    applied(store, above())
    with qtbot.waitSignal(page.failed) as said:
        reloaded(page, qtbot)
    assert (page.selected(), told) == (refs([0, *range(100, 149)]), [])
    assert said.args == ["Of the 51 selected shifts the first 50 stay selected: the board has changed."]


def test_shifts_stay_selected_though_others_come_while_the_answer_is_on_its_way(
    page: BoardPage, store: Store, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = select(page, [150, 152])
    find, late = reading.find, [above(1)]

    def find_early(reader: Reader, wish: reading.Wish) -> reading.Found:
        found = find(reader, wish)
        if late:
            applied(store, late.pop())
        return found

    monkeypatch.setattr(reading, "find", find_early)
    applied(store, above())
    page.reload()
    qtbot.waitUntil(lambda: not late and page.selected() == refs([150, 152]))
    assert told == []
