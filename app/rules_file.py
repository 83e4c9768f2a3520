"""The table [checks] of settings.toml: how grave each of the desk's checks is, and its limits.

A fault costs only its own key: that has its usual value, and a sentence says so.
"""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app.checks.finding import TITLES
from app.checks.rules import KEYS, USUAL, Rules, rules_of, table_of
from app.errors import Unusable
from app.toml_file import rewrite

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

TABLE = "checks"


def read(path: Path) -> tuple[Rules, list[str]]:
    """Return the rules that stand in a file, and sentences on what is wrong. No file: the usual ones."""
    try:
        document = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        return USUAL, []
    except OSError as error:
        return USUAL, [f"{path} cannot be read ({error.strerror}); the usual checks are made."]
    except (ValueError, RecursionError) as error:  # no UTF-8, or no TOML
        return USUAL, [f"{path} cannot be understood: {error}. The usual checks are made; mend that line."]
    table = document.get(TABLE, {})
    if not isinstance(table, dict):
        return USUAL, [f"{path}: “{TABLE}” should be a table, [{TABLE}]; the usual checks are made."]
    rules, wrong = rules_of(table)
    return rules, [f"{path}: “{key}” in [{TABLE}] {fault}." for key, fault in wrong.items()]


def rules_at(path: Path, tell: Callable[[str], object]) -> Callable[[], Rules]:
    """Return what tells the rules as they stand now: the user may edit the file at any time.

    `tell` hears once, of each version of the file, what is wrong with it.
    """
    known: tuple[object, Rules] | None = None

    def now() -> Rules:
        nonlocal known
        try:
            found = path.stat()
            stamp = (found.st_mtime_ns, found.st_size, found.st_ino)
        except OSError:
            return USUAL
        if known is None or known[0] != stamp:
            rules, faults = read(path)
            known = stamp, rules
            if faults:
                tell(" ".join(faults))
        return known[1]

    return now


def write(path: Path, rules: Rules) -> None:
    """Keep the rules; what else stands in the file stays.

    Raises Unusable where they do not fit or the file cannot be understood, Failed where it cannot be written.
    """
    table = table_of(rules)
    wrong = rules_of({key: value for key, value in table.items() if value is not None})[1]
    if wrong:
        raise Unusable(" ".join(f"“{key}” {fault}." for key, fault in wrong.items()))

    def change(document: "TOMLDocument") -> None:
        import tomlkit

        checks = document.setdefault(TABLE, tomlkit.table())
        for key in (*TITLES, *KEYS):
            if table[key] is None:
                checks.pop(key, None)
            elif key not in checks or checks[key] != table[key]:
                checks[key] = table[key]

    rewrite(path, change)
