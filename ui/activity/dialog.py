"""The record of activity: filtered, looked into, exported. What waits and can be changed is the outbox's."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex, QSize, QStandardPaths, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain import Intent
from app.store import activity
from app.store.activity import Entry, Sought
from app.store.reader import Reader
from app.store.record import Step
from ui.activity.model import KINDS, TITLES, ActivityModel, texts_of
from ui.activity.writing import record_written
from ui.buttons import push_button
from ui.exporting.run import Run
from ui.labels import Line
from ui.outbox.record import Record
from ui.queries import Queries
from ui.table import Table
from ui.times import Times
from ui.words import counted, line, plain

PAGE = 1000  # entries read at once
EXPORT = "Export all that the filter leaves to a file"
PAUSE = 200  # milliseconds after the last key
WIDTHS = (120, 100, 170, 190, 260, 110)  # pixels; the words have the rest
SPANS = {"Any time": None, "Last 12 hours": 12, "Last 24 hours": 24, "Last 7 days": 168, "Last 30 days": 720}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where the record comes from, and who is told what became of a file."""

    queries: Queries
    open_reader: Callable[[], Reader]  # another one, for a file
    say: Callable[[str], object]


class ActivityDialog(QDialog):
    """Entries in a table, and everything about the chosen one."""

    def __init__(self, times: Times, sources: Sources, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._times = times
        self._queries = sources.queries
        self._sources = sources
        self._run: Run | None = None
        self._chosen: int | None = None  # the entry whose row is to be chosen
        self._sentence = ""
        self._limit = PAGE
        self.setWindowTitle("Activity")
        self.resize(QSize(1220, 740).boundedTo(self.screen().availableSize()))
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("Search people, shifts, words…")
        self.search.setAccessibleName("Search")
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(320)
        self.kind = QComboBox(self)
        self.kind.setAccessibleName("Kind")
        self.kind.addItem("Everything", "")
        self.span = QComboBox(self)
        self.span.setAccessibleName("Time")
        for words, hours in SPANS.items():
            self.span.addItem(words, hours)
        self.older = push_button("Show &older ones", "Show older ones", self)
        self.older.setFlat(True)
        self.older.hide()
        self._count = QLabel(self)
        self._count.setAccessibleName("Shown")
        self.model = ActivityModel(times, self)
        self.table = Table(self.model, WIDTHS, "Activity", self)
        self.table.setSelectionMode(Table.SelectionMode.SingleSelection)
        self.record = Record(times, self)
        self.facts = QPlainTextEdit(self)
        self.facts.setAccessibleName("Everything about it")
        self.facts.setReadOnly(True)
        self.facts.setTabChangesFocus(True)
        self._below = QStackedWidget(self)
        self._below.addWidget(self.facts)
        self._below.addWidget(self.record)
        self._said = Line(self)
        self._said.setAccessibleName("Remark")
        self._said.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.check = push_button("Chec&k the record", "Check that no entry was altered or taken out", self)
        self.save = push_button("&Export…", EXPORT, self)
        self.close_it = push_button("&Close", "Close", self)
        self._lay_out()
        self._soon = QTimer(self, singleShot=True, interval=PAUSE)

        self.search.textChanged.connect(lambda: self._soon.start())
        self._soon.timeout.connect(self.read)
        self.kind.currentIndexChanged.connect(self.read)
        self.span.currentIndexChanged.connect(self.read)
        self.older.clicked.connect(self._show_older)
        self.table.selectionModel().currentRowChanged.connect(self._choose)
        self.check.clicked.connect(self._check)
        self.save.clicked.connect(self._save_or_cancel)
        self.close_it.clicked.connect(self.close)
        QShortcut(QKeySequence.StandardKey.Find, self, self.search.setFocus)

    @property
    def said(self) -> str:
        """What it says of the last thing that was done."""
        return self._sentence

    def read(self) -> None:
        """Show what is on record now."""
        sought, limit = self._sought(), self._limit

        def work(reader: Reader) -> tuple[list[Entry], list[str]]:
            return reader.ask(activity.entries, sought, limit), reader.ask(activity.kinds)

        self._queries.ask("activity", work, self._show, self._say)

    def export(self, file: str) -> None:
        """Write all that the filter leaves into a .csv file."""
        path = Path(file)
        if path.suffix.lower() != ".csv":
            path = path.with_name(f"{path.name}.csv")
        run = self._run = Run(self.parentWidget())
        say = self._sources.say
        run.ended.connect(lambda well, said: say(said))
        run.progressed.connect(self._tell)
        run.ended.connect(self._ended)
        self._offer()
        run.write(partial(record_written, path, self._sought()), self._sources.open_reader)

    def done(self, result: int) -> None:
        if self._run is not None:
            self._run.cancel()
        super().done(result)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.read()
        self.table.setFocus()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.search, 1)
        top.addWidget(self.kind)
        top.addWidget(self.span)
        top.addWidget(self.older)
        top.addStretch(1)
        top.addWidget(self._count)
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.setAccessibleName("Table and record")
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(self._below)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        end = QHBoxLayout()
        end.setSpacing(8)
        end.addWidget(self.check)
        end.addWidget(self._said, 1)
        end.addWidget(self.save)
        end.addWidget(self.close_it)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 16)
        layout.setSpacing(12)
        layout.addLayout(top)
        layout.addWidget(split, 1)
        layout.addLayout(end)

    def _sought(self) -> Sought:
        kind, hours = self.kind.currentData(), self.span.currentData()
        now = datetime.fromtimestamp(self._times.now(), UTC)
        return Sought(
            kinds=frozenset({kind}) if kind else frozenset(),
            since=None if hours is None else now - timedelta(hours=hours),
            text=self.search.text(),
        )

    def _show(self, found: tuple[list[Entry], list[str]]) -> None:
        entries, kinds = found
        for kind in kinds:
            if self.kind.findData(kind) < 0:
                self.kind.addItem(KINDS.get(kind, line(kind, 40).capitalize()), kind)
        chosen = self._chosen
        self.model.show(entries)
        cut = len(entries) == self._limit
        self.older.setVisible(cut)
        told = counted(len(entries), "entry", "entries")
        self._count.setText(f"The newest {told}" if cut else told)
        if entries:
            self.table.selectRow(0 if chosen is None else max(0, self.model.row(chosen)))
        else:
            self._below.setCurrentWidget(self.facts)
            self.facts.setPlainText(
                "Nothing on record here. What is done at this desk will stand here, and stay."
            )

    def _show_older(self) -> None:
        self._limit += PAGE
        self.read()

    def _choose(self, index: QModelIndex) -> None:
        entry = self.model.entry(index.row())
        if entry is None:
            return
        self._chosen = entry.id
        if entry.intent is None:
            self._below.setCurrentWidget(self.facts)
            self.facts.setPlainText(_everything(entry, self._times))
            return
        number = entry.intent

        def work(reader: Reader) -> tuple[Intent | None, list[Step]]:
            return reader.intent(number), reader.steps(number)

        self._queries.ask("activity record", work, partial(self._show_record, entry.id), self._say)

    def _show_record(self, entry: int, found: tuple[Intent | None, list[Step]]) -> None:
        if entry != self._chosen:
            return  # another row was chosen while it was read
        self._below.setCurrentWidget(self.record)
        self.record.show_intent(*found)

    def _check(self) -> None:
        self._say("Checking…")

        self._queries.ask(
            "activity check", lambda reader: reader.ask(activity.flaws), self._tell_flaws, self._say
        )

    def _tell_flaws(self, flaws: list[str]) -> None:
        self._say(" ".join(flaws) or "Every entry is as it was made, and none is missing.")

    def _save_or_cancel(self) -> None:
        if self._run is None:
            self._ask_where()
        else:
            self._run.cancel()

    def _offer(self) -> None:
        """Let the one button be what can be done now."""
        words, name = ("&Export…", EXPORT) if self._run is None else ("Canc&el export", "Cancel the export")
        self.save.setText(words)
        self.save.setAccessibleName(name)

    def _tell(self, n: int, total: int) -> None:
        if n:
            self._say(f"Writing… {counted(n, 'entry', 'entries')}")

    def _ended(self, well: bool, sentence: str) -> None:
        self._run = None
        self._offer()
        self._say(sentence)

    def _ask_where(self) -> None:
        dialog = QFileDialog(self, "Export the record of activity")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(["Text, comma-separated (*.csv)"])
        dialog.setDefaultSuffix("csv")
        dialog.setDirectory(
            QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        )
        dialog.selectFile("activity")
        dialog.fileSelected.connect(self.export)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _say(self, sentence: str) -> None:
        self._sentence = line(sentence, 400)
        self._said.say(self._sentence)


def _everything(entry: Entry, times: Times) -> str:
    told = [f"{title}: {text}" for title, text in zip(TITLES, texts_of(entry, times), strict=True) if text]
    if entry.facts:
        told.append(json.dumps(entry.facts, indent=2, ensure_ascii=False))
    told.append(f"Entry {entry.id:,}" + ("" if entry.is_sealed else ", from before entries were sealed"))
    return plain("\n".join(told), 20_000)
