"""What somebody wants to be told of at once, by rules of their own: gathered, and quietly at night. Pure."""

import os
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import time
from math import inf
from pathlib import Path
from typing import Any, Literal

GATHER = 3.0  # seconds that news of one kind are gathered before they are told
PAUSE = 60.0  # seconds between two notices of one kind
MOST_LINES = 4  # of a notice; the rest is counted
REMEMBERED = 20_000  # things that are not told twice

Kind = Literal["open", "departure", "action", "outage"]

_TITLES: dict[Kind, tuple[str, str]] = {
    "open": ("A new open shift", "{n} new open shifts"),
    "departure": ("A departure close to its start", "{n} departures close to their start"),
    "action": ("An action needs a look", "{n} actions need a look"),
    "outage": ("A vendor cannot be reached", "{n} vendors cannot be reached"),
}
_SEVERAL: dict[Kind, str] = {
    "open": "inbox",
    "departure": "inbox",
    "action": "outbox",
    "outage": "connections",
}
_RANGES = {"departure_hours": (1.0, 168.0), "outage_minutes": (1.0, 1440.0)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What is told of, and when not."""

    native: bool = True  # by the system as well, where it can; in the window always
    views: tuple[str, ...] = ()  # keys of views: their new open shifts
    departures: bool = True
    departure_hours: float = 24  # before its start; so close, it is loud in the inbox, too
    actions: bool = True  # refused, or nobody knows
    outages: bool = True
    outage_minutes: float = 15
    quiet: bool = False
    quiet_from: time = time(22)
    quiet_to: time = time(6)

    def is_quiet(self, clock: time) -> bool:
        """Tell whether nothing is told by the system at a time of the desk's day."""
        if not self.quiet or self.quiet_from == self.quiet_to:
            return False
        if self.quiet_from < self.quiet_to:
            return self.quiet_from <= clock < self.quiet_to
        return clock >= self.quiet_from or clock < self.quiet_to


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing to tell of. The same `key` is told once."""

    kind: Kind
    key: str
    line: str
    target: (
        str  # where a click leads: "shift:REF", "change:ID", "view:KEY", "connection:NAME", "inbox", "outbox"
    )
    among: str = ""  # of new open shifts: the view's name
    several: str = ""  # where a click leads if it is told with others; "": where its kind does


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What is told, gathered from events of one kind."""

    kind: Kind | Literal["quiet", "settings"]
    title: str
    lines: tuple[str, ...]
    target: str
    native: bool  # by the system as well


class Alerts:
    """Gathers events by the rules. Times are epoch seconds."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._told: dict[str, None] = {}  # keys, the oldest first
        self._waiting: dict[tuple[Kind, str], list[Event]] = {}
        self._since: dict[tuple[Kind, str], float] = {}  # when the first one that waits came
        self._last: dict[tuple[Kind, str], float] = {}  # when a notice was made last
        self._slept: dict[Kind, int] = {}  # what came while it was quiet

    def hear(self, events: Iterable[Event], now: float) -> None:
        """Take events in; what was heard before is not told again, wished or not at that time."""
        for event in events:
            if not self._is_new(event.key) or not self._is_wished(event):
                continue
            about = event.kind, event.among
            self._waiting.setdefault(about, []).append(event)
            self._since.setdefault(about, now)

    def know(self, keys: Iterable[str]) -> None:
        """Tell nothing of what has these keys: it was there before."""
        for key in keys:
            self._is_new(key)

    def due(self, now: float, clock: time) -> list[Notice]:
        """Return what is to be told now; `clock` is the desk's time of day."""
        quiet = self.rules.is_quiet(clock)
        found = []
        if self._slept and not quiet:
            found.append(self._morning())
        for about in [one for one in self._waiting if self._when(one) <= now]:
            events = self._waiting.pop(about)
            del self._since[about]
            self._last[about] = now
            if quiet:
                self._slept[about[0]] = self._slept.get(about[0], 0) + len(events)
            found.append(_notice(events, native=self.rules.native and not quiet))
        return found

    def next(self) -> float | None:
        """Return when something is due, None if nothing waits."""
        return min(map(self._when, self._waiting), default=None)

    def _when(self, about: tuple[Kind, str]) -> float:
        return max(self._since[about] + GATHER, self._last.get(about, -inf) + PAUSE)

    def _is_new(self, key: str) -> bool:
        """Tell whether a thing is new, and remember it: the longest, what is still heard of."""
        is_new = key not in self._told
        self._told.pop(key, None)
        self._told[key] = None
        while len(self._told) > REMEMBERED:
            del self._told[next(iter(self._told))]
        return is_new

    def _is_wished(self, event: Event) -> bool:
        match event.kind:
            case "open":
                return bool(self.rules.views)
            case "departure":
                return self.rules.departures
            case "action":
                return self.rules.actions
        return self.rules.outages

    def _morning(self) -> Notice:
        lines = tuple(_title(kind, n) for kind, n in self._slept.items())
        self._slept.clear()
        return Notice(
            kind="quiet",
            title="While it was quiet",
            lines=lines,
            target="inbox",
            native=self.rules.native,
        )


def either(one: str, other: str) -> str:
    """Return where a click leads that may be meant for one of two targets; "" is none."""
    if one in ("", other):
        return other
    return (
        "outbox" if all(target.startswith(("outbox", "connection")) for target in (one, other)) else "inbox"
    )


def load(file: Path) -> tuple[Rules, list[str]]:
    """Return the rules of a file, and sentences on what does not fit: that is as it is by default."""
    try:
        told = tomllib.loads(file.read_text("utf-8-sig"))
    except FileNotFoundError:
        return Rules(), []
    except OSError as error:
        return Rules(), [f"{file} cannot be read ({error.strerror}); the usual rules of notifications hold."]
    except (ValueError, RecursionError) as error:  # no UTF-8, or no TOML
        why = f"{file} cannot be understood: {error}."
        return Rules(), [f"{why} The usual rules of notifications hold; mend that line."]
    usual, changed, wrong = Rules(), dict[str, Any](), list[str]()
    for one in fields(Rules):
        value = _fitting(one.name, getattr(usual, one.name), told.get(one.name))
        if value is not None:
            changed[one.name] = value
        elif one.name in told:
            wrong.append(f"{file}: “{one.name}” does not fit; it is as usual.")
    return replace(usual, **changed), wrong


def save(file: Path, rules: Rules) -> None:
    """Write the rules; the file is the new one or the old one. Raises OSError."""
    unfinished = file.with_name(file.name + ".unfinished")
    lines = ["# What Callboard tells of at once: File > Notifications."]
    lines += [f"{one.name} = {_toml(getattr(rules, one.name))}" for one in fields(Rules)]
    unfinished.write_text("\n".join(lines) + "\n", "utf-8")
    os.replace(unfinished, file)


def _notice(events: Sequence[Event], *, native: bool) -> Notice:
    first = events[0]
    title = _title(first.kind, len(events))
    if first.among:
        title = f"{title} in “{first.among}”"
    lines = tuple(event.line for event in events[:MOST_LINES])
    if len(events) > MOST_LINES:
        lines = (*lines, f"and {len(events) - MOST_LINES:,} more")
    alone = len(events) == 1
    target = first.target if alone else first.several or _SEVERAL[first.kind]
    return Notice(kind=first.kind, title=title, lines=lines, target=target, native=native)


def _title(kind: Kind, n: int) -> str:
    one, many = _TITLES[kind]
    return one if n == 1 else many.format(n=f"{n:,}")


def _fitting(name: str, usual: object, value: Any) -> object | None:
    match usual:
        case bool():
            return value if isinstance(value, bool) else None
        case tuple():
            return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else None
        case time():
            return value.replace(second=0, microsecond=0) if isinstance(value, time) else None
    low, high = _RANGES[name]
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if is_number and low <= value <= high else None


def _toml(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case tuple():
            return "[" + ", ".join(_quoted(one) for one in value) + "]"
        case time():
            return value.isoformat("seconds")
    return str(value)


def _quoted(text: str) -> str:
    kept = "".join(one if one.isprintable() and one not in '"\\' else f"\\U{ord(one):08x}" for one in text)
    return f'"{kept}"'
