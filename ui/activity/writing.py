"""The record of activity as a .csv file."""

import json
from collections.abc import Iterator
from pathlib import Path

from app.export import EVERY, write_table
from app.export.columns import Cell
from app.store import activity
from app.store.activity import Entry, Sought
from app.store.reader import Reader
from ui.exporting.run import Tell
from ui.words import counted

HEAD = ("Entry", "When (UTC)", "By", "Kind", "What", "About", "State", "Parameters", "Reason", "Words")


def record_written(path: Path, sought: Sought, reader: Reader, tell: Tell) -> str:
    """Write all that is sought, however much it is; return what is to be said of it."""

    def rows() -> Iterator[tuple[Cell, ...]]:
        for n, one in enumerate(_walked(reader, sought)):
            if n % EVERY == 0:
                tell(n, 0)
            yield _row(one)

    n = write_table(path, HEAD, rows(), check=lambda: tell(0, 0))
    return f"{counted(n, 'entry', 'entries')} written to {path.name}"


def _walked(reader: Reader, sought: Sought) -> Iterator[Entry]:
    """Yield entries, the newest first, some at a time: no question holds the file for long."""
    before: int | None = None
    while found := reader.ask(activity.entries, sought, EVERY, before):
        yield from found
        before = found[-1].id


def _row(one: Entry) -> tuple[Cell, ...]:
    return (
        one.id,
        one.at,
        one.by,
        one.kind,
        one.what,
        one.ref,
        one.state,
        json.dumps(dict(one.parameters or one.facts), ensure_ascii=False),
        one.reason,
        one.message,
    )
