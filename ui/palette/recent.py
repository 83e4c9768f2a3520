"""What was used last in the palette, remembered between two starts."""

import json

from PySide6.QtCore import QByteArray

from ui.memory import Memory
from ui.palette.entries import RECENT, used

NAME = "palette/recent-1"


class Recent:
    """The names of the entries used last, the newest first."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        try:
            told = json.loads(bytes(memory.bytes(NAME).data()) or b"[]")
        except ValueError:
            told = []
        names = told if isinstance(told, list) else []
        self.names: tuple[str, ...] = tuple(str(one) for one in names)[:RECENT]

    def use(self, name: str) -> None:
        """Put one to the front."""
        self.names = used(self.names, name)
        self._memory.keep(NAME, QByteArray(json.dumps(self.names).encode()))
