"""actions, candidates, do: what can be done at the vendors, by whom, and doing it."""

import shlex
import sys
from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.cli.arguments import Commands, pair
from app.cli.output import Output, is_terminal, say
from app.cli.parameters import typed
from app.cli.reading import cache, resolved
from app.domain import Intent, IntentState, Kept, Shift
from app.errors import Refused, Unusable, VendorError
from app.places import Places
from app.shape import shape_of_shift

if TYPE_CHECKING:  # what speaks to vendors takes 300 ms to load: the outbox alone does without
    from app.action import Choice
    from app.cli.talking import Counter
    from app.outcome import Done
    from app.undoing import Undo
    from app.vendor import Vendor

UNKNOWN, QUEUED = 3, 4  # exit codes
CODES = {
    IntentState.SUCCEEDED: 0,
    IntentState.REFUSED: 1,
    IntentState.HELD: 1,
    IntentState.UNKNOWN: UNKNOWN,
    IntentState.SENDING: UNKNOWN,
    IntentState.QUEUED: QUEUED,
    IntentState.WITHDRAWN: 0,
}


def declare(commands: Commands) -> None:
    """Add the commands to the parser."""
    actions = commands.add_parser("actions", help="what can be done with a shift, and why the rest cannot")
    actions.add_argument("ref", metavar="REF", help="a shift, or a connection's name")
    actions.set_defaults(run=list_actions)

    candidates = commands.add_parser("candidates", help="who can take a shift, or what else may be chosen")
    candidates.add_argument("ref", metavar="REF", help="a shift, or a connection's name")
    candidates.add_argument(
        "--for",
        dest="parameter",
        metavar="ACTION.PARAMETER",
        help="what this parameter may be, such as decline.reason_id or create-shift.team_id",
    )
    candidates.set_defaults(run=list_candidates, logged=True)

    do = commands.add_parser("do", help="perform an action at the vendor")
    do.add_argument("action", metavar="ACTION", help="one of those that “callboard actions REF” lists")
    do.add_argument("ref", metavar="REF", help="a shift; for create-shift the connection's name")
    do.add_argument(
        "--set", action="append", type=pair, default=[], metavar="NAME=VALUE", help="a parameter (repeatable)"
    )
    do.add_argument("--reason", metavar="TEXT", help="why a check of this desk is overridden")
    do.add_argument(
        "--queue", action="store_true", help="where the vendor cannot be reached, wait in the outbox"
    )
    do.add_argument("--yes", action="store_true", help="do not ask, even if it is dangerous")
    do.set_defaults(run=perform, logged=True)


def list_actions(args: Namespace, places: Places, out: Output) -> int:
    """Print what can be done with a shift, or with a connection itself, from the cache."""
    from app.asking import offered
    from app.settings import load
    from app.vendors import VENDORS

    configured = load(places, VENDORS).connections
    with cache(places) as reader:
        if args.ref in configured:
            found = offered(VENDORS[configured[args.ref].vendor], None, None)
        else:
            ref = resolved(reader, args.ref)
            assert reader is not None
            kept = reader.shift(ref)
            assert kept is not None
            open_ones = reader.intents(ref, open_only=True, limit=1)
            found = offered(VENDORS[kept.shift.vendor], kept, open_ones[0] if open_ones else None)
    if out.is_json:
        out.documents(
            {
                "name": one.action.key,
                "label": one.action.label,
                "enabled": one.reason is None,
                "reason": one.reason,
                "parameters": one.action.params.model_json_schema(),
            }
            for one in found
        )
    else:
        if not found:
            say(f"Nothing can be done with {args.ref}.")
            return 0
        out.table(
            ("ACTION", "ENABLED", "PARAMETERS", "WHY NOT"),
            [
                (one.action.key, one.reason is None, ", ".join(one.action.params.model_fields), one.reason)
                for one in found
            ],
        )
    return 0


