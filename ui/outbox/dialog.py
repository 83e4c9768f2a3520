"""The outbox: what waits, what is unknown, and the record of all that was ever asked for."""

from PySide6.QtCore import QEvent, QModelIndex, QSize, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from app.domain import Intent, IntentState
from app.errors import CallboardError
from ui.cache import Cache
from ui.empty import Empty
from ui.engine import Answer, Engine
from ui.labels import Line
from ui.outbox.model import OutboxModel
from ui.outbox.reason import ask_reason
from ui.outbox.record import Record
from ui.outbox.standing import standing
from ui.outbox.telling import why_stuck
from ui.style import look
from ui.table import Table
from ui.times import Times
from ui.words import counted, line, tip

PAGE = 500  # intents read at once of all that are on record
BY_HAND_AFTER = 60.0  # seconds in which the vendor is read before a person may say what happened
PATIENCE = 150  # milliseconds after a notice: a batch sends many
_WAITING = (IntentState.QUEUED, IntentState.HELD)
_WIDTHS = (140, 110, 330, 120, 80, 104)  # pixels; the message has the rest


class OutboxDialog(QDialog):
    """Intents in a table with the record of the chosen one. Open it with `open()` or `show()`."""

    def __init__(self, engine: Engine, cache: Cache, times: Times, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._cache = cache
        self._times = times
        self._limit = PAGE
        self._sentence = ""
        self._over = False  # closed: what is answered later concerns nobody
        self.setWindowTitle("Outbox")
        self.resize(QSize(1160, 740).boundedTo(self.screen().availableSize()))
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("Search people, shifts, messages…")
        self.search.setAccessibleName("Search")
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(320)
        self.all = QCheckBox("&Show all", self)
        self.all.setAccessibleName("Show all that is on record")
        self.all.setToolTip("All that was ever asked for at this desk; nothing is deleted from the record")
        self.older = QPushButton("Show &older ones", self)
        self.older.setAccessibleName("Show older ones")
        self.older.setFlat(True)
        self.older.hide()
        self._count = QLabel(self)
        self._count.setAccessibleName("Shown")
        self.model = OutboxModel(times, look(self.palette()), self)
        self.table = Table(self.model, _WIDTHS, "Outbox", self)
        self.table.setSelectionMode(Table.SelectionMode.SingleSelection)
        self.empty = Empty(self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        self.record = Record(times, self)
        self._said = Line(self)
        self._said.setAccessibleName("Remark")
        self._said.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.settle = _button(
            "Se&ttle now",
            "Read the vendors to find out what became of what is unknown or still being sent",
            self,
        )
        self.decide = _button("By &hand…", "Say by hand what became of it", self)
        self.decide.setToolTip("Where no reading tells: say what you found out at the vendor")
        choices = QMenu(self.decide)
        choices.addAction("It &was done").triggered.connect(lambda: self._decide(True))
        choices.addAction("It was &not done").triggered.connect(lambda: self._decide(False))
        self.decide.setMenu(choices)
        self.withdraw = _button("&Withdraw", "Withdraw: it is not sent", self)
        self.send = _button("Send &now", "Send now", self)
        self.close_it = _button("&Close", "Close", self)
        self._lay_out()
        self._soon = QTimer(self, singleShot=True, interval=PATIENCE)

        self.search.textChanged.connect(self._narrow)
        self.all.toggled.connect(self._widen)
        self.older.clicked.connect(self._show_older)
        self.table.selectionModel().currentRowChanged.connect(self._choose)
        self.empty.pressed.connect(lambda: self.search.clear())
        self.settle.clicked.connect(self._reconcile)
        self.withdraw.clicked.connect(lambda: self._ask("withdraw", "Withdrawing…"))
        self.send.clicked.connect(self._send)
        self.close_it.clicked.connect(self.close)
        self._soon.timeout.connect(self.read)
        engine.intent_changed.connect(self._hear)
        QShortcut(QKeySequence.StandardKey.Find, self, self.search.setFocus)

    @property
    def said(self) -> str:
        """What it says of the last thing that was done."""
        return self._sentence

    def chosen(self) -> Intent | None:
        """Return the chosen intent, if there is one."""
        return self.model.intent(self.table.currentIndex().row())

    def read(self) -> None:
        """Show what is on record now."""
        reader = self._cache.reader()
        try:
            found = (
                []
                if reader is None
                else reader.intents(open_only=not self.all.isChecked(), limit=self._limit)
            )
        except CallboardError as error:  # the screen stays as it is
            self._say(str(error))
            return
        self.older.setVisible(len(found) == self._limit)
        chosen, place = self.chosen(), self.table.verticalScrollBar().value()
        self.model.show(found)
        self._again(chosen, place)

    def _hear(self) -> None:
        self._soon.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._over = False
        self.read()
        self.table.setFocus()

    def done(self, result: int) -> None:
        self._over = True
        super().done(result)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.ApplicationPaletteChange, QEvent.Type.PaletteChange):
            self.model.wear(look(self.palette()))
            self.table.viewport().update()
            self.record.dress()
        super().changeEvent(event)

    @property
    def _is_over(self) -> bool:
        return self._over or not isValid(self)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.search, 1)
        top.addWidget(self.all)
        top.addWidget(self.older)
        top.addStretch(1)
        top.addWidget(self._count)
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.setAccessibleName("Table and record")
        split.setChildrenCollapsible(False)
        split.addWidget(self._stack)
        split.addWidget(self.record)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        end = QHBoxLayout()
        end.setSpacing(8)
        end.addWidget(self.settle)
        end.addWidget(self.decide)
        end.addWidget(self._said, 1)
        end.addWidget(self.withdraw)
        end.addWidget(self.send)
        end.addWidget(self.close_it)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 16)
        layout.setSpacing(12)
        layout.addLayout(top)
        layout.addWidget(split, 1)
        layout.addLayout(end)

    def _again(self, chosen: Intent | None, place: int) -> None:
        """Choose what was chosen before, or the first; and show what follows from it."""
        row = -1 if chosen is None else self.model.row_of(chosen.id)
        if self.model.rowCount() and row != self.table.currentIndex().row():
            self.table.selectRow(max(0, row))
        elif self.model.rowCount() and row < 0:
            self.table.selectRow(0)
        self.table.verticalScrollBar().setValue(place)
        self._turn_page()
        self._choose(self.table.currentIndex())

    def _turn_page(self) -> None:
        shown = self.model.rowCount()
        if shown:
            self._stack.setCurrentWidget(self.table)
        else:
            self.empty.say(*self._why_empty())
            self._stack.setCurrentWidget(self.empty)
        self._count.setText(counted(shown, "action", "actions") if shown else "")
        self.record.setVisible(bool(shown))

    def _why_empty(self) -> tuple[str, ...]:
        if self.search.text().strip():
            return "Nothing matches", "No action in this list has these words.", "Clear the search"
        if self.all.isChecked():
            return (
                "Nothing on record yet",
                "What is asked for at this desk will stand here, and stay: who, when, and what came of it.",
            )
        return (
            "Nothing waits",
            "All that was asked for at this desk has come to its end. “Show all” has the record of it.",
        )

    def _narrow(self, text: str) -> None:
        chosen, place = self.chosen(), self.table.verticalScrollBar().value()
        self.model.narrow(text)
        self._again(chosen, place)

    def _widen(self) -> None:
        self._limit = PAGE
        self.read()

    def _show_older(self) -> None:
        self._limit += PAGE
        self.read()

    def _choose(self, index: QModelIndex) -> None:
        intent = self.model.intent(index.row())
        reader = self._cache.reader()
        try:
            steps = reader.steps(intent.id) if intent is not None and reader is not None else []
        except CallboardError as error:
            self._say(str(error))
            return
        self.record.show_intent(intent, steps)
        self._judge(intent)

    def _judge(self, intent: Intent | None) -> None:
        waits = intent is not None and intent.state in _WAITING
        held = intent is not None and intent.state is IntentState.HELD
        self.send.setText("Send &anyway" if held else "Send &now")
        self.send.setAccessibleName("Send it anyway, as the shift stands now" if held else "Send now")
        stuck = why_stuck(intent) if intent is not None else ""
        self.send.setEnabled(waits and not stuck)
        self.send.setToolTip(tip(stuck))
        self.withdraw.setEnabled(waits)
        # One that is being sent may be that of a process which has died: the engine knows.
        self.settle.setEnabled(any(map(self.model.has, (IntentState.UNKNOWN, IntentState.SENDING))))
        sent = intent.sent_at if intent is not None and intent.state is IntentState.UNKNOWN else None
        # The engine's own readings come first.
        self.decide.setEnabled(sent is not None and self._times.now() - sent.timestamp() > BY_HAND_AFTER)

    def _decide(self, done: bool) -> None:
        self._ask("decide", "Putting it on record…", done=done)

    def _send(self, _checked: bool = False, **reason: str) -> None:
        if (intent := self.chosen()) is not None:
            self._ask("send", "Sending…", state=intent.state.value, **reason)

    def _ask(self, do: str, meanwhile: str, **details: object) -> None:
        if (intent := self.chosen()) is None:
            return
        self.send.setEnabled(False)
        self.withdraw.setEnabled(False)
        self._say(meanwhile)

        def answered(answer: Answer) -> None:
            if self._is_over:
                return
            told = answer.get("intent")
            if answer.get("ok") is True and isinstance(told, dict):
                self._say(str(told.get("message") or standing(str(told.get("state"))).word))
            else:
                self._say(str(answer.get("error") or "The engine did not answer."))
            self.read()
            if answer.get("needs_reason") is True and intent.id == getattr(self.chosen(), "id", None):
                ask_reason(self, self.said, lambda reason: self._send(reason=reason))

        self._engine.ask(do, answered, intent=intent.id, **details)

    def _reconcile(self) -> None:
        self.settle.setEnabled(False)
        self._say("Reading the vendors…")

        def answered(answer: Answer) -> None:
            if self._is_over:
                return
            rows = answer.get("rows")
            if answer.get("ok") is True and isinstance(rows, list):
                self._say(_settled([str(row.get("state")) for row in rows if isinstance(row, dict)]))
            else:
                self._say(str(answer.get("error") or "The engine did not answer."))
            self.read()

        self._engine.ask("reconcile", answered)

    def _say(self, sentence: str) -> None:
        self._sentence = line(sentence, 600)
        self._said.say(self._sentence)


def _settled(states: list[str]) -> str:
    if not states:
        return "There was nothing to settle."
    open_ones = sum(state == IntentState.UNKNOWN for state in states)
    done = counted(len(states) - open_ones, "action is", "actions are")
    return f"{done} settled" + (f", {open_ones:,} still unknown." if open_ones else ".")


def _button(words: str, name: str, parent: QWidget) -> QPushButton:
    found = QPushButton(words, parent)
    found.setAccessibleName(name)
    found.setAutoDefault(False)
    return found
