"""connections: list, add, remove, test them, and enter their secrets."""

import os
import sys
import tomllib
from argparse import Namespace
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from getpass import getpass
from typing import TYPE_CHECKING

from app import connections_file, user
from app.cli.arguments import Commands, check_names, pair
from app.cli.output import Output, is_terminal, say
from app.cli.reading import cache, known_names
from app.cli.sync import secrets_for
from app.errors import CallboardError, Unusable, VendorError
from app.places import Places
from app.secrets import Secrets, database_key, variable
from app.shape import Shape, utc
from app.zones import zone

if TYPE_CHECKING:
    from app.settings import ConnectionSettings
    from app.store.reader import Health
    from app.store.store import Store
    from app.vendor import Greeting, Vendor

HEAD = ("NAME", "VENDOR", "ADDRESS", "TIME ZONE", "ENABLED", "SHIFTS", "AS OF", "FAILING SINCE")


def declare(commands: Commands) -> None:
    """Add the commands to the parser."""
    parser = commands.add_parser("connections", help="list, add, remove or test connections to vendors")
    parts = parser.add_subparsers(metavar="list|add|remove|test|secrets", required=True)

    listing = parts.add_parser("list", help="what is configured, and how it stands; asks no vendor")
    listing.set_defaults(run=show_all)

    add = parts.add_parser("add", help="configure one; asks no vendor")
    add.add_argument("name", metavar="NAME", help="small letters, digits and hyphens")
    add.add_argument("--vendor", required=True, metavar="V")
    add.add_argument("--base-url", required=True, metavar="U")
    add.add_argument("--timezone", metavar="Z", help="wall clock of vendor times (default: this machine's)")
    add.add_argument("--portal-url", metavar="U", help="where a shift is opened: …/{external_id}")
    add.add_argument(
        "--set", dest="further", action="append", default=[], type=pair, metavar="KEY=VALUE",
        help="a further key of connections.toml (repeatable)",
    )  # fmt: skip
    add.add_argument("--secrets-stdin", action="store_true", help="read secrets from lines FIELD=VALUE")
    add.set_defaults(run=add_one)

    remove = parts.add_parser("remove", help="forget one and its secrets")
    remove.add_argument("name", metavar="NAME")
    remove.add_argument("--cache", action="store_true", help="drop its cached shifts as well")
    remove.set_defaults(run=remove_one)

    test = parts.add_parser("test", help="sign in, and say what the vendor tells of the account")
    test.add_argument("name", metavar="NAME")
    test.set_defaults(run=test_one, logged=True)

    secrets = parts.add_parser("secrets", help="enter the secrets of one anew")
    secrets.add_argument("name", metavar="NAME")
    secrets.add_argument("--secrets-stdin", action="store_true", help="read them from lines FIELD=VALUE")
    secrets.set_defaults(run=enter_secrets)


def show_all(args: Namespace, places: Places, out: Output) -> int:
    """Print what is configured and what is cached of it; exit 2 if something is misconfigured."""
    from app.settings import load
    from app.vendors import VENDORS

    settings = load(places, VENDORS)
    code = 2 if settings.problems else 0
    healths: dict[str, Health] = {}
    try:
        with cache(places) as reader:
            healths = {} if reader is None else {health.connection: health for health in reader.health()}
    except CallboardError as error:
        say(str(error))
        code = max(code, 2 if isinstance(error, Unusable) else 1)
    rows = [_row(name, connection, healths.get(name)) for name, connection in settings.connections.items()]
    tables, _ = connections_file.read(places.connections_file)
    for problem in settings.problems:
        say(problem.sentence)
        name = problem.connection
        if name is not None and name not in {row["name"] for row in rows}:
            row = _row(name, None, healths.get(name))
            row |= {"vendor": _text(tables.get(name, {}).get("vendor")), "problem": problem.sentence}
            rows.append(row)
    if out.is_json:
        out.document(rows)
    else:
        keys = ("name", "vendor", "base_url", "timezone", "enabled", "shifts", "as_of", "failing_since")
        out.table(HEAD, [[row[key] for key in keys] for row in rows])
    return code


