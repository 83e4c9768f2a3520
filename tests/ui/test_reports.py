"""The handover and the record of activity, looked at and taken out of the window."""

import csv
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import apsw
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintPreviewDialog
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from app.domain import IntentState, State
from app.places import Places
from app.store import activity
from app.store.outbox import Outbox
from app.store.store import Store
from tests.shifts import KEY, applied, person, shift
from tests.store.test_outbox import entered
from tests.ui.conftest import NOW, Fill, Open
from tests.ui.test_exporting import text_of
from ui.activity.dialog import ActivityDialog
from ui.handover.dialog import HandoverDialog

D = TypeVar("D", bound=QDialog)
HOUR = timedelta(hours=1)
HOSTILE = "=1+1<b>Sam</b>\u202egpj"


@pytest.fixture
def opened(open_window: Open, qtbot: QtBot) -> Callable[[str, type[D]], D]:
    """Return what opens a dialog of a window by its menu."""

    def opening(key: str, kind: type[D]) -> D:
        window = open_window()
        window.menus.actions[key].trigger()
        dialog = window.findChild(kind)
        assert dialog is not None
        return dialog

    return opening


@pytest.fixture
def busy(fill: Fill, store: Store, places: Places) -> None:
    """Let there be a watch on which something happened."""
    soon = NOW + 3 * HOUR
    adam = person("Adam Jones", "7", "Declined", state=State.CANCELLED)
    fill(
        [
            shift(1),
            shift("soon", title=f"Night {HOSTILE}", start=soon, end=None, state=State.OPEN),
            shift("declined", start=soon, end=None, state=State.CANCELLED, assignments=(adam,)),
        ]
    )
    applied(store, shift(1, title="LPN"), at=NOW - HOUR)
    outbox = Outbox.open(places, KEY)
    outbox.finish(entered(outbox, "1").id, IntentState.UNKNOWN, "Sam", "No answer.")
    outbox.close()


def texts(dialog: ActivityDialog, column: int) -> list[str]:
    model = dialog.model
    return [model.data(model.index(row, column)) for row in range(model.rowCount())]


def lines(dialog: HandoverDialog) -> list[str]:
    found = []
    for n in range(dialog.tree.topLevelItemCount()):
        part = dialog.tree.topLevelItem(n)
        assert part is not None
        found.append(part.text(0))
        for row in range(part.childCount()):
            child = part.child(row)
            assert child is not None
            found.append(" | ".join(child.text(column) for column in range(4)))
    return found


@pytest.mark.usefixtures("busy")
def test_the_handover_tells_what_is_soon_unknown_and_changed(
    opened: Callable[[str, type[HandoverDialog]], HandoverDialog], qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = opened("handover", HandoverDialog)
    qtbot.waitUntil(lambda: dialog.tree.topLevelItemCount() == 6)
    told = lines(dialog)
    assert told[0] == "Starts within 12 h, unfilled: 1"
    assert "=1+1<b>Sam</b>" in told[1]
    at = told.index("Starts within 12 h, declined, absent or cancelled: 1")
    assert told[at + 1].endswith("| Cancelled (Adam Jones (Declined))")
    first = dialog.tree.topLevelItem(0)
    row = first.child(0) if first is not None else None
    assert row is not None
    assert "&lt;b&gt;Sam&lt;/b&gt;" in row.toolTip(1)
    assert "Unknown: 1" in told
    assert any("No answer." in one for one in told)
    assert "Changed on this watch: 1" in told
    assert any("Shift: ICU → LPN" in one or "LPN" in one for one in told)

    dialog.within.setValue(1)
    qtbot.waitUntil(lambda: lines(dialog)[0] == "Starts within 1 h, unfilled: 0")
    dialog.export(str(tmp_path / "handover.txt"))
    text = (tmp_path / "handover.txt").read_text("utf-8")
    assert "Unknown: 1" in text
    dialog.export(str(tmp_path / "handover"))
    qtbot.waitUntil(lambda: "1 page written to handover.pdf" in dialog.said)
    (page,) = text_of(tmp_path / "handover.pdf")
    assert "Page1of1" in page
    assert "Unknown:1" in page
    dialog.export(str(tmp_path / "nowhere" / "handover.txt"))
    assert "does not exist" in dialog.said


@pytest.mark.usefixtures("busy")
def test_a_handover_that_is_painted_can_be_cancelled_and_no_other_begun(
    opened: Callable[[str, type[HandoverDialog]], HandoverDialog], qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = opened("handover", HandoverDialog)
    qtbot.waitUntil(lambda: dialog.tree.topLevelItemCount() == 6)
    dialog.export(str(tmp_path / "handover.pdf"))
    assert dialog.save.accessibleName() == "Cancel the saving"
    dialog.save.click()
    qtbot.waitUntil(lambda: dialog.said.startswith("Cancelled"))
    assert not (tmp_path / "handover.pdf").exists()
    assert dialog.save.text() == "&Save as…"
    assert dialog.findChild(QFileDialog) is None


@pytest.mark.usefixtures("busy")
def test_the_handover_and_what_is_shown_are_printed_with_a_preview(open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    window.menus.actions["handover"].trigger()
    dialog = window.findChild(HandoverDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.tree.topLevelItemCount() == 6)
    QTest.mouseClick(dialog.print, Qt.MouseButton.LeftButton)
    preview = dialog.findChild(QPrintPreviewDialog)
    assert preview is not None
    preview.close()
    dialog.close()
    window.menus.actions["print"].trigger()
    qtbot.waitUntil(
        lambda: (
            window.findChild(QPrintPreviewDialog, options=Qt.FindChildOption.FindDirectChildrenOnly)
            is not None
        )
    )
    for one in window.findChildren(QPrintPreviewDialog):
        one.close()


@pytest.mark.usefixtures("busy")
def test_the_record_is_filtered_looked_into_and_exported(
    opened: Callable[[str, type[ActivityDialog]], ActivityDialog],
    store: Store,
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    store.desk.acknowledge(["a"], HOSTILE, datetime.now(UTC), "=called()")
    dialog = opened("activity", ActivityDialog)
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 3)
    assert "=called()" in dialog.facts.toPlainText()
    dialog.table.selectRow(1)
    qtbot.waitUntil(lambda: dialog.record.isVisible())

    dialog.search.setText("no answer")
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 1)
    dialog.search.clear()
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 3)
    dialog.kind.setCurrentIndex(dialog.kind.findData("acknowledgement"))
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 1)
    dialog.kind.setCurrentIndex(0)
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 3)

    dialog.export(str(tmp_path / "record"))
    qtbot.waitUntil(lambda: "3 entries written to record.csv" in dialog.said)
    with (tmp_path / "record.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["Kind"] for row in rows] == ["acknowledgement", "action", "action"]
    assert (rows[0]["Words"], rows[0]["By"]) == ("'=called()", "'=1+1<b>Sam</b>gpj")
    assert rows[1]["Words"] == "No answer."


@pytest.mark.usefixtures("busy")
def test_the_record_can_be_checked(
    opened: Callable[[str, type[ActivityDialog]], ActivityDialog], places: Places, qtbot: QtBot
) -> None:
    dialog = opened("activity", ActivityDialog)
    QTest.mouseClick(dialog.check, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "none is missing" in dialog.said)
    file = apsw.Connection(str(places.desk))
    file.pragma("key", KEY.pragma)
    file.execute("update activity set by = 'Nobody' where id = 1")
    file.close()
    QTest.mouseClick(dialog.check, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "row 1" in dialog.said)


@pytest.mark.usefixtures("busy")
def test_what_never_left_was_not_refused_by_anybody(
    opened: Callable[[str, type[ActivityDialog]], ActivityDialog], places: Places, qtbot: QtBot
) -> None:
    outbox = Outbox.open(places, KEY)
    outbox.finish(entered(outbox, "soon").id, IntentState.REFUSED, "Sam", "It is taken.")
    outbox.close()
    dialog = opened("activity", ActivityDialog)
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 4)
    assert texts(dialog, 5)[0] == "Not sent"


