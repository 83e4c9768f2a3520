"""Saved views: which shifts somebody wants to see again, and how; kept in the desk's file.

What is relative in a view ("the next seven days") is kept as such, and means what it means
at the moment it is used. A view of a later version may say what this one does not know: then
`lost` names it, for such a view shows more than its author wished.
"""

import json
import re
import time as clock
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache
from types import NoneType
from typing import TYPE_CHECKING, Any, Literal, Self, get_args, get_origin, get_type_hints

import apsw

from app.errors import Unusable
from app.store import activity
from app.store.files import fetched, transaction, translated
from app.store.filters import EVERYTHING, SORTED_BY, Filter, Order

if TYPE_CHECKING:
    from app.store.inbox import By, Standing

LONGEST = 80  # characters of a name
MOST = 200  # views of one desk

_MOMENT = re.compile(r"(now|today)(?:([+-]\d{1,4})d)?(?:([+-]\d{1,5})h)?")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_FORMS: tuple[type, ...] = (bool, int, str)  # what stands in JSON as it is


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment that moves with the clock."""

    since: Literal["now", "today"]  # today: the midnight with which the desk's day begins
    days: int = 0  # of the calendar
    hours: int = 0  # as they pass

    @classmethod
    def of(cls, text: str) -> Self:
        """Return the moment of a text such as `now+24h` or `today+6d`; raise ValueError for any other."""
        found = _MOMENT.fullmatch(text)
        if found is None:
            raise ValueError(text)
        since, days, hours = found.groups()
        return cls("now" if since == "now" else "today", int(days or 0), int(hours or 0))

    def __str__(self) -> str:
        days = f"{self.days:+}d" if self.days else ""
        return f"{self.since}{days}{f'{self.hours:+}h' if self.hours else ''}"

    def at(self, now: float) -> float:
        """Return it as epoch seconds, by the clock of this desk."""
        here = datetime.fromtimestamp(now)
        if self.since == "today":
            here = datetime.combine(here.date(), time.min)
        # The calendar's days first, on the wall clock; then hours, which a change of clocks does not stretch.
        return (here + timedelta(days=self.days)).timestamp() + 3600 * self.hours

    def on(self, now: float) -> date:
        """Return the day that it falls on."""
        return datetime.fromtimestamp(self.at(now)).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Which of the shifts' changes the inbox shows, and how it groups them."""

    standing: "Standing" = "unread"
    kinds: frozenset[str] = frozenset()  # none: all
    by: "By" = ""


