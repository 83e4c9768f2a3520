"""The window, on the desk's own connections or on practice vendors; and the engine behind it."""

from argparse import SUPPRESS, ArgumentTypeError, Namespace

from app.cli.arguments import Commands
from app.cli.output import Output
from app.cli.window import show
from app.errors import Unusable
from app.places import Places

SHIFTS = 1200  # in the practice vendors' market, unless asked otherwise
MOST = 1_000_000


def declare(commands: Commands) -> None:
    """Add the commands to the parser."""
    demo = commands.add_parser("demo", help="open the window on four practice vendors")
    demo.add_argument(
        "--shifts", type=shifts, default=SHIFTS, metavar="N", help=f"how many (default {SHIFTS})"
    )
    demo.add_argument("--serve", action="store_true", help="no window: serve the vendors on this machine")
    demo.add_argument(
        "--port", type=int, metavar="P", help="with --serve: the first of four ports (default: any)"
    )
    demo.set_defaults(run=practise)

    opened = commands.add_parser("window", help="open the window, or bring the open one forward")
    opened.add_argument("words", nargs="*", metavar="TEXT", help="what to search for there")
    opened.set_defaults(run=window)

    engine = commands.add_parser("engine")  # without help: the window starts it, nobody types it
    engine.add_argument("--demo", action="store_true", help=SUPPRESS)
    engine.add_argument("--shifts", type=shifts, default=SHIFTS, help=SUPPRESS)
    engine.add_argument("--only", choices=("pull", "act"), help=SUPPRESS)
    engine.set_defaults(run=drive, logged=True)


def shifts(text: str) -> int:
    """Return a number of shifts that a market can have."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= MOST:
        raise ArgumentTypeError(f"“{text}” should be a number from 1 to {MOST:,}")
    return int(text)


def practise(args: Namespace, places: Places, out: Output) -> int:
    """Open the window on practice vendors and a throw-away profile, or serve the vendors alone."""
    if args.serve:
        from app import demo

        demo.serve(args.port or 0, shifts=args.shifts)
        return 0
    if args.port is not None:
        raise Unusable("--port goes with --serve; the window needs no port.")
    return show(demo=True, shifts=args.shifts)


def window(args: Namespace, places: Places, out: Output) -> int:
    """Open the window, or bring the one that is open forward."""
    return show(words=getattr(args, "words", ()))


def drive(args: Namespace, places: Places, out: Output) -> int:
    """Be the window's engine: lines of JSON on standard input and output."""
    from app.line import main

    return main(
        places,
        demo_shifts=args.shifts if args.demo else None,
        pulls=args.only != "act",
        acts=args.only != "pull",
    )
