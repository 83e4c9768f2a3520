"""export: shifts of the cache as a file."""

from argparse import Namespace
from pathlib import Path

from app.cli.arguments import Commands, add_filters, filter_of
from app.cli.output import Output
from app.cli.reading import cache, known_names
from app.places import Places


def declare(commands: Commands) -> None:
    """Add the command to the parser."""
    export = commands.add_parser("export", help="write shifts to a .csv, .xlsx or .ics file")
    export.add_argument("path", type=Path, metavar="PATH")
    add_filters(export)
    export.set_defaults(run=run)


def run(args: Namespace, places: Places, out: Output) -> int:
    """Write the shifts that the filters mean; the file is complete or absent."""
    from app import export

    with cache(places) as reader:
        where = filter_of(args, known_names(places, reader))
        written = export.write(args.path, () if reader is None else reader.shifts(where))
    if out.is_json:
        out.document({"path": str(args.path), "shifts": written})
    else:
        out.text(f"{written} shifts were written to {args.path}")
    return 0
