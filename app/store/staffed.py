"""Who stands on shifts, of many at once."""

from collections.abc import Sequence

import apsw

from app.store.files import fetched
from app.store.rows import marks


def people_on(db: apsw.Connection, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Return the names of those who stand on each of some shifts; one on which nobody stands is left out."""
    found: dict[int, tuple[str, ...]] = {}
    query = f"select shift_id, person from assignment where shift_id in ({marks(ids)})"
    for shift_id, person in fetched(db, query, tuple(ids)):
        found[shift_id] = (*found.get(shift_id, ()), person)
    return found
