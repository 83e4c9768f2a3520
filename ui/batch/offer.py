"""What the selected shifts share: the actions, and how many of them can."""

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from ui.engine import Answer
from ui.panels.told import Action, dicts, panel, text
from ui.style import look
from ui.words import line, tip


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """An action, and how many of the shifts are able to take it now."""

    action: Action
    able: int


def shared(answer: Answer) -> list[Shared]:
    """Return the shared actions of an answer: the usual first, the dangerous last, then what none can."""
    told = panel(answer)
    if told is None:
        return []
    able = {
        text(one.get("name")): n if isinstance(n := one.get("able"), int) else 0
        for one in dicts(answer.get("actions"))
    }
    ordered = [*told.enabled, *(one for one in told.actions if not one.enabled)]
    return [Shared(action=one, able=able.get(one.name, 0)) for one in ordered]


class Offer(QListWidget):
    """A list of shared actions. `chosen` tells the Shared that was chosen."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shared: list[Shared] = []
        self._total = 0
        self.setAccessibleName("What these shifts share")
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.currentRowChanged.connect(self._choose)

    def show_actions(self, actions: list[Shared], total: int, wanted: str = "") -> None:
        """Offer these for so many shifts; what was chosen stays so, else what is wanted, or the first."""
        before = self._shared[row].action.name if 0 <= (row := self.currentRow()) < len(self._shared) else ""
        self._shared, self._total = actions, total
        self.blockSignals(True)
        self.clear()
        for one in actions:
            self._add(one)
        self.blockSignals(False)
        self.dress()
        names = [one.action.name for one in actions if one.action.enabled]
        wished = (name for name in (before, wanted) if name in names)
        first = next(wished, next(iter(names), ""))
        for row, one in enumerate(actions):
            if one.action.name == first and one.action.enabled:
                self.setCurrentRow(row)
                return

    def dress(self) -> None:
        """Put pictures and colours on, as the palette wants them."""
        colours = look(QPalette())
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Highlight, colours.selected)
        palette.setColor(QPalette.ColorRole.HighlightedText, colours.text)
        self.setPalette(palette)

    def _add(self, one: Shared) -> None:
        asks = ", asks first" if one.action.is_dangerous else ""
        words = f"{line(one.action.label, 80)}\n{one.able:,} of {self._total:,} can{asks}"
        entry = QListWidgetItem(words, self)
        entry.setSizeHint(QSize(0, 2 * self.fontMetrics().height() + 14))
        entry.setData(Qt.ItemDataRole.AccessibleTextRole, words.replace("\n", ", "))
        entry.setToolTip(tip(one.action.reason))
        if not one.action.enabled:
            entry.setFlags(Qt.ItemFlag.NoItemFlags)

    def _choose(self, row: int) -> None:
        if 0 <= row < len(self._shared) and self._shared[row].action.enabled:
            self.chosen.emit(self._shared[row])
