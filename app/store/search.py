"""The full-text search over shifts: what it finds, and which rows it knows.

Its rows have the start minute and the shift's id in one number (`schema.SEARCH_KEY`), so that
its order is that of the starts. Connection, state, urgency and removal stand in it as words that
nobody can type, so that they narrow a search without a look at the rows. During a fill it may
lag behind; then it knows the rows up to an id that is on record.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import apsw

from app.store import schema
from app.store.filters import Filter
from app.store.rows import marks


def words(text: str) -> list[str]:
    """Return the words of a text as they are looked for."""
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text))


Named = Mapping[str, Sequence[str]]  # connections by name: the words of the name and of its vendor


def named(db: apsw.Connection) -> Named:
    """Return the connections there are, by the words that they are looked for by."""
    rows = db.execute("select name, vendor from connection").fetchall()
    return {str(name): [bare(one) for one in words(f"{name} {vendor}")] for name, vendor in rows}


def connections_of(word: str, connections: Named) -> list[str]:
    """Return the connections whose name or vendor has a word that begins so."""
    return [name for name, own in connections.items() if any(one.startswith(bare(word)) for one in own)]


def found(asked: Sequence[str], where: Filter, connections: Named) -> tuple[Any, ...]:
    """Return the condition for shifts in which words begin with each of these, and what it binds.

    A word may be one of its connection's too.
    """
    inner, *bound = condition(asked, where, connections)
    return f"id in (select rowid & {schema.SEARCH_ID} from search where {inner})", *bound


def condition(asked: Sequence[str], where: Filter, connections: Named) -> tuple[Any, ...]:
    """Return the same as a condition on the search's own rows."""
    wanted = [_wanted(word, connections_of(word, connections)) for word in asked]
    wanted += _any(schema.MARK_STATES.get(state, schema.NOBODY) for state in where.states)
    wanted += _any(_mark(name) for name in where.connections)
    if where.urgent:
        wanted.append(f'"{schema.MARK_URGENT}"')
    match = " AND ".join(wanted)
    if not where.removed:
        match = f'({match}) NOT "{schema.MARK_REMOVED}"'
    # A local day begins at most a day before or after the same day of UTC.
    first = 0 if where.first is None else (where.first.toordinal() - schema.EPOCH - 1) * 1440
    last = 1 << 34 if where.last is None else (where.last.toordinal() - schema.EPOCH + 2) * 1440
    return "search match ? and rowid between ? and ?", match, max(0, first) << 28, max(0, last) << 28


def _wanted(word: str, connections: Sequence[str]) -> str:
    marked = "".join(f' OR "{_mark(name)}"' for name in connections)
    return f'("{word}"*{marked})' if marked else f'"{word}"*'


def _mark(connection: str) -> str:
    return f"{schema.MARK_CONNECTION}{connection.encode().hex()}"


def _any(marked: Iterable[str]) -> list[str]:
    texts = [f'"{one}"' for one in sorted(marked)]
    return [f"({' OR '.join(texts)})"] if texts else []


def bare(text: str) -> str:
    """Return a text without case and accents, as SQLite's tokenizer sees it."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFD", text.lower())
    return "".join(one for one in apart if not unicodedata.combining(one))


def words_begin(*texts: Any) -> bool:
    """Tell whether in the first text words begin with each of the others, as the search would find them."""
    text, *asked = texts
    within = bare(text)
    return all(re.search(rf"(?<![^\W_]){word}", within) for word in asked)


def add(db: apsw.Connection, ids: Sequence[int]) -> None:
    """Make shifts findable by these ids; within the caller's transaction."""
    db.execute(
        f"insert into search(rowid, text) select {schema.SEARCH_KEY}, {schema.MARKED} "
        f"from shift where id in ({marks(ids)})",
        tuple(ids),
    )


def drop(db: apsw.Connection, keys: Sequence[int]) -> None:
    """Take rows out by their keys, known or not; within the caller's transaction."""
    db.execute(f"delete from search where rowid in ({marks(keys)})", tuple(keys))


def renew(db: apsw.Connection, ids: Sequence[int]) -> None:
    """Let the search know shifts as they are now that begin when they did; within a transaction."""
    limit = ahead(db)
    known = [one for one in ids if limit is None or one <= limit]
    db.execute(
        f"delete from search where rowid in "
        f"(select {schema.SEARCH_KEY} from shift where id in ({marks(known)}))",
        tuple(known),
    )
    add(db, known)


def key(start: int, shift_id: int) -> int:
    """Return the key of a shift that starts at so many seconds after 1970."""
    return (start // 60) << 28 | shift_id


def ahead(db: apsw.Connection) -> int | None:
    """Return up to which id the search knows the rows during a fill, None when there is no fill."""
    told = db.execute("select value from meta where name='filling'").get
    return None if told is None else int(told)
