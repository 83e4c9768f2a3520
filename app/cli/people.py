"""people, clashes: who is the same human at several vendors, and what is wrong with where they are."""

from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path

from app import connections_file, rules_file, user
from app.cli.arguments import Commands, add_days, check_days
from app.cli.output import Output, say
from app.cli.reading import MATCHES, cache, known_names
from app.errors import Unusable
from app.export.roster import write_roster
from app.people import Person, proposals
from app.places import Places
from app.roster_csv import read
from app.secrets import database_key
from app.shape import shape_of_finding, shape_of_person
from app.store.people import apart, everybody, groups, traces
from app.store.store import Store

HEAD = ("NAME", "IDS", "PAYROLL", "PHONE", "EMAIL", "SKILLS", "KEY")


def declare(commands: Commands) -> None:
    """Add the commands to the parser."""
    people = commands.add_parser("people", help="who works, at whichever vendor; link and import them")
    people.set_defaults(run=list_people)
    verbs = people.add_subparsers(metavar="VERB")
    for verb, run, told in (
        ("link", link, "say that two are one person"),
        ("unlink", unlink, "say that the second is somebody else"),
        ("refuse", refuse, "say that two who look alike are two people"),
    ):
        one = verbs.add_parser(verb, help=told)
        one.add_argument("one", metavar="A", help="connection:id, a payroll number, or a name")
        one.add_argument("other", metavar="B")
        one.set_defaults(run=run)
    undo_ = verbs.add_parser("undo", help="take back what was linked, unlinked or refused last")
    undo_.set_defaults(run=undo)
    propose = verbs.add_parser("proposals", help="who may be one person, and why")
    propose.set_defaults(run=list_proposals)
    import_ = verbs.add_parser("import", help="take a roster from a CSV file")
    import_.add_argument("path", type=Path, metavar="FILE.csv")
    import_.set_defaults(run=import_roster)
    export = verbs.add_parser("export", help="write the roster and all links to a CSV file")
    export.add_argument("path", type=Path, metavar="FILE.csv")
    export.set_defaults(run=export_roster)

    clashes = commands.add_parser("clashes", help="double bookings and what else the desk's checks find")
    add_days(clashes)
    clashes.set_defaults(run=list_clashes)


def list_people(args: Namespace, places: Places, out: Output) -> int:
    """Print everybody, by name."""
    with cache(places) as reader:
        found = [] if reader is None else reader.ask(everybody)
    if out.is_json:
        out.documents(map(shape_of_person, found))
    else:
        out.table(HEAD, map(_row, found))
    return 0


def link(args: Namespace, places: Places, out: Output) -> int:
    """Let two be one person."""
    with _store(places) as store:
        people = store.reader.ask(everybody)
        one, mine = _meant(people, args.one)
        other, theirs = _meant(people, args.other)
        told = f"{one.name} ({mine}) and {other.name} ({theirs}) are one person."
        number = store.linker.link(mine, theirs, user.name(), told)
        return _settled(store, number, mine, told, out)


def unlink(args: Namespace, places: Places, out: Output) -> int:
    """Let the second be a person apart."""
    with _store(places) as store:
        people = store.reader.ask(everybody)
        other, theirs = _meant(people, args.other)
        one, mine = _meant(people, args.one)
        if one.key == other.key and mine == theirs:
            mine = next((ref for ref in one.refs if ref != theirs), mine)
        told = f"{one.name} ({mine}) and {other.name} ({theirs}) are two people."
        number = store.linker.unlink(mine, theirs, user.name(), told)
        return _settled(store, number, mine, told, out)


def refuse(args: Namespace, places: Places, out: Output) -> int:
    """Remember that two are not one person, so that they are not proposed again."""
    with _store(places) as store:
        people = store.reader.ask(everybody)
        (one, mine), (other, theirs) = _meant(people, args.one), _meant(people, args.other)
        told = f"{one.name} ({mine}) and {other.name} ({theirs}) are two people."
        number = store.linker.refuse(mine, theirs, user.name(), told)
        return _settled(store, number, mine, told, out)


def undo(args: Namespace, places: Places, out: Output) -> int:
    """Take back what was settled last."""
    with _store(places) as store:
        told = store.linker.undo(user.name())
    if out.is_json:
        out.document({"undone": told})
    else:
        out.text(f"Undone: {told}")
    return 0


def list_proposals(args: Namespace, places: Places, out: Output) -> int:
    """Print who may be one person, the likeliest first."""
    with cache(places) as reader:
        found = []
        if reader is not None:
            found = proposals(reader.ask(everybody), reader.ask(traces), payroll(places), reader.ask(apart))
    if out.is_json:
        out.documents(
            {
                "one": shape_of_person(one.one),
                "other": shape_of_person(one.other),
                "score": one.score,
                "reasons": list(one.reasons),
            }
            for one in found
        )
    else:
        out.table(
            ("SCORE", "ONE", "OTHER", "WHY"),
            [
                (
                    one.score,
                    f"{one.one.name} ({one.one.refs[0]})",
                    f"{one.other.name} ({one.other.refs[0]})",
                    "; ".join(one.reasons),
                )
                for one in found
            ],
        )
    return 0


