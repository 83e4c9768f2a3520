"""What shifts are put together by, and names for the sheets and files that hold them."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Literal

from app.domain import Kept, State
from app.export.columns import plain
from app.export.whose import AS_TOLD, Part, Whose, apart

Group = Literal["day", "facility", "person", "connection"]
GROUPS: tuple[Group, ...] = ("day", "facility", "person", "connection")
PER: tuple[Group, ...] = ("person", "facility")  # whose shifts a calendar may have

NONE_TOLD: dict[Group, str] = {"facility": "No facility told", "person": "Nobody yet"}

LONGEST_SHEET = 31  # characters, says Excel
LONGEST_FILE = 80  # of a name's own: 255 bytes have to hold it with its ending and what the user calls it

_NOT_IN_SHEETS = re.compile(r"[\[\]:*?/\\\n\t]")
_NOT_IN_FILES = re.compile(r'[<>:"/\\|?*\n\t]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)  # devices, to Windows
# Marks that turn the direction of writing: a name of a file could pretend to be another one.
_TURNING = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def groups_of(kept: Kept, by: Group, who: Whose = AS_TOLD) -> Iterator[Part]:
    """Yield the groups that a shift belongs to: several where several people are on it.

    Who has dropped out of a shift is on it no more; one that is off altogether stays with whom it was for.
    """
    shift = kept.shift
    match by:
        case "day":
            yield Part(shift.day.isoformat(), shift.day.isoformat())
        case "connection":
            yield Part(shift.connection, shift.connection)
        case "facility":
            name = shift.facility or NONE_TOLD[by]
            yield Part(name.casefold(), name)
        case "person":
            off = shift.state is State.CANCELLED
            on_it = [one for one in shift.assignments if off or one.state is not State.CANCELLED]
            found = [who(shift.connection, one) for one in on_it]
            yield from {part.key: part for part in reversed(found)}.values()
            if not found:
                yield Part("", NONE_TOLD[by])


def sheet_name(text: str, taken: set[str]) -> str:
    """Return a name that a worksheet may have and that no other has; it is added to `taken`."""
    # Neither end may be an apostrophe, nor the end that the cut makes.
    name = _shown(text, _NOT_IN_SHEETS).strip(" '")[:LONGEST_SHEET].strip(" '") or "–"
    if name.casefold() == "history":  # Excel keeps that one for itself
        name = "History ’"
    found, n = name, 1
    while found.casefold() in taken:
        n += 1
        end = f" ({n})"
        found = name[: LONGEST_SHEET - len(end)].rstrip() + end
    taken.add(found.casefold())
    return found


def file_name(text: str) -> str:
    """Return a name that any system's file may have: the same one whenever the text is the same."""
    name = _shown(text, _NOT_IN_FILES)[:LONGEST_FILE].strip(" .")
    while len(name.encode()) > 2 * LONGEST_FILE:
        name = name[:-1].strip(" .")
    if name and name == text and not _RESERVED.fullmatch(name):
        return name
    return f"{name or '–'} {sha256(text.encode('utf-8', 'replace')).hexdigest()[:6]}"


def file_names(called: Mapping[str, str], taken: Iterable[str] = ()) -> dict[str, str]:
    """Return a file's name for each key, after what it is called.

    To some systems two names are one that differ in their capitals alone; such ones get their key, as
    does one that is `taken`.
    """
    others = Counter(name.casefold() for name in taken)
    names = dict(called)
    for tell in (apart, lambda name, key: f"{name} {sha256(key.encode('utf-8', 'replace')).hexdigest()[:6]}"):
        alike = others + Counter(file_name(name).casefold() for name in names.values())
        names = {
            key: name if alike[file_name(name).casefold()] == 1 else tell(name, key)
            for key, name in names.items()
        }
    return {key: file_name(name) for key, name in names.items()}


def _shown(text: str, unfit: re.Pattern[str]) -> str:
    short = text[:1000]  # a name may be a megabyte long
    return " ".join(unfit.sub(" ", _TURNING.sub("", plain(short))).split())
