"""Writing who is the same human. Every link is on record, and can be undone."""

import json
import secrets
import time
from collections.abc import Iterable, Mapping, Sequence

import apsw

from app.errors import Unusable
from app.people import ROSTER
from app.store import activity
from app.store.files import fetched, transaction, translated
from app.store.rows import marks

BY_HAND, VENDOR_ID, PAYROLL = "by hand", "by the vendor's id", "by the payroll number"

DEEDS = {
    "link": "Linked people",
    "unlink": "Unlinked people",
    "refuse": "Told people apart",
    "drop": "Taken off the roster",
}

Standing = Mapping[str, list[object] | None]  # by ref: person, how, by, at; None where it stands alone


class Linker:
    """Writes who is one with whom, to the desk's file. Use it from one thread at a time."""

    def __init__(self, db: apsw.Connection) -> None:
        self._db = db

    @translated
    def link(self, one: str, other: str, by: str, told: str, how: str = BY_HAND) -> int:
        """Let two refs, and all that are one with either, be one person; return the record's number.

        Raises Unusable where they are one already.
        """
        with transaction(self._db):
            if one == other or other in together(self._db, one):
                raise Unusable("They are linked already. Nothing was changed.")
            return join(self._db, [one, other], by, told, how)

    @translated
    def unlink(self, one: str, other: str, by: str, told: str) -> int:
        """Let the other ref be a person apart, and remember that; return the record's number.

        Whoever else was one with them stays with the first. Raises Unusable where they are not linked.
        """
        with transaction(self._db):
            mine = together(self._db, one)
            if one == other or other not in mine:
                raise Unusable("They are not linked. Nothing was changed.")
            pair = _tell_apart(self._db, one, other, by)
            return leave(self._db, [other], by, told, pairs=[pair])

    @translated
    def refuse(self, one: str, other: str, by: str, told: str) -> int:
        """Remember that two refs are two people; return the record's number.

        Raises Unusable where they are linked, or told apart already.
        """
        with transaction(self._db):
            if one == other or other in together(self._db, one):
                raise Unusable("They are linked; unlink them to tell them apart. Nothing was changed.")
            if fetched(self._db, "select 1 from apart where one=? and other=?", sorted((one, other))):
                raise Unusable("They were told apart already. Nothing was changed.")
            pair = _tell_apart(self._db, one, other, by)
            return _record(self._db, "refuse", by, told, {}, [pair])

    @translated
    def undo(self, by: str, number: int | None = None) -> str:
        """Take back what was settled under a number, else what was settled last; return what it was.

        Raises Unusable where there is nothing, or others have been linked, unlinked or taken off the
        roster since.
        """
        with transaction(self._db):
            found = fetched(
                self._db,
                """select id, deed, told, before, after, pairs, entry, undone from linking
                   where id = coalesce(?, (select max(id) from linking where not undone))""",
                (number,),
            )
            if not found:
                raise Unusable("There is nothing to undo.")
            id_, deed, told, before, after, pairs, entry, undone = found[0]
            if undone:
                raise Unusable("That was undone already. Nothing was changed.")
            was, became = json.loads(before), json.loads(after)
            if standing(self._db, list(became)) != became:
                raise Unusable(
                    "These people were linked or unlinked again since; undo that first. Nothing was changed."
                )
            if entry is not None:
                self._put_back(json.loads(entry))
            for ref, row in was.items():
                if row is not None and ref.startswith(ROSTER):
                    self._look_for(ref)
                self._db.execute("delete from identity where ref=?", (ref,))
                if row is not None:
                    self._db.execute("insert into identity values(?, ?, ?, ?, ?)", (ref, *row))
            for pair in json.loads(pairs):
                if deed == "link":
                    self._db.execute("insert or ignore into apart values(?, ?, ?, ?)", pair)
                else:
                    self._db.execute("delete from apart where one=? and other=?", pair[:2])
            self._db.execute("update linking set undone=1 where id=?", (id_,))
            what = f"Undone: {DEEDS[deed].lower()}"
            facts = {"linking": id_}
            activity.enter(self._db, time.time(), by, activity.PEOPLE, what, message=told, facts=facts)
        return str(told)

    def _put_back(self, row: Sequence[object]) -> None:
        key, name, payroll = row[:3]
        if fetched(self._db, "select 1 from roster where key=?", (key,)):
            raise Unusable(f"{name} is on the roster again. Nothing was changed.")
        others = fetched(
            self._db, "select name from roster where payroll != '' and payroll=? collate nocase", (payroll,)
        )
        if others:
            raise Unusable(
                f"{name} cannot come back to the roster: the payroll number {payroll} is {others[0][0]}’s by "
                "now. Nothing was changed."
            )
        self._db.execute(f"insert into roster values({marks(row)})", tuple(row))

    def _look_for(self, ref: str) -> None:
        if not fetched(self._db, "select 1 from roster where key=?", (ref.removeprefix(ROSTER),)):
            raise Unusable(
                "Somebody of these was taken off the roster since; undo that first. Nothing was changed."
            )


