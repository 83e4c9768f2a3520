"""shifts, show, changes, ack: what stands in the cache, without a network."""

from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from app import connections_file, user
from app.cli.arguments import (
    Commands,
    add_filters,
    change_id,
    check_names,
    filter_of,
    moment,
)
from app.cli.output import Output, say
from app.domain import Intent, Kept, Noticed, Shift, State
from app.errors import CallboardError, Unusable
from app.places import Places
from app.secrets import database_key
from app.shape import shape_of_change, shape_of_intent, shape_of_shift, utc
from app.store.filters import Filter
from app.store.reader import Reader
from app.store.store import Store

SHIFT_HEAD = ("START", "END", "STATE", "TITLE", "FACILITY", "UNIT", "PEOPLE", "NUMBER", "REF")
CHANGE_HEAD = ("ID", "SEEN", "KIND", "PERSON", "WHAT", "BY", "ACKNOWLEDGED", "REF")
MATCHES = 10  # refs that are shown where a REF is ambiguous


def declare(commands: Commands) -> None:
    """Add the commands to the parser."""
    shifts = commands.add_parser("shifts", help="the shifts in the cache")
    add_filters(shifts)
    shifts.set_defaults(run=list_shifts)

    show = commands.add_parser("show", help="one shift with all that is known of it")
    show.add_argument("ref", metavar="REF", help="a ref, the unique beginning of one, or the shift's number")
    show.add_argument("--refresh", action="store_true", help="read it from the vendor first")
    show.set_defaults(run=show_shift)

    changes = commands.add_parser("changes", help="what has changed, the newest first")
    changes.add_argument("--unacknowledged", action="store_true", help="only what nobody has acknowledged")
    changes.add_argument("--since", type=moment, metavar="TIME", help="only what was seen since")
    changes.set_defaults(run=list_changes)

    ack = commands.add_parser("ack", help="acknowledge changes on this desk")
    ack.add_argument("ids", nargs="*", type=change_id, metavar="CHANGE_ID")
    ack.add_argument("--all", action="store_true", help="all there are")
    ack.add_argument("--before", type=moment, metavar="TIME", help="all that were seen before")
    ack.add_argument("--connection", metavar="NAME", help="with --all or --before: only of this one")
    ack.add_argument("--comment", metavar="TEXT", help="with CHANGE_IDs: kept beside them")
    ack.set_defaults(run=acknowledge)


@contextmanager
def cache(places: Places) -> Iterator[Reader | None]:
    """Open the cache to read from; None if nothing was ever pulled. Makes no file."""
    if not places.mirror.exists() and not places.desk.exists():
        yield None
        return
    key = database_key(places, create=False)
    try:
        reader = Reader.open(places, key)
    except FileNotFoundError:  # one of the two files is gone: opening the store makes it again
        store = Store.open(places, key)
        try:
            yield store.reader
        finally:
            store.close()
        return
    try:
        yield reader
    finally:
        reader.close()


def known_names(places: Places, reader: Reader | None) -> set[str]:
    """Return the connections that are configured, faulty ones too, or in the cache."""
    tables, problems = connections_file.read(places.connections_file)
    cached = [] if reader is None else [health.connection for health in reader.health()]
    return {*tables, *cached, *(problem.connection for problem in problems if problem.connection)}


def list_shifts(args: Namespace, places: Places, out: Output) -> int:
    """Print the shifts that the filters mean."""
    with cache(places) as reader:
        where = filter_of(args, known_names(places, reader))
        found = iter(()) if reader is None else reader.shifts(where)
        if out.is_json:
            out.documents(shape_of_shift(kept) for kept in found)
        else:
            out.table(SHIFT_HEAD, (shift_row(kept) for kept in found))
            _say_freshness(reader, where)
    return 0


def show_shift(args: Namespace, places: Places, out: Output) -> int:
    """Print one shift, its assignments and its changes; exit 1 if it could not be refreshed."""
    code, wanted = 0, args.ref
    if args.refresh:
        from app.cli.sync import refresh

        with cache(places) as reader:
            # A whole ref may be one that only the vendor knows yet.
            wanted = resolved(reader, wanted, default=wanted if ":" in wanted else None)
        try:
            refresh(places, wanted)
        except CallboardError as error:
            say(str(error))
            code = 2 if isinstance(error, Unusable) else 1
    with cache(places) as reader:
        ref = resolved(reader, wanted)
        assert reader is not None
        kept = reader.shift(ref)
        assert kept is not None
        changes = reader.changes(ref=ref)
        intents = reader.intents(ref)
    if out.is_json:
        out.document(
            {
                **shape_of_shift(kept),
                "changes": [shape_of_change(one) for one in changes],
                "outbox": [shape_of_intent(one) for one in intents],
            }
        )
    else:
        _show(kept, changes, intents, out)
    return code


def list_changes(args: Namespace, places: Places, out: Output) -> int:
    """Print the change feed, the newest first."""
    with cache(places) as reader:
        found = [] if reader is None else reader.changes(unacknowledged=args.unacknowledged, since=args.since)
    if out.is_json:
        out.documents(shape_of_change(one) for one in found)
    else:
        out.table(CHANGE_HEAD, map(change_row, found))
    return 0


