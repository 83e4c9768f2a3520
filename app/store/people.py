"""People as both files know them: who the vendors show, whom the desk has linked, its roster."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import apsw

from app.checks.work import PersonOf
from app.people import ROSTER, Entry, Identity, Person, Traces, persons
from app.store.files import fetched
from app.store.rostering import SKILLS
from app.store.rows import marks


@dataclass(frozen=True, slots=True)
class Linking:
    """Something that was settled about people."""

    id: int
    at: datetime  # UTC
    by: str
    deed: str  # link | unlink | refuse | drop
    told: str  # a sentence
    undone: bool


def everybody(db: apsw.Connection) -> list[Person]:
    """Return every person, by name: those on the roster, those linked, and whomever a vendor has shown."""
    shown = fetched(db, "select connection || ':' || person_id, name from person")
    return persons([Identity(*row) for row in shown], groups(db), roster(db), _how(db))


def roster(db: apsw.Connection) -> list[Entry]:
    """Return the desk's own list of people, by name."""
    rows = fetched(
        db,
        """select key, name, payroll, phone, email, skills, notes from desk.roster
           order by name collate nocase, key""",
    )
    return [_entry(row) for row in rows]


def called(db: apsw.Connection, name: str) -> list[Entry]:
    """Return those of the roster who have a name, whatever its case."""
    rows = fetched(
        db,
        """select key, name, payroll, phone, email, skills, notes from desk.roster
           where name=? collate nocase order by key""",
        (name.strip(),),
    )
    return [_entry(row) for row in rows]


def groups(db: apsw.Connection) -> dict[str, str]:
    """Return the key of the person by the ref of each identity that was linked."""
    return dict(fetched(db, "select ref, person from desk.identity"))


def person_of(db: apsw.Connection) -> PersonOf:
    """Return what tells who somebody on a shift is."""
    return PersonOf(groups(db))


def apart(db: apsw.Connection) -> frozenset[frozenset[str]]:
    """Return the pairs of refs that somebody has told apart."""
    return frozenset(frozenset(pair) for pair in fetched(db, "select one, other from desk.apart"))


def keys_apart(db: apsw.Connection) -> frozenset[frozenset[str]]:
    """Return the pairs of people who were told apart, by their keys."""
    known = groups(db)
    return frozenset(frozenset(known.get(ref, ref) for ref in pair) for pair in apart(db))


def linkings(db: apsw.Connection, limit: int = 100) -> list[Linking]:
    """Return what was settled about people, the newest first."""
    rows = fetched(
        db, "select id, at, by, deed, told, undone from desk.linking order by id desc limit ?", (limit,)
    )
    return [
        Linking(id_, datetime.fromtimestamp(at, UTC), by, deed, told, bool(undone))
        for id_, at, by, deed, told, undone in rows
    ]


def last_settled(db: apsw.Connection) -> Linking | None:
    """Return what an undo would take back."""
    return next((one for one in linkings(db) if not one.undone), None)


def refs_of(db: apsw.Connection, ref: str) -> list[str]:
    """Return all refs of the person whom one is of, that one included."""
    rows = fetched(
        db,
        "select ref from desk.identity where person = (select person from desk.identity where ref=?)",
        (ref,),
    )
    return [one for (one,) in rows] or [ref]


def refs_of_name(db: apsw.Connection, name: str) -> list[str]:
    """Return the refs of all whom vendors show by a name, whatever its case."""
    rows = fetched(
        db, "select connection || ':' || person_id from person where name=? collate nocase", (name,)
    )
    return [ref for (ref,) in rows]


def refs_of_names(db: apsw.Connection, names: Sequence[str]) -> dict[str, str]:
    """Return the refs of all whom vendors show by some names, with the name of each."""
    rows = fetched(
        db,
        """select connection || ':' || person_id, name from person
           where name in (select value from json_each(?))""",
        (json.dumps(list(names)),),
    )
    return dict(rows)


def name_of(db: apsw.Connection, ref: str) -> str | None:
    """Return somebody's name as their connection writes it, else as the roster does; None if nobody has."""
    connection, _, person_id = ref.partition(":")
    shown = fetched(db, "select name from person where connection=? and person_id=?", (connection, person_id))
    if shown:
        return str(shown[0][0])
    keys = [one[len(ROSTER) :] for one in refs_of(db, ref) if one.startswith(ROSTER)]
    written = fetched(db, f"select name from desk.roster where key in ({marks(keys)})", keys)
    return str(written[0][0]) if written else None


def on_roster(db: apsw.Connection, connection: str) -> list[tuple[str, str]]:
    """Return the ids at a connection, and the names, of those of the roster who have one there, by name."""
    rows = fetched(
        db,
        """select substr(i.ref, length(?) + 2), r.name from desk.identity i
           join desk.identity e on e.person = i.person and substr(e.ref, 1, 1) = ?
           join desk.roster r on r.key = substr(e.ref, 2)
           where substr(i.ref, 1, length(?) + 1) = ? || ':' order by r.name collate nocase, i.ref""",
        (connection, ROSTER, connection, connection),
    )
    return [(person_id, name) for person_id, name in rows]


def traces(db: apsw.Connection, refs: Iterable[str] | None = None) -> dict[str, Traces]:
    """Return as what and where people have worked, by their refs; reads every assignment."""
    work: dict[str, set[str]] = {}
    places: dict[str, set[str]] = {}
    rows: Sequence[tuple[str, str | None, str | None]] = fetched(
        db,
        """select distinct s.connection || ':' || a.person_id, coalesce(s.role, s.title), s.facility
           from assignment a join shift s on s.id = a.shift_id where a.person_id is not null""",
    )
    wanted = None if refs is None else frozenset(refs)
    for ref, role, facility in rows:
        if wanted is not None and ref not in wanted:
            continue
        if role:
            # A skill of the roster is one word of it: RN of “RN, ICU”.
            words = {word.strip() for word in role.casefold().replace("/", ",").split(",")}
            work.setdefault(ref, set()).update(words - {""})
        if facility:
            places.setdefault(ref, set()).add(facility.casefold())
    return {
        ref: Traces(frozenset(work.get(ref, ())), frozenset(places.get(ref, ()))) for ref in {*work, *places}
    }


def _entry(row: Sequence[str]) -> Entry:
    key, name, payroll, phone, email, skills, notes = row
    return Entry(
        key=key,
        name=name,
        payroll=payroll,
        phone=phone,
        email=email,
        skills=tuple(skills.split(SKILLS)) if skills else (),
        notes=notes,
    )


def _how(db: apsw.Connection) -> dict[str, str]:
    return dict(fetched(db, "select ref, how from desk.identity"))
