"""What a support call needs: the log file, and how this installation stands. Never a secret."""

import logging
import os
import platform
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import metadata
from logging.handlers import WatchedFileHandler
from pathlib import Path
from typing import TYPE_CHECKING

from app import __version__
from app.errors import Failed, Unusable
from app.locks import held
from app.places import Places
from app.secrets import Key

if TYPE_CHECKING:
    from app.store.files import Layout

LARGEST_LOG = 5_000_000  # bytes; then it is begun anew, and the one before it kept
LIBRARIES = ("httpx", "pydantic", "keyring", "PySide6-Essentials")


@contextmanager
def logged(places: Places, *, verbose: bool = False) -> Iterator[None]:
    """Let the program's records go to the log file, and with `verbose` to standard error as well.

    Where the file cannot be written, the program goes on without.
    """
    handlers: list[logging.Handler] = []
    with suppress(OSError):
        handlers.append(_Log(places))
    if verbose:
        handlers.append(logging.StreamHandler(sys.stderr))
    form = logging.Formatter(
        "%(asctime)sZ %(levelname)s %(process)d %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S"
    )
    form.converter = time.gmtime
    root = logging.getLogger()
    for handler in handlers:
        handler.setFormatter(form)
        root.addHandler(handler)
    for name in ("app", "ui"):
        logging.getLogger(name).setLevel(logging.DEBUG if verbose else logging.INFO)
    # They would record addresses, and Shiftboard's carry the account's key and signature.
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    try:
        yield
    finally:
        for handler in handlers:
            root.removeHandler(handler)
            handler.close()


class _Log(WatchedFileHandler):
    """The log file, which is begun anew when it is large: by whichever process notices, for all of them."""

    def __init__(self, places: Places) -> None:
        self._places = places
        super().__init__(_log_file(places), encoding="utf-8", errors="backslashreplace")

    def emit(self, record: logging.LogRecord) -> None:
        if self.stream is not None and self.stream.tell() > LARGEST_LOG:
            with suppress(OSError), held(self._places.logs / "log.lock", patience=0) as mine:
                if mine:
                    self.close()
                    _log_file(self._places)
        super().emit(record)


def _log_file(places: Places) -> Path:
    places.logs.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = places.log_file
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    size = os.fstat(handle).st_size
    os.close(handle)
    if size > LARGEST_LOG:
        try:
            path.replace(path.with_suffix(".1.log"))
        except OSError:
            return path  # Windows: another Callboard has it open
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
    return path


def versions() -> dict[str, str | None]:
    """Return what is installed, by name; None for what is not."""
    import apsw

    found: dict[str, str | None] = {
        "callboard": __version__,
        "python": platform.python_version(),
        "sqlite": apsw.sqlite_lib_version(),
        "sqlite3mc": getattr(apsw, "mc_version", "").rpartition(" ")[2] or None,
        "platform": platform.platform(),
    }
    for name in LIBRARIES:
        try:
            found[name.lower()] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name.lower()] = None
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """How one of the two database files stands. `fault` is a sentence, None for a sound or absent one."""

    name: str
    path: Path
    size: int | None  # bytes; None: there is none yet
    fault: str | None = None
    misconfigured: bool = False  # the fault is a wrong key or a foreign file: nothing is broken


def databases(places: Places, key: Key | None) -> list[Database]:
    """Return how the files stand after each was read whole; without a key, only whether they are there."""
    from app.store.reader import DESK, MIRROR

    return [_database(places.mirror, key, MIRROR), _database(places.desk, key, DESK)]


def record_flaws(places: Places, key: Key | None) -> list[str]:
    """Return what does not fit together in the record of activity, as sentences."""
    from app.store.activity import flaws
    from app.store.files import open_reading, translating
    from app.store.reader import DESK

    if key is None or not places.desk.exists():
        return []
    try:
        file = open_reading(places.desk, key, DESK)
        try:
            with translating():
                return flaws(file)
        finally:
            file.close()
    except (Failed, FileNotFoundError, Unusable):
        return []  # why, is told of the databases


def exposed(places: Places) -> list[Path]:
    """Return the files that hold or open what is private, and that others on this machine may read."""
    if os.name != "posix":
        return []
    private = (places.key_file, places.secrets_file, places.mirror, places.desk, places.log_file)
    return [path for path in private if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077]


def _database(path: Path, key: Key | None, layout: "Layout") -> Database:
    from app.store.files import Damaged, open_reading, translating

    size = path.stat().st_size if path.exists() else None
    if key is None or not size:
        return Database(name=layout.title, path=path, size=size)
    try:
        file = open_reading(path, key, layout)
        try:
            with translating():
                lines = [str(line) for (line,) in file.execute("pragma quick_check(5)").fetchall()]
        finally:
            file.close()
    except Damaged:
        return Database(
            name=layout.title, path=path, size=size, fault=f"The {layout.title} ({path}) is damaged."
        )
    except (Unusable, Failed) as error:
        return Database(
            name=layout.title,
            path=path,
            size=size,
            fault=str(error),
            misconfigured=isinstance(error, Unusable),
        )
    fault = None if lines == ["ok"] else f"The {layout.title} ({path}) is damaged: {'; '.join(lines)}."
    return Database(name=layout.title, path=path, size=size, fault=fault)
