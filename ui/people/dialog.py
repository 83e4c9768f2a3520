"""People: everybody in a list with their page, and who may be one person."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QItemSelectionModel, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from app.checks.rules import Rules
from app.dossier import Dossier, dossier
from app.people import Person, Proposal, proposals
from app.store.people import Linking, apart, everybody, last_settled, traces
from app.store.reader import Reader
from ui.buttons import push_button
from ui.engine import Answer, Engine
from ui.labels import Line
from ui.people.entry import EntryDialog
from ui.people.facts import contact, known_at
from ui.people.files import RosterFiles
from ui.people.page import Page
from ui.people.proposals import Proposals
from ui.queries import Queries
from ui.rows import Row, Rows
from ui.table import Table
from ui.times import Times
from ui.words import counted, line

PATIENCE = 500  # milliseconds after a commit
NAMED = 60  # characters of what the button says that it undoes
PAGE = 440  # pixels that a page needs at least
_TITLES = ("Name", "Known at")


@dataclass(frozen=True, slots=True)
class _Read:
    people: list[Person]
    apart: frozenset[frozenset[str]]
    payroll: frozenset[str]
    proposals: list[Proposal]
    last: Linking | None  # what an undo takes back


class PeopleDialog(QDialog):
    """Open it with `open()` or `show()`; `wished` tells the ref of a shift to be shown."""

    wished = Signal(str)

    def __init__(
        self,
        engine: Engine,
        queries: Queries,
        open_reader: Callable[[], Reader],
        times: Times,
        rules: Callable[[], Rules],
        parent: QWidget | None = None,
    ) -> None:
        """`open_reader`: opens another one, for a file."""
        super().__init__(parent)
        self._engine = engine
        self._queries = queries
        self._times = times
        self._rules = rules
        self._payroll: frozenset[str] = frozenset()
        self._known: _Read | None = None  # as it was read last
        self._sentence = ""
        self._keep = ""  # the key, or an id, of whom to choose once the list has come
        self.setWindowTitle("People")
        self.resize(QSize(1120, 740).boundedTo(self.screen().availableSize()))
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("Search names, ids, skills…")
        self.search.setAccessibleName("Search")
        self.search.setClearButtonEnabled(True)
        self._count = QLabel(self)
        self._count.setAccessibleName("Shown")
        self.model: Rows[Person] = Rows(_TITLES, self)
        self.table = Table(self.model, (200,), "Everybody", self)
        self.table.setSelectionMode(Table.SelectionMode.ExtendedSelection)
        self.add = push_button("&New…", "Write down somebody new", self)
        self.files = RosterFiles(engine, open_reader, self)
        self.take = push_button("&Import…", "Import a roster from a CSV file", self)
        self.give = push_button("E&xport…", "Export the roster and all links to a CSV file", self)
        self.link = push_button("&Link selected", "The selected are one person", self)
        self.link.setToolTip("Select two or more (Ctrl or Shift) who are one person")
        self.page = Page(times, self)
        self.page.setMinimumWidth(PAGE)
        self.proposals = Proposals(self)
        self.tabs = QTabWidget(self)
        self._said = Line(self)
        self._said.setAccessibleName("Remark")
        self._said.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.undo = push_button("&Undo the last", "Undo what was settled last", self)
        self.undo.setEnabled(False)
        self.close_it = push_button("&Close", "Close", self)
        self._lay_out()
        self._soon = QTimer(self, singleShot=True, interval=PATIENCE)

        self.search.textChanged.connect(self._narrow)
        self.table.selectionModel().selectionChanged.connect(self._choose)
        self.add.clicked.connect(lambda: self._write_down(None))
        self.take.clicked.connect(self.files.ask_what_to_take)
        self.give.clicked.connect(self.files.ask_where_to_write)
        self.files.said.connect(self._say)
        self.files.taken.connect(self.read)
        self.link.clicked.connect(self._link_selected)
        self.undo.clicked.connect(self._undo)
        self.close_it.clicked.connect(self.close)
        self.page.wished.connect(self.wished)
        self.page.edited.connect(lambda: self._write_down(self._shown()))
        self.page.dropped.connect(self._drop)
        self.page.separated.connect(self._separate)
        self.proposals.settled.connect(self._settle)
        self._soon.timeout.connect(self.read)
        engine.people_changed.connect(self.read)
        QShortcut(QKeySequence.StandardKey.Find, self, self.search.setFocus)

    @property
    def said(self) -> str:
        """What it says of the last thing that was done."""
        return self._sentence

    def refresh(self) -> None:
        """Follow what has been committed, soon."""
        if self.isVisible() and not self._soon.isActive():
            self._soon.start()

    def read(self) -> None:
        """Show who there is now."""
        if not self.isVisible():
            return
        payroll, known = self._payroll, self._known

        def work(reader: Reader) -> _Read:
            people, told, last = reader.ask(everybody), reader.ask(apart), reader.ask(last_settled)
            if known is not None and (known.people, known.apart, known.payroll) == (people, told, payroll):
                return replace(known, last=last)  # comparing everybody with everybody takes its time
            return _Read(people, told, payroll, proposals(people, reader.ask(traces), payroll, told), last)

        self._queries.ask("people", work, self._take_in, self._say)

    def chosen(self) -> list[Person]:
        """Return who is selected."""
        rows = self.table.selectionModel().selectedRows()
        found = [self.model.thing(index.row()) for index in rows]
        return [one for one in found if one is not None]

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._engine.ask("payroll", self._told_payroll)
        self.read()
        self.search.setFocus()

    def _told_payroll(self, answer: Answer) -> None:
        names = answer.get("connections")
        if isValid(self) and isinstance(names, list):
            self._payroll = frozenset(map(str, names))
            self.read()

    def _take_in(self, found: _Read) -> None:
        if not isValid(self):
            return
        is_news = self._known is None or self._known.people != found.people or bool(self._keep)
        self._known = found
        self._tell_undo(found.last)
        self.proposals.tell(found.proposals)
        count = len(found.proposals)
        self.tabs.setTabText(1, f"&Proposals ({count:,})" if count else "&Proposals")
        if is_news:  # else the selection and the place in the list stay
            self._list(found.people)
        self._choose()

    def _list(self, people: Sequence[Person]) -> None:
        kept = {self._keep} if self._keep else {ref for one in self.chosen() for ref in (one.key, *one.refs)}
        place = self.table.verticalScrollBar().value()
        self._keep = ""
        self.model.show(
            [
                Row(
                    one,
                    one.key,
                    (line(one.name, 120), known_at(one)),
                    more=" ".join([*one.refs, *(text for _, text in contact(one))]),
                )
                for one in people
            ]
        )
        rows = [
            row
            for row in range(self.model.rowCount())
            if (one := self.model.thing(row)) is not None and not kept.isdisjoint((one.key, *one.refs))
        ]
        if self.model.rowCount():
            self._select(*(rows or [0]))
        self.table.verticalScrollBar().setValue(place)
        self._counted()

    def _tell_undo(self, last: Linking | None) -> None:
        told = line(last.told, NAMED).replace("&", "&&") if last else ""
        self.undo.setText(f"&Undo: {told}" if told else "&Undo the last")
        self.undo.setToolTip(line(last.told, 600) if last else "")
        self.undo.setAccessibleName(line(f"Undo: {last.told}", 300) if last else "Undo what was settled last")
        self.undo.setEnabled(last is not None)

    def _undo(self) -> None:
        if self._known is not None and self._known.last is not None:
            self._ask("undo_link", "Undone: ", number=self._known.last.id)

    def _narrow(self, text: str) -> None:
        self.model.narrow(text)
        if self.model.rowCount():
            self._select(0)
        self._counted()

    def _select(self, first: int, *others: int) -> None:
        # Not by `selectRow`: where several can be selected it minds the keys that are held down.
        flags = QItemSelectionModel.SelectionFlag
        selection = self.table.selectionModel()
        selection.setCurrentIndex(self.model.index(first, 0), flags.ClearAndSelect | flags.Rows)
        for row in others:
            selection.select(self.model.index(row, 0), flags.Select | flags.Rows)

    def _counted(self) -> None:
        self._count.setText(counted(self.model.rowCount(), "person", "people"))

    def _choose(self) -> None:
        chosen = self.chosen()
        self.link.setEnabled(len(chosen) > 1)
        if not chosen:
            self.page.show_person(None)
            return
        key, rules, now = chosen[0].key, self._rules(), self._times.now()
        self._queries.ask(
            "person", lambda reader: dossier(reader, key, now, rules), self._show_person, self._say
        )

    def _show_person(self, told: Dossier | None) -> None:
        if isValid(self) and (told is None or told != self.page.told):
            self.page.show_person(told)

    def _shown(self) -> Person | None:
        return self.page.told.person if self.page.told else None

    def _write_down(self, person: Person | None) -> None:
        dialog = EntryDialog(self._engine, person, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.remarked.connect(self._say)
        dialog.open()

    def _drop(self) -> None:
        person = self._shown()
        if person is not None and person.entry is not None:
            said = f"{person.name} is no longer on the roster; their ids stay linked. Undo brings it back."
            self._ask("drop_person", said, key=person.entry.key)

    def _separate(self, ref: str) -> None:
        person = self._shown()
        other = next((one for one in person.refs if one != ref), "") if person else ""
        if person is not None and other:
            self._keep = other
            told = f"{person.name}: {ref} is somebody else."
            self._ask("unlink", told, one=other, other=ref, told=told)

    def _link_selected(self) -> None:
        first, *others = self.chosen()
        for one in others:
            self._keep = first.refs[0]
            self._join(first, one)

    def _settle(self, found: Proposal, same: bool) -> None:
        if same:
            self._join(found.one, found.other)
            return
        told = f"{_named(found.one)} and {_named(found.other)} are two people."
        self._ask("refuse", told, one=found.one.refs[0], other=found.other.refs[0], told=told)

    def _join(self, one: Person, other: Person) -> None:
        told = f"{_named(one)} and {_named(other)} are one person."
        self._ask("link", told, one=one.refs[0], other=other.refs[0], told=told)

    def _ask(self, do: str, said: str, **details: object) -> None:
        def answered(answer: Answer) -> None:
            if not isValid(self):
                return
            if answer.get("ok") is not True:
                self._say(line(str(answer.get("error") or "The engine did not answer."), 600))
                return
            self._say(line(f"{said}{answer.get('told') or ''}", 600))
            self.read()

        self._engine.ask(do, answered, **details)

    def _say(self, sentence: str) -> None:
        self._sentence = sentence
        self._said.say(sentence)

    def _lay_out(self) -> None:
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 8, 8, 0)
        column.setSpacing(8)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.search, 1)
        top.addWidget(self._count)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self.add)
        below.addWidget(self.take)
        below.addWidget(self.give)
        below.addStretch(1)
        below.addWidget(self.link)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addLayout(below)
        split = QSplitter(self)
        split.setAccessibleName("List and person")
        split.addWidget(left)
        split.addWidget(self.page)
        split.setStretchFactor(0, 0)
        split.setStretchFactor(1, 1)
        split.setSizes([400, 680])
        split.setChildrenCollapsible(False)
        self.tabs.setAccessibleName("Everybody or proposals")
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(split, "&Everybody")
        self.tabs.addTab(self.proposals, "&Proposals")
        end = QHBoxLayout()
        end.setSpacing(8)
        end.addWidget(self._said, 1)
        end.addWidget(self.undo)
        end.addWidget(self.close_it)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(self.tabs, 1)
        layout.addLayout(end)


def _named(person: Person) -> str:
    return f"{person.name} ({person.refs[0]})"
