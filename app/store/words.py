"""What is typed into the search: words, and `field:value` where somebody knows what they are looking for.

    icu jones role:rn is:open after:fri rate:>80 facility:"mercy general" -is:cancelled

A value fits whatever it is the beginning of a word of: `role:rn` means "RN" and "RN, ICU". The same
field twice means either (rates: both), different fields mean both; "-" leaves out. What cannot be
understood is said in a sentence, and never stops the rest from working.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from app.domain import FILLED, State
from app.store.dates import ENGLISH, Names, named_days, span_of
from app.store.filters import EVERYTHING, NOTHING, Filter, Set
from app.store.money import limits
from app.store.search import bare, words

# What a field is called, and which set of a Filter it fills with known values.
KNOWN: dict[str, Set] = {
    "connection": "connections", "facility": "facilities", "unit": "units", "role": "roles",
    "specialty": "specialties", "person": "people",
}  # fmt: skip
DATES = ("on", "from", "after", "until", "before")
FIELDS = ("is", *KNOWN, *DATES, "rate")
_ALSO = {"worker": "person", "people": "person", "state": "is", "since": "from"}

_STATES = {
    **{state.value: frozenset({state.value}) for state in State},
    "unconfirmed": frozenset({State.ASSIGNED.value}),
    "filled": frozenset(state.value for state in FILLED),
}
_STATES_ALL = frozenset(state.value for state in State)
_FLAGS = ("urgent", "night", "day", "mine", "removed", "weekend")
_TOKEN = re.compile(r'(?P<no>-?)(?P<field>[^\W\d_]+):(?:"(?P<quoted>[^"]*)"?|(?P<bare>\S*))|(?P<word>\S+)')
_MOST = 20  # completions
_EXCLUDE = "What is asked for and what is left out exclude each other."


@dataclass(frozen=True, slots=True)
class Known:
    """The values there are, as the vendors write them."""

    connections: Sequence[str] = ()
    facilities: Sequence[str] = ()
    units: Sequence[str] = ()
    roles: Sequence[str] = ()
    specialties: Sequence[str] = ()
    people: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Parsed:
    """What was meant: a filter, of which `text` has the plain words, and what was not understood."""

    where: Filter
    remarks: tuple[str, ...] = ()  # sentences


@dataclass(frozen=True, slots=True)
class Completion:
    """One way to go on: the whole text, where the cursor stands in it then, and what a list calls it."""

    text: str
    cursor: int
    label: str


@dataclass(slots=True)
class _Meant:
    wanted: dict[Set, set[object]] = field(default_factory=dict)
    unwanted: dict[Set, set[object]] = field(default_factory=dict)
    hours: set[str] = field(default_factory=lambda: {"day", "night"})
    asked: set[str] = field(default_factory=set)  # of the hours
    spans: dict[str, list[tuple[date, date]]] = field(default_factory=dict)  # by field, both inclusive
    where: Filter = EVERYTHING
    plain: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def parse(text: str, known: Known, today: date, names: Names = ENGLISH) -> Parsed:
    """Return what a text means, its days as they are typed in a locale; never raises."""
    meant = _Meant()
    for token in _TOKEN.finditer(text):
        name = _field(token["field"])
        if name is None:
            _plain(meant, token)
            continue
        value = (token["quoted"] if token["quoted"] is not None else token["bare"]).strip()
        if not value:
            continue  # it is still being typed
        if name == "is":
            _state(meant, value, bool(token["no"]))
        elif name in KNOWN:
            _value(meant, name, value, bool(token["no"]), known)
        elif token["no"]:
            meant.remarks.append(f"“{token[0]}”: days and rates cannot be left out, only asked for.")
        elif name == "rate":
            _rate(meant, value)
        else:
            _days(meant, name, value, today, names)
    return _concluded(meant, known)


def understood(where: Filter, known: Known, today: date, names: Names = ENGLISH) -> Filter:
    """Return a filter that asks for what its words mean, where they are as somebody has typed them."""
    return replace(where, text="").both(parse(where.text, known, today, names).where)


def complete(text: str, cursor: int, known: Known) -> list[Completion]:
    """Return how the word before the cursor may go on, the likeliest first."""
    cursor = max(0, min(cursor, len(text)))
    begin, typed = _before(text, cursor)
    minus = "-" if typed.startswith("-") else ""
    name, colon, value = typed[len(minus) :].partition(":")
    if not colon:
        if not name:
            return []
        return [
            _completed(text, begin, cursor, f"{minus}{one}:", f"{one}:")
            for one in FIELDS
            if one.startswith(name.lower()) and (not minus or one in {*KNOWN, "is"})
        ]
    found = _field(name)
    if found is None:
        return []
    value = value.lstrip('"')
    return [
        _completed(text, begin, cursor, f"{minus}{name}:{_quoted(one)} ", one)
        for one in _offered(found, value, known)[:_MOST]
    ]


def _field(name: str | None) -> str | None:
    if name is None:
        return None
    name = name.lower()
    name = _ALSO.get(name, name)
    return name if name in FIELDS else None


def _plain(meant: _Meant, token: re.Match[str]) -> None:
    whole = token[0]
    if whole.startswith("-") and words(whole):
        meant.remarks.append(f"“{whole}”: only what a field says can be left out, such as -is:cancelled.")
        return
    if token["field"]:
        meant.remarks.append(f"There is no field “{token['field']}”; it was searched for as words.")
    meant.plain.append(whole)


def _state(meant: _Meant, value: str, no: bool) -> None:
    names = (*_STATES, *_FLAGS)
    typed = {"canceled": "cancelled"}.get(value.lower(), value.lower())
    fitting = [typed] if typed in names else [one for one in names if one.startswith(typed)]
    if len(fitting) != 1:
        meaning = " or ".join(fitting) if fitting else "none of: " + ", ".join(names)
        meant.remarks.append(
            f"“is:{value}” may mean {meaning}." if fitting else f"“is:{value}” is {meaning}."
        )
        return
    (name,) = fitting
    if name in _STATES:
        _choose(meant, "states", _STATES[name], no)
    elif name in {"night", "day"}:
        if no:
            meant.hours.discard(name)
        else:
            meant.asked.add(name)
    elif name == "weekend":
        _choose(meant, "weekdays", {5, 6}, no)
    elif no:
        meant.remarks.append(f"“-is:{name}”: these cannot be left out, only asked for.")
    elif name == "urgent":
        meant.where = replace(meant.where, urgent=True)
    elif name == "mine":
        meant.where = replace(meant.where, in_hand=True)
    else:
        meant.where = replace(meant.where, removed=True)


def _value(meant: _Meant, name: str, value: str, no: bool, known: Known) -> None:
    if no and name == "person":
        meant.remarks.append("People cannot be left out, only asked for: others may be on the same shift.")
        return
    values: set[str] = {one for one in getattr(known, KNOWN[name]) if _fits(one, value)}
    if value.lower() == "none" and name != "connection":
        values.add("")
    if not values:
        meant.remarks.append(f"No {name} begins with “{value}”.")
        values = {NOTHING}
    _choose(meant, KNOWN[name], values, no)


def _rate(meant: _Meant, value: str) -> None:
    found = limits(value)
    if found is None:
        meant.remarks.append(f"“rate:{value}” is no rate; write rate:>80, rate:<100 or rate:80..100.")
        return
    low, high = found
    meant.where = meant.where.both(Filter(rate_from=low, rate_to=high))


def _days(meant: _Meant, name: str, value: str, today: date, names: Names) -> None:
    weekdays = named_days(value) if name == "on" else None
    if weekdays is not None:
        _choose(meant, "weekdays", weekdays, False)
        return
    span = span_of(value, today, names)
    if span is None:
        meant.remarks.append(
            f"“{name}:{value}” is no day; write {name}:today, {name}:fri or {name}:{today.isoformat()}."
        )
        return
    first, last = span
    far, near = date.max, date.min
    match name:
        case "from":
            first, last = first, far
        case "until":
            first, last = near, last
        case "after":
            first, last = date.fromordinal(min(last.toordinal() + 1, far.toordinal())), far
        case "before":
            first, last = near, date.fromordinal(max(first.toordinal() - 1, 1))
    meant.spans.setdefault(name, []).append((first, last))


def _choose(meant: _Meant, name: Set, values: Iterable[object], no: bool) -> None:
    (meant.unwanted if no else meant.wanted).setdefault(name, set()).update(values)


def _concluded(meant: _Meant, known: Known) -> Parsed:
    where = meant.where
    for name, spans in meant.spans.items():
        where = where.within(*_joined(name, spans, meant.remarks))
    hours = (meant.asked or meant.hours) & meant.hours
    if not hours:
        meant.remarks.append(_EXCLUDE)
    for name in meant.wanted.keys() | meant.unwanted.keys():
        wanted = meant.wanted.get(name)
        if wanted is None:
            wanted = _all_of(name, known)
        left = frozenset(wanted - meant.unwanted.get(name, set()))
        if not left:
            meant.remarks.append(_EXCLUDE)
            left = frozenset({NOTHING})
        where = where.among(name, left)
    where = replace(
        where,
        text=" ".join(meant.plain),
        hours=next(iter(hours)) if len(hours) == 1 else "",
        begins=where.begins if hours else frozenset({-1}),
        first=None if where.first == date.min else where.first,
        last=None if where.last == date.max else where.last,
    )
    if where.first is not None and where.last is not None and where.last < where.first:
        meant.remarks.append("These days exclude each other: the last is before the first.")
    return Parsed(where, tuple(dict.fromkeys(meant.remarks)))


def _joined(name: str, spans: Sequence[tuple[date, date]], remarks: list[str]) -> tuple[date, date]:
    """Return all the days of some spans; those between them, too, for a filter has no gaps: that is said."""
    ordered = sorted(spans)
    first, last = ordered[0]
    for begins, ends in ordered[1:]:
        if begins.toordinal() > last.toordinal() + 1:
            remarks.append(
                f"The days of “{name}:” do not follow each other; those between them are shown, too."
            )
        last = max(last, ends)
    return first, last


def _all_of(name: Set, known: Known) -> set[object]:
    match name:
        case "states":
            return set(_STATES_ALL)
        case "weekdays":
            return set(range(7))
    return {*getattr(known, name), ""}


def _before(text: str, cursor: int) -> tuple[int, str]:
    """Return where the word before the cursor begins, and as much of it as stands before the cursor."""
    for token in _TOKEN.finditer(text[:cursor]):
        if token.end() == cursor:
            return token.start(), token[0]
    return cursor, ""


def _offered(name: str, typed: str, known: Known) -> list[str]:
    low = typed.lower()
    if name in KNOWN:
        values = [one for one in getattr(known, KNOWN[name]) if not typed or _fits(one, typed)]
        return sorted(values, key=lambda one: (not bare(one).startswith(bare(typed)), one.casefold(), one))
    if name == "is":
        return [one for one in (*_STATES, *_FLAGS) if one.startswith(low)]
    if name == "rate":
        return []
    return [one for one in _day_names(name) if one.startswith(low)]


def _day_names(name: str) -> Iterator[str]:
    yield from ("today", "tomorrow", "yesterday", "week", "month")
    yield from ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    if name == "on":
        yield from ("weekdays", "weekend", "mondays", "fridays", "saturdays", "sundays")


def _completed(text: str, begin: int, cursor: int, word: str, label: str) -> Completion:
    rest = text[cursor:]
    if word.endswith(" ") and rest[:1].isspace():
        rest = rest[1:]
    return Completion(text[:begin] + word + rest, begin + len(word), label)


def _quoted(value: str) -> str:
    plain = " ".join(value.replace('"', " ").split())
    return f'"{plain}"' if " " in plain or plain != value else plain


def _fits(value: str, typed: str) -> bool:
    asked = _words(typed)
    there = _words(value)
    return bool(asked) and all(any(one.startswith(each) for one in there) for each in asked)


@lru_cache(maxsize=65_536)
def _words(text: str) -> tuple[str, ...]:
    return tuple(words(bare(text)))
