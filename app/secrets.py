"""The databases' key and the vendors' secrets: from the environment, a file of mode 0600, or the keychain.

The environment is read first, and then nothing else is touched. A file exists only where no keychain
could be used when it was written; as it is then the newest, it is read before the keychain.
"""

import errno
import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app import keychain
from app.errors import Failed, Unusable
from app.keychain import Absent, NoKeychain
from app.locks import held
from app.places import Places

if TYPE_CHECKING:
    import apsw

KEY_VARIABLE = "CALLBOARD_DB_KEY"


@dataclass(frozen=True, slots=True)
class Key:
    """What encrypts the databases: 64 hex digits are a raw key, any other text is a pass phrase."""

    text: str = field(repr=False)

    @property
    def is_raw(self) -> bool:
        """Tell whether it is 32 random bytes in hex; with them a file opens 90 times faster."""
        return re.fullmatch(r"[0-9A-Fa-f]{64}", self.text) is not None

    @property
    def pragma(self) -> str:
        """Return the text for `pragma key`; double its quotes to place it in SQL."""
        return f"raw:{self.text.lower()}" if self.is_raw else self.text

    def fingerprint(self, salt: bytes) -> str:
        """Return 8 hex digits that tell two keys apart and give neither away."""
        if self.is_raw:
            return hashlib.sha256(bytes.fromhex(self.text) + salt).hexdigest()[:8]
        return hashlib.scrypt(self.text.encode(), salt=salt, n=2**14, r=8, p=1, dklen=4).hex()


def database_key(places: Places, environ: Mapping[str, str] = os.environ, *, create: bool) -> Key:
    """Return the key of both databases; with `create`, a new one where nothing is encrypted yet.

    Raises Unusable where there is none: a second key is never made over existing databases.
    """
    if text := environ.get(KEY_VARIABLE):
        return _told(text)
    if key := _key_on_file(places):
        return key
    try:
        found, why = keychain.read(_key_entry(places)), "the keychain has no key for it"
    except NoKeychain as error:
        found, why = None, f"the keychain does not answer ({error})"
    if found:
        return Key(found)
    if locked := _encrypted(places):
        raise Unusable(
            f"{locked} is encrypted and cannot be opened: {why}, and there is no {places.key_file}. Nothing "
            f"was changed. Unlock the keychain, give the key in {KEY_VARIABLE}, or move the file away to "
            "start anew."
        )
    if not create:
        raise Unusable("There is no database yet, and so no key. Pull once: callboard sync")
    return _new_key(places.made())


def key_store_in_use(places: Places, environ: Mapping[str, str] = os.environ) -> str:
    """Return where the databases' key is, in words for `doctor`; never the key."""
    if environ.get(KEY_VARIABLE):
        return f"the environment ({KEY_VARIABLE})"
    if places.key_file.exists():
        return f"the file {places.key_file}, as there was no usable keychain"
    try:
        found, name = keychain.read(_key_entry(places)), keychain.name()
    except NoKeychain as error:
        return f"none yet: no usable keychain ({error}), so it will be the file {places.key_file}"
    return f"the keychain ({name})" if found else f"none yet: it will be the keychain ({name})"


