"""A workbook for people: typed cells, times on the shift's own wall clock, nothing that runs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]

from app.domain import Kept
from app.errors import Unusable
from app.export.columns import COLUMNS, Cell, plain
from app.export.naming import NONE_TOLD, Group, groups_of, sheet_name
from app.export.whose import AS_TOLD, Part, Whose

ONLY = "Shifts"  # the sheet of a workbook without groups
MOST_ROWS = 1_048_576 - 1  # of a worksheet, without the header
MOST_SHEETS = 200  # each keeps a file open while it is filled, and nobody finds a sheet among more

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write(path: Path, rows: Iterable[Kept], group: Group | None = None, who: Whose = AS_TOLD) -> None:
    """Write a header and a row a shift, on one sheet or on one for each group, in order.

    Raises Unusable for more than a worksheet, or a workbook, holds.
    """
    try:
        # Rows wait in files beside the workbook, where they go with it if it fails.
        with xlsxwriter.Workbook(str(path), {**OPTIONS, "tmpdir": str(path.parent)}) as book:
            _fill(book, rows, group, who)
    except xlsxwriter.exceptions.FileCreateError as error:
        if isinstance(error.args[0], OSError):
            raise error.args[0] from error
        raise


def _fill(book: xlsxwriter.Workbook, rows: Iterable[Kept], group: Group | None, who: Whose) -> None:
    forms = _Forms(
        bold=book.add_format({"bold": True}),
        clock=book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        money=book.add_format({"num_format": "0.00"}),
    )
    sheets: dict[str, _Sheet] = {}
    names: dict[str, str] = {}
    taken: set[str] = set()
    for kept in rows:
        for key, name, *_ in (Part(ONLY, ONLY),) if group is None else groups_of(kept, group, who):
            if key not in sheets:
                if len(sheets) == MOST_SHEETS:
                    raise Unusable(
                        f"There would be more than {MOST_SHEETS} sheets; nothing was written. "
                        "Narrow the filters, or choose another grouping."
                    )
                sheets[key] = _Sheet(book, sheet_name(name, taken), forms)
                names[key] = name
            sheets[key].add(kept)
    if not sheets:
        names[ONLY] = ONLY
        sheets[ONLY] = _Sheet(book, ONLY, forms)
    for sheet in sheets.values():
        sheet.end()
    in_order = sorted(names, key=lambda key: (names[key] in NONE_TOLD.values(), names[key].casefold(), key))
    _put_in_order(book, [sheets[key].sheet for key in in_order])


def _put_in_order(book: xlsxwriter.Workbook, sheets: Sequence[xlsxwriter.worksheet.Worksheet]) -> None:
    """Put sheets, made as their first shifts came, into this order."""
    book.worksheets_objs[:] = sheets
    for place, sheet in enumerate(book.worksheets_objs):
        sheet.index = place  # by which the names of filtered areas find it
    book.worksheets_objs[0].activate()


@dataclass(frozen=True, slots=True)
class _Forms:
    bold: xlsxwriter.format.Format
    clock: xlsxwriter.format.Format
    money: xlsxwriter.format.Format


class _Sheet:
    """A worksheet that is being filled."""

    def __init__(self, book: xlsxwriter.Workbook, name: str, forms: _Forms) -> None:
        self.sheet = book.add_worksheet(name)
        self._forms = forms
        self._rows = 0
        for place, column in enumerate(COLUMNS):
            self.sheet.set_column(place, place, column.width)
            self.sheet.write_string(0, place, column.header, forms.bold)
        self.sheet.freeze_panes(1, 1)

    def add(self, kept: Kept) -> None:
        if self._rows == MOST_ROWS:
            raise Unusable(
                f"A worksheet holds no more than {MOST_ROWS:,} shifts; nothing was written. "
                "Narrow the filters, or write a .csv file."
            )
        self._rows += 1
        for place, column in enumerate(COLUMNS):
            self._write(place, column.of(kept))

    def end(self) -> None:
        self.sheet.autofilter(0, 0, self._rows, len(COLUMNS) - 1)

    def _write(self, place: int, value: Cell) -> None:
        sheet, row = self.sheet, self._rows
        match value:
            case None:
                return
            case bool():
                sheet.write_boolean(row, place, value)
            case datetime():
                sheet.write_datetime(row, place, value.replace(tzinfo=None), self._forms.clock)
            case int():
                sheet.write_number(row, place, value)
            case Decimal():
                sheet.write_number(row, place, float(value), self._forms.money)
            case str():
                # Cut by xlsxwriter to the 32,767 that a cell holds.
                sheet.write_string(row, place, plain(value))
