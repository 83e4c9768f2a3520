"""All that the desk's checks find, in a list: the gravest first, each with a way to its shifts."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.checking import everything
from app.checks import gravity
from app.checks.finding import TITLES, Finding
from app.checks.rules import Rules
from ui.buttons import push_button
from ui.clashes.gravity import WORDS, picture
from ui.empty import Empty
from ui.labels import Words
from ui.queries import Queries
from ui.rows import Row, Rows
from ui.style import look
from ui.table import Table
from ui.times import Times
from ui.words import counted, line

PATIENCE = 500  # milliseconds after a commit
_TITLES = ("Check", "How grave", "Person", "What")
_WIDTHS = (230, 160, 150)  # pixels; the sentence has the rest
_EVERY = "All checks"


class ClashesDialog(QDialog):
    """Findings in a table. Open it with `open()` or `show()`; `wished` tells the ref to be shown."""

    wished = Signal(str)
    rules_wished = Signal()

    def __init__(
        self, queries: Queries, times: Times, rules: Callable[[], Rules], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._queries = queries
        self._times = times
        self._rules = rules
        self._found: Sequence[Finding] | None = None  # not read yet
        self.setWindowTitle("Clashes")
        self.resize(QSize(1120, 640).boundedTo(self.screen().availableSize()))
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("Search people, places…")
        self.search.setAccessibleName("Search")
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(280)
        self.check = QComboBox(self)
        self.check.setAccessibleName("Check")
        self.check.addItem(_EVERY, "")
        for key, title in TITLES.items():
            self.check.addItem(title, key)
        self.past = QCheckBox("&Past ones too", self)
        self.past.setAccessibleName("Show past ones too")
        self._count = QLabel(self)
        self._count.setAccessibleName("Shown")
        self.model: Rows[Finding] = Rows(_TITLES, self)
        self.table = Table(self.model, _WIDTHS, "Clashes", self)
        self.table.setSelectionMode(Table.SelectionMode.SingleSelection)
        self.empty = Empty(self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        self.told = Words("", self)
        self.told.setAccessibleName("What was found")
        self.settings = push_button("&Settings…", "How grave the checks are, and their limits", self)
        self.first = push_button("Go to the &first shift", "Go to the first shift", self)
        self.second = push_button("Go to the s&econd", "Go to the second shift", self)
        self.close_it = push_button("&Close", "Close", self)
        self._lay_out()
        self._soon = QTimer(self, singleShot=True, interval=PATIENCE)

        self.search.textChanged.connect(self._narrow)
        self.check.currentIndexChanged.connect(self._fill)
        self.past.toggled.connect(self.read)
        self.table.selectionModel().currentRowChanged.connect(self._choose)
        self.table.activated.connect(lambda: self._go(0))
        self.first.clicked.connect(lambda: self._go(0))
        self.second.clicked.connect(lambda: self._go(1))
        self.settings.clicked.connect(self.rules_wished)
        self.close_it.clicked.connect(self.close)
        self._soon.timeout.connect(self.read)
        QShortcut(QKeySequence.StandardKey.Find, self, self.search.setFocus)
        self._judge()

    def refresh(self) -> None:
        """Follow what has been committed, soon."""
        if self.isVisible() and not self._soon.isActive():
            self._soon.start()

    def read(self) -> None:
        """Have it all checked anew; that may take a second with a large cache."""
        rules = self._rules()
        begin = None if self.past.isChecked() else int(self._times.now())
        self._queries.ask(
            "clashes", lambda reader: everything(reader, rules, begin), self._take, self._complain
        )

    def chosen(self) -> Finding | None:
        """Return the chosen finding, if there is one."""
        return self.model.thing(self.table.currentIndex().row())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.read()
        self.table.setFocus()

    def _take(self, found: Sequence[Finding]) -> None:
        if not self.isVisible():
            return
        self._found = sorted(found, key=gravity)  # the gravest first, each by start
        self._fill()

    def _complain(self, sentence: str) -> None:
        self.told.setText(sentence)

    def _fill(self) -> None:
        if self._found is None:
            return
        chosen, place = self.chosen(), self.table.verticalScrollBar().value()
        wanted = self.check.currentData()
        colours = look(self.palette())
        self.model.show(
            [
                Row(
                    one,
                    _key(one),
                    (
                        TITLES[one.check],
                        WORDS[one.severity],
                        line(one.person or "", 80),
                        line(one.sentence, 600),
                    ),
                    picture(one.severity, colours),
                )
                for one in self._found
                if not wanted or one.check == wanted
            ]
        )
        row = -1 if chosen is None else self.model.row_of(_key(chosen))
        if self.model.rowCount():
            self.table.selectRow(max(0, row))
            self.table.verticalScrollBar().setValue(place)
        self._judge()

    def _narrow(self, text: str) -> None:
        self.model.narrow(text)
        if self.model.rowCount():
            self.table.selectRow(0)
        self._judge()

    def _choose(self, index: QModelIndex) -> None:
        self._judge()

    def _judge(self) -> None:
        shown, chosen = self.model.rowCount(), self.chosen()
        if not shown:
            self.empty.say(*self._why_empty())
        self._stack.setCurrentWidget(self.table if shown else self.empty)
        self._count.setText(counted(shown, "finding", "findings") if shown else "")
        self.told.setText(line(chosen.sentence, 600) if chosen else "")
        self.first.setEnabled(chosen is not None)
        self.second.setEnabled(chosen is not None and len(chosen.refs) > 1)

    def _why_empty(self) -> tuple[str, ...]:
        if self._found is None:
            return "Checking…", "All work at all vendors is being looked at."
        if self.search.text().strip() or self.check.currentData():
            return "Nothing matches", "No finding in this list has these words, or is of this check."
        return "No clashes", "Nobody is booked against the checks of this desk, as far as the cache knows."

    def _go(self, number: int) -> None:
        chosen = self.chosen()
        if chosen is not None and number < len(chosen.refs):
            self.wished.emit(chosen.refs[number])

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.search, 1)
        top.addWidget(self.check)
        top.addWidget(self.past)
        top.addStretch(1)
        top.addWidget(self._count)
        end = QHBoxLayout()
        end.setSpacing(8)
        end.addWidget(self.settings)
        end.addStretch(1)
        end.addWidget(self.second)
        end.addWidget(self.first)
        end.addWidget(self.close_it)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 16)
        layout.setSpacing(12)
        layout.addLayout(top)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.told)
        layout.addLayout(end)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)


def _key(one: Finding) -> str:
    return f"{one.check} {' '.join(one.refs)} {one.person or ''}"
