"""Who may be one person: each proposal with its score and reasons, to be confirmed or refused."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.people import Person, Proposal
from ui.buttons import push_button
from ui.empty import Empty
from ui.labels import Words
from ui.people.facts import known_at
from ui.rows import Row, Rows
from ui.table import Table
from ui.words import line

_TITLES = ("Score", "One", "Other", "Why")
_WIDTHS = (70, 260, 260)


class Proposals(QWidget):
    """Proposals in a table. `settled` tells the chosen one, and whether the two are one person."""

    settled = Signal(object, bool)  # Proposal

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Proposals")
        self.model: Rows[Proposal] = Rows(_TITLES, self)
        self.table = Table(self.model, _WIDTHS, "Proposals", self)
        self.table.setSelectionMode(Table.SelectionMode.SingleSelection)
        self.empty = Empty(self)
        self.empty.say("Nobody to compare", "No two people of different vendors look like one.")
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        self.same = push_button("They are &one person", "They are one person", self)
        self.two = push_button("They are &two people", "They are two people", self)
        intro = "Nobody is joined by himself: confirm or refuse. Either can be undone."
        end = QHBoxLayout()
        end.setSpacing(8)
        end.addWidget(Words(intro, self, muted=True), 1)
        end.addWidget(self.two)
        end.addWidget(self.same)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._stack, 1)
        layout.addLayout(end)

        self.same.clicked.connect(lambda: self._settle(True))
        self.two.clicked.connect(lambda: self._settle(False))
        self.table.selectionModel().currentRowChanged.connect(self._judge)
        self.tell(())

    def tell(self, found: Sequence[Proposal]) -> None:
        """Show these."""
        row = max(0, self.table.currentIndex().row())
        self.model.show(
            [
                Row(
                    one,
                    f"{one.one.key} {one.other.key}",
                    (str(one.score), _who(one.one), _who(one.other), "; ".join(one.reasons)),
                )
                for one in found
            ]
        )
        if found:
            self.table.selectRow(min(row, len(found) - 1))
        self._stack.setCurrentWidget(self.table if found else self.empty)
        self._judge()

    def _judge(self) -> None:
        chosen = self.model.thing(self.table.currentIndex().row()) is not None
        self.same.setEnabled(chosen)
        self.two.setEnabled(chosen)

    def _settle(self, same: bool) -> None:
        chosen = self.model.thing(self.table.currentIndex().row())
        if chosen is not None:
            self.settled.emit(chosen, same)


def _who(person: Person) -> str:
    return f"{line(person.name, 80)} ({known_at(person)})"
