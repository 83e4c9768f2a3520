"""A workbook for people: typed cells, times on the shift's own wall clock, nothing that runs."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]

from app.domain import Kept
from app.errors import Unusable
from app.export.columns import COLUMNS, Cell, plain

MOST_ROWS = 1_048_576 - 1  # of a worksheet, without the header

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write(path: Path, rows: Iterable[Kept]) -> None:
    """Write a header and a row a shift; raise Unusable for more than a worksheet holds."""
    try:
        # Rows wait in files beside the workbook, where they go with it if it fails.
        with xlsxwriter.Workbook(str(path), {**OPTIONS, "tmpdir": str(path.parent)}) as book:
            _fill(book, rows)
    except xlsxwriter.exceptions.FileCreateError as error:
        if isinstance(error.args[0], OSError):
            raise error.args[0] from error
        raise


def _fill(book: xlsxwriter.Workbook, rows: Iterable[Kept]) -> None:
    sheet = book.add_worksheet("Shifts")
    bold = book.add_format({"bold": True})
    clock = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    money = book.add_format({"num_format": "0.00"})
    for place, column in enumerate(COLUMNS):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, column.header, bold)
    sheet.freeze_panes(1, 1)
    number = 0
    for number, kept in enumerate(rows, 1):
        if number > MOST_ROWS:
            raise Unusable(
                f"A worksheet holds no more than {MOST_ROWS:,} shifts; nothing was written. "
                "Narrow the filters, or write a .csv file."
            )
        for place, column in enumerate(COLUMNS):
            _cell(sheet, number, place, column.of(kept), clock, money)
    sheet.autofilter(0, 0, number, len(COLUMNS) - 1)


def _cell(
    sheet: xlsxwriter.worksheet.Worksheet,
    row: int,
    place: int,
    value: Cell,
    clock: xlsxwriter.format.Format,
    money: xlsxwriter.format.Format,
) -> None:
    match value:
        case None:
            return
        case bool():
            sheet.write_boolean(row, place, value)
        case datetime():
            sheet.write_datetime(row, place, value.replace(tzinfo=None), clock)
        case int():
            sheet.write_number(row, place, value)
        case Decimal():
            sheet.write_number(row, place, float(value), money)
        case str():
            sheet.write_string(row, place, plain(value))  # cut by xlsxwriter to the 32,767 that a cell holds
