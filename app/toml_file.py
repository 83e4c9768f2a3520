"""Changing a TOML file that people edit as well: their comments and order stay, nothing is half written."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import Failed, Unusable
from app.locks import held

if TYPE_CHECKING:
    from tomlkit import TOMLDocument


def rewrite(path: Path, change: Callable[["TOMLDocument"], None]) -> None:
    """Let a change be made to a file, new or known.

    Raises Unusable where the file as it stands cannot be understood, Failed where it cannot be written.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        with held(path.with_suffix(".lock")) as mine:
            if not mine:
                raise Failed(f"{path} was not changed: another Callboard is writing to it. Try again.")
            path = path.resolve()  # it may be a link into somebody's collection of settings
            text = path.read_bytes().decode("utf-8-sig") if path.exists() else ""
            document = tomlkit.parse(text)
            change(document)
            _replace(path, tomlkit.dumps(document))
    except (TOMLKitError, ValueError, RecursionError) as error:
        raise Unusable(
            f"{path} was not changed, as it cannot be understood: {error}. Mend it first."
        ) from error
    except OSError as error:
        raise Failed(f"{path} cannot be written ({error.strerror}). It stands as it was.") from error


def _replace(path: Path, text: str) -> None:
    handle, spare = tempfile.mkstemp(prefix=f".{path.stem}-", dir=path.parent)  # of mode 0600
    try:
        with open(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(spare, path)
    except BaseException:
        os.unlink(spare)
        raise
