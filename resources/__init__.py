"""The program's own pictures, found wherever it is installed. Drawn for Callboard; MIT, as all of it."""

from functools import cache
from importlib.resources import files


@cache
def svg(name: str) -> bytes:
    """Return the drawing of that name; its strokes and fills say `currentColor` where they are tinted."""
    return files(__name__).joinpath(f"{name}.svg").read_bytes()
