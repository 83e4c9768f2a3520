"""The window's way to the cache: readers of its files, as soon as there are files and a key."""

import threading
from collections.abc import Callable
from pathlib import Path

from app.errors import CallboardError, Unusable
from app.places import Places
from app.secrets import Key
from app.store.reader import Reader


class Pending:
    """A key that is on its way. A keychain may take its time, or ask the user first."""

    def __init__(self, work: Callable[[], Key]) -> None:
        self._there = threading.Event()
        self._key: Key | None = None
        self._error: Exception | None = None
        threading.Thread(target=self._ask, args=(work,), name="key", daemon=True).start()

    def wait(self, seconds: float) -> bool:
        """Wait at most so long; tell whether the answer is there, good or bad."""
        return self._there.wait(seconds)

    @property
    def refused(self) -> bool:
        """Whether the answer was that there is no key."""
        return self._error is not None

    def key(self) -> Key:
        """Return the key, once it is there; raise what went wrong otherwise."""
        self._there.wait()
        if self._key is None:
            raise self._error or Unusable("There is no key.")
        return self._key

    def _ask(self, work: Callable[[], Key]) -> None:
        try:
            self._key = work()
        except Exception as error:  # told to whoever needs the key
            self._error = error
        self._there.set()


class Cache:
    """Opens readers, once there are files and a key."""

    def __init__(self, places: Places, key: Pending) -> None:
        self._places = places
        self._key = key
        self._reader: Reader | None = None
        self.trouble = ""  # why there is no reader, as a sentence; "" if there is nothing to read yet

    def wait(self, seconds: float) -> bool:
        """Wait for the key at most so long; tell whether the answer is there, good or bad."""
        return self._key.wait(seconds)

    def take_key(self, key: Pending) -> None:
        """Use another key from now on."""
        self._key = key

    @property
    def needs_key(self) -> bool:
        """Whether there are files now, but the key was asked for in vain before."""
        return self._reader is None and self._file.exists() and self._key.refused

    @property
    def is_there(self) -> bool:
        """Whether anything has ever been kept."""
        return self._file.exists()

    def reader(self) -> Reader | None:
        """Return the reader of the window's own thread, None while there is nothing to read."""
        if self._reader is None and self._key.wait(0) and self._file.exists():
            try:
                self._reader = self.another()
                self.trouble = ""
            except FileNotFoundError:
                return None
            except CallboardError as error:
                self.trouble = str(error)
        return self._reader

    def another(self) -> Reader:
        """Return a reader for another thread, which closes it; raises as Reader.open and database_key do."""
        return Reader.open(self._places, self._key.key())

    def close(self) -> None:
        """Close the window's own reader; the next one asked for reads the files anew."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    @property
    def _file(self) -> Path:
        return self._places.mirror
