"""Shifts as a file for a script, a manager or a calendar: complete, or not there at all."""

import errno
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from app.domain import Kept
from app.errors import Failed, Unusable

Writer = Callable[[Path, Iterable[Kept]], None]


def write(path: Path, rows: Iterable[Kept]) -> int:
    """Write shifts to a .csv, .xlsx or .ics file, in the order given; return how many.

    The rows are read one by one. Until the file is whole, what stood at `path` stands there
    still. Raises Unusable for a path that cannot be one, Failed where this machine failed.
    """
    writer = _writer(path.suffix.lower())
    if writer is None:
        raise Unusable(
            f"“{path.name}” does not end in .csv, .xlsx or .ics, so its format is not known. "
            "Nothing was written."
        )
    target = Path(os.path.realpath(path))  # a link keeps its place, what it leads to is replaced
    if target.is_dir():
        raise Unusable(f"“{path}” is a folder; name a file in it. Nothing was written.")
    if not target.parent.is_dir():
        raise Unusable(f"The folder “{path.parent}” does not exist; nothing was written.")
    counted = _Counted(rows)
    with (
        _said(path),
        TemporaryDirectory(dir=target.parent, prefix=".callboard-", ignore_cleanup_errors=True) as folder,
    ):
        made = Path(folder) / target.name
        writer(made, counted)
        _settle(made)
        os.replace(made, target)
    _settle_folder(target.parent)
    return counted.number


def _writer(suffix: str) -> Writer | None:
    """Return what writes a format; loaded only when asked for, for the libraries are large."""
    match suffix:
        case ".csv":
            from app.export import as_csv

            return as_csv.write
        case ".xlsx":
            from app.export import as_xlsx

            return as_xlsx.write
        case ".ics":
            from app.export import as_ics

            return as_ics.write
        case _:
            return None


class _Counted:
    """Rows, and how many of them were read."""

    def __init__(self, rows: Iterable[Kept]) -> None:
        self._rows = rows
        self.number = 0

    def __iter__(self) -> Iterator[Kept]:
        for row in self._rows:
            self.number += 1
            yield row


@contextmanager
def _said(path: Path) -> Iterator[None]:
    """Turn what the machine reports into a sentence."""
    try:
        yield
    except OSError as error:
        raise Failed(
            f"“{path}” was not written: {_reason(error)} What was there before is intact."
        ) from error


def _reason(error: OSError) -> str:
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return "the disk is full. Free some space, or name another folder."
        case errno.EROFS:
            return "the disk is read-only. Name another folder."
        case errno.EACCES | errno.EPERM | errno.EBUSY:
            return "it may not be written to, or is open in another program. Name another file."
        case errno.ENAMETOOLONG:
            return "its name is too long. Name it shorter."
        case errno.EFBIG:
            return "it would be larger than files may be here. Narrow the filters, or name another disk."
        case _:
            return f"{error.strerror or 'the disk reports an error'}."


def _settle(file: Path) -> None:
    """Wait until a file is on the disk."""
    with file.open("rb+") as written:
        os.fsync(written.fileno())


def _settle_folder(folder: Path) -> None:
    """Wait until the new name is on the disk, where folders can be waited for."""
    if os.name != "posix":
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return  # it may be entered but not listed; the file itself is on the disk
    try:
        os.fsync(descriptor)
    except OSError:
        return  # some network disks do not know how
    finally:
        os.close(descriptor)
