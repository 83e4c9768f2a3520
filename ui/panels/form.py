"""The form of one action, made from its parameters: judged as one types, with a preview of what it brings."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from ui.labels import Words
from ui.panels.buttons import ActionButton
from ui.panels.disclosure import Disclosure
from ui.panels.entry import Alarm, Entry
from ui.panels.preview import Preview
from ui.panels.told import Action, Choice, Foresight, Wish
from ui.style import strong
from ui.words import line, plain, tip

CALM = 600  # milliseconds after it has become another form by itself, in which nothing sends it
TYPING = 250  # milliseconds after the last key until the engine is asked what it would bring
WHY_ASIDE = "Say why the vendor’s checks are set aside."
_NOTHING_YET = "What it would bring about is shown here, as soon as enough has been entered."
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Form(QWidget):
    """An action's parameters. `sent` tells a Wish, `left` that somebody has thought better of it."""

    sent = Signal(object)  # Wish
    left = Signal()
    served = Signal()  # it has been done; nobody needs the form any more
    typed = Signal(dict)  # the parameters, some moments after the last key
    choices_wished = Signal(str)  # which list
    complained = Signal(QWidget)  # the widget that says what went wrong: it should be in sight

    def __init__(
        self,
        ref: str,
        action: Action,
        today: date,
        parent: QWidget | None = None,
        *,
        wide: bool = False,
        given: Mapping[str, object] = MappingProxyType({}),
    ) -> None:
        """`wide`: with room beside the fields for what they would bring about; `given` needs no field."""
        super().__init__(parent)
        self.ref = ref
        self.action = action
        self._given = {name: value for name, value in given.items() if name not in _named(action)}
        self._faults: Mapping[str, str] = {}
        self._asks = ""  # what has to be agreed to before it is sent
        self._demanded = ""  # why a reason is asked for, whatever is entered
        self._hindered = ""  # why it cannot be sent, whatever is entered
        self._busy = False
        self._judged: dict[str, object] = {}  # the parameters of which a judgement was asked for last
        self._foreseen: dict[str, object] | None = None  # those of which it is known what they bring about
        self._wide = wide
        self.setObjectName("action-form")
        self.setAccessibleName(line(action.label, 80))
        self._heading = Words("")
        self._heading.setFont(strong(self.font()))
        self._entries = {one.name: Entry(one, today) for one in action.fields}
        self._overrides = [one for one in self._entries.values() if one.field.override]
        self.aside = Disclosure("Set the vendor’s checks aside…", self)
        self._why = Words("")
        self.reason = QLineEdit(self)
        self.reason.setAccessibleName("Reason")
        self.reason.setPlaceholderText("The reason, for the record")
        self.reason.setMaxLength(1000)
        self.preview = Preview(self)
        self._complaint = Alarm(self)
        self.wait = Patience(self)
        self.send = ActionButton("", "primary", "Enter", self)
        self.back = ActionButton("Cancel" if wide else "Back", "normal", "Esc", self)

        fields, end = _column(), _column()
        fields.addWidget(self._heading)
        for entry in self._entries.values():
            (self.aside.body if entry.field.override else fields).addWidget(entry)
        self.aside.setVisible(bool(self._overrides))
        for widget in (self.aside, self._why, self.reason):
            fields.addWidget(widget)
        self._nothing_yet = Words(_NOTHING_YET, self, muted=True)
        self._nothing_yet.setVisible(wide)
        for below in (self._nothing_yet, self.preview, self._complaint, self.wait):
            end.addWidget(below)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        buttons.addWidget(self.send, 1)
        buttons.addWidget(self.back)
        end.addLayout(buttons)
        self._lay_out(fields, end, wide=wide)

        self._calm = QTimer(self, singleShot=True, interval=CALM)
        self._calm.timeout.connect(self._judge)
        self._later = QTimer(self, singleShot=True, interval=TYPING)
        self._later.timeout.connect(self._ask)
        for entry in self._entries.values():
            entry.changed.connect(self._changed)
            entry.choices_wished.connect(self.choices_wished)
        self.reason.textEdited.connect(self._judge)
        self.aside.toggled.connect(self._judge)
        self.send.clicked.connect(self._send)
        self.back.clicked.connect(self.left)
        self._name()
        self._judge()

    def renew(self, action: Action, sentence: str) -> None:
        """Be the form of what the action has become, and say so; for a moment no key sends it."""
        self.action = action
        self._name()
        self._calm.start()
        self._later.start(0)
        self._complaint.say(plain(sentence, 600))
        self._judge()
        self.complained.emit(self._complaint)

    def _name(self) -> None:
        label = self.action.label
        self.setAccessibleName(line(label, 80))
        self._heading.setText(line(label, 200))
        self.send.weight = "danger" if self.action.is_dangerous else "primary"
        self.send.setText(line(label, 60).replace("&", "&&"))
        self.send.setAccessibleName(f"Send: {line(label, 80)}")

    def _lay_out(self, fields: QVBoxLayout, end: QVBoxLayout, *, wide: bool) -> None:
        if not wide:
            layout = QVBoxLayout(self)
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(8)
            layout.addLayout(fields)
            layout.addLayout(end)
            return
        inside = QWidget()
        inside.setLayout(fields)
        fields.addStretch(1)
        fields.setContentsMargins(0, 0, 12, 0)
        room = QScrollArea(self)
        room.setWidgetResizable(True)
        room.setFrameShape(QFrame.Shape.NoFrame)
        room.setAccessibleName("What is to be entered")
        room.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        room.setWidget(inside)
        end.insertStretch(3, 1)
        beside = QHBoxLayout(self)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(20)
        beside.addWidget(room, 1)
        beside.addLayout(end, 1)

    def begin(self) -> None:
        """Ask for the lists and for a first judgement, and take the keyboard; somebody listens by now."""
        for pick in dict.fromkeys(one.field.pick for one in self._entries.values()):
            if pick:
                self.choices_wished.emit(pick)
        self._later.start(0)
        self.take_focus()

    def take_focus(self) -> None:
        """Give the keyboard to the first thing to fill in, else to the button."""
        first = next((one for one in self._entries.values() if not one.field.override), None)
        where = self.reason if self._demanded else first or self.send
        where.setFocus(Qt.FocusReason.OtherFocusReason)

    def parameters(self) -> dict[str, object]:
        """Return what was given and entered; what stayed at its default is left out."""
        return self._given | {name: one.value() for name, one in self._entries.items() if one.is_told}

    def offer(self, pick: str, choices: Sequence[Choice], amiss: str = "") -> None:
        """Show what can be chosen, or why the list cannot be had."""
        for entry in self._entries.values():
            if entry.field.pick == pick:
                entry.offer(choices, plain(amiss, 1000))

    def fill_in(self, field: str, choice: Choice | None, search: str = "") -> None:
        """Choose something for a field; without a choice, search its list for a text."""
        if (entry := self._entries.get(field)) is not None:
            entry.fill_in(choice, search)

    def foresee(self, seen: Foresight) -> None:
        """Show what is wrong, and what it would bring about."""
        self._faults = {name: one for name, one in seen.faults.items() if one}
        for name, entry in self._entries.items():
            entry.blame(self._faults.get(name, ""), quiet=not entry.was_visited)
        elsewhere = [one for name, one in self._faults.items() if name not in self._entries]
        self._complaint.say(plain("\n".join(elsewhere), 1000))
        self.preview.foresee(seen)
        self._asks, self._foreseen = seen.asks, self._judged
        self._nothing_yet.setVisible(self._wide and self.preview.isHidden())
        self._judge()

    def complain(self, sentence: str, field: str = "") -> None:
        """Say what went wrong, below the field that it is about, or else below all."""
        entry = self._entries.get(field)
        if entry is None:
            self._complaint.say(plain(sentence, 1000))
            self.complained.emit(self._complaint)
            return
        if entry.field.override:
            self.aside.open(True)
        entry.blame(sentence)
        entry.setFocus()
        self.complained.emit(entry)

    def demand_reason(self, sentence: str) -> None:
        """Ask why it shall be done in spite of what a check of the desk's own has to say."""
        self._demanded = plain(sentence, 1000)
        self._judge()
        self.reason.setFocus()

    def hinder(self, sentence: str, *, busy: bool = False) -> None:
        """Say why it cannot be sent now; "" lets it be sent again, unless something is being sent."""
        if sentence or self._hindered:
            self._complaint.say(plain(sentence, 600))
        self._hindered, self._busy = plain(sentence, 600), busy
        self._judge()

    def event(self, event: QEvent) -> bool:
        # Escape is the window's key for going to the board; here it goes back to the buttons.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in _ENTER and self.send.isEnabled():
            self._send()
        elif event.key() not in _ENTER:
            super().keyPressEvent(event)

    def _ask(self) -> None:
        self._judged = self.parameters()
        self.typed.emit(self._judged)

    def _changed(self) -> None:
        self._complaint.say(self._hindered)
        self._judge()
        self._later.start(TYPING)

    def _judge(self) -> None:
        sets_aside = any(one.is_told for one in self._overrides)
        wanted = bool(self._demanded) or sets_aside or (self.aside.is_open and bool(self._overrides))
        self._why.setText(self._demanded or WHY_ASIDE)
        self._why.setVisible(wanted)
        self.reason.setVisible(wanted)
        lacks_reason = (bool(self._demanded) or sets_aside) and not self.reason.text().strip()
        missing = any(one.is_missing for one in self._entries.values())
        amiss = lacks_reason or missing or self._faults or self._hindered
        # What is made at a connection is not to be agreed to unseen.
        unseen = self.action.on_connection and self._foreseen != self.parameters()
        self.send.setEnabled(not (amiss or self._busy or unseen or self._calm.isActive()))

    def _send(self) -> None:
        if not self.send.isEnabled():
            return
        named = [(one.field.title, one.shown) for one in self._entries.values() if one.is_told]
        self.sent.emit(
            Wish(
                ref=self.ref,
                action=self.action,
                parameters=self.parameters(),
                reason=self.reason.text().strip() if not self.reason.isHidden() else "",
                queue=self.wait.is_granted,
                asks=self._asks,
                named=tuple((line(title, 80), plain(text, 300)) for title, text in named),
            )
        )


def _named(action: Action) -> frozenset[str]:
    return frozenset(one.name for one in action.fields)


def _column() -> QVBoxLayout:
    found = QVBoxLayout()
    found.setContentsMargins(0, 0, 0, 0)
    found.setSpacing(8)
    return found


class Patience(QCheckBox):
    """May it wait until the vendor can be reached? Hidden while it can be."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Let it wait until the vendor can be reached", parent)
        self._insisted = False
        self.setAccessibleName(self.text())
        self.setToolTip(tip("It is kept in the outbox, and sent as soon as the vendor can be reached again."))
        self.hide()

    @property
    def is_granted(self) -> bool:
        """Whether it may."""
        return not self.isHidden() and self.isChecked()

    def ask(self, wanted: bool) -> None:
        """Show the box, or hide it and take the leave back, unless it was insisted on."""
        if not wanted and not self._insisted:
            self.setChecked(False)
        self.setVisible(wanted or self._insisted)

    def insist(self) -> None:
        """Show the box from now on: it has just been found out that the vendor cannot be reached."""
        self._insisted = True
        self.show()
