"""How all connections fare, gathered from the cache and from the engine; what follows from it. No widgets."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Signal

from app.store.reader import Health
from ui.engine import Pulse
from ui.freshness import Freshness, Notice, from_cache, from_engine, notice
from ui.times import Times
from ui.words import line


class Outlook(QObject):
    """The connections by name, in their order."""

    changed = Signal()

    def __init__(self, times: Times, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._times = times
        self._known: dict[str, Freshness] = {}
        self._cached: set[str] = set()
        self._configured: Sequence[str] | None = None  # None until the engine has said it

    @property
    def connections(self) -> dict[str, Freshness]:
        """The configured ones; before the engine has told, those of the cache."""
        names = sorted(self._known) if self._configured is None else self._configured
        return {name: self._known.get(name, Freshness(name)) for name in names}

    @property
    def names(self) -> list[str]:
        """Every connection of which there may be shifts."""
        return sorted({*self._cached, *(self._configured or ())})

    @property
    def is_told(self) -> bool:
        """Whether the engine has said what is configured."""
        return self._configured is not None

    def set_names(self, names: Sequence[str]) -> None:
        """Take the configured connections from the engine."""
        self._configured = list(names)
        self._known = {name: one for name, one in self._known.items() if name in names}
        self.changed.emit()

    def read(self, healths: Iterable[Health]) -> None:
        """Take what the cache knows."""
        self._cached = set()
        for health in healths:
            self._cached.add(health.connection)
            if self._configured is None or health.connection in self._configured:
                self._known[health.connection] = from_cache(self._known.get(health.connection), health)
        self.changed.emit()

    def hear(self, pulse: Pulse) -> bool:
        """Take what the engine says; tell whether the phase is another one."""
        before = self._known.get(pulse.connection)
        self._known[pulse.connection] = from_engine(before, pulse, datetime.now(UTC))
        self.changed.emit()
        return before is None or before.phase != pulse.phase

    def on_change(self, owner: QObject, told: Callable[[], None]) -> None:
        """Call back at each change as long as the owner lives."""
        self.changed.connect(told)
        owner.destroyed.connect(lambda: self.changed.disconnect(told))

    def notice(self) -> Notice | None:
        """Return what the banner must say."""
        return notice(self.connections.values(), self._times)

    def away(self) -> list[str]:
        """Return the connections that can't be reached."""
        return [name for name, one in self.connections.items() if one.trouble == "failing"]

    def troubled(self) -> str:
        """Return the first connection that a person must look at."""
        return next((name for name, one in self.connections.items() if one.trouble), "")

    def why_empty(self, trouble: str) -> tuple[str, str]:
        """Return title and sentence of a board without a single shift."""
        if trouble:
            return "The cache cannot be read", trouble
        bad = [one for one in self.connections.values() if one.trouble]
        pulling = [one for one in self.connections.values() if one.phase == "pulling" and not one.trouble]
        if pulling:
            read = sum(one.fetched for one in pulling)
            told = f"{read:,} records so far. " if read else ""
            return (
                "Reading the first shifts…",
                f"{told}They appear here as they arrive; there is nothing to wait for.",
            )
        if bad:
            return "No shifts yet", line(bad[0].error or "The vendors cannot be reached at the moment.", 600)
        if self._configured and all(one.phase == "resting" for one in self.connections.values()):
            return (
                "No shifts",
                "The vendors answered, but there are no shifts in the days that are looked at.",
            )
        return "Nothing here yet", "The first shifts are on their way."
