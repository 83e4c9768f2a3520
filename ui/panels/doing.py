"""Performs what somebody asks for: asks first where it is dangerous, says what came of it, takes it back."""

from dataclasses import dataclass, replace

import shiboken6
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMainWindow

from app.domain import Intent, Shift
from app.errors import CallboardError
from ui.cache import Cache
from ui.engine import Answer, Engine
from ui.panels.asking import ask
from ui.panels.confirmation import Confirmation
from ui.panels.form import Form
from ui.panels.saying import about, beyond, facts, news, people_of, titled
from ui.panels.toast import Toast, Toasts
from ui.panels.told import Action, Outcome, Undo, Wish, outcome, text
from ui.times import Times
from ui.words import line

CHANGED = ("Look again", "The shift has changed since this was asked.")
_ENDED = frozenset({"succeeded", "refused", "withdrawn"})
_OPEN = frozenset({"unknown", "queued", "held"})
_TOLD = _ENDED | {"held"}  # of these somebody who does not look must hear


@dataclass(frozen=True, slots=True)
class Undoable:
    """What was done last and can be taken back."""

    undo: Undo
    done: str  # the label of what it takes back
    which: str  # the shift in words
    vendor: str
    toast: Toast


@dataclass(frozen=True, slots=True)
class _Question:
    """A wish that has to be agreed to, and the shift as it is shown beside it."""

    wish: Wish
    shift: Shift | None
    vendor: str
    form: Form | None
    more: tuple[tuple[str, str], ...] = ()  # what the question names besides
    undone: str = ""


