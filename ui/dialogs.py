"""Opens the window's dialogs; each is loaded when it is opened for the first time."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from ui.cache import Cache
from ui.engine import Engine
from ui.frame import within_screen
from ui.outlook import Outlook
from ui.times import Times

if TYPE_CHECKING:
    from ui.batch.run import Run
    from ui.panels.told import Outcome


class Dialogs:
    """The dialogs of one window, which stays usable meanwhile. None is ever waited for."""

    def __init__(self, window: QWidget, engine: Engine, cache: Cache, times: Times, outlook: Outlook) -> None:
        self._window = window
        self._engine = engine
        self._cache = cache
        self._times = times
        self._outlook = outlook
        self._runs: set[Run] = set()  # those that send, of dialogs that may be closed by now
        self.rested: Callable[[], None] = lambda: None  # called when the last of them has ended

    @property
    def is_busy(self) -> bool:
        """Whether one of several shifts is being sent."""
        return bool(self._runs)

    def stop(self) -> None:
        """Send no more of several shifts than the one that is on its way."""
        for run in self._runs:
            run.stop()

    def connections(self, connection: str = "", *, adding: bool = False) -> None:
        """Open the connections, at one of them or with a new one begun."""
        from ui.connections.dialog import ConnectionsDialog

        dialog = ConnectionsDialog(self._engine, self._times, self._window)
        dialog.tell(self._outlook.connections)
        self._outlook.on_change(dialog, lambda: dialog.tell(self._outlook.connections))
        if adding:
            dialog.add_new()
        elif connection:
            dialog.choose(connection)
        self._open(dialog)

    def outbox(self) -> None:
        """Open the outbox: what waits, what is unknown, and the record."""
        from ui.outbox.dialog import OutboxDialog

        self._open(OutboxDialog(self._engine, self._cache, self._times, self._window))

    def batch(
        self,
        refs: Sequence[str],
        select: Callable[[list[str]], None],
        tell: "Callable[[str, str, Outcome], None]",
        action: str = "",
    ) -> None:
        """Open what performs one action on several shifts; `select` has the board select some of them.

        `action` is the name of the one to begin with, where they share it.
        `tell` gets label, ref and outcome of the last one if the dialog is closed before its answer.
        """
        from ui.batch.dialog import BatchDialog

        dialog = BatchDialog(self._engine, self._cache, self._times, refs, self._window, action=action)
        dialog.wished_selected.connect(select)
        dialog.begun.connect(self._follow)
        dialog.left.connect(lambda run, label: run.answered.connect(partial(tell, label)))
        self._open(dialog)

    def about(self) -> None:
        """Open what this program is."""
        from ui.about import About

        self._open(About(self._window))

    def _follow(self, run: "Run") -> None:
        self._runs.add(run)
        run.ended.connect(lambda: self._rest(run))

    def _rest(self, run: "Run") -> None:
        self._runs.discard(run)
        if not self._runs:
            self.rested()

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        within_screen(dialog)
        dialog.open()
