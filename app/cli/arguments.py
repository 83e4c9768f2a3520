"""What is typed after a command: days, times, filters, and the names of connections."""

import argparse
import re
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from typing import TypeAlias

from app.domain import State
from app.errors import Unusable
from app.store.filters import Filter

# argparse has no public name for what add_subparsers returns.
Commands: TypeAlias = "argparse._SubParsersAction[ArgumentParser]"


def day(text: str) -> date:
    """Return a DATE: `YYYY-MM-DD`, today, tomorrow, or so many days from today (+7, -7)."""
    today = datetime.now().astimezone().date()
    try:
        if re.fullmatch(r"[+-]\d{1,6}", text):
            return today + timedelta(days=int(text))
        if text in {"today", "tomorrow"}:
            return today + timedelta(days=text == "tomorrow")
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return date.fromisoformat(text)
    except (ValueError, OverflowError):
        pass
    raise ArgumentTypeError(f"“{text}” is not a date: write YYYY-MM-DD, today, tomorrow or +7")


def moment(text: str) -> datetime:
    """Return a TIME in UTC: ISO 8601, by this machine's clock if no zone is given; or midnight of a DATE."""
    try:
        return datetime.combine(day(text), time.min).astimezone(UTC)
    except ArgumentTypeError:
        pass
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ArgumentTypeError(
            f"“{text}” is not a time: write it as 2026-11-21T20:42:00Z, or a date"
        ) from error


def change_id(text: str) -> int:
    """Return a CHANGE_ID."""
    if not re.fullmatch(r"\d{1,18}", text):
        raise ArgumentTypeError(f"“{text}” is not the id of a change: that is a number")
    return int(text)


def pair(text: str) -> tuple[str, str]:
    """Return name and value of NAME=VALUE."""
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise ArgumentTypeError(f"“{text}” should be NAME=VALUE")
    return name, value


def add_filters(parser: ArgumentParser) -> None:
    """Let a command take the filters of `shifts`."""
    add_days(parser)
    add_connections(parser)
    parser.add_argument(
        "--state",
        action="append",
        choices=[state.value for state in State],
        help="only shifts in it (repeatable)",
    )
    parser.add_argument(
        "--search", default="", metavar="TEXT", help="every word begins a word in any text field"
    )
    parser.add_argument("--removed", action="store_true", help="also those no longer visible")


def add_days(parser: ArgumentParser) -> None:
    """Let a command take a first and a last day, as `first` and `last`."""
    parser.add_argument("--from", dest="first", type=day, metavar="DATE", help="first local start day")
    parser.add_argument("--to", dest="last", type=day, metavar="DATE", help="last local start day")


def add_connections(parser: ArgumentParser) -> None:
    """Let a command take the names of connections."""
    parser.add_argument("--connection", action="append", metavar="NAME", help="only this one (repeatable)")


def filter_of(args: Namespace, known: Collection[str]) -> Filter:
    """Return which shifts the filters mean. Raises Unusable for a name that is not known."""
    check_days(args)
    check_names(args.connection or (), known)
    return Filter(
        connections=frozenset(args.connection or ()),
        states=frozenset(State(state) for state in args.state or ()),
        first=args.first,
        last=args.last,
        text=args.search,
        removed=args.removed,
    )


def check_days(args: Namespace) -> None:
    """Raise Unusable for a span that ends before it begins."""
    if args.first and args.last and args.last < args.first:
        raise Unusable(f"--to {args.last} is before --from {args.first}. Exchange them.")


def check_names(wanted: Iterable[str], known: Collection[str]) -> None:
    """Raise Unusable for a connection that is neither configured nor in the cache."""
    for name in wanted:
        if name not in known:
            near = get_close_matches(name, known, 1)
            hint = f"Did you mean “{near[0]}”?" if near else "See: callboard connections list"
            raise Unusable(f"There is no connection “{name}”. {hint}")
