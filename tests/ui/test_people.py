"""The people of the window: found, linked, told apart, written down, and shown with all their work."""

import csv
import threading
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QTableView, QWidget
from pytestqt.qtbot import QtBot

from app.domain import Absence, Contact
from app.people import Entry, Person
from app.roster_csv import written
from app.store.store import Store
from app.vendors.shiftboard.rolls import ROLLS
from tests.shifts import filled, person, shift
from tests.ui.conftest import Open
from tests.ui.desk import Desk
from ui.people.dialog import PeopleDialog
from ui.people.entry import EntryDialog
from ui.window import Window

ADAM, JONES = "trio-east:47", "west:9001"


@pytest.fixture
def engine(qtbot: QtBot, store: Store) -> Desk:
    """Return an engine that writes people to the store, as the real one does."""
    desk = Desk()

    def written(deed: Any) -> Any:
        def answering(asked: dict[str, Any]) -> dict[str, Any]:
            answer = deed(asked)
            desk.people_changed.emit()
            return {"number": answer, "told": answer if isinstance(answer, str) else ""}

        return answering

    linker = store.linker
    desk.replies |= {
        "payroll": lambda asked: {"connections": []},
        "link": written(lambda asked: linker.link(asked["one"], asked["other"], "Sam", asked["told"])),
        "unlink": written(lambda asked: linker.unlink(asked["one"], asked["other"], "Sam", asked["told"])),
        "refuse": written(lambda asked: linker.refuse(asked["one"], asked["other"], "Sam", asked["told"])),
        "undo_link": written(lambda asked: linker.undo("Sam", asked["number"])),
        "drop_person": written(lambda asked: store.rostering.drop(asked["key"], "Sam")),
    }
    return desk


@pytest.fixture
def dialog(store: Store, open_window: Open, qtbot: QtBot) -> PeopleDialog:
    """Return the people of two vendors, one of them at both."""
    day = shift("1", facility="Mercy General", assignments=(person("Adam Jones", "47"),))
    later = day.start + timedelta(days=2)
    filled(
        store,
        [
            day,
            shift("3", start=later, end=later + timedelta(hours=8), assignments=(person("Eve Smith", "48"),)),
        ],
    )
    late = day.start + timedelta(hours=14)
    filled(
        store,
        [
            shift(
                "2",
                connection="west",
                facility="St. Mary",
                start=late,
                end=late + timedelta(hours=8),
                assignments=(person("Jones, Adam", "9001"),),
            )
        ],
        connection="west",
    )
    window = open_window()
    return opened(window, qtbot)


