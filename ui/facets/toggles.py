"""A facet of a few values that everybody knows: a row of buttons."""

from collections.abc import Mapping, Sequence, Set

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from ui.facets.pills import Pill
from ui.style import strong
from ui.times import Times


def weekdays(locale: QLocale) -> list[tuple[str, str, str]]:
    """Return key, short word and name of each weekday, the locale's first one first; 0 is Monday."""
    first = locale.firstDayOfWeek().value - 1
    order = [(first + n) % 7 for n in range(7)]
    kinds = QLocale.FormatType
    return [
        (str(day), locale.dayName(day + 1, kinds.ShortFormat), locale.dayName(day + 1, kinds.LongFormat))
        for day in order
    ]


def hours(times: Times) -> list[tuple[str, str, str]]:
    """Return day and night, as key, short word and name."""
    dawn, dusk = times.time(5, 0), times.time(18, 0)
    return [("day", "Day", f"Begins {dawn} to {dusk}"), ("night", "Night", f"Begins {dusk} to {dawn}")]


class Toggles(QWidget):
    """A title and its buttons. `toggled` tells a key and whether it was pressed."""

    toggled = Signal(str, bool)

    def __init__(
        self, title: str, things: Sequence[tuple[str, str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        label = QLabel(title, self)
        label.setFont(strong(label.font()))
        label.setContentsMargins(4, 0, 0, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 6, 4, 6)
        layout.setSpacing(4)
        layout.addWidget(label)
        row = QGridLayout()
        row.setSpacing(3)
        layout.addLayout(row)
        self.pills: dict[str, Pill] = {}
        for n, (key, words, name) in enumerate(things):
            pill = self.pills[key] = Pill(words, name, self)
            pill.clicked.connect(lambda pressed, key=key: self.toggled.emit(key, pressed))
            row.addWidget(pill, 0, n)

    def press(self, keys: Set[str]) -> None:
        """Show which are pressed, without telling it."""
        for key, pill in self.pills.items():
            pill.setChecked(key in keys)

    def count(self, counts: Mapping[str, int]) -> None:
        """Say how many shifts each stands for."""
        for key, pill in self.pills.items():
            pill.count(counts.get(key, 0))
