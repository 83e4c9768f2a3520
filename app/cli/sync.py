"""sync: one complete listing of each connection, all at once."""

import sys
import time
from argparse import Namespace
from datetime import datetime
from functools import partial
from shutil import get_terminal_size
from typing import TYPE_CHECKING, NamedTuple

from app.cli.arguments import Commands, add_connections, add_days, check_days, check_names
from app.cli.output import Output, is_terminal, say
from app.errors import CallboardError, Unusable, VendorError
from app.places import Places
from app.secrets import Key, Secrets, database_key

if TYPE_CHECKING:  # what speaks to vendors takes 300 ms to load: the other commands do without
    from app.connection import Pulled
    from app.domain import Span
    from app.settings import ConnectionSettings

HEAD = ("CONNECTION", "OK", "FETCHED", "ADDED", "CHANGED", "REMOVED", "REJECTED", "SECONDS")
EVERY = 0.1  # seconds between two lines of progress


def declare(commands: Commands) -> None:
    """Add the command to the parser."""
    sync = commands.add_parser("sync", help="read what stands at the vendors")
    add_connections(sync)
    add_days(sync)
    sync.set_defaults(run=run, logged=True)


class Job(NamedTuple):
    """A connection that is ready to be pulled."""

    settings: "ConnectionSettings"
    secrets: dict[str, str]
    span: "Span | None"  # None: the days that it keeps in view


def run(args: Namespace, places: Places, out: Output) -> int:
    """Pull the connections and print a row each; what is misconfigured leaves the others alone."""
    from app.connection import Pulled
    from app.settings import load
    from app.vendors import VENDORS

    check_days(args)
    settings = load(places, VENDORS)
    faults = {problem.connection: problem.sentence for problem in reversed(settings.problems)}
    known = [*settings.connections, *(name for name in faults if name is not None)]
    code = 0
    for name in args.connection or ():
        try:
            check_names([name], known)
        except Unusable as error:
            say(str(error))
            code = 2
    if None in faults:
        say(faults[None])
        code = 2
    rows: list[Pulled] = []
    jobs: list[Job] = []
    for name in known:
        if args.connection and name not in args.connection:
            continue
        try:
            if name in faults:
                raise Unusable(faults[name])
            connection = settings.connections[name]
            if connection.enabled or args.connection:
                jobs.append(Job(connection, secrets_for(places, connection), _span(args, connection)))
        except CallboardError as error:  # of its settings, its secrets or the keychain
            rows.append(Pulled(connection=name, ok=False, error=str(error), cause=error))
    rows += _pulled(places, jobs) if jobs else []
    if not known and not code:
        say("No connection is configured. Add one with: callboard connections add")
    _print(sorted(rows, key=lambda row: known.index(row.connection)), out)
    return max([code, *map(_said, rows)])


def secrets_for(places: Places, settings: "ConnectionSettings") -> dict[str, str]:
    """Return the secrets of a connection; raise Unusable where some are missing or cannot be right."""
    from app.settings import credentials
    from app.vendors import VENDORS

    vendor = VENDORS[settings.vendor]
    secrets = Secrets(places).read(settings.name, vendor.credentials.model_fields)
    credentials(vendor, settings.name, secrets)
    return secrets


def refresh(places: Places, ref: str) -> None:
    """Read one shift anew from its vendor into the cache. Raises CallboardError."""
    import asyncio

    from app.connection import client_of
    from app.connection import refresh as read_anew
    from app.settings import load
    from app.store.store import Store
    from app.vendors import VENDORS
    from app.writer import Writer

    name, _, external_id = ref.partition(":")
    loaded = load(places, VENDORS)
    if name not in loaded.connections:
        faults = [problem.sentence for problem in loaded.problems if problem.connection == name]
        raise Unusable(faults[0] if faults else f"“{name}” is not configured, so {ref} cannot be refreshed.")
    settings = loaded.connections[name]
    vendor = VENDORS[settings.vendor]
    secrets = secrets_for(places, settings)
    store = Store.open(places, database_key(places, create=True))
    writer = Writer()

    async def talk() -> None:
        async with client_of(vendor, settings, secrets) as client:
            await read_anew(vendor, settings, client, store, writer, external_id)

    try:
        asyncio.run(talk())
    except VendorError as error:
        raise type(error)(f"{name}: {error}") from error
    finally:
        writer.close()
        store.close()


