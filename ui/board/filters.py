"""The row above the board: what is searched for, which shifts are shown, and how many they are."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QShortcut
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QSizePolicy, QWidget

from app.store.filters import Filter
from ui.board.choice import Choice
from ui.board.days import Days
from ui.board.spans import Quick
from ui.icons import icon
from ui.style import look
from ui.times import Times
from ui.words import STATES

PATIENCE = 60  # milliseconds after a key before the search begins


class Filters(QWidget):
    """Narrows the board. `changed` tells the Filter."""

    changed = Signal(object)
    left = Signal()  # the search, with a key that leads to what it has found

    def __init__(self, times: Times, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dressed = False
        self._offered: Sequence[str] = ()
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("Search people, places, numbers…")
        self.search.setAccessibleName("Search")
        self.search.setClearButtonEnabled(True)
        self._glass = self.search.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition)
        self._glass.setText("Search")
        self.search.setMinimumWidth(220)
        self.search.setMaximumWidth(340)
        self.search.setMaxLength(200)
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._connections = Choice("Connections", "All connections", self)
        self._states = Choice("States", "All states", self)
        self._days = Days(times, self)
        self._removed = QCheckBox("Show removed", self)
        self._removed.setAccessibleName("Show removed shifts")
        self._removed.setToolTip("Shifts that are no longer visible at the vendor, struck out")
        self._clear = QPushButton("Clear filters", self)
        self._clear.setAccessibleName("Clear filters")
        self._clear.setFlat(True)
        self._clear.hide()
        self._count = QLabel(self)
        self._count.setTextFormat(Qt.TextFormat.PlainText)
        self._count.setAccessibleName("Shifts shown")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 8, 12, 8)
        layout.setSpacing(8)
        for widget in (self.search, self._connections, self._states, self._days, self._removed, self._clear):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.setStretchFactor(self.search, 4)
        layout.addWidget(self._count)
        self._pause = QTimer(self, singleShot=True, interval=PATIENCE)
        self._quiet = False

        self.search.textChanged.connect(lambda: self._pause.start())
        self._pause.timeout.connect(self._tell)
        for choice in (self._connections, self._states, self._days):
            choice.changed.connect(self._tell)
        self._removed.toggled.connect(self._tell)
        self._clear.clicked.connect(self.clear)
        self.search.returnPressed.connect(self.left)
        down = QShortcut(Qt.Key.Key_Down, self.search)
        down.setContext(Qt.ShortcutContext.WidgetShortcut)
        down.activated.connect(self.left)

    def dress(self) -> None:
        """Put pictures and colours on; they are not needed for the first sight of the board."""
        colours = look(self.palette())
        self._states.offer(
            (state, words, icon(f"state-{state}", colours.states[state].text))
            for state, words in STATES.items()
        )
        self._glass.setIcon(icon("search", colours.muted))
        self._dressed = True

    def offer_connections(self, names: Sequence[str]) -> None:
        """Set the connections to choose from."""
        if names == self._offered:
            return
        self._offered = names
        self._connections.offer((name, name, None) for name in names)
        self._connections.setVisible(len(names) > 1)

    def where(self) -> Filter:
        """Return what is to be shown."""
        first, last = self._days.ends()
        return Filter(
            connections=self._connections.ticked(),
            states=self._states.ticked(),
            first=first,
            last=last,
            text=self.search.text().strip(),
            removed=self._removed.isChecked(),
        )

    def clear(self) -> None:
        """Show everything again."""
        self.show_only()

    def show_only(
        self,
        *,
        connections: Collection[str] = (),
        states: Collection[str] = (),
        days: int = Quick.ALL,
        removed: bool = False,
    ) -> None:
        """Narrow to these, whatever was narrowed before; `days` is a quick choice of `Days`."""
        self._quiet = True
        self.search.clear()
        self._connections.tick(frozenset(connections))
        self._states.tick(frozenset(states))
        self._days.choose(days)
        self._removed.setChecked(removed)
        self._quiet = False
        self._tell()

    def search_now(self) -> None:
        """Put the cursor into the search."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def clear_search(self) -> bool:
        """Empty the search, if somebody is typing there; tell whether there was something."""
        if not (self.search.hasFocus() and self.search.text()):
            return False
        self.search.clear()
        return True

    def count(self, shown: int, total: int) -> None:
        """Say how many shifts are shown, of how many."""
        noun = "shift" if total == 1 else "shifts"
        told = f"{total:,} {noun}" if self.where() == Filter() else f"{shown:,} of {total:,} {noun}"
        self._count.setText(told)

    @property
    def told(self) -> str:
        """How many shifts are shown, in words."""
        return self._count.text()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and self._dressed:
            self.dress()
        super().changeEvent(event)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, super().minimumSizeHint().height())

    def _tell(self) -> None:
        if self._quiet:
            return
        self._pause.stop()
        where = self.where()
        self._clear.setVisible(where != Filter())
        self.changed.emit(where)
