"""What the window asks of the engine about people, and about the rules by which their work is checked."""

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from app import rules_file, user
from app.checks.rules import rules_of
from app.errors import Unusable
from app.people import Entry
from app.places import Places
from app.roster_csv import LARGEST, read
from app.settings import ConnectionSettings
from app.store.people import called, groups
from app.store.rostering import AT_ONCE
from app.store.store import Store
from app.vendor import Vendor
from app.writer import Writer

Message = Mapping[str, Any]


class Personnel:
    """Answers about people. `changed` is called with what has changed, people or rules, after each."""

    def __init__(
        self,
        places: Places,
        store: Store,
        write: Writer,
        connections: Callable[[], Mapping[str, ConnectionSettings]],
        vendors: Mapping[str, Vendor],
        changed: Callable[[str], None],
    ) -> None:
        self._places = places
        self._store = store
        self._write = write
        self._connections = connections
        self._vendors = vendors
        self._changed = changed

    def answers(self) -> dict[str, Callable[[Message], Awaitable[dict[str, Any]]]]:
        """Return what answers each message."""
        return {
            "payroll": self._payroll_connections,
            "link": self._link,
            "unlink": self._unlink,
            "refuse": self._refuse,
            "undo_link": self._undo,
            "keep_person": self._keep,
            "drop_person": self._drop,
            "import_roster": self._import,
            "keep_rules": self._keep_rules,
        }

    async def _payroll_connections(self, message: Message) -> dict[str, Any]:
        return {"connections": sorted(self._payroll())}

    async def _link(self, message: Message) -> dict[str, Any]:
        return await self._settle(self._store.linker.link, message)

    async def _unlink(self, message: Message) -> dict[str, Any]:
        return await self._settle(self._store.linker.unlink, message)

    async def _refuse(self, message: Message) -> dict[str, Any]:
        return await self._settle(self._store.linker.refuse, message)

    async def _settle(self, deed: Callable[[str, str, str, str], int], message: Message) -> dict[str, Any]:
        await self._write(self._store.keep_copy)
        number = await self._write(
            deed, str(message["one"]), str(message["other"]), user.name(), str(message["told"])
        )
        self._changed("people")
        return {"number": number}

    async def _undo(self, message: Message) -> dict[str, Any]:
        number = message.get("number")
        number = None if number is None else int(number)
        told = await self._write(self._store.linker.undo, user.name(), number)
        self._changed("people")
        return {"told": told}

    async def _keep(self, message: Message) -> dict[str, Any]:
        told = message["entry"]
        entry = Entry(
            key=str(told.get("key") or ""),
            name=str(told["name"]),
            payroll=str(told.get("payroll") or ""),
            phone=str(told.get("phone") or ""),
            email=str(told.get("email") or ""),
            skills=tuple(str(one) for one in told.get("skills") or ()),
            notes=str(told.get("notes") or ""),
        )
        ids = [str(one) for one in message.get("ids") or ()]
        known = await self._write(self._store.reader.ask, groups)
        for ref in ids:
            name, sign, person_id = ref.partition(":")
            if ref not in known and (not sign or not person_id.strip() or name not in self._connections()):
                raise Unusable(f"“{ref}” is no id: write it as connection:id. Nothing was saved.")
        if not entry.key and message.get("another") is not True:
            others = await self._write(self._store.reader.ask, called, entry.name)
            if others:
                return {"others": [told_of(one) for one in others]}
        await self._write(self._store.keep_copy)
        taken = await self._write(self._store.rostering.keep, entry, ids, self._payroll(), user.name())
        self._changed("people")
        return {"key": taken.entry.key, "linked": list(taken.linked), "apart": list(taken.apart)}

    async def _drop(self, message: Message) -> dict[str, Any]:
        await self._write(self._store.keep_copy)
        number = await self._write(self._store.rostering.drop, str(message["key"]), user.name())
        self._changed("people")
        return {"number": number}

    async def _import(self, message: Message) -> dict[str, Any]:
        path = Path(message["path"])
        try:
            data = await self._write(_beginning, path)
        except OSError as error:
            raise Unusable(f"{path} cannot be read ({error.strerror}). Nothing was imported.") from error
        known = await self._write(self._store.reader.ask, groups)
        lines = read(data, self._connections().keys(), known)
        await self._write(self._store.keep_copy)
        done = [
            await self._write(
                self._store.rostering.take, lines[first : first + AT_ONCE], self._payroll(), user.name()
            )
            for first in range(0, len(lines), AT_ONCE)
        ]
        self._changed("people")
        return {
            "added": sum(one.added for one in done),
            "changed": sum(one.changed for one in done),
            "linked": sum(one.linked for one in done),
            "rejected": [[fault.number, fault.sentence] for one in done for fault in one.faults],
        }

    async def _keep_rules(self, message: Message) -> dict[str, Any]:
        told = {key: value for key, value in dict(message["rules"]).items() if value is not None}
        rules, wrong = rules_of(told)
        if wrong:
            raise Unusable(" ".join(f"“{key}” {fault}." for key, fault in wrong.items()))
        await self._write(rules_file.write, self._places.made().settings_file, rules)
        self._changed("rules")
        return {}

    def _payroll(self) -> frozenset[str]:
        return frozenset(
            name for name, one in self._connections().items() if self._vendors[one.vendor].payroll_ids
        )


def told_of(one: Entry) -> str:
    """Return who an entry of the roster is, as far as it tells: `Maria Garcia (payroll number 77)`."""
    told = (f"payroll number {one.payroll}" if one.payroll else "", one.phone, one.email)
    more = ", ".join(text for text in told if text)
    return f"{one.name} ({more})" if more else one.name


def _beginning(path: Path) -> bytes:
    """Return a file, or as much of it as shows that it is too large."""
    with path.open("rb") as file:
        return file.read(LARGEST + 1)
