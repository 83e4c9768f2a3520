"""What open intents lay over the rows of a board: the screen shows at once what is expected."""

import json
from dataclasses import dataclass

import apsw

from app.store.files import fetched
from app.store.rows import BoardRow


@dataclass(frozen=True, slots=True)
class Overlay:
    """An open intent on one shift."""

    intent: str  # its state
    state: str | None  # of the shift, as expected; None: no preview was made
    people: str | None
    filled: int


def overlays(db: apsw.Connection) -> dict[str, Overlay]:
    """Return the overlays by ref, from a connection to which the desk is attached."""
    rows = fetched(
        db,
        """select connection || ':' || external_id, state, preview from desk.intent
           where finished_at is null order by id""",
    )
    found = {}
    for ref, state, preview in rows:
        told = {} if preview is None else json.loads(preview)
        found[ref] = Overlay(state, told.get("state"), told.get("people"), told.get("filled") or 0)
    return found


def laid_over(row: BoardRow, overlay: Overlay | None) -> BoardRow:
    """Return a row as the screen shows it."""
    if overlay is None:
        return row
    if overlay.state is None:
        return row._replace(intent=overlay.intent)
    return row._replace(
        intent=overlay.intent, state=overlay.state, people=overlay.people, filled=overlay.filled
    )
