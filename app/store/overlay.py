"""What open intents lay over the rows of a board: the screen shows at once what is expected."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import apsw

from app.store.files import fetched
from app.store.rows import BOARD, BoardRow


@dataclass(frozen=True, slots=True)
class Overlay:
    """An open intent on one shift."""

    intent: str  # its state
    expected: Mapping[str, object]  # what it changes of a row, by name


def overlays(db: apsw.Connection) -> dict[str, Overlay]:
    """Return the overlays by ref, from a connection to which the desk is attached."""
    rows = fetched(
        db,
        """select connection || ':' || external_id, state, basis, preview from desk.intent
           where finished_at is null order by id""",
    )
    found = {}
    for ref, state, basis, preview in rows:
        was, wanted = json.loads(basis or "{}"), json.loads(preview or "{}")
        differing: dict[str, object] = {}
        if state != "held" and wanted:  # what is held is shown as it stands
            names = ("state", "people", "filled")
            differing = {name: wanted.get(name) for name in names if wanted.get(name) != was.get(name)}
        found[ref] = Overlay(state, differing)
    return found


def laid_over(row: BoardRow, overlay: Overlay | None) -> BoardRow:
    """Return a row as the screen shows it."""
    if overlay is None:
        return row
    return row._replace(intent=overlay.intent, **overlay.expected)  # type: ignore[arg-type]  # values as stored


def rows_of(db: apsw.Connection, ids: Sequence[int]) -> list[BoardRow]:
    """Return the shifts of these ids as the screen shows them, in their order, without those gone."""
    found = rows_where(db, "where id in (select value from json_each(?))", (json.dumps(list(ids)),))
    by_id = {row.id: row for row in found}
    return [by_id[one] for one in ids if one in by_id]


def rows_where(db: apsw.Connection, clause: str, bound: Sequence[Any]) -> list[BoardRow]:
    """Return the shifts of a clause over `shift` as the screen shows them."""
    rows = [BoardRow._make((*row, None)) for row in fetched(db, f"select {BOARD} from shift {clause}", bound)]
    waiting = overlays(db)
    return [laid_over(row, waiting.get(row.ref)) for row in rows] if waiting else rows
