"""What is put into the window after the first sight: facets, groups, saved views, and the palette."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QDockWidget, QMainWindow

from app.checks.rules import Rules
from app.store.facets import known_values
from app.store.filters import EVERYTHING
from app.store.reader import Reader
from app.store.views import Changes, View
from ui import motion
from ui.alerts.desk import AlertDesk
from ui.alerts.desk import Parts as AlertParts
from ui.assigning.assigning import Assigning
from ui.board.columns import COLUMNS
from ui.board.headings import group_menu
from ui.board.model import order_of
from ui.board.page import BoardPage
from ui.detail import Detail
from ui.engine import Engine
from ui.facets.panel import FacetPanel
from ui.facets.parts import parts as parts_of
from ui.frame import within_screen
from ui.inbox.desk import InboxDesk
from ui.inbox.desk import Parts as InboxParts
from ui.lens_names import INBOX, LENSES
from ui.lenses import Lenses
from ui.memory import Memory
from ui.menus import Menus
from ui.outlook import Outlook
from ui.palette.entries import Entry, Source
from ui.palette.palette import Palette
from ui.palette.reasons import why_not
from ui.palette.recent import Recent
from ui.palette.sheet import (
    IN_THE_CALENDAR,
    IN_THE_INBOX,
    IN_THE_PALETTE,
    ON_THE_BOARD,
    ShortcutSheet,
    groups,
)
from ui.palette.sources import in_cache, of_connections, of_menus, of_panel, on_board
from ui.panels.desk import Desk
from ui.paperwork import Paperwork
from ui.people.staff import Staff
from ui.queries import NOTHING_YET, Queries
from ui.times import Times
from ui.views.arranging import ArrangeDialog
from ui.views.dialog import ViewDialog
from ui.views.menu import ViewsMenu
from ui.views.model import SavedViews, new_key, told

CALM = 5_000  # milliseconds between two looks at which values there are to filter by


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The window's parts that the finery works on."""

    window: QMainWindow
    engine: Engine
    queries: Queries
    times: Times
    memory: Memory
    page: BoardPage
    lenses: Lenses
    menus: Menus
    desk: Desk
    detail: Detail
    outlook: Outlook
    reader: Callable[[], Reader | None]  # the window's own
    rules: Callable[[], Rules]
    open_reader: Callable[[], Reader]  # another one
    open_connections: Callable[[str], object]
    do: Callable[[str], object]
    say: Callable[[str], object]


