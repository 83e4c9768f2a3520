"""What was asked for on a shift at this desk, and what became of it; the newest first."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from app.domain import Intent, IntentState
from ui.icons import pixmap
from ui.labels import Words, heading_of_group
from ui.outbox.standing import ink, standing, standing_of
from ui.outbox.telling import body, what_with
from ui.panels.disclosure import Disclosure
from ui.panels.laying import emptied, fine
from ui.panels.saying import beyond
from ui.style import look, small, strong
from ui.times import Times
from ui.words import line, plain

if TYPE_CHECKING:
    from app.store.record import Step

MOST = 30
MOST_STEPS = 30
MOST_SENT = 1500  # characters of a body; the outbox shows more


class Deeds(QWidget):
    """A group of its own beside the changes. `steps_wished` tells of which intent."""

    steps_wished = Signal(int)

    def __init__(self, times: Times, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._times = times
        self._shown: tuple[Intent, ...] = ()
        self._sent: dict[int, Disclosure] = {}
        self.setAccessibleName("Actions")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        self.hide()

    def show_intents(self, intents: Sequence[Intent]) -> None:
        """Show these; what is shown already stays as it is, and what was opened stays open."""
        if tuple(intents) == self._shown:
            return
        opened = {number for number, one in self._sent.items() if one.is_open}
        self._shown = tuple(intents)
        self._sent = {}
        emptied(self._layout)
        if intents:
            self._layout.addWidget(heading_of_group("Actions"))
        for one in intents[:MOST]:
            self._layout.addWidget(self._deed(one))
        if len(intents) > MOST:
            more = Words(f"and {len(intents) - MOST:,} more, in the outbox", muted=True)
            self._layout.addWidget(more)
        self.setVisible(bool(intents))
        for number in opened & self._sent.keys():
            self._sent[number].open(True)

    def show_steps(self, number: int, steps: "Sequence[Step]") -> None:
        """Show what was sent for an intent and what came back, step by step."""
        if (inside := self._sent.get(number)) is None:
            return
        inside.clear()
        for step in steps[:MOST_STEPS]:
            word = standing(step.state).word
            said = f"{self._times.stamp(step.at)} · {word} · by {line(step.by, 80)}"
            inside.body.addWidget(fine(said))
            if step.message:
                inside.body.addWidget(fine(plain(step.message, 1000), muted=False))
            if step.exchange is not None:
                _add_exchange(inside, step.exchange)
        if not steps:
            inside.body.addWidget(fine("Nothing is on record."))

    def _deed(self, intent: Intent) -> QWidget:
        found = QWidget()
        found.setAccessibleName(f"{line(intent.label, 80)}: {standing_of(intent).word}")
        grid = QGridLayout(found)
        grid.setContentsMargins(0, 2, 0, 4)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(1, 1)
        state, colours = standing_of(intent), look(self.palette())
        mark = QLabel()
        mark.setPixmap(pixmap(state.picture, ink(state.tone, colours), 14, self.devicePixelRatioF()))
        mark.setAccessibleName(state.word)
        mark.setToolTip(state.word)
        grid.addWidget(mark, 0, 0, Qt.AlignmentFlag.AlignTop)
        title = Words(f"{line(intent.label, 80)}: {state.word}")
        title.setFont(strong(self.font()))
        grid.addWidget(title, 0, 1)
        told = [f"by {line(intent.by, 80)} · {self._times.stamp(intent.finished_at or intent.created_at)}"]
        if what := what_with(intent):
            told.append(what)
        if intent.reason:
            told.append(f"Reason given: “{plain(intent.reason, 500)}”")
        grid.addWidget(fine("\n".join(told)), 1, 1)
        if said := beyond(intent.label, intent.message or ""):
            theirs = intent.state is IntentState.REFUSED
            words = plain(said, 1000)
            grid.addWidget(fine(f"“{words}”" if theirs else words, muted=False), 2, 1)
        sent = Disclosure("What was sent")
        sent.button.setAccessibleName(f"What was sent for {line(intent.label, 80)}")
        sent.toggled.connect(lambda opened: self._wish(intent.id) if opened else None)
        self._sent[intent.id] = sent
        grid.addWidget(sent, 3, 1)
        return found

    def _wish(self, number: int) -> None:
        self.steps_wished.emit(number)


def _add_exchange(inside: Disclosure, exchange: Mapping[str, object]) -> None:
    status = exchange.get("status")
    answered = f"answered {status}" if isinstance(status, int) else "no answer"
    asked = f"{exchange.get('method') or ''} {exchange.get('path') or ''} – {answered}"
    inside.body.addWidget(fine(line(asked, 400)))
    error = exchange.get("error")
    if isinstance(error, str) and error:
        inside.body.addWidget(fine(plain(error, 1000), muted=False))
    for caption, name in (("Sent", "sent"), ("Came back", "received")):
        if text := plain(body(exchange.get(name)), MOST_SENT):
            inside.body.addWidget(fine(caption))
            words = Words(text)
            words.setFont(small(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)))
            words.setAccessibleName(caption)
            inside.body.addWidget(words)
