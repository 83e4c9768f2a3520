"""Work that may take long, off the window's thread: the only place that starts a thread for it."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from app.errors import CallboardError
from ui.hearers import is_gone

T = TypeVar("T")


class _Task(QObject, Generic[T]):
    """One piece of work and the way of its result back to the window's thread."""

    done = Signal(object)
    failed = Signal(str)


_running: set[QObject] = set()  # held until their result has been handed over


def start(work: Callable[[], T], done: Callable[[T], None], failed: Callable[[str], None]) -> None:
    """Do the work in a thread; `done` or `failed` (a sentence) follows in the window's thread.

    A method of something that is no more, a dialog that was closed, is not called.
    """
    task: _Task[T] = _Task()
    _running.add(task)

    def settle(report: Callable[[T], None] | Callable[[str], None]) -> Callable[[object], None]:
        def settled(result: object) -> None:
            _running.discard(task)
            if not is_gone(report):
                report(result)  # type: ignore[arg-type]  # what comes out of a signal has no type

        return settled

    task.done.connect(settle(done), Qt.ConnectionType.QueuedConnection)
    task.failed.connect(settle(failed), Qt.ConnectionType.QueuedConnection)

    def run() -> None:
        try:
            result = work()
        except CallboardError as error:
            task.failed.emit(str(error))
        except Exception as error:  # a thread has no one above it who could tell the user
            task.failed.emit(f"This did not work: {error}")
        else:
            task.done.emit(result)

    threading.Thread(target=run, name="task", daemon=True).start()
