"""A roster as a CSV file: read line by line, so that a bad line costs only itself, and written again. Pure.

The first line names the columns. Besides those of COLUMNS a column may be named as a connection:
it holds the vendor's id of the person there.
"""

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from app.errors import Unusable
from app.people import LONGEST, LONGEST_NOTES, Entry, Person

COLUMNS = ("name", "payroll", "phone", "email", "skills", "notes", "ids")
ALIASES = {
    "person": "name", "full name": "name", "payroll number": "payroll", "payroll no": "payroll",
    "payroll id": "payroll", "contact": "phone", "telephone": "phone", "mobile": "phone",
    "e-mail": "email", "mail": "email", "skill": "skills", "note": "notes", "vendor ids": "ids",
}  # fmt: skip
LARGEST = 10_000_000  # bytes of a file
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would reckon with


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file that can be kept."""

    number: int
    entry: Entry  # without a key
    ids: tuple[str, ...]  # refs


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that cannot be kept, and why."""

    number: int
    sentence: str


def read(data: bytes, connections: Collection[str], known: Collection[str] = ()) -> list[Line | Fault]:
    """Return the lines of a file in their order. Raises Unusable where nothing of it can be read.

    `known`: refs that are somebody's already; they may be of connections that are no more.
    """
    if len(data) > LARGEST:
        raise Unusable(f"The file is larger than {LARGEST // 1_000_000} MB: it is no roster.")
    if data[:2] in (b"PK", b"\xd0\xcf"):
        raise Unusable("The file is a workbook, not CSV. Save it as “CSV UTF-8” first.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Unusable(f"The file is not UTF-8 text, at line {line}. Save it as “CSV UTF-8”.") from error
    if "\0" in text:
        raise Unusable("The file is not text. Save it as “CSV UTF-8”.")
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        head = next(reader, [])
    except csv.Error as error:
        raise Unusable(f"The first line cannot be read ({error}).") from error
    columns = _columns(head, connections)
    found: list[Line | Fault] = []
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return _told_apart(found)
        except csv.Error as error:
            found.append(Fault(number, f"It cannot be read ({error})."))
            continue
        if any(cell.strip() for cell in cells):
            found.append(_line(number, columns, cells, connections, known))


def written(people: Iterable[Person]) -> str:
    """Return everybody who is on the roster or linked, as `read` takes it back."""
    sink = io.StringIO(newline="")
    sheet = csv.writer(sink, lineterminator="\r\n")
    sheet.writerow(COLUMNS)
    for one in people:
        if one.entry is None and len(one.identities) < 2:
            continue
        entry = one.entry or Entry(key="", name=one.name)
        ids = [each.ref for each in one.identities if each.connection is not None]
        cells = (
            entry.name[:LONGEST],
            entry.payroll,
            entry.phone,
            entry.email,
            "; ".join(entry.skills),
            entry.notes,
            "; ".join(ids),
        )
        sheet.writerow([_plain(cell) for cell in cells])
    return sink.getvalue()


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _columns(head: Sequence[str], connections: Collection[str]) -> list[str]:
    names = []
    for title in head:
        name = " ".join(title.casefold().replace("_", " ").split())
        name = ALIASES.get(name, name)
        if name and name not in COLUMNS and name not in connections:
            near = get_close_matches(name, [*COLUMNS, *connections], 1)
            known = ", ".join([*COLUMNS, *sorted(connections)])
            hint = f"did you mean “{near[0]}”?" if near else f"there are: {known}."
            raise Unusable(f"There is no column “{title[:80]}”; {hint} Nothing was imported.")
        if name and name in names:
            raise Unusable(f"The column “{title[:80]}” stands there twice. Nothing was imported.")
        names.append(name)
    if "name" not in names:
        raise Unusable(
            "The first line should name the columns, and one of them should be “name”. Nothing was imported."
        )
    return names


def _line(
    number: int,
    columns: Sequence[str],
    cells: Sequence[str],
    connections: Collection[str],
    known: Collection[str],
) -> Line | Fault:
    if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
        return Fault(number, f"It has {len(cells)} fields, and there are {len(columns)} columns.")
    told = {
        name: _cell(cell, lines=name == "notes") for name, cell in zip(columns, cells, strict=False) if name
    }
    if not told.get("name"):
        return Fault(number, "It has no name.")
    for name, cell in told.items():
        most = LONGEST_NOTES if name in ("notes", "ids") else LONGEST
        if len("\n".join(_parts(cell)) if name == "skills" else cell) > most:
            return Fault(number, f"Its {name} is longer than {most} characters.")
    ids = [f"{name}:{cell}" for name, cell in told.items() if name in connections and cell]
    for ref in _parts(told.get("ids", "")):
        ref = ref.replace("=", ":", 1) if ":" not in ref else ref
        name, sign, person_id = (part.strip() for part in ref.partition(":"))
        if not sign or not name or not person_id:
            return Fault(number, f"“{ref}” is no id: write it as connection:id.")
        if name not in connections and f"{name}:{person_id}" not in known:
            near = get_close_matches(name, connections, 1)
            hint = f" Did you mean “{near[0]}”?" if near else ""
            return Fault(number, f"There is no connection “{name}”.{hint}")
        ids.append(f"{name}:{person_id}")
    entry = Entry(
        key="",
        name=told["name"],
        payroll=told.get("payroll", ""),
        phone=told.get("phone", ""),
        email=told.get("email", ""),
        skills=tuple(_parts(told.get("skills", ""))),
        notes=told.get("notes", ""),
    )
    return Line(number, entry, tuple(dict.fromkeys(ids)))


def _told_apart(found: Sequence[Line | Fault]) -> list[Line | Fault]:
    """Return the lines without those that have nothing but a name that other lines have, too."""
    names = Counter(_name(one) for one in found if isinstance(one, Line))
    told = "Other lines have the same name, and this one neither a payroll number nor an id: nobody can tell."

    def judged(one: Line | Fault) -> Line | Fault:
        is_bare = isinstance(one, Line) and not one.entry.payroll and not one.ids
        return Fault(one.number, told) if is_bare and names[_name(one)] > 1 else one

    return [judged(one) for one in found]


def _name(one: Line | Fault) -> str:
    return " ".join(one.entry.name.casefold().split()) if isinstance(one, Line) else ""


def _cell(text: str, *, lines: bool) -> str:
    if lines:
        text = "\n".join(text.replace("\r\n", "\n").split("\r"))
    text = "".join(ch if ch.isprintable() or (lines and ch == "\n") else " " for ch in text).strip()
    # What was written by us, or by a careful spreadsheet, in front of what looks like a formula.
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def _parts(text: str) -> list[str]:
    parts = text.replace(";", ",").split(",")
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))
