"""The window's way to the cache: readers of its files, as soon as there are files and a key."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from app.errors import CallboardError, Unusable
from app.places import Places
from app.secrets import Key
from app.store.files import identity
from app.store.reader import Reader

if TYPE_CHECKING:
    from app.checks.rules import Rules

T = TypeVar("T")


class Pending(Generic[T]):
    """What a thread is working on: a key, for a keychain may take its time or ask the user; a reader."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._there = threading.Event()
        self._found: T | None = None
        self._error: Exception | None = None
        threading.Thread(target=self._ask, args=(work,), name="pending", daemon=True).start()

    def wait(self, seconds: float) -> bool:
        """Wait at most so long; tell whether the answer is there, good or bad."""
        return self._there.wait(seconds)

    @property
    def refused(self) -> bool:
        """Whether the answer was that there is none."""
        return self._error is not None

    def get(self) -> T:
        """Return what was found, once it is there; raise what went wrong otherwise."""
        self._there.wait()
        if self._found is None:
            raise self._error or Unusable("There is nothing.")
        return self._found

    def _ask(self, work: Callable[[], T]) -> None:
        try:
            self._found = work()
        except Exception as error:  # told to whoever needs it
            self._error = error
        self._there.set()


class Cache:
    """Opens readers, once there are files and a key."""

    def __init__(self, places: Places, key: Pending[Key]) -> None:
        self._places = places
        self._key = key
        self._early: Pending[Reader] | None = None
        self._reader: Reader | None = None
        self._read: tuple[int, int] | None = None  # which file the window's reader has open
        self._rules: Callable[[], Rules] | None = None
        self.faulty: Callable[[str], object] = lambda told: None  # hears what is wrong with those rules
        self.trouble = ""  # why there is no reader, as a sentence; "" if there is nothing to read yet

    def rules(self) -> "Rules":
        """Return the rules of the desk's checks as they stand now."""
        if self._rules is None:
            from app.rules_file import rules_at  # the first sight needs none

            self._rules = rules_at(self._places.settings_file, lambda told: self.faulty(told))
        return self._rules()

    def begin(self) -> None:
        """Begin to open the first reader, in a thread: files are read well while Qt is being loaded."""
        if self.is_there:
            self._read = identity(self._file)
            self._early = Pending(self._warmed)

    def wait(self, seconds: float) -> bool:
        """Wait for the key at most so long; tell whether the answer is there, good or bad."""
        return self._key.wait(seconds)

    def take_key(self, key: Pending[Key]) -> None:
        """Use another key from now on."""
        self._key, self._early = key, None

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
                self._reader = self._first()
                self.trouble = ""
            except FileNotFoundError:
                return None
            except CallboardError as error:
                self.trouble = str(error)
        return self._reader

    def another(self) -> Reader:
        """Return a reader for another thread, which closes it; raises as Reader.open and database_key do."""
        return Reader.open(self._places, self._key.get())

    def renew(self) -> bool:
        """Let go of the window's reader if its file has been replaced; tell whether it was."""
        if self._reader is None or self._read == identity(self._file):
            return False
        self.close()
        return True

    def close(self) -> None:
        """Close the window's own reader; the next one asked for reads the files anew."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def _first(self) -> Reader:
        early, self._early = self._early, None
        if early:
            return early.get()
        self._read = identity(self._file)
        return self.another()

    def _warmed(self) -> Reader:
        reader = self.another()
        reader.listing()  # what it reads stays in the reader's memory: the first sight asks for the same
        return reader

    @property
    def _file(self) -> Path:
        return self._places.mirror