class Doing(QObject):
    """Wishes under way. The engine alone decides; here it is only asked, and its answer said."""

    moved = Signal(str)  # the ref of a shift on which something has begun or ended
    demanded = Signal(object, str)  # Wish, sentence: it wants a reason
    done_with = Signal()  # somebody's form has served its end
    undo_changed = Signal(str)  # what can be taken back now, "" if nothing
    landed = Signal(str, str)  # the ref that was acted on, and that of the row where its person stands now
    rested = Signal()  # nothing is being sent any more
    said = Signal(str)  # a remark

    def __init__(
        self, engine: Engine, cache: Cache, times: Times, toasts: Toasts, window: QMainWindow
    ) -> None:
        super().__init__(window)
        self._engine = engine
        self._cache = cache
        self._times = times
        self._toasts = toasts
        self._window = window
        self._sending: dict[str, str] = {}  # label by ref, of what has been asked for and not answered
        self._open: dict[int, str] = {}  # state by id, of intents that somebody waits for
        self._lost: set[str] = set()  # refs of what nobody knows the end of
        self._undo: Undoable | None = None
        self._question: tuple[_Question | None, Confirmation | None] = None, None  # asked last
        engine.intent_changed.connect(self._hear)

    def label(self, ref: str) -> str:
        """Return the label of what is just being sent for a shift, "" if nothing is."""
        return self._sending.get(ref, "")

    @property
    def is_busy(self) -> bool:
        """Whether something is just being sent."""
        return bool(self._sending)

    def remember(self, intents: list[Intent]) -> None:
        """Wait for the end of these, which were begun before this window was."""
        for one in intents:
            if one.state.value in _OPEN:
                self._open.setdefault(one.id, one.state.value)

    def wish(self, wish: Wish, vendor: str, form: Form | None = None) -> None:
        """Do it; ask first where something is taken away."""
        shift = self._shift(wish.ref)
        if not wish.action.is_dangerous and not wish.asks:
            self._do(wish, shift, vendor, form)
            return
        self._ask(_Question(wish, shift, vendor, form))

    def look_again(self) -> None:
        """Ask anew where the shift has become another one under an open question."""
        question, box = self._question
        if question is None or box is None or not shiboken6.isValid(box) or not box.isVisible():
            return
        wish, shift = question.wish, self._shift(question.wish.ref)
        if facts(shift, wish, self._times) != facts(question.shift, wish, self._times):
            box.reject()
            action = replace(wish.action, takes_from="", goes_to="")  # the facts name who that is by now
            anew = replace(question, wish=replace(wish, action=action), shift=shift)
            self._ask(replace(anew, more=(*question.more, CHANGED)))

    def _ask(self, question: "_Question") -> None:
        wish, shift = replace(question.wish, people=people_of(question.shift)), question.shift
        told = [*facts(shift, wish, self._times), *dict.fromkeys(question.more)]
        box = Confirmation(wish.action.label, told, self._window, whom=wish.action.whom)
        box.accepted.connect(lambda: self._do(wish, shift, question.vendor, question.form, question.undone))
        self._question = question, box
        box.open()

    def tell_late(self, label: str, ref: str, told: Outcome) -> None:
        """Say what became of something whose dialog is closed by now."""
        shift = self._shift(ref)
        self._remember(ref, told)
        which = line(ref, 120) if shift is None else about(shift, self._times)
        wish = Wish(ref=ref, action=Action(name="", label=label))
        self._tell(wish, which, "the vendor", told)
        self.moved.emit(ref)

    def undo(self) -> None:
        """Take back what was done last: at once while its toast is in sight, else after a question."""
        last = self._undo
        if last is None:
            self.said.emit("There is nothing to take back.")
            return
        undo = last.undo
        if undo.until is not None and undo.until.timestamp() <= self._times.now():
            self._set_undo(None)
            self.said.emit("It is too late to take that back.")
            return
        wish = Wish(
            ref=undo.ref,
            action=Action(name=undo.action, label=undo.label),
            parameters=undo.parameters,
            named=(("Comes back", ", ".join(line(one, 60) for one in undo.whom)),),
        )
        shift = self._shift(undo.ref)
        if last.toast in self._toasts.shown:
            self._toasts.end(last.toast)
            self._do(wish, shift, last.vendor, None, last.done)
            return
        more = (("Takes back", line(last.done, 60)),)
        asked = replace(wish, action=replace(wish.action, weight="danger"))
        self._ask(_Question(asked, shift, last.vendor, None, more, last.done))

    def _do(self, wish: Wish, shift: Shift | None, vendor: str, form: Form | None, undone: str = "") -> None:
        """Have it done; `undone` is the label of what it takes back."""
        if wish.ref in self._sending:
            self.said.emit("The last action on this shift has not been answered yet.")
            return
        self._sending[wish.ref] = wish.action.label
        self._hinder(form, True)
        self.moved.emit(wish.ref)
        made = " · ".join((wish.ref, *(text for _, text in wish.named[:1])))
        which = line(made, 160) if shift is None else about(shift, self._times)

        def answered(answer: Answer) -> None:
            self._sending.pop(wish.ref, None)
            self._hinder(form, False)
            told = outcome(answer)
            self._remember(wish.ref, told)
            self._settle(wish, which, vendor, form, told, undone)
            self._follow(wish, told)
            self.moved.emit(wish.ref)
            if not self._sending:
                self.rested.emit()

        details: dict[str, object] = {"reason": wish.reason} if wish.reason else {}
        if wish.shown is not None:
            details["shown"] = wish.shown
        if wish.queue:
            details["queue"] = True
        ask(
            self,
            self._engine,
            "do",
            answered,
            ref=wish.ref,
            action=wish.action.name,
            parameters=dict(wish.parameters),
            **details,
        )

    def _follow(self, wish: Wish, told: Outcome) -> None:
        """Say where the person stands now, if that is another row than the one acted on."""
        if told.outcome != "succeeded" or told.result_ref in ("", wish.ref):
            return
        minted = self._shift(told.result_ref)
        if minted is not None and minted.assignments:
            self.landed.emit(wish.ref, told.result_ref)

    def _settle(
        self,
        wish: Wish,
        which: str,
        vendor: str,
        form: Form | None,
        told: Outcome,
        undone: str,
    ) -> None:
        there = form is not None and shiboken6.isValid(form) and form.isVisible()
        if told.needs_reason:
            if form is not None and there:
                form.demand_reason(told.message)
            else:
                self.demanded.emit(wish, told.message)
            return
        if form is not None and there and told.outcome in ("", "refused"):
            form.complain(told.message, told.field)
            if told.unreached:
                form.wait.insist()
            return
        self._tell(wish, which, vendor, told, undone)
        if form is not None and there:
            form.served.emit()
            self.done_with.emit()

    def _remember(self, ref: str, told: Outcome) -> None:
        """Wait for the end of what is not known yet."""
        if told.outcome == "unknown":
            self._lost.add(ref)

    def _tell(self, wish: Wish, which: str, vendor: str, told: Outcome, undone: str = "") -> None:
        label = wish.action.label
        found = news(label, told, which, vendor, self._times)
        title, undo = found.title, told.undo
        if undone and told.outcome == "succeeded":
            title, undo = f"{line(undone, 60)}: taken back", None
        toast = self._toasts.say(
            found.state,
            title,
            found.lines,
            undo="&Undo" if undo else "",
            wait="Let it wait" if told.unreached and wish.action.name else "",
            about=_concern(wish.ref, told.intent),
        )
        if told.outcome == "succeeded":
            self._set_undo(None if undo is None else Undoable(undo, label, which, vendor, toast))
        toast.undo_pressed.connect(self.undo)
        toast.wait_pressed.connect(lambda: self._let_wait(wish, vendor, toast))

    def _let_wait(self, wish: Wish, vendor: str, toast: Toast) -> None:
        """Ask for it once more, with leave to wait in the outbox."""
        self._toasts.end(toast)
        self._do(replace(wish, queue=True), self._shift(wish.ref), vendor, None)

    def _set_undo(self, undo: Undoable | None) -> None:
        self._undo = undo
        words = "" if undo is None else f"{line(undo.done, 40)}: {undo.which}"
        self.undo_changed.emit(line(words, 90))

    def _hear(self, told: dict[str, object]) -> None:
        """Say how an intent ended that nobody stood and waited for."""
        number, state = told.get("id"), text(told.get("state"))
        if not isinstance(number, int):
            return
        before = self._open.get(number)
        ref = text(told.get("ref"))
        awaited = ref not in self._sending and (before is not None or ref in self._lost)
        if state in _OPEN:
            self._open[number] = state
        elif state in _ENDED:
            self._open.pop(number, None)
            self._lost.discard(ref)
        if awaited and state != before and state in _TOLD:
            self._tell_end(number, ref, state, text(told.get("label")), text(told.get("message")))
        self.moved.emit(ref)

    def _tell_end(self, number: int, ref: str, state: str, label: str, message: str) -> None:
        shift = self._shift(ref)
        which = line(ref, 120) if shift is None else about(shift, self._times)
        lines = f"{which}\n{beyond(label, message)}".strip()
        self._toasts.say(state, titled(label, state), lines, about=_concern(ref, number))

    def _shift(self, ref: str) -> Shift | None:
        reader = self._cache.reader()
        try:
            kept = None if reader is None else reader.shift(ref)
        except CallboardError:  # then it is named by its ref
            return None
        return None if kept is None else kept.shift

    def _hinder(self, form: Form | None, busy: bool) -> None:
        if form is not None and shiboken6.isValid(form):
            form.hinder("", busy=busy)


def _concern(ref: str, number: int | None) -> str:
    """Return what a toast is about: a shift, of which only the last word holds, else one intent."""
    return ref if ":" in ref else f"{ref} {number}" if number is not None else ""
