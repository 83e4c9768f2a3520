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
    calendars = commands.add_parser(
        "calendars", help="keep calendars in a folder up to date while Callboard runs"
    )
    calendars.add_argument("folder", type=Path, nargs="?", metavar="FOLDER", help="none: what is kept now")
    calendars.add_argument("--per", choices=PER, help="a calendar for each")
    calendars.add_argument("--off", action="store_true", help="keep none any more; the files stay")
    calendars.set_defaults(run=keep)


def run(args: Namespace, places: Places, out: Output) -> int:
    """Write the shifts that the filters mean; the file is complete or absent."""
    from app import export
    from app.export.whose import AS_TOLD, whose

    if args.per and (args.bom or args.group):
        raise Unusable("--per is for calendars, --bom and --group for tables. Nothing was written.")
    with cache(places) as reader:
        where = filter_of(args, known_names(places, reader))
        rows = () if reader is None else reader.shifts(where)
        who = AS_TOLD if reader is None else whose(reader)
        if args.per:
            written, files = export.write_calendars(args.path, rows, args.per, who=who)
        else:
            written = export.write(args.path, rows, bom=args.bom, group=args.group, who=who)
            files = []
    if out.is_json:
        told = {"files": [str(file) for file in files]} if args.per else {}
        out.document({"path": str(args.path), "shifts": written, **told})
    elif args.per:
        out.text(f"{written} shifts were written to {len(files)} calendars beside {args.path}")
    else:
        out.text(f"{written} shifts were written to {args.path}")
    return 0


def keep(args: Namespace, places: Places, out: Output) -> int:
    """Settle in which folder calendars are kept, write them once, and print how it stands."""
    from datetime import date

    from app.feed import Wish, settle, wish_of, write

    if args.off and (args.folder or args.per):
        raise Unusable("--off goes alone. Nothing was changed.")
    if args.per and args.folder is None:
        raise Unusable("Name the folder as well. Nothing was changed.")
    files: list[Path] = []
    if args.off or args.folder is not None:
        settle(places.made().settings_file, None if args.off else Wish(args.folder, args.per))
    wish = wish_of(places.settings_file)
    if wish is not None and args.folder is not None:
        with cache(places) as reader:
            files = [] if reader is None else write(reader, wish, date.today())
    if out.is_json:
        folder = None if wish is None else str(wish.folder)
        per = None if wish is None else wish.per
        out.document({"folder": folder, "per": per, "files": [str(file) for file in files]})
    elif wish is None:
        out.text("No calendars are kept. To keep them: callboard calendars FOLDER")
    else:
        whose = f", one for each {wish.per}" if wish.per else ""
        out.text(f"Calendars are kept in {wish.folder}{whose}, as long as Callboard runs.")
    return 0