def import_roster(args: Namespace, places: Places, out: Output) -> int:
    """Take a roster from a file; a bad line is told by its number and costs only itself."""
    try:
        data = args.path.read_bytes()
    except OSError as error:
        raise Unusable(f"{args.path} cannot be read ({error.strerror}). Nothing was imported.") from error
    with cache(places) as reader:
        known = () if reader is None else reader.ask(groups)
        lines = read(data, known_names(places, reader), known)
    with _store(places) as store:
        done = store.rostering.take(lines, payroll(places), user.name())
    for fault in done.faults:
        say(f"{args.path}, line {fault.number}: {fault.sentence}")
    if out.is_json:
        out.document(
            {
                "added": done.added,
                "changed": done.changed,
                "linked": done.linked,
                "rejected": [{"line": one.number, "error": one.sentence} for one in done.faults],
            }
        )
    else:
        left = f"; {len(done.faults)} lines were left out" if done.faults else ""
        out.text(f"{done.added} people added, {done.changed} known already, {done.linked} ids linked{left}")
    return 1 if done.faults else 0


def export_roster(args: Namespace, places: Places, out: Output) -> int:
    """Write the roster and the links to a file, which is complete or absent."""
    with cache(places) as reader:
        people = [] if reader is None else reader.ask(everybody)
    count = write_roster(args.path, people)
    if out.is_json:
        out.document({"path": str(args.path), "people": count})
    else:
        out.text(f"{count} people were written to {args.path}")
    return 0


def list_clashes(args: Namespace, places: Places, out: Output) -> int:
    """Print what the desk's checks find, by start; only shifts that touch the days asked for, their own."""
    from app.checking import on_days

    check_days(args)
    rules, faults = rules_file.read(places.settings_file)
    for fault in faults:
        say(fault)
    with cache(places) as reader:
        found = [] if reader is None else on_days(reader, rules, args.first, args.last)
    if out.is_json:
        out.documents(map(shape_of_finding, found))
    else:
        out.table(
            ("CHECK", "SEVERITY", "PERSON", "WHAT"),
            [(one.check, one.severity.value, one.person, one.sentence) for one in found],
        )
    return 0


def payroll(places: Places) -> frozenset[str]:
    """Return the configured connections whose ids of people are payroll numbers."""
    from app.vendors import VENDORS

    tables, _ = connections_file.read(places.connections_file)
    return frozenset(
        name
        for name, table in tables.items()
        if (vendor := VENDORS.get(str(table.get("vendor")))) is not None and vendor.payroll_ids
    )


@contextmanager
def _store(places: Places) -> Iterator[Store]:
    store = Store.open(places, database_key(places, create=True))
    try:
        for note in store.notes:
            say(note)
        store.keep_copy()
        yield store
    finally:
        store.close()


def _meant(people: Sequence[Person], text: str) -> tuple[Person, str]:
    """Return the person that a text means, and which of their ids. Raises Unusable where it is unclear."""
    wanted = text.strip()
    for one in people:
        if wanted in one.refs:
            return one, wanted
        if wanted == one.key:
            return one, one.refs[0]
    folded = wanted.casefold()
    ways: tuple[Callable[[Person], bool], ...] = (
        lambda one: bool(one.entry and one.entry.payroll and one.entry.payroll.casefold() == folded),
        lambda one: any(each.name.casefold() == folded for each in one.identities),
        lambda one: any(ref.casefold().startswith(folded) for ref in one.refs),
    )
    for fits in ways:
        found = [one for one in people if folded and fits(one)]
        if len(found) == 1:
            begun = [ref for ref in found[0].refs if ref.casefold().startswith(folded)]
            return found[0], (begun or found[0].refs)[0]
        if found:
            shown = "".join(f"\n  {one.refs[0]}  {one.name}" for one in found[:MATCHES])
            more = "\n  …" if len(found) > MATCHES else ""
            raise Unusable(f"“{text}” may mean several people; write one of these:{shown}{more}")
    near = get_close_matches(wanted, [each.name for one in people for each in one.identities], 1)
    hint = f"Did you mean “{near[0]}”?" if near else "See: callboard people"
    raise Unusable(f"Nobody is known as “{text}”. {hint}")


def _settled(store: Store, number: int, ref: str, told: str, out: Output) -> int:
    person = next(one for one in store.reader.ask(everybody) if ref in one.refs)
    if out.is_json:
        out.document({"id": number, "person": shape_of_person(person)})
    else:
        out.text(told)
    return 0


def _row(one: Person) -> Sequence[object]:
    entry = one.entry
    ids = ", ".join(each.ref for each in one.identities if each.connection)
    if entry is None:
        return (one.name, ids, None, None, None, None, one.key)
    return (one.name, ids, entry.payroll, entry.phone, entry.email, ", ".join(entry.skills), one.key)
