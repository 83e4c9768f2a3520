"""The installed program's first lines: what PyInstaller runs, and what it leaves behind is put away."""

import os
import sys


def tidy() -> None:
    """Take out of the environment what was meant for this process alone.

    A browser that is opened from here would otherwise load our libraries instead of its own, and
    fail; and the engine, which is this program once more, makes them anew.
    """
    for name in [name for name in os.environ if name.startswith("_PYI_")]:
        del os.environ[name]
    os.environ.pop("QT_PLUGIN_PATH", None)  # Qt finds its plug-ins from its own place
    before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    if before is not None:
        os.environ["LD_LIBRARY_PATH"] = before
    elif sys.platform.startswith("linux"):
        os.environ.pop("LD_LIBRARY_PATH", None)


def hold_archive() -> None:
    """Read modules from the file that was started, even after an upgrade has put another in its place."""
    archive = getattr(sys.modules.get("pyimod02_importers"), "pyz_archive", None)
    if archive is not None and os.path.exists("/proc/self/exe"):
        archive._filename = "/proc/self/exe"


if __name__ == "__main__":
    tidy()
    hold_archive()
    from app.cli import main

    sys.exit(main())
