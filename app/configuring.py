"""What the window asks of the engine about connections: listed, saved, tried, removed."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app import policy, user
from app import settings as configured
from app.engine import Engine
from app.errors import Unusable
from app.forms import form
from app.places import Places
from app.secrets import Secrets
from app.settings import ConnectionSettings
from app.store.activity import CONNECTION
from app.store.store import Store
from app.vendor import Vendor
from app.writer import Writer

Message = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ground:
    """What a change of the connections stands on."""

    places: Places
    secrets: Secrets
    engine: Engine
    store: Store
    write: Writer
    vendors: Mapping[str, Vendor]


class Configuring:
    """Answers to `vendors`, `connections`, `save`, `test` and `remove`.

    `renewed` is called once the file has changed, `removed` with the name of a connection that is gone,
    and whether its shifts are.
    """

    def __init__(
        self,
        ground: Ground,
        renewed: Callable[[], Awaitable[None]],
        removed: Callable[[str, bool], None],
    ) -> None:
        self._on = ground
        self._renewed = renewed
        self._removed = removed

    def answers(self) -> dict[str, Callable[[Message], Awaitable[Message]]]:
        """Return what answers each message."""
        return {
            "vendors": self._vendors,
            "connections": self._connections,
            "save": self._save,
            "test": self._test,
            "remove": self._remove,
        }

    async def _vendors(self, message: Message) -> Message:
        return {"vendors": [form(vendor) for vendor in self._on.vendors.values()]}

    async def _connections(self, message: Message) -> Message:
        on = self._on
        settings = configured.load(on.places, on.vendors)
        laid_down = policy.load()
        return {
            "connections": [
                {**await on.write(self._described, one), "locked": [*laid_down.locked(name)]}
                for name, one in settings.connections.items()
            ],
            "problems": [problem.sentence for problem in settings.problems],
            "policy": {**laid_down.told(), "shared": laid_down.shared},
        }

    async def _save(self, message: Message) -> Message:
        on = self._on
        name, values = _values(message["connection"])
        vendor = on.vendors.get(str(values.get("vendor")))
        secrets = message.get("secrets") or {}
        if vendor is not None and secrets:
            whole = await self._with_those_on_file(vendor, name, secrets)
            await on.write(configured.save, on.places, on.vendors, name, values)
            stale = [field for field in vendor.credentials.model_fields if field not in whole]
            await on.write(on.secrets.forget, name, stale)
            await on.write(on.secrets.write, name, secrets)
            await on.engine.end(name)  # it signs in anew
        else:
            await on.write(configured.save, on.places, on.vendors, name, values)
        await self._note("Saved connection", name, {"settings": values, "secrets": sorted(secrets)})
        await self._renewed()
        return {}

    async def _test(self, message: Message) -> Message:
        on = self._on
        name, values = _values(message["connection"])
        table = {key: value for key, value in values.items() if value is not None}
        table |= policy.load().locked(name)
        found = configured.examined(on.vendors, name, table, f"“{name}”")
        if not isinstance(found, ConnectionSettings):
            return {"ok": False, "error": " ".join(one.sentence for one in found), "field": found[0].key}
        vendor = on.vendors[found.vendor]
        secrets = await self._with_those_on_file(vendor, name, message.get("secrets") or {})
        async with on.engine.client(vendor, found, secrets) as client:
            greeting = await vendor.greet(client, found.account())
        return {"account": greeting.account, "facts": list(greeting.facts)}

    async def _remove(self, message: Message) -> Message:
        on = self._on
        name = str(message["name"])
        fields = {field for vendor in on.vendors.values() for field in vendor.credentials.model_fields}
        await on.write(on.secrets.forget, name, sorted(fields))  # first: a keychain may refuse
        await on.engine.end(name)
        await on.write(configured.drop, on.places, name)
        cache = bool(message.get("cache"))
        if cache:
            await on.write(on.store.forget, name)
        await self._note("Removed connection", name, {"cache": cache})
        self._removed(name, cache)
        return {}

    async def _note(self, what: str, name: str, facts: Mapping[str, object]) -> None:
        await self._on.write(self._on.store.desk.note, CONNECTION, what, name, user.name(), facts)

    async def _on_file(self, vendor: Vendor, name: str) -> dict[str, str]:
        return await self._on.write(self._on.secrets.read, name, vendor.credentials.model_fields)

    async def _with_those_on_file(
        self, vendor: Vendor, name: str, given: Mapping[str, str]
    ) -> dict[str, str]:
        """Return what signs in: the secrets given, with those on file unless they suffice by themselves.

        Some vendors take one of two ways in, but not both. Raises Unusable if it does not suffice.
        """
        try:
            configured.credentials(vendor, name, given)
        except Unusable:
            whole = {**await self._on_file(vendor, name), **given}
            configured.credentials(vendor, name, whole)
            return whole
        return dict(given)

    def _described(self, one: ConnectionSettings) -> Message:
        vendor = self._on.vendors[one.vendor]
        return {
            **one.model_dump(mode="json", exclude={"extra"}),
            **one.extra.model_dump(mode="json"),
            "vendor_title": vendor.title,
            "secrets_on_file": [*self._on.secrets.read(one.name, vendor.credentials.model_fields)],
        }


def _values(connection: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return name and values of a connection, as connections.toml has them."""
    left_out = {"name", "vendor_title", "secrets_on_file", "locked"}
    return str(connection.get("name") or ""), {k: v for k, v in connection.items() if k not in left_out}
