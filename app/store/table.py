"""The rows of shifts and of who is on them, as they are written: no news, no transactions of their own."""

from collections.abc import Sequence
from dataclasses import dataclass

import apsw

from app.domain import Kept
from app.store import search
from app.store.files import fetched
from app.store.loading import load
from app.store.rows import COLUMNS, CONTENT, chunks, marks
from app.store.writing import Written


@dataclass(frozen=True, slots=True)
class Known:
    """What tells whether a row is to be written again."""

    id: int
    mark: bytes
    start: int
    day: int
    removed: bool
    missed: bool
    read_at: float  # when a reading of it alone began; 0: never


class Rows:
    """The shifts of the mirror, row by row; within the caller's transaction."""

    def __init__(self, db: apsw.Connection) -> None:
        self._db = db
        self._people: dict[tuple[str, str], str] = {}  # names on record, by connection and id

    def forget_people(self) -> None:
        """Take no name for known: what was written was undone, or dropped."""
        self._people.clear()

    def known(self, connection: str, refs: Sequence[str]) -> dict[str, Known]:
        """Return what the mirror has under external ids; unknown ones are left out."""
        rows = fetched(
            self._db,
            f"""select external_id, id, mark, start, day, removed, missed, read_at from shift
                where connection=? and external_id in ({marks(refs)})""",
            (connection, *refs),
        )
        return {
            ref: Known(id_, mark, start, day, removed is not None, missed is not None, read_at or 0.0)
            for ref, id_, mark, start, day, removed, missed, read_at in rows
        }

    def read_singly(self, ids: Sequence[int], began: float) -> None:
        """Note when a reading of these rows alone began."""
        self._db.execute(f"update shift set read_at=? where id in ({marks(ids)})", (began, *ids))

    def load(self, ids: Sequence[int]) -> dict[int, Kept]:
        """Return shifts by their ids."""
        if not ids:
            return {}
        return load(self._db, f"where s.id in ({marks(ids)})", ids)

    def insert(self, rows: Sequence[tuple[int, Written]], now: int) -> None:
        """Write new rows, each with the id it is to have."""
        if not rows:
            return
        # One statement for all rows: SQLite then works without Python's lock throughout.
        places = ", ".join([f"({marks(COLUMNS)}, ?, ?, ?, ?)"] * len(rows))
        self._db.execute(
            f"insert into shift({CONTENT}, id, mark, clock, last_seen) values {places}",
            [value for id_, row in rows for value in (*row.values, id_, row.mark, row.clock, now)],
        )
        self._assign(rows)

    def update(self, row: Known, after: Written, now: int) -> None:
        """Write a known row anew; it is visible from then on."""
        self._db.execute(
            f"""update shift set {", ".join(f"{name}=?" for name in COLUMNS)}, mark=?, clock=?, last_seen=?,
                removed=null, missed=null where id=?""",
            (*after.values, after.mark, after.clock, now, row.id),
        )
        self._db.execute("delete from assignment where shift_id=?", (row.id,))
        self._assign([(row.id, after)])

    def _assign(self, rows: Sequence[tuple[int, Written]]) -> None:
        assignments = [
            (id_, position, *values) for id_, row in rows for position, values in enumerate(row.assignments)
        ]
        for chunk in chunks(assignments):
            one = f"({marks(chunk[0])})"
            self._db.execute(
                f"insert into assignment values {', '.join([one] * len(chunk))}",
                [value for values in chunk for value in values],
            )
        met = {
            (row.values[0], values[2]): values[1]
            for _, row in rows
            for values in row.assignments
            if values[2]
        }
        self._db.executemany(
            "insert or replace into person values(?, ?, ?)",
            [(*whose, name) for whose, name in met.items() if self._people.get(whose) != name],
        )
        self._people |= met

    def delete(self, rows: Sequence[Sequence[int]]) -> None:
        """Take rows out by id and search key."""
        ids = [id_ for id_, _ in rows]
        search.drop(self._db, [key for _, key in rows])
        self._db.execute(f"delete from assignment where shift_id in ({marks(ids)})", ids)
        self._db.execute(f"delete from shift where id in ({marks(ids)})", ids)
