"""export: shifts of the cache as a file."""

from argparse import Namespace
from pathlib import Path

from app.cli.arguments import Commands, add_filters, filter_of
from app.cli.output import Output
from app.cli.reading import cache, known_names
from app.errors import Unusable
from app.export.naming import GROUPS, PER
from app.places import Places


def declare(commands: Commands) -> None:
    """Add the command to the parser."""
    export = commands.add_parser("export", help="write shifts to a .csv, .xlsx or .ics file")
    export.add_argument("path", type=Path, metavar="PATH")
    export.add_argument(
        "--bom", action="store_true", help="a .csv begins with a byte order mark, for spreadsheets"
    )
    export.add_argument("--group", choices=GROUPS, help="an .xlsx has a sheet for each")
    export.add_argument(
        "--per", choices=PER, help="a calendar for each, named after PATH: “shifts – Adam Jones.ics”"
    )
    add_filters(export)
    export.set_defaults(run=run)


def run(args: Namespace, places: Places, out: Output) -> int:
    """Write the shifts that the filters mean; the file is complete or absent."""
    from app import export

    if args.per and (args.bom or args.group):
        raise Unusable("--per is for calendars, --bom and --group for tables. Nothing was written.")
    with cache(places) as reader:
        where = filter_of(args, known_names(places, reader))
        rows = () if reader is None else reader.shifts(where)
        if args.per:
            written, files = export.write_calendars(args.path, rows, args.per)
        else:
            written, files = export.write(args.path, rows, bom=args.bom, group=args.group), []
    if out.is_json:
        told = {"files": [str(file) for file in files]} if args.per else {}
        out.document({"path": str(args.path), "shifts": written, **told})
    elif args.per:
        out.text(f"{written} shifts were written to {len(files)} calendars beside {args.path}")
    else:
        out.text(f"{written} shifts were written to {args.path}")
    return 0