def list_candidates(args: Namespace, places: Places, out: Output) -> int:
    """Print who can take a shift, as its vendor says; else the people whom its connection has shown.

    With `--for` what that parameter of an action may be.
    """
    import asyncio

    from app.asking import with_roster
    from app.cli.talking import counter

    async def ask(desk: "Counter") -> "Sequence[Choice]":
        reader = desk.acting.delivery.outbox.reader
        shift, name = None, args.ref
        if args.ref not in desk.settings.connections or args.parameter is None:
            kept = reader.shift(resolved(reader, args.ref))
            assert kept is not None
            shift, name = kept.shift, kept.shift.connection
        async with desk.talk(name) as talk:
            pick = "candidate" if args.parameter is None else _pick(talk.vendor, shift, args.parameter)
            found = await talk.vendor.choices(talk.client, talk.settings.account(), pick, shift)
        return with_roster(reader, name, pick, found)

    with counter(places) as desk:
        found = asyncio.run(ask(desk))
    if not found and not out.is_json:
        say("The vendor names nothing to choose from.")
    if out.is_json:
        out.documents(
            {"id": one.id, "name": one.name, "eligible": one.eligible, "reasons": list(one.reasons)}
            for one in found
        )
    else:
        out.table(
            ("ID", "NAME", "ELIGIBLE", "REASONS"),
            [(one.id, one.name, one.eligible, "; ".join(one.reasons)) for one in found],
        )
    return 0


def _pick(vendor: "Vendor", shift: Shift | None, told: str) -> str:
    """Return the list that ACTION.PARAMETER is chosen from. Raises Unusable if there is none."""
    from app.asking import action_of

    key, _, parameter = told.partition(".")
    schema = action_of(vendor, shift, key).params.model_json_schema()
    lists = {name: each["pick"] for name, each in schema.get("properties", {}).items() if "pick" in each}
    if parameter in lists:
        return str(lists[parameter])
    there_are = ", ".join(f"{key}.{name}" for name in lists) or "none"
    raise Unusable(f"“{told}” is not chosen from a list; of “{key}” there are: {there_are}.")


def perform(args: Namespace, places: Places, out: Output) -> int:
    """Perform an action and print what became of it."""
    import asyncio

    from app.cli.talking import counter

    steps: list[Intent] = []
    with counter(places, steps.append) as desk:
        if args.ref in desk.settings.connections:
            name, external_id = args.ref, ""
        else:
            reader = desk.acting.delivery.outbox.reader
            # A whole ref may be one that only the vendor knows yet.
            ref = resolved(reader, args.ref, default=args.ref if ":" in args.ref else None)
            name, _, external_id = ref.partition(":")
        try:
            done = asyncio.run(_do(desk, name, external_id, args))
        except KeyboardInterrupt:
            sent = interrupted(steps, desk)
            say(sent.message or "")
            if out.is_json:
                out.document(_shape(_cut_short(sent)))
            return UNKNOWN
    for remark in done.remarks:
        say(remark)
    if done.outcome == IntentState.UNKNOWN:
        say("The vendor has to be read to find out. Run: callboard reconcile")
    if out.is_json:
        out.document(_shape(done))
    else:
        out.facts(
            [
                ("outcome", done.outcome),
                ("message", done.message),
                ("ref", done.ref),
                ("result", done.result_ref),
                ("state", _state(done.kept)),
                ("undo", None if done.undo is None else _command(done.undo)),
            ]
        )
    return CODES[IntentState(done.outcome)]


def _command(undo: "Undo") -> str:
    """Return what takes an action back, as it is typed."""
    told = (
        f"{name}={str(value).lower() if isinstance(value, bool) else value}"
        for name, value in undo.parameters.items()
    )
    return shlex.join(
        ["callboard", "do", undo.action, undo.ref, *(word for one in told for word in ("--set", one))]
    )


def interrupted(steps: Sequence[Intent], desk: "Counter") -> Intent:
    """Return the intent that had been sent when Ctrl+C came; go on interrupting if none had."""
    found = desk.acting.delivery.outbox.reader.intent(steps[-1].id) if steps else None
    if found is None or found.sent_at is None or found.state is IntentState.QUEUED:
        raise KeyboardInterrupt
    return found


