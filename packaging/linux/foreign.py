"""Adds to a built program the licences of the libraries that it took from the system it was built on.

    python packaging/linux/foreign.py INTERNAL

Where the system keeps no record of what it installed, nothing is added.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path


def main(internal: Path) -> None:
    """Copy each package's copyright notice to resources/licences/<package>.txt."""
    if shutil.which("dpkg-query") is None:
        return
    folder = internal / "resources" / "licences"
    for package in sorted({name for file in internal.glob("lib*.so*") if (name := owner(file.name))}):
        notice = Path("/usr/share/doc") / package / "copyright"
        if notice.exists():
            (folder / f"{package}.txt").write_text(notice.read_text("utf-8", errors="replace"), "utf-8")


def owner(library: str) -> str | None:
    """Return the package that a library of this system belongs to."""
    known = subprocess.run(
        ["dpkg-query", "--search", f"*/{library}"], capture_output=True, text=True, check=False
    )
    found = re.match(r"([^:\s]+)(:\w+)?: /(usr/)?lib/", known.stdout)
    return found[1] if found else None


if __name__ == "__main__":
    main(Path(sys.argv[1]))
