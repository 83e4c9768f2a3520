"""The command line: what scripts, support and tests use. No command of it loads Qt, only the window does.

Exit codes, the highest that applies: 2 wrong use or configuration, 1 something failed, 0 all done;
130 on Ctrl+C.
"""

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the arguments say, without any open the window; return the exit code."""
    words = sys.argv[1:] if argv is None else argv
    if not words:
        from app.cli.window import show  # at once: the commands take 40 ms to load

        return show()
    try:
        from app.cli.program import run

        return run(words)
    except KeyboardInterrupt:  # while it was loading; `run` has a word for all later ones
        return 130