def opened(window: Window, qtbot: QtBot) -> PeopleDialog:
    """Open the people by their key, and wait until they have been read."""
    QTest.keyClick(
        window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    dialog = window.findChild(PeopleDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.model.rowCount() > 0 and dialog.page.told is not None)
    return dialog


def names(dialog: PeopleDialog) -> list[str]:
    """Return the names in the list, with where each is known."""
    model = dialog.model
    return [
        f"{model.data(model.index(row, 0))}: {model.data(model.index(row, 1))}"
        for row in range(model.rowCount())
    ]


def words(of: QWidget) -> str:
    """Return all that a widget says."""
    return "\n".join(one.text() for one in of.findChildren(QLabel))


def choose(dialog: PeopleDialog, name: str, qtbot: QtBot) -> None:
    """Select somebody in the list."""
    row = next(n for n, one in enumerate(names(dialog)) if one.startswith(name))
    dialog._select(row)
    qtbot.waitUntil(lambda: dialog.page.told is not None and dialog.page.told.person.name.startswith(name))


def test_everybody_is_listed_and_found_by_name_and_id(dialog: PeopleDialog, qtbot: QtBot) -> None:
    assert names(dialog) == ["Adam Jones: trio-east", "Eve Smith: trio-east", "Jones, Adam: west"]
    dialog.search.setText("9001")
    assert names(dialog) == ["Jones, Adam: west"]
    qtbot.waitUntil(lambda: dialog.page.told is not None and dialog.page.told.person.refs == (JONES,))


def test_a_page_shows_who_is_away_and_how_each_vendor_reaches_them(
    store: Store, dialog: PeopleDialog, qtbot: QtBot
) -> None:
    now = datetime.now(UTC)
    leave = ROLLS[0]
    start = now + timedelta(days=1)
    off = Absence(person_id="47", start=start, end=None, timezone="UTC", what="time off")
    reached = Contact(person_id="47", label="E-mail", text="<b>adam@example.com</b>")
    store.rolls.keep("trio-east", leave, [off, reached], now, "3 records do not fit: no account.")
    choose(dialog, "Eve Smith", qtbot)
    choose(dialog, "Adam Jones", qtbot)
    told = words(dialog.page)
    assert "Contact as trio-east has it" in told
    assert "<b>adam@example.com</b>" in told
    assert f"Time off, from {start:%a %d %b %H:%M}, no end told (trio-east)" in told
    assert "trio-east, time off: 3 records do not fit: no account. It is as of " in told


def test_a_page_shows_work_hours_and_what_speaks_against_it(dialog: PeopleDialog, qtbot: QtBot) -> None:
    choose(dialog, "Adam Jones", qtbot)
    told = words(dialog.page)
    assert "trio-east: 47 as Adam Jones" in told
    assert "12 h" in told
    (table,) = dialog.page.findChildren(QTableView)
    model = table.model()
    assert model.index(0, 1).data() == "Mercy General"
    wished: list[str] = []
    dialog.wished.connect(wished.append)
    table.activated.emit(model.index(0, 0))
    assert wished == ["trio-east:1"]


def test_a_proposal_is_confirmed_and_undone(dialog: PeopleDialog, qtbot: QtBot) -> None:
    proposals = dialog.proposals.model
    assert (proposals.rowCount(), dialog.tabs.tabText(1)) == (1, "&Proposals (1)")
    assert "the same name" in str(proposals.data(proposals.index(0, 3)))
    dialog.tabs.setCurrentIndex(1)
    dialog.proposals.same.click()
    qtbot.waitUntil(lambda: names(dialog) == ["Adam Jones: trio-east, west", "Eve Smith: trio-east"])
    qtbot.waitUntil(lambda: "are one person" in dialog.said)
    choose(dialog, "Adam Jones", qtbot)
    qtbot.waitUntil(lambda: "Too little rest" in words(dialog.page))
    qtbot.waitUntil(lambda: "Next rest" in words(dialog.page))
    dialog.undo.click()
    qtbot.waitUntil(lambda: len(names(dialog)) == 3)
    qtbot.waitUntil(lambda: dialog.said.startswith("Undone: Adam Jones"))


def test_undo_says_what_it_would_take_back_and_brings_a_deleted_entry_back(
    dialog: PeopleDialog, engine: Desk, store: Store, qtbot: QtBot
) -> None:
    assert not dialog.undo.isEnabled()
    store.rostering.keep(Entry(key="", name="Zoë Lee", phone="555"), [], (), "Sam")
    store.linker.refuse(ADAM, "trio-east:48", "Sam", "Adam & Eve are two people.")
    engine.people_changed.emit()
    qtbot.waitUntil(lambda: dialog.undo.text() == "&Undo: Adam && Eve are two people.")
    choose(dialog, "Zoë Lee", qtbot)
    dialog.page.dropped.emit()
    qtbot.waitUntil(lambda: dialog.undo.text() == "&Undo: Zoë Lee was taken off the roster.")
    qtbot.waitUntil(lambda: "Zoë Lee: roster" not in names(dialog))
    dialog.undo.click()
    qtbot.waitUntil(lambda: "Zoë Lee: roster" in names(dialog))
    qtbot.waitUntil(lambda: dialog.undo.text() == "&Undo: Adam && Eve are two people.")


def test_a_pull_leaves_the_selection_and_the_page_as_they_are(
    dialog: PeopleDialog, store: Store, qtbot: QtBot
) -> None:
    dialog.table.selectAll()
    qtbot.waitUntil(lambda: dialog.page.told is not None and dialog.page.told.person.refs == (ADAM,))
    body, known = dialog.page.widget(), dialog._known
    dialog.refresh()
    qtbot.waitUntil(lambda: dialog._known is not known)
    assert len(dialog.chosen()) == 3
    store.rostering.keep(Entry(key="", name="Bea"), [], (), "Sam")
    dialog.refresh()
    qtbot.waitUntil(lambda: len(names(dialog)) == 4)
    assert [one.name for one in dialog.chosen()] == ["Adam Jones", "Eve Smith", "Jones, Adam"]
    assert dialog.link.isEnabled()
    assert dialog.page.widget() is body


def test_somebody_of_a_name_that_is_known_is_saved_only_when_that_is_said_again(
    dialog: PeopleDialog, engine: Desk, qtbot: QtBot
) -> None:
    dialog.add.click()
    form = dialog.findChild(EntryDialog)
    assert form is not None
    form.name.setText("Maria Garcia")
    engine.replies["keep_person"] = lambda asked: (
        {"key": "1", "linked": [], "apart": ["west:9001"]}
        if asked["another"]
        else {"others": ["Maria Garcia (111)"]}
    )
    form.save.click()
    qtbot.waitUntil(lambda: "Maria Garcia (111)" in form.fault.text())
    assert form.save.text() == "Save as somebody else"
    qtbot.waitUntil(lambda: form.notes.geometry().bottom() < form.fault.geometry().top())
    assert form.fault.height() >= form.fault.heightForWidth(form.fault.width())
    form.name.setText("Maria Garcias")
    assert form.save.text() == "Save"
    form.save.click()
    qtbot.waitUntil(lambda: form.save.text() == "Save as somebody else")
    form.save.click()
    qtbot.waitUntil(lambda: "somebody has told them apart" in dialog.said)
    assert [one["another"] for one in engine.asked("keep_person")] == [False, False, True]


def test_a_refused_proposal_goes_and_nobody_is_linked(dialog: PeopleDialog, qtbot: QtBot) -> None:
    dialog.tabs.setCurrentIndex(1)
    dialog.proposals.two.click()
    qtbot.waitUntil(lambda: dialog.proposals.model.rowCount() == 0)
    assert not dialog.proposals.same.isEnabled()
    assert len(names(dialog)) == 3


def test_two_that_are_selected_are_linked_and_separated_again(
    dialog: PeopleDialog, store: Store, qtbot: QtBot
) -> None:
    assert not dialog.link.isEnabled()
    dialog.table.selectAll()
    flags = QItemSelectionModel.SelectionFlag
    eve = dialog.model.index(1, 0)
    dialog.table.selectionModel().select(eve, flags.Deselect | flags.Rows)
    dialog.link.click()
    qtbot.waitUntil(lambda: len(names(dialog)) == 2)
    qtbot.waitUntil(lambda: dialog.page.told is not None and len(dialog.page.told.person.refs) == 2)
    separate = [one for one in dialog.page.findChildren(QPushButton) if one.text() == "Separate"]
    assert len(separate) == 2
    separate[1].click()
    qtbot.waitUntil(lambda: len(names(dialog)) == 3)


def test_somebody_is_written_down_with_ids_and_contact(
    dialog: PeopleDialog, engine: Desk, store: Store, qtbot: QtBot
) -> None:
    dialog.add.click()
    form = dialog.findChild(EntryDialog)
    assert form is not None
    assert not form.save.isEnabled()
    form.name.setText("Zoë Lee")
    form.ids.setText("trio-east:99")
    form.skills.setText("RN, ICU")
    engine.replies["keep_person"] = lambda asked: {"key": "1", "linked": []}
    form.save.click()
    (asked,) = engine.asked("keep_person")
    assert asked["entry"]["name"] == "Zoë Lee"
    assert asked["entry"]["skills"] == ["RN", "ICU"]
    assert asked["ids"] == ["trio-east:99"]
    store.rostering.keep(Entry(key="", name="Zoë Lee", phone="555"), asked["ids"], (), "Sam")
    engine.people_changed.emit()
    qtbot.waitUntil(lambda: "Zoë Lee: trio-east, roster" in names(dialog))
    choose(dialog, "Zoë Lee", qtbot)
    assert "555" in words(dialog.page)


def test_what_the_engine_refuses_stays_in_the_form(dialog: PeopleDialog, engine: Desk, qtbot: QtBot) -> None:
    dialog.add.click()
    form = dialog.findChild(EntryDialog)
    assert form is not None
    form.name.setText("Adam")
    engine.replies["keep_person"] = lambda asked: {"ok": False, "error": "The number 1 is Bea’s already."}
    form.save.click()
    qtbot.waitUntil(lambda: form.fault.text() == "The number 1 is Bea’s already.")
    assert form.isVisible()
    assert form.save.isEnabled()
    form.reject()


def test_an_import_tells_each_line_that_was_left_out(
    dialog: PeopleDialog, engine: Desk, qtbot: QtBot
) -> None:
    told = {"added": 2, "changed": 1, "linked": 0, "rejected": [[4, "It has no name."]]}
    engine.replies["import_roster"] = lambda asked: told
    dialog.files.take("/roster.csv")
    assert engine.asked("import_roster") == [{"path": "/roster.csv"}]
    qtbot.waitUntil(lambda: bool(dialog.said))
    assert dialog.said == "2 added, 1 known already. 1 left out: line 4: It has no name."


def test_the_roster_goes_into_a_file_with_its_links_and_what_cannot_be_written_is_said(
    dialog: PeopleDialog, store: Store, tmp_path: Path, qtbot: QtBot
) -> None:
    store.linker.link(ADAM, JONES, "Sam", "one")
    dialog.files.write(str(tmp_path / "roster"))
    file = tmp_path / "roster.csv"
    qtbot.waitUntil(lambda: dialog.said == f"1 person written, with their links, to {file}.")
    (row,) = csv.DictReader(file.read_text("utf-8-sig").splitlines())
    assert (row["name"], row["ids"]) == ("Adam Jones", f"{ADAM}; {JONES}")
    (tmp_path / "folder.csv").mkdir()
    dialog.files.write(str(tmp_path / "folder.csv"))
    qtbot.waitUntil(lambda: "What was there before is intact." in dialog.said)


def test_a_slow_disk_holds_up_the_roster_alone_and_each_file_is_told_of(
    dialog: PeopleDialog, store: Store, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = threading.Event()

    def slow(people: Iterable[Person]) -> str:
        free.wait()
        return written(people)

    monkeypatch.setattr("app.export.roster.written", slow)
    told: list[str] = []
    dialog.files.said.connect(told.append)
    try:
        for name in ("one.csv", "two.csv"):
            dialog.files.write(str(tmp_path / name))
        store.linker.link(ADAM, JONES, "Sam", "one")
        dialog.read()
        qtbot.waitUntil(lambda: "Adam Jones: trio-east, west" in names(dialog))
        assert told == []
    finally:
        free.set()
    qtbot.waitUntil(lambda: len(told) == 2)
    assert {one.rpartition("/")[2] for one in told} == {"one.csv.", "two.csv."}
    assert {file.name for file in tmp_path.glob("*.csv")} == {"one.csv", "two.csv"}


def test_vendors_text_stays_text(store: Store, open_window: Open, qtbot: QtBot) -> None:
    filled(store, [shift("1", assignments=(person("<b>Bold</b>\u202e", "47"),))])
    dialog = opened(open_window(), qtbot)
    assert "<b>Bold</b>" in words(dialog.page)
    assert "\u202e" not in words(dialog.page)
    assert all(one.textFormat() != Qt.TextFormat.RichText for one in dialog.findChildren(QLabel))