@pytest.mark.usefixtures("busy")
def test_a_record_that_is_cut_says_so_keeps_the_row_and_is_exported_whole(
    opened: Callable[[str, type[ActivityDialog]], ActivityDialog],
    store: Store,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ui.activity.dialog.PAGE", 2)
    monkeypatch.setattr("ui.activity.writing.EVERY", 2)
    for n in range(3):
        store.desk.acknowledge([str(n)], "Sam", datetime.now(UTC), f"note {n}")
    dialog = opened("activity", ActivityDialog)
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 2)
    assert dialog._count.text() == "The newest 2 entries"
    dialog.table.selectRow(1)
    QTest.mouseClick(dialog.older, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 4)
    assert dialog.table.currentIndex().row() == 1
    store.desk.acknowledge(["more"], "Sam", datetime.now(UTC), "newer")
    dialog.read()
    qtbot.waitUntil(lambda: "newer" in texts(dialog, 6)[0])
    assert dialog.table.currentIndex().row() == 2
    assert "note 1" in dialog.facts.toPlainText()

    dialog.export(str(tmp_path / "record.csv"))
    qtbot.waitUntil(lambda: "6 entries written to record.csv" in dialog.said)
    with (tmp_path / "record.csv").open(encoding="utf-8", newline="") as file:
        assert [int(row["Entry"]) for row in csv.DictReader(file)] == [6, 5, 4, 3, 2, 1]


@pytest.mark.usefixtures("busy")
def test_what_was_read_for_one_row_is_not_shown_beside_another(
    opened: Callable[[str, type[ActivityDialog]], ActivityDialog], store: Store, qtbot: QtBot
) -> None:
    store.desk.acknowledge(["a"], "Sam", datetime.now(UTC), "a note")
    dialog = opened("activity", ActivityDialog)
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 3)
    dialog.table.selectRow(1)  # an action, whose record has to be read
    dialog.table.selectRow(0)
    answered: list[bool] = []
    dialog._queries.ask("after it", lambda reader: None, lambda _: answered.append(True), dialog._say)
    qtbot.waitUntil(lambda: bool(answered))
    assert dialog.facts.isVisible()
    assert "a note" in dialog.facts.toPlainText()


@pytest.mark.usefixtures("busy")
def test_an_export_of_the_record_can_be_cancelled(
    opened: Callable[[str, type[ActivityDialog]], ActivityDialog],
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    goes_on = threading.Event()
    read = activity.entries

    def slow(*asked: Any) -> list[activity.Entry]:
        if threading.current_thread().name == "task":
            goes_on.wait(20)
        return read(*asked)

    monkeypatch.setattr(activity, "entries", slow)
    dialog = opened("activity", ActivityDialog)
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 2)
    dialog.export(str(tmp_path / "record.csv"))
    QTest.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    goes_on.set()
    qtbot.waitUntil(lambda: "Cancelled" in dialog.said)
    assert dialog.save.text() == "&Export…"
    assert [*tmp_path.glob("*.csv")] == []
