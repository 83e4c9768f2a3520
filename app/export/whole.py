"""A file that is complete or absent: made beside its place, and put there once it is on the disk."""

import errno
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from app.errors import Failed, Unusable

_WRITABLE = (
    stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
)  # for anybody: root, too, means a file that is for nobody


def target_of(path: Path, endings: Sequence[str]) -> Path:
    """Return where a file will stand; raise Unusable for a path that cannot be one of these endings."""
    if path.suffix.lower() not in endings:
        told = f"{', '.join(endings[:-1])} or {endings[-1]}" if len(endings) > 1 else endings[0]
        raise Unusable(
            f"“{path.name}” does not end in {told}, so its format is not known. Nothing was written."
        )
    target = Path(os.path.realpath(path))  # a link keeps its place, what it leads to is replaced
    if target.is_dir():
        raise Unusable(f"“{path}” is a folder; name a file in it. Nothing was written.")
    if target.exists() and not _may_be_replaced(target):
        raise Unusable(f"“{path}” is read-only. Name another file; nothing was written.")
    if not target.parent.is_dir():
        raise Unusable(f"The folder “{path.parent}” does not exist; nothing was written.")
    return target


@contextmanager
def whole(path: Path, target: Path, check: Callable[[], object] = lambda: None) -> Iterator[Path]:
    """Give a path to write to; what is there when the block ends takes the target's place.

    Until then, and if the block or the `check` after it raises anything, what stood there stands
    there still. Raises Failed where this machine failed, naming the file as `path` does.
    """
    with (
        _said(path),
        TemporaryDirectory(dir=target.parent, prefix=".callboard-", ignore_cleanup_errors=True) as folder,
    ):
        made = Path(folder) / target.name
        yield made
        _settle(made)
        check()
        _take_place(made, target)
    _settle_folder(target.parent)


@contextmanager
def several(
    folder: Path, endings: Sequence[str], check: Callable[[], object] = lambda: None
) -> Iterator[Path]:
    """Give a folder to write to; the files in it when the block ends take the places of their like.

    Until then, and if the block or the `check` after it raises anything, all stand as they stood.
    Raises Failed where this machine failed, saying what has taken its place by then.
    """
    there = Path(os.path.realpath(folder))
    with (
        _said(folder),
        TemporaryDirectory(dir=there, prefix=".callboard-", ignore_cleanup_errors=True) as scratch,
    ):
        yield Path(scratch)
        made = {one: target_of(folder / one.name, endings) for one in sorted(Path(scratch).iterdir())}
        for one in made:
            _settle(one)
            check()
        check()
        for n, (one, target) in enumerate(made.items()):
            try:
                _take_place(one, target)
            except OSError as error:
                before = (
                    f"{n} of {len(made)} files were written before it; the others are" if n else "All are"
                )
                raise Failed(
                    f"“{one.name}” was not written: {_reason(error)} {before} as they were."
                ) from error
    _settle_folder(there)


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


def _may_be_replaced(target: Path) -> bool:
    """Tell whether a file may be written to: a folder lets one replace what one may not change."""
    return os.access(target, os.W_OK) and target.stat().st_mode & _WRITABLE != 0


def _take_place(made: Path, target: Path) -> None:
    """Put a file in the place of another; who may read and write that one, may this, where it can be had."""
    with suppress(FileNotFoundError):
        before = target.stat()
        if os.name == "posix" and before.st_gid != made.stat().st_gid:
            with suppress(OSError):  # only to a group that one belongs to
                os.chown(made, -1, before.st_gid)
        if before.st_mode != made.stat().st_mode:
            with suppress(OSError):  # a share may give all its files the owner and the rights it likes
                made.chmod(stat.S_IMODE(before.st_mode))
    os.replace(made, target)


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
