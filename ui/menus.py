"""The menu bar, from one table: what can be done, under which words and keys."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from ui.board.headings import columns_menu, sort_menu
from ui.board.view import Board
from ui.lens_names import LENSES
from ui.palette.reasons import enable


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to do. `key` names it within the program."""

    key: str
    words: str
    shortcut: str = ""


SEPARATOR = Entry("", "")

FILE = (
    Entry("refresh", "&Refresh all", "F5"),
    Entry("connections", "&Connections…", "Ctrl+Shift+C"),
    Entry("notifications", "Noti&fications…"),
    SEPARATOR,
    Entry("export", "&Export…", "Ctrl+E"),
    Entry("print", "&Print…", "Ctrl+P"),
    Entry("calendars", "Ca&lendars to subscribe to…"),
    SEPARATOR,
    Entry("handover", "&Handover…", "Ctrl+Shift+H"),
    Entry("activity", "&Activity…", "Ctrl+Shift+J"),
    SEPARATOR,
    Entry("quit", "&Quit", "Ctrl+Q"),
)
SHIFT = (
    Entry("copy", "&Copy as text", "Ctrl+C"),
    Entry("copy-table", "Copy as &table", "Ctrl+Shift+T"),
    Entry("copy-ref", "Copy re&ference"),
    Entry("open", "&Open at the vendor", "Ctrl+O"),
    Entry("read-again", "&Read again", "Shift+F5"),
    SEPARATOR,
    Entry("acknowledge", "&Acknowledge its changes on this desk", "Ctrl+Return"),
    SEPARATOR,
    Entry("undo", "&Undo", "Ctrl+Z"),
    Entry("batch", "Act on the &selected shifts…", "Ctrl+Shift+A"),
    SEPARATOR,
    Entry("assign", "Assi&gn to…", "Ctrl+Shift+G"),
    Entry("create", "&New recurring shift…", "Ctrl+N"),
)
VIEW = (
    Entry("palette", "Find an &action or a shift…", "Ctrl+K"),
    Entry("search", "&Search", "Ctrl+F"),
    Entry("board", "Go to the boa&rd", "Esc"),
    Entry("panel", "Go to &what can be done", "F6"),
    Entry("today", "Go to &today", "Ctrl+T"),
    Entry("date", "Go to a da&y…", "Ctrl+G"),
    Entry("earlier", "&Earlier days", "Alt+Left"),
    Entry("later", "Later days", "Alt+Right"),
    Entry("clear", "&Clear filters", "Ctrl+Shift+F"),
    SEPARATOR,
    Entry("outbox", "O&utbox", "Ctrl+Shift+O"),
    SEPARATOR,
)
LOOK = "look-"  # begins the key of looking through a lens
LOOKS = tuple(Entry(LOOK + lens.key, lens.words, lens.shortcut) for lens in LENSES)
HELP = (
    Entry("shortcuts", "&Keyboard shortcuts", "F1"),
    SEPARATOR,
    Entry("about", "&About Callboard"),
)


_NO_SHIFT = "No shift is chosen on the board."
_NO_PAGE = "The vendor has no page for this shift."
_NO_NEWS = "Nothing about this shift waits to be acknowledged."
_NO_MAKER = "No connection lets this desk make a new shift now."


class Menus:
    """The menu bar of a window. `do` is told the key of what was chosen."""

    def __init__(self, window: QMainWindow, board: Board, detail: QAction, do: Callable[[str], None]) -> None:
        self._window = window
        self._do = do
        self.actions: dict[str, QAction] = {}
        self._menu("&File", FILE)
        self.shift = self._menu("&Shift", SHIFT)
        view = self.view = self._menu("&View", VIEW)
        looks = view.addMenu("&Look at")
        for entry in LOOKS:
            self._add(looks, entry)
        view.addMenu(columns_menu(board, view))
        view.addMenu(sort_menu(board, view))
        self._add_density(view)
        view.addSeparator()
        detail.setText("&Details")
        detail.setShortcut(QKeySequence("Ctrl+D"))
        view.addAction(detail)
        self._practice: QMenu | None = None
        self._help = self._menu("&Help", HELP)

    def offer_view(self, action: QAction, words: str, shortcut: str) -> None:
        """Offer to show and hide a part of the window."""
        action.setText(words)
        action.setShortcut(QKeySequence(shortcut))
        self.view.addAction(action)

    def insert(self, menu: QMenu) -> None:
        """Put one more menu before the help."""
        self._window.menuBar().insertMenu(self._help.menuAction(), menu)

    def set_airy(self, airy: bool) -> None:
        """Tick the density in use."""
        self.actions["airy" if airy else "dense"].setChecked(True)

    def set_shift(self, *, chosen: bool, web: bool, fresh: bool) -> None:
        """Enable what can be done with the chosen shift."""
        for key in ("copy", "copy-table", "copy-ref", "read-again", "panel", "assign", "batch"):
            enable(self.actions[key], chosen, _NO_SHIFT)
        enable(self.actions["open"], web, _NO_PAGE if chosen else _NO_SHIFT)
        enable(self.actions["acknowledge"], fresh, _NO_NEWS if chosen else _NO_SHIFT)

    def offer_creation(self, able: bool) -> None:
        """Enable what makes something new, where a connection lets one."""
        enable(self.actions["create"], able, _NO_MAKER)

    def offer_undo(self, words: str) -> None:
        """Name what can be taken back, "" if nothing can: its key then says so."""
        self.actions["undo"].setText(f"&Undo: {words.replace('&', '&&')}" if words else "&Undo")

    def offer_practice(self, names: Sequence[str], switched: Callable[[str, bool], None]) -> None:
        """Offer to take practice vendors off the net and back."""
        if self._practice is not None:
            return
        self._practice = QMenu("&Practice", self._window)
        for name in names:
            action = self._practice.addAction(f"{name} is offline")
            action.setCheckable(True)
            action.toggled.connect(lambda offline, name=name: switched(name, offline))
        self._window.menuBar().insertMenu(self._help.menuAction(), self._practice)

    def _menu(self, words: str, entries: Sequence[Entry]) -> QMenu:
        menu = self._window.menuBar().addMenu(words)
        for entry in entries:
            if entry is SEPARATOR:
                menu.addSeparator()
            else:
                self._add(menu, entry)
        return menu

    def _add(self, menu: QMenu, entry: Entry) -> QAction:
        action = QAction(entry.words, self._window)
        if entry.shortcut:
            action.setShortcut(QKeySequence(entry.shortcut))
        if entry.key == "quit":
            action.setMenuRole(QAction.MenuRole.QuitRole)
        elif entry.key == "about":
            action.setMenuRole(QAction.MenuRole.AboutRole)
        action.triggered.connect(lambda: self._do(entry.key))
        menu.addAction(action)
        self.actions[entry.key] = action
        return action

    def _add_density(self, view: QMenu) -> None:
        menu = view.addMenu("De&nsity")
        group = QActionGroup(menu)
        for entry in (Entry("airy", "&Comfortable"), Entry("dense", "C&ompact")):
            action = self._add(menu, entry)
            action.setCheckable(True)
            group.addAction(action)
