"""Writing the desk's roster: people as the desk itself knows them, whether or not a vendor does."""

import secrets
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import apsw

from app.errors import Unusable
from app.people import LONGEST, LONGEST_NOTES, ROSTER, Entry
from app.roster_csv import Fault, Line
from app.store import activity
from app.store.files import fetched, transaction, translated
from app.store.linking import PAYROLL, VENDOR_ID, are_apart, join, leave, together

SKILLS = "\n"  # between two skills; none holds it
AT_ONCE = 20  # lines of a file that are kept before another writer gets a turn


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an entry that was kept."""

    entry: Entry
    new: bool
    linked: tuple[str, ...]  # refs that are theirs only since
    apart: tuple[str, ...]  # refs that somebody has told apart from them: not linked


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file: how many people were new, known, ids linked, and the lines left out."""

    added: int
    changed: int
    linked: int
    faults: tuple[Fault, ...]


class Rostering:
    """The roster's one writer in this process. Use it from one thread at a time."""

    def __init__(self, db: apsw.Connection) -> None:
        self._db = db

    @translated
    def keep(self, entry: Entry, ids: Sequence[str], payroll: Collection[str], by: str) -> Taken:
        """Write an entry, in the place of the one with its key; with "" it is somebody new.

        `ids` are refs at connections that are theirs, `payroll` the connections whose ids are
        payroll numbers: both are linked, for they are exact, save where somebody has told them
        apart. Ids that it does not name stay, except those of a payroll number that it no longer has.
        Raises Unusable where a payroll number or an id is somebody else's; then nothing is changed.
        """
        with transaction(self._db):
            return self._keep(entry, ids, payroll, by)

    @translated
    def take(self, lines: Sequence[Line | Fault], payroll: Collection[str], by: str) -> Imported:
        """Keep the lines of a file, each by itself: one that cannot be kept costs none of the others.

        A line is of the entry with its payroll number or an id of its own. A name alone says who it is
        only where the line brings neither; what a line leaves out stays as it was.
        """
        taken: list[Taken] = []
        faults: list[Fault] = []
        for first in range(0, len(lines), AT_ONCE):
            with transaction(self._db):
                for line in lines[first : first + AT_ONCE]:
                    try:
                        if isinstance(line, Line):
                            taken.append(self._take(line, payroll, by))
                            faults += _left_apart(line, taken[-1])
                        else:
                            faults.append(line)
                    except Unusable as error:  # before anything of it was written
                        faults.append(Fault(line.number, str(error)))
        added = sum(one.new for one in taken)
        linked = sum(len(one.linked) for one in taken)
        return Imported(added, len(taken) - added, linked, tuple(faults))

    @translated
    def drop(self, key: str, by: str) -> int:
        """Delete an entry of the roster; the vendors' ids that were one with it stay one.

        Returns the number under which it is on record, and can be undone. Raises Unusable where there is
        no such entry.
        """
        with transaction(self._db):
            rows = fetched(self._db, "select * from roster where key=?", (key,))
            if not rows:
                raise Unusable("That entry is no longer on the roster. Nothing was changed.")
            told = f"{rows[0][1]} was taken off the roster."
            number = leave(self._db, [ROSTER + key], by, told, deed="drop", entry=rows[0])
            self._db.execute("delete from roster where key=?", (key,))
        return number

    def _keep(self, entry: Entry, ids: Sequence[str], payroll: Collection[str], by: str) -> Taken:
        if not entry.name.strip():
            raise Unusable("A person needs a name.")
        kept = replace(entry, key=entry.key or secrets.token_hex(6), payroll=entry.payroll.strip())
        self._check(kept, ids)
        if entry.key:
            self._forget_number(kept, by)
        self._db.execute(
            "insert or replace into roster values(?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                kept.key,
                kept.name.strip()[:LONGEST],
                kept.payroll[:LONGEST],
                kept.phone.strip()[:LONGEST],
                kept.email.strip()[:LONGEST],
                SKILLS.join(kept.skills)[:LONGEST],
                kept.notes[:LONGEST_NOTES],
                by,
                int(time.time()),
            ),
        )
        facts = {"key": kept.key, "payroll": kept.payroll}
        what = "Changed on the roster" if entry.key else "Entered on the roster"
        activity.enter(self._db, time.time(), by, activity.PEOPLE, what, ref=kept.name.strip(), facts=facts)
        linked, apart = self._link(kept, ids, VENDOR_ID, by)
        if kept.payroll:
            numbered = [f"{name}:{kept.payroll}" for name in sorted(payroll)]
            numbered = [ref for ref in numbered if self._owner(ref) in (None, kept.key)]
            more, others = self._link(kept, numbered, PAYROLL, by)
            linked, apart = [*linked, *more], [*apart, *others]
        return Taken(kept, not entry.key, tuple(linked), tuple(dict.fromkeys(apart)))

    def _take(self, line: Line, payroll: Collection[str], by: str) -> Taken:
        entry = line.entry
        if key := self._same(entry, line.ids):
            entry = self._completed(replace(entry, key=key))
        return self._keep(entry, line.ids, payroll, by)

    def _link(self, entry: Entry, ids: Sequence[str], how: str, by: str) -> tuple[list[str], list[str]]:
        """Let ids be theirs; return which are only since, and which are not: they were told apart."""
        mine = set(together(self._db, entry.ref))
        new, apart = list[str](), list[str]()
        for ref in dict.fromkeys(ids):
            if ref not in mine:  # nor may it bring together who were told apart from each other
                is_apart = any(are_apart(self._db, one, ref) for one in (entry.ref, *new))
                (apart if is_apart else new).append(ref)
        if new:
            told = f"{entry.name} was linked with {', '.join(new)} {how}."
            join(self._db, [entry.ref, *new], by, told, how)
        return new, apart

    def _forget_number(self, entry: Entry, by: str) -> None:
        """Let the ids go that were linked by a payroll number which the entry no longer has."""
        ((was,),) = fetched(self._db, "select payroll from roster where key=?", (entry.key,)) or (("",),)
        if not was or was.casefold() == entry.payroll.casefold():
            return
        rows = fetched(
            self._db,
            """select ref from identity where how=? and lower(substr(ref, instr(ref, ':') + 1)) = lower(?)
               and person = (select person from identity where ref=?)""",
            (PAYROLL, was, entry.ref),
        )
        if gone := [ref for (ref,) in rows if not ref.startswith(ROSTER)]:
            told = f"{', '.join(gone)} is no longer {entry.name}’s: the payroll number {was} was corrected."
            leave(self._db, gone, by, told)

    def _same(self, entry: Entry, ids: Sequence[str]) -> str:
        """Return the key of the entry that a line is of, "" where it is somebody new.

        Raises Unusable where nobody can tell.
        """
        number = entry.payroll.strip()
        if number:
            rows = fetched(self._db, "select key from roster where payroll=? collate nocase", (number,))
            if rows:
                return str(rows[0][0])
        owners = {owner for ref in ids if (owner := self._owner(ref))}
        if owners:
            owner = owners.pop()
            ((known,),) = fetched(self._db, "select payroll from roster where key=?", (owner,))
            return "" if owners or (known and number) else owner
        name = entry.name.strip()
        rows = fetched(self._db, "select key, payroll from roster where name=? collate nocase", (name,))
        if not number and not ids:
            if len(rows) > 1:
                raise Unusable(f"{len(rows)} people on the roster are called {name}: give a number or an id.")
            return str(rows[0][0]) if rows else ""
        for key, known in rows:
            if not (number and known) and not self._is_elsewhere(key, ids):
                raise Unusable(
                    f"{name} is on the roster already, without this number or id. If it is the same person, "
                    "write it into that entry first; if not, enter this one by hand."
                )
        return ""

    def _is_elsewhere(self, key: str, ids: Sequence[str]) -> bool:
        """Tell whether an entry has other ids at a connection of these: it shows two people."""
        places = {ref.partition(":")[0] for ref in ids}
        theirs = together(self._db, ROSTER + key)[1:]
        return any(ref.partition(":")[0] in places and ref not in ids for ref in theirs)

    def _completed(self, entry: Entry) -> Entry:
        """Return an entry with what it leaves out as it was known: a file without telephones loses none."""
        rows = fetched(
            self._db, "select payroll, phone, email, skills, notes from roster where key=?", (entry.key,)
        )
        payroll, phone, email, skills, notes = rows[0]
        return replace(
            entry,
            payroll=entry.payroll or payroll,
            phone=entry.phone or phone,
            email=entry.email or email,
            skills=entry.skills or (tuple(skills.split(SKILLS)) if skills else ()),
            notes=entry.notes or notes,
        )

    def _check(self, entry: Entry, ids: Sequence[str]) -> None:
        for ref in ids:
            owner = self._owner(ref)
            if owner not in (None, entry.key):
                raise Unusable(f"{ref} is {self._name(owner)}’s already.")
        if entry.payroll:
            for key, name in fetched(
                self._db, "select key, name from roster where payroll=? collate nocase", (entry.payroll,)
            ):
                if key != entry.key:
                    raise Unusable(f"The payroll number {entry.payroll} is {name}’s already.")

    def _owner(self, ref: str) -> str | None:
        """Return the key of the roster's entry that a ref is one with, if there is one."""
        rows = fetched(
            self._db,
            """select r.key from identity i join identity e on e.person = i.person and substr(e.ref, 1, 1) = ?
               join roster r on r.key = substr(e.ref, 2) where i.ref=?""",
            (ROSTER, ref),
        )
        return str(rows[0][0]) if rows else None

    def _name(self, key: str | None) -> str:
        rows = fetched(self._db, "select name from roster where key=?", (key,))
        return str(rows[0][0]) if rows else "somebody else"


def _left_apart(line: Line, taken: Taken) -> list[Fault]:
    told = f"{taken.entry.name} was kept, but not linked with {{}}: somebody has told them apart."
    return [Fault(line.number, told.format(", ".join(taken.apart)))] if taken.apart else []
