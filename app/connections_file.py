"""connections.toml as text and tables. What its values mean is decided in `app.settings`.

Reading needs neither pydantic nor tomlkit, so the command line knows the names at once. Writing
keeps the user's comments and order.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app import toml_file

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

Table = dict[str, object]

NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
_HEADER = re.compile(
    r"""\s*\[\s*(?:connections|"connections"|'connections')\s*\.\s*"""
    r"""(?:([A-Za-z0-9_-]+)|"([^"]*)"|'([^']*)')\s*([.\]])"""
)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in connections.toml: a sentence with file, key and remedy."""

    connection: str | None  # None: it belongs to no connection
    sentence: str
    key: str | None = None


def read(path: Path) -> tuple[dict[str, Table], list[Problem]]:
    """Return the table of each connection, and what could not be read. No file is no connections.

    A fault in the text costs only the connection in whose table it stands.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return {}, []
    except OSError as error:
        return {}, [Problem(None, f"{path} cannot be read ({error.strerror}). Make it readable.")]
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return {}, [Problem(None, f"{path} is not UTF-8 text, at line {line}. Save it as UTF-8.")]
    try:
        return _tables(path, tomllib.loads(text))
    except (ValueError, RecursionError):  # a number of 5,000 digits is a ValueError of Python's own
        return _apart(path, text)


def write(path: Path, name: str, values: Mapping[str, object]) -> None:
    """Set the values of one connection, made if it is new. None removes a key; others stay.

    Raises Unusable where the file as it stands cannot be understood, Failed where it cannot be written.
    """

    def change(document: "TOMLDocument") -> None:
        import tomlkit

        connections = document.setdefault("connections", tomlkit.table(is_super_table=True))
        table = connections.setdefault(name, tomlkit.table())
        for key, value in values.items():
            if value is None:
                table.pop(key, None)
            elif key not in table or table[key] != value:
                table[key] = value

    toml_file.rewrite(path, change)


def drop(path: Path, name: str) -> None:
    """Remove one connection with all that stands in its table."""

    def change(document: "TOMLDocument") -> None:
        document.get("connections", {}).pop(name, None)

    toml_file.rewrite(path, change)


def _tables(path: Path, document: Mapping[str, object]) -> tuple[dict[str, Table], list[Problem]]:
    tables: dict[str, Table] = {}
    problems = [
        Problem(None, f"{path}: “{key}” is not known here. Tables are named [connections.NAME].", key)
        for key in document
        if key != "connections"
    ]
    connections = document.get("connections", {})
    if not isinstance(connections, dict):
        sentence = f"{path}: “connections” should be tables, each named [connections.NAME]."
        return {}, [*problems, Problem(None, sentence, "connections")]
    for name, table in connections.items():
        if not NAME.fullmatch(name):
            problems.append(Problem(name, f"{path}: {bad_name(name)}"))
        elif not isinstance(table, dict):
            problems.append(Problem(name, f"{path}: “{name}” should be a table [connections.{name}]."))
        else:
            tables[name] = table
    return tables, problems


def bad_name(name: str) -> str:
    """Return the sentence on a name that a connection cannot have."""
    return (
        f"“{name}” cannot be a connection's name. "
        "Use small letters, digits and hyphens, and begin with a letter or digit, as in trio-east."
    )


def _apart(path: Path, text: str) -> tuple[dict[str, Table], list[Problem]]:
    """Return what each connection's own lines give when the file as a whole cannot be read."""
    tables: dict[str, Table] = {}
    problems: list[Problem] = []
    lines = text.split("\n")
    owners = list(_owners(lines))
    for owner in dict.fromkeys(name for name, _ in owners):
        # Other lines are left blank, so that a fault is reported with its place in the file.
        own = "\n".join(line if name == owner else "" for line, (name, _) in zip(lines, owners, strict=True))
        heads = [n + 1 for n, (name, begins) in enumerate(owners) if name == owner and begins]
        try:
            found, wrong = _tables(path, tomllib.loads(own))
        except (ValueError, RecursionError) as error:
            if owner is not None and len(heads) > 1:
                where = " and ".join(str(n) for n in heads)
                sentence = (
                    f"{path}: [connections.{owner}] stands there more than once, at the lines {where}. "
                    "Give each connection a name of its own."
                )
            else:
                table = "the text" if owner is None else f"[connections.{owner}]"
                sentence = f"{path}: {table} cannot be read: {error}. Mend that line."
            problems.append(Problem(owner, sentence))
        else:
            tables |= found
            problems += wrong
    return tables, problems


def _owners(lines: list[str]) -> Iterator[tuple[str | None, bool]]:
    """Yield for each line whose table it stands in, and whether it is that table's own header."""
    owner: str | None = None
    for line in lines:
        head = _HEADER.match(line)
        if head:
            owner = next(part for part in head.groups()[:3] if part is not None)
        elif line.lstrip().startswith("["):
            owner = None
        yield owner, bool(head and head.group(4) == "]")