def add_one(args: Namespace, places: Places, out: Output) -> int:
    """Keep a new connection and its secrets, once all of it is right."""
    from app.settings import ConnectionSettings, examined, save, secret_faults
    from app.vendors import VENDORS

    name = args.name
    if name in _configured(places):
        raise Unusable(f"There is a connection “{name}” already; nothing was changed. Choose another name.")
    values = {"vendor": args.vendor, "base_url": args.base_url, "timezone": args.timezone or _machine_zone()}
    if args.portal_url is not None:
        values["portal_url"] = args.portal_url
    values |= {key: _typed(text) for key, text in args.further}
    match examined(VENDORS, name, values, f"“{name}” was not added"):
        case ConnectionSettings() as connection:
            vendor = VENDORS[connection.vendor]
        case problems:
            raise Unusable(" ".join(problem.sentence for problem in problems))
    secrets = _entered(args, places, vendor)
    if secrets and (faults := secret_faults(vendor, secrets)):
        raise Unusable(f"“{name}” was not added: {'; '.join(faults)}.")
    save(places, VENDORS, name, values)
    if secrets:
        try:
            _keep(places, vendor, name, secrets)
        except BaseException:  # Ctrl+C at the keychain's question too: all of it or nothing
            connections_file.drop(places.connections_file, name)
            raise
    _note(places, "Saved connection", name, {"settings": values, "secrets": sorted(secrets)})
    if args.timezone is None:
        say(
            f"Its time zone is {connection.timezone}, this machine's; change it in {places.connections_file}."
        )
    if not secrets and not Secrets(places).told(name, vendor.credentials.model_fields):
        example = variable(name, next(iter(vendor.credentials.model_fields)))
        say(f"Its secrets are still missing: callboard connections secrets {name} (or set {example}).")
    if out.is_json:
        out.document(_row(name, connection, None))
    else:
        out.text(f"“{name}” was added. To try it: callboard connections test {name}")
    return 0


def remove_one(args: Namespace, places: Places, out: Output) -> int:
    """Forget a connection and its secrets, and with --cache its cached rows."""
    from app.vendors import VENDORS

    name = args.name
    cached = 0
    try:
        with cache(places) as reader:
            for health in [] if reader is None else reader.health():
                cached = health.shifts if health.connection == name else cached
            check_names([name], known_names(places, reader))
    except CallboardError:
        if args.cache or name not in _configured(places):
            raise  # else what the cache has of it is no matter
    fields = {field for vendor in VENDORS.values() for field in vendor.credentials.model_fields}
    Secrets(places).forget(name, sorted(fields))
    if name in _configured(places):
        connections_file.drop(places.connections_file, name)
    if args.cache and places.mirror.exists():
        with _store(places) as store:
            store.forget(name)
    _note(places, "Removed connection", name, {"cache": args.cache})
    if out.is_json:
        out.document({"name": name, "cached": 0 if args.cache else cached})
    elif cached and not args.cache:
        out.text(f"“{name}” was removed; {cached} shifts stay cached (to drop them: the same with --cache).")
    else:
        out.text(f"“{name}” was removed.")
    return 0


def test_one(args: Namespace, places: Places, out: Output) -> int:
    """Sign in at the vendor, and print what it tells of the account."""
    import asyncio

    from app.connection import client_of
    from app.vendors import VENDORS

    connection = _loaded(places, args.name)
    vendor = VENDORS[connection.vendor]
    secrets = secrets_for(places, connection)

    async def talk() -> "Greeting":
        async with client_of(vendor, connection, secrets) as client:
            return await vendor.greet(client, connection.account())

    greeting: Greeting | None = None
    error: str | None = None
    try:
        greeting = asyncio.run(talk())
    except VendorError as caught:
        error = f"{args.name}: {caught}"
        say(error)
    account = None if greeting is None else greeting.account
    facts = () if greeting is None else greeting.facts
    if out.is_json:
        out.document(
            {
                "connection": args.name,
                "ok": error is None,
                "account": account,
                "facts": list(facts),
                "error": error,
            }
        )
    elif error is None:
        out.facts([("account", account or "not told by the vendor"), *(("", fact) for fact in facts)])
    return 0 if error is None else 1


def enter_secrets(args: Namespace, places: Places, out: Output) -> int:
    """Keep new secrets of a connection; those that are not given again are forgotten."""
    from app.settings import secret_faults
    from app.vendors import VENDORS

    vendor = VENDORS[_loaded(places, args.name).vendor]
    secrets = _entered(args, places, vendor, again=True)
    if faults := secret_faults(vendor, secrets):
        raise Unusable(f"The secrets of “{args.name}” were not changed: {'; '.join(faults)}.")
    _keep(places, vendor, args.name, secrets)
    _note(places, "Replaced secrets", args.name, {"secrets": sorted(secrets)})
    if Secrets(places).told(args.name, vendor.credentials.model_fields):
        say("They were kept; but as long as the environment names others, those are used.")
    if out.is_json:
        out.document({"name": args.name, "secrets": sorted(secrets)})
    else:
        out.text(f"The secrets of “{args.name}” were kept.")
    return 0


