"""The program's own pictures, drawn for Callboard, and the licences of what it is made of."""

from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@cache
def svg(name: str) -> bytes:
    """Return the drawing of that name; its strokes and fills say `currentColor` where they are tinted."""
    return (HERE / f"{name}.svg").read_bytes()


def licences() -> dict[str, str]:
    """Return the texts of licences that no package of Python's brings, by the name of what they are for."""
    files = {path.stem: path for path in sorted((HERE / "licences").glob("*.txt"))}
    return {name: path.read_text("utf-8", errors="replace") for name, path in files.items()}
