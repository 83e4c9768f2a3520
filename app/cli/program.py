"""The program behind the words of a command line: all commands, and how they end."""

from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack
from typing import Any

from app import __version__
from app.cli import (
    acting,
    connections,
    demo,
    doctor,
    exporting,
    outbox,
    output,
    people,
    reading,
    reporting,
    sync,
)
from app.cli.output import Output, say
from app.errors import CallboardError, Unusable
from app.places import Places

FAILED, WRONG, INTERRUPTED = 1, 2, 130
DEFAULTS = {"format": "table", "verbose": False, "logged": False, "run": demo.window}


def run(argv: Sequence[str]) -> int:
    """Do what the arguments say and return the exit code."""
    code = _code(argv)
    try:
        output.finish()
    except CallboardError as error:
        say(str(error))
        return max(code, FAILED)
    return code


def _code(argv: Sequence[str]) -> int:
    try:
        return _run(parser().parse_args(argv, Namespace(**DEFAULTS)))
    except SystemExit as end:  # argparse has said what it had to say
        return end.code if isinstance(end.code, int) else WRONG
    except KeyboardInterrupt:
        say("Interrupted.")
        return INTERRUPTED


def parser() -> ArgumentParser:
    """Return the parser of all commands; each of them sets `run`."""
    whole = _Command(
        prog="callboard",
        description="The shifts of several staffing vendors on one board. Without a command: the window.",
    )
    whole.add_argument("--version", action="version", version=f"callboard {__version__}")
    commands = whole.add_subparsers(metavar="COMMAND")
    for module in (
        connections,
        sync,
        reading,
        acting,
        outbox,
        people,
        exporting,
        reporting,
        doctor,
        demo,
    ):
        module.declare(commands)
    return whole


class _Command(ArgumentParser):
    """A parser with the options that all commands take, before their name or after it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_abbrev=False, **options)
        # SUPPRESS: a command's own default would undo what stood before its name.
        self.add_argument(
            "--format", choices=("json", "table"), default=SUPPRESS, help="of the output (default: table)"
        )
        self.add_argument(
            "--verbose", action="store_true", default=SUPPRESS, help="tell more on standard error"
        )


def _run(args: Namespace) -> int:
    places = Places.find()
    with ExitStack() as stack:
        if is_logged := args.verbose or args.logged:
            stack.enter_context(_log(places, verbose=args.verbose))
        try:
            return int(args.run(args, places, Output(args.format)))
        except CallboardError as error:
            say(str(error))
            return WRONG if isinstance(error, Unusable) else FAILED
        except BrokenPipeError:
            return FAILED  # whoever was reading has gone: nobody is left to be told
        except Exception as error:
            if not is_logged:
                stack.enter_context(_log(places, verbose=False))
            _record(error)
            say(
                f"Something unforeseen went wrong ({type(error).__name__}). What was saved is kept. "
                f"Please report it with the end of {places.log_file}"
            )
            return FAILED


def _log(places: Places, *, verbose: bool) -> AbstractContextManager[None]:
    from app.diagnostics import logged  # its imports are not needed by what reads the cache

    return logged(places, verbose=verbose)


def _record(error: Exception) -> None:
    import logging

    logging.getLogger(__name__).error("unforeseen", exc_info=error)
