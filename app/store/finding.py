"""Shifts and people by a few typed words: only so many, the coming ones first. For a command palette."""

from collections.abc import Sequence
from time import time

import apsw

from app.fuzzy import match, typed
from app.store import schema
from app.store.files import fetched
from app.store.search import words

ID = f"search.rowid & {schema.SEARCH_ID}"
LOOKED_AT = 4000  # names that are compared where no name begins as was typed


def coming(db: apsw.Connection, text: str, limit: int, now: float | None = None) -> list[int]:
    """Return the ids of visible shifts in which words begin as typed: those to come, then the latest past.

    Nothing is found while the search is not built yet, in a first fill.
    """
    asked = words(text)
    if not asked or db.execute("select 1 from meta where name='filling'").get is not None:
        return []
    wanted = " ".join(f'"{word}"*' for word in asked)
    here = int((time() if now is None else now) // 60) << 28
    ids: list[int] = []
    for comparison, way in ((">=", "asc"), ("<", "desc")):
        # By rowid, which is the start: the limit ends the search, however many there are.
        rows = fetched(
            db,
            f"""select {ID} from search where search match ? and rowid {comparison} ?
                  and exists (select 1 from shift where id = {ID} and removed is null)
                order by rowid {way} limit ?""",
            (wanted, here, limit - len(ids)),
        )
        ids += [one for (one,) in rows]
    return ids


def people(db: apsw.Connection, text: str, limit: int) -> list[tuple[str, tuple[str, ...]]]:
    """Return names that fit what was typed, the best first, each with the connections that know it."""
    asked = typed(text)
    if not asked:
        return []
    known = _beginning(db, asked)
    if len(known) < limit:  # initials, accents and slips: few people miss a first letter
        known = {**_beginning(db, [word[0] for word in asked]), **known}
    hits = [(hit.score, name) for name in known if (hit := match(asked, name)) is not None]
    hits.sort(key=lambda one: (-one[0], one[1]))
    return [(name, tuple(sorted(known[name]))) for _, name in hits[:limit]]


def _beginning(db: apsw.Connection, asked: Sequence[str]) -> dict[str, set[str]]:
    """Return the names that each of these begins a part of, or may begin: SQLite knows no accents."""
    one = "(name like ? escape '!' or name like ? escape '!' or name like ? escape '!' or name glob ?)"
    bound = [pattern for word in asked for pattern in _patterns(_escaped(word))]
    rows = fetched(
        db,
        f"""select name, connection from person where {" and ".join(one for _ in asked)}
            order by name limit {LOOKED_AT}""",
        bound,
    )
    found: dict[str, set[str]] = {}
    for name, connection in rows:
        found.setdefault(name, set()).add(connection)
    return found


def _patterns(word: str) -> tuple[str, ...]:
    return f"{word}%", f"% {word}%", f"%-{word}%", "[^ -~]*"


def _escaped(word: str) -> str:
    return word.replace("!", "!!").replace("%", "!%").replace("_", "!_")