def _pulled(places: Places, jobs: list[Job]) -> "list[Pulled]":
    from app.diagnostics import databases
    from app.store.files import Damaged
    from app.store.store import set_mirror_aside

    key = database_key(places, create=True)
    try:
        return _once(places, key, jobs)
    except Damaged as error:
        faults = {file.path: file.fault for file in databases(places, key) if file.fault}
        if places.mirror not in faults:  # it is the desk's file: that one is never replaced
            raise Damaged(faults.get(places.desk, str(error))) from error
        say(set_mirror_aside(places, key))
        return _once(places, key, jobs)


def _once(places: Places, key: Key, jobs: list[Job]) -> "list[Pulled]":
    import asyncio

    from app.connection import Pulled, client_of, in_view, make_ready, pull
    from app.rollcall import call_rolls
    from app.store.store import Store
    from app.vendors import VENDORS
    from app.writer import Writer

    store = Store.open(places, key)
    for note in store.notes:
        say(note)
    writer = Writer()
    progress = Progress()

    async def one(job: Job) -> Pulled:
        vendor = VENDORS[job.settings.vendor]
        try:
            client = client_of(vendor, job.settings, job.secrets)
        except CallboardError as error:
            name = job.settings.name
            return Pulled(connection=name, ok=False, error=f"{name}: {error}", cause=error)
        async with client:
            pulled = await pull(
                vendor,
                job.settings,
                client,
                store,
                writer,
                span=job.span,
                progress=partial(progress, job.settings.name),
            )
            if pulled.ok:
                days = in_view(job.settings)
                await call_rolls(vendor, job.settings, client, store, writer, days, due_only=False)
            return pulled

    async def all_at_once() -> list[Pulled]:
        return await asyncio.gather(*map(one, jobs))

    make_ready()
    try:
        with store.busily(key):
            return asyncio.run(all_at_once())
    finally:
        progress.clear()
        writer.close()
        store.close()


class Progress:
    """A line on the terminal that tells how many records each connection has read so far."""

    def __init__(self) -> None:
        self._shown = is_terminal(sys.stderr)
        self._counts: dict[str, str] = {}
        self._last = 0.0

    def __call__(self, name: str, fetched: int, total: int | None) -> None:
        """Take note of a connection's progress."""
        self._counts[name] = f"{name} {fetched:,}" + (f" of {total:,}" if total else "")
        if self._shown and time.monotonic() - self._last >= EVERY:
            self._last = time.monotonic()
            columns = get_terminal_size().columns
            self._write(" · ".join(self._counts.values())[: columns - 1])

    def clear(self) -> None:
        """Leave the line to others."""
        if self._shown and self._last:
            self._write("")

    def _write(self, line: str) -> None:
        sys.stderr.write(f"\r\x1b[K{line}")
        sys.stderr.flush()


def _span(args: Namespace, settings: "ConnectionSettings") -> "Span | None":
    """Return the days asked for; an end that is not given is that of the days kept in view."""
    from app.domain import Span
    from app.sync import default_span
    from app.zones import zone

    if args.first is None and args.last is None:
        return None
    today = datetime.now(zone(settings.timezone)).date()
    usual = default_span(today, settings.window_back, settings.window_ahead)
    first, last = args.first or usual.first, args.last or usual.last
    if last < first:
        raise Unusable(
            f"“{settings.name}” is kept in view from {usual.first} to {usual.last}: give --from and --to."
        )
    return Span(first, last)


def _print(rows: "list[Pulled]", out: Output) -> None:
    if out.is_json:
        out.documents(
            {
                "connection": row.connection,
                "ok": row.ok,
                "fetched": row.fetched,
                "added": row.added,
                "changed": row.changed,
                "removed": row.removed,
                "rejected": row.rejected,
                "error": row.error,
                "seconds": round(row.seconds, 3),
            }
            for row in rows
        )
    else:
        out.table(
            HEAD,
            [
                (
                    row.connection,
                    row.ok,
                    row.fetched,
                    row.added,
                    row.changed,
                    row.removed,
                    row.rejected,
                    f"{row.seconds:.1f}",
                )
                for row in rows
            ],
        )


def _said(row: "Pulled") -> int:
    """Tell on standard error what was not as it should be; return the exit code that it means."""
    if row.error:
        say(row.error)
        return 2 if isinstance(row.cause, Unusable) else 1
    if row.rejected:
        say(f"{row.connection}: {row.rejected} bad records were set aside. To see why: callboard doctor")
    return 0
