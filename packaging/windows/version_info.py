"""Writes what Windows shows of a program's file under Properties, Details, on standard output."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from app import __version__  # noqa: E402  # the program is found from here first

NUMBERS = tuple([*map(int, re.findall(r"\d+", __version__)), 0, 0, 0, 0][:4])
FACTS = {
    "CompanyName": "The Callboard developers",
    "FileDescription": "Callboard",
    "FileVersion": __version__,
    "InternalName": "callboard",
    "LegalCopyright": "The Callboard developers, MIT licence",
    "ProductName": "Callboard",
    "ProductVersion": __version__,
}

STRINGS = ", ".join(f"StringStruct({name!r}, {text!r})" for name, text in FACTS.items())
print(
    f"VSVersionInfo(ffi=FixedFileInfo(filevers={NUMBERS}, prodvers={NUMBERS}, mask=0x3F, flags=0, "
    f"OS=0x40004, fileType=1, subtype=0, date=(0, 0)), "
    f"kids=[StringFileInfo([StringTable('040904B0', [{STRINGS}])]), "
    "VarFileInfo([VarStruct('Translation', [1033, 1200])])])"
)