async def _do(desk: "Counter", name: str, external_id: str, args: Namespace) -> "Done":
    from app.action import Weight
    from app.asking import Shown, action_of, params_of
    from app.outcome import Done, not_there

    delivery = desk.acting.delivery
    reader = delivery.outbox.reader
    await delivery.desk(delivery.outbox.orphans, delivery.by)  # else they would stand in the way
    async with desk.talk(name) as talk:
        if external_id and (typed_id := _whole_id(args.ref, name)) and typed_id != external_id:
            # The beginning of another one's, it may be whole that of a shift that only the vendor knows.
            try:
                if await delivery.read_again(talk, typed_id) is not None:
                    external_id = typed_id
            except Refused:  # there is none of that name
                pass
            except VendorError as failure:
                return _ambiguous(args, f"{name}:{external_id}", failure)
        kept = reader.shift(f"{name}:{external_id}") if external_id else None
        # What is asked about is how it stands now.
        if external_id and (kept is None or reader.is_stale(kept.shift.ref)):
            error: VendorError | None = None
            try:
                kept = await delivery.read_again(talk, external_id)
            except VendorError as caught:
                error = caught
            if kept is None:
                return not_there(talk, external_id, args.action, error)
        try:
            action = action_of(talk.vendor, None if kept is None else kept.shift, args.action)
        except Unusable:  # unless it was done before: the record tells
            raw, nothing = dict(args.set), Shown(Weight.NORMAL)
            return await desk.acting.do(
                talk, external_id, args.action, raw, reason=args.reason, shown=nothing
            )
        raw = typed(action.params.model_json_schema(), args.set)
        asks = action.weight is Weight.DANGER
        if action.foresee is not None:
            params = params_of(action, raw)
            foresight = action.foresee(talk.settings.account(), params)
            told = [*foresight.lines, *foresight.warnings, action.asks(params)]
            for line in filter(None, told):
                say(line)
            asks = True  # what is shown before is agreed to
        if asks and not args.yes and is_terminal(sys.stdin) and not _agreed(action.label, kept):
            return Done(
                id=None,
                ref=f"{name}:{external_id}" if external_id else name,
                action=action.key,
                outcome=IntentState.REFUSED,
                message="You did not agree; nothing was sent.",
                kept=kept,
            )
        people = () if kept is None else (one.person for one in kept.shift.assignments)
        return await desk.acting.do(
            talk,
            external_id,
            args.action,
            raw,
            reason=args.reason,
            queue=args.queue,
            shown=Shown(action.weight, frozenset(people)),
        )


def _whole_id(ref: str, name: str) -> str | None:
    """Return the external id in what was typed, None where that is not a connection's name and an id."""
    connection, _, external_id = ref.partition(":")
    return external_id if connection == name else None


def _ambiguous(args: Namespace, ref: str, error: VendorError) -> "Done":
    """Return that nothing was sent, for nobody can tell which of two shifts is meant."""
    from app.outcome import Done

    return Done(
        id=None,
        ref=args.ref,
        action=args.action,
        outcome=IntentState.REFUSED,
        message=(
            f"“{args.ref}” is not in the cache and could not be read: {error} It is the beginning of {ref}; "
            "if that one is meant, give it in full. Nothing was sent."
        ),
    )


def _agreed(label: str, kept: Kept | None) -> bool:
    """Ask on the terminal; only a clear yes is one."""
    if kept is not None:
        shift = kept.shift
        people = ", ".join(one.person for one in shift.assignments) or "nobody is on it"
        when = f"{shift.start:%a %Y-%m-%d %H:%M}"
        say(f"{label}: {shift.title or shift.ref}, {when}, {shift.facility or 'no facility'} ({people})")
    sys.stderr.write("Go on? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().casefold() in {"y", "yes"}


def _cut_short(intent: Intent) -> "Done":
    """Return what is known of an action when Ctrl+C has ended the reading back."""
    from app.outcome import Done

    return Done(
        id=intent.id,
        ref=intent.ref,
        action=intent.action,
        outcome=intent.state,
        message=intent.message or "",
        result_ref=intent.result_ref,
    )


def _shape(done: "Done") -> dict[str, object]:
    return {
        "id": done.id,
        "ref": done.ref,
        "action": done.action,
        "outcome": done.outcome,
        "message": done.message,
        "shift": None if done.kept is None else shape_of_shift(done.kept),
        "result_ref": done.result_ref,
    }


def _state(kept: Kept | None) -> str | None:
    if kept is None:
        return None
    return f"no longer visible to {kept.shift.connection}" if kept.removed else kept.shift.state.value
