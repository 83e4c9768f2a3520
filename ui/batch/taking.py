"""The shifts of a batch as the cache has them, and who stands on each."""

from collections.abc import Sequence
from dataclasses import replace

from app.store.reader import Reader
from app.store.staffed import people_on
from ui.batch.items import Item


def taken_from(reader: Reader | None, some: Sequence[Item]) -> list[Item]:
    """Return items with their rows and people; one that is not in the cache any more has neither."""
    rows = {} if reader is None else {row.ref: row for row in reader.by_ref([one.ref for one in some])}
    people = {} if reader is None else reader.ask(people_on, [row.id for row in rows.values()])
    return [
        replace(one, row=row, people=() if row is None else people.get(row.id, ()))
        for one, row in ((one, rows.get(one.ref)) for one in some)
    ]
