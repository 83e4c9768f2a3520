"""Whose a calendar is that is kept up to date: it stands in the file, so that its name stays theirs."""

import re
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote, unquote

PROPERTY = "X-CALLBOARD-OWNER"
LONGEST = 200  # characters of a ref that are told as they are: some vendors give a name for an id

_TOLD = re.compile(rf"^{PROPERTY}:(.*)\r$".encode(), re.MULTILINE)


def told(kind: str, ref: str) -> str:
    """Return what a file says of its owner: whose calendars it is one of, and which."""
    return quote(f"{kind} {_short(ref)}", safe=":@", errors="replace")


def owner_of(path: Path) -> str | None:
    """Return what a file says of its owner, None for nothing."""
    with path.open("rb") as calendar:
        begins = calendar.read(8 * LONGEST + 4096).replace(b"\r\n ", b"")
    found = _TOLD.search(begins)
    return None if found is None else found[1].decode("ascii", "replace")


def owned(
    files: Iterable[Path], kind: str, keys: Iterable[str], of: Callable[[str], str]
) -> dict[Path, tuple[str, str]]:
    """Return the key of its group and the owner as told, by file, for all whose group is among `keys`.

    `of`: whose a ref is now. Two files have one key once somebody has linked their owners.
    """
    known = {told(kind, key): key for key in keys}
    found: dict[Path, tuple[str, str]] = {}
    for file in files:
        owner = owner_of(file)
        if owner is None:
            continue
        said, _, ref = unquote(owner).partition(" ")
        if said == kind and (key := known.get(told(kind, of(ref)))) is not None:
            found[file] = key, owner
    return found


def _short(ref: str) -> str:
    return ref if len(ref) <= LONGEST else sha256(ref.encode("utf-8", "replace")).hexdigest()
