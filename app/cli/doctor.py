"""doctor: how this installation stands. Never a secret."""

from argparse import Namespace
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, cast

from app.cli.arguments import Commands
from app.cli.output import Output
from app.cli.reading import cache
from app.cli.sync import secrets_for
from app.errors import CallboardError, Unusable, VendorError
from app.places import Places
from app.secrets import Key, database_key, key_store_in_use
from app.shape import Shape, utc

if TYPE_CHECKING:
    from app.settings import ConnectionSettings
    from app.store.reader import Health
    from app.store.rolls import Untold
    from app.store.standing import Rejected

REASONS = 5  # rejected records of a connection whose reasons are shown
FOLDERS = ("config", "data", "cache", "logs")


def declare(commands: Commands) -> None:
    """Add the command to the parser."""
    doctor = commands.add_parser("doctor", help="versions, folders, databases, connections: what is not well")
    doctor.add_argument("--offline", action="store_true", help="ask no vendor")
    doctor.set_defaults(run=run, logged=True)


class Finding(NamedTuple):
    """Something that is not well: a sentence, and the exit code that it means."""

    sentence: str
    code: int


class Standing(NamedTuple):
    """How a connection stands by the cache."""

    health: "Health"
    rejects: "Sequence[Rejected]"
    untold: "Sequence[Untold]"  # what of its people could not be read the last time


def run(args: Namespace, places: Places, out: Output) -> int:
    """Print how everything stands; exit 1 if something is not well, 2 if it is configured wrongly."""
    from app import policy
    from app.diagnostics import versions
    from app.settings import load
    from app.vendors import VENDORS

    databases, findings = _databases(places)
    standings = _standing(places)
    settings = load(places, VENDORS)
    findings += [Finding(problem.sentence, 2) for problem in settings.problems]
    enabled = [connection for connection in settings.connections.values() if connection.enabled]
    faults = {} if args.offline else _greet_all(places, enabled)
    connections: list[Shape] = []
    for name, connection in settings.connections.items():
        standing, fault = standings.get(name), faults.get(name)
        reachable = fault is None if name in faults else None
        connections.append(_connection(connection, standing, reachable=reachable))
        if fault is not None:
            findings.append(_finding(name, fault))
        elif standing is not None and standing.health.error:
            findings.append(Finding(standing.health.error, 1))
    facts: Shape = {
        "versions": versions(),
        "policy": policy.load().told(),
        "folders": {name: str(getattr(places, name)) for name in FOLDERS},
        "log": str(places.log_file),
        "key_store": key_store_in_use(places),
    }
    if out.is_json:
        problems = [finding.sentence for finding in findings]
        out.document({**facts, "databases": databases, "connections": connections, "problems": problems})
    else:
        _print(facts, databases, connections, findings, out)
    return max((finding.code for finding in findings), default=0)


def _databases(places: Places) -> tuple[list[Shape], list[Finding]]:
    from app import diagnostics

    findings: list[Finding] = []
    key: Key | None = None
    if places.mirror.exists() or places.desk.exists():
        try:
            key = database_key(places, create=False)
        except CallboardError as error:
            findings.append(Finding(str(error), 2))
    files = diagnostics.databases(places, key)
    findings += [Finding(file.fault, 2 if file.misconfigured else 1) for file in files if file.fault]
    findings += [Finding(flaw, 1) for flaw in diagnostics.record_flaws(places, key)]
    findings += [
        Finding(f"{path} can be read by others on this machine. Close it: chmod 600 “{path}”", 1)
        for path in diagnostics.exposed(places)
    ]
    rows: list[Shape] = [
        {"name": file.name, "path": str(file.path), "bytes": file.size, "ok": file.fault is None}
        for file in files
    ]
    return rows, findings


def _standing(places: Places) -> "Mapping[str, Standing]":
    from app.store.rolls import untold

    try:
        with cache(places) as reader:
            if reader is None:
                return {}
            return {
                one.connection: Standing(
                    one, reader.rejects(one.connection)[:REASONS], reader.ask(untold, [one.connection])
                )
                for one in reader.health()
            }
    except CallboardError:
        return {}  # why, is told of the databases


def _greet_all(
    places: Places, connections: "Sequence[ConnectionSettings]"
) -> dict[str, CallboardError | None]:
    """Return for each connection what keeps it from signing in, None if it can."""
    import asyncio

    from app.connection import client_of
    from app.vendors import VENDORS

    async def fault_of(connection: "ConnectionSettings") -> CallboardError | None:
        vendor = VENDORS[connection.vendor]
        try:
            async with client_of(vendor, connection, secrets_for(places, connection)) as client:
                await vendor.greet(client, connection.account())
        except CallboardError as error:
            return error
        return None

    async def all_at_once() -> dict[str, CallboardError | None]:
        faults = await asyncio.gather(*map(fault_of, connections))
        return {connection.name: fault for connection, fault in zip(connections, faults, strict=True)}

    return asyncio.run(all_at_once())


def _finding(name: str, fault: CallboardError) -> Finding:
    # A sentence on settings or secrets says itself what it is about.
    if isinstance(fault, VendorError):
        return Finding(f"{name}: {fault}", 1)
    return Finding(str(fault), 2 if isinstance(fault, Unusable) else 1)


def _connection(
    connection: "ConnectionSettings",
    standing: "Standing | None",
    *,
    reachable: bool | None,
) -> Shape:
    health = None if standing is None else standing.health
    return {
        "name": connection.name,
        "vendor": connection.vendor,
        "enabled": connection.enabled,
        "reachable": reachable,
        "shifts": 0 if health is None else health.shifts,
        "as_of": None if health is None else utc(health.as_of),
        "failing_since": None if health is None else utc(health.failing_since),
        "error": None if health is None else health.error,
        "rejected": 0 if health is None else health.rejected,
        "rejects": [
            {"external_id": one.external_id, "reason": one.reason, "seen_at": utc(one.seen_at)}
            for one in (() if standing is None else standing.rejects)
        ],
        "untold": [
            {"what": one.title, "error": one.error, "as_of": utc(one.told_at)}
            for one in (() if standing is None else standing.untold)
        ],
    }


def _print(
    facts: Shape, databases: list[Shape], connections: list[Shape], findings: list[Finding], out: Output
) -> None:
    for fact in facts.values():
        if isinstance(fact, dict):
            out.facts(fact.items())
            out.text()
    out.facts([("log", facts["log"]), ("key", facts["key_store"])])
    out.text()
    out.table(
        ("DATABASE", "OK", "BYTES", "PATH"),
        [(row["name"], row["ok"], row["bytes"], row["path"]) for row in databases],
    )
    if connections:
        keys = ("name", "enabled", "reachable", "shifts", "as_of", "failing_since", "rejected")
        out.text()
        out.table(
            [key.replace("_", " ").upper() for key in keys],
            [[row[key] for key in keys] for row in connections],
        )
    for row in connections:
        for reject in cast("list[Shape]", row["rejects"]):
            out.text(f"{row['name']}: set aside {reject['external_id'] or 'a record'}: {reject['reason']}")
        for roll in cast("list[Shape]", row["untold"]):
            out.text(f"{row['name']}: {roll['what']} is not told: {roll['error']}")
    out.text()
    out.text("What is not well:" if findings else "All is well.")
    for finding in findings:
        out.text(f"- {finding.sentence}")
