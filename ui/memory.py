"""What the window remembers between two starts: one ini file in the profile's configuration."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

COLUMNS = "board/columns-1"  # a new number where the set of columns changes
AIRY = "board/airy"
MOVES = "window/moves"
GEOMETRY = "window/geometry"
LAYOUT = "window/layout-1"
LENS = "lenses/key"
DAY = "lenses/day"
LEFT_ON = "lenses/left-on"  # the date at which that day was shown last
ZONE = "lenses/zone"
SECOND_ZONE = "lenses/second-zone"
ROWS = "lenses/rows-"  # begins the name of what a lens has rows of


class Memory:
    """Named values that outlast the window."""

    def __init__(self, file: Path) -> None:
        self.folder = file.parent  # of the profile's configuration
        self._settings = QSettings(str(file), QSettings.Format.IniFormat)

    def bytes(self, name: str) -> QByteArray:
        """Return what Qt saved under that name, empty if nothing."""
        value = self._settings.value(name)
        return value if isinstance(value, QByteArray) else QByteArray()

    def flag(self, name: str, default: bool) -> bool:
        """Return yes or no."""
        return str(self._settings.value(name, default)).casefold() == "true"

    def text(self, name: str) -> str:
        """Return a text, "" if nothing was kept."""
        value = self._settings.value(name, "")
        return value if isinstance(value, str) else ""

    def keep(self, name: str, value: QByteArray | bool | str) -> None:
        """Remember a value."""
        self._settings.setValue(name, value)

    def write(self) -> None:
        """Have everything on disk."""
        self._settings.sync()
