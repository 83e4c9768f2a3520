"""What the window does with the chosen shift: shows it, asks what can be done with it, and has it done."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow, QWidget

from app.domain import OPEN_INTENTS, Intent, Kept
from app.errors import CallboardError
from ui.cache import Cache
from ui.detail import Detail
from ui.engine import Answer, Engine, Pulse
from ui.outbox.reason import ask_reason
from ui.outbox.standing import tally
from ui.outbox.telling import expected_of
from ui.panels.asking import Asking, ask
from ui.panels.buttons import KEYS
from ui.panels.creation import CreationDialog
from ui.panels.deeds import Deeds
from ui.panels.doing import Doing
from ui.panels.form import Form
from ui.panels.panel import Panel
from ui.panels.saying import people_of
from ui.panels.sections import Sections
from ui.panels.toast import Toasts
from ui.panels.told import Choice, Told, Wish, panel, section, text
from ui.times import Times

PAUSE = 30  # milliseconds: held arrow keys do not wait for the detail
_NOT_YET = "What can be done with this shift is not known yet; press again in a moment."
_AWAY = "The engine, which talks to the vendors, is being started again. Nothing can be sent."
_HIDDEN = "Open the details (Ctrl+D) to see what can be done with this shift."
_CHANGED = "What can be done has just changed: look, and press again."
_GONE = "This cannot be done any more, and nothing was done."
_OTHER_SHIFT = "Another shift is chosen by now. Nothing was done."
_OFFERED = "What the panel offers for the chosen shift"
_NO_SUCH = "No action of this shift has that key now."


class Desk(QObject):
    """The chosen shift's detail, panel and history. `choose` it; the rest follows by itself."""

    chosen = Signal(bool)  # whether there is a shift, now that all is shown
    counted = Signal(dict)  # how many intents are open, by state
    creates = Signal(bool)  # whether something can be made at a connection
    undo_changed = Signal(str)
    batch_wished = Signal(str)  # an action's name: its button was pressed while several are selected
    followed = Signal(str)  # the ref of a row that the chosen shift's person stands on now
    done_with = Signal()  # the keyboard may go back to the board
    said = Signal(str)

    def __init__(
        self,
        engine: Engine,
        cache: Cache,
        times: Times,
        detail: Detail,
        window: QMainWindow,
        over: QWidget,
        selected: Callable[[], int],
    ) -> None:
        """`over`: where toasts stand while no details are shown; `selected`: how many shifts are."""
        super().__init__(window)
        self._selected = selected
        self._engine = engine
        self._cache = cache
        self._times = times
        self._detail = detail
        self._window = window
        self._ref = ""
        self._asked: tuple[object, ...] = ()  # what was shown when the panel was asked for last
        self._number = 0  # of the last question; answers to earlier ones are late
        self._wanted: tuple[str, str, str, Choice | None, str] | None = None  # a form to be opened
        self._place = 0  # of the detail's scroll bar, before a form was opened
        self._heard = 0  # how often something changed that no shift tells of
        self._names: tuple[str, ...] = ()  # of the connections
        self._makers: dict[str, Told] = {}  # by connection: what can be made there
        self._phases: dict[str, bool] = {}
        self.toasts = Toasts(window, over, detail)
        self.doing = Doing(engine, cache, times, self.toasts, window)
        self.panel = Panel(times, detail)
        self.sections = Sections(times, detail)
        self.deeds = Deeds(times, detail)
        detail.furnish(self.panel, self.sections, self.deeds)
        self._soon = QTimer(self, singleShot=True, interval=PAUSE)
        for number in range(KEYS):
            for keys, options in ((f"Ctrl+{number + 1}", False), (f"Ctrl+Shift+{number + 1}", True)):
                shortcut = QShortcut(QKeySequence(keys), window)
                shortcut.setAutoRepeat(False)
                shortcut.setWhatsThis(_OFFERED)
                shortcut.activated.connect(lambda n=number, more=options: self.press(n, options=more))

        self._soon.timeout.connect(self._show)
        engine.ready.connect(self._ready)
        engine.acting.connect(self._hear_again)
        engine.died.connect(self._died)
        engine.pulsed.connect(self._pulsed)
        self.panel.wished.connect(self._wish_here)
        self.panel.form_opened.connect(self._attend)
        self.panel.made.connect(self.create)
        self.panel.batch_wished.connect(self.batch_wished)
        self.panel.form_closed.connect(self._look_back)
        self.panel.sent.connect(lambda number, state: self._settle("send", number, state=state))
        self.panel.withdrawn.connect(lambda number: self._settle("withdraw", number))
        self.sections.wished.connect(self._look_up)
        self.deeds.steps_wished.connect(self._show_steps)
        self.doing.moved.connect(self._moved)
        self.doing.demanded.connect(self._demand)
        self.doing.undo_changed.connect(self.undo_changed)
        self.doing.done_with.connect(self.done_with)
        self.doing.said.connect(self.said)
        self.doing.landed.connect(self._follow)

    def choose(self, ref: str) -> None:
        """Show another shift, "" for none, in a moment; at once nothing can be done with the last one."""
        self._ref = ref
        self._turn_to(ref)
        self._soon.start()

    def count_selected(self) -> None:
        """Tell the panel how many shifts are selected now."""
        self.panel.count(self._selected())

    def refresh(self) -> None:
        """Show the chosen shift as it stands now, in a moment."""
        self._soon.start()

    def set_connections(self, names: Sequence[str]) -> None:
        """Find out at which connections something can be made."""
        self._names = tuple(names)
        self._makers = {name: one for name, one in self._makers.items() if name in names}
        for name in names:
            ask(self, self._engine, "panel", partial(self._told_maker, name), ref=name)
        self.creates.emit(bool(self._makers))

    def create(self, at: str = "") -> None:
        """Open the form of what can be made, at one connection or at any."""
        makers = [one for name, one in self._makers.items() if not at or name == at]
        if not makers:
            self.said.emit("Nothing new can be made there now.")
            return
        dialog = CreationDialog(makers, self._times.today(), self._window)
        dialog.form_opened.connect(self._attend)
        dialog.wished.connect(lambda wish: self._wish(wish, dialog.form))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        dialog.begin()

    def undo(self) -> None:
        """Take back what was done last."""
        self.doing.undo()

    def fill_in(self, ref: str, action: str, field: str, choice: Choice | None, search: str = "") -> None:
        """Open a shift's form of an action, with something chosen in it, once its panel has been told."""
        self._wanted = ref, action, field, choice, search
        if ref == self.panel.ref and self.panel.told is not None and ref == self._ref:
            self._fill_in()

    def _fill_in(self) -> None:
        if self._wanted is None or self._wanted[0] != self.panel.ref or self.panel.told is None:
            return
        (_, name, field, choice, search), self._wanted = self._wanted, None
        action = next((one for one in self.panel.told.enabled if one.name == name), None)
        if action is None:
            self.said.emit(_NO_SUCH)
            return
        self.panel.open_form(action)
        if self.panel.form is not None:
            self.panel.form.fill_in(field, choice, search)

    def take_focus(self) -> bool:
        """Give the keyboard to the panel; False if it has it, or can do nothing with it."""
        holder = self._window.focusWidget()
        if holder is not None and self.panel.isAncestorOf(holder):
            return False
        return self.panel.take_focus()

    def _show(self) -> None:
        kept, changes, intents = None, [], []
        reader = self._cache.reader()
        if reader is not None:
            try:
                if self._ref:
                    kept = reader.shown(self._ref)
                    changes = reader.changes(ref=self._ref)
                    intents = reader.intents(self._ref)
                open_ones = reader.intents(open_only=True)
            except CallboardError as error:  # the screen stays as it is
                self.said.emit(str(error))
                return
            self.counted.emit(tally(open_ones))
            self.doing.remember(open_ones)
        unsettled = next((one for one in intents if one.state in OPEN_INTENTS), None)
        self._detail.show_shift(kept, changes, expected=expected_of(unsettled))
        self.deeds.show_intents(intents)
        self._show_panel(unsettled, kept)
        self.doing.look_again()
        self.chosen.emit(kept is not None)

    def _show_panel(self, unsettled: Intent | None, kept: Kept | None) -> None:
        ref = "" if kept is None else kept.shift.ref
        self._turn_to(ref)
        self.panel.tell(unsettled, self.doing.label(ref))
        if kept is None:
            return
        asked = (kept.shift, kept.removed, unsettled and unsettled.state, self._heard)
        if asked == self._asked:
            return
        self._asked = asked
        self._number += 1
        number = self._number
        people = people_of(kept.shift)
        ask(self, self._engine, "panel", lambda answer: self._told(ref, number, people, answer), ref=ref)

    def _turn_to(self, ref: str) -> None:
        if ref != self.panel.ref:
            self.panel.wait(ref)
            self._asked = ()
            self.sections.show_sections(())

    def _told(self, ref: str, number: int, people: tuple[str, ...], answer: Answer) -> None:
        if ref != self.panel.ref or number != self._number:
            return
        told = panel(answer)
        if told is None:
            self._asked = ()
            self.panel.fail(text(answer.get("error")) or "The engine did not answer.")
            return
        self.panel.show_panel(replace(told, people=people))
        self.sections.show_sections(told.below)
        self._fill_in()

    def _told_maker(self, name: str, answer: Answer) -> None:
        told = panel(answer)
        if told is not None and told.actions:
            self._makers[name] = told
        else:
            self._makers.pop(name, None)
        self.creates.emit(bool(self._makers))

    def _wish_here(self, wish: Wish) -> None:
        if wish.ref == self._ref == self.panel.ref or wish.action.on_connection:
            self._wish(wish, self.panel.form)
        else:  # somebody has gone on to another shift meanwhile
            self.said.emit(_NOT_YET)

    def _wish(self, wish: Wish, form: Form | None) -> None:
        told = self.panel.told if wish.ref == self.panel.ref else self._makers.get(wish.ref)
        self.doing.wish(wish, told.vendor if told else "the vendor", form)

    def _demand(self, wish: Wish, sentence: str) -> None:
        if wish.ref == self.panel.ref:
            self.panel.open_form(wish.action, sentence, wish.parameters)
        else:  # somebody has gone on to another shift meanwhile
            self.toasts.say("refused", f"{wish.action.label}: not sent", f"{wish.ref}\n{sentence}")

    def _attend(self, form: Form) -> None:
        Asking(form, self._engine)
        if form is self.panel.form:
            self._place = self._detail.verticalScrollBar().value()
            QTimer.singleShot(0, form, lambda: self._detail.ensureWidgetVisible(form, 0, 12))
            form.complained.connect(self._bring_in_sight)

    def _bring_in_sight(self, widget: QWidget) -> None:
        QTimer.singleShot(0, widget, lambda: self._detail.ensureWidgetVisible(widget, 0, 48))

    def _look_back(self) -> None:
        """Show the part of the detail that was in sight before a form was."""
        place = self._place
        QTimer.singleShot(0, self._detail, lambda: self._detail.verticalScrollBar().setValue(place))

    def press(self, number: int, *, options: bool = False) -> None:
        """Do what the button of that number does, counted from 0, as its key does."""
        if not self.panel.isVisible():  # nobody sees what would be done
            self.said.emit(_HIDDEN if self.panel.ref else "")
            return
        if self._ref != self.panel.ref:
            self.said.emit(_NOT_YET)
            return
        if self.panel.has_just_changed:
            self.said.emit(_CHANGED)
            return
        if self.panel.press(number, options=options) or self.panel.form is not None or not self.panel.ref:
            return
        self.said.emit(_NOT_YET if self.panel.told is None else self.panel.why_not or _NO_SUCH)

    def perform(self, ref: str, name: str) -> None:
        """Do what was offered by its name for a shift, if it still is; else say why not."""
        told = self.panel.told
        if ref != self._ref:
            self.said.emit(_OTHER_SHIFT)
        elif told is None or told.ref != ref:
            self.said.emit(_NOT_YET)
        elif name in (names := [one.name for one in told.enabled]):
            self.press(names.index(name))
        else:
            reason = next((one.reason for one in told.actions if one.name == name), "")
            self.said.emit(f"{_GONE} {reason}".strip())

    def _follow(self, ref: str, landed: str) -> None:
        if ref == self._ref:
            self.followed.emit(landed)

    def _settle(self, do: str, number: int, **details: str) -> None:
        self.panel.underway.enable(False)

        def answered(answer: Answer) -> None:
            self.panel.underway.enable(True)
            if answer.get("ok") is not True:
                self.said.emit(text(answer.get("error")) or "The engine did not answer.")
            self.refresh()
            if answer.get("needs_reason") is True:
                held = answer.get("intent")
                why = text(held.get("message")) if isinstance(held, dict) else ""
                ask_reason(
                    self._window, why, lambda reason: self._settle(do, number, state="held", reason=reason)
                )

        ask(self, self._engine, do, answered, intent=number, **details)

    def _look_up(self, key: str) -> None:
        ref = self.panel.ref

        def answered(answer: Answer) -> None:
            if ref != self.panel.ref:
                return
            if answer.get("ok") is True:
                self.sections.read(key, section(answer.get("section")))
            else:
                self.sections.read(key, None, text(answer.get("error")) or "The engine did not answer.")

        ask(self, self._engine, "look_up", answered, ref=ref, key=key)

    def _show_steps(self, number: int) -> None:
        reader = self._cache.reader()
        try:
            self.deeds.show_steps(number, [] if reader is None else reader.steps(number))
        except CallboardError as error:
            self.said.emit(str(error))

    def _moved(self, ref: str) -> None:
        if not ref or ref != self.panel.ref:
            self.refresh()
        elif label := self.doing.label(ref):
            self.panel.tell(None, label)
        else:
            self._show()

    def _ready(self, practice: bool, names: Sequence[str]) -> None:
        self._heard += 1
        self.set_connections(names)
        self.refresh()

    def _hear_again(self) -> None:
        self._heard += 1
        self.set_connections(self._names)  # the last process may have been asked too early, or too late
        self.refresh()

    def _died(self, sentence: str) -> None:
        self._heard += 1
        self._asked = ()
        self.panel.fail(_AWAY)

    def _pulsed(self, pulse: Pulse) -> None:
        able = pulse.phase not in ("failing", "sign-in", "misconfigured", "off")
        if pulse.phase == "pulling" or self._phases.get(pulse.connection) == able:
            return
        self._phases[pulse.connection] = able
        if self._ref.startswith(f"{pulse.connection}:"):
            self._heard += 1
            self.refresh()
