"""The one door from the command line to the window."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from app.cli.output import say
from app.errors import CallboardError, Unusable
from app.places import Places


def show(*, demo: bool = False, shifts: int | None = None, words: Sequence[str] = ()) -> int:
    """Open the window, on practice vendors if wished, and return the exit code once it is closed.

    Where one is open already, that one comes forward. `words` are searched for in it.
    """
    try:
        from ui.main import run

        return run(demo=demo, shifts=shifts, words=words)
    except ImportError as error:  # a library of the system is missing: nothing was opened yet
        return _failed(
            f"The window cannot open: {error}. Install the system libraries that Qt needs, such as libgl1. "
            "The commands work without: callboard --help",
            1,
        )
    except CallboardError as error:
        return _failed(str(error), 2 if isinstance(error, Unusable) else 1)
    except Exception as error:
        _show(
            f"Callboard could not open: something unforeseen went wrong ({type(error).__name__}). "
            "What was saved is kept. Please report it with the end of its log."
        )
        raise  # into the log


def _failed(sentence: str, code: int) -> int:
    """Say why there is no window, wherever somebody may look; return the exit code."""
    say(sentence)
    with suppress(CallboardError, OSError):
        import logging

        from app.diagnostics import logged

        with logged(Places.find()):
            if logging.getLogger().handlers:  # else it would go to standard error a second time
                logging.getLogger(__name__).error("%s", sentence)
    _show(sentence)
    return code


def _show(sentence: str) -> None:
    """Show a sentence on the screen if it was started from there: a menu has no standard error."""
    is_read = sys.stderr is not None and sys.stderr.isatty()
    is_seen = os.environ.get("QT_QPA_PLATFORM") not in ("offscreen", "minimal")
    if is_read or not is_seen:
        return
    with suppress(ImportError):
        from ui.main import complain, screen_amiss

        if not screen_amiss(os.environ):
            complain(sentence)