def join(db: apsw.Connection, refs: Sequence[str], by: str, told: str, how: str) -> int:
    """Let refs, and all that are one with any of them, be one person; return the record's number.

    A transaction is to be open.
    """
    everyone = list(dict.fromkeys(each for ref in refs for each in together(db, ref)))
    before = standing(db, everyone)
    person = next((row[0] for row in before.values() if row is not None), f"person-{secrets.token_hex(6)}")
    now = int(time.time())
    for ref, row in before.items():
        kept = [person, how, by, now] if row is None else [person, *row[1:]]
        db.execute("insert or replace into identity values(?, ?, ?, ?, ?)", (ref, *kept))
    pairs = fetched(
        db,
        f"""select one, other, by, at from apart
            where one in ({marks(everyone)}) and other in ({marks(everyone)})""",
        (*everyone, *everyone),
    )
    for one, other, *_ in pairs:
        db.execute("delete from apart where one=? and other=?", (one, other))
    return _record(db, "link", by, told, before, pairs)


def leave(
    db: apsw.Connection,
    gone: Sequence[str],
    by: str,
    told: str,
    *,
    deed: str = "unlink",
    pairs: Sequence[Sequence[object]] = (),
    entry: Sequence[object] | None = None,
) -> int:
    """Let refs of one person stand alone, the others stay together; return the record's number.

    `entry`: the row of the roster that is taken away with it. A transaction is to be open.
    """
    everyone = together(db, gone[0])
    before = standing(db, everyone)
    left = [one for one in everyone if one not in gone]
    alone = [*gone, *(left if len(left) == 1 else ())]  # one alone is no group
    db.execute(f"delete from identity where ref in ({marks(alone)})", alone)
    return _record(db, deed, by, told, before, pairs, entry)


def are_apart(db: apsw.Connection, one: str, other: str) -> bool:
    """Tell whether two people, each by one of their refs, were told apart."""
    pairs = [sorted((mine, theirs)) for mine in together(db, one) for theirs in together(db, other)]
    return any(fetched(db, "select 1 from apart where one=? and other=?", pair) for pair in pairs)


def together(db: apsw.Connection, ref: str) -> list[str]:
    """Return all refs that are one person with a ref, that one first; the desk's tables are the main ones."""
    rows = fetched(
        db, "select ref from identity where person = (select person from identity where ref=?)", (ref,)
    )
    return [ref, *(one for (one,) in rows if one != ref)]


def standing(db: apsw.Connection, refs: Iterable[str]) -> dict[str, list[object] | None]:
    """Return how each ref is linked."""
    found: dict[str, list[object] | None] = {}
    for ref in refs:
        rows = fetched(db, "select person, how, by, at from identity where ref=?", (ref,))
        found[ref] = list(rows[0]) if rows else None
    return found


def _tell_apart(db: apsw.Connection, one: str, other: str, by: str) -> list[object]:
    pair = [*sorted((one, other)), by, int(time.time())]
    db.execute("insert or ignore into apart values(?, ?, ?, ?)", pair)
    return pair


def _record(
    db: apsw.Connection,
    deed: str,
    by: str,
    told: str,
    before: Standing,
    pairs: Sequence[Sequence[object]],
    entry: Sequence[object] | None = None,
) -> int:
    db.execute(
        """insert into linking(at, by, deed, told, before, after, pairs, entry, undone)
           values(?, ?, ?, ?, ?, ?, ?, ?, 0)""",
        (
            time.time(),
            by,
            deed,
            told,
            json.dumps(before),
            json.dumps(standing(db, before)),
            json.dumps([list(pair) for pair in pairs]),
            None if entry is None else json.dumps([*entry]),
        ),
    )
    number = db.last_insert_rowid()
    activity.enter(db, time.time(), by, activity.PEOPLE, DEEDS[deed], message=told, facts={"linking": number})
    return number