def _configured(places: Places) -> set[str]:
    return known_names(places, None)


def _loaded(places: Places, name: str) -> "ConnectionSettings":
    """Return a connection's settings; raise Unusable if it is faulty or there is none."""
    from app.settings import load
    from app.vendors import VENDORS

    settings = load(places, VENDORS)
    check_names([name], _configured(places))
    for problem in settings.problems:
        if problem.connection == name:
            raise Unusable(problem.sentence)
    return settings.connections[name]


def _row(name: str, connection: "ConnectionSettings | None", health: "Health | None") -> Shape:
    row: Shape = {
        key: None if connection is None else getattr(connection, key)
        for key in ("vendor", "base_url", "timezone", "enabled", "window_back", "window_ahead", "poll_every")
    }
    return {
        "name": name,
        **row,
        "portal_url": None if connection is None else connection.portal_url,
        "shifts": 0 if health is None else health.shifts,
        "rejected": 0 if health is None else health.rejected,
        "as_of": None if health is None else utc(health.as_of),
        "failing_since": None if health is None else utc(health.failing_since),
        "error": None if health is None else health.error,
        "problem": None,
    }


def _entered(args: Namespace, places: Places, vendor: "Vendor", *, again: bool = False) -> dict[str, str]:
    """Return the secrets that the user gives; none where nobody is there to be asked."""
    fields = list(vendor.credentials.model_fields)
    if args.secrets_stdin:
        return _lines(sys.stdin)
    if Secrets(places).told(args.name, fields) and not again:
        return {}
    if not is_terminal(sys.stdin):
        if again:
            raise Unusable("Secrets are asked for on a terminal; elsewhere give them with --secrets-stdin.")
        return {}
    say(f"{vendor.title} asks for {', '.join(fields)}. What does not apply is left empty.")
    answers = {field: getpass(f"{field}: ").strip() for field in fields}
    return {field: text for field, text in answers.items() if text}


def _lines(source: Iterable[str] | None) -> dict[str, str]:
    """Return what lines of FIELD=VALUE say."""
    found: dict[str, str] = {}
    try:
        for number, line in enumerate(source or (), 1):
            field, sign, text = line.strip().partition("=")
            if line.strip() and not sign:
                # The line itself is not shown: it may be the secret.
                raise Unusable(f"Line {number} of the secrets should be FIELD=VALUE. Nothing was changed.")
            if text.strip():
                found[field.strip()] = text.strip()
    except UnicodeDecodeError as error:
        raise Unusable("The secrets on standard input are not UTF-8 text. Nothing was changed.") from error
    return found


def _keep(places: Places, vendor: "Vendor", name: str, secrets: Mapping[str, str]) -> None:
    store = Secrets(places)
    # An old password beside a new token would be two ways to sign in at once.
    store.forget(name, [field for field in vendor.credentials.model_fields if field not in secrets])
    store.write(name, secrets)


def _note(places: Places, what: str, name: str, facts: Mapping[str, object]) -> None:
    """Put on record what was done with a connection, where there is a desk's file yet."""
    from app.store.activity import CONNECTION

    if not places.desk.exists():
        return
    try:
        with _store(places) as store:
            store.desk.note(CONNECTION, what, name, user.name(), facts)
    except CallboardError as error:  # what was asked for is done
        say(f"This is not on record: {error}")


@contextmanager
def _store(places: Places) -> "Iterator[Store]":
    from app.store.store import Store

    store = Store.open(places, database_key(places, create=False))
    try:
        yield store
    finally:
        store.close()


def _typed(text: str) -> object:
    """Return a value as connections.toml would have it: a number, true or false, else the text."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except (ValueError, RecursionError):
        return text


def _machine_zone() -> str:
    """Return the name of this machine's time zone, UTC where it has none."""
    for told in (os.environ.get("TZ", "").removeprefix(":"), os.path.realpath("/etc/localtime")):
        name = told.rpartition("zoneinfo/")[2]
        try:
            return zone(name).key
        except ValueError:
            continue
    return "UTC"


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
