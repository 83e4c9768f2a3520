"""The bar above the calendar: back and on, today, which days are shown, and by whose clock."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.store.filters import Filter
from app.store.reader import Reader
from ui.board.choice import Popup
from ui.calendar.clock import Clock
from ui.calendar.clocks import ClockMenu
from ui.calendar.jump import DateLine
from ui.calendar.mini import MiniMonth
from ui.calendar.names import Wording
from ui.labels import ShortButton
from ui.queries import Queries
from ui.style import heading
from ui.times import Times


class Navigator(QWidget):
    """Where on the calendar one is, and the ways to elsewhere."""

    stepped = Signal(int)  # pages of whatever is shown: -1 or 1
    day_wished = Signal(object)  # a date
    clock_changed = Signal(object)  # a Clock

    def __init__(
        self,
        times: Times,
        reader: Callable[[], Reader | None],
        queries: Queries,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._times = times
        self._back, self._on = (_arrow(words, self) for words in ("Back", "On"))
        self._today = QPushButton("Today", self)
        self._today.setAccessibleName("Today")
        self._where = ShortButton(self)
        self._where.setFont(heading(self.font()))
        self._where.setAutoRaise(True)
        self._where.setToolTip("Choose a day")
        self._where.setAccessibleName("Choose a day")
        self._where.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._popup = Popup(self._where)
        self._popup.setAccessibleName("Choose a day")
        self.mini = MiniMonth(times, reader, queries, self._popup)
        self.line = DateLine(Wording(times), self._popup)
        self._month = QLabel(self.mini.title(), self._popup)
        self._month.setTextFormat(Qt.TextFormat.PlainText)
        self._fill_popup()
        self._clocks = ShortButton(self)
        self._clocks.setAutoRaise(True)
        self._clocks.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clocks = ClockMenu(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 8, 12, 8)
        layout.setSpacing(4)
        for button in (self._where, self._clocks):
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        for widget in (self._today, self._back, self._on, self._where):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addWidget(self._clocks)

        self._back.clicked.connect(lambda: self.stepped.emit(-1))
        self._on.clicked.connect(lambda: self.stepped.emit(1))
        self._today.clicked.connect(lambda: self.day_wished.emit(times.today()))
        self._where.clicked.connect(self.open)
        self.mini.day_wished.connect(self.day_wished)
        self.mini.moved.connect(lambda: self._month.setText(self.mini.title()))
        self.line.jumped.connect(self._go)
        self.clocks.chosen.connect(self._choose)
        self._clocks.clicked.connect(self._open_clocks)
        self._turn_arrows()
        self._say_clock()

    def tell(self, title: str, day: date) -> None:
        """Say what is shown, in words, and its day."""
        # A title may begin with a number: the mark before it keeps its order where one reads from the right.
        mark = "\u200e" if self._times.locale.textDirection() == Qt.LayoutDirection.LeftToRight else ""
        self._where.setText(f"{mark}{title}{mark}  ▾")
        self._where.setAccessibleName(f"Choose a day; {title} is shown")
        self.mini.show_day(day)

    def look(self, where: Filter) -> None:
        """Have the small month show where a filter's open shifts are."""
        self.mini.look(where)

    def refresh(self) -> None:
        """Have it show what has been committed."""
        self.mini.refresh()

    def set_clock(self, clock: Clock) -> None:
        """Show which clock was chosen, without telling it."""
        self.clocks.show_clock(clock)
        self._say_clock()

    def offer_clocks(self, offered: bool) -> None:
        """Offer clocks, or not: a month's days are always each site's own."""
        self._clocks.setVisible(offered)

    def _fill_popup(self) -> None:
        back, on = (_arrow(words, self._popup) for words in ("Month before", "Month after"))
        back.clicked.connect(lambda: self.mini.step(-1))
        on.clicked.connect(lambda: self.mini.step(1))
        head = QHBoxLayout()
        head.addWidget(self._month)
        head.addStretch(1)
        head.addWidget(back)
        head.addWidget(on)
        layout = QVBoxLayout(self._popup)
        layout.setContentsMargins(12, 8, 12, 12)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self.mini)
        layout.addWidget(self.line)
        self._popup.setFocusProxy(self.mini)
        self._arrows = ((self._back, self._on), (back, on))

    def open(self) -> None:
        """Let a day be chosen, or a date be typed."""
        self.line.clear()
        self._popup.open()

    def _go(self, day: date) -> None:
        self._popup.close()
        self.day_wished.emit(day)

    def _open_clocks(self) -> None:
        self.clocks.popup(self._clocks.mapToGlobal(QPoint(0, self._clocks.height())))

    def _choose(self, clock: Clock) -> None:
        self._say_clock()
        self.clock_changed.emit(clock)

    def _say_clock(self) -> None:
        words = self.clocks.words()
        self._clocks.setText(f"{words}  ▾")
        self._clocks.setAccessibleName(f"Clocks: {words}")

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._turn_arrows()
        super().changeEvent(event)

    def _turn_arrows(self) -> None:
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        for back, on in self._arrows:
            back.setArrowType(Qt.ArrowType.RightArrow if mirrored else Qt.ArrowType.LeftArrow)
            on.setArrowType(Qt.ArrowType.LeftArrow if mirrored else Qt.ArrowType.RightArrow)


def _arrow(words: str, parent: QWidget) -> QToolButton:
    button = QToolButton(parent)
    button.setAutoRaise(True)
    button.setAccessibleName(words)
    button.setToolTip(words)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
