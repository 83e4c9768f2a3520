"""The change inbox: which changes are meant, newest first, grouped and folded; a line at a time.

Only ids are read of all that is meant; what a line says is read for those in sight.
"""

import json
from array import array
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import apsw

from app.domain import Noticed
from app.folding import Step, folds
from app.store.acquaintance import known_as
from app.store.clauses import Clauses
from app.store.files import fetched
from app.store.filters import EVERYTHING, Filter
from app.store.loading import noticed_of
from app.store.rows import CHANGE, marks
from app.store.search import bare, words

Standing = Literal["unread", "snoozed", "acknowledged", "all"]
By = Literal["", "shift", "person"]

LOUD_HOURS = 24  # before its start, a departure is loud
MOST_FOLDED = 5_000  # the newest so many are looked through for what undoes each other
LONG = 43_200  # seconds for which a shift with an open end is taken to last

_CHANGES = "change x indexed by change_line"  # in the order of the acknowledgements
_DONE = "exists (select 1 from desk.acknowledgement a where a.change_key = x.key)"
_OPEN = f"not {_DONE}"
_STANDINGS: dict[Standing, str] = {
    "unread": _OPEN,
    "snoozed": f"x.key in (select change_key from desk.snooze where until > ?) and {_OPEN}",
    "acknowledged": _DONE,
    "all": "1",
}
# A pattern's change is about each of its days.
ITS_SHIFT = """((connection = x.connection and external_id = substr(x.ref, length(x.connection) + 2))
 or (connection = x.connection and series = substr(x.ref, length(x.connection) + 2)))"""
_LEAVES = f"""x.kind in ('unassigned', 'status', 'removed') and exists (
 select 1 from shift s where {ITS_SHIFT} and s.start <= ? and coalesce(s.end, s.start + {LONG}) >= x.seen_at
 and case x.kind when 'unassigned' then 1
  when 'removed' then s.people is not null and s.removed is not null
  else x.after ->> 'state' is 'cancelled' or exists (select 1 from assignment a
   where a.shift_id = s.id and a.person is x.person and a.state = 'cancelled') end)"""
