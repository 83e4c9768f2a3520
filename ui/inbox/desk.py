"""The inbox within the window: serves its lens, and says in every place how much waits."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow

from app.store.inbox import LOUD_HOURS, Counts, counts
from ui.engine import Engine
from ui.inbox.badge import Badge, summary
from ui.lens_names import BOARD, INBOX
from ui.lenses import Lenses
from ui.queries import Queries
from ui.times import Times

CALM = 1_000  # milliseconds between two counts
LATER = 60_000  # until what is put off, or comes near, is counted anew


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The window's parts that the inbox works on."""

    window: QMainWindow
    engine: Engine
    queries: Queries
    times: Times
    lenses: Lenses
    select: Callable[[list[str]], object]  # shifts on the board
    unread: Callable[[str], None]  # hears what could not be read


class InboxDesk(QObject):
    """Made with the finery. `counted` tells how much waits, each time that it was counted."""

    counted = Signal(object)  # Counts

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts.window)
        self._parts = parts
        self._loud_hours: float = LOUD_HOURS
        self._title = parts.window.windowTitle()
        self.counts = Counts()
        self.badge = Badge(parts.window)
        parts.window.statusBar().addPermanentWidget(self.badge)
        self.badge.pressed.connect(self.open)
        parts.lenses.made.connect(self._serve)
        for key in parts.lenses.all_made():
            self._serve(key)
        self._soon = QTimer(self, singleShot=True, interval=CALM)
        self._soon.timeout.connect(self._count)
        self._later = QTimer(self, interval=LATER)
        self._later.timeout.connect(self._count)
        self._later.start()
        self._count()

    def refresh(self) -> None:
        """Follow what has been committed."""
        if not self._soon.isActive():
            self._soon.start()

    def open(self) -> None:
        """Show the inbox."""
        self._parts.lenses.turn(INBOX)

    def show_change(self, change: int) -> None:
        """Show the inbox, and in it the line of an unread change."""
        self.open()
        self._parts.lenses.lens(INBOX).seek(change)

    def set_loud_hours(self, hours: float) -> None:
        """Let departures be loud so many hours before their start."""
        self._loud_hours = hours
        if INBOX in self._parts.lenses.all_made():
            self._parts.lenses.lens(INBOX).serve(self._parts.engine.ask, hours)
        self._count()

    def show_on_board(self, ref: str) -> None:
        """Show a shift on the board, or with "" the board as it is."""
        self._parts.lenses.turn(BOARD)
        if ref:
            self._parts.select([ref])

    def _serve(self, key: str) -> None:
        if key == INBOX:
            page = self._parts.lenses.lens(INBOX)
            page.serve(self._parts.engine.ask, self._loud_hours)
            page.board_wished.connect(self.show_on_board)

    def _count(self) -> None:
        hours, now = self._loud_hours, self._parts.times.now()
        self._parts.queries.ask(
            "inbox counts", lambda reader: reader.ask(counts, hours, now), self._tell, self._parts.unread
        )

    def _tell(self, found: Counts) -> None:
        self.counts = found
        self.badge.tell(found)
        told = summary(found)
        self._parts.window.setWindowTitle(f"({told}) {self._title}" if told else self._title)
        self._parts.lenses.count(INBOX, found.unread)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.setBadgeNumber(found.unread)
        self.counted.emit(found)
