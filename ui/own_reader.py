"""The reader that a thread of the window has for itself."""

import threading
from collections.abc import Callable

from app.store.reader import Reader


class OwnReader:
    """Opens its reader when the thread first needs it, and again once that one is of no use any more.

    `get` and `close` belong to the thread, `interrupt` and `renew` to everybody else.
    """

    def __init__(self, open_reader: Callable[[], Reader]) -> None:
        self._open = open_reader
        self._turn = threading.Lock()  # no reader is interrupted while it is being closed
        self._reader: Reader | None = None
        self._is_old = False

    def get(self) -> Reader:
        """Return the reader; raises what opening one raises."""
        with self._turn:
            is_old, self._is_old = self._is_old, False
        if is_old:
            self.close()
        if self._reader is None:
            self._reader = self._open()
        return self._reader

    def close(self) -> None:
        """Let go of the reader; the next one reads the files anew."""
        with self._turn:
            reader, self._reader = self._reader, None
        if reader is not None:
            reader.close()

    def interrupt(self) -> None:
        """Break off what is being read."""
        with self._turn:
            if self._reader is not None:
                self._reader.interrupt()

    def renew(self) -> None:
        """Have the next reading begin with the files as they are then."""
        with self._turn:
            self._is_old = True
