"""What shifts are put together by, and names for the sheets and files that hold them."""

import re
from collections.abc import Iterator
from hashlib import sha256
from typing import Literal

from app.domain import Kept
from app.export.columns import plain

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


def groups_of(kept: Kept, by: Group) -> Iterator[str]:
    """Yield the groups that a shift belongs to: several where several people are on it."""
    shift = kept.shift
    match by:
        case "day":
            yield shift.day.isoformat()
        case "connection":
            yield shift.connection
        case "facility":
            yield shift.facility or NONE_TOLD[by]
        case "person":
            yield from dict.fromkeys(one.person for one in shift.assignments)
            if not shift.assignments:
                yield NONE_TOLD[by]


def sheet_name(text: str, taken: set[str]) -> str:
    """Return a name that a worksheet may have and that no other has; it is added to `taken`."""
    name = _shown(text, _NOT_IN_SHEETS).strip("'")[:LONGEST_SHEET].strip() or "–"
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


def _shown(text: str, unfit: re.Pattern[str]) -> str:
    short = text[:1000]  # a name may be a megabyte long
    return " ".join(unfit.sub(" ", _TURNING.sub("", plain(short))).split())
