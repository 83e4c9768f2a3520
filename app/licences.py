"""Everything that this program is made of, with its version and the text of its licence."""

import platform
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata

import resources
from app import __version__

# What pyproject.toml asks for by name; what these need in turn, their metadata tells.
ASKED = (
    "apsw-sqlite3mc", "httpx", "icalendar", "importlib_metadata", "keyring", "platformdirs", "pydantic",
    "PySide6-Essentials", "rapidfuzz", "starlette", "tomlkit", "tzdata", "uvicorn", "xlsxwriter",
)  # fmt: skip
# Packages that bring no text of their licence: the names of ours.
LENT = {"pyside6_essentials": ("LGPL-3", "GPL-3"), "shiboken6": ("LGPL-3", "GPL-3")}


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that the program contains."""

    name: str
    version: str
    licence: str  # its short name
    text: str


def parts() -> list[Part]:
    """Return the program itself, Python, Qt's own parts, and then every package by name."""
    texts = resources.licences()
    own = Part("Callboard", __version__, "MIT", texts.pop("Callboard"))
    python = Part("Python", platform.python_version(), "PSF-2.0", texts.pop("Python"))
    packages = [_part(metadata.distribution(name), texts) for name in names()]
    lent = {name for group in LENT.values() for name in group}
    # What a build has added: the libraries of the system that it was built on.
    added = [Part(name, "", _short(text), text) for name, text in texts.items() if name not in lent]
    return [own, python, *sorted([*packages, *added], key=lambda part: part.name.lower())]


def names() -> list[str]:
    """Return the installed packages that the program needs, each once."""
    found: dict[str, str] = {}
    wanted = list(ASKED)
    while wanted:
        name = wanted.pop()
        try:
            package = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # another system's, or another Python's
        if _key(name) not in found:
            found[_key(name)] = package.metadata["Name"]
            wanted += _needs(package)
    return sorted(found.values(), key=str.lower)


def _needs(package: metadata.Distribution) -> Iterator[str]:
    for line in package.requires or ():
        if not re.search(r"\bextra\s*==", line):
            yield re.split(r"[\s;<>=!~\[(]", line, maxsplit=1)[0]


def _part(package: metadata.Distribution, texts: dict[str, str]) -> Part:
    facts = package.metadata
    own = [
        text
        for file in package.files or ()
        if ".dist-info" in file.parent.as_posix() and re.match(r"(?i)(licen[cs]e|copying|notice)", file.name)
        and (text := _read(package, str(file)))
    ]  # fmt: skip
    own = own or [texts[name] for name in LENT.get(_key(facts["Name"]), ())]
    text = "\n\n".join(own)
    short = next((facts[key] for key in ("License-Expression", "License") if key in facts), "")
    classifiers = [
        line.rpartition(" :: ")[2] for line in facts.get_all("Classifier") or () if "License" in line
    ]
    if not short or short == "OSI Approved" or "\n" in short:
        short = ", ".join(classifiers) if classifiers and classifiers != ["OSI Approved"] else _short(text)
    return Part(facts["Name"], package.version, short, text)


def _read(package: metadata.Distribution, file: str) -> str | None:
    try:
        return package.read_text(file.partition(".dist-info/")[2])
    except (OSError, UnicodeError):
        return None


def _short(text: str) -> str:
    """Return the name of a licence, as far as its text tells."""
    for name, mark in (
        ("Unicode", "UNICODE, INC. LICENSE"),
        ("MIT", "Permission is hereby granted, free of charge, to any person obtaining"),
        ("Apache-2.0", "Apache License"),
        ("LGPL", "LESSER GENERAL PUBLIC"),
    ):
        if mark in text:
            return name
    return "see its text"


def _key(name: str) -> str:
    return re.sub(r"[-_.]+", "_", name).lower()
