"""The one door from the command line to the window."""

import sys
from collections.abc import Sequence

from app.errors import CallboardError, Unusable


def show(*, demo: bool = False, shifts: int | None = None, words: Sequence[str] = ()) -> int:
    """Open the window, on practice vendors if wished, and return the exit code once it is closed.

    Where one is open already, that one comes forward. `words` are searched for in it.
    """
    try:
        from ui.main import run

        return run(demo=demo, shifts=shifts, words=words)
    except ImportError as error:  # a library of the system is missing: nothing was opened yet
        print(
            f"The window cannot open: {error}. Install the system libraries that Qt needs, such as libgl1. "
            "The commands work without: callboard --help",
            file=sys.stderr,
        )
        return 1
    except CallboardError as error:
        print(error, file=sys.stderr)
        return 2 if isinstance(error, Unusable) else 1