Relative = tuple[tuple[str, Moment], ...]  # fields of a filter that move with the clock


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A filter with a name, and how what it leaves is shown; "", () and None leave things as they are."""

    key: str  # stays when the name changes
    name: str
    filter: Filter = EVERYTHING  # its text as it was typed, `field:value` words included
    relative: Relative = ()
    columns: tuple[str, ...] = ()  # the shown ones, in their order
    order: Order | None = None
    lens: str = ""
    changes: Changes | None = None
    shortcut: str = ""
    lost: tuple[str, ...] = field(default=(), compare=False)  # what this version did not understand

    def where(self, now: float) -> Filter:
        """Return which shifts it means at a moment, epoch seconds; its words are as they were typed."""
        return moved(self.filter, self.relative, now)


def moved(where: Filter, relative: Relative, now: float) -> Filter:
    """Return a filter with what moves at its place at a moment, epoch seconds."""
    places: dict[str, Any] = {
        name: moment.on(now) if date in _fields()[name] else int(moment.at(now)) for name, moment in relative
    }
    return replace(where, **places)


def shape(view: View) -> dict[str, Any]:
    """Return a view as JSON has it; `view_of` takes it back."""
    return {
        "key": view.key,
        "name": view.name,
        "filter": {
            one.name: _plain(value)
            for one in fields(Filter)
            if (value := getattr(view.filter, one.name)) != one.default
        },
        "relative": {name: str(moment) for name, moment in view.relative},
        "columns": [*view.columns],
        "order": None if view.order is None else asdict(view.order),
        "lens": view.lens,
        "changes": None
        if view.changes is None
        else {
            "standing": view.changes.standing,
            "kinds": sorted(view.changes.kinds),
            "by": view.changes.by,
        },
        "shortcut": view.shortcut,
    }


def view_of(told: Mapping[str, Any]) -> View:
    """Return the view of such a shape; what is unknown or does not fit is left out and named by `lost`.

    Raises Unusable for a view without a usable name or key.
    """
    lost: list[str] = []
    name = _named(told.get("name"))
    key = told.get("key")
    if not isinstance(key, str) or not 0 < len(key) <= LONGEST:
        raise Unusable("A view needs a key.")
    values: dict[str, Any] = {}
    for one, value in _mapping(told.get("filter")).items():
        try:
            values[one] = _typed(_fields()[one], value)
        except (InvalidOperation, KeyError, TypeError, ValueError):
            lost.append(one)
    relative = []
    for one, value in _mapping(told.get("relative")).items():
        try:
            if not _fields()[one] & {date, int}:
                raise ValueError(one)
            relative.append((one, Moment.of(str(value))))
        except (KeyError, ValueError):
            lost.append(one)
    order = _mapping(told.get("order"))
    column = order.get("column")
    if column is not None and column not in SORTED_BY:
        lost.append("order")
        column = None
    try:
        changes = _changes(told.get("changes"))
    except (TypeError, ValueError):
        lost.append("changes")
        changes = None
    return View(
        key=key,
        name=name,
        filter=Filter(**values),
        relative=tuple(relative),
        columns=tuple(one for one in _list(told.get("columns")) if isinstance(one, str)),
        order=None if column is None else Order(column, descending=order.get("descending") is True),
        lens=_text(told.get("lens")),
        changes=changes,
        shortcut=_text(told.get("shortcut")),
        lost=tuple(lost),
    )


def views(db: apsw.Connection) -> list[View]:
    """Return the views that this desk has saved, in its order; those that cannot be read are left out."""
    return [view for _, view in _read(db) if view is not None]


def spoilt(db: apsw.Connection) -> list[str]:
    """Return the names of saved views that cannot be read."""
    return [name for name, view in _read(db) if view is None]


def _read(db: apsw.Connection) -> list[tuple[str, View | None]]:
    found = fetched(
        db,
        """select key, name, filter, relative, columns, sort, lens, shortcut, changes
           from saved_view order by place, key""",
    )
    return [(str(row[1]), _view(row)) for row in found]


def _view(row: Sequence[Any]) -> View | None:
    key, name, where, relative, columns, order, lens, shortcut, changes = row
    try:
        told = {
            "key": key,
            "name": name,
            "filter": json.loads(where),
            "relative": json.loads(relative),
            "columns": json.loads(columns),
            "order": json.loads(order),
            "lens": lens,
            "shortcut": shortcut,
            "changes": None if changes is None else json.loads(changes),
        }
        return view_of(told)
    except (RecursionError, TypeError, Unusable, ValueError):
        return None


class Views:
    """Writes saved views. Use it from one thread at a time."""

    def __init__(self, db: apsw.Connection) -> None:
        self._db = db

    @translated
    def keep(self, view: View, by: str, at: datetime) -> None:
        """Save a view, as a new one at the end or in the place of the one with its key.

        A shortcut leaves the view that had it. Raises Unusable where another view has that name.
        """
        told = shape(view)
        with transaction(self._db):
            others = fetched(self._db, "select name from saved_view where key != ?", (view.key,))
            if any(name.casefold() == view.name.casefold() for (name,) in others):
                raise Unusable(f"There is another view named “{view.name}”. Nothing was saved.")
            if len(others) >= MOST:
                raise Unusable(f"There are {MOST} views already. Delete one that nobody uses.")
            if view.shortcut:
                self._db.execute("update saved_view set shortcut = '' where shortcut = ?", (view.shortcut,))
            self._db.execute(
                """insert into saved_view
                   values(?, ?, (select coalesce(max(place) + 1, 0) from saved_view), ?, ?, ?, ?, ?, ?, ?, ?,
                     ?)
                   on conflict(key) do update set name=excluded.name, filter=excluded.filter,
                     relative=excluded.relative, columns=excluded.columns, sort=excluded.sort,
                     lens=excluded.lens, shortcut=excluded.shortcut, by=excluded.by, at=excluded.at,
                     changes=excluded.changes""",
                (
                    view.key,
                    view.name,
                    *(_json(told[name]) for name in ("filter", "relative", "columns", "order")),
                    view.lens,
                    view.shortcut,
                    by,
                    int(at.timestamp()),
                    None if view.changes is None else _json(told["changes"]),
                ),
            )
            _note(self._db, at.timestamp(), by, "Saved view", view.name, told)

    @translated
    def drop(self, key: str, by: str) -> None:
        """Delete a view; one that is gone already stays gone."""
        with transaction(self._db):
            gone = fetched(self._db, "delete from saved_view where key = ? returning name, filter", (key,))
            for name, where in gone:
                told = {"key": key, "filter": json.loads(where)}
                _note(self._db, clock.time(), by, "Deleted view", name, told)

    @translated
    def arrange(self, keys: Sequence[str], by: str) -> None:
        """Put the views into this order; those that are not named come after, as they were."""
        with transaction(self._db):
            known = [key for (key,) in fetched(self._db, "select key from saved_view order by place, key")]
            order = [*dict.fromkeys(key for key in keys if key in known)]
            order += [key for key in known if key not in set(order)]
            if order != known:
                self._db.executemany("update saved_view set place = ? where key = ?", enumerate(order))
                _note(self._db, clock.time(), by, "Arranged views", "", {"order": order})


def _note(db: apsw.Connection, at: float, by: str, what: str, name: str, facts: Mapping[str, object]) -> None:
    activity.enter(db, at, by, activity.VIEW, what, ref=name, facts=facts)


def _named(value: object) -> str:
    name = " ".join(_UNSEEN.sub(" ", value).split()) if isinstance(value, str) else ""
    if not name:
        raise Unusable("A view needs a name.")
    if len(name) > LONGEST:
        raise Unusable(f"A view’s name has at most {LONGEST} characters.")
    return name


def _changes(told: object) -> Changes | None:
    """Return what of the changes is shown; raise TypeError or ValueError for what is not known here."""
    if told is None:
        return None
    from app.domain import Kind  # what few views need, the first sight of all does not pay
    from app.store.inbox import By, Standing

    if not isinstance(told, dict):
        raise TypeError(told)
    standing: Any = told.get("standing")
    by: Any = told.get("by")
    kinds = frozenset(Kind(one).value for one in _list(told.get("kinds"), strict=True))
    if standing not in get_args(Standing) or by not in get_args(By):
        raise ValueError(told)
    return Changes(standing=standing, kinds=kinds, by=by)


@cache
def _fields() -> Mapping[str, frozenset[Any]]:
    """Return of what types the fields of a filter may be."""
    return {
        name: frozenset({hint} if get_origin(hint) is frozenset else get_args(hint) or {hint})
        for name, hint in get_type_hints(Filter).items()
    }


def _plain(value: Any) -> Any:
    match value:
        case frozenset():
            return sorted(value)
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
    return value


def _typed(types: Iterable[Any], value: Any) -> Any:
    """Return a value out of JSON as a field of these types has it."""
    for kind in types:
        if get_origin(kind) is frozenset:
            (inner,) = get_args(kind)
            return frozenset(_typed((inner,), one) for one in _list(value, strict=True))
        if kind is date and isinstance(value, str):
            return date.fromisoformat(value)
        if kind is Decimal and isinstance(value, str) and (amount := Decimal(value)).is_finite():
            return amount
        if kind is NoneType and value is None:
            return None
        if kind in _FORMS and type(value) is kind:
            return value
    raise TypeError(value)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object, *, strict: bool = False) -> list[Any]:
    if isinstance(value, list):
        return value
    if strict:
        raise TypeError(value)
    return []


def _text(value: object) -> str:
    return value[:LONGEST] if isinstance(value, str) else ""


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
