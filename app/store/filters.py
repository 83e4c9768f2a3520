"""Which shifts are meant, and in what order: a filter, and its SQL."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any

import apsw

from app.store import schema
from app.store.rows import marks

SORTED_BY = {
    "start": "start", "end": "end", "state": "state", "connection": "connection", "title": "title",
    "role": "role", "specialty": "specialty", "facility": "facility", "unit": "unit", "client": "client",
    "people": "people", "number": "number", "rate": "cast(rate as real)", "positions": "positions",
    "last_change": "last_change",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filter:
    """Which shifts are meant; empty sets and None mean all."""

    connections: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()  # the values of State
    first: date | None = None  # local start days, both inclusive
    last: date | None = None
    text: str = ""  # every word is a prefix in any text field
    removed: bool = False  # those no longer visible as well


@dataclass(frozen=True, slots=True)
class Order:
    """By which column of SORTED_BY; then by start, then in the order of arrival."""

    column: str = "start"
    descending: bool = False


EVERYTHING = Filter()  # that is visible
BY_START = Order()


def clause_of(db: apsw.Connection, where: Filter) -> tuple[str, list[Any]]:
    """Return the SQL of a filter, and what it binds."""
    clauses: list[str] = [] if where.removed else ["removed is null"]
    bound: list[Any] = []
    for column, values in (("connection", where.connections), ("state", where.states)):
        if values:
            clauses.append(f"{column} in ({marks(values)})")
            bound += sorted(str(value) for value in values)
    if where.first is not None:
        clauses.append("day >= ?")
        bound.append(where.first.toordinal())
    if where.last is not None:
        clauses.append("day <= ?")
        bound.append(where.last.toordinal())
    if where.text:
        words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", where.text))
        if not words:
            clauses.append("0")
        elif db.execute("select 1 from meta where name='filling'").get is not None:
            # The search is built at the end of a first fill; until then every row is looked at.
            clauses.append(f"words_begin({schema.SEARCHED}, {marks(words)})")
            bound += [_bare(word) for word in words]
        else:
            clauses.append(f"id in (select rowid & {schema.SEARCH_ID} from search where search match ?)")
            bound.append(" ".join(f'"{word}"*' for word in words))
    return ("where " + " and ".join(clauses) if clauses else ""), bound


def _bare(text: str) -> str:
    """Return a text without case and accents, as SQLite's tokenizer sees it."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFD", text.lower())
    return "".join(one for one in apart if not unicodedata.combining(one))


def words_begin(*texts: Any) -> bool:
    """Tell whether in the first text words begin with each of the others, as the search would find them."""
    text, *words = texts
    bare = _bare(text)
    return all(re.search(rf"(?<![^\W_]){word}", bare) for word in words)
