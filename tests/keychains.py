"""Keychains of several characters, to be set as the system's."""

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked


class Drawer(KeyringBackend):
    """Keeps what it is given, and counts how often it is opened."""

    priority = 1
    name = "drawer"

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}
        self.opened = 0

    def get_password(self, service: str, username: str) -> str | None:
        self.opened += 1
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.opened += 1
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self.opened += 1
        del self.kept[service, username]


class Sieve(Drawer):
    """Takes everything and keeps nothing, without a word."""

    def set_password(self, service: str, username: str, password: str) -> None:
        self.opened += 1


class Locked(Drawer):
    """Stays locked: its owner dismissed the question for the pass phrase."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("the collection is locked")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked("the collection is locked")
