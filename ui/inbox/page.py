"""The inbox as a lens: every vendor's changes, until somebody at this desk has taken note of them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import uuid4

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.errors import CallboardError
from app.store.filters import EVERYTHING, Filter
from app.store.inbox import Counts, Entry, Inbox, Wanted, counts, entries, inbox, seen_before
from app.store.reader import Reader
from ui.empty import Empty
from ui.engine import Answer
from ui.inbox.bar import Bar, Strip
from ui.inbox.menus import menu, menu_of_several, menu_of_times
from ui.inbox.model import InboxModel
from ui.inbox.note import NoteDialog
from ui.inbox.remarks import CLEAR, CLEARED, able, left_out, nothing, shown, waits
from ui.inbox.rows import reach
from ui.inbox.view import InboxView
from ui.queries import Queries
from ui.times import Times
from ui.words import counted

CALM = 400  # milliseconds between two readings that nobody at the desk asked for
STAYS = 30_000  # milliseconds that what was just done, or cannot be, is said
MANY = 200  # unread lines: then all before a time are offered to be acknowledged at once
UNDOES = 20  # acknowledgements that can be taken back

Ask = Callable[..., None]  # Engine.ask
Read = tuple[Inbox, Counts]


class InboxPage(QWidget):
    """The lens. What is to be written, the engine writes: see `serve`."""

    chosen = Signal(str)  # a ref, "" for none
    opened = Signal(str)
    menu_wished = Signal(QPoint)
    failed = Signal(str)  # a sentence
    moved = Signal(object)  # never: the inbox has no day
    narrowed = Signal(object)  # Filter
    board_wished = Signal(str)  # a ref to be shown there, "" for the board as it is

    def __init__(
        self,
        times: Times,
        reader: Callable[[], Reader | None],
        queries: Queries,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName("Inbox")
        self._times = times
        self._reader = reader
        self._queries = queries
        self._ask: Ask | None = None
        self._where = EVERYTHING
        self._loud_hours = Wanted().loud_hours
        self._counts = Counts()
        self._stale = True
        self._sought = 0  # the change whose line is to be chosen once it is there
        self._cleared = EVERYTHING  # the filters that gave way to it
        self._gone: set[int] = set()  # acknowledged here, and not yet told by the engine
        self._settled: set[int] = set()  # told, and not yet read anew
        self._undoes: list[str] = []  # batches
        self.model = InboxModel(times, self)
        self.bar = Bar(self)
        self.filtered = Strip(self)
        self.filtered.setAccessibleName("What the filters leave out")
        self.strip = Strip(self)
        self.view = InboxView(self.model, self)
        self.empty = Empty(self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (self.bar, self.filtered, self.strip):
            layout.addWidget(widget)
        layout.addWidget(self._stack, 1)
        self.setFocusProxy(self.view)
        self._soon = QTimer(self, singleShot=True, interval=CALM)
        self._passing = QTimer(self, singleShot=True, interval=STAYS)
        self._minute = QTimer(self, interval=60_000)
        self._minute.start()
        self._deeds: dict[str, Callable[[], object]] = {
            "acknowledge": self.acknowledge,
            "snooze": self._offer_times,
            "note": self._write_note,
            "undo": self.undo,
            "person": self._show_person,
            "board": lambda: self.board_wished.emit(self.model.row(self._row).ref),
            "open": lambda: self.opened.emit(self.model.row(self._row).ref),
            "several": self._offer_several,
        }
        self.bar.changed.connect(self._end_remark)
        self.bar.changed.connect(self.reload)
        self.bar.wished.connect(self._do)
        self.view.wished.connect(self._do)
        self.view.chosen.connect(self._choose)
        self.view.menu_wished.connect(self._offer_deeds)
        self.view.selectionModel().selectionChanged.connect(lambda: self._tell())
        self.filtered.pressed.connect(self._press)
        self.strip.pressed.connect(self._press)
        self.empty.pressed.connect(lambda: self.narrowed.emit(EVERYTHING))
        self._passing.timeout.connect(self._end_remark)
        self._soon.timeout.connect(self.reload)
        self._minute.timeout.connect(self._tick)

    def serve(self, ask: Ask, loud_hours: float) -> None:
        """Let an engine write what is done here; departures are loud so many hours before their start."""
        self._ask = ask
        if loud_hours != self._loud_hours:
            self._loud_hours = loud_hours
            self.refresh()

    def look(self, where: Filter) -> None:
        """Show the changes of the shifts that a filter lets through."""
        if where.timeless() != self._where.timeless():
            self._end_remark()
        self._where = where
        self.reload()

    def seek(self, change: int) -> None:
        """Choose the line of an unread change; filters that hide it give way, and that is said."""
        self._sought = change
        self.bar.ask("unread", frozenset(), self.bar.asked()[2])
        self.reload()

    def refresh(self) -> None:
        """Follow what has been committed, soon."""
        self._stale = True
        if self.isVisible() and not self._soon.isActive():
            self._soon.start()

    def reload(self) -> None:
        """Read anew which lines there are."""
        self._stale = True
        if not self.isVisible():
            return
        self._stale = False
        wanted, now, settled = self.wanted(), self._times.now(), frozenset(self._settled)

        def work(reader: Reader) -> Read:
            return reader.ask(inbox, wanted, now), reader.ask(counts, wanted.loud_hours, now)

        self._queries.ask("inbox", work, lambda read: self._show(read, settled, wanted), self.failed.emit)

    def wanted(self) -> Wanted:
        """Return which changes are shown."""
        standing, kinds, by = self.bar.asked()
        return Wanted(standing=standing, kinds=kinds, where=self._where, by=by, loud_hours=self._loud_hours)

    def acknowledge(self, changes: Sequence[int] | None = None) -> None:
        """Have changes acknowledged, those that are selected or others; the next line is chosen."""
        wanted = self.model.changes(self.view.rows()) if changes is None else [*changes]
        if not wanted or self.bar.asked()[0] == "acknowledged":
            return
        batch = uuid4().hex
        if not self._write("acknowledge", wanted, changes=wanted, batch=batch):
            return
        self._undoes = [*self._undoes, batch][-UNDOES:]
        self._hide(wanted)
        told = counted(len(wanted), "change", "changes")
        self._remark("undo", f"{told} acknowledged on this desk.", "Undo")

    def undo(self) -> None:
        """Take the last acknowledgement back."""
        if self._undoes and self._write("take_back", (), batch=self._undoes[-1]):
            self._undoes.pop()
            self._gone.clear()
            self._end_remark()

    def choose(self, ref: str) -> None:
        """Nothing: what is chosen elsewhere is a shift, not a change."""

    def show_day(self, day: date) -> None:
        """Nothing: the inbox has no day."""

    def step(self, pages: int) -> None:
        """Nothing: the inbox has no pages."""

    def title(self) -> str:
        """Return what stands beside the lenses' buttons."""
        return ""

    def dress(self) -> None:
        """Nothing: it is made dressed."""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.reload()

    @property
    def _row(self) -> int:
        return self.view.currentIndex().row()

    def _do(self, key: str) -> None:
        self._deeds[key]()

    def _show(self, read: Read, settled: frozenset[int], wanted: Wanted) -> None:
        found, self._counts = read
        self._settled -= settled
        self._gone -= settled
        self._put(found.without(self._gone) if self._gone else found)
        if self._sought:
            self._find(self._sought, wanted)

    def _find(self, change: int, wanted: Wanted) -> None:
        folded = self.model.inbox.folded
        line = next((line for line, within in folded.items() if change in within), change)
        row = self.model.row_of_change(line)
        if row >= 0:
            self.view.choose(row)
        elif wanted != self.wanted():
            return  # an answer to what was asked before: the next one is on its way
        elif wanted.narrows and waits(self._entries([change]).get(change)):
            self._cleared = self._where
            self.narrowed.emit(EVERYTHING)
            self._remark("cleared", CLEARED, "Bring them back")
            return
        else:
            self.failed.emit("Somebody has acknowledged that change meanwhile.")
        self._sought = 0

    def _put(self, found: Inbox) -> None:
        rows = self.view.rows()
        first = rows[0] if rows else max(0, self._row)
        self.model.show(found, self._entries)
        if not self.view.currentIndex().isValid():
            row = self.model.next_line(min(first, self.model.rowCount() - 1))
            self.view.choose(row if row >= 0 else self.model.next_line(self.model.rowCount() - 1, -1))
        self._tell()

    def _hide(self, changes: Sequence[int]) -> None:
        """Take lines out at once: the engine's word follows."""
        if self.bar.asked()[0] in ("unread", "snoozed"):
            self._gone.update(changes)
            self._put(self.model.inbox.without(self._gone))

    def _entries(self, ids: Sequence[int]) -> dict[int, Entry]:
        reader = self._reader()
        try:
            return {} if reader is None else reader.ask(entries, ids, self._times.now())
        except CallboardError as error:
            self.failed.emit(str(error))
            return {}

    def _write(self, do: str, hidden: Sequence[int], **facts: object) -> bool:
        """Tell whether the engine was asked: else nothing is to be hidden, for nothing will come back."""

        def answered(answer: Answer) -> None:
            if answer.get("ok") is not True:
                self._gone.difference_update(hidden)
                told = answer.get("error") or "The engine did not answer. Nothing was changed."
                self.failed.emit(str(told))
            self._settled.update(hidden)
            self.reload()

        if self._ask is None:
            self.failed.emit("The engine has not started yet. Nothing was changed; try again in a moment.")
            return False
        self._ask(do, answered, **facts)
        return True

    def _choose(self, row: int) -> None:
        ref = self.model.row(row).ref
        if ref:
            self.chosen.emit(ref)
        self._tell()

    def _tell(self) -> None:
        found, counted_ = self.model.inbox, self._counts
        there = bool(self.view.rows())
        row = self.model.row(self._row)
        standing = self.bar.asked()[0]
        n, changes = len(found.lines), len(found.changes(found.lines))
        self.bar.tell(
            shown(changes, n),
            able(row, standing, there=there, undoes=bool(self._undoes)),
            several=n > 0 and standing != "acknowledged",
        )
        wanted = self.wanted()
        out = counted_.unread - changes - len(self._gone)
        told = left_out(wanted, out, counted_.unread)
        self.filtered.say("filters" if told else "", told, CLEAR if told else "")
        if not self._passing.isActive():
            many = standing == "unread" and n >= MANY and not told
            advice = f"{n:,} lines. What is older than this watch can be acknowledged at once:"
            self.strip.say(*("several", advice, "Acknowledge several…") if many else ("", ""))
        self._stack.setCurrentIndex(0 if n else 1)
        if not n:
            self.empty.say(*nothing(wanted, out, counted_))

    def _remark(self, key: str, told: str, button: str = "") -> None:
        """Say what was just done, or cannot be, for a while."""
        self.strip.say(key, told, button)
        self._passing.start()
        self._tell()

    def _end_remark(self) -> None:
        self._passing.stop()
        self._tell()

    def _press(self, key: str) -> None:
        match key:
            case "undo":
                self.undo()
            case "filters":
                self.bar.ask("unread", frozenset(), self.bar.asked()[2])
                self.narrowed.emit(EVERYTHING)
            case "cleared":
                self._sought = 0
                self.narrowed.emit(self._cleared)
            case "several":
                self._offer_several()

    def _tick(self) -> None:
        self.model.refresh_texts()
        self.refresh()

    def _offer_deeds(self, where: QPoint) -> None:
        deeds = menu(self)
        for key, button in self.bar.buttons.items():
            if button.isEnabled():
                deeds.addAction(button.text()).triggered.connect(lambda _=False, key=key: self._do(key))
        if self.model.row(self._row).ref:
            deeds.addSeparator()
            deeds.addAction("What can be done with the shift…").triggered.connect(
                lambda: self.menu_wished.emit(where)
            )
        deeds.popup(where)

    def _offer_times(self) -> None:
        rows = self.view.rows()
        changes = self.model.changes(rows)
        if not changes:
            return
        if self.bar.asked()[0] == "unread" and set(changes) <= self.model.inbox.loud:
            told = "What is close to its start stays until it is acknowledged; it cannot be put off."
            self._remark("loud", told)
            return
        start = reach([self.model.row(row) for row in rows[:MANY]])
        put_off = self.bar.asked()[0] != "unread"
        offered = menu_of_times(
            self, self._times, start, lambda when: self._snooze(changes, when), put_off=put_off
        )
        offered.popup(self.bar.below("snooze"))

    def _snooze(self, changes: Sequence[int], until: datetime | None) -> None:
        moved = [one for one in changes if one not in self.model.inbox.loud]
        seconds = None if until is None else until.timestamp()
        if self._write("snooze", moved, changes=[*changes], until=seconds):
            self._hide(moved)

    def _write_note(self) -> None:
        changes = self.model.changes(self.view.rows())
        if not changes:
            return
        row = self.model.row(self._row)
        about = row.title if len(changes) == 1 else counted(len(changes), "change", "changes")
        known = self._entries(changes[:1]).get(changes[0])
        dialog = NoteDialog(about, (known.noticed.comment or "") if known else "", self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.written.connect(lambda text: self._write("remark", (), changes=changes, text=text))
        dialog.open()

    def _show_person(self) -> None:
        if person := self.model.row(self._row).person:
            self.narrowed.emit(replace(EVERYTHING, people=frozenset({person})))
            self.board_wished.emit("")

    def _offer_several(self) -> None:
        found = self.model.inbox
        quiet = [line for line in found.lines if line not in found.loud]  # loud ones are looked at one by one
        offered = menu_of_several(
            self, self._times, len(quiet), lambda when: self._several(quiet, when), loud=bool(found.loud)
        )
        offered.popup(self.bar.below("several"))

    def _several(self, lines: Sequence[int], before: datetime | None) -> None:
        changes = self.model.inbox.changes(lines)
        if before is None:
            self.acknowledge(changes)
            return
        seconds = int(before.timestamp())
        self._queries.ask(
            "inbox before",
            lambda reader: reader.ask(seen_before, changes, seconds),
            self.acknowledge,
            self.failed.emit,
        )
