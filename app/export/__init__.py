"""Shifts as a file for a script, a manager or a calendar: complete, or not there at all."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from app.domain import Kept
from app.errors import Unusable
from app.export.columns import Cell
from app.export.naming import Group
from app.export.whole import target_of, whole
from app.export.whose import AS_TOLD, Whose

ENDINGS = (".csv", ".xlsx", ".ics")
BETWEEN = " – "  # the name given and whose calendar it is
EVERY = 500  # shifts between two tellings of how far it is

Progress = Callable[[int], object]  # told how many shifts are written; what it raises ends the writing


def write(
    path: Path,
    rows: Iterable[Kept],
    *,
    bom: bool = False,
    group: Group | None = None,
    who: Whose = AS_TOLD,
    progress: Progress = lambda n: None,
) -> int:
    """Write shifts to a .csv, .xlsx or .ics file, in the order given; return how many.

    `bom`: a .csv begins as spreadsheets know UTF-8 by. `group`: an .xlsx has a sheet for each;
    `who` tells who is one person. The rows are read one by one. Until the file is whole, what stood
    at `path` stands there still.
    Raises Unusable for a path that cannot be one, Failed where this machine failed.
    """
    target = target_of(path, ENDINGS)
    ending = path.suffix.lower()
    if bom and ending != ".csv":
        raise Unusable("Only a .csv file can begin with a byte order mark. Nothing was written.")
    if group is not None and ending != ".xlsx":
        raise Unusable("Only an .xlsx file has a sheet for each group. Nothing was written.")
    counted = _Counted(rows, progress)
    with whole(path, target, counted.tell) as made:
        _write(made, ending, counted, bom=bom, group=group, who=who)
    return counted.number


def write_calendars(
    path: Path,
    rows: Iterable[Kept],
    per: Group,
    *,
    who: Whose = AS_TOLD,
    progress: Progress = lambda n: None,
) -> tuple[int, list[Path]]:
    """Write a calendar for each person or facility beside `path`: `shifts – Adam Jones.ics`.

    Returns how many shifts there were, and the files. Until all are written, none takes its place.
    """
    from app.export import as_ics

    target_of(path, (".ics",))
    counted = _Counted(rows, progress)
    files = as_ics.write_each(path.parent, f"{path.stem}{BETWEEN}", counted, per, counted.tell, who)
    return counted.number, files


def write_table(
    path: Path,
    head: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    check: Callable[[], object] = lambda: None,
) -> int:
    """Write any table to a .csv file, its formulas made harmless as those of shifts are; return its rows.

    What the rows or, in the last moment, `check` raise leaves what stood there.
    """
    from app.export import as_csv

    with whole(path, target_of(path, (".csv",)), check) as made:
        return as_csv.write_table(made, head, rows)


def _write(
    made: Path, ending: str, rows: Iterable[Kept], *, bom: bool, group: Group | None, who: Whose
) -> None:
    """Write in a format; loaded only when asked for, for the libraries are large."""
    match ending:
        case ".csv":
            from app.export import as_csv

            as_csv.write(made, rows, bom=bom)
        case ".xlsx":
            from app.export import as_xlsx

            as_xlsx.write(made, rows, group, who)
        case _:
            from app.export import as_ics

            as_ics.write(made, rows)


class _Counted:
    """Rows, and how many of them were read."""

    def __init__(self, rows: Iterable[Kept], progress: Progress) -> None:
        self._rows = rows
        self._progress = progress
        self.number = 0

    def tell(self) -> None:
        self._progress(self.number)

    def __iter__(self) -> Iterator[Kept]:
        for row in self._rows:
            if self.number % EVERY == 0:
                self.tell()
            self.number += 1
            yield row