class Secrets:
    """The vendors' secrets of one profile, by connection and field."""

    def __init__(self, places: Places, environ: Mapping[str, str] = os.environ) -> None:
        self._places = places
        self._environ = environ

    def told(self, connection: str, fields: Iterable[str]) -> dict[str, str]:
        """Return those that the environment gives."""
        given = {name: self._environ.get(variable(connection, name)) for name in fields}
        return {name: text for name, text in given.items() if text}

    def read(self, connection: str, fields: Iterable[str]) -> dict[str, str]:
        """Return those that there are. One in the environment speaks for all of its connection.

        Raises Unusable where the keychain has to be asked and does not answer.
        """
        fields = list(fields)
        if told := self.told(connection, fields):
            return told
        filed = self._filed(connection)
        missing = [name for name in fields if name not in filed]
        kept: dict[str, str | None] = {}
        try:
            kept = {name: keychain.read(self._entry(connection, name)) for name in missing}
        except Absent:
            pass  # then none was ever kept in one
        except NoKeychain as error:
            if not filed:
                raise Unusable(
                    f"The secrets of “{connection}” cannot be read: the keychain does not answer ({error}). "
                    f"Unlock it, or give them in {variable(connection, missing[0])} and the like."
                ) from error
        return {name: text for name in fields if (text := filed.get(name) or kept.get(name))}

    def write(self, connection: str, values: Mapping[str, str]) -> None:
        """Keep secrets: in the keychain, or encrypted in a file where there is none."""
        try:
            for name, text in values.items():
                keychain.write(self._entry(connection, name), text)
        except NoKeychain:
            self._places.made()
            with self._file(create=True) as file:
                file.executemany(
                    "insert or replace into secret values (?, ?, ?)",
                    [(connection, name, text) for name, text in values.items()],
                )
            return
        self._unfile(connection, values)  # or an older one there would be read first

    def forget(self, connection: str, fields: Iterable[str]) -> None:
        """Remove secrets from wherever they are, except from the environment.

        Raises Unusable where a keychain that may hold them does not answer.
        """
        fields = list(fields)
        self._unfile(connection, fields)
        try:
            for name in fields:
                keychain.forget(self._entry(connection, name))
        except Absent:
            return
        except NoKeychain as error:
            raise Unusable(
                f"The secrets of “{connection}” may still be in the keychain, which does not answer "
                f"({error}). Unlock it and try again."
            ) from error

    def _entry(self, connection: str, name: str) -> str:
        return f"{name} of {connection} in {self._places.data}"

    def _filed(self, connection: str) -> dict[str, str]:
        if not self._places.secrets_file.exists():
            return {}
        with self._file() as file:
            rows = file.execute("select field, text from secret where connection = ?", (connection,))
            return {str(name): str(text) for name, text in rows}

    def _unfile(self, connection: str, fields: Iterable[str]) -> None:
        if self._places.secrets_file.exists():
            with self._file() as file:
                file.executemany(
                    "delete from secret where connection = ? and field = ?",
                    [(connection, name) for name in fields],
                )

    @contextmanager
    def _file(self, *, create: bool = False) -> Iterator["apsw.Connection"]:
        import apsw

        path = self._places.secrets_file
        key = database_key(self._places, self._environ, create=create)
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # SQLite alone would make it 0644
            file = apsw.Connection(str(path))
        except (OSError, apsw.Error) as error:
            raise Failed(f"The secrets' file {path} cannot be opened: {error}.") from error
        try:
            quoted = key.pragma.replace("'", "''")
            file.execute(f"pragma key='{quoted}'")
            file.set_busy_timeout(5000)
            file.execute(
                "create table if not exists secret "
                "(connection text, field text, text text, primary key (connection, field)) without rowid"
            )
            yield file
        except apsw.NotADBError as error:
            raise Unusable(
                f"The secrets in {path} were encrypted with another key. Nothing was changed. Give that key "
                f"in {KEY_VARIABLE}, or move the file away and enter the secrets again."
            ) from error
        except apsw.Error as error:
            raise Failed(f"The secrets' file {path} cannot be used: {error}.") from error
        finally:
            file.close()


def variable(connection: str, name: str) -> str:
    """Return the environment variable of a secret: CALLBOARD_SECRET_TRIO_EAST_API_KEY."""
    return "CALLBOARD_SECRET_" + re.sub("[^A-Z0-9]", "_", f"{connection}_{name}".upper())


def _told(text: str) -> Key:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Unusable(f"The pass phrase in {KEY_VARIABLE} is not UTF-8 text. Nothing was opened.") from error
    return Key(text)


def _key_entry(places: Places) -> str:
    return f"database key of {places.data}"


def _key_on_file(places: Places) -> Key | None:
    try:
        text = places.key_file.read_text("utf-8").strip()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise Unusable(f"The key file {places.key_file} cannot be read: {error}.") from error
    if not text:
        raise Unusable(f"The key file {places.key_file} is empty. Restore it from a backup.")
    return Key(text)


def _encrypted(places: Places) -> Path | None:
    """Return a file that only an existing key opens, copies of the desk's included."""
    files = [places.secrets_file, *sorted(places.data.rglob("*.db"))]
    return next((file for file in files if file.exists() and file.stat().st_size), None)


def _new_key(places: Places) -> Key:
    with held(places.config / "key.lock"):
        # The window and its engine may start at the same moment: one of them makes the key.
        if key := _key_on_file(places):
            return key
        key = Key(os.urandom(32).hex())
        try:
            if found := keychain.read(_key_entry(places)):
                return Key(found)
            keychain.write(_key_entry(places), key.text)
        except NoKeychain:
            _file_key(places.key_file, key)
        return key


def _file_key(path: Path, key: Key) -> None:
    # It appears whole: whoever looks for a key meanwhile does not wait for the lock.
    spare = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        spare.unlink(missing_ok=True)
        with open(os.open(spare, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(key.text + "\n")
            file.flush()
            os.fsync(file.fileno())  # before anything is encrypted under it
        if path.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
        spare.replace(path)
    except OSError as error:
        raise Unusable(f"The key file {path} cannot be written ({error.strerror}).") from error
    finally:
        spare.unlink(missing_ok=True)
