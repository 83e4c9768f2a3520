"""outbox, reconcile: what was asked for and has not come to its end, and what became of it."""

from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app import user
from app.cli.acting import CODES, UNKNOWN, interrupted
from app.cli.arguments import Commands
from app.cli.output import Output, say
from app.cli.reading import cache, differences
from app.domain import Intent, IntentState
from app.errors import Unusable
from app.places import Places
from app.secrets import database_key
from app.shape import shape_of_intent, utc
from app.store.outbox import Outbox

if TYPE_CHECKING:  # what speaks to vendors takes 300 ms to load: a look into the outbox does without
    from app.cli.talking import Counter

OUTBOX_HEAD = (
    "ID",
    "STATE",
    "ACTION",
    "PARAMETERS",
    "REASON",
    "ATTEMPTS",
    "CREATED",
    "FINISHED",
    "REF",
    "MESSAGE",
)


def declare(commands: Commands) -> None:
    """Add the commands to the parser."""
    outbox = commands.add_parser("outbox", help="what was asked for and is not settled")
    outbox.add_argument("--all", action="store_true", help="everything on record")
    verbs = outbox.add_subparsers(metavar="VERB")
    for verb, run, told in (
        ("withdraw", withdraw, "take back what waits"),
        ("send", send, "send what waits now"),
    ):
        one = verbs.add_parser(verb, help=told)
        one.add_argument("id", type=int, metavar="ID")
        if run is send:
            one.add_argument("--reason", metavar="TEXT", help="why a check of this desk is overridden")
        one.set_defaults(run=run, logged=True)
    decide_ = verbs.add_parser("decide", help="say what became of one of which no reading tells")
    decide_.add_argument("id", type=int, metavar="ID")
    decide_.add_argument(
        "verdict",
        choices=("done", "not-done"),
        help="as the vendor told you",
    )
    decide_.set_defaults(run=decide, logged=True)
    outbox.set_defaults(run=list_outbox)

    reconcile_ = commands.add_parser("reconcile", help="find out what became of actions that got no answer")
    reconcile_.set_defaults(run=reconcile, logged=True)


def list_outbox(args: Namespace, places: Places, out: Output) -> int:
    """Print what is not settled, or everything on record, the newest first."""
    with cache(places) as reader:
        found = [] if reader is None else reader.intents(open_only=not args.all)
        if reader is not None and any(one.state is IntentState.SENDING for one in found):
            _take_up(places)  # of a process that has died nothing is on its way
            found = reader.intents(open_only=not args.all)
    if out.is_json:
        out.documents(map(shape_of_intent, found))
    else:
        out.table(OUTBOX_HEAD, map(_outbox_row, found))
    return 0


def withdraw(args: Namespace, places: Places, out: Output) -> int:
    """Take an intent back that waits."""
    import asyncio

    from app.cli.talking import counter

    async def take_back(desk: "Counter") -> Intent:
        return await desk.acting.withdraw(_intent(desk, args.id))

    with counter(places) as desk:
        return _ended(asyncio.run(take_back(desk)), out)


def decide(args: Namespace, places: Places, out: Output) -> int:
    """End an intent of which no reading tells, by what a person has found out."""
    import asyncio

    from app.cli.talking import counter

    async def end(desk: "Counter") -> Intent:
        return await desk.acting.decide(_intent(desk, args.id), done=args.verdict == "done")

    with counter(places) as desk:
        return _ended(asyncio.run(end(desk)), out)


def send(args: Namespace, places: Places, out: Output) -> int:
    """Send an intent that waits."""
    import asyncio

    from app.cli.talking import counter

    steps: list[Intent] = []

    async def go_out(desk: "Counter") -> Intent:
        intent = _intent(desk, args.id)
        async with desk.talk(intent.connection) as talk:
            return await desk.acting.send(talk, intent, reason=args.reason)

    with counter(places, steps.append) as desk:
        try:
            return _ended(asyncio.run(go_out(desk)), out)
        except KeyboardInterrupt:
            _ended(interrupted(steps, desk), out)
            return UNKNOWN


def reconcile(args: Namespace, places: Places, out: Output) -> int:
    """Find out by reading the vendors what became of actions that got no answer; print a row each."""
    import asyncio

    from app.cli.talking import counter

    if not places.desk.exists():
        _print_settled([], out)
        return 0

    async def find_out(desk: "Counter") -> list[Intent]:
        ended = [one for one in await desk.acting.take_up() if one.state is not IntentState.UNKNOWN]
        reader = desk.acting.delivery.outbox.reader
        unknown = [one for one in reader.intents(open_only=True) if one.state is IntentState.UNKNOWN]
        for name in dict.fromkeys(one.connection for one in unknown):
            mine = [one for one in unknown if one.connection == name]
            try:
                async with desk.talk(name) as talk:
                    ended += await asyncio.gather(*(desk.acting.settle(talk, one) for one in mine))
            except Unusable as error:
                say(str(error))
                ended += mine
        return sorted(ended, key=lambda one: one.id)

    with counter(places) as desk:
        found = asyncio.run(find_out(desk))
    _print_settled(found, out)
    return UNKNOWN if any(one.state is IntentState.UNKNOWN for one in found) else 0


def _take_up(places: Places) -> None:
    outbox = Outbox.open(places, database_key(places, create=False))
    try:
        outbox.orphans(user.name())
    finally:
        outbox.close()


def _intent(desk: "Counter", number: int) -> Intent:
    found = desk.acting.delivery.outbox.reader.intent(number)
    if found is None:
        raise Unusable(f"There is no intent {number} in the outbox. See: callboard outbox --all")
    return found


def _ended(intent: Intent, out: Output) -> int:
    if out.is_json:
        out.document(shape_of_intent(intent))
    else:
        out.table(OUTBOX_HEAD, [_outbox_row(intent)])
    return CODES[intent.state]


def _print_settled(found: Sequence[Intent], out: Output) -> None:
    if out.is_json:
        out.documents(
            {
                "id": one.id,
                "ref": one.ref,
                "action": one.action,
                "state": one.state.value,
                "message": one.message,
            }
            for one in found
        )
    else:
        out.table(
            ("ID", "STATE", "ACTION", "REF", "MESSAGE"),
            [(one.id, one.state.value, one.action, one.ref, one.message) for one in found],
        )


def _outbox_row(one: Intent) -> Sequence[object]:
    shape = shape_of_intent(one)
    before, after = shape["before"], shape["after"]
    told = [one.message or ""]
    if isinstance(before, dict) and isinstance(after, dict):
        told += differences(before, after)
    return (
        one.id,
        one.state.value,
        one.action,
        ", ".join(f"{name}={value}" for name, value in one.parameters.items()),
        one.reason,
        one.attempts,
        utc(one.created_at),
        utc(one.finished_at),
        one.ref,
        " ".join(told),
    )
