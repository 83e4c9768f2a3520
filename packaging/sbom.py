"""Writes the bill of materials of a lock file as CycloneDX 1.6, on standard output.

    python packaging/sbom.py packaging/requirements.txt

One component a pinned package, with the hashes of the files that may be installed, and one for what
comes inside them: Python, OpenSSL, SQLite, Qt, as they are here. Nothing is asked of any network.
The licence is told where the package is installed here.
"""

import json
import os
import re
import sys
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from app import __version__  # noqa: E402  # the program is found from here first

ENTRY = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^\s;\\]+)(?P<rest>(?:[^\n\\]|\\\n)*)", re.MULTILINE)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
MARKER = re.compile(r";\s*([^\\\n]+)")

Thing = dict[str, object]


def main(lock: Path) -> None:
    """Print the document."""
    text = lock.read_text("utf-8")
    json.dump(document(text), sys.stdout, indent=2)
    print()


def document(lock: str) -> Thing:
    """Return the bill of materials of a lock's text."""
    parts = sorted([*components(lock), *within()], key=lambda part: str(part["name"]))
    built = datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", "0")), UTC)
    own = f"pkg:generic/callboard@{__version__}"
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, own + lock)}",
        "version": 1,
        "metadata": {
            "timestamp": built.isoformat().replace("+00:00", "Z"),
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": "callboard",
                "version": __version__,
                "licenses": [{"license": {"id": "MIT"}}],
                "purl": own,
            },
        },
        "components": parts,
        "dependencies": [{"ref": own, "dependsOn": [part["bom-ref"] for part in parts]}],
    }


def components(lock: str) -> Iterator[Thing]:
    """Yield each pinned package."""
    for entry in ENTRY.finditer(lock):
        name, version = entry["name"], entry["version"]
        purl = f"pkg:pypi/{re.sub(r'[-_.]+', '-', name).lower()}@{version}"
        part: Thing = {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl}
        if licence := licence_of(name):
            part["licenses"] = [{"license": {"name": licence}}]
        if marker := MARKER.search(entry["rest"]):
            part["properties"] = [{"name": "callboard:only-where", "value": marker[1].strip()}]
        # A package has a file for each system; which of them went in, the system decides.
        part["externalReferences"] = [
            {
                "type": "distribution",
                "url": purl,
                "hashes": [{"alg": "SHA-256", "content": digest} for digest in HASH.findall(entry["rest"])],
            }
        ]
        yield part


def within() -> Iterator[Thing]:
    """Yield what comes inside Python and its packages, as it is here: it has no pin of its own."""
    import platform
    import ssl

    import apsw
    from PySide6.QtCore import qVersion

    for name, version, licence in (
        ("cpython", platform.python_version(), "PSF-2.0"),
        ("openssl", ssl.OPENSSL_VERSION.split()[1], "Apache-2.0"),
        ("sqlite", apsw.sqlite_lib_version(), "blessing"),
        ("qt", qVersion(), "LGPL-3.0-only"),
    ):
        purl = f"pkg:generic/{name}@{version}"
        yield {
            "type": "library",
            "bom-ref": purl,
            "name": name,
            "version": version,
            "licenses": [{"license": {"id": licence}}],
            "purl": purl,
        }


def licence_of(name: str) -> str | None:
    """Return the short name of a package's licence, None where it is not installed or does not tell."""
    try:
        facts = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return None
    said = next((facts[key] for key in ("License-Expression", "License") if key in facts), None)
    return said if said and "\n" not in said else None


if __name__ == "__main__":
    main(Path(sys.argv[1]))