class Finery(QObject):
    """Made once the window has been seen."""

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts.window)
        self._parts = parts
        self._palette: Palette | None = None
        self.paperwork = Paperwork(parts, parts.open_reader)
        window = parts.window
        self.facets = FacetPanel(parts.page.filters.narrowing, parts.queries, parts.times, window)
        self.facets.failed.connect(parts.say)
        dock = QDockWidget("Facets", window)
        dock.setObjectName("facets")
        dock.setWidget(self.facets)
        window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
        if not window.restoreDockWidget(dock):
            dock.hide()
        parts.menus.offer_view(dock.toggleViewAction(), "&Facets", "Ctrl+Shift+D")
        parts.menus.view.addMenu(group_menu(parts.page, window))
        self.assigning = Assigning(
            parts.engine, parts.desk, parts.lenses, parts.page, parts.detail, self.facets, self._show_panel
        )
        self.assigning.said.connect(parts.say)
        parts.menus.view.addAction(motion.switch(parts.memory, window))
        self.staff = Staff(
            window,
            parts.engine,
            parts.queries,
            parts.open_reader,
            parts.times,
            parts.rules,
            parts.detail,
            self._show_shift,
        )
        parts.menus.insert(self.staff.menu)
        self.views = SavedViews(parts.reader, parts.engine.ask, self)
        self.views.wished.connect(self.show_view)
        self.views.failed.connect(parts.say)
        parts.engine.views_changed.connect(self.views.load)
        menu = ViewsMenu(self.views, self.save_view, self.arrange_views, window)
        parts.menus.insert(menu)
        self.views.load()
        self.inbox = InboxDesk(
            InboxParts(
                window=window,
                engine=parts.engine,
                queries=parts.queries,
                times=parts.times,
                lenses=parts.lenses,
                select=parts.page.select,
                unread=self._unread,
            )
        )
        self.alerts = AlertDesk(
            AlertParts(
                window=window,
                engine=parts.engine,
                queries=parts.queries,
                times=parts.times,
                outlook=parts.outlook,
                views=self.views,
                inbox=self.inbox,
                open_connections=parts.open_connections,
                do=parts.do,
                say=parts.say,
                unread=self._unread,
                file=parts.memory.folder / "notifications.toml",
            )
        )
        self._soon = QTimer(self, singleShot=True, interval=CALM)
        self._soon.timeout.connect(self._know)
        self._know()

    def refresh(self) -> None:
        """Follow what has been committed."""
        self.facets.refresh()
        self.staff.refresh()
        self.inbox.refresh()
        self.alerts.refresh()
        if not self._soon.isActive():
            self._soon.start()

    def open_palette(self) -> None:
        """Open the command palette; once more closes it."""
        if self._palette is None:
            self._palette = self._made()
        self._palette.open()

    def open_shortcuts(self) -> None:
        """Open the sheet of shortcuts."""
        shown = groups(self._commands(), (ON_THE_BOARD, IN_THE_INBOX, IN_THE_CALENDAR, IN_THE_PALETTE))
        sheet = ShortcutSheet(shown, self._parts.window)
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        within_screen(sheet)
        sheet.open()

    def show_view(self, view: View) -> None:
        """Show what a view means now, as it says."""
        parts = self._parts
        parts.page.filters.narrowing.show_view(view)
        header = parts.page.board.horizontalHeader()
        if view.columns:
            sections = {column.key: section for section, column in enumerate(COLUMNS)}
            for key, section in sections.items():
                parts.page.board.setColumnHidden(section, key not in view.columns)
            for place, key in enumerate(key for key in view.columns if key in sections):
                header.moveSection(header.visualIndex(sections[key]), place)
        if view.order is not None:
            way = Qt.SortOrder.DescendingOrder if view.order.descending else Qt.SortOrder.AscendingOrder
            section = next((n for n, one in enumerate(COLUMNS) if one.order == view.order.column), 1)
            header.setSortIndicator(section, way)
        if view.lens:
            parts.lenses.turn(view.lens)
        if view.changes is not None and view.lens == INBOX:
            asked = view.changes
            parts.lenses.lens(INBOX).bar.ask(asked.standing, asked.kinds, asked.by)

    def _show_shift(self, ref: str) -> None:
        self._parts.lenses.turn(LENSES[0].key)
        self._parts.page.select([ref])

    def _show_panel(self) -> None:
        self._parts.do("panel")

    def save_view(self) -> None:
        """Let what is shown now be saved under a name."""
        self._change(self._shown_now())

    def _shown_now(self) -> View:
        parts = self._parts
        board = parts.page.board
        header = board.horizontalHeader()
        shown = [header.logicalIndex(place) for place in range(header.count())]
        parts.page.filters.where()  # takes in what is being typed
        where, relative = parts.page.filters.narrowing.wish()
        return View(
            key=new_key(),
            name="",
            filter=where,
            relative=relative,
            columns=tuple(COLUMNS[one].key for one in shown if not board.isColumnHidden(one)),
            order=order_of(header.sortIndicatorSection(), header.sortIndicatorOrder()),
            lens=parts.lenses.key,
            changes=self._changes_shown(),
        )

    def _changes_shown(self) -> Changes | None:
        """Return what the inbox shows, None unless it is what is looked at."""
        if self._parts.lenses.key != INBOX:
            return None
        standing, kinds, by = self._parts.lenses.lens(INBOX).bar.asked()
        return Changes(standing=standing, kinds=kinds, by=by)

    def arrange_views(self) -> None:
        """Let the saved views be changed."""
        dialog = ArrangeDialog(self.views, self._change, self._renew, self._parts.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        within_screen(dialog)
        dialog.open()

    def _change(self, view: View) -> None:
        dialog = ViewDialog(self.views, view, self._meant(view), self._taken, self._parts.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        within_screen(dialog)
        dialog.open()

    def _renew(self, view: View) -> None:
        """Let what is shown now be saved into a view, under its name and keys."""
        self._change(replace(self._shown_now(), key=view.key, name=view.name, shortcut=view.shortcut))

    def _meant(self, view: View) -> str:
        """Return which shifts a view shows now, in words."""
        where = view.where(self._parts.times.now())
        words = [f"{one.title}: {one.text}".removeprefix(": ") for one in parts_of(where, self._parts.times)]
        words += [f"“{where.text}”"] if where.text else []
        return told(view) if view.lost else ", ".join(words) or "All shifts"

    def _taken(self, keys: str) -> str:
        """Return what else in the window has a shortcut, "" if nothing has."""
        wanted, window = QKeySequence(keys), self._parts.window
        if wanted.isEmpty():
            return ""
        actions = (one for one in window.findChildren(QAction) if wanted in one.shortcuts())
        shortcuts = (one for one in window.findChildren(QShortcut) if one.key() == wanted)
        menus = (one for one in window.menuBar().actions() if QKeySequence.mnemonic(one.text()) == wanted)
        found = (
            *(one.text().replace("&", "") for one in (*menus, *actions)),
            *(one.whatsThis() for one in shortcuts),
        )
        return next(iter(found), "")

    def _know(self) -> None:
        narrowing = self._parts.page.filters.narrowing
        self._parts.queries.ask(
            "known", lambda reader: reader.ask(known_values), narrowing.know, self._unread
        )

    def _unread(self, sentence: str) -> None:
        """Say what could not be read, although nobody asked for it just now."""
        if sentence != NOTHING_YET:
            self._parts.say(sentence)

    def _made(self) -> Palette:
        parts = self._parts

        def fares() -> dict[str, str]:
            return {name: one.phase for name, one in parts.outlook.connections.items()}

        def show_person(name: str) -> None:
            parts.page.filters.narrowing.narrow(replace(EVERYTHING, people=frozenset({name})), "")

        sources: Sequence[Source] = (
            of_panel(lambda: parts.desk.panel.told, parts.desk.perform, parts.do),
            self._commands,
            of_connections(fares, parts.open_connections),
        )
        finders = (
            in_cache(parts.queries, parts.times, self._show_shift, show_person, self.assigning.assign),
            on_board(parts.page.filters.narrowing.search),
        )
        return Palette(sources, finders, Recent(parts.memory), parts.window)

    def _commands(self) -> Iterator[Entry]:
        """Yield what the menus offer, in their order, and the views."""
        yield from self.views.entries()
        yield from of_menus(
            self._parts.window.menuBar(),
            why_not,
        )()
