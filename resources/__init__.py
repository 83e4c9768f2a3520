"""The program's own pictures, found wherever it is installed. Drawn for Callboard; MIT, as all of it."""

from functools import cache
from pathlib import Path


@cache
def svg(name: str) -> bytes:
    """Return the drawing of that name; its strokes and fills say `currentColor` where they are tinted."""
    return Path(__file__).with_name(f"{name}.svg").read_bytes()
