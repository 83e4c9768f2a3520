"""report: what one watch tells the next, as a table or as JSON."""

from argparse import ArgumentTypeError, Namespace
from datetime import UTC, datetime, timedelta

from app.cli.arguments import Commands, moment
from app.cli.output import Output
from app.cli.reading import CHANGE_HEAD, SHIFT_HEAD, cache, change_row, shift_row
from app.domain import Intent
from app.handover import SOON, Handover, handover, nothing, shape_of_handover, watch_until
from app.places import Places
from app.shape import utc

MOST_CHANGES = 200  # of a table: nobody reads more of them; JSON has all
LONGEST = 31 * 24  # hours ahead that “soon” may mean

_INTENT_HEAD = ("ID", "STATE", "ACTION", "REF", "BY", "ASKED FOR", "MESSAGE")


def declare(commands: Commands) -> None:
    """Add the command to the parser."""
    report = commands.add_parser("report", help="what one watch tells the next")
    report.add_argument("which", choices=("handover",), metavar="handover")
    report.add_argument(
        "--since", type=moment, metavar="TIME", help="when the watch began (default: 12 h ago)"
    )
    report.add_argument(
        "--within", type=_hours, metavar="HOURS", default=SOON, help="what starts how soon (default: 12)"
    )
    report.set_defaults(run=run)


def run(args: Namespace, places: Places, out: Output) -> int:
    """Print how things stand at the end of a watch."""
    now = datetime.now(UTC)
    since = args.since or watch_until(now)
    with cache(places) as reader:
        told = (
            nothing(since, now, args.within) if reader is None else handover(reader, since, now, args.within)
        )
    if out.is_json:
        out.document(shape_of_handover(told))
    else:
        _print(told, out)
    return 0


def _hours(text: str) -> timedelta:
    try:
        hours = float(text)
    except ValueError:
        hours = 0
    if not 0 < hours <= LONGEST:
        raise ArgumentTypeError(f"“{text}” is not a number of hours from 1 to {LONGEST}")
    return timedelta(hours=hours)


def _print(told: Handover, out: Output) -> None:
    hours = told.soon.total_seconds() / 3600
    out.text(f"Handover of {utc(told.at)}, for the watch since {utc(told.since)}")
    for one in told.failing:
        as_of = utc(one.as_of) or "never"
        out.text(f"{one.connection} does not answer since {utc(one.failing_since)}: as of {as_of}")
    out.text()
    out.text(f"Starts within {hours:g} hours, unfilled: {len(told.unfilled)}")
    if told.unfilled:
        out.table(SHIFT_HEAD, map(shift_row, told.unfilled))
    out.text()
    out.text(f"Starts within {hours:g} hours, declined, absent or cancelled: {len(told.dropped)}")
    if told.dropped:
        out.table(SHIFT_HEAD, map(shift_row, told.dropped))
    for title, intents in (("Unknown", told.unknown), ("Waits", told.waits), ("Done", told.done)):
        out.text()
        out.text(f"{title}: {len(intents)}")
        if intents:
            out.table(_INTENT_HEAD, map(_intent_row, intents))
    out.text()
    shown = told.changes[:MOST_CHANGES]
    more = f", the newest {len(shown)} of them here" if len(shown) < len(told.changes) else ""
    out.text(f"Changed: {len(told.changes)}{more}; not acknowledged in all: {told.unacknowledged}")
    if shown:
        out.table(CHANGE_HEAD, map(change_row, shown))


def _intent_row(one: Intent) -> tuple[object, ...]:
    return one.id, one.state.value, one.label, one.ref, one.by, utc(one.created_at), one.message