def acknowledge(args: Namespace, places: Places, out: Output) -> int:
    """Acknowledge changes, and print how many were; exit 2 if an id is none."""
    broad = args.all or args.before is not None
    if bool(args.ids) == broad or (args.all and args.before is not None):
        raise Unusable("Give CHANGE_IDs, or --all, or --before TIME: one of them.")
    if args.ids and args.connection:
        raise Unusable("--connection goes with --all or --before; a CHANGE_ID needs none.")
    if args.comment is not None and not args.ids:
        raise Unusable("--comment goes with CHANGE_IDs.")
    ids = list(dict.fromkeys(args.ids))
    done, unknown = 0, ids
    with cache(places) as reader:
        if args.connection:
            check_names([args.connection], known_names(places, reader))
        pulled = reader is not None
    if pulled:
        store = Store.open(places, database_key(places, create=False))
        try:
            if ids:
                unknown = store.acknowledge(ids, user.name(), args.comment)
                done = len(ids) - len(unknown)
            else:
                done = store.acknowledge_before(args.before, args.connection, user.name())
        finally:
            store.close()
    if out.is_json:
        out.document({"acknowledged": done, "unknown": unknown})
    else:
        out.text(f"{done} acknowledged")
    if unknown:
        say(f"There is no change {', '.join(map(str, unknown))}. See: callboard changes")
    return 2 if unknown else 0


def resolved(reader: Reader | None, text: str, *, default: str | None = None) -> str:
    """Return the ref that a text means, or the default if none fits.

    Raises Unusable where several fit, and where none does and there is no default.
    """
    refs = [] if reader is None else reader.resolve(text)
    if len(refs) == 1:
        return refs[0]
    if refs:
        shown = "".join(f"\n  {ref}" for ref in refs[:MATCHES])
        more = "\n  …" if len(refs) > MATCHES else ""
        raise Unusable(f"“{text}” may mean several shifts; write more of one of these:{shown}{more}")
    if default is None:
        raise Unusable(f"No shift in the cache is called “{text}”. See: callboard shifts")
    return default


def _say_freshness(reader: Reader | None, where: Filter) -> None:
    for health in [] if reader is None else reader.health():
        if where.connections and health.connection not in where.connections:
            continue
        as_of = utc(health.as_of) or "never"
        failing = f", failing since {utc(health.failing_since)}" if health.failing_since else ""
        say(f"{health.connection}: as of {as_of}{failing}")


def shift_row(kept: Kept) -> Sequence[object]:
    """Return a shift as a row under SHIFT_HEAD."""
    shift = kept.shift
    return (
        _begin(shift),
        _end(shift),
        "removed" if kept.removed else _state(shift),
        shift.title,
        shift.facility,
        shift.unit,
        ", ".join(one.person for one in shift.assignments),
        shift.number,
        shift.ref,
    )


def change_row(one: Noticed) -> Sequence[object]:
    """Return a change as a row under CHANGE_HEAD."""
    change = one.change
    return (
        one.id,
        utc(one.seen_at),
        change.kind.value,
        change.person,
        "; ".join(differences(change.before or {}, change.after or {})),
        change.by,
        one.acknowledged_by if one.acknowledged_at else None,
        change.ref,
    )


def differences(before: Mapping[str, object], after: Mapping[str, object]) -> Iterator[str]:
    """Yield what was and what is, a text a field."""
    for name in dict.fromkeys([*before, *after]):
        was, now = before.get(name), after.get(name)
        yield f"{name}: {'–' if was is None else was} → {'–' if now is None else now}"


def _show(kept: Kept, changes: Sequence[Noticed], intents: Sequence[Intent], out: Output) -> None:
    shift = kept.shift
    rate = shift.rate
    out.facts(
        [
            ("ref", shift.ref),
            ("number", shift.number),
            (
                "state",
                f"{shift.state.value} ({shift.vendor_status})" if shift.vendor_status else shift.state.value,
            ),
            ("removed", f"no longer visible to {shift.connection}" if kept.removed else None),
            ("title", shift.title),
            ("role", shift.role),
            ("specialty", shift.specialty),
            ("facility", shift.facility),
            ("unit", shift.unit),
            ("client", shift.client),
            ("address", shift.address),
            ("start", f"{_begin(shift)} ({shift.timezone})"),
            ("end", _end(shift)),
            ("positions", shift.positions),
            ("filled", shift.filled),
            ("urgent", "yes" if shift.urgent else None),
            ("published", None if shift.published else "no"),
            (
                "rate",
                None if rate is None else f"{rate.amount:f} {rate.kind or ''}{' on call' * rate.on_call}",
            ),
            *shift.details,
            ("actions", ", ".join(shift.actions) or None),
            ("notes", shift.notes),
            ("url", shift.url),
            ("last seen", utc(kept.last_seen)),
        ]
    )
    if shift.assignments:
        out.text()
        out.table(
            ("PERSON", "ID", "STATUS", "ASSIGNED", "BY"),
            [
                (one.person, one.person_id, one.status, utc(one.assigned_at), one.assigned_by)
                for one in shift.assignments
            ],
        )
    if changes:
        out.text()
        out.table(CHANGE_HEAD, map(change_row, changes))
    if intents:
        out.text()
        out.table(
            ("ID", "ACTION", "STATE", "BY", "CREATED", "MESSAGE"),
            [
                (one.id, one.action, one.state.value, one.by, utc(one.created_at), one.message)
                for one in intents
            ],
        )


def _state(shift: Shift) -> str:
    # A status that is not mapped is shown as the vendor wrote it.
    return shift.vendor_status or "unknown" if shift.state is State.UNKNOWN else shift.state.value


def _begin(shift: Shift) -> str:
    return f"{shift.start:%a %Y-%m-%d}" if shift.all_day else f"{shift.start:%a %Y-%m-%d %H:%M %Z}"


def _end(shift: Shift) -> str:
    if shift.all_day:
        return "all day"
    return "open end" if shift.end is None else f"{shift.end:%a %Y-%m-%d %H:%M %Z}"
