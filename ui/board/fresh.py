"""Marks on rows that changed: they stay until somebody has acknowledged the change, or seen it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import CallboardError
from app.store.groups import shift_of
from app.store.reader import Reader
from app.store.unseen import unseen
from ui.board.rows import Row

LONG_ENOUGH = 1000  # milliseconds for which a shift is chosen until its change counts as seen


class Fresh(QObject):
    """Which of the looked-at shifts have changes that nobody has seen. `changed` when that has changed."""

    changed = Signal()

    def __init__(self, reader: Callable[[], Reader | None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader = reader
        self._latest: dict[str, int] = {}  # ref to the latest change
        self._seen: dict[str, int] = {}  # up to which one it was looked at, at this desk, since the start
        self._chosen = ""
        self._long = QTimer(self, singleShot=True, interval=LONG_ENOUGH)
        self._long.timeout.connect(self._has_seen)

    @property
    def refs(self) -> frozenset[str]:
        """The shifts to be marked, of those that were looked at last."""
        return frozenset(ref for ref, latest in self._latest.items() if latest > self._seen.get(ref, 0))

    def look(self, rows: Sequence[Row]) -> None:
        """Find out about these rows: those in sight."""
        reader = self._reader()
        if reader is None:
            return
        before = self.refs
        try:
            self._latest = reader.ask(unseen, [shift_of(row.id) for row in rows])
        except CallboardError:
            return  # the board's own reading says what is amiss
        if self._chosen in self.refs and not self._long.isActive():
            self._long.start()
        if self.refs != before:
            self.changed.emit()

    def choose(self, ref: str) -> None:
        """Know which shift is chosen now."""
        self._chosen = ref
        self._long.stop()
        if ref in self.refs:
            self._long.start()

    def _has_seen(self) -> None:
        if self._chosen in self._latest:
            self._seen[self._chosen] = self._latest[self._chosen]
            self.changed.emit()
