"""What a command needs to act: both files, the outbox, and conversations with vendors, for its length."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass

from app import rules_file, user
from app.acting import Acting
from app.cli.output import say
from app.cli.sync import secrets_for
from app.connection import client_of
from app.delivery import Delivery, Talk, Witness
from app.domain import Intent
from app.errors import Unusable
from app.places import Places
from app.secrets import database_key
from app.settings import Settings, load
from app.store.outbox import Outbox
from app.store.store import Store
from app.vendors import VENDORS
from app.writer import Writer


@dataclass(frozen=True, slots=True)
class Counter:
    """A desk at work for the length of one command."""

    acting: Acting
    settings: Settings
    places: Places

    @asynccontextmanager
    async def talk(self, name: str) -> AsyncIterator[Talk]:
        """Give a conversation with a connection's vendor. Raises Unusable where that cannot be."""
        if name not in self.settings.connections:
            faults = [one.sentence for one in self.settings.problems if one.connection == name]
            raise Unusable(faults[0] if faults else f"There is no connection “{name}” to act through.")
        settings = self.settings.connections[name]
        vendor = VENDORS[settings.vendor]
        async with client_of(vendor, settings, secrets_for(self.places, settings)) as client:
            yield Talk(vendor, settings, client)


@contextmanager
def counter(places: Places, told: Callable[[Intent], None] = lambda intent: None) -> Iterator[Counter]:
    """Open what acting needs, and close it again; `told` hears of each step of an intent."""
    key = database_key(places, create=True)
    settings = load(places, VENDORS)
    rules, faults = rules_file.read(places.settings_file)
    for fault in faults:
        say(fault)
    with ExitStack() as stack:
        store = Store.open(places, key)
        stack.callback(store.close)
        for note in store.notes:
            say(note)
        outbox = Outbox.open(places, key)
        stack.callback(outbox.close)
        write, desk = Writer(), Writer("outbox")
        stack.callback(write.close)
        stack.callback(desk.close)
        delivery = Delivery(outbox, desk, store, write, user.name(), Witness(intent=told))
        yield Counter(Acting(delivery, lambda: rules), settings, places)
