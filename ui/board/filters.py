"""The row above the board: what is searched for, which shifts are shown, and how many they are."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.store.filters import EVERYTHING, Filter
from ui.board.choice import Choice
from ui.board.days import Days
from ui.board.narrowing import Narrowing
from ui.board.spans import Quick
from ui.icons import icon, pixmap
from ui.labels import Line
from ui.search.field import SearchField
from ui.style import look
from ui.times import Times
from ui.words import STATES

LEAST = 200  # pixels of the search, below which the rest goes into a second line
PATIENCE = 0  # milliseconds after a key before the search begins: the next key breaks it off


class Filters(QWidget):
    """The quick way to narrow. `changed` tells the Filter, whoever has changed it.

    What it shows is what `narrowing` says, which others narrow as well.
    """

    changed = Signal(object)
    left = Signal()  # the search, with a key that leads to what it has found

    def __init__(self, times: Times, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._times = times
        self.shown = 0  # shifts
        self._dressed = False
        self._offered: Sequence[str] = ()
        self.narrowing = Narrowing(times, self)
        self.search = SearchField(lambda: self.narrowing.known, self)
        self._warning = QLabel(self)
        self._remark = Line(self)
        self._remark.setMaximumWidth(280)
        self._remark.setAccessibleName("Not understood")
        self._warning.hide()
        self._remark.hide()
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
        self._quick = (self._connections, self._states, self._days, self._removed, self._clear)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 12, 8)
        layout.setSpacing(8)
        self._line, self._below = QHBoxLayout(), QHBoxLayout()
        for line in (self._line, self._below):
            line.setSpacing(8)
            layout.addLayout(line)
        self._line.addWidget(self.search, 4)
        self._line.addWidget(self._warning)
        self._line.addWidget(self._remark)
        for widget in self._quick:
            self._line.addWidget(widget)
        self._line.addStretch(1)
        self._line.addWidget(self._count)
        self._below.addStretch(1)
        self._is_narrow = False
        self._pause = QTimer(self, singleShot=True, interval=PATIENCE)
        self._quiet = False

        self.search.textChanged.connect(lambda: self._pause.start())
        self._pause.timeout.connect(self._typed)
        for choice in (self._connections, self._states, self._days):
            choice.changed.connect(self._narrow)
        self._removed.toggled.connect(self._narrow)
        self._clear.clicked.connect(self.clear)
        self.search.left.connect(self.left)
        self.narrowing.changed.connect(self._follow)

    def dress(self) -> None:
        """Put pictures and colours on; they are not needed for the first sight of the board."""
        colours = look(self.palette())
        self._states.offer(
            (state, words, icon(f"state-{state}", colours.states[state].text))
            for state, words in STATES.items()
        )
        self.search.dress(icon("search", colours.muted))
        palette = self._remark.palette()
        palette.setColor(QPalette.ColorRole.WindowText, colours.caution)
        self._remark.setPalette(palette)
        self._warning.setPixmap(pixmap("warning", colours.caution, 16, self.devicePixelRatioF()))
        self._dressed = True

    def offer_connections(self, names: Sequence[str]) -> None:
        """Set the connections to choose from."""
        if names == self._offered:
            return
        self._offered = names
        self._connections.offer((name, name, None) for name in names)
        self._connections.setVisible(len(names) > 1)

    def where(self) -> Filter:
        """Return what is to be shown, with what has just been typed."""
        if self._pause.isActive():
            self._typed()
        return self.narrowing.where()

    def clear(self) -> None:
        """Show everything again."""
        self.narrowing.narrow(EVERYTHING, "")

    def show_only(
        self,
        *,
        connections: Collection[str] = (),
        states: Collection[str] = (),
        days: int = Quick.ALL,
        removed: bool = False,
    ) -> None:
        """Narrow to these, whatever was narrowed before; `days` is a quick choice of `Days`."""
        today = self._times.today()
        ends = {Quick.TODAY: (today, today), Quick.WEEK: (today, today + timedelta(days=6))}
        first, last = ends.get(Quick(days), (None, None))
        self.narrowing.narrow(
            Filter(
                connections=frozenset(connections),
                states=frozenset(states),
                first=first,
                last=last,
                removed=removed,
            ),
            "",
        )

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
        self.shown = shown
        noun = "shift" if total == 1 else "shifts"
        told = f"{total:,} {noun}" if self.where() == EVERYTHING else f"{shown:,} of {total:,} {noun}"
        self._count.setText(told)

    @property
    def told(self) -> str:
        """How many shifts are shown, in words."""
        return self._count.text()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and self._dressed:
            self.dress()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        quick = sum(widget.sizeHint().width() + 8 for widget in self._quick)  # what may come later included
        narrow = self.width() < LEAST + quick + self._count.sizeHint().width() + 40
        if narrow == self._is_narrow:
            return
        self._is_narrow = narrow
        line, place = (self._below, 0) if narrow else (self._line, 3)
        for n, widget in enumerate(self._quick):
            line.insertWidget(place + n, widget)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, super().minimumSizeHint().height())

    def _typed(self) -> None:
        self._pause.stop()
        self.narrowing.search(self.search.text().strip())

    def _narrow(self) -> None:
        if self._quiet:
            return
        first, last = self._days.ends()
        base = replace(
            self.narrowing.base,
            connections=self._connections.ticked(),
            states=self._states.ticked(),
            first=first,
            last=last,
            removed=self._removed.isChecked(),
        )
        self.narrowing.narrow(base, self.search.text().strip())

    def _follow(self) -> None:
        """Show what the narrowing says, and tell it."""
        base = self.narrowing.base
        self._quiet = True
        self._connections.tick(base.connections)
        self._states.tick(base.states)
        self._days.show_days(self.narrowing.quick, base.first, base.last)
        self._removed.setChecked(base.removed)
        if self.search.text().strip() != self.narrowing.typed:
            self.search.setText(self.narrowing.typed)
            self._pause.stop()
        self._quiet = False
        remarks = " ".join(self.narrowing.remarks)
        self._remark.say(remarks)
        self._warning.setVisible(bool(remarks))
        self._remark.setVisible(bool(remarks))
        self.search.setAccessibleDescription(remarks)
        where = self.where()
        self._clear.setVisible(where != EVERYTHING)
        self.changed.emit(where)
