"""A table for scripts and spreadsheets: UTF-8, a comma between cells, times with their offset."""

import csv
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from app.domain import Kept
from app.export.columns import COLUMNS, Cell, plain
from app.shape import utc

# A spreadsheet takes a text that begins like this for a formula, and vendors' text is anybody's.
_FORMULA = (*"=+-@\t\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # the last ones are full-width = + - @


def write(path: Path, rows: Iterable[Kept], *, bom: bool = False) -> None:
    """Write a header and a line a shift; `bom`: begin as spreadsheets know UTF-8 by."""
    head = [column.header for column in COLUMNS]
    write_table(path, head, ([column.of(kept) for column in COLUMNS] for kept in rows), bom=bom)


def write_table(path: Path, head: Sequence[str], rows: Iterable[Sequence[Cell]], *, bom: bool = False) -> int:
    """Write a header and lines; return how many."""
    n = 0
    with path.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\r\n")
        table.writerow(head)
        for row in rows:
            table.writerow([_cell(value) for value in row])
            n += 1
    return n


def _cell(value: Cell) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return (utc(value) or "") if value.tzinfo is UTC else value.isoformat(timespec="seconds")
        case str():
            text = plain(value)
            # "\r" is a line end by now, and the blanks before a sign are no protection.
            return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
        case _:
            return f"{value:f}" if not isinstance(value, int) else str(value)
