"""How engine and connections fare, told in the banners, the status bar, and where the board is empty."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.store.reader import Health
from ui import freshness
from ui.banner import Banner
from ui.board.filters import Filters
from ui.board.page import BoardPage
from ui.cache import Cache
from ui.engine import Answer, Engine, Pulse
from ui.outlook import Outlook
from ui.pages import Pages
from ui.status import Connections
from ui.words import line


@dataclass(frozen=True, slots=True, kw_only=True)
class Tellers:
    """The window's parts that say how things stand."""

    engine_banner: Banner
    banner: Banner
    connections: Connections
    filters: Filters
    page: BoardPage
    pages: Pages


class Watch(QObject):
    """Hears the engine and has the window's parts tell."""

    began = Signal(bool, list)  # whether these are practice vendors, and the connections' names
    named = Signal(list)  # the connections have changed
    moved = Signal()  # another connection has ended a pull
    greeted = Signal(bool)  # the welcome has come, or gone
    connections_wished = Signal(str)  # at one of them, or ""

    def __init__(
        self, engine: Engine, cache: Cache, outlook: Outlook, tellers: Tellers, *, practice: bool
    ) -> None:
        super().__init__(tellers.page)
        self._engine = engine
        self._cache = cache
        self._outlook = outlook
        self._to = tellers
        self._practice = practice
        engine.ready.connect(self._ready)
        engine.pulsed.connect(self._pulsed)
        engine.acting.connect(lambda: tellers.engine_banner.show_notice(None))
        engine.died.connect(self._died)
        engine.connections_changed.connect(self._ask_for_names)
        tellers.banner.pressed.connect(self._press)
        tellers.engine_banner.pressed.connect(self._press)

    def examine(self, healths: list[Health]) -> None:
        """Take in what the cache says of the connections."""
        self._outlook.read(healths)
        self._tell()

    def turn_page(self) -> None:
        """Show the welcome where nothing is set up, else the board, or why it is empty."""
        outlook = self._outlook
        nothing = not outlook.connections if outlook.is_told else not self._cache.is_there
        greets = self._to.page.is_bare and not self._practice and nothing
        if not greets:
            self._to.page.explain(*outlook.why_empty(self._cache.trouble))
        if self._to.pages.turn(greeting=greets):
            self.greeted.emit(greets)

    def _ready(self, practice: bool, names: Sequence[str]) -> None:
        self._to.engine_banner.show_notice(None)
        self._outlook.set_names(names)
        self.began.emit(practice, [*names])
        self._tell()

    def _ask_for_names(self) -> None:
        self._to.page.reload()
        self.turn_page()
        self._engine.ask("connections", self._told_names)

    def _told_names(self, answer: Answer) -> None:
        from ui.connections.offers import configured

        if "connections" in answer:
            names = [one.name for one in configured(answer)]
            self._outlook.set_names(names)
            self.named.emit(names)
            self._tell()

    def _pulsed(self, pulse: Pulse) -> None:
        if self._outlook.hear(pulse):
            self.moved.emit()
        self._tell()

    def _died(self, sentence: str) -> None:
        notice = freshness.Notice("warning", line(sentence, 600), "", freshness.RESTART)
        self._to.engine_banner.show_notice(notice)

    def _tell(self) -> None:
        self._to.filters.offer_connections(self._outlook.names)
        self._to.connections.tell(self._outlook.connections)
        self._to.banner.show_notice(self._outlook.notice())
        self.turn_page()

    def _press(self, words: str) -> None:
        match words:
            case freshness.RETRY:
                self._engine.wake(self._outlook.away())
            case freshness.CONNECTIONS:
                self.connections_wished.emit(self._outlook.troubled())
            case freshness.RESTART:
                self._engine.restart()
