"""Opening an encrypted database file: whose it is, whether it is sound, which version it has.

Beside each file lies `<name>.fingerprint`, made of the key and a salt of its own: it tells a
wrong key (the file is left alone) from a damaged file, for SQLite answers both alike.
"""

import functools
import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import apsw

from app.errors import Failed, Unusable
from app.secrets import Key

P = ParamSpec("P")
R = TypeVar("R")

BUSY = 5000  # milliseconds to wait for another process's transaction
SMALLEST = 512  # bytes: what is shorter, SQLite takes for an empty file and writes over it


class Damaged(Failed):
    """The file's content does not hold together; it was not changed."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What makes a file one of ours."""

    title: str
    application_id: int
    migrations: Sequence[str]
    synchronous: str


def translated(work: Callable[P, R]) -> Callable[P, R]:
    """Let a function's SQLite errors come out as ours: a sentence, the cause chained."""

    @functools.wraps(work)
    def inner(*args: P.args, **kwargs: P.kwargs) -> R:
        with translating():
            return work(*args, **kwargs)

    return inner


@contextmanager
def translating() -> Iterator[None]:
    """Turn SQLite's errors into ours while the block runs."""
    try:
        yield
    except (apsw.CorruptError, apsw.NotADBError) as error:
        raise Damaged(
            "A database file is damaged; nothing in it was changed. “callboard doctor” says which one, and "
            "“callboard sync” sets a damaged mirror aside and fills it anew."
        ) from error
    except apsw.FullError as error:
        raise Failed(
            "The disk is full: the last step was undone, everything before it is kept. Free some space."
        ) from error
    except (apsw.ReadOnlyError, apsw.PermissionsError) as error:
        raise Failed(
            "The data folder cannot be written to; nothing was changed. Check its rights."
        ) from error
    except apsw.CantOpenError as error:
        raise Failed(
            "A database file cannot be opened; nothing was changed. Check the folder's rights."
        ) from error
    except apsw.BusyError as error:
        raise Failed(
            "Another Callboard has been writing for too long; nothing was changed. Try again."
        ) from error
    except apsw.IOError as error:
        raise Failed("The disk reports an error; the last step was undone. Check the disk.") from error
    except OSError as error:
        raise Failed(
            f"{error.filename or 'A file of Callboard'} cannot be used ({error.strerror}); what was there is "
            "intact. Check the disk and the rights of its folder."
        ) from error


@contextmanager
def transaction(db: apsw.Connection) -> Iterator[None]:
    """Do everything in the block at once or not at all.

    `with db:` would hold Python's lock through the commit and stall the other threads.
    """
    db.execute("begin immediate")
    try:
        yield
    except BaseException:
        if db.in_transaction:  # a full disk has already rolled back
            db.execute("rollback")
        raise
    db.execute("commit")


def fetched(db: apsw.Connection, query: str, bound: Sequence[Any] = ()) -> list[Any]:
    """Return all rows at once: a cursor left open would keep the log from shrinking."""
    return db.execute(query, tuple(bound)).fetchall()


