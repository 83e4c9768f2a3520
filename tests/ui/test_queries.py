"""Questions that are asked in a thread, and who is told what was found."""

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from app.places import Places
from app.store.reader import Reader
from app.store.store import Store
from tests.shifts import filled, opened, shift
from tests.ui.conftest import Open
from ui.board.columns import TITLE
from ui.cache import Cache
from ui.engine import Engine
from ui.queries import NOTHING_YET, Queries


class Asker(QDialog):
    """A dialog that keeps what it is told."""

    def hear(self, found: object) -> None:
        self.setWindowTitle(str(found))


def test_a_failure_is_told_and_logged_once_and_the_next_question_opens_the_files_anew(
    store: Store, cache: Cache, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    queries = Queries(cache.another)
    told: list[str] = []
    used: list[Reader] = []

    def broken(reader: Reader) -> None:
        used.append(reader)
        raise ZeroDivisionError("a fault of ours")

    queries.ask("one", broken, print, told.append)
    qtbot.waitUntil(lambda: len(told) == 1)
    queries.ask("one", broken, print, told.append)
    qtbot.waitUntil(lambda: len(told) == 2)
    queries.ask("one", lambda reader: reader.listing().total, lambda n: told.append(f"{n}"), told.append)
    qtbot.waitUntil(lambda: len(told) == 3)
    queries.stop()
    assert told == ["The cache could not be read: a fault of ours"] * 2 + ["0"]
    assert [one.message for one in caplog.records] == ["one could not be read"]
    assert used[0] is not used[1]


def test_a_cache_that_is_not_there_yet_is_said_in_our_words(cache: Cache, qtbot: QtBot) -> None:
    queries = Queries(cache.another)
    told: list[str] = []
    queries.ask("one", lambda reader: reader.listing().total, print, told.append)
    qtbot.waitUntil(lambda: told == [NOTHING_YET])
    queries.stop()


def test_a_dialog_that_has_ended_is_not_told_what_it_asked_for(
    store: Store, cache: Cache, qtbot: QtBot
) -> None:
    queries = Queries(cache.another)
    asker, other = Asker(), Asker()
    qtbot.addWidget(other)
    queries.ask("first", lambda reader: "too late", asker.hear, asker.setWindowTitle)
    delete(asker)
    queries.ask("second", lambda reader: "in time", other.hear, other.setWindowTitle)
    qtbot.waitUntil(lambda: other.windowTitle() == "in time")
    queries.stop()


def set_aside(places: Places) -> None:
    places.mirror.rename(places.mirror.with_name("callboard.db.damaged"))
    for log in ("-wal", "-shm"):
        places.mirror.with_name(places.mirror.name + log).unlink(missing_ok=True)


def test_a_mirror_that_was_replaced_is_read_instead_of_the_one_set_aside(
    open_window: Open, engine: Engine, places: Places, qtbot: QtBot
) -> None:
    with opened(places) as store:
        filled(store, (shift(n) for n in range(12)))
    window = open_window()
    window.page.board.choose(4)
    qtbot.waitUntil(lambda: window.detail.kept is not None)
    set_aside(places)
    with opened(places) as store:
        filled(store, (shift(n, title="Anew") for n in range(3)))
    engine.ready.emit(False, ["trio-east"])
    qtbot.waitUntil(lambda: window.page.model.rowCount() == 3)
    rows = [window.page.model.row(n).texts[TITLE] for n in range(3)]
    assert rows == ["Anew"] * 3
    answers: list[int] = []
    window._queries.ask("any", lambda reader: reader.listing().total, answers.append, print)
    qtbot.waitUntil(lambda: answers == [3])


def test_the_agenda_marks_the_chosen_shift_in_a_mirror_that_was_replaced(
    open_window: Open, engine: Engine, places: Places, qtbot: QtBot
) -> None:
    with opened(places) as store:
        filled(store, (shift(n) for n in range(12)))
    window = open_window()
    window.lenses.turn("agenda")
    window.lenses.take("trio-east:4")
    agenda = window.lenses.lens("agenda")

    def marked() -> str:
        row = agenda._diary.row(agenda._number)
        return "" if row is None or agenda._stale else str(row.ref)

    qtbot.waitUntil(lambda: marked() == "trio-east:4")
    set_aside(places)
    with opened(places) as store:
        filled(store, (shift(n) for n in reversed(range(11))))
    engine.ready.emit(False, ["trio-east"])
    qtbot.waitUntil(lambda: agenda._diary.total == 11 and marked() == "trio-east:4")
