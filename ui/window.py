"""The window: lays out its parts and wires them. It holds no rule."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from ui import memory, recollection, standing
from ui.banner import Banner
from ui.board.filters import Filters
from ui.board.model import order_of
from ui.board.page import BoardPage
from ui.cache import Cache
from ui.detail import Detail
from ui.dialogs import Dialogs
from ui.engine import Answer, Engine
from ui.frame import docked, offer_columns
from ui.labels import Line
from ui.lens_names import ROWED
from ui.lenses import Lenses
from ui.memory import Memory
from ui.menus import LOOK, Menus
from ui.outlook import Outlook
from ui.pages import Pages
from ui.queries import Queries
from ui.reading import Reading
from ui.remark import Remark
from ui.status import Connections
from ui.strip import Strip
from ui.times import Times
from ui.watch import Tellers, Watch

if TYPE_CHECKING:
    from ui.finery import Finery
    from ui.leaving import Leaving
    from ui.panels.desk import Desk


class Window(QMainWindow):
    """The board and what belongs to it. Shows the cache from the first moment; `wake` begins the rest."""

    closed = Signal()
    painted = Signal()  # once: the first page stands on the screen
    demo_wished = Signal()

    def __init__(
        self, cache: Cache, engine: Engine, times: Times, remembered: Memory, *, practice: bool
    ) -> None:
        super().__init__()
        self._cache = cache
        self._engine = engine
        self._times = times
        self._memory = remembered
        self._practice = practice
        self._ref = ""
        self._seen = False
        self._leaving: Leaving | None = None
        self._desk: Desk | None = None  # with the finery: the first sight needs none
        self._finery: Finery | None = None
        self.outlook = Outlook(times)
        self.dialogs = Dialogs(self, engine, cache, times, self.outlook)
        self.setWindowTitle("Callboard – practice vendors" if practice else "Callboard")
        self.setAccessibleName("Callboard")
        self._reading = Reading(cache.another, self)
        self.filters = Filters(times, self)
        self.engine_banner = Banner("Engine", self)
        self.banner = Banner("Connections", self)
        self.page = BoardPage(times, self._reading, cache.reader, self.filters, self)
        self.detail = Detail(times, self)
        self._queries = Queries(cache.another, self)
        self.lenses = Lenses(self.page, times, cache.reader, self._queries, self)
        self.pages = Pages(self.lenses, self)
        self._lay_out()
        self._deeds = self._own_deeds()
        self.menus = Menus(self, self.page.board, self._dock.toggleViewAction(), self._do)
        self._watch = Watch(engine, cache, self.outlook, self._tellers(), practice=practice)
        self._wire()
        self._recall()

    def first_sight(self) -> None:
        """Show the cache at once; no network, no engine."""
        board = self.page.board
        header = board.horizontalHeader()
        self.page.first_sight(order_of(header.sortIndicatorSection(), header.sortIndicatorOrder()))
        self._watch.turn_page()

    def wake(self) -> None:
        """Put the finery on and start the engine; called once the window has been seen."""
        self.dress()
        self._engine.start()

    def dress(self) -> None:
        """Do what the first sight did not need: pictures, and how the connections fare."""
        from ui.icons import program_icon

        self.setWindowIcon(program_icon())
        self._furnish()
        self.filters.dress()
        self.lenses.dress()
        self.menus.view.addMenu(self.lenses.clocks)
        self.page.board.setFocus()
        self.page.shown.connect(self._look_as_before, Qt.ConnectionType.SingleShotConnection)
        self.page.reload()

    def _look_as_before(self) -> None:
        self.lenses.restore(standing.recalled(self._memory, self._times.today(), ROWED))

    def show_board(self) -> None:
        """Read the cache anew, from its files: the engine has just made or replaced them."""
        if self._cache.renew():
            self._reading.renew()
            self._queries.renew()
            self.page.forget()
            self.lenses.forget()
            self._committed()
        self.page.reload()
        self._watch.turn_page()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._leaving is not None and self._leaving.holds():
            event.ignore()
            return
        whole = self.pages.currentWidget() is self.lenses
        recollection.keep(self, self.page.board, self._memory, whole=whole)
        standing.keep(self._memory, self.lenses.standing(), self._times.today())
        self._memory.write()
        super().closeEvent(event)
        if self._finery is not None:
            self._finery.alerts.end()
        self.closed.emit()

    @property
    def remark(self) -> str:
        """What it has said last, for a while."""
        return self._remark.text()

    def put_away(self) -> None:
        """End the reading; nothing is asked of a window afterwards."""
        self._reading.stop()
        self._queries.stop()

    def event(self, event: QEvent) -> bool:
        answer = super().event(event)
        if event.type() == QEvent.Type.UpdateRequest and not self._seen:
            self._seen = True  # what is shown has just been painted
            QTimer.singleShot(0, self, self.painted.emit)
        return answer

    def _lay_out(self) -> None:
        bar = Strip("Search and filters", self)
        bar.setObjectName("filters")
        bar.setMovable(False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        bar.addWidget(self.filters)
        self.addToolBar(bar)
        middle = QWidget(self)
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.pages, 1)
        layout.addWidget(self.engine_banner)  # below: the rows stay where they are when one comes
        layout.addWidget(self.banner)
        self.setCentralWidget(middle)
        self._bar = bar
        self._dock = docked(self.detail, self)
        self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self._dock)
        self.connections = Connections(self._times, self.detail, self)
        self._remark = Remark(self)
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().addWidget(self.connections, 1)
        self.statusBar().addPermanentWidget(self._remark)
        if self._practice:
            label = Line(self)
            label.say("Practice vendors: nothing here is real")
            self.statusBar().addPermanentWidget(label)

    def _wire(self) -> None:
        engine = self._engine
        watch = self._watch
        watch.began.connect(self._begin)
        watch.named.connect(self._name)
        watch.moved.connect(self._committed)
        watch.greeted.connect(self._greet)
        watch.connections_wished.connect(self.open_connections)
        engine.committed.connect(self._committed)
        engine.said.connect(self._remark.say)
        board = self.page.board
        board.chosen.connect(self.lenses.heed)
        board.opened.connect(self._open_detail)
        board.customContextMenuRequested.connect(self._shift_menu)
        board.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        board.horizontalHeader().customContextMenuRequested.connect(lambda at: offer_columns(board, at))
        self.page.failed.connect(self._remark.say)
        self.page.filters.changed.connect(self.lenses.look)
        self.lenses.chosen.connect(self._choose)
        self.lenses.opened.connect(self._open_detail)
        self.lenses.menu_wished.connect(lambda at: self.menus.shift.popup(at))
        self.lenses.failed.connect(self._remark.say)
        self.lenses.narrowed.connect(self.filters.narrowing.show)
        self._reading.examined.connect(watch.examine)
        self.detail.acknowledged.connect(engine.acknowledge)
        self.connections.pressed.connect(self.open_connections)
        self.pages.add_wished.connect(lambda: self.open_connections(adding=True))
        self.pages.demo_wished.connect(self.demo_wished)
        self.filters.left.connect(self.page.enter)

    def _recall(self) -> None:
        airy = recollection.recall(self, self.page.board, self._memory)
        self.menus.set_airy(airy)
        self.menus.set_shift(chosen=False, web=False, fresh=False)
        self.menus.offer_creation(False)
        self.menus.offer_undo("")

    def _do(self, key: str) -> None:
        if key.startswith(LOOK):
            self.lenses.turn(key.removeprefix(LOOK))
        elif (deed := self._deeds.get(key)) is not None:
            deed()

    def _own_deeds(self) -> dict[str, Callable[[], object]]:
        """Return what each entry of the menus does; the desk and the finery bring theirs."""
        filters = self.filters
        return {
            "refresh": self._engine.wake,
            "connections": self.open_connections,
            "quit": self.close,
            "copy": self.lenses.copy,
            "copy-table": lambda: self.lenses.copy(headings=True),
            "copy-ref": lambda: QGuiApplication.clipboard().setText(self._ref),
            "open": self.detail.open_at_vendor,
            "read-again": lambda: self._engine.ask("refresh", self._read_again, ref=self._ref),
            "acknowledge": lambda: self._engine.acknowledge(self.detail.unacknowledged()),
            "search": filters.search_now,
            "board": self._go_to_board,
            "today": self.lenses.show_today,
            "date": self.lenses.choose_day,
            "earlier": lambda: self.lenses.step(-1),
            "later": lambda: self.lenses.step(1),
            "clear": filters.clear,
            "airy": lambda: self._set_airy(True),
            "dense": lambda: self._set_airy(False),
            "outbox": self.dialogs.outbox,
            "about": self.dialogs.about,
        }

    def _deeds_of(self, desk: "Desk", finery: "Finery") -> dict[str, Callable[[], object]]:
        return {
            "panel": self._go_to_panel,
            "batch": self._act_on_several,
            "create": desk.create,
            "undo": desk.undo,
            "palette": finery.open_palette,
            "notifications": finery.alerts.open,
            **finery.paperwork.deeds(),
            "assign": finery.assigning.choose_person,
            "shortcuts": finery.open_shortcuts,
        }

    def _act_on_several(self, action: str = "") -> None:
        if self._desk is not None:
            tell = self._desk.doing.tell_late
            self.dialogs.batch(self.lenses.refs(), self.page.select, tell, action)

    def _go_to_board(self) -> None:
        if not self.filters.clear_search():
            self.lenses.enter()

    def _go_to_panel(self) -> None:
        self._dock.show()
        if self._desk is None or not self._desk.take_focus():
            self.page.enter()

    def _set_airy(self, airy: bool) -> None:
        self.page.board.set_airy(airy)
        self._memory.keep(memory.AIRY, airy)

    def open_connections(self, connection: str = "", *, adding: bool = False) -> None:
        """Open the connections dialog, at one of them or with a new one begun."""
        self.dialogs.connections(connection, adding=adding)

    def _tellers(self) -> Tellers:
        return Tellers(
            engine_banner=self.engine_banner,
            banner=self.banner,
            connections=self.connections,
            filters=self.filters,
            page=self.page,
            pages=self.pages,
        )

    def _begin(self, practice: bool, names: Sequence[str]) -> None:
        if practice:
            self.menus.offer_practice(names, self._engine.set_offline)
        self.show_board()

    def _name(self, names: Sequence[str]) -> None:
        if self._desk is not None:
            self._desk.set_connections(names)

    def _greet(self, greets: bool) -> None:
        self._bar.setVisible(not greets)
        self._dock.setVisible(not greets)

    def _committed(self, connection: str = "", ids: object = None, changes: int = 0) -> None:
        self.page.refresh()
        self.lenses.refresh()
        if self._finery is not None:
            self._finery.refresh()

    def _furnish(self) -> None:
        """Put in what acts on shifts."""
        from ui.leaving import Leaving
        from ui.outbox.badge import Badge
        from ui.panels.desk import Desk

        selected = self.lenses.selected
        desk = self._desk = Desk(
            self._engine, self._cache, self._times, self.detail, self, self.pages, selected
        )
        self.page.board.counted.connect(desk.count_selected)
        self.lenses.turned.connect(desk.count_selected)
        desk.followed.connect(self.lenses.follow)
        self._leaving = Leaving(self, (desk.doing, self.dialogs), self.dialogs.stop, self._remark.say)
        desk.doing.rested.connect(self._leaving.go_on)
        self.dialogs.rested = self._leaving.go_on
        badge = Badge(self)
        self.statusBar().addPermanentWidget(badge)
        badge.pressed.connect(self.dialogs.outbox)
        desk.counted.connect(badge.tell)
        desk.chosen.connect(self._chosen)
        desk.creates.connect(self.menus.offer_creation)
        desk.undo_changed.connect(self.menus.offer_undo)
        desk.done_with.connect(self.page.enter)
        desk.said.connect(self._remark.say)
        desk.batch_wished.connect(self._act_on_several)
        self.page.shown.connect(desk.refresh)
        self._engine.intent_changed.connect(lambda: self._committed())
        desk.choose(self._ref)
        self._finery = self._dressed_up(desk)
        self._deeds |= self._deeds_of(desk, self._finery)

    def _dressed_up(self, desk: "Desk") -> "Finery":
        from ui.finery import Finery, Parts

        finery = Finery(
            Parts(
                window=self,
                engine=self._engine,
                queries=self._queries,
                times=self._times,
                memory=self._memory,
                page=self.page,
                lenses=self.lenses,
                menus=self.menus,
                desk=desk,
                detail=self.detail,
                outlook=self.outlook,
                reader=self._cache.reader,
                rules=self._cache.rules,
                open_reader=self._cache.another,
                open_connections=self.open_connections,
                do=self._do,
                say=self._remark.say,
            )
        )
        self._cache.faulty = finery.alerts.warn
        return finery

    def _choose(self, ref: str) -> None:
        self._ref = ref
        self.lenses.choose(ref)
        if self._desk is not None:
            self._desk.choose(ref)

    def _chosen(self, there: bool) -> None:
        fresh = bool(self.detail.unacknowledged())
        self.menus.set_shift(chosen=there, web=self.detail.address is not None, fresh=fresh)

    def _open_detail(self, ref: str) -> None:
        self._dock.show()
        self.detail.setFocus()

    def _shift_menu(self, where: QPoint) -> None:
        if self._ref:
            self.menus.shift.popup(self.page.board.viewport().mapToGlobal(where))

    def _read_again(self, answer: Answer) -> None:
        self._remark.say(str(answer.get("error") or "Read again from the vendor"))
