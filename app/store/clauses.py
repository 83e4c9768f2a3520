"""A filter as SQL."""

import json
import time
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import apsw

from app.store import schema, search
from app.store.filters import Filter
from app.store.rows import marks

RECENTLY = 7 * 86_400  # seconds for which a shift stays in hand after this desk has acted on it
TEXTS = (  # what may be asked for by exact texts, and its column
    ("facilities", "facility"), ("units", "unit"), ("roles", "role"), ("specialties", "specialty"),
)  # fmt: skip

_NIGHT = "(clock >= 1080 or clock < 300)"  # minutes of the wall clock: 18:00, 05:00
_FEW = 100  # values that are bound one by one; more of them go as one JSON text


def clause_of(db: apsw.Connection, where: Filter) -> tuple[str, list[Any]]:
    """Return the SQL of a filter, and what it binds."""
    return Clauses(db, where).sql()


def is_filling(db: apsw.Connection) -> bool:
    """Tell whether the indexes and the search are still to be built."""
    return db.execute("select 1 from meta where name='filling'").get is not None


BEGINS = "coalesce(clock, 1440) / 60"  # the hour of its own clock; 24: all day


class Clauses:
    """The conditions of a filter, one after the other, and what they bind."""

    def __init__(self, db: apsw.Connection, where: Filter) -> None:
        self._db = db
        self._clauses: list[str] = []
        self._bound: list[Any] = []
        searched = bool(where.text) and not is_filling(db)
        if where.text:
            self._text(where, searched)
        if not where.removed:
            self.add("removed is null")
        if not searched:  # else the search has seen to these
            self.among("connection", where.connections)
            self.among("state", (str(value) for value in where.states))
            if where.urgent:
                self.add("urgent = 1")
        self._times(where)
        for name, column in TEXTS:
            self._told(column, getattr(where, name))
        self._people(where.people)
        self._rate(where.rate_from, ">=")
        self._rate(where.rate_to, "<=")
        if where.in_hand:
            self.add(_IN_HAND, time.time() - RECENTLY)

    @classmethod
    def of_sums(cls, db: apsw.Connection, where: Filter) -> "Clauses":
        """Return the conditions on the counts by day, connection and state, which are of visible shifts."""
        return cls(db, replace(where, removed=True))

    def add(self, clause: str, *bound: Any) -> None:
        """Ask for one thing more."""
        self._clauses.append(clause)
        self._bound += bound

    def among(self, column: str, values: Iterable[object]) -> None:
        """Ask for any of these values, where there are some."""
        if wanted := sorted(values, key=str):
            listed, bound = values_of(wanted)
            self.add(f"{column} in ({listed})", *bound)

    def sql(self) -> tuple[str, list[Any]]:
        """Return all of it as a where clause."""
        return ("where " + " and ".join(self._clauses) if self._clauses else ""), self._bound

    def _text(self, where: Filter, searched: bool) -> None:
        words = search.words(where.text)
        if not words:
            self.add("0")
        elif searched:
            self.add(*search.found(words, where, search.named(self._db)))
        else:  # the search is built at the end of a first fill; until then every row is looked at
            connections = search.named(self._db)
            for word in words:
                own = search.connections_of(word, connections)
                self.add(
                    f"(words_begin({schema.SEARCHED}, ?) or connection in ({marks(own)}))",
                    search.bare(word),
                    *own,
                )

    def _times(self, where: Filter) -> None:
        first, last = days_of(where)
        if first is not None:
            self.add("day >= ?", first)
        if last is not None:
            self.add("day <= ?", last)
        if where.starts_from is not None:
            self.add("start >= ?", where.starts_from)
        if where.starts_before is not None:
            self.add("start < ?", where.starts_before)
        self.among("(day + 6) % 7", where.weekdays)
        if where.hours:
            self.add(_NIGHT if where.hours == "night" else f"coalesce(not {_NIGHT}, 1)")
        self.among(BEGINS, where.begins)
        if where.changed_since is not None:
            self.add("last_change >= ?", where.changed_since)

    def _told(self, column: str, values: frozenset[str]) -> None:
        if values:
            listed, bound = values_of(sorted(values))
            untold = f" or {column} is null" if "" in values else ""
            self.add(f"({column} in ({listed}){untold})", *bound)

    def _people(self, names: frozenset[str]) -> None:
        if names == {""}:  # alone, so that the index of those shifts answers
            self.add("people is null")
        elif names:
            listed, bound = values_of(sorted(names))
            untold = " or people is null" if "" in names else ""
            self.add(f"(id in (select shift_id from assignment where person in ({listed})){untold})", *bound)

    def _rate(self, limit: Decimal | None, way: str) -> None:
        if limit is not None:
            self.add(f"cast(rate as real) {way} ?", float(limit))


def days_of(where: Filter) -> tuple[int | None, int | None]:
    """Return the first and the last local start day that a filter allows, by date.toordinal."""
    first = None if where.first is None else where.first.toordinal()
    last = None if where.last is None else where.last.toordinal()
    # No clock is more than a day away from UTC's: what begins then begins on these days.
    if where.starts_from is not None:
        day = schema.EPOCH + where.starts_from // 86_400 - 1
        first = day if first is None else max(first, day)
    if where.starts_before is not None:
        day = schema.EPOCH + where.starts_before // 86_400 + 1
        last = day if last is None else min(last, day)
    return first, last


def starts_of(where: Filter) -> tuple[int, int]:
    """Return between which starts, epoch seconds, all shifts of a filter lie."""
    first, last = days_of(where)
    begin = -(1 << 62) if first is None else (first - schema.EPOCH - 1) * 86_400
    return begin, 1 << 62 if last is None else (last - schema.EPOCH + 2) * 86_400


def values_of(values: list[Any]) -> tuple[str, list[Any]]:
    """Return what stands between the brackets of an `in`, and what it binds."""
    if len(values) <= _FEW:
        return marks(values), values
    return "select value from json_each(?)", [json.dumps(values)]


_IN_HAND = """id in (select s.id from desk.intent i cross join shift s
 on s.connection = i.connection and s.external_id in (i.external_id, i.result)
 where i.finished_at is null or i.finished_at >= ?)"""
