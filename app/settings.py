"""What a user has configured: each connection of connections.toml, checked, its faults put into words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SerializeAsAny, ValidationError
from pydantic_core import ErrorDetails

from app import connections_file, policy
from app.account import Account, NoSettings
from app.connections_file import NAME, Problem, Table, bad_name
from app.errors import Unusable
from app.http import Limits, is_loopback
from app.places import Places
from app.secrets import variable
from app.vendor import Vendor
from app.way import SYSTEM, Way, proxy_amiss
from app.zones import Zones, zone

Vendors = Mapping[str, Vendor]

EXAMPLES = {"base_url": '"https://api.example.com"', "timezone": '"Europe/London"'}


def _base_url(url: str) -> str:
    # No message quotes the address: somebody may have put a password into it.
    parts, host = _parts(url)
    if "@" in parts.netloc:
        raise ValueError("must not hold a user name or password; they are kept as secrets")
    if parts.query or parts.fragment:
        raise ValueError("must end before any “?” or “#”")
    if parts.scheme == "http" and not is_loopback(host):
        raise ValueError("must begin with https://, as plain http is for this machine alone (localhost)")
    return url.rstrip("/")


def _portal_url(url: str) -> str:
    _parts(url.replace("{external_id}", "0"))
    return url


def _parts(url: str) -> tuple[Any, str]:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in {"http", "https"} or any(ch.isspace() for ch in url):
        raise ValueError("should be an address such as https://api.example.com/path")
    return parts, host


def _proxy(text: str) -> str:
    if amiss := proxy_amiss(text):
        raise ValueError(amiss)
    return text


def _zone(name: str) -> str:
    try:
        return zone(name).key
    except ValueError:
        raise ValueError(f"is “{name}”, which is no time zone; write one like Europe/London") from None


Days = Annotated[int, Field(ge=0, le=3660)]
Seconds = Annotated[float, Field(gt=0, le=86_400, allow_inf_nan=False)]
ZoneName = Annotated[str, AfterValidator(_zone)]


class ConnectionSettings(BaseModel):
    """One configured account at one vendor. `extra` is an instance of the vendor's own settings."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    name: str
    vendor: str
    base_url: Annotated[str, AfterValidator(_base_url)]
    timezone: ZoneName  # the wall clock of zone-less vendor times
    enabled: bool = True
    window_back: Days = 7
    window_ahead: Days = 60
    keep_past: Days = 90  # days that rows behind the window stay in the cache
    poll_every: Annotated[Seconds, Field(ge=10)]  # between pulls
    timeout: Seconds = 30.0  # for one request in all
    connect_timeout: Seconds = 5.0
    idle_timeout: Seconds = 10.0  # without a byte
    settle_after: Annotated[float, Field(ge=0, le=3600)] = 10.0  # seconds before "not seen" counts
    portal_url: Annotated[str, AfterValidator(_portal_url)] | None = None
    proxy: Annotated[str, AfterValidator(_proxy)] = SYSTEM
    certificates: str | None = None  # a file of authorities that are trusted beside the usual ones
    zones: dict[str, ZoneName] = {}  # by facility name or by state
    extra: SerializeAsAny[BaseModel] = NoSettings()

    def account(self) -> Account:
        """Return what the vendor's adapter needs to know."""
        exceptions = {place.strip().casefold(): zone(name) for place, name in self.zones.items()}
        return Account(
            connection=self.name,
            base_url=self.base_url,
            zones=Zones(zone(self.timezone), exceptions),
            settings=self.extra,
            portal_url=self.portal_url,
        )

    def limits(self) -> Limits:
        """Return how long a request may take."""
        return Limits(timeout=self.timeout, connect=self.connect_timeout, idle=self.idle_timeout)

    def way(self) -> Way:
        """Return how its vendor is reached."""
        return Way(self.proxy, self.certificates)


SHARED = frozenset(ConnectionSettings.model_fields) - {"name", "extra"}  # the keys that every vendor has


@dataclass(frozen=True, slots=True)
class Settings:
    """The connections that can be used, by name, and what is wrong with the others."""

    connections: dict[str, ConnectionSettings] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def load(places: Places, vendors: Vendors) -> Settings:
    """Return what connections.toml and this machine's policy hold together.

    A faulty connection becomes a problem, the others load.
    """
    file = places.connections_file
    tables, problems = connections_file.read(file)
    laid_down = policy.load()
    settings = Settings(problems=[*laid_down.problems, *problems])
    for name in dict.fromkeys([*laid_down.connections, *tables]):
        if not laid_down.allows(name):
            sentence = (
                f"{laid_down.path} allows no connection “{name}”, so it is not used; its shifts are kept."
            )
            settings.problems.append(Problem(name, sentence))
            continue
        table = {**tables.get(name, {}), **laid_down.locked(name)}
        match examined(vendors, name, table, f"[connections.{name}] in {_source(laid_down, name, file)}"):
            case ConnectionSettings() as connection:
                settings.connections[name] = connection
            case wrong:
                settings.problems.extend(wrong)
    return settings


