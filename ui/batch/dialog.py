"""One action on several shifts: what they share, a dry run, then one after another."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QWidget
from shiboken6 import isValid

from app.errors import CallboardError
from ui.batch.items import Item, account, forecast, items, judged
from ui.batch.model import BatchModel, everything, losses
from ui.batch.offer import Shared, shared
from ui.batch.parameters import Parameters
from ui.batch.parts import Parts
from ui.batch.run import Run
from ui.batch.taking import taken_from
from ui.cache import Cache
from ui.engine import Answer, Engine
from ui.panels.confirmation import Confirmation
from ui.panels.told import Action, Outcome, choices, seen, text
from ui.style import look
from ui.times import Times
from ui.words import counted, line

PATIENCE = 200  # milliseconds after a choice or a key before a dry run is asked for
SILENT = "The engine did not answer."

SHOWN: tuple[tuple[str, Callable[[Item], bool]], ...] = (
    ("Show all", everything),
    ("Will go", lambda one: one.verdict == "go"),
    ("Warn", lambda one: one.verdict == "warn"),
    ("Need a reason", lambda one: one.needs_reason),
    ("Cannot", lambda one: one.verdict == "cannot"),
    ("Done", lambda one: one.progress == "succeeded"),
    ("Not done", lambda one: one.progress not in ("", "next", "succeeded")),
)


class BatchDialog(QDialog):
    """Performs an action on the shifts of `refs`. Open it with `open()` or `show()`."""

    wished_selected = Signal(list)  # refs to be selected on the board
    begun = Signal(object)  # Run: it sends from now on
    left = Signal(object, str)  # Run whose last answer is still to come, label: the dialog was closed

    def __init__(
        self,
        engine: Engine,
        cache: Cache,
        times: Times,
        refs: Sequence[str],
        parent: QWidget | None = None,
        *,
        action: str = "",
    ) -> None:
        """`action` is the name of the one to begin with, where the shifts share it."""
        super().__init__(parent)
        self._wanted = action
        self._engine = engine
        self._cache = cache
        self._times = times
        self._action: Action | None = None
        self._form: Parameters | None = None
        self._asked = 0  # the number of the last dry run; answers to earlier ones are dropped
        self._planned = False  # the verdicts shown are those of what is entered
        self._run: Run | None = None
        self._stopping = False
        self._ended = False  # a run is over: what is shown is what came of it
        self._last = ""  # the ref that was sent last
        self._over = False  # closed: what is answered later concerns nobody
        self.setWindowTitle("Act on several shifts")
        self.resize(QSize(1180, 660).boundedTo(self.screen().availableSize()))
        self.model = BatchModel(times, look(self.palette()), self)
        self.parts = parts = Parts(self.model, [words for words, _ in SHOWN], self)
        self._soon = QTimer(self, singleShot=True, interval=PATIENCE)

        parts.offer.chosen.connect(self._choose)
        parts.only.activated.connect(self._show_only)
        parts.tick.clicked.connect(lambda: self.model.tick(range(self.model.rowCount()), True))
        parts.untick.clicked.connect(lambda: self.model.tick(range(self.model.rowCount()), False))
        parts.reason.textChanged.connect(self._judge)
        parts.perform.clicked.connect(self.perform)
        parts.stop.clicked.connect(self.stop)
        parts.again.clicked.connect(self.try_again)
        parts.select.clicked.connect(self._select)
        parts.close_it.clicked.connect(self.close)
        self.model.changed.connect(self._judge)
        self.model.dataChanged.connect(self._remark)
        parts.table.selectionModel().currentRowChanged.connect(self._remark)
        self._soon.timeout.connect(self._plan)
        engine.intent_changed.connect(self._hear_of)
        parts.lock(running=False, ended=False)
        self._take(items(refs, ()))

    @property
    def is_running(self) -> bool:
        """Whether shifts are being sent."""
        return self._run is not None

    def remainder(self) -> list[str]:
        """Return the refs of what is not done: it failed, was left out, or its end is not known."""
        return [one.ref for one in self.model.items if one.progress != "succeeded"]

    def perform(self) -> None:
        """Begin to send; a dangerous action asks first."""
        if self._action is None or not self.parts.perform.isEnabled():
            return
        if self._action.is_dangerous:
            self._ask_first(self._action)
        else:
            self._begin()

    def stop(self) -> None:
        """Send no more than what is on its way."""
        if self._run is not None:
            self._stopping = True
            self._run.stop()
            self.parts.stop.setEnabled(False)
            self.parts.say("Stopping. The one that is on its way is still waited for.")

    def try_again(self) -> None:
        """Begin anew, with a dry run, on what remains."""
        remaining = [one for one in self.model.items if one.remains]
        self._ended = self.model.locked = False
        self._asked += 1
        self._planned = False
        self.parts.only.setCurrentIndex(0)
        self.model.show_only(everything)
        self.parts.say("")
        self.parts.lock(running=False, ended=False)
        self._take([Item(ref=one.ref, row=None, left_out=one.left_out) for one in remaining])
        self._ask_what_is_shared()

    def reject(self) -> None:
        if self.is_running and not self._stopping:
            self.stop()  # asked once more, it closes all the same
        else:
            super().reject()

    def done(self, result: int) -> None:
        self._over = True
        run, self._run = self._run, None
        if run is not None and self._action is not None:
            run.stop()
            run.setParent(self._engine)  # the dialog may be gone before the answer is there
            run.ended.connect(run.deleteLater)
            self.left.emit(run, self._action.label)
        super().done(result)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._over = False
        if self._action is None and not event.spontaneous():
            self._ask_what_is_shared()
            self.parts.offer.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.ApplicationPaletteChange, QEvent.Type.PaletteChange):
            self.model.wear(look(self.palette()))
            self.parts.dress()
        super().changeEvent(event)

    @property
    def _is_over(self) -> bool:
        return self._over or not isValid(self)

    def _take(self, some: Sequence[Item]) -> None:
        """Show these items, as the cache has them."""
        try:
            some = taken_from(self._cache.reader(), some)
        except CallboardError as error:  # their refs are shown
            self.parts.say(str(error), bad=True)
        self.model.show(some)
        self.parts.count.setText(counted(len(some), "shift", "shifts"))

    def _ask_what_is_shared(self) -> None:
        refs = [one.ref for one in self.model.items]

        def told(answer: Answer) -> None:
            if self._is_over or self.is_running or self._ended:
                return
            found = shared(answer)
            if answer.get("ok") is not True:
                self.parts.say(text(answer.get("error")) or SILENT, bad=True)
            elif not found:
                self.parts.say("There is nothing that all of these shifts share.")
            elif not any(one.action.enabled for one in found):
                self.parts.say("None of these shifts can take any of this now.")
            self.parts.offer.show_actions(found, len(refs), self._wanted)

        self._engine.ask("shared", told, refs=refs)

    def _choose(self, one: Shared) -> None:
        action = one.action
        self.parts.entitle(action.label)
        self.parts.say("")
        before, self._action = self._action, action
        if before is None or (before.name, before.fields) != (action.name, action.fields):
            self._make_form(action)
        self._wish_plan(0)

    def _make_form(self, action: Action) -> None:
        self._form = None
        if action.fields:
            self._form = form = Parameters(action, self._times.today())
            form.changed.connect(self._wish_plan)
            form.choices_wished.connect(self._ask_for_choices)
            form.begin()
        self.parts.show_form(self._form)

    def _ask_for_choices(self, pick: str) -> None:
        form = self._form

        def told(answer: Answer) -> None:
            if form is None or form is not self._form or self._is_over:
                return
            amiss = "" if answer.get("ok") is True else text(answer.get("error")) or SILENT
            form.offer(pick, choices(answer), amiss)

        first = next((one.ref for one in self.model.items if one.taken), self.model.items[0].ref)
        self._engine.ask("choices", told, ref=first, pick=pick)

    def _wish_plan(self, patience: int = PATIENCE) -> None:
        self._planned = False
        self._asked += 1
        self._judge()
        self._soon.start(patience)

    def _plan(self) -> None:
        if self._action is None or self.is_running or self._ended:
            return
        if self._form is not None and self._form.is_missing:
            self.model.show([replace(one, verdict="", sentences=()) for one in self.model.items])
            return
        number = self._asked

        def told(answer: Answer) -> None:
            if self._is_over or number != self._asked or self.is_running or self._ended:
                return
            self._take_plan(answer)

        refs = [one.ref for one in self.model.items]
        self._engine.ask("plan", told, refs=refs, action=self._action.name, parameters=self._values())

    def _take_plan(self, answer: Answer) -> None:
        if answer.get("ok") is True:
            self._planned = True
            self.parts.say("")
            if self._form is not None:
                self._form.blame({})
            self.model.show(judged(self.model.items, answer))
            return
        sentence = text(answer.get("error")) or SILENT
        if self._form is not None and (name := text(answer.get("field"))):
            self._form.blame({name: sentence})
        self.parts.say(sentence, bad=True)
        self.model.show([replace(one, verdict="", sentences=()) for one in self.model.items])

    def _values(self) -> dict[str, object]:
        return {} if self._form is None else self._form.values()

    def _ask_first(self, action: Action) -> None:
        taken = [one for one in self.model.items if one.taken]
        what = f"{line(action.label, 60)}: {counted(len(taken), 'shift', 'shifts')}"
        box = Confirmation(what, losses(taken, self._times), self)
        box.accepted.connect(self._begin)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def _begin(self) -> None:
        action = self._action
        taken = [one for one in self.model.items if one.taken]
        if action is None or not taken or not self._planned or self.is_running or self._ended:
            return
        self._stopping, self._last = False, ""
        reason = self.parts.reason.text().strip()
        always = self._form is not None and self._form.sets_aside
        self.model.locked = True
        self.model.show(
            [
                replace(
                    one,
                    progress="next" if one.taken else "left",
                    message="" if one.taken else " ".join(one.sentences),
                )
                for one in self.model.items
            ]
        )
        self.parts.progress.setRange(0, len(taken))
        self.parts.progress.setValue(0)
        self.parts.say("")
        self._run = Run(
            self._engine,
            action.name,
            self._values(),
            queue=self.parts.queue.isChecked(),
            shown={one.ref: seen(action, one.people) for one in taken},
            parent=self,
        )
        self.parts.lock(running=True, ended=False)
        self._run.began.connect(self._sending)
        self._run.unsent.connect(lambda ref: self.model.put(ref, progress="next"))
        self._run.answered.connect(self._answered)
        self._run.ended.connect(self._finish)
        self._judge()
        self.begun.emit(self._run)
        self._run.start([(one.ref, reason if one.needs_reason or always else "") for one in taken])

    def _sending(self, ref: str) -> None:
        self.model.put(ref, progress="sending")
        self.parts.summary.setText(account(self.model.items))
        self.parts.table.follow(ref, self._last)
        self._last = ref

    def _answered(self, ref: str, told: Outcome) -> None:
        if self._is_over:
            return
        self.model.put(ref, progress=told.outcome or "refused", message=told.message, intent=told.intent)
        self.parts.progress.setValue(self.parts.progress.value() + 1)

    def _finish(self, why: str) -> None:
        run, self._run = self._run, None
        if run is not None:
            run.deleteLater()
        if self._is_over:
            return
        self._ended = True
        self.model.show(
            [replace(one, progress="unsent") if one.progress == "next" else one for one in self.model.items]
        )
        self.parts.lock(running=False, ended=True)
        unknown = sum(one.progress == "unknown" for one in self.model.items)
        later = "What is unknown is not sent again: the outbox settles it by reading." if unknown else ""
        self.parts.say(why or later, bad=bool(why))
        self._judge()
        self.parts.close_it.setFocus()

    def _hear_of(self, intent: Answer) -> None:
        """Take what became of an intent after its answer, or instead of one."""
        state = text(intent.get("state"))
        number = intent.get("id")
        if self._is_over or not isinstance(number, int) or self._action is None or state == "sending":
            return
        for one in self.model.items:
            lost = one.progress == "unknown" and one.intent is None and one.ref == intent.get("ref")
            if one.intent == number or (lost and intent.get("action") == self._action.name):
                self.model.put(one.ref, progress=state, message=text(intent.get("message")), intent=number)
                self._judge()
                return

    def _remark(self) -> None:
        row = self.parts.table.currentIndex().row()
        self.parts.show_remark(self.model.item(row).told if row >= 0 else "")

    def _select(self) -> None:
        self.wished_selected.emit(self.remainder())
        self.accept()  # the board stands behind

    def _show_only(self, number: int) -> None:
        self.model.show_only(SHOWN[number][1])

    def _judge(self) -> None:
        some = self.model.items
        taken = [one for one in some if one.taken]
        told = any(one.progress for one in some)
        if told:
            self.parts.summary.setText(account(some))
        else:
            self.parts.summary.setText(forecast(some) if self._planned else "")
        remaining = sum(one.remains for one in some)
        self.parts.name_buttons(len(taken) if self._planned else 0, remaining)
        self.parts.again.setVisible(self._ended and bool(remaining))
        self.parts.select.setVisible(self._ended and bool(self.remainder()))
        if told:
            self.parts.demand("")
            return
        needing = sum(one.needs_reason for one in taken)
        aside = self._form is not None and self._form.sets_aside
        self.parts.demand(_demand(needing, aside=aside))
        lacks = bool(needing or aside) and not self.parts.reason.text().strip()
        self.parts.perform.setEnabled(bool(taken) and self._planned and not lacks)


def _demand(needing: int, *, aside: bool) -> str:
    if aside:
        return "The vendor’s checks are set aside: say why."
    if needing:
        verb = "needs" if needing == 1 else "need"
        return f"{needing:,} of them {verb} a reason: say why, or leave them out."
    return ""
