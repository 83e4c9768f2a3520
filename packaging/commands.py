"""What the command line takes, as data, read from its own parser: for the manual and for completion."""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


@dataclass(frozen=True, slots=True)
class Option:
    """A word with dashes, or a place without."""

    names: tuple[str, ...]  # empty for what stands by its place
    value: str | None  # what follows it, as the help calls it
    choices: tuple[str, ...]
    help: str
    many: bool = False  # more than one may follow
    must: bool = True  # a place has to be filled


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its words after `callboard`, what it does, and what it takes."""

    words: tuple[str, ...]
    help: str
    options: tuple[Option, ...]
    ends: bool  # no further command follows


def commands() -> list[Command]:
    """Return the whole and every command that somebody types, in the order of the help."""
    from app.cli.program import parser

    return list(_commands(parser(), (), ""))


def _commands(parser: argparse.ArgumentParser, words: tuple[str, ...], said: str) -> Iterator[Command]:
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    options = tuple(
        _option(action)
        for action in parser._actions
        if action not in below and action.help != argparse.SUPPRESS and not _is_common(action, words)
    )
    yield Command(words, said or parser.description or "", options, not below)
    for action in below:
        for choice in action._choices_actions:  # only those with a help are typed
            yield from _commands(action.choices[choice.dest], (*words, choice.dest), choice.help or "")


def _is_common(action: argparse.Action, words: tuple[str, ...]) -> bool:
    """Tell whether an option is one of those that every command takes: they are told once."""
    return bool(words) and action.dest in {"format", "verbose", "help"}


def _option(action: argparse.Action) -> Option:
    choices = tuple(str(choice) for choice in action.choices or ())
    metavar = action.metavar
    word = " ".join(metavar) if isinstance(metavar, tuple) else metavar
    told = (action.help or "").replace("%(default)s", str(action.default)).replace("%%", "%")
    takes = not (action.option_strings and action.nargs == 0)
    value = (word or ("|".join(choices) if choices else action.dest.upper())) if takes else None
    return Option(
        tuple(action.option_strings),
        value,
        choices,
        told,
        many=action.nargs in {"*", "+"},
        must=action.nargs not in {"*", "?"},
    )
