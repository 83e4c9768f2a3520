"""The system's keychain, as far as it can be relied on. keyring, and what it loads, come at first use."""

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

SERVICE = "callboard"  # the name under which the keychain shows its entries


class NoKeychain(Exception):
    """No keychain answers: use a file. The text says why, without a full stop."""


class Absent(NoKeychain):
    """This machine has none at all, so nothing was ever kept in one."""


def read(entry: str) -> str | None:
    """Return what the keychain holds under that name, or None."""
    import keyring

    return _asked(lambda: keyring.get_password(SERVICE, entry))


def write(entry: str, text: str) -> None:
    """Keep a text, and make sure of it: some keychains take everything and keep nothing."""
    import keyring

    _asked(lambda: keyring.set_password(SERVICE, entry, text))
    if read(entry) != text:
        raise NoKeychain("the keychain did not keep what it was given")


def forget(entry: str) -> None:
    """Remove an entry, if there is one."""
    import keyring

    if read(entry) is not None:
        _asked(lambda: keyring.delete_password(SERVICE, entry))


def name() -> str:
    """Return what the keychain is called here, KWallet for one."""
    import keyring

    return _asked(lambda: str(keyring.get_keyring().name))


def _asked(question: Callable[[], T]) -> T:
    from keyring.errors import NoKeyringError

    try:
        return question()
    except NoKeyringError as error:
        raise Absent("this machine has none") from error
    except Exception as error:  # keychains are plug-ins: they raise what they like
        said = " ".join(str(error).split()).rstrip(".")[:300]
        raise NoKeychain(said or type(error).__name__) from error