# What a change itself says: whoever has left is no longer told by the shift.
_OWN = """concat_ws(' ', x.person, x.by, x.note, x.before, x.after,
 (select text from desk.remark r where r.change_key = x.key))"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which changes are meant, and how they are told. Text and people of `where` are its own, too."""

    standing: Standing = "unread"
    kinds: frozenset[str] = frozenset()  # the values of Kind; none: all
    where: Filter = EVERYTHING  # of the shifts, those no longer visible included
    by: By = ""
    loud_hours: float = LOUD_HOURS

    @property
    def narrows(self) -> bool:
        """Whether some unread changes are left out."""
        return bool(self.kinds) or bool(self.where.asked() - {"removed"})


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under one heading: the `loud` ones, or those of one shift or person ("" is nobody's)."""

    kind: Literal["loud", "rest", "shift", "person"]
    key: str  # of a shift its ref, of a person that of whoever the desk knows under the name there
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """Which lines there are, in order. A line is the newest of the changes that are folded into it."""

    lines: "array[int]" = field(default_factory=lambda: array("q"))
    groups: tuple[Group, ...] = ()  # none: no headings
    folded: dict[int, tuple[int, ...]] = field(default_factory=dict)  # line to its changes, newest first
    loud: frozenset[int] = frozenset()

    def changes(self, lines: Iterable[int]) -> list[int]:
        """Return all changes that lines stand for."""
        return [one for line in lines for one in self.folded.get(line, (line,))]

    def without(self, changes: Set[int]) -> "Inbox":
        """Return it without the lines of which all changes are among these."""
        left, groups, first = array("q"), [], 0
        for group in self.groups or (Group("rest", "", len(self.lines)),):
            before = len(left)
            for line in self.lines[first : first + group.n]:
                if not changes >= {*self.folded.get(line, (line,))}:
                    left.append(line)
            first += group.n
            if len(left) > before:
                groups.append(replace(group, n=len(left) - before))
        return replace(self, lines=left, groups=tuple(groups) if self.groups else ())


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is to take note of, whatever the filters."""

    unread: int = 0  # without what is put off
    loud: int = 0
    snoozed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One change with what is known of its shift, plain values as the mirror has them."""

    noticed: Noticed
    snoozed_until: int | None = None  # seconds since 1970, as all times
    external_id: str | None = None  # None: its shift is no longer in the cache
    title: str | None = None
    facility: str | None = None
    unit: str | None = None
    start: int | None = None
    end: int | None = None
    timezone: str = "UTC"
    all_day: bool = False
    state: str = ""
    people: str | None = None

    @property
    def ref(self) -> str:
        """The shift to go to; a pattern's is one of its days."""
        told = self.noticed.change
        return told.ref if self.external_id is None else f"{told.connection}:{self.external_id}"


def inbox(db: apsw.Connection, wanted: Wanted, now: float) -> Inbox:
    """Return the changes that are meant."""
    rows = _rows(db, wanted, now)
    loud: dict[int, None] = {}
    if wanted.standing == "unread":
        meant = {row[0] for row in rows}
        loud = {one: None for one in departures(db, wanted.loud_hours, now) if one in meant}
        if snoozed := _snoozed(db, now):
            rows = [row for row in rows if row[0] not in snoozed or row[0] in loud]
    folded: dict[int, tuple[int, ...]] = {}
    if wanted.standing == "unread":
        # Who came and left again close to the start is missing there, whoever has read of the coming.
        folded = {one[0]: one for one in folds(_steps(db, rows[:MOST_FOLDED]), alone=loud.keys())}
        hidden = {one for fold in folded.values() for one in fold[1:]}
        rows = [row for row in rows if row[0] not in hidden]
    if wanted.by == "person":
        people = known_as(db)
        rows = [(id_, ref, people(ref.partition(":")[0], name) if name else "") for id_, ref, name in rows]
    return _laid_out(rows, list(loud), folded, wanted.by)


def counts(db: apsw.Connection, loud_hours: float, now: float) -> Counts:
    """Return how much there is to take note of."""
    unread = int(db.execute(f"select count(*) from {_CHANGES} where {_OPEN}").get)
    loud = {*departures(db, loud_hours, now)} if unread else set()
    snoozed = _snoozed(db, now) - loud if unread else set()
    return Counts(unread - len(snoozed), len(loud), len(snoozed))


def entries(db: apsw.Connection, ids: Sequence[int], now: float = 0) -> dict[int, Entry]:
    """Return these changes by their ids; one that is gone is left out.

    A pattern's change is told of its next day, or where all have begun, of the first.
    """
    columns = ", ".join("x." + name.strip() for name in CHANGE.split(","))
    ref = "substr(x.ref, length(x.connection) + 2)"
    rows = fetched(
        db,
        f"""select {columns}, a.at, a.by, coalesce(r.text, a.comment), z.until, s.external_id, s.title,
              s.facility, s.unit, s.start, s.end, s.timezone, s.all_day, s.state, s.people
            from change x left join desk.acknowledgement a on a.change_key = x.key
            left join desk.remark r on r.change_key = x.key left join desk.snooze z on z.change_key = x.key
            left join shift s on s.id = coalesce(
              (select id from shift where connection = x.connection and external_id = {ref}),
              (select id from shift where connection = x.connection and series = {ref}
               order by start < ?, start limit 1))
            where x.id in ({marks(ids)})""",
        (now, *ids),
    )
    return {row[0]: _entry(row) for row in rows}


def seen_before(db: apsw.Connection, changes: Sequence[int], when: float) -> list[int]:
    """Return those of these changes that this desk saw before a time."""
    rows = fetched(
        db,
        "select id from change where seen_at < ? and id in (select value from json_each(?))",
        (when, json.dumps([*changes])),
    )
    return [one for (one,) in rows]


def _entry(row: Sequence[Any]) -> Entry:
    until, external_id, title, facility, unit, start, end, timezone, all_day, state, people = row[15:]
    return Entry(
        noticed=noticed_of(row[:15]),
        snoozed_until=until,
        external_id=external_id,
        title=title,
        facility=facility,
        unit=unit,
        start=start,
        end=end,
        timezone=timezone or "UTC",
        all_day=bool(all_day),
        state=state or "",
        people=people,
    )


def _rows(db: apsw.Connection, wanted: Wanted, now: float) -> list[Any]:
    """Return id, ref and person of what is meant, the newest first."""
    conditions = [_STANDINGS[wanted.standing]]
    bound: list[Any] = [now] if wanted.standing == "snoozed" else []
    if wanted.kinds:
        conditions.append(f"x.kind in ({marks(wanted.kinds)})")
        bound += sorted(wanted.kinds)
    for condition, values in _of_shifts(db, wanted.where):
        conditions.append(condition)
        bound += values
    return fetched(
        db,
        f"""select x.id, x.ref, x.person from {_CHANGES}
            where {" and ".join(conditions)} order by x.seen_at desc, x.id desc""",
        bound,
    )


def _of_shifts(db: apsw.Connection, where: Filter) -> Iterable[tuple[str, list[Any]]]:
    """Yield the conditions that a filter of shifts means for their changes."""
    if where.connections:
        yield f"x.connection in ({marks(where.connections)})", sorted(where.connections)
    rest = replace(where, connections=frozenset(), people=frozenset(), text="", removed=False)
    if rest.asked():
        yield _exists(db, rest)
    if where.people:
        condition, bound = _exists(db, replace(EVERYTHING, people=where.people))
        names = sorted(where.people)
        yield f"(x.person in ({marks(names)}) or {condition})", [*names, *bound]
    if where.text and not (asked := words(where.text)):
        yield "0", []
    elif where.text:
        for word in map(bare, asked):
            condition, bound = _exists(db, replace(EVERYTHING, text=word))
            # SQLite itself rules out most of it; where there are accents, it cannot tell.
            likely = f"({_OWN} like ? or {_OWN} glob ?)"
            yield (
                f"(({likely} and words_begin({_OWN}, ?)) or {condition})",
                [f"%{word}%", "*[^\t-~]*", word, *bound],
            )


def _exists(db: apsw.Connection, where: Filter) -> tuple[str, list[Any]]:
    clause, bound = Clauses(db, replace(where, removed=True)).sql()
    return f"exists (select 1 from shift {clause} and {ITS_SHIFT})", bound


def departures(db: apsw.Connection, hours: float, now: float) -> list[int]:
    """Return the open departures and cancellations close to their start, the newest first."""
    rows = fetched(
        db,
        f"""select x.id from {_CHANGES} where {_OPEN} and {_LEAVES}
            order by x.seen_at desc, x.id desc""",
        (int(now + 3600 * hours),),
    )
    return [one for (one,) in rows]


def _snoozed(db: apsw.Connection, now: float) -> set[int]:
    rows = fetched(
        db,
        f"""select x.id from desk.snooze z cross join change x on x.key = z.change_key
            where z.until > ? and {_OPEN}""",
        (now,),
    )
    return {one for (one,) in rows}


def _steps(db: apsw.Connection, rows: Sequence[Any]) -> list[Step]:
    """Return the steps of shifts that have several, the oldest first."""
    seen: dict[str, int] = {}
    for _, ref, _ in rows:
        seen[ref] = seen.get(ref, 0) + 1
    several = [id_ for id_, ref, _ in rows if seen[ref] > 1]
    return [
        Step._make(row)
        for row in fetched(
            db,
            """select x.id, x.ref, x.kind, x.person, x.before, x.after
               from json_each(?) w cross join change x on x.id = w.value order by x.seen_at, x.id""",
            (json.dumps(several),),
        )
    ]


def _laid_out(rows: Sequence[Any], loud: Sequence[int], folded: dict[int, tuple[int, ...]], by: By) -> Inbox:
    first = set(loud)
    groups: list[Group] = [Group("loud", "", len(loud))] if loud else []
    lines = array("q", loud)
    if by:
        among: dict[str, list[int]] = {}
        for id_, ref, person in rows:
            if id_ not in first:
                among.setdefault((ref if by == "shift" else person) or "", []).append(id_)
        for key, ids in among.items():
            lines.extend(ids)
            groups.append(Group(by, key, len(ids)))
    else:
        lines.extend(row[0] for row in rows if row[0] not in first)
        if loud and len(lines) > len(loud):
            groups.append(Group("rest", "", len(lines) - len(loud)))
    return Inbox(lines=lines, groups=tuple(groups), folded=folded, loud=frozenset(loud))