def examined(vendors: Vendors, name: str, table: Table, where: str) -> ConnectionSettings | list[Problem]:
    """Return a connection from its table, or everything that is wrong with it.

    `where` begins each sentence.
    """
    if not NAME.fullmatch(name):
        return [Problem(name, bad_name(name), "name")]
    known = ", ".join(sorted(vendors))
    if "vendor" not in table:
        return [Problem(name, f"{where}: “vendor” is missing. Add one of these: {known}.", "vendor")]
    vendor = vendors.get(table["vendor"]) if isinstance(table["vendor"], str) else None
    if vendor is None:
        return [Problem(name, f"{where}: “vendor” should be one of these: {known}.", "vendor")]
    problems = []
    own: BaseModel = NoSettings()
    try:
        own = vendor.settings.model_validate({key: v for key, v in table.items() if key not in SHARED})
    except ValidationError as error:
        problems += _problems(error, name, where, [*SHARED, *vendor.settings.model_fields])
    shared = {key: value for key, value in table.items() if key in SHARED}
    try:
        connection = ConnectionSettings.model_validate(
            {"poll_every": vendor.poll_every, **shared, "name": name, "extra": own}
        )
    except ValidationError as error:
        problems += _problems(error, name, where, [])
    return problems or connection


def save(places: Places, vendors: Vendors, name: str, values: Mapping[str, object]) -> ConnectionSettings:
    """Keep the values of one connection, new or known, and return how it now stands.

    Values as in connections.toml; None removes a key, and keys that are not named stay. Raises
    Unusable, and writes nothing, if the connection would not be right, or is not the user's to change.
    """
    laid_down = policy.load()
    locked = laid_down.locked(name)
    if changed := [key for key, value in values.items() if key in locked and value != locked[key]]:
        raise Unusable(
            f"“{name}” was not saved: {laid_down.path} lays down its {' and '.join(sorted(changed))}. "
            "Leave that as it is, or ask the administrator of this machine."
        )
    if not laid_down.allows(name):
        raise Unusable(f"“{name}” was not saved: {laid_down.path} allows no connections but its own.")
    values = {key: value for key, value in values.items() if key not in locked}
    tables, _ = connections_file.read(places.connections_file)
    table = {**tables.get(name, {}), **values, **locked}
    table = {key: value for key, value in table.items() if value is not None}
    match examined(vendors, name, table, f"“{name}” was not saved"):
        case ConnectionSettings() as connection:
            connections_file.write(places.made().connections_file, name, values)
            return connection
        case wrong:
            raise Unusable(" ".join(problem.sentence for problem in wrong))


def drop(places: Places, name: str) -> None:
    """Remove a connection from connections.toml; its secrets and its cached rows are not touched.

    Raises Unusable for one that this machine's policy lays down.
    """
    laid_down = policy.load()
    if name in laid_down.connections:
        raise Unusable(f"“{name}” was not removed: {laid_down.path} lays it down. Switch it off instead.")
    connections_file.drop(places.connections_file, name)


def _source(laid_down: policy.Policy, name: str, file: Path) -> str:
    return f"{file} and {laid_down.path}" if laid_down.locked(name) else str(file)


def credentials(vendor: Vendor, connection: str, secrets: Mapping[str, str]) -> BaseModel:
    """Return the secrets as the vendor's credentials.

    Raises Unusable with a sentence that names what is missing and no secret.
    """
    if faults := secret_faults(vendor, secrets):
        example = variable(connection, next(iter(vendor.credentials.model_fields)))
        raise Unusable(
            f"“{connection}” cannot sign in: {'; '.join(faults)}. Enter its secrets with “callboard "
            f"connections secrets {connection}”, or in {example} and the like."
        )
    return vendor.credentials.model_validate(dict(secrets))


def secret_faults(vendor: Vendor, secrets: Mapping[str, str]) -> list[str]:
    """Return what keeps secrets from being the vendor's credentials, in words without the secrets."""
    try:
        vendor.credentials.model_validate(dict(secrets))
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False)
    else:
        return []
    missing = [str(fault["loc"][0]) for fault in faults if fault["type"] == "missing"]
    verb = "is" if len(missing) == 1 else "are"
    said = [f"its {' and '.join(missing)} {verb} missing"] if missing else []
    for fault in faults:
        match fault["type"]:
            case "missing":
                continue
            case "extra_forbidden":
                known = ", ".join(vendor.credentials.model_fields)
                said.append(f"{vendor.title} knows no secret “{fault['loc'][0]}”, only {known}")
            case _:
                said.append(" ".join([*map(str, fault["loc"]), _said(fault)]))
    return said


def _problems(error: ValidationError, name: str, where: str, known: list[str]) -> list[Problem]:
    problems = []
    for fault in error.errors(include_url=False, include_input=False):
        key = ".".join(str(part) for part in fault["loc"])
        problems.append(Problem(name, f"{where}: “{key}” {_said(fault, known)}.", key))
    return problems


def _said(fault: ErrorDetails, known: list[str] | None = None) -> str:
    key = str(fault["loc"][-1]) if fault["loc"] else ""
    match fault["type"]:
        case "missing":
            return f"is missing; add a line such as {key} = {EXAMPLES.get(key, '…')}"
        case "extra_forbidden":
            near = get_close_matches(key, known or [], 1)
            return "is not a known key; " + (f"did you mean “{near[0]}”?" if near else "remove it")
        case "value_error":
            return str(fault["ctx"]["error"])
        case _:
            return fault["msg"].removeprefix("Input ")