def identity(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from one that takes its place under the same name; None if there is none."""
    try:
        told = path.stat()
    except OSError:
        return None
    return told.st_dev, told.st_ino


def open_writing(path: Path, key: Key, layout: Layout) -> apsw.Connection:
    """Return a connection to a sound, current file, made if there is none.

    Raises Unusable for a wrong key, a foreign file or a newer version, Damaged for a damaged
    one, Failed for a disk that does not take it. In none of these is the file changed.
    """
    new = check_key(path, key, layout)
    log = path.with_name(path.name + "-wal")
    with translating():
        if new:
            _fingerprint(path).unlink(missing_ok=True)  # of a file that was moved away
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # SQLite alone would make it 0644
        logged = log.exists()
        db = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
    try:
        _unlock(db, path, key, layout, new=new)
        with translating():
            _migrate(db, path, layout)
            db.execute(f"pragma synchronous={layout.synchronous}")
            if not _fingerprint(path).exists():
                _write_fingerprint(path, key)
    except BaseException:
        if logged:  # closing would move it into a file that was to be left as it is
            db.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
        db.close()
        raise
    return db


def open_reading(path: Path, key: Key, layout: Layout) -> apsw.Connection:
    """Return a read-only connection; raise FileNotFoundError if there is no file yet.

    An older version's file is brought up to date first.
    """
    if check_key(path, key, layout):
        raise FileNotFoundError(str(path))
    with translating():
        db = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        _unlock(db, path, key, layout, new=False)
        with translating():
            version = _check_version(db, path, layout)
        if version == 0:  # another process is about to make it
            raise FileNotFoundError(str(path))
    except BaseException:
        db.close()
        raise
    if version < len(layout.migrations):
        db.close()
        open_writing(path, key, layout).close()
        return open_reading(path, key, layout)
    return db


def check_key(path: Path, key: Key, layout: Layout) -> bool:
    """Return whether a file is yet to be made; raise Unusable if it was made with another key.

    Raises Damaged for a file that has lost all its content.
    """
    if not path.exists():
        return True
    size = path.stat().st_size
    if _fingerprint(path).exists():
        _check_fingerprint(path, key, layout)
        if size < SMALLEST:
            raise Damaged(f"The {layout.title} ({path}) is empty.")
    elif 0 < size < SMALLEST:
        raise Unusable(_unknown(path))
    return size == 0


def attach(db: apsw.Connection, name: str, path: Path, key: Key, layout: Layout) -> None:
    """Let a connection read a second file as well, after the same checks."""
    open_reading(path, key, layout).close()
    with translating():
        db.execute(f"attach database ? as {name} key ?", (str(path), key.pragma))


def set_aside(path: Path) -> Path:
    """Rename a damaged file and what belongs to it under a dated name, which is returned."""
    stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H%M%S")
    aside = path.with_name(f"{path.name}.damaged-{stamp}")
    for suffix in ("-wal", "-shm", ".fingerprint", ""):
        source = path.with_name(path.name + suffix)
        if source.exists():
            source.rename(aside.with_name(aside.name + suffix))
    return aside


def copy_to(db: apsw.Connection, source: Path, target: Path) -> None:
    """Copy an open database, still encrypted; the target appears whole or not at all."""
    unfinished = target.with_name(target.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    with translating():
        db.execute("vacuum into ?", (str(unfinished),))
    os.chmod(unfinished, 0o600)
    _fingerprint(target).write_bytes(_fingerprint(source).read_bytes())
    unfinished.replace(target)


def _unlock(db: apsw.Connection, path: Path, key: Key, layout: Layout, *, new: bool) -> None:
    db.set_busy_timeout(BUSY)
    known = _fingerprint(path).exists()
    try:
        db.pragma("key", key.pragma)
        if not new:
            db.execute("select count(*) from sqlite_schema").fetchall()
    except apsw.NotADBError as error:
        if known:
            raise Damaged(f"The {layout.title} ({path}) is damaged at its beginning.") from error
        raise Unusable(_unknown(path)) from error
    except apsw.CorruptError as error:
        raise Damaged(f"The {layout.title} ({path}) is damaged.") from error
    except (apsw.CantOpenError, apsw.BusyError, apsw.IOError, apsw.ReadOnlyError):
        with translating():
            raise
    db.execute("pragma cache_size=-16384")


def _unknown(path: Path) -> str:
    return (
        f"{path} is not readable with this key, or not a file of Callboard; it was left as it is. "
        "Give the key it was made with, or move the file away."
    )


def _check_fingerprint(path: Path, key: Key, layout: Layout) -> None:
    try:
        kept = json.loads(_fingerprint(path).read_text("ascii"))
        salt, fingerprint = bytes.fromhex(kept["salt"]), kept["fingerprint"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unusable(
            f"{_fingerprint(path)} is not readable, so the key cannot be checked; nothing was touched. "
            "Restore it from a backup, or move it away if you are sure of the key."
        ) from error
    if key.fingerprint(salt) != fingerprint:
        raise Unusable(
            f"The {layout.title} ({path}) was made with another key; it was left as it is. "
            "Give the right key (CALLBOARD_DB_KEY or the keychain), or use another folder."
        )


def _check_version(db: apsw.Connection, path: Path, layout: Layout) -> int:
    application_id, version = db.pragma("application_id"), db.pragma("user_version")
    if version == application_id == 0 and not db.execute("select count(*) from sqlite_schema").get:
        return 0
    if application_id != layout.application_id:
        raise Unusable(f"{path} is not the {layout.title} of Callboard; it was left as it is. Move it away.")
    if version > len(layout.migrations):
        raise Unusable(
            f"The {layout.title} ({path}) was made by a newer Callboard (version {version} of its tables, "
            f"this one knows {len(layout.migrations)}); it was left as it is. Update Callboard."
        )
    return int(version)


def _migrate(db: apsw.Connection, path: Path, layout: Layout) -> None:
    version = _check_version(db, path, layout)
    if db.pragma("journal_mode") != "wal":
        db.pragma("journal_mode", "wal")
    for number in range(version, len(layout.migrations)):
        with transaction(db):
            if _check_version(db, path, layout) > number:  # another process was quicker
                continue
            db.execute(layout.migrations[number])
            db.pragma("application_id", layout.application_id)
            db.pragma("user_version", number + 1)


def _fingerprint(path: Path) -> Path:
    return path.with_name(path.name + ".fingerprint")


def _write_fingerprint(path: Path, key: Key) -> None:
    salt = os.urandom(16)
    text = json.dumps({"salt": salt.hex(), "fingerprint": key.fingerprint(salt)})
    unfinished = _fingerprint(path).with_name(_fingerprint(path).name + f".{os.getpid()}")
    unfinished.write_text(text, "ascii")
    os.chmod(unfinished, 0o600)
    unfinished.replace(_fingerprint(path))
