"""Who sits at this desk."""

import getpass


def name() -> str:
    """Return the name under which this person signed in to the machine."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # which of them, depends on Python's version
        return "unknown"
