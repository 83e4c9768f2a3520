"""Questions that are asked in a thread, and who is told what was found."""

from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from app.store.store import Store
from ui.cache import Cache
from ui.queries import Queries


class Asker(QDialog):
    """A dialog that keeps what it is told."""

    def hear(self, found: object) -> None:
        self.setWindowTitle(str(found))


def test_a_dialog_that_has_ended_is_not_told_what_it_asked_for(
    store: Store, cache: Cache, qtbot: QtBot
) -> None:
    queries = Queries(cache.another)
    asker, other = Asker(), Asker()
    qtbot.addWidget(other)
    queries.ask("first", lambda reader: "too late", asker.hear)
    delete(asker)
    queries.ask("second", lambda reader: "in time", other.hear)
    qtbot.waitUntil(lambda: other.windowTitle() == "in time")
    queries.stop()
