"""Putting somebody on a shift by dragging or by name: judged on the way, filled in at the end, never sent."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.store.store import Store
from tests.shifts import applied, person, shift
from tests.ui.conftest import Fill, Open
from tests.ui.desk import Desk
from tests.ui.panels import ASSIGN, CLAIM, PEOPLE, action, panel
from tests.ui.seat import press, said, the_panel
from ui.assigning import grip
from ui.assigning.carrying import Bar, Carried, Person, packed, unpacked
from ui.assigning.edge import Edge
from ui.assigning.hint import Hint
from ui.panels.choosing import Chooser
from ui.window import Window

COPY, LEFT, NONE = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
ASSIGNS = action("assign", weight="primary", parameters=ASSIGN)
Plan = Callable[..., dict[str, object]]


@pytest.fixture
def engine(qtbot: QtBot) -> Desk:
    return Desk()


@pytest.fixture
def seated(fill: Fill, open_window: Open, engine: Desk, qtbot: QtBot) -> Window:
    """Return a window with two open shifts and one that somebody is on; everything can be assigned."""
    first = shift(1, title="First")
    taken = shift(3, title="Taken", start=first.start + timedelta(hours=2), assignments=(person("Zoe", "9"),))
    fill([first, shift(2, title="Second", start=first.start + timedelta(days=1)), taken])
    engine.replies["panel"] = lambda asked: panel(asked["ref"], ASSIGNS)
    engine.replies["choices"] = lambda asked: {"choices": PEOPLE}
    engine.replies["plan"] = lambda asked: planned("go")
    engine.replies["foresee"] = lambda asked: {"faults": {}, "lines": [], "warnings": []}
    window = open_window()
    QTest.keyClick(window.page.board, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: the_panel(window).told is not None)
    return window


def planned(verdict: str, *sentences: str) -> dict[str, object]:
    return {"rows": [{"ref": "", "verdict": verdict, "sentences": list(sentences), "needs_reason": False}]}


class Drag:
    """Drags something over a surface, as the system tells the program of it."""

    def __init__(self, carried: Carried, surface: QWidget) -> None:
        self.data: QMimeData = packed(carried)
        self._surface = surface
        self._entered = False

    def over(self, where: QPoint) -> bool:
        """Move; return whether it could be dropped there."""
        if not self._entered:
            self._entered = True
            enter = QDragEnterEvent(where, COPY, self.data, LEFT, NONE)
            QApplication.sendEvent(self._surface, enter)
        move = QDragMoveEvent(where, COPY, self.data, LEFT, NONE)
        QApplication.sendEvent(self._surface, move)
        return move.isAccepted()

    def drop(self, where: QPoint) -> None:
        QApplication.sendEvent(self._surface, QDropEvent(QPointF(where), COPY, self.data, LEFT, NONE))

    def leave(self) -> None:
        QApplication.sendEvent(self._surface, QDragLeaveEvent())


def on_the_board(window: Window, ref: str) -> QPoint:
    model = window.page.model
    number = next(n for n in range(model.rowCount()) if model.row(n).ref == ref)
    return window.page.board.visualRect(model.index(number, 1)).center()


def hint(window: Window) -> str:
    found = window.findChild(Hint)
    return said(found) if found is not None and found.isVisible() else ""


def filled_in(window: Window) -> str:
    form = the_panel(window).form
    return "" if form is None else str(form.parameters().get("person_id") or "")


def test_a_person_dropped_on_a_shift_opens_its_form_filled_in_and_sends_nothing(
    seated: Window, engine: Desk, qtbot: QtBot
) -> None:
    board = seated.page.board.viewport()
    where = on_the_board(seated, "trio-east:2")
    drag = Drag(Person("Adam Jones"), board)
    drag.over(where)
    qtbot.waitUntil(lambda: "Possible" in hint(seated))
    assert "Assign: Adam Jones" in hint(seated)
    assert drag.over(where)
    drag.drop(where)
    qtbot.waitUntil(lambda: filled_in(seated) == "47")
    assert the_panel(seated).ref == "trio-east:2"
    assert hint(seated) == ""
    assert engine.asked("do") == []


def test_while_dragging_it_is_told_why_not(seated: Window, engine: Desk, qtbot: QtBot) -> None:
    board, where = seated.page.board.viewport(), on_the_board(seated, "trio-east:2")
    for name, why in (
        ("Bill Adams", "Not eligible. Works elsewhere Too few hours of rest"),
        ("Nobody Known", "Acme does not name Nobody Known among those who can take it."),
    ):
        drag = Drag(Person(name), board)
        drag.over(where)
        qtbot.waitUntil(lambda why=why: why in hint(seated))  # type: ignore[misc]
        assert not drag.over(where)
        drag.drop(where)
        assert the_panel(seated).form is None
        drag.leave()
        assert hint(seated) == ""


def test_what_the_desks_checks_say_is_told_before_the_drop(
    seated: Window, engine: Desk, qtbot: QtBot
) -> None:
    engine.replies["plan"] = lambda asked: planned("warn", "Adam Jones works at Mercy then.")
    board, where = seated.page.board.viewport(), on_the_board(seated, "trio-east:2")
    drag = Drag(Person("Adam Jones"), board)
    drag.over(where)
    qtbot.waitUntil(lambda: "Adam Jones works at Mercy then." in hint(seated))
    assert drag.over(where)
    (asked,) = engine.asked("plan")
    assert asked == {"refs": ["trio-east:2"], "action": "assign", "parameters": {"person_id": "47"}}


def test_an_action_that_cannot_be_done_now_refuses_with_its_reason(
    seated: Window, engine: Desk, qtbot: QtBot
) -> None:
    closed = {**ASSIGNS, "enabled": False, "reason": "It is filled already."}
    engine.replies["panel"] = lambda asked: panel(asked["ref"], closed)
    drag = Drag(Person("Adam Jones"), seated.page.board.viewport())
    where = on_the_board(seated, "trio-east:2")
    drag.over(where)
    qtbot.waitUntil(lambda: "Assign: It is filled already." in hint(seated))
    assert not drag.over(where)


def test_a_vendor_without_such_an_action_says_so(seated: Window, engine: Desk, qtbot: QtBot) -> None:
    engine.replies["panel"] = lambda asked: panel(asked["ref"], action("confirm"))
    drag = Drag(Person("Adam Jones"), seated.page.board.viewport())
    drag.over(on_the_board(seated, "trio-east:2"))
    qtbot.waitUntil(lambda: "At Acme nobody can be put on a shift from here." in hint(seated))


def test_a_drop_before_the_answer_waits_for_it(seated: Window, engine: Desk, qtbot: QtBot) -> None:
    del engine.replies["choices"]
    where = on_the_board(seated, "trio-east:2")
    drag = Drag(Person("Adam Jones"), seated.page.board.viewport())
    assert drag.over(where)
    drag.drop(where)
    qtbot.waitUntil(lambda: bool(engine.asked("choices")))
    assert the_panel(seated).form is None
    engine.replies["choices"] = lambda asked: {"choices": PEOPLE}
    engine.answer(choices=PEOPLE)
    qtbot.waitUntil(lambda: filled_in(seated) == "47")


def test_a_dropped_person_is_not_forgotten_when_something_is_committed_meanwhile(
    seated: Window, engine: Desk, qtbot: QtBot
) -> None:
    del engine.replies["choices"]
    where = on_the_board(seated, "trio-east:2")
    drag = Drag(Person("Adam Jones"), seated.page.board.viewport())
    drag.over(where)
    qtbot.waitUntil(lambda: bool(engine.asked("choices")))
    engine.committed.emit("utrac-live", None, 0)
    drag.drop(where)
    engine.committed.emit("utrac-live", None, 0)
    engine.replies["choices"] = lambda asked: {"choices": PEOPLE}
    engine.answer(choices=PEOPLE)
    qtbot.waitUntil(lambda: filled_in(seated) == "47")


def test_near_an_edge_what_lies_beyond_comes_below_the_mouse(
    seated: Window, store: Store, qtbot: QtBot
) -> None:
    applied(store, *(shift(n, title=f"Later {n}") for n in range(100, 160)))
    seated.page.reload()
    qtbot.waitUntil(lambda: seated.page.model.rowCount() > 60)
    board = seated.page.board
    bar, below = board.verticalScrollBar(), board.viewport().height() - 4
    drag = Drag(Person("Adam Jones"), board.viewport())
    drag.over(QPoint(40, below))
    qtbot.waitUntil(lambda: bar.value() == bar.maximum())
    drag.over(QPoint(40, 4))
    qtbot.waitUntil(lambda: bar.value() < bar.maximum())
    drag.leave()
    edges = [edge for edge in board.viewport().findChildren(Edge) if edge.is_scrolling]
    assert edges == []


def test_what_is_told_below_the_mouse_follows_what_is_committed(
    seated: Window, engine: Desk, qtbot: QtBot
) -> None:
    drag = Drag(Person("Adam Jones"), seated.page.board.viewport())
    drag.over(on_the_board(seated, "trio-east:2"))
    qtbot.waitUntil(lambda: "Possible" in hint(seated))
    engine.replies["plan"] = lambda asked: planned("cannot", "Somebody has taken it.")
    engine.committed.emit("trio-east", None, 0)
    assert "Possible" in hint(seated)  # until it is known anew
    qtbot.waitUntil(lambda: "Somebody has taken it." in hint(seated))


@pytest.mark.parametrize("lens", ["month", "week", "day", "agenda", "timeline"])
def test_every_lens_takes_a_person(lens: str, seated: Window, qtbot: QtBot) -> None:
    seated.lenses.turn(lens)
    made = seated.lenses.lens(lens)
    sheet = getattr(made, "chart", made)
    seated.lenses.show_day(shift().day)

    def spot() -> QPoint | None:
        (sheet.viewport() if hasattr(sheet, "viewport") else sheet).repaint()
        return next((one.area.center() for one in sheet.items() if "First" in one.text), None)

    qtbot.waitUntil(lambda: spot() is not None)
    where = spot()
    assert where is not None
    surface = sheet.viewport() if hasattr(sheet, "viewport") else sheet
    drag = Drag(Person("Adam Jones"), surface)
    drag.over(where)
    qtbot.waitUntil(lambda: "Possible" in hint(seated))
    drag.drop(where)
    qtbot.waitUntil(lambda: filled_in(seated) == "47")
    assert the_panel(seated).ref == "trio-east:1"


def test_a_bar_is_dropped_on_a_row_by_worker_and_on_no_other(
    seated: Window, engine: Desk, qtbot: QtBot
) -> None:
    engine.replies["choices"] = lambda asked: {"choices": [{"id": "9", "name": "Zoe", "eligible": True}]}
    seated.lenses.turn("timeline")
    view = seated.lenses.lens("timeline")
    view.show_day(shift().day)
    qtbot.waitUntil(lambda: len(view.chart.book.tracks) == 2)
    view.chart.viewport().repaint()
    where = view.chart.row_area(1).center()
    drag = Drag(Bar("trio-east:1", "First"), view.chart.viewport())
    drag.over(where)
    qtbot.waitUntil(lambda: "Assign: Zoe" in hint(seated))
    view.set_by("facility")
    qtbot.waitUntil(lambda: len(view.chart.book.tracks) == 1)
    view.chart.viewport().repaint()
    assert not drag.over(view.chart.row_area(0).center())
    assert "Only rows by worker" in hint(seated)
    view.set_by("people")
    qtbot.waitUntil(lambda: len(view.chart.book.tracks) == 2)
    view.chart.viewport().repaint()
    drag.over(where)
    drag.drop(where)
    qtbot.waitUntil(lambda: filled_in(seated) == "9")
    assert the_panel(seated).ref == "trio-east:1"


def test_rows_bars_facets_and_candidates_can_be_dragged_off(
    seated: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    carried: list[Carried] = []
    monkeypatch.setattr(grip, "carry", lambda what, source: carried.append(what))

    def pull(surface: QWidget, where: QPoint) -> None:
        QTest.mousePress(surface, LEFT, NONE, where)
        for n in range(1, 40, 4):
            QTest.mouseMove(surface, where + QPoint(n, n))
        QTest.mouseRelease(surface, LEFT, NONE, where)

    seated.lenses.turn("timeline")
    chart = seated.lenses.lens("timeline").chart
    seated.lenses.show_day(shift().day)
    qtbot.waitUntil(lambda: len(chart.book.tracks) == 2)
    chart.viewport().repaint()
    pull(chart.viewport(), QPoint(40, chart.row_area(1).center().y()))
    spot = next(one for one in chart._scene.spots if one.bar and one.bar.row.ref == "trio-east:3")
    pull(chart.viewport(), spot.area.center())
    qtbot.waitUntil(lambda: the_panel(seated).ref == "trio-east:3" and the_panel(seated).told is not None)
    press(seated, "Ctrl+Shift+G")
    qtbot.waitUntil(lambda: the_panel(seated).form is not None)
    form = the_panel(seated).form
    assert form is not None
    (candidates,) = (one.list for one in form.findChildren(Chooser))
    qtbot.waitUntil(lambda: candidates.model().rowCount() == 4)
    pull(candidates.viewport(), candidates.visualRect(candidates.model().index(1, 0)).center())
    assert seated._finery is not None
    dock = seated._finery.facets.parentWidget()
    assert dock is not None
    dock.show()
    workers = seated._finery.facets.sections["people"]
    workers.open()
    qtbot.waitUntil(lambda: workers.model.rowCount() == 2)
    row = next(n for n in range(2) if workers.model.values[n].key == "Zoe")
    pull(workers.list.viewport(), workers.list.visualRect(workers.model.index(row)).center())
    assert carried == [
        Person("Zoe"),
        Bar("trio-east:3", "Taken"),
        Person("Zoë García-López", "trio-east", "48"),
        Person("Zoe"),
    ]


def test_by_keyboard_the_form_opens_for_the_chosen_shift(seated: Window, engine: Desk, qtbot: QtBot) -> None:
    press(seated, "Ctrl+Shift+G")
    qtbot.waitUntil(lambda: the_panel(seated).form is not None)
    qtbot.waitUntil(lambda: bool(engine.asked("choices")))
    assert engine.asked("do") == []


def test_by_name_the_form_is_filled_in_or_it_is_said_why_not(seated: Window, qtbot: QtBot) -> None:
    assert seated._finery is not None
    seated._finery.assigning.assign("Bill Adams")
    qtbot.waitUntil(lambda: "Not eligible" in seated.remark)
    seated._finery.assigning.assign("adam jones")
    qtbot.waitUntil(lambda: filled_in(seated) == "47")


def test_several_of_one_name_are_left_to_be_chosen(seated: Window, engine: Desk, qtbot: QtBot) -> None:
    twins = [{"id": str(n), "name": "Adam Jones", "eligible": True, "reasons": []} for n in (1, 2)]
    engine.replies["choices"] = lambda asked: {"choices": twins}
    assert seated._finery is not None
    seated._finery.assigning.assign("Adam Jones")
    qtbot.waitUntil(lambda: the_panel(seated).form is not None)
    qtbot.waitUntil(lambda: "2 people there have that name" in seated.remark)


def test_a_claim_that_may_be_for_somebody_is_filled_in_too(
    seated: Window, engine: Desk, qtbot: QtBot
) -> None:
    engine.replies["panel"] = lambda asked: panel(asked["ref"], CLAIM)
    assert seated._finery is not None
    seated._finery.assigning.bring_together("trio-east:2", Person("Adam Jones"))

    def filled() -> bool:
        form = the_panel(seated).form
        return form is not None and form.parameters() == {"candidate_id": "47"}

    qtbot.waitUntil(filled)


@pytest.mark.parametrize("told", [b"", b"[]", b"{}", b'{"ref": 1, "title": ""}', b"\xff"])
def test_what_is_not_ours_is_not_taken(told: bytes) -> None:
    data = QMimeData()
    data.setData("application/x-callboard", told)
    assert unpacked(data) is None
    assert unpacked(packed(Person("Zoe", "trio-east", "9"))) == Person("Zoe", "trio-east", "9")
    assert unpacked(packed(Bar("trio-east:1", "RN"))) == Bar("trio-east:1", "RN")
