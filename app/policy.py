"""What the administrator of this machine has laid down, in policy.toml: users see it, and cannot change it.

proxy = "http://proxy.example.com:3128"         # or "system", or "none"
certificates = "/etc/callboard/authority.pem"   # trusted beside the usual authorities
keep_past = 30                                  # days that past shifts stay in the cache
only_these = true                               # no other connections than those below

[connections.trio-east]                         # these keys, as in connections.toml, are locked
vendor = "trio"
base_url = "https://api.triowfs.com/trio"
"""

import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.connections_file import NAME, Problem, Table, bad_name
from app.ownership import is_administrators

SHARED = ("proxy", "certificates", "keep_past")  # laid down for every connection at once
KINDS: Mapping[str, type] = {"proxy": str, "certificates": str, "keep_past": int, "only_these": bool}


@dataclass(frozen=True, slots=True)
class Policy:
    """What is laid down. Without a file: nothing."""

    path: Path
    exists: bool = False
    shared: Table = field(default_factory=dict)  # keys that every connection has
    connections: dict[str, Table] = field(default_factory=dict)
    only_these: bool = False
    problems: list[Problem] = field(default_factory=list)

    def locked(self, name: str) -> Table:
        """Return the keys of a connection that are laid down, with their values."""
        return {**self.shared, **self.connections.get(name, {})}

    def allows(self, name: str) -> bool:
        """Tell whether a connection of that name may be there."""
        return not self.only_these or name in self.connections

    def told(self) -> dict[str, object]:
        """Return what is locked, in words for people."""
        return {
            "file": str(self.path),
            "found": self.exists,
            **self.shared,
            "connections": sorted(self.connections),
            "only_these": self.only_these,
        }


def path() -> Path:
    """Return where this system's policy lies. No user may write there, and no variable leads elsewhere."""
    if sys.platform == "win32":
        from platformdirs import PlatformDirs  # it asks Windows, not a variable that anybody may set

        return PlatformDirs("Callboard", appauthor=False).site_config_path / "policy.toml"
    if sys.platform == "darwin":
        return Path("/Library/Application Support/Callboard/policy.toml")
    return Path("/etc/callboard/policy.toml")


def load() -> Policy:
    """Return what is laid down, and what in it could not be understood; the rest of it counts."""
    place = path()
    try:
        document = tomllib.loads(place.read_bytes().decode("utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        return Policy(place)
    except OSError as error:
        return _unread(place, f"cannot be read ({error.strerror})")
    except (ValueError, RecursionError) as error:
        return _unread(place, f"cannot be understood: {error}")
    if not is_administrators(place):
        return _unread(place, "does not belong to the administrators")
    policy = Policy(
        place,
        exists=True,
        shared={key: document[key] for key in SHARED if _fits(document, key)},
        only_these=document.get("only_these") is True,
    )
    for key, value in document.items():
        if key == "connections":
            if isinstance(value, dict):
                _take(policy, value)
            else:
                sentence = f"{place}: “{key}” should be tables, such as [connections.trio-east]."
                policy.problems.append(Problem(None, sentence, key))
        elif key not in KINDS:
            policy.problems.append(Problem(None, f"{place}: “{key}” is not known here; remove it.", key))
        elif not _fits(document, key):
            kind = {str: "a text", int: "a number", bool: "true or false"}[KINDS[key]]
            policy.problems.append(Problem(None, f"{place}: “{key}” should be {kind}.", key))
    return policy


def _take(policy: Policy, tables: Mapping[str, object]) -> None:
    for name, table in tables.items():
        if not NAME.fullmatch(name):
            policy.problems.append(Problem(name, f"{policy.path}: {bad_name(name)}"))
        elif isinstance(table, dict):
            policy.connections[name] = table
        else:
            sentence = f"{policy.path}: “{name}” should be a table, [connections.{name}]; it is not in force."
            policy.problems.append(Problem(name, sentence))


def _fits(document: Mapping[str, object], key: str) -> bool:
    value = document.get(key)
    return isinstance(value, KINDS[key]) and (KINDS[key] is bool or not isinstance(value, bool))


def _unread(place: Path, why: str) -> Policy:
    sentence = (
        f"The policy of this machine, {place}, {why}. Nothing of it is in force; "
        "ask the administrator to mend it."
    )
    return Policy(place, exists=True, problems=[Problem(None, sentence)])
