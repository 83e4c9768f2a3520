"""The panel of one shift: what is under way, what can be done, why the rest cannot; or an action's form."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain import Intent
from ui.labels import Words
from ui.panels.buttons import Buttons
from ui.panels.disclosure import Disclosure
from ui.panels.form import Form, Patience
from ui.panels.laying import fine
from ui.panels.told import Action, Told, Wish
from ui.panels.underway import UnderWay
from ui.style import strong
from ui.times import Times
from ui.words import line, plain, tip

CALM = 600  # milliseconds after the buttons have changed by themselves, in which no key presses one
LATE = 200  # milliseconds until a panel that has not come yet says so
_ASKED = "What can be done with it is being asked…"
_UNSETTLED = "What was asked for last is not settled yet."


class Panel(QWidget):
    """Fed by `wait`, `show_panel` and `tell`. `wished` tells what somebody asks for."""

    wished = Signal(object)  # Wish
    form_opened = Signal(object)  # Form: somebody has to answer what it asks
    sent = Signal(int, str)  # the id of an intent that waits, and the state in which it was shown
    withdrawn = Signal(int)
    form_closed = Signal()
    batch_wished = Signal(str)  # an action's name, to be done with all that are selected
    made = Signal(str)  # the connection at which something is to be made

    def __init__(self, times: Times, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._times = times
        self._ref = ""
        self._told: Told | None = None  # None: of the last shift, or not heard of yet
        self._away = ""  # why nothing can be done at all
        self._unsettled = False
        self._selected = 1
        self.form: Form | None = None
        self.setAccessibleName("What can be done")
        self.underway = UnderWay(times, self)
        self.several = Words("", self)
        self.several.setFont(strong(self.font()))
        self.remark = Words("", self, muted=True)
        self.buttons = Buttons(self)
        self.patience = Patience(self)
        self.not_now = Disclosure("Not now", self)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 8, 0, 4)
        self._layout.setSpacing(8)
        parts = (self.underway, self.several, self.remark, self.buttons, self.patience, self.not_now)
        for widget in parts:
            self._layout.addWidget(widget)
            widget.hide()
        self._late = QTimer(self, singleShot=True, interval=LATE)
        self._calm = QTimer(self, singleShot=True, interval=CALM)

        self._late.timeout.connect(lambda: self.buttons.forbid(_ASKED))
        self.buttons.pressed.connect(self._press)
        self.buttons.options_wished.connect(self._open)
        self.underway.sent.connect(self.sent)
        self.underway.withdrawn.connect(self.withdrawn)

    @property
    def ref(self) -> str:
        """Whose panel it is."""
        return self._ref

    @property
    def told(self) -> Told | None:
        """What can be done, as far as it has been heard."""
        return self._told

    @property
    def has_just_changed(self) -> bool:
        """Whether its buttons have become others, though nobody has chosen another shift."""
        return self._calm.isActive()

    @property
    def why_not(self) -> str:
        """Why nothing can be pressed now, "" if something can."""
        return self._away or (_UNSETTLED if self._unsettled else "")

    def wait(self, ref: str) -> None:
        """Be another shift's panel from now on; until it is told, nothing moves or can be pressed."""
        if ref == self._ref:
            return
        self.close_form()
        self._calm.stop()
        self.setMinimumHeight(self.height() if self._ref else 0)
        self._ref, self._told, self._away = ref, None, ""
        self.tell(None)
        self._late.start()

    def show_panel(self, told: Told) -> None:
        """Show what can be done."""
        self._late.stop()
        self.setMinimumHeight(0)
        if told != self._told:
            before, self._told, self._away = self._told, told, ""
            if before is not None and _names(told) != _names(before):
                self._calm.start()
            self._show_actions(told)
            if before is not None:
                self._renew_form(before, told)
        self._away = ""
        self._judge()

    def fail(self, sentence: str) -> None:
        """Say why nothing can be done; what was known stays in sight."""
        self._late.stop()
        self.setMinimumHeight(0)
        self._away = plain(sentence, 600)
        if self._told is None:
            self._show_actions(Told(ref=self._ref))
        self._judge()

    def tell(self, intent: Intent | None, label: str = "") -> None:
        """Show the shift's open intent; without one, that something of this label is just being sent."""
        self.underway.show_intent(intent, label)
        self._unsettled = bool(intent or label)
        self._judge()

    def count(self, selected: int) -> None:
        """Be told how many shifts are selected: with several, what is pressed concerns all of them."""
        if selected == self._selected:
            return
        self._selected = selected
        if selected > 1:
            self.close_form()
        self._show_what_fits()

    def open_form(
        self, action: Action, demanded: str = "", given: Mapping[str, object] = MappingProxyType({})
    ) -> None:
        """Put an action's form in the place of the buttons.

        `demanded` is why a reason is asked for, `given` what it is told besides what is entered.
        """
        if self._told is None:
            return
        self.close_form()
        today: date = self._times.today()
        form = self.form = Form(self._ref, action, today, self, given=given)
        form.wait.ask(not self._told.reachable)
        form.sent.connect(self._wish)
        form.served.connect(self.close_form)
        form.left.connect(self._leave)
        self._layout.addWidget(form)
        self._show_what_fits()
        self.form_opened.emit(form)
        if demanded:
            form.demand_reason(demanded)
        form.begin()
        self._judge()

    def close_form(self) -> None:
        """Bring the buttons back."""
        if (form := self.form) is None:
            return
        self.form = None
        holder = self.window().focusWidget()
        if holder is not None and form.isAncestorOf(holder):
            self.setFocus()  # else Qt gives the keyboard to what happens to come next, and scrolls there
        self._layout.removeWidget(form)
        form.hide()
        form.deleteLater()
        self._show_what_fits()
        self.form_closed.emit()

    def press(self, number: int, *, options: bool = False) -> bool:
        """Press the button of that key; False if there is none to be pressed now."""
        if self._told is None or self.form is not None or self.has_just_changed:
            return False
        return self.buttons.press_options(number) if options else self.buttons.press(number)

    def take_focus(self) -> bool:
        """Give the keyboard to what is to be done first; False if there is nothing."""
        if self.form is not None:
            self.form.take_focus()
            return True
        if self.underway.send.isVisible():
            self.underway.send.setFocus()
            return True
        return self.buttons.isVisible() and self.buttons.take_focus()

    def _open(self, action: Action) -> None:
        if action.on_connection or self._selected > 1:
            self._press(action)
        else:
            self.open_form(action)

    def _leave(self) -> None:
        self.close_form()
        self.buttons.take_focus()

    def _press(self, action: Action) -> None:
        if self._told is None:
            return
        if action.on_connection and action.fields:
            self.made.emit(self._ref.partition(":")[0])
        elif self._selected > 1:
            self.batch_wished.emit(action.name)
        elif action.asks:
            self.open_form(action)
        else:
            self._wish(Wish(ref=self._ref, action=action, queue=self.patience.is_granted))

    def _wish(self, wish: Wish) -> None:
        told = self._told
        self.wished.emit(wish if told is None else replace(wish, people=told.people))

    def _renew_form(self, before: Told, told: Told) -> None:
        """Show in an open form what the shift has become under it."""
        if (form := self.form) is None:
            return
        now = next((one for one in told.enabled if one.name == form.action.name), None)
        if now is None:
            return
        if told.people != before.people or (now.weight, now.label) != (form.action.weight, form.action.label):
            people = ", ".join(line(one, 60) for one in told.people) or "nobody"
            form.renew(now, f"The shift has changed meanwhile. On it now: {people}. Look, and send again.")

    def _show_actions(self, told: Told) -> None:
        self.buttons.show_actions(told.enabled)
        self.not_now.clear()
        disabled = [one for one in told.actions if not one.enabled]
        for one in disabled:
            label = Words(line(one.label, 80))
            label.setFont(strong(self.font()))
            label.setEnabled(False)
            label.setToolTip(tip(one.reason))
            reason = fine(plain(one.reason or "The vendor does not offer it now.", 600))
            group = QVBoxLayout()
            group.setSpacing(0)
            pair = QWidget()
            pair.setAccessibleName(f"{line(one.label, 80)}: {line(one.reason, 300)}")
            group.setContentsMargins(0, 0, 0, 0)
            group.addWidget(label)
            group.addWidget(reason)
            pair.setLayout(group)
            self.not_now.body.addWidget(pair)
        self.not_now.say(f"Not now ({len(disabled)})")
        self._show_what_fits()

    def _judge(self) -> None:
        """Switch on what can be pressed now, and say why the rest cannot."""
        self._show_what_fits()
        self.buttons.forbid(self.why_not)
        if (form := self.form) is None:
            return
        gone = ""
        if self._told is not None:
            form.wait.ask(not self._told.reachable)
            now = next((one for one in self._told.actions if one.name == form.action.name), None)
            if now is None or not now.enabled:
                gone = (now.reason if now else "") or "It cannot be done any more."
        form.hinder(self._away or gone, busy=self._unsettled)

    def _show_what_fits(self) -> None:
        told, alone = self._told, self.form is None
        remark = self._away
        if not remark and told is not None and not told.actions:
            remark = plain("\n\n".join(one.text for one in told.sections if one.is_remark), 2000)
        if not remark and told is not None and told.actions and not told.enabled and not self._unsettled:
            remark = "Nothing can be done with it now."
        self.remark.setText(remark)
        self.remark.setVisible(bool(remark) and alone)
        self.several.setText(f"{self._selected:,} shifts selected: what is pressed here is for all of them.")
        self.several.setVisible(alone and self._selected > 1)
        self.buttons.setVisible(alone and bool(told is None or told.enabled))
        self.patience.ask(alone and told is not None and not told.reachable and bool(told.enabled))
        self.not_now.setVisible(alone and told is not None and len(told.enabled) < len(told.actions))


def _names(told: Told) -> list[tuple[str, str, str]]:
    """Return what the keys do, in their order."""
    return [(one.name, one.weight, one.takes_from) for one in told.enabled]
