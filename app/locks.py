"""Locks between processes that die with their holder: no lock file is ever stale."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

PAUSE = 0.02  # seconds between two tries


@contextmanager
def held(path: Path, *, patience: float = 10.0) -> Iterator[bool]:
    """Hold the lock of a file, which is made if needed, for the length of a `with`.

    Waits up to `patience` seconds for another holder; yields whether the lock was got.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    try:
        deadline = time.monotonic() + patience
        while not (got := _try(handle)) and time.monotonic() < deadline:
            time.sleep(PAUSE)
        yield got
    finally:
        os.close(handle)  # which lets go of the lock


def _try(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
