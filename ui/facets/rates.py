"""The facet of the rates: from one amount to another, and which there are."""

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.store.facets import BAND
from ui.labels import Words
from ui.style import small, strong

PAUSE = 350  # milliseconds after a key
HIGHEST = 99_999.0


class Rates(QWidget):
    """Two amounts, each of which may be left open. `changed` tells both, None for an open one."""

    changed = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = QLabel("Rate", self)
        title.setFont(strong(title.font()))
        title.setContentsMargins(4, 0, 0, 0)
        self.low = _amount("Least rate", "any", self)
        self.high = _amount("Highest rate", "any", self)
        self._told = Words("", self, muted=True)
        self._told.setFont(small(self._told.font()))
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.low, 1)
        row.addWidget(QLabel("to", self))
        row.addWidget(self.high, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 6, 4, 6)
        layout.setSpacing(4)
        layout.addWidget(title)
        layout.addLayout(row)
        layout.addWidget(self._told)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        for one in (self.low, self.high):
            one.valueChanged.connect(lambda: self._pause.start())
            one.editingFinished.connect(self._hasten)
        self._pause.timeout.connect(self._tell)

    def show_limits(self, low: Decimal | None, high: Decimal | None) -> None:
        """Show these limits, without telling it."""
        if self._pause.isActive():
            return  # somebody is typing
        for box, limit in ((self.low, low), (self.high, high)):
            box.blockSignals(True)
            box.setValue(0 if limit is None else float(limit))
            box.blockSignals(False)

    def tell(self, bands: Sequence[tuple[str, int]]) -> None:
        """Say which rates there are: bands by their lower ends, and how many shifts each."""
        if not bands:
            self._told.setText("None of these tells a rate")
            return
        lowest, highest = int(bands[0][0]), int(bands[-1][0]) + BAND
        n = sum(n for _, n in bands)
        noun = "shift" if n == 1 else "shifts"
        self._told.setText(f"{n:,} {noun} with rates of {lowest} to {highest}")

    def _hasten(self) -> None:
        if self._pause.isActive():
            self._pause.stop()
            self._tell()

    def _tell(self) -> None:
        self.changed.emit(_limit(self.low), _limit(self.high))


def _amount(name: str, without: str, parent: QWidget) -> QDoubleSpinBox:
    box = QDoubleSpinBox(parent)
    box.setAccessibleName(name)
    box.setRange(0, HIGHEST)
    box.setSingleStep(5)
    box.setDecimals(2)
    box.setSpecialValueText(without)
    box.setMinimumWidth(60)
    return box


def _limit(box: QDoubleSpinBox) -> Decimal | None:
    return None if box.value() == 0 else Decimal(f"{box.value():.2f}")
