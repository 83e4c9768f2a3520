"""What an action of a batch is told: the same for each of its shifts."""

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.labels import Words
from ui.panels.disclosure import Disclosure
from ui.panels.entry import Entry
from ui.panels.told import Action, Choice
from ui.style import small
from ui.words import plain

_LISTED = "Listed as for the first of these shifts. The same is sent for all; each is the vendor’s to judge."


class Parameters(QWidget):
    """An action's fields. `changed` tells that something was entered."""

    changed = Signal()
    choices_wished = Signal(str)  # which list

    def __init__(self, action: Action, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("What it is told, for each of the shifts")
        self._entries = {one.name: Entry(one, today) for one in action.fields}
        note = Words(_LISTED, muted=True)
        note.setFont(small(self.font()))
        note.setVisible(any(one.pick for one in action.fields))
        aside = Disclosure("Set the vendor’s checks aside", self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for entry in self._entries.values():
            (aside.body if entry.field.override else layout).addWidget(entry)
            entry.changed.connect(self.changed)
            entry.choices_wished.connect(self.choices_wished)
        layout.addWidget(note)
        layout.addWidget(aside)
        aside.setVisible(any(one.field.override for one in self._entries.values()))

    def begin(self) -> None:
        """Ask for the lists to choose from; called once somebody listens."""
        for pick in dict.fromkeys(one.field.pick for one in self._entries.values()):
            if pick:
                self.choices_wished.emit(pick)

    def values(self) -> dict[str, object]:
        """Return what was entered; what stayed at its default is left out."""
        return {name: one.value() for name, one in self._entries.items() if one.is_told}

    @property
    def is_missing(self) -> bool:
        """Whether something has to be filled in yet."""
        return any(one.is_missing for one in self._entries.values())

    @property
    def sets_aside(self) -> bool:
        """Whether a check of the vendor's is set aside: then a reason is due."""
        return any(one.is_told and one.field.override for one in self._entries.values())

    def offer(self, pick: str, choices: Sequence[Choice], amiss: str = "") -> None:
        """Show what can be chosen for a pick, or why the list cannot be had."""
        for entry in self._entries.values():
            if entry.field.pick == pick:
                entry.offer(choices, plain(amiss, 1000))

    def blame(self, faults: Mapping[str, str]) -> None:
        """Say what is wrong with which field, and of the others nothing."""
        for name, entry in self._entries.items():
            entry.blame(faults.get(name, ""), quiet=not entry.was_visited)
