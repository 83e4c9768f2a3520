"""Writing the desk's roster: people as the desk itself knows them, whether or not a vendor does."""

import secrets
import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import apsw

from app.errors import Unusable
from app.people import ROSTER, Entry
from app.roster_csv import Fault, Line
from app.store import activity
from app.store.files import fetched, transaction, translated
from app.store.linking import PAYROLL, VENDOR_ID, join, together

SKILLS = "\n"  # between two skills; none holds it
LONGEST = 1000  # characters of a field


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an entry that was kept."""

    entry: Entry
    new: bool
    linked: tuple[str, ...]  # refs that are theirs only since


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
        """Write an entry, in the place of the one with its key, or with "" of the one that it is.

        `ids` are refs at connections that are theirs, `payroll` the connections whose ids are
        payroll numbers: both are linked, for they are exact. Ids that it does not name stay, as does,
        of an entry without a key, what it leaves out. Raises Unusable where a payroll number or an
        id is somebody else's; then nothing is changed.
        """
        if not entry.name.strip():
            raise Unusable("A person needs a name.")
        with transaction(self._db):
            known = entry.key or self._same(entry, ids)
            kept = replace(entry, key=known or secrets.token_hex(6))
            if known and not entry.key:
                kept = self._completed(kept)
            self._check(kept, ids)
            self._db.execute(
                "insert or replace into roster values(?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    kept.key,
                    kept.name.strip()[:LONGEST],
                    kept.payroll.strip()[:LONGEST],
                    kept.phone.strip()[:LONGEST],
                    kept.email.strip()[:LONGEST],
                    SKILLS.join(kept.skills)[:LONGEST],
                    kept.notes[: 10 * LONGEST],
                    by,
                    int(time.time()),
                ),
            )
            facts = {"key": kept.key, "payroll": kept.payroll}
            what = "Changed on the roster" if known else "Entered on the roster"
            activity.enter(
                self._db, time.time(), by, activity.PEOPLE, what, ref=kept.name.strip(), facts=facts
            )
            linked = [*self._link(kept, ids, VENDOR_ID, by)]
            if kept.payroll.strip():
                numbered = [f"{name}:{kept.payroll.strip()}" for name in sorted(payroll)]
                numbered = [ref for ref in numbered if self._owner(ref) in (None, kept.key)]
                linked += self._link(kept, numbered, PAYROLL, by)
        return Taken(kept, not known, tuple(linked))

    def take(self, lines: Iterable[Line | Fault], payroll: Collection[str], by: str) -> Imported:
        """Keep the lines of a file, each by itself: one that cannot be kept costs none of the others."""
        taken: list[Taken] = []
        faults: list[Fault] = []
        for line in lines:
            match line:
                case Fault():
                    faults.append(line)
                case Line():
                    try:
                        taken.append(self.keep(line.entry, line.ids, payroll, by))
                    except Unusable as error:
                        faults.append(Fault(line.number, str(error)))
        added = sum(one.new for one in taken)
        linked = sum(len(one.linked) for one in taken)
        return Imported(added, len(taken) - added, linked, tuple(faults))

    @translated
    def drop(self, key: str, by: str) -> None:
        """Delete an entry of the roster; the vendors' ids that were one with it stay one."""
        with transaction(self._db):
            others = together(self._db, ROSTER + key)[1:]
            gone = [ROSTER + key, *(others if len(others) == 1 else [])]
            for ref in gone:
                self._db.execute("delete from identity where ref=?", (ref,))
            for (name,) in fetched(self._db, "delete from roster where key=? returning name", (key,)):
                what, facts = "Taken off the roster", {"key": key}
                activity.enter(self._db, time.time(), by, activity.PEOPLE, what, ref=name, facts=facts)

    def _link(self, entry: Entry, ids: Sequence[str], how: str, by: str) -> list[str]:
        mine = set(together(self._db, entry.ref))
        new = [ref for ref in dict.fromkeys(ids) if ref not in mine]
        if new:
            told = f"{entry.name} was linked with {', '.join(new)} {how}."
            join(self._db, [entry.ref, *new], by, told, how)
        return new

    def _same(self, entry: Entry, ids: Sequence[str]) -> str:
        """Return the key of the entry that this one is: by payroll number, id, or else by a name alone."""
        if entry.payroll.strip():
            rows = fetched(
                self._db,
                "select key from roster where payroll=? collate nocase",
                (entry.payroll.strip(),),
            )
            if rows:
                return str(rows[0][0])
        owners = {owner for ref in ids if (owner := self._owner(ref))}
        if owners:
            owner = owners.pop()
            (number,) = fetched(self._db, "select payroll from roster where key=?", (owner,))[0]
            return "" if owners or (number and entry.payroll.strip()) else owner
        rows = fetched(
            self._db, "select key, payroll from roster where name=? collate nocase", (entry.name.strip(),)
        )
        if len(rows) != 1:
            return ""
        key, payroll = rows[0]
        other_number = payroll and entry.payroll.strip()
        other_ids = ids and len(together(self._db, ROSTER + key)) > 1
        return "" if other_number or other_ids else str(key)

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
        if entry.payroll.strip():
            for key, name in fetched(
                self._db,
                "select key, name from roster where payroll=? collate nocase",
                (entry.payroll.strip(),),
            ):
                if key != entry.key:
                    raise Unusable(f"The payroll number {entry.payroll.strip()} is {name}’s already.")

    def _owner(self, ref: str) -> str | None:
        """Return the key of the roster's entry that a ref is one with, if there is one."""
        return next((one[len(ROSTER) :] for one in together(self._db, ref) if one.startswith(ROSTER)), None)

    def _name(self, key: str | None) -> str:
        rows = fetched(self._db, "select name from roster where key=?", (key,))
        return str(rows[0][0]) if rows else "somebody else"
