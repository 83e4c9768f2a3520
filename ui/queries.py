"""Questions to the cache that may take longer than a frame: asked in a thread, the latest one counts."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import apsw
from PySide6.QtCore import QObject, Qt, Signal

from app.errors import CallboardError
from app.store.reader import Reader
from ui.hearers import is_gone
from ui.own_reader import OwnReader

NOTHING_YET = "There is nothing in the cache yet. It comes with the first pull."


@dataclass(frozen=True, slots=True)
class _Question:
    kind: str
    work: Callable[[Reader], Any]
    done: Callable[[Any], None]
    failed: Callable[[str], None]


class Queries(QObject):
    """A thread with a reader of its own. A question replaces an earlier one of its kind, answered or not."""

    _answered = Signal(object, object)
    _failed = Signal(object, str)

    def __init__(self, open_reader: Callable[[], Reader], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader = OwnReader(open_reader)
        self._turn = threading.Condition()
        self._waiting: dict[str, _Question] = {}  # by kind, in the order of asking
        self._latest: dict[str, _Question] = {}
        self._busy: _Question | None = None
        self._failing: set[str] = set()  # kinds of which the log knows
        self._over = False
        self._thread: threading.Thread | None = None
        self._answered.connect(self._hand_over, Qt.ConnectionType.QueuedConnection)
        self._failed.connect(self._complain, Qt.ConnectionType.QueuedConnection)

    def ask(
        self,
        kind: str,
        work: Callable[[Reader], Any],
        done: Callable[[Any], None],
        failed: Callable[[str], None],
    ) -> None:
        """Have something read; `done` gets it in the window's thread, unless asked anew meanwhile.

        `failed` gets a sentence instead where it could not be read. A dialog that has ended
        is not told any more.
        """
        question = _Question(kind, work, done, failed)
        with self._turn:
            if self._over:
                return
            self._waiting.pop(kind, None)
            self._waiting[kind] = self._latest[kind] = question
            if self._busy is not None and self._busy.kind == kind:
                self._reader.interrupt()
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="queries", daemon=True)
                self._thread.start()
            self._turn.notify()

    def renew(self) -> None:
        """Read other files from now on: they have been replaced."""
        self._reader.renew()

    def stop(self) -> None:
        """End the thread and close its reader."""
        with self._turn:
            self._over = True
            if self._busy is not None:
                self._reader.interrupt()
            self._turn.notify()
        if self._thread is not None:
            self._thread.join(2)

    def _work(self) -> None:
        while (question := self._next()) is not None:
            try:
                found = question.work(self._reader.get())
            except apsw.InterruptError:
                continue  # it was asked anew
            except FileNotFoundError:
                self._failed.emit(question, NOTHING_YET)
            except Exception as error:  # a thread has no one above it who could tell the user
                self._reader.close()  # whatever it was, the next question begins with the files
                self._note(question.kind, error)
                told = error if isinstance(error, CallboardError) else f"The cache could not be read: {error}"
                self._failed.emit(question, str(told))
            else:
                self._failing.discard(question.kind)
                self._answered.emit(question, found)
        self._reader.close()

    def _note(self, kind: str, error: Exception) -> None:
        if kind not in self._failing:
            import logging  # the first sight needs none

            self._failing.add(kind)
            logging.getLogger(__name__).warning("%s could not be read", kind, exc_info=error)

    def _next(self) -> _Question | None:
        with self._turn:
            self._busy = None
            self._turn.wait_for(lambda: self._over or bool(self._waiting))
            if self._over:
                return None
            kind = next(iter(self._waiting))
            self._busy = self._waiting.pop(kind)
            return self._busy

    def _hand_over(self, question: _Question, found: object) -> None:
        if self._is_wanted(question, question.done):
            question.done(found)

    def _complain(self, question: _Question, sentence: str) -> None:
        if self._is_wanted(question, question.failed):
            question.failed(sentence)

    def _is_wanted(self, question: _Question, hearer: Callable[..., None]) -> bool:
        return self._latest.get(question.kind) is question and not self._over and not is_gone(hearer)
